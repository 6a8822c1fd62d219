"""The folder of a run: whose it is, who writes it, and what happens when it cannot be used."""

from __future__ import annotations

import errno
import json
import logging
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.errors import InputError, WorkFailed
from sim.montecarlo import shard_files
from sim.montecarlo.files import write_atomically
from sim.montecarlo.manifest import difference, identity_of
from sim.montecarlo.run import run_replications
from sim.montecarlo.schema import STORED_TABLES
from sim.montecarlo.store import RunStore
from sim.montecarlo.tables import RunTables, open_run
from sim.scenario import Scenario
from tests.montecarlo.fakes import IDENTITY, SEED, YAML, FakeProgramme, calls_in, claimed, shard_bytes


def run_into(folder: Path, replications: int = 500, calls_file: str = "") -> RunTables:
    return run_replications(
        Scenario(),
        seed=SEED,
        replications=replications,
        store=claimed(folder),
        simulate=FakeProgramme(calls_file=calls_file),
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """500 replications, for copies to be damaged."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    run_into(folder)
    return folder


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "run"))


@contextmanager
def files_of_at_most(size_bytes: int) -> Iterator[None]:
    """What a full disk does to a write, for root as well."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_of_another_run_is_refused_with_what_differs(copy: Path) -> None:
    """Both values of up to five keys, the way out, and nothing is touched."""
    before = everything_in(copy)
    with pytest.raises(InputError) as refused:
        RunStore(copy).claim(YAML, {**IDENTITY, "seed": 22, "cfo.threshold_eur": 8e5})
    told = str(refused.value)
    assert str(copy) in told
    assert "cfo.threshold_eur is 500000.0 there and 800000.0 here; seed is 21 there and 22 here" in told
    assert "output=" in told
    assert "delete" in told
    assert everything_in(copy) == before


def test_at_most_five_differences_are_told() -> None:
    """Two scenarios may differ in a hundred values."""
    there = {f"key_{each}": each for each in range(8)}
    told = difference(there, {**dict.fromkeys(there), "key_0": 0})
    assert told.count(" there and ") == 5
    assert told.endswith("and 2 more")
    assert difference({"a": 1}, {}) == "a is 1 there and absent here"
    assert difference(there, there) == ""


def test_labels_do_not_make_another_run_but_the_version_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of two versions of the model are never mixed in one folder."""
    here = identity_of(Scenario(label="A"), 1)
    assert here == identity_of(Scenario(label="B", about="the same"), 1)
    assert here["cfo.threshold_eur"] == Scenario().cfo.threshold_eur
    monkeypatch.setattr("sim.__version__", "99")
    assert "version is" in difference(here, identity_of(Scenario(label="A"), 1))


def test_the_same_identity_is_recognised_after_its_journey_through_the_file(tmp_path: Path) -> None:
    """Tuples, integers and nulls compare as they are stored."""
    identity = {**identity_of(Scenario(), SEED), "pair": (1, 2.5, None)}
    for _ in range(2):
        store = RunStore(tmp_path)
        store.claim(YAML, identity)
        store.release()


@pytest.mark.parametrize("name", ["notes.txt", "scenario.yaml", ".hidden"])
def test_a_folder_with_other_files_is_refused_untouched(tmp_path: Path, name: str) -> None:
    """Somebody's own folder stays as it is."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(InputError, match=rf"{tmp_path}: holds other files \({name}\)"):
        RunStore(tmp_path).claim(YAML, IDENTITY)
    assert everything_in(tmp_path) == {name: b"mine"}


def test_a_damaged_manifest_is_refused_with_the_way_out(copy: Path) -> None:
    """Nobody can tell whose results these are."""
    (copy / "manifest.json").write_text('{"identity": 3}')
    with pytest.raises(InputError, match=r"manifest.json is damaged.*output="):
        RunStore(copy).claim(YAML, IDENTITY)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """Also when it stands further up in the path."""
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match=f"{folder}: cannot be used as output folder"):
            RunStore(folder).claim(YAML, IDENTITY)
    assert everything_in(tmp_path) == {"file": b"mine"}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody, not even root, may write")
def test_a_folder_that_cannot_be_written_is_refused() -> None:
    """One message, for root as well."""
    with pytest.raises(InputError, match="/proc/results: cannot be used as output folder"):
        RunStore("/proc/results").claim(YAML, IDENTITY)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_a_name_that_no_folder_can_have_is_refused(tmp_path: Path, name: str) -> None:
    """A null character, a name too long."""
    with pytest.raises(InputError):
        RunStore(f"{tmp_path}/{name}").claim(YAML, IDENTITY)


@pytest.mark.parametrize("exists", [True, False])
def test_a_full_disk_at_the_start_leaves_nothing_behind(tmp_path: Path, exists: bool) -> None:
    """Neither files nor folders that were not there before."""
    folder = tmp_path / "outputs" / "run"
    if exists:
        folder.mkdir(parents=True)
    with files_of_at_most(10), pytest.raises(InputError, match=f"{folder}: cannot be used as output folder"):
        RunStore(folder).claim(YAML, IDENTITY)
    assert list(tmp_path.rglob("*")) == ([folder.parent, folder] if exists else [])
    claimed(folder).release()


def test_a_full_disk_during_the_run_keeps_finished_shards_and_says_how_to_go_on(finished: Path, tmp_path: Path) -> None:
    """No half-written file; with room again only what is missing is computed, to the same bytes."""
    folder = tmp_path / "run"
    run_into(folder, 250)
    with files_of_at_most(2_000), pytest.raises(WorkFailed, match=f"{folder}: results cannot be written.*make room"):
        run_into(folder)
    assert not list(folder.glob(".*.tmp"))
    assert not (folder / "replications-00001.parquet").exists()
    calls = tmp_path / "calls"
    run_into(folder, calls_file=str(calls))
    assert calls_in(calls) == list(range(250, 500))
    assert shard_bytes(folder) == shard_bytes(finished)


@pytest.mark.parametrize("written", range(5))
def test_a_shard_that_was_not_written_to_its_end_is_missing(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """Also where a shorter one stood in its place: whichever file was the last, the shard is computed again."""
    folder = tmp_path / "run"
    run_into(folder, 300)
    done: list[Path] = []

    def write(path: Path, content: bytes) -> None:
        if len(done) == written:
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(path)
        write_atomically(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(shard_files, "write_atomically", write)
        with pytest.raises(WorkFailed, match="No space left on device"):
            run_into(folder)
    assert [shard.index for shard in RunStore(folder).missing(300)] == [1]
    run_into(folder)
    assert shard_bytes(folder) == shard_bytes(finished)


def test_two_runs_never_write_one_folder_at_once(tmp_path: Path) -> None:
    """The second is refused until the first has let go."""
    first = claimed(tmp_path)
    with pytest.raises(InputError, match=f"{tmp_path}: another run is writing"):
        claimed(tmp_path)
    first.release()
    claimed(tmp_path).release()


def test_a_run_lets_go_of_its_folder_when_it_ends(tmp_path: Path) -> None:
    """Its results can be read, and the folder extended, in the same process."""
    kept = run_into(tmp_path, 10)
    assert run_into(tmp_path, 20).table("replications").num_rows == 20
    assert kept.table("replications").num_rows == 10


def test_a_forgotten_store_lets_go_of_its_folder(tmp_path: Path) -> None:
    """A claim whose run never came blocks nobody."""
    store = claimed(tmp_path)
    del store
    claimed(tmp_path).release()


def test_leftovers_of_a_killed_run_are_removed_and_its_lock_blocks_nobody(tmp_path: Path) -> None:
    """Temporary files and a lock file without an owner."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / ".lock").touch()
    (folder / ".manifest.json.tmp").write_text("{")
    run_into(folder, 10)
    assert sorted(path.name for path in folder.glob(".*")) == [".lock"]


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def of_the_next_shard(path: Path) -> None:
    path.write_bytes(path.with_name(path.name.replace("00000", "00001")).read_bytes())


def short_of_a_row(path: Path) -> None:
    table = pq.read_table(path, partitioning=None)
    pq.write_table(table.slice(1), path)


def of_another_version(path: Path) -> None:
    table = pq.read_table(path, partitioning=None)
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, b"schema_version": b"0"}), path)


@pytest.mark.parametrize("damage", [truncated, emptied, of_the_next_shard, short_of_a_row, of_another_version])
@pytest.mark.parametrize("name", ["replications", "ledger"])
def test_a_damaged_shard_is_computed_again_and_the_run_says_so(
    finished: Path, copy: Path, damage: object, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Unreadable, of another shard or version, or with other rows than were written."""
    assert callable(damage)
    damage(copy / f"{name}-00000.parquet")
    calls = copy.parent / "calls"
    with caplog.at_level(logging.WARNING):
        run_into(copy, calls_file=str(calls))
    assert sorted(calls_in(calls)) == list(range(250))
    assert f"{name}-00000.parquet" in caplog.text
    assert "computed again" in caplog.text
    assert shard_bytes(copy) == shard_bytes(finished)


def test_a_missing_table_or_damaged_failures_make_a_shard_missing(finished: Path, copy: Path) -> None:
    """Whatever a user deletes comes back."""
    (copy / "events-00001.parquet").unlink()
    (copy / "failures-00000.json").write_text("[")
    run_into(copy)
    assert shard_bytes(copy) == shard_bytes(finished)


@pytest.mark.parametrize("name", STORED_TABLES)
def test_reading_a_damaged_shard_names_the_file_and_what_to_do(copy: Path, name: str) -> None:
    """A flipped bit is found by its checksum, not read as a number."""
    path = copy / f"{name}-00001.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 4] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(WorkFailed, match=rf"{path} is damaged .*: delete it and run again; only this shard"):
        open_run(copy).table(name)


def test_only_a_finished_run_can_be_opened(copy: Path, tmp_path: Path) -> None:
    """Half a run is no result, and the message says how to complete it."""
    with pytest.raises(InputError, match="no results of a run are here"):
        open_run(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="file: cannot be read"):
        open_run(tmp_path / "file")
    (copy / "replications-00001.parquet").unlink()
    with pytest.raises(InputError, match="replications 250 to 499 are missing; run the same command again"):
        open_run(copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    for change, told in (({"state": "interrupted"}, "not finished"), ({"replications": None}, "no single run")):
        (copy / "manifest.json").write_text(json.dumps({**manifest, **change}))
        with pytest.raises(InputError, match=told):
            open_run(copy)


def test_a_folder_that_vanishes_before_the_run_is_told(tmp_path: Path) -> None:
    """Claimed, let go, deleted: one message."""
    store = claimed(tmp_path / "run")
    store.release()
    shutil.rmtree(tmp_path / "run")
    with pytest.raises(WorkFailed, match="results cannot be written"):
        run_replications(Scenario(), seed=SEED, replications=5, store=store, simulate=FakeProgramme())


def test_a_folder_whose_name_looks_like_a_partition_is_just_a_folder(tmp_path: Path) -> None:
    """`seed=3` in a path adds no column."""
    tables = run_into(tmp_path / "seed=3" / "replication=9", 10)
    assert tables.table("replications").column("replication").to_pylist() == list(range(10))


def test_files_keep_the_permissions_that_the_user_wants(tmp_path: Path) -> None:
    """Results are as readable as any file that the user makes."""
    run_into(tmp_path, 10)
    (tmp_path / "ordinary").touch()
    ordinary = os.stat(tmp_path / "ordinary").st_mode
    assert os.stat(tmp_path / "ledger-00000.parquet").st_mode == ordinary
