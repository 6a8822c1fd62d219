from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from sim.analysis.at_risk import at_risk
from sim.analysis.survival import Quantile, SurvivalCurve, survival_curve

Published = Callable[[str], list[dict[str, str]]]
subjects = st.lists(st.tuples(st.integers(0, 12).map(float), st.booleans()), min_size=1, max_size=40)


def freireich(published: Published, arm: str) -> SurvivalCurve:
    rows = [row for row in published("freireich") if row["arm"] == arm]
    return survival_curve([float(row["week"]) for row in rows], [row["relapse"] == "1" for row in rows])


def test_freireich_has_its_numbers_beneath_the_chart(published: Published) -> None:
    """At 0, 10, 20 and 30 weeks 21, 15, 8 and 4 are at risk under 6-MP and 21, 8, 2 and 0 under placebo."""
    curves = {arm: freireich(published, arm) for arm in ("6-MP", "placebo")}
    table = {arm: at_risk(curve, [0, 10, 20, 30]) for arm, curve in curves.items()}
    assert table["6-MP"].at_risk.tolist() == [21, 15, 8, 4]
    assert table["placebo"].at_risk.tolist() == [21, 8, 2, 0]
    assert table["6-MP"].ended.tolist() == [0, 4, 7, 9]
    assert table["6-MP"].lost.tolist() == [0, 2, 6, 8]
    assert table["placebo"].lost.tolist() == [0, 0, 0, 0]


@settings(max_examples=60)
@given(subjects, st.lists(st.integers(0, 30).map(lambda half: half / 2.0), min_size=1, max_size=6))
def test_the_three_numbers_add_up_at_every_tick(rows: list[tuple[float, bool]], ticks: list[float]) -> None:
    """At risk, ended before and lost before are all there are, and equal a count by hand."""
    weeks, ended = (list(each) for each in zip(*rows, strict=True))
    found = at_risk(survival_curve(weeks, ended), ticks)
    assert (found.at_risk + found.ended + found.lost == found.total).all()
    for at, tick in enumerate(ticks):
        before = [end for week, end in rows if week < tick]
        assert found.at_risk[at] == len(rows) - len(before)
        assert found.ended[at] == sum(before)


def test_a_horizon_worked_out_from_months_is_the_horizon() -> None:
    """Half a rounding error beyond the last week everybody who stands there is at risk, as the curve itself says."""
    curve = survival_curve([10.0, 260.0], [True, False])
    beyond = float(np.nextafter(260.0, np.inf))
    assert at_risk(curve, [beyond, 261.0]).at_risk.tolist() == [1, 0]


def test_ticks_before_the_start_are_refused() -> None:
    """A negative week, or one that is not a number."""
    for tick in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="before week 0"):
            at_risk(survival_curve([1.0], [True]), [tick])


def test_published_medians_with_their_intervals(published: Published) -> None:
    """Freireich: 23 weeks from 13 on, no upper end, under 6-MP; 8 weeks, 4 to 11, under placebo (log-log)."""
    found = {arm: freireich(published, arm).quantile() for arm in ("6-MP", "placebo")}
    assert found == {"6-MP": Quantile(23.0, 13.0, None), "placebo": Quantile(8.0, 4.0, 11.0)}


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_quantiles_of_published_data_agree_with_an_independent_estimator(published: Published, share: float) -> None:
    """Lung: quartiles and their log-log intervals equal those of statsmodels."""
    rows = published("lung")
    weeks, ended = [float(row["time"]) for row in rows], [row["status"] == "2.0" for row in rows]
    found = survival_curve(weeks, ended).quantile(share)
    other = SurvfuncRight(np.array(weeks), np.array(ended, dtype=int))
    assert found.weeks == other.quantile(share)
    assert (found.low, found.high) == other.quantile_ci(share, method="cloglog")


@settings(max_examples=60)
@given(subjects, st.integers(1, 40))
def test_shifting_time_shifts_every_quantile(rows: list[tuple[float, bool]], by: int) -> None:
    """All so many weeks later: week, low and high so many weeks later, and None stays None."""
    weeks, ended = (list(each) for each in zip(*rows, strict=True))
    for share in (0.25, 0.5, 0.75):
        found = survival_curve(weeks, ended).quantile(share)
        later = survival_curve([week + by for week in weeks], ended).quantile(share)
        moved = (None if each is None else each + by for each in (found.weeks, found.low, found.high))
        assert later == Quantile(*moved)


def test_a_quantile_that_is_never_reached_is_none_and_a_share_outside_is_refused() -> None:
    """Nobody ended: no median, no interval. A quantile of everybody or nobody is not one."""
    curve = survival_curve([260.0] * 30, [False] * 30)
    assert curve.quantile() == Quantile(None, None, None)
    for share in (0.0, 1.0, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            curve.quantile(share)
