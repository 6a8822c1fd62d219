"""`sim run`: simulate, save, show."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.programme.outcome import CENSORED, REORGANISED
from sim.verbs import figures
from tests.cli.conftest import SMALL, Call, Ran, files_below
from tests.conftest import ROOT

TABLES = ("replications", "workloads", "reviews", "events", "ledger")
CHARTS = ("survival", "causes", "reached", "marginal_cost", "run_rate", "on_call", "queue", "levers")


def test_the_folder_holds_what_was_promised(one_run: Ran) -> None:
    """Tables, summary, scenario, manifest, and every chart in three forms, under a name with a hash."""
    assert one_run.folder.name.startswith("coe-")
    assert len(one_run.folder.name) == len("coe-") + 8
    charts = {f"charts/{name}.{kind}" for name in CHARTS for kind in ("svg", "png", "csv")}
    tables = {f"{name}-00000.parquet" for name in TABLES} | {"weekly-sample.parquet"}
    others = {"summary.json", "scenario.yaml", "manifest.json", "report.html"}
    assert files_below(one_run.folder) == charts | tables | others


def test_the_table_says_what_was_asked_for(one_run: Ran) -> None:
    """Ends, reached 5 to 20, medians, marginal costs with the next one, surprise, payoff, files, what to try next."""
    page = one_run.called.out
    for part in (
        "Centre of excellence: 12 programmes over 28 months (seed 21)",
        "estimate  ", "95% confidence", "8 in 10 futures", "still standing", "lasts, on average",
        "5 live", "20 live (the target)",
        "until finance asks", "1st", "5th", "10th", "20th", "21st, the next one", "first three, on average",
        "true over assumed cost", "payoff", "months from idea to live", "vendor cost of a useful call",
        "workloads that went around", "Files in outputs/coe-", "What to try next", "sim trace strategy=coe",
    ):  # fmt: skip
        assert part in page


def test_the_table_shows_the_numbers_of_the_summary(one_run: Ran) -> None:
    """What is on the screen is what is in the file."""
    summary = json.loads((one_run.folder / "summary.json").read_text(encoding="utf-8"))
    standing = next(line for line in one_run.called.out.splitlines() if "still standing" in line)
    assert f"{100 * summary['standing_at_horizon']['share']:.0f}%" in standing
    rows = pq.read_table(one_run.folder / "replications-00000.parquet").to_pylist()
    stands = sum(row["outcome"] == "censored" for row in rows)
    assert summary["standing_at_horizon"]["count"] == stands
    assert summary["replications"] == len(rows) == 12


def test_numbers_are_aligned_and_nothing_is_wider_than_a_hundred(one_run: Ran) -> None:
    """Columns of numbers end in the same place on every row."""
    lines = one_run.called.out.splitlines()
    assert max(map(len, lines)) <= 100
    table = lines[: next(place for place, line in enumerate(lines) if line.startswith("* asked"))]
    for spans in (1, 2):
        rows = [line for line in table if line.count(" to ") == spans and any(sign in line for sign in "%€")]
        assert len({len(line) for line in rows}) == 1, rows


@pytest.mark.usefixtures("no_charts")
def test_nothing_is_said_on_stderr_when_it_is_quick(call: Call) -> None:
    """Progress is for what takes over two seconds."""
    assert call("run", "strategy=coe", "replications=2", "horizon_weeks=20", "executor=inline").err == ""


def test_the_same_command_again_runs_nothing_and_shows_the_same(call: Call, one_run: Ran, tmp_path: Path) -> None:
    """What is there is read, not simulated again; the files stay as they are, byte for byte."""
    shutil.copytree(one_run.home / "outputs", tmp_path / "outputs")
    folder = tmp_path / "outputs" / one_run.folder.name
    kept = files_below(folder) - {"manifest.json"}
    before = {name: (folder / name).read_bytes() for name in kept}
    times = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}
    called = call("run", "strategy=coe", *SMALL)
    assert (called.status, called.out) == (one_run.called.status, one_run.called.out)
    assert {name: (folder / name).read_bytes() for name in kept} == before
    assert {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")} == times


@pytest.mark.usefixtures("no_charts")
def test_json_is_one_document_with_the_summary_and_the_folder(call: Call) -> None:
    """Exactly one JSON document on stdout, the same numbers as in the file."""
    called = call("run", "strategy=coe", *SMALL, "output=here", "--json")
    document = json.loads(called.out)
    summary = json.loads(Path("here/summary.json").read_text(encoding="utf-8"))
    assert {key: document[key] for key in summary} == summary
    assert document["folder"] == "here"
    assert document["stopped_early"] is False
    assert summary["schema_version"] == 3
    assert (summary["name"], summary["seed"]) == ("coe", 21)


def test_cfg_job_shows_the_configuration_and_writes_nothing(call: Call, tmp_path: Path) -> None:
    """`--cfg job` prints what would be run, in YAML or as JSON."""
    called = call("run", "strategy=coe", "cfo.hurdle=1.5", "--cfg", "job")
    assert "name: coe" in called.out
    assert "hurdle: 1.5" in called.out
    document = json.loads(call("run", "-c", "job", "strategy=coe", "cfo.hurdle=1.5", "--json").out)
    assert document["cfo"]["hurdle"] == 1.5
    assert files_below(tmp_path) == set()


@pytest.mark.usefixtures("no_charts")
def test_another_target_is_shown_as_the_target(call: Call) -> None:
    """The table follows the scenario, not the number twenty."""
    page = call("run", "ends.target=7", "replications=4", "horizon_weeks=80", "executor=inline").out
    assert "7 live (the target)" in page
    assert "8th, the next one" in page


@pytest.mark.usefixtures("no_charts")
def test_a_users_folder_adds_and_replaces_a_strategy(call: Call, tmp_path: Path) -> None:
    """A strategy of one's own is one file; a file of the same name takes the place of ours."""
    strategies = tmp_path / "mine" / "strategy"
    strategies.mkdir(parents=True)
    (strategies / "careful.yaml").write_text("label: The careful way\n", encoding="utf-8")
    (strategies / "coe.yaml").write_text("label: Another centre\n", encoding="utf-8")
    small = ("replications=2", "horizon_weeks=30", "executor=inline")
    added = call("run", "--config-dir", "mine", "strategy=careful", *small)
    assert "The careful way: 2 programmes" in added.out
    assert "--config-dir mine" in added.out, "what to try next must find the strategy"
    assert "Another centre: 2 programmes" in call("run", "-cd", "mine", "strategy=coe", *small).out


@pytest.mark.usefixtures("no_charts")
def test_a_results_folder_is_a_configuration(call: Call, one_run: Ran, tmp_path: Path) -> None:
    """`--config-name scenario` runs a stored scenario again, with changes where wanted."""
    called = call("run", "-cd", str(one_run.folder), "-cn", "scenario", "executor=inline", "output=again")
    assert called.status == 0
    for table in TABLES:
        name = f"{table}-00000.parquet"
        assert (tmp_path / "again" / name).read_bytes() == (one_run.folder / name).read_bytes()
    assert "sim compare" not in called.out, "compare does not take --config-name"


@pytest.mark.usefixtures("no_charts")
@pytest.mark.parametrize("output", ["results", "'~/results'", "deep/er/results"])
def test_output_may_be_anywhere(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    """A new folder, in one's home, below folders that are not there yet."""
    monkeypatch.setenv("HOME", str(tmp_path))
    called = call("run", f"output={output}", "replications=1", "horizon_weeks=20", "executor=inline")
    assert called.status == 0, called.err
    assert (tmp_path / output.strip("'").removeprefix("~/") / "summary.json").is_file()


def test_every_end_that_a_programme_can_come_to_has_its_words() -> None:
    """As a line of the tables and as the fate of one programme; an end without words would show as an identifier."""
    tree = ast.parse((ROOT / "sim" / "programme" / "outcome.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    named = {call.args[0] for call in calls if call.func.attr == "_end"}  # type: ignore[attr-defined]
    ends = {node.value for node in named if isinstance(node, ast.Constant)} | {REORGANISED, CENSORED}
    assert {"insolvent", "frozen", "stalled", "burned_out", "sponsor_lost", "stopped"} < ends
    assert set(figures.OUTCOMES) == set(figures.FATES) == ends


def test_a_programme_that_is_stopped_on_plan_says_so(call: Call) -> None:
    """The planned end has its line in the table and its words in what to try next."""
    page = call("run", "programme.stop_week=10", "replications=2", "horizon_weeks=30", "executor=inline").out
    assert "stopped: on plan" in page
    assert "how one of these programmes was stopped on plan" in page


def test_a_span_of_months_is_open_where_the_runs_do_not_bound_it() -> None:
    """52 weeks are 12 months; without an upper end 'or more', without a lower one a dash, without a median nothing."""
    assert figures.months_span(52.0, 104.0) == "12 to 24"
    assert figures.months_span(52.0, None) == "12 or more"
    assert figures.months_span(None, None) == "–"
    assert figures.months_cell(28.6, 28.6, None) == "6.6 (6 or more)"
    assert figures.months_span(27.0, 53.0) == "6 to 13"
    assert figures.months_cell(78.0, 52.0, 104.0) == "18.0 (12 to 24)"
    assert figures.months_cell(78.0, None, None) == "18.0"
    assert figures.months_cell(None, 52.0, None) == "–"
