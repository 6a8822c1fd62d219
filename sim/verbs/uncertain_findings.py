"""Everything that worlds say, worked out once for the files, the charts and the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sim.analysis.regions import Discovery
from sim.analysis.robust import RobustChoice
from sim.analysis.uncertainty import Split
from sim.analysis.voi import InformationValue
from sim.analysis.worlds import HEADLINES, PAYOFF, StrategyWorlds, WorldsDifference
from sim.errors import InputError

T = TypeVar("T")
ALONE = "one strategy leaves nothing to choose between; sim compare uncertainty=on asks it of several"


class Estimate(NamedTuple):
    """A mean with its interval."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """The interval leaves out nothing."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Findings:
    """By strategies' labels. What cannot be told of so few worlds is None or left out, and `untold` says why."""

    worlds: StrategyWorlds
    splits: Mapping[tuple[str, str], Split]
    differences: tuple[WorldsDifference, ...]
    choice: RobustChoice | None
    information: tuple[InformationValue, ...] | None
    failing: Mapping[str, Discovery]
    flips: Mapping[str, Discovery]
    untold: Mapping[str, str]

    @property
    def from_table(self) -> bool:
        """Whether somebody gave the worlds, and none were drawn from ranges."""
        return self.worlds.design.kind == "table"

    @property
    def ordered(self) -> list[str]:
        """Strategies from the highest expected payoff down."""
        return sorted(self.worlds.strategies, key=lambda label: -self.splits[label, PAYOFF].mean)

    @property
    def best(self) -> str:
        """The strategy with the highest expected payoff."""
        return self.ordered[0]

    def payoff_against(self, option: str, other: str) -> tuple[Estimate, float]:
        """The expected payoff of an option less another's over worlds, and in which share of worlds it is higher."""
        for each in self.differences:
            if each.measure.name == PAYOFF and {each.first, each.second} == {option, other}:
                split, better = each.split, each.better
                assert better is not None
                if each.first == option:
                    return Estimate(split.mean, split.low, split.high), better.better
                return Estimate(-split.mean, -split.high, -split.low), better.worse
        raise KeyError((option, other))

    def against_best(self, measure: str) -> list[tuple[WorldsDifference, bool]]:
        """The differences of the best to each other, nearest first; True where the best is named second."""
        found = [
            one for one in self.differences if one.measure.name == measure and self.best in (one.first, one.second)
        ]
        places = {label: place for place, label in enumerate(self.ordered)}
        turned = [(one, one.second == self.best) for one in found]
        return sorted(turned, key=lambda pair: places[pair[0].first if pair[1] else pair[0].second])


def findings_of(worlds: StrategyWorlds, *, regions: bool = True) -> Findings:
    """All of it, or all but the regions; too few worlds for a part leave that part out with the reason."""
    untold: dict[str, str] = {}
    several = len(worlds.strategies) > 1
    if not several:
        untold["choice"] = untold["information"] = ALONE

    def told(part: str, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except InputError as error:
            untold[part] = str(error)
            return None

    looked = worlds.strategies if regions else ()
    others = [label for label in looked if label != worlds.best]
    return Findings(
        worlds=worlds,
        splits={(label, name): worlds.split(label, name) for label in worlds.strategies for name in HEADLINES},
        differences=worlds.differences() if several else (),
        choice=worlds.choice() if several else None,
        information=told("information", worlds.information) if several else None,
        failing=told("regions", lambda: {label: worlds.failing(label) for label in looked}) or {},
        flips=told("regions", lambda: {label: worlds.beating(label, worlds.best) for label in others}) or {},
        untold=untold,
    )
