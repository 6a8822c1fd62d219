"""The same cause draws the same luck (model §1.4), and a strategy compared with itself differs by exactly zero."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import programme as programme_module
from sim.programme.clock import Clock, Steps, start
from sim.programme.programme import Programme, simulate_programme
from sim.programme.record import Record
from sim.programme.use_case import draw_use_case
from sim.scenario import Scenario
from tests.programme.worlds import CENTRAL, POLICIES, Changes, column, field, scenario_of

SEED = 21
REPLICATIONS = range(6)


def shared_tables(record: Record) -> dict[str, Any]:
    """Everything that traced and untraced replications both leave behind."""
    return {name: rows for name, rows in record.tables.items() if name != "weekly"}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_strategy_against_itself_differs_by_exactly_zero(policy: str) -> None:
    """The same scenario, built twice, gives equal tables row for row, every number to the last bit."""
    for replication in REPLICATIONS:
        first = simulate_programme(scenario_of(POLICIES[policy]), SEED, replication)
        second = simulate_programme(scenario_of(POLICIES[policy]), SEED, replication)
        assert first.tables == second.tables
        assert field(first, "payoff_eur") - field(second, "payoff_eur") == 0.0


@pytest.mark.parametrize("policy", POLICIES)
def test_a_replication_alone_equals_itself_in_a_batch(policy: str) -> None:
    """Whatever ran before in the process, in any order, replication 4 is replication 4."""
    scenario = scenario_of(POLICIES[policy])
    forwards = {number: simulate_programme(scenario, SEED, number).tables for number in range(6)}
    backwards = {number: simulate_programme(scenario, SEED, number).tables for number in reversed(range(6))}
    assert forwards == backwards
    assert simulate_programme(scenario_of(POLICIES[policy]), SEED, 4).tables == forwards[4]


def test_replications_and_seeds_differ() -> None:
    """Ten replications and ten seeds are all different programmes."""
    scenario = Scenario()
    payoffs = [field(simulate_programme(scenario, SEED, number), "payoff_eur") for number in range(10)]
    payoffs += [field(simulate_programme(scenario, SEED + 1 + number, 0), "payoff_eur") for number in range(10)]
    assert len(set(payoffs)) == 20


@pytest.mark.parametrize("policy", POLICIES)
def test_watching_a_programme_does_not_change_it(policy: str) -> None:
    """Traced and untraced leave the same rows in every table that both have; the weekly series is extra."""
    scenario = scenario_of(POLICIES[policy])
    for replication in REPLICATIONS:
        plain = simulate_programme(scenario, SEED, replication)
        traced = simulate_programme(scenario, SEED, replication, traced=True)
        assert shared_tables(traced) == plain.tables
        assert len(traced.tables["weekly"]) == scenario.horizon_weeks


def test_use_case_i_is_the_same_under_every_strategy() -> None:
    """Rank, value, complexity, volume, latency class and the rest agree in all three policies, whenever it arrives."""
    for replication in REPLICATIONS:
        asked = []
        for changes in POLICIES.values():
            programme = Programme(scenario_of(changes), SEED, replication)
            programme.run()
            asked.append([workload.use_case for workload in programme.workloads])
        shortest = min(map(len, asked))
        assert shortest > 10
        assert asked[0][:shortest] == asked[1][:shortest] == asked[2][:shortest]


def test_use_cases_differ_from_each_other_and_between_replications() -> None:
    """The test above cannot pass because everything is one and the same use case."""
    drawn = [draw_use_case(Scenario(), Luck(SEED, number), rank) for number in range(5) for rank in range(5)]
    assert len({use_case.steady_calls for use_case in drawn}) == 25


@pytest.mark.parametrize("policy", POLICIES)
def test_pilot_length_and_tolerance_are_a_programme_s_luck_and_not_a_strategy_s(policy: str) -> None:
    """Weeks from the end of a build to going live agree for each use case with those of the default policy."""

    def pilots(scenario: Scenario, replication: int) -> dict[Any, float]:
        record = simulate_programme(scenario, SEED, replication)
        weeks: dict[Any, float] = {}
        for _, week, _, what, use_case, _ in record.tables["events"]:
            if what in ("build_finished", "live"):
                weeks[use_case] = float(str(week)) - weeks.get(use_case, 0.0)
        live = set(column(record, "workloads", "use_case"))
        return {use_case: length for use_case, length in weeks.items() if use_case in live}

    for replication in range(3):
        ours, theirs = pilots(scenario_of(POLICIES[policy]), replication), pilots(Scenario(), replication)
        common = ours.keys() & theirs.keys()
        assert len(common) >= 3
        assert all(abs(ours[key] - theirs[key]) < 1e-9 for key in common)


# --- minimally different worlds ---------------------------------------------------------------------------------------

NO_PLATFORM: Changes = {"sequencing.platform_after": None}
IRRELEVANT: dict[str, tuple[Changes, Changes]] = {
    "platform cards where no platform is planned": (
        NO_PLATFORM,
        {
            "platform.effort_from_scratch": 180.0,
            "platform.effort_extracted": 90.0,
            "platform.effort_per_further_stack": 0.2,
            "platform.migration_effort": 9.0,
            "platform.refactor_effort": 150.0,
            "platform.prior_weight": 5.0,
            "platform.prior_distance": 0.35,
            "platform.misfit_tolerance": 0.3,
            "platform.friction": 0.9,
            "platform.reuse_share": 0.3,
            "platform.overhead_saving": 0.2,
            "platform.run_cost_eur": 200_000.0,
            "platform.upkeep_fte": 2.0,
            "lever_effects.effort_on_platform": 1.5,
            "sequencing.discipline": 0.1,
        },
    ),
    "platform cards of a central team": (CENTRAL, {"platform.run_cost_eur": 1.0, "platform.reuse_share": 0.7}),
    "finance that is never reached": (
        {"cfo.threshold_eur": 1e12},
        {
            "cfo.hurdle": 2.0,
            "cfo.tolerance_mean": 1.3,
            "cfo.tolerance_log_sd": 0.4,
            "cfo.terminate_factor": 1.1,
            "cfo.answer_weeks.high": 20.0,
            "cfo.review_every_weeks": 26.0,
            "cfo.check_every_weeks": 5.0,
            "cfo.cost_reduction_weeks": 50.0,
            "cfo.plan_weeks": 100.0,
            "cfo.planned_workloads": 40,
        },
    ),
    "what levers do where none is pulled": (
        {"levers.order": [], "cfo.threshold_eur": 1e12},
        {
            "lever_effects.repeat_share": 0.6,
            "lever_effects.cached_call_cost": 0.3,
            "lever_effects.simple_share": 0.8,
            "lever_effects.small_model_price": 0.3,
            "lever_effects.batch_price": 0.8,
            "lever_effects.hygiene_saving": 0.3,
            "lever_effects.effort": 8.0,
            "levers.from_workload": 7,
        },
    ),
    "hiring where nobody leaves": ({"on_call.sustainable_hours": 168.0}, {"delivery.hiring_weeks": 26.0}),
    "the length of a promotion of nothing": ({"market.promotion_share": 0.0}, {"market.promotion_weeks": 26.0}),
    "distance where everybody is near": ({}, {"delivery.central_value_share": 0.6}),
    "a name": ({}, {"name": "another", "label": "Another", "about": "Told differently."}),
}


@pytest.mark.parametrize("what", IRRELEVANT)
def test_a_card_that_cannot_matter_changes_nothing(what: str) -> None:
    """Every table stays as it is, to the last bit."""
    world, change = IRRELEVANT[what]
    for replication in range(3):
        before = simulate_programme(scenario_of(world), SEED, replication)
        after = simulate_programme(scenario_of(world, change), SEED, replication)
        assert after.tables == before.tables


def test_the_cards_above_do_matter_elsewhere() -> None:
    """The same changes do change a programme in which they can matter, so that the test above can fail."""
    for what in ("platform cards where no platform is planned", "what levers do where none is pulled"):
        change = dict(IRRELEVANT[what][1])
        assert any(
            simulate_programme(scenario_of(change), SEED, number).tables
            != simulate_programme(Scenario(), SEED, number).tables
            for number in range(2)
        )


def test_one_more_use_case_at_the_end_changes_nothing_before_it() -> None:
    """A fifth use case at the end of the backlog: the first four keep their weeks and their builds.

    Where nothing but a team's queue connects them: no platform, no levers, no finance, no further ideas, and one team,
    so that the fifth waits for the four.
    """
    world = {
        **NO_PLATFORM,
        "topology.platform.engineers": 0,
        "topology.embedded.units": 1,
        "levers.order": [],
        "cfo.threshold_eur": 1e12,
        "opportunities.ideas_per_month": 0.0,
        "horizon_weeks": 156,
        "ends.stalled_after": 400.0,
    }

    def told(backlog: int) -> list[tuple[Any, ...]]:
        record = simulate_programme(scenario_of(world, {"opportunities.backlog": backlog}), SEED, 0)
        return [row[1:] for row in record.tables["events"] if row[4] in range(4)]

    assert told(5) == told(4)
    assert [row[2] for row in told(4)].count("live") == 4


def test_a_mechanism_that_is_switched_off_takes_nobody_s_luck() -> None:
    """Without incidents the ideas, pilots and attributes are those of the world with incidents.

    Up to the first go-live, before which no incident can happen.
    """
    quiet = {"on_call.shared_per_week": 0.0, "on_call.behaviour_per_week": 0.0}
    for replication in REPLICATIONS:
        logs = []
        for changes in ({}, quiet):
            record = simulate_programme(scenario_of(changes), SEED, replication)
            rows = record.tables["events"]
            first = next(number for number, row in enumerate(rows) if row[3] == "live")
            logs.append(rows[: first + 1])
        assert logs[0] == logs[1]


def test_a_programme_needs_nothing_but_its_arguments() -> None:
    """No text of a record names an object, a path or a time of day."""
    record = simulate_programme(Scenario(), SEED, 3)
    for row in record.tables["events"]:
        assert not re.search(r"0x[0-9a-f]{6,}|/home/|/tmp/|\d\d:\d\d", str(row[5]))


@pytest.mark.parametrize("policy", POLICIES)
def test_the_order_in_which_actors_are_started_changes_nothing(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ties are broken by rank and identity, never by insertion (model §1.6): started in any order, same tables."""
    scenario = scenario_of(POLICIES[policy])
    expected = [simulate_programme(scenario, SEED, replication).tables for replication in range(4)]
    waiting: list[Steps] = []
    begun = Clock.run_through

    def begin(clock: Clock, week: float) -> None:
        random.Random(len(waiting)).shuffle(waiting)
        monkeypatch.setattr(programme_module, "start", start)
        for steps in waiting:
            start(clock, steps)
        begun(clock, week)

    monkeypatch.setattr(Clock, "run_through", begin)
    for replication in range(4):
        waiting.clear()
        monkeypatch.setattr(programme_module, "start", lambda _clock, steps: waiting.append(steps))
        assert simulate_programme(scenario, SEED, replication).tables == expected[replication]
        assert len(waiting) > 8
