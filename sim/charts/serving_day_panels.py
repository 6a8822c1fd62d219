"""The panels of a simulated day, each with its own axis and the words at its right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

from matplotlib.axes import Axes

from sim.charts.lettering import font
from sim.charts.look import FOOTER, HUES, INK, QUIET, Hue, tint
from sim.charts.page import y_grid
from sim.charts.serving_day_data import DayChart, Steps, calls_told
from sim.charts.serving_day_words import hue_of, log_ticks, seconds, small_eur, time_tick
from sim.charts.ticks import value_ticks
from sim.charts.words import eur_tick, percent

_LOG_BEYOND = 20.0
_REACH = 6.0
"""A time-out that far above the slowest answers would flatten them; it is told beside instead."""

_INK, _QUIET = Hue(INK, INK, "-"), Hue(QUIET, QUIET, "-")
_RUST, _NAVY = HUES[2], HUES[0]
_ROOM = 1.12
_PALER = 0.15
"""By how much each less urgent class steps back, so that the noise of a few slow jobs hides nobody."""

_NAME_WIDE = 0.2
"""What a time-out's name takes of the hours."""


@dataclass(frozen=True)
class Beside:
    """Words at a line's right end; `height` is where on the axis it ends, from 0 to 1."""

    height: float
    name: str
    told: str
    hue: Hue
    tied: bool = True


Drawing = Callable[[Axes, DayChart], Sequence[Beside]]


@dataclass(frozen=True)
class Panel:
    """One measure of the day."""

    head: str
    note: str
    height_in: float
    draw: Drawing
    there: Callable[[DayChart], bool]


def _step(axes: Axes, edges: Sequence[float], line: Steps, colour: str, width: float, over: float = 3.0) -> None:
    """A step holds until the next edge; a missing value is a gap."""
    values = [float("nan") if value is None else value for value in line.values]
    axes.stairs(values, edges, baseline=None, color=colour, linewidth=width, zorder=over, clip_on=False)


def _filled(axes: Axes, edges: Sequence[float], line: Steps, colour: str) -> None:
    values = [0.0 if value is None else value for value in line.values]
    axes.stairs(values, edges, fill=True, color=colour, linewidth=0, zorder=2)


def _linear(axes: Axes, highest: float, label: Callable[[float], str], about: int = 3) -> float:
    """An axis from nothing up to a round value."""
    ticks = value_ticks(highest, about)
    axes.set_ylim(0.0, ticks[-1])
    y_grid(axes, ticks, [label(tick) for tick in ticks], FOOTER)
    return ticks[-1]


def _plain_tick(value: float) -> str:
    return f"{value:,.4g}" if value < 1e4 else f"{value:,.0f}"  # noqa: PLR2004


def _draw_load(axes: Axes, chart: DayChart) -> Sequence[Beside]:
    top = _linear(axes, max((line.highest for line in chart.load), default=0.0), _plain_tick)
    found = []
    for line in chart.load:
        hue = hue_of(line.series)
        _step(axes, chart.edges, line, hue.line, 1.2)
        asked = chart.day.of(line.series).asked
        mean = asked / (chart.day.hours * 60.0)
        told = f"{calls_told(mean)} on average, peak {calls_told(line.highest)}"
        found.append(Beside((line.last or 0.0) / top, line.series, told, hue))
    return found or [Beside(0.5, "no calls", "", _QUIET, tied=False)]


def _draw_one(axes: Axes, chart: DayChart, line: Steps, hue: Hue, told: Sequence[str]) -> Sequence[Beside]:
    top = _linear(axes, line.highest, _plain_tick, 2)
    _filled(axes, chart.edges, line, tint(hue.line, 0.25))
    _step(axes, chart.edges, line, hue.line, 1.0)
    return [Beside((line.last or 0.0) / top, told[0], told[1], hue, tied=bool(line.highest))]


def _draw_queue(axes: Axes, chart: DayChart) -> Sequence[Beside]:
    large = chart.day.large
    share = "" if large.waited_share is None else f"{percent(large.waited_share)} of work had to wait"
    if not large.longest_queue:
        return _draw_one(axes, chart, chart.plain("queue"), _INK, ("nobody waits", ""))
    mean = f"{calls_told(large.mean_queue)} on average" if large.mean_queue >= 0.05 else "hardly ever"  # noqa: PLR2004
    return _draw_one(
        axes, chart, chart.plain("queue"), _INK, (f"at most {large.longest_queue:,} at once", f"{mean}; {share}")
    )


def _draw_outside(axes: Axes, chart: DayChart) -> Sequence[Beside]:
    line = chart.plain("outside")
    last = line.last or 0.0
    told = f"{calls_told(last)} at the end" if last else "none at the end"
    return _draw_one(axes, chart, line, hue_of("jobs"), (f"up to {calls_told(line.highest)}", told))


# --- latency ----------------------------------------------------------------------------------------------------------


def _draw_latency(axes: Axes, chart: DayChart) -> Sequence[Beside]:
    known = [value for line in chart.latency for value in line.known if value > 0.0]
    if not known:
        axes.set_ylim(0.0, 1.0)
        return [Beside(0.5, "no answer at all" if chart.day.asked else "no calls", "", _QUIET, tied=False)]
    low, high = min(known), max(known)
    shown = [(name, one) for name, one in chart.timeouts.items() if name in chart.callers and one <= _REACH * high]
    high = max([high, *(one for _, one in shown)])
    scale = _log if high > _LOG_BEYOND * low else _straight
    place = scale(axes, low, high)
    for number, (name, limit) in enumerate(shown):
        _time_out(axes, chart, name, limit, _free_place(chart, place, limit, number, len(shown)))
    found = []
    for rank, line in enumerate(chart.latency):
        hue = hue_of(line.series)
        colour = tint(hue.line, 1.0 - _PALER * rank)
        _step(axes, chart.edges, line, colour, 1.5 - 0.3 * rank, 3.0 - 0.1 * rank)
        day = chart.day.of(line.series).p95_seconds
        told = _patience(chart, line.series, shown)
        if line.last is None or day is None:
            found.append(Beside(0.0, line.series, "no answer at once", hue, tied=False))
        else:
            found.append(Beside(place(line.last), f"{line.series} {seconds(day)}", told, hue))
    return found


def _patience(chart: DayChart, name: str, shown: Sequence[tuple[str, float]]) -> str:
    """When a class gives up, where no line says so."""
    if name in dict(shown) or name not in chart.timeouts:
        return ""
    return f"give up after {time_tick(chart.timeouts[name])}"


def _free_place(chart: DayChart, place: Callable[[float], float], limit: float, number: int, names: int) -> float:
    """Where in its third of the hours a time-out's name stands farthest from what was measured; names never meet."""
    hours = chart.day.hours

    def distance(left: float) -> float:
        near = [
            abs(place(value) - place(limit))
            for line in chart.latency
            for start, value in zip(chart.edges, line.values, strict=False)
            if value and left - 0.01 <= start / hours <= left + _NAME_WIDE
        ]
        return round(min(near, default=1.0), 2)

    spare = 1.0 / names - _NAME_WIDE - 0.01
    return max((0.01 + number / names + spare * step / 8 for step in range(9)), key=distance)


def _time_out(axes: Axes, chart: DayChart, name: str, limit: float, left: float) -> None:
    """A thin line where a class gives up, with its name on it; names stand beside each other, never on each other."""
    hue = hue_of(name)
    axes.axhline(limit, color=hue.line, linewidth=0.7, linestyle=(0, (4.0, 2.5)), zorder=2.5, clip_on=False)
    axes.text(
        chart.day.hours * left,
        limit,
        f"{name} give up: {time_tick(limit)}",
        fontproperties=font(FOOTER),
        color=hue.text,
        ha="left",
        va="center",
        zorder=4,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )


def _log(axes: Axes, low: float, high: float) -> Callable[[float], float]:
    axes.set_yscale("log")
    axes.minorticks_off()
    low, high = low / _ROOM, high * _ROOM
    axes.set_ylim(low, high)
    ticks = log_ticks(low, high)
    y_grid(axes, ticks, [time_tick(tick) for tick in ticks], FOOTER)
    return lambda value: log(value / low) / log(high / low)


def _straight(axes: Axes, _low: float, high: float) -> Callable[[float], float]:
    top = _linear(axes, high * _ROOM, lambda tick: time_tick(tick) if tick else "0")
    return lambda value: value / top


# --- replicas and cost ------------------------------------------------------------------------------------------------


def _draw_replicas(axes: Axes, chart: DayChart) -> Sequence[Beside]:
    up, loading, busy = (chart.plain(one) for one in ("up", "loading", "busy"))
    both = Steps("both", "", tuple((a or 0.0) + (b or 0.0) for a, b in zip(up.values, loading.values, strict=True)))
    top = _linear(axes, both.highest, _plain_tick, 2)
    if loading.highest:
        axes.stairs(
            [value or 0.0 for value in both.values], chart.edges, baseline=[value or 0.0 for value in up.values],
            fill=True, color=_RUST.line, linewidth=0, zorder=2.2,
        )  # fmt: skip
    _filled(axes, chart.edges, busy, tint(_NAVY.line, 0.45))
    _step(axes, chart.edges, up, INK, 1.3)
    pool = chart.day.large
    share = "" if pool.utilisation is None else f"busy {percent(pool.utilisation)}"
    found = [
        Beside((up.last or 0.0) / top, f"{calls_told(up.last or 0.0)} up", "", _INK),
        Beside((busy.last or 0.0) / top / 2, share or "never up", "", _NAVY, tied=False),
    ]
    if loading.highest:
        times = f"{pool.loads} loaded"
        found.append(Beside(min(1.0, (both.last or 0.0) / top + 0.1), times, "", _RUST, tied=False))
    return found


def _draw_cost(axes: Axes, chart: DayChart) -> Sequence[Beside]:
    cost, wasted = chart.euros("cost"), chart.euros("wasted")
    top = _linear(axes, max(cost.highest, wasted.highest), eur_tick, 2)
    _filled(axes, chart.edges, cost, tint(_NAVY.line, 0.25))
    _filled(axes, chart.edges, wasted, _RUST.line)
    _step(axes, chart.edges, cost, _NAVY.line, 1.0)
    day, total = chart.day, chart.day.bill.total_eur
    found = [
        Beside((cost.last or 0.0) / top, f"{small_eur(total / day.hours)} an hour", f"{small_eur(total)} in all", _NAVY)
    ]
    if day.wasted_eur:
        share = f", {percent(day.wasted_eur / total)}" if day.wasted_eur <= total else ""
        found.append(Beside(0.0, f"wasted {small_eur(day.wasted_eur)}{share}", "", _RUST, tied=False))
    return found


def _always(_: DayChart) -> bool:
    return True


PANELS = (
    Panel("Load", "calls a minute that are asked", 1.2, _draw_load, _always),
    Panel("Queue", "calls that wait for the large model", 0.62, _draw_queue, _always),
    Panel("Jobs outside", "held back by the gateway", 0.62, _draw_outside, lambda c: c.plain("outside").highest > 0.0),
    Panel("Latency", "95th percentile; beside: of the whole day", 1.5, _draw_latency, _always),
    Panel("Replicas", "of the large model; filled: busy", 0.8, _draw_replicas, _always),
    Panel("Cost", "EUR an hour", 0.8, _draw_cost, _always),
)
