from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight

from sim.analysis.incidence import Incidence, cumulative_incidence, programme_incidence
from sim.analysis.survival import survival_curve

NAMES = ("frozen", "insolvent", "stopped")
Subjects = list[tuple[float, int]]

subjects = st.lists(st.tuples(st.integers(0, 12).map(float), st.integers(0, 3)), min_size=1, max_size=40)


def of(rows: Subjects) -> Incidence:
    return cumulative_incidence([week for week, _ in rows], [cause for _, cause in rows], NAMES)


def at_random(seed: int, size: int = 300, last_week: int = 50) -> tuple[list[float], list[int]]:
    rng = np.random.default_rng(seed)
    weeks = rng.integers(1, last_week, size).astype(float)
    return weeks.tolist(), rng.choice(4, size, p=[0.3, 0.4, 0.2, 0.1]).tolist()


def by_hand(rows: Subjects, cause: int) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Share, variance and survival after each week, in exact fractions, step by step as defined."""
    steps = []
    survival, share = Fraction(1), Fraction(0)
    for week in sorted({week for week, _ in rows}):
        n = sum(other >= week for other, _ in rows)
        ended = sum(other == week and code > 0 for other, code in rows)
        mine = sum(other == week and code == cause for other, code in rows)
        share += survival * Fraction(mine, n)
        steps.append((n, ended, mine, survival, share))
        survival *= 1 - Fraction(ended, n)
    return [
        (now, sum((term(now, *step) for step in steps[: at + 1]), Fraction(0)), before * (1 - Fraction(ended, n)))
        for at, (n, ended, _, before, now) in enumerate(steps)
    ]


def term(now: Fraction, n: int, ended: int, mine: int, before: Fraction, then: Fraction) -> Fraction:
    """One step's part in the variance: the multinomial (co)variances of its hazards, each times what hangs on it."""
    later = now - then
    all_causes = later**2 * Fraction(ended, n * (n - ended)) if ended < n else Fraction(0)
    return all_causes + before**2 * Fraction((n - mine) * mine, n**3) - 2 * later * before * Fraction(mine, n**2)


@settings(max_examples=60)
@given(subjects)
def test_shares_and_variances_are_those_worked_out_in_fractions(rows: Subjects) -> None:
    """With ties between causes, losses and week 0: share, variance and survival equal exact arithmetic at each step."""
    found = of(rows)
    for cause, name in enumerate(NAMES, start=1):
        expected = by_hand(rows, cause)
        skipped = found.weeks.size - len(expected)
        shares, variances, survival = (np.array([float(each) for each in row]) for row in zip(*expected, strict=True))
        assert found.curve(name)[skipped:] == pytest.approx(shares, abs=1e-12)
        assert found.variance[cause - 1, skipped:] == pytest.approx(variances, abs=1e-12)
        assert found.survival[skipped:] == pytest.approx(survival, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_an_independent_estimator_agrees(seed: int) -> None:
    """With ties and losses, curves and standard errors equal those of statsmodels wherever its own are defined."""
    weeks, causes = at_random(seed)
    found = cumulative_incidence(weeks, causes, NAMES)
    with np.errstate(divide="ignore", invalid="ignore"):  # theirs is undefined once nobody is left
        other = CumIncidenceRight(np.array(weeks), np.array(causes))
    steps = np.searchsorted(found.weeks, other.times)
    for row, name in enumerate(NAMES):
        assert found.curve(name)[steps] == pytest.approx(other.cinc[row], abs=1e-12)
        error, theirs = found.standard_error(name)[steps], other.cinc_se[row]
        defined = np.isfinite(theirs)
        assert np.count_nonzero(defined) > 40
        assert error[defined] == pytest.approx(theirs[defined], abs=1e-9)


def test_published_data_agree_with_an_independent_estimator(published: Callable[[str], list[dict[str, str]]]) -> None:
    """Lung: deaths of men and of women as competing causes equal statsmodels in curve and standard error."""
    rows = published("lung")
    weeks = np.array([float(row["time"]) for row in rows])
    causes = np.array([int(float(row["sex"])) if row["status"] == "2.0" else 0 for row in rows])
    found, other = cumulative_incidence(weeks, causes, ("men", "women")), CumIncidenceRight(weeks, causes)
    steps = np.searchsorted(found.weeks, other.times)
    assert np.count_nonzero(causes) == 165
    for row in range(2):
        assert found.share[row, steps] == pytest.approx(other.cinc[row], abs=1e-12)
        assert np.sqrt(found.variance[row, steps]) == pytest.approx(other.cinc_se[row], abs=1e-9)


def test_without_losses_shares_and_variances_are_the_plain_ones() -> None:
    """Nobody lost: shares are counts over n to the last bit, variances p(1 - p)/n, also in the last week of all."""
    rng = np.random.default_rng(3)
    weeks, causes = rng.integers(1, 30, 1_000).astype(float), rng.integers(1, 4, 1_000)
    found = cumulative_incidence(weeks, causes, NAMES)
    for row in range(3):
        counts = np.array([np.count_nonzero((causes == row + 1) & (weeks <= week)) for week in found.weeks])
        assert found.share[row].tolist() == (counts / 1_000).tolist()
        assert found.variance[row] == pytest.approx(counts / 1_000 * (1 - counts / 1_000) / 1_000, rel=1e-9, abs=1e-15)
    assert found.survival[-1] == 0.0


def test_many_different_weeks_lose_no_digits() -> None:
    """Over 100,000 different weeks, several blocks of steps, the variance without losses is p(1 - p)/n throughout."""
    weeks = np.random.default_rng(5).permutation(100_000) / 7.0
    causes = np.arange(100_000) % 3 + 1
    found = cumulative_incidence(weeks, causes, NAMES)
    np.testing.assert_allclose(found.variance, found.share * (1.0 - found.share) / 100_000, rtol=1e-6, atol=1e-18)


def test_a_single_cause_is_kaplan_meier_turned_over() -> None:
    """One cause: share, survival and log-log band are those of the survival curve, where that is 1 or 0 too."""
    weeks, causes = at_random(8)
    for last in (0, 1):
        ended = np.append(np.array(causes) > 0, last)
        curve = survival_curve([*weeks, 99.0], ended)
        found = cumulative_incidence([*weeks, 99.0], ended.astype(int), ("end",))
        low, high = found.interval("end")
        assert found.weeks.tolist() == curve.weeks.tolist()
        assert found.survival == pytest.approx(curve.share, abs=1e-12)
        assert found.curve("end") == pytest.approx(1.0 - curve.share, abs=1e-12)
        assert 1.0 - high == pytest.approx(curve.low, abs=1e-9)
        assert 1.0 - low == pytest.approx(curve.high, abs=1e-9)
        assert found.at_risk.tolist() == curve.at_risk.tolist()


def test_a_cause_that_never_occurs_has_a_zero_curve_and_an_open_interval() -> None:
    """None of 200 ended by it: share and error 0, and the interval reaches to the exact bound for none of 200."""
    found = cumulative_incidence([10.0] * 100 + [260.0] * 100, [1] * 100 + [0] * 100, NAMES)
    assert found.curve("stopped").tolist() == [0.0, 0.0, 0.0]
    assert found.standard_error("stopped").tolist() == [0.0, 0.0, 0.0]
    low, high = found.interval("stopped")
    assert low.tolist() == [0.0, 0.0, 0.0]
    assert high == pytest.approx(np.full(3, 1.0 - 0.025 ** (1 / 200)))


@settings(max_examples=60)
@given(subjects)
def test_incidences_and_survival_add_up_to_one(rows: Subjects) -> None:
    """At every step, and no curve ever falls."""
    found = of(rows)
    assert found.share.sum(axis=0) + found.survival == pytest.approx(np.ones(found.weeks.size), abs=1e-12)
    assert (np.diff(found.share, axis=1) >= 0.0).all()
    assert (found.variance >= 0.0).all()


@settings(max_examples=60)
@given(subjects, st.permutations([1, 2, 3]))
def test_relabelling_the_causes_permutes_the_curves(rows: Subjects, labels: list[int]) -> None:
    """Cause k called labels[k - 1] has the curve of k."""
    found, other = of(rows), of([(week, labels[cause - 1] if cause else 0) for week, cause in rows])
    for row, label in enumerate(labels):
        assert other.share[label - 1].tolist() == found.share[row].tolist()
        assert other.variance[label - 1].tolist() == found.variance[row].tolist()


@settings(max_examples=60)
@given(subjects, st.integers(2, 4))
def test_every_row_twice_halves_the_variance(rows: Subjects, times: int) -> None:
    """Rows repeated k times: the same curves, the variance divided by k."""
    found, other = of(rows), of(rows * times)
    assert other.share == pytest.approx(found.share, abs=1e-12)
    assert other.variance == pytest.approx(found.variance / times, abs=1e-12)


@settings(max_examples=60)
@given(subjects, st.integers(1, 40))
def test_shifting_time_shifts_the_curves(rows: Subjects, by: int) -> None:
    """The same ends so many weeks later: the same steps so many weeks later."""
    found, other = of(rows), of([(week + by, cause) for week, cause in rows])
    for name in NAMES:
        assert [other.at(name, week + by) for week in found.weeks] == [found.at(name, week) for week in found.weeks]
        assert other.at(name, by - 0.5) == 0.0


@settings(max_examples=60)
@given(subjects)
def test_intervals_are_defined_and_hold_the_share(rows: Subjects) -> None:
    """No NaN, within 0 and 1, around the share, and never without width."""
    found = of(rows)
    for name in NAMES:
        low, high = found.interval(name)
        assert ((low >= 0.0) & (low <= found.curve(name) + 1e-12)).all()
        assert ((high <= 1.0) & (high >= found.curve(name) - 1e-12) & (high > low)).all()


def test_programmes_of_a_run_by_outcome(make_run: Callable[..., Any]) -> None:
    """Two of four frozen by week 30, one insolvent at 40, one stands: 1/2, 1/4, nothing for a cause that is absent."""
    ends = [("frozen", 20.0), ("frozen", 30.0), ("insolvent", 40.0), ("censored", 260.0)]
    run = make_run([{"replication": n, "outcome": what, "outcome_week": week} for n, (what, week) in enumerate(ends)])
    found = programme_incidence(run.table("replications"), NAMES)
    assert [found.at("frozen", week) for week in (19.9, 20.0, 30.0, 260.0)] == [0.0, 0.25, 0.5, 0.5]
    assert [found.at(name, 260.0) for name in NAMES] == [0.5, 0.25, 0.0]


@pytest.mark.parametrize(
    ("weeks", "causes", "words"),
    [
        ([], [], "no programmes"),
        ([1.0, np.nan], [1, 1], "not finite"),
        ([-1.0], [1], "before week 0"),
        ([1.0, 2.0], [1], "one length"),
        ([1.0], [4], "from 0 .standing. to 3"),
        ([1.0], [-1], "from 0 .standing. to 3"),
        ([1.0], [0.5], "whole numbers"),
    ],
)
def test_wrong_rows_are_refused(weeks: list[float], causes: list[float], words: str) -> None:
    """Nothing, NaN, weeks before the start, rows of two lengths and causes without a name are errors."""
    with pytest.raises(ValueError, match=words):
        cumulative_incidence(weeks, causes, NAMES)


def test_weeks_and_causes_that_are_not_there_are_refused() -> None:
    """Beyond the last week watched, before the start, and a name that is no cause."""
    found = of([(5.0, 1), (9.0, 0)])
    for arguments, words in (
        (("frozen", 9.5), "nobody was watched beyond week 9"),
        (("frozen", -1.0), "before the programme"),
        (("fire", 1.0), "no cause 'fire'"),
    ):
        with pytest.raises(ValueError, match=words):
            found.at(*arguments)
