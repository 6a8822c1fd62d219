"""A team: a processor-sharing server of engineer-weeks (model §3 Teams).

Upkeep and incidents are taken first, as a weekly deduction; what is left is shared between the packages in
progress. Every engineer-week that is paid is booked once: to what it was spent on, or to the bench.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from sim.programme.clock import Alarm, Clock, Moment, Rank, Signal, Steps
from sim.programme.ledger import WHOLE_PROGRAMME, Category, Ledger
from sim.rules import money, work

DONE_AT = 1e-9  # engineer-weeks: what rounding may leave of a finished package


Place = tuple[int, float, int]
"""Where a build stands in its queue; smaller comes first."""

GROWTH = frozenset({Category.DATA, Category.BUILD})
FIRST_PLACE: Place = (0, 0.0, 0)


@dataclass(slots=True, eq=False)
class Package:
    """A piece of project work; `begin` is asked for the effort when work starts and may say no."""

    use_case: int
    category: Category
    cap: float
    begin: Callable[[], float | None]
    done: Signal
    on_done: Callable[[], None] | None = None
    place: Place = FIRST_PLACE
    remaining: float = 0.0
    rate: float = 0.0
    spent: float = 0.0

    @property
    def is_growth(self) -> bool:
        """Data projects and builds pause when growth is closed; other packages do not."""
        return self.category in GROWTH

    @property
    def is_lever(self) -> bool:
        """Levers come first while cost is being reduced."""
        return self.category is Category.LEVERS

    @property
    def is_platform(self) -> bool:
        """Work on the platform rests while its line is not funded."""
        return self.category is Category.PLATFORM


class Regime(Protocol):
    """What a team has to know of the programme around it."""

    def growth_is_open(self) -> bool:
        """Builds in progress may go on."""

    def build_may_start(self) -> bool:
        """A build may leave the queue."""

    def onboarding_is_open(self) -> bool:
        """The platform is not in the way of a build."""

    def build_started(self) -> None:
        """A build has left the queue."""

    def reducing_cost(self) -> bool:
        """All project capacity goes to levers."""

    def platform_is_funded(self) -> bool:
        """Work on the platform may go on."""


@dataclass(frozen=True)
class TeamSize:
    """A team as it is planned."""

    name: str
    identity: int
    engineers: int


@dataclass(frozen=True)
class WorkingTerms:
    """What holds for every team."""

    engineer_cost_eur: float
    coordination_loss: float
    packages_per_engineer: float
    application_loss: float = 0.0
    newcomer_share: float = 1.0


@dataclass(slots=True)
class Claim:
    """Weekly work that comes before projects."""

    use_case: int
    category: Category
    engineer_weeks: float


@dataclass
class Team:
    """Head-count, claims, packages in progress, and a queue."""

    size: TeamSize
    terms: WorkingTerms
    clock: Clock
    ledger: Ledger
    regime: Regime
    engineers: int = field(init=False)
    newcomers: int = 0
    applications: int = 0
    built: int = 0
    queue: list[Package] = field(default_factory=list)
    jobs: deque[Package] = field(default_factory=deque)
    active: list[Package] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    capacity: float = 0.0
    disbanding: Callable[[], float] | None = None
    on_payroll: float = 0.0
    granted: float = 1.0
    _finished: list[Package] = field(default_factory=list)
    _share_for: tuple[int, int] = (-1, -1)
    _share: float = 1.0
    _week_share: float = 1.0

    def __post_init__(self) -> None:
        self.engineers = self.size.engineers
        self._alarm = Alarm(self.clock, (Rank.TEAM, self.size.identity))
        self._since = self.clock.now
        self.capacity = self.useful_engineers
        self._week_share = self.useful_share
        self.on_payroll = float(self.engineers)

    @property
    def name(self) -> str:
        """What people call the team."""
        return self.size.name

    @property
    def identity(self) -> int:
        """Its number among the teams."""
        return self.size.identity

    @property
    def useful_share(self) -> float:
        """Share of everybody's hours left after coordination."""
        key = (self.engineers, self.applications)
        if self._share_for != key:
            self._share_for = key
            self._share = work.useful_share(
                self.terms.coordination_loss, self.engineers, self.terms.application_loss, self.applications
            )
        return self._share

    @property
    def useful_engineers(self) -> float:
        """Engineers left after coordination, newcomers counted by what they can do."""
        return work.productive(self.engineers, self.newcomers, self.terms.newcomer_share) * self.useful_share

    @property
    def cost_of_useful_year_eur(self) -> float:
        """What a year of one engineer's useful work costs, coordination included."""
        return self.terms.engineer_cost_eur / self.useful_share

    def package(
        self,
        use_case: int,
        category: Category,
        cap: float,
        begin: Callable[[], float | None],
        on_done: Callable[[], None] | None = None,
    ) -> Package:
        """Hand in a piece of work that goes before those that queue."""
        package = self._package(use_case, category, cap, begin, on_done)
        self.jobs.append(package)
        self._alarm.ring()
        return package

    def queue_up(
        self,
        use_case: int,
        place: Place,
        begin: Callable[[], float | None],
        on_done: Callable[[], None] | None = None,
        cap: float = 1.0,
    ) -> Package:
        """Hand in a use case that waits for its turn; it may leave the queue as a data project or as a build."""
        package = self._package(use_case, Category.BUILD, cap, begin, on_done)
        package.place = place
        insort(self.queue, package, key=lambda one: one.place)
        self._alarm.ring()
        return package

    def _package(
        self,
        use_case: int,
        category: Category,
        cap: float,
        begin: Callable[[], float | None],
        on_done: Callable[[], None] | None,
    ) -> Package:
        rank = Rank.PLATFORM if use_case == WHOLE_PROGRAMME else Rank.WORKLOAD
        return Package(use_case, category, cap, begin, Signal(self.clock, (rank, max(0, use_case))), on_done)

    def withdraw(self, package: Package) -> None:
        """Nobody wants this piece of work any more."""
        self._advance()
        for held in (self.queue, self.jobs, self.active):
            if package in held:
                held.remove(package)
        self._finished.append(package)
        package.done.succeed(False)
        self._alarm.ring()

    def wake(self) -> None:
        """Something that the team's work depends on has changed."""
        self._alarm.ring()

    # --- serving -----------------------------------------------------------------------------------------------

    def serve(self) -> Steps:
        """Work on what is in progress until the next package is done or something changes."""
        while True:
            self._advance()
            self._finish()
            self._admit()
            yield self._alarm.after(self._next_completion())

    def _advance(self) -> None:
        elapsed = self.clock.now - self._since
        self._since = self.clock.now
        if elapsed <= 0.0:
            return
        for package in self.active:
            worked = min(package.remaining, package.rate * elapsed)
            package.remaining -= worked
            package.spent += worked

    def _finish(self) -> None:
        for package in [package for package in self.active if package.remaining <= DONE_AT]:
            self._finished.append(package)
            self.active.remove(package)
            if package.on_done is not None:
                package.on_done()
            package.done.succeed(True)

    def _in_service(self) -> list[Package]:
        growing = self.regime.growth_is_open()
        funded = self.regime.platform_is_funded()
        served = [
            package
            for package in self.active
            if (growing or not package.is_growth) and (funded or not package.is_platform)
        ]
        if self.regime.reducing_cost():
            levers = [package for package in served if package.is_lever]
            return levers or served
        return served

    def _admit(self) -> None:
        limit = work.package_limit(self.terms.packages_per_engineer, self.engineers)
        while self.capacity > 0.0:
            waiting_lever = self._waiting_lever()
            served = self._in_service()
            if waiting_lever is not None:
                served = [package for package in served if package.is_lever]
            if len(served) >= limit:
                break
            package = waiting_lever or self._next_waiting()
            if package is None:
                break
            self._begin(package)
        self._set_rates()

    def _waiting_lever(self) -> Package | None:
        if not self.regime.reducing_cost():
            return None
        return next((package for package in self.jobs if package.is_lever), None)

    def _next_waiting(self) -> Package | None:
        if self.jobs:
            waiting = next(
                (package for package in self.jobs if not package.is_growth or self._may_go_on(package)), None
            )
            if waiting is not None:
                return waiting
        return self.queue[0] if self.queue and self.regime.build_may_start() else None

    def _may_go_on(self, package: Package) -> bool:
        """A build whose data are ready waits while growth is closed or nothing new may start on the platform."""
        return self.regime.growth_is_open() and (package.category is Category.DATA or self.regime.onboarding_is_open())

    def _begin(self, package: Package) -> None:
        queued = package in self.queue
        (self.queue if queued else self.jobs).remove(package)
        effort = package.begin()
        if effort is None:
            package.done.succeed(False)
            return
        package.remaining = effort
        self.active.append(package)
        if queued:
            self.regime.build_started()

    def _set_rates(self) -> None:
        for package in self.active:
            package.rate = 0.0
        served = self._in_service()
        rates = [0.0] * len(served)
        work.fill_rates(max(0.0, self.capacity), [package.cap for package in served], rates)
        for package, rate in zip(served, rates, strict=True):
            package.rate = rate

    def _next_completion(self) -> float | None:
        waits = [package.remaining / package.rate for package in self.active if package.rate > 0.0]
        return min(waits) if waits else None

    def weeks(self) -> Steps:
        """Book every week as it ends."""
        while True:
            yield Moment(self.clock, 1.0, (Rank.TEAM, self.size.identity))
            self.end_week()

    # --- the week ----------------------------------------------------------------------------------------------

    def end_week(self) -> None:
        """Book the week that ends now: claims, project work, and the bench for the rest of the payroll."""
        self._advance()
        done = [*self.claims]
        for package in [*self._finished, *self.active]:
            done.append(Claim(package.use_case, package.category, package.spent))
            package.spent = 0.0
        self._finished.clear()
        week_cost_eur = work.weekly_payroll_eur(self.terms.engineer_cost_eur, 1.0)
        share = self._week_share
        paid = float(self.engineers)
        if self.disbanding is not None:
            needed = sum(piece.engineer_weeks for piece in done) / share
            paid = needed + max(0.0, paid - needed) * self.disbanding()
        self.on_payroll = paid
        left = money.to_cents(paid * week_cost_eur)
        for piece in done:
            left -= self.ledger.pay(piece.use_case, piece.category, piece.engineer_weeks / share * week_cost_eur)
        self.ledger.pay_cents(WHOLE_PROGRAMME, Category.BENCH, left)

    def begin_week(self, claims: list[Claim]) -> None:
        """Take the coming week's claims out of the team's hours, all of them in proportion where they exceed it."""
        demanded = sum(claim.engineer_weeks for claim in claims)
        useful = self.useful_engineers
        granted = min(1.0, useful / demanded) if demanded > 0.0 else 1.0
        for claim in claims:
            claim.engineer_weeks *= granted
        self.claims = claims
        self.granted = granted
        self._week_share = useful / self.engineers if self.engineers and useful > 0.0 else 1.0
        self.capacity = 0.0 if self.disbanding is not None else useful - demanded * granted
        if self.disbanding is None and (self.active or self.jobs or self.queue):
            self._alarm.ring()
