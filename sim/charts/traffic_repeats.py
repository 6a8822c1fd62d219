"""Repetition of prompts: the hits that a cache would have had, beside those of the weekly rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.charts.longtable import LongRow
from sim.charts.traffic_panels import Curve, Panel, Scale, short
from sim.charts.words import percent

_TICKS = 5
_STEPS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True)
class RepeatsChart:
    """Points are (size, hit share): of answers that stay for so many requests, and of a cache of so many answers."""

    repeated_share: float
    measured: tuple[tuple[float, float], ...]
    rule: tuple[tuple[float, float], ...]
    measured_lru: tuple[tuple[float, float], ...]
    rule_lru: tuple[tuple[float, float], ...]

    @property
    def title(self) -> str:
        """What the largest cache would have answered, and what the rule says of it."""
        size, seen = self.measured_lru[-1]
        off = max(abs(one - two) for (_, one), (_, two) in zip(self.measured_lru, self.rule_lru, strict=True))
        points = max(1, round(100 * off))
        return (
            f"{percent(self.repeated_share)} of prompts repeat an earlier one; a cache of {short(round(size))} answers "
            f"would have hit {percent(seen)}, and the weekly rule is within {points} point{'' if points == 1 else 's'} "
            "at every size"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return (
            "Share of requests that a cache answers, in the second half of the fitted part. The rule: Zipf's "
            "popularity, a share of requests that can repeat, Che's approximation."
        )

    @property
    def notes(self) -> Sequence[str]:
        """How far the log goes."""
        return ["To the right of the last dot the log says nothing: only there is the rule an assumption."]

    @property
    def panels(self) -> Sequence[Panel]:
        """By how long answers stay, and by how many are held."""
        both = (
            ("Answers that stay for a while", "requests since the last one", self.measured, self.rule),
            ("Answers that are pushed out", "answers held (LRU)", self.measured_lru, self.rule_lru),
        )
        top = max([0.01, *(y for _, _, seen, rule in both for _, y in (*seen, *rule))])
        step = next((one for one in _STEPS if top <= _TICKS * one * 1.0001), _STEPS[-1])
        digits = 1 if step < _STEPS[2] else 0
        ticks = tuple((step * number, percent(step * number, digits)) for number in range(_TICKS + 1))
        y = Scale("share of requests", ticks=ticks, least=0.0, most=_TICKS * step)
        return tuple(
            Panel(
                name,
                (
                    Curve("rule", "line: the weekly rule, fitted", "model", "line", rule),
                    Curve("measured", "dots: measured on the log", "seen", "dots", seen),
                ),
                Scale(unit, factors=True),
                y,
            )
            for name, unit, seen, rule in both
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for panel in self.panels:
            yield from panel.rows()
