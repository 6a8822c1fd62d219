"""`sim calibrate portfolio FILE`: how large, unequal and volatile a portfolio's workloads are, and its next month."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.calibration.volumes import Found, found_in
from sim.calibration.volumes_cards import LEAST_SPREAD
from sim.calibration.volumes_columns import columns_of, first_headers, is_log, mapping_of, text_of
from sim.calibration.volumes_evidence import evidence_of
from sim.calibration.volumes_forecast import LEVELS
from sim.calibration.volumes_log import read_log
from sim.calibration.volumes_table import Table, read_table
from sim.calibration.volumes_weeks import PER_SECONDS, weeks_of
from sim.charts.volumes_shares import SharesChart, draw_shares
from sim.charts.volumes_volatility import Volatile, VolatilityChart, draw_volatility
from sim.charts.volumes_weeks import WeeksChart, draw_weeks
from sim.errors import InputError
from sim.luck.purposes import stable_id
from sim.verbs.arguments import Arguments
from sim.verbs.calibrate_frame import FRAGMENT, deliver, digest_of, started, the_file
from sim.verbs.calibrate_words import show_words, words_of
from sim.verbs.own_words import OwnWords
from sim.verbs.sensitivity_form import Picture

KEYS = ("columns", "per", "decimal", "duplicates", "output")
MARKS = {"comma": ",", "point": "."}
LARGEST_SHOWN, LARGEST_NAMED = 12, 6


def run(arguments: Arguments) -> int:
    """Read, estimate, save, show."""
    began = started()
    own = words_of(arguments, "portfolio", KEYS)
    file = the_file(own.words, "portfolio", "volumes.csv")
    if arguments.shows_config:
        return show_words(own)
    digest = digest_of(file)
    table = _table(file, own)
    per = own.choice("per", "", tuple(PER_SECONDS)) if own.has("per") else None
    weeks = weeks_of(table, per)
    if not weeks.volumes.any():
        raise InputError(f"{file}: has {len(weeks.names):,} workloads and no calls at all")
    found = found_in(weeks, lambda purpose: _luck(digest, purpose))
    pictures = _pictures(found)
    options = {key: own.text(key, "") for key in KEYS if own.has(key) and key != "output"}
    evidence = evidence_of(table, found, digest, options, [picture.name for picture in pictures])
    output = own.text("output", "") or None
    return deliver(arguments, evidence, pictures, _leads_to(bool(evidence.fitted)), output=output, began=began)


def _luck(digest: str, purpose: str) -> np.random.Generator:
    """The same for the same file, whatever else is estimated."""
    return np.random.Generator(np.random.Philox(key=stable_id(f"portfolio volumes {purpose} {digest}")))


def _table(file: Path, own: OwnWords) -> Table:
    asked = mapping_of(own.text("columns", "")) if own.has("columns") else {}
    headers = first_headers(file)
    if "calls" not in asked and is_log(headers, columns_of(file, headers, asked)):
        own.refuse({key: "tables of counts; a request log is counted" for key in ("per", "decimal", "duplicates")})
        return read_log(file, asked)
    return read_table(
        file,
        text_of(file),
        asked,
        decimal=MARKS[own.choice("decimal", "", tuple(MARKS))] if own.has("decimal") else None,
        drop_repeats=own.choice("duplicates", "", ("add", "drop")) == "drop" if own.has("duplicates") else None,
    )


def _leads_to(has_cards: bool) -> Mapping[str, str]:
    with_cards = (
        {"the strategies with these volumes": f"sim compare fragment={{folder}}/{FRAGMENT}"} if has_cards else {}
    )
    return {
        **with_cards,
        "what a card means": "sim params traffic.noise_log_sd",
        "in plain words": "cat {folder}/evidence.md",
    }


# --- pictures ---------------------------------------------------------------------------------------------------------


def _pictures(found: Found) -> list[Picture]:
    pictures = [Picture("volumes", "calls of the largest workloads", shares_chart(found), draw_shares)]
    weeks = weeks_chart(found)
    if weeks is not None:
        pictures.append(Picture("weeks", "the weeks and the next month's interval", weeks, draw_weeks))
    volatility = volatility_chart(found)
    if volatility is not None:
        pictures.append(Picture("volatility", "volatility by workload", volatility, draw_volatility))
    return pictures


def shares_chart(found: Found) -> SharesChart:
    """The largest workloads, and the others as one."""
    volumes = found.weeks.volumes
    order = np.argsort(-volumes, kind="stable")
    order = order[volumes[order] > 0]
    shown_ = len(order) if len(order) <= LARGEST_SHOWN + 1 else LARGEST_SHOWN
    gini: Any = found.inequality.gini
    return SharesChart(
        tuple((found.weeks.names[row], float(volumes[row])) for row in order[:shown_]),
        len(order) - shown_,
        float(volumes[order[shown_:]].sum()),
        len(order),
        found.inequality.half_held_by,
        None if gini is None else (gini.value, gini.low, gini.high),
    )


def weeks_chart(found: Found) -> WeeksChart | None:
    """The totals; nothing where no whole week is covered."""
    weeks, forecast = found.weeks, found.forecast
    if not weeks.number:
        return None
    return WeeksChart(
        tuple(int(week) for week in weeks.week),
        tuple(float(total) for total in weeks.totals),
        weeks.starts,
        0.0 if forecast is None else forecast.median,
        ()
        if forecast is None
        else tuple((level, *interval) for level, interval in zip(LEVELS, forecast.intervals, strict=True)),
        "three are needed" if weeks.number < 3 else "nothing runs any more",  # noqa: PLR2004
    )


def volatility_chart(found: Found) -> VolatilityChart | None:
    """Workloads with calls in every week, the largest by name."""
    if found.noise is None or found.noise.log_sd < LEAST_SPREAD:
        return None
    rows = np.flatnonzero(np.isfinite(found.own_log_sd))
    rows = rows[np.argsort(-found.weeks.volumes[rows], kind="stable")]
    dots = tuple(
        Volatile(found.weeks.names[row], float(found.weeks.volumes[row]), float(found.own_log_sd[row])) for row in rows
    )
    named = tuple(dot.name for dot in dots[:LARGEST_NAMED])
    return VolatilityChart(dots, found.noise.log_sd, found.noise.log_sd_room, found.noise.memory, named)
