"""The log-rank test of two or more independent arms: do their programmes end at the same rate?

Each week's ends are compared with those expected if all at risk ran the same risk, ties by the hypergeometric variance
(N. Mantel, Cancer Chemotherapy Reports 50:163, 1966). Arms with common luck are refused: their difference varies less
than the test believes, and it would hardly ever find one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from sim.analysis.arms import Arm, require_independent
from sim.analysis.tables import Floats

INSTEAD = "compare future by future: the paired difference of the shares still standing, or of the restricted means"


@dataclass(frozen=True)
class LogRank:
    """`expected` are the ends of each arm if all ran the same risk."""

    statistic: float
    degrees_of_freedom: int
    p_value: float
    observed: dict[str, int]
    expected: dict[str, float]


def logrank(arms: Mapping[str, Arm]) -> LogRank:
    """The test over all arms at once."""
    require_independent(arms, "a log-rank test", INSTEAD)
    at_risk, ended = _by_week(arms)
    observed, expected = ended.sum(axis=1), (at_risk * _pooled(ended, at_risk)).sum(axis=1)
    statistic, freedom = _quadratic_form(observed - expected, _covariance(at_risk, ended))
    return LogRank(
        statistic=statistic,
        degrees_of_freedom=freedom,
        p_value=float(chdtrc(freedom, statistic)),
        observed={name: int(each) for name, each in zip(arms, observed, strict=True)},
        expected={name: float(each) for name, each in zip(arms, expected, strict=True)},
    )


def _by_week(arms: Mapping[str, Arm]) -> tuple[Floats, Floats]:
    """At risk and ended, arms down and the weeks with an end across."""
    curves = [arm.curve() for arm in arms.values()]
    weeks = np.unique(np.concatenate([curve.weeks[curve.ended > 0] for curve in curves]))
    if not weeks.size:
        raise ValueError("a log-rank test needs ends, and no programme of any arm has ended")
    at_risk, ended = np.zeros((2, len(curves), weeks.size))
    for row, curve in enumerate(curves):
        at_risk[row] = np.append(curve.at_risk, 0)[np.searchsorted(curve.weeks, weeks, side="left")]
        ended[row, np.searchsorted(weeks, curve.weeks[curve.ended > 0])] = curve.ended[curve.ended > 0]
    return at_risk, ended


def _pooled(ended: Floats, at_risk: Floats) -> Floats:
    return np.asarray(ended.sum(axis=0) / at_risk.sum(axis=0), dtype=np.float64)


def _covariance(at_risk: Floats, ended: Floats) -> Floats:
    total, ends = at_risk.sum(axis=0), ended.sum(axis=0)
    share = at_risk / total
    spread = ends * (total - ends) / np.maximum(total - 1.0, 1.0)
    return np.asarray(np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T, dtype=np.float64)


def _quadratic_form(excess: Floats, covariance: Floats) -> tuple[float, int]:
    """Over the arms but one, since the excesses add up to zero; an arm that never ran a risk with others drops out."""
    varies = np.diagonal(covariance) > 0.0
    freedom = int(np.count_nonzero(varies)) - 1
    if freedom < 1:
        raise ValueError("a log-rank test needs a week in which some programmes of two arms end and others could have")
    used = np.flatnonzero(varies)[:-1]
    solved = np.linalg.solve(covariance[np.ix_(used, used)], excess[used])
    return float(excess[used] @ solved), freedom
