"""The page on precision is followed to the letter, in one folder, with programmes that cost next to nothing."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sim.montecarlo.run import run_replications
from sim.scenario import FIRST_LOOK, RunSettings
from tests.api.quick_programme import QuickProgramme
from tests.cli.conftest import Called, in_folder

PAGE = (Path(__file__).parents[2] / "docs" / "precision.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Called]]]:
    """Every command of the page, one after the other; charts and pages have tests of their own."""
    home = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.pictures_of", lambda *_: [])
        patch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
        patch.setattr("sim.api.run_replications", partial(run_replications, simulate=QuickProgramme()))
        simulating = {"run": ("executor=inline",), "compare": ("executor=inline",)}
        yield home, [in_folder(home, *words[1:], *simulating.get(words[1], ())) for words in COMMANDS]


def test_every_command_of_the_page_works(followed: tuple[Path, list[Called]]) -> None:
    """All three verbs are on it; each command ends well."""
    assert {words[1] for words in COMMANDS} == {"run", "compare", "trials"}
    for words, called in zip(COMMANDS, followed[1], strict=True):
        assert called.status == 0, (words, called.err)


def test_the_last_command_goes_on_in_the_folder_of_the_first(followed: tuple[Path, list[Called]]) -> None:
    """As the page says: the folder then holds more than the 250 that it was made with."""
    told = json.loads((followed[0] / "outputs" / "small" / "summary.json").read_bytes())["precision"]
    assert told["replications"] > 250
    assert not told["capped"]


def test_the_defaults_of_the_table_are_those_of_the_keys() -> None:
    """And each key of the table is one."""
    table = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, flags=re.MULTILINE))
    assert table["most_replications"] == f"{RunSettings().most_replications:,}"
    assert table["precision_of"] == f"`{RunSettings().precision_of}`"
    assert table["replications"] == str(FIRST_LOOK)
    assert set(table) <= set(RunSettings.model_fields)
