"""The sponsor: patience runs down while money goes out, and milestones restore it (D-PILOT-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme.clock import Moment, Rank, Steps
from sim.rules import patience

if TYPE_CHECKING:
    from sim.programme.programme import Programme

WEEKS_PER_QUARTER = 13
WAVERS_AT_WEEKS = 26.0


class Sponsor:
    """Stands up for the programme as long as patience lasts."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        left = programme.scenario.start.patience_weeks
        self.patience_weeks = programme.scenario.sponsor.patience_weeks if left is None else left
        self._wavers = False

    def run(self) -> Steps:
        """Every week costs a week of patience; a quarter in which value exceeds cost gives some back."""
        programme = self._programme
        cards = programme.scenario.sponsor
        net_before = 0
        weeks = 0
        while programme.ending is None:
            yield Moment(programme.clock, 1.0, (Rank.SPONSOR, 0))
            if programme.ending is not None:
                return
            weeks += 1
            if programme.spends_money():
                self.patience_weeks -= 1.0
                self._waver()
            if weeks % WEEKS_PER_QUARTER == 0:
                net = programme.ledger.value_seen_cents - programme.ledger.cost_seen_cents
                if net > net_before:
                    self._restore(cards.quarter_weeks)
                net_before = net
            if self.patience_weeks <= 0.0:
                programme.outcome.lose_sponsor()

    def _waver(self) -> None:
        """Say once that patience runs out, and again after it had come back."""
        if self.patience_weeks > WAVERS_AT_WEEKS:
            self._wavers = False
        elif not self._wavers:
            self._wavers = True
            text = f"The sponsor's patience runs out: {self.patience_weeks:.0f} weeks are left without a milestone."
            self._programme.log.add("sponsor", "sponsor_wavers", text)

    def note_live(self) -> None:
        """A workload went live."""
        self._restore(self._programme.scenario.sponsor.live_weeks)

    def note_platform(self) -> None:
        """The platform shipped."""
        self._restore(self._programme.scenario.sponsor.platform_weeks)

    def _restore(self, weeks: float) -> None:
        most = self._programme.scenario.sponsor.patience_weeks
        self.patience_weeks = patience.restored(self.patience_weeks, weeks, most)
