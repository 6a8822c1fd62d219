"""The page on sweeps is followed to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.composition.saved import file_words
from sim.composition.sweeping import MOST_JOBS, lay_out
from sim.verbs.catalogue import STUDY_KEYS
from sim.verbs.shelf import saved_studies
from tests.cli.conftest import in_folder

PAGE = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]
(SAVED,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
WORDS = re.findall(r"^\| `([^`|]+=[^`|]+)` \| (?:these|every|1,)", PAGE, flags=re.MULTILINE)


def test_the_commands_of_the_page_work_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ends well and says something; later ones read what earlier ones left."""
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    monkeypatch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
    assert {command[1] for command in COMMANDS} == {"sweep", "rerun", "compare", "run"}
    for command in COMMANDS:
        inline = [] if command[1] == "compare" or "launcher=joblib" in command else ["executor=inline"]
        called = in_folder(tmp_path, *command[1:], *inline)
        assert called.status == 0, (command, called.err)
        assert called.out
    _end_workers()


def _end_workers() -> None:
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True, kill_workers=True)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_table_makes_several_jobs(word: str) -> None:
    """Each row is understood as it stands."""
    assert len(WORDS) == 5
    assert len(lay_out([word]).jobs) > 1


def test_the_saved_sweep_of_the_page_is_one(tmp_path: Path) -> None:
    """It is found as a sweep, and laid out."""
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "mine.yaml").write_text(SAVED, encoding="utf-8")
    path = saved_studies("sweep", str(tmp_path))["mine"]
    assert len(lay_out(file_words(path)).jobs) == 4


def test_the_page_says_what_the_code_has() -> None:
    """The most jobs, and the keys that make a file a study."""
    assert f"at most {MOST_JOBS:,} jobs" in PAGE
    assert "(" + ", ".join(f"`{key}`" for key in STUDY_KEYS) + ")" in PAGE
