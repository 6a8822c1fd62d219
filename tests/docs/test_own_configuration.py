"""The page on one's own configuration is followed to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import sim
from tests.cli.conftest import in_folder

PAGE = (Path(__file__).parents[2] / "docs" / "own-configuration.md").read_text(encoding="utf-8")
FILES = re.findall(r"^`(mine/[\w/.]+)`:\n\n```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The folder that the page describes, with the files that it shows."""
    for name, text in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "mine"


def test_the_page_shows_files_and_commands() -> None:
    """The tests below run on something."""
    assert [name for name, _ in FILES] == ["mine/strategy/careful.yaml", "mine/cfo/frugal.yaml"]
    assert [command[1] for command in COMMANDS] == ["run", "run", "compare"]


def test_the_strategy_of_the_page_is_what_it_says(mine: Path) -> None:
    """Five applications first, half the budget, and all else as on the cards."""
    found = sim.load_scenario("careful", config_dir=mine)
    assert found.sequencing.platform_after == 5
    usual = sim.load_scenario("application_first")
    assert found.cfo.budget_eur == usual.cfo.budget_eur / 2.0
    same = {"name", "label", "about", "sequencing", "cfo"}
    assert found.model_dump(exclude=same) == usual.model_dump(exclude=same)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_commands_of_the_page_work(command: list[str], mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ends well, with the folder of the page; pictures and pages have tests of their own."""
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    monkeypatch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
    assert command[-2:] == ["--config-dir", "mine"]
    called = in_folder(mine.parent, *command[1:], "executor=inline", "output=out")
    assert called.status == 0, called.err
    assert "Careful" in called.out


def test_the_groups_that_the_page_names_are_there() -> None:
    """No more and no less than the folders of conf/ that hold options for a strategy."""
    conf = Path(__file__).parents[2] / "conf"
    groups = {path.name for path in conf.iterdir() if path.is_dir() and any(path.glob("*.yaml"))} - {
        "strategy",
        "study",
        "stack",
    }
    sentence = next(part for part in PAGE.split("\n\n") if part.startswith("Besides ")).split(";")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == groups
