"""Application first against each other strategy, on three footings."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.kit.arms import Study
from experiments.kit.checks import payoff_difference, twenty_difference
from experiments.kit.claims import Check, Claim, Measure
from experiments.kit.evidence import column
from experiments.kit.measured import Measured, ratio

REFERENCE = "application_first"
OTHERS = {
    "platform_first": ("D-SEQ-1", "platform first"),
    "late_extraction": ("D-SEQ-3", "a postponed extraction"),
    "project_by_project": ("D-SEQ-5", "project by project"),
    "factory": ("D-SEQ-6", "a factory"),
    "coe": ("D-SEQ-10", "a centre of excellence"),
}
FOOTINGS = {
    "equal head-count": ("", "", "both with fourteen engineers"),
    "equal spend": ("", "_equal_spend", "the other with the head-count at which it costs as much"),
    "the other at its own best": ("", "_best", "the other with the best policy found for it"),
    "both at their best": ("_best", "_best", "each with the best policy found for it"),
}


def _spends(first: str, second: str) -> Measure:
    def measure(study: Study) -> Measured:
        return ratio(column(study[second], "cost_eur"), column(study[first], "cost_eur"))

    return measure


def _per_euro(first: str, second: str) -> Measure:
    """Value per euro spent of the one over that of the other: a strategy that does little may still use it well."""

    def measure(study: Study) -> Measured:
        one, other = (
            column(study[name], "value_eur").sum() / column(study[name], "cost_eur").sum() for name in (second, first)
        )
        return Measured(float(one / other), float("nan"), float("nan"), "ratio")

    return measure


def _claims() -> Iterator[Claim]:
    for name, (number, called) in OTHERS.items():
        for footing, (mine, theirs, how) in FOOTINGS.items():
            first, second = f"{REFERENCE}{mine}", f"{name}{theirs}"
            arms = (first, second)
            yield Claim(
                number,
                f"Application first pays more than {called}, and reaches twenty more often: {how}.",
                "Nothing of its own: the same mechanisms act under both.",
                (
                    Check(f"payoff of `{first}` less that of `{second}`", arms, payoff_difference(*arms), 0.0),
                    Check(f"`{first}` has twenty live more often than `{second}`", arms, twenty_difference(*arms), 0.0),
                    Check(f"spend of `{second}` over that of `{first}`", arms, _spends(*arms), decides=False),
                    Check("value per euro spent, the same way round", arms, _per_euro(*arms), decides=False),
                ),
                part=f"{called}, {footing}",
            )


CLAIMS = tuple(_claims())
