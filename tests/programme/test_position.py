"""A programme that starts from a known portfolio (model §6): what is known comes out as it was given."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from sim.programme.programme import Programme, simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from tests.programme.worlds import PLAIN, column, field, plain, scenario_of

KNOWN = {"calls_per_week": 1_000.0, "price_per_call_eur": 0.5, "value_eur": 300_000.0}


def live(name: str, age: float = 30.0, **known: Any) -> dict[str, Any]:
    """A live workload of the list."""
    return {"name": name, "stage": "live", "age_weeks": age, **known}


def started(*workloads: dict[str, Any], **changes: Any) -> Scenario:
    """The plain world, looked at after 40 weeks."""
    return plain(start__workloads=list(workloads), **{"start__weeks": 40.0, **changes})


def run(scenario: Scenario, replication: int = 0) -> Record:
    """One programme with its weeks."""
    return simulate_programme(scenario, 21, replication, traced=True)


def test_without_known_workloads_nothing_is_taken_over() -> None:
    """The default start leaves every row as it was: no workload, no event of taking over."""
    record = run(plain())
    assert "taken_over" not in column(record, "events", "what")
    assert min(column(record, "workloads", "live_week")) > 0.0


def test_what_is_live_counts_from_the_first_day() -> None:
    """Two live workloads: the programme stands at two before anything happens, and they are the first and second."""
    record = run(started(live("a", 20.0), live("b", 30.0)))
    assert column(record, "events", "what")[0] == "taken_over"
    assert field(record, "live_max") == 2
    assert list(zip(column(record, "workloads", "n"), column(record, "workloads", "live_week"), strict=True)) == [
        (1, -30.0),
        (2, -20.0),
    ]
    assert column(record, "workloads", "weeks_to_production") == [None, None]
    assert field(record, "weeks_to_production") is None


@pytest.mark.parametrize("age", [0.0, 3.0, 30.0, 200.0])
@pytest.mark.parametrize("growth", [0.0, 0.4])
def test_calls_price_and_value_of_today_come_out_as_given(age: float, growth: float) -> None:
    """1,000 calls at EUR 0.50 are EUR 500 a week and EUR 26,000 a year; the value is EUR 300,000 a year."""
    scenario = started(
        live("a", age, **KNOWN),
        start__weeks=200.0,
        traffic__growth_per_year=growth,
        traffic__adoption_midpoint_weeks=20.0,
        market__call_price_eur=0.02,
        market__promotion_share=0.3,
        market__promotion_weeks=52.0,
        market__list_decline_per_year=0.1,
        traffic__bloat_per_year=0.2,
        market__overhead_eur=0.0,
    )
    programme = Programme(scenario, 21, 0)
    programme.position.take_over()
    (workload,) = programme.live
    assert workload.run_rate_eur == pytest.approx(26_000.0)
    position = programme.position
    assert position._calls_today(workload) == pytest.approx(1_000.0)
    assert position.price_today_eur(workload) == pytest.approx(0.5)
    assert position.value_today_eur(workload) == pytest.approx(300_000.0)


def test_the_first_week_goes_on_where_the_last_one_stopped() -> None:
    """A mature workload without growth: the first week books EUR 500 of inference and 300,000 / 52 of value."""
    scenario = started(live("a", 35.0, **KNOWN), market__call_price_eur=0.02, market__overhead_eur=0.0)
    record = run(scenario)
    weeks = record.tables["weekly"]
    calls = [row for row in weeks if row[1] == 1.0]
    assert len(calls) == 1
    assert field(record, "value_eur") == pytest.approx(300_000.0 / 52.0 * scenario.horizon_weeks, rel=1e-3)
    assert field(record, "cost_per_call_eur") == pytest.approx(0.5, rel=1e-3)


def test_a_whole_cost_leaves_the_price_what_people_and_overhead_leave_of_it() -> None:
    """EUR 180,000 a year with EUR 100,000 of overhead and 1,000 calls a week: 80,000 / 52,000 a call."""
    scenario = started(live("a", 35.0, calls_per_week=1_000.0, cost_eur=180_000.0), market__call_price_eur=0.02)
    programme = Programme(scenario, 21, 0)
    programme.position.take_over()
    (workload,) = programme.live
    assert programme.position.price_today_eur(workload) == pytest.approx(80.0 / 52.0)
    assert workload.run_rate_eur == pytest.approx(180_000.0)


def test_levers_that_are_pulled_already_are_in_the_price() -> None:
    """The price of today is after the levers: with them the list price is higher, and they are not pulled again."""
    with_lever = started(live("a", 35.0, **KNOWN, levers=("prefix_cache",)), market__call_price_eur=0.02)
    bare = started(live("a", 35.0, **KNOWN), market__call_price_eur=0.02)
    prices = []
    for scenario in (with_lever, bare):
        programme = Programme(scenario, 21, 0)
        programme.position.take_over()
        assert programme.position.price_today_eur(programme.live[0]) == pytest.approx(0.5)
        prices.append(programme.live[0].call_price_eur)
    assert prices[0] > prices[1]


def test_what_is_planned_waits_in_the_queue_and_is_built() -> None:
    """One pair builds the planned one in ten weeks and pilots it for four: it is the second live, in week 14."""
    record = run(started(live("a"), {"name": "b", "stage": "planned"}))
    assert [round(week, 6) for week in column(record, "workloads", "live_week")] == [-30.0, 14.0]


def test_what_is_in_its_pilot_goes_live_after_it() -> None:
    """A pilot of four weeks begins on the first day where nothing else is known of it."""
    record = run(started(live("a"), {"name": "b", "stage": "pilot"}))
    assert [round(week, 6) for week in column(record, "workloads", "live_week")] == [-30.0, 4.0]


def test_what_is_being_built_has_half_of_its_effort_left_or_what_is_known() -> None:
    """Twenty engineer-weeks by two engineers: half of it takes five weeks, four known ones take two; then the pilot."""
    for known, week in (({}, 9.0), ({"effort_left": 4.0}, 6.0)):
        record = run(started(live("a"), {"name": "b", "stage": "building", **known}))
        assert [round(each, 6) for each in column(record, "workloads", "live_week")] == [-30.0, week]


def test_no_backlog_is_asked_for_beyond_what_is_known() -> None:
    """The list is the backlog: of the plain world's three waiting ideas none is added to it."""
    record = run(started(live("a"), {"name": "b", "stage": "planned"}))
    assert column(record, "events", "what").count("idea") == 1


def test_finance_asks_at_once_where_the_question_stands_now() -> None:
    """question=now: the question falls on the first day, with what is live; answered: it is never asked."""
    now = run(started(live("a"), live("b", 20.0), start__question="now"))
    assert (field(now, "first_question_week"), field(now, "first_question_live")) == (0.0, 2)
    answered = run(started(live("a"), live("b", 20.0), start__question="answered"))
    assert field(answered, "first_question_week") is None
    assert set(column(answered, "reviews", "kind")) == {"review"}


def test_what_was_spent_before_brings_the_question_nearer() -> None:
    """EUR 150,000 spent, 20,000 for a build, EUR 100,000 a year of overhead: 200,000 are reached in week 15."""
    rows = [live("a"), {"name": "b", "stage": "planned"}]
    record = run(started(*rows, start__spent_eur=150_000.0, cfo__threshold_eur=200_000.0))
    assert [row[1] for row in record.tables["events"] if row[3] == "question"] == [15.0]


def test_a_platform_that_is_there_fits_as_well_as_is_known() -> None:
    """platform_fit=0.8 leaves a misfit of 0.2, and what is on it is counted as on it."""
    scenario = started(
        live("a", on_platform=True), live("b", 10.0), start__platform_live=True, start__platform_fit=0.8,
        topology__platform__engineers=2,
    )  # fmt: skip
    programme = Programme(scenario, 21, 0)
    programme.position.take_over()
    assert programme.platform.misfit == pytest.approx(0.2)
    assert programme.platform.workloads == 1
    record = run(scenario)
    assert field(record, "platform_week") == 0.0
    assert column(record, "events", "what").count("migrated") == 1


def test_an_extraction_learns_from_what_is_live() -> None:
    """A platform due after three builds starts on the first day where three are live."""
    scenario = started(
        live("a"), live("b", 20.0), live("c", 10.0), sequencing__platform_after=3, topology__platform__engineers=2
    )
    events = run(scenario).tables["events"]
    assert [row[1] for row in events if row[3] == "platform_started"] == [0.0]


def test_teams_keep_their_names_and_sizes() -> None:
    """Two units of one and three engineers, each with its own workload on call."""
    scenario = started(
        live("a", team="Claims"),
        live("b", 20.0, team="Legal"),
        start__teams=[{"name": "Claims", "engineers": 1}, {"name": "Legal", "engineers": 3}],
        topology__embedded__units=2,
    )
    programme = Programme(scenario, 21, 0)
    programme.position.take_over()
    assert [(team.name, team.engineers) for team in programme.teams] == [("Claims's team", 1), ("Legal's team", 3)]
    assert [workload.team.name for workload in programme.live] == ["Claims's team", "Legal's team"]


def test_a_target_that_is_reached_already_is_reached_on_the_first_day() -> None:
    """Three live of a target of two: reached in week 0."""
    record = run(started(*(live(name) for name in "abc"), ends__target=2))
    assert field(record, "reached_target_week") == 0.0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"start.weeks": 10.0, "start.workloads": [live("a", 30.0)]}, "'a' is 30 weeks old but start.weeks is 10"),
        ({"start.weeks": 40.0, "start.workloads": [live("a"), live("a")]}, "two of them are called 'a'"),
        ({"start.weeks": 40.0, "start.workloads": [live("a", on_platform=True)]}, "platform_live is false"),
        (
            {
                "start.weeks": 40.0,
                "start.workloads": [live("a", team="Claims")],
                "start.teams": [{"name": "Claims", "engineers": 0}],
                "topology.embedded.units": 1,
            },
            "where nobody works",
        ),
        (
            {
                "start.weeks": 40.0,
                "start.workloads": [live(name, team=name) for name in "abc"],
                "topology.embedded.units": 2,
            },
            "name 3 teams but topology.embedded.units is 2",
        ),
    ],
)
def test_a_position_that_contradicts_itself_is_refused(values: dict[str, Any], told: str) -> None:
    """The message names what contradicts what."""
    with pytest.raises(ValidationError, match=told):
        scenario_of(PLAIN, values)


def test_same_luck_under_every_policy_of_a_position() -> None:
    """What is drawn of a known workload depends on its place in the list and the luck, not on the policy."""
    rows = [live("a"), live("b", 20.0), {"name": "c", "stage": "planned"}]
    drawn = []
    for policy in ({}, {"sequencing.platform_after": 2}, {"levers.order": ["prefix_cache"]}):
        scenario = scenario_of({"start.weeks": 40.0, "start.workloads": rows}, policy)
        programme = Programme(scenario, 21, 3)
        programme.position.take_over()
        drawn.append([(one.use_case.complexity, one.use_case.steady_calls) for one in programme.live])
    assert drawn[0] == drawn[1] == drawn[2]
