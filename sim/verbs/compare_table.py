"""Strategies side by side, and how they differ in the same futures: each two, or of many each from the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sim.analysis.league import LeagueRow
from sim.analysis.paired import PairedDifference
from sim.charts.signed import signed_eur
from sim.charts.signed import signed_points as points
from sim.charts.words import MONTHS_PER_WEEK, eur, of_hundred
from sim.results import Comparison
from sim.verbs import figures
from sim.verbs.figures import UNKNOWN, Plain, at_n
from sim.verbs.screen import DIM, blocks, cells, heading, paragraph, say, styled, width

__all__ = ["footnotes", "points", "show", "show_differences", "show_league", "show_pairs", "shown_pairs", "signed_eur"]

Row = tuple[str, Callable[[Plain], str]]
Section = tuple[str, list[Row]]
GAP = 2


def show(numbers: Mapping[str, Plain], seed: int | str) -> None:
    """Print the strategies side by side, by label; in several tables where one would be too wide."""
    first = next(iter(numbers.values()))
    months = round(first["horizon_weeks"] * MONTHS_PER_WEEK)
    each = figures.programmes([one["replications"] for one in numbers.values()])
    say(heading(f"{len(numbers)} strategies, {each} each, over {months} months (seed {seed})"))
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
        ("How they end (95% confidence)", [*(_end(name) for name in ends), _lasts()]),
        ("How many have so many live at once", [_reached(n, target) for n in figures.counts(target)]),
        ("Median, in months (95% confidence)", [*_medians(target)]),
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


def _lasts() -> Row:
    """The restricted mean: months that a programme stands, of those that it is watched."""

    def fill(numbers: Plain) -> str:
        one = numbers["survival"]["restricted_mean_weeks"]
        return figures.months_cell(one["weeks"], one["low"], one["high"])

    return "  lasts, months on average", fill


def _reached(n: int, target: int) -> Row:
    goal = " (the target)" if n == target else ""
    return f"  {n} live{goal}", lambda numbers: figures.share_cell(at_n(numbers["reached"], n))


def _medians(target: int) -> Iterator[Row]:
    for name, label in (
        ("survival", "until the end"),
        ("target", f"until {target} are live"),
        ("platform", "until the platform ships"),
        ("first_question", "until finance asks"),
    ):
        yield f"  {label}", lambda numbers, name=name: _median(numbers["median_weeks"][name])  # type: ignore[misc]


def _median(one: Plain) -> str:
    return figures.months_cell(one["median_weeks"], one["low"], one["high"])


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


# --- league and differences ------------------------------------------------------------------------------------------


LEAGUE_HEADINGS = ("", "strategy", "mean payoff", "95% confidence", "pays most in", "expected regret")
LEAGUE_NOTE = (
    "Pays most in: the share of futures in which no other pays more, ties split. Expected regret: what the best of "
    "each future pays more, on average."
)
PAIR_HEADINGS = ("", "difference", "95% confidence", "first better", "second better")
MOST_IN_PAIRS = 3
"""Up to so many strategies every pair is shown; six make fifteen pairs, which nobody reads."""


def show_differences(comparison: Comparison) -> None:
    """Print what the strategies say of each other: who pays most, and who differs from whom in the same futures."""
    if not comparison.common_luck:
        say(paragraph(independent(comparison)))
        return
    show_league(comparison)
    say()
    show_pairs(comparison)


def show_league(comparison: Comparison) -> None:
    """Print every strategy in its place by mean payoff."""
    say(heading("League by mean payoff, in the same futures"))
    top, *lines = blocks(LEAGUE_HEADINGS, league_rows(comparison), words=(1,), fold=(1,))
    say(styled(top, DIM))
    for line in lines:
        say(line)
    say(paragraph(LEAGUE_NOTE))


def league_rows(comparison: Comparison) -> list[list[str]]:
    """Place, strategy, and what its place rests on."""
    labels = comparison.labels()
    return [_place(row, labels[row.name]) for row in comparison.league()]


def _place(row: LeagueRow, label: str) -> list[str]:
    payoff, rank = row.means["payoff_eur"], row.payoff
    best = {"share": rank.best_share, "low": rank.best_low, "high": rank.best_high}
    interval = figures.span(payoff.low, payoff.high)
    return [str(row.place), label, figures.money(payoff.mean), interval, figures.share_cell(best), eur(rank.regret)]


def independent(comparison: Comparison) -> str:
    """Without common luck nothing pairs; what is left is a test for independent arms."""
    try:
        found = comparison.log_rank()
    except ValueError as error:
        return f"The seeds differ, so that no future pairs with another. {error}."
    return (
        "The seeds differ, so that no future pairs with another. Do programmes end at the same rate under all of them? "
        f"Log-rank test for independent arms: p = {found.p_value:.2g}."
    )


def show_pairs(comparison: Comparison) -> None:
    """Differences future by future: of every pair, or of the best to each other where that would be too many."""
    shown = shown_pairs(comparison)
    say(heading("Differences in the same futures, first minus second"))
    if told := pairs_left_out(comparison):
        say(paragraph(told))
    rows = [row for first, second in shown for row in pair_rows(comparison, first, second)]
    labels = comparison.labels()
    top, *lines = blocks(PAIR_HEADINGS, rows, fold=(0,))
    say(styled(top, DIM))
    for place, (first, second) in enumerate(shown):
        say(styled(paragraph(f"{labels[first]} against {labels[second]}"), DIM))
        for line in lines[3 * place : 3 * place + 3]:
            say(line)


def pair_rows(comparison: Comparison, first: str, second: str) -> list[list[str]]:
    """The three headlines of one pair."""
    target = next(iter(comparison.results.values())).scenario.ends.target
    return [
        _difference(f"  reaches {target}", comparison.difference(first, second, "reached_target"), points),
        _difference("  still standing", comparison.difference(first, second, "standing_at_horizon"), points),
        _difference("  payoff", comparison.difference(first, second, "payoff_eur"), signed_eur),
    ]


def shown_pairs(comparison: Comparison) -> list[tuple[str, str]]:
    """Which strategies are set against which, by name."""
    if len(comparison.results) <= MOST_IN_PAIRS:
        return [(pair.first, pair.second) for pair in comparison.pairs]
    best = comparison.best()
    return [(best, name) for name in comparison.results if name != best]


def pairs_left_out(comparison: Comparison) -> str:
    """Against whom strategies are set where not every pair is shown; empty where every one is."""
    shown = shown_pairs(comparison)
    if len(shown) == len(comparison.pairs):
        return ""
    best, target = comparison.labels()[shown[0][0]], next(iter(comparison.results.values())).scenario.ends.target
    return (
        f"Each against {best}, which reaches {target} most often or, among equals, pays off best; "
        f"summary.json has all {len(comparison.pairs)} pairs."
    )


def _difference(name: str, one: PairedDifference, shown: Callable[[float], str]) -> list[str]:
    clear = "" if one.clear else " (not clear)"
    return [
        f"{name}{clear}",
        shown(one.mean),
        f"{shown(one.low).split(' ')[0]} to {shown(one.high)}" if math.isfinite(one.high - one.low) else UNKNOWN,
        of_hundred(one.better, one.total),
        of_hundred(one.worse, one.total),
    ]


def footnotes(numbers: Mapping[str, Any]) -> str:
    """What the stars mean."""
    target = next(iter(numbers.values()))["target"]
    return (
        f"* asked at finance's reviews with {target} live, whether or not it ever comes. "
        "** at finance's first question. A dash: too few or no programmes got that far."
    )
