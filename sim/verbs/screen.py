"""What reaches the terminal: width, plain characters where the terminal knows no others, aligned tables.

Results go to stdout and everything else to stderr, so that a pipe carries results only.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

WIDEST = 100
NARROWEST = 40
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
IN_ASCII = str.maketrans(
    {
        "€": "EUR ", "–": "-", "—": "-", "−": "-", "…": "...", "×": "x", "·": "-", "≥": ">=", "≤": "<=", "→": "->",
        "’": "'", "‘": "'", "“": '"', "”": '"', "±": "+/-", "\u00a0": " ", "\u202f": " ",
    }
)  # fmt: skip
GAP = "  "
LONGEST_WORD = 24


def width() -> int:
    """Columns to fill: the terminal's, and never more than a page holds."""
    fallback = (WIDEST, 24)
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size(fallback).columns))


def plain(text: str) -> str:
    """The text in characters that stdout can show."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # a stream in memory takes everything
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return text.translate(IN_ASCII).encode(encoding, "replace").decode(encoding)
    return text


def say(text: str = "") -> None:
    """One or more lines of result."""
    print(plain(text))


def note(text: str) -> None:
    """A remark that is not a result."""
    print(text, file=sys.stderr, flush=True)


def say_json(document: Any) -> None:
    """Exactly one JSON document; `allow_nan` is off because JSON has no such number."""
    utf8 = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    say(json.dumps(document, indent=2, ensure_ascii=not utf8, allow_nan=False))


def paragraph(text: str, indent: str = "") -> str:
    """Text folded to the width; lines that are already separate stay so."""
    return "\n".join(
        textwrap.fill(plain(line), width(), initial_indent=indent, subsequent_indent=indent)
        for line in text.split("\n")
    )


def heading(text: str) -> str:
    """A heading, bold where the terminal shows it."""
    return styled(paragraph(text), BOLD)


def styled(text: str, style: str) -> str:
    """The text in a style, if stdout is a terminal that wants styles."""
    wanted = sys.stdout is not None and sys.stdout.isatty()
    refused = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or "CI" in os.environ
    return f"{style}{text}{PLAIN}" if wanted and not refused else text


def cells(text: str) -> int:
    """Columns that a text takes on a terminal: wide East Asian characters take two, accents none."""
    return sum(0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF") for one in text)


def _fill(text: str, size: int, to_right: bool) -> str:
    blank = " " * (size - cells(text))
    return blank + text if to_right else text + blank


def blocks(
    headings: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = (0,), fold: Sequence[int] = (0,)
) -> list[str]:
    """The rows of an aligned table, headings first: columns in `words` hold words (left), the others numbers (right).

    Columns in `fold` go on in a further line where the table would be wider than the terminal; headings over numbers
    fold as soon as they are wider than the numbers.
    """
    top = [plain(cell) for cell in headings]
    shown = [[plain(cell) for cell in row] for row in rows]
    sizes, least = [], []
    for column, title in enumerate(top):
        below = [row[column] for row in shown]
        longest = [max((cells(word) for word in text.split()), default=0) for text in (title, *below)]
        whole = cells(title) if column in words else longest[0]
        sizes.append(max([whole, *map(cells, below)]))
        least.append(max(longest))
    _squeeze(sizes, least, fold)
    return ["\n".join(_row(row, sizes, words)) for row in [top, *shown]]


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = (0,)) -> str:
    """An aligned table whose columns of words fold where it would be wider than the terminal."""
    top, *below = blocks(headings, rows, words, words)
    return "\n".join([*([styled(top, DIM)] if any(headings) else []), *below])


def pairs(rows: Sequence[tuple[str, str]], indent: str = "  ") -> str:
    """Names and what they mean, the meaning folded in its own column."""
    lines = blocks((indent, ""), [(indent + name, meaning) for name, meaning in rows], (0, 1), (1,))[1:]
    return "\n".join(lines)


def _squeeze(sizes: list[int], least: list[int], fold: Sequence[int]) -> None:
    """Narrow the widest column that folds, down to its longest word while that is a sane width."""
    while sum(sizes) + len(GAP) * (len(sizes) - 1) > width():
        open_ones = [column for column in fold if sizes[column] > min(least[column], LONGEST_WORD)]
        if not open_ones:
            return
        sizes[max(open_ones, key=lambda column: sizes[column])] -= 1


def _fold(cell: str, size: int) -> list[str]:
    if cells(cell) <= size:
        return [cell]
    margin = cell[: len(cell) - len(cell.lstrip())]
    parts = textwrap.wrap(
        cell.strip(), size, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False
    ) or [""]
    return parts if all(cells(part) <= size for part in parts) else _cut(cell, size)


def _cut(cell: str, size: int) -> list[str]:
    """Wide characters count twice, so lines of words are cut by cells and not by characters."""
    parts = [""]
    for one in cell:
        if cells(parts[-1] + one) > size:
            parts.append("")
        parts[-1] += one
    return parts


def _row(row: Sequence[str], sizes: list[int], words: Sequence[int]) -> list[str]:
    folded = [_fold(cell, sizes[column]) for column, cell in enumerate(row)]
    height = max(len(parts) for parts in folded)
    return [
        GAP.join(
            _fill(parts[line] if line < len(parts) else "", sizes[column], column not in words)
            for column, parts in enumerate(folded)
        ).rstrip()
        for line in range(height)
    ]
