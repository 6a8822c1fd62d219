"""Scenarios at and beyond what is plausible: no exception, no NaN, and every row is what the columns promise."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.programme import programme as programme_module
from sim.programme.programme import simulate_programme
from sim.scenario import Scenario, all_cards
from tests.programme.any_scenario import BASES, SLOW, WORLD, kind_of, scenarios
from tests.programme.valid_record import ACTORS, VOCABULARY, check
from tests.programme.worlds import CENTRAL, OFF, POLICIES, Changes, cents, column, field, scenario_of

ONE_PERSON: Changes = {
    "topology.central.engineers": 1,
    "topology.platform.engineers": 0,
    "topology.embedded.units": 0,
    "sequencing.platform_after": None,
}
NO_DEMAND: Changes = {"opportunities.backlog": 0, "opportunities.ideas_per_month": 0.0}
NO_INCIDENTS: Changes = {"on_call.shared_per_week": 0.0, "on_call.behaviour_per_week": 0.0}

# Everybody asks, forty teams of four build, reviewers abound, and nothing is lost on the way or afterwards.
A_HUNDRED: Changes = {
    **{
        card: value
        for name in ("scale gate", "rollback", "retirement", "shadow AI")
        for card, value in OFF[name].items()
    },
    "ends.target": 100,
    "opportunities.backlog": 120,
    "opportunities.ideas_per_month": 1.0,
    "topology.embedded.units": 40,
    "topology.embedded.engineers_per_unit": 4,
    "oversight.reviewers": 100.0,
    "cfo.threshold_eur": 1e12,
    "horizon_weeks": 104,
}
EXTREMES: dict[str, Changes] = {
    "no demand": NO_DEMAND,
    "no demand, platform first": {**POLICIES["platform first"], **NO_DEMAND},
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
    "no incidents": NO_INCIDENTS,
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
    "a hundred workloads": A_HUNDRED,
    "no levers": {"levers.order": []},
    "one lever": {"levers.order": ["batch"]},
    "no automation": {"value.automation": 0.0, "value.automation_changed": 0.0},
    "no value": {"opportunities.top_value_eur": 0.0},
    "value that is gone after the first": {"opportunities.value_decay_per_rank": 1.0},
    "full automation": {"value.automation": 1.0, "value.automation_changed": 1.0},
    "the shortest horizon": {"horizon_weeks": 4},
    "the longest horizon": {"horizon_weeks": 2600, "opportunities.ideas_per_month": 0.1},
    "nothing repeats in vain": {"lever_effects.repeat_share": 1.0, "lever_effects.cached_call_cost": 0.0},
    "no friction, no misfit": {"platform.prior_distance": 0.0, "platform.misfit_tolerance": 0.0},
    "nothing fits": {"platform.prior_distance": 1.0, "platform.misfit_tolerance": 0.0, "platform.refactor_effort": 0.1},
    "a platform without end": {"platform.effort_extracted": 100_000.0, "platform.effort_from_scratch": 100_000.0},
    "a platform that nobody is paid for": {"topology.platform.engineers": 0, "sequencing.platform_after": 0},
    "a platform after two hundred": {"sequencing.platform_after": 200},
    "no discipline": {"sequencing.discipline": 0.0},
    "no pilot": {"delivery.pilot_weeks": 0.0},
    "builds in no time": {"delivery.build_effort": 0.1, "delivery.pilot_weeks": 0.0, "opportunities.backlog": 50},
    "replaced at once": {"people.hiring_weeks": 0.0, "on_call.sustainable_hours": 0.1, "on_call.burnout_weeks": 0.1},
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


@pytest.mark.parametrize("base", BASES)
def test_ordinary_scenarios_leave_valid_rows(base: str) -> None:
    """The three policies and what they can be mixed with, six programmes each."""
    scenario = scenario_of(BASES[base])
    for replication in range(6):
        check(simulate_programme(scenario, 21, replication), scenario)


@settings(max_examples=90)
@given(scenario=scenarios(), replication=st.integers(0, 2**32))
def test_any_scenario_leaves_valid_rows(scenario: Scenario, replication: int) -> None:
    """Any mixture of policies and of cards anywhere inside their limits."""
    check(simulate_programme(scenario, 21, replication, traced=True), scenario)


@pytest.mark.parametrize("end", ["at_least", "at_most"])
@pytest.mark.parametrize("policy", POLICIES)
def test_each_card_alone_at_its_limits_leaves_valid_rows(policy: str, end: str) -> None:
    """Every numeric card in turn at its least and at its greatest allowed value, over one year and two use cases."""
    quick: Changes = {"horizon_weeks": 44, "opportunities.backlog": 2, "delivery.build_effort": 10.0}
    for card in WORLD:
        value = kind_of(card)(getattr(card, end))
        try:
            scenario = scenario_of(POLICIES[policy], quick, {card.name: value})
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
    """Nobody asks, nothing is built, everybody is paid to the horizon as long as the sponsor bears it."""
    patient = {**NO_DEMAND, **OFF["the sponsor's impatience"], **OFF["attrition"]}
    record = simulate_programme(scenario_of(patient, {"delivery.engineer_cost_eur": 130_000.0}), 21, 0)
    assert (field(record, "outcome"), field(record, "live_max"), field(record, "value_eur")) == ("censored", 0, 0.0)
    assert field(record, "cost_eur") == pytest.approx(14 * 130_000.0 * 5, abs=260 * 6 * 0.005)
    assert field(record, "spend_eur") == 0.0


def test_without_demand_the_sponsor_leaves_when_patience_is_used_up() -> None:
    """Sixty weeks of patience and nothing that restores it: lost in week 60, with nothing but hiring to show for it."""
    record = simulate_programme(scenario_of(NO_DEMAND, {"sponsor.patience_weeks": 60.0}), 21, 0)
    assert (field(record, "outcome"), field(record, "outcome_week")) == ("sponsor_lost", 60.0)
    assert field(record, "spend_eur") == cents(record, "hiring") / 100


def test_a_budget_without_end_never_closes_the_gate() -> None:
    """Whatever it costs, finance approves at every review."""
    decisions: list[str] = []
    for replication in range(5):
        record = simulate_programme(scenario_of(EXTREMES["a budget without end"]), 21, replication)
        decisions += column(record, "reviews", "decision")
        assert field(record, "outcome") not in ("insolvent", "frozen")
    assert set(decisions) == {"approved"}


def test_without_automation_there_is_no_value_but_all_of_the_cost() -> None:
    """Payoff is minus the discounted cost; what shadow AI would bring is nothing, too, so that nobody goes around."""
    record = simulate_programme(scenario_of(EXTREMES["no automation"]), 21, 0)
    assert (field(record, "value_eur"), field(record, "shadow")) == (0.0, 0)
    assert field(record, "payoff_eur") < 0.0 < field(record, "cost_eur")


def test_where_nobody_builds_only_shadow_ai_earns() -> None:
    """Data projects that never end: nothing goes live, units go around, and all value is theirs."""
    endless = {"delivery.data_effort": 10_000.0, "opportunities.backlog": 12, "shadow.patience_weeks": 20.0}
    record = simulate_programme(scenario_of(endless), 21, 0)
    assert field(record, "went_live") == 0 < field(record, "shadow")
    assert field(record, "value_eur") > 0.0
    calm = simulate_programme(scenario_of(endless, OFF["shadow AI"]), 21, 0)
    assert (field(calm, "shadow"), field(calm, "value_eur")) == (0, 0.0)


def test_without_incidents_nobody_is_paged_or_worn_out() -> None:
    """No hour of incidents, no collapse on call."""
    for replication in range(5):
        record = simulate_programme(scenario_of(NO_INCIDENTS), 21, replication)
        assert cents(record, "incidents") == 0 < cents(record, "upkeep")
        assert "on_call" not in column(record, "events", "actor")


def test_free_calls_cost_nothing_and_everything_else_as_before() -> None:
    """No inference bill on any workload, no bill of shadow AI but for its incidents; upkeep and overhead remain."""
    scenario = scenario_of(EXTREMES["free calls"], {"shadow.incident_eur": 0.0})
    for replication in range(5):
        record = simulate_programme(scenario, 21, replication)
        assert cents(record, "inference", "shadow_unseen", "shadow_surfaced") == 0
        assert cents(record, "overhead") > 0 < cents(record, "upkeep")


def test_one_engineer_is_paid_once() -> None:
    """Nobody leaves, nobody asks: a year of one engineer is EUR 130,000 each year, whatever is worked on."""
    world = {**OFF["attrition"], **OFF["the sponsor's impatience"], **OFF["reorganisation"], "cfo.threshold_eur": 1e12}
    world |= {"oversight.reviewer_cost_eur": 0.0, "oversight.upkeep_eur": 0.0, "ends.stalled_after": 520.0}
    record = simulate_programme(scenario_of(ONE_PERSON, world, {"delivery.engineer_cost_eur": 130_000.0}), 21, 0)
    work = ("data", "build", "review", "retrofit", "upkeep", "incidents", "governance", "levers", "migration", "bench")
    assert cents(record, *work) == 260 * 250_000
    assert field(record, "went_live") >= 1


def test_a_hundred_workloads_are_live_at_once() -> None:
    """With ideas, people and reviewers enough the target of a hundred is reached, and each of them is billed."""
    record = simulate_programme(scenario_of(A_HUNDRED), 21, 0)
    assert field(record, "reached_target_week") is not None
    assert field(record, "live_end") >= 100
    billed = {row[1] for row in record.tables["ledger"] if row[2] == "overhead"}
    assert billed == set(column(record, "workloads", "use_case"))


def words_of_the_source() -> list[tuple[str, str]]:
    """(actor, what) of every call of the event log in sim/programme."""
    found = []
    for file in Path(str(programme_module.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("log.add"):
                actor, what = (ast.literal_eval(word) for word in node.args[:2])
                found.append((actor, what))
    return found


def test_the_vocabulary_is_that_of_the_source() -> None:
    """No word is missing from the list and none is idle, nor any actor."""
    words = words_of_the_source()
    assert {what for _, what in words} == VOCABULARY
    assert {actor for actor, _ in words} == ACTORS


def test_the_vocabulary_of_the_log_is_used() -> None:
    """The words are not only allowed: the scenarios above say all of them within twelve programmes each.

    That a programme is taken over is said where it starts from a portfolio (`test_position.py`).
    """
    silent = VOCABULARY - {"taken_over"}
    for replication, changes in itertools.product(range(12), BASES.values()):
        silent -= set(column(simulate_programme(scenario_of(changes), 21, replication), "events", "what"))
        if not silent:
            break
    assert not silent


def test_every_card_is_reached_by_the_property_tests() -> None:
    """No numeric card of the world escapes them, but for those that only make a programme longer."""
    numeric = {
        card.name
        for card in all_cards()
        if card.kind != "run" and not card.choices and not (card.at_least is None and card.at_most is None)
    }
    assert numeric - {card.name for card in WORLD} == SLOW - {"horizon_weeks"}
