"""Runs: the same bytes however they were computed, and only what is missing is computed."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from sim.errors import InputError, WorkFailed
from sim.montecarlo.failures import WORKER_LOST
from sim.montecarlo.run import run_replications
from sim.montecarlo.schema import STORED_TABLES, arrow_schema
from sim.montecarlo.store import RunStore
from sim.montecarlo.tables import RunTables, open_run
from sim.scenario import Scenario
from tests.montecarlo.fakes import SEED, FakeProgramme, calls_in, claimed, fake_record, shard_bytes

BROKEN = frozenset({3, 260, 261, 599})


def run_into(
    folder: Path,
    *,
    replications: int = 600,
    fake: FakeProgramme | None = None,
    executor: str = "inline",
    workers: int | None = None,
    chunk: int | None = None,
) -> RunTables:
    return run_replications(
        Scenario(),
        seed=SEED,
        replications=replications,
        executor=executor,
        workers=workers,
        store=claimed(folder),
        chunk=chunk,
        simulate=fake or FakeProgramme(failing=BROKEN),
    )


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """600 replications, computed in one process shard by shard."""
    folder = tmp_path_factory.mktemp("reference") / "run"
    run_into(folder, chunk=250)
    return folder


@pytest.mark.parametrize(
    ("executor", "workers", "chunk"),
    [
        ("inline", None, None),
        ("inline", None, 7),
        ("processes", 1, None),
        ("processes", 2, None),
        ("processes", 2, 1_000),
        ("processes", 3, 13),
    ],
)
def test_bytes_depend_neither_on_workers_nor_on_chunks_nor_on_the_executor(
    reference: Path, tmp_path: Path, executor: str, workers: int | None, chunk: int | None
) -> None:
    """Rows, order, dictionaries, compression, failures: every file is the same, byte for byte."""
    run_into(tmp_path, executor=executor, workers=workers, chunk=chunk)
    assert shard_bytes(tmp_path) == shard_bytes(reference)


def test_a_run_leaves_its_tables_by_the_shard_and_failures_beside_them(reference: Path) -> None:
    """Three shards of at most 250 replications; the failures of a shard lie beside it."""
    names = {f"{table}-{shard:05d}.parquet" for table in STORED_TABLES for shard in range(3)}
    failures = {f"failures-{shard:05d}.json" for shard in range(3)}
    assert set(shard_bytes(reference)) == names | failures | {"scenario.yaml"}
    told = json.loads((reference / "failures-00001.json").read_text())
    assert [each["replication"] for each in told["failures"]] == [260, 261]
    assert told["failures"][0]["seed"] == SEED


def test_memory_and_store_give_the_same_tables(reference: Path) -> None:
    """Nothing is gained or lost by writing: values, types, units, failures."""
    memory = run_replications(Scenario(), seed=SEED, replications=600, chunk=11, simulate=FakeProgramme(failing=BROKEN))
    stored = open_run(reference)
    assert memory.failures == stored.failures
    assert memory.replications == stored.replications == 600
    for name in STORED_TABLES:
        assert memory.table(name).equals(stored.table(name))
        assert stored.table(name).schema.equals(arrow_schema(name), check_metadata=True)


def test_failures_are_listed_and_their_replications_have_no_rows(reference: Path) -> None:
    """A failed replication is nowhere counted as an outcome."""
    tables = open_run(reference)
    assert [each.replication for each in tables.failures] == sorted(BROKEN)
    assert set(range(600)) - set(tables.table("replications").column("replication").to_pylist()) == BROKEN


def test_rows_are_sorted_by_replication_and_keep_their_order_within(reference: Path) -> None:
    """Events of one programme stay in the order in which they happened."""
    rows = open_run(reference).table("events").to_pylist()
    expected = [row for each in range(600) if each not in BROKEN for row in fake_record(SEED, each).tables["events"]]
    assert [tuple(row.values()) for row in rows] == expected


def test_columns_come_in_the_order_asked_for_and_others_are_not_read(reference: Path) -> None:
    """Two columns of twenty: a table of two, with their units."""
    found = open_run(reference).table("replications", ["spend_eur", "outcome"])
    assert found.column_names == ["spend_eur", "outcome"]
    assert found.schema.field("spend_eur").metadata[b"unit"] == b"EUR"
    assert found.num_rows == 596


def test_batches_are_the_table_shard_by_shard(reference: Path) -> None:
    """Sums over batches are sums over the table."""
    tables = open_run(reference)
    batches = list(tables.batches("ledger", ["cents"]))
    assert len(batches) == 3
    assert pa.concat_tables(batches).equals(tables.table("ledger", ["cents"]))


@pytest.mark.parametrize(
    ("table", "columns", "told"),
    [("ledgers", None, "did you mean 'ledger'"), ("ledger", ["cent"], "did you mean 'cents'")],
)
def test_an_unknown_table_or_column_is_named(reference: Path, table: str, columns: list[str] | None, told: str) -> None:
    """With the nearest name that there is."""
    with pytest.raises(InputError, match=told):
        open_run(reference).table(table, columns)


def test_resuming_computes_exactly_what_is_missing(reference: Path, tmp_path: Path) -> None:
    """A shard that lost its last file is computed again, the others are not touched."""
    folder = tmp_path / "run"
    run_into(folder)
    (folder / "replications-00001.parquet").unlink()
    calls = tmp_path / "calls"
    run_into(folder, fake=FakeProgramme(failing=BROKEN, calls_file=str(calls)))
    assert calls_in(calls) == list(range(250, 500))
    assert shard_bytes(folder) == shard_bytes(reference)
    run_into(folder, fake=FakeProgramme(failing=BROKEN, calls_file=str(calls)))
    assert len(calls_in(calls)) == 250


def test_extending_a_run_gives_the_bytes_of_the_longer_run(reference: Path, tmp_path: Path) -> None:
    """300 and then 600 are 600: the short shard is computed again as a whole, the full one is kept."""
    folder = tmp_path / "run"
    calls = tmp_path / "calls"
    fake = FakeProgramme(failing=BROKEN, calls_file=str(calls))
    run_into(folder, replications=300, fake=fake)
    run_into(folder, fake=fake)
    assert shard_bytes(folder) == shard_bytes(reference)
    assert calls_in(calls) == [*range(300), *range(250, 600)]


def test_asking_for_fewer_reads_the_first_ones_and_destroys_nothing(reference: Path, tmp_path: Path) -> None:
    """600, then 300, then 600 again: nothing is computed twice, and 300 are the 300 of a run of 300."""
    folder = tmp_path / "run"
    calls = tmp_path / "calls"
    run_into(folder)
    fewer = run_into(folder, replications=300, fake=FakeProgramme(calls_file=str(calls)))
    alone = run_into(tmp_path / "alone", replications=300)
    assert fewer.failures == alone.failures
    for name in STORED_TABLES:
        assert fewer.table(name).equals(alone.table(name))
    assert open_run(folder).replications == 300
    assert shard_bytes(folder) == shard_bytes(reference)
    run_into(folder, fake=FakeProgramme(calls_file=str(calls)))
    assert calls_in(calls) == []


def test_progress_tells_what_is_done_and_begins_with_what_was_kept(tmp_path: Path) -> None:
    """From the stored replications up to all of them, never backwards."""
    run_into(tmp_path, replications=300)
    told: list[tuple[int, int]] = []
    run_replications(
        Scenario(),
        seed=SEED,
        replications=400,
        store=claimed(tmp_path),
        chunk=50,
        simulate=FakeProgramme(),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(250, 400), (300, 400), (350, 400), (400, 400)]


def test_a_replication_that_kills_its_worker_is_tried_again_by_the_next_run(reference: Path, tmp_path: Path) -> None:
    """The run ends with one failure by the machine; the next run computes that shard again and heals it."""
    folder = tmp_path / "run"
    deadly = FakeProgramme(failing=BROKEN, killing=frozenset({300}))
    tables = run_into(folder, fake=deadly, executor="processes", workers=1, chunk=10)
    assert [(each.replication, each.exception) for each in tables.failures if each.replication not in BROKEN] == [
        (300, WORKER_LOST)
    ]
    assert open_run(folder).failures == tables.failures
    calls = tmp_path / "calls"
    run_into(folder, fake=FakeProgramme(failing=BROKEN, calls_file=str(calls)))
    assert calls_in(calls) == list(range(250, 500))
    assert shard_bytes(folder) == shard_bytes(reference)


def test_a_worker_killed_in_mid_run_leaves_no_trace_in_the_results(reference: Path, tmp_path: Path) -> None:
    """Lost chunks are run again; the bytes are those of an undisturbed run."""
    fake = FakeProgramme(failing=BROKEN, killing=frozenset({321}), killing_once=str(tmp_path / "killed"))
    run_into(tmp_path / "run", fake=fake, executor="processes", workers=2, chunk=20)
    assert (tmp_path / "killed").exists()
    assert shard_bytes(tmp_path / "run") == shard_bytes(reference)


def test_a_run_without_a_single_success_fails_and_says_why(tmp_path: Path) -> None:
    """Nobody draws a curve from nothing."""
    fake = FakeProgramme(failing=frozenset(range(20)))
    with pytest.raises(WorkFailed, match=r"all 20 replications failed; the first was replication 0.*ArithmeticError"):
        run_into(tmp_path, replications=20, fake=fake)


def test_the_manifest_tells_versions_failures_and_times(reference: Path) -> None:
    """Who, what, when: in the manifest and nowhere else."""
    manifest = json.loads((reference / "manifest.json").read_text())
    assert manifest["state"] == "complete"
    assert (manifest["seed"], manifest["replications"], manifest["replications_stored"]) == (SEED, 600, 600)
    assert manifest["fingerprint"] == Scenario().fingerprint()
    assert manifest["failures"]["count"] == 4
    assert [each["replication"] for each in manifest["failures"]["first"]] == sorted(BROKEN)
    assert set(manifest["versions"]) == {"sim", "python", "numpy", "scipy", "simpy", "pyarrow"}
    assert (manifest["executor"], manifest["workers"]) == ("inline", 1)
    assert manifest["started"] <= manifest["finished"]
    assert manifest["seconds"] > 0


def test_a_run_needs_a_claimed_folder(tmp_path: Path) -> None:
    """Nobody writes into a folder without having looked whose it is."""
    with pytest.raises(ValueError, match="claim"):
        run_replications(Scenario(), seed=SEED, replications=1, store=RunStore(tmp_path), simulate=FakeProgramme())


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"chunk": -1}, {"workers": 0}])
def test_a_count_below_one_is_refused(wrong: dict[str, int]) -> None:
    """Nothing to do, chunks that never end, nobody to work."""
    counts: dict[str, int] = {"replications": 5, **wrong}
    with pytest.raises(InputError, match=f"{next(iter(wrong))}: found"):
        run_replications(Scenario(), seed=SEED, executor="processes", simulate=FakeProgramme(), **counts)  # type: ignore[arg-type]
