"""Stored folders are opened as what they are, or refused with the file that is wrong and what to run."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.errors import InputError, WorkFailed
from sim.folders import claim_run
from sim.montecarlo.manifest import MANIFEST_NAME
from sim.montecarlo.run import run_replications
from sim.results import Results
from sim.scenario import RunSettings
from sim.stored import kind_of, open_comparison, open_run
from tests.montecarlo.fakes import FakeProgramme

CARDS = ["horizon_weeks=26"]
VARIANTS = {"usual": "cfo.hurdle=1.0", "tight": "cfo.hurdle=1.5"}


@pytest.fixture(scope="module", autouse=True)
def no_charts() -> Iterator[None]:
    """Pictures take most of a small run's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.pictures_of", lambda *_: [])
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two strategies, three programmes each, and a run of two shards of stand-ins."""
    folder = tmp_path_factory.mktemp("home")
    pair = {name: sim.load_scenario("coe", [*CARDS, change]) for name, change in VARIANTS.items()}
    sim.compare(pair, replications=3, executor="inline", output=folder / "pair")
    scenario, settings = sim.load_scenario("coe", ["horizon_weeks=260"]), RunSettings(replications=300)
    store = claim_run(folder / "run", scenario, settings)
    run_replications(scenario, seed=settings.seed, replications=300, store=store, simulate=FakeProgramme(rows=1))
    return folder


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """The same, to be spoilt."""
    return Path(shutil.copytree(home, tmp_path / "home"))


def changed(folder: Path, **values: object) -> None:
    path = folder / MANIFEST_NAME
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **values}), encoding="utf-8")


def refused(open_it: Callable[[Path], object], folder: Path) -> str:
    with pytest.raises(InputError) as error:
        open_it(folder)
    assert str(folder) in str(error.value)
    return str(error.value)


def test_a_stored_run_is_what_was_run(home: Path) -> None:
    """Scenario, seed, number of programmes and rows, without a simulation."""
    found = open_run(home / "run")
    assert isinstance(found, Results)
    assert (found.seed, found.replications, found.folder) == (21, 300, home / "run")
    assert found.scenario == sim.load_scenario("coe", ["horizon_weeks=260"])
    assert found.table("replications", ["replication"]).num_rows == 300
    assert kind_of(home / "run") == "run"


def test_a_stored_comparison_says_what_it_said(home: Path) -> None:
    """Its summary is the stored one, to the last digit, in the order of its strategies."""
    found = open_comparison(home / "pair")
    assert list(found.results) == ["usual", "tight"]
    assert found.summary() == json.loads((home / "pair" / "summary.json").read_bytes())
    assert kind_of(home / "pair") == "comparison"


def test_what_is_no_results_folder_is_refused(copy: Path) -> None:
    """Nowhere, a file, an empty folder, a damaged manifest: each named."""
    assert "there is no such folder" in refused(open_run, copy / "nowhere")
    (copy / "file").touch()
    assert "is not a folder" in refused(open_comparison, copy / "file")
    (copy / "empty").mkdir()
    assert "manifest.json is missing" in refused(kind_of, copy / "empty")
    (copy / "run" / MANIFEST_NAME).write_text("{", encoding="utf-8")
    assert "manifest.json is damaged" in refused(open_run, copy / "run")


def test_another_kind_of_folder_is_refused(home: Path) -> None:
    """What it holds, and where to go instead."""
    assert "holds one strategy's run, and a comparison is what is read here" in refused(open_comparison, home / "run")
    assert "holds a comparison" in (told := refused(open_run, home / "pair"))
    assert told.endswith("the folder of one of its strategies: usual, tight")


def test_every_missing_or_damaged_shard_is_named_and_the_command_mends_it(copy: Path) -> None:
    """Both shards of the run are told; the command of the message makes a run of real programmes whole again."""
    folder = copy / "run"
    (folder / "events-00000.parquet").unlink()
    (folder / "replications-00001.parquet").write_bytes(b"spoilt")
    told = refused(open_run, folder)
    assert "replications 0 to 249 are missing (events-00000.parquet" in told
    assert "replications 250 to 299 are missing (replications-00001.parquet" in told
    (copy / "pair" / "tight" / "ledger-00000.parquet").unlink()
    told = refused(open_comparison, copy / "pair")
    command = shlex.split(told.rpartition(": ")[2])
    assert main([*command[1:], "executor=inline", "--json"]) == 0
    assert open_comparison(copy / "pair").summary() == json.loads((copy / "pair" / "summary.json").read_bytes())


def test_rows_that_rotted_are_refused_when_they_are_read(copy: Path) -> None:
    """A footer says nothing of the bytes before it: their checksum does, and names the file."""
    path = copy / "run" / "replications-00001.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 4] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(WorkFailed, match=r"replications-00001\.parquet is damaged"):
        _ = open_run(copy / "run").numbers


def test_an_unfinished_run_is_refused_with_the_command_that_carries_on(copy: Path) -> None:
    """The command names the folder's own scenario."""
    changed(copy / "run", state="interrupted")
    told = refused(open_run, copy / "run")
    folder = copy / "run"
    assert "was not finished" in told
    assert told.endswith(f": sim run --config-dir {folder} --config-name scenario output={folder}")


def test_another_version_is_refused(copy: Path) -> None:
    """An older layout of the folder, or programmes that an older version simulated."""
    changed(copy / "run", schema_version=1)
    assert "its results have layout 1" in refused(open_run, copy / "run")
    identity = json.loads((copy / "pair" / "usual" / MANIFEST_NAME).read_bytes())["identity"]
    changed(copy / "pair" / "usual", identity={**identity, "version": "0.0.9"})
    told = refused(open_comparison, copy / "pair")
    assert "usual: its results were written by sim 0.0.9" in told


def test_a_scenario_of_other_results_is_refused(copy: Path) -> None:
    """Changed by hand: the key is named; lost: so is the file."""
    path = copy / "run" / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("seed: 21", "seed: 22"), encoding="utf-8")
    assert "seed is 21 there and 22 here" in refused(open_run, copy / "run")
    path.unlink()
    assert "scenario.yaml is missing" in refused(open_run, copy / "run")


def test_strategies_that_do_not_belong_together_are_refused(copy: Path) -> None:
    """Another strategy's folder under a name, one that was run on alone, one that is gone."""
    shutil.rmtree(copy / "pair" / "tight")
    assert "its folder tight is missing" in refused(open_comparison, copy / "pair")
    shutil.copytree(copy / "pair" / "usual", copy / "pair" / "tight")
    assert "tight: is not what was compared here" in refused(open_comparison, copy / "pair")


def test_strategies_of_different_numbers_are_refused(copy: Path) -> None:
    """One of them was run on alone, with fewer programmes than the other."""
    sim.simulate(
        sim.load_scenario("coe", [*CARDS, VARIANTS["tight"]]),
        replications=2, executor="inline", output=copy / "pair" / "tight",
    )  # fmt: skip
    assert "different numbers of programmes (usual 3, tight 2)" in refused(open_comparison, copy / "pair")
