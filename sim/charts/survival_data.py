"""The numbers of the survival chart, taken from the estimated curves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.survival import SurvivalCurve
from sim.analysis.tables import Floats
from sim.charts.arms import checked, programmes
from sim.charts.evidence import Estimate, Pairs
from sim.charts.longtable import LongRow
from sim.charts.look import MOST_COLOURS
from sim.charts.ticks import axis_months, month_ticks
from sim.charts.titles import Standing, survival_title
from sim.charts.words import MONTHS_PER_WEEK

FEW_AT_RISK = 0.10
"""A line goes pale below this share of its programmes."""

_MOST_STEPS = 260
"""A grid of weeks over five years: a step is two pixels, and a picture stays light enough to be pasted."""

_CENSOR_BIN_MONTHS = 3.0
_WIDE_BAND = 0.08


@dataclass(frozen=True)
class Moment:
    """Something that bends the curves, to be written above them."""

    week: float
    text: str


@dataclass(frozen=True)
class CensorMark:
    """Programmes whose observation stopped early, within one bin."""

    month: float
    share: float
    programmes: int


@dataclass(frozen=True)
class SurvivalArm:
    """One strategy: steps in months with their band, and what is written beside and beneath them.

    `left` counts those still standing at each tick; where some are lost from sight, those still watched just before.
    """

    label: str
    total: int
    months: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    at_end: Estimate
    pale_from_month: float | None
    median_months: float | None
    censored: tuple[CensorMark, ...]
    left: tuple[int, ...]

    def band_width(self) -> float:
        """Mean width of the band where it is defined."""
        widths = [high - low for low, high in zip(self.low, self.high, strict=True) if math.isfinite(high - low)]
        return sum(widths) / len(widths) if widths else 0.0


@dataclass(frozen=True)
class SurvivalChart:
    """Everything that the survival chart shows."""

    title: str
    arms: tuple[SurvivalArm, ...]
    horizon_months: float
    ticks: tuple[int, ...]
    moments: tuple[Moment, ...]

    @property
    def in_panels(self) -> bool:
        """More strategies than colours that can be told apart: a panel each."""
        return len(self.arms) > MOST_COLOURS

    @property
    def bars_for_bands(self) -> bool:
        """Never three wide bands over each other: where they are wide, confidence is a bar at the end of the line."""
        return 2 < len(self.arms) <= MOST_COLOURS and any(  # noqa: PLR2004
            arm.band_width() > _WIDE_BAND for arm in self.arms
        )

    @property
    def subtitle(self) -> str:
        """What is plotted, over how many programmes."""
        confidence = "Bars at the right" if self.bars_for_bands else "Shading"
        runs = programmes([arm.total for arm in self.arms])
        return (
            f"Share of programmes still standing, by months since the start. {runs}. "
            f"{confidence}: 95% confidence of the estimate. Dotted: when half are gone."
            f"{' Grey: the other strategies.' if self.in_panels else ''}"
        )

    def rows(self) -> Iterator[LongRow]:
        """Steps and bands, then medians, counts at risk, marks and moments."""
        for arm in self.arms:
            yield from _step_rows(arm)
            yield from _summary_rows(arm, self.ticks, self.horizon_months)
        for moment in self.moments:
            yield LongRow("", "moment", moment.week * MONTHS_PER_WEEK, x_unit="months", text=moment.text)


def _step_rows(arm: SurvivalArm) -> Iterator[LongRow]:
    for measure, values in (("share", arm.share), ("low", arm.low), ("high", arm.high)):
        for month, value in zip(arm.months, values, strict=True):
            yield LongRow(arm.label, measure, month, x_unit="months", value=value, unit="share")


def _summary_rows(arm: SurvivalArm, ticks: Sequence[int], horizon: float) -> Iterator[LongRow]:
    for measure, value in (("end", arm.at_end.value), ("end_low", arm.at_end.low), ("end_high", arm.at_end.high)):
        yield LongRow(arm.label, measure, horizon, x_unit="months", value=value, unit="share")
    if arm.median_months is not None:
        yield LongRow(arm.label, "median", value=arm.median_months, unit="months")
    for tick, programmes_left in zip(ticks, arm.left, strict=True):
        yield LongRow(arm.label, "programmes left", tick, x_unit="months", value=programmes_left, unit="programmes")
    for mark in arm.censored:
        yield LongRow(arm.label, "censored", mark.month, x_unit="months", value=mark.programmes, unit="programmes")


def survival_chart(
    curves: Mapping[str, SurvivalCurve],
    *,
    horizon_weeks: float | None = None,
    pairs: Pairs | None = None,
    moments: Sequence[Moment] = (),
) -> SurvivalChart:
    """The chart's numbers from one curve per strategy; `pairs` are differences of who still stands at the horizon."""
    horizon = horizon_weeks or max(curve.watched_until_weeks for curve in checked(curves).values())
    months = axis_months(horizon * MONTHS_PER_WEEK)
    ticks = month_ticks(months)
    arms = tuple(_arm(label, curve, horizon, ticks) for label, curve in curves.items())
    compared = min(float(_drawn_weeks(curve, horizon)[-1]) for curve in curves.values())
    standing = [_standing(arm, curves[arm.label], compared) for arm in arms]
    title = survival_title(standing, compared * MONTHS_PER_WEEK, pairs)
    return SurvivalChart(title, arms, months, ticks, tuple(moments))


def _arm(label: str, curve: SurvivalCurve, horizon: float, ticks: Sequence[int]) -> SurvivalArm:
    weeks = _drawn_weeks(curve, horizon)
    held = np.searchsorted(curve.weeks, weeks, side="right") - 1
    median = curve.median_weeks()
    last = int(held[-1])
    lost = _censor_marks(curve, float(weeks[-1]))
    left = curve.at_risk_at if lost else curve.standing_after
    return SurvivalArm(
        label=label,
        total=curve.total,
        months=_months(weeks),
        share=tuple(curve.share[held].tolist()),
        low=tuple(curve.low[held].tolist()),
        high=tuple(curve.high[held].tolist()),
        at_end=Estimate(label, float(curve.share[last]), float(curve.low[last]), float(curve.high[last])),
        pale_from_month=_pale_from_month(curve, float(weeks[-1])),
        median_months=None if median is None or median > horizon else median * MONTHS_PER_WEEK,
        censored=lost,
        left=tuple(left(tick / MONTHS_PER_WEEK) for tick in ticks),
    )


def _months(weeks: Floats) -> tuple[float, ...]:
    return tuple((weeks * MONTHS_PER_WEEK).tolist())


def _drawn_weeks(curve: SurvivalCurve, horizon: float) -> Floats:
    """The steps up to the horizon or the last programme seen."""
    end = horizon if curve.share[-1] == 0 else min(horizon, curve.watched_until_weeks)
    return few_steps(curve.weeks, end)


def few_steps(weeks: Floats, end: float) -> Floats:
    """The steps before the end, and the end; thousands of steps become a fine grid."""
    steps = weeks[weeks < end]
    if steps.size > _MOST_STEPS:
        steps = np.linspace(0.0, end, _MOST_STEPS, endpoint=False, dtype=np.float64)
    return np.concatenate((steps, [end]))


def _pale_from_month(curve: SurvivalCurve, end_week: float) -> float | None:
    """From where on fewer than one programme in ten is still watched; the last look itself does not count."""
    following = np.concatenate((curve.at_risk[1:], [0]))
    few = (following < FEW_AT_RISK * curve.total) & (curve.weeks < end_week)
    return float(curve.weeks[int(np.argmax(few))]) * MONTHS_PER_WEEK if few.any() else None


def _censor_marks(curve: SurvivalCurve, end_week: float) -> tuple[CensorMark, ...]:
    """One mark per bin in which observation stopped before the end of the line."""
    weeks, stopped = curve.weeks, curve.censored
    bins = np.floor(weeks * MONTHS_PER_WEEK / _CENSOR_BIN_MONTHS)
    marks = []
    for each in np.unique(bins[(stopped > 0) & (weeks < end_week)]):
        inside = np.flatnonzero((bins == each) & (stopped > 0) & (weeks < end_week))
        last = int(inside[-1])
        at_month = float(weeks[last]) * MONTHS_PER_WEEK
        marks.append(CensorMark(at_month, float(curve.share[last]), int(stopped[inside].sum())))
    return tuple(marks)


def _standing(arm: SurvivalArm, curve: SurvivalCurve, compared_week: float) -> Standing:
    """The strategy at the last week that all of them were watched."""
    median = None
    if arm.median_months is not None:
        low, high = (math.nan if week is None else week * MONTHS_PER_WEEK for week in curve.median_interval)
        median = Estimate(arm.label, arm.median_months, low, high)
    share = Estimate(arm.label, curve.at(compared_week), *curve.band_at(compared_week))
    last_end = float(curve.weeks[int(np.argmin(curve.share))]) * MONTHS_PER_WEEK
    return Standing(arm.total, share, median, last_end if share.value == 0 else None)
