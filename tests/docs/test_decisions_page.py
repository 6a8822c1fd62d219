"""The page on decisions is followed to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, get_args

import pytest

from sim.analysis.goal_seek import Verdict
from sim.analysis.policy_space import PARTS
from tests.cli.conftest import in_folder

PAGE = (Path(__file__).parents[2] / "docs" / "decisions.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]
(PYTHON,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
FIRST_CELLS = re.findall(r"^\| ([^|]+?) \|", PAGE, flags=re.MULTILINE)


def test_the_page_shows_the_three_verbs_every_verdict_and_every_part() -> None:
    """The tests below run on something, and the tables are complete."""
    assert {command[1] for command in COMMANDS} == {"seek", "map", "optimise"}
    assert set(get_args(Verdict)) <= set(FIRST_CELLS)
    assert {f"`{part}`" for part in PARTS} <= set(FIRST_CELLS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[1:4]))
def test_a_command_of_the_page_works(command: list[str], tmp_path: Path) -> None:
    """It ends well, and leaves a folder with a summary and a chart."""
    called = in_folder(tmp_path, *command[1:], "executor=inline")
    assert called.status == 0, called.err
    (folder,) = (tmp_path / "outputs").iterdir()
    assert (folder / "summary.json").is_file()
    assert (folder / "charts" / f"{command[1]}.svg").is_file()


def test_the_python_of_the_page_runs() -> None:
    """Both strategies have a best of their own, no worse than they were where they were searched, and one is picked."""
    names: dict[str, Any] = {}
    exec(PYTHON, names)
    assert set(names["gains"]) == {"coe", "platform_first"}
    assert all(best.found.searched_gain >= 0.0 for best in names["bests"].values())
    assert names["winner"] in names["bests"]
    assert names["selected"].futures <= 40
