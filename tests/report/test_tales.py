"""Show me a bad one: picked by rank from what is stored, and the same programme when it is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.drawings import Letters
from sim.report.page import Folded, Picture, Tale
from sim.report.tales import Programme, pick, tales
from sim.tracing import trace_programme
from tests.report.conftest import Paged


def test_the_programme_at_each_rank_is_picked() -> None:
    """Of a hundred the 10th, the 50th and the 90th from the lowest payoff."""
    payoffs = [float((37 * row) % 100) for row in range(100)]
    picked = pick(payoffs)
    assert [(one.word, one.payoff_eur, one.rank) for one in picked] == [
        ("bad", 9.0, 10), ("typical", 49.0, 50), ("good", 89.0, 90),
    ]  # fmt: skip
    assert all(payoffs[one.row] == one.payoff_eur for one in picked)


def test_of_equal_payoffs_the_first_stored_comes_first() -> None:
    """Ties are settled by the replication and by nothing else."""
    assert [one.row for one in pick([5.0] * 20)] == [1, 9, 17]


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=60))
def test_a_tenth_pays_off_no_better(payoffs: list[float]) -> None:
    """At least a tenth of the programmes pay no more than the bad one; fewer than a tenth lie below it."""
    bad = pick(payoffs)[0]
    assert bad.word == "bad"
    assert sum(one <= bad.payoff_eur for one in payoffs) >= len(payoffs) / 10
    assert sum(one < bad.payoff_eur for one in payoffs) < len(payoffs) / 10


@pytest.mark.parametrize(("number", "words"), [(1, ["bad"]), (2, ["bad", "good"]), (3, ["bad", "typical", "good"])])
def test_of_few_programmes_none_is_told_twice(number: int, words: list[str]) -> None:
    """One that stands for two ranks is told under the first of them."""
    picked = pick([float(row) for row in range(number)])
    assert [one.word for one in picked] == words
    assert len({one.row for one in picked}) == len(picked)


def test_what_is_told_is_the_programme_that_is_stored(hostile: Paged) -> None:
    """Traced again it has the payoff and the end of its row; the bad one in full, the others folded, each drawn."""
    results = hostile.comparison.results["right"]
    rows = results.table("replications", ("replication", "payoff_eur", "outcome")).to_pylist()
    asked: list[int] = []

    def find(row: int) -> Programme:
        asked.append(row)
        return Programme(results.scenario, results.seed, rows[row]["replication"])

    section = tales("These.", [row["payoff_eur"] for row in rows], find, Letters())
    for row in set(asked):
        told = trace_programme(results.scenario, results.seed, rows[row]["replication"]).row
        assert {key: told[key] for key in rows[row]} == rows[row]
    open_ones = [block for block in section.blocks if isinstance(block, Tale | Picture)]
    folded = [block for block in section.blocks if isinstance(block, Folded)]
    assert len(open_ones) == 2
    assert len(folded) == 2
    for block in folded:
        assert [type(inner) for inner in block.blocks] == [Picture, Tale]
        assert "programme" in block.title
