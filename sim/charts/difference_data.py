"""The numbers of the chart of differences: each strategy against one of them, future by future, in league order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.league import LeagueRow
from sim.analysis.paired import PairedDifference
from sim.analysis.proportions import LEVEL
from sim.charts.comparison import Runs
from sim.charts.difference_title import PAYOFF, REACHED, difference_title
from sim.charts.evidence import Pairs, duel_between, widening
from sim.charts.longtable import LongRow
from sim.charts.words import capital, name, number_word

MEASURES = (REACHED, PAYOFF)
_UNITS = {REACHED: "share", PAYOFF: "EUR"}


@dataclass(frozen=True)
class Against:
    """The one minus another in one quantity; `clear` where that holds with all pairs of strategies looked at."""

    difference: PairedDifference
    clear: bool

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where there is one to draw: a single future that differs bounds nothing."""
        low, high = self.difference.low, self.difference.high
        return (low, high) if math.isfinite(low) and math.isfinite(high) else None

    @property
    def sign(self) -> int:
        """1 where the one is clearly higher, -1 where it is clearly lower, 0 where nothing is clear."""
        return int(math.copysign(1, self.difference.mean)) if self.clear else 0


@dataclass(frozen=True)
class DifferenceRow:
    """One strategy in the league, and the one minus it; None for the one itself."""

    league: LeagueRow
    against: dict[str, Against] | None

    @property
    def label(self) -> str:
        return self.league.name


@dataclass(frozen=True)
class DifferenceChart:
    """Everything that the chart shows: every strategy in its place, and how `one` differs from it."""

    one: str
    target: int
    rows_shown: tuple[DifferenceRow, ...]
    runs: Runs

    @property
    def others(self) -> tuple[DifferenceRow, ...]:
        """All but the one."""
        return tuple(row for row in self.rows_shown if row.against is not None)

    @property
    def title(self) -> str:
        """How the one does against the others."""
        signs = {measure: [row.against[measure].sign for row in self.others if row.against] for measure in MEASURES}
        first = self.others[0]
        means = {measure: first.against[measure].difference.mean for measure in MEASURES if first.against}
        labels = [row.label for row in self.others]
        return difference_title(self.one, labels, signs, means, self.target, self.runs)

    @property
    def subtitle(self) -> str:
        """What is plotted, over how many futures."""
        return (
            f"{capital(name(self.one))} minus each other strategy, in the same futures "
            f"({self.runs}): the share that reaches {number_word(self.target)}, and the mean payoff. "
            "Thin lines: 95% confidence of the difference. Beside them: in how many paired futures it is better."
        )

    def rows(self) -> Iterator[LongRow]:
        """The league, then the differences with their intervals and what the futures say."""
        for row in self.rows_shown:
            yield from _league_rows(row.league)
        for row in self.others:
            for measure, one in (row.against or {}).items():
                yield from _difference_rows(row.label, measure, one)


def difference_chart(
    one: str, rows: Sequence[LeagueRow], pairs: Mapping[str, Pairs], *, target: int
) -> DifferenceChart:
    """The chart's numbers: `pairs` are the paired differences of each quantity."""
    looks = max(1, len(rows) * (len(rows) - 1) // 2)
    totals = [duel.total for duel in pairs[PAYOFF].values()]
    shown = tuple(DifferenceRow(row, _against(one, row.name, pairs, looks)) for row in rows)
    return DifferenceChart(one, target, shown, Runs(min(totals), max(totals)))


def _against(one: str, other: str, pairs: Mapping[str, Pairs], looks: int) -> dict[str, Against] | None:
    if other == one:
        return None
    duels = {measure: duel_between(one, other, pairs[measure]) for measure in MEASURES}
    return {measure: Against(duel, _clear(duel, looks)) for measure, duel in duels.items() if duel is not None}


def _clear(duel: PairedDifference, looks: int) -> bool:
    """The interval, as wide as so many looks ask for, leaves out zero, and the exact test agrees."""
    tested = duel.chance < (1.0 - LEVEL) / looks
    wide = widening(looks)
    below, above = duel.mean - wide * (duel.mean - duel.low), duel.mean + wide * (duel.high - duel.mean)
    return tested and (below > 0.0 or above < 0.0)


def _league_rows(row: LeagueRow) -> Iterator[LongRow]:
    payoff, rank = row.means[PAYOFF], row.payoff
    yield LongRow(row.name, "place", value=row.place)
    for measure, value, unit in (
        ("mean payoff_eur", payoff.mean, "EUR"),
        ("mean payoff_eur, low", payoff.low, "EUR"),
        ("mean payoff_eur, high", payoff.high, "EUR"),
        ("best", rank.best_share, "share"),
        ("best, low", rank.best_low, "share"),
        ("best, high", rank.best_high, "share"),
        ("regret_eur", rank.regret, "EUR"),
        ("regret_eur, low", rank.regret_low, "EUR"),
        ("regret_eur, high", rank.regret_high, "EUR"),
    ):
        yield LongRow(row.name, measure, value=value, unit=unit)


def _difference_rows(label: str, measure: str, one: Against) -> Iterator[LongRow]:
    duel, unit = one.difference, _UNITS[measure]
    for what, value in (("difference", duel.mean), ("low", duel.low), ("high", duel.high)):
        yield LongRow(label, f"{measure}, {what}", value=value, unit=unit)
    for what, number in (("better", duel.better), ("worse", duel.worse), ("tied", duel.tied)):
        yield LongRow(label, f"{measure}, {what}", value=number, unit="futures")
    if duel.correlation is not None:
        yield LongRow(label, f"{measure}, correlation", value=duel.correlation)
