"""Arbitrary scenarios for property tests: any policy, any head-count, several cards anywhere inside their limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from hypothesis import strategies as st
from pydantic import ValidationError

from sim.scenario import Card, Scenario, all_cards
from tests.programme.worlds import POLICIES, Changes, scenario_of

# So many ideas, or so long a horizon, that one example would take minutes; the extremes have tests of their own.
SLOW = {"horizon_weeks", "opportunities.backlog", "opportunities.ideas_per_month", "topology.embedded.units"}
DECIDING = tuple(card for card in all_cards() if card.kind != "run" and card.name not in SLOW)
WORLD = tuple(card for card in DECIDING if card.at_least is not None and card.at_most is not None)
CHOICES = tuple(card for card in DECIDING if card.choices)

# Who works where, and on what; each may be mixed with every other policy.
BASES: Mapping[str, Changes] = {
    **POLICIES,
    "pairs": {
        "sequencing.platform_after": None,
        "topology.platform.engineers": 0,
        "topology.embedded.units": 7,
        "governance.templates": False,
    },
    "pairs that build a platform": {"topology.platform.engineers": 0, "topology.embedded.units": 7},
    "a platform team that ships applications": {"topology.platform.application_share": 0.5},
    "a central team beside a platform team": {"topology.central.engineers": 10, "topology.embedded.units": 0},
    "bought at once": {"sequencing.platform_after": 0, "sequencing.bought": True},
    "everything prepared": {
        "sequencing.platform_after": 0,
        "sequencing.mandate": True,
        "sequencing.flexibility": 0.8,
        "readiness.data_standards": True,
        "readiness.evaluation": True,
        "readiness.knowledge_transfer": 1.0,
    },
    "nothing prepared": {
        "sequencing.platform_after": None,
        "governance.templates": False,
        "governance.sandbox": False,
        "governance.audit_trail": False,
        "readiness.commercial_kpi": False,
        "readiness.change_management": False,
        "readiness.enterprise_governance": False,
    },
    "hired in the first year": {"staffing.hires": 4, "staffing.from_week": 20.0},
    "paused, tiered and tuned": {
        "sequencing.pause_after": 2,
        "levers.value_tiers": True,
        "levers.order": ["fine_tuning", "routing", "semantic_cache"],
        "levers.migrate_models_every_weeks": 26.0,
        "cfo.workload_cap_eur": 50_000.0,
    },
    "stopped": {"programme.stop_week": 70.5},
}


def kind_of(card: Card) -> type[int] | type[float]:
    """Whole numbers or fractions; an optional card says which by its type."""
    declared: Any = Scenario
    for key in card.name.split("."):
        declared = declared.model_fields[key].annotation
    return int if declared is int or int in get_args(declared) else float


def values_of(card: Card) -> st.SearchStrategy[Any]:
    """A plausible value, a bound of what is plausible or of what is allowed, or anything allowed."""
    kind = kind_of(card)
    least, most = kind(card.at_least), kind(card.at_most)
    low = least if card.low is None else kind(card.low)
    high = most if card.high is None else kind(card.high)
    return st.one_of(_between(kind, low, high), st.sampled_from([low, high, least, most]), _between(kind, least, most))


def _between(kind: type[int] | type[float], low: float, high: float) -> st.SearchStrategy[Any]:
    return st.integers(int(low), int(high)) if kind is int else st.floats(low, high)


def choices_of(card: Card) -> st.SearchStrategy[Any]:
    """One of its names, or some of them in any order."""
    one = st.sampled_from(card.choices)
    return st.lists(one, unique=True) if isinstance(card.default, tuple) else one


def _accepted(kept: Changes, name: str, value: Any, fixed: Changes) -> Changes:
    """With this change, too, unless it contradicts those before it."""
    changed = {**kept, name: value}
    try:
        scenario_of(changed, fixed)
    except ValidationError:
        return kept
    return changed


@st.composite
def scenarios(draw: st.DrawFn, /, **fixed: Any) -> Scenario:
    """A scenario that its own rules accept; `fixed` has the last word."""
    world = {
        "horizon_weeks": draw(st.sampled_from([4, 60, 104, 156, 200])),
        "opportunities.backlog": draw(st.sampled_from([0, 1, 3, 12])),
        "opportunities.ideas_per_month": draw(st.sampled_from([0.0, 0.9, 4.0])),
        "cfo.threshold_eur": draw(st.sampled_from([0.0, 3e5, 1.2e6, 1e12])),
    }
    kept: Changes = {**BASES[draw(st.sampled_from(sorted(BASES)))], **world}
    for card in draw(st.lists(st.sampled_from(CHOICES), max_size=4, unique_by=lambda card: card.name)):
        kept = _accepted(kept, card.name, draw(choices_of(card)), fixed)
    for card in draw(st.lists(st.sampled_from(WORLD), max_size=6, unique_by=lambda card: card.name)):
        kept = _accepted(kept, card.name, draw(values_of(card)), fixed)
    return scenario_of(kept, fixed)
