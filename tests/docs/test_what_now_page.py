"""The page on the recommendation is followed to the letter."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from sim.scenario.values import cards_by_name
from sim.verbs import uncertain_files
from sim.verbs.recommend import MOST_WORLDS, REPLICATIONS
from sim.verbs.uncertain_words import KEYS
from tests.cli.conftest import in_folder

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "what-now.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]
(TABLE,) = re.findall(r"^```csv\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the examples in it, and nothing drawn."""
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    monkeypatch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
    monkeypatch.setattr(uncertain_files, "drawn_from", lambda *_: [])
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[2])
def test_a_command_of_the_page_works(command: list[str], home: Path) -> None:
    """It ends well with a recommendation, its page and its data; worlds are there unless they are off."""
    called = in_folder(home, *command[1:], "executor=inline", "output=out")
    assert called.status == 0, called.err
    assert "Recommendation: " in called.out
    assert (home / "out" / "recommendation.md").is_file()
    assert "recommendation" in json.loads((home / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (home / "out" / "worlds").is_dir() == ("uncertainty=off" not in command)


def test_the_table_of_the_page_is_one(home: Path) -> None:
    """Three worlds, whose cards are cards."""
    (home / "worlds.csv").write_text(TABLE, encoding="utf-8")
    small = ("start=examples/client.yaml", "strategies=[business_as_usual,stop_now]", "replications=2")
    more = ("horizon_weeks=26", "executor=inline", "worlds=worlds.csv", "output=out")
    called = in_folder(home, "compare", *small, *more)
    assert called.status == 0, called.err
    assert "3 worlds, 2 programmes of each option in each, as worlds.csv has them" in " ".join(called.out.split())
    assert set(TABLE.splitlines()[0].split(",")) <= set(cards_by_name())


def test_the_keys_and_sizes_of_the_page_are_those_that_are_used() -> None:
    """No key is missing."""
    keys = re.findall(r"^\| `(\w+)` \|", PAGE.split("## Keys")[1], flags=re.MULTILINE)
    assert keys == list(KEYS)
    assert f"at most {MOST_WORLDS}." in PAGE
    assert f"{['no', 'one', 'two'][REPLICATIONS]} programmes of each option in each" in PAGE
