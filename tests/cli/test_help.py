"""Help that a non-programmer can follow, and that is there at once."""

from __future__ import annotations

import shlex
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.help_time import ratios
from sim.scenario import Scenario
from sim.verbs.catalogue import LATER, VERBS
from tests.cli.conftest import Call, files_below
from tests.conftest import ROOT, RunSim, quiet_environment

HEAVY = ("numpy", "hydra", "omegaconf", "pydantic", "yaml", "rich", "pyarrow", "matplotlib", "scipy", "simpy")
WITH_EXAMPLES = sorted(path.stem for path in (ROOT / "conf" / "help").glob("*.txt"))


def commands(name: str) -> list[list[str]]:
    """The example commands of a help file, as a shell reads them."""
    lines = (ROOT / "conf" / "help" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [shlex.split(line) for line in lines if line.startswith("  sim ")]


def test_help_loads_nothing_heavy() -> None:
    """`sim --help` imports neither numpy, hydra, pydantic, yaml nor rich, nor anything of their weight."""
    code = (
        "import sys; from sim.cli import main; main(['--help']); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=quiet_environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip() == "[]"


def test_help_stays_within_four_times_of_importing_argparse() -> None:
    """Median of nine paired runs: a busy machine slows both of a pair."""
    assert statistics.median(ratios(9)) <= 4.0


def test_first_page_says_what_it_is_the_verbs_three_examples_and_where_results_go(call: Call) -> None:
    """`sim --help` answers a newcomer's four questions in this order."""
    page = call("--help").out
    places = [page.index(part) for part in ("AI workload", "usage:", "  compare ", "Examples", "outputs/")]
    assert places == sorted(places)
    assert all(f"  {verb} " in page for verb in VERBS)
    assert len(commands("sim")) == 3


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",), ("help",)], ids=["sim", "--help", "-h", "help"])
def test_every_way_to_ask_gives_the_first_page(call: Call, words: tuple[str, ...]) -> None:
    """Whoever types `sim` alone is lost and gets help, not an error."""
    called = call(*words)
    assert called.status == 0
    assert "usage: sim VERB" in called.out
    assert called.err == ""


@pytest.mark.parametrize("verb", VERBS)
def test_verb_page_has_usage_flags_and_three_examples(call: Call, verb: str) -> None:
    """Each verb explains itself, wherever --help stands on the line."""
    page = call(verb, "--help").out
    assert call("--help", verb).out == page == call("help", verb).out
    assert f"usage: sim {verb}" in page
    assert "--json" in page
    if verb != "completion":
        assert len(commands(verb)) >= 3  # of calibrate one for each kind of record


@pytest.mark.parametrize("verb", ["run", "compare", "trace"])
def test_verb_page_lists_every_group_with_its_options(call: Call, verb: str) -> None:
    """All that can be chosen is on the page, each option with its line."""
    page = call(verb, "--help").out
    for folder in {*(ROOT / "conf").iterdir()} - {ROOT / "conf" / "study", ROOT / "conf" / "stack"}:
        for option in folder.glob("*.yaml"):
            comment = option.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
            assert f"    {option.stem} " in page
            assert comment.split(";")[0].split(",")[0][:30] in page
    assert "cfo.budget_eur" in page
    assert f"{Scenario().cfo.budget_eur:,.0f}" in page


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("words", [("--help",), ("compare", "--help"), ("params",)], ids=" ".join)
def test_pages_fit_the_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch, columns: int, words: tuple[str, ...]
) -> None:
    """Nothing is wider than the terminal, or than 100 columns."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert [line for line in call(*words).out.splitlines() if len(line) > min(columns, 100)] == []


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_fit_eighty_columns(name: str) -> None:
    """Examples are printed as they stand."""
    lines = (ROOT / "conf" / "help" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize(
    "example",
    [words for name in WITH_EXAMPLES for words in commands(name) if "cfg" in VERBS[words[1]].flags],
    ids=" ".join,
)
def test_every_example_composes(call: Call, tmp_path: Path, example: list[str]) -> None:
    """What the help shows can be typed: `--cfg job` composes it and writes nothing."""
    called = call(*example[1:], "--cfg", "job")
    assert called.status == 0, called.err
    assert files_below(tmp_path) == set()


@pytest.mark.parametrize("verb", LATER)
def test_announced_verbs_say_that_they_are_not_there_yet(call: Call, verb: str) -> None:
    """A verb of the design that this version lacks is no typing mistake."""
    called = call(verb, "strategy=coe")
    assert called.status == 2
    assert f"sim {verb} is not available in this version" in called.err


def test_version(run_sim: RunSim) -> None:
    """`sim --version` prints the version of the package."""
    import sim

    assert run_sim("--version").stdout == f"sim {sim.__version__}\n"


def test_verb_page_lists_the_options_of_a_users_folder(call: Call, tmp_path: Path) -> None:
    """The first comment line is the description; a file of our name takes the place of ours."""
    strategies = tmp_path / "mine" / "strategy"
    strategies.mkdir(parents=True)
    (strategies / "careful.yaml").write_text("# Slow and steady.\nname: careful\n", encoding="utf-8")
    (strategies / "coe.yaml").write_text("# Our own centre.\nname: coe\n", encoding="utf-8")
    page = call("run", "--help", "--config-dir", "mine").out
    assert "Slow and steady." in page
    assert "Our own centre." in page
    assert "One centre of excellence builds" not in page
    assert call("run", "--help", "--config-dir", "nowhere").status == 2


def test_the_page_of_serve_lists_every_stack(call: Call) -> None:
    """Each story with its line."""
    page = call("serve", "--help").out
    for option in (ROOT / "conf" / "stack").glob("*.yaml"):
        comment = option.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
        assert f"    {option.stem} " in page
        assert comment.split(";")[0].split(",")[0][:30] in page
