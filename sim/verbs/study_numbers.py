"""A study's numbers as people read them: the table on the terminal, the finding, the files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.analysis.designs import Design
from sim.analysis.measures import Measure
from sim.analysis.study import Study
from sim.charts.words import eur, percent
from sim.scenario.values import card_named, shown
from sim.verbs.figures import UNKNOWN
from sim.verbs.screen import DIM, blocks, cells, styled, width

MOST_ROWS = 30
_ENDS = 10
_LARGE = 1e4

Row = Mapping[str, Any]


def measured(measure: Measure, value: float | None) -> str:
    """A value of a measure in its unit."""
    if value is None:
        return UNKNOWN
    if measure.kind == "share":
        return percent(value)
    return eur(value) if measure.unit == "EUR" else plain_number(value)


def plain_number(value: float) -> str:
    """Four digits, no powers of ten before they are needed."""
    return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:.4g}"


def setting(name: str, value: Any) -> str:
    """A card's value in its unit where that is money, and else as it is written."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return eur(value) if card_named(name).unit.startswith("EUR") and abs(value) >= 1 else plain_number(value)
    return shown(value)


def says(measure: Measure) -> str:
    """What is measured, inside a sentence."""
    if measure.kind == "share":
        return f"the share that {measure.says}"
    return "mean " + measure.name.removesuffix("_eur").replace("_", " ")


def estimate(measure: Measure, row: Row) -> float | None:
    """The share or the mean in a row of the summary."""
    found: float | None = row[f"{measure.name}_{'share' if measure.kind == 'share' else 'mean'}"]
    return found


def interval(measure: Measure, row: Row) -> str:
    """Its 95% interval."""
    low, high = row[f"{measure.name}_low"], row[f"{measure.name}_high"]
    return UNKNOWN if low is None or high is None else f"{measured(measure, low)} to {measured(measure, high)}"


def show(study: Study, rows: Sequence[Row], measures: Sequence[Measure]) -> list[str]:
    """The lines of the table: all points, or the ends by the first measure where there are many."""
    chosen = chosen_rows(rows, measures[0])
    cards = list(study.design.cards)
    while True:
        top, *lines = _lines(cards, chosen, measures)
        if not cards or max(cells(line) for line in "\n".join([top, *lines]).splitlines()) <= width():
            break
        cards.pop()
    told = [styled(top, DIM), *lines, "In brackets: 95% confidence."]
    if len(chosen) < len(rows):
        told.append(left_out(rows, measures[0]))
    left = len(study.design.cards) - len(cards)
    return told + ([f"{left} more card{'' if left == 1 else 's'} of each point: in points.csv."] if left else [])


def chosen_rows(rows: Sequence[Row], measure: Measure) -> list[Row]:
    """All points, or the ends where there are many."""
    return list(rows) if len(rows) <= MOST_ROWS else _ends(rows, measure)


def left_out(rows: Sequence[Row], measure: Measure) -> str:
    """What is said of a table of the ends."""
    ends = f"{_ENDS} highest and the {_ENDS} lowest points"
    return f"The {ends} by {says(measure)}, of {len(rows):,}; all are in summary.csv."


def _ends(rows: Sequence[Row], measure: Measure) -> list[Row]:
    known = [row for row in rows if estimate(measure, row) is not None]
    ranked = sorted(known, key=lambda row: -(estimate(measure, row) or 0.0))
    return [*ranked[:_ENDS], *ranked[-_ENDS:]] if len(ranked) > 2 * _ENDS else ranked


def _lines(cards: Sequence[str], rows: Sequence[Row], measures: Sequence[Measure]) -> list[str]:
    return blocks(*table_of(cards, rows, measures), (), ())


def table_of(
    cards: Sequence[str], rows: Sequence[Row], measures: Sequence[Measure]
) -> tuple[list[str], list[list[str]]]:
    """Headings and cells: point, its cards, each measure with its interval."""
    heads = ["point", *(card.replace(".", ". ") for card in cards)]
    heads += [measure.name.removesuffix("_eur").replace("_", " ") for measure in measures]
    body = []
    for row in rows:
        settings = [setting(card, row[card]) for card in cards]
        body.append([str(row["point"]), *settings, *(_with_interval(each, row) for each in measures)])
    return heads, body


def _with_interval(measure: Measure, row: Row) -> str:
    """'25% (11 to 47%)': in one column, which leaves room for the cards that tell points apart."""
    span = interval(measure, row).replace("% to", " to")
    return measured(measure, estimate(measure, row)) + ("" if span == UNKNOWN else f" ({span})")


def finding(study: Study, rows: Sequence[Row], measure: Measure) -> str:
    """Between which ends the first measure lies, and what that does not say."""
    known = [row for row in rows if estimate(measure, row) is not None]
    if not known:
        return f"{_capital(says(measure))} is unknown at every point"
    low, high = (pick(known, key=lambda row: estimate(measure, row) or 0.0) for pick in (min, max))
    values = [measured(measure, estimate(measure, row)) for row in (low, high)]
    if len(known) == 1 or estimate(measure, low) == estimate(measure, high):
        points = "the one point" if len(known) == 1 else f"each of {len(known):,} points"
        return f"{_capital(says(measure))} is {values[0]} at {points}"
    return (
        f"{_capital(says(measure))} goes from {values[0]} at {_at(study.design, low)} to {values[1]} at "
        f"{_at(study.design, high)}, all points in the same {study.replications:,} futures; of many points the "
        "highest and the lowest owe some of it to luck"
    )


def _at(design: Design, row: Row) -> str:
    cards = design.cards[:3]
    more = ", …" if len(design.cards) > len(cards) else ""
    return f"point {row['point']} ({', '.join(f'{card} {setting(card, row[card])}' for card in cards)}{more})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def points_csv(design: Design) -> bytes:
    """The points as a table that `table=` reads again; the first point is number 0."""
    return csv_bytes(design.cards, ([_cell(point[card]) for card in design.cards] for point in design.points))


def csv_bytes(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """CSV with every number to its last digit and an empty cell for what is unknown."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return shown(value)
    return f"[{', '.join(value)}]" if isinstance(value, tuple | list) else str(value)
