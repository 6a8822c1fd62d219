"""The evidence page of a price list: how it was read, what was chosen, what looks wrong, how prices moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.calibration.evidence import Evidence, Section
from sim.calibration.price_cards import Cards, Choice, cards_of, rate_to_eur, refuse_flagged
from sim.calibration.price_decline import Decline, Steps, decline_of, steps_of
from sim.calibration.price_flags import KINDS, NO_OUTPUT, ZERO
from sim.calibration.price_list import Flag, Price, PriceList

UNIT_READ = "entries"
CALL_CHART, STEPS_CHART = "price_of_call", "list_prices"
_MOST_ON_PAGE = 25


@dataclass(frozen=True)
class Weighed:
    """A list with its flags, the cards out of it, and its history, where it has one."""

    prices: PriceList
    flags: tuple[Flag, ...]
    choice: Choice
    on_chosen: tuple[Flag, ...]
    cards: Cards
    steps: tuple[Steps, ...] = ()
    decline: Decline | str | None = None

    @property
    def flagged_lines(self) -> frozenset[int]:
        """Lines of entries that are not used silently."""
        return frozenset(flag.line for flag in self.flags)

    @property
    def flagged_names(self) -> frozenset[str]:
        """Models with any flagged entry."""
        return frozenset(flag.name for flag in self.flags)


def weighed(prices: PriceList, choice: Choice, flags: tuple[Flag, ...]) -> Weighed:
    """Refuse flagged choices and take the cards; InputError for a model that is flagged and not accepted."""
    on_chosen = refuse_flagged(prices, choice, flags)
    if not prices.has_history:
        return Weighed(prices, flags, choice, on_chosen, cards_of(prices, choice, None))
    watched_on = len(prices.latest) > 0.5 * len(prices.entries)
    steps = steps_of(prices.entries, choice.tokens, prices.day, watched_on=watched_on)
    decline = decline_of(steps, {flag.name for flag in flags})
    return Weighed(prices, flags, choice, on_chosen, cards_of(prices, choice, decline), steps, decline)


def evidence_of(found: Weighed, identity: dict[str, Any], pictures: Sequence[str]) -> Evidence:
    """Everything for the folder; `pictures` are the names of the charts that are drawn."""
    prices = found.prices
    fine = len(prices.entries) - len(found.flagged_lines)
    tables = {"prices.csv": _prices_table(found)}
    if found.flags:
        tables["flags.csv"] = (("line", "model", "what", "found", "expected"), tuple(_row(one) for one in found.flags))
    return Evidence(
        kind="prices",
        source=f"{prices.source}, prices as of {prices.day}" if prices.day else prices.source,
        finding=finding_of(found),
        unit_read=UNIT_READ,
        read=prices.read,
        used=fine,
        fitted=found.cards.fitted,
        sections=tuple(_sections(found, pictures)),
        identity=identity,
        numbers=_numbers(found),
        rejected=prices.rejected,
        left_out=found.cards.left_out,
        stack=found.cards.stack,
        tables=tables,
    )


def finding_of(found: Weighed) -> str:
    """The first line: the price of a call where a model is chosen, else what the list is good for."""
    large, small, tokens = found.choice.large, found.choice.small, found.choice.tokens
    flagged = len(found.flagged_lines)
    aside = (
        f"; {flagged:,} of {len(found.prices.entries):,} entries are flagged" if flagged else "; no entry is flagged"
    )
    if large is None:
        return f"{len(found.prices.latest):,} models have a price here{aside}"
    rate = rate_to_eur(found.prices, found.choice)
    price = 1e3 * large.of_call(tokens) * (1.0 if rate is None else rate)
    sign = "$" if rate is None else "€"
    text = f"A thousand calls of {large.name} cost {sign}{price:.3g}"
    if small is not None and large.of_call(tokens) > 0.0:
        text += f", of {small.name} {small.of_call(tokens) / large.of_call(tokens):.0%} of that"
    return text + aside


def _sections(found: Weighed, pictures: Sequence[str]) -> list[Section]:
    sections = [Section("How the list was read", found.prices.understood), _chosen(found, pictures)]
    if isinstance(found.decline, Decline):
        sections.append(_history(found.decline, pictures))
    elif isinstance(found.decline, str):
        sections.append(Section("Prices over time", (f"No yearly decline: {found.decline}.",)))
    sections.append(_flagged(found))
    return sections


def _chosen(found: Weighed, pictures: Sequence[str]) -> Section:
    tokens, choice = found.choice.tokens, found.choice
    text = [
        f"A call has {tokens.input:,.0f} tokens of input and {tokens.output:,.0f} of output, and a request is one "
        "call; where a request makes several, give the tokens of all of them (input_tokens, output_tokens)."
    ]
    if choice.usd_in_eur is not None and found.prices.currency != "EUR":
        text.append(f"A dollar is {choice.usd_in_eur:g} EUR, as the line says.")
    for flag in found.on_chosen:
        text.append(
            f"**Used although flagged**, because the line accepts it: {flag.name} (line {flag.line}), {flag.what}: "
            f"found {flag.found}, expected {flag.expected}."
        )
    chosen = [(what, one) for what, one in (("large", choice.large), ("small", choice.small)) if one is not None]
    text += [f"{one.name} is {one.note}." for _, one in chosen if one.note]
    rows = tuple(_chosen_row(what, one, found) for what, one in chosen)
    columns = ("model", "as", "line", "input", "output", "cached", "batch input", "1,000 calls") if rows else ()
    unit = f"Prices in {found.prices.currency} per million tokens."
    charts = (CALL_CHART,) if CALL_CHART in pictures else ()
    return Section("What a call costs", (*text, *([unit] if rows else [])), columns, rows, charts)


def _chosen_row(what: str, one: Price, found: Weighed) -> tuple[str, ...]:
    prices = (one.input, one.output, one.cached, one.batch_input)
    call = 1e3 * one.of_call(found.choice.tokens)
    return (one.name, what, str(one.line), *("" if each is None else f"{each:g}" for each in prices), f"{call:.4g}")


def _history(decline: Decline, pictures: Sequence[str]) -> Section:
    text = (
        f"List prices of the same model fell by {decline.per_year:.1%} a year (95% interval {decline.low:.1%} to "
        f"{decline.high:.1%}, providers drawn again whole: {decline.groups} of them; a model without a provider stands "
        "for itself).",
        f"{decline.models:,} models without a flag, watched for {decline.years:,.1f} model-years in all; "
        f"{decline.changed:,} of them changed. Each model counts for the time it was watched, whether anybody used it "
        "or not.",
        "This is the price of a model in use. New models of the same quality are cheaper; that decline needs a measure "
        "of quality.",
    )
    return Section("Prices over time", text, charts=(STEPS_CHART,) if STEPS_CHART in pictures else ())


def _flagged(found: Weighed) -> Section:
    if not found.flags:
        checks = "; ".join(KINDS.values())
        return Section("What looks wrong", (f"Nothing. Looked for: {checks}.",))
    counted = Counter(flag.what for flag in found.flags)
    told = "; ".join(f"{what} ({KINDS[what]}): {counted[what]:,}" for what in KINDS if what in counted)
    text = [
        f"{told}. A flagged entry is no basis of a card unless the line accepts its model by name.",
    ]
    if len(found.flags) > _MOST_ON_PAGE:
        text.append(f"The first {_MOST_ON_PAGE} of {len(found.flags):,}; all are in `flags.csv`.")
    rows = tuple(_row(flag) for flag in _serious_first(found)[:_MOST_ON_PAGE])
    return Section("What looks wrong", tuple(text), ("line", "model", "what", "found", "expected"), rows)


def _serious_first(found: Weighed) -> list[Flag]:
    """What is likely an error before what is only another kind of model."""
    return sorted(found.flags, key=lambda flag: (flag.what in (NO_OUTPUT, ZERO), flag.line))


def _row(flag: Flag) -> tuple[str, ...]:
    return (str(flag.line), flag.name, flag.what, flag.found, flag.expected)


def _prices_table(found: Weighed) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """The last entry of each model with the price of a thousand calls."""
    columns = (
        "line", "model", "as_of", "input_per_million", "output_per_million", "cached_per_million",
        "batch_input_per_million", "batch_output_per_million", "per_thousand_calls", "currency", "flagged",
    )  # fmt: skip
    flagged = found.flagged_lines
    rows = tuple(
        (
            one.line, one.name, one.day or found.prices.day, one.input, one.output, one.cached, one.batch_input,
            one.batch_output, 1e3 * one.of_call(found.choice.tokens), found.prices.currency,
            "yes" if one.line in flagged else "no",
        )
        for one in found.prices.latest
    )  # fmt: skip
    return columns, rows


def _numbers(found: Weighed) -> dict[str, Any]:
    choice, decline = found.choice, found.decline
    return {
        "as_of": found.prices.day or None,
        "currency": found.prices.currency,
        "understood": list(found.prices.understood),
        "models": len(found.prices.latest),
        "tokens": {"input": choice.tokens.input, "output": choice.tokens.output},
        "usd_in_eur": choice.usd_in_eur,
        "chosen": {
            what: None if one is None else {"model": one.name, "line": one.line, "call": one.of_call(choice.tokens)}
            for what, one in (("large", choice.large), ("small", choice.small))
        },
        "accepted": [
            {"line": flag.line, "model": flag.name, "what": flag.what} for flag in found.on_chosen
        ],
        "flags": [
            {"line": one.line, "model": one.name, "what": one.what, "found": one.found, "expected": one.expected}
            for one in found.flags
        ],
        "decline": None if not isinstance(decline, Decline) else {
            "per_year": decline.per_year, "low": decline.low, "high": decline.high, "models": decline.models,
            "changed": decline.changed, "model_years": decline.years,
        },
    }  # fmt: skip
