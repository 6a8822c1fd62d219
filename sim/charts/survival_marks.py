"""What survival looks like in a panel, whether one holds all strategies or each has its own."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from sim.charts.lettering import font, width_in
from sim.charts.lines import Frame, band, steps
from sim.charts.look import AXIS, SMALL, Hue, tint
from sim.charts.page import Page, base_line, x_ticks, y_grid
from sim.charts.survival_data import SurvivalArm, SurvivalChart
from sim.charts.words import months

_PALE = 0.42
_BESIDE_IN = 0.06
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)


def panel(page: Page, frame: Frame, chart: SurvivalChart, ticks: Sequence[int], *, first_in_row: bool = True) -> Axes:
    """Months to the right, shares up, half of them marked; the shares are written in the first panel of a row."""
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    axes.set_xlim(0, chart.horizon_months)
    axes.set_ylim(0, 1)
    y_grid(axes, _QUARTERS, [f"{share:.0%}" if first_in_row else "" for share in _QUARTERS])
    base_line(axes)
    x_ticks(axes, ticks, [str(tick) for tick in ticks])
    axes.axhline(0.5, color=AXIS, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)
    return axes


def draw_arm(axes: Axes, arm: SurvivalArm, hue: Hue, *, banded: bool) -> None:
    """The band, then the line: in full up to where few are left, pale from there."""
    if banded:
        band(axes, arm.months, arm.low, arm.high, hue)
    turn = arm.pale_from_month
    if turn is None:
        steps(axes, arm.months, arm.share, hue)
    else:
        first = next(index for index, month in enumerate(arm.months) if month >= turn)
        steps(axes, arm.months[: first + 1], arm.share[: first + 1], hue)
        pale = Hue(tint(hue.line, _PALE), hue.text, hue.dash)
        steps(axes, arm.months[first:], arm.share[first:], pale, width=1.6)
    for mark in arm.censored:
        axes.vlines(mark.month, mark.share, min(1.0, mark.share + 0.022), color=hue.line, linewidth=1.0, zorder=3)


def drop_line(axes: Axes, month: float, hue: Hue) -> None:
    """A dot where half are gone and a dotted line down to the axis."""
    axes.plot([month, month], [0, 0.5], color=hue.line, linewidth=1.1, linestyle=(0, (1, 1.6)), zorder=2)
    axes.plot([month], [0.5], "o", markersize=6.5, color=hue.line, markeredgecolor="white", zorder=4)


def median_span(month: float, frame: Frame, horizon: float) -> tuple[float, float]:
    """Left and right end of a median's text in inches from the panel's left: left of its line where there is room."""
    at, wide = frame.width * month / horizon, width_in(months(month), SMALL, True)
    left = at - wide - _BESIDE_IN
    left = left if left > 0 else at + _BESIDE_IN
    return left, left + wide


def halo_text(axes: Axes, at: tuple[float, float], text: str, hue: Hue) -> None:
    """Text inside the panel, kept readable where a line runs behind it."""
    axes.text(
        *at,
        text,
        transform=axes.transAxes,
        fontproperties=font(SMALL, True),
        color=hue.text,
        va="bottom",
        path_effects=[withStroke(linewidth=2.4, foreground="white")],
        zorder=5,
    )


def notes(chart: SurvivalChart) -> list[str]:
    """How to read what is pale, and what small ticks are."""
    found = []
    if any(arm.pale_from_month is not None for arm in chart.arms):
        found.append("Pale line: fewer than one programme in ten left to watch.")
    if any(arm.censored for arm in chart.arms):
        found.append("Small ticks: programmes still standing when their observation stopped.")
    return found
