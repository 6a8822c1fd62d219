"""What the field says of cost levers, as numbers with bounds."""

from __future__ import annotations

import math

from experiments.kit.arms import Study
from experiments.kit.checks import pays_more, twenty_more_often
from experiments.kit.claims import Check, Claim
from experiments.kit.evidence import column, replications
from experiments.kit.measured import EUR, POINTS, SHARE, Measured, difference, mean, ratio, share
from experiments.kit.regions import Region
from experiments.levers.evidence import (
    Bill,
    bill_of_the_chosen,
    bills,
    saved_by_all,
    saved_by_programme,
    yearly_change_eur,
)
from sim.analysis.maps import Axis

BARE = "no_lever"
IN_TIME, TARGET = "application_first", 20
RAMP = 2
"""Quarters of adoption that are left out: before them there is next to no bill, and a cache has nothing in it."""
A_CASE = 0.05
"""One case was seen: at least one workload in twenty."""


def _bills(study: Study, name: str, *, first: int = RAMP, most: int = 1_000) -> list[Bill]:
    return bills(study[name], study[BARE], "inference", first=first, most=most)


def _saved(name: str, low: float, high: float, *, first: int = RAMP, most: int = 1_000, when: str = "") -> Check:
    def measure(study: Study) -> Measured:
        return saved_by_all(_bills(study, name, first=first, most=most), replications(study[name]))

    return Check(f"inference saved by `{name}` where it is pulled{when}", (name, BARE), measure, low, high)


def _reaches(name: str, least: float, what: str) -> Check:
    def measure(study: Study) -> Measured:
        return share(bill.saved >= least for bill in _bills(study, name))

    return Check(f"workloads on which `{name}` saves at least {100 * least:.0f}%{what}", (name, BARE), measure, A_CASE)


def _hits(study: Study) -> Measured:
    """A hit costs a known part of a call, so that what is saved says how many there are."""
    per_hit = 1.0 - study["semantic"].scenario.lever_effects.cached_call_cost
    return mean([bill.saved / per_hit for bill in _bills(study, "semantic")], SHARE, "over workloads")


def _saves_more(first: str, second: str, at_least: float = 0.0) -> Check:
    def measure(study: Study) -> Measured:
        one, other = (saved_by_programme(_bills(study, name), replications(study[name])) for name in (first, second))
        return difference(one, other, POINTS)

    says = f"share of the bill that a pull of `{first}` saves less that of `{second}`"
    return Check(says, (first, second, BARE), measure, at_least)


def _value_kept(study: Study) -> Measured:
    return ratio(column(study["routing"], "value_eur"), column(study[BARE], "value_eur"))


def _tuned(name: str, *categories: str, at_least: float = -math.inf, at_most: float = math.inf) -> Check:
    def measure(study: Study) -> Measured:
        return mean(yearly_change_eur(study["tuned"], study[BARE], *categories), EUR, "a workload and year")

    return Check(f"{name} with a tuned model less that without", ("tuned", BARE), measure, at_least, at_most)


def _volume(study: Study) -> Measured:
    return ratio(*bill_of_the_chosen(study["tuned"], study[BARE]))


CLAIMS = (
    Claim(
        "D-LEV-1",
        "Queries repeat more than teams believe: an instrumented assistant had a hit rate of 43%, which cut its inference "
        "spend by 38%; about 30% repeats is common elsewhere.",
        "The hit rate comes from the share of calls that could be answered again, volume and cache size: Zipf and Che "
        "(`sim/rules/caching.py`); a hit costs a small part of a call (`sim/rules/costs.py`).",
        (
            Check("share of calls that a semantic cache answers, mean", ("semantic", BARE), _hits, 0.225, 0.375),
            _reaches("semantic", 0.38, ""),
        ),
        part="how much repeats",
        bounds="About 30%: a quarter of it to either side. One case of 38%: at least one workload in twenty.",
        remark="That a hit rate of 43% saves 38% is a card (`lever_effects.cached_call_cost`), not a finding.",
    ),
    Claim(
        "D-LEV-1",
        "Levers in the order in which they usually pay back: caching, routing, batch, context hygiene.",
        "At the same effort a pull pays back sooner the more of the bill it saves; each lever takes its share of what it is "
        "pulled on (`sim/programme/economics.py`).",
        (_saves_more("semantic", "routing"), _saves_more("routing", "batch"), _saves_more("batch", "hygiene")),
        part="the order",
        bounds="An order: each saves at least as much as the next, so that the bounds are 0.",
        region=Region(
            Axis("lever_effects.repeat_share", "share", (0.2, 0.35, 0.6)),
            Axis("lever_effects.simple_share", "share", (0.2, 0.35, 0.5)),
            "Caching comes before routing where queries repeat much and few of them are simple.",
        ),
    ),
    Claim(
        "D-LEV-2",
        "Routing to the smallest capable model: an order of magnitude between prices; a small model handles around 80% of "
        "traffic in favourable cases; 92% of the outcome at half the cost.",
        "Each workload draws its share of simple calls, which the small model takes at a tenth of the price "
        "(`sim/rules/costs.py`).",
        (
            _saved("routing", 0.375, 0.625),
            _reaches("routing", 0.54, ": six in ten calls at a tenth of the price"),
            Check("value realised with `routing` over that without", ("routing", BARE), _value_kept, 0.92),
        ),
        bounds="Half the cost, and around 80% in favourable cases: a quarter to either side, so that six in ten calls will do, on "
        "at least one workload in twenty.",
        remark="The model routes only calls that the small model handles as well, so that no value is lost; what value tiers "
        "lose is a card.",
    ),
    Claim(
        "D-LEV-3",
        "Batch wherever minutes are acceptable: 30 to 50% off inference on those workloads.",
        "A batched call has a lower price; only workloads for which minutes are fine are batched (`sim/programme/levers.py`).",
        (_saved("batch", 0.3, 0.5),),
    ),
    Claim(
        "D-LEV-4",
        "Context hygiene cut the cost of a response by about 18% in one case.",
        "Trimming takes a share off, and context no longer bloats (`sim/programme/traffic.py`).",
        (_saved("hygiene", 0.135, 0.225),),
        bounds="About 18%: a quarter of it to either side, over the two years after the ramp.",
        remark="The card takes 18% off when context is trimmed; what nobody trims goes on growing, so that more is saved later.",
        region=Region(
            Axis("traffic.bloat_per_year", "share/year", (0.0, 0.05, 0.15, 0.3)),
            Axis("lever_effects.hygiene_saving", SHARE, (0.05, 0.1, 0.18, 0.3)),
            "What trimming takes off at once, and how fast context grows where nobody trims it.",
        ),
    ),
    Claim(
        "D-LEV-5",
        "Fine-tuning a small model for narrow high-volume tasks: adds a model to host, a retraining cadence and drift to "
        "watch.",
        "A tuned call is cheaper; hosting, retraining and more behaviour incidents are paid; it is pulled only where it saves "
        "more than it adds (`sim/rules/costs.py`, `lever_pays`).",
        (
            Check(
                "inference bill of the workloads it is pulled on over that of the others", ("tuned", BARE), _volume, 2.0
            ),
            _tuned("hosting", "hosting", at_least=0.0),
            _tuned("upkeep, which retraining is part of,", "upkeep", at_least=0.0),
            _tuned("incident work", "incidents", at_least=0.0),
            _tuned(
                "inference and all of these together", "inference", "hosting", "upkeep", "incidents", at_most=0.0
            ),
        ),
        bounds="High volume: at least twice the others' bill, our reading. Adds: above 0. Worth it: all together below 0.",
    ),
    Claim(
        "D-LEV-6",
        "The first levers belong between workload two and workload five.",
        "Levers take hours from builds and take cost off every workload that is live; a platform has them built in, whatever "
        "the plan says (`sim/programme/levers.py`, `sim/programme/platform.py`).",
        (pays_more(IN_TIME, "from_twelve"),),
        part="two, not twelve, with a platform",
        bounds="The claim gives a direction: the bound is 0, here and in the rows below.",
        region=Region(
            Axis("lever_effects.effort", "engineer-weeks", (1.0, 4.0, 8.0)),
            Axis("market.call_price_eur", "€ a call", (0.0075, 0.0145, 0.03)),
            "Until the platform brings them, levers are pulled by hand, workload by workload: whether that pays may hang on what "
            "a pull costs and on what it saves.",
        ),
    ),
    Claim(
        "D-LEV-6",
        "The first levers belong between workload two and workload five.",
        "As above.",
        (pays_more("from_five", "from_twelve"),),
        part="five, not twelve, with a platform",
    ),
    Claim(
        "D-LEV-6",
        "The first levers belong between workload two and workload five.",
        "As above; at once means with the first workload, before anybody has measured what it costs.",
        (pays_more(IN_TIME, "at_once"),),
        part="not before two",
    ),
    Claim(
        "D-LEV-6",
        "The first levers belong between workload two and workload five.",
        "The same without a platform: nothing but the plan, or finance, starts them.",
        (pays_more("bare_from_two", "bare_from_twelve"), twenty_more_often("bare_from_two", "bare_from_twelve")),
        part="two, not twelve, without a platform",
    ),
    Claim(
        "D-LEV-6",
        "The first levers belong between workload two and workload five.",
        "As above.",
        (pays_more(IN_TIME, "never"), twenty_more_often(IN_TIME, "never")),
        part="rather than never",
        bounds="The claim takes it for granted: directions, so that the bounds are 0.",
    ),
)  # fmt: skip
