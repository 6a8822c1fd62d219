"""The generator is Philox4x64-10, as published and as numpy has it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.luck.philox import WORD_MASK, block, round_keys

ONES = "f" * 16
ZEROS = "0" * 16
# Known answers of the Random123 distribution (kat_vectors, "philox4x64 10"): counter, key, output.
KNOWN_ANSWERS = [
    (
        [ZEROS] * 4,
        [ZEROS] * 2,
        ["16554d9eca36314c", "db20fe9d672d0fdc", "d7e772cee186176b", "7e68b68aec7ba23b"],
    ),
    (
        [ONES] * 4,
        [ONES] * 2,
        ["87b092c3013fe90b", "438c3c67be8d0224", "9cc7d7c69cd777b6", "a09caebf594f0ba0"],
    ),
    (
        ["243f6a8885a308d3", "13198a2e03707344", "a4093822299f31d0", "082efa98ec4e6c89"],
        ["452821e638d01377", "be5466cf34e90c6c"],
        ["a528f45403e61d95", "38c72dbd566e9788", "a5a1610e72fd18b5", "57bd43b5e52b7fe6"],
    ),
]
words = st.integers(0, WORD_MASK)


def _hex_words(texts: list[str]) -> list[int]:
    return [int(text, 16) for text in texts]


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN_ANSWERS, ids=["zeros", "ones", "pi"])
def test_published_known_answers_come_out(counter: list[str], key: list[str], output: list[str]) -> None:
    """The known answers that the authors publish come out to the bit."""
    assert list(block(round_keys(*_hex_words(key)), *_hex_words(counter))) == _hex_words(output)


@settings(deadline=None)
@given(key=st.tuples(words, words), counter=st.tuples(words, words, words, words))
def test_a_block_is_numpy_s_next_block(key: tuple[int, int], counter: tuple[int, int, int, int]) -> None:
    """For any key and counter the four words are numpy's, which counts one on before it generates."""
    as_one = sum(word << 64 * position for position, word in enumerate(counter))
    generator = np.random.Philox(key=key[0] | key[1] << 64, counter=(as_one - 1) % 2**256)
    assert list(block(round_keys(*key), *counter)) == generator.random_raw(4).tolist()
