"""Printed digits of published examples, and published data against estimators that are not ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from sim.analysis.arms import Arm
from sim.analysis.incidence import cumulative_incidence
from sim.analysis.logrank import logrank
from sim.analysis.mcnemar import Fourfold, mcnemar_p_value
from sim.analysis.proportions import proportion
from sim.analysis.rmst import restricted_mean
from sim.analysis.survival import survival_curve
from tests.analysis.conftest import SURVIVAL, Published

ENDED = {"freireich": ("week", "relapse", "1"), "lung": ("time", "status", "2.0"), "aml": ("time", "status", "1.0")}
"""Column of the time, of the state, and what says that it ended; the others name them `days` and `died`."""


def arms(published: Published, name: str, group: str) -> dict[str, Arm]:
    time, state, ended = ENDED.get(name, ("days", "died", "1"))
    rows = published(name)
    return {
        each: Arm(
            np.array([float(row[time]) for row in rows if row[group] == each]),
            np.array([row[state] == ended for row in rows if row[group] == each]),
        )
        for each in sorted({row[group] for row in rows})
    }


def printed(values: Mapping[str, float], digits: int) -> dict[str, str]:
    return {name: f"{value:.{digits}f}" for name, value in values.items()}


def test_every_data_set_names_its_source() -> None:
    """No table without where it comes from, and no source without its table."""
    note = (SURVIVAL / "LICENCE_AND_SOURCE.txt").read_text(encoding="utf-8")
    tables = {path.name for path in SURVIVAL.glob("*.csv")}
    assert {word.rstrip(":") for word in note.split() if word.rstrip(":").endswith(".csv")} == tables
    assert len(tables) == 6


@pytest.mark.parametrize("path", sorted(SURVIVAL.glob("*.csv")), ids=lambda path: path.stem)
def test_every_data_set_is_whole(path: Path, published: Published) -> None:
    """As many rows as the publication has subjects, and as many ends of each kind."""
    counts = {"freireich": (42, 30), "lung": (228, 165), "aml": (23, 18), "veteran": (137, 128), "rats": (40, 36)}
    rows = published(path.stem)
    if path.stem == "bmt":
        assert [sum(row["status"] == state for row in rows) for state in "012"] == [11, 9, 15]
        return
    _, state, ended = ENDED.get(path.stem, ("days", "died", "1"))
    assert (len(rows), sum(row[state] == ended for row in rows)) == counts[path.stem]


def test_aml_is_as_r_prints_it(published: Published) -> None:
    """`doaml.Rout.save` of R's survival: shares and standard errors of both arms, ends expected, 3.4 with p 0.0653."""
    both = arms(published, "aml", "x")
    expected = {
        "Maintained": ((9, 13, 18, 23, 31, 34, 48), "0.909 0.818 0.716 0.614 0.491 0.368 0.184"),
        "Nonmaintained": ((5, 8, 12, 23, 27, 30, 33, 43), "0.833 0.667 0.583 0.486 0.389 0.292 0.194 0.097"),
    }
    for name, (weeks, shares) in expected.items():
        curve = both[name].curve()
        assert " ".join(f"{curve.at(week):.3f}" for week in weeks) == shares
    assert [both[name].curve().median_weeks() for name in expected] == [31.0, 23.0]
    found = logrank(both)
    assert printed(found.expected, 2) == {"Maintained": "10.69", "Nonmaintained": "7.31"}
    assert (f"{found.statistic:.1f}", f"{found.p_value:.4f}") == ("3.4", "0.0653")


@pytest.mark.parametrize(("group", "error"), [("Maintained", 19.83), ("Nonmaintained", 4.18)])
def test_restricted_means_are_those_worked_out_in_fractions(published: Published, group: str, error: float) -> None:
    """aml to week 161: the area under the curve, and Greenwood's terms times squared areas, in exact arithmetic."""
    arm, until = arms(published, "aml", "x")[group], Fraction(161)
    rows = [(Fraction(week), bool(end)) for week, end in zip(arm.weeks.tolist(), arm.ended.tolist(), strict=True)]
    steps, share = [(Fraction(0), Fraction(1), Fraction(0))], Fraction(1)
    for week in sorted({week for week, _ in rows}):
        at_risk = sum(other >= week for other, _ in rows)
        ended = sum(other == week and end for other, end in rows)
        share *= 1 - Fraction(ended, at_risk)
        steps.append((week, share, Fraction(ended, at_risk * (at_risk - ended)) if ended < at_risk else Fraction(0)))
    ends = [week for week, _, _ in steps[1:]] + [until]
    areas = [held * (end - week) for (week, held, _), end in zip(steps, ends, strict=True)]
    variance = sum(term * sum(areas[at:]) ** 2 for at, (_, _, term) in enumerate(steps))
    found = restricted_mean(arm.curve(), 161.0)
    assert found.weeks == pytest.approx(float(sum(areas)), rel=1e-12)
    assert found.standard_error_weeks == pytest.approx(float(variance) ** 0.5, rel=1e-12)
    assert found.standard_error_weeks == pytest.approx(error, abs=0.005)


def test_veterans_have_the_published_statistics(published: Published) -> None:
    """By cell type 25.4037 on three degrees of freedom (SAS/STAT, LIFETEST), by treatment nothing: p 0.93."""
    by_cell = logrank(arms(published, "veteran", "cell"))
    assert (f"{by_cell.statistic:.4f}", by_cell.degrees_of_freedom) == ("25.4037", 3)
    assert by_cell.observed == {"adeno": 26, "large": 26, "smallcell": 45, "squamous": 31}
    assert printed(by_cell.expected, 1) == {"adeno": "15.7", "large": "34.5", "smallcell": "30.1", "squamous": "47.7"}
    by_treatment = logrank(arms(published, "veteran", "treatment"))
    assert f"{by_treatment.p_value:.2f}" == "0.93"


def test_rats_have_the_published_statistic(published: Published) -> None:
    """Pike's two groups: 3.1227 with p 0.0772 (SAS/STAT, LIFETEST)."""
    found = logrank(arms(published, "rats", "group"))
    assert (f"{found.statistic:.4f}", f"{found.p_value:.4f}") == ("3.1227", "0.0772")


@pytest.mark.parametrize(
    ("name", "group"), [("freireich", "arm"), ("aml", "x"), ("lung", "sex"), ("veteran", "cell"), ("rats", "group")]
)
def test_curves_of_published_data_agree_with_another_estimator(published: Published, name: str, group: str) -> None:
    """Share, standard error by Greenwood, and quartiles with log-log intervals equal those of statsmodels."""
    for arm in arms(published, name, group).values():
        curve = arm.curve()
        with np.errstate(divide="ignore", invalid="ignore"):  # theirs is undefined once nobody is left
            other = SurvfuncRight(arm.weeks, arm.ended.astype(int))
            interval = other.quantile_ci(0.5, method="cloglog")
        assert [curve.at(week) for week in other.surv_times] == pytest.approx(other.surv_prob, abs=1e-12)
        assert curve.median_weeks() == other.quantile(0.5)
        assert curve.median_interval == tuple(end if np.isfinite(end) else None for end in interval)


STATA = {
    "first": ((0.11111111, 0.17037037, 0.17037037, 0.17037037), (0.07407407, 0.08976251, 0.08976251, 0.08976251)),
    "second": ((0.0, 0.0, 0.20740741, 0.20740741), (0.0, 0.0, 0.10610391, 0.10610391)),
    "third": ((0.0, 0.0, 0.0, 0.17777778), (0.0, 0.0, 0.0, 0.11196147)),
}
"""Shares and standard errors at 1, 2, 4 and 6 by Stata's stcompet, as statsmodels' own tests quote them."""


def test_incidence_is_as_stata_prints_it() -> None:
    """18 subjects, three causes, ties of ends with losses; R's cmprsk has the same shares."""
    weeks = np.array([1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4], dtype=float)
    causes = np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    found = cumulative_incidence(weeks, causes, tuple(STATA))
    at = np.searchsorted(found.weeks, [1.0, 2.0, 4.0, 6.0])
    for name, (shares, errors) in STATA.items():
        assert found.curve(name)[at] == pytest.approx(shares, abs=1e-8)
        assert found.standard_error(name)[at] == pytest.approx(errors, abs=1e-8)
    assert (found.curve("third")[-1], found.standard_error("third")[-1]) == pytest.approx(
        (0.26666667, 0.12787781), abs=1e-8
    )


@pytest.mark.parametrize("disease", ["ALL", "AML", ""])
def test_transplanted_patients_agree_with_another_estimator(published: Published, disease: str) -> None:
    """Scrucca's 35 patients, some who end at month 0: both causes, in each disease and together, as statsmodels."""
    rows = [row for row in published("bmt") if disease in row["disease"]]
    months, causes = np.array([float(row["months"]) for row in rows]), np.array([int(row["status"]) for row in rows])
    found, other = cumulative_incidence(months, causes, ("transplant", "relapse")), CumIncidenceRight(months, causes)
    steps = np.searchsorted(found.weeks, other.times)
    for row in range(2):
        assert found.share[row, steps] == pytest.approx(other.cinc[row], abs=1e-12)
        assert np.sqrt(found.variance[row, steps]) == pytest.approx(other.cinc_se[row], abs=1e-9)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_newcombe_s_table_of_wilson_intervals(count: int, total: int, low: str, high: str) -> None:
    """R. G. Newcombe, Statistics in Medicine 17:857 (1998), table I, method 3."""
    found = proportion(count, total)
    assert (f"{found.low:.4f}", f"{found.high:.4f}") == (low, high)


@pytest.mark.parametrize(
    ("counts", "level", "limits"),
    [
        ((4, 9, 3, 16), 0.95, "-0.027 0.390"),
        ((43, 0, 1, 0), 0.90, "-0.096 0.037"),
        ((53, 16, 8, 9), 0.95, "-0.020 0.207"),
        ((8, 3, 1, 2), 0.95, "-0.167 0.433"),
        ((1, 1, 7, 12), 0.95, "-0.517 -0.026"),
        ((7, 25, 2, 68), 0.95, "0.139 0.321"),
    ],
)
def test_published_score_intervals_of_paired_shares(counts: tuple[int, ...], level: float, limits: str) -> None:
    """Two of Tango (1998), Agresti and Min (2005), Tang et al. (2010), Fagerland et al. (2014), Chang (2024).

    All as collected in the tests of the R package ratesci.
    """
    low, high = Fourfold(*counts).interval(level=level)
    assert f"{low:.3f} {high:.3f}" == limits


def test_agresti_s_voters_have_the_published_test() -> None:
    """Approval of 1,600 at two surveys, 86 and 150 changed their mind: exact p 3.716e-05 (R's exact2x2)."""
    assert f"{mcnemar_p_value(86, 150):.3e}" == "3.716e-05"


Hostile = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]


def heavily_tied(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Ends and losses in the same three weeks."""
    return rng.integers(1, 4, size).astype(float), rng.integers(0, 4, size)


def last_lost(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Who is seen longest is lost."""
    weeks, causes = rng.exponential(10.0, size), rng.integers(0, 4, size)
    causes[np.argmax(weeks)] = 0
    return weeks, causes


def one_left(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """One alone at risk for a long time, who then ends."""
    weeks, causes = rng.integers(0, 5, size).astype(float), rng.integers(0, 4, size)
    return np.append(weeks, 50.0), np.append(causes, 2)


def absent(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Only the third of three causes occurs."""
    return rng.integers(1, 9, size).astype(float), 3 * rng.integers(0, 2, size)


def first_week(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Half of them end or are lost at once, in week 0."""
    return np.where(rng.random(size) < 0.5, 0.0, rng.exponential(5.0, size)), rng.integers(0, 4, size)


@pytest.mark.parametrize("size", [2, 9, 150])
@pytest.mark.parametrize(
    "shape", [heavily_tied, last_lost, one_left, absent, first_week], ids=lambda each: each.__name__
)
def test_hostile_shapes_agree_with_other_estimators(shape: Hostile, size: int) -> None:
    """Incidences and survival equal statsmodels' wherever theirs are defined; ours always are."""
    for seed in range(5):
        weeks, causes = shape(np.random.default_rng((seed, size)), size)
        found, curve = cumulative_incidence(weeks, causes, ("a", "b", "c")), survival_curve(weeks, causes > 0)
        assert np.isfinite(found.share).all()
        assert np.isfinite(found.variance).all()
        if not causes.any():
            assert (curve.share == 1.0).all()
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            other = CumIncidenceRight(weeks, causes)
            survival = SurvfuncRight(weeks, (causes > 0).astype(int))
        steps = np.searchsorted(found.weeks, other.times)
        for row in range(causes.max()):
            assert found.share[row, steps] == pytest.approx(other.cinc[row], abs=1e-12)
            defined = np.isfinite(other.cinc_se[row])
            errors = np.sqrt(found.variance[row, steps])
            assert errors[defined] == pytest.approx(other.cinc_se[row][defined], abs=1e-7)
        assert [curve.at(week) for week in survival.surv_times] == pytest.approx(survival.surv_prob, abs=1e-12)
