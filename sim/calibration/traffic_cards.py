"""What a log says of cards: values for the weekly model and for the request level, and what it cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.calibration.evidence import Fitted, written
from sim.calibration.sheet import shown
from sim.calibration.traffic import CallerFit, TrafficFit
from sim.calibration.traffic_log import DAY_SECONDS
from sim.calibration.traffic_repeats import Repeats
from sim.calibration.traffic_weeks import LEAST_WEEKS, WEEK_SECONDS, Trend
from sim.rules import caching
from sim.scenario.cards import Card
from sim.scenario.serving import stack_cards
from sim.scenario.values import cards_by_name

MOST_ROOM = 1.0
_MOST_NAMED = 5
"""A yearly change is only handed on where its 95% interval is narrower than this: otherwise the log does not say."""

_LEAST_PREFIX_HIT = 0.5
_EUR_DIGITS = 6


@dataclass(frozen=True)
class Said:
    """Values for both levels, and in sentences what is left out."""

    weekly: tuple[Fitted, ...]
    stack: tuple[Fitted, ...]
    left_out: tuple[str, ...]


def said_by(fit: TrafficFit) -> Said:
    """Every card that the log tells; one beyond what the model can compute with is left out."""
    left: list[str] = []
    weekly = list(_within(_weekly(fit, left), cards_by_name(), left))
    stack = list(_within(_stack(fit, left), stack_cards(), left))
    return Said(tuple(weekly), tuple(stack), tuple(left))


def _within(found: Iterator[Fitted], cards: dict[str, Card] | Any, left: list[str]) -> Iterator[Fitted]:
    for one in found:
        known = cards[one.card]
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        low, high = known.at_least, known.at_most
        if any((low is not None and value < low) or (high is not None and value > high) for value in values):
            left.append(f"{one.card}: the log says {written(one.value)}; the model takes {low:g} to {high:g}.")
        else:
            yield replace(one, unit=known.unit)


# --- the weekly model -------------------------------------------------------------------------------------------------


def _weekly(fit: TrafficFit, left: list[str]) -> Iterator[Fitted]:
    yield from _volume(fit, left)
    yield from _changes(fit, left)
    if fit.failed is not None:
        yield Fitted(
            "traffic.failed_share", fit.failed.value, "share of calls whose status says failed", fit.failed.calls,
            low=fit.failed.low, high=fit.failed.high,
        )  # fmt: skip
    else:
        left.append("failed calls: there is no column of status, or it says neither.")
    yield from _repeats_of_the_week(fit, left)
    yield from _prefix_of_the_week(fit, left)
    yield from _money(fit, left)


def _volume(fit: TrafficFit, left: list[str]) -> Iterator[Fitted]:
    profile, workloads = fit.whole.profile, max(1, fit.workloads)
    a_week = profile.per_second * WEEK_SECONDS
    if profile.seconds < DAY_SECONDS * (1.0 - 1e-9):
        left.append(
            f"calls a week: the fitted part covers {profile.seconds / 3_600.0:.1f} hours, less than a day; at its rate "
            f"all week they would be {a_week:,.0f}, but nights and weekends are not in it."
        )
        return
    days = profile.seconds / DAY_SECONDS
    of = f"{workloads} workloads" if workloads > 1 else "the log taken as one workload"
    how = f"mean rate over {days:.1f} days, a week's worth, {of}"
    if profile.weekdays is None:
        how += "; not every weekday was seen"
    yield Fitted("traffic.steady_calls_per_week", a_week / workloads, how, fit.whole.requests)


def _changes(fit: TrafficFit, left: list[str]) -> Iterator[Fitted]:
    volume = fit.volume
    if volume is None:
        before = sum(not week.held for week in fit.weeks)
        left.append(
            f"growth, its noise from week to week, and tokens a call over time: they take {LEAST_WEEKS} whole weeks "
            f"before the held-back part; the log has {before}."
        )
        return
    whose = (
        "of the whole log; one workload's is larger (sim calibrate portfolio)" if fit.workloads > 1 else "of the log"
    )
    yield from _a_year("traffic.growth_per_year", "growth of calls", volume, fit, left)
    yield Fitted(
        "traffic.noise_log_sd", volume.log_sd, f"spread of weekly calls around their trend over {volume.weeks} weeks, "
        f"{whose}", fit.whole.requests,
    )  # fmt: skip
    yield Fitted(
        "traffic.noise_memory", volume.memory, f"its correlation from one week to the next over {volume.weeks} weeks",
        fit.whole.requests, low=volume.memory_low, high=volume.memory_high,
    )  # fmt: skip
    if fit.tokens is not None:
        yield from _a_year("traffic.bloat_per_year", "growth of tokens a call", fit.tokens, fit, left)


def _a_year(card: str, what: str, trend: Trend, fit: TrafficFit, left: list[str]) -> Iterator[Fitted]:
    low, high = trend.low, trend.high
    room = f"{100 * low:+.0f}% to {100 * high:+.0f}% a year"
    if high - low > MOST_ROOM:
        left.append(f"{what}: {trend.weeks} weeks leave everything open from {room}.")
        return
    value = trend.per_year
    how = f"a line through {trend.weeks} whole weeks, in logarithms"
    if card == "traffic.bloat_per_year" and value < 0.0:
        value, how = 0.0, f"tokens a call do not grow over {trend.weeks} weeks ({100 * trend.per_year:+.0f}% a year)"
    yield Fitted(card, value, how, fit.whole.requests, low=low, high=high)


def _repeats_of_the_week(fit: TrafficFit, left: list[str]) -> Iterator[Fitted]:
    repeats = fit.whole.repeats
    if repeats is None:
        left.append("repeats: there are no prompt hashes.")
    elif repeats.popularity is None:
        left.append(
            f"popularity of prompts: {repeats.requests - repeats.distinct:,} of {repeats.requests:,} requests repeat "
            "an earlier prompt, too few for a curve."
        )
    else:
        yield from _popularity("lever_effects", repeats, whole=False)


def _popularity(group: str, repeats: Repeats, *, whole: bool) -> Iterator[Fitted]:
    """`whole` for the request level, whose catalogues are counted in whole questions."""
    found = repeats.popularity
    assert found is not None
    texts: float = int(found.distinct_texts) if whole else found.distinct_texts
    fitted = f"least squares on the hit curve up to {repeats.by_requests[-1].size:,.0f} requests back"
    yield Fitted(
        f"{group}.repeat_share", found.repeat_share, f"{fitted}; exact repeats, by meaning there are at least as many",
        repeats.requests, low=found.repeat_low, high=found.repeat_high,
    )  # fmt: skip
    yield Fitted(
        f"{group}.distinct_texts", texts, f"{fitted}; the smallest catalogue that fits", repeats.requests,
        low=found.texts_low, high=found.texts_high,
    )  # fmt: skip
    usual = cards_by_name()["lever_effects.distinct_meanings"].default
    if texts < usual:
        yield Fitted(f"{group}.distinct_meanings", texts, "there are no more meanings than wordings", repeats.requests)
    yield Fitted(
        f"{group}.popularity_exponent", found.exponent, fitted, repeats.requests,
        low=found.exponent_low, high=found.exponent_high,
    )  # fmt: skip


def _prefix_of_the_week(fit: TrafficFit, left: list[str]) -> Iterator[Fitted]:
    prefix = fit.whole.prefix
    if prefix is None:
        left.append("shared prefixes: there is no column of cached tokens.")
        return
    minutes = float(cards_by_name()["lever_effects.prefix_minutes"].default)
    hit = caching.prefix_hit(fit.whole.profile.per_second * WEEK_SECONDS / max(1, fit.workloads), minutes)
    if hit < _LEAST_PREFIX_HIT or prefix.value / hit > 1.0:
        left.append(
            f"share of the input that is a prefix: {prefix.value:.1%} of the input was cached, but at this volume a "
            f"prefix is still held for {hit:.0%} of calls only, so that the share itself is open."
        )
        return
    how = f"cached share of the input, {prefix.value:.1%}, over the {hit:.0%} of calls whose prefix is still held"
    yield Fitted(
        "lever_effects.prefix_share", prefix.value / hit, how, prefix.calls, low=prefix.low / hit,
        high=min(1.0, prefix.high / hit),
    )  # fmt: skip


def _money(fit: TrafficFit, left: list[str]) -> Iterator[Fitted]:
    cost, eur = fit.cost, fit.asked.eur_per_unit
    if cost is None:
        left.append("price of a call: there is no column of cost.")
    elif eur is None:
        left.append(
            f"price of a call: costs are {cost.mean:.6g} on average, in a currency that the log does not name; say "
            "cost_in=eur, or cost_in=usd usd_in_eur=0.9."
        )
    else:
        rate = "" if eur == 1.0 else f", at {eur:g} EUR"
        yield Fitted(
            "market.call_price_eur", round(cost.mean * eur, _EUR_DIGITS + 3), f"mean cost of a call{rate}", cost.calls,
            low=cost.low * eur, high=cost.high * eur,
        )  # fmt: skip
    inside, outside = fit.whole.sizes.get("input"), fit.whole.sizes.get("output")
    if fit.asked.input_price is not None and fit.asked.output_price is not None and inside and outside:
        first, second = inside.mean * fit.asked.input_price, outside.mean * fit.asked.output_price
        if first + second > 0.0:
            yield Fitted(
                "lever_effects.input_share", first / (first + second), "mean tokens times the prices said",
                min(inside.calls, outside.calls),
            )  # fmt: skip


# --- the request level ------------------------------------------------------------------------------------------------


def _no_sizes(fit: TrafficFit, kind: str) -> str:
    """Why there are none; where no column was taken for them, how to say which one it is."""
    columns = fit.log.columns
    if kind in columns.places:
        return "too few calls tell them"
    named = ", ".join(shown(name) for name in columns.unused[:_MOST_NAMED])
    unused = f"; nothing is taken from {named}: say which one it is with columns={{{kind}:NAME}}" if named else ""
    return f"no column is called like {kind} tokens{unused}"


def _stack(fit: TrafficFit, left: list[str]) -> Iterator[Fitted]:
    if fit.unplaced:
        left.append(
            f"{fit.unplaced:,} requests of callers that callers={{…}} does not name: in no class of stack.yaml."
        )
    for one in fit.classes:
        yield from _arrivals(one, left)
        for kind in ("input", "output"):
            sizes = one.sizes.get(kind)
            if sizes is None:
                left.append(f"{one.name}.{kind}_tokens: {_no_sizes(fit, kind)}.")
            else:
                yield Fitted(
                    f"{one.name}.{kind}_tokens", sizes.quantiles, "quantiles; the largest such that the mean is kept",
                    sizes.calls,
                )  # fmt: skip
        if one.repeats is not None and one.repeats.popularity is not None:
            yield from _popularity(one.name, one.repeats, whole=True)
        if one.prefix is not None:
            yield Fitted(
                f"{one.name}.prefix_share", one.prefix.value, "cached share of the input: what is shared and was held",
                one.prefix.calls, low=one.prefix.low, high=one.prefix.high,
            )  # fmt: skip


def _arrivals(one: CallerFit, left: list[str]) -> Iterator[Fitted]:
    profile = one.profile
    yield Fitted(
        f"{one.name}.per_second", profile.per_second, "requests over the time that the log covers", one.requests
    )
    flat: Sequence[tuple[str, tuple[float, ...] | None, int, str]] = (
        ("hours", profile.hours, 24, "requests by local hour, weekdays evened out"),
        ("weekdays", profile.weekdays, 7, "requests by weekday, hours evened out"),
    )
    for key, values, number, how in flat:
        if values is None:
            left.append(f"{one.name}.{key}: not all of them are in the fitted part; they are set level.")
        yield Fitted(
            f"{one.name}.{key}", tuple(1.0 for _ in range(number)) if values is None else values,
            "level: the log does not tell them" if values is None else how, one.requests,
        )  # fmt: skip
    burst = one.burst
    if burst is None:
        left.append(f"{one.name}.burst: counts in windows are too few, or times too coarse.")
        return
    if burst.burst <= 0.0:
        yield Fitted(f"{one.name}.burst", 0.0, "Poisson is not rejected", one.requests)
        return
    yield Fitted(
        f"{one.name}.burst", burst.burst, "least squares on the dispersion of counts", one.requests,
        low=burst.burst_low, high=burst.burst_high,
    )  # fmt: skip
    yield Fitted(
        f"{one.name}.burst_seconds", max(1.0, burst.burst_seconds), "as burst", one.requests,
        low=burst.seconds_low, high=burst.seconds_high,
    )  # fmt: skip


def finite(value: float) -> float | None:
    """None in place of what is not known."""
    return value if math.isfinite(value) else None
