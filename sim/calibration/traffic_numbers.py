"""The numbers of a fitted log as `--json` and the summary carry them."""

from __future__ import annotations

from typing import Any

from sim.calibration.traffic import TrafficFit
from sim.calibration.traffic_cards import finite
from sim.calibration.traffic_sizes import Sizes


def numbers_of(fit: TrafficFit) -> dict[str, Any]:
    """What `--json` and the summary carry."""
    curve, burst, profile, odd = fit.whole.dispersion, fit.whole.burst, fit.whole.profile, fit.requests.oddities
    return {
        "columns": {one: fit.log.columns.headers[place] for one, place in fit.log.columns.places.items()},
        "not_used": list(fit.log.columns.unused),
        "from": fit.requests.told(fit.requests.start_ns),
        "held_back_from": fit.requests.told(fit.requests.split_ns),
        "to": fit.requests.told(fit.requests.end_ns),
        "out_of_order": odd.out_of_order,
        "backwards": odd.backwards,
        "duplicates": odd.duplicates,
        "strays": odd.strays,
        "gap_hours": fit.requests.calendar.gap_hours,
        "workloads": fit.workloads,
        "per_second": profile.per_second,
        "hours": None if profile.hours is None else list(profile.hours),
        "weekdays": None if profile.weekdays is None else list(profile.weekdays),
        "poisson_rejected": curve.rejected if curve.tested else None,
        "poisson": curve.sentence,
        "dispersion": [
            {"seconds": one.seconds, "windows": one.windows, "dispersion": one.dispersion, "p": one.p_value}
            for one in curve.windows
        ],
        "burst": None if burst is None else burst.burst,
        "burst_seconds": None if burst is None or burst.burst <= 0.0 else burst.burst_seconds,
        "tokens": {kind: _size_numbers(one) for kind, one in fit.whole.sizes.items()},
        "repeats": _repeat_numbers(fit),
        "weeks": [{"week": week.number + 1, "calls": week.calls, "held_back": week.held} for week in fit.weeks],
        "held_back": [
            {"what": check.what, "predicted": check.predicted, "seen": check.seen, "allowed": check.allowed,
             "holds": check.holds}
            for check in fit.checks
        ],
        "holds": fit.holds if fit.checks else None,
    }  # fmt: skip


def _size_numbers(one: Sizes) -> dict[str, Any]:
    return {
        "calls": one.calls,
        "mean": one.mean,
        "families": {
            each.name: {"shape": each.first, "scale": each.second, "ks": each.distance} for each in one.families
        },
        "held_back_ks": finite(one.distance),
        "held_back_ks_of_best_family": finite(one.family_distance),
        "held_back_deciles": list(one.deciles),
    }


def _repeat_numbers(fit: TrafficFit) -> dict[str, Any] | None:
    found = fit.whole.repeats
    if found is None:
        return None
    curve = [
        {"requests": one.size, "answers": two.size, "measured": one.measured, "rule": one.rule, "rule_lru": two.rule}
        for one, two in zip(found.by_requests, found.by_entries, strict=True)
    ]
    error = None if found.popularity is None else found.popularity.error
    return {"requests": found.requests, "distinct": found.distinct, "error": error, "hit_curve": curve}
