"""A claim of the field as numbers with bounds, and the verdict that follows from them alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from experiments.kit.arms import Study
from experiments.kit.measured import Measured, told
from experiments.kit.regions import Cells, Region

EMERGES, ONLY_IF, DOES_NOT, NOT_JUDGED = "emerges", "emerges only if", "does not emerge", "not judged"
Measure = Callable[[Study], Measured]


@dataclass(frozen=True)
class Check:
    """One number that the claim needs to lie within bounds: `says` names it, `arms` are the runs it is taken from.

    One that does not decide is shown for what it tells of the others.
    """

    says: str
    arms: tuple[str, ...]
    measure: Measure
    at_least: float = -math.inf
    at_most: float = math.inf
    decides: bool = True

    def holds(self, found: Measured) -> bool:
        """The estimate lies within the bounds; where there is nothing to measure it does not.

        A bound of nothing has to be passed: no difference is neither more nor less.
        """
        return not self.decides or (found.known and self._above(found.value) and self._below(found.value))

    def _above(self, value: float) -> bool:
        return bool(value > 0.0 if self.at_least == 0.0 else value >= self.at_least)

    def _below(self, value: float) -> bool:
        return bool(value < 0.0 if self.at_most == 0.0 else value <= self.at_most)

    def sure(self, found: Measured) -> bool:
        """The interval does not reach over a bound, so that other luck would hardly judge otherwise."""
        if not self.decides:
            return True
        if not found.known or math.isnan(found.low) or math.isnan(found.high):
            return False
        return not any(
            found.low <= bound <= found.high for bound in (self.at_least, self.at_most) if math.isfinite(bound)
        )

    def bounds(self, unit: str) -> str:
        """What the claim allows, in words."""
        low, high = (told(bound, unit) for bound in (self.at_least, self.at_most))
        if self.decides and 0.0 in (self.at_least, self.at_most):
            return "more than nothing" if self.at_least == 0.0 else "less than nothing"
        if math.isfinite(self.at_least) and math.isfinite(self.at_most):
            return f"{low} to {high}"
        if not self.decides:
            return "–"
        return f"at least {low}" if math.isfinite(self.at_least) else f"at most {high}"


@dataclass(frozen=True)
class Claim:
    """What the field says, by which mechanism it comes about here, what is measured, and where it is looked for.

    A claim that says several things which can be true apart has a row for each `part`. `not_judged` gives the reason
    where the claim speaks of something that the model does not contain. `bounds` says where the bounds of the checks
    come from if not from the claim's own words. `remark` is read below the numbers.
    """

    number: str
    says: str
    mechanism: str
    checks: tuple[Check, ...] = ()
    part: str = ""
    region: Region | None = None
    bounds: str = ""
    remark: str = ""
    not_judged: str = ""

    @property
    def name(self) -> str:
        """Its number, with the part where it has several."""
        return f"{self.number}: {self.part}" if self.part else self.number

    @property
    def arms(self) -> tuple[str, ...]:
        """Every run that it is judged from."""
        return tuple(dict.fromkeys(arm for check in self.checks for arm in check.arms))


@dataclass(frozen=True)
class Judged:
    """A claim with what was measured under one luck."""

    claim: Claim
    found: tuple[Measured, ...]
    cells: Cells | None = None

    @property
    def holds(self) -> bool:
        """Every check does."""
        return all(check.holds(found) for check, found in zip(self.claim.checks, self.found, strict=True))

    @property
    def sure(self) -> bool:
        """No check that decides reaches over its bound: all where it holds, one that surely fails where it does not."""
        pairs = list(zip(self.claim.checks, self.found, strict=True))
        if self.holds:
            return all(check.sure(found) for check, found in pairs)
        return any(check.sure(found) and not check.holds(found) for check, found in pairs)

    @property
    def word(self) -> str:
        """The verdict in a word or two."""
        if self.claim.not_judged:
            return NOT_JUDGED
        if self.holds:
            return EMERGES
        return ONLY_IF if self.cells is not None and self.cells.holding and self._others_hold else DOES_NOT

    @property
    def _others_hold(self) -> bool:
        """Apart from the check that the map is of, every check holds on the default cards."""
        mapped = self.claim.region.check if self.claim.region is not None else None
        pairs = enumerate(zip(self.claim.checks, self.found, strict=True))
        return all(check.holds(found) for number, (check, found) in pairs if number != mapped)

    @property
    def verdict(self) -> str:
        """The verdict in words, with the region where there is one."""
        if self.word == NOT_JUDGED:
            return f"{NOT_JUDGED}: {self.claim.not_judged}"
        if self.cells is None:
            return self.word
        if self.word == ONLY_IF:
            return f"emerges only {self.cells.where}"
        if self.word == EMERGES:
            return (
                f"{EMERGES}; on the map {self.cells.where}" if self.cells.failing else f"{EMERGES}, {self.cells.where}"
            )
        return f"{DOES_NOT}, {'one part of it ' if self.cells.holding else ''}{self.cells.where}"


def judge(claim: Claim, study: Study, cells: Cells | None = None) -> Judged:
    """The claim's numbers in one study."""
    return Judged(claim, tuple(check.measure(study) for check in claim.checks), cells)


def check_claims(claims: Sequence[Claim], arms: Mapping[str, object]) -> None:
    """A claim without checks says why; every run that it names exists; a map is of one of its checks."""
    for claim in claims:
        if bool(claim.checks) == bool(claim.not_judged):
            raise ValueError(f"{claim.name}: give checks, or the reason why it is not judged")
        for arm in claim.arms:
            if arm not in arms:
                raise ValueError(f"{claim.name}: no arm is called '{arm}'; study.yaml has {', '.join(arms)}")
        if claim.region is not None and not 0 <= claim.region.check < len(claim.checks):
            raise ValueError(f"{claim.name}: the map is of check {claim.region.check}, and there is none")
