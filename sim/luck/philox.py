"""Philox4x64-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (SC '11), on plain integers.

Counter-based because a draw is then a function of where it stands, not of what was drawn before; Philox because
numpy has the same one in C, and a compiled kernel can evaluate it on demand with 64-bit arithmetic alone.
"""

from __future__ import annotations

Words = tuple[int, int, int, int]
RoundKeys = tuple[tuple[int, int], ...]

WORD_MASK = 0xFFFF_FFFF_FFFF_FFFF
ROUNDS = 10
MULTIPLIER_0 = 0xD2E7_470E_E14C_6C93
MULTIPLIER_1 = 0xCA5A_8263_9512_1157
KEY_STEP_0 = 0x9E37_79B9_7F4A_7C15
KEY_STEP_1 = 0xBB67_AE85_84CA_A73B


def round_keys(key_0: int, key_1: int) -> RoundKeys:
    """The ten keys of the rounds; they depend on the key alone, so that a replication computes them once."""
    return tuple(((key_0 + i * KEY_STEP_0) & WORD_MASK, (key_1 + i * KEY_STEP_1) & WORD_MASK) for i in range(ROUNDS))


def block(keys: RoundKeys, word_0: int, word_1: int, word_2: int, word_3: int) -> Words:
    """The four output words of one counter. Counter words are below 2**64; the caller sees to it."""
    for key_0, key_1 in keys:
        product_0 = MULTIPLIER_0 * word_0
        product_1 = MULTIPLIER_1 * word_2
        word_0 = (product_1 >> 64) ^ word_1 ^ key_0
        word_1 = product_1 & WORD_MASK
        word_2 = (product_0 >> 64) ^ word_3 ^ key_1
        word_3 = product_0 & WORD_MASK
    return word_0, word_1, word_2, word_3
