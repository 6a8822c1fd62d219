"""From a price list to cards: what a call costs, and what small model, cached input and batch cost beside it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from sim.calibration.evidence import Fitted
from sim.calibration.price_decline import Decline
from sim.calibration.price_list import Flag, Price, PriceList, Tokens
from sim.errors import InputError

MEAN_TOKENS = Tokens(1_155.0, 211.0)
"""Means of one hour of a conversation service: data/azure2023/tokens_conv.csv."""
DEAREST_CALL_EUR, DEAREST_MILLION_EUR = 10.0, 10_000.0
"""What the cards take at most."""


@dataclass(frozen=True)
class Choice:
    """What the cards are to stand for: the models, an average call, and the price of a dollar."""

    large: Price | None
    small: Price | None
    tokens: Tokens
    usd_in_eur: float | None
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cards:
    """Cards of the weekly model and of the request level, and what could not be said."""

    fitted: tuple[Fitted, ...]
    stack: tuple[Fitted, ...]
    left_out: tuple[str, ...]


def refuse_flagged(prices: PriceList, choice: Choice, flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """The flags of the chosen models; InputError unless each such model is accepted by name."""
    chosen = [one for one in (choice.large, choice.small) if one is not None]
    on_them = [flag for flag in flags if flag.line in {one.line for one in chosen}]
    accepted = {name.casefold() for name in choice.accepted}
    for one in chosen:
        own = [flag for flag in on_them if flag.line == one.line]
        if own and not {one.name.casefold(), one.model.casefold()} & accepted:
            told = "; ".join(f"{flag.what}: found {flag.found}, expected {flag.expected}" for flag in own)
            raise InputError(
                f"{prices.source}, line {one.line}: {one.name} is flagged ({told}); choose another model, mend the "
                f"file, or say {shlex.quote(f'accept={one.name}')} to use it as it stands"
            )
    return tuple(on_them)


def cards_of(prices: PriceList, choice: Choice, decline: Decline | str | None) -> Cards:
    """Every card that the list has a number for."""
    fitted: list[Fitted] = []
    left_out: list[str] = []
    stack: list[Fitted] = []
    large, small = choice.large, choice.small
    if large is None:
        left_out.append(
            "lever_effects.* and market.call_price_eur: a price list does not say which model you use; say model=NAME "
            "and small=NAME"
        )
    else:
        fitted += _of_large(large, choice, left_out)
        fitted += _price_in_eur(prices, large, choice, left_out)
        fitted += _of_small(large, small, choice.tokens, left_out)
        stack = _stack(prices, choice)
    fitted += _decline(decline, left_out)
    left_out.append(
        "market.quality_decline_per_year: how fast the price of constant quality falls needs a measure of quality for "
        "each model, which a price list does not have"
    )
    return Cards(tuple(fitted), tuple(stack), tuple(left_out))


def rate_to_eur(prices: PriceList, choice: Choice) -> float | None:
    """What one unit of the list's currency is in euros."""
    return 1.0 if prices.currency == "EUR" else choice.usd_in_eur


def _of_large(large: Price, choice: Choice, left_out: list[str]) -> list[Fitted]:
    tokens, call = choice.tokens, large.of_call(choice.tokens)
    if call <= 0.0:
        left_out.append(f"lever_effects.*: a call of {large.name} costs nothing, so there is no share of it")
        return []
    found = [
        Fitted(
            "lever_effects.input_share", tokens.input * large.input / (call * 1e6),
            f"input's part of a call of {large.name}{_dated(large)}", 1, "share",
        )
    ]  # fmt: skip
    if large.cached is None:
        left_out.append(f"lever_effects.prefix_price: the list has no price of cached input for {large.name}")
    elif large.input > 0.0:
        found.append(_share("lever_effects.prefix_price", large.cached / large.input, "cached input over input", large))
    batched = large.of_batched_call(tokens)
    if batched is None:
        left_out.append(f"lever_effects.batch_price: the list has no batch price for {large.name}")
    else:
        found.append(_share("lever_effects.batch_price", batched / call, "a batched call over a call at list", large))
    return [one for one in found if _within(one, 1.0, left_out)]


def _price_in_eur(prices: PriceList, large: Price, choice: Choice, left_out: list[str]) -> list[Fitted]:
    rate = rate_to_eur(prices, choice)
    if rate is None:
        left_out.append(
            "market.call_price_eur and the prices of stack.yaml: the prices are in USD; say what a dollar is in euros "
            "with usd_in_eur=…"
        )
        return []
    tokens = choice.tokens
    at = "" if prices.currency == "EUR" else f", at {rate:g} EUR a dollar"
    size = f"{tokens.input:,.0f} tokens in and {tokens.output:,.0f} out"
    told = f"{size} at the list price of {large.name}{_dated(large)}{at}"
    one = Fitted("market.call_price_eur", large.of_call(tokens) * rate, told, 1, "EUR/call")
    return [one] if _within(one, DEAREST_CALL_EUR, left_out) else []


def _of_small(large: Price, small: Price | None, tokens: Tokens, left_out: list[str]) -> list[Fitted]:
    if small is None:
        left_out.append("lever_effects.small_model_price: say which model is the small one with small=NAME")
        return []
    call = large.of_call(tokens)
    if call <= 0.0:
        return []
    share = small.of_call(tokens) / call
    if share > 1.0:
        left_out.append(
            f"lever_effects.small_model_price: a call of {small.name} costs {share:.3g} times one of {large.name}; "
            "routing to it saves nothing"
        )
        return []
    return [_share("lever_effects.small_model_price", share, f"a call of {small.name} over one of", large)]


def _stack(prices: PriceList, choice: Choice) -> list[Fitted]:
    rate = rate_to_eur(prices, choice)
    found: list[Fitted] = []
    for pool, model in (("large", choice.large), ("small", choice.small)):
        if model is not None:
            found += _of_pool(pool, model, rate)
    kept: list[str] = []
    return [one for one in found if _within(one, DEAREST_MILLION_EUR if one.unit.startswith("EUR") else 1.0, kept)]


def _of_pool(pool: str, model: Price, rate: float | None) -> list[Fitted]:
    """The prices of one pool of the serving stack."""
    found: list[Fitted] = []
    if rate is not None:
        for what, price in (("input", model.input), ("output", model.output)):
            if price is not None:
                told = f"{what} of {model.name}{_dated(model)}"
                found.append(Fitted(f"{pool}.{what}_eur", price * rate, told, 1, "EUR/million tokens"))
    if model.cached is not None and model.input > 0.0:
        share = model.cached / model.input
        found.append(_share(f"{pool}.cached_input_price", share, "cached input over input", model))
    if model.batch_input is not None and model.batch_output is not None and model.input + (model.output or 0.0) > 0.0:
        share = (model.batch_input + model.batch_output) / (model.input + (model.output or 0.0))
        found.append(_share(f"{pool}.batch_price", share, "batch over list", model))
    return found


def _share(card: str, share: float, what: str, model: Price) -> Fitted:
    joined = " " if what.endswith(" of") else ", "
    return Fitted(card, share, f"{what}{joined}{model.name}{_dated(model)}", 1, "share")


def _dated(model: Price) -> str:
    return f" (listed {model.day})" if model.day else ""


def _within(one: Fitted, most: float, left_out: list[str]) -> bool:
    """A card takes no more than it takes: what is beyond is said and left out."""
    if one.value <= most:
        return True
    left_out.append(f"{one.card}: {one.how} gives {one.value:.4g}, and the card takes at most {most:g}")
    return False


def _decline(decline: Decline | str | None, left_out: list[str]) -> list[Fitted]:
    if decline is None:
        left_out.append("market.list_decline_per_year: the list is of one day; a history of prices says how they fall")
        return []
    if isinstance(decline, str):
        left_out.append(f"market.list_decline_per_year: {decline}")
        return []
    told = (
        f"list price of a call of the same model, {decline.models:,} unflagged models watched for {decline.years:,.0f} "
        f"model-years, {decline.changed:,} of them changed"
    )
    if decline.per_year < 0.0:
        left_out.append(
            f"market.list_decline_per_year: list prices rose by {-decline.per_year:.1%} a year; the card knows none "
            "that rise"
        )
        return []
    return [
        Fitted(
            "market.list_decline_per_year",
            decline.per_year,
            told,
            decline.models,
            "share/year",
            decline.low,
            decline.high,
        )
    ]
