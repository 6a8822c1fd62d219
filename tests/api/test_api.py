"""The Python face: load, simulate, compare, trace."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import sim
from sim.montecarlo.tables import open_run


@pytest.fixture
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are not about pictures: drawing them takes most of a small run's time."""
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])


@pytest.fixture(scope="module")
def scenario() -> sim.Scenario:
    return sim.load_scenario("coe", ["horizon_weeks=100"])


@pytest.fixture(scope="module")
def results(scenario: sim.Scenario) -> sim.Results:
    return sim.simulate(scenario, replications=8, executor="inline")


@pytest.fixture(scope="module")
def comparison() -> sim.Comparison:
    scenarios = [sim.load_scenario(name, ["horizon_weeks=100"]) for name in ("coe", "application_first")]
    return sim.compare(scenarios, replications=8, executor="inline")


def test_a_scenario_is_loaded_by_name_with_overrides() -> None:
    """The grammar of the command line."""
    scenario = sim.load_scenario(
        "coe", ["cfo.threshold_eur=8e5", "sequencing=default", "topology.platform.engineers=1"]
    )
    assert scenario.name == "coe"
    assert scenario.cfo.threshold_eur == 8e5
    assert scenario.sequencing.platform_after == 3


def test_a_users_folder_is_searched(tmp_path: Path) -> None:
    """`config_dir` as on the command line."""
    (tmp_path / "strategy").mkdir()
    (tmp_path / "strategy" / "ours.yaml").write_text("label: Our way\n", encoding="utf-8")
    assert sim.load_scenario("ours", config_dir=tmp_path).label == "Our way"


def test_results_are_tables_and_estimates(results: sim.Results) -> None:
    """Each method says the same about the same programmes."""
    rows = results.table("replications").to_pylist()
    assert [row["replication"] for row in rows] == list(range(8)) == list(range(results.replications))
    stands = sum(row["outcome"] == "censored" for row in rows)
    assert results.outcomes()["censored"].count == stands
    assert round(results.survival().at(100.0) * 8) == stands
    workloads = results.table("workloads", ["replication", "n"]).to_pylist()
    assert results.reached().reached[0] == len({row["replication"] for row in workloads if row["n"] == 1})
    assert results.marginal_cost().programmes[0] == results.reached().reached[0]
    assert results.failures == []
    assert results.folder is None


def test_the_summary_is_json_and_the_same_as_on_disk(scenario: sim.Scenario, tmp_path: Path) -> None:
    """What `summary()` returns is what the file holds."""
    stored = sim.simulate(scenario, replications=8, executor="inline", output=tmp_path / "out")
    text = (tmp_path / "out" / "summary.json").read_text(encoding="utf-8")
    assert json.loads(text) == stored.summary()
    assert (tmp_path / "out" / "charts" / "survival.svg").is_file()


@pytest.mark.usefixtures("no_charts")
def test_in_memory_and_on_disk_are_the_same_rows(results: sim.Results, scenario: sim.Scenario, tmp_path: Path) -> None:
    """`output` changes where results are, not what they are; a stored folder is opened without a run."""
    sim.simulate(scenario, replications=8, executor="inline", output=tmp_path / "out")
    stored = open_run(tmp_path / "out")
    for table in ("replications", "workloads", "reviews", "events", "ledger"):
        assert stored.table(table).to_pylist() == results.table(table).to_pylist()


def test_processes_give_the_same_rows(results: sim.Results, scenario: sim.Scenario) -> None:
    """Nothing depends on where replications ran."""
    again = sim.simulate(scenario, replications=8, executor="processes", workers=2)
    assert again.table("replications").to_pylist() == results.table("replications").to_pylist()


def test_the_command_line_gives_the_same_bytes(scenario: sim.Scenario, tmp_path: Path) -> None:
    """One engine behind two faces."""
    from sim.cli import main

    sim.simulate(scenario, replications=8, executor="inline", output=tmp_path / "python")
    words = ["run", "strategy=coe", "horizon_weeks=100", "replications=8", "executor=inline", "--quiet"]
    assert main([*words, f"output={tmp_path / 'command'}"]) == 0
    for path in (tmp_path / "python").rglob("*"):
        if path.is_file() and path.name not in ("manifest.json", ".lock"):
            assert path.read_bytes() == (tmp_path / "command" / path.relative_to(tmp_path / "python")).read_bytes()


def test_charts_are_written_where_they_are_wanted(results: sim.Results, tmp_path: Path) -> None:
    """Eight charts in three forms."""
    written = results.write_charts(tmp_path / "charts")
    assert sorted(path.name for path in written) == sorted(path.name for path in (tmp_path / "charts").iterdir())
    assert len(written) == 24


def test_only_some_charts_are_drawn_where_they_are_named(comparison: sim.Comparison, tmp_path: Path) -> None:
    """A name that is none is answered with those there are."""
    written = comparison.write_charts(tmp_path / "charts", only=["survival"])
    assert [path.name for path in written] == ["survival.svg", "survival.png", "survival.csv"]
    with pytest.raises(sim.InputError, match=r"no chart 'reach' \(there are: survival, .*did you mean 'reached'"):
        comparison.write_charts(tmp_path / "none", only=["reach"])
    assert not (tmp_path / "none").exists()


def test_progress_is_called_to_the_end(scenario: sim.Scenario) -> None:
    """Whoever watches sees the last replication."""
    seen: list[tuple[int, int]] = []
    sim.simulate(scenario, replications=8, executor="inline", progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 8)
    assert seen[-1] == (8, 8)


def test_a_comparison_holds_each_scenarios_results(comparison: sim.Comparison, results: sim.Results) -> None:
    """By name, and the same rows as alone: replication k is the same future."""
    assert list(comparison.results) == ["coe", "application_first"]
    assert comparison.results["coe"].table("ledger").to_pylist() == results.table("ledger").to_pylist()


def test_a_difference_is_first_minus_second(comparison: sim.Comparison) -> None:
    """By hand from the tables, and with the sides exchanged it changes its sign."""
    payoffs = [
        np.array(comparison.results[name].table("replications").column("payoff_eur").to_pylist())
        for name in ("coe", "application_first")
    ]
    found = comparison.difference("coe", "application_first")
    assert found.mean == pytest.approx(float(np.mean(payoffs[0] - payoffs[1])))
    other = comparison.difference("application_first", "coe")
    assert (other.mean, other.low, other.high) == (-found.mean, -found.high, -found.low)
    assert (other.better, other.worse) == (found.worse, found.better)


def test_a_strategy_against_itself_differs_by_exactly_zero(scenario: sim.Scenario) -> None:
    """Common luck to the last bit."""
    found = sim.compare({"one": scenario, "two": scenario}, replications=8, executor="inline")
    for measure in ("payoff_eur", "live_max", "reached_target", "standing_at_horizon"):
        difference = found.difference("one", "two", measure)
        assert (difference.mean, difference.better, difference.worse) == (0.0, 0, 0)


@pytest.mark.usefixtures("no_charts")
def test_a_comparison_is_stored_as_the_command_line_stores_it(scenario: sim.Scenario, tmp_path: Path) -> None:
    """One folder per scenario beneath, and a second call runs nothing again."""
    both = {"one": scenario, "two": sim.load_scenario("application_first", ["horizon_weeks=100"])}
    found = sim.compare(both, replications=4, executor="inline", output=tmp_path / "out")
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8")) == found.summary()
    assert pq.read_metadata(tmp_path / "out" / "one" / "replications-00000.parquet").num_rows == 4
    again = sim.compare(both, replications=4, executor="inline", output=tmp_path / "out")
    assert again.summary() == found.summary()


@pytest.mark.usefixtures("no_charts")
def test_a_trace_is_a_programme_of_the_run(results: sim.Results, scenario: sim.Scenario, tmp_path: Path) -> None:
    """Its row is the row of the simulation; with `output` its story is written."""
    trace = sim.trace(scenario, 5, output=tmp_path / "story")
    assert trace.row == results.table("replications").to_pylist()[5]
    assert (tmp_path / "story" / "story.md").read_text(encoding="utf-8").startswith("# Centre of excellence")


@pytest.mark.usefixtures("no_charts")
def test_a_folder_is_free_again_after_a_failure(
    scenario: sim.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a notebook the next cell must not find the folder locked."""
    both = {"one": scenario, "two": scenario}
    with monkeypatch.context() as patch:
        patch.setattr("sim.api.run_replications", lambda *_, **__: (_ for _ in ()).throw(sim.WorkFailed("no")))
        with pytest.raises(sim.WorkFailed):
            sim.compare(both, replications=2, executor="inline", output=tmp_path / "out")
    assert sim.compare(both, replications=2, executor="inline", output=tmp_path / "out").folder == tmp_path / "out"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: sim.load_scenario("ceo"), "did you mean 'coe'"),
        (lambda: sim.load_scenario("coe", ["cfo.treshold_eur=1"]), "did you mean 'cfo.threshold_eur'"),
        (lambda: sim.simulate("coe", replications=0), "replications: found 0"),
        (lambda: sim.simulate("coe", replications=2.5), "replications: found 2.5"),  # type: ignore[arg-type]
        (lambda: sim.simulate("coe", seed=-1), "seed: found -1"),
        (lambda: sim.simulate("coe", executor="thread"), "executor: found 'thread'"),
        (lambda: sim.simulate("coe", output=""), "output is empty"),
        (lambda: sim.compare(["coe"]), "takes two to 6"),
        (lambda: sim.compare(["coe", "coe"]), "two of the scenarios are called 'coe'"),
        (lambda: sim.compare({"../x": "coe", "y": "coe"}), "cannot be a scenario's name"),
        (lambda: sim.trace("coe", -1), "replication: found -1"),
        (lambda: sim.trace("coe", True), "replication: found True"),
    ],
)
def test_wrong_input_is_an_input_error(call: object, said: str) -> None:
    """With the key, what was found and what is allowed, before any work."""
    assert callable(call)
    with pytest.raises(sim.InputError) as wrong:
        call()
    assert said in str(wrong.value)


def test_what_cannot_be_compared_is_refused() -> None:
    """Different horizons or targets would compare unlike things."""
    short, long = (sim.load_scenario("coe", [f"horizon_weeks={weeks}"]) for weeks in (50, 60))
    with pytest.raises(sim.InputError, match="horizon_weeks must be the same"):
        sim.compare({"short": short, "long": long}, replications=2)
    few, many = (sim.load_scenario("coe", [f"ends.target={target}"]) for target in (5, 20))
    with pytest.raises(sim.InputError, match=r"ends\.target must be the same"):
        sim.compare({"few": few, "many": many}, replications=2)


def test_a_difference_of_the_unknown_is_refused(comparison: sim.Comparison) -> None:
    """Names and measures get the nearest."""
    with pytest.raises(sim.InputError, match="did you mean 'coe'"):
        comparison.difference("ceo", "application_first")
    with pytest.raises(sim.InputError, match="did you mean 'payoff_eur'"):
        comparison.difference("coe", "application_first", "payoff")
    with pytest.raises(sim.InputError, match="and itself"):
        comparison.difference("coe", "coe")
