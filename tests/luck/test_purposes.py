"""Purposes: names that stand for 64-bit ids."""

from __future__ import annotations

import hashlib

import pytest

from sim.luck import purpose, purposes


@pytest.mark.parametrize("name", ["incident.shared", "workload.value", "Übergabe", ""])
def test_the_id_is_the_names_blake2b_hash(name: str) -> None:
    """The id depends on the name alone, so that it outlives processes, versions and the order of registration."""
    expected = hashlib.blake2b(name.encode(), digest_size=8).digest()
    assert purpose(name) == int.from_bytes(expected, "little")


def test_a_name_may_be_asked_for_again() -> None:
    """Two modules that name the same purpose mean the same luck."""
    assert purpose("asked twice") == purpose("asked twice")


def test_two_names_with_one_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collision of ids is an error that names both, not silently shared luck; the first name keeps its id."""
    monkeypatch.setattr(purposes, "_NAME_OF", {})
    monkeypatch.setattr(purposes, "stable_id", len)
    assert purpose("first") == len("first")
    with pytest.raises(ValueError, match="'first' and 'other' have the same id 5"):
        purpose("other")
    assert purpose("first") == len("first")
