"""What goes wrong inside: reported with the way to it, everything else saved, exit 1, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.montecarlo import run
from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from tests.cli.conftest import SMALL, Call

pytestmark = pytest.mark.usefixtures("no_charts")


@pytest.fixture
def two_break(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programmes 3 and 5 of every run break."""

    def breaking(scenario: Scenario, seed: int, replication: int) -> Record:
        if replication in (3, 5):
            raise ZeroDivisionError(f"nobody is left in replication {replication}")
        return simulate_programme(scenario, seed, replication)

    inner = run.run_replications
    monkeypatch.setattr("sim.api.run_replications", lambda *args, **more: inner(*args, **more, simulate=breaking))


@pytest.mark.usefixtures("two_break")
def test_broken_replications_are_reported_with_seed_number_and_the_way_to_them(call: Call) -> None:
    """Everything else is saved and shown; the exit status is 1."""
    called = call("run", "strategy=coe", *SMALL, "seed=4", "output=out")
    assert called.status == 1
    assert "2 replications failed; everything else is saved" in called.err
    assert "replication 3 (seed 4): ZeroDivisionError: nobody is left in replication 3" in called.err
    assert "sim trace strategy=coe horizon_weeks=120 seed=4 replication=5" in called.err
    assert "Traceback" not in called.err
    assert "10 programmes" in called.out
    assert json.loads(Path("out/summary.json").read_text(encoding="utf-8"))["failures"] == 2


@pytest.mark.usefixtures("two_break")
def test_a_comparison_reports_them_for_each_strategy(call: Call) -> None:
    """With the strategy in the command."""
    called = call("compare", "strategies=[coe,application_first]", *SMALL, "--json")
    assert called.status == 1
    assert "sim trace horizon_weeks=120 strategy=application_first replication=3" in called.err
    assert len(json.loads(called.out)["failed"]) == 4


def test_a_run_in_which_everything_breaks_is_one_message(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to show: exit 1."""

    def broken(*_: object) -> Record:
        raise ZeroDivisionError("nobody is left")

    inner = run.run_replications
    monkeypatch.setattr("sim.api.run_replications", lambda *args, **more: inner(*args, **more, simulate=broken))
    called = call("run", *SMALL)
    assert called.status == 1
    assert "all 12 replications failed" in called.err
    assert called.out == ""


def test_a_traced_programme_that_breaks_is_one_message(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """With seed and number, and how to see where."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nobody is left")

    monkeypatch.setattr("sim.tracing.begun", broken)
    called = call("trace", "replication=3")
    assert called.status == 1
    assert called.err == "sim: replication 3 (seed 21): ZeroDivisionError: nobody is left (SIM_DEBUG=1 shows where)\n"


def test_an_unexpected_failure_is_one_line_with_the_way_to_the_traceback(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIM_DEBUG=1 raises it instead."""

    def broken(_: str) -> None:
        raise RuntimeError("the unforeseen\nhappened")

    monkeypatch.setattr("sim.verbs.params.matching", broken)
    called = call("params")
    assert called.status == 1
    assert (
        called.err
        == "sim: unexpected failure: RuntimeError: the unforeseen happened (SIM_DEBUG=1 shows the traceback)\n"
    )
    monkeypatch.setenv("SIM_DEBUG", "1")
    with pytest.raises(RuntimeError):
        call("params")


def test_charts_that_cannot_be_written_are_failed_work(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The results are there; a file stands where the folder of charts should be."""
    assert call("run", *SMALL, "output=out").status == 0
    (tmp_path / "out" / "charts").write_text("", encoding="utf-8")
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    called = call("run", *SMALL, "output=out")
    assert called.status == 1
    assert "charts cannot be written" in called.err


def test_a_damaged_shard_is_computed_again(call: Call, tmp_path: Path) -> None:
    """The same command repairs the folder."""
    assert call("run", *SMALL, "output=out").status == 0
    path = tmp_path / "out" / "events-00000.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    assert call("run", *SMALL, "output=out").status == 0
    assert path.read_bytes() == whole
