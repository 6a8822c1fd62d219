"""The gallery's pictures are of this version and these cards; the cheapest of them are drawn again, as checks on all.

Drawing all takes a quarter of an hour. What is not seen here: a chart whose own module was changed, where neither its
cards nor anything that all charts share was; `python docs/generate.py --gallery WORD` renews it.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import xml.etree.ElementTree as ET
from itertools import product
from pathlib import Path
from unicodedata import normalize

import pytest

import sim
from docs.generator.gallery import PICTURES, folder_of
from docs.generator.plates import COMMANDS, Command, Plate, plates
from docs.generator.small import small
from tests.cli.conftest import in_folder
from tests.docs.following import ROOT

OTHER_FINGERPRINTS = ("sim serve", "sim calibrate", "uncertainty=on")
"""Of a stack, a history or drawn worlds: here only the version is checked."""

DRAWN_AGAIN = ("sim calibrate routing", "sim trace")
RUN = re.compile(r"(?:config|records)([0-9a-f]{8})·.*sim([\d.]+)(?:·|$)")


def texts(svg: str) -> list[str]:
    """Every line of a picture without its blanks; where letters were left outlines, what stands beside them as comment.

    Two letters that are drawn as one are two again.
    """
    lines = ["".join(one.itertext()) for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    return [normalize("NFKC", line).replace(" ", "") for line in lines or re.findall(r"<!-- (.*?) -->", svg)]


def run_line(plate: Plate) -> re.Match[str]:
    """Where the picture says that it comes from."""
    said = texts((PICTURES / f"{plate.file}.svg").read_text(encoding="utf-8"))
    return next(found for line in said if (found := RUN.match(line)))


@pytest.mark.parametrize("plate", plates(), ids=lambda plate: plate.file)
def test_a_picture_is_of_this_version(plate: Plate) -> None:
    """Another version may have other results and draws other pictures."""
    assert run_line(plate)[2] == sim.__version__


def fingerprint(command: Command) -> str:
    """Of the scenarios that a command names, as their picture shortens it."""
    given = dict(word.split("=", 1) for word in shlex.split(command.words) if "=" in word)
    names = given.get("strategies", given.get("strategy", "")).strip("[]").split(",")
    cards = {key: given[key].split(",") for key in given if key.startswith("cfo.") or key == "horizon_weeks"}
    prints = [
        sim.load_scenario(name, [f"{key}={value}" for key, value in zip(cards, values, strict=True)]).fingerprint()
        for name in names
        for values in product(*cards.values())
    ]
    return (prints[0] if len(prints) == 1 else hashlib.sha256(" ".join(prints).encode()).hexdigest())[:8]


OF_SCENARIOS = [one for one in COMMANDS if not any(word in one.words for word in OTHER_FINGERPRINTS)]


@pytest.mark.parametrize("command", OF_SCENARIOS, ids=lambda one: one.plates[0].file)
def test_a_picture_is_of_the_cards_as_they_are(command: Command) -> None:
    """A default or a strategy that has changed makes every picture of it a picture of something else."""
    assert {run_line(plate)[1] for plate in command.plates} == {fingerprint(command)}


@pytest.mark.parametrize("begin", DRAWN_AGAIN)
def test_a_picture_drawn_again_says_the_same(begin: str, tmp_path: Path) -> None:
    """Every word and number in its place; what all charts share is seen by this, too."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    command = next(one for one in COMMANDS if one.words.startswith(begin))
    called = in_folder(tmp_path, *shlex.split(command.words)[1:], "output=shown", "--quiet")
    assert called.status == 0, called.err
    for plate in command.plates:
        drawn = small((folder_of(plate, tmp_path / "shown") / f"{plate.chart}.svg").read_bytes(), plate.file)
        kept = (PICTURES / f"{plate.file}.svg").read_text(encoding="utf-8")
        assert texts(drawn) == texts(kept), f"python docs/generate.py --gallery '{begin}' renews it"
        assert ET.fromstring(drawn).attrib["viewBox"] == ET.fromstring(kept).attrib["viewBox"], plate.file
