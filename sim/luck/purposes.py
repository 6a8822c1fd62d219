"""Purposes: what a random number is for, by name.

A name, not a position: adding a purpose moves no other, and a later version keeps the luck of an earlier one.
"""

from __future__ import annotations

import hashlib

_NAME_OF: dict[int, str] = {}


def stable_id(name: str) -> int:
    """A 64-bit number that is the same in every process, version and machine."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def purpose(name: str) -> int:
    """The id of a named purpose; refuses a name whose id another name already has, since they would share luck."""
    identity = stable_id(name)
    holder = _NAME_OF.setdefault(identity, name)
    if holder != name:
        raise ValueError(f"the purposes '{holder}' and '{name}' have the same id {identity}: rename one of them")
    return identity
