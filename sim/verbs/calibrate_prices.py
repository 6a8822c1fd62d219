"""`sim calibrate prices FILE`: dated cards from a price list or its history; nothing that looks wrong goes unsaid."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path

from sim.calibration.price_cards import MEAN_TOKENS, Choice, rate_to_eur
from sim.calibration.price_columns import TO_MILLION
from sim.calibration.price_decline import Decline, day_number
from sim.calibration.price_evidence import CALL_CHART, STEPS_CHART, Weighed, evidence_of, weighed
from sim.calibration.price_flags import NO_OUTPUT, ZERO, flags_of
from sim.calibration.price_list import Price, PriceList, Tokens, chosen_of
from sim.calibration.price_package import PACKAGE, read_package
from sim.calibration.price_reader import KNOWN, Said, read_prices
from sim.charts.price_of_call import CallChart, PricedModel, draw_call
from sim.charts.price_steps import PriceLine, StepsChart, draw_steps
from sim.errors import InputError
from sim.verbs.arguments import Arguments
from sim.verbs.calibrate_frame import deliver, digest_of, started, the_file
from sim.verbs.calibrate_words import number, show_words, words_of
from sim.verbs.own_words import OwnWords
from sim.verbs.sensitivity_form import Picture

CATALOGUE = Path(__file__).parents[1] / "calibration" / "price_catalogue_2026-11.csv"
"""What is read where no file is named; it lies inside the package so that an installed command finds it."""

KEYS = (
    "model", "small", "input_tokens", "output_tokens", "usd_in_eur", "unit", "currency", "decimal", "as_of", "accept",
    "output",
)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_DECIMALS = {"comma": ",", "point": "."}
_MOST_TOKENS, _MOST_RATE = 1e7, 100.0
_TOKENS_TOLD = "a number of tokens above 0 and at most 10,000,000"


def run(arguments: Arguments) -> int:
    """Read, flag, choose, deliver."""
    began = started()
    own = words_of(arguments, "prices", KEYS)
    if arguments.shows_config:
        return show_words(own)
    prices, digest = _prices(own, began)
    flags = flags_of(prices.entries, read_prices(CATALOGUE, Said()).entries)
    found = weighed(prices, _choice(own, prices, {flag.line for flag in flags}), flags)
    pictures = _pictures(found)
    identity = {"prices": digest, **{key: own.text(key, "") for key in KEYS if own.has(key) and key != "output"}}
    evidence = evidence_of(found, identity, [one.name for one in pictures])
    return deliver(
        arguments, evidence, pictures, _leads_to(arguments, found), output=own.own.get("output"), began=began
    )


def _prices(own: OwnWords, began: datetime) -> tuple[PriceList, str]:
    """The list, and what identifies it: a file, the installed package, or the catalogue of this version."""
    said = _said(own)
    bare = [word for word in own.words if "=" not in word]
    if len(bare) > 1 and bare[1] == PACKAGE and not Path(PACKAGE).exists():
        for key in ("unit", "currency", "decimal"):
            if own.has(key):
                raise InputError(f"{key}: the package {PACKAGE} states it itself; leave it out")
        prices = read_package(said.as_of or began.astimezone(UTC).date().isoformat())
        return prices, f"{prices.source} as of {prices.day}"
    path = the_file(own.words, "prices", "prices.csv") if len(bare) > 1 else CATALOGUE
    digest = digest_of(path)
    return read_prices(path, said), digest


def _said(own: OwnWords) -> Said:
    unit = own.choice("unit", "", tuple(TO_MILLION)) if own.has("unit") else ""
    currency = own.choice("currency", "", KNOWN) if own.has("currency") else ""
    decimal = _DECIMALS[own.choice("decimal", "", tuple(_DECIMALS))] if own.has("decimal") else ""
    as_of = own.text("as_of", "")
    if own.has("as_of") and not _is_day(as_of):
        raise InputError(f"as_of={as_of}: allowed is a day or a month, such as 2026-11-26 or 2026-11")
    return Said(unit, currency, decimal, as_of, _rate(own))


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    year, month, *day = (int(part) for part in text.split("-"))
    try:
        date(year, month, day[0] if day else 1)
    except ValueError:
        return False
    return True


def _rate(own: OwnWords) -> float | None:
    return (
        number(own, "usd_in_eur", 1.0, _MOST_RATE, "what a dollar is in euros, such as 0.9")
        if own.has("usd_in_eur")
        else None
    )


def _choice(own: OwnWords, prices: PriceList, flagged: Collection[int]) -> Choice:
    """The models of the line. Of a list of two without a flag the dearer is the large one; of more nobody can tell."""
    tokens = Tokens(
        number(own, "input_tokens", MEAN_TOKENS.input, _MOST_TOKENS, _TOKENS_TOLD),
        number(own, "output_tokens", MEAN_TOKENS.output, _MOST_TOKENS, _TOKENS_TOLD),
    )
    rate, accepted = _rate(own), own.items("accept")
    for name in accepted:
        chosen_of(prices, name, "accept")
    if own.has("small") and not own.has("model"):
        raise InputError("small: is a share of another model's price; say which one with model=NAME")
    large = chosen_of(prices, own.text("model", ""), "model") if own.has("model") else None
    small = chosen_of(prices, own.text("small", ""), "small") if own.has("small") else None
    if large is None and len(prices.latest) <= 2 and not flagged:  # noqa: PLR2004
        ranked: list[Price] = sorted(prices.latest, key=lambda one: -one.of_call(tokens))
        large, small = ranked[0], ranked[1] if len(ranked) > 1 else None
    if large is not None and large == small:
        raise InputError(f"small={small.model if small else ''}: is the same model; name a cheaper one")
    return Choice(large, small, tokens, rate, accepted)


def _pictures(found: Weighed) -> list[Picture]:
    pictures = [Picture(CALL_CHART, "price of a call by model", _call_chart(found), draw_call)]
    if found.steps:
        pictures.append(Picture(STEPS_CHART, "list prices over time", _steps_chart(found), draw_steps))
    return pictures


def _call_chart(found: Weighed) -> CallChart:
    prices, choice = found.prices, found.choice
    rate = rate_to_eur(prices, choice)
    why = {flag.line: flag.what for flag in reversed(found.flags)}
    roles = {one.line: what for what, one in (("large", choice.large), ("small", choice.small)) if one is not None}
    models = tuple(
        PricedModel(
            one.name,
            1e3 * one.of_call(choice.tokens) * (rate or 1.0),
            roles.get(one.line, ""),
            why.get(one.line, ""),
            why.get(one.line, "") in (NO_OUTPUT, ZERO),
        )
        for one in prices.latest
    )
    currency = prices.currency if rate is None else "EUR"
    return CallChart(models, currency, choice.tokens.input, choice.tokens.output, prices.day)


def _steps_chart(found: Weighed) -> StepsChart:
    flagged, decline = found.flagged_names, found.decline
    lines = tuple(
        PriceLine(one.name, tuple(day_number(day) for day in one.days), one.shares, one.name in flagged)
        for one in found.steps
    )
    told = (decline.per_year, decline.low, decline.high) if isinstance(decline, Decline) else None
    return StepsChart(lines, day_number(found.prices.day), told)


def _leads_to(arguments: Arguments, found: Weighed) -> dict[str, str]:
    """What to type next: a choice where none is made, else the strategies at these prices."""
    if found.choice.large is None:
        fine = [one for one in found.prices.latest if one.line not in found.flagged_lines]
        ranked = sorted(fine, key=lambda one: one.of_call(found.choice.tokens))
        if len(ranked) < 2:  # noqa: PLR2004
            return {}
        large, small = ranked[3 * len(ranked) // 4], ranked[len(ranked) // 4]
        given = [word for word in arguments.given if word not in ("--json", "--quiet", "-q")]
        rate = [] if found.choice.usd_in_eur or found.prices.currency == "EUR" else ["usd_in_eur=0.9"]
        command = shlex.join(["sim", *given, f"model={large.name}", f"small={small.name}", *rate])
        return {"cards for two models, such as a dearer and a cheaper one (your own rate)": command}
    leads = {
        "the strategies at these prices": "sim compare fragment={folder}/fragment.yaml",
        "in plain words": "cat {folder}/evidence.md",
    }
    if found.cards.stack:
        leads["a day of single requests at these prices"] = "sim serve fragment={folder}/stack.yaml"
    return leads
