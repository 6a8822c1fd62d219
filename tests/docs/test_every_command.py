"""No page shows a command or a line of Python that no test executes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sim.verbs.catalogue import VERBS
from tests.docs.following import ROOT, steps_of

PAGES = ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
FENCES = {"console", "python", "csv", "yaml", "text", ""}
FOLLOWED = "test_followed_pages.py"
FOLLOWED_BY = {
    "README.md": "test_readme.py",
    "docs/calibrating.md": "test_calibrating_page.py",
    "docs/client-case.md": "test_client_case_page.py",
    "docs/comparison.md": "test_comparison_page.py",
    "docs/decisions.md": "test_decisions_page.py",
    "docs/extending.md": "test_extending_page.py",
    "docs/go-on.md": FOLLOWED,
    "docs/history.md": "test_history_page.py",
    "docs/larger-machine.md": FOLLOWED,
    "docs/own-configuration.md": "test_own_configuration.py",
    "docs/precision.md": "test_precision_page.py",
    "docs/report.md": FOLLOWED,
    "docs/serving.md": "test_calibrating_page.py",
    "docs/spreadsheet.md": FOLLOWED,
    "docs/start.md": "test_start_page.py",
    "docs/studies.md": "test_studies_page.py",
    "docs/sweeps.md": "test_sweeps_page.py",
    "docs/tutorial-consultant.md": FOLLOWED,
    "docs/tutorial-researcher.md": FOLLOWED,
    "docs/tutorial-strategy-team.md": FOLLOWED,
    "docs/uncertainty.md": "test_uncertainty_page.py",
    "docs/what-now.md": "test_what_now_page.py",
}
CALLS = {"in_folder", "run_in", "follow"}
SHOWN_IN_OTHER_SIZES = {"docs/gallery.md"}  # test_gallery.py: each command stands on a page below, in smaller sizes
NOT_FOR_A_READER = {"docs/verbs.md"}  # help texts: tests/cli/test_help.py executes the examples in them


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def test_every_page_with_commands_has_a_test_that_follows_it() -> None:
    """And no test follows a page that shows nothing to do."""
    assert {page for page in PAGES if any(steps_of(text_of(page)))} == {*FOLLOWED_BY, *SHOWN_IN_OTHER_SIZES}


@pytest.mark.parametrize(("page", "name"), FOLLOWED_BY.items())
def test_the_test_of_a_page_reads_and_executes_it(page: str, name: str) -> None:
    """It names the page, calls the command line, and executes Python where the page has some."""
    source = (Path(__file__).parent / name).read_text(encoding="utf-8")
    assert Path(page).name in source
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {one.id for one in calls if isinstance(one, ast.Name)}
    assert names & CALLS
    python = any(step.language == "python" for step in steps_of(text_of(page)))
    assert not python or names & {"exec", "follow", "run_in"}


@pytest.mark.parametrize("page", PAGES)
def test_commands_stand_where_tests_look_for_them(page: str) -> None:
    """Behind `$ ` in a console block, one a line; no other block or language holds a call of sim."""
    text = text_of(page)
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert {language for language, _ in blocks} <= FENCES
    for language, body in blocks:
        if language != "console" and page not in NOT_FOR_A_READER:
            assert re.findall(r"^(?:\$ |sim )", body, flags=re.MULTILINE) == []
    for step in steps_of(text):
        assert step.language == "python" or step.words[0] in ("sim", "make"), step.text


@pytest.mark.parametrize("page", PAGES)
def test_a_command_named_in_a_sentence_has_a_verb_that_exists(page: str) -> None:
    """`sim VERB …` between words is not executed, and may still not send anybody to a verb that is gone."""
    if page in NOT_FOR_A_READER:
        return
    said = re.findall(r"`sim ([a-z]+)(?=[ `])", text_of(page))
    assert set(said) <= set(VERBS)
