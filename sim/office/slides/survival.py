"""Survival in time as a chart that can be edited, with the programmes left under its ticks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.charts.arms import programmes
from sim.charts.look import HUES, INK, MARKER, QUIET, Hue, hues_of, tint
from sim.charts.spread import spread
from sim.charts.survival_data import SurvivalArm, SurvivalChart
from sim.charts.ticks import few_of
from sim.charts.words import count_short, months, percent
from sim.office.slides.measure import high, short
from sim.office.slides.panels import SMALL, Drawn, heading, month_step, panels, share_axis, steps
from sim.office.slides.parts import Axis, Box, Course, Field, Grid, Ink, Line, Part, Run, XyPlot

_PALE = 0.42
_ROW = 0.21
_NEAR = 0.7
"""Columns alternate between this width and what is left, so that each stays centred under its tick."""

_BESIDE, _LEFT = 2.15, 2.3
_ABOVE = 0.2
"""Half a name's two lines: programs leave out a name that would begin above the chart."""

_MOST_BANDS = 2
_MOST_PANEL_TICKS = 6


def survival_parts(chart: SurvivalChart, area: Box) -> Drawn:
    """One chart for up to four strategies; beyond, one each with the others in grey."""
    parts = _panelled(chart, area) if chart.in_panels else _together(chart, area)
    thin = len(chart.arms) <= _MOST_BANDS
    sure = "Thin lines and brackets" if thin else "In brackets"
    grey = " Grey: the other strategies." if chart.in_panels else ""
    return Drawn(
        f"Share of programmes still standing, by months since the start. {programmes([a.total for a in chart.arms])}. "
        f"{sure}: 95% confidence of the estimate.{grey}",
        tuple(parts),
        (
            "Each line starts at 100%: all programmes stand. It steps down whenever one ends. The table counts the "
            "programmes that are left; where few are left, the line is pale and says little.",
        ),
        (
            "The lines say when programmes end, not why: the chart of causes does. The interval in brackets is how "
            "sure the estimate is; it is not how far single programmes lie apart.",
        ),
    )


def _together(chart: SurvivalChart, area: Box) -> Iterator[Part]:
    arms, scale = chart.arms, area.width / 12.3
    beside, left = _BESIDE * max(0.85, scale), _LEFT * max(0.8, scale)
    table = (len(arms) + 1) * _ROW
    box = area.upper(area.height - table)
    inner = Box(box.left + left, box.top + _ABOVE, box.width - left - beside, box.height - _ABOVE - 0.26)
    hues = hues_of(len(arms))
    lifts = _lifts(arms, inner.height)
    courses = [
        one
        for arm, hue, lift in zip(arms, hues, lifts, strict=True)
        for one in _courses(arm, hue, _label(arm, hue, beside - 0.1), lift, banded=len(arms) <= _MOST_BANDS)
    ]
    x = Axis(0.0, chart.horizon_months, month_step(chart.ticks))
    yield XyPlot("Survival", _alt(chart), box, inner, tuple(courses), x, share_axis())
    yield _at_risk(chart, box, inner, hues)


def _alt(chart: SurvivalChart) -> str:
    ends = "; ".join(f"{arm.label} {percent(arm.at_end.value)}" for arm in chart.arms)
    return f"Lines that step down from 100%: the share of programmes still standing. At the end: {ends}."


def _courses(arm: SurvivalArm, hue: Hue, label: tuple[Line, ...], lift: float, *, banded: bool) -> Iterator[Course]:
    if banded:
        for what, bound in (("low", arm.low), ("high", arm.high)):
            yield Course(f"{arm.label}, {what}", steps(arm.months, bound), tint(hue.line, _PALE), 0.75)
    turn = arm.pale_from_month
    if turn is None:
        yield Course(arm.label, steps(arm.months, arm.share), hue.line, label=label, lift=lift)
        return
    first = next(at for at, month in enumerate(arm.months) if month >= turn)
    yield Course(arm.label, steps(arm.months[: first + 1], arm.share[: first + 1]), hue.line)
    pale = steps(arm.months[first:], arm.share[first:])
    yield Course(f"{arm.label}, few left", pale, tint(hue.line, _PALE), 1.75, label=label, lift=lift)


def _label(arm: SurvivalArm, hue: Hue, room: float) -> tuple[Line, ...]:
    end = arm.at_end
    told = f"{percent(end.value)} ({percent(end.low)} to {percent(end.high)})"
    name = short(arm.label, room, SMALL + 1, True)
    return (Run(name, Ink(SMALL + 1, hue.text, True)),), (Run(told, Ink(SMALL, hue.text)),)


def _lifts(arms: Sequence[SurvivalArm], height: float) -> list[float]:
    """How far each name is moved up from its line's end so that none lies on another."""
    each = high(2, SMALL + 1) + 0.04
    wanted = [height * arm.at_end.value for arm in arms]
    centres = spread(wanted, [each] * len(arms), -0.1, height + 0.1)
    return [centre - want for centre, want in zip(centres, wanted, strict=True)]


def _at_risk(chart: SurvivalChart, box: Box, inner: Box, hues: Sequence[Hue]) -> Grid:
    """Columns under the ticks; at the right when half are gone."""
    gap = inner.width * month_step(chart.ticks) / chart.horizon_months
    near = min(gap, _NEAR)
    columns = [near if number % 2 == 0 else 2 * gap - near for number in range(len(chart.ticks))]
    first = inner.left - box.left - near / 2
    last = box.width - first - sum(columns)
    quiet = Ink(SMALL, QUIET)
    ticks = len(chart.ticks)
    head = (Field("programmes left", quiet, across=ticks + 1), Field("half are gone after", quiet, align="right"))
    rows: list[tuple[Field, ...]] = [head]
    for arm, hue in zip(chart.arms, hues, strict=True):
        left = [Field(count_short(number), Ink(SMALL), align="center") for number in arm.left]
        half = "" if arm.median_months is None else months(arm.median_months)
        name = Field(short(arm.label, first - 0.08, SMALL, True), Ink(SMALL, hue.text, True))
        rows.append((name, *left, Field(half or "more than half stand", Ink(SMALL), align="right")))
    alt = "Programmes left at each tick of the axis above, and when half are gone"
    widths = (first, *columns, last)
    heights = (_ROW,) * len(rows)
    return Grid("Programmes left", alt, (box.left, box.bottom), widths, heights, tuple(rows), headed=False, margin=0.02)


def _panelled(chart: SurvivalChart, area: Box) -> Iterator[Part]:
    table = (len(chart.arms) + 1) * _ROW
    top = area.upper(area.height - table - 0.06)
    ticks = few_of(chart.ticks, _MOST_PANEL_TICKS)
    x = Axis(0.0, chart.horizon_months, month_step(ticks))
    hue = HUES[0]
    for arm, panel in zip(chart.arms, panels(top, len(chart.arms), 2), strict=True):
        others = [Course(one.label, steps(one.months, one.share), MARKER, 0.75) for one in chart.arms if one is not arm]
        own = _courses(arm, hue, (), 0.0, banded=False)
        yield heading(panel, arm.label, hue.text, [_standing(arm)])
        plot = XyPlot(f"Survival: {arm.label}", _alt(chart), panel.chart, panel.inner, (*others, *own), x, share_axis())
        yield plot
    yield _left_table(chart, area, table)


def _standing(arm: SurvivalArm) -> str:
    end = arm.at_end
    half = "" if arm.median_months is None else f"; half gone after {months(arm.median_months)}"
    return f"{percent(end.value)} stand ({percent(end.low)} to {percent(end.high)}){half}"


def _left_table(chart: SurvivalChart, area: Box, height: float) -> Grid:
    """Under panels no column can stand under every axis: the months are written above."""
    name = 2.6
    each = (area.width - name) / len(chart.ticks)
    quiet = Ink(SMALL, QUIET)
    head = (Field("programmes left in month", quiet), *(Field(str(t), quiet, align="center") for t in chart.ticks))
    rows = [head]
    for arm in chart.arms:
        left = [Field(count_short(number), Ink(SMALL, INK), align="center") for number in arm.left]
        rows.append((Field(short(arm.label, name - 0.1, SMALL, True), Ink(SMALL, INK, True)), *left))
    widths = (name, *(each for _ in chart.ticks))
    corner = (area.left, area.bottom - height)
    alt = "Programmes left under each strategy by month"
    return Grid("Programmes left", alt, corner, widths, (_ROW,) * len(rows), tuple(rows), margin=0.03)
