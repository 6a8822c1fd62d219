"""Token sizes: the log's own quantiles, the nearest of the usual families, and the part that was held back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.charts.longtable import LongRow
from sim.charts.traffic_panels import Curve, Panel, Scale, short
from sim.charts.words import listed, percent

_SHARES = tuple((tenth / 5.0, f"{20 * tenth}%") for tenth in range(6))
_CLOSE = 0.02


@dataclass(frozen=True)
class SizePanel:
    """One kind of tokens: points are (tokens, share of calls that are at most so large)."""

    kind: str
    quantiles: tuple[tuple[float, float], ...]
    family: str
    family_curve: tuple[tuple[float, float], ...]
    family_distance: float
    held: tuple[tuple[float, float], ...]
    held_distance: float
    mean: float


@dataclass(frozen=True)
class SizesChart:
    """A panel for each kind of tokens that the log tells."""

    kinds: tuple[SizePanel, ...]

    @property
    def title(self) -> str:
        """How far the nearest family is, and how far the held-back part."""
        fitted = [one for one in self.kinds if one.family]
        if not fitted:
            return f"Calls have {listed([f'{short(one.mean)} {one.kind} tokens' for one in self.kinds])} on average"
        gaps = listed([f"{percent(one.family_distance)} of calls for {one.kind} ({one.family})" for one in fitted])
        if all(one.family_distance <= _CLOSE for one in fitted):
            head = f"A usual family comes close: off by {gaps}"
        else:
            head = f"No usual family fits token sizes: the nearest is off by {gaps}"
        held = [one for one in self.kinds if one.held]
        if not held:
            return head
        return (
            f"{head}; the held-back fifth is {listed([percent(one.held_distance) for one in held])} from the quantiles"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return (
            "Share of calls with at most so many tokens, on a scale of factors. Off by: the largest difference between "
            "two such shares (Kolmogorov and Smirnov)."
        )

    @property
    def notes(self) -> Sequence[str]:
        """How to read it."""
        return ["A steep piece is a lump: many calls of nearly the same size, such as a system prompt or a limit."]

    @property
    def panels(self) -> Sequence[Panel]:
        """One for each kind."""
        return tuple(_panel(one) for one in self.kinds)

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for panel in self.panels:
            yield from panel.rows()


def _panel(one: SizePanel) -> Panel:
    curves = []
    if one.family_curve:
        curves.append(Curve(one.family, f"dashes: {one.family}, the nearest family", "other", "line", one.family_curve))
    curves.append(Curve("quantiles", "line: quantiles of the first four fifths", "model", "line", one.quantiles))
    if one.held:
        curves.append(Curve("held back", "circles: tenths of the held-back fifth", "held", "dots", one.held))
    xs = [x for x, _ in (*one.quantiles, *one.held)]
    x = Scale(f"{one.kind} tokens a call", factors=True, least=max(1.0, min(xs)), most=max(2.0, *xs))
    return Panel(
        f"{one.kind.capitalize()} tokens", tuple(curves), x, Scale("share of calls", ticks=_SHARES, least=0.0, most=1.0)
    )
