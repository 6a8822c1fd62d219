"""`sim study`: errors of a saved study name file and line; of a group only what is a programme is simulated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.verbs.study_size import size
from tests.cli.conftest import Call, files_below

QUICK = ("replications=1", "horizon_weeks=8", "executor=inline")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["factors:", "  - shadow.trust", "  - cfo.threshld_eur"], "line 4: cfo.threshld_eur: there is no such card"),
        (["factors: [shadow]", "design: latn"], "line 3: design=latn: is none of"),
        (["factors: [shadow]", "measure: failed"], "line 3: measure: no such key of sim study; did you mean measures"),
        (["factors: [shadow]", "design: latin", "points: ten"], "line 4: points: found ten"),
        (["factors: [shadow]", "replications: many"], "line 3: replications: found 'many'"),
        (["factors: [shadow.trust]", "cfo:", "  hurdel: 2"], "line 4: "),
        (["factors: [shadow.trust]", "cfo:", "  hurdle: [2"], "line "),
    ],
    ids=lambda value: value[-1].strip() if isinstance(value, list) else "",
)
def test_what_is_wrong_in_a_saved_study_is_told_with_file_and_line(
    call: Call, tmp_path: Path, lines: list[str], said: str
) -> None:
    """Whoever reads it typed `sim study own` and nothing else."""
    (tmp_path / "mine" / "study").mkdir(parents=True)
    text = "\n".join(["# Mine.", *lines, "steps: 2" if "design" not in " ".join(lines) else "", ""])
    (tmp_path / "mine" / "study" / "own.yaml").write_text(text, encoding="utf-8")
    called = call("study", "own", "--config-dir", "mine")
    assert (called.status, called.out) == (2, "")
    assert called.err.startswith(f"sim: {Path('mine/study/own.yaml')}, {said}")


def test_what_is_wrong_on_the_line_is_told_as_before(call: Call) -> None:
    """A word that was typed beside a saved study has no line in a file."""
    called = call("study", "budget_and_question", "design=latn")
    assert called.status == 2
    assert called.err.startswith("sim: design=latn: is none of")


def test_of_a_group_only_programmes_are_simulated(call: Call) -> None:
    """Mandates beside a platform that comes later are no programmes: left out, counted, told on stderr."""
    words = ("sequencing", "sequencing.platform_after=0,3", "sequencing.flexibility=[0,1]")
    fixed = ("sequencing.bought=false,true", "sequencing.pause_after=null,5", "sequencing.pause_weeks=4,9")
    called = call("study", f"factors=[{','.join((*words, *fixed))}]", "steps=2", *QUICK, "output=out", "--json")
    assert called.status == 0, called.err
    document = json.loads(called.out)
    assert (document["design"]["points"], document["design"]["left_out"]) == (96, 32)
    assert all(point["sequencing.platform_after"] == 0 for point in document["points"] if point["sequencing.mandate"])
    assert "32 of 128 points are left out: they are no programmes; the first because sequencing.mandate is true" in (
        called.err
    )
    assert "sim: 96 points with 1 programme each: 96 programmes" in called.err


def test_a_card_that_is_named_is_no_group_however_many_values_it_has(call: Call, tmp_path: Path) -> None:
    """What somebody asked for is refused where it is no programme, and not left out."""
    called = call("study", "strategy=platform_first", "factors=[sequencing.platform_after=0,1]", *QUICK)
    assert called.status == 2
    assert "sequencing.mandate is true but sequencing.platform_after is 1" in called.err
    assert files_below(tmp_path) == set()


def test_a_group_without_any_programme_is_refused(call: Call, tmp_path: Path) -> None:
    """Two kinds of delivery team at every point: the reason, and nothing written."""
    words = "factors=[topology,topology.central.engineers=[5,9],topology.embedded.units=[2,4]]"
    called = call("study", words, "design=latin", "points=4", *QUICK)
    assert called.status == 2
    assert "none of 4 points is a programme; the first is none because topology.central.engineers is" in called.err
    assert files_below(tmp_path) == set()


def test_the_size_is_told_in_words() -> None:
    """One point, one programme, many of both."""
    assert size(1, 100) == "1 point with 100 programmes"
    assert size(31, 1) == "31 points with 1 programme each: 31 programmes"
    assert size(393, 20) == "393 points with 20 programmes each: 7,860 programmes"
