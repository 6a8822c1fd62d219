"""`sim trials`: how many programmes a question needs, from beliefs and from stored results; it simulates nothing."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.analysis import trials
from sim.montecarlo.run import run_replications
from sim.stored import open_comparison, open_run
from tests.api.quick_programme import QuickProgramme
from tests.cli.conftest import Call, files_below

VARIANTS = {"usual": "cfo.hurdle=1.0", "tight": "cfo.hurdle=1.5"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 250 stand-ins and a comparison of 200 for each of two variants."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.pictures_of", lambda *_: [])
        patch.setattr("sim.api.run_replications", partial(run_replications, simulate=QuickProgramme()))
        usual = sim.load_scenario("coe", ["horizon_weeks=30"])
        both = {name: sim.load_scenario("coe", ["horizon_weeks=30", change]) for name, change in VARIANTS.items()}
        sim.simulate(usual, replications=250, executor="inline", output=folder / "run")
        sim.compare(both, replications=200, executor="inline", output=folder / "pair")
    return folder


def rows(call: Call, *words: str) -> list[dict[str, Any]]:
    called = call("trials", *words, "--json")
    assert called.status == 0, called.err
    document = json.loads(called.out)
    assert document["kind"] == "trials"
    return list(document["rows"])


def test_a_share_is_a_half_unless_something_is_expected(call: Call) -> None:
    """One row for each precision; the numbers are those of the calculator."""
    found = [row["replications"] for row in rows(call, "precision=[0.05,0.02]")]
    assert found == [trials.runs_for_share(0.05), trials.runs_for_share(0.02)]
    (row,) = rows(call, "precision=0.02", "share=0.3")
    assert row["replications"] == trials.runs_for_share(0.02, share=0.3)


def test_a_pair_takes_fewer_where_luck_is_common(call: Call) -> None:
    """Shares and means, with what correlation leaves of their variance."""
    (apart,) = rows(call, "precision=0.02", "shares=[0.3,0.5]")
    (together,) = rows(call, "precision=0.02", "shares=[0.3,0.5]", "correlation=0.4")
    discordance = trials.discordance_of(0.3, 0.5, 0.4)
    expected = trials.runs_for_paired_difference(0.02, discordance=discordance, difference=-0.2)
    assert together["replications"] == expected < apart["replications"]
    (money,) = rows(call, "precision=1e5", "deviations=[2e6,2e6]", "correlation=0.5")
    assert money["replications"] == trials.runs_for_mean(1e5, standard_deviation=2e6)
    (alone,) = rows(call, "precision=100000", "deviation=2e6")
    assert alone["replications"] == money["replications"]


def test_the_reverse_says_how_precise_so_many_are(call: Call) -> None:
    """From beliefs, for one number or several."""
    found = rows(call, "replications=[200,1000]", "share=0.2")
    assert [row["half_width"] for row in found] == [trials.share_half_width(n, share=0.2) for n in (200, 1_000)]


def test_the_page_says_what_is_believed_and_what_to_type(call: Call, tmp_path: Path) -> None:
    """A table that fits, and the command that finds it out by itself; no file is written."""
    called = call("trials", "precision=[0.05,0.02]", "share=0.3")
    assert "a share of 30%" in called.out
    assert "±2 points       2,014" in called.out
    assert "sim run precision=0.05" in called.out
    assert files_below(tmp_path) == set()


def test_a_stored_run_says_what_it_has_and_what_it_lacks(call: Call, home: Path) -> None:
    """Its own half-width and share; the time of what is missing at the pace of its manifest."""
    (row,) = rows(call, str(home / "run"), "precision=0.02")
    told = open_run(home / "run").numbers["reached_target"]
    assert row["half_width_now"] == (told["high"] - told["low"]) / 2.0
    assert row["replications"] == trials.runs_for_share(0.02, share=told["share"])
    pace = json.loads((home / "run" / "manifest.json").read_bytes())["pace"]
    assert pace["programmes"] == 250
    missing = row["replications"] - 250
    assert row["seconds_for_the_rest"] == pytest.approx(missing * pace["seconds"] / 250)
    (part,) = rows(call, str(home / "run"), "precision=10%", "of=payoff_eur")
    assert part["half_width"] == pytest.approx(0.1 * open_run(home / "run").numbers["payoff_eur"]["mean"])


def test_a_stored_comparison_says_it_of_each_strategy_and_pair(call: Call, home: Path) -> None:
    """Now, as the comparison reports it; a pair takes the time of both its strategies."""
    found = rows(call, str(home / "pair"), "precision=3e3", "of=payoff_eur")
    assert [row["pair"] for row in found] == [None, None, ["usual", "tight"]]
    reported = open_comparison(home / "pair").difference("usual", "tight", "payoff_eur")
    first, second, pair = found
    assert pair["half_width_now"] == (reported.high - reported.low) / 2.0
    assert pair["replications"] < min(first["replications"], second["replications"])
    each = [row["seconds_for_the_rest"] / (row["replications"] - 200) for row in found]
    assert each[2] == pytest.approx(each[0] + each[1])
    page = call("trials", str(home / "pair"), "precision=3e3", "of=payoff_eur").out
    assert "Centre of excellence (usual) against" in page
    assert "precision=3e3 precision_of=payoff_eur" in " ".join(page.split())


def test_so_many_programmes_of_a_stored_comparison(call: Call, home: Path) -> None:
    """The reverse, for each strategy and pair: four times as many are twice as precise."""
    few, many = (rows(call, str(home / "pair"), f"replications={n}", "of=payoff_eur")[2] for n in (400, 1_600))
    assert few["half_width"] == pytest.approx(2.0 * many["half_width"], rel=0.01)


def test_what_is_precise_enough_already_takes_no_time(call: Call, home: Path) -> None:
    """And a folder that simulated nothing the last time still knows its pace."""
    (row,) = rows(call, str(home / "run"), "precision=0.2")
    assert row["replications"] < 250
    assert row["seconds_for_the_rest"] == 0.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.pictures_of", lambda *_: [])
        sim.simulate(open_run(home / "run").scenario, replications=250, executor="inline", output=home / "run")
    assert json.loads((home / "run" / "manifest.json").read_bytes())["pace"]["programmes"] == 250


def test_the_proposed_command_goes_on_in_the_same_folder(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed as it stands, it computes what is missing and reads what is there."""
    quick = QuickProgramme()
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    monkeypatch.setattr("sim.api.run_replications", partial(run_replications, simulate=quick))
    command = call("trials", str(home / "run"), "precision=0.05").out.splitlines()[-1].split()
    assert call(*command[1:], "executor=inline").status == 0
    assert quick.simulated == list(range(250, 500))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("run", "precision=0.02", "share=0.3"), "share: is measured in"),
        (("run", "precision=0.02", "of=pay"), "of=pay: there is no such measure"),
        (("run", "precision=0"), "precision: found 0"),
        (("run", "precision=-1", "of=payoff_eur"), "precision: found -1"),
        (("run", "precision=-5%", "of=payoff_eur"), "precision: found -5%"),
        (("pair", "precision=5%", "of=payoff_eur"), "a difference may be nothing at all"),
        (("run", "precision=x"), "precision: found x; allowed is a number"),
    ],
)
def test_questions_that_make_no_sense_are_refused(call: Call, home: Path, given: tuple[str, ...], said: str) -> None:
    """Exit status 2 and one message."""
    called = call("trials", str(home / given[0]), *given[1:])
    assert called.status == 2
    assert said in called.err
