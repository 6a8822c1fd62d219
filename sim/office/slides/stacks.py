"""Charts of columns that add up: who reached the nth workload, how programmes end, what levers take off a call."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from sim.charts.arms import programmes
from sim.charts.causes_data import STANDING, CausesArm, CausesChart
from sim.charts.lever_waterfall_data import Step, WaterfallArm, WaterfallChart, price, saving
from sim.charts.look import HUES, INK, QUIET, hues_of
from sim.charts.reached import STATES, ReachedArm, ReachedChart
from sim.charts.ticks import value_ticks
from sim.charts.words import name, number_word, percent
from sim.office.slides.measure import wide
from sim.office.slides.panels import SMALL, Drawn, heading, key, letters, panels, share_axis, under
from sim.office.slides.parts import Axis, Box, CategoryPlot, Part, Row

_OUT_OF_TIME, _ENDED = "#DCE0E6", "#8A93A0"
_GREYS = ("#8A93A0", "#C3C9D2", "#6B7482", "#B4BBC6")
_GROUND = "#EDF0F3"
_KEY, _UNDER = 0.3, 0.2
_COLUMN_MONTHS = (1, 2, 3, 6, 12, 24, 60)
_MOST_COLUMNS = 24
_NOTHING = 5e-4
_A_HAIR = 1e-9


def reached_parts(chart: ReachedChart, area: Box) -> Drawn:
    """A panel for each strategy: columns of three states."""
    return Drawn(
        "Share of programmes that had n workloads live at once within the horizon, ran out of time, or ended before. "
        f"{programmes([arm.total for arm in chart.arms])}. "
        f"Whisker at {number_word(chart.target)}: 95% confidence of the estimate.",
        tuple(_reached(chart, area)),
        (
            "Read a column from the ground up: the share of programmes that had so many workloads live at once, then "
            "those whose time was over, then those that had ended before. Together they are all programmes.",
        ),
        ("It does not say when a workload went live, nor what it cost.",),
    )


def _reached(chart: ReachedChart, area: Box) -> Iterator[Part]:
    hues = hues_of(len(chart.arms))
    alike = len(set(hues)) == 1
    colour = hues[0].line if alike else INK
    yield key(
        area, [("reached", colour, colour), ("out of time", _OUT_OF_TIME, QUIET), ("ended before", _ENDED, QUIET)]
    )
    found = panels(area.below(_KEY).upper(area.height - _KEY - _UNDER), len(chart.arms), 3)
    for arm, hue, panel in zip(chart.arms, hues, found, strict=True):
        yield heading(panel, arm.label, hue.text, _reaching(chart, arm))
        colours = {STATES[0]: hue.line, STATES[1]: _OUT_OF_TIME, STATES[2]: _ENDED}
        rows = tuple(
            Row(state, arm.shares(state), colours[state], spans=_whisker(chart, arm) if state == STATES[0] else ())
            for state in STATES
        )
        size = letters(panel, len(chart.n))
        names = tuple(str(n) for n in chart.n)
        alt = f"{arm.label}: {_reaching(chart, arm)[0]}; {_reaching(chart, arm)[1]}"
        yield CategoryPlot(
            f"Reached: {arm.label}", alt, panel.chart, panel.inner, "columns", names, rows, share_axis(),
            stacked=True, gap=12, size=size,
        )  # fmt: skip
    yield under(area, "workloads live at once")


def _reaching(chart: ReachedChart, arm: ReachedArm) -> list[str]:
    end, place = chart.at_target(arm), chart.n.index(chart.target)
    return [
        f"{percent(end.value)} reach {number_word(chart.target)} ({percent(end.low)} to {percent(end.high)})",
        f"{percent(arm.out_of_time[place])} out of time, {percent(arm.ended_before[place])} ended before",
    ]


def _whisker(chart: ReachedChart, arm: ReachedArm) -> tuple[tuple[float, float], ...]:
    end = chart.at_target(arm)
    at = (end.value - end.low, end.high - end.value)
    return tuple(at if n == chart.target else (0.0, 0.0) for n in chart.n)


# --- causes ----------------------------------------------------------------------------------------------------------


def causes_parts(chart: CausesChart, area: Box) -> Drawn:
    """A panel for each strategy: every few months a column of all programmes by what became of them."""
    every = _months_apart(chart)
    span = "month" if every == 1 else f"{number_word(every)} months"
    return Drawn(
        f"Share of programmes that have ended, by cause, and that still stand: together all. A column every {span}, "
        f"as it stands at that time. {programmes([arm.total for arm in chart.arms])}.",
        tuple(_causes(chart, area, every)),
        (
            "Each column is all programmes. The pale part at the top still stands; what lies under it has ended, by "
            "cause, the commonest at the ground.",
        ),
        (
            "A programme ends of one cause only: had that one not come, another might have. The share of a cause is "
            "no chance of meeting it alone.",
        ),
    )


def _months_apart(chart: CausesChart) -> int:
    return next((each for each in _COLUMN_MONTHS if chart.horizon_months / each <= _MOST_COLUMNS), _COLUMN_MONTHS[-1])


def _causes(chart: CausesChart, area: Box, every: int) -> Iterator[Part]:
    colours = _colours(chart)
    yield key(area, [(name(cause), colour, INK) for cause, colour in colours.items()])
    found = panels(area.below(_KEY).upper(area.height - _KEY - _UNDER), len(chart.arms), 3)
    last = int(chart.horizon_months)
    months: list[float] = [*range(0, last + 1, every)]
    if chart.horizon_months - months[-1] > _A_HAIR:
        months.append(chart.horizon_months)
    for arm, panel in zip(chart.arms, found, strict=True):
        yield heading(panel, arm.label, INK, _ends(arm))
        at = [bisect_right(arm.months, month + _A_HAIR) - 1 for month in months]
        rows = tuple(
            Row(name(layer.name), tuple(layer.share[place] for place in at), colours[layer.name])
            for layer in arm.layers
        )
        names = tuple(f"{month:.0f}" for month in months)
        alt = f"{arm.label}: {'; '.join(_ends(arm))}"
        skip = max(1, 12 // every) if last >= 12 else 1  # noqa: PLR2004  a year
        yield CategoryPlot(
            f"Causes: {arm.label}", alt, panel.chart, panel.inner, "columns", names, rows, share_axis(),
            stacked=True, gap=12, every=skip, size=letters(panel, len(months)),
        )  # fmt: skip
    yield under(area, "months since the start")


def _colours(chart: CausesChart) -> dict[str, str]:
    shades = (*(hue.line for hue in HUES[:3]), *_GREYS)
    return {**{cause: shades[at % len(shades)] for at, cause in enumerate(chart.causes)}, STANDING: _GROUND}


def _ends(arm: CausesArm) -> list[str]:
    """At the end, who still stands and what is commonest among the others."""
    standing = arm.layers[-1].at_end
    told = f"{percent(standing.value)} still standing at the end ({percent(standing.low)} to {percent(standing.high)})"
    causes = sorted((layer.at_end for layer in arm.layers[:-1]), key=lambda end: -end.value)[:2]
    most = [f"{name(end.label)} {percent(end.value)} ({percent(end.low)} to {percent(end.high)})" for end in causes]
    return [told, "; ".join(most) or "no programme has ended"]


# --- levers ----------------------------------------------------------------------------------------------------------


def levers_parts(chart: WaterfallChart, area: Box) -> Drawn:
    """Bars that hang from the price before to the price after; strategies with the same levers share a panel."""
    return Drawn(
        chart.subtitle,
        tuple(_levers(chart, area)),
        (
            "The first bar is the price of 1,000 useful calls without any lever. Each bar under it is what one lever "
            "takes off, after those above it. The last bar is what is left.",
        ),
        (
            "In another order each lever's step is another one; what all of them leave is the same. The salaries of "
            "those who keep levers working are not in it.",
        ),
    )


def _levers(chart: WaterfallChart, area: Box) -> Iterator[Part]:
    texts = [_step(step, arm) for arm in chart.arms for step in arm.steps]
    names = min(max(wide(text, SMALL) for text in texts) + 0.15, area.width / 2.2)
    ticks = value_ticks(chart.highest, 4)
    for arm, panel in zip(chart.arms, panels(area, len(chart.arms), 2, left=names, right=0.15), strict=True):
        told = f"all levers: {saving(arm)} less" if arm.cascade.levers else "no lever planned"
        yield heading(panel, arm.label, INK, [told])
        steps = arm.steps
        low = tuple(0.0 if step.total else min(step.start, step.end) for step in steps)
        size = tuple(step.end if step.total else abs(step.change) for step in steps)
        points = tuple(QUIET if step.total else HUES[1].line if step.change <= 0 else HUES[2].line for step in steps)
        rows = (Row("up to", low), Row("EUR for 1,000 calls", size, HUES[1].line, points=points))
        axis = Axis(0.0, ticks[-1], ticks[1] - ticks[0], '"€"0.##', grid=True)
        yield CategoryPlot(
            f"Levers: {arm.label}", f"{arm.label}: {told}", panel.chart, panel.inner, "bars",
            tuple(_step(step, arm) for step in steps), rows, axis, stacked=True, gap=35,
        )  # fmt: skip


def _step(step: Step, arm: WaterfallArm) -> str:
    if step.total:
        return f"{step.words}  {price(step.end)}"
    before = arm.steps[0].end
    if abs(step.change) < _NOTHING * before:
        return f"{step.words}  nothing"
    sign = "\N{MINUS SIGN}" if step.change <= 0 else "+"
    share = abs(step.change) / before if before else 0.0
    return f"{step.words}  {sign}{price(abs(step.change))} ({sign}{percent(share)})"
