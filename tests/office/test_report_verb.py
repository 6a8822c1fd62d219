"""`sim report --slides --workbook`: files beside the page, and what cannot be asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pptx import Presentation

from tests.cli.conftest import files_below, in_folder
from tests.office.decks import charts_of
from tests.office.test_template import client


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run, as small as they come: a single programme."""
    home = tmp_path_factory.mktemp("results")
    tiny = ("strategy=coe", "replications=1", "horizon_weeks=30", "executor=inline", "--quiet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
        patch.setattr("sim.pictures.write_pictures", lambda *_: [])
        called = in_folder(home, "run", *tiny, "output=run")
    assert called.status == 0, called.err
    client(home / "client.pptx")
    return home


def test_slides_and_workbook_lie_beside_the_page(home: Path) -> None:
    """One command gives all three; JSON says where; the folder of the results stays as it was."""
    before = files_below(home / "run")
    words = ("--slides", "--template", "client.pptx", "--workbook", "--json", "output=board")
    called = in_folder(home, "report", "run", *words)
    assert called.status == 0, called.err
    document = json.loads(called.out)
    assert document["slides"] == "board/report.pptx"
    assert document["workbook"] == "board/report.xlsx"
    assert {"report.html", "report.pptx", "report.xlsx"} <= files_below(home / "board")
    assert files_below(home / "run") == before
    slides = Presentation(str(home / "board" / "report.pptx")).slides
    assert sum(1 for slide in slides for _ in charts_of(slide)) >= 6
    assert "what happened, dated" in " ".join(slide.shapes.title.text for slide in slides)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--template", "client.pptx"), "--template is the look of slides; give --slides with it"),
        (("--slides", "--template", "none.pptx"), "none.pptx: there is no such file; give a .pptx file"),
        (("--slides", "--template"), "--template needs a value"),
        (("--slide",), "there is no flag --slide; did you mean '--slides'?"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_before_anything_is_written(
    home: Path, words: tuple[str, ...], message: str
) -> None:
    """One message, exit 2."""
    called = (
        in_folder(home, "report", "run", *words, "output=nothing")
        if words[-1] != "--template"
        else in_folder(home, "report", "run", "output=nothing", *words)
    )
    assert called.status == 2
    assert message in called.err
    assert called.err.count("\n") == 1
    assert not (home / "nothing").exists()
