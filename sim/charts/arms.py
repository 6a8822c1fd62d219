"""What all charts that compare strategies have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from sim.charts.look import MOST_ARMS
from sim.charts.words import count
from sim.errors import InputError

T = TypeVar("T")


def checked(arms: Mapping[str, T]) -> Mapping[str, T]:
    """A chart shows between one and six strategies."""
    if not 1 <= len(arms) <= MOST_ARMS:
        raise InputError(f"a chart compares 1 to {MOST_ARMS} strategies; {len(arms)} were given")
    return arms


def programmes(totals: Sequence[int]) -> str:
    """'2,000 simulated programmes per strategy'."""
    span = count(max(totals)) if len(set(totals)) == 1 else f"{count(min(totals))} to {count(max(totals))}"
    noun = "simulated programme" if max(totals) == 1 else "simulated programmes"
    return f"{span} {noun}{' per strategy' if len(totals) > 1 else ''}"
