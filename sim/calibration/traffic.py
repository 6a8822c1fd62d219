"""`sim calibrate traffic`: everything that is fitted to a request log."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.calibration.log_reader import Log, whole
from sim.calibration.traffic_arrivals import Dispersion, Profile, counted, dispersion_of, profile_of
from sim.calibration.traffic_burst import Burst, burst_of
from sim.calibration.traffic_check import Check, checks_of
from sim.calibration.traffic_log import FEWEST_ROWS, Requests, requests_of
from sim.calibration.traffic_repeats import Repeats, repeats_of
from sim.calibration.traffic_sizes import Sizes, sizes_of
from sim.calibration.traffic_weeks import Money, Share, Trend, Week, money_of, share_of, trend_of, weeks_of
from sim.errors import InputError, nearest

CLASSES = ("customers", "employees", "jobs")


@dataclass(frozen=True)
class Asked:
    """What the user says beside the log: which class calls, whether duplicates go, what money is worth.

    `classes` maps names of the caller column to classes; a single class stands under ''. `eur_per_unit` is None where
    the log's currency is not known.
    """

    classes: Mapping[str, str] = field(default_factory=lambda: {"": "customers"})
    drop_duplicates: bool = False
    eur_per_unit: float | None = None
    input_price: float | None = None
    output_price: float | None = None


@dataclass(frozen=True)
class CallerFit:
    """Arrivals, sizes and repeats of the requests of one class."""

    name: str
    requests: int
    profile: Profile
    dispersion: Dispersion
    burst: Burst | None
    sizes: Mapping[str, Sizes]
    repeats: Repeats | None
    prefix: Share | None


@dataclass(frozen=True)
class TrafficFit:
    """The whole log, each class of callers, and the check on the held-back part."""

    log: Log
    requests: Requests
    whole: CallerFit
    classes: tuple[CallerFit, ...]
    unplaced: int
    held: Dispersion
    checks: tuple[Check, ...]
    weeks: tuple[Week, ...]
    volume: Trend | None
    tokens: Trend | None
    failed: Share | None
    cost: Money | None
    workloads: int
    rank_correlation: float
    asked: Asked

    @property
    def holds(self) -> bool:
        """Whether every prediction of the held-back part held."""
        return all(check.holds for check in self.checks)


def fit(log: Log, asked: Asked) -> TrafficFit:
    """Read a log to its end and fit its first four fifths."""
    rows = whole(log)
    names: dict[str, list[str]] = {one: found.names for one, found in log.names.items() if one != "status"}
    requests = requests_of(
        rows, names, zone=log.zone, timed=not log.form.elapsed, drop_duplicates=asked.drop_duplicates
    )
    del rows
    if requests.fitted.stop < FEWEST_ROWS:
        raise InputError(
            f"{log.file}: {len(requests.rows):,} usable requests, {requests.fitted.stop:,} of them before the last "
            f"fifth of the time, say too little; a fit takes at least {FEWEST_ROWS} before it"
        )
    everything = _fitted(requests, "")
    weeks = weeks_of(requests, everything.profile)
    fitted = requests.fitted
    rows = requests.rows
    classes, unplaced = _classes(log, requests, everything, asked)
    volume, tokens = _trends(weeks)
    held = dispersion_of(counted(requests, held=True))
    return TrafficFit(
        log, requests, everything, classes, unplaced, held,
        checks_of(requests, everything.profile, everything.burst, held, dict(everything.sizes), everything.repeats),
        weeks, volume, tokens,
        None if rows.failed is None else share_of(rows.failed[fitted]),
        None if rows.cost is None else money_of(rows.cost[fitted]),
        _workloads(requests), _rank_correlation(requests), asked,
    )  # fmt: skip


def _fitted(requests: Requests, name: str) -> CallerFit:
    rows, fitted, held = requests.rows, requests.fitted, requests.held
    arrivals = counted(requests)
    sizes = {}
    for kind, tokens in (("input", rows.input), ("output", rows.output)):
        found = None if tokens is None else sizes_of(tokens[fitted], tokens[held])
        if found is not None:
            sizes[kind] = found
    hashed = rows.hash is not None and bool(rows.hash[fitted].any())
    repeats = repeats_of(rows.hash, fitted.stop) if hashed and rows.hash is not None else None
    return CallerFit(
        name, fitted.stop, profile_of(requests), dispersion_of(arrivals), burst_of(arrivals), sizes, repeats,
        _prefix(requests),
    )  # fmt: skip


def _prefix(requests: Requests) -> Share | None:
    """Share of the input that came from the provider's cache, with the interval of as many calls."""
    rows, fitted = requests.rows, requests.fitted
    if rows.cached is None or rows.input is None:
        return None
    told = (rows.cached[fitted] >= 0) & (rows.input[fitted] > 0)
    if told.sum() < FEWEST_ROWS:
        return None
    cached = np.minimum(rows.cached[fitted][told], rows.input[fitted][told]).astype(np.float64)
    total = rows.input[fitted][told].astype(np.float64)
    share = float(cached.sum() / total.sum())
    error = float(np.sqrt(((cached - share * total) ** 2).sum())) / float(total.sum())
    return Share(share, max(0.0, share - 1.96 * error), min(1.0, share + 1.96 * error), int(told.sum()))


def _classes(log: Log, requests: Requests, everything: CallerFit, asked: Asked) -> tuple[tuple[CallerFit, ...], int]:
    """Each class with its requests; a log whose callers are all of one class is fitted once."""
    if set(asked.classes) == {""}:
        return (_named(everything, asked.classes[""]),), 0
    column = "caller" if requests.rows.caller is not None else "workload"
    codes = getattr(requests.rows, column)
    if codes is None:
        raise InputError(
            f"callers: {log.file} has no column of callers; name it with columns={{caller:NAME}}, or all requests of "
            "one class with callers=customers"
        )
    names = requests.names[column]
    unknown = next((name for name in asked.classes if name not in names), None)
    if unknown is not None:
        known = ", ".join(f"'{name}'" for name in names[:8])
        raise InputError(f"callers: '{unknown}' does not call in {log.file}{nearest(unknown, names)}; it has {known}")
    class_of = np.array([CLASSES.index(asked.classes[name]) if name in asked.classes else -1 for name in names])
    found = []
    for number, one in enumerate(CLASSES):
        mask = class_of[codes] == number
        if mask.any() and mask.sum() >= FEWEST_ROWS:
            part = requests.only(mask)
            if part.fitted.stop >= FEWEST_ROWS:
                found.append(_fitted(part, one))
    return tuple(found), int((class_of[codes] < 0).sum())


def _named(one: CallerFit, name: str) -> CallerFit:
    return CallerFit(
        name, one.requests, one.profile, one.dispersion, one.burst, one.sizes, one.repeats, one.prefix
    )  # fmt: skip


def _trends(weeks: tuple[Week, ...]) -> tuple[Trend | None, Trend | None]:
    """Of calls and of tokens a call, both from the weeks before the held-back part."""
    before = [week for week in weeks if not week.held]
    volume = trend_of([week.number for week in before], [week.calls for week in before])
    told = [week for week in before if math.isfinite(week.tokens)]
    return volume, trend_of([week.number for week in told], [week.tokens for week in told])


def _workloads(requests: Requests) -> int:
    """Different workloads of the fitted part; one where the log does not tell them apart."""
    codes = requests.rows.workload
    return 1 if codes is None else int((np.bincount(codes[requests.fitted]) > 0).sum())


def _rank_correlation(requests: Requests, most: int = 20_000) -> float:
    """Spearman's correlation of input and output on a fixed selection of calls; NaN where one is not told."""
    rows = requests.rows
    if rows.input is None or rows.output is None:
        return math.nan
    some = np.unique(np.linspace(0, requests.fitted.stop - 1, most).round().astype(np.int64))
    inside, outside = rows.input[some], rows.output[some]
    told = (inside >= 0) & (outside >= 0)
    if told.sum() < FEWEST_ROWS or not inside[told].std() or not outside[told].std():
        return math.nan
    return float(np.corrcoef(_ranks(inside[told]), _ranks(outside[told]))[0, 1])


def _ranks(values: np.ndarray[tuple[int], np.dtype[np.int32]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Middle ranks: equal sizes share theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - 0.5 * counts)[inverse]
