"""What the levers leave of a call's price: the cascade of D-LEV-1..D-LEV-5 with the cards of one scenario.

The request level is held against exactly this: `sim serve --fit` and its tests call it as a programme does.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from sim.programme.hit_curve import hit_curve
from sim.rules import caching, costs

if TYPE_CHECKING:
    from sim.scenario.operations import LeverEffects

TUNED = "fine_tuning"


class Calls(Protocol):
    """What the cascade has to know of a workload's calls."""

    @property
    def repeat_share(self) -> float: ...

    @property
    def retrieval(self) -> bool: ...

    @property
    def batch(self) -> bool: ...


class Cascade:
    """The cards of the levers, with the hit curves that follow from them."""

    def __init__(self, effects: LeverEffects) -> None:
        self._effects = effects
        shape = (effects.popularity_exponent, effects.cache_entries, effects.cache_weeks)
        self._by_text = hit_curve(effects.distinct_texts, *shape)
        self._by_meaning = hit_curve(effects.distinct_meanings, *shape)

    def exact_hit(self, calls: Calls, calls_per_week: float) -> float:
        """Share of calls that an exact cache answers at this volume; only calls that can repeat fill and ask it."""
        return calls.repeat_share * self._by_text.at(calls_per_week * calls.repeat_share)

    def semantic_hit(self, calls: Calls, calls_per_week: float) -> float:
        """Share of calls that a semantic cache answers at this volume."""
        return calls.repeat_share * self._by_meaning.at(calls_per_week * calls.repeat_share)

    def factor(self, calls: Calls, levers: Collection[str], calls_per_week: float, small_share: float) -> float:
        """Inference after levers over inference before; `small_share` is what routing sends to the small model."""
        effects = self._effects
        exact = self.exact_hit(calls, calls_per_week) if "exact_cache" in levers else 0.0
        semantic = self.semantic_hit(calls, calls_per_week) if "semantic_cache" in levers else 0.0
        usual_price = effects.tuned_price if TUNED in levers else 1.0
        routed = small_share if "routing" in levers and effects.small_model_price < usual_price else 0.0
        misses = calls_per_week * (1.0 - max(exact, semantic))
        return costs.inference_factor(
            exact,
            semantic,
            effects.cached_call_cost,
            routed,
            effects.small_model_price,
            usual_price,
            self._miss_price(calls, levers, misses, routed, usual_price),
        )

    def _miss_price(
        self, calls: Calls, levers: Collection[str], misses: float, routed: float, usual_price: float
    ) -> float:
        """What the levers that act on every miss leave of its price."""
        effects = self._effects
        price = 1.0
        if "prefix_cache" in levers:
            price = self._prefix_factor(calls, misses, routed, usual_price)
        if "hygiene" in levers:
            price -= self._trimmed(price)
        if "batch" in levers and calls.batch:
            price *= effects.batch_price
        return price

    def _prefix_factor(self, calls: Calls, misses: float, routed: float, usual_price: float) -> float:
        """Only misses keep a provider's prefix warm, each model its own: the fewer it gets, the colder it is."""
        effects = self._effects
        prefix = effects.prefix_share if calls.retrieval else effects.agent_prefix_share
        paid = left = 0.0
        for share, price in ((routed, effects.small_model_price), (1.0 - routed, usual_price)):
            hit = caching.prefix_hit(misses * share, effects.prefix_minutes)
            paid += share * price
            left += share * price * caching.prefix_factor(effects.input_share, prefix, effects.prefix_price, hit)
        return left / paid if paid > 0.0 else 1.0

    def _trimmed(self, price: float) -> float:
        """What trimming saves of the input that is still paid: less where a part of it is cached by the provider."""
        effects = self._effects
        if effects.input_share <= 0.0:
            return 0.0
        return min(1.0, effects.hygiene_saving / effects.input_share) * (price - (1.0 - effects.input_share))
