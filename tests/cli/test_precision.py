"""`precision=` on the command line: what is said on the way, at the end, at the cap and after Ctrl-C."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pytest
import yaml

from sim.montecarlo.run import run_replications
from tests.api.quick_programme import QuickProgramme
from tests.cli.conftest import Call

RUN = ("run", "strategy=coe", "horizon_weeks=30", "executor=inline", "output=out")
COMPARE = ("compare", "strategies=[coe,factory]", "horizon_weeks=30", "executor=inline", "output=out")


@pytest.fixture(autouse=True)
def programme(monkeypatch: pytest.MonkeyPatch) -> QuickProgramme:
    """Programmes that cost next to nothing; 500 of them know a share of a third to five points."""
    quick = QuickProgramme()
    monkeypatch.setattr("sim.api.run_replications", partial(run_replications, simulate=quick))
    return quick


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_end_and_each_look_are_told_and_pictures_say_how_many(call: Call, tmp_path: Path) -> None:
    """One line after the finding; on stderr why it was not over; the footer counts what the rule took."""
    called = call(*RUN, "precision=0.05")
    assert called.status == 0
    told = r"Precision: reached_target is known to ±4(\.\d)? points \(±5 points asked for\): 500 programmes, 2 looks\."
    assert re.search(told, words(called.out))
    assert "500 programmes over 7 months" in words(called.out)
    assert called.err == "sim: 250 programmes: the interval is 1.1 times as wide as asked for; on to 500\n"
    assert "500 replications" in (tmp_path / "out" / "charts" / "survival.svg").read_text(encoding="utf-8")


@pytest.mark.usefixtures("no_charts")
def test_json_holds_the_block_of_the_summary(call: Call, tmp_path: Path) -> None:
    """And nothing is said beside it where quiet is asked for."""
    called = call(*RUN, "precision=0.05", "--json", "--quiet")
    assert called.err == ""
    told = json.loads(called.out)["precision"]
    assert told == json.loads((tmp_path / "out" / "summary.json").read_bytes())["precision"]
    assert (told["quantity"], told["wanted"], told["replications"]) == ("reached_target", 0.05, 500)
    assert [look["replications"] for look in told["looks"]] == [250, 500]


@pytest.mark.usefixtures("no_charts")
def test_the_cap_is_told_with_what_it_would_take(call: Call) -> None:
    """The answer is shown and saved, and marked; what is proposed can be typed."""
    called = call(*RUN, "precision=2%", "precision_of=payoff_eur", "most_replications=300")
    assert called.status == 0
    assert "NOT as precise as asked for: payoff_eur is known to ±€1" in words(called.out)
    proposed = called.out.rpartition("most_replications=")[2].partition(".")[0]
    assert 5_000 < int(proposed) < 30_000
    again = call(*RUN, "precision=5%", "precision_of=payoff_eur", f"most_replications={proposed}")
    assert "Precision: payoff_eur is known to ±€" in words(again.out)


@pytest.mark.usefixtures("no_charts")
def test_a_comparison_names_the_widest_pair(call: Call) -> None:
    """By the labels of its tables; both strategies have as many programmes."""
    called = call(*COMPARE, "precision=0.05")
    assert called.status == 0, called.err
    assert "Precision: every paired difference of reached_target is known to" in words(called.out)
    assert "widest between Centre of excellence and Factory: 250 programmes each, 1 look." in words(called.out)


@pytest.mark.usefixtures("no_charts")
def test_ctrl_c_keeps_whole_shards_and_the_same_command_carries_on(
    call: Call, programme: QuickProgramme, tmp_path: Path
) -> None:
    """In the second look: 250 of 500 are shown as stopped early; then only what is missing is simulated."""
    command = (*RUN, "precision=0.05")
    programme.stop_at = 400
    called = call(*command)
    assert called.status == 130
    assert "STOPPED EARLY: 250 of 500 programmes" in called.out
    assert "sim run strategy=coe horizon_weeks=30 executor=inline output=out precision=0.05" in words(called.out)
    programme.stop_at = None
    programme.simulated.clear()
    assert call(*command).status == 0
    assert programme.simulated == list(range(250, 500))
    assert json.loads((tmp_path / "out" / "summary.json").read_bytes())["precision"]["replications"] == 500


@pytest.mark.usefixtures("no_charts")
def test_ctrl_c_between_two_looks_loses_nothing(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the interval is reckoned: every programme of the look is kept and shown."""

    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.precise.look_at_run", pressed)
    called = call(*RUN, "precision=0.05")
    assert called.status == 130
    assert "STOPPED EARLY: 250 of 250 programmes" in called.out
    assert "all of them are kept in out; run the same command again to go on" in called.err


@pytest.mark.usefixtures("no_charts")
def test_ctrl_c_in_a_comparison_shows_what_there_is(call: Call, programme: QuickProgramme) -> None:
    """Of both strategies: what their whole shards hold, out of what the look would have had."""
    programme.stop_at = 300
    called = call(*COMPARE, "precision=0.05", "replications=400")
    assert called.status == 130
    assert "STOPPED EARLY: 250 of 1,000 programmes" in called.out


def test_the_configuration_shows_the_first_look(call: Call) -> None:
    """A small one, unless somebody says how many; and nothing is simulated."""
    small = yaml.safe_load(call("run", "strategy=coe", "precision=0.02", "--cfg", "job").out)
    assert (small["precision"], small["replications"], small["most_replications"]) == (0.02, 250, 20_000)
    larger = yaml.safe_load(call("run", "strategy=coe", "precision=0.02", "replications=900", "--cfg", "job").out)
    assert larger["replications"] == 900
    plain = yaml.safe_load(call("run", "strategy=coe", "--cfg", "job").out)
    assert (plain["precision"], plain["replications"]) == (None, 1_000)


@pytest.mark.usefixtures("no_charts")
def test_the_stored_scenario_is_that_of_a_plain_run(call: Call, tmp_path: Path) -> None:
    """It says how many programmes there are; next commands do not carry the precision on."""
    called = call(*RUN, "precision=0.05")
    stored = yaml.safe_load((tmp_path / "out" / "scenario.yaml").read_bytes())
    assert stored["replications"] == 500
    assert "precision" not in stored
    assert "precision=" not in called.out.partition("What to try next")[2]
