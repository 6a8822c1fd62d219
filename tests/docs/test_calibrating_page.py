"""The pages on records and on the request level are followed to the letter, in the order of the page."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from sim.composition.stack import stack_options
from sim.verbs import calibrate_frame, serve
from sim.verbs.calibrate import KINDS
from tests.cli.conftest import in_folder

ROOT = Path(__file__).parents[2]
RECORDS = (ROOT / "docs" / "calibrating.md").read_text(encoding="utf-8")
SERVING = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
USED = ("azure2023", "prices", "routing", "servegen_derived")


def commands(page: str) -> list[list[str]]:
    """The commands of a page, as a shell reads them."""
    return [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", page, flags=re.MULTILINE)]


@pytest.fixture
def unpictured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts have tests of their own."""
    write = calibrate_frame._write
    monkeypatch.setattr(serve, "draw", lambda *_: None)
    monkeypatch.setattr(calibrate_frame, "_write", lambda evidence, _pictures, folder: write(evidence, (), folder))


def test_the_walk_of_the_page_works(tmp_path: Path, unpictured: None) -> None:
    """Every command ends well, each with what the ones before have left."""
    for name in USED:
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    for command in commands(RECORDS):
        inline = ["executor=inline"] if command[1] in ("serve", "run") else []
        called = in_folder(tmp_path, *command[1:], *inline)
        assert called.status == 0, f"{command}: {called.err}"
        assert (tmp_path / command[-1].removeprefix("output=") / "summary.json").is_file()


def test_the_page_names_every_kind_of_record() -> None:
    """A heading for each but the history, which has a page of its own."""
    headings = {line.lower() for line in re.findall(r"^## (\w+)$", RECORDS, flags=re.MULTILINE)}
    assert set(KINDS) - {"history"} <= headings


def test_the_commands_of_the_request_level_work(tmp_path: Path, unpictured: None) -> None:
    """As they stand, on hours instead of days."""
    for number, command in enumerate(commands(SERVING)):
        called = in_folder(tmp_path, *command[1:], "executor=inline", f"output=day{number}")
        assert called.status == 0, f"{command}: {called.err}"


def test_the_page_lists_every_story() -> None:
    """And no other."""
    rows = re.findall(r"^\| `(\w+)` \|", SERVING.split("| `stack=` |")[1].split("\n\n")[0], flags=re.MULTILINE)
    assert rows == sorted({one.name for one in stack_options()}, key=rows.index)
    assert set(rows) == {one.name for one in stack_options()}
