"""The gallery shows every chart that the product draws, by commands that other pages show and tests execute."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path

import pytest

from docs.generator.gallery import PICTURES, WEEKS, write_weeks
from docs.generator.plates import COMMANDS, plates
from docs.generator.small import small
from tests.docs.following import ROOT, steps_of
from tests.docs.test_every_command import FOLLOWED_BY

MOST_BYTES = 1_500_000
SIZES = frozenset({
    *("replications", "horizon_weeks", "workers", "output", "trajectories", "rows", "worlds", "points", "steps"),
    *("draws", "keep", "programmes", "day.hours", "per"),
})  # fmt: skip
DRAWERS = {"Picture", "draw"}


def names_drawn() -> set[str]:
    """The first words of every chart that some module of the product makes: `Picture("survival", …)` and the like."""
    found = set()
    for path in (ROOT / "sim").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = _constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DRAWERS and node.args:
                place = node.args[0] if node.func.id == "Picture" else node.args[-1]
                found |= _names(place, known)
    return found


def _constants(tree: ast.Module) -> dict[str, str]:
    """Names of texts in a module, also where several are given at once."""
    known: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            if len(targets) == len(values):
                pairs = zip(targets, values, strict=True)
                known |= {one.id: value.value for one, value in pairs if _is_text(one, value)}  # type: ignore[attr-defined]
    return known


def _is_text(name: ast.expr, value: ast.expr) -> bool:
    return isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str)


def _names(place: ast.expr, known: dict[str, str]) -> set[str]:
    match place:
        case ast.Constant(str(name)):
            return {name}
        case ast.Name(name) if name in known:
            return {known[name]}
        case ast.JoinedStr([ast.Constant(str(begin)), *_]):
            return {begin}
        case ast.IfExp(body=ast.JoinedStr([ast.Constant(str(begin)), *_])):
            return {begin}
    return set()


def test_every_chart_that_is_drawn_has_its_plate_and_every_plate_its_chart() -> None:
    """A new chart is shown, and a chart that is gone is shown no longer."""
    drawn, shown = names_drawn(), {plate.chart for plate in plates()}
    assert len(drawn) > 30
    unseen = {name for name in drawn if not any(chart == name or chart.startswith(name) for chart in shown)}
    gone = {chart for chart in shown if not any(chart == name or name in ("day-", "difference_") for name in drawn)}
    assert unseen == set()
    assert gone == set()


def test_the_pictures_are_those_of_the_plates_and_small() -> None:
    """One file each, all of them in less than a megabyte and a half; `python docs/generate.py --gallery` draws them."""
    files = sorted(PICTURES.glob("*"))
    assert [path.name for path in files] == sorted(f"{plate.file}.svg" for plate in plates())
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


@pytest.mark.parametrize("plate", plates(), ids=lambda plate: plate.file)
def test_a_picture_says_what_it_found_and_fetches_nothing(plate: object) -> None:
    """Its title is the finding; whatever it refers to is inside."""
    text = (PICTURES / f"{plate.file}.svg").read_text(encoding="utf-8")  # type: ignore[attr-defined]
    root = ET.fromstring(text)
    assert (root.findtext("{http://www.w3.org/2000/svg}title") or "").strip()
    ids = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
    assert {name for name in re.findall(r'href="([^"]+)"', text) if name.removeprefix("#") not in ids} == set()


def test_every_command_of_the_gallery_is_executed_with_other_sizes() -> None:
    """The same words stand on a page that a test follows; only the sizes are larger here, and the records others."""
    executed = {
        _kind(step.words) for page in FOLLOWED_BY for step in steps_of((ROOT / page).read_text(encoding="utf-8"))
        if step.language == "console" and step.text.startswith("sim ")
    }  # fmt: skip
    asked = {command.words: _kind(_words(command.words)) for command in COMMANDS}
    assert {words for words, kind in asked.items() if kind not in executed} == set()


def _words(text: str) -> list[str]:
    return text.replace("'", "").split()


def _kind(words: list[str]) -> tuple[str, ...]:
    """A command without its sizes, its values side by side, and the file that it reads."""
    kept = [word for word in words if word.partition("=")[0] not in SIZES and ".csv" not in word]
    return tuple(sorted(re.sub(r"=[^\[,]+,.+", "=…", word) for word in kept))


def test_the_log_of_weeks_is_long_enough_for_a_trend(tmp_path: Path) -> None:
    """And the same each time."""
    write_weeks(tmp_path / "weeks.csv")
    write_weeks(tmp_path / "again.csv")
    assert (tmp_path / "weeks.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()
    lines = (tmp_path / "weeks.csv").read_text(encoding="utf-8").splitlines()[1:]
    days = [datetime.fromisoformat(line.split(",")[0]) for line in lines]
    assert days == sorted(days)
    assert (days[-1] - days[0]).days >= 7 * (WEEKS - 1)


def test_a_picture_is_made_small_without_losing_its_title() -> None:
    """From a file as matplotlib writes it."""
    before = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>A finding</title><g id="a"/></svg>'
    assert ET.fromstring(small(before, "one")).findtext("{http://www.w3.org/2000/svg}title") == "A finding"
