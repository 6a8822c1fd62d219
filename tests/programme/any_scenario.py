"""Arbitrary scenarios for property tests: any policy, any head-count, several cards anywhere inside their limits."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from sim.scenario import Card, Scenario, all_cards
from tests.programme.worlds import POLICIES, scenario_of

# So many ideas, or so long a horizon, that one example would take minutes; the extremes have tests of their own.
SLOW = {"horizon_weeks", "opportunities.backlog", "opportunities.ideas_per_month", "topology.embedded.units"}
WORLD = tuple(
    card
    for card in all_cards()
    if card.kind != "run" and not card.choices and card.at_most is not None and card.name not in SLOW
)


def values_of(card: Card) -> st.SearchStrategy[Any]:
    """A plausible value, a bound of what is plausible or of what is allowed, or anything allowed."""
    kind = int if isinstance(card.default, int) else float
    least, most = kind(card.at_least), kind(card.at_most)
    low = least if card.low is None else kind(card.low)
    high = most if card.high is None else kind(card.high)
    return st.one_of(_between(kind, low, high), st.sampled_from([low, high, least, most]), _between(kind, least, most))


def _between(kind: type[int] | type[float], low: float, high: float) -> st.SearchStrategy[Any]:
    return st.integers(int(low), int(high)) if kind is int else st.floats(low, high)


@st.composite
def scenarios(draw: st.DrawFn, /, **fixed: Any) -> Scenario:
    """A scenario that its own rules accept; `fixed` has the last word."""
    changed = draw(st.lists(st.sampled_from(WORLD), max_size=6, unique_by=lambda card: card.name))
    changes = {card.name: draw(values_of(card)) for card in changed}
    world = {
        "horizon_weeks": draw(st.sampled_from([4, 60, 104, 156, 200])),
        "opportunities.backlog": draw(st.sampled_from([0, 1, 3, 12])),
        "opportunities.ideas_per_month": draw(st.sampled_from([0.0, 0.9, 4.0])),
        "cfo.threshold_eur": draw(st.sampled_from([0.0, 3e5, 1.2e6, 1e12])),
    }
    policy = draw(st.sampled_from(sorted(POLICIES)))
    try:
        return scenario_of(POLICIES[policy], world, changes, fixed)
    except ValidationError:
        return scenario_of(POLICIES[policy], world, fixed)
