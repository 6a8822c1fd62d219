"""How a programme can end, and what the money of a programme counts as."""

from __future__ import annotations

from dataclasses import dataclass

from sim.programme.clock import Order, Rank
from sim.programme.ledger import Category
from sim.programme.outcome import CENSORED
from sim.scenario import Scenario

CARDS = Scenario().ends


@dataclass(frozen=True)
class End:
    """One outcome: when it happens, what follows, and its place where two happen in one instant."""

    outcome: str
    when: str
    afterwards: str
    order: Order | None


ENDS = (
    End(
        "burned_out",
        "a team on call falls below two people, whether somebody worn out left or somebody who had given notice",
        "its workloads lose value week by week; the others run on",
        (Rank.ON_CALL, 0),
    ),
    End(
        "reorganised",
        "the integrated hazard, base × (shadow share of all workloads, those under way included, + mean wait over "
        "patience), passes its threshold",
        f"workloads run on; {CARDS.reorganised_weeks:g} weeks later they are wound into the units, at "
        f"{CARDS.reorganised_upkeep:g} times the upkeep",
        (Rank.SHADOW, 0),
    ),
    End(
        "insolvent", "the gate terminates (§5)",
        f"live workloads are wound down over {CARDS.wind_down_weeks:g} weeks", (Rank.CFO, 0),
    ),
    End(
        "sponsor_lost", "patience ran out before value showed", "wound down like an insolvent one", (Rank.SPONSOR, 0),
    ),
    End(
        "stopped", "somebody ended it on purpose: `programme.stop_week`, and nothing else",
        "wound down like an insolvent one", (Rank.OUTCOME, -1),
    ),
    End(
        "frozen", f"growth closed and not reopened for {CARDS.frozen_after:g} weeks; timed when it closed",
        "live ones run on", (Rank.OUTCOME, 0),
    ),
    End(
        "stalled",
        f"nothing went live for {CARDS.stalled_after:g} weeks, below the target and with the gate open; timed at the "
        "last go-live, or at the first build's start where there was none",
        "live ones run on", (Rank.OUTCOME, 0),
    ),
    End(CENSORED, "none of these by the horizon", "–", None),
)  # fmt: skip

# What a projection of run cost is made of, by the field of `economics.Burden`; inference is beside it.
BURDEN = {
    "overhead_eur": Category.OVERHEAD,
    "hosting_eur": Category.HOSTING,
    "governance_eur": Category.GOVERNANCE,
    "upkeep_fte": Category.UPKEEP,
    "incident_fte": Category.INCIDENTS,
}
MARGINAL = frozenset({Category.INFERENCE, *BURDEN.values()})
RUN_RATE = MARGINAL | {Category.SHADOW_SURFACED}
# What a workload's all-in cost has besides (`columns.py`, `marginal_cost_all_in_eur`).
ALL_IN = frozenset({Category.BUILD, Category.DATA, Category.REVIEW, Category.RETROFIT, Category.PLATFORM})

CONTENT = {
    Category.INFERENCE: "model calls, failed ones included, at the contract's price",
    Category.OVERHEAD: "retrieval and observability",
    Category.HOSTING: "fine-tuned models, and a bought platform's fee for each workload",
    Category.UPKEEP: "payroll: maintenance of live workloads",
    Category.INCIDENTS: "payroll: incidents of live workloads",
    Category.GOVERNANCE: "yearly oversight of live workloads; in the ledger also the rework that a regulator demands",
    Category.BUILD: "payroll: builds",
    Category.DATA: "payroll: data projects and data standards",
    Category.REVIEW: "reviewers' time; payroll: rework that a review demands",
    Category.RETROFIT: "payroll: decisions retrofitted at the scale gate, rework after a rollback",
    Category.PLATFORM: "payroll: building, refactor, upkeep; what the platform runs on",
    Category.LEVERS: "payroll: cost levers",
    Category.MIGRATION: "payroll: moves onto the platform and to newer models",
    Category.CHANGE: "change management, over a workload's first year",
    Category.HIRING: "filling vacancies",
    Category.BENCH: "payroll that went into nothing",
    Category.SHADOW_UNSEEN: "shadow AI before it comes to light",
    Category.SHADOW_SURFACED: "the same afterwards",
}
