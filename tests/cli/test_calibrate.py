"""`sim calibrate history`: before and after, in a folder, or a plain statement that nothing can be concluded."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from sim.analysis.abc_watch import Watch
from sim.montecarlo.points import Points
from sim.verbs import calibrate_history, kept_points
from sim.verbs.calibrate import KINDS
from tests.cli.conftest import Call, Ran, files_below, ran
from tests.cli.pretended_watch import pretended_watch

# Two builds a year at an effort of 26: 45 engineer-weeks each, and finance asks in week 56.
SLOW = "date,what,name,amount\n2026-01-05,started,,\n{lives}2026-04-06,spend,,325000\n2026-12-28,as_of,,\n"
FEW = SLOW.format(lives="2026-06-01,live,A,\n2026-11-02,live,B,\n")
IMPOSSIBLE = SLOW.format(lives="".join(f"2026-01-{day:02d},live,W{day},\n" for day in range(6, 31)))
FACTORS = "factors=[delivery.build_effort,cfo.threshold_eur,shadow.trust]"
ASKED = (
    "calibrate", "history", "history.csv", "strategy=coe", FACTORS, "draws=300", "keep=0.2", "replications=80",
    "executor=inline",
)  # fmt: skip
EFFORT = "delivery.build_effort"


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A slow programme's history, against three hundred pretended ones."""
    home = tmp_path_factory.mktemp("calibrate")
    (home / "history.csv").write_text(FEW, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibrate_history, "watch_points", pretended_watch)
        return ran(home, *ASKED)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretended programmes, and no pictures: drawing them takes most of the time."""
    monkeypatch.setattr(calibrate_history, "watch_points", pretended_watch)
    monkeypatch.setattr(calibrate_history, "draw", lambda *_: None)


def given(text: str = FEW) -> None:
    """The file in the folder of the test."""
    Path("history.csv").write_text(text, encoding="utf-8")


def summary_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def test_the_folder_holds_what_was_promised_and_the_page_names_it(weighed: Ran) -> None:
    """Three charts in three forms, tables, the page in words, the fragment; each is listed."""
    found = {name for name in files_below(weighed.folder) if "/points/" not in name}
    charts = {f"charts/{name}.{kind}" for name in ("fit", "moved", "forecast") for kind in ("svg", "png", "csv")}
    tables = {"draws.parquet", "moved.csv", "worlds.csv", "forecast.csv"}
    assert found == charts | tables | {"evidence.md", "fragment.yaml", "summary.json", "scenario.yaml", "manifest.json"}
    assert weighed.folder.name.startswith("calibrate-coe-")
    assert all(name.partition("/")[0] in weighed.called.out for name in found - {"manifest.json"})
    assert {name.partition("/")[0] for name in files_below(weighed.folder) if "/points/" in name} == {
        "history", "after", "before",
    }  # fmt: skip


def test_a_slow_history_raises_the_effort_of_a_build_and_nothing_else(weighed: Ran) -> None:
    """The card that made it moves beyond chance the right way; what it does not touch stays."""
    summary = summary_of(weighed.folder)
    moved = {one["card"]: one for one in summary["moved"]}
    assert moved[EFFORT]["beyond_chance"]
    assert moved[EFFORT]["after_median"] > 1.3 * moved[EFFORT]["before_median"]
    assert not moved["shadow.trust"]["beyond_chance"]
    assert (summary["verdict"], summary["schema_version"], summary["kind"]) == ("weighed", 1, "calibration")
    assert summary["effective_size"] >= 30.0


def test_the_forecast_after_is_lower_and_narrower_than_before(weighed: Ran) -> None:
    """A slow programme stays slow: fewer live a year on, and fewer of them possible."""
    rows = {one["measure"]: one for one in summary_of(weighed.folder)["forecast"]}
    live = rows["live 12 months on"]
    assert live["after_median"] < live["before_median"]
    assert live["after_p90"] - live["after_p10"] < live["before_p90"] - live["before_p10"]
    assert rows["reaches 20 live"]["after_mean"] <= rows["reaches 20 live"]["before_mean"]


def test_draws_worlds_and_fragment_hang_together(weighed: Ran) -> None:
    """Weights sum to one; a world is a draw with weight; the fragment's card is its median; words are those of it."""
    table = pq.read_table(weighed.folder / "draws.parquet")
    weights = table.column("weight").to_pylist()
    assert sum(weights) == pytest.approx(1.0)
    assert table.num_rows == 300
    with (weighed.folder / "worlds.csv").open(encoding="utf-8", newline="") as file:
        worlds = list(csv.DictReader(file))
    assert len(worlds) == 80
    kept = {value for value, weight in zip(table.column(EFFORT).to_pylist(), weights, strict=True) if weight > 0.0}
    assert {float(world[EFFORT]) for world in worlds} <= kept
    text = (weighed.folder / "fragment.yaml").read_text(encoding="utf-8")
    moved = {one["card"]: one for one in summary_of(weighed.folder)["moved"]}
    median = moved[EFFORT]["after_median"]
    assert yaml.safe_load(text)["delivery"]["build_effort"] == pytest.approx(median, rel=1e-5)
    assert f"{EFFORT}={median:.6g}" in text
    assert "Left out" in text


def test_the_evidence_says_what_was_given_what_fits_what_moved_and_what_comes(weighed: Ran) -> None:
    """A page in plain words with the numbers of the summary."""
    page = (weighed.folder / "evidence.md").read_text(encoding="utf-8")
    parts = (
        "What was given",
        "What was drawn",
        "How well it fits",
        "What moved",
        "What the forecast says",
        "cannot say",
    )
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert summary_of(weighed.folder)["finding"] in page
    assert "2 live at its end" in page
    assert f"`{EFFORT}`" in page


def test_the_page_leads_to_commands_that_compose(call: Call, weighed: Ran) -> None:
    """The medians of what moved as a run of their own; lines fit the terminal."""
    out = weighed.called.out
    assert max(map(len, out.split("What to try next")[0].splitlines())) <= 100
    commands = [shlex.split(line) for line in out.splitlines() if line.startswith("    sim ")]
    assert len(commands) >= 4
    assert any(EFFORT in " ".join(command) for command in commands if command[1] == "run")
    given()
    for command in commands:
        shows = [] if command[1] == "params" else ["--cfg", "job"]
        assert call(*command[1:], *shows).status == 0


def test_the_same_command_again_simulates_nothing_and_another_is_refused(
    call: Call, weighed: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches are read; another history in that folder is another question."""
    shutil.copytree(weighed.home / "outputs", tmp_path / "outputs")
    given()
    monkeypatch.setattr(calibrate_history, "watch_points", lambda *_, **__: pytest.fail("something was simulated"))
    before = {name: (weighed.folder / name).read_bytes() for name in files_below(weighed.folder) - {"manifest.json"}}
    called = call(*ASKED)
    assert (called.status, called.out) == (0, weighed.called.out)
    folder = tmp_path / "outputs" / weighed.folder.name
    assert {name: (folder / name).read_bytes() for name in before} == before
    given(FEW.replace("2026-11-02", "2026-11-09"))
    other = call(*ASKED, f"output=outputs/{weighed.folder.name}")
    assert other.status == 2
    assert "holds other results (history is" in other.err


@pytest.mark.usefixtures("fast")
def test_ctrl_c_keeps_what_was_simulated_and_the_same_command_carries_on(
    call: Call, weighed: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the second of three batches: nothing is told, one is kept, and the end is the same."""
    batches: list[int] = []

    def pressed(points: Points, watch: Watch, **_: object) -> object:
        batches.append(points.first)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return pretended_watch(points, watch)

    given()
    monkeypatch.setattr(kept_points, "BATCH_PROGRAMMES", 100)
    monkeypatch.setattr(calibrate_history, "watch_points", pressed)
    stopped = call(*ASKED, "output=out")
    assert (stopped.status, stopped.out) == (130, "")
    assert "100 of 300 programmes are kept" in stopped.err
    assert f"to carry on: {shlex.join(['sim', *ASKED, 'output=out'])}" in stopped.err
    assert call(*ASKED, "output=out").status == 0
    assert batches[:4] == [0, 100, 100, 200]
    assert summary_of(Path("out")) == summary_of(weighed.folder)


@pytest.mark.usefixtures("fast")
def test_a_history_that_nothing_comes_near_gives_a_statement_and_no_posterior(call: Call) -> None:
    """Twenty-five live in the first month: said on the page with what the nearest has, and nothing is written after."""
    given(IMPOSSIBLE)
    called = call(*ASKED, "output=out")
    assert called.status == 0
    said = " ".join(called.out.split())
    assert "No drawn programme comes near: the nearest of 300 has" in said
    assert "where the history has 25" in said
    assert not {"worlds.csv", "moved.csv", "fragment.yaml", "forecast.csv"} & files_below(Path("out"))
    assert "Nothing is concluded" in Path("out/evidence.md").read_text(encoding="utf-8")
    assert summary_of(Path("out"))["verdict"] == "far"
    assert not Path("out/after").exists()


@pytest.mark.usefixtures("fast")
def test_too_few_kept_draws_are_no_posterior(call: Call) -> None:
    """Five of a hundred have weight: more draws, or keep more."""
    given()
    document = json.loads(call(*ASKED, "draws=100", "keep=0.05", "--json").out)
    assert (document["verdict"], document["forecast"]) == ("few", None)
    assert "Too few draws reproduce the history" in document["finding"]
    assert "give more draws, or keep more of them" in document["finding"]


CLIENT = "portfolio: portfolio.csv\nstarted: 2026-01-05\nas_of: 2026-12-28\nbudget_eur: 900000\n"
PORTFOLIO = "name,status,age_months,team\nA,live,6.9,Claims\nB,live,1.8,Sales\n"


@pytest.mark.usefixtures("fast")
def test_a_client_s_file_brings_budget_and_teams_and_is_held_against_the_history(call: Call) -> None:
    """The portfolio itself is what the programme has to come to; a contradiction is one message."""
    given()
    Path("client.yaml").write_text(CLIENT + "teams: {Claims: 3, Sales: 2}\n", encoding="utf-8")
    Path("portfolio.csv").write_text(PORTFOLIO, encoding="utf-8")
    words = [word for word in ASKED if not word.startswith(("strategy=", "factors="))]
    words.append("factors=[cfo,delivery.build_effort]")
    document = json.loads(call(*words, "start=client.yaml", "output=out", "--json").out)
    scenario = yaml.safe_load(Path("out/scenario.yaml").read_text(encoding="utf-8"))
    assert scenario["cfo"]["budget_eur"] == 900_000
    assert scenario["topology"]["embedded"] == {"units": 2, "engineers_per_unit": 2}
    assert scenario["start"]["workloads"] == []
    assert "cfo.budget_eur" not in document["ranges"]
    assert "cfo.threshold_eur" in document["ranges"]
    assert any("each of the 2 units has 2 engineers" in line for line in document["assumed"])
    Path("portfolio.csv").write_text(PORTFOLIO.replace("6.9", "9"), encoding="utf-8")
    refused = call(*ASKED, "start=client.yaml")
    assert refused.status == 2
    assert "line 3: 'A' went live 2026-06-01, 6.9 months before the history ends; portfolio.csv, line 2" in refused.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("calibrate",), "sim calibrate takes first what it learns from (history, traffic,"),
        (("calibrate", "histroy", "history.csv"), "found 'histroy'; did you mean 'history'?"),
        (("calibrate", "history"), "takes one file, such as examples/history.csv; found none"),
        (("calibrate", "history", "a.csv", "b.csv"), "found a.csv, b.csv"),
        (("calibrate", "history", "nowhere.csv"), "nowhere.csv: cannot be read"),
        ((*ASKED, "draws=5"), "draws: found 5; allowed is a whole number from 20"),
        ((*ASKED, "draws=many"), "draws: found many"),
        ((*ASKED, "keep=1.5"), "keep: found 1.5; allowed is a share between 0 and 1"),
        ((*ASKED, "keep=5%"), "keep: found 5%; allowed is a share"),
        ((*ASKED, "replications=900"), "replications: found 900; allowed is a whole number from 1 to the 300 draws"),
        ((*ASKED, "horizon_weeks=40"), "is 51 weeks long and horizon_weeks is 40"),
        ((*ASKED, "decimal=point,"), "decimal=point,: is none of comma, point"),
        ((*ASKED, "factors=[delivery.build_efort]"), "delivery.build_effort"),
        ((*ASKED, "start=november_review"), "start: a history is compared with programmes that start from nothing"),
        ((*ASKED, "strategies=[coe,factory]"), "strategies: sim compare"),
        ((*ASKED, "precision=0.1"), "precision: belongs to sim run and sim compare"),
        *(((("calibrate", kind, "missing.csv")), "missing.csv: ") for kind in KINDS),
    ],
    ids=lambda value: " ".join(value[-1:]) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_bad_input_is_one_message_and_status_two(
    call: Call, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    """What was found, what is allowed; nothing is simulated and no results are left behind."""
    monkeypatch.setattr(calibrate_history, "watch_points", lambda *_, **__: pytest.fail("something was simulated"))
    given()
    called = call(*words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert "Traceback" not in called.err
    assert not Path("outputs").exists()


def test_rerun_repeats_a_calibration_by_its_command(call: Call, weighed: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stored command, from the folder in which the history lies."""
    given()
    monkeypatch.setattr(calibrate_history, "watch_points", pretended_watch)
    document = json.loads(call("rerun", str(weighed.folder), "executor=inline", "output=again", "--json").out)
    assert document["identical"] is True
    assert {"summary.json", "worlds.csv", "moved.csv", "draws.parquet"} <= set(document["compared"])


def test_real_programmes_are_weighed_too(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a year of forty simulated programmes, most of them kept: the whole way once, with nothing pretended."""
    monkeypatch.setattr(calibrate_history, "draw", lambda *_: None)
    given(
        "date,what,name,amount\n2026-01-05,started,,\n2026-04-06,spend,,300000\n2026-07-06,spend,,350000\n"
        "not yet,question,,\n2026-07-06,as_of,,\n"
    )
    words = [word for word in ASKED if not word.startswith(("draws", "keep", "replications"))]
    called = call(*words, "draws=48", "keep=0.97", "replications=10", "horizon_weeks=34", "--json", "--quiet")
    assert called.status == 0, called.err
    document = json.loads(called.out)
    assert document["verdict"] == "weighed"
    assert 0.0 < document["nearest"] < document["bandwidth"]
    assert [one["measure"] for one in document["forecast"]][:2] == ["live at the horizon", "payoff"]
