"""No text of any chart lies on another or leaves the sheet, whatever is drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.analysis.survival import SurvivalCurve
from sim.charts import (
    Moment,
    Provenance,
    draw_marginal_cost,
    draw_reached,
    draw_survival,
    draw_timeline,
    marginal_cost_chart,
    reached_chart,
    survival_chart,
    timeline_chart,
)
from tests.charts import story_rows as story
from tests.charts.builders import (
    HORIZON,
    NAMES,
    PLAIN,
    PROVENANCE,
    all_ended,
    costs,
    lives,
    no_costs,
    none_ended,
    one_programme,
    reached,
)
from tests.charts.tidy import untidy

ARMS = range(1, 7)
START = date(2026, 1, 1)
CURVES: dict[str, Callable[[int], SurvivalCurve]] = {
    "spread out": lambda arm: lives(arm, 60.0 * (arm + 1)),
    "alike": lambda _: lives(1, 120.0),
    "few runs": lambda arm: lives(arm, 120.0, 30),
    "all dead in week 3": lambda _: all_ended(),
    "nobody dies": lambda _: none_ended(),
    "one replication": lambda arm: one_programme(61.0 + arm),
}


def test_the_check_itself_finds_overlap_and_clipping() -> None:
    """A figure with two texts in one place and one beyond the edge is called untidy on both counts."""
    figure = Figure(figsize=(4, 3))
    FigureCanvasAgg(figure)
    figure.text(0.5, 0.5, "one")
    figure.text(0.51, 0.5, "other")
    figure.text(0.98, 0.1, "over the edge")
    figure.add_axes((0.1, 0.7, 0.5, 0.2)).set_axis_off()
    figure.text(0.2, 0.75, "on a panel")
    assert [what.split("' ")[1].split(" '")[0] for what in untidy(figure)] == [
        "leaves the sheet",
        "lies on",
        "lies on a panel",
    ]


@pytest.mark.parametrize("arms", ARMS)
@pytest.mark.parametrize("kind", list(CURVES))
def test_survival_is_tidy_for_any_curves(kind: str, arms: int) -> None:
    """One to six strategies, whether they differ, coincide, all end at once or never."""
    curves = {name: CURVES[kind](arm) for arm, name in enumerate(PLAIN[:arms])}
    assert untidy(draw_survival(survival_chart(curves, horizon_weeks=HORIZON), PROVENANCE)) == []


@pytest.mark.parametrize("names", [kind for kind in NAMES if kind != "plain"])
@pytest.mark.parametrize("arms", [1, 3, 6])
def test_long_names_are_wrapped_on_every_comparison(names: str, arms: int) -> None:
    """Eighty letters, with or without spaces, dollar signs and signs that the font lacks."""
    labels = NAMES[names][:arms]
    curves = {label: lives(arm, 60.0 * (arm + 1)) for arm, label in enumerate(labels)}
    counts = {label: reached(0.3 + 0.1 * arm, 0.5) for arm, label in enumerate(labels)}
    prices = {label: costs(2e5, 1.5e5 + 4e4 * arm) for arm, label in enumerate(labels)}
    assert untidy(draw_survival(survival_chart(curves, horizon_weeks=HORIZON), PROVENANCE)) == []
    assert untidy(draw_reached(reached_chart(counts), PROVENANCE)) == []
    chart = marginal_cost_chart(prices, totals=dict.fromkeys(labels, 2000))
    assert untidy(draw_marginal_cost(chart, PROVENANCE)) == []


def test_moments_above_the_survival_curves_keep_apart() -> None:
    """Moments close to each other and at the right edge are written in rows of their own."""
    moments = [Moment(week, f"something happens in week {week:.0f} " * 3) for week in (100, 104, 108, 259)]
    chart = survival_chart({"one": lives(1, 100.0)}, horizon_weeks=HORIZON, moments=moments)
    assert untidy(draw_survival(chart, PROVENANCE)) == []


@pytest.mark.parametrize("horizon", [3.0, 20.0, 52.0, 100.0, 520.0, 1040.0])
def test_any_horizon_has_room_for_its_ticks(horizon: float) -> None:
    """Ticks and the counts beneath them keep apart from three weeks to twenty years."""
    curve = lives(1, 1e6, 99_999)
    chart = survival_chart({"one": curve, "other": curve}, horizon_weeks=min(horizon, HORIZON))
    assert untidy(draw_survival(chart, PROVENANCE)) == []
    dead = survival_chart({"one": all_ended(2.0, 99_999)}, horizon_weeks=horizon)
    assert untidy(draw_survival(dead, PROVENANCE)) == []


@pytest.mark.parametrize("arms", ARMS)
@pytest.mark.parametrize(("share", "dead"), [(0.4, 0.5), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0)])
def test_reached_is_tidy_for_any_shares(share: float, dead: float, arms: int) -> None:
    """Nobody gets there, everybody does, or some."""
    counts = {name: reached(share, dead) for name in PLAIN[:arms]}
    assert untidy(draw_reached(reached_chart(counts), PROVENANCE)) == []


@pytest.mark.parametrize("arms", ARMS)
def test_marginal_cost_is_tidy_with_and_without_workloads(arms: int) -> None:
    """Costs that fall, costs nobody has, and huge ones, with the next workload as hollow points."""
    labels = PLAIN[:arms]
    million = dict.fromkeys(labels, 1_000_000)
    huge = {label: costs(1e9, 5e9 * (arm + 1), programmes=1_000_000, keep=0.8) for arm, label in enumerate(labels)}
    chart = marginal_cost_chart(huge, totals=million, following=huge)
    assert untidy(draw_marginal_cost(chart, PROVENANCE)) == []
    nothing = marginal_cost_chart({label: no_costs() for label in labels}, totals=million)
    assert untidy(draw_marginal_cost(nothing, PROVENANCE)) == []


def _many_workloads(number: int) -> list[story.Row]:
    return [row for n in range(number) for row in story.built(n, n, n + 1, n + 20, n + 30)]


def _crowded_gate() -> list[story.Row]:
    words = ("question", "plan_cut", "gate_closed", "gate_reopened", "platform_slipped", "platform_started")
    return [story.event(40.0 + index / 2, words[index % len(words)]) for index in range(24)]


TIMELINES: dict[str, tuple[list[story.Row], list[story.Row], story.Row]] = {
    "frozen": (story.frozen_events(), story.weekly(), story.outcome_row()),
    "nothing at all": ([], [], story.outcome_row("censored", 260.0, live_end=0)),
    "no weekly rows": (story.frozen_events(), [], story.outcome_row()),
    "no events": ([], story.weekly(), story.outcome_row("censored", 260.0)),
    "sixty workloads": (_many_workloads(60), story.weekly(), story.outcome_row("censored", 260.0, live_end=60)),
    "over in week 3": (story.built(0, 0, 0, 1, 2), story.weekly(weeks=3), story.outcome_row(week=3.0)),
    "end at the horizon": ([], story.weekly(), story.outcome_row(week=260.0, reached_target_week=259.0)),
    "crowded gate": (_crowded_gate(), story.weekly(), story.outcome_row(reached_target_week=77.0)),
    "long cause": ([], story.weekly(), story.outcome_row("sponsor_lost", cause_text="patience ran out " * 20)),
}


@pytest.mark.parametrize("label", ["", NAMES["long"][0], NAMES["unbroken"][0]])
@pytest.mark.parametrize("kind", list(TIMELINES))
def test_timelines_are_tidy_for_any_programme(kind: str, label: str) -> None:
    """No events, no weekly rows, sixty workloads, a crowded gate, an end in week 3 or at the horizon."""
    events, weekly, outcome = TIMELINES[kind]
    reviews = [story.review(44, 1.2e6, 1.4e6), story.review(70, 2.2e9, 1.4e6)]
    chart = timeline_chart(events, weekly, outcome, start=START, label=label, reviews=reviews)
    assert untidy(draw_timeline(chart, PROVENANCE)) == []


def test_a_long_footer_is_wrapped() -> None:
    """Assumptions that fill several lines and a long version stay on the sheet."""
    wordy = Provenance("f" * 64, 2**63, "1.2.3.dev456+local", 10**7, ("an assumption that takes its time " * 9,) * 3)
    assert untidy(draw_survival(survival_chart({"one": lives(1, 100.0)}), wordy)) == []
