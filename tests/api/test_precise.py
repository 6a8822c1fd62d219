"""A run goes on in its folder until it is precise: nothing is simulated twice, and what was there before never shows.

The programmes are stand-ins; a share of a third is known to five points after 500 of them, the second look.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import sim
from sim.analysis.proportions import wilson_interval
from sim.cli import main
from sim.errors import InputError
from sim.montecarlo.files import LOCK_NAME
from sim.montecarlo.run import Interrupted, run_replications
from sim.stored import open_comparison, open_run
from tests.api.quick_programme import QuickProgramme

TWO_STRATEGIES = {"usual": "cfo.hurdle=1.0", "tight": "cfo.hurdle=1.5"}
Bytes = dict[str, bytes]


@pytest.fixture(autouse=True)
def programme(monkeypatch: pytest.MonkeyPatch) -> QuickProgramme:
    """No pictures, and programmes that are counted."""
    quick = QuickProgramme()
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    monkeypatch.setattr("sim.api.run_replications", partial(run_replications, simulate=quick))
    return quick


@pytest.fixture
def scenario() -> sim.Scenario:
    return sim.load_scenario("coe", ["horizon_weeks=30"])


@pytest.fixture
def pair() -> dict[str, sim.Scenario]:
    return {name: sim.load_scenario("coe", ["horizon_weeks=30", change]) for name, change in TWO_STRATEGIES.items()}


def contents(folder: Path) -> Bytes:
    """Everything but times and locks."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if path.name not in ("manifest.json", LOCK_NAME)}


def without_precision(found: Bytes) -> Bytes:
    summary = json.loads(found["summary.json"])
    summary.pop("precision", None)
    return {**found, "summary.json": json.dumps(summary).encode()}


def simulate(scenario: sim.Scenario, **values: object) -> sim.Results:
    return sim.simulate(scenario, executor="inline", **values)  # type: ignore[arg-type]


def test_a_run_goes_on_until_the_half_width_holds(scenario: sim.Scenario) -> None:
    """Not one batch less would have done; no programme is simulated twice, in memory either."""
    results = simulate(scenario, precision=0.05)
    told = results.summary()["precision"]
    flags = results.table("replications", ["reached_target_week"]).column(0).is_valid().to_pylist()
    low, high = wilson_interval(sum(flags), len(flags))
    assert told["reached"] == float(high - low) / 2.0 <= 0.05
    low, high = wilson_interval(sum(flags[:-250]), len(flags) - 250)
    assert float(high - low) / 2.0 > 0.05
    assert told["replications"] == results.replications == len(flags)


def test_nothing_is_simulated_twice(scenario: sim.Scenario, programme: QuickProgramme, tmp_path: Path) -> None:
    """Neither between looks, nor where a plain run was stored before, nor by the same command again."""
    simulate(scenario, replications=250, output=tmp_path / "run")
    assert simulate(scenario, precision=0.05, output=tmp_path / "run").replications == 500
    assert programme.simulated == list(range(500))
    simulate(scenario, precision=0.05, output=tmp_path / "run")
    simulate(scenario, precision=0.06, output=tmp_path / "run")
    assert programme.simulated == list(range(500))
    programme.simulated.clear()
    assert simulate(scenario, precision=0.05).replications == 500
    assert programme.simulated == list(range(500))


@pytest.mark.parametrize("before", [30, 400, 1_000], ids=lambda n: f"{n} stored")
def test_the_same_command_leaves_the_same_bytes_whatever_was_stored_before(
    scenario: sim.Scenario, tmp_path: Path, before: int
) -> None:
    """A stored run that is larger is used as far as the rule needs it; its further shards stay where they are."""
    simulate(scenario, replications=before, output=tmp_path / "run")
    found = simulate(scenario, precision=0.05, output=tmp_path / "run")
    new = simulate(scenario, precision=0.05, output=tmp_path / "new")
    assert found.summary() == new.summary()
    there, fresh = contents(tmp_path / "run"), contents(tmp_path / "new")
    assert {name: there[name] for name in fresh} == fresh


def test_a_plain_run_of_as_many_leaves_the_same_bytes(scenario: sim.Scenario, tmp_path: Path) -> None:
    """But for the block precision of the summary."""
    results = simulate(scenario, precision=0.05, output=tmp_path / "precise")
    simulate(scenario, replications=results.replications, output=tmp_path / "plain")
    precise, plain = contents(tmp_path / "precise"), contents(tmp_path / "plain")
    assert precise["summary.json"] != plain["summary.json"]
    assert without_precision(precise) == without_precision(plain)


def test_a_comparison_goes_on_until_every_pair_is_narrow(
    pair: dict[str, sim.Scenario], programme: QuickProgramme, tmp_path: Path
) -> None:
    """All strategies in the same futures; bytes of a plain comparison of as many, but for the block."""
    sim.compare(pair, replications=300, executor="inline", output=tmp_path / "precise")
    programme.simulated.clear()
    found = sim.compare(pair, precision=0.008, executor="inline", output=tmp_path / "precise")
    told = found.summary()["precision"]
    reported = found.difference("usual", "tight", "reached_target")
    assert told["reached"] == (reported.high - reported.low) / 2.0 <= 0.008
    assert told["pair"] == ["usual", "tight"]
    size = told["replications"]
    assert size > 250
    assert sorted(programme.simulated) == sorted([*range(250, size)] * 2)
    sim.compare(pair, replications=size, executor="inline", output=tmp_path / "plain")
    assert without_precision(contents(tmp_path / "precise")) == without_precision(contents(tmp_path / "plain"))
    assert open_comparison(tmp_path / "precise").results["tight"].replications == size


def test_a_mean_of_a_comparison_is_as_precise_as_its_reported_interval(pair: dict[str, sim.Scenario]) -> None:
    """The paired difference of the payoff, by the bootstrap that is reported."""
    found = sim.compare(pair, precision=4_000, precision_of="payoff_eur", executor="inline")
    reported = found.difference("usual", "tight", "payoff_eur")
    assert found.summary()["precision"]["reached"] == (reported.high - reported.low) / 2.0 <= 4_000


def test_executor_workers_and_chunks_decide_nothing(scenario: sim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes give the answer of this process."""
    alone = simulate(scenario, precision=0.06).summary()
    monkeypatch.setattr("sim.api.run_replications", partial(run_replications, simulate=QuickProgramme(), chunk=77))
    many = sim.simulate(scenario, precision=0.06, executor="processes", workers=2).summary()
    assert many == alone


def test_the_cap_ends_it_and_says_what_it_would_take(scenario: sim.Scenario) -> None:
    """Hard, also where it is no whole shard; a higher cap goes on from there."""
    told = simulate(scenario, precision=0.01, most_replications=300).summary()["precision"]
    assert (told["replications"], told["capped"]) == (300, True)
    assert told["reached"] > told["wanted"]
    assert told["needed"] == pytest.approx(8_300, rel=0.1)


def test_what_is_interrupted_carries_on(scenario: sim.Scenario, programme: QuickProgramme, tmp_path: Path) -> None:
    """Whole shards are kept; the same command ends with the bytes of one that nobody stopped."""
    programme.stop_at = 300
    with pytest.raises(Interrupted) as stopped:
        simulate(scenario, precision=0.05, output=tmp_path / "run")
    assert (stopped.value.done, stopped.value.total) == (250, 500)
    assert "run the same command again to go on" in str(stopped.value)
    programme.stop_at = None
    programme.simulated.clear()
    simulate(scenario, precision=0.05, output=tmp_path / "run")
    assert programme.simulated == list(range(250, 500))
    simulate(scenario, precision=0.05, output=tmp_path / "new")
    assert contents(tmp_path / "run") == contents(tmp_path / "new")


def test_a_rerun_asks_for_the_same_precision(
    scenario: sim.Scenario, pair: dict[str, sim.Scenario], tmp_path: Path
) -> None:
    """Of a run, of a comparison: every file is the same, the summary with its block included."""
    simulate(scenario, precision=0.07, most_replications=2_000, output=tmp_path / "run")
    sim.compare(pair, precision=0.02, replications=200, executor="inline", output=tmp_path / "pair")
    for name in ("run", "pair"):
        assert main(["rerun", str(tmp_path / name), "executor=inline", "--quiet"]) == 0
        assert contents(tmp_path / name) == contents(tmp_path / f"{name}-rerun")


def test_a_plain_run_afterwards_forgets_the_precision(scenario: sim.Scenario, tmp_path: Path) -> None:
    """Its summary has no block, and a rerun runs as many as it did."""
    simulate(scenario, precision=0.07, output=tmp_path / "run")
    simulate(scenario, replications=60, output=tmp_path / "run")
    assert "precision" not in json.loads((tmp_path / "run" / "summary.json").read_bytes())
    assert main(["rerun", str(tmp_path / "run"), "executor=inline", "--quiet"]) == 0
    assert open_run(tmp_path / "run-rerun").replications == 60


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (partial(sim.simulate, "coe", precision=-0.1), "precision: found -0.1; allowed is the half-width"),
        (partial(sim.simulate, "coe", precision=True), "precision: found True"),
        (partial(sim.simulate, "coe", precision=0.02, replications=100), "from 200 to most_replications, 20000"),
        (partial(sim.simulate, "coe", most_replications=500), "belongs to precision="),
        (partial(sim.compare, ["coe", "factory"], precision="5%", precision_of="payoff_eur"), "may be nothing at all"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_before_any_work(
    ask: Callable[..., object], words: str, programme: QuickProgramme, tmp_path: Path
) -> None:
    """One message, nothing simulated, nothing written."""
    with pytest.raises(InputError, match=words):
        ask(output=tmp_path / "run")
    assert programme.simulated == []
    assert not (tmp_path / "run").exists()
