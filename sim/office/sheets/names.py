"""Names of sheets that Excel takes, whatever strategies and charts are called."""

from __future__ import annotations

import re

from sim.office.sheets.cells import clean

MOST_LETTERS = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_RESERVED = "history"
_NAMELESS = "Sheet"


class SheetNames:
    """Gives each sheet a name of its own; Excel tells names apart without regard to capitals."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, wanted: str) -> str:
        """The wanted name as far as it may stand, with a number where it is taken."""
        base = _shortened(" ".join(_FORBIDDEN.sub(" ", clean(wanted)).split()), MOST_LETTERS)
        name, number = base, 1
        while name.casefold() in self._taken or name.casefold() == _RESERVED:
            number += 1
            name = f"{_shortened(base, MOST_LETTERS - len(str(number)) - 1)} {number}"
        self._taken.add(name.casefold())
        return name


def _shortened(text: str, most: int) -> str:
    """Counted as Excel does, in units of UTF-16; no apostrophe at an end."""
    kept = text.strip("' ")
    while len(kept.encode("utf-16-le")) // 2 > most:
        kept = kept[:-1]
    return kept.strip("' ") or _NAMELESS
