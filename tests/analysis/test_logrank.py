from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData
from scipy.stats import logrank as scipy_logrank
from statsmodels.duration.survfunc import survdiff

from sim.analysis.arms import Arm, arm_of_programmes
from sim.analysis.logrank import logrank
from sim.errors import InputError

Published = Callable[[str], list[dict[str, str]]]
arms_of_some = st.lists(st.tuples(st.integers(0, 9).map(float), st.booleans(), st.integers(0, 2)), min_size=3)


def arms(weeks: list[float], ended: list[bool], groups: list[str]) -> dict[str, Arm]:
    of = np.array(groups)
    return {name: Arm(np.array(weeks)[of == name], np.array(ended)[of == name]) for name in sorted(set(groups))}


def test_freireich_has_the_published_statistic(published: Published) -> None:
    """6-MP against placebo: 16.7929 with 19.25 and 10.75 ends expected, as printed by R's survdiff."""
    rows = published("freireich")
    found = logrank(
        arms([float(row["week"]) for row in rows], [row["relapse"] == "1" for row in rows], [r["arm"] for r in rows])
    )
    assert f"{found.statistic:.4f}" == "16.7929"
    assert found.observed == {"6-MP": 9, "placebo": 21}
    assert {name: f"{each:.2f}" for name, each in found.expected.items()} == {"6-MP": "19.25", "placebo": "10.75"}
    assert found.p_value == pytest.approx(4.17e-5, rel=1e-2)


def test_lung_and_aml_have_the_published_statistics(published: Published) -> None:
    """Lung by sex 10.3267; aml by maintenance 3.4 with p = 0.07."""
    rows = published("lung")
    lung = arms([float(r["time"]) for r in rows], [r["status"] == "2.0" for r in rows], [r["sex"] for r in rows])
    assert f"{logrank(lung).statistic:.4f}" == "10.3267"
    rows = published("aml")
    aml = arms([float(r["time"]) for r in rows], [r["status"] == "1.0" for r in rows], [r["x"] for r in rows])
    assert (f"{logrank(aml).statistic:.1f}", f"{logrank(aml).p_value:.2f}") == ("3.4", "0.07")


@pytest.mark.parametrize("seed", range(4))
def test_two_arms_agree_with_scipy(seed: int) -> None:
    """With ties and losses the statistic is the square of scipy's and p is the same."""
    rng = np.random.default_rng(seed)
    weeks, ended = rng.integers(1, 25, (2, 70)).astype(float), rng.random((2, 70)) < 0.7
    found = logrank({"first": Arm(weeks[0], ended[0]), "second": Arm(weeks[1], ended[1])})
    data = [CensoredData(week[end], right=week[~end]) for week, end in zip(weeks, ended, strict=True)]
    other = scipy_logrank(*data)
    assert found.statistic == pytest.approx(other.statistic**2, rel=1e-9)
    assert found.p_value == pytest.approx(other.pvalue, rel=1e-9)
    assert found.degrees_of_freedom == 1


@pytest.mark.parametrize("number", [3, 5])
def test_several_arms_agree_with_statsmodels(number: int) -> None:
    """Three and five arms with ties and losses."""
    rng = np.random.default_rng(number)
    weeks, ended = rng.integers(1, 25, 200).astype(float), rng.random(200) < 0.7
    groups = rng.integers(0, number, 200).astype(str)
    statistic, p_value = survdiff(weeks, ended.astype(int), groups)
    found = logrank(arms(weeks.tolist(), ended.tolist(), groups.tolist()))
    assert (found.statistic, found.p_value) == pytest.approx((statistic, p_value), rel=1e-9)
    assert found.degrees_of_freedom == number - 1


@settings(max_examples=80)
@given(arms_of_some)
def test_order_of_arms_and_shift_of_time_change_nothing(rows: list[tuple[float, bool, int]]) -> None:
    """Arms the other way round, or all weeks 30 later: the same statistic; ends expected add up to those seen."""
    named = arms([r[0] for r in rows], [r[1] for r in rows], [str(r[2]) for r in rows])
    try:
        found = logrank(named)
    except (ValueError, InputError):
        return
    turned = logrank(dict(reversed(named.items())))
    later = logrank({name: Arm(arm.weeks + 30.0, arm.ended) for name, arm in named.items()})
    assert turned.statistic == pytest.approx(found.statistic, abs=1e-9)
    assert later.statistic == pytest.approx(found.statistic, abs=1e-9)
    assert sum(found.expected.values()) == pytest.approx(sum(found.observed.values()))
    assert 0.0 <= found.p_value <= 1.0


def test_equal_arms_do_not_differ() -> None:
    """The same data in both arms: statistic 0, p 1."""
    arm = Arm(np.array([3.0, 5.0, 8.0]), np.array([True, False, True]))
    found = logrank({"one": arm, "other": Arm(arm.weeks, arm.ended)})
    assert found.statistic == pytest.approx(0.0, abs=1e-12)
    assert found.p_value == pytest.approx(1.0)


def test_arms_with_common_luck_are_refused_and_told_what_to_use() -> None:
    """The same seed and replications in common: an error that names both arms, the seed, how many, and what instead."""
    weeks, ended = np.array([1.0, 2.0, 3.0]), np.array([True, True, False])
    first = Arm(weeks, ended, seed=7, replications=np.array([0, 1, 2]))
    with pytest.raises(InputError, match=r"'a' and 'b' share seed 7 and 2 replications.*future by future") as refused:
        logrank({"a": first, "b": Arm(weeks, ended, seed=7, replications=np.array([1, 2, 3]))})
    assert "another seed" in str(refused.value)
    with pytest.raises(InputError, match="share seed 7 and 3 replications"):
        logrank({"a": first, "b": Arm(weeks, ended, seed=7)})
    for other in (Arm(weeks, ended, 8, np.array([0, 1, 2])), Arm(weeks, ended, 7, np.array([3, 4, 5]))):
        assert logrank({"a": first, "b": other}).degrees_of_freedom == 1


def test_on_common_luck_it_would_be_blind() -> None:
    """Why they are refused: with luck in common and no difference it alarms in fewer than 1 of 100 instead of 5.

    2,000 simulations at n = 200; with independent luck the same test alarms in 5% give or take two points, which a
    test of exactly 5% misses in fewer than 1 of 10,000 tries.
    """
    rng = np.random.default_rng(2105)

    def alarms(common: float) -> float:
        count = 0
        for _ in range(2_000):
            shared, own = rng.normal(size=200), rng.normal(size=(2, 200))
            weeks = np.exp(np.sqrt(common) * shared + np.sqrt(1.0 - common) * own)
            found = logrank({str(n): Arm(np.minimum(each, 2.0), each < 2.0) for n, each in enumerate(weeks)})
            count += found.p_value < 0.05
        return count / 2_000

    assert alarms(0.0) == pytest.approx(0.05, abs=0.02)
    assert alarms(0.8) < 0.01


def test_an_arm_of_a_run_knows_its_luck(make_run: Callable[..., object]) -> None:
    """From the replications table: any outcome but standing is an end, with seed and numbers."""
    run = make_run(
        [{"replication": 4, "outcome": "frozen", "outcome_week": 9.0}, {"replication": 5, "outcome_week": 260.0}]
    )
    arm = arm_of_programmes(run.table("replications"), seed=3)  # type: ignore[attr-defined]
    assert (arm.weeks.tolist(), arm.ended.tolist()) == ([9.0, 260.0], [True, False])
    assert (arm.seed, arm.replications is not None and arm.replications.tolist()) == (3, [4, 5])


def test_nothing_to_test_is_refused() -> None:
    """One arm, no ends, an empty arm, and weeks in which nobody else was at risk."""
    arm, standing = Arm(np.array([1.0]), np.array([True])), Arm(np.array([5.0]), np.array([False]))
    with pytest.raises(InputError, match="at least two arms; 1 given"):
        logrank({"a": arm})
    with pytest.raises(ValueError, match="no programme of any arm has ended"):
        logrank({"a": standing, "b": Arm(standing.weeks, standing.ended)})
    with pytest.raises(ValueError, match="no programmes"):
        logrank({"a": arm, "b": Arm(np.empty(0), np.empty(0, dtype=bool))})
    with pytest.raises(ValueError, match="others could have"):
        logrank({"a": Arm(np.array([9.0]), np.array([True])), "b": Arm(np.array([5.0]), np.array([False]))})
    with pytest.raises(ValueError, match="others could have"):
        logrank({"a": arm, "b": Arm(np.array([1.0]), np.array([True]))})
