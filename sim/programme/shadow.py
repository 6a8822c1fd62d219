"""Shadow AI: units that go around the queue, what they run, and how it comes to light (D-SEQ-4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.luck.distributions import lognormal_at
from sim.luck.thresholds import Thresholds
from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.ledger import Category
from sim.programme.use_case import Stage, Workload
from sim.programme.words import capital, euros
from sim.rules import patience, traffic

if TYPE_CHECKING:
    from sim.programme.programme import Programme

WAITING = frozenset({Stage.QUEUED, Stage.DATA, Stage.BUILDING})


@dataclass(slots=True, eq=False)
class ShadowWorkload:
    """Something a unit runs on its own."""

    workload: Workload
    since_week: float
    incidents: Thresholds
    exposed: float = 0.0
    surfaced: bool = False
    run_rate_eur: float = 0.0


class Shadow:
    """Watches patience, keeps what runs unseen, and tears the operating model up when it becomes too much."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.workloads: list[ShadowWorkload] = []
        self.surfaced = 0
        self._pressure = 0.0
        self._breaks_at = programme.luck.exponential(purposes.REORGANISATION)

    # --- going around ---------------------------------------------------------------------------------------------

    def watch(self, workload: Workload) -> None:
        """A use case joins a queue: its unit's patience begins to run."""
        start(self._programme.clock, self._lose_patience(workload, frozen=False))

    def gate_closed(self) -> None:
        """Growth is closed: those whose builds rest begin to lose patience."""
        for workload in self._programme.workloads:
            if workload.stage in (Stage.DATA, Stage.BUILDING):
                start(self._programme.clock, self._lose_patience(workload, frozen=True))

    def _patience_weeks(self, workload: Workload) -> float:
        cards = self._programme.scenario.shadow
        luck = self._programme.luck.uniform(purposes.PATIENCE, workload.rank)
        return lognormal_at(luck, cards.patience_weeks, cards.patience_log_sd)

    def _lose_patience(self, workload: Workload, *, frozen: bool) -> Steps:
        programme = self._programme
        closed = programme.cfo.closed_week
        yield Moment(programme.clock, self._patience_weeks(workload), (Rank.SHADOW, workload.rank + 1))
        if programme.ending is not None or workload.stage not in WAITING:
            return
        still_frozen = closed is not None and programme.cfo.closed_week == closed
        if still_frozen if frozen else workload.stage is Stage.QUEUED:
            self._go_around(workload)

    def _go_around(self, workload: Workload) -> None:
        programme = self._programme
        bill = self._full_bill_eur(workload)
        worth = self._full_worth_eur(workload)
        if not patience.goes_around(worth, bill):
            return
        why = "waiting in the queue" if workload.stage is Stage.QUEUED else "waiting through the freeze"
        weeks = programme.clock.now - workload.idea_week
        workload.stage = Stage.SHADOW
        thresholds = Thresholds(programme.luck, purposes.SHADOW_INCIDENTS, workload.rank)
        self.workloads.append(ShadowWorkload(workload, programme.clock.now, thresholds))
        text = (
            f"After {weeks:.0f} weeks, {why}, the unit behind {workload.called} goes around: it runs on its "
            f"own, at about {euros(bill)} a year that nobody sees."
        )
        programme.log.add("shadow", "went_around", text, workload.rank)
        if workload.package is not None:
            workload.team.withdraw(workload.package)

    def _full_bill_eur(self, workload: Workload) -> float:
        """A year of steady use at retail price."""
        programme = self._programme
        price = programme.economics.call_price_eur(workload.use_case, programme.clock.now)
        return workload.use_case.steady_calls * 52.0 * price * programme.scenario.shadow.retail_price

    def _full_worth_eur(self, workload: Workload) -> float:
        """A year of steady use: nobody redesigns the work around it, and few trust it."""
        scenario = self._programme.scenario
        return workload.use_case.value_eur * scenario.value.automation * scenario.shadow.trust

    # --- every week -----------------------------------------------------------------------------------------------

    def run(self) -> Steps:
        """Every week books what runs unseen and adds to the pressure; audits bring everything to light."""
        programme = self._programme
        start(programme.clock, self._audits())
        while True:
            yield Moment(programme.clock, 1.0, (Rank.SHADOW, 0))
            left = programme.outcome.share_left()
            for shadow in self.workloads:
                self._week(shadow, programme.clock.now, left)
            if programme.ending is None:
                self._press()

    def _week(self, shadow: ShadowWorkload, now: float, left: float) -> None:
        programme = self._programme
        cards = programme.scenario.shadow
        workload = shadow.workload
        age = now - shadow.since_week
        lived = min(1.0, age) * left
        used = traffic.adoption(age, programme.scenario.traffic.adoption_midpoint_weeks)
        bill = self._full_bill_eur(workload) * used
        incidents = self._incidents(shadow, lived)
        category = Category.SHADOW_SURFACED if shadow.surfaced else Category.SHADOW_UNSEEN
        cost = bill / 52.0 * lived + incidents * cards.incident_eur
        programme.ledger.pay(workload.rank, category, cost)
        programme.ledger.earn(self._full_worth_eur(workload) * used / 52.0 * lived, seen=shadow.surfaced)
        shadow.run_rate_eur = bill * left
        if incidents and not shadow.surfaced and self._noticed(shadow):
            self._surface(shadow, "an incident")

    def _incidents(self, shadow: ShadowWorkload, lived: float) -> int:
        scenario = self._programme.scenario
        rate = scenario.on_call.shared_per_week + scenario.on_call.behaviour_per_week
        shadow.exposed += rate * scenario.shadow.incidents_times * lived
        return shadow.incidents.advance(shadow.exposed)

    def _noticed(self, shadow: ShadowWorkload) -> bool:
        luck = self._programme.luck.uniform(purposes.SURFACING, shadow.workload.rank, shadow.incidents.occurred)
        return luck < self._programme.scenario.shadow.surfacing_share

    def _surface(self, shadow: ShadowWorkload, how: str) -> None:
        programme = self._programme
        shadow.surfaced = True
        self.surfaced += 1
        text = (
            f"{capital(how)} brings the shadow of {shadow.workload.called} to light: "
            f"{euros(shadow.run_rate_eur)} a year are counted from now on."
        )
        programme.log.add("shadow", "surfaced", text, shadow.workload.rank)

    def _audits(self) -> Steps:
        programme = self._programme
        rate = programme.scenario.shadow.audits_per_year / 52.0
        number = 0
        while rate > 0.0:
            gap = programme.luck.exponential(purposes.AUDITS, 0, number)
            yield Moment(programme.clock, gap / rate, (Rank.SHADOW, 0))
            number += 1
            for shadow in self.workloads:
                if not shadow.surfaced and programme.ending is None:
                    self._surface(shadow, "an audit")

    @property
    def surfaced_run_rate_eur(self) -> float:
        """What finance has come to know of."""
        return sum(shadow.run_rate_eur for shadow in self.workloads if shadow.surfaced)

    # --- reorganisation -------------------------------------------------------------------------------------------

    def wait_over_patience(self) -> float:
        """Mean wait of what is queued over a unit's mean patience."""
        programme = self._programme
        waits = [
            programme.clock.now - programme.workloads[package.use_case].idea_week
            for team in programme.teams
            for package in team.queue
        ]
        mean = programme.scenario.shadow.patience_weeks
        return sum(waits) / len(waits) / mean if waits and mean > 0.0 else 0.0

    def _press(self) -> None:
        programme = self._programme
        governed = len(programme.live) + programme.under_way()
        share = patience.shadow_share(len(self.workloads), governed)
        wait = self.wait_over_patience()
        base = programme.scenario.shadow.reorganisations_per_year
        self._pressure += patience.reorganisation_rate_per_week(base, share, wait)
        if self._pressure >= self._breaks_at:
            programme.outcome.reorganise(share, wait)
