"""Scenarios at and beyond what is plausible: no exception, no NaN, and every row is what the columns promise."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.programme.columns import TABLES, Column
from sim.programme.programme import simulate_programme
from sim.programme.record import Record, Row
from sim.scenario import Scenario, all_cards
from tests.programme.any_scenario import WORLD, scenarios
from tests.programme.worlds import CENTRAL, POLICIES, Changes, column, field, scenario_of

ACCEPTED: dict[str, tuple[type, ...]] = {"int": (int,), "float": (float, int), "text": (str,), "flag": (bool,)}
WIDEST = 2**63
OUTCOMES = {"insolvent", "frozen", "stalled", "burned_out", "censored"}
VOCABULARY = {
    *("idea", "queued", "refused", "build_started", "build_finished", "live"),
    *("platform_started", "platform_slipped", "platform_shipped", "refactor_started", "refactor_finished", "migrated"),
    *("lever_applied", "engineer_left", "engineer_joined", "question", "answer", "approved", "plan_cut"),
    *("gate_closed", "gate_reopened", "target_reached", "end", "wound_down"),
}
ACTORS = {"opportunities", "workload", "team", "platform", "levers", "on_call", "cfo", "outcome"}


def check_value(value: object, promised: Column) -> None:
    """One value against its column."""
    if value is None:
        assert promised.optional, f"{promised.name} is empty"
        return
    assert isinstance(value, ACCEPTED[promised.type]), (promised.name, value)
    assert isinstance(value, bool) == (promised.type == "flag"), (promised.name, value)
    if isinstance(value, float):
        assert math.isfinite(value), (promised.name, value)
    if isinstance(value, int):
        assert -WIDEST <= value < WIDEST, (promised.name, value)


def check_rows(rows: Sequence[Row], columns: tuple[Column, ...]) -> None:
    """Every row against its table's columns."""
    for row in rows:
        assert len(row) == len(columns)
        for value, promised in zip(row, columns, strict=True):
            check_value(value, promised)


def check(record: Record, scenario: Scenario) -> None:
    """What holds for every record of every scenario."""
    for name, rows in record.tables.items():
        check_rows(rows, TABLES[name])
    horizon = scenario.horizon_weeks
    assert len(record.tables["replications"]) == 1
    assert field(record, "outcome") in OUTCOMES
    assert 0.0 <= field(record, "outcome_week") <= horizon
    assert (field(record, "outcome") == "censored") <= (field(record, "outcome_week") == horizon)
    assert field(record, "value_eur") >= 0.0
    assert field(record, "cost_eur") >= field(record, "spend_eur") - 1.0
    check_order(record, horizon)


def check_order(record: Record, horizon: float) -> None:
    """The nth goes live as the nth, the log runs forward, and words are those of the vocabulary."""
    lives = column(record, "workloads", "live_week")
    assert column(record, "workloads", "n") == list(range(1, len(lives) + 1))
    assert lives == sorted(lives)
    assert all(week <= field(record, "outcome_week") for week in lives)
    assert field(record, "live_end") == field(record, "live_max") == len(lives)
    weeks = column(record, "events", "week")
    assert weeks == sorted(weeks)
    assert set(column(record, "events", "what")) <= VOCABULARY
    assert set(column(record, "events", "actor")) <= ACTORS
    assert all(0 <= quarter < math.ceil(horizon / 13) for quarter in column(record, "ledger", "quarter"))


ONE_PERSON: Changes = {
    "topology.central.engineers": 1,
    "topology.platform.engineers": 0,
    "topology.embedded.units": 0,
    "sequencing.platform_after": None,
}
EXTREMES: dict[str, Changes] = {
    "no demand": {"opportunities.backlog": 0, "opportunities.ideas_per_month": 0.0},
    "no demand, platform first": {
        **POLICIES["platform first"],
        "opportunities.backlog": 0,
        "opportunities.ideas_per_month": 0.0,
    },
    "a budget without end": {"cfo.budget_eur": 1e12},
    "no budget at all": {"cfo.budget_eur": 0.0, "cfo.value_share": 0.0},
    "a threshold of nothing": {"cfo.threshold_eur": 0.0},
    "a threshold of nothing, untracked": {"cfo.threshold_eur": 0.0, "economics.track_from_workload": None},
    "one engineer": ONE_PERSON,
    "one engineer who wears out": {**ONE_PERSON, "on_call.shared_per_week": 1000.0, "on_call.sustainable_hours": 0.1},
    "a thousand engineers": {**CENTRAL, "topology.central.engineers": 1000, "horizon_weeks": 60},
    "two hundred units of one": {
        "topology.embedded.units": 200,
        "topology.embedded.engineers_per_unit": 1,
        "horizon_weeks": 60,
    },
    "no incidents": {"on_call.shared_per_week": 0.0, "on_call.behaviour_per_week": 0.0},
    "a thousand incidents a week": {"on_call.shared_per_week": 1000.0, "on_call.behaviour_per_week": 1000.0},
    "free calls": {"market.call_price_eur": 0.0},
    "everything free": {
        "market.call_price_eur": 0.0,
        "market.overhead_eur": 0.0,
        "delivery.engineer_cost_eur": 0.0,
        "platform.run_cost_eur": 0.0,
    },
    "nobody calls": {"traffic.steady_calls_per_week": 0.0},
    "a flood of ideas": {
        "ends.target": 200,
        "opportunities.ideas_per_month": 100.0,
        "topology.embedded.units": 40,
        "cfo.threshold_eur": 1e12,
        "horizon_weeks": 104,
    },
    "the largest backlog": {"opportunities.backlog": 200, "ends.target": 200},
    "no levers": {"levers.order": []},
    "one lever": {"levers.order": ["batch"]},
    "no automation": {"value.automation": 0.0},
    "no value": {"opportunities.top_value_eur": 0.0},
    "value that is gone after the first": {"opportunities.value_decay_per_rank": 1.0},
    "full automation": {"value.automation": 1.0},
    "the shortest horizon": {"horizon_weeks": 4},
    "the longest horizon": {"horizon_weeks": 2600, "opportunities.ideas_per_month": 0.1},
    "nothing repeats in vain": {"lever_effects.repeat_share": 1.0, "lever_effects.cached_call_cost": 0.0},
    "no friction, no misfit": {"platform.prior_distance": 0.0, "platform.misfit_tolerance": 0.0},
    "nothing fits": {"platform.prior_distance": 1.0, "platform.misfit_tolerance": 0.0, "platform.refactor_effort": 0.1},
    "a platform without end": {"platform.effort_extracted": 100_000.0, "platform.effort_from_scratch": 100_000.0},
    "a platform after two hundred": {"sequencing.platform_after": 200},
    "no discipline": {"sequencing.discipline": 0.0},
    "no pilot": {"delivery.pilot_weeks": 0.0},
    "builds in no time": {"delivery.build_effort": 0.1, "delivery.pilot_weeks": 0.0, "opportunities.backlog": 50},
    "replaced at once": {"delivery.hiring_weeks": 0.0, "on_call.sustainable_hours": 0.1, "on_call.burnout_weeks": 0.1},
    "hours that leave nothing": {"delivery.coordination_loss": 0.5, **CENTRAL},
    "upkeep beyond everybody": {"delivery.upkeep_fte": 50.0},
    "wide spreads": {f"opportunities.{name}_log_sd": 2.0 for name in ("value", "effort", "volume")},
    "the target at once": {"ends.target": 1},
    "ends that come quickly": {"ends.frozen_after": 1.0, "ends.stalled_after": 1.0, "ends.wind_down_weeks": 1.0},
    "ends that take long": {"ends.frozen_after": 520.0, "ends.stalled_after": 520.0, "ends.wind_down_weeks": 520.0},
    "a review a week": {"cfo.review_every_weeks": 1.0, "cfo.check_every_weeks": 1.0, "cfo.threshold_eur": 1e5},
    "an answer at once": {
        "cfo.answer_weeks.low": 0.0,
        "cfo.answer_weeks.high": 0.0,
        "economics.track_from_workload": None,
    },
    "every amount at its largest": {card.name: float(card.at_most) for card in WORLD if card.unit.startswith("EUR")},
    "every amount at its largest, and finance is not asked": {
        **{card.name: float(card.at_most) for card in WORLD if card.unit in {"EUR/year", "EUR/call", "calls/week"}},
        "cfo.threshold_eur": 1e12,
    },
    "growth at its largest": {"traffic.growth_per_year": 10.0, "cfo.threshold_eur": 1e12},
    "everything shrinks": {"traffic.growth_per_year": -0.9},
}


@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_scenario_leaves_valid_rows(name: str) -> None:
    """No exception, no NaN, no infinity; types, names and order as promised; traced, so with the weekly series."""
    scenario = scenario_of(EXTREMES[name])
    check(simulate_programme(scenario, 21, 0, traced=True), scenario)


@pytest.mark.parametrize("policy", POLICIES)
def test_ordinary_scenarios_leave_valid_rows(policy: str) -> None:
    """The three policies, ten programmes each."""
    scenario = scenario_of(POLICIES[policy])
    for replication in range(10):
        check(simulate_programme(scenario, 21, replication), scenario)


@settings(max_examples=150)
@given(scenario=scenarios(), replication=st.integers(0, 2**32))
def test_any_scenario_leaves_valid_rows(scenario: Scenario, replication: int) -> None:
    """Any mixture of policies and of cards anywhere inside their limits."""
    check(simulate_programme(scenario, 21, replication, traced=True), scenario)


@pytest.mark.parametrize("end", ["at_least", "at_most"])
@pytest.mark.parametrize("policy", POLICIES)
def test_each_card_alone_at_its_limits_leaves_valid_rows(policy: str, end: str) -> None:
    """Every numeric card in turn at its least and at its greatest allowed value, over one year and two use cases."""
    quick: Changes = {"horizon_weeks": 60, "opportunities.backlog": 2, "delivery.build_effort": 10.0}
    for card in WORLD:
        value = getattr(card, end)
        try:
            scenario = scenario_of(POLICIES[policy], quick, {card.name: type(card.default)(value)})
        except ValidationError:
            continue  # contradicts the policy: tests/scenario checks the message
        check(simulate_programme(scenario, 21, 0), scenario)


def test_the_ledger_holds_what_grows_elevenfold_a_year_for_fifty_years() -> None:
    """Growth ends where everybody uses it: amounts stay within 64 bits of cents."""
    scenario = scenario_of(
        {"traffic.growth_per_year": 10.0, "horizon_weeks": 2600, "cfo.threshold_eur": 1e12},
        {"opportunities.ideas_per_month": 0.0},
    )
    check(simulate_programme(scenario, 21, 0), scenario)


def test_without_demand_nothing_is_ever_live() -> None:
    """Nobody asks, nothing is built, everybody is paid to the horizon."""
    record = simulate_programme(scenario_of(EXTREMES["no demand"]), 21, 0)
    assert (field(record, "outcome"), field(record, "live_max")) == ("censored", 0)
    assert field(record, "cost_eur") == pytest.approx(14 * 130_000.0 * 5, abs=260 * 6 * 0.005)
    assert field(record, "spend_eur") == 0.0


def test_a_budget_without_end_never_closes_the_gate() -> None:
    """Whatever it costs, finance approves at every review."""
    for replication in range(5):
        record = simulate_programme(scenario_of(EXTREMES["a budget without end"]), 21, replication)
        assert set(column(record, "reviews", "decision")) == {"approved"}
        assert field(record, "outcome") not in ("insolvent", "frozen")


def test_without_automation_there_is_no_value_but_all_of_the_cost() -> None:
    """Payoff is minus the discounted cost."""
    record = simulate_programme(scenario_of(EXTREMES["no automation"]), 21, 0)
    assert field(record, "value_eur") == 0.0
    assert field(record, "payoff_eur") < 0.0 < field(record, "cost_eur")


def test_the_vocabulary_of_the_log_is_used() -> None:
    """The words above are not only allowed: the three policies use most of them within 36 programmes."""
    said: set[str] = set()
    for changes in POLICIES.values():
        for replication in range(12):
            said.update(column(simulate_programme(scenario_of(changes), 21, replication), "events", "what"))
    assert VOCABULARY - said <= {"queued", "wound_down", "engineer_left", "engineer_joined", "platform_slipped"}


def test_every_card_is_reached_by_the_property_tests() -> None:
    """No numeric card of the world escapes them, but for those that only make a programme longer."""
    numeric = {
        card.name for card in all_cards() if card.kind != "run" and not card.choices and card.at_most is not None
    }
    left_out = numeric - {card.name for card in WORLD}
    assert left_out == {"opportunities.backlog", "opportunities.ideas_per_month", "topology.embedded.units"}
