"""What the fitted part of a log predicts of its last fifth, and whether it holds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.calibration.log_times import NS
from sim.calibration.traffic_arrivals import Dispersion, Profile
from sim.calibration.traffic_burst import Burst, expected_dispersion
from sim.calibration.traffic_log import FEWEST_ROWS, Requests
from sim.calibration.traffic_repeats import Repeats
from sim.calibration.traffic_sizes import Sizes
from sim.rules.arrivals import dispersion

MOST_VOLUME, MOST_HOURS, MOST_TIMES, MOST_KS, MOST_HIT = 0.15, 0.15, 1.5, 0.05, 0.03
_COMPARED = (10, 60)
_LEAST_HELD = 200
LEAST_COMPARED = 20
_Z95 = 1.96
_KS95 = 1.36
_Z_OF_TENTHS = 2.8  # of ten shares the farthest, in 95 of 100 cases


@dataclass(frozen=True)
class Check:
    """One prediction of the held-back part; `allowed` says how near counts as holding."""

    what: str
    predicted: float
    seen: float
    allowed: str
    holds: bool
    unit: str = ""


def checks_of(
    requests: Requests,
    profile: Profile,
    burst: Burst | None,
    held: Dispersion,
    sizes: dict[str, Sizes],
    repeats: Repeats | None,
) -> tuple[Check, ...]:
    """Every prediction that there is enough of the log for."""
    number = requests.held.stop - requests.held.start
    if number < FEWEST_ROWS:
        return ()
    found = [_volume(requests, profile, burst, number), *_hours(requests, profile), *_dispersions(burst, held)]
    for name, one in sizes.items():
        if one.deciles:
            found += _sizes(name, one)
    if repeats is not None and math.isfinite(repeats.held_rule):
        gap = abs(repeats.held_rule - repeats.held_measured)
        found.append(
            Check(f"repeats within {repeats.held_window:,.0f} requests", repeats.held_rule, repeats.held_measured,
                  f"within {MOST_HIT:g}", gap <= MOST_HIT, "share")
        )  # fmt: skip
    return tuple(found)


def _sizes(name: str, one: Sizes) -> list[Check]:
    """Shares of calls by size; few held-back calls may differ by as much as chance lets them."""
    gap = max(MOST_KS, _KS95 * math.sqrt(1.0 / one.calls + 1.0 / one.held_calls))
    share = max(one.deciles, key=lambda part: abs(part - 0.1))
    room = max(MOST_KS, _Z_OF_TENTHS * math.sqrt(0.1 * 0.9 / one.held_calls))
    allowed = f"{max(0.0, 0.1 - room):.2g} to {0.1 + room:.2g}"
    return [
        Check(f"{name} tokens: largest gap between shares (KS)", 0.0, one.distance, f"up to {gap:.2g}",
              one.distance <= gap, "share"),
        Check(f"{name} tokens: share of the tenth that is farthest off", 0.1, share, allowed,
              abs(share - 0.1) <= room, "share"),
    ]  # fmt: skip


def _volume(requests: Requests, profile: Profile, burst: Burst | None, number: int) -> Check:
    calendar = requests.calendar
    later = ~calendar.fitted & (calendar.seconds > 0.0)
    if later.any():
        predicted = float(profile.expected(calendar, later).sum())
    else:
        predicted = profile.per_second * (requests.end_ns - requests.split_ns) / NS
    allowed = max(MOST_VOLUME, _own_spread(profile, burst, predicted) / max(predicted, 1.0))
    near = abs(predicted - number) <= allowed * predicted
    return Check("requests", predicted, float(number), f"within {allowed:.0%}", near, "requests")


def _own_spread(profile: Profile, burst: Burst | None, expected: float) -> float:
    """By how much the fitted arrivals themselves let a part of this size differ from its mean, in 95 of 100 cases."""
    seconds = expected / max(profile.per_second, 1e-9)
    if burst is None or burst.burst <= 0.0:
        return _Z95 * math.sqrt(expected)
    return _Z95 * math.sqrt(expected * dispersion(profile.per_second, seconds, burst.burst, burst.burst_seconds))


def _hours(requests: Requests, profile: Profile) -> list[Check]:
    """How far the hours of the day are off once the volume is right: the share that came in another hour."""
    calendar = requests.calendar
    later = ~calendar.fitted & (calendar.seconds > 0.0)
    if profile.hours is None or not later.any():
        return []
    seen = np.bincount(calendar.hour[later], calendar.counts(requests.rows.time_ns)[later], minlength=24)
    predicted = np.bincount(calendar.hour[later], profile.expected(calendar, later), minlength=24)
    if seen.sum() < _LEAST_HELD or predicted.sum() <= 0.0:
        return []
    moved = float(0.5 * np.abs(seen / seen.sum() - predicted / predicted.sum()).sum())
    return [
        Check("share of requests in another hour of the day", 0.0, moved, f"up to {MOST_HOURS:g}", moved <= MOST_HOURS,
              "share")
    ]  # fmt: skip


def _dispersions(burst: Burst | None, held: Dispersion) -> list[Check]:
    found = []
    for seconds in _COMPARED:
        window = held.at(seconds)
        if window is None or burst is None or window.windows < LEAST_COMPARED:
            continue
        predicted = 1.0
        if burst.burst > 0.0:
            block = float(held.block_seconds)
            predicted = expected_dispersion(seconds, held.per_second, burst.burst, burst.burst_seconds, block)
        times = max(predicted, window.dispersion) / max(1e-9, min(predicted, window.dispersion))
        most = max(MOST_TIMES, math.exp(_Z95 * math.sqrt(2.0 / (window.windows - 1.0))))
        found.append(
            Check(f"variance over mean of counts in {seconds} s", predicted, window.dispersion,
                  f"within {most:.2g} times", times <= most)
        )  # fmt: skip
    return found
