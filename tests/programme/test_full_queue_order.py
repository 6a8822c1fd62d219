"""Which use case leaves a queue first: a team of two that builds one at a time; values and efforts vary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme.programme import simulate_programme
from sim.programme.use_case import UseCase, draw_use_case
from sim.scenario import Scenario
from tests.programme.worlds import column, plain

SEED = 21
REPLICATIONS = 8
BACKLOG = 6
# All are of low risk and half of them narrow; no build takes long, so that all of the backlog is built in time.
VARIED: dict[str, Any] = {
    "opportunities__backlog": BACKLOG,
    "opportunities__value_log_sd": 0.7,
    "opportunities__effort_log_sd": 0.6,
    "opportunities__low_risk_share": 1.0,
    "opportunities__high_risk_share": 0.0,
    "opportunities__narrow_share": 0.5,
    "delivery__build_effort": 4.0,
}
Key = Callable[[UseCase], tuple[float, ...]]
KEYS: dict[str, Key] = {
    "arrival": lambda use_case: (use_case.rank,),
    "value": lambda use_case: (-use_case.value_eur,),
    "value_per_effort": lambda use_case: (-use_case.value_eur / use_case.complexity,),
}


def starts(scenario: Scenario, replication: int) -> list[int]:
    """The use cases in the order in which their builds start."""
    events = simulate_programme(scenario, SEED, replication).tables["events"]
    return [row[4] for row in events if row[3] == "build_started"]  # type: ignore[misc]


def sorted_backlog(scenario: Scenario, replication: int, key: Key) -> list[int]:
    """The backlog in the order of the rule."""
    luck = Luck(SEED, replication)
    drawn = [draw_use_case(scenario, luck, rank) for rank in range(BACKLOG)]
    return [use_case.rank for use_case in sorted(drawn, key=key)]


@pytest.mark.parametrize("order", KEYS)
def test_a_backlog_leaves_the_queue_in_the_order_of_the_rule(order: str) -> None:
    """By arrival 0, 1, 2 ..., by value the dearest first, by value per effort the one that pays its effort best."""
    scenario = plain(**VARIED, portfolio__order=order)
    for replication in range(REPLICATIONS):
        assert starts(scenario, replication) == sorted_backlog(scenario, replication, KEYS[order])


@pytest.mark.parametrize("order", KEYS)
def test_narrow_use_cases_go_before_all_others_and_among_themselves_by_the_rule(order: str) -> None:
    """Narrow ones first, then the rest, each part in the order of the rule (D-PILOT-8)."""
    scenario = plain(**VARIED, portfolio__order=order, portfolio__narrow_first=True)
    rule = KEYS[order]
    for replication in range(REPLICATIONS):
        expected = sorted_backlog(scenario, replication, lambda one: (0.0 if one.narrow else 1.0, *rule(one)))
        assert starts(scenario, replication) == expected


def test_the_rules_do_order_these_backlogs_differently() -> None:
    """In at least one of the replications each pair of rules disagrees: the tests above can fail."""
    found = {order: [starts(plain(**VARIED, portfolio__order=order), n) for n in range(REPLICATIONS)] for order in KEYS}
    narrow = [starts(plain(**VARIED, portfolio__narrow_first=True), n) for n in range(REPLICATIONS)]
    every = [*found.values(), narrow]
    assert all(one != other for position, one in enumerate(every) for other in every[:position])


@pytest.mark.parametrize("order", KEYS)
def test_a_better_idea_that_comes_later_overtakes_what_still_waits(order: str) -> None:
    """At each start, nobody who waits stands before the one who leaves the queue; builds in progress are not undone."""
    scenario = plain(
        **{**VARIED, "delivery__build_effort": 20.0}, portfolio__order=order, opportunities__ideas_per_month=1.0
    )
    luck = Luck(SEED, 0)
    record = simulate_programme(scenario, SEED, 0)
    waiting: set[int] = set()
    overtaken = 0
    for what, rank in zip(column(record, "events", "what"), column(record, "events", "use_case"), strict=True):
        if what == "idea":
            waiting.add(rank)
        elif what == "build_started":
            best = min(waiting, key=lambda one: KEYS[order](draw_use_case(scenario, luck, one)))
            assert rank == best
            overtaken += rank > min(waiting)
            waiting.remove(rank)
    assert (overtaken > 0) == (order != "arrival")


def test_a_queue_without_spread_is_served_by_rank_under_every_rule() -> None:
    """Equal values, equal efforts: a tie is broken by rank."""
    for order in KEYS:
        scenario = plain(opportunities__backlog=BACKLOG, delivery__build_effort=4.0, portfolio__order=order)
        assert starts(scenario, 0) == list(range(BACKLOG))
