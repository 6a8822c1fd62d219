"""The page on calibration to a history is followed to the letter."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from benchmarks.calibration import BEGIN, END, EXAMPLE, STARTED, example
from sim.analysis.abc_calibration import DRAWS, FUTURES, KEEP
from sim.analysis.abc_distance import FEWEST_EFFECTIVE, PSEUDO_HISTORIES
from sim.calibration.history import WHATS
from sim.calibration.history_reader import read_history
from sim.scenario.values import card_named
from sim.verbs import calibrate_history
from tests.cli.conftest import in_folder

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "history.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]
(PYTHON,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
(TEMPLATE,) = re.findall(r"^```csv\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_of_the_page_works(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends well, and concludes nothing from so few draws, as the page says."""
    monkeypatch.setattr(calibrate_history, "draw", lambda *_: None)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    called = in_folder(tmp_path, *command[1:], "executor=inline")
    assert called.status == 0, called.err
    assert "Too few draws" in called.out or "No drawn programme comes near" in called.out


def test_the_lines_of_python_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As they stand but for their size: so few draws conclude nothing, and a sentence is printed."""
    shutil.copy(ROOT / "examples" / "history.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert "draws=500" in PYTHON
    small = PYTHON.replace("draws=500", 'draws=40, keep=0.9, replications=10, executor="inline"')
    exec(compile(small, "docs/history.md", "exec"), {})
    assert capsys.readouterr().out.startswith("Too few draws")


def test_the_template_is_a_history(tmp_path: Path) -> None:
    """Its rows are read as they stand."""
    file = tmp_path / "history.csv"
    file.write_text(TEMPLATE, encoding="utf-8")
    history = read_history(file)
    assert [one.name for one in history.live or ()] == ["Claims triage", "Mail answers"]
    assert history.live_at(history.weeks) == 1
    assert [one.amount_eur for one in history.spends] == [310_000, 342_000, 401_000]
    assert set(history.decisions) == {"question", "frozen"}


def test_every_word_of_the_page_is_one() -> None:
    """First cells of the table are the words of a history, and none is missing."""
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE.split("| `what` |")[1], flags=re.MULTILINE)
    assert {word for row in rows for word in re.findall(r"`(\w+)`", row)} == set(WHATS)


def test_the_example_is_the_one_that_the_command_prints() -> None:
    """The file in examples/ is a simulated programme's, of the card and value that the page names."""
    assert (ROOT / "examples" / "history.csv").read_text(encoding="utf-8") == example()
    assert f"take {EXAMPLE['value']:.0f} engineer-weeks where the card says" in PAGE
    assert f"the card says {card_named(str(EXAMPLE['card'])).default:g}" in PAGE
    assert read_history(ROOT / "examples" / "history.csv").started == STARTED


def test_the_numbers_of_the_page_are_those_of_the_code_and_of_the_check() -> None:
    """Defaults and limits stand as they are, and the check's table has been written."""
    for told in (
        f"draws={DRAWS}",
        f"keep={KEEP}",
        f"replications={FUTURES}",
        f"Below {FEWEST_EFFECTIVE:.0f} effective",
    ):
        assert told in PAGE
    assert f"any of {PSEUDO_HISTORIES} draws" in PAGE
    written = PAGE.partition(BEGIN)[2].partition(END)[0]
    assert "score of the forecast" in written
    assert "`delivery.build_effort` moves" in written
