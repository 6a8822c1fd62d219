"""How numbers are written in what people read."""

from __future__ import annotations

THOUSAND = 999.5  # from here on €1k, after rounding
MILLION = 999_500.0
HUNDRED_MILLION = 99_950_000.0
MONTHS_PER_WEEK = 12.0 / 52.0


def euros(amount_eur: float) -> str:
    """€1.4M, €180k, €950."""
    size = abs(amount_eur)
    sign = "-" if amount_eur < 0.0 else ""
    if size >= HUNDRED_MILLION:
        return f"{sign}€{size / 1e6:,.0f}M"
    if size >= MILLION:
        return f"{sign}€{size / 1e6:.1f}M"
    return f"{sign}€{size / 1e3:.0f}k" if size >= THOUSAND else f"{sign}€{size:.0f}"


def times(ratio: float) -> str:
    """3.8 times."""
    return f"{ratio:.1f} times"


def number_of(rank: int) -> str:
    """Use cases are numbered from one for people."""
    return f"use case {rank + 1}"


def capital(text: str) -> str:
    """The first letter large, all others as they are: names keep theirs."""
    return text[:1].upper() + text[1:]


def count(number: int, one: str, many: str) -> str:
    """1 workload, 2 workloads."""
    return f"{number} {one if number == 1 else many}"


def listed(names: list[str]) -> str:
    """a, b and c."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def month(week: float) -> int:
    """Months are counted from one for people."""
    return int(week * MONTHS_PER_WEEK) + 1


def percent(share: float) -> str:
    """38%."""
    return f"{100.0 * share:.0f}%"
