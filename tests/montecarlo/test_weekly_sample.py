"""The weekly sample: the first programmes of a run once more, week by week, kept beside its tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

import sim
from sim.montecarlo import weekly
from sim.montecarlo.run import run_replications
from sim.montecarlo.store import MemoryStore
from sim.montecarlo.weekly import FILE_NAME, read_sample, sample_of, write_sample
from sim.montecarlo.weekly_rows import SAMPLE, SampledRecord, schema, simulate_sampled, watched
from sim.programme.programme import simulate_programme
from sim.scenario import Scenario

SHORT = ("horizon_weeks=90",)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Teams in units and a platform team."""
    return sim.load_scenario("application_first", SHORT)


@pytest.fixture(scope="module")
def sampled(scenario: Scenario) -> pa.Table:
    """Seven of its programmes."""
    return sample_of(scenario, 21, 7, 1)


def test_a_week_says_what_the_trace_of_that_programme_says(scenario: Scenario, sampled: pa.Table) -> None:
    """Queue, shadow, run-rate and budget; the highest load of any team is the highest of all roles."""
    traced = sim.trace(scenario, 3).tables["weekly"]
    rows = [row for row in sampled.to_pylist() if row["replication"] == 3]
    assert len(rows) == len(traced) == 90
    for row, told in zip(rows, traced, strict=True):
        for name in ("week", "queued", "shadow", "run_rate_eur", "budget_eur"):
            assert row[name] == told[name]
        loads = [hours for name, hours in row.items() if name.endswith("_hours") and hours is not None]
        assert max(loads) == told["load_hours"]


def test_a_programme_stands_up_to_the_week_of_its_end() -> None:
    """The flag turns with the outcome week of the run's own table."""
    scenario = sim.load_scenario("coe")
    ends = {row["replication"]: row for row in sim.simulate(scenario, replications=3, executor="inline").table(
        "replications", ["replication", "outcome", "outcome_week"]
    ).to_pylist()}  # fmt: skip
    for row in sample_of(scenario, 21, 3, 1).to_pylist():
        end = ends[row["replication"]]
        assert row["stands"] == (row["week"] <= end["outcome_week"])
    assert {end["outcome"] for end in ends.values()} != {"censored"}


def test_the_sample_does_not_depend_on_workers_or_on_more_programmes(scenario: Scenario, sampled: pa.Table) -> None:
    """Two processes make the same rows; the first three of seven are those of three."""
    assert sample_of(scenario, 21, 7, 2).equals(sampled)
    assert sample_of(scenario, 21, 3, 1).equals(sampled.slice(0, 3 * 90))


def test_roles_that_a_strategy_does_not_have_stay_empty(sampled: pa.Table) -> None:
    """Units and a platform team here, a central team elsewhere."""
    empty = {name for name in schema().names if sampled.column(name).null_count == sampled.num_rows}
    assert empty == {"central_hours"}
    central = sample_of(sim.load_scenario("coe", SHORT), 21, 1, 1)
    empty = {name for name in schema().names if central.column(name).null_count == central.num_rows}
    assert empty == {"units_hours", "most_loaded_hours", "platform_hours"}


def test_a_kept_sample_is_read_back_and_cut_to_what_is_asked_for(sampled: pa.Table, tmp_path: Path) -> None:
    """The same rows; for fewer programmes the first of them; for more than are kept nothing."""
    write_sample(tmp_path, sampled, 7)
    for programmes in (7, 3):
        kept = read_sample(tmp_path, programmes)
        assert kept is not None
        assert kept.equals(sampled.slice(0, programmes * 90))
    assert read_sample(tmp_path, 8) is None


def test_the_same_sample_is_the_same_bytes(sampled: pa.Table, tmp_path: Path) -> None:
    """No times and no hosts inside."""
    first = write_sample(tmp_path, sampled, 7).read_bytes()
    assert write_sample(tmp_path, sampled, 7).read_bytes() == first


@pytest.mark.parametrize("damage", ["absent", "cut short", "not parquet", "another table"])
def test_a_damaged_sample_counts_as_none(damage: str, sampled: pa.Table, tmp_path: Path) -> None:
    """It is simulated again instead of stopping anybody."""
    path = write_sample(tmp_path, sampled, 7)
    whole = path.read_bytes()
    if damage == "absent":
        path.unlink()
    elif damage == "cut short":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "not parquet":
        path.write_bytes(b"weeks")
    else:
        write_sample(tmp_path, sampled.select(["replication", "week"]), 7)
    assert read_sample(tmp_path, 7) is None


def test_noting_the_weeks_changes_nothing_else(scenario: Scenario) -> None:
    """Every table of a watched programme is that of one that nobody watches, down to the count of its events."""
    for name in ("application_first", "coe"):
        one = sim.load_scenario(name, SHORT)
        assert simulate_sampled(one, 21, 2).tables == simulate_programme(one, 21, 2).tables
    assert isinstance(simulate_sampled(scenario, 21, SAMPLE - 1), SampledRecord)
    assert not isinstance(simulate_sampled(scenario, 21, SAMPLE), SampledRecord)


@pytest.mark.parametrize("chunk", [1, 3])
def test_a_run_notes_the_weeks_while_it_simulates(
    chunk: int, scenario: Scenario, sampled: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it is cut, the rows are those of a sample made afterwards; nothing is simulated twice."""
    monkeypatch.setattr(weekly, "watched", None)
    noted = run_replications(scenario, seed=21, replications=7, chunk=chunk, sampled=True).weekly_sample()
    assert noted is not None
    assert noted.equals(sampled)
    assert run_replications(scenario, seed=21, replications=1).weekly_sample() is None


def test_memory_keeps_a_sample_as_a_folder_does(sampled: pa.Table) -> None:
    """Fewer programmes get the first of the weeks, more get none."""
    store = MemoryStore()
    assert store.sample(7) is None
    store.keep_sample(sampled, 7)
    few = store.sample(3)
    assert few is not None
    assert few.equals(sampled.slice(0, 3 * 90))
    assert store.sample(8) is None


def test_results_have_their_sample_from_the_run_or_simulate_it_once(scenario: Scenario, tmp_path: Path) -> None:
    """A folder without one gets one where that is allowed; where it is not, there is none."""
    results = sim.simulate(scenario, replications=2, executor="inline", output=tmp_path / "out")
    path = tmp_path / "out" / FILE_NAME
    kept = path.read_bytes()
    path.unlink()
    assert replace(results, sample_workers=0).weekly_sample is None
    again = replace(results, sample_workers=1).weekly_sample
    assert again is not None
    assert again.num_rows == 2 * 90
    assert path.read_bytes() == kept


def test_a_broken_programme_leaves_no_weeks(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others stay, and the run itself has told of the failure."""
    whole = watched

    def broken(scenario: Scenario, seed: int, replication: int) -> SampledRecord:
        if replication == 1:
            raise ValueError("broken")
        return whole(scenario, seed, replication)

    monkeypatch.setattr(weekly, "watched", broken)
    assert set(sample_of(scenario, 21, 3, 1)["replication"].to_pylist()) == {0, 2}


def test_a_large_run_has_a_sample_of_forty(monkeypatch: pytest.MonkeyPatch, scenario: Scenario) -> None:
    """However many programmes there are, no more are looked at."""

    def quick(_scenario: Scenario, _seed: int, number: int) -> SampledRecord:
        return SampledRecord(number, {}, ((number, 1.0, True, 0, 0, 0.0, 0.0, *[None] * 4),))

    monkeypatch.setattr(weekly, "watched", quick)
    assert sample_of(scenario, 21, 100_000, 1).num_rows == SAMPLE == 40
