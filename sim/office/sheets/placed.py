"""Where the numbers of a chart stand on its sheet, and the cells beside them that native charts need besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.office.sheets.blocks import Block
from sim.office.sheets.book import HELPER, Range, Sheet
from sim.office.sheets.cells import Cell, clean

MOST_LETTERS = 32
"""Of a name in a chart: beyond, it would leave no room for the lines."""

_LEAST_TITLE = 24


@dataclass(frozen=True)
class Placed:
    """A wide table on a sheet; its places are rows from `row` on, its measures columns from `first` on."""

    sheet: Sheet
    block: Block
    row: int
    first: int
    x_column: int | None
    text_column: int | None
    columns: int | None = None

    @property
    def last_column(self) -> int:
        return self.first + max(self.columns or len(self.block.units), 1) - 1

    def ys(self, measure: str, series: str) -> Range:
        """The cells of one series in one column."""
        return self._rows(self.first + list(self.block.units).index(measure), series)

    def xs(self, series: str) -> Range:
        """The cells that say where they stand."""
        return self._rows(self.x_column or 0, series)

    def texts(self, series: str) -> Range:
        """The cells that say what they are."""
        return self._rows(self.text_column or 0, series)

    def _rows(self, column: int, series: str) -> Range:
        rows = [at for at, place in enumerate(self.block.places) if place.series == series]
        return self.sheet.range(self.row + rows[0], column, self.row + rows[-1])


@dataclass
class Helpers:
    """Columns of small grey cells right of the printed page: short names, steps, differences of neighbours."""

    sheet: Sheet
    row: int
    column: int
    _heads: dict[str, Range] = field(default_factory=dict)
    _held: dict[tuple[int, int], list[float | None]] = field(default_factory=dict)

    def name(self, text: str, most: int = MOST_LETTERS) -> Range:
        """A short name in a cell of its own, so that no name can be taken for a formula."""
        short = shortened(text, most)
        if short not in self._heads:
            self._heads[short] = self._cells([short])
        return self.cell(self._heads[short])

    def title(self, text: str, pixels: int) -> Range:
        """A chart's title, broken into lines that fit its width."""
        return self.cell(self._cells(["\n".join(_lines(clean(text), max(_LEAST_TITLE, int(pixels / 7.2))))]))

    def numbers(self, values: Sequence[float | None]) -> Range:
        """Numbers under each other."""
        found = self._cells(list(values))
        self._held[found[1], found[2]] = list(values)
        return found

    def held(self, place: Range) -> list[float | None]:
        """The numbers that were put there."""
        return self._held.get((place[1], place[2]), [])

    def words(self, texts: Sequence[str]) -> Range:
        """Short names under each other."""
        return self._cells([shortened(text) for text in texts])

    @staticmethod
    def cell(place: Range) -> Range:
        """One cell as a name."""
        return [place[0], place[1], place[2]]

    def _cells(self, values: Sequence[Cell]) -> Range:
        for at, value in enumerate(values):
            self.sheet.put(self.row + at, self.column, value, HELPER)
        found = self.sheet.range(self.row, self.column, self.row + len(values) - 1)
        self.column += 1
        return found


def shortened(text: str, most: int = MOST_LETTERS) -> str:
    """The first letters of a long name."""
    plain = " ".join(clean(text).split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _lines(text: str, letters: int) -> list[str]:
    """Words put into lines; a sign of Chinese and the like counts twice."""
    lines, used = [""], 0
    for word in text.split():
        wide = len(word) + sum(one >= "\u1100" for one in word)
        if lines[-1] and used + 1 + wide > letters:
            lines.append("")
            used = 0
        lines[-1] += f" {word}" if lines[-1] else word
        used += wide + 1
    return lines
