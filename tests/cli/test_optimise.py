"""`sim optimise`: a search that says beforehand what it may cost, and writes its winner as a strategy that runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.bench import Effort
from sim.analysis.decisions import block_seed, optimise_policy
from sim.analysis.policy_space import policy_space
from sim.api import load_scenario
from sim.montecarlo.points import Points
from sim.scenario import Scenario
from sim.scenario.variation import vary
from sim.verbs import kept_points
from sim.verbs import optimise as optimise_verb
from tests.cli.conftest import Call, Ran, files_below, ran
from tests.cli.pretended import pretended

SMALL = ("over=[timing,tax]", "replications=20", "programmes=2000", "executor=inline")
ASKED = ("optimise", "strategy=coe", "platform.reuse_share=0.4", *SMALL)


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Where a platform that reuses 40% earns 1M, a strategy without one finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_points, "run_points", pretended)
        return ran(tmp_path_factory.mktemp("optimise"), *ASKED)


def summary_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def test_the_search_is_the_one_of_the_analysis(searched: Ran) -> None:
    """Winner, gain and programmes are those of `optimise_policy`; the gain is the platform's 1M."""
    base = load_scenario("coe", ["platform.reuse_share=0.4"])
    effort = Effort(2_000, block=20, blocks=1, fresh=40)
    expected = optimise_policy(base, policy_space(base, ["timing", "tax"]), effort, seed=21, run=pretended)
    summary = summary_of(searched.folder)
    assert summary["winner"] == {card: value for card, value in expected.winner}
    assert summary["winner"]["sequencing.platform_after"] is not None
    assert summary["fresh"]["gain"]["mean"] == expected.gain.mean == pytest.approx(1e6)
    assert summary["programmes"] == expected.programmes <= 2_000
    assert summary["fresh"]["seed"] == block_seed(21, 1)


def test_the_folder_holds_what_was_promised_and_the_effort_was_said_beforehand(searched: Ran) -> None:
    """The policy as a strategy, chart in three forms, table, summary, scenario, manifest; stderr names the budget."""
    found = {name for name in files_below(searched.folder) if not name.startswith("points/")}
    charts = {f"charts/optimise.{kind}" for kind in ("svg", "png", "csv")}
    tables = {"optimise.csv", "summary.json", "scenario.yaml", "manifest.json"}
    assert found == charts | tables | {"strategy/coe_best.yaml"}
    assert summary_of(searched.folder)["schema_version"] == 1
    assert "at most 2,000 programmes: about 17 policies a round" in searched.called.err
    assert "80 are kept for the fresh luck" in searched.called.err


def test_the_terminal_shows_the_moves_the_optimism_and_the_commands(searched: Ran) -> None:
    """What was changed, start and winner twice, the finding as above the chart, and two commands to type."""
    page, summary = " ".join(searched.called.out.split()), summary_of(searched.folder)
    assert "sequencing.platform_after" in page
    assert "gain, future by future" in page
    assert "Searched less fresh, the mean of what was found" in page
    assert f"{summary['finding']}." in page
    assert f"sim run strategy=coe_best seed={block_seed(21, 1)} replications=40 --config-dir" in page
    assert "sim compare platform.reuse_share=0.4 'strategies=[coe,coe_best]' --config-dir" in page
    assert max(map(len, searched.called.out.split("What to try next")[0].splitlines())) <= 100


def test_the_same_command_again_computes_nothing_and_another_is_refused(
    call: Call, searched: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole search is read back; another budget in that folder is another search."""
    shutil.copytree(searched.home / "outputs", tmp_path / "outputs")
    monkeypatch.setattr(kept_points, "run_points", lambda *_, **__: pytest.fail("something was simulated"))
    called = call(*ASKED)
    assert (called.status, called.out) == (0, searched.called.out)
    other = call(*ASKED, "programmes=3000", f"output=outputs/{searched.folder.name}")
    assert other.status == 2
    assert "holds other results" in other.err


def test_ctrl_c_keeps_what_was_simulated_and_the_same_command_carries_on(
    call: Call, searched: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the third step: what came before is not simulated again, and the search ends as it would have."""
    asked: list[Points] = []

    def pressed(points: Points, **_: object) -> object:
        asked.append(points)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return pretended(points)

    monkeypatch.setattr(kept_points, "run_points", pressed)
    monkeypatch.setattr(optimise_verb, "draw", lambda *_: None)
    stopped = call(*ASKED, "output=out")
    assert (stopped.status, stopped.out) == (130, "")
    assert "programmes are kept in out" in stopped.err
    assert call(*ASKED, "output=out").status == 0
    assert asked[2] == asked[3]
    assert summary_of(Path("out")) == summary_of(searched.folder)


HORIZON = "horizon_weeks=26"
REAL = ("optimise", HORIZON, "over=[timing]", "replications=10", "programmes=300", "executor=inline", "output=out")


def same_but_for_its_name(first: Scenario, second: Scenario) -> bool:
    named = first.model_copy(update={"name": second.name, "label": second.label})
    return named == second


def test_the_policy_found_runs_again_and_gives_the_fresh_mean_to_the_last_bit(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the real model: `sim run` with the folder, the seed and the number that are named gives the stated mean."""
    monkeypatch.setattr(optimise_verb, "draw", lambda *_: None)
    document = json.loads(call(*REAL, "strategy=application_first", "funding=default", "--json").out)
    assert document["winner"] != document["start"]
    fresh = document["fresh"]
    words = (f"seed={fresh['seed']}", f"replications={fresh['replications']}", "executor=inline")
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    monkeypatch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
    again = json.loads(call("run", f"strategy={document['strategy']}", *words, "--config-dir", "out", "--json").out)
    assert again["payoff_eur"]["mean"] == fresh["winner"]["mean"]


@pytest.mark.parametrize("kind", ["ours", "a user's own", "a complete scenario"])
def test_the_strategy_file_is_the_winner_whatever_the_search_began_with(
    call: Call, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """With overrides, options and assumptions of the line in it: one of ours, one of a user's, a complete scenario."""
    monkeypatch.setattr(kept_points, "run_points", pretended)
    monkeypatch.setattr(optimise_verb, "draw", lambda *_: None)
    words: tuple[str, ...] = ("strategy=coe", "market=high_prices", "platform.reuse_share=0.4")
    if kind != "ours":
        Path("mine/strategy").mkdir(parents=True)
        Path("mine/strategy/ours.yaml").write_text("defaults:\n  - coe\nshadow:\n  trust: 0.35\n", encoding="utf-8")
        words = ("strategy=ours", *words[1:], "--config-dir", "mine")
    if kind == "a complete scenario":
        assert call("optimise", *words, *SMALL, "output=first").status == 0
        words = ("--config-dir", "first", "--config-name", "scenario")
    document = json.loads(call("optimise", *words, *SMALL, "output=out", "--json").out)
    name, folder = ("coe", None) if kind == "ours" else ("ours", "mine")
    base = load_scenario(name, ["market=high_prices", "platform.reuse_share=0.4"], folder)
    winner = vary(base, {card: tuple(v) if isinstance(v, list) else v for card, v in document["winner"].items()})
    assert document["winner"] != document["start"]
    assert same_but_for_its_name(winner, load_scenario(document["strategy"], config_dir="out"))


def test_where_nothing_better_is_found_no_strategy_is_written(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that reuses a tenth loses 2M, and taxes are nothing to pretended programmes."""
    monkeypatch.setattr(kept_points, "run_points", pretended)
    monkeypatch.setattr(optimise_verb, "draw", lambda *_: None)
    called = call("optimise", "strategy=coe", "platform.reuse_share=0.1", *SMALL, "output=out")
    assert called.status == 0, called.err
    assert "No better policy for Centre of excellence was found among the 18 tried" in called.out
    assert not Path("out/strategy").exists()
    assert "strategy/:" not in called.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("over=[timng]",), "did you mean 'timing'?"),
        (("over=[cfo.budget_eur]",), "cfo.budget_eur is an assumption about the world"),
        (("over=[topology.platform.engineers]",), "changes the head-count"),
        (("over=[pause,sequencing.pause_after]",), "stands in two parts"),
        (("over=[funding.tax_share=0.2]",), "one value does not vary"),
        (("measure=failed",), "more of it is not better"),
        (("measure=payof_eur",), "did you mean 'payoff_eur'?"),
        (("programmes=500",), "programmes: found 500"),
        (("replications=30",), "a multiple of 25"),
        (("replications=5",), "10 to 25 programmes"),
        (("rounds=0",), "rounds: found 0"),
        (("rounds=many",), "allowed is a whole number"),
        (("strategies=[coe,factory]",), "here it is strategy=NAME"),
        (("precision=0.1",), "belongs to sim run"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_bad_input_is_one_message_and_status_two(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    """What was found, what is allowed; nothing is simulated and no results are left behind."""
    monkeypatch.setattr(kept_points, "run_points", lambda *_, **__: pytest.fail("something was simulated"))
    called = call("optimise", *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert "Traceback" not in called.err
    assert files_below(tmp_path) == set()
