"""Hours on call as a table with shaded cells: a row for each team, a column for each period."""

from __future__ import annotations

from collections.abc import Iterator

from sim.charts.look import GRID, HUES, INK, QUIET, tint
from sim.charts.on_call import cell_text
from sim.charts.on_call_data import ROLE_WORDS, OnCallArm, OnCallChart, RoleRow
from sim.charts.run_rate_data import sampled
from sim.charts.words import MONTHS_PER_WEEK, percent
from sim.office.slides.measure import short
from sim.office.slides.panels import SMALL, Drawn
from sim.office.slides.parts import Box, Field, Grid, Ink

_DARKEST, _PALEST, _DARK_GROUND = 0.9, 0.06, 0.82
_NOTHING = 0.05
_NAMES, _SHARES = 0.2, 0.09
_LEAST_ROW, _MOST_ROW = 0.2, 0.36
_WHITE = "#FFFFFF"


def on_call_parts(chart: OnCallChart, area: Box) -> Drawn:
    """One table with all strategies, each under its name."""
    arms = [arm for arm in chart.arms if any(row.loads for row in arm.rows)]
    pages = _pages(chart, arms, area)
    return Drawn(
        f"Hours of incidents per engineer and week, mean over programmes that stand; a cell is {chart.span}. "
        f"Sustainable: {chart.bearable}; bold and marked ▲ where the mean is above. "
        f"{sampled([arm.total for arm in chart.arms])}",
        tuple(pages[0]),
        (
            "The darker a cell, the more hours each engineer of that team spends on incidents. The last column says "
            "in how many programmes the team is above what can be borne over some period.",
        ),
        ("Means hide the worst weeks: a team may be overloaded in some programmes while its mean is not.",),
        tuple(tuple(page) for page in pages[1:]),
    )


def _pages(chart: OnCallChart, arms: list[OnCallArm], area: Box) -> list[list[Grid]]:
    """As many strategies in a table as have room under its head."""
    groups: list[list[OnCallArm]] = [[]]
    used = _LEAST_ROW
    for arm in arms:
        tall = _LEAST_ROW * (len(arm.rows) + 1)
        if groups[-1] and used + tall > area.height:
            groups.append([])
            used = _LEAST_ROW
        groups[-1].append(arm)
        used += tall
    several = len(arms) > 1
    return [[_grid(chart, group, area, named=several)] if group else [] for group in groups]


def _grid(chart: OnCallChart, arms: list[OnCallArm], area: Box, *, named: bool) -> Grid:
    periods = max((row.loads for arm in arms for row in arm.rows), key=len)
    names, shares = _NAMES * area.width, _SHARES * area.width
    each = (area.width - names - shares) / max(1, len(periods))
    quiet = Ink(SMALL, QUIET)
    months = [f"{load.from_week * MONTHS_PER_WEEK:.0f}" for load in periods]
    head = [
        (
            Field("from month", quiet), *(Field(month, quiet, align="center") for month in months),
            Field("above in", quiet, align="right"),
        )
    ]  # fmt: skip
    rows: list[tuple[Field, ...]] = list(head)
    for arm in arms:
        if named:
            name = short(arm.label, area.width - 0.2, SMALL + 1, True)
            rows.append((Field(name, Ink(SMALL + 1, INK, True), across=len(periods) + 2),))
        rows += [tuple(_row(chart, arm, row, len(periods))) for row in arm.rows]
    height = min(_MOST_ROW, max(_LEAST_ROW, area.height / len(rows)))
    widths = (names, *(each for _ in periods), shares)
    alt = "Hours on call by team and period: " + "; ".join(
        f"{arm.label} at most {max(load.mean for row in arm.rows for load in row.loads):.1f}"
        for arm in arms
        if any(row.loads for row in arm.rows)
    )
    corner = (area.left, area.top)
    return Grid("Hours on call", alt, corner, widths, (height,) * len(rows), tuple(rows), margin=0.02)


def _row(chart: OnCallChart, arm: OnCallArm, row: RoleRow, periods: int) -> Iterator[Field]:
    yield Field(ROLE_WORDS[row.role], Ink(SMALL, QUIET))
    for load in row.loads:
        share = load.mean / chart.darkest if chart.darkest else 0.0
        shade = _PALEST + (_DARKEST - _PALEST) * share if load.mean >= _NOTHING else 0.0
        over = load.mean > arm.bearable_hours
        colour = _WHITE if shade > _DARK_GROUND else INK
        text = cell_text(load.mean) + ("▲" if over else "")
        ground = tint(HUES[2].line, shade) if shade else _WHITE
        yield Field(text, Ink(SMALL, colour, over), ground, "center")
    for _ in range(periods - len(row.loads)):
        yield Field("", Ink(SMALL, QUIET), tint(GRID, 0.4))
    yield Field("" if row.over is None else percent(row.over.share), Ink(SMALL, INK), align="right")
