"""Sobol indices: Ishigami's function to its analytic values, and what fresh luck in every row would do."""

from __future__ import annotations

import tracemalloc

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.interval_worlds import PARTS, ishigami
from sim.analysis.factors import factors_of
from sim.analysis.measures import measure_named
from sim.analysis.sobol_indices import Indices, run_sobol, saltelli_shares, sobol_indices
from sim.analysis.streams import stream
from sim.analysis.study import outcomes_at
from sim.errors import InputError
from sim.scenario import Scenario
from tests.analysis.points_of_function import FunctionOfCards

Floats = npt.NDArray[np.float64]

VARIANCE = sum(PARTS)
FIRST = (PARTS[0] / VARIANCE, PARTS[1] / VARIANCE, 0.0)
TOTAL = ((PARTS[0] + PARTS[2]) / VARIANCE, PARTS[1] / VARIANCE, PARTS[2] / VARIANCE)
THREE = factors_of(["cfo.budget_eur=[0,1]", "cfo.threshold_eur=[0,1]", "people.notice_weeks"])


def shares_of(found: Indices) -> tuple[list[float], list[float]]:
    return [each.share for each in found.first], [each.share for each in found.total]


def test_the_analytic_values_are_the_published_ones() -> None:
    """Variance 13.845; first order 0.314, 0.442, 0; total 0.558, 0.442, 0.244 (Saltelli and others, 2008)."""
    assert pytest.approx(13.845, abs=5e-4) == VARIANCE
    assert pytest.approx((0.3139, 0.4424, 0.0), abs=5e-5) == FIRST
    assert pytest.approx((0.5576, 0.4424, 0.2437), abs=5e-5) == TOTAL


@pytest.mark.parametrize(("rows", "within"), [(1_024, 0.03), (8_192, 0.006)])
def test_ishigami_comes_out_at_its_analytic_values(rows: int, within: float) -> None:
    """Within three standard errors, which over 60 scramblings are 0.010 and 0.0019; the variance to 1%."""
    found = sobol_indices(ishigami(saltelli_shares(3, rows, stream(21, "test"))), resamples=100)
    first, total = shares_of(found)
    assert first == pytest.approx(FIRST, abs=within)
    assert total == pytest.approx(TOTAL, abs=within)
    assert found.variance == pytest.approx(VARIANCE, rel=0.01)


def test_a_sum_of_cards_has_first_order_equal_to_total() -> None:
    """2a + b + 0c: variances 4 : 1 : 0, so 0.8, 0.2, 0, alone and together."""
    design = saltelli_shares(3, 4_096, stream(1, "test"))
    first, total = shares_of(sobol_indices(design @ np.array([2.0, 1.0, 0.0]), resamples=10))
    assert first == pytest.approx([0.8, 0.2, 0.0], abs=0.002)
    assert total == pytest.approx([0.8, 0.2, 0.0], abs=0.002)


def test_units_and_a_shift_of_the_output_change_nothing() -> None:
    """Euro or millions, with or without a constant of a billion."""
    outputs = ishigami(saltelli_shares(3, 256, stream(1, "test")))
    plain, moved = sobol_indices(outputs, resamples=50), sobol_indices(1e6 * outputs + 1e9, resamples=50)
    assert shares_of(moved)[0] == pytest.approx(shares_of(plain)[0], abs=1e-6)
    assert shares_of(moved)[1] == pytest.approx(shares_of(plain)[1], abs=1e-6)


def noisy(scenario: Scenario, luck: np.random.Generator) -> float:
    """Two cards of equal weight, a third without any, and luck that outweighs them all."""
    return scenario.cfo.budget_eur + scenario.cfo.threshold_eur + float(luck.normal(0.0, 3.0))


def test_fresh_luck_in_every_row_makes_every_input_look_important() -> None:
    """The trap. With luck held fixed the card without influence has a total index of exactly zero, the others one half.

    With fresh luck in each row the very same card has a total index of nearly one, as have all.
    """
    held = run_sobol(Scenario(), THREE, "payoff_eur", rows=64, seed=21, replications=2, run=FunctionOfCards(noisy))
    assert shares_of(held.indices)[1] == pytest.approx([0.5, 0.5, 0.0], abs=0.05)
    assert held.indices.total[2].high == 0.0

    design = saltelli_shares(3, 64, stream(21, "design: sobol indices")).reshape(-1, 3)
    points = [{each.name: each.at(share) for each, share in zip(THREE, row, strict=True)} for row in design.tolist()]
    values = outcomes_at(
        Scenario(), points, measure_named("payoff_eur"), seed=21, replications=2, own_luck=True,
        run=FunctionOfCards(noisy),
    )  # fmt: skip
    fresh = sobol_indices(values.mean(axis=1).reshape(5, 64))
    assert min(shares_of(fresh)[1]) > 0.6


def test_every_row_of_a_run_has_the_same_luck() -> None:
    """rows × (cards + 2) points, common luck, as many replications as asked for."""
    run = FunctionOfCards(noisy)
    run_sobol(Scenario(), THREE, "payoff_eur", rows=8, seed=21, replications=3, run=run)
    (points,) = run.asked
    assert (len(points.changes), points.replications, points.own_luck) == (8 * 5, 3, False)


def test_the_design_is_a_b_and_a_with_one_card_from_b() -> None:
    """By its columns."""
    design = saltelli_shares(3, 16, stream(5, "test"))
    for card in range(3):
        changed = [np.array_equal(design[card + 2, :, each], design[1, :, each]) for each in range(3)]
        kept = [np.array_equal(design[card + 2, :, each], design[0, :, each]) for each in range(3)]
        assert changed == [each == card for each in range(3)]
        assert kept == [each != card for each in range(3)]


def test_the_bootstrap_of_many_rows_stays_small() -> None:
    """131,072 rows: no more memory than a few times the outputs, where an accelerated bootstrap takes their square."""
    design = np.random.default_rng(1).random((5, 131_072, 3))
    for card in range(3):
        design[card + 2] = design[0]
        design[card + 2, :, card] = design[1, :, card]
    outputs = ishigami(design)
    tracemalloc.start()
    found = sobol_indices(outputs, resamples=30)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30 * outputs.nbytes
    assert found.total[0].low < TOTAL[0] < found.total[0].high


def test_an_outcome_that_never_varies_is_refused() -> None:
    """There is no variance to share out, and zero over zero is no index."""
    with pytest.raises(InputError, match="measure=reached_target: is 1 at every point of these ranges"):
        run_sobol(
            Scenario(), THREE, "reached_target", rows=8, seed=1, replications=2, run=FunctionOfCards(lambda *_: 1.0)
        )
    with pytest.raises(ValueError, match="never vary"):
        sobol_indices(np.ones((5, 8)))


@pytest.mark.parametrize(
    ("cards", "rows", "told"),
    [(3, 100, "power of two, such as 64 or 128"), (3, 1, "power of two"), (100, 1_024, "104,448 points; allowed are")],
)
def test_rows_that_do_not_fit_are_refused(cards: int, rows: int, told: str) -> None:
    """With what would."""
    with pytest.raises(InputError, match=told):
        saltelli_shares(cards, rows, stream(1, "test"))
