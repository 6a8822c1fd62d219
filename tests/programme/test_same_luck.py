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
from tests.programme.worlds import OFF, POLICIES, column, field, scenario_of

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
    """Weeks from the end of a build to going live agree for each use case with those of the default policy.

    Where reviewers decide at once, and retrofits and handovers take nobody's time, so that the wait is the pilot's
    length and whatever holds it up at the scale gate: the use case's luck, the latter, too.
    """
    at_once = {
        **OFF["reviews"],
        **OFF["reorganisation"],
        "scale_gate.retrofit_effort": 0.0,
        "scale_gate.handover_effort": 0.0,
    }

    def pilots(scenario: Scenario, replication: int) -> dict[Any, float]:
        record = simulate_programme(scenario, SEED, replication)
        weeks: dict[Any, float] = {}
        for _, week, _, what, use_case, _ in record.tables["events"]:
            if what in ("build_finished", "live"):
                weeks[use_case] = float(str(week)) - weeks.get(use_case, 0.0)
        live = set(column(record, "workloads", "use_case"))
        return {use_case: length for use_case, length in weeks.items() if use_case in live}

    for replication in range(3):
        ours = pilots(scenario_of(POLICIES[policy], at_once), replication)
        theirs = pilots(scenario_of(at_once), replication)
        common = ours.keys() & theirs.keys()
        assert len(common) >= 3
        assert all(abs(ours[key] - theirs[key]) < 1e-9 for key in common)


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
