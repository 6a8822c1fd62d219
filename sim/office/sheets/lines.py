"""Native charts of lines: survival in steps, the cost of the nth workload, what waits and what goes around."""

from __future__ import annotations

from typing import Any

from sim.charts.look import tint
from sim.office.sheets.cells import known
from sim.office.sheets.marks import MOST_WITH_BANDS, MOST_WITH_WHISKERS
from sim.office.sheets.native import Line, Native, corners, looks, months_axis, shares, x_axis, y_axis
from sim.office.sheets.placed import Placed

_ENOUGH = 10
"""Programmes behind a mean whose confidence is drawn, as in the drawn chart."""

EUROS = '"€"#,##0'


def draw_survival(native: Native) -> None:
    """Steps; with one or two strategies also where 95% confidence ends."""
    placed = native.of("share")
    block = placed.block
    lines, last = [], 1.0
    for (hue, dash), series in zip(looks(len(block.series)), block.series, strict=True):
        name = native.helpers.name(series)
        measures = ("share", "low", "high") if len(block.series) <= MOST_WITH_BANDS else ("share",)
        for measure in measures:
            xs, ys = corners(block.xs(series), block.column(measure, series))
            last = max([last, *xs])
            main = measure == "share"
            colour = hue.line if main else tint(hue.line, 0.45)
            across, up = native.helpers.numbers(xs), native.helpers.numbers(ys)
            lines.append(Line(name, across, up, colour, 2.25 if main else 0.75, dash if main else "solid", main))
    ends = native.maybe("end")
    horizon = max([last, *(x for series in ends.block.series for x in ends.block.xs(series))]) if ends else last
    native.lines(0, native.title, lines, months_axis(horizon), shares("share still standing"))


def draw_marginal_cost(native: Native) -> None:
    """Means from the cells themselves; with up to three strategies their confidence and the first three's average."""
    placed = native.of("mean")
    block = placed.block
    few = len(block.series) <= MOST_WITH_WHISKERS
    lines = []
    for (hue, dash), series in zip(looks(len(block.series)), block.series, strict=True):
        name = native.helpers.name(series)
        more = {"y_error_bars": _confidence(native, placed, series, hue.line)} if few else {}
        lines.append(
            Line(name, placed.xs(series), placed.ys("mean", series), hue.line, 2.25, dash, more=_dotted(hue.line, more))
        )
    if few:
        lines += _first_three(native, placed)
    last = max((x for series in block.series for x in block.xs(series)), default=1.0)
    x = x_axis("nth workload", min=0, max=last + 1, major_unit=5 if last > 10 else 1)  # noqa: PLR2004
    native.lines(0, native.title, lines, x, y_axis("EUR a year, mean", EUROS, min=0))


def _dotted(colour: str, more: dict[str, Any]) -> dict[str, Any]:
    look = {"color": colour}
    return {"marker": {"type": "circle", "size": 4, "fill": look, "border": look}, **more}


def _confidence(native: Native, placed: Placed, series: str, colour: str) -> dict[str, Any]:
    """How far the mean lies above and below the ends of its interval, where enough programmes stand behind it."""
    block = placed.block
    columns = [block.column(measure, series) for measure in ("mean", "low", "high", "programmes")]
    minus: list[float | None] = []
    plus: list[float | None] = []
    for mean, low, high, behind in zip(*columns, strict=True):
        drawn = known(mean) and known(low) and known(high) and (behind or 0.0) >= _ENOUGH
        minus.append(mean - low if drawn and mean is not None and low is not None else 0.0)
        plus.append(high - mean if drawn and mean is not None and high is not None else 0.0)
    lengths = native.helpers.numbers(minus), native.helpers.numbers(plus)
    return {**native.whiskers(*lengths), "line": {"color": tint(colour, 0.6), "width": 1.0}}


def _first_three(native: Native, placed: Placed) -> list[Line]:
    """Dashed, from the first to the last workload."""
    firsts = native.maybe("first_three_mean")
    if firsts is None:
        return []
    lines = []
    for (hue, _), series in zip(looks(len(placed.block.series)), placed.block.series, strict=True):
        found, xs = firsts.block.column("first_three_mean", series), placed.block.xs(series)
        if found and known(found[0]):
            ends = native.helpers.numbers([xs[0], xs[-1]]), native.helpers.numbers([found[0], found[0]])
            name = native.helpers.name(series)
            lines.append(Line(name, *ends, tint(hue.line, 0.7), 1.25, "dash", named=False))
    return lines


def draw_queue(native: Native) -> None:
    """Means from the cells themselves, in two charts."""
    for at, (measure, title) in enumerate(
        {"queued_mean": "Use cases that wait for a team", "shadow_mean": "Workloads that went around"}.items()
    ):
        placed = native.of(measure)
        block = placed.block
        lines = [
            Line(native.helpers.name(series), placed.xs(series), placed.ys(measure, series), hue.line, 2.0, dash)
            for (hue, dash), series in zip(looks(len(block.series)), block.series, strict=True)
        ]
        last = max((x for series in block.series for x in block.xs(series)), default=1.0)
        native.lines(at, title, lines, months_axis(last), y_axis("mean of programmes that stand", "0", min=0))
