"""The page on extending: its code runs, and everything that it promises is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sim import mechanisms
from sim.programme.programme import Programme
from sim.scenario import Scenario
from tests.cli.conftest import in_folder
from tests.docs.following import ROOT, steps_of, text_of

PAGE = text_of("extending.md")
(PYTHON,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
FIRST_CELLS = re.findall(r"^\| (`.+?) \|", PAGE, flags=re.MULTILINE)
PATHS = set(re.findall(r"(?:docs|sim|tests)/[\w./]*\w", PAGE))


def test_the_mechanism_of_the_page_costs_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """It runs; in no future does the strike bring money, and in most it costs some."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(PYTHON, names)
    found = names["both"].difference("with strikes", "without", "payoff_eur")
    assert (found.better, found.total) == (0, 8)
    assert found.worse > 4
    assert "with a mechanism of one's own: strikes" in capsys.readouterr().out


def test_the_command_of_the_page_works(tmp_path: Path) -> None:
    """A card is shown with its meaning, and nothing else is."""
    ((step, card),) = [(step, step.words[-1]) for step in steps_of(PAGE) if step.language == "console"]
    called = in_folder(tmp_path, *step.words[1:])
    assert called.status == 0
    assert card in called.out


def test_every_name_of_the_module_is_explained() -> None:
    """And no other is shown as one of them."""
    told = {name for cell in FIRST_CELLS for name in re.findall(r"`([A-Za-z_]+)(?:\(.*?\))?`", cell)}
    assert set(mechanisms.__all__) <= told


def test_every_attribute_that_is_promised_is_there() -> None:
    """On a programme, a team and a workload as a mechanism meets them."""
    programme = Programme(Scenario(), 21, 0)
    programme.begin()
    programme.clock.stop_after(1.0)
    known = {"programme": programme, "workload": programme.workloads[0], "team": programme.teams[0]}
    promised = re.findall(r"`(programme|workload|team)((?:\.\w+)+)", PAGE)
    assert len(promised) > 15
    for owner, path in promised:
        held: Any = known[owner]
        for part in path.strip(".").split("."):
            held = getattr(held, part)
    for cell in FIRST_CELLS:
        owner, *others = re.findall(r"`(?:(\w+)\.)?(\w+)", cell)
        if owner[0] == "workload":
            assert all(hasattr(known["workload"], name) for _, name in others)


def test_every_path_of_the_page_is_there() -> None:
    """Where a card, a rule and an actor go, and the tests that they must pass."""
    assert len(PATHS) > 10
    assert [path for path in PATHS if not (ROOT / path).exists()] == []
