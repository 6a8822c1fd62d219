"""`sim seek`: a question in one line, an answer in one sentence, and everything that it rests on in a folder."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.decisions import seek_card
from sim.api import load_scenario
from sim.montecarlo.points import Points
from sim.verbs import kept_points, seek
from tests.cli.conftest import Call, Ran, files_below, ran
from tests.cli.pretended import pretended
from tests.conftest import ROOT

ASKED = ("seek", "cfo.budget_eur", "goal=0.8", "strategy=coe", "executor=inline")
EXAMPLES = [
    shlex.split(line)
    for line in (ROOT / "conf" / "help" / "seek.txt").read_text(encoding="utf-8").splitlines()
    if line.startswith("  sim ")
]


@pytest.fixture(scope="module")
def sought(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The budget for 80%, in two hundred pretended futures at each value."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_points, "run_points", pretended)
        return ran(tmp_path_factory.mktemp("seek"), *ASKED)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretended programmes, and no pictures: drawing them takes most of the time."""
    monkeypatch.setattr(kept_points, "run_points", pretended)
    monkeypatch.setattr(seek, "draw", lambda *_: None)


def summary_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def test_the_answer_is_the_one_of_the_analysis(sought: Ran) -> None:
    """Value, interval and every value tried are those of `seek_card`; the budget needed is 1M + 2M × 0.8 = 2.6M."""
    expected = seek_card(load_scenario("coe"), "cfo.budget_eur", 0.8, seed=21, replications=200, run=pretended)
    answer = summary_of(sought.folder)["strategies"]["coe"]
    assert (answer["value"], answer["low"], answer["high"]) == (expected.value, expected.low, expected.high)
    assert answer["value"] == pytest.approx(2.6e6, abs=2e5)
    assert [each["value"] for each in answer["tried"]] == [each.value for each in expected.tried]
    with (sought.folder / "seek.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["estimate"]) for row in rows] == [each.estimate for each in expected.tried]


def test_the_folder_holds_what_was_promised_and_the_page_names_it(sought: Ran) -> None:
    """Chart in three forms, table, summary with its version of the schema, scenario, manifest; each file is listed."""
    found = {name for name in files_below(sought.folder) if not name.startswith("points/")}
    charts = {f"charts/seek.{kind}" for kind in ("svg", "png", "csv")}
    assert found == charts | {"seek.csv", "summary.json", "scenario.yaml", "manifest.json"}
    assert sought.folder.name.startswith("seek-coe-")
    assert summary_of(sought.folder)["schema_version"] == 1
    assert all(
        name in sought.called.out for name in ("charts/", "seek.csv", "summary.json", "scenario.yaml", "points/")
    )


def test_the_terminal_gives_the_sentence_the_values_and_the_next_command(sought: Ran) -> None:
    """The summary's sentence stands on the page, the answer is marked, and the next command has the value in it."""
    page, answer = " ".join(sought.called.out.split()), summary_of(sought.folder)["strategies"]["coe"]
    assert answer["sentence"] in page
    assert page.count("<- the answer") == 1
    assert f"sim run strategy=coe cfo.budget_eur={answer['value']:.10g}" in page
    assert max(map(len, sought.called.out.split("What to try next")[0].splitlines())) <= 100


def test_the_same_command_again_computes_nothing_and_another_is_refused(
    call: Call, sought: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is read and the page is the same; another goal in that folder is another question."""
    shutil.copytree(sought.home / "outputs", tmp_path / "outputs")
    monkeypatch.setattr(kept_points, "run_points", lambda *_, **__: pytest.fail("something was simulated"))
    called = call(*ASKED)
    assert (called.status, called.out) == (0, sought.called.out)
    other = call(*ASKED, "goal=0.7", f"output=outputs/{sought.folder.name}")
    assert other.status == 2
    assert 'holds other results (seek goal is "at least 0.8" there and "at least 0.7" here)' in other.err


@pytest.mark.usefixtures("fast")
def test_several_strategies_get_a_table_of_what_each_needs(call: Call) -> None:
    """Both stand in one table, with a folder of points and a scenario each; the value is the same as alone."""
    names = "strategies=[coe,factory]"
    called = call("seek", "cfo.budget_eur", "goal=0.8", names, "executor=inline", "replications=100", "output=out")
    assert called.status == 0, called.err
    assert "Centre of excellence  found" in called.out
    assert "Centre of excellence: In at least 80% of futures" in called.out
    alone = call(*ASKED, "replications=100", "--json")
    answers = summary_of(Path("out"))["strategies"]
    assert answers["coe"] == json.loads(alone.out)["strategies"]["coe"]
    assert {"coe/scenario.yaml", "factory/scenario.yaml"} <= files_below(Path("out"))
    assert list(Path("out/factory/points").glob("*.parquet"))


@pytest.mark.usefixtures("fast")
def test_no_value_in_the_range_is_said_and_not_made_up(call: Call) -> None:
    """Between 1M and 2M at most half of the futures get there."""
    document = json.loads(call(*ASKED, "low=1e6", "high=2e6", "--json").out)
    answer = document["strategies"]["coe"]
    assert (answer["verdict"], answer["value"]) == ("not reached", None)
    assert "nowhere between cfo.budget_eur €1.00M and €2.00M" in document["finding"]
    assert "not reached anywhere between 1,000,000 and 2,000,000 EUR" in answer["sentence"]


@pytest.mark.usefixtures("fast")
def test_a_card_that_moves_nothing_is_said_to_move_nothing(call: Call) -> None:
    """The pretended programmes know nothing of trust."""
    called = call("seek", "shadow.trust", "goal=0.8", "strategy=coe", "replications=40")
    assert "makes no difference to it in any of 40 futures" in " ".join(called.out.split())
    assert "sim sensitivity strategy=coe" in called.out


@pytest.mark.usefixtures("fast")
def test_at_most_and_amounts_can_be_sought(call: Call) -> None:
    """At most 20% frozen is the same budget as at least 80% reached; a mean payoff is sought in its unit."""
    frozen = json.loads(call("seek", "cfo.budget_eur", "at_most=0.2", "measure=frozen", "strategy=coe", "--json").out)
    reached = json.loads(call(*ASKED, "--json").out)
    assert frozen["strategies"]["coe"]["value"] == reached["strategies"]["coe"]["value"]
    paid = call("seek", "platform.reuse_share", "goal=0", "measure=payoff_eur", "strategy=factory", "low=0.1")
    assert "On average payoff is at least 0 EUR from platform.reuse_share = 0.2" in paid.out


def test_ctrl_c_keeps_what_was_simulated_and_the_same_command_carries_on(
    call: Call, sought: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the second of the nine first values: one is kept, none is simulated twice, the answer is the same."""
    asked: list[float] = []

    def pressed(points: Points, **_: object) -> object:
        asked.extend(dict(change)["cfo.budget_eur"] for change in points.changes)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return pretended(points)

    monkeypatch.setattr(kept_points, "BATCH_PROGRAMMES", 200)
    monkeypatch.setattr(kept_points, "run_points", pressed)
    monkeypatch.setattr(seek, "draw", lambda *_: None)
    stopped = call(*ASKED, "output=out")
    assert (stopped.status, stopped.out) == (130, "")
    assert "200 programmes are kept in out" in stopped.err
    assert f"to carry on: {shlex.join(['sim', *ASKED, 'output=out'])}" in stopped.err
    assert call(*ASKED, "output=out").status == 0
    assert len(asked) == len(set(asked)) + 1
    assert summary_of(Path("out")) == summary_of(sought.folder)


def test_rerun_repeats_a_search_by_its_command(call: Call, sought: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stored command, into a new folder and with nothing on the screen but the verdict."""
    monkeypatch.setattr(kept_points, "run_points", pretended)
    document = json.loads(call("rerun", str(sought.folder), "executor=inline", "output=again", "--json").out)
    assert document["identical"] is True
    assert {"summary.json", "seek.csv", "charts/seek.csv", "scenario.yaml"} <= set(document["compared"])


def test_rerun_of_other_luck_or_of_an_unfinished_search_says_so(
    call: Call, sought: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programmes that end otherwise are not the same results; without a finished search there is nothing to compare."""

    def luckier(points: Points, **_: object) -> object:
        return pretended(replace(points, seed=points.seed + 1))

    monkeypatch.setattr(kept_points, "run_points", luckier)
    other = call("rerun", str(sought.folder), "executor=inline", "output=again")
    assert other.status == 1
    assert "the results are NOT the same" in other.err
    copy = shutil.copytree(sought.folder, tmp_path / "begun")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    del manifest["command"]
    (copy / "manifest.json").write_text(json.dumps({**manifest, "state": "begun"}), encoding="utf-8")
    unfinished = call("rerun", "begun")
    assert unfinished.status == 2
    assert "was not finished" in unfinished.err


@pytest.mark.parametrize("example", EXAMPLES, ids=" ".join)
def test_every_example_of_the_help_composes(call: Call, tmp_path: Path, example: list[str]) -> None:
    """What the help shows can be typed: `--cfg job` composes it and writes nothing."""
    called = call(*example[1:], "--cfg", "job")
    assert called.status == 0, called.err
    assert files_below(tmp_path) == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "sim seek takes one card, found none"),
        (("cfo.budget_eur", "cfo.threshold_eur", "goal=0.8"), "found cfo.budget_eur, cfo.threshold_eur"),
        (("cfo.budget", "goal=0.8"), "did you mean 'cfo.budget_eur'?"),
        (("cfo.budget_eur",), "Give goal= (at least) or at_most="),
        (("cfo.budget_eur", "goal=0.8", "at_most=0.9"), "one of them"),
        (("cfo.budget_eur", "goal=1.5"), "goal: found 1.5; reached_target is a share of programmes"),
        (("cfo.budget_eur", "goal=80%"), "write 80% as a share"),
        (("cfo.budget_eur", "goal=much"), "goal: found much; allowed is a number"),
        (("cfo.budget_eur", "goal=0.8", "measure=reached_targe"), "did you mean 'reached_target'?"),
        (("cfo.budget_eur", "goal=0.8", "low=3e6", "high=1e6"), "its low end must be below its high end"),
        (("cfo.budget_eur", "goal=0.8", "tolerance=0"), "a tolerance of 0 is none"),
        (("cfo.budget_eur=[1e6,3e6]", "goal=0.8"), "its range as low= and high="),
        (("ownership.shared", "goal=0.8"), "ownership.shared: holds one of"),
        (("sequencing.mandate", "goal=0.8"), "a goal is sought over numbers"),
        (("cfo.budget_eur", "goal=0.8", "replications=1"), "needs at least 2"),
        (("cfo.budget_eur", "goal=0.8", "strategies=[coe,fabrik]"), "no such strategy 'fabrik'"),
        (("cfo.budget_eur", "goal=0.8", "strategies=[coe,factory]", "strategy=coe"), "a comparison takes a list"),
        (("cfo.budget_eur", "goal=0.8", "strategies=[coe,factory]", "precision=0.1"), "belongs to sim run"),
        (("cfo.budget_eur", "goal=0.8", "measures=[failed]"), "did you mean measure=NAME?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_bad_input_is_one_message_and_status_two(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    """What was found, what is allowed; nothing is simulated and no results are left behind."""
    monkeypatch.setattr(kept_points, "run_points", lambda *_, **__: pytest.fail("something was simulated"))
    called = call("seek", *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert "Traceback" not in called.err
    assert files_below(tmp_path) == set()
