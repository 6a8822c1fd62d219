from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf
from statsmodels.duration.survfunc import SurvfuncRight

from sim.analysis.survival import SurvivalCurve, programme_survival, survival_curve

Published = Callable[[str], list[dict[str, str]]]
Subjects = list[tuple[float, bool]]

subjects = st.lists(st.tuples(st.integers(0, 12).map(float), st.booleans()), min_size=1, max_size=40)


def curve_of(rows: Subjects) -> SurvivalCurve:
    return survival_curve([week for week, _ in rows], [ended for _, ended in rows])


def freireich(published: Published, arm: str) -> SurvivalCurve:
    rows = [row for row in published("freireich") if row["arm"] == arm]
    return curve_of([(float(row["week"]), row["relapse"] == "1") for row in rows])


def random_subjects(seed: int, size: int = 200, last_week: int = 60) -> tuple[list[float], list[bool]]:
    rng = np.random.default_rng(seed)
    weeks = rng.integers(1, last_week, size=size).astype(float)
    return weeks.tolist(), (rng.random(size) < 0.6).tolist()


def assert_defined(curve: SurvivalCurve) -> None:
    for values in (curve.share, curve.low, curve.high):
        assert np.isfinite(values).all()
        assert ((values >= 0.0) & (values <= 1.0)).all()
    assert (curve.low <= curve.share).all()
    assert (curve.share <= curve.high).all()


def test_freireich_6_mp_has_the_published_shares(published: Published) -> None:
    """Kaplan-Meier of the 6-MP arm equals the published values to the printed digits."""
    curve = freireich(published, "6-MP")
    shares = [f"{curve.at(week):.4f}" for week in (6, 7, 10, 13, 16, 22, 23)]
    assert shares == ["0.8571", "0.8067", "0.7529", "0.6902", "0.6275", "0.5378", "0.4482"]
    assert int(curve.ended.sum()) == 9
    assert int(curve.censored.sum()) == 12


def test_freireich_at_risk_counts_are_the_published_ones(published: Published) -> None:
    """At risk just before each relapse week of the 6-MP arm: 21, 17, 15, 12, 11, 7, 6."""
    curve = freireich(published, "6-MP")
    assert [curve.at_risk_at(week) for week in (6, 7, 10, 13, 16, 22, 23)] == [21, 17, 15, 12, 11, 7, 6]
    assert [curve.at_risk_at(week) for week in (0, 5.9, 6.1, 35, 35.1)] == [21, 21, 17, 1, 0]


def test_freireich_medians(published: Published) -> None:
    """Median remission is 23 weeks under 6-MP and 8 under placebo."""
    assert freireich(published, "6-MP").median_weeks() == 23.0
    assert freireich(published, "placebo").median_weeks() == 8.0


@pytest.mark.parametrize("name", ["lung", "lung male", "lung female", "aml Maintained", "aml Nonmaintained"])
def test_published_data_agree_with_an_independent_estimator(published: Published, name: str) -> None:
    """Median and its log-log interval on lung and aml equal those of statsmodels."""
    weeks, ended = subset(published, name)
    curve = survival_curve(weeks, ended)
    other = SurvfuncRight(np.array(weeks), np.array(ended, dtype=int))
    low, high = curve.median_interval
    with np.errstate(divide="ignore", invalid="ignore"):  # theirs is undefined once nobody is left
        expected_low, expected_high = other.quantile_ci(0.5, method="cloglog")
    assert curve.median_weeks() == other.quantile(0.5)
    assert low == expected_low
    assert high == (expected_high if np.isfinite(expected_high) else None)


def subset(published: Published, name: str) -> tuple[list[float], list[bool]]:
    data, _, group = name.partition(" ")
    column, died = ("sex", "2.0") if data == "lung" else ("x", "1.0")
    wanted = {"male": "1.0", "female": "2.0"}.get(group, group)
    rows = [row for row in published(data) if not group or row[column] == wanted]
    return [float(row["time"]) for row in rows], [row["status"] == died for row in rows]


@pytest.mark.parametrize("seed", range(5))
def test_curve_and_band_equal_those_of_scipy(seed: int) -> None:
    """With ties and censoring the estimate and the log-log band equal scipy's wherever scipy's are defined."""
    weeks, ended = random_subjects(seed)
    curve = survival_curve(weeks, ended)
    stopped = np.array(ended)
    times = np.array(weeks)
    other = ecdf(CensoredData(times[stopped], right=times[~stopped])).sf
    with warnings.catch_warnings(action="ignore"):  # it says that it is undefined where ours is not
        band = other.confidence_interval(0.95, method="log-log")
    for index, week in enumerate(other.quantiles):
        assert curve.at(week) == pytest.approx(other.probabilities[index], abs=1e-12)
        expected = (band.low.probabilities[index], band.high.probabilities[index])
        if 0.0 < curve.at(week) < 1.0:
            assert curve.band_at(week) == pytest.approx(expected, abs=1e-12)
        else:
            assert np.isnan(expected).any()


def test_without_censoring_the_curve_is_the_plain_share_without_rounding() -> None:
    """Where everybody is seen to the end the estimate is the surviving share, to the last bit."""
    weeks = np.arange(1.0, 8.0)
    curve = survival_curve(weeks, np.ones(7))
    assert curve.share.tolist() == [left / 7 for left in (7, 6, 5, 4, 3, 2, 1, 0)]


def test_censoring_at_the_horizon_leaves_plain_shares() -> None:
    """A programme that stands at the horizon is at risk there, and the share there is the share that stands."""
    curve = survival_curve([10.0, 20.0, 260.0, 260.0, 260.0], [True, True, True, False, False])
    assert curve.at(259.0) == 3 / 5
    assert curve.at(260.0) == 2 / 5
    assert curve.at_risk_at(260.0) == 3
    assert curve.standing_after(260.0) == 2
    assert curve.standing_after(260.1) == 0
    assert curve.censored.tolist() == [0, 0, 0, 2]


def test_no_end_is_not_certainty() -> None:
    """With no end the share is 1 and the band reaches down to the exact bound for no end in n."""
    curve = survival_curve(np.full(200, 260.0), np.zeros(200))
    assert curve.at(260.0) == 1.0
    assert curve.band_at(260.0) == pytest.approx((0.025 ** (1 / 200), 1.0))
    assert curve.median_weeks() is None
    assert curve.median_interval == (None, None)
    assert_defined(curve)


def test_the_band_before_the_first_end_uses_those_still_at_risk() -> None:
    """Who was lost from sight before any end says nothing later: the bound drops with the number at risk."""
    curve = survival_curve([5.0] * 90 + [9.0] * 10, [False] * 100)
    assert curve.band_at(5.0)[0] == pytest.approx(0.025 ** (1 / 100))
    assert curve.band_at(9.0)[0] == pytest.approx(0.025 ** (1 / 10))


def test_all_ended_is_not_certainty_either() -> None:
    """Once nobody is left the share is 0 and the band reaches up, never above where it was just before."""
    curve = survival_curve(np.arange(1.0, 41.0), np.ones(40))
    assert curve.share[-1] == 0.0
    assert curve.low[-1] == 0.0
    assert 0.0 < curve.high[-1] <= curve.high[-2]
    assert curve.at(1e6) == 0.0
    assert_defined(curve)


def test_everything_dies_in_week_zero() -> None:
    """One step at week 0, with the exact upper bound for none in n; the median is week 0."""
    curve = survival_curve(np.zeros(50), np.ones(50))
    assert curve.weeks.tolist() == [0.0]
    assert (curve.at(0.0), curve.low[0]) == (0.0, 0.0)
    assert curve.high[0] == pytest.approx(1 - 0.025 ** (1 / 50))
    assert curve.at_risk_at(0.0) == 50
    assert curve.median_weeks() == 0.0
    assert curve.median_interval == (0.0, 0.0)


@pytest.mark.parametrize("ended", [True, False])
def test_one_replication_is_defined_and_says_little(ended: bool) -> None:
    """One programme: a defined curve whose band leaves nearly everything open."""
    curve = survival_curve([30.0], [ended])
    assert curve.at(30.0) == (0.0 if ended else 1.0)
    assert curve.band_at(29.0) == pytest.approx((0.025, 1.0))
    assert curve.band_at(30.0) == pytest.approx((0.0, 0.975) if ended else (0.025, 1.0))
    assert curve.median_weeks() == (30.0 if ended else None)
    assert curve.median_interval == ((30.0, None) if ended else (None, None))
    assert_defined(curve)


def test_an_end_and_a_last_sight_in_one_week_count_the_end_first() -> None:
    """Ties: who is lost from sight in the week of an end was at risk of it."""
    curve = survival_curve([4.0, 4.0, 8.0], [True, False, False])
    assert curve.at(4.0) == pytest.approx(2 / 3)


def test_a_share_of_exactly_half_is_the_median() -> None:
    """The median is the first week at which no more than half survive, also where censoring rounds the product."""
    weeks = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    curve = survival_curve([*weeks, *weeks, 0.5], [True] * 12 + [False])
    assert curve.at(3.0) == pytest.approx(0.5)
    assert curve.median_weeks() == 3.0


def test_a_week_nobody_was_watched_is_refused() -> None:
    """Beyond the last week that anybody was seen the share is unknown, and so is a week before the start."""
    curve = survival_curve([10.0, 20.0], [True, False])
    with pytest.raises(ValueError, match="nobody was watched beyond week 20"):
        curve.at(21.0)
    with pytest.raises(ValueError, match="before the programme began"):
        curve.band_at(-1.0)


def test_a_horizon_worked_out_from_months_is_the_horizon() -> None:
    """Half a rounding error beyond the horizon everybody who stands there is still at risk and the share is known."""
    curve = survival_curve([10.0, 260.0], [True, False])
    beyond = float(np.nextafter(260.0, np.inf))
    assert curve.at_risk_at(beyond) == 1
    assert curve.at(beyond) == curve.at(float(np.nextafter(260.0, 0.0))) == 0.5


@pytest.mark.parametrize(
    ("weeks", "ended", "words"),
    [
        ([], [], "no programmes"),
        ([1.0, np.nan], [True, True], "not finite"),
        ([1.0, np.inf], [True, True], "not finite"),
        ([-1.0], [True], "before week 0"),
        ([1.0, 2.0], [True], "one length"),
    ],
)
def test_bad_input_is_refused(weeks: list[float], ended: list[bool], words: str) -> None:
    """Nothing that is not a duration becomes a curve."""
    with pytest.raises(ValueError, match=words):
        survival_curve(weeks, ended)


def test_programme_survival_takes_any_label_for_an_end(make_run: Callable[..., object]) -> None:
    """Every outcome but standing at the horizon is an end, labels of later models among them."""
    run = make_run(
        [
            {"replication": 0, "outcome": "insolvent", "outcome_week": 10.0},
            {"replication": 1, "outcome": "never_heard_of", "outcome_week": 20.0},
            {"replication": 2},
        ]
    )
    curve = programme_survival(run.table("replications"))  # type: ignore[attr-defined]
    assert [curve.at(week) for week in (9.0, 10.0, 20.0, 260.0)] == [1.0, 2 / 3, 1 / 3, 1 / 3]


@given(subjects)
def test_survival_never_rises_and_lies_in_its_band(rows: Subjects) -> None:
    """Shares fall from at most 1, stay in [0, 1] and in their band; nothing is NaN."""
    curve = curve_of(rows)
    assert (np.diff(curve.share) <= 0.0).all()
    assert curve.weeks[0] == 0.0
    assert_defined(curve)


@given(subjects)
def test_everybody_is_counted_once(rows: Subjects) -> None:
    """Ended and censored add up to the total, and at risk is who was not yet either."""
    curve = curve_of(rows)
    assert int(curve.ended.sum()) == sum(ended for _, ended in rows)
    assert int(curve.censored.sum()) == sum(not ended for _, ended in rows)
    for week in range(14):
        assert curve.at_risk_at(week) == sum(seen >= week for seen, _ in rows)


@given(subjects, st.integers(2, 5))
def test_duplicating_rows_keeps_the_estimate(rows: Subjects, times: int) -> None:
    """The same programmes several times over have the same curve, in a band that is nowhere wider."""
    once, more = curve_of(rows), curve_of(rows * times)
    np.testing.assert_allclose(more.share, once.share, atol=1e-12)
    assert (more.high - more.low <= once.high - once.low + 1e-12).all()
    assert more.median_weeks() == once.median_weeks()


@given(subjects, st.integers(1, 30))
def test_shifting_time_shifts_the_curve(rows: Subjects, shift: int) -> None:
    """Everything a few weeks later is the same curve a few weeks later."""
    curve = curve_of(rows)
    later = curve_of([(week + shift, ended) for week, ended in rows])
    for week in curve.weeks:
        assert later.at(week + shift) == curve.at(week)
        assert later.band_at(week + shift) == curve.band_at(week)
        assert later.at_risk_at(week + shift) == curve.at_risk_at(week)


@settings(max_examples=50)
@given(subjects.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_rows_changes_nothing(pair: tuple[Subjects, Subjects]) -> None:
    """Curve and band are the same to the last bit in any order of the programmes."""
    first, second = (curve_of(list(rows)) for rows in pair)
    for name in ("weeks", "share", "low", "high", "at_risk"):
        assert getattr(first, name).tolist() == getattr(second, name).tolist()
    assert first.median_interval == second.median_interval
