"""What goes wrong, by whose hand: the command line turns these into one clear message and an exit status."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(Exception):
    """The input is wrong: one message that names the key or file, what was found and what is allowed. Exit 2."""


class WorkFailed(Exception):
    """The input was right and the work failed. Exit 1."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a message: the nearest valid name, or nothing where none is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{found[0]}'?" if found else ""
