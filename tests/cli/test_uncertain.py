"""`uncertainty=on` of `sim compare` and `sim run`: worlds beside luck, one folder, every way of ending."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.analysis.factors import factors_of
from sim.analysis.worlds import HEADLINES, PAYOFF, strategy_worlds
from sim.api import load_scenario
from sim.montecarlo.points import Points, points_of, run_points
from sim.verbs import kept_points, uncertain_files
from tests.cli.conftest import Call, Ran, files_below, ran

CARDS = "factors=[cfo.budget_eur=[1e6,2e6],shadow.trust]"
TWO = ("strategies=[coe,application_first]", "uncertainty=on")
TINY = (CARDS, "horizon_weeks=26", "executor=inline")


def pretended(points: Points, **_: object) -> pa.Table:
    """Rows of the model, but a centre of excellence pays 10 to 20 with its budget, and the other 15 in every world.

    Luck of one euro is the same for both; a budget below 1.5 million fails.
    """
    (row,) = run_points(points_of(points.base, [{}], seed=points.seed, replications=1)).to_pylist()
    schema = run_points(points_of(points.base, [{}], seed=points.seed, replications=1)).schema
    rows = []
    for programme in range(points.first * points.replications, points.first * points.replications + points.programmes):
        point = programme // points.replications
        budget = dict(points.changes[point - points.first])["cfo.budget_eur"]
        luck = float(np.random.default_rng(points.replication(programme)).normal())
        pays = budget / 1e5 if points.base.name == "coe" else 15.0
        rows.append(
            row | {
                "point": point, "replication": points.replication(programme), "payoff_eur": pays + luck,
                "outcome": "insolvent" if budget < 1.5e6 else "censored",
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A hundred and fifty worlds of which the truth is known."""
    home = tmp_path_factory.mktemp("worlds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_points, "run_points", pretended)
        return ran(home, "compare", *TWO, *TINY, "worlds=150")


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Twelve worlds of the real model."""
    return ran(tmp_path_factory.mktemp("real"), "compare", *TWO, *TINY, "worlds=12")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are not about pictures."""
    monkeypatch.setattr(uncertain_files, "drawn_from", lambda *_: [])


def summary_of(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_folder_holds_what_was_promised(known: Ran) -> None:
    """Programmes, four tables, summary, each strategy's scenario, four charts in three forms."""
    found = {name for name in files_below(known.folder) if "/points/" not in name}
    drawn = {f"charts/{name}.{kind}" for name in ("worlds", "split", "difference", "information")
             for kind in ("svg", "png", "csv")}  # fmt: skip
    tables = {"worlds.parquet", "split.csv", "differences.csv", "robust.csv", "information.csv"}
    scenarios = {"coe/scenario.yaml", "application_first/scenario.yaml"}
    assert found == drawn | tables | scenarios | {"summary.json", "manifest.json", "report.html"}
    assert known.folder.name.startswith("worlds-")


def test_the_terminal_says_what_is_known_and_what_is_worth_knowing(known: Ran) -> None:
    """Both are expected to pay €15; knowing the budget is worth E|x - 15| / 2 = €1.25, which stands out from noise."""
    page = " ".join(known.called.out.split())
    for part in (
        "2 strategies in 150 worlds, 2 programmes each, 2 cards over their ranges (seed 21)",
        "Two uncertainties. 95% confidence is how well the expected value is known",
        "Which strategy each rule of choice picks",
        "To know cfo.budget_eur for certain before choosing would be worth €1 a programme",
        "one of two cards stands out from noise",
        "Fails in 100% of programmes in worlds where cfo.budget_eur <",
        "pays more than",
    ):
        assert part in page
    assert max(map(len, known.called.out.split("What to try next")[0].splitlines())) <= 100
    assert "sim: 150 worlds with 2 programmes each under 2 strategies: 600 programmes" in known.called.err


def test_the_files_hold_the_closed_forms(known: Ran) -> None:
    """Cards of variance 100/12 against luck of 1; half of the worlds each way; EVPPI 1.25; regret 5 either way."""
    (information, idle) = rows_of(known.folder / "information.csv")
    assert (information["card"], information["clear"], idle["clear"]) == ("cfo.budget_eur", "True", "False")
    assert float(information["worth_eur"]) == pytest.approx(1.25, abs=0.1)
    assert float(information["low_eur"]) < 1.25 < float(information["high_eur"])
    split = {(row["strategy"], row["measure"]): row for row in rows_of(known.folder / "split.csv")}
    assert float(split["coe", PAYOFF]["cards_share"]) == pytest.approx(8.33 / 9.33, abs=0.03)
    assert float(split["application_first", PAYOFF]["cards_share_low"]) < 0.0
    regret = {row["strategy"]: float(row["value"]) for row in rows_of(known.folder / "robust.csv")
              if row["rule"] == "greatest regret"}  # fmt: skip
    assert regret == pytest.approx({"coe": 5.0, "application_first": 5.0}, abs=0.2)
    (pays,) = [row for row in rows_of(known.folder / "differences.csv") if row["measure"] == PAYOFF]
    assert float(pays["better"]) == pytest.approx(0.5, abs=0.02)
    assert float(pays["luck_variance"]) == pytest.approx(0.0, abs=1e-9)


def test_the_numbers_are_those_of_the_analysis(simulated: Ran) -> None:
    """split.csv holds what `strategy_worlds` says of the same scenarios and luck; reach is too rare to split."""
    bases = {name: load_scenario(name, ["horizon_weeks=26"]) for name in ("coe", "application_first")}
    factors = factors_of(["cfo.budget_eur=[1e6,2e6]", "shadow.trust"])
    worlds = strategy_worlds(bases, factors, worlds=12, seed=21, replications=2)
    expected = {(name, measure): worlds.split(name, measure) for name in bases for measure in HEADLINES}
    rows = {(row["strategy"], row["measure"]): row for row in rows_of(simulated.folder / "split.csv")}
    assert {key: float(row["mean"]) for key, row in rows.items()} == {key: one.mean for key, one in expected.items()}
    assert rows["coe", "reached_target"]["p10"] == ""
    document = summary_of(simulated.folder)
    assert (document["schema_version"], document["kind"], document["programmes"]) == (1, "uncertainty", 48)
    untold = document["untold"]
    assert isinstance(untold, dict)
    assert "at least 50 are needed" in untold["information"]
    assert "at least 100 are needed" in untold["regions"]


def test_every_programme_is_a_row_with_its_cards(simulated: Ran) -> None:
    """Strategy, world, the world's cards; the same luck for both strategies and none twice within one."""
    table = pq.read_table(simulated.folder / "worlds.parquet")
    assert table.column_names[:5] == ["strategy", "world", "cfo.budget_eur", "shadow.trust", "replication"]
    assert table.schema.field("world").metadata[b"meaning"] == b"Number of the world, from 0."
    rows = table.select(["strategy", "world", "cfo.budget_eur", "replication"]).to_pylist()
    coe, other = ([row for row in rows if row["strategy"] == name] for name in ("coe", "application_first"))
    assert [(row["world"], row["replication"]) for row in coe] == [(n // 2, n) for n in range(24)]
    assert [row | {"strategy": ""} for row in coe] == [row | {"strategy": ""} for row in other]


def test_executor_and_workers_change_no_byte(simulated: Ran, call: Call, undrawn: None) -> None:
    """Processes and one worker alike; the command is told apart in the manifest only."""
    words = (*TWO, CARDS, "horizon_weeks=26", "worlds=12", "executor=processes", "workers=2", "output=out")
    assert call("compare", *words).status == 0
    names = [name for name in files_below(simulated.folder) if not name.startswith(("manifest", "charts/", "report"))]
    assert all((Path("out") / name).read_bytes() == (simulated.folder / name).read_bytes() for name in names)


def test_rerun_gives_the_command_again_and_finds_the_same(
    simulated: Ran, call: Call, tmp_path: Path, undrawn: None
) -> None:
    """`sim rerun` knows these folders."""
    shutil.copytree(simulated.home / "outputs", tmp_path / "outputs", ignore=shutil.ignore_patterns("charts"))
    called = call("rerun", f"outputs/{simulated.folder.name}")
    assert called.status == 0, called.err
    assert "The results are the same" in called.out


def test_ctrl_c_keeps_batches_and_the_same_command_carries_on(
    simulated: Ran, call: Call, monkeypatch: pytest.MonkeyPatch, undrawn: None
) -> None:
    """Stopped in the second strategy: nothing of the first is simulated again, and the result is the same."""
    computed: list[tuple[str, int]] = []

    def pressed(points: Points, **more: object) -> object:
        computed.append((points.base.name, points.first))
        if len(computed) == 3:
            raise KeyboardInterrupt
        return run_points(points, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_points, "BATCH_PROGRAMMES", 12)
    monkeypatch.setattr(kept_points, "run_points", pressed)
    words = ("compare", *TWO, *TINY, "worlds=12", "output=out")
    stopped = call(*words)
    assert (stopped.status, stopped.out) == (130, "")
    assert "carry on: sim compare" in stopped.err
    assert not (Path("out") / "summary.json").exists()
    early = json.loads(call(*words[:1], "--json", *words[1:]).out)
    assert early["kind"] == "uncertainty"
    assert computed[3:] == [("application_first", 0), ("application_first", 6)]
    assert summary_of(Path("out")) == summary_of(simulated.folder)


def test_run_has_one_strategy_and_says_what_it_lacks(call: Call, undrawn: None) -> None:
    """No rivals, nothing to choose, one folder; `--json` is the summary."""
    words = ("strategy=coe", "uncertainty=on", *TINY, "worlds=6", "output=out")
    page = " ".join(call("run", *words).out.split())
    assert "Not told: one strategy leaves nothing to choose between" in page
    assert "Centre of excellence in 6 worlds" in page
    assert not {"robust.csv", "information.csv", "differences.csv"} & files_below(Path("out"))
    document = json.loads(call("run", "--json", *words).out)
    assert (document["choice"], document["information"], document["differences"]) == (None, None, [])
    assert document["stopped_early"] is False


def test_off_is_as_if_it_were_not_there(call: Call, no_charts: None) -> None:
    """`uncertainty=off` runs as always."""
    words = ("strategy=coe", "horizon_weeks=26", "replications=2", "executor=inline", "--json", "output=out")
    with_it, without = call("run", "uncertainty=off", *words), call("run", *words)
    assert with_it.status == 0
    assert json.loads(with_it.out) == json.loads(without.out)


def test_the_default_worlds_vary_every_assumption(call: Call) -> None:
    """Composed and not run: `--cfg job` shows two replications; the policies stay."""
    called = call("compare", *TWO, "--cfg", "job")
    assert called.status == 0
    assert "replications: 2" in called.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("uncertainty=yes",), "uncertainty=yes: is none of off, on"),
        (("worlds=30",), "worlds: belongs to uncertainty=on"),
        (("factors=[shadow]",), "factors: belongs to uncertainty=on"),
        (("uncertainty=on", "precision=0.02"), "precision: does not go with uncertainty=on"),
        (("uncertainty=on", "runs=[a,b]"), "runs: compares stored results, and uncertainty=on simulates worlds"),
        (("uncertainty=on", "worlds=1"), "at least 2 of each"),
        (("uncertainty=on", "worlds=100000"), "worlds: found 100,000; allowed is a whole number from 2 to 99,999"),
        (("uncertainty=on", "worlds=many"), "worlds: found many; allowed is a whole number"),
        (("uncertainty=on", "replications=1"), "at least 2 of each"),
        (("uncertainty=on", "factors=[shadw]"), "did you mean 'shadow'?"),
        (("uncertainty=on", "factors=[sequencing.platform_after=1,3]"), "what makes the strategies different"),
        (("uncertainty=on", "cfo.hurdel=2"), "did you mean 'cfo.hurdle'?"),
        (("uncertainty=on", "strategies=[coe]"), "two to"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_bad_input_is_one_message_and_status_two(call: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """What was found, what is allowed; no results are left behind."""
    called = call("compare", *TWO[:1], *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert "Traceback" not in called.err
    assert files_below(tmp_path) == set()
