"""Ties have an order (model §1.6): by actor's rank, then identity, never by insertion."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable

import pytest
from simpy.events import Event

from sim.programme.clock import Alarm, Clock, Moment, Order, Rank, Signal, Steps, start

ORDERS: list[Order] = [(Rank.TRAFFIC, 0), (Rank.TEAM, 0), (Rank.TEAM, 1), (Rank.WORKLOAD, 7), (Rank.CFO, 0)]
Due = tuple[float, Rank, int]


def then(event: Event, act: Callable[[], object]) -> None:
    """Do something when it happens."""

    def happen(_: Event) -> None:
        act()

    assert event.callbacks is not None
    event.callbacks.append(happen)


class Diary:
    """A clock and the log of what was asked of it, each row as it comes due."""

    def __init__(self, due: Iterable[Due] = ()) -> None:
        self.clock = Clock()
        self.log: list[Due] = []
        for row in due:
            self.expect(row)

    def expect(self, row: Due) -> None:
        """Note this row when it is due."""
        week, rank, identity = row
        then(Moment(self.clock, week, (rank, identity)), lambda: self.log.append(row))


def test_moments_of_one_instant_come_by_rank_and_identity_whatever_the_insertion() -> None:
    """All 120 orders of insertion of five actors give one log."""
    planned = [(3.0, Rank(rank), identity) for rank, identity in ORDERS]
    for insertion in itertools.permutations(planned):
        diary = Diary(insertion)
        diary.clock.run()
        assert diary.log == planned


def test_time_comes_before_rank() -> None:
    """The observer of an earlier week is told before the traffic of a later one."""
    diary = Diary([(2.0, Rank.TRAFFIC, 0), (1.0, Rank.OBSERVER, 0), (1.5, Rank.CFO, 0)])
    diary.clock.run()
    assert [row[1] for row in diary.log] == [Rank.OBSERVER, Rank.CFO, Rank.TRAFFIC]


def woken_at_week_one(actors: Iterable[Order]) -> list[Order]:
    """In which order processes that wait for the same week wake, started in this order."""
    clock = Clock()
    log: list[Order] = []

    def wait(order: Order) -> Steps:
        yield Moment(clock, 1.0, order)
        log.append(order)

    for order in actors:
        start(clock, wait(order))
    clock.run()
    return log


def test_waiting_actors_wake_in_order_whoever_started_first() -> None:
    """Processes wake by rank and identity in every order of starting them; identities count as numbers."""
    actors: list[Order] = [(Rank.TEAM, 2), (Rank.TEAM, 10), (Rank.PLATFORM, 0), (Rank.OUTCOME, 0)]
    for insertion in itertools.permutations(actors):
        assert woken_at_week_one(insertion) == actors


def test_signals_and_moments_of_one_instant_share_the_order() -> None:
    """A signal brought about at week 1 comes after a lower-ranked moment of week 1 that had not happened yet."""
    clock = Clock()
    log: list[str] = []
    signal = Signal(clock, (Rank.CFO, 0))
    then(signal, lambda: log.append("signal of the CFO"))
    then(Moment(clock, 1.0, (Rank.TRAFFIC, 0)), signal.succeed)
    then(Moment(clock, 1.0, (Rank.TEAM, 0)), lambda: log.append("the team"))
    clock.run()
    assert log == ["the team", "signal of the CFO"]


def test_one_actor_s_own_moments_come_as_it_asked_for_them() -> None:
    """Equal rank and identity: first asked, first told."""
    clock = Clock()
    log: list[int] = []
    for number in range(20):
        then(Moment(clock, 1.0, (Rank.TEAM, 0)), lambda number=number: log.append(number))  # type: ignore[misc]
    clock.run()
    assert log == list(range(20))


def test_many_ties_in_any_insertion_give_one_log() -> None:
    """Three hundred moments at few instants, shuffled a hundred times: always sorted by week, rank and identity."""
    luck = random.Random(21)
    planned = [(float(week), rank, identity) for week in range(5) for rank in Rank for identity in range(6)]
    for _ in range(100):
        diary = Diary(luck.sample(planned, len(planned)))
        diary.clock.run()
        assert diary.log == planned


def test_run_through_a_week_leaves_nothing_of_that_week_undone() -> None:
    """Everything due at week 5 has happened, the observer included, and nothing of later weeks."""
    due = [(5.0, Rank.OBSERVER, 0), (5.0, Rank.TRAFFIC, 0), (5.000001, Rank.TRAFFIC, 0), (4.0, Rank.CFO, 0)]
    diary = Diary(due)
    diary.clock.run_through(5.0)
    assert [row[0] for row in diary.log] == [4.0, 5.0, 5.0]
    assert diary.clock.now == 5.0


@pytest.mark.parametrize("settles_at", [3.0, 8.0])
def test_run_until_stops_at_what_is_settled_or_at_the_week(settles_at: float) -> None:
    """Settled at 3, time stops at 3; settled only at 8, it stops at 5."""
    clock = Clock()
    settled = Signal(clock, (Rank.OBSERVER, 0))
    then(Moment(clock, settles_at, (Rank.CFO, 0)), settled.succeed)
    clock.run_until(settled, 5.0)
    assert clock.now == min(settles_at, 5.0)


def woken(delay: float | None, rings: list[float]) -> list[float]:
    """When an actor wakes that always waits for this delay, until week 10."""
    clock = Clock()
    alarm = Alarm(clock, (Rank.TEAM, 0))
    log: list[float] = []

    def actor() -> Steps:
        while True:
            yield alarm.after(delay)
            log.append(clock.now)

    def ringer() -> Steps:
        for week in rings:
            yield Moment(clock, week - clock.now, (Rank.CFO, 0))
            alarm.ring()

    start(clock, actor())
    start(clock, ringer())
    clock.run_through(10.0)
    return log


def test_an_alarm_wakes_at_its_delay_or_at_a_ring() -> None:
    """Every four weeks, and at 5, from where the four weeks begin again."""
    assert woken(4.0, [5.0]) == [4.0, 5.0, 9.0]


def test_an_alarm_without_delay_waits_for_a_ring() -> None:
    """Only the rings wake it."""
    assert woken(None, [2.0, 7.0]) == [2.0, 7.0]


def test_an_overtaken_delay_wakes_nobody() -> None:
    """Rung at 1 and 3, the delays of 4 weeks asked for at 0 and 1 are void: woken at 7, not at 4 or 5."""
    assert woken(4.0, [1.0, 3.0]) == [1.0, 3.0, 7.0]


def test_a_ring_while_the_actor_is_awake_is_kept() -> None:
    """An actor that is rung by what it does itself wakes once more, at once."""
    clock = Clock()
    alarm = Alarm(clock, (Rank.TEAM, 0))
    log: list[float] = []

    def actor() -> Steps:
        yield alarm.after(2.0)
        alarm.ring()
        log.append(clock.now)
        yield alarm.after(None)
        log.append(clock.now)

    start(clock, actor())
    clock.run()
    assert log == [2.0, 2.0]


def test_every_event_is_counted_once() -> None:
    """Three moments and their end of a run are counted as they are scheduled."""
    clock = Clock()
    for week in (1.0, 2.0, 3.0):
        Moment(clock, week, (Rank.TEAM, 0))
    assert clock.scheduled == 3
