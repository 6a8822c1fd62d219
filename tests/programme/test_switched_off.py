"""Each mechanism is switched off by its own cards (OFF): alone off it leaves no trace, and with the defaults it does.

A trace is a word of the log, a ledger category, a rule that returns something other than what is neutral, or a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest

from sim.programme.ledger import Category
from sim.programme.programme import Programme
from sim.rules import platform
from sim.rules.work import useful_share
from sim.scenario import Scenario
from tests.programme.worlds import OFF, Changes, scenario_of

SEED = 21
Acts = Callable[[tuple[Any, ...], Any], bool]
State = Callable[[Programme], bool]


@dataclass(frozen=True)
class Trace:
    """How a mechanism shows; `world` is where it does if not in the default scenario."""

    words: frozenset[str] = frozenset()
    booked: frozenset[str] = frozenset()
    rules: Mapping[str, Acts] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    world: Changes = field(default_factory=dict)

    @property
    def all(self) -> set[str]:
        """Everything by which it can show."""
        return {*self.words, *self.booked, *self.rules, *self.states}


def is_not_one(_: tuple[Any, ...], result: Any) -> bool:
    """A factor that does something."""
    return bool(result != 1.0)


def is_something(_: tuple[Any, ...], result: Any) -> bool:
    """An amount that is there."""
    return bool(result > 0.0)


def is_not_the_mean(given: tuple[Any, ...], result: Any) -> bool:
    """A draw of `lognormal_at(u, mean, log_sd)` that strays."""
    return bool(result != given[1])


def is_not_the_first(given: tuple[Any, ...], result: Any) -> bool:
    """Something else than what went in first."""
    return bool(result != given[0])


def knows_applications(given: tuple[Any, ...], result: Any) -> bool:
    """Less is left than coordination between heads alone leaves."""
    return bool(result < useful_share(given[0], given[1], 0.0, 0))


def behaves_better(given: tuple[Any, ...], burden: Any) -> bool:
    """`Economics.burden_of(self, use case, team, levers, ...)` has fewer behaviour incidents than the card."""
    economics, _, _, levers, *_ = given
    rate = economics._programme.scenario.on_call.behaviour_per_week
    return "fine_tuning" not in levers and bool(burden.behaviour_per_week < rate)


def spares_data_work(given: tuple[Any, ...], result: Any) -> bool:
    """`Lifecycle._data_effort(self)` below what the data's messiness demands."""
    lifecycle = given[0]
    demanded = lifecycle._programme.scenario.delivery.data_effort * lifecycle._workload.use_case.messiness
    return bool(result < demanded)


def spares_reviewers(given: tuple[Any, ...], _: Any) -> bool:
    """The base of a review is none of the three cards."""
    cards = Scenario().oversight
    return given[0] not in (cards.low_risk_effort, cards.middle_risk_effort, cards.high_risk_effort)


def has_levers(given: tuple[Any, ...], result: Any) -> bool:
    """`Platform._estimate(self)` above what the platform alone takes."""
    built = given[0]
    cards = built._programme.scenario.platform
    alone = platform.platform_effort(
        cards.effort_from_scratch, cards.effort_extracted, cards.effort_per_further_stack, len(built._seen)
    )
    return bool(result > alone)


def governs(_: tuple[Any, ...], burden: Any) -> bool:
    """A year of a workload has oversight in it."""
    return bool(burden.governance_eur > 0.0)


def changes_automation(given: tuple[Any, ...], result: Any) -> bool:
    """`automation_at(age, unchanged, ...)` has left where it was."""
    return bool(result != given[1])


def designs_in(programme: Programme) -> bool:
    """A build off the platform takes more than its own effort."""
    built = [one for one in programme.workloads if one.build_effort and not one.on_platform]
    return any(one.build_effort != one.effort_unaided for one in built)


def retrofits(programme: Programme) -> bool:
    """Retrofit labour on what was never rolled back."""
    back = {row[4] for row in programme.log.rows if row[3] == "rolled_back"}
    ranks = [one.rank for one in programme.workloads if one.rank not in back]
    return any(programme.ledger.total_cents(rank, Category.RETROFIT) for rank in ranks)


def ends_as(outcome: str) -> State:
    """The programme ends like this."""
    return lambda programme: programme.ending is not None and programme.ending.outcome == outcome


def words(*said: str) -> frozenset[str]:
    """Words of the log, or ledger categories."""
    return frozenset(said)


TRACES: dict[str, Trace] = {
    "data preparation": Trace(words("data_started"), words("data")),
    "applications to be known": Trace(rules={"sim.rules.work.useful_share": knows_applications}),
    "learning": Trace(rules={"sim.rules.work.learning_factor": is_not_one}),
    "attrition": Trace(words("notice_given")),
    "newcomers": Trace(booked=words("hiring"), rules={"sim.rules.work.productive": is_not_the_first}),
    "overrun": Trace(rules={"sim.programme.platform.lognormal_at": is_not_the_mean}),
    "ageing": Trace(rules={"sim.rules.platform.aged": is_something}),
    "levers on the platform": Trace(rules={"sim.programme.platform.Platform._estimate": has_levers}),
    "what a platform spares reviewers and data projects": Trace(
        rules={
            "sim.rules.oversight.review_effort": spares_reviewers,
            "sim.programme.workload.Lifecycle._data_effort": spares_data_work,
        }
    ),
    "reviews": Trace(
        booked=words("review"),
        rules={
            "sim.rules.oversight.review_effort": is_something,
            "sim.rules.oversight.next_meeting": is_not_the_first,
            "sim.programme.economics.Economics.burden_of": governs,
        },
    ),
    "regulation": Trace(words("regulatory_change")),
    "scale gate": Trace(
        words("held_up", "shelved", "handed_over"), states={"designed in": designs_in, "retrofitted": retrofits}
    ),
    "rollback": Trace(words("rolled_back", "live_again")),
    "retirement": Trace(words("retired")),
    "token sizes": Trace(
        states={"tokens": lambda programme: any(w.use_case.tokens != 1.0 for w in programme.workloads)}
    ),
    "seasons": Trace(rules={"sim.rules.traffic.season_factor": is_not_one}),
    "turns of volume": Trace(
        states={"turns": lambda programme: any(w.use_case.turn != 1.0 for w in programme.workloads)}
    ),
    "bloat": Trace(rules={"sim.rules.traffic.bloat": is_not_one}),
    "failed calls": Trace(rules={"sim.rules.costs.billed_share": is_not_one}),
    "price changes": Trace(
        words("model_migrated"),
        rules={
            "sim.rules.prices.launch_price_factor": is_not_one,
            "sim.rules.prices.migrated_price_factor": is_not_one,
        },
    ),
    "lead times": Trace(rules={"sim.programme.levers.Moment": lambda given, _: given[1] > 0.0}),
    "clusters": Trace(rules={"sim.programme.on_call.lognormal_at": is_not_the_mean}),
    "drift": Trace(rules={"sim.rules.value.next_drift": is_something}),
    "evaluation": Trace(rules={"sim.programme.economics.Economics.burden_of": behaves_better}),
    "change management": Trace(booked=words("change"), rules={"sim.rules.value.automation_at": changes_automation}),
    "trust": Trace(rules={"sim.rules.value.next_trust": is_not_one}),
    "shadow AI": Trace(words("went_around", "surfaced"), words("shadow_unseen", "shadow_surfaced")),
    "reorganisation": Trace(
        rules={"sim.rules.patience.reorganisation_rate_per_week": is_something},
        states={"reorganised": ends_as("reorganised")},
    ),
    "the sponsor's impatience": Trace(
        words("sponsor_wavers"),
        states={"lost": ends_as("sponsor_lost")},
        world={"opportunities.backlog": 0, "opportunities.ideas_per_month": 0.0},
    ),
}


def watch(monkeypatch: pytest.MonkeyPatch, rules: Mapping[str, Acts]) -> set[str]:
    """Rules that have acted so far: each call's result is judged as it returns."""
    acted: set[str] = set()
    for target, acts in rules.items():
        monkeypatch.setattr(target, judged(found(target), target, acts, acted))
    return acted


def found(target: str) -> Callable[..., Any]:
    """The function, method or class of this dotted name."""
    parts = target.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            thing: Any = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            thing = getattr(thing, name)
        return thing  # type: ignore[no-any-return]
    raise AssertionError(target)


def judged(rule: Callable[..., Any], target: str, acts: Acts, acted: set[str]) -> Callable[..., Any]:
    """The same rule, with its results judged."""

    def call(*given: Any) -> Any:
        result = rule(*given)
        if acts(given, result):
            acted.add(target)
        return result

    return call


def shown(trace: Trace, scenario: Scenario, acted: set[str], replications: int) -> Iterator[set[str]]:
    """By what the mechanism has shown in one programme after the other."""
    for replication in range(replications):
        programme = Programme(scenario, SEED, replication, traced=True)
        programme.run()
        said = {str(row[3]) for row in programme.log.rows}
        booked = {entry[2] for entry in programme.ledger.entries or []}
        yield {
            *(trace.words & said),
            *(trace.booked & booked),
            *(name for name, state in trace.states.items() if state(programme)),
            *acted,
        }


def test_every_mechanism_of_off_has_a_trace() -> None:
    """Neither more nor less, and each shows in some way."""
    assert TRACES.keys() == OFF.keys()
    assert all(trace.all for trace in TRACES.values())


@pytest.mark.parametrize("name", OFF)
def test_a_mechanism_that_is_switched_off_leaves_no_trace(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off alone in the default scenario: nothing of it is said, booked, returned by a rule, or left in a state."""
    trace = TRACES[name]
    acted = watch(monkeypatch, trace.rules)
    for left in shown(trace, scenario_of(trace.world, OFF[name]), acted, 4):
        assert left == set()


@pytest.mark.parametrize("name", OFF)
def test_a_mechanism_that_is_not_switched_off_leaves_every_trace(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the defaults each trace is seen within forty programmes, so that the test above can fail."""
    trace = TRACES[name]
    acted = watch(monkeypatch, trace.rules)
    missing = trace.all
    for left in shown(trace, scenario_of(trace.world), acted, 40):
        missing = missing - left
        if not missing:
            return
    assert missing == set()
