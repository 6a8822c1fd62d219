"""Designs: every combination, one point a slice, and even over all cards together."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc

from sim.analysis.designs import MOST_POINTS, full_factorial, latin_hypercube, sobol_sequence, without_impossible
from sim.analysis.factors import by_groups, factors_of, parse_factor
from sim.analysis.streams import stream
from sim.errors import InputError
from sim.montecarlo.points import points_of
from sim.scenario import Scenario

THREE = factors_of(["cfo.budget_eur=[1e6,2e6]", "ends.target=[5,14]", "portfolio.order"])


def test_a_factorial_has_every_combination_once() -> None:
    """3 budgets × 3 targets × 3 orders, the last card fastest."""
    found = full_factorial(THREE)
    budgets, targets, orders = (1e6, 1.5e6, 2e6), (5, 10, 14), THREE[2].levels
    assert [tuple(point.values()) for point in found.points] == list(itertools.product(budgets, targets, orders))
    assert found.cards == ("cfo.budget_eur", "ends.target", "portfolio.order")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(0, 2**63 - 1))
def test_a_hypercube_has_one_point_in_every_slice_of_every_card(points: int, seed: int) -> None:
    """n points, n equal slices: each slice of the budget has one; ten targets come equally often."""
    found = latin_hypercube(THREE, points=10 * points, seed=seed).points
    slices = np.floor((np.array([point["cfo.budget_eur"] for point in found]) - 1e6) / 1e5 * points)
    assert sorted(slices) == list(range(10 * points))
    _, counts = np.unique([point["ends.target"] for point in found], return_counts=True)
    assert counts.tolist() == [points] * 10


def test_a_sobol_sequence_is_more_even_than_chance() -> None:
    """Discrepancy of 64 points in two cards: below a fifth of what independent points have on average over 20."""
    two = factors_of(["cfo.budget_eur=[0,1]", "cfo.threshold_eur=[0,1]"])
    found = np.array([list(point.values()) for point in sobol_sequence(two, points=64, seed=21).points])
    chance = np.mean([qmc.discrepancy(np.random.default_rng(k).random((64, 2))) for k in range(20)])
    assert qmc.discrepancy(found) < chance / 5.0


def test_a_sobol_sequence_goes_on_where_a_shorter_one_ends() -> None:
    """100 points are the first 100 of 128, and the advice says what would be better."""
    cut, whole = (sobol_sequence(THREE, points=points, seed=21) for points in (100, 128))
    assert cut.points == whole.points[:100]
    assert whole.notes == ()
    assert cut.notes == ("a Sobol sequence is evenly spread at powers of two: 100 points leave gaps, take 64 or 128",)
    assert sobol_sequence(THREE, points=1, seed=21).notes == ()


@pytest.mark.parametrize("design", [latin_hypercube, sobol_sequence])
def test_a_seed_names_its_design_and_neighbours_share_nothing(design: object) -> None:
    """The same seed the same points; seed and seed + 1 have no point in common."""
    assert callable(design)
    same, again, other = (design(THREE[:1], points=32, seed=seed) for seed in (21, 21, 22))
    assert same == again
    budgets = [{point["cfo.budget_eur"] for point in each.points} for each in (same, other)]
    assert budgets[0].isdisjoint(budgets[1])


def test_streams_are_told_apart_by_seed_and_by_name() -> None:
    """Neither a neighbouring seed nor another name overlaps; the numbers are those of every earlier version."""
    drawn = {(seed, name): stream(seed, name).random(1_000) for seed in (0, 1, 21) for name in ("a", "b")}
    together = np.concatenate(list(drawn.values()))
    assert np.unique(together).size == together.size
    assert stream(21, "design: latin hypercube").integers(0, 1_000, 5).tolist() == [780, 554, 645, 60, 877]


def test_designs_over_all_assumptions_are_scenarios() -> None:
    """Every card between its low and high at once; the shortest answer of finance ends where its longest begins."""
    everything = factors_of(["assumptions", "cfo.answer_weeks.low=[1,4]"])
    for design in (latin_hypercube(everything, points=40, seed=1), sobol_sequence(everything, points=32, seed=1)):
        assert points_of(Scenario(), design.points, seed=1, replications=1).programmes == len(design.points)


def test_too_many_points_are_refused_with_what_is_allowed() -> None:
    """Before they are made: 10 cards at 4 values are a million points."""
    ten = factors_of(["shadow", "cfo"])[:10]
    with pytest.raises(InputError, match=r"4 × 4 × .* has 1,048,576 points; allowed are at most 99,999"):
        full_factorial(ten, steps=4)
    for points in (0, MOST_POINTS + 1):
        with pytest.raises(InputError, match=r"points: found [\d,]+; allowed is a whole number from 1 to 99,999"):
            latin_hypercube(THREE, points=points, seed=1)
        with pytest.raises(InputError, match="allowed is a whole number from 1 to 99,999"):
            sobol_sequence(THREE, points=points, seed=1)
    with pytest.raises(InputError, match="steps: found 1; allowed is a whole number from 2 on"):
        full_factorial(ten, steps=1)


def test_values_of_the_design_are_plain_values() -> None:
    """Numbers of Python, so that they travel, print and compare as what was written."""
    for design in (
        full_factorial(THREE),
        latin_hypercube(THREE, points=8, seed=1),
        sobol_sequence(THREE, points=8, seed=1),
    ):
        assert {tuple(map(type, point.values())) for point in design.points} == {(float, int, str)}
    assert {
        type(point["sequencing.mandate"]) for point in full_factorial([parse_factor("sequencing.mandate")]).points
    } == {bool}


def test_points_that_are_no_programme_are_taken_out_and_counted() -> None:
    """A mandate needs the platform first: one of four points is none, and the note says why; none left is refused."""
    design = full_factorial(factors_of(["sequencing.mandate", "sequencing.platform_after=0,3"]))
    kept = without_impossible(design, Scenario())
    assert (len(design.points), len(kept.points), kept.left_out) == (4, 3, 1)
    assert kept.notes[-1].startswith(
        "1 of 4 points are left out: they are no programmes; the first because sequencing.m"
    )
    assert without_impossible(kept, Scenario()) is kept
    never = full_factorial(factors_of(["sequencing.mandate=true,false", "topology.embedded.units=0,5"]))
    both = Scenario.model_validate({"topology": {"central": {"engineers": 4}, "embedded": {"units": 0}}})
    alone = replace(never, points=tuple(point for point in never.points if point["topology.embedded.units"] == 5))
    with pytest.raises(InputError, match="none of 2 points is a programme; the first is none because"):
        without_impossible(alone, both)


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["shadow"], True), (["assumptions"], True), (["shadow.trust"], False), (["cfo.budget_eur=[1,2]"], False),
     (["shadow.trust", "policies"], True), ([], False)],
)  # fmt: skip
def test_groups_and_kinds_are_told_from_cards(words: list[str], expected: bool) -> None:
    """Only of a group nobody asked for each single combination."""
    assert by_groups(words) is expected
