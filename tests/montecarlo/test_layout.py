"""A folder that another version's layout left behind is told apart at once, and left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import main
from sim.errors import InputError
from sim.folders import check_own
from sim.montecarlo.manifest import MANIFEST_NAME, MANIFEST_VERSION, read_manifest
from sim.montecarlo.run import run_replications
from sim.montecarlo.schema import SCHEMA_VERSION, arrow_schema
from sim.montecarlo.store import RunStore
from sim.montecarlo.tables import open_run
from sim.scenario import Scenario
from tests.montecarlo.fakes import IDENTITY, SEED, YAML, FakeProgramme, claimed

TOLD = r"layout 1 \(written by sim 0\.0\.9\).*reads and writes layout 2.*output="


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A finished run as the version before left it."""
    folder = tmp_path / "run"
    run_replications(Scenario(), seed=SEED, replications=3, store=claimed(folder), simulate=FakeProgramme())
    path = folder / MANIFEST_NAME
    document = {**json.loads(path.read_bytes()), "schema_version": 1, "versions": {"sim": "0.0.9"}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_layout_is_the_full_models() -> None:
    """Version 2 of tables and folder: the columns of retirement, shadow AI and delivery are new in it."""
    assert (SCHEMA_VERSION, MANIFEST_VERSION) == (2, 2)
    assert {"went_live", "retired", "shadow", "weeks_to_production"} <= set(arrow_schema("replications").names)
    assert {"live", "reviews", "reuse_share"} <= set(arrow_schema("workloads").names)


def test_an_older_folder_is_neither_claimed_nor_opened(older: Path) -> None:
    """The message names both layouts, who wrote it and the way out; nothing is touched."""
    before = contents(older)
    with pytest.raises(InputError, match=TOLD):
        RunStore(older).claim(YAML, IDENTITY)
    with pytest.raises(InputError, match=TOLD):
        open_run(older)
    with pytest.raises(InputError, match=TOLD):
        check_own(older, IDENTITY)
    assert contents(older) == before


def test_the_command_line_says_it_in_one_line(older: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong input, exit status 2, whether the folder is run into or run again."""
    for words in (["run", "replications=3", f"output={older}"], ["rerun", str(older)]):
        assert main(words) == 2
        assert "its results have layout 1" in capsys.readouterr().err


def test_a_folder_whose_run_never_ended_has_no_writer(older: Path) -> None:
    """A manifest that was only begun knows no versions."""
    path = older / MANIFEST_NAME
    begun = {"schema_version": 1, "state": "begun", "identity": {"seed": 1}}
    path.write_text(json.dumps(begun), encoding="utf-8")
    with pytest.raises(InputError, match="written by sim of an unknown version"):
        read_manifest(older)
