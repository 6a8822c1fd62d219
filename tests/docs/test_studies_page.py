"""The page on studies is followed to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.analysis.factors import factors_of
from sim.verbs.catalogue import METHODS
from sim.verbs.own_words import split_items, with_their_values
from tests.cli.conftest import in_folder

PAGE = (Path(__file__).parents[2] / "docs" / "studies.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]
(TABLE,) = re.findall(r"^```csv\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
WORDS = re.findall(r"^\| (`[^|]+`) \| (?:the|every)", PAGE, flags=re.MULTILINE)


def test_the_page_shows_both_verbs_and_every_method() -> None:
    """The tests below run on something."""
    assert {command[1] for command in COMMANDS} == {"study", "sensitivity"}
    named = {word.removeprefix("method=") for command in COMMANDS for word in command if word.startswith("method=")}
    assert named | {"tornado"} == {*METHODS}
    assert len(WORDS) == 6


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[1:4]))
def test_a_command_of_the_page_works(command: list[str], tmp_path: Path) -> None:
    """It ends well, and leaves a folder with a summary."""
    (tmp_path / "worlds.csv").write_text(TABLE, encoding="utf-8")
    called = in_folder(tmp_path, *command[1:], "executor=inline")
    assert called.status == 0, called.err
    (folder,) = (tmp_path / "outputs").iterdir()
    assert (folder / "summary.json").is_file()


@pytest.mark.parametrize("words", WORDS)
def test_a_word_of_the_table_names_cards(words: str) -> None:
    """Each row of the table of factors is understood."""
    for word in re.findall(r"`([^`]+)`", words):
        assert factors_of(with_their_values(list(split_items(f"[{word}]"))))
