"""The page on comparisons is followed to the letter: commands, charts, headlines, keys and the lines of Python."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.comparison import COST_COUNTS, LESS_IS_BETTER, MARGINAL_COST, MEANS, SHARES
from sim.montecarlo.run import run_replications
from sim.montecarlo.weekly import sample_of
from tests.api.quick_programme import QuickProgramme
from tests.cli.conftest import Called, in_folder

PAGE = (Path(__file__).parents[2] / "docs" / "comparison.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]
(PYTHON,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def first_column(heading: str) -> list[str]:
    """What stands in backticks at the start of each row of a section's tables."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
    return [row for row in re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE) if row != "charts/"]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Called]]]:
    """Every command of the page, one after the other, with programmes that cost next to nothing."""
    home = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.api.run_replications", partial(run_replications, simulate=QuickProgramme()))
        patch.setattr("sim.results.sample_of", lambda scenario, seed, _, workers: sample_of(scenario, seed, 1, workers))
        yield home, [in_folder(home, *words[1:], "executor=inline", f"output={words[1]}") for words in COMMANDS]


def test_every_command_of_the_page_works(followed: tuple[Path, list[Called]]) -> None:
    """Both verbs are on it; each command ends well."""
    assert [words[1] for words in COMMANDS] == ["compare", "run"]
    for called in followed[1]:
        assert called.status == 0, called.err


def test_the_charts_of_the_page_are_those_that_are_drawn(followed: tuple[Path, list[Called]]) -> None:
    """All of a comparison's and no other; a run has the ones that need no second strategy."""
    drawn = {verb: {path.stem for path in (followed[0] / verb / "charts").iterdir()} for verb in ("compare", "run")}
    named = first_column("Charts")
    assert set(named) == drawn["compare"]
    assert {name for name in named if not name.startswith("difference")} == drawn["run"]


def test_the_headlines_of_the_page_are_those_compared() -> None:
    """In full, each with the direction that counts as better, and for which n a marginal cost is compared."""
    assert first_column("Differences in the same futures") == [*SHARES, *MEANS, MARGINAL_COST]
    for name in (*SHARES, *MEANS, MARGINAL_COST):
        assert f"| `{name}` | {'less' if name in LESS_IS_BETTER else 'more'} |" in PAGE
    assert re.findall(r"(\d+)(?:st|th)", PAGE.split(f"`{MARGINAL_COST}`")[1].split("\n")[0]) == [*map(str, COST_COUNTS)]


def test_the_keys_of_the_page_are_in_the_summary(followed: tuple[Path, list[Called]]) -> None:
    """Each leads to something in the comparison's summary; a star is any strategy."""
    summary = json.loads((followed[0] / "compare" / "summary.json").read_text(encoding="utf-8"))
    for key in first_column("In `summary.json`"):
        found: Any = summary
        for part in key.split("."):
            found = next(iter(found.values())) if part == "*" else found[part]
        assert found, key


def test_words_of_the_page_are_on_the_screen(followed: tuple[Path, list[Called]]) -> None:
    """The columns that it explains are those shown."""
    compare, run = (" ".join(called.out.split()) for called in followed[1])
    for words in ("still standing", "pays most in", "Expected regret", "first minus second", "95% confidence"):
        assert words in compare
    assert "lasts, on average" in run
    assert "until the end" in run


@pytest.mark.usefixtures("followed")
def test_the_lines_of_python_run(capsys: pytest.CaptureFixture[str]) -> None:
    """As they stand."""
    exec(compile(PYTHON, "docs/comparison.md", "exec"), {})
    assert "of 12 paired futures" in capsys.readouterr().out
