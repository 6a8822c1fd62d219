"""The four methods of `sim sensitivity`, what each does if nothing else is said, and the keys that are its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sim.analysis.factors import Factor, factors_of
from sim.analysis.measures import measure_named
from sim.analysis.study import RunPoints
from sim.scenario import Scenario
from sim.verbs.catalogue import METHODS as NAMES
from sim.verbs.own_words import OwnWords
from sim.verbs.sensitivity_form import Document, Found, Plan, Told
from sim.verbs.sensitivity_regions import regions, tell_regions
from sim.verbs.sensitivity_tornado import tell_tornado, tornado
from sim.verbs.sensitivity_variance import morris, sobol, tell_morris, tell_sobol

MANY_CARDS = 40
DEFAULT_FACTORS = ("assumptions",)
"""What varies if nothing is said: all that is assumed and none of what is decided."""


class Interval(NamedTuple):
    """What a method's rows have an interval of: in words, the columns of its ends, whether it is a share."""

    what: str
    low: str
    high: str
    share: bool = False


@dataclass(frozen=True)
class Method:
    """One method: what computes and what tells it, both in words, what it does if nothing else is said, its own keys.

    With many cards it takes fewer replications: two hundred cards at a hundred each would be an evening's work. `words`
    of its table's columns hold words. Where every point has luck of its own, or the first point is the base, says so.
    """

    run: Callable[[Plan, RunPoints], Found]
    tell: Callable[[Document], Told]
    does: str
    estimates: str
    interval: Interval
    measure: str
    replications: int
    of_many: int
    keys: tuple[str, ...] = ()
    words: int = 1
    own_luck: bool = False
    base_first: bool = False

    def replications_for(self, cards: int) -> int:
        """Programmes a point unless somebody says how many."""
        return self.of_many if cards > MANY_CARDS else self.replications


METHODS = {
    "tornado": Method(
        tornado,
        tell_tornado,
        "each card alone, at the ends of its range",
        "Means, and differences from the base future by future, with 95% intervals; which cards count is tested over "
        "all cards at once (Holm, 5%).",
        Interval("difference from the base", "low", "high"),
        "payoff_eur",
        100,
        20,
        words=3,
        base_first=True,
    ),
    "morris": Method(
        morris,
        tell_morris,
        "which cards matter at all, interactions included",
        "Elementary effects along random walks over the ranges (Morris); 95% intervals by resampling the walks.",
        Interval("mu*", "mu_star_low", "mu_star_high"),
        "payoff_eur",
        20,
        5,
        ("trajectories",),
    ),
    "sobol": Method(
        sobol,
        tell_sobol,
        "which share of the variance each card brings",
        "First-order and total indices of the variance over the ranges (Sobol); 95% intervals by resampling the rows.",
        Interval("share of the variance, with others", "total_low", "total_high", share=True),
        "payoff_eur",
        20,
        5,
        ("rows", "trajectories"),
    ),
    "regions": Method(
        regions,
        tell_regions,
        "in which worlds it fails",
        "Boxes found on half of the worlds (the patient rule induction method); every number from the other half, "
        "shares with 95% intervals.",
        Interval("share inside a region", "low", "high", share=True),
        "failed",
        1,
        1,
        ("worlds",),
        own_luck=True,
    ),
}


def factors_asked(own: OwnWords) -> tuple[Factor, ...]:
    """The cards that vary: those named, or every assumption with a range."""
    return own.factors() if own.has("factors") else factors_of(DEFAULT_FACTORS)


def method_of(own: OwnWords) -> tuple[str, Method]:
    """The method that the words ask for; keys of others are refused."""
    name = own.choice("method", NAMES[0], NAMES)
    for other, method in METHODS.items():
        own.refuse(
            {key: f"method={other}, not to method={name}" for key in method.keys if key not in METHODS[name].keys}
        )
    return name, METHODS[name]


def plan_of(
    own: OwnWords, method: Method, base: Scenario, factors: tuple[Factor, ...], seed: int, replications: int
) -> Plan:
    """What is asked, checked as far as it can be before anything is simulated."""
    return Plan(base, factors, measure_named(own.text("measure", method.measure)), seed, replications, own)
