"""Every end of a programme (model §2): which stands where several fall on one instant, and what follows each of them.

Precedence: a single workload, live at 14; a second use case goes around at 9. Each end can be made to fall on week 29.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.programme.columns import TABLES
from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from tests.programme.worlds import asked_late, column, ended, field, how, plain, timeline

# The second use case waits for 9 weeks and goes around: 45/9 by then, 1 of 2 at 10-29, the other on its way or live.
PRESSURE_AT_28, PRESSURE_AT_29 = 5.0 + 9.5, 5.0 + 10.0
BREAKS_AT = Luck(21, 0).exponential(purposes.REORGANISATION)

# Of each end, in the order in which they stand, what makes it fall on week 29.
AT_29: dict[str, dict[str, Any]] = {
    # A thousand incidents of 0.001 hours a week are 0.5 hours each, five times the bearable 0.1: 4/58 a week, 15 weeks.
    "burned_out": {
        "on_call__shared_per_week": 1_000.0,
        "on_call__handling_hours": 0.001,
        "on_call__sustainable_hours": 0.1,
        "on_call__burnout_weeks": 58.0,
    },
    "reorganised": {"shadow__reorganisations_per_year": 52 * BREAKS_AT / (PRESSURE_AT_28 + 0.25)},
    # Spend is 20,000 of building and 1,923.08 for each of 14 live weeks by 28, 15 by 29; incidents take 25 a week.
    "insolvent": {"cfo__threshold_eur": 48_000.0, "cfo__budget_eur": 10_000.0, "economics__track_from_workload": 1},
    "sponsor_lost": {"sponsor__patience_weeks": 29.0, "sponsor__live_weeks": 0.0, "sponsor__quarter_weeks": 0.0},
    "stopped": {"programme__stop_week": 29.0},
    "stalled": {"ends__stalled_after": 15.0},
}
ORDER = list(AT_29)
QUIET: dict[str, Any] = {
    "opportunities__backlog": 2,
    "shadow__patience_weeks": 9.0,
    "shadow__surfacing_share": 0.0,
    "shadow__incidents_times": 0.0,
    "ends__stalled_after": 200.0,
}


def at_29(*outcomes: str) -> Scenario:
    """A programme for which all these ends fall on week 29."""
    causes = {card: value for outcome in outcomes for card, value in AT_29[outcome].items()}
    return plain(**{**QUIET, **causes})


def ends(record: Record) -> list[float]:
    """When an end was told."""
    return [row[1] for row in record.tables["events"] if row[3] == "end"]  # type: ignore[misc]


# --- precedence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ORDER)
def test_each_of_these_ends_comes_at_29_when_it_comes_alone(outcome: str) -> None:
    """A stall is timed at the last go-live and known at 29."""
    record = ended(at_29(outcome))
    assert how(record) == (outcome, 14.0 if outcome == "stalled" else 29.0)
    assert ends(record) == [29.0]


@pytest.mark.parametrize("place", range(len(ORDER) - 1))
def test_of_all_ends_in_one_instant_the_first_in_order_stands(place: int) -> None:
    """Collapse, reorganisation, termination, lost sponsor, planned stop, classification; it is told once."""
    record = ended(at_29(*ORDER[place:]))
    assert (field(record, "outcome"), ends(record)) == (ORDER[place], [29.0])


@pytest.mark.parametrize(("first", "second"), [(a, b) for n, a in enumerate(ORDER) for b in ORDER[n + 1 :]])
def test_of_two_ends_in_one_instant_the_earlier_in_order_stands(first: str, second: str) -> None:
    """Each pair; the order in which a scenario names them does not matter."""
    for outcomes in ((first, second), (second, first)):
        assert field(ended(at_29(*outcomes)), "outcome") == first


def test_a_freeze_is_classified_after_a_planned_stop_in_the_same_instant() -> None:
    """Closed at 41 by 300 against 200; at 93 the freeze would be established, and the programme is stopped instead."""
    assert how(ended(asked_late(200_000.0, programme__stop_week=93.0))) == ("stopped", 93.0)
    assert how(ended(asked_late(200_000.0, programme__stop_week=93.5))) == ("frozen", 41.0)


# --- what can happen at all -------------------------------------------------------------------------------------------

# More ideas than anybody builds in the time, so that something could go live after each end.
BUSY: dict[str, Any] = {"opportunities__backlog": 200, "ends__target": 100, "horizon_weeks": 160}
PRESSURE_OF_WAITING = sum(week / 100 for week in range(1, 51)) - 0.25
EVERY_END: dict[str, tuple[Scenario, float]] = {
    # Three live, one in pilot or being built and five to come are EUR 900,000 or more against 130,000.
    "insolvent": (asked_late(130_000.0, **BUSY), 0.0),
    # The plan is cut to nothing by a patient finance that never ends it: closed, and established 52 weeks later.
    "frozen": (asked_late(100_000.0, **BUSY, cfo__tolerance_mean=100.0), 52.0),
    # Two use cases and no further ideas: the second go-live is the last one, and 52 weeks later that is known.
    "stalled": (plain(**{**BUSY, "opportunities__backlog": 2, "opportunities__ideas_per_month": 0.0}), 52.0),
    "reorganised": (
        plain(
            **BUSY,
            shadow__patience_weeks=100.0,
            shadow__reorganisations_per_year=52 * BREAKS_AT / PRESSURE_OF_WAITING,
        ),
        0.0,
    ),
    "burned_out": (plain(**BUSY, **AT_29["burned_out"]), 0.0),
    "sponsor_lost": (
        plain(**BUSY, sponsor__patience_weeks=60.0, sponsor__live_weeks=0.0, sponsor__quarter_weeks=0.0),
        0.0,
    ),
    "stopped": (plain(**BUSY, programme__stop_week=50.0), 0.0),
}


@cache
def busy(outcome: str) -> Record:
    """The first programme that ends so, with its weekly series."""
    return simulate_programme(EVERY_END[outcome][0], 21, 0, traced=True)


def weekly(outcome: str, name: str) -> dict[float, float]:
    """One column of its weekly series, by week."""
    return dict(zip(column(busy(outcome), "weekly", "week"), column(busy(outcome), "weekly", name), strict=True))


@pytest.mark.parametrize("outcome", EVERY_END)
def test_every_end_can_happen(outcome: str) -> None:
    """Each of them within the horizon, by its own mechanism in an otherwise plain world, and known in its time."""
    record = busy(outcome)
    assert field(record, "outcome") == outcome
    assert ends(record) == [pytest.approx(field(record, "outcome_week") + EVERY_END[outcome][1])]


def test_no_end_is_an_outcome_too() -> None:
    """The same world left alone stands at the horizon; builds of ten weeks and pilots of four brought fifteen live."""
    record = ended(plain(**BUSY))
    assert how(record) == ("censored", 160.0)
    assert field(record, "went_live") == 15


@pytest.mark.parametrize("outcome", EVERY_END)
def test_after_an_end_nothing_starts_and_nothing_goes_live(outcome: str) -> None:
    """Once an end is known, neither a build nor a pilot in progress gets any further, and nobody joins."""
    known = ends(busy(outcome))[0]
    assert {what for week, what, _ in timeline(busy(outcome)) if week > known} <= {"wound_down"}


@pytest.mark.parametrize("outcome", EVERY_END)
def test_after_an_end_nothing_counts_as_live_that_was_not(outcome: str) -> None:
    """The table of workloads has those that went live up to the end, and the summary counts them."""
    weeks = column(busy(outcome), "workloads", "live_week")
    assert all(week <= field(busy(outcome), "outcome_week") for week in weeks)
    assert len(weeks) == field(busy(outcome), "went_live")


@pytest.mark.parametrize("outcome", EVERY_END)
def test_after_an_end_the_staff_leaves_within_26_weeks(outcome: str) -> None:
    """Nothing that still runs needs anybody in the plain world, so that 26 weeks after the end nobody is paid."""
    known = ends(busy(outcome))[0]
    paid = weekly(outcome, "engineers")
    assert max(paid[week] for week in paid if week <= known) == 2
    assert {paid[week] for week in paid if week >= known + 26} == {0}


WINDS_DOWN = {"insolvent", "sponsor_lost", "stopped"}


@pytest.mark.parametrize("outcome", EVERY_END)
def test_what_is_live_runs_on_or_is_wound_down(outcome: str) -> None:
    """An end by finance, the sponsor or a plan winds down what is live within 26 weeks; others let it run."""
    known = ends(busy(outcome))[0]
    calls = weekly(outcome, "calls")
    running = sum(what == "live" for _, what, _ in timeline(busy(outcome)))
    left = 0.0 if outcome in WINDS_DOWN else 1_000.0 * running
    assert running > 0
    late = [calls[week] for week in calls if week >= known + 26]
    assert late == pytest.approx([left] * len(late))
    assert len(late) > 10


def test_the_words_for_outcomes_are_these() -> None:
    """Nothing but the ends above and standing at the horizon is ever an outcome."""
    assert TABLES["replications"][1].name == "outcome"
    assert set(ORDER) | {"frozen"} == set(EVERY_END)
