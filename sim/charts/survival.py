"""Survival in time: how many programmes still stand, month by month, under each strategy."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import line_in, shortened, width_in, wrap
from sim.charts.lines import EndLabel, Frame, TableRow, aligned_table, end_labels, heading, table_in
from sim.charts.look import HUES, MARKER, QUIET, SMALL, Hue, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, page_in
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.spread import rows
from sim.charts.survival_data import Moment, SurvivalArm, SurvivalChart, survival_chart
from sim.charts.survival_marks import draw_arm, drop_line, halo_text, median_span, notes, panel
from sim.charts.survival_panels import draw_panels
from sim.charts.words import MONTHS_PER_WEEK, count, months, percent

__all__ = ["Moment", "SurvivalArm", "SurvivalChart", "draw_survival", "survival_chart"]

_LEFT_IN = 2.05
_NAMES_IN = _LEFT_IN - MARGIN_IN - 0.42
_BESIDE_IN = 4.65
"""What is left and right of the panel."""

_HEIGHT_IN = 3.55
_LABEL_GAP_IN = 0.34
_BAR_STEP_IN = 0.1
_MOMENT_ROOM_IN = 2.2
_AXIS_IN = 0.36


@drawn
def draw_survival(chart: SurvivalChart, provenance: Provenance) -> Figure:
    """Steps with their confidence, labels at the line ends, medians on the axis, programmes at risk beneath.

    Lines that are too many to be told apart by colour get a panel each.
    """
    if chart.in_panels:
        return draw_panels(chart, provenance)
    hues = HUES[: len(chart.arms)]
    text_left = _LEFT_IN + _panel_in() + _LABEL_GAP_IN + _bars_in(chart)
    labels = [_label(arm, hue, page_in() - MARGIN_IN - text_left) for arm, hue in zip(chart.arms, hues, strict=True)]
    height = max(flat(_HEIGHT_IN), sum(label.height_in for label in labels))
    strip = _strip_in(chart)
    table = [_row(arm, hue) for arm, hue in zip(chart.arms, hues, strict=True)]
    page = Page(chart, provenance, strip + height + _AXIS_IN + table_in(table), notes(chart))
    frame = Frame(_LEFT_IN, page.body_top_in + strip, _panel_in(), height)
    axes = panel(page, frame, chart, chart.ticks)
    for arm, hue in zip(chart.arms, hues, strict=True):
        draw_arm(axes, arm, hue, banded=not chart.bars_for_bands)
    _medians(axes, frame, chart)
    _moments(page, frame, chart)
    _end_bars(page, frame, chart)
    end_labels(page, frame, labels, text_left, frame.right + _bars_in(chart) + 0.04)
    below = frame.bottom + _AXIS_IN
    page.write(frame.right, below, "months since the start", Pen(SMALL, QUIET, align="right"))
    aligned_table(page, frame, below, _table_header(chart), _ticks_in(frame, chart), table)
    return page.figure


def _panel_in() -> float:
    """Width of the panel."""
    return page_in() - _BESIDE_IN


def _bars_in(chart: SurvivalChart) -> float:
    """Room for confidence bars right of the panel."""
    return _BAR_STEP_IN * (len(chart.arms) + 0.5) if chart.bars_for_bands else 0.0


def _ticks_in(frame: Frame, chart: SurvivalChart) -> list[float]:
    return [frame.left + frame.width * tick / chart.horizon_months for tick in chart.ticks]


def _label(arm: SurvivalArm, hue: Hue, room_in: float) -> EndLabel:
    end = arm.at_end
    value = f"{percent(end.value)}  ({percent(end.low)} to {percent(end.high)})"
    return EndLabel(end.value, heading(arm.label, room_in), value, hue)


def _row(arm: SurvivalArm, hue: Hue) -> TableRow:
    return TableRow(
        shortened(heading(arm.label, _NAMES_IN, SMALL), _NAMES_IN, SMALL),
        tuple(count(number) for number in arm.left),
        hue,
    )


def _table_header(chart: SurvivalChart) -> str:
    totals = {arm.total for arm in chart.arms}
    doing = "watched" if any(arm.censored for arm in chart.arms) else "standing"
    return f"Programmes still {doing}{f', of {count(totals.pop())}' if len(totals) == 1 else ''}"


def _medians(axes: Axes, frame: Frame, chart: SurvivalChart) -> None:
    """A dot where half are gone, a dotted line down, and the months in words beside it."""
    known = [
        (arm.median_months, hue) for arm, hue in zip(chart.arms, HUES, strict=False) if arm.median_months is not None
    ]
    known.sort(key=lambda pair: pair[0])
    spans = [median_span(month, frame, chart.horizon_months) for month, _ in known]
    for (month, hue), (left, _), row in zip(known, spans, rows(spans, 0.08), strict=True):
        drop_line(axes, month, hue)
        y = (0.05 + row * line_in(SMALL)) / frame.height
        halo_text(axes, (left / frame.width, y), months(month), hue)


def _end_bars(page: Page, frame: Frame, chart: SurvivalChart) -> None:
    """Confidence at the end as bars beside the panel, where bands would lie over each other."""
    if not chart.bars_for_bands:
        return
    axes = page.axes(frame.right, frame.top, _bars_in(chart), frame.height)
    axes.set_xlim(0, len(chart.arms) + 0.5)
    axes.set_ylim(0, 1)
    for place, (arm, hue) in enumerate(zip(chart.arms, HUES, strict=False), start=1):
        axes.vlines(place, arm.at_end.low, arm.at_end.high, color=tint(hue.line, 0.35), linewidth=4)
        axes.plot([place], [arm.at_end.value], "o", markersize=4, color=hue.line, clip_on=False)


def _moment_lines(moment: Moment) -> tuple[str, ...]:
    return wrap(moment.text, _MOMENT_ROOM_IN, SMALL)


def _moment_spans(chart: SurvivalChart) -> list[tuple[float, float]]:
    """Where the moments' texts lie, in inches from the panel's left, inside the panel."""
    spans = []
    for moment in chart.moments:
        at = _panel_in() * moment.week * MONTHS_PER_WEEK / chart.horizon_months
        wide = max(width_in(line, SMALL) for line in _moment_lines(moment))
        left = min(at, _panel_in() - wide)
        spans.append((left, left + wide))
    return spans


def _strip_in(chart: SurvivalChart) -> float:
    """Height of the strip above the panel in which moments are written."""
    return _row_in(chart) * (1 + max(rows(_moment_spans(chart), 0.12))) + 0.06 if chart.moments else 0.0


def _row_in(chart: SurvivalChart) -> float:
    return max(len(_moment_lines(moment)) for moment in chart.moments) * line_in(SMALL) + 0.03


def _moments(page: Page, frame: Frame, chart: SurvivalChart) -> None:
    """What bends the curves, written above the panel with a hairline down."""
    spans = _moment_spans(chart)
    for moment, (left, _), row in zip(chart.moments, spans, rows(spans, 0.12), strict=True):
        lines = _moment_lines(moment)
        top = page.body_top_in + row * _row_in(chart)
        page.paragraph(frame.left + left, top, lines, Pen(SMALL, QUIET))
        x = frame.left + frame.width * moment.week * MONTHS_PER_WEEK / chart.horizon_months
        page.line((x, x), (top + len(lines) * line_in(SMALL) + 0.02, frame.bottom), MARKER, 0.8)
