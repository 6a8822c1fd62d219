"""The pictures of a fitted log: data against model for each part, as far as the log tells it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.calibration.traffic import TrafficFit
from sim.calibration.traffic_arrivals import HOUR
from sim.calibration.traffic_burst import expected_dispersion
from sim.calibration.traffic_check import LEAST_COMPARED
from sim.calibration.traffic_evidence import rate_words
from sim.calibration.traffic_sizes import Sizes
from sim.calibration.traffic_weeks import Trend, Week
from sim.charts.traffic_arrivals import ArrivalsChart, DispersionChart
from sim.charts.traffic_panels import draw_panels
from sim.charts.traffic_repeats import RepeatsChart
from sim.charts.traffic_sizes import SizePanel, SizesChart
from sim.charts.traffic_weeks import WeekPanel, WeeksChart
from sim.scenario.sizes import SHARES
from sim.verbs.sensitivity_form import Picture

CHARTS_OF = {
    "arrivals": ("arrivals", "dispersion"),
    "sizes": ("token-sizes",),
    "repeats": ("repetition",),
    "weeks": ("weeks",),
}
"""Which pictures belong to which section of the evidence page."""

_SLICES = 60
_POINTS = 120
_HELD_SHARES = tuple(tenth / 10.0 for tenth in range(1, 10))


def pictures_of(fit: TrafficFit) -> list[Picture]:
    """One for each part that was fitted."""
    return [*_arrivals(fit), *_dispersion(fit), *_sizes(fit), *_repeats(fit), *_weeks(fit)]


def _arrivals(fit: TrafficFit) -> Iterator[Picture]:
    profile = fit.whole.profile
    volume = next((check for check in fit.checks if check.what == "requests"), None)
    seen, predicted = (volume.seen, volume.predicted) if volume else (0.0, 0.0)
    per_hour = profile.per_second * HOUR
    rate = rate_words(profile.per_second)
    if profile.hours is None:
        fitted, held, unit = _along(fit)
        chart = ArrivalsChart(rate, False, fitted, held, per_hour, predicted, seen, unit)
    else:
        hours = tuple((float(hour), per_hour * value) for hour, value in enumerate(profile.hours))
        chart = ArrivalsChart(rate, True, hours, _held_hours(fit), per_hour, predicted, seen)
    yield Picture("arrivals", "when requests come, and the held-back part", chart, draw_panels)


def _along(fit: TrafficFit) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...], str]:
    """Requests an hour in slices of a short log, before and after the held-back part begins."""
    requests = fit.requests
    whole = requests.seconds
    edges = np.linspace(requests.start_ns, requests.end_ns, _SLICES + 1).round().astype(np.int64)
    counts = np.diff(np.searchsorted(requests.rows.time_ns, edges))
    unit, size = next(
        (one for one in (("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0)) if whole >= 3 * one[1]),
        ("seconds", 1.0),
    )
    length = max(whole / _SLICES, 1e-9)
    points = [((place + 0.5) * length / size, float(number) / length * HOUR) for place, number in enumerate(counts)]
    before = [edges[place + 1] <= requests.split_ns for place in range(_SLICES)]
    fitted = tuple(point for point, early in zip(points, before, strict=True) if early)
    held = tuple(point for point, early in zip(points, before, strict=True) if not early)
    return fitted, held, f"{unit} since the log's start"


def _held_hours(fit: TrafficFit) -> tuple[tuple[float, float], ...]:
    """Requests an hour of the held-back part by hour of the day, weekdays evened out as the profile has them."""
    calendar, profile = fit.requests.calendar, fit.whole.profile
    later = ~calendar.fitted & (calendar.seconds > 0.0)
    seen = np.bincount(calendar.hour[later], calendar.counts(fit.requests.rows.time_ns)[later], minlength=24)
    expected = np.bincount(calendar.hour[later], profile.expected(calendar, later), minlength=24)
    assert profile.hours is not None
    per_hour = profile.per_second * HOUR
    return tuple(
        (float(hour), per_hour * profile.hours[hour] * seen[hour] / expected[hour])
        for hour in range(24)
        if expected[hour] > 0.0
    )


def _dispersion(fit: TrafficFit) -> Iterator[Picture]:
    curve, burst = fit.whole.dispersion, fit.whole.burst
    if not curve.tested:
        return
    counted = tuple((float(one.seconds), one.dispersion) for one in curve.windows)
    model: tuple[tuple[float, float], ...] = ()
    if burst is not None and burst.burst > 0.0:
        block = float(curve.block_seconds)
        model = tuple(
            (seconds, expected_dispersion(seconds, curve.per_second, burst.burst, burst.burst_seconds, block))
            for seconds, _ in counted
        )
    some = [one for one in fit.held.windows if one.dispersion > 0.0 and one.windows >= LEAST_COMPARED]
    held = tuple((float(one.seconds), one.dispersion) for one in some)
    words = "their clock hour" if curve.block_seconds == HOUR and curve.blocks > 1 else "the part"
    seconds = burst.burst_seconds if burst is not None else 0.0
    shorter = fit.held.block_seconds < curve.block_seconds
    shown = tuple(one for one in counted if one[1] > 0.0)
    if not shown:  # requests at even steps: their counts do not vary at all
        return
    chart = DispersionChart(
        shown, model if len(shown) == len(model) else (), held, curve.rejected, seconds, words, shorter
    )
    yield Picture("dispersion", "how counts vary, against Poisson and the model", chart, draw_panels)


def _sizes(fit: TrafficFit) -> Iterator[Picture]:
    kinds = tuple(_size_panel(kind, one) for kind, one in fit.whole.sizes.items())
    if kinds:
        what = "token sizes against quantiles and the nearest family"
        yield Picture("token-sizes", what, SizesChart(kinds), draw_panels)


def _size_panel(kind: str, one: Sizes) -> SizePanel:
    quantiles = tuple((max(1.0, size), share) for size, share in zip(one.quantiles, SHARES, strict=True))
    family: tuple[tuple[float, float], ...] = ()
    low, high = quantiles[0][0], max(2.0, quantiles[-1][0])
    if one.best is not None:
        sizes = np.geomspace(low, high, _POINTS)
        family = tuple(zip(sizes.tolist(), one.best.share_below(sizes).tolist(), strict=True))
    held: tuple[tuple[float, float], ...] = ()
    if one.held_quantiles:
        held = tuple((max(1.0, one.held_quantiles[SHARES.index(share)]), share) for share in _HELD_SHARES)
    name = "" if one.best is None else one.best.name
    distance = math.nan if one.best is None else one.best.distance
    return SizePanel(kind, quantiles, name, family, distance, held, one.distance, one.mean)


def _repeats(fit: TrafficFit) -> Iterator[Picture]:
    found = fit.whole.repeats
    if found is None or found.popularity is None:
        return
    chart = RepeatsChart(
        found.repeated_share,
        tuple((one.size, one.measured) for one in found.by_requests),
        tuple((one.size, one.rule) for one in found.by_requests),
        tuple((one.size, one.measured) for one in found.by_entries),
        tuple((one.size, one.rule) for one in found.by_entries),
    )
    yield Picture("repetition", "hits that a cache would have had, against the rule", chart, draw_panels)


def _weeks(fit: TrafficFit) -> Iterator[Picture]:
    if fit.volume is None:
        return
    panels = [_week_panel("Calls a week", "Calls", fit.weeks, [week.calls for week in fit.weeks], fit.volume)]
    if fit.tokens is not None:
        told = [week for week in fit.weeks if math.isfinite(week.tokens)]
        panels.append(_week_panel("Tokens a call", "Tokens a call", told, [week.tokens for week in told], fit.tokens))
    yield Picture("weeks", "calls and tokens a call from week to week", WeeksChart(tuple(panels)), draw_panels)


def _week_panel(
    measure: str, noun: str, weeks: list[Week] | tuple[Week, ...], values: list[float], trend: Trend
) -> WeekPanel:
    points = [(week.number + 1.0, value, week.held) for week, value in zip(weeks, values, strict=True)]
    line = tuple((number, trend.at(number - 1.0)) for number, _, _ in points)
    return WeekPanel(
        measure, noun, tuple((x, y) for x, y, held in points if not held), line,
        tuple((x, y) for x, y, held in points if held), trend.per_year, trend.low, trend.high,
    )  # fmt: skip
