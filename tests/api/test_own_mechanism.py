"""A researcher's own mechanism: the same results wherever it runs, in memory only, and never without its name."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.mechanisms import WHOLE_PROGRAMME, Category, Programme, Steps, own_purpose, wait
from sim.montecarlo.own import own_mechanism, simulate_with
from sim.montecarlo.run import run_replications
from sim.montecarlo.weekly_rows import simulate_sampled
from sim.pictures import pictures_of_run, provenance_of, timeline_of
from tests.programme.worlds import plain

TABLES = ("replications", "workloads", "reviews", "events", "ledger")
IN_A_NOTEBOOK = '''
from sim.mechanisms import WHOLE_PROGRAMME, Category, own_purpose, wait

LUCK = own_purpose("notebook.fee")
FEE_EUR = 5000.0


def monthly_fee(programme):
    """A fee of random height every month, told of when it is high; the seventh programme cannot bear it."""
    month = 0
    while True:
        yield wait(programme, 4.0)
        fee_eur = FEE_EUR * programme.luck.exponential(LUCK, index=month)
        programme.ledger.owe(WHOLE_PROGRAMME, Category.PLATFORM, fee_eur)
        if fee_eur > 3.0 * FEE_EUR:
            programme.log.add("own", "fee", "The month was dear.")
        if programme.luck.replication == 6 and month == 3:
            raise ArithmeticError("too dear")
        month += 1
'''


@pytest.fixture(scope="module")
def scenario() -> sim.Scenario:
    return plain(horizon_weeks=80)


@pytest.fixture(scope="module")
def monthly_fee() -> Callable[..., Any]:
    """A function of a notebook's cell: no worker can import it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(IN_A_NOTEBOOK, "/nowhere/cell.py", "exec"), names)
    found: Callable[..., Any] = names["monthly_fee"]
    return found


@pytest.fixture(scope="module")
def results(scenario: sim.Scenario, monthly_fee: Callable[..., Any]) -> sim.Results:
    return sim.simulate(scenario, replications=12, executor="inline", mechanism=monthly_fee)


@pytest.fixture(scope="module")
def unchanged(scenario: sim.Scenario) -> sim.Results:
    return sim.simulate(scenario, replications=12, executor="inline")


def fee(programme: Programme, eur: float = 1000.0) -> None:
    programme.ledger.owe(WHOLE_PROGRAMME, Category.PLATFORM, eur)


def test_a_mechanism_of_a_notebook_gives_the_same_rows_in_workers(
    results: sim.Results, scenario: sim.Scenario, monthly_fee: Callable[..., Any]
) -> None:
    """Rows, failures and weeks do not depend on executor, number of workers or chunks."""
    away = sim.simulate(scenario, replications=12, executor="processes", workers=2, mechanism=monthly_fee)
    own = own_mechanism(monthly_fee)
    assert own is not None
    noted = simulate_with(own, simulate_sampled)
    cut = run_replications(scenario, seed=21, replications=12, chunk=5, simulate=noted)
    for name in TABLES:
        assert away.table(name).equals(results.table(name))
        assert cut.table(name).equals(results.table(name))
    assert away.failures == cut.failures == results.failures
    assert results.weekly_sample is not None
    assert results.weekly_sample.equals(away.weekly_sample)
    assert results.weekly_sample.equals(cut.weekly_sample())


def test_a_mechanism_that_raises_is_one_failed_replication(results: sim.Results) -> None:
    """With its message, as any other failure; the other programmes go on."""
    (failure,) = results.failures
    assert str(failure) == "replication 6 (seed 21): ArithmeticError: too dear"
    assert results.table("replications").num_rows == 11


def test_a_mechanism_that_always_raises_is_work_that_failed(scenario: sim.Scenario) -> None:
    """Nothing is left to say anything about."""

    def broken(programme: Programme) -> None:
        raise LookupError("no such market")

    with pytest.raises(sim.WorkFailed, match=r"all 3 replications failed; the first was .*LookupError: no such market"):
        sim.simulate(scenario, replications=3, executor="inline", mechanism=broken)


def test_it_acts_in_the_same_futures_as_the_unchanged_model(results: sim.Results, unchanged: sim.Results) -> None:
    """So the two can be compared future by future, each of those that both have."""
    compared = sim.Comparison({"with": results, "without": unchanged})
    difference = compared.difference("with", "without", "payoff_eur")
    assert difference.total == 11
    assert difference.worse == 11
    assert difference.mean == pytest.approx(-5000.0 * 20, rel=0.5)


def test_results_never_hide_a_mechanism(results: sim.Results, unchanged: sim.Results) -> None:
    """Summary and footer name it; where only one side of a comparison has it, the footer says which."""
    assert results.summary()["mechanism"] == "monthly_fee"
    assert "mechanism" not in unchanged.summary()
    alone = {"Plain": results}
    assert provenance_of(alone).run_line().endswith("with a mechanism of one's own: monthly_fee")
    both = {"Plain": unchanged, "Dearer": results}
    assert provenance_of(both).run_line().endswith("with a mechanism of one's own: monthly_fee (in Dearer)")
    assert "mechanism" not in provenance_of({"Plain": unchanged}).run_line()
    compared = sim.Comparison({"with": results, "without": unchanged}).summary()["scenarios"]
    assert compared["with"]["mechanism"] == "monthly_fee"
    assert "mechanism" not in compared["without"]


def test_charts_that_know_nothing_of_it_are_left_out(results: sim.Results, unchanged: sim.Results) -> None:
    """The cascade of levers is computed from the cards, so it would show the model without the mechanism."""
    names = [picture.name for picture in pictures_of_run(results)]
    assert [picture.name for picture in pictures_of_run(unchanged)] == [*names, "levers"]


def test_a_precise_run_keeps_the_mechanism_in_every_look() -> None:
    """Also in the programmes that are added, and in what is said."""
    found = sim.simulate(
        plain(horizon_weeks=8), executor="inline", precision=0.001, precision_of="failed", most_replications=250,
        mechanism=fee,
    )  # fmt: skip
    assert found.replications == 250
    assert found.summary()["mechanism"] == "fee"
    rows = found.table("ledger").to_pylist()
    charged = {row["replication"] for row in rows if row["category"] == "platform" and row["cents"] == 100_000}
    assert charged == set(range(250))


def test_a_trace_is_the_row_of_the_same_programme(results: sim.Results, monthly_fee: Callable[..., Any]) -> None:
    """Its title and its timeline name the mechanism."""
    traced = sim.trace(results.scenario, 3, mechanism=monthly_fee)
    assert traced.row == results.table("replications").to_pylist()[3]
    assert traced.story.title.endswith("programme 3 of seed 21, with a mechanism of one's own: monthly_fee")
    assert traced.summary()["mechanism"] == "monthly_fee"
    assert timeline_of(traced)[1].mechanism == "monthly_fee"


def test_nothing_with_a_mechanism_is_stored(results: sim.Results, tmp_path: Path) -> None:
    """A folder of results can be made again from its files, and the function lies in none."""
    one, wanted = results.scenario, tmp_path / "wanted"
    for call in (
        partial(sim.simulate, one, replications=3, output=wanted, mechanism=fee),
        partial(sim.compare, {"a": one, "b": one}, replications=3, output=wanted, mechanism=fee),
        partial(sim.trace, one, output=wanted, mechanism=fee),
        partial(sim.trace(one, mechanism=fee).write, wanted),
    ):
        with pytest.raises(sim.InputError, match=r"wanted.*mechanism of one's own is kept in memory only.*no file"):
            call()
    assert not wanted.exists()


def test_each_programme_gets_a_copy(scenario: sim.Scenario) -> None:
    """What a function remembers of one programme is not known to the next."""
    seen: list[int] = []

    def counting(programme: Programme) -> None:
        seen.append(1)
        fee(programme, 1000.0 * len(seen))

    found = sim.simulate(scenario, replications=3, executor="inline", mechanism=counting)
    cents = [row["cents"] for row in found.table("ledger").to_pylist() if row["category"] == "platform"]
    assert cents == [100_000] * 3
    assert seen == []


@pytest.mark.parametrize("numbers", [random, own_purpose], ids=["other luck", "repeatable"])
def test_a_mechanism_that_differs_when_it_is_repeated_is_refused(numbers: Any, scenario: sim.Scenario) -> None:
    """Luck of another source gives other results on the next machine; the programme's own does not."""

    def gamble(programme: Programme) -> None:
        fee(programme, 1e5 * (random.random() if numbers is random else programme.luck.uniform(own_purpose("gamble"))))

    if numbers is random:
        with pytest.raises(sim.InputError, match="programme 0 was simulated twice with 'gamble', and its replications"):
            sim.simulate(scenario, replications=3, executor="inline", mechanism=gamble)
    else:
        assert sim.simulate(scenario, replications=3, executor="inline", mechanism=gamble).failures == []


class Fee:
    """A mechanism may be an object."""

    def __call__(self, programme: Programme) -> None:
        fee(programme)


def steps(programme: Programme) -> Steps:
    """Or steps on the programme's clock."""
    yield wait(programme, 1.0)
    fee(programme)


async def later(programme: Programme) -> None:
    """Simulated time awaits nobody."""


def two(programme: Programme, eur: float) -> None:
    """Nobody says how much."""


def wrong(programme: Programme) -> int:
    """Nobody looks at what a mechanism returns."""
    return 3


def locked(lock: Any, programme: Programme) -> None:
    """A lock belongs to one process."""


@pytest.mark.parametrize(
    ("given", "name"), [(Fee(), "Fee"), (partial(fee, eur=5.0), "fee"), (lambda _: None, "a lambda"), (steps, "steps")]
)
def test_whatever_can_be_called_with_a_programme_is_a_mechanism(given: Any, name: str, scenario: sim.Scenario) -> None:
    """Objects, functions with their arguments set, one-liners, and functions that yield."""
    found = sim.simulate(scenario, replications=2, executor="inline", mechanism=given)
    assert found.failures == []
    assert found.mechanism == name


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (7, r"mechanism: found 7; allowed is a function that takes the programme"),
        ("monthly_fee", r"mechanism: found 'monthly_fee'; allowed is a function"),
        (steps(None), r"mechanism: 'steps' has been called already; give the function itself, without \(\)"),  # type: ignore[arg-type]
        (Fee, r"mechanism: 'Fee' is a class; allowed is a function"),
        (later, r"mechanism: 'later' is asynchronous"),
        (lambda: None, r"mechanism: 'a lambda' takes \(\); allowed is a function that takes the programme as its only"),
        (two, r"mechanism: 'two' takes \(programme: .*, eur: .*\)"),
        (partial(locked, threading.Lock()), r"'locked' cannot be copied for each programme \(.*lock.*\); open files"),
    ],
    ids=["number", "name", "generator", "class", "async", "no argument", "two arguments", "lock"],
)
def test_what_cannot_be_a_mechanism_is_refused_in_one_line(given: Any, message: str, scenario: sim.Scenario) -> None:
    """Before anything is simulated; the message says what was found and what is allowed."""
    with pytest.raises(sim.InputError, match=message) as refused:
        sim.simulate(scenario, replications=2, executor="inline", mechanism=given)
    assert "\n" not in str(refused.value)


def test_what_a_mechanism_may_not_return_is_said(scenario: sim.Scenario) -> None:
    """A value that nobody would look at is a mistake, and each programme fails with it."""
    with pytest.raises(
        sim.WorkFailed, match="TypeError: the mechanism 'wrong' returned a value of type int; allowed are"
    ):
        sim.simulate(scenario, replications=2, executor="inline", mechanism=wrong)
