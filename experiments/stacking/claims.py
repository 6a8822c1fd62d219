"""What the field says of funding and stacking, as numbers with bounds."""

from __future__ import annotations

import math
from dataclasses import replace

from experiments.kit.arms import Study
from experiments.kit.checks import payoff_difference
from experiments.kit.claims import Check, Claim
from experiments.kit.evidence import is_live, went_live
from experiments.kit.measured import EUR, SHARE, Measured, difference, mean, median, share, share_difference
from experiments.kit.regions import Region
from experiments.stacking.evidence import (
    Places,
    by_programme,
    is_cut,
    largest_line,
    own_balance_eur,
    share_needed,
    worth_eur,
)
from sim.analysis.maps import Axis
from sim.analysis.tables import Floats

STACKED, NEITHER, PLATFORM, LEVERS = "application_first", "neither", "platform_only", "levers_only"
UNTAXED, TAXED, THREE = "untaxed", "taxed", "three_only"
FIRST, MIDDLE, TAIL = (1, 3), (4, 10), (11, 20)
TARGET = 20


def _balance(study: Study) -> Measured:
    return mean(own_balance_eur(study[THREE]), EUR, "within three years")


def _pays(study: Study) -> Measured:
    return share(own_balance_eur(study[THREE]) >= 0.0, "within three years")


def _worth_less(study: Study) -> Measured:
    results = study[STACKED]
    first, middle = (by_programme(results, places, lambda each: worth_eur(results, each)) for places in (FIRST, MIDDLE))
    return difference(first, middle, EUR, "a workload and year")


def _needed(study: Study) -> Measured:
    return median(share_needed(study[TAXED]), SHARE)


def _cost(study: Study, name: str, places: Places) -> Floats:
    return by_programme(study[name], places, lambda each: each.cost_eur)


def _cheaper_than_first(study: Study) -> Measured:
    return difference(_cost(study, STACKED, MIDDLE), _cost(study, STACKED, FIRST), EUR, "a workload and year")


def _cheaper_than(name: str, bare: str) -> Check:
    def measure(study: Study) -> Measured:
        return difference(_cost(study, name, MIDDLE), _cost(study, bare, MIDDLE), EUR, "a workload and year")

    says = f"run cost of the fourth to tenth under `{name}` less that under `{bare}`"
    return Check(says, (name, bare), measure, at_most=0.0)


def _tail_worth(bar_of: Places, of: str, at_least: float = -math.inf, at_most: float = math.inf) -> Check:
    """Worth of each late workload against the mean run cost of the workloads in some places, over the whole run."""

    def measure(study: Study) -> Measured:
        results = study[STACKED]
        first, last = bar_of
        all_live = went_live(results)
        costs = [each.cost_eur for each in all_live if first <= each.n <= last]
        bar = sum(costs) / max(1, len(costs))
        return share(bool(worth_eur(results, each) >= bar) for each in all_live if TAIL[0] <= each.n <= TAIL[1])

    says = f"of the eleventh to twentieth under `{STACKED}`, worth a year of {of}"
    return Check(says, (STACKED,), measure, at_least, at_most)


def _hardly_twenty(name: str) -> Check:
    def measure(study: Study) -> Measured:
        return share(is_live(study[name], TARGET))

    return Check(f"twenty live under `{name}`", (name,), measure, at_most=0.1)


def _more_twenty(first: str, second: str) -> Check:
    def measure(study: Study) -> Measured:
        one, other = (is_live(study[name], TARGET) for name in (first, second))
        return share_difference(one, other)

    return Check(f"twenty live more often under `{first}` than under `{second}`", (first, second), measure, 0.0)


def _cut(study: Study) -> Measured:
    return share(is_cut(study[UNTAXED]))


def _cut_more_often(study: Study) -> Measured:
    untaxed, taxed = (is_cut(study[name]) for name in (UNTAXED, STACKED))
    return share_difference(untaxed, taxed)


def _largest(study: Study) -> Measured:
    return share(largest_line(study[STACKED]), "programmes that finance has asked")


CLIFF = Region(
    Axis("cfo.threshold_eur", "EUR", (800_000.0, 1_200_000.0, 1_700_000.0)),
    Axis("cfo.budget_eur", "EUR/year", (700_000.0, 1_000_000.0, 1_400_000.0)),
    "Innovation money ends with the first review: how early that comes, and how much room the budget then has, say whether "
    "somebody else can carry the platform.",
)
VALUE = Region(
    Axis("opportunities.value_decay_per_rank", "share", (0.03, 0.06, 0.09, 0.12)),
    Axis("opportunities.top_value_eur", "EUR/year", (700_000.0, 1_150_000.0, 1_600_000.0)),
    "How fast value falls along the portfolio, and where it begins.",
)

CLAIMS = (
    Claim(
        "D-FUND-1",
        "Workloads one to three are the highest-value ones.",
        "Use cases come best first: value falls with rank, with noise (`sim/rules/demand.py`).",
        (
            Check(
                "worth of the first three less that of the fourth to tenth, same programme", (STACKED,), _worth_less, 0.0
            ),
        ),
        part="the highest value",
        bounds="A direction: the bound is 0.",
        remark="That value falls with rank is a card (`opportunities.value_decay_per_rank`); what is measured is that the order "
        "survives luck, queues, pilots that are shelved and what finance refuses.",
    ),
    Claim(
        "D-FUND-1",
        "Workloads one to three are the lowest-risk ones.",
        "Nothing in the model ties risk to rank.",
        part="the lowest risk",
        not_judged="the risk tier of a use case is drawn whatever its rank; only its data get messier, which is D-PILOT-2",
    ),
    Claim(
        "D-FUND-1",
        "Workloads one to three pay for themselves.",
        "Value grows with adoption and redesign and is lost with trust (`sim/programme/traffic.py`); spent on them are data, "
        "build, review, retrofit, change management and what they cost to run.",
        (
            Check("value of the first three less all that was spent on them, mean", (THREE,), _balance, 0.0),
            Check("programmes in which it covers that", (THREE,), _pays, 0.5),
        ),
        part="they pay for themselves",
        bounds="Within three years from the first day, the usual time for a payback; more often than not.",
        remark="Engineers who wait for work are nobody's cost here, and no sponsor loses patience over them.",
    ),
    Claim(
        "D-FUND-1",
        "15 to 25% of their first-year value funds the platform.",
        "A platform extracted after three takes the platform team so many engineer-weeks (`sim/programme/platform.py`); the "
        "taxed workloads earn by adoption and redesign in their first year (`sim/programme/funding.py`).",
        (
            Check(
                "what building the platform takes over that value, median", (TAXED,), _needed, 0.15, 0.25,
            ),
        ),
        part="15 to 25% funds the platform",
        bounds="The claim's own range.",
        region=Region(
            Axis("platform.effort_extracted", "engineer-weeks", (40.0, 60.0, 80.0)),
            Axis("opportunities.top_value_eur", "EUR/year", (700_000.0, 1_150_000.0, 1_600_000.0)),
            "What the platform takes, and what the first three are worth.",
        ),
    ),
    Claim(
        "D-FUND-2",
        "Four to ten ride on the platform at lower marginal cost.",
        "The platform lowers upkeep and overhead and has the levers built in (`sim/programme/economics.py`).",
        (
            Check(
                "run cost of the fourth to tenth less that of the first three, same programme", (STACKED,),
                _cheaper_than_first, at_most=0.0,
            ),
            _cheaper_than(STACKED, NEITHER),
            _cheaper_than(PLATFORM, NEITHER),
        ),
        part="four to ten cost less",
        bounds="Directions: the bounds are 0.",
        remark="One-year run cost at list price, with the levers that a workload ships with.",
    ),
    Claim(
        "D-FUND-2",
        "Eleven to twenty are the long tail that only the reduced cost makes viable.",
        "Worth falls with rank; what the first three cost stays the bar of whoever shares nothing.",
        (
            _tail_worth(TAIL, "what they cost themselves on average", at_least=0.75),
            _tail_worth(FIRST, "what the first three cost on average", at_most=0.25),
        ),
        part="the tail, workload by workload",
        region=replace(VALUE, check=1),
        bounds="Viable at the reduced cost: three quarters of them or more. Only there: a quarter or fewer at the full cost. "
        "Both are our reading of *only*.",
        remark="Worth is a full year's at full use with the work redesigned, the most that a business case can say; what "
        "building them takes is left out on both sides.",
    ),
    Claim(
        "D-FUND-2",
        "Without stacking each must clear the full original cost bar with less and less value.",
        "Every workload adds its full cost to a run-rate that finance holds against the budget (`sim/rules/gate.py`).",
        (_hardly_twenty(NEITHER), _more_twenty(STACKED, NEITHER)),
        part="the programme without stacking",
        bounds="It does not get there: at most one programme in ten has twenty live.",
    ),
    Claim(
        "D-FUND-2",
        "They ride on the platform, and on its reduced cost.",
        "Levers pulled by hand take hours and reach a workload late; a platform without levers leaves inference as it is.",
        (_more_twenty(STACKED, PLATFORM), _more_twenty(PLATFORM, LEVERS), _hardly_twenty(LEVERS)),
        part="platform alone, levers alone",
        bounds="The claim names the platform: without it at most one programme in ten; with platform and levers more often "
        "than with the platform alone, and with that more often than with levers alone.",
    ),
    Claim(
        "D-FUND-3",
        "A strategy that does not name the platform's line runs the team off the funding cliff.",
        "Untaxed, innovation money carries the platform until the first review; from then on the budget does or nobody "
        "(`sim/rules/gate.py`, `platform_line_stands`).",
        (Check(f"`{UNTAXED}` programmes whose platform's line is cut at a review", (UNTAXED,), _cut, 0.5),),
        part="the cliff",
        bounds="Runs off: more often than not.",
        region=CLIFF,
    ),
    Claim(
        "D-FUND-3",
        "Such a strategy is worse off than one that taxes the first three.",
        "As above; while the tax covers what building took, the line stands whatever the budget.",
        (
            Check(f"the line is cut more often under `{UNTAXED}` than under `{STACKED}`", (UNTAXED, STACKED), _cut_more_often, 0.0),
            Check(
                f"payoff of `{UNTAXED}` less that of `{STACKED}`", (UNTAXED, STACKED), payoff_difference(UNTAXED, STACKED), at_most=-100_000.0
            ),
        ),
        part="untaxed against taxed",
        bounds="A direction for the cuts; for the payoff a difference that somebody would notice, a hundred thousand in five "
        "years.",
        region=replace(CLIFF, check=1),
    ),
    Claim(
        "D-FUND-3",
        "The platform is the largest single line of the transition from innovation money to the operating budget.",
        "The platform's line is its vendors and whoever keeps it up or still builds it; the other lines are the workloads.",
        (Check("the platform costs more than any one workload's running", (STACKED,), _largest, 0.5),),
        part="the largest single line",
        bounds="In the year after finance's first question; more often than not.",
    ),
)  # fmt: skip
