"""Numbers of calls as tables write them; a comma or point that can be read in two ways is asked about."""

from __future__ import annotations

import math
import re
from pathlib import Path

from sim.calibration.sheet import shown
from sim.errors import InputError

MOST_CALLS = 1e15
_BLANKS = re.compile(r"['’ \u00a0\u202f]")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:[,.]\d{3})+")
_MARKED = re.compile(r"-?\d+(?:[.,]\d+)*")


class Reading:
    """Cells to numbers; how a file writes them is held to from cell to cell."""

    def __init__(self, file: Path, decimal: str | None) -> None:
        self._file = file
        self._asked = decimal
        self._point: tuple[int, str] | None = None
        self._comma: tuple[int, str] | None = None
        self.fractions: tuple[int, str] | None = None
        self.whole = self.broken = 0

    def number(self, line: int, text: str) -> tuple[float | None, str]:
        """The number, or None and why not."""
        value = self._read(line, text)
        if not math.isfinite(value):
            return None, "is not a number"
        if value < 0:
            return None, "is negative; calls are 0 or more"
        if value > MOST_CALLS:
            return None, f"is more than {MOST_CALLS:g} calls"
        if "." in text and "," not in text and self._point is None:
            self._point = (line, text)
        if value % 1.0:
            self.broken += 1
            self.fractions = self.fractions or (line, text)
        elif value:
            self.whole += 1
        return value, ""

    def _read(self, line: int, text: str) -> float:
        """As a plain number where it is one; NaN where it is none."""
        if self._asked != ",":
            try:
                return float(text)
            except ValueError:
                pass
        try:
            return self._marked(line, text)
        except ValueError:
            return math.nan

    def _marked(self, line: int, text: str) -> float:
        bare = _BLANKS.sub("", text.strip())
        if not _MARKED.fullmatch(bare):
            raise ValueError
        if self._asked:
            other = "." if self._asked == "," else ","
            return float(bare.replace(other, "").replace(",", "."))
        if "." in bare and "," in bare:
            decimal = max(".,", key=bare.rfind)
            return float(bare.replace("." if decimal == "," else ",", "").replace(",", "."))
        if bare.count(",") == 1 and _THOUSANDS.fullmatch(bare):
            raise InputError(
                f"{self._file}, line {line}: '{shown(text)}' can be read in two ways; say decimal=point where the "
                "comma is one of thousands, decimal=comma where it is a decimal comma"
            )
        if bare.count(",") == 1:
            self._comma = self._comma or (line, text)
            return float(bare.replace(",", "."))
        return float(bare.replace(",", "") if "," in bare else bare.replace(".", ""))

    def check(self) -> None:
        """A file writes all its numbers one way."""
        if self._comma and self._point and not self._asked:
            raise InputError(
                f"{self._file}, line {self._comma[0]}: '{shown(self._comma[1])}' has a decimal comma, and "
                f"'{shown(self._point[1])}' in line {self._point[0]} a point; say decimal=comma or decimal=point"
            )

    @property
    def are_rates(self) -> bool:
        """Calls are whole numbers; where most are not, they are calls per something."""
        return self.broken > self.whole

    def told(self) -> list[str]:
        """What the page says of the numbers."""
        return ["Numbers have a decimal comma."] if self._comma and not self._asked else []
