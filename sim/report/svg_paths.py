"""Paths of a drawing in as few letters as they need: a page holds a dozen drawings of some hundred kilobytes each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[MLHVQCZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "C": 6, "Z": 0}


def number(value: float, digits: int) -> str:
    """0.50 as .5 and -0.00 as 0."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def joined(parts: list[str]) -> str:
    """Numbers beside each other: a minus sign parts them as well as a space."""
    text = ""
    for part in parts:
        text += part if not text or part.startswith("-") else f" {part}"
    return text


@dataclass
class _Pen:
    """Where the pen stands on the grid of rounded numbers, so that no rounding adds up."""

    digits: int
    at: tuple[float, float] = (0.0, 0.0)
    start: tuple[float, float] = (0.0, 0.0)
    written: list[str] = field(default_factory=list)
    run: tuple[str, float] = ("", 0.0)

    def move(self, x: float, y: float) -> None:
        """Absolute, as a drawing's beginning is; further parts of one path are rare."""
        self._end_run()
        self.at = self.start = (self._grid(x), self._grid(y))
        self.written.append(f"M{joined([number(one, self.digits) for one in self.at])}")

    def line(self, x: float, y: float) -> None:
        """Level and upright stretches, of which steps consist, go on in one number where they go the same way."""
        to = (self._grid(x), self._grid(y))
        dx, dy = to[0] - self.at[0], to[1] - self.at[1]
        tiny = 0.5 * 10.0**-self.digits
        if abs(dy) < tiny:
            self._straight("h", dx)
        elif abs(dx) < tiny:
            self._straight("v", dy)
        else:
            self._end_run()
            self.written.append(f"l{joined([number(one, self.digits) for one in (dx, dy)])}")
        self.at = to

    def curve(self, letter: str, points: list[float]) -> None:
        """Control points and end, from where the pen stands."""
        self._end_run()
        grid = [self._grid(one) for one in points]
        parts = [number(one - self.at[place % 2], self.digits) for place, one in enumerate(grid)]
        self.written.append(letter.lower() + joined(parts))
        self.at = (grid[-2], grid[-1])

    def close(self) -> None:
        """Back to the beginning."""
        self._end_run()
        self.written.append("z")
        self.at = self.start

    def text(self) -> str:
        """The whole path."""
        self._end_run()
        return "".join(self.written)

    def _grid(self, value: float) -> float:
        return round(value, self.digits)

    def _straight(self, letter: str, by: float) -> None:
        before, so_far = self.run
        if before == letter and (so_far >= 0.0) == (by >= 0.0):
            self.run = (letter, so_far + by)
            return
        self._end_run()
        self.run = (letter, by)

    def _end_run(self) -> None:
        letter, by = self.run
        if letter:
            self.written.append(f"{letter}{number(by, self.digits)}")
        self.run = ("", 0.0)


def short_path(path: str, digits: int) -> str:
    """The same path with so many decimals, relative where it can be; ValueError for a path of another kind."""
    pen = _Pen(digits)
    for letter, numbers in _commands(path):
        match letter:
            case "M":
                pen.move(numbers[0], numbers[1])
            case "L":
                pen.line(numbers[0], numbers[1])
            case "H":
                pen.line(numbers[0], pen.at[1])
            case "V":
                pen.line(pen.at[0], numbers[0])
            case "Z":
                pen.close()
            case _:
                pen.curve(letter, numbers)
    return pen.text()


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Letters with their numbers; what repeats without a letter is refused: matplotlib never writes it."""
    if _TOKEN.sub("", path).strip(" \n\t,"):
        raise ValueError("a path holds what this version does not know")
    letter, numbers = "", list[float]()
    for token in _TOKEN.findall(path):
        if token.isalpha():
            if letter:
                yield _whole(letter, numbers)
            letter, numbers = token.upper(), []
        else:
            numbers.append(float(token))
    if letter:
        yield _whole(letter, numbers)


def _whole(letter: str, numbers: list[float]) -> tuple[str, list[float]]:
    if len(numbers) != _NUMBERS[letter]:
        raise ValueError(f"{letter} in a path has {len(numbers)} numbers")
    return letter, numbers
