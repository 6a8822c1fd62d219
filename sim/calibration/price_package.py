"""The price list inside the PyPI package genai-prices, where it is installed (the optional extra `prices`)."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from sim.calibration.evidence import Rejected
from sim.calibration.price_list import Price, PriceList
from sim.errors import InputError

PACKAGE = "genai-prices"
INSTALL = 'pip install "twentyfirst[prices]" (or pip install genai-prices)'


def read_package(as_of: str) -> PriceList:
    """Prices as they hold on a day, standard and batch; nothing is fetched from the network."""
    try:
        providers = importlib.import_module("genai_prices.data").providers
        version = importlib.metadata.version(PACKAGE)
    except ImportError as error:
        raise InputError(f"{PACKAGE}: the package is not installed; {INSTALL}, or name a file") from error
    noon = datetime.combine(_day_of(as_of), time(12), tzinfo=UTC)
    try:
        found = [_entry(line, *each, noon) for line, each in enumerate(_models(providers), start=1)]
    except (AttributeError, TypeError) as error:
        raise InputError(f"{PACKAGE} {version}: holds its prices in another form ({error}); name a file") from error
    entries = tuple(one for one in found if one is not None)
    lost = [line for line, one in enumerate(found, start=1) if one is None]
    rejected = (Rejected("has no input price per token", len(lost), lost[0]),) if lost else ()
    told = (
        "Prices are in USD per million tokens, as the package states.",
        f"Prices as of {as_of}; lines are places in the package's list. Where a price depends on the length of the "
        "prompt, that of short prompts is taken.",
    )
    return PriceList(f"{PACKAGE} {version}", entries, "USD", as_of, told, len(found), rejected)


def _day_of(as_of: str) -> Any:
    year, month, *rest = (int(part) for part in as_of.split("-"))
    return datetime(year, month, rest[0] if rest else 1, tzinfo=UTC).date()


def _models(providers: Any) -> Iterator[tuple[str, Any]]:
    for provider in providers:
        for model in provider.models:
            yield provider.id, model


def _entry(line: int, provider: str, model: Any, noon: datetime) -> Price | None:
    standard = model.get_prices(noon, None)
    batched = model.get_prices(noon, {"processing": "batch"})
    listed = _per_million(standard.input_mtok)
    if listed is None:
        return None
    output, batch_input, batch_output = (
        _per_million(standard.output_mtok), _per_million(batched.input_mtok), _per_million(batched.output_mtok),
    )  # fmt: skip
    differs = (batch_input, batch_output) != (listed, output)
    return Price(
        line, provider, model.id, listed, output, _per_million(standard.cache_read_mtok),
        batch_input if differs else None, batch_output if differs else None, "", _note(standard),
    )  # fmt: skip


def _per_million(price: Any) -> float | None:
    """A price as a number; of a price in tiers the first."""
    base = getattr(price, "base", price)
    return None if base is None else float(base)


def _note(prices: Any) -> str:
    return "dearer beyond some prompt length" if hasattr(prices.input_mtok, "base") else ""
