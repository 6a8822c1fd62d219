"""How much of the variance between programmes is what nobody knows about the cards, and how much is luck."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from sim.charts.longtable import LongRow
from sim.charts.look import HUES, INK, QUIET, drawn, tint
from sim.charts.page import Page
from sim.charts.provenance import Provenance
from sim.charts.strategy_rows import Panel, body_in, panels, write_strategy
from sim.charts.words import count, number_word, percent

_BAR_ROW, _BAR_HIGH, _TEXT_ROW = 0.64, 0.3, 0.27
_PALE = 0.25
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class CardsShare:
    """The cards' share of the variance, cut to 0 to 1; NaN, and `why`, where there is nothing to say."""

    value: float
    low: float
    high: float
    why: str = ""

    @property
    def known(self) -> bool:
        return math.isfinite(self.value)


@dataclass(frozen=True)
class SplitArm:
    """One strategy and its two headlines."""

    label: str
    payoff: CardsShare
    reached: CardsShare


@dataclass(frozen=True)
class SplitChart:
    """Strategies in the order of the chart of worlds."""

    arms: tuple[SplitArm, ...]
    target: int
    worlds: int
    replications: int

    @property
    def title(self) -> str:
        """What the cards bring to the variance of the payoff."""
        known = [arm.payoff for arm in self.arms if arm.payoff.known]
        if not known:
            return "Every programme pays the same, whatever the world and its luck"
        low, high = percent(min(one.value for one in known)), percent(max(one.value for one in known))
        span = low if low == high else f"{low} to {high}"
        sure = f"95% confidence {percent(min(one.low for one in known))} to {percent(max(one.high for one in known))}"
        cards = f"What is not known about the cards makes {span} of the variance of the payoff ({sure})"
        return f"{cards}; luck makes the rest"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return (
            "Variance between single programmes, split into what differs between worlds (the cards) and within a world "
            f"(luck). {count(self.worlds)} worlds, {count(self.replications)} programmes in each."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for arm in self.arms:
            for headline, share in (("payoff", arm.payoff), ("reaches the target", arm.reached)):
                for measure in ("value", "low", "high"):
                    yield LongRow(
                        arm.label, f"{headline}: cards {measure}", value=getattr(share, measure), unit="share"
                    )


@drawn
def draw_split(chart: SplitChart, provenance: Provenance) -> Figure:
    """A bar of a hundred percent for each strategy and headline; the line is how sure the border between both is."""
    note = "Line: 95% confidence of the border between cards and luck, by resampling worlds."
    page = Page(chart, provenance, body_in(len(chart.arms)), [note])
    found = panels(
        page, ("Variance of the payoff", f"Variance of reaching {number_word(chart.target)}"), len(chart.arms)
    )
    for panel in found:
        panel.scaled(0.0, 1.0, _TICKS, [f"{100 * tick:.0f}%" for tick in _TICKS])
    for row, arm in enumerate(chart.arms):
        write_strategy(page, row, arm.label)
        for panel, share in zip(found, (arm.payoff, arm.reached), strict=True):
            _draw(panel, row, share)
    return page.figure


def _draw(panel: Panel, row: int, share: CardsShare) -> None:
    if not share.known:
        panel.text(0.5, row + _BAR_ROW, share.why, QUIET, bold=False)
        return
    middle, hue = row + _BAR_ROW, HUES[0]
    panel.axes.barh(middle, share.value, height=_BAR_HIGH, color=hue.line, linewidth=0, zorder=2)
    panel.axes.barh(
        middle,
        1.0 - share.value,
        left=share.value,
        height=_BAR_HIGH,
        color=tint(hue.line, _PALE),
        linewidth=0,
        zorder=2,
    )
    panel.axes.hlines(middle, share.low, share.high, color="white", linewidth=3.2, zorder=3)
    panel.axes.hlines(middle, share.low, share.high, color=INK, linewidth=1.4, zorder=4)
    for x, words, colour in _labels(share):
        panel.text(x, row + _TEXT_ROW, words, colour)


def _labels(share: CardsShare) -> Sequence[tuple[float, str, str]]:
    """Both parts over their bars, pushed apart to the ends of the panel."""
    return (0.0, f"cards {percent(share.value)}", HUES[0].text), (1.0, f"luck {percent(1.0 - share.value)}", QUIET)
