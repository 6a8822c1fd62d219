"""What stands under a sheet's finding: what is counted, and the marks of this sheet's charts, not of the drawn ones.

A drawn chart has shadings, dots and brackets that no chart of a spreadsheet has: a reader would look for them in vain.
"""

from __future__ import annotations

import re

from sim.office.sheets.blocks import Wide

MOST_WITH_BANDS = 2
MOST_WITH_WHISKERS = 3
_DRAWN = re.compile(
    r"(?:Shading|Dotted|Dashed|Grey|Bars|Bars at the right|Hollow|Line|Thin lines|Ink|In brackets|Beside them"
    r"|Whisker at [^:.]+): "
)
_DIFFER = frozenset({
    "survival", "reached", "causes", "marginal_cost", "run_rate", "queue", "difference", "difference_standing",
    "difference_reached",
})  # fmt: skip
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


def said_of(own: str, subtitle: str, numbers: Wide) -> str:
    """The subtitle without the marks of the drawn chart, and with those that the sheet's own charts have."""
    if own not in _DIFFER:
        return subtitle
    kept = [sentence for sentence in _SENTENCE.split(subtitle) if not _DRAWN.match(sentence)]
    return " ".join(filter(None, (*kept, _marks(own, numbers))))


def _marks(own: str, numbers: Wide) -> str:
    if own == "survival":
        return "Thin lines: 95% confidence of the estimate." if _series(numbers, "share") <= MOST_WITH_BANDS else ""
    if own == "marginal_cost":
        few = _series(numbers, "mean") <= MOST_WITH_WHISKERS
        beside = "Whiskers: 95% confidence where ten programmes or more got so far. Dashed: average of the first three."
        return f"Points: mean of the programmes that got so far. {beside if few else ''}".rstrip()
    return {
        "queue": "Lines: mean of the programmes that stand.",
        "difference": "Whiskers: 95% confidence of the difference.",
    }.get(own, "")


def _series(numbers: Wide, measure: str) -> int:
    block = numbers.with_measure(measure)
    return 0 if block is None else len(block.series)
