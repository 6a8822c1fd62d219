"""What a client knows of a programme is enough for its next year, in distribution: the CSV against what really came.

Each origin is another programme with its own hidden state, which the CSV leaves to be drawn: over many origins the
drawn must come out as the true. The strategy is one whose programmes end over money, which a client's file holds; how
much shadow AI there is already, on which a reorganisation turns, it does not.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean, median

import pytest

from sim.api import load_scenario
from sim.errors import InputError
from sim.programme.columns import TABLES
from sim.programme.programme import simulate_programme
from sim.tracing import trace_programme

STRATEGY, WEEK, YEAR, ORIGINS = "coe", 60, 52, 30
NAMES = [column.name for column in TABLES["replications"]]
FIELDS = ("outcome", "live_end", "run_rate_eur")


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, object], dict[str, object]]]:
    """For each origin that still stands: its own next year, and one from its CSV under other luck."""
    folder = tmp_path_factory.mktemp("states")
    whole = load_scenario(STRATEGY, [f"horizon_weeks={WEEK + YEAR}"])
    found = []
    for origin in range(ORIGINS):
        try:
            traced = trace_programme(whole, 21, origin, WEEK)
        except InputError:  # it has ended before
            continue
        assert traced.exported is not None
        for name, content in traced.exported.files().items():
            (folder / name).write_bytes(content)
        found.append(({key: traced.row[key] for key in FIELDS}, _next_year(folder, origin)))
    return found


def _next_year(folder: Path, origin: int) -> dict[str, object]:
    words = [f"start={folder / 'client.yaml'}", f"horizon_weeks={YEAR}"]
    (row,) = simulate_programme(load_scenario(STRATEGY, words), 77, origin).tables["replications"]
    return {key: row[NAMES.index(key)] for key in FIELDS}


def test_as_many_still_stand_a_year_later(years: list[tuple[dict[str, object], dict[str, object]]]) -> None:
    """Shares differ by less than three standard errors of the difference of two such samples."""
    true, drawn = (mean(one[side]["outcome"] == "censored" for one in years) for side in (0, 1))
    both = (true + drawn) / 2
    assert 0.05 < both < 1.0
    assert abs(true - drawn) <= 3 * (2 * both * (1 - both) / len(years)) ** 0.5


def test_as_many_are_live_a_year_later(years: list[tuple[dict[str, object], dict[str, object]]]) -> None:
    """The median number differs by at most one workload, the mean run-rate by at most a quarter."""
    live = [median(float(str(one[side]["live_end"])) for one in years) for side in (0, 1)]
    assert abs(live[0] - live[1]) <= 1.0
    rates = [mean(float(str(one[side]["run_rate_eur"])) for one in years) for side in (0, 1)]
    assert rates[1] == pytest.approx(rates[0], rel=0.25)
