"""From simulated days to the cards of the weekly model, and how far the weekly rule is off the simulated bill.

The weekly model knows one kind of call; a stack has three classes. Means are weighted: shares of calls by calls, shares
of money by what the calls would cost without levers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.serving_days import Interval, mean_of
from sim.errors import WorkFailed
from sim.programme.cascade import Cascade
from sim.rules import caching, costs
from sim.scenario.operations import LeverEffects
from sim.scenario.serving import Model, Stack
from sim.scenario.sizes import mean_size
from sim.serving.outcome import Day

SECONDS_PER_WEEK = 604_800.0
MINUTES_PER_WEEK = 10_080.0
MILLION = 1e6
VOLUMES = (("half the volume", 0.5), ("twice the volume", 2.0))
CHECK_DAYS = 3
FEWEST_HITS = 30
_BISECTIONS = 80
_MOST_DISTINCT = 1e9

Simulate = Callable[[Mapping[str, Stack], int], Mapping[str, Sequence[Day]]]


@dataclass(frozen=True)
class Mix:
    """The calls of a week before any lever: how many, what one costs at list price, on which parts of it levers act."""

    calls_per_week: float
    call_eur: float
    input_share: float
    small_price: float
    """What the same calls cost at the small model over what they cost at the large one."""
    repeat_share: float
    exponent: float
    prefix_share: float
    small_share: float
    """Share of money that routing sends to the small model."""
    batch_share: float
    """Share of money that can go to the batch lane."""
    meanings: float
    texts: float


@dataclass(frozen=True)
class Asked:
    """What the cascade asks about a workload's calls."""

    repeat_share: float
    retrieval: bool
    batch: bool


@dataclass(frozen=True)
class Check:
    """The weekly rule beside simulated days that it was not fitted to, or the volume that it was."""

    what: str
    ruled_eur: float
    simulated: Interval

    @property
    def error(self) -> float:
        """How far the rule is above the simulated cost of a useful call, as a share of it."""
        return self.ruled_eur / self.simulated.mean - 1.0


@dataclass(frozen=True)
class Found:
    """One card at what the days say, and how that was found."""

    card: str
    value: float
    how: str


@dataclass(frozen=True)
class Fit:
    """The cards, what the rule makes of them, and how far that is off."""

    mix: Mix
    cards: tuple[Found, ...]
    checks: tuple[Check, ...]
    days: int
    left_out: tuple[str, ...]


def mix_of(stack: Stack, days: Sequence[Day] = ()) -> Mix:
    """What follows from a stack's cards, the classes weighted as in a week, or as they called on these days."""
    called = {name: sum(day.of(name).asked for day in days) for name in stack.callers()}
    weights = {name: called[name] if days else one.per_second for name, one in stack.callers().items()}
    classes = [one for name, one in stack.callers().items() if weights[name] > 0.0]
    if not classes:
        raise WorkFailed("nobody calls: customers, employees and jobs all have per_second 0")
    rates = [float(weight) for weight in weights.values() if weight > 0.0]
    inputs = [mean_size(one.input_tokens) * one.context_times for one in classes]
    outputs = [mean_size(one.output_tokens) for one in classes]
    large = [_call_eur(stack.large, *sizes) for sizes in zip(inputs, outputs, strict=True)]
    small = [_call_eur(stack.small, *sizes) for sizes in zip(inputs, outputs, strict=True)]
    money = [rate * price for rate, price in zip(rates, large, strict=True)]
    if sum(money) <= 0.0:
        raise WorkFailed("large.input_eur and large.output_eur bill nothing, so there is no price of a call to fit")
    read = [rate * size * stack.large.input_eur / MILLION for rate, size in zip(rates, inputs, strict=True)]
    repeats = [rate * one.repeat_share for rate, one in zip(rates, classes, strict=True)]
    return Mix(
        calls_per_week=sum(one.per_second for one in classes) * SECONDS_PER_WEEK,
        call_eur=sum(money) / sum(rates),
        input_share=sum(read) / sum(money),
        small_price=sum(rate * price for rate, price in zip(rates, small, strict=True)) / sum(money),
        repeat_share=sum(repeats) / sum(rates),
        exponent=_weighted([one.popularity_exponent for one in classes], repeats, rates),
        prefix_share=_weighted([one.prefix_share for one in classes], read, rates),
        small_share=_weighted([_to_small(stack, one.simple_share, one.value_eur) for one in classes], money, rates),
        batch_share=_weighted([one.batch_share for one in classes], money, rates),
        meanings=_weighted([float(one.distinct_meanings) for one in classes], repeats, rates),
        texts=_weighted([float(one.distinct_texts) for one in classes], repeats, rates),
    )


def _call_eur(model: Model, input_tokens: float, output_tokens: float) -> float:
    return (input_tokens * model.input_eur + output_tokens * model.output_eur) / MILLION


def _weighted(values: Sequence[float], weights: Sequence[float], otherwise: Sequence[float]) -> float:
    """A weighted mean; where nothing has weight, by how often the classes call."""
    chosen = weights if sum(weights) > 0.0 else otherwise
    return sum(value * weight for value, weight in zip(values, chosen, strict=True)) / sum(chosen)


def _to_small(stack: Stack, simple_share: float, value_eur: float) -> float:
    """Simple calls, hard ones that are misjudged, and what value tiers add."""
    hard = 1.0 - simple_share
    sent = simple_share + hard * stack.router.misjudged_share
    if stack.router.value_tiers and value_eur < stack.router.tier_value_eur:
        sent += (1.0 - sent) * stack.router.tier_extra_share
    return sent


def levers_of(stack: Stack) -> frozenset[str]:
    """The levers that a stack has pulled, as the weekly model calls them."""
    pulled = {
        "exact_cache": stack.cache.exact,
        "semantic_cache": stack.cache.semantic,
        "prefix_cache": stack.cache.prefix,
        "routing": stack.router.routes,
        "hygiene": stack.gateway.trim_share > 0.0,
        "batch": any(one.batch_share > 0.0 for one in stack.callers().values()),
    }
    return frozenset(name for name, on in pulled.items() if on)


def effects_of(stack: Stack, mix: Mix) -> LeverEffects:
    """The weekly cards as the stack's own say, before anything is simulated."""
    return LeverEffects(
        repeat_share=mix.repeat_share,
        distinct_meanings=mix.meanings,
        distinct_texts=mix.texts,
        popularity_exponent=mix.exponent,
        cache_entries=float(stack.cache.entries),
        cache_weeks=min(5_200.0, max(1e-4, stack.cache.minutes / MINUTES_PER_WEEK)),
        cached_call_cost=min(1.0, stack.cache.hit_eur / mix.call_eur),
        wrong_answer_share=stack.cache.wrong_share,
        input_share=mix.input_share,
        prefix_share=mix.prefix_share,
        agent_prefix_share=mix.prefix_share,
        prefix_price=stack.large.cached_input_price,
        prefix_minutes=stack.cache.prefix_minutes,
        simple_share=mix.small_share,
        small_model_price=min(1.0, mix.small_price),
        batch_price=stack.large.batch_price,
        hygiene_saving=stack.gateway.trim_share * mix.input_share,
    )


def ruled_eur(
    mix: Mix, effects: LeverEffects, levers: frozenset[str], failed_share: float, times: float = 1.0
) -> float:
    """What the weekly rule makes of a useful call; money in the batch lane and money outside it are two workloads."""
    cascade = Cascade(effects)
    calls = mix.calls_per_week * times
    share = mix.batch_share if "batch" in levers else 0.0
    factor = sum(
        part * cascade.factor(Asked(effects.repeat_share, True, batch), levers, calls, effects.simple_share)
        for part, batch in ((1.0 - share, False), (share, True))
        if part > 0.0
    )
    return mix.call_eur * factor * costs.billed_share(failed_share)


# --- fit --------------------------------------------------------------------------------------------------------------


def fit_stack(stack: Stack, days: Sequence[Day], simulate: Simulate) -> Fit:
    """The weekly cards from the days of a stack, held against other volumes and against the stack without levers."""
    mix, levers = mix_of(stack, days), levers_of(stack)
    effects = _fitted(effects_of(stack, mix), mix, levers, days)
    failed = min(0.99, max(0.0, _mean([day.numbers()["wasted_share"] for day in days]) or 0.0))
    replicas = _replica_eur(days)
    priced = _with_replicas(mix, replicas)
    others = {name: stack_at(stack, times) for name, times in VOLUMES} | {"no lever pulled": without_levers(stack)}
    named = {f"check-{number}": one for number, one in enumerate(others.values())}
    simulated = simulate(named, min(CHECK_DAYS, len(days)))
    times = [1.0, *(each for _, each in VOLUMES), 1.0]
    pulled = [levers, *(levers for _ in VOLUMES), frozenset[str]()]
    found = [days, *(simulated[name] for name in named)]
    whats = ["the volume it was fitted to", *others]
    checks = tuple(
        _check(what, ruled_eur(priced, effects, on, failed, each), seen)
        for what, each, on, seen in zip(whats, times, pulled, found, strict=True)
        if any(day.useful for day in seen)
    )
    return Fit(
        mix, tuple(_cards(stack, priced, effects, levers, failed)), checks, len(days), _left_out(stack, replicas)
    )


def stack_at(stack: Stack, times: float) -> Stack:
    """The same stack at another volume."""
    changed = {
        name: one.model_copy(update={"per_second": one.per_second * times}) for name, one in stack.callers().items()
    }
    return Stack.model_validate(stack.model_copy(update=changed).model_dump())


def without_levers(stack: Stack) -> Stack:
    """The same stack with no lever pulled."""
    changed = {name: one.model_copy(update={"batch_share": 0.0}) for name, one in stack.callers().items()}
    return stack.model_copy(
        update={
            **changed,
            "cache": stack.cache.model_copy(update={"exact": False, "semantic": False, "prefix": False}),
            "router": stack.router.model_copy(update={"routes": False, "value_tiers": False}),
            "gateway": stack.gateway.model_copy(update={"trim_share": 0.0}),
        }
    )


def _fitted(effects: LeverEffects, mix: Mix, levers: frozenset[str], days: Sequence[Day]) -> LeverEffects:
    """What was measured in place of what was set: how many questions are asked again, how warm prefixes stay."""
    calls = mix.calls_per_week
    changes: dict[str, float] = {}
    for lever, card, hits in (
        ("exact_cache", "distinct_texts", [one.exact_hits for day in days for one in day.classes]),
        (
            "semantic_cache",
            "distinct_meanings",
            [one.semantic_hits + one.exact_hits for day in days for one in day.classes],
        ),
    ):
        asked = sum(one.asked for day in days for one in day.classes)
        if lever in levers and sum(hits) >= FEWEST_HITS and mix.repeat_share > 0.0:
            changes[card] = _distinct(effects, sum(hits) / asked / mix.repeat_share, calls)
    warm = _mean([day.large.prefix_hit_share for day in days])
    if "prefix_cache" in levers and warm is not None and 0.0 < warm < 1.0:
        reached = 1.0 - sum(_hits(day) for day in days) / max(1, sum(day.asked for day in days))
        routed = effects.simple_share if "routing" in levers else 0.0
        served = calls * reached * (1.0 - routed)
        if served > 0.0:
            changes["prefix_minutes"] = min(MINUTES_PER_WEEK, -math.log1p(-warm) * MINUTES_PER_WEEK / served)
    return effects.model_copy(update=changes)


def _hits(day: Day) -> int:
    return sum(one.exact_hits + one.semantic_hits for one in day.classes)


def _distinct(effects: LeverEffects, share: float, calls: float) -> float:
    """How many different questions make the weekly curve hit as often as the days did: the fewer, the more hits."""
    shape = (effects.popularity_exponent, effects.cache_entries, effects.cache_weeks)
    low, high = 0.0, math.log(_MOST_DISTINCT)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if _curve(math.exp(middle), shape, calls) > share:
            low = middle
        else:
            high = middle
    return math.exp(low)


def _curve(distinct: float, shape: tuple[float, float, float], calls: float) -> float:
    """The rule itself where a whole curve would be dear: it is asked at one volume only."""
    exponent, entries, weeks = shape
    whole = caching.popularity_sum(distinct, exponent)
    characteristic = caching.characteristic_requests(distinct, exponent, entries, whole)
    return caching.hit_share(caching.kept_requests(calls, weeks, characteristic), distinct, exponent, whole)


def _replica_eur(days: Sequence[Day]) -> float:
    """What one's own replicas cost for a call that reaches a model."""
    paid = [day.bill.replicas_busy_eur + day.bill.replicas_idle_eur + day.bill.warm_pool_eur for day in days]
    served = sum(day.large.started + day.small.started for day in days)
    return sum(paid) / served if served else 0.0


def _with_replicas(mix: Mix, replica_eur: float) -> Mix:
    if replica_eur <= 0.0:
        return mix
    whole = mix.call_eur + replica_eur
    return Mix(**{**_values(mix), "call_eur": whole, "input_share": mix.input_share * mix.call_eur / whole})


def _values(mix: Mix) -> dict[str, float]:
    return {name: getattr(mix, name) for name in Mix.__dataclass_fields__}


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def _check(what: str, ruled: float, days: Sequence[Day]) -> Check:
    simulated = mean_of([day.cost_per_useful_eur for day in days])
    assert simulated is not None
    return Check(what, ruled, simulated)


def _cards(stack: Stack, mix: Mix, effects: LeverEffects, levers: frozenset[str], failed: float) -> list[Found]:
    """What goes into the fragment: prices and shares always, what a lever does only where it was pulled."""
    at = "lever_effects"
    found = [
        Found("market.call_price_eur", mix.call_eur, "mean tokens of a call at the large model's list price"
              + (", and its share of replicas" if stack.large.replica_eur_per_hour > 0.0 else "")),
        Found("traffic.failed_share", failed, "share of the bill that led to no useful answer"),
        Found(f"{at}.input_share", effects.input_share, "share of that price which the input makes up"),
        Found(f"{at}.repeat_share", effects.repeat_share, "the stack's own card, weighted by calls"),
        Found(f"{at}.popularity_exponent", effects.popularity_exponent, "the stack's own card, weighted by calls"),
        Found(f"{at}.cache_entries", effects.cache_entries, "the stack's own card"),
        Found(f"{at}.cache_weeks", effects.cache_weeks, "the stack's own card"),
        Found(f"{at}.cached_call_cost", effects.cached_call_cost, "cost of a cached answer over the price of a call"),
    ]  # fmt: skip
    if "exact_cache" in levers:
        found.append(
            Found(
                f"{at}.distinct_texts", effects.distinct_texts, "so that the weekly rule hits as often as the days did"
            )
        )
    if "semantic_cache" in levers:
        found.append(
            Found(
                f"{at}.distinct_meanings",
                effects.distinct_meanings,
                "so that the weekly rule hits as often as the days did",
            )
        )
        found.append(Found(f"{at}.wrong_answer_share", effects.wrong_answer_share, "the stack's own card"))
    if "prefix_cache" in levers:
        found += [
            Found(f"{at}.prefix_share", effects.prefix_share, "the stack's own card, weighted by input"),
            Found(f"{at}.agent_prefix_share", effects.prefix_share, "the same: a stack does not tell agents apart"),
            Found(f"{at}.prefix_price", effects.prefix_price, "the stack's own card"),
            Found(
                f"{at}.prefix_minutes",
                effects.prefix_minutes,
                "so that the weekly rule finds prefixes as warm as they were",
            ),
        ]
    if "routing" in levers:
        found += [
            Found(
                f"{at}.simple_share", effects.simple_share, "share of money that the router sends to the small model"
            ),
            Found(
                f"{at}.small_model_price", effects.small_model_price, "the same calls at the small model's list price"
            ),
        ]
    if "batch" in levers:
        found += [
            Found(f"{at}.batch_price", effects.batch_price, "the stack's own card"),
            Found("opportunities.batch_share", mix.batch_share, "share of money in the batch lane"),
        ]
    if "hygiene" in levers:
        found.append(
            Found(f"{at}.hygiene_saving", effects.hygiene_saving, "trimmed share of the input times its share")
        )
    return found


def _left_out(stack: Stack, replica_eur: float) -> tuple[str, ...]:
    told = [
        "Latency and availability have no card in the weekly model: what waiting does to value is not fitted.",
        "How often a useful call is late or shed counts as failed only as far as it was billed; calls that were lost "
        "without a bill lower the value, not the cost.",
    ]
    if replica_eur > 0.0:
        told.append(
            f"Replicas of one's own cost EUR {replica_eur:.5f} for a call at this volume. The weekly model has a price "
            "a call and no idle capacity: the error at other volumes shows what that leaves out."
        )
    if stack.router.routes:
        told.append("Answers that the small model gets wrong cost trust, for which the weekly model has no card here.")
    return tuple(told)
