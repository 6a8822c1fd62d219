"""The timeline's lanes of weekly numbers: money, engineers, load on call, burnout, the sponsor's patience."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes

from sim.charts.lanes import Mark, people_in_words
from sim.charts.lines import EndLabel, Frame, end_labels
from sim.charts.look import FOOTER, INK, QUIET, SMALL, Hue
from sim.charts.page import Page, Pen, base_line, y_grid
from sim.charts.room import flat
from sim.charts.ticks import value_ticks
from sim.charts.timeline_data import Steps, TimelineChart
from sim.charts.timeline_parts import NAVY, RUST, TEAL, Heading, Strip, beside, beside_in, gap_in, lane_axes, pale
from sim.charts.words import MONTHS_PER_WEEK, count, eur, eur_tick, months, percent

_MONEY_IN, _LANE_IN = 1.15, 0.42
_HEADROOM = 1.08
_WORN = 0.1
_INK_HUE = Hue(INK, INK, "-")

Drawing = Callable[[Page, Frame, TimelineChart], None]


def weekly_strips(chart: TimelineChart) -> list[Strip]:
    """Each lane whose numbers there are; burnout only where somebody was worn."""
    burnout = chart.line("burnout")
    found: Sequence[tuple[float, Drawing, bool]] = (
        (flat(_MONEY_IN, 0.6), _draw_money, _has(chart, "run_rate_eur", "budget_eur")),
        (flat(_LANE_IN, 0.34), _draw_engineers, _has(chart, "engineers")),
        (_lane_in(_load_told, chart), _draw_load, _has(chart, "load_hours")),
        (flat(_LANE_IN, 0.34), _draw_burnout, burnout is not None and burnout.highest >= _WORN),
        (_lane_in(_patience_told, chart), _draw_patience, _has(chart, "patience_weeks")),
    )
    return [Strip(height, draw) for height, draw, there in found if there]


def _lane_in(told: Callable[[TimelineChart], list[str]], chart: TimelineChart) -> float:
    """As high as usual, or as what is written beside it with the gap below."""
    return max(flat(_LANE_IN, 0.34), beside_in(told(chart), FOOTER) - gap_in())


def _has(chart: TimelineChart, *measures: str) -> bool:
    return all(chart.line(measure) is not None for measure in measures)


def _steps(chart: TimelineChart, measure: str) -> Steps:
    line = chart.line(measure)
    assert line is not None
    return line


def _drawn(axes: Axes, line: Steps, colour: str, width: float) -> None:
    axes.plot(line.months, line.values, drawstyle="steps-post", color=colour, linewidth=width, zorder=3, clip_on=False)


def _filled(axes: Axes, line: Steps, colour: str, width: float = 1.2) -> None:
    axes.fill_between(line.months, line.values, step="post", color=pale(colour), linewidth=0, zorder=2)
    _drawn(axes, line, colour, width)
    base_line(axes)


def _draw_money(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """Run-rate of what is live against the budget; reviews see the committed plan too."""
    Heading("Money a year").write(page, frame)
    run_rate, budget = _steps(chart, "run_rate_eur"), _steps(chart, "budget_eur")
    seen = chart.reviews.highest if chart.reviews else 0.0
    values = value_ticks(max(run_rate.highest, budget.highest, seen), about=3)
    axes = lane_axes(page, frame, chart, values[-1])
    y_grid(axes, values, [eur_tick(value) for value in values], FOOTER)
    base_line(axes)
    _drawn(axes, budget, INK, 1.6)
    _drawn(axes, run_rate, NAVY.line, 2.0)
    if chart.reviews:
        months_of, values_of = chart.reviews.months, chart.reviews.values
        axes.plot(months_of, values_of, "o", markersize=5.5, color=RUST.line, markeredgecolor="white", zorder=4)
    labels = [
        EndLabel(line.last / values[-1], (word,), eur(line.last), hue)
        for line, word, hue in ((budget, "Budget", _INK_HUE), (run_rate, "Run-rate", NAVY))
    ]
    end_labels(page, frame, labels, frame.right + 0.3, frame.right + 0.04)


def _draw_engineers(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """The payroll; who leaves points down, who joins points up."""
    Heading("Engineers", note="▼ leaves  ▲ joins" if chart.people else "").write(page, frame)
    engineers = _steps(chart, "engineers")
    axes = lane_axes(page, frame, chart, max(1.0, _HEADROOM * engineers.highest))
    _filled(axes, engineers, QUIET)
    _arrows(axes, chart.people)
    first, last = round(engineers.values[0]), round(engineers.last)
    size = count(first) if first == last else f"{count(first)}, then {count(last)}"
    below = beside(page, frame, [size], Pen(SMALL, QUIET))
    under = Frame(frame.left, below, frame.width, frame.height)
    beside(page, under, [people_in_words(chart.people)], Pen(FOOTER, QUIET))


def _arrows(axes: Axes, people: Sequence[Mark]) -> None:
    top = axes.get_ylim()[1]
    looks = {"engineer_left": ("v", INK, 0.72), "engineer_joined": ("^", TEAL.line, 0.28)}
    for mark in people:
        shape, colour, height = looks[mark.what]
        axes.plot([mark.month], [height * top], shape, markersize=4.2, color=colour, zorder=4, clip_on=False)


def _draw_load(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """Hours of incidents per engineer of the most loaded team, against what can be borne for long."""
    Heading("On call", note="hours a week each, most loaded team").write(page, frame)
    load, bearable = _steps(chart, "load_hours"), chart.limits.sustainable_hours
    axes = lane_axes(page, frame, chart, max(1.0, _HEADROOM * max(load.highest, bearable or 0.0)))
    _filled(axes, load, RUST.line, 0.8)
    if bearable is not None:
        axes.hlines(bearable, 0, chart.clock.end, color=INK, linewidth=1.0, linestyle=(0, (3.0, 2.0)), zorder=3.5)
    beside(page, frame, _load_told(chart), Pen(FOOTER, RUST.text))


def _load_told(chart: TimelineChart) -> list[str]:
    load, bearable = chart.line("load_hours"), chart.limits.sustainable_hours
    told = [f"at most {load.highest:.1f} h" if load is not None and load.highest else "no incidents"]
    return told if bearable is None else [*told, f"bearable {bearable:g} h (dashed)"]


def _draw_burnout(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """The stock of the most worn team; at 100% an engineer leaves and it falls to a half."""
    Heading("Burnout", note="at 100% somebody leaves").write(page, frame)
    burnout = _steps(chart, "burnout")
    axes = lane_axes(page, frame, chart, max(1.0, burnout.highest))
    _filled(axes, burnout, RUST.line)
    beside(page, frame, [f"peaks at {percent(burnout.highest)}"], Pen(FOOTER, RUST.text))


def _draw_patience(page: Page, frame: Frame, chart: TimelineChart) -> None:
    """How long the sponsor would still wait for something to show."""
    wavers = "● wavers" if chart.wavering else ""
    Heading("Sponsor's patience", note=wavers).write(page, frame)
    patience, most = _steps(chart, "patience_weeks"), chart.limits.patience_weeks
    axes = lane_axes(page, frame, chart, max(1.0, patience.highest, most or 0.0))
    _filled(axes, patience, TEAL.line)
    for mark in chart.wavering:
        axes.plot([mark.month], [patience.at(mark.month)], "o", markersize=4.2, color=INK, zorder=4, clip_on=False)
    beside(page, frame, _patience_told(chart), Pen(FOOTER, TEAL.text))


def _patience_told(chart: TimelineChart) -> list[str]:
    patience = chart.line("patience_weeks")
    left = 0.0 if patience is None else max(0.0, patience.last) * MONTHS_PER_WEEK
    return [f"{months(left)} left at the end" if left else "none left"]
