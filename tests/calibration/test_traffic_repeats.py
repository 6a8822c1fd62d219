"""Repeats of prompts in a log against brute force, a simulated cache, published hits and a known catalogue."""

from __future__ import annotations

import csv
import gzip
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.calibration.log_reader import Log
from sim.calibration.log_values import mixed
from sim.calibration.traffic import Asked, fit
from sim.calibration.traffic_repeats import RuleCurve, measured_curve, repeats_of
from sim.calibration.traffic_reuse import footprint, reuse_of
from sim.rules import caching
from tests.calibration.traffic_logs import DAY, arrivals, luck, prompts, tokens, written
from tests.conftest import ROOT

MOONCAKE = ROOT / "data" / "mooncake"


def test_the_rule_on_arrays_is_the_rule() -> None:
    """Hits by requests and, where all prompts can repeat, by answers held, as sim.rules.caching has them."""
    curve = RuleCurve(5_000.0, 0.8)
    total = caching.popularity_sum(5_000.0, 0.8)
    sizes = np.array([100.0, 3_000.0])
    assert curve.hits(sizes) == pytest.approx([caching.hit_share(one, 5_000.0, 0.8, total) for one in sizes], rel=1e-9)
    kept = [caching.characteristic_requests(5_000.0, 0.8, one, total) for one in sizes]
    wanted = [caching.hit_share(one, 5_000.0, 0.8, total) for one in kept]
    assert curve.hits_held(sizes, 1.0) == pytest.approx(wanted, rel=1e-3)


def lru_hits(prompts_in_turn: list[int], entries: int) -> float:
    """What an LRU cache of so many answers really hits."""
    held: OrderedDict[int, None] = OrderedDict()
    hits = 0
    for one in prompts_in_turn:
        if one in held:
            held.move_to_end(one)
            hits += 1
        else:
            held[one] = None
            if len(held) > entries:
                held.popitem(last=False)
    return hits / len(prompts_in_turn)


def test_reuse_and_footprint_are_those_of_brute_force() -> None:
    """Requests since the last one of the same prompt, and different prompts in every window of a length."""
    told = luck(5).integers(1, 40, 300)
    reuse = reuse_of(mixed(told.astype(np.uint64)))
    last: dict[int, int] = {}
    for place, one in enumerate(told.tolist()):
        assert reuse.since[place] == (place - last[one] if one in last else 0)
        last[one] = place
    for window in (2, 17, 120):
        every = [len(set(told[at : at + window].tolist())) for at in range(300 - window + 1)]
        assert footprint(reuse, np.array([float(window)]))[0] == pytest.approx(np.mean(every), rel=1e-9)


def test_the_hit_curve_of_a_real_trace_is_an_lru_cache_s() -> None:
    """121,877 blocks of the bundled trace: within two points of the published hits and of a simulated cache."""
    blocks: list[int] = []
    with gzip.open(MOONCAKE / "synthetic_trace_requests.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for run in row["blocks"].split(" "):
                first, _, last = run.partition("-")
                blocks += range(int(first), int(last or first) + 1)
    reuse = reuse_of(mixed(np.array(blocks, np.uint64)))
    windows = np.unique(np.geomspace(2.0, len(blocks), 60).round())
    filled = footprint(reuse, windows)
    hits = [float(((reuse.since > 0) & (reuse.since <= one)).mean()) for one in windows]
    published = (MOONCAKE / "prefix_cache_hit_vs_size_synthetic.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(published.splitlines()):
        if float(row["capacity_blocks"]) <= 50_000:
            found = np.interp(float(row["capacity_blocks"]), filled, hits)
            assert found == pytest.approx(float(row["block_prefix_hit"]), abs=0.02)
    assert lru_hits(blocks, 10_000) == pytest.approx(0.42349, abs=1e-5)


def test_repeats_of_a_known_catalogue_are_found() -> None:
    """Share, texts and exponent where all of them were seen; what a cache would hit within a point of a real one's."""
    told = prompts(60_000, 6, repeat_share=0.6, texts=3_000, exponent=0.9)
    found = repeats_of(mixed(told + np.uint64(1)), 48_000)
    popularity = found.popularity
    assert popularity is not None
    assert popularity.repeat_share == pytest.approx(0.6, abs=0.02)
    assert popularity.distinct_texts == pytest.approx(3_000, rel=0.25)
    assert popularity.exponent == pytest.approx(0.9, abs=0.07)
    assert found.held_rule == pytest.approx(found.held_measured, abs=0.01)
    assert found.distinct == len(set(told[:48_000].tolist()))
    one = found.by_entries[8]
    assert one.measured == pytest.approx(lru_hits(told[:48_000].tolist(), round(one.size)), abs=0.015)


def test_few_repeats_give_no_curve() -> None:
    """A hundred repeats in ten thousand requests are counted, and no popularity is made of them."""
    told = np.concatenate([np.arange(1, 9_901), np.arange(1, 101)]).astype(np.uint64)
    found = repeats_of(mixed(told), len(told))
    assert found.popularity is None
    assert found.repeated_share == pytest.approx(0.01)


def test_a_column_without_hashes_is_none(tmp_path: Path) -> None:
    """Empty cells are no prompt that repeats; the log is fitted without."""
    times = arrivals(0.05, DAY, 8)
    inside, outside = tokens(len(times), 9)
    columns: dict[str, Any] = {
        "timestamp": times,
        "input_tokens": inside,
        "output_tokens": outside,
        "prompt_hash": [""] * len(times),
    }
    assert fit(Log(written(tmp_path / "log.csv", columns)), Asked()).whole.repeats is None


def test_hits_are_measured_where_the_log_before_is_long_enough() -> None:
    """The share of repeats within a window does not fall because a log has just begun."""
    told = prompts(20_000, 7, repeat_share=1.0, texts=2_000, exponent=0.7)
    windows, hits, _ = measured_curve(reuse_of(mixed(told)))
    total = caching.popularity_sum(2_000.0, 0.7)
    for window, hit in zip(windows, hits, strict=True):
        assert hit == pytest.approx(caching.hit_share(window, 2_000.0, 0.7, total), abs=0.015)
