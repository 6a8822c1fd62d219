"""Checks that several studies make: which of two runs pays more, and which reaches twenty more often."""

from __future__ import annotations

from experiments.kit.arms import Study
from experiments.kit.claims import Check, Measure
from experiments.kit.evidence import column, is_live
from experiments.kit.measured import EUR, Measured, difference, share_difference

TWENTY = 20


def payoff_difference(first: str, second: str) -> Measure:
    """Payoff of the first less that of the second, in the same futures."""

    def measure(study: Study) -> Measured:
        return difference(column(study[first], "payoff_eur"), column(study[second], "payoff_eur"), EUR)

    return measure


def twenty_difference(first: str, second: str) -> Measure:
    """How much more often the first has twenty live, in the same futures."""

    def measure(study: Study) -> Measured:
        return share_difference(is_live(study[first], TWENTY), is_live(study[second], TWENTY))

    return measure


def pays_more(first: str, second: str, says: str = "") -> Check:
    """The first pays more than the second."""
    told = says or f"payoff of `{first}` less that of `{second}`"
    return Check(told, (first, second), payoff_difference(first, second), 0.0)


def twenty_more_often(first: str, second: str) -> Check:
    """The first has twenty live more often than the second."""
    told = f"twenty live more often under `{first}` than under `{second}`"
    return Check(told, (first, second), twenty_difference(first, second), 0.0)
