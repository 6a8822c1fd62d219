"""Charts of courses: what waits and what has gone around, and how far two strategies' curves lie apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.charts.difference_curves import REACHED, STANDING, CurveArm, CurvesChart
from sim.charts.look import HUES, INK, QUIET, tint
from sim.charts.queue_data import ENOUGH, QUEUED, SERIES, SHADOW, QueueArm, QueueChart, amount
from sim.charts.run_rate_data import sampled
from sim.charts.ticks import axis_months, count_ticks, few_of, month_ticks, value_ticks
from sim.charts.words import MONTHS_PER_WEEK, capital, month_number, name
from sim.office.slides.measure import clean
from sim.office.slides.panels import SMALL, Drawn, heading, key, month_step, panels, steps, under
from sim.office.slides.parts import Axis, Box, Course, Ink, Part, Run, XyPlot

_KEY, _UNDER = 0.3, 0.2
_PALE = 0.42
_MOST_TICKS = 6
_HUES = {QUEUED: HUES[0], SHADOW: HUES[2]}
_POINT_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
_MOST_STEPS = 6


def queue_parts(chart: QueueChart, area: Box) -> Drawn:
    """A panel for each strategy with two lines."""
    return Drawn(
        "Use cases that wait for a team, and workloads that went around the programme, known to it or not. Line: "
        "mean of the programmes that stand; thin lines: its 95% confidence. "
        f"{sampled([arm.total for arm in chart.arms])}",
        tuple(_queues(chart, area)),
        (
            "A line that rises says that more waits, or that more goes around, than the programme takes in. Where a "
            "line is pale, fewer than ten programmes stand.",
        ),
        ("Only programmes that stand are counted: where many have ended, the lines show survivors.",),
    )


def _queues(chart: QueueChart, area: Box) -> Iterator[Part]:
    yield key(area, [(SERIES[series], _HUES[series].line, _HUES[series].text) for series in SERIES])
    values, end = value_ticks(chart.highest), axis_months(chart.last_month)
    ticks = few_of(month_ticks(end), _MOST_TICKS)
    x, y = Axis(0.0, end, month_step(ticks)), Axis(0.0, values[-1], values[1] - values[0], "#,##0.##", grid=True)
    top = area.below(_KEY).upper(area.height - _KEY - _UNDER)
    for arm, panel in zip(chart.arms, panels(top, len(chart.arms), 3), strict=True):
        told = _last(arm)
        yield heading(panel, arm.label, INK, told)
        courses = tuple(one for series in SERIES for one in _course(arm, series))
        if courses:
            alt = f"{arm.label}: {'; '.join(clean(run.text) for run in told)}"
            yield XyPlot(f"Queue and shadow: {arm.label}", alt, panel.chart, panel.inner, courses, x, y)
    yield under(area, "months since the start")


def _last(arm: QueueArm) -> list[Run]:
    week = arm.last_week
    if week is None:
        why = "all have ended before the first week is over" if arm.total else "no programme was simulated"
        return [Run(why, Ink(SMALL, QUIET))]
    when = f" in {month_number(week * MONTHS_PER_WEEK)}"
    return [
        Run(f"{amount(arm.mean_in(week, series).value)} {SERIES[series]}{when}", Ink(SMALL, _HUES[series].text))
        for series in SERIES
    ]


def _course(arm: QueueArm, series: str) -> Iterator[Course]:
    """In full as long as enough programmes stand, pale from there."""
    course, hue, words = arm.course(series), _HUES[series], SERIES[series]
    if not course.weeks:
        return
    months = [week * MONTHS_PER_WEEK for week in course.weeks]
    enough = min(ENOUGH, arm.total)
    turn = next((at for at, behind in enumerate(course.programmes) if behind < enough), len(months))
    many = [at for at in range(turn) if course.programmes[at] >= ENOUGH]
    if many:
        for what, bound in (("low", course.low), ("high", course.high)):
            points = steps([months[at] for at in many], [bound[at] for at in many])
            yield Course(f"{words}, {what}", points, tint(hue.line, _PALE), 0.75)
    if turn < len(months):
        first = max(0, turn - 1)
        points = steps(months[first:], course.mean[first:])
        yield Course(f"{words}, few programmes left", points, tint(hue.line, _PALE), 1.5, dots=len(points) == 1)
    if turn:
        points = steps(months[:turn], course.mean[:turn])
        yield Course(words, points, hue.line, dots=len(points) == 1)


def curves_parts(chart: CurvesChart, area: Box) -> Drawn:
    """A panel for each other strategy: the difference with both its bands as lines."""
    standing = chart.kind == STANDING
    what = "still standing, by months since the start" if standing else "that had n workloads live at once"
    each = "at each time" if standing else "at each count"
    return Drawn(
        f"{capital(name(chart.one))} minus each other strategy, in the same futures ({chart.runs}): difference in the "
        f"share {what}, in percentage points. Thin lines: 95% {each}; dashed: 95% for the whole curve (sup-t).",
        tuple(_curves(chart, area)),
        (
            f"Above zero {name(chart.one)} is higher. Where the dashed lines leave out zero, the two differ there, "
            f"however many {'months' if standing else 'counts'} are looked at.{chart.title_asks}",
        ),
        ("A difference that is not clear is not one that is shown to be nothing: more programmes may tell.",),
    )


def _curves(chart: CurvesChart, area: Box) -> Iterator[Part]:
    y = _points_axis(chart.arms)
    found = panels(area.upper(area.height - _UNDER), len(chart.arms), 1, left=0.55)
    for arm, panel in zip(chart.arms, found, strict=True):
        yield heading(panel, f"against {name(arm.label)}", INK, [])
        alt = f"{chart.one} minus {arm.label}: the difference of the two shares with its confidence"
        lines = tuple(_lines(chart, arm))
        x = _axis(chart, arm)
        yield XyPlot(f"Difference: {arm.label}", alt, panel.chart, panel.inner, lines, x, y)
    yield under(area, "months since the start" if chart.kind == STANDING else "workloads live at once")


def _axis(chart: CurvesChart, arm: CurveArm) -> Axis:
    if chart.kind == REACHED:
        ticks = count_ticks(round(arm.at[-1]))
        return Axis(0.0, max(arm.at[-1] + 0.5, 1.0), ticks[2] - ticks[1] if len(ticks) > 2 else 1)  # noqa: PLR2004
    ticks = few_of(month_ticks(arm.at[-1]), _MOST_TICKS)
    return Axis(0.0, max(arm.at[-1], 1.0), month_step(ticks))


def _lines(chart: CurvesChart, arm: CurveArm) -> Iterator[Course]:
    hue = HUES[0]
    xs = list(arm.at) if chart.kind == STANDING else [*(at - 0.5 for at in arm.at), arm.at[-1] + 0.5]

    def held(values: Sequence[float]) -> tuple[tuple[float, float], ...]:
        return steps(xs, [*values, values[-1]][: len(xs)])

    yield Course("no difference", ((xs[0], 0.0), (xs[-1], 0.0)), INK, 1.0)
    for what, bound in zip(("low", "high"), arm.simultaneous, strict=True):
        yield Course(f"95% for the whole curve, {what}", held(bound), tint(hue.line, 0.7), 0.75, "dash")
    for what, bound in zip(("low", "high"), arm.pointwise, strict=True):
        yield Course(f"95% at each, {what}", held(bound), tint(hue.line, 0.6), 1.0)
    yield Course(f"minus {arm.label}", held(arm.difference), hue.line, 2.25)


def _points_axis(arms: Sequence[CurveArm]) -> Axis:
    low = min(0.0, *(value for arm in arms for value in arm.simultaneous[0]))
    high = max(0.0, *(value for arm in arms for value in arm.simultaneous[1]))
    span = max(high - low, 0.02)
    step = next((each for each in _POINT_STEPS if span / each <= _MOST_STEPS), _POINT_STEPS[-1])
    first = -step * (-int(low / step) + (1 if low < 0 else 0))
    last = step * (int(high / step) + 1)
    return Axis(round(first, 4), round(last, 4), step, "[>0.001]+0%;[<-0.001]\N{MINUS SIGN}0%;0", grid=True)
