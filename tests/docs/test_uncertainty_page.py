"""The page on what nobody knows is followed to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.analysis.uncertainty import FEWEST_TO_SPLIT
from sim.analysis.worlds import StrategyWorlds
from sim.verbs.uncertain_plan import REPLICATIONS, WORLDS
from tests.cli.conftest import in_folder

PAGE = (Path(__file__).parents[2] / "docs" / "uncertainty.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]
(SNIPPET,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def test_the_page_shows_both_verbs_and_the_defaults() -> None:
    """The tests below run on something, and the sizes that the page names are the ones that are used."""
    assert {command[1] for command in COMMANDS} == {"compare", "run"}
    assert f"there are {WORLDS} worlds with {['no', 'one', 'two'][REPLICATIONS]} programmes each" in PAGE
    assert f"fewer than {FEWEST_TO_SPLIT}\nprogrammes reach the target" in PAGE


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[1:3]))
def test_a_command_of_the_page_works(command: list[str], tmp_path: Path) -> None:
    """It ends well, and leaves every file that the page names."""
    called = in_folder(tmp_path, *command[1:], "executor=inline")
    assert called.status == 0, called.err
    (folder,) = (tmp_path / "outputs").iterdir()
    several = command[1] == "compare"
    for name in re.findall(r"`([a-z]+\.(?:csv|parquet|json))`", PAGE):
        assert (folder / name).is_file() == (several or name in ("worlds.parquet", "split.csv", "summary.json")), name


def test_the_python_of_the_page_works(capsys: pytest.CaptureFixture[str]) -> None:
    """It runs as it stands and prints three lines."""
    names: dict[str, object] = {}
    exec(SNIPPET, names)
    assert isinstance(names["worlds"], StrategyWorlds)
    assert len(capsys.readouterr().out.splitlines()) == 3
