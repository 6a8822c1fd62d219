"""`sim rerun`: the stored results again, byte for byte, or a clear no."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import sim
from tests.cli.conftest import Call, Ran, files_below

pytestmark = pytest.mark.usefixtures("no_charts")

VARIANTS = {"usual": "cfo.hurdle=1.0", "tight": "cfo.hurdle=1.5"}


@pytest.fixture
def copy(one_run: Ran, tmp_path: Path) -> Path:
    """The small run's folder, to be spoilt."""
    return Path(shutil.copytree(one_run.folder, tmp_path / "stored"))


@pytest.mark.parametrize("what", ["stored", "stored/scenario.yaml"])
def test_a_run_gives_the_same_bytes_again(call: Call, copy: Path, tmp_path: Path, what: str) -> None:
    """From the folder or from its scenario.yaml, into a new folder beside it; the stored one is not touched."""
    before = {name: (copy / name).read_bytes() for name in files_below(copy)}
    called = call("rerun", what, "executor=inline")
    assert called.status == 0, called.err
    assert "byte by byte" in called.out
    assert {name: (copy / name).read_bytes() for name in files_below(copy)} == before
    again = tmp_path / "stored-rerun"
    for name in ("replications-00000.parquet", "ledger-00000.parquet", "summary.json", "scenario.yaml"):
        assert (again / name).read_bytes() == (copy / name).read_bytes()


def test_json_says_the_same(call: Call, copy: Path) -> None:
    """One document: identical, what was compared, where."""
    document = json.loads(call("rerun", str(copy), "executor=inline", "output=again", "--json").out)
    assert document["identical"] is True
    assert "replications-00000.parquet" in document["compared"]
    assert document["different"] == []
    assert document["rerun"] == "again"


def test_results_that_were_changed_are_found(call: Call, copy: Path) -> None:
    """One number in one file: exit 1, the file is named."""
    path = copy / "summary.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"count": ', '"count":  ', 1), encoding="utf-8")
    called = call("rerun", str(copy), "executor=inline")
    assert called.status == 1
    assert "NOT the same: 1 of " in called.err
    assert "summary.json" in called.err


def test_results_that_are_missing_are_found(call: Call, copy: Path) -> None:
    """A file that was lost counts as a difference."""
    (copy / "events-00000.parquet").unlink()
    called = call("rerun", str(copy), "executor=inline")
    assert called.status == 1
    assert "events-00000.parquet" in called.err


def test_a_folder_with_more_replications_than_were_last_asked_for_is_the_same(call: Call, copy: Path) -> None:
    """Asking for fewer keeps the others: the first rows are what is compared."""
    called = call("run", "-cd", str(copy), "-cn", "scenario", "replications=5", "executor=inline", f"output={copy}")
    assert called.status == 0, called.err
    assert pq.read_metadata(copy / "replications-00000.parquet").num_rows == 12
    assert call("rerun", str(copy), "executor=inline").status == 0


def test_a_comparison_is_run_again_whole(call: Call, one_comparison: Ran, tmp_path: Path) -> None:
    """Every strategy's folder and the comparison's own summary."""
    folder = Path(shutil.copytree(one_comparison.folder, tmp_path / "compared"))
    called = call("rerun", str(folder), "executor=inline", "--json")
    document = json.loads(called.out)
    assert called.status == 0
    assert {"summary.json", "coe/summary.json", "platform_first/events-00000.parquet"} <= set(document["compared"])


def test_a_comparison_of_one_strategy_in_two_variants_is_run_again(call: Call, tmp_path: Path) -> None:
    """Made in Python under names of one's own: the folders' names count, not the scenarios'."""
    both = {name: sim.load_scenario("coe", ["horizon_weeks=30", change]) for name, change in VARIANTS.items()}
    sim.compare(both, replications=2, executor="inline", output=tmp_path / "variants")
    called = call("rerun", "variants", "executor=inline")
    assert called.status == 0, called.err
    assert (tmp_path / "variants-rerun" / "tight" / "summary.json").is_file()


def test_a_trace_is_told_again(call: Call, one_trace: Ran, tmp_path: Path) -> None:
    """The same programme, the same story."""
    folder = Path(shutil.copytree(one_trace.folder, tmp_path / "told"))
    document = json.loads(call("rerun", str(folder), "--json").out)
    assert document["identical"] is True
    assert {"story.txt", "events.csv", "entries.csv"} <= set(document["compared"])


def test_a_scenario_without_results_is_run_and_nothing_is_claimed(call: Call, one_run: Ran, tmp_path: Path) -> None:
    """A scenario.yaml that somebody sent."""
    (tmp_path / "sent").mkdir()
    shutil.copy(one_run.folder / "scenario.yaml", tmp_path / "sent" / "plan.yaml")
    called = call("rerun", "sent/plan.yaml", "executor=inline", "output=here")
    assert called.status == 0, called.err
    assert "no stored results" in called.out
    assert (tmp_path / "here" / "summary.json").is_file()


def test_a_folder_that_is_not_empty_is_refused(call: Call, copy: Path) -> None:
    """A rerun into existing results would run nothing and prove nothing."""
    called = call("rerun", str(copy), f"output={copy}")
    assert called.status == 2
    assert "not empty" in called.err


def test_each_rerun_makes_a_folder_of_its_own(call: Call, copy: Path, tmp_path: Path) -> None:
    """The second one does not read the first one's results."""
    assert call("rerun", str(copy), "executor=inline").status == 0
    assert call("rerun", str(copy), "executor=inline").status == 0
    assert (tmp_path / "stored-rerun-2" / "replications-00000.parquet").is_file()


def test_results_without_their_manifest_are_still_compared(call: Call, copy: Path) -> None:
    """A lost manifest is no reason to say that there is nothing to compare with."""
    (copy / "manifest.json").unlink()
    assert "byte by byte" in call("rerun", str(copy), "executor=inline").out
    (copy / "events-00000.parquet").write_bytes(b"spoilt")
    called = call("rerun", str(copy), "executor=inline")
    assert called.status == 1
    assert "events-00000.parquet" in called.err


def test_json_of_a_scenario_without_results_is_one_document(call: Call, one_run: Ran, tmp_path: Path) -> None:
    """Nothing to compare with: `identical` is neither true nor false."""
    shutil.copy(one_run.folder / "scenario.yaml", tmp_path / "plan.yaml")
    document = json.loads(call("rerun", "plan.yaml", "executor=inline", "output=here", "--json").out)
    assert document["identical"] is None
    assert document["rerun"] == "here"
