"""What a portfolio's volumes say, as cards, an evidence page and a table of workloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.calibration.evidence import Evidence, Section
from sim.calibration.sheet import shown
from sim.calibration.volumes import Found
from sim.calibration.volumes_cards import cards_of
from sim.calibration.volumes_forecast import LEVELS, Forecast
from sim.calibration.volumes_groups import EMPTY, FADED, JUMPED, KIND_WORDS
from sim.calibration.volumes_inequality import Estimate, inequality_words, lognormal_words
from sim.calibration.volumes_table import Table
from sim.calibration.volumes_weeks import Weeks

MOST_ROWS = 20
CHECK_COLUMNS = ("four weeks from", "predicted", "80% interval", "came", "inside 50 / 80 / 95%")
TABLE_COLUMNS = (
    "workload", "kind", "calls_per_week", "share", "steady_calls_per_week", "first_week_calls", "last_week_calls",
    "last_over_first", "log_sd", "turn", "turn_times",
)  # fmt: skip
_FORMULAS = ("=", "+", "-", "@", "\t")


def evidence_of(table: Table, found: Found, digest: str, options: dict[str, Any], charts: Sequence[str]) -> Evidence:
    """Everything but the pictures."""
    fitted, left_out = cards_of(_used(table), found)
    return Evidence(
        kind="portfolio",
        source=table.file.name,
        finding=finding_of(found),
        unit_read="requests" if table.shape == "a row a request" else "numbers",
        read=table.read,
        used=_used(table),
        fitted=tuple(fitted),
        sections=tuple(_sections(table, found, charts)),
        identity={"file": digest, **options},
        numbers=numbers_of(found),
        rejected=table.rejected,
        left_out=(*found.weeks.left_out, *left_out),
        tables={"volumes.csv": (TABLE_COLUMNS, tuple(_rows(found)))},
    )


def _used(table: Table) -> int:
    return table.read - sum(one.rows for one in table.rejected)


def finding_of(found: Found) -> str:
    """How many workloads, how unequal, and what the next month brings."""
    running = int((found.weeks.volumes > 0).sum())
    weekly = float(found.weeks.volumes.sum())
    unequal = inequality_words(found.inequality, running)
    ahead = ""
    if found.forecast is not None:
        low, high = found.forecast.intervals[1]
        ahead = f"; the next four weeks bring {low:,.0f} to {high:,.0f} with a chance of 80%"
    plural = "s" if running != 1 else ""
    return f"{running:,} workload{plural} with {_calls(weekly)} calls a week{unequal}{ahead}"


def _calls(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:,.3g}"  # noqa: PLR2004


# --- page -------------------------------------------------------------------------------------------------------------


def _sections(table: Table, found: Found, charts: Sequence[str]) -> list[Section]:
    kinds = [
        f"{int((found.groups.kind == kind).sum()):,} {word}"
        for kind, word in enumerate(KIND_WORDS)
        if (found.groups.kind == kind).any()
    ]
    read = (f"Read as {table.shape}. " + " ".join((*table.told, *found.weeks.told)), f"Workloads: {', '.join(kinds)}.")
    return [
        Section("The records", read),
        Section("Volumes", _volume_text(found), ("workload", "calls a week", "share", "kind"), _largest(found),
                tuple(name for name in ("volumes",) if name in charts)),
        Section("From week to week", _noise_text(found), (), (), tuple(n for n in ("volatility",) if n in charts)),
        Section("The next four weeks", _forecast_text(found), CHECK_COLUMNS if found.checks else (), _check_rows(found),
                tuple(name for name in ("weeks",) if name in charts)),
    ]  # fmt: skip


def _volume_text(found: Found) -> tuple[str, ...]:
    unequal = found.inequality
    text = [f"The largest workload makes {unequal.largest_share:.0%} of all calls, {unequal.half_held_by:,} make half."]
    if unequal.gini is not None and unequal.gini_if_lognormal is not None:
        text.append(
            f"Gini coefficient {_told(unequal.gini)}, 95% of resampled workloads; of very unequal volumes such an "
            "interval is too narrow, as resampling cannot draw a workload larger than those there are. "
            f"{lognormal_words(unequal)} If volumes are lognormal, it is {_told(unequal.gini_if_lognormal)}."
        )
    return tuple(text)


def _told(one: Estimate) -> str:
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


def _largest(found: Found) -> tuple[tuple[str, ...], ...]:
    volumes = found.weeks.volumes
    order = np.argsort(-volumes, kind="stable")[:MOST_ROWS]
    total = max(float(volumes.sum()), 1e-300)
    return tuple(
        (
            f"`{shown(found.weeks.names[row]).replace('`', '?')}`",
            _calls(float(volumes[row])),
            f"{volumes[row] / total:.1%}",
            KIND_WORDS[found.groups.kind[row]],
        )
        for row in order
        if volumes[row] > 0
    )


def _noise_text(found: Found) -> tuple[str, ...]:
    text = []
    if found.noise is not None:
        edge = " The memory lies at the edge of what was looked for." if found.noise.at_edge else ""
        text.append(
            f"Weekly volumes of {found.noise.workloads:,} workloads spread by {found.noise.log_sd:.3f} log units "
            f"around their own line, with a memory of {found.noise.memory:.2f} from week to week.{edge}"
        )
    changed = changes_of(found.weeks)
    if changed:
        text.append(
            f"From the first week to the last: {changed['more_than_doubled']} of {changed['in_both']} workloads more "
            f"than doubled, {changed['lost_four_fifths']} lost four fifths or more, {changed['only_in_last']} came "
            f"new, {changed['only_in_first']} have no calls any more."
        )
    if found.turns is not None:
        turns = found.turns
        text.append(
            f"Of {turns.watched:,} workloads that were there from the first week on, {turns.faded} were abandoned (a "
            f"fifth or less was left, to the end) and {turns.jumped} more than doubled at once and stayed."
        )
    return tuple(text)


def changes_of(weeks: Weeks) -> dict[str, int]:
    """First week against last; nothing with a single one."""
    if weeks.number < 2:  # noqa: PLR2004
        return {}
    first, last = weeks.calls[:, 0], weeks.calls[:, -1]
    both = (first > 0) & (last > 0)
    return {
        "in_both": int(both.sum()),
        "more_than_doubled": int((both & (last > 2.0 * first)).sum()),
        "lost_four_fifths": int((both & (last <= 0.2 * first)).sum()),
        "only_in_first": int(((first > 0) & (last == 0)).sum()),
        "only_in_last": int(((first == 0) & (last > 0)).sum()),
    }


def _forecast_text(found: Found) -> tuple[str, ...]:
    forecast = found.forecast
    if forecast is None:
        return ("No interval: fewer than three whole weeks.",)
    told = [f"{level:.0%}: {low:,.0f} to {high:,.0f}" for level, (low, high) in _levels(forecast)]
    chosen = (
        f"chosen by {forecast.origins} times four held-back weeks"
        if forecast.origins
        else "assumed, as fewer than eight weeks cannot choose"
    )
    text = [
        f"All workloads together: {forecast.median:,.0f} calls in the middle; {'; '.join(told)}.",
        f"Each workload goes on from its own level ({forecast.form}, {chosen}); noise is pooled over workloads, and "
        "what is common to all does not average out. New workloads that begin in these weeks are not in it.",
    ]
    if found.checks:
        within = sum(one.inside(actual)[1] for one, actual in found.checks)
        times = f"{len(found.checks)} time{'s' if len(found.checks) > 1 else ''}"
        text.append(
            f"Held back {times}, four weeks each, predicted from the weeks before: {within} of {len(found.checks)} "
            "came inside the 80% interval."
        )
    return tuple(text)


def _levels(forecast: Forecast) -> list[tuple[float, tuple[float, float]]]:
    return [*zip(LEVELS, forecast.intervals, strict=True)]


def _check_rows(found: Found) -> tuple[tuple[str, ...], ...]:
    rows = []
    for back, (forecast, actual) in enumerate(found.checks):
        place = found.weeks.number - 4 * (back + 1)
        low, high = forecast.intervals[1]
        began = found.weeks.starts[place] or f"week {int(found.weeks.week[place]) + 1}"
        inside = " / ".join("yes" if each else "no" for each in forecast.inside(actual))
        rows.append((began, f"{forecast.median:,.0f}", f"{low:,.0f} to {high:,.0f}", f"{actual:,.0f}", inside))
    return tuple(rows)


# --- numbers ----------------------------------------------------------------------------------------------------------


def numbers_of(found: Found) -> dict[str, Any]:
    """What `--json` adds to the frame's."""
    weeks, unequal, forecast = found.weeks, found.inequality, found.forecast
    running = weeks.volumes > 0
    noise = found.noise
    return {
        "workloads": int(running.sum()),
        "workloads_without_calls": int((~running).sum()),
        "kinds": {word: int((found.groups.kind == kind).sum()) for kind, word in enumerate(KIND_WORDS)},
        "step_seconds": weeks.step_seconds,
        "weeks": weeks.number,
        "week_totals": [float(total) for total in weeks.totals],
        "week_starts": list(weeks.starts),
        "calls_per_week": float(weeks.volumes.sum()),
        "mean_calls_per_week": _listed(found.mean),
        "gini": _listed(unequal.gini),
        "gini_if_lognormal": _listed(unequal.gini_if_lognormal),
        "log_sd": _listed(unequal.log_sd),
        "log_sd_of_the_gini": unequal.gini_log_sd,
        "lognormal_p": unequal.lognormal_p,
        "largest_share": unequal.largest_share,
        "largest_tenth_share": unequal.tenth_share,
        "half_held_by": unequal.half_held_by,
        "first_to_last_week": changes_of(weeks),
        "noise": None if noise is None else {
            "log_sd": noise.log_sd, "memory": noise.memory, "workloads": noise.workloads,
            "log_sd_90": noise.log_sd_room, "memory_90": noise.memory_room,
        },
        "growth_per_year": _listed(found.growth),
        "turns": None if found.turns is None else {
            "watched": found.turns.watched, "abandoned": found.turns.faded, "jumped": found.turns.jumped,
            "left": found.turns.fade_left, "times": found.turns.jump_times, "weeks": found.turns.weeks,
        },
        "next_four_weeks": None if forecast is None else _forecast(forecast),
        "held_back": [{**_forecast(one), "came": actual} for one, actual in found.checks],
    }  # fmt: skip


def _forecast(forecast: Forecast) -> dict[str, Any]:
    return {
        "median": forecast.median,
        **{f"interval_{level:.0%}".rstrip("%"): list(interval) for level, interval in _levels(forecast)},
        "form": forecast.form,
    }


def _listed(one: Estimate | None) -> dict[str, float] | None:
    return None if one is None else {"value": one.value, "low": one.low, "high": one.high}


def _rows(found: Found) -> list[tuple[Any, ...]]:
    """Each workload's numbers, the largest first; a name that a spreadsheet would compute is quoted."""
    weeks, groups = found.weeks, found.groups
    total = max(float(weeks.volumes.sum()), 1e-300)
    turns = {FADED: "abandoned", JUMPED: "jumped"}
    rows = []
    for row in np.argsort(-weeks.volumes, kind="stable"):
        name = weeks.names[row]
        first, last = (float(weeks.calls[row, 0]), float(weeks.calls[row, -1])) if weeks.number else (None, None)
        own = float(found.own_log_sd[row])
        turn = int(groups.turn[row])
        rows.append((
            f"'{name}" if name.startswith(_FORMULAS) else name,
            KIND_WORDS[groups.kind[row]],
            float(weeks.volumes[row]),
            float(weeks.volumes[row]) / total,
            float(found.steady_volumes[row]) if groups.kind[row] != EMPTY else None,
            first,
            last,
            last / first if first and last is not None and weeks.number > 1 else None,
            own if np.isfinite(own) else None,
            turns.get(turn, ""),
            float(groups.times[row]) if turn in turns else None,
        ))  # fmt: skip
    return rows
