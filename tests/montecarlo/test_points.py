"""Points: many scenarios under common luck, the same bytes however they were computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest

from sim.errors import InputError, WorkFailed
from sim.montecarlo.points import Points, points_of, run_points
from sim.montecarlo.run import run_replications
from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from tests.montecarlo.fakes import SEED, FakeProgramme, fake_record
from tests.programme.worlds import plain

CHANGES: list[dict[str, Any]] = [{"ends.target": target} for target in (5, 10, 15)]


@dataclass(frozen=True)
class TargetProgramme:
    """Rows that show which scenario and which luck they were made of; one target and replication may be broken."""

    broken: tuple[int, int] = (0, 0)
    wrong_row: bool = False

    def __call__(self, scenario: Scenario, seed: int, replication: int) -> Record:
        if (scenario.ends.target, replication) == self.broken:
            raise ArithmeticError("no way out")
        record = fake_record(seed, replication + self.wrong_row, rows=1)
        row = list(record.tables["replications"][0])
        row[4] = scenario.ends.target
        return Record(replication, {**record.tables, "replications": [tuple(row)]})


def points(replications: int = 7, *, own_luck: bool = False) -> Points:
    return points_of(Scenario(), CHANGES, seed=SEED, replications=replications, own_luck=own_luck)


def as_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


@pytest.mark.parametrize(
    ("executor", "workers", "chunk"),
    [("inline", None, None), ("inline", None, 4), ("processes", 1, None), ("processes", 2, 5), ("processes", 2, 100)],
)
def test_bytes_depend_neither_on_workers_nor_on_chunks_nor_on_the_executor(
    executor: str, workers: int | None, chunk: int | None
) -> None:
    """Chunks of 4 and 5 cut across points of 7."""
    reference = run_points(points(), chunk=1, simulate=TargetProgramme())
    found = run_points(points(), executor=executor, workers=workers, chunk=chunk, simulate=TargetProgramme())
    assert as_bytes(found) == as_bytes(reference)


@pytest.mark.parametrize("own_luck", [False, True])
def test_bytes_do_not_depend_on_the_blocks_in_which_points_travel(
    monkeypatch: pytest.MonkeyPatch, own_luck: bool
) -> None:
    """Two points at a time instead of three: numbers, luck and failures are those of the whole."""
    reference = run_points(points(own_luck=own_luck), simulate=TargetProgramme())
    monkeypatch.setattr("sim.montecarlo.points.BLOCK_VALUES", 2)
    assert [block.first for block in points().blocks()] == [0, 2]
    assert as_bytes(run_points(points(own_luck=own_luck), simulate=TargetProgramme())) == as_bytes(reference)
    with pytest.raises(WorkFailed, match=r"replication 3 .*\[point 2 \(ends.target=15\)\]"):
        run_points(points(), simulate=TargetProgramme(broken=(15, 3)))


def test_rows_stand_in_order_of_point_and_replication() -> None:
    """Three targets, two replications each; every row is of its own point's scenario."""
    found = run_points(points(2), simulate=TargetProgramme())
    assert found.column("point").to_pylist() == [0, 0, 1, 1, 2, 2]
    assert found.column("replication").to_pylist() == [0, 1, 0, 1, 0, 1]
    assert found.column("live_max").to_pylist() == [5, 5, 10, 10, 15, 15]


def test_luck_is_common_to_all_points() -> None:
    """Apart from what the card decides, replication r has the same row at each point."""
    found = run_points(points(4), simulate=TargetProgramme())
    first, *others = (
        found.slice(4 * point, 4).drop_columns(["point", "live_max"]).to_pylist() for point in range(len(CHANGES))
    )
    assert others == [first, first]


def test_own_luck_is_shared_by_no_two_points() -> None:
    """Replications are numbered through, so that each can be repeated by seed and number."""
    found = run_points(points(2, own_luck=True), chunk=3, simulate=TargetProgramme())
    assert found.column("replication").to_pylist() == list(range(6))
    assert found.column("point").to_pylist() == [0, 0, 1, 1, 2, 2]


def test_a_point_equal_to_the_base_has_the_rows_of_the_base() -> None:
    """The simulator itself: a point that changes nothing, or a card to its own value, is the run of the base."""
    base = plain(cfo__threshold_eur=1e5)
    made = points_of(base, [{}, {"horizon_weeks": base.horizon_weeks}], seed=5, replications=3)
    found = run_points(made, chunk=2, simulate=simulate_programme)
    run = run_replications(base, seed=5, replications=3).table("replications")
    for point in (0, 1):
        rows = found.slice(3 * point, 3).drop_columns(["point"])
        assert rows.to_pylist() == run.to_pylist()


def test_lists_are_values_like_others() -> None:
    """A card that holds a list can vary: levers pulled or not."""
    changes: list[dict[str, Any]] = [{"levers.order": []}, {"levers.order": ["routing", "batch"]}]
    made = points_of(plain(), changes, seed=5, replications=1)
    assert run_points(made).num_rows == 2
    assert made.scenario(1).levers.order == ("routing", "batch")


def test_progress_begins_at_none_and_ends_at_all() -> None:
    """Never backwards."""
    seen: list[tuple[int, int]] = []
    run_points(points(5), chunk=4, simulate=TargetProgramme(), progress=lambda *each: seen.append(each))
    assert seen == [(0, 15), (4, 15), (8, 15), (12, 15), (15, 15)]


@pytest.mark.parametrize(("executor", "chunk"), [("inline", 1), ("inline", 100), ("processes", 4)])
def test_a_programme_that_fails_ends_the_work_and_is_named(executor: str, chunk: int) -> None:
    """Point with its cards, replication, seed, reason: whatever the chunk."""
    with pytest.raises(WorkFailed) as error:
        run_points(points(), executor=executor, workers=1, chunk=chunk, simulate=TargetProgramme(broken=(10, 3)))
    told = str(error.value)
    assert "replication 3 (seed 21): ArithmeticError: no way out [point 1 (ends.target=10)]" in told


def test_a_row_of_another_replication_is_a_failure() -> None:
    """What a programme hands in is checked before it is believed."""
    with pytest.raises(WorkFailed, match=r"BadRecord.*the one of replication 0 is expected \[point 0"):
        run_points(points(1), simulate=TargetProgramme(wrong_row=True))


def test_a_programme_that_kills_its_worker_is_named() -> None:
    """The worker dies each time that it is tried alone."""
    with pytest.raises(WorkFailed, match=r"replication 1 \(seed 21\): WorkerLost: .* \[point 0 \(ends.target=5\)\]"):
        run_points(points(2), executor="processes", workers=1, chunk=2, simulate=FakeProgramme(killing=frozenset({1})))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([{}, {"cfo.budgets_eur": 1.0}], "point 1 (cfo.budgets_eur=1.0): cfo.budgets_eur: there is no such card"),
        ([{"ends.target": 0}], "point 0 (ends.target=0): ends.target: found 0; allowed is a whole number from 1"),
        ([], "there are no points"),
    ],
)
def test_a_wrong_point_is_refused_before_anything_runs(changes: list[dict[str, Any]], told: str) -> None:
    """The point by its number and cards, and the card that is wrong."""
    with pytest.raises(InputError) as error:
        points_of(Scenario(), changes, seed=SEED, replications=1)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("seed", "replications", "word"), [(1, 0, "replications"), (-1, 1, "seed"), (2**63, 1, "seed")]
)
def test_settings_out_of_range_are_refused(seed: int, replications: int, word: str) -> None:
    """No replications, or a seed that no run could have."""
    with pytest.raises(InputError, match=f"^{word}: found"):
        points_of(Scenario(), CHANGES, seed=seed, replications=replications)
