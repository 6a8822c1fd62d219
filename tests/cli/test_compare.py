"""`sim compare`: strategies side by side in the same futures."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.charts.words import MONTHS_PER_WEEK, eur, percent
from sim.verbs.compare_table import signed_eur
from tests.cli.conftest import SMALL, Call, Ran, files_below, in_folder
from tests.conftest import ROOT

TINY = ("replications=6", "horizon_weeks=60", "executor=inline")
DEFAULT = ("platform_first", "application_first", "late_extraction", "coe", "project_by_project", "factory")


def test_the_folder_holds_one_folder_per_strategy_and_the_comparison(one_comparison: Ran) -> None:
    """Each strategy's folder is complete by itself; summary, manifest and charts of the comparison lie above."""
    folder = one_comparison.folder
    assert folder.name.startswith("compare-")
    found = files_below(folder)
    for name in DEFAULT:
        for part in (
            "scenario.yaml",
            "summary.json",
            "manifest.json",
            "replications-00000.parquet",
            "charts/reached.svg",
        ):
            assert f"{name}/{part}" in found
    assert {
        "summary.json",
        "manifest.json",
        "charts/survival.svg",
        "charts/reached.png",
        "charts/marginal_cost.csv",
        "charts/causes.svg",
        "charts/difference.png",
        "charts/difference_standing.svg",
        "charts/difference_reached.csv",
    } <= found


def test_strategies_stand_side_by_side_under_their_labels(one_comparison: Ran) -> None:
    """The labels come from the strategy files, in the order of the configuration; folded where they are long."""
    page = one_comparison.called.out
    assert "6 strategies, 12 programmes each, over 28 months (seed 21)" in page
    places = [page.index(word) for word in ("Platform first", "Application", "Late", "Centre of", "Project by", "Fact")]
    assert places == sorted(places)
    for part in ("still standing", "20 live (the target)", "21st, the next one", "payoff", "What to try next"):
        assert part in page


def test_the_league_has_every_strategy_in_its_place(one_comparison: Ran) -> None:
    """A line each, in the order and with the payoff, the chance of being best and the regret of the summary."""
    summary = json.loads((one_comparison.folder / "summary.json").read_text(encoding="utf-8"))
    lines = one_comparison.called.out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("League by mean payoff"))
    end = next(place for place, line in enumerate(lines) if line.startswith("Pays most in:"))
    shown = [line for line in lines[start:end] if line[:1].isdigit()]
    assert len(shown) == len(summary["league"]) == 6
    for line, row in zip(shown, summary["league"], strict=True):
        assert line.startswith(f"{row['place']}  {summary['scenarios'][row['name']]['label']}")
        assert eur(row["payoff_eur"]["mean"]) in line
        assert f"{percent(row['best']['share'])} (" in line
        assert line.endswith(eur(row["regret_eur"]["mean"]))


def test_how_long_programmes_last_stands_beside_how_they_end(one_comparison: Ran) -> None:
    """The restricted mean of the summary in months, with its interval, for each strategy."""
    scenarios = json.loads((one_comparison.folder / "summary.json").read_text(encoding="utf-8"))["scenarios"]
    rows = [line for line in one_comparison.called.out.splitlines() if line.startswith("  lasts, months on average")]
    means = [one["survival"]["restricted_mean_weeks"]["weeks"] * MONTHS_PER_WEEK for one in scenarios.values()]
    assert rows
    for mean in means:
        assert any(f" {mean:.1f} (" in f"{row} (" for row in rows)


def test_of_six_strategies_each_is_set_against_the_best(one_comparison: Ran) -> None:
    """Five differences in place of fifteen pairs: from the one that reaches the target most often, else pays best."""
    scenarios = json.loads((one_comparison.folder / "summary.json").read_text(encoding="utf-8"))["scenarios"]
    merits = {one["label"]: (one["reached_target"]["share"], one["payoff_eur"]["mean"]) for one in scenarios.values()}
    best = max(merits, key=lambda label: merits[label])
    page = one_comparison.called.out
    titles = [line for line in page.splitlines() if " against " in line and not line.startswith("Each ")]
    assert titles == [f"{best} against {label}" for label in merits if label != best]
    assert f"Each against {best}, which reaches 20 most often" in page
    assert "all 15 pairs" in " ".join(page.split())
    assert " of 12" in page


@pytest.mark.usefixtures("no_charts")
def test_of_three_strategies_every_pair_is_shown(tmp_path: Path) -> None:
    """Three pairs, first minus second in the order given, and nothing is said to be left out."""
    called = in_folder(tmp_path, "compare", "strategies=[coe,application_first,factory]", *TINY)
    assert [line for line in called.out.splitlines() if " against " in line] == [
        "Centre of excellence against Application first",
        "Centre of excellence against Factory",
        "Application first against Factory",
    ]
    assert "all 3 pairs" not in called.out


@pytest.mark.usefixtures("no_charts")
def test_a_difference_against_the_best_is_the_stored_pair_turned_round(tmp_path: Path) -> None:
    """The sign on the screen is best minus other, whichever came first among the strategies."""
    names = "strategies=[coe,application_first,factory,platform_first]"
    called = in_folder(tmp_path, "compare", names, *TINY, "output=x")
    summary = json.loads((tmp_path / "x" / "summary.json").read_text(encoding="utf-8"))
    merits = {
        name: (one["reached_target"]["share"], one["payoff_eur"]["mean"]) for name, one in summary["scenarios"].items()
    }
    best = max(merits, key=lambda name: merits[name])
    lines = called.out.splitlines()
    for name in merits:
        if name == best:
            continue
        title = f"{summary['scenarios'][best]['label']} against {summary['scenarios'][name]['label']}"
        row = next(line for line in lines[lines.index(title) :] if line.startswith("  payoff"))
        by_hand = merits[best][1] - merits[name][1]
        assert signed_eur(by_hand) in row


def test_the_finding_is_a_sentence_computed_from_the_numbers(one_comparison: Ran) -> None:
    """The summary carries the sentence that the terminal shows."""
    summary = json.loads((one_comparison.folder / "summary.json").read_text(encoding="utf-8"))
    flat = " ".join(one_comparison.called.out.split())
    assert summary["finding"] in flat
    assert set(summary["scenarios"]) == set(DEFAULT)
    assert [(pair["first"], pair["second"]) for pair in summary["pairs"]] == [*combinations(DEFAULT, 2)]


def test_the_difference_is_the_difference_of_the_tables(one_comparison: Ran) -> None:
    """Mean paired payoff difference, recomputed from the stored rows."""
    summary = json.loads((one_comparison.folder / "summary.json").read_text(encoding="utf-8"))
    first, second = (
        pq.read_table(one_comparison.folder / name / "replications-00000.parquet").column("payoff_eur").to_pylist()
        for name in ("platform_first", "coe")
    )
    pair = next(one for one in summary["pairs"] if (one["first"], one["second"]) == ("platform_first", "coe"))
    difference = pair["differences"]["payoff_eur"]
    by_hand = sum(one - other for one, other in zip(first, second, strict=True)) / len(first)
    assert difference["mean"] == pytest.approx(by_hand, rel=1e-9)
    assert difference["better"] == sum(one > other for one, other in zip(first, second, strict=True))


def test_a_strategy_alone_and_in_a_comparison_gives_the_same_bytes(one_comparison: Ran, one_run: Ran) -> None:
    """Replication k is the same future for each strategy, whoever else is compared."""
    for table in ("replications", "workloads", "reviews", "events", "ledger"):
        name = f"{table}-00000.parquet"
        assert (one_comparison.folder / "coe" / name).read_bytes() == (one_run.folder / name).read_bytes()


def test_overrides_hold_for_every_strategy(call: Call) -> None:
    """The same changed assumption under each of them."""
    called = call("compare", "strategies=[coe,application_first]", "cfo.hurdle=1.25", "--cfg", "job", "--json")
    jobs = json.loads(called.out)["jobs"]
    assert [(job["name"], job["cfo"]["hurdle"]) for job in jobs] == [("coe", 1.25), ("application_first", 1.25)]


@pytest.mark.usefixtures("no_charts")
def test_json_is_one_document(tmp_path: Path) -> None:
    """The comparison's summary, and where it lies."""
    called = in_folder(tmp_path, "compare", "strategies=[coe,application_first]", *SMALL, "--json", "output=x")
    document = json.loads(called.out)
    assert document["folder"] == "x"
    assert list(document["scenarios"]) == ["coe", "application_first"]
    assert document["failed"] == []


def user_strategies(folder: Path, count: int, label: str) -> None:
    (folder / "strategy").mkdir(parents=True)
    for number in range(count):
        text = f"label: {label} {number}\neconomics:\n  track_from_workload: {number + 1}\n"
        (folder / "strategy" / f"way_{number}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("no_charts")
@pytest.mark.parametrize("columns", [80, 100])
def test_six_long_labels_fit_by_going_on_in_a_further_table(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Six strategies with long names: nothing is wider than the terminal but commands, every label is there."""
    user_strategies(tmp_path / "mine", 6, "A very considered way of doing things, variant")
    monkeypatch.setenv("COLUMNS", str(columns))
    names = ",".join(f"way_{number}" for number in range(6))
    small = ("replications=3", "horizon_weeks=60", "executor=inline")
    page = call("compare", "-cd", "mine", f"strategies=[{names}]", *small).out
    assert [line for line in page.splitlines() if len(line) > columns and not line.startswith("    sim ")] == []
    assert page.count("still standing") > 2


def test_seven_strategies_are_too_many(call: Call, tmp_path: Path) -> None:
    """Refused before any work: a chart of seven lines helps nobody."""
    user_strategies(tmp_path / "mine", 7, "Way")
    names = ",".join(f"way_{number}" for number in range(7))
    called = call("compare", "-cd", "mine", f"strategies=[{names}]", *SMALL)
    assert called.status == 2
    assert "two to 6" in called.err


@pytest.mark.usefixtures("no_charts")
def test_two_strategies_of_one_label_are_told_apart(call: Call, tmp_path: Path) -> None:
    """Labels are a user's; the names make the difference."""
    user_strategies(tmp_path / "mine", 2, "Ours")
    for path in (tmp_path / "mine" / "strategy").iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("Ours 0", "Ours").replace("Ours 1", "Ours"))
    small = ("replications=2", "horizon_weeks=40", "executor=inline")
    page = call("compare", "-cd", "mine", "strategies=[way_0,way_1]", *small).out
    assert "Ours (way_0) against Ours (way_1)" in page


def test_no_preset_is_named_in_the_code() -> None:
    """Which strategies are compared by default, and what the help shows, lives in conf/."""
    import ast

    presets = {path.stem for path in (ROOT / "conf" / "strategy").glob("*.yaml")}
    own = [ROOT / "sim" / name for name in ("cli.py", "api.py", "results.py", "folders.py", "story.py", "tracing.py")]
    for path in [*own, *(ROOT / "sim" / "verbs").glob("*.py")]:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        assert not (words | names) & presets, path


@pytest.mark.usefixtures("no_charts")
def test_one_future_has_no_interval(call: Call) -> None:
    """Nothing is known of the spread of a single difference: one dash, not a dash to a dash, and no NaN anywhere."""
    called = call("compare", "replications=1", "horizon_weeks=60", "executor=inline", "output=x")
    assert called.status == 0
    assert "– to –" not in called.out
    assert "nan" not in called.out.lower().split()
    league = json.loads(Path("x/summary.json").read_text(encoding="utf-8"))["league"]
    assert {row["payoff_eur"]["low"] for row in league} == {None}
