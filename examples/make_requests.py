"""How requests.csv.gz was made: two working days of the made-up client's gateway, from portfolio.csv.

python examples/make_requests.py FILE.csv.gz

No real request is in it. Volumes and prices follow portfolio.csv (where it has no price, one stands below), hours
follow an office day, prompts repeat by a power law, and a share of each workload's prompts has the same long beginning.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

SEED = 21
FIRST_DAY = datetime(2026, 10, 27, tzinfo=UTC)
DAYS = 2
WORKING_DAYS_A_MONTH = 21.0
EUR_PER_INPUT, EUR_PER_OUTPUT = 2.5e-6, 12.5e-6
FAILED = 0.012
BY_HOUR = np.array([1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 14, 13, 10, 12, 14, 13, 12, 9, 6, 4, 3, 2, 2, 1], float)
PORTFOLIO = Path(__file__).with_name("portfolio.csv")
HEADS = ("time", "workload", "input_tokens", "output_tokens", "prompt_hash", "cached_tokens", "status", "cost_eur")


class Kind(NamedTuple):
    """What portfolio.csv does not say: a price where it has none, and how prompts repeat."""

    price_per_1000_calls: float
    prompts: int
    popularity: float
    shared: float


OTHERS = Kind(12.0, 1_000_000, 0.5, 0.3)
KINDS = {
    "Mail answers": Kind(9.0, 4_000, 1.0, 0.6),
    "Policy questions": Kind(10.0, 900, 1.1, 0.7),
    "Offer drafts": Kind(150.0, 1_000_000, 0.3, 0.1),
}


def requests(rng: np.random.Generator) -> list[tuple[datetime, str, int, int, str, int, str, str]]:
    """Every call, in the order of time."""
    with PORTFOLIO.open(encoding="utf-8", newline="") as file:
        live = [row for row in csv.DictReader(file) if row["status"] == "live"]
    return sorted(call for number, row in enumerate(live) for call in _of_one(row, number, rng))


def _of_one(
    row: dict[str, str], number: int, rng: np.random.Generator
) -> list[tuple[datetime, str, int, int, str, int, str, str]]:
    name, kind = row["name"], KINDS.get(row["name"], OTHERS)
    price = float(row["price_per_1000_calls"] or kind.price_per_1000_calls) / 1_000.0
    calls = int(rng.poisson(DAYS * float(row["calls_per_month"]) / WORKING_DAYS_A_MONTH))
    hours = rng.choice(24, size=calls, p=BY_HOUR / BY_HOUR.sum())
    seconds = rng.integers(0, DAYS, calls) * 86_400 + hours * 3_600 + rng.integers(0, 3_600, calls)
    inputs = _sizes(0.55 * price / EUR_PER_INPUT, 0.5, calls, rng)
    outputs = _sizes(0.45 * price / EUR_PER_OUTPUT, 0.6, calls, rng)
    weights = np.arange(1, kind.prompts + 1) ** -kind.popularity
    prompts = rng.choice(kind.prompts, size=calls, p=weights / weights.sum())
    prefix = 1 + int(0.25 * price / EUR_PER_INPUT)
    cached = np.where(rng.random(calls) < kind.shared, np.minimum(prefix, inputs - 1), 0)
    failed = rng.random(calls) < FAILED
    found = []
    for place in range(calls):
        into, out = int(inputs[place]), 0 if failed[place] else int(outputs[place])
        kept = int(cached[place])
        cost = (into - 0.9 * kept) * EUR_PER_INPUT + out * EUR_PER_OUTPUT
        moment = FIRST_DAY + timedelta(seconds=int(seconds[place]))
        status = "500" if failed[place] else "200"
        found.append((moment, name, into, out, f"{number}{prompts[place]:x}", kept, status, f"{cost:.4f}"))
    return found


def _sizes(mean: float, spread: float, calls: int, rng: np.random.Generator) -> np.ndarray:
    """Lognormal, by mean; at least two tokens."""
    return np.maximum(2, np.rint(rng.lognormal(np.log(mean) - spread**2 / 2, spread, calls))).astype(int)


def text() -> str:
    """The file, unpacked."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    for moment, *rest in requests(np.random.default_rng(SEED)):
        writer.writerow((moment.strftime("%Y-%m-%dT%H:%M:%S"), *rest))
    return out.getvalue()


def main(path: str) -> None:
    """Written with no time inside: the same bytes each time."""
    Path(path).write_bytes(gzip.compress(text().encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
