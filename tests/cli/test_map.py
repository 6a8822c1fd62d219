"""`sim map`: a grid of two cards, of two strategies or of one, as picture, table and summary."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.decisions import map_cards, map_measure
from sim.analysis.factors import factor
from sim.api import load_scenario
from sim.montecarlo.points import Points
from sim.verbs import kept_points
from sim.verbs import map as map_verb
from tests.cli.conftest import Call, Ran, files_below, ran
from tests.cli.pretended import pretended
from tests.conftest import ROOT

TWO = (
    "map",
    "platform.reuse_share=[0.1,0.7]",
    "cfo.budget_eur",
    "strategies=[coe,factory]",
    "steps=3",
    "executor=inline",
)
ONE = ("map", "cfo.budget_eur=[1e6,3e6]", "shadow.trust", "strategy=coe", "steps=3", "executor=inline")
EXAMPLES = [
    shlex.split(line)
    for line in (ROOT / "conf" / "help" / "map.txt").read_text(encoding="utf-8").splitlines()
    if line.startswith("  sim ")
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A platform against none, over what it reuses and the budget."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_points, "run_points", pretended)
        return ran(tmp_path_factory.mktemp("map"), *TWO)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretended programmes, and no pictures: drawing them takes most of the time."""
    monkeypatch.setattr(kept_points, "run_points", pretended)
    monkeypatch.setattr(map_verb, "draw", lambda *_: None)


def summary_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def test_the_map_of_two_is_the_one_of_the_analysis(two: Ran) -> None:
    """Every cell is that of `map_cards`; the platform breaks even at a reuse of 0.3 whatever the budget."""
    strategies = {name: load_scenario(name) for name in ("coe", "factory")}
    axes = factor("platform.reuse_share", 0.1, 0.7), factor("cfo.budget_eur")
    expected = map_cards(strategies, *axes, steps=3, seed=21, replications=50, run=pretended)
    summary = summary_of(two.folder)
    assert [cell["difference"] for cell in summary["cells"]] == expected.difference.ravel().tolist()
    assert all(cell["clear"] for cell in summary["cells"])
    (line,) = summary["line"]
    assert [across for across, _ in line] == pytest.approx([0.3] * len(line))
    with (two.folder / "map.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["difference"]) for row in rows] == [cell["difference"] for cell in summary["cells"]]
    assert {"coe_mean", "factory_mean", "low", "high"} <= rows[0].keys()


def test_the_folder_holds_what_was_promised(two: Ran) -> None:
    """Chart in three forms, table, summary with its version of the schema, a scenario each, manifest."""
    found = {name for name in files_below(two.folder) if "points/" not in name}
    charts = {f"charts/map.{kind}" for kind in ("svg", "png", "csv")}
    scenarios = {"coe/scenario.yaml", "factory/scenario.yaml"}
    assert found == charts | scenarios | {"map.csv", "summary.json", "manifest.json"}
    assert summary_of(two.folder)["schema_version"] == 1


def test_the_terminal_shows_the_grid_with_high_values_on_top(two: Ran) -> None:
    """Three rows of three signed numbers, the finding as above the chart, and a command that leads on."""
    lines = two.called.out.splitlines()
    (head,) = (number for number, line in enumerate(lines) if line.startswith("cfo.budget_eur  "))
    assert lines[head].split() == ["cfo.budget_eur", "0.1", "0.4", "0.7"]
    assert [line.split()[0] for line in lines[head + 1 : head + 4]] == ["€3.00M", "€1.85M", "€700k"]
    assert lines[head + 1].split()[1:] == ["+€2.0M", "−€1.0M", "−€4.0M"]
    page = " ".join(two.called.out.split())
    assert "STRATEGY/points/: what was simulated" in page
    assert f"{summary_of(two.folder)['finding']}." in page
    assert "sim compare 'strategies=[coe,factory]'" in page
    assert max(map(len, two.called.out.split("What to try next")[0].splitlines())) <= 100


def test_the_same_command_again_computes_nothing_and_another_is_refused(
    call: Call, two: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is read; another grid in that folder is another map."""
    shutil.copytree(two.home / "outputs", tmp_path / "outputs")
    monkeypatch.setattr(kept_points, "run_points", lambda *_, **__: pytest.fail("something was simulated"))
    called = call(*TWO)
    assert (called.status, called.out) == (0, two.called.out)
    other = call(*TWO[:4], "steps=2", f"output=outputs/{two.folder.name}")
    assert other.status == 2
    assert "holds other results" in other.err


@pytest.mark.usefixtures("fast")
def test_the_map_of_one_is_the_one_of_the_analysis_and_marks_what_is_open(call: Call) -> None:
    """Of 50 futures as many get there as the budget reaches; cells whose interval holds the goal carry a mark."""
    called = call(*ONE, "measure=reached_target", "goal=0.5", "output=out")
    assert called.status == 0, called.err
    axes = factor("cfo.budget_eur", 1e6, 3e6), factor("shadow.trust")
    expected = map_measure(
        load_scenario("coe"), *axes, measure="reached_target", goal=0.5, steps=3, seed=21, replications=50,
        run=pretended,
    )  # fmt: skip
    cells = summary_of(Path("out"))["cells"]
    assert [cell["mean"] for cell in cells] == expected.means.ravel().tolist()
    assert [cell["clear"] for cell in cells] == expected.clear.ravel().tolist()
    assert {cell["clear"] for cell in cells} == {True, False}
    grid = called.out[called.out.index("shadow.trust ") : called.out.index("Across:")]
    assert grid.count("~") == sum(not cell["clear"] for cell in cells)
    assert "on which side of the goal" in called.out
    assert "sim seek strategy=coe cfo.budget_eur goal=0.5 measure=reached_target" in called.out


@pytest.mark.usefixtures("fast")
def test_a_payoff_without_a_goal_is_held_against_nothing_earned(call: Call) -> None:
    """The border of a mean payoff is 0 unless somebody says otherwise; of other measures there is none."""
    assert json.loads(call(*ONE, "--json").out)["goal"] == 0.0
    assert json.loads(call(*ONE, "goal=5e4", "--json").out)["goal"] == 5e4
    assert json.loads(call(*ONE, "measure=frozen", "--json").out)["goal"] is None


@pytest.mark.usefixtures("fast")
def test_a_map_wider_than_the_terminal_is_left_to_the_files(call: Call) -> None:
    """Fifteen columns of amounts do not fit a hundred characters."""
    called = call(*ONE, "steps=15", "replications=2")
    assert "wider than this terminal: it is in charts/map.png and map.csv" in called.out
    assert max(map(len, called.out.split("What to try next")[0].splitlines())) <= 100


def test_ctrl_c_keeps_what_was_simulated_and_the_same_command_carries_on(
    call: Call, two: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the second strategy: the first is not simulated again, and the result is the same."""
    asked: list[str] = []

    def pressed(points: Points, **_: object) -> object:
        asked.append(points.base.name)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return pretended(points)

    monkeypatch.setattr(kept_points, "run_points", pressed)
    monkeypatch.setattr(map_verb, "draw", lambda *_: None)
    stopped = call(*TWO, "output=out", "--json")
    assert stopped.status == 130
    assert json.loads(stopped.out)["stopped_early"] is True
    assert "450 programmes are kept in out" in stopped.err
    assert call(*TWO, "output=out").status == 0
    assert asked == ["coe", "factory", "factory"]
    assert summary_of(Path("out")) == summary_of(two.folder)


@pytest.mark.parametrize("example", EXAMPLES, ids=" ".join)
def test_every_example_of_the_help_composes(call: Call, tmp_path: Path, example: list[str]) -> None:
    """What the help shows can be typed: `--cfg job` composes it and writes nothing."""
    called = call(*example[1:], "--cfg", "job")
    assert called.status == 0, called.err
    assert files_below(tmp_path) == set()


CARDS = ("cfo.budget_eur", "cfo.threshold_eur")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cfo.budget_eur",), "sim map takes two cards, found cfo.budget_eur"),
        (("cfo.budget_eur", "cfo.budget_eur"), "two different cards"),
        (("cfo.budget", "cfo.threshold_eur"), "did you mean 'cfo.budget_eur'?"),
        (("cfo.budget_eur", "ownership.shared"), "a map needs numbers"),
        (("cfo.budget_eur=[3e6,1e6]", "cfo.threshold_eur"), "its low end must be below its high end"),
        (("cfo.budget_eur=3e6,1e6", "cfo.threshold_eur"), "at least two values, rising"),
        (("cfo.budget_eur", f"levers.from_workload={','.join(map(str, range(1, 18)))}"), "found 17 values"),
        ((*CARDS, "steps=1"), "steps: found 1; allowed are 2 to 15"),
        ((*CARDS, "steps=100"), "steps: found 100; allowed are 2 to 15"),
        ((*CARDS, "steps=some"), "allowed is a whole number"),
        ((*CARDS, "measure=failed", "goal=1.5"), "goal: found 1.5; failed is a share"),
        ((*CARDS, "measure=fail"), "did you mean 'failed'?"),
        ((*CARDS, "strategies=[coe,factory,platform_first]"), "sets two against each other, found 3"),
        ((*CARDS, "strategies=[coe,factory]", "goal=0"), "leave goal= out"),
        ((*CARDS, "replications=1"), "needs at least 2"),
        ((*CARDS, "cfo.hurdel=2"), "did you mean 'cfo.hurdle'?"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_bad_input_is_one_message_and_status_two(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    """What was found, what is allowed; nothing is simulated and no results are left behind."""
    monkeypatch.setattr(kept_points, "run_points", lambda *_, **__: pytest.fail("something was simulated"))
    called = call("map", *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert "Traceback" not in called.err
    assert files_below(tmp_path) == set()
