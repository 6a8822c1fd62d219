"""`sim trace export_week=`: a state in mid-run on disk goes on exactly, and as a client knows it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sim.api import load_scenario
from sim.composition import load_scenario_file
from sim.composition.client import read_client
from sim.programme.programme import begun
from sim.programme.reading import readings_of
from sim.scenario import Scenario
from sim.tracing import trace_programme
from tests.cli.conftest import Call, Ran, files_below, ran

TABLES = ("events.csv", "entries.csv", "weekly.csv", "workloads.csv", "reviews.csv")
WEEK = 60


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One traced programme of one team with its state in week 60; money is no matter, so that it stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.write_timeline", lambda *_: [])
        words = ("strategy=coe", "replication=3", "horizon_weeks=90", "opportunities.backlog=12", "cfo.budget_eur=3e6")
        return ran(tmp_path_factory.mktemp("exported"), "trace", *words, f"export_week={WEEK}")


def outcome(folder: Path) -> dict[str, object]:
    """The row of a traced programme, without its name."""
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return {key: value for key, value in summary.items() if key not in ("fingerprint", "name", "label")}


def test_the_state_lies_beside_the_story(exported: Ran) -> None:
    """Three files in a folder of their own, named on the screen with the commands that go on from them."""
    assert {name for name in files_below(exported.folder) if name.startswith("state/")} == {
        "state/state.yaml", "state/client.yaml", "state/portfolio.csv",
    }  # fmt: skip
    state = Path("outputs", exported.folder.name, "state", "state.yaml")
    assert f"sim trace start={state} replication=3" in exported.called.out
    assert "state/client.yaml" in exported.called.out


@pytest.mark.parametrize("plan", [(), ("strategy=coe",)], ids=["no strategy named", "the same strategy named"])
def test_the_complete_state_goes_on_exactly(
    exported: Ran, call: Call, monkeypatch: pytest.MonkeyPatch, plan: tuple[str, ...]
) -> None:
    """From the file on disk every table and the outcome are the same bytes as of the programme that nobody stopped."""
    monkeypatch.setattr("sim.pictures.write_timeline", lambda *_: [])
    state = exported.folder / "state" / "state.yaml"
    called = call("trace", f"start={state}", "replication=3", *plan, "output=on")
    assert called.status == 0, called.err
    assert called.out.startswith("Centre of excellence: programme 3")
    for name in TABLES:
        assert Path("on", name).read_bytes() == (exported.folder / name).read_bytes(), name
    assert outcome(Path("on")) == outcome(exported.folder)


def test_looking_changes_nothing(exported: Ran) -> None:
    """The traced programme with a state kept on the way is the one without."""
    scenario = begun(_scenario(exported), 21, 3).scenario
    bare, kept = trace_programme(scenario, 21, 3), trace_programme(scenario, 21, 3, WEEK)
    assert (bare.tables, bare.entries) == (kept.tables, kept.entries)
    assert bare.exported is None


def _scenario(exported: Ran) -> Scenario:
    return load_scenario_file(exported.folder / "scenario.yaml").scenario


def test_the_clients_file_says_the_same_of_the_first_day(exported: Ran) -> None:
    """Run-rate, count, calls and price of each live workload, to a thousandth: the CSV rounds what it writes."""
    scenario = _scenario(exported)
    programme = begun(scenario, 21, 3)
    programme.clock.stop_after(WEEK)
    again = begun(load_scenario("coe", [f"start={exported.folder}/state/client.yaml", "cfo.budget_eur=3e6"]), 77, 0)
    assert len(again.live) == len(programme.live) > 0
    assert again.live_run_rate_eur() == pytest.approx(programme.live_run_rate_eur(), rel=1e-3)
    then = {f"workload {one.rank + 1}": one for one in programme.live}
    with (exported.folder / "state" / "portfolio.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file) if row["status"] == "live"}
    now = readings_of(again)
    assert set(rows) == set(then)
    for name, row in rows.items():
        assert now[name].calls == pytest.approx(float(row["calls_per_month"]) * 12 / 52, rel=1e-3)
        assert now[name].price_eur == pytest.approx(float(row["price_per_1000_calls"]) / 1000, rel=1e-3)
        assert now[name].cost_eur == pytest.approx(then[name].run_rate_eur, rel=1e-3)
        assert now[name].value_eur == pytest.approx(then[name].value_rate_eur, rel=1e-3)


def test_every_stage_is_in_the_portfolio(exported: Ran) -> None:
    """Live, pilot, building and planned, with what is left of a build and how long a pilot has lasted."""
    found = read_client(exported.folder / "state" / "client.yaml").portfolio
    assert found is not None
    stages = {row["stage"] for row in found.workloads}
    assert {"live", "building"} <= stages
    assert all(row["effort_left"] > 0.0 for row in found.workloads if row["stage"] == "building")
    assert all(row["age_weeks"] > 0.0 for row in found.workloads if row["stage"] == "pilot")


def test_a_rerun_keeps_the_state_again(exported: Ran, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """`sim rerun` of the folder writes the same files, the state among them."""
    monkeypatch.setattr("sim.pictures.write_timeline", lambda *_: [])
    called = call("rerun", str(exported.folder), "output=again")
    assert called.status == 0, called.err
    for name in ("state.yaml", "client.yaml", "portfolio.csv"):
        assert Path("again", "state", name).read_bytes() == (exported.folder / "state" / name).read_bytes()


WRONG = {
    "beyond the horizon": (("horizon_weeks=60", "export_week=60"), "allowed is a week from 1 to 59"),
    "no week": (("export_week=soon",), "allowed is a whole number"),
    "week 0": (("export_week=0",), "found 0; allowed is a week from 1"),
    "beyond the end": (("programme.stop_week=20", "export_week=40"), "the programme ends (stopped) in week 20"),
    "before anything is live": (("export_week=1",), "nothing is live yet"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_week_without_a_state_is_refused(call: Call, tmp_path: Path, case: str) -> None:
    """One message, exit 2, and no folder."""
    words, told = WRONG[case]
    called = call("trace", "strategy=coe", "horizon_weeks=60", *words)
    assert (called.status, called.out) == (2, "")
    assert told in called.err
    assert called.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_other_verbs_say_whose_key_it_is(call: Call) -> None:
    """`sim run export_week=` is answered by the verb that takes it."""
    called = call("run", "strategy=coe", "export_week=30")
    assert called.status == 2
    assert "export_week: sim trace writes down where one programme stands" in called.err


def test_a_position_has_no_complete_state(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A programme that began from a portfolio is exported as a client knows it, and the screen says why no more."""
    monkeypatch.setattr("sim.pictures.write_timeline", lambda *_: [])
    words = ("start=november_review", "horizon_weeks=20", "cfo.budget_eur=5e6", "export_week=10", "output=it")
    called = call("trace", "strategy=business_as_usual", *words)
    assert called.status == 0, called.err
    assert sorted(path.name for path in Path("it", "state").iterdir()) == ["client.yaml", "portfolio.csv"]
    assert "it did not begin from nothing" in " ".join(called.out.split())
