"""A team without a programme around it: its own arrivals, an open gate, and a note of who waited and how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from sim.luck import Luck, purpose
from sim.programme.clock import Clock, Moment, Rank, Steps, start
from sim.programme.ledger import Category, Ledger
from sim.programme.team import Package, Team, TeamSize, WorkingTerms

ARRIVALS = purpose("test.arrivals")
SIZES = purpose("test.sizes")


class OpenGate:
    """Nothing is closed, nothing is cut, unless a test says so."""

    growing = True
    funded = True

    def growth_is_open(self) -> bool:
        """Builds in progress may go on."""
        return self.growing

    def build_may_start(self) -> bool:
        """A build may leave the queue."""
        return True

    def onboarding_is_open(self) -> bool:
        """No platform is in the way."""
        return True

    def build_started(self) -> None:
        """Nobody counts."""

    def reducing_cost(self) -> bool:
        """No cost reduction."""
        return False

    def platform_is_funded(self) -> bool:
        """Work on the platform may go on."""
        return self.funded


@dataclass
class Visit:
    """One package's way through the team."""

    size: float
    came: float
    met: int  # packages that the team held when this one came
    began: float = -1.0
    left: float = -1.0

    @property
    def sojourn(self) -> float:
        """From arrival to the end of the work."""
        return self.left - self.came

    @property
    def wait(self) -> float:
        """From arrival to the beginning of the work."""
        return self.began - self.came


@dataclass
class Yard:
    """One team and everything it has been given."""

    engineers: int
    packages_per_engineer: float
    cap: float
    coordination_loss: float = 0.0
    application_loss: float = 0.0
    newcomer_share: float = 1.0
    visits: list[Visit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.ledger = Ledger(10_000, 0.0, keep_entries=True)
        terms = WorkingTerms(
            52_000.0, self.coordination_loss, self.packages_per_engineer, self.application_loss, self.newcomer_share
        )
        self.gate = OpenGate()
        self.team = Team(TeamSize("the team", 0, self.engineers), terms, self.clock, self.ledger, self.gate)
        start(self.clock, self.team.serve())

    def send(self, arrivals: Iterator[tuple[float, float]]) -> list[Visit]:
        """Hand in a package of each size after each gap, and run until the last one is done."""
        start(self.clock, self._source(arrivals))
        self.clock.run()
        return self.visits

    def _source(self, arrivals: Iterator[tuple[float, float]]) -> Steps:
        for gap, size in arrivals:
            yield Moment(self.clock, gap, (Rank.OPPORTUNITIES, 0))
            visit = Visit(size, self.clock.now, met=len(self.team.jobs) + len(self.team.active))
            self.visits.append(visit)
            package = self.team.package(len(self.visits), Category.BUILD, self.cap, partial(self._begin, visit))
            start(self.clock, self._leave(visit, package))

    def _begin(self, visit: Visit) -> float:
        visit.began = self.clock.now
        return visit.size

    def _leave(self, visit: Visit, package: Package) -> Steps:
        yield package.done
        visit.left = self.clock.now


def poisson(luck: Luck, rate_per_week: float, sizes: list[float]) -> Iterator[tuple[float, float]]:
    """Arrivals of a Poisson process with these sizes."""
    for index, size in enumerate(sizes):
        yield luck.exponential(ARRIVALS, 0, index) / rate_per_week, size
