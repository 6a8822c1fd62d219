"""Strategies side by side, and how they differ in the same futures: each two, or of many each from the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sim.analysis.paired import PairedDifference
from sim.charts.words import MONTHS_PER_WEEK, count, eur, of_hundred
from sim.results import Comparison
from sim.verbs import figures
from sim.verbs.figures import UNKNOWN, Plain, at_n
from sim.verbs.screen import DIM, blocks, cells, heading, paragraph, say, styled, width

Row = tuple[str, Callable[[Plain], str]]
Section = tuple[str, list[Row]]
GAP = 2


def show(numbers: Mapping[str, Plain], seed: int) -> None:
    """Print the strategies side by side, by label; in several tables where one would be too wide."""
    first = next(iter(numbers.values()))
    months = round(first["horizon_weeks"] * MONTHS_PER_WEEK)
    programmes = sorted({one["replications"] for one in numbers.values()})
    each = " to ".join(count(number) for number in programmes)
    say(heading(f"{len(numbers)} strategies, {each} programmes each, over {months} months (seed {seed})"))
    parts = sections(list(numbers.values()))
    for group in _groups(list(numbers), numbers, parts):
        say()
        _show_group(group, numbers, parts)


def _groups(labels: list[str], numbers: Mapping[str, Plain], parts: Sequence[Section]) -> Iterator[list[str]]:
    """As many strategies as fit beside each other."""
    names = max(cells(name) for _, rows in parts for name, _ in rows)
    widest = max(cells(fill(numbers[label])) for label in labels for _, rows in parts for _, fill in rows)
    longest_word = max(cells(word) for label in labels for word in label.split())
    fit = max(1, (width() - names) // (max(widest, longest_word) + GAP))
    for start in range(0, len(labels), fit):
        yield labels[start : start + fit]


def _show_group(labels: Sequence[str], numbers: Mapping[str, Plain], parts: Sequence[Section]) -> None:
    rows = [(name, *(fill(numbers[label]) for label in labels)) for _, part in parts for name, fill in part]
    top, *lines = blocks(["", *labels], rows, fold=(0,))
    say(styled(top, DIM))
    for title, part in parts:
        say(styled(title, DIM))
        for line in lines[: len(part)]:
            say(line)
        del lines[: len(part)]


def sections(all_numbers: Sequence[Plain]) -> list[Section]:
    """The table's parts, top to bottom; a line for every end that any strategy comes to."""
    target = all_numbers[0]["target"]
    found = {name for numbers in all_numbers for name in numbers["outcomes"]}
    ends = sorted(found, key=lambda name: (name != "censored", -_most(all_numbers, name), name))
    return [
        ("How they end (95% confidence)", [_end(name) for name in ends]),
        ("How many have so many live at once", [_reached(n, target) for n in figures.counts(target)]),
        ("Median, in months", [*_medians(target)]),
        ("What the nth workload costs a year to run", [*_costs(target)]),
        ("Money, on average", [*_money()]),
    ]


def _most(all_numbers: Sequence[Plain], outcome: str) -> float:
    return max(float(numbers["outcomes"].get(outcome, {"share": 0.0})["share"]) for numbers in all_numbers)


def _end(name: str) -> Row:
    """An end that did not happen is a count of none, with its interval: the summary leaves it out."""

    def fill(numbers: Plain) -> str:
        one = numbers["outcomes"].get(name)
        return "0%" if one is None else figures.share_cell(one)

    return f"  {figures.outcome_in_words(name)}", fill


def _reached(n: int, target: int) -> Row:
    goal = " (the target)" if n == target else ""
    return f"  {n} live{goal}", lambda numbers: figures.share_cell(at_n(numbers["reached"], n))


def _medians(target: int) -> Iterator[Row]:
    yield "  until the end", lambda numbers: _months(numbers["median_weeks"]["survival"]["median_weeks"])
    for name, label in (
        ("target", f"until {target} are live"),
        ("platform", "until the platform ships"),
        ("first_question", "until finance asks"),
    ):
        yield f"  {label}", lambda numbers, name=name: _months(numbers["median_weeks"][name]["median_weeks"])  # type: ignore[misc]


def _months(weeks: float | None) -> str:
    return UNKNOWN if weeks is None else f"{weeks * MONTHS_PER_WEEK:.1f}"


def _costs(target: int) -> Iterator[Row]:
    for n in figures.cost_counts(target):
        yield f"  {figures.nth(n)}", lambda numbers, n=n: _cost(at_n(numbers["marginal_cost_eur"]["by_n"], n))  # type: ignore[misc]
    after = target + 1
    yield (
        f"  {figures.nth(after)}, the next one*",
        lambda numbers: _cost(at_n(numbers["next_marginal_cost_eur"]["by_n"], after)),
    )
    yield (
        "  first three, on average",
        lambda numbers: figures.money(numbers["marginal_cost_eur"]["first_three_mean_eur"]),
    )


def _cost(row: Plain | None) -> str:
    return UNKNOWN if row is None else figures.money(row["mean_eur"])


def _money() -> Iterator[Row]:
    yield "  true over assumed cost**", lambda numbers: figures.times(numbers["surprise_ratio"]["mean"])
    yield "  run cost a year at the end", lambda numbers: figures.money(numbers["run_rate_eur"]["mean"])
    yield "  payoff: value less cost", lambda numbers: figures.money(numbers["payoff_eur"]["mean"])


# --- differences -----------------------------------------------------------------------------------------------------


MOST_IN_PAIRS = 3
"""Up to so many strategies every pair is shown; six make fifteen pairs, which nobody reads."""


def show_differences(comparison: Comparison) -> None:
    """Print differences future by future: of every pair, or of the best to each other where that would be too many."""
    target = next(iter(comparison.results.values())).scenario.ends.target
    headings = ["", "difference", "95% confidence", "first better", "second better"]
    shown = shown_pairs(comparison)
    say(heading("Differences in the same futures, first minus second"))
    if len(shown) < len(comparison.pairs):
        say(paragraph(_left_out(comparison.labels()[shown[0][0]], target, len(comparison.pairs))))
    rows: list[list[str]] = []
    for first, second in shown:
        rows += [
            _difference(f"  reaches {target}", comparison.difference(first, second, "reached_target"), points),
            _difference("  still standing", comparison.difference(first, second, "standing_at_horizon"), points),
            _difference("  payoff", comparison.difference(first, second, "payoff_eur"), signed_eur),
        ]
    labels = comparison.labels()
    top, *lines = blocks(headings, rows, fold=(0,))
    say(styled(top, DIM))
    for place, (first, second) in enumerate(shown):
        say(styled(paragraph(f"{labels[first]} against {labels[second]}"), DIM))
        for line in lines[3 * place : 3 * place + 3]:
            say(line)


def shown_pairs(comparison: Comparison) -> list[tuple[str, str]]:
    """Which strategies are set against which, by name."""
    if len(comparison.results) <= MOST_IN_PAIRS:
        return [(pair.first, pair.second) for pair in comparison.pairs]
    best = best_of(comparison)
    return [(best, name) for name in comparison.results if name != best]


def best_of(comparison: Comparison) -> str:
    """The strategy that reaches the target most often; among equals the one with the higher payoff."""

    def merit(name: str) -> tuple[float, float]:
        numbers = comparison.results[name].numbers
        return numbers["reached_target"]["share"], numbers["payoff_eur"]["mean"]

    return max(comparison.results, key=merit)


def _left_out(best: str, target: int, pairs: int) -> str:
    return (
        f"Each against {best}, which reaches {target} most often or, among equals, pays off best; "
        f"summary.json has all {pairs} pairs."
    )


def _difference(name: str, one: PairedDifference, shown: Callable[[float], str]) -> list[str]:
    clear = "" if one.clear else " (not clear)"
    return [
        f"{name}{clear}",
        shown(one.mean),
        f"{shown(one.low)} to {shown(one.high)}" if math.isfinite(one.high - one.low) else UNKNOWN,
        of_hundred(one.better, one.total),
        of_hundred(one.worse, one.total),
    ]


def points(difference: float) -> str:
    """A difference of two shares in percentage points."""
    return f"{100 * difference:+.0f} points".replace("-", "−")


def signed_eur(difference: float) -> str:
    """A difference of two amounts."""
    return f"{'+' if difference > 0 else ''}{eur(difference)}"


def footnotes(numbers: Mapping[str, Any]) -> str:
    """What the stars mean."""
    target = next(iter(numbers.values()))["target"]
    return (
        f"* asked at finance's reviews with {target} live, whether or not it ever comes. "
        "** at finance's first question. A dash: too few or no programmes got that far."
    )
