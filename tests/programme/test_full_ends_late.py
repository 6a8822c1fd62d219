"""Ends beyond the horizon (model §2): the simulation runs on to classify what closed or stalled late.

Nothing in those extra weeks counts but the classification, and another end within them is the outcome. In the plain
world with a horizon of 20: one live since 14, the second being built until 20 and live at 24, the third queued.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.scenario import Scenario
from tests.programme.worlds import Changes, asked_late, cents, course, ended, field, how, plain

BREAKS_AT = Luck(21, 0).exponential(purposes.REORGANISATION)
WAITED = sum(week / 100 for week in range(1, 30)) - 0.15  # by week 29, of a patience of 100 weeks
WAITING: Changes = {"shadow__patience_weeks": 100.0, "opportunities__backlog": 100}
SPONSOR: Changes = {"sponsor__patience_weeks": 29.0, "sponsor__live_weeks": 0.0, "sponsor__quarter_weeks": 0.0}
LATE: dict[str, dict[str, Any]] = {
    "burned_out": {
        "on_call__shared_per_week": 1_000.0,
        "on_call__handling_hours": 0.001,
        "on_call__sustainable_hours": 0.1,
        "on_call__burnout_weeks": 58.0,
    },
    "reorganised": {**WAITING, "shadow__reorganisations_per_year": 52 * BREAKS_AT / WAITED},
    "sponsor_lost": {**SPONSOR},
    "stopped": {"programme__stop_week": 29.0},
}
MONEY = ("spend_eur", "value_eur", "cost_eur", "payoff_eur", "run_rate_eur", "live_end", "shelved", "refused", "shadow")


def slow(**changes: Any) -> Scenario:
    """One workload live at 14 and a second whose build goes on beyond week 29, so that a stall from 14 on may pend."""
    return plain(**{"horizon_weeks": 20, "delivery__build_effort": 20.0, "opportunities__backlog": 1, **changes})


@pytest.mark.parametrize("outcome", ["burned_out", "sponsor_lost", "stopped"])
def test_another_end_while_a_stall_pends_is_the_outcome(outcome: str) -> None:
    """Nothing goes live after 14, which would be a stall at 66; at 29 comes another end, timed at the horizon."""
    assert how(ended(slow())) == ("stalled", 14.0)
    record = ended(slow(**LATE[outcome]))
    assert how(record) == (outcome, 20.0)
    assert [row[1] for row in record.tables["events"] if row[3] == "end"] == [29.0]


def test_another_end_while_a_freeze_pends_is_the_outcome() -> None:
    """Closed at 13 for good with 100 others in the queue: the freeze would be established at 65, the break is at 29."""
    frozen: dict[str, Any] = {
        **WAITING,
        "horizon_weeks": 20,
        "cfo__threshold_eur": 15_000.0,
        "cfo__budget_eur": 90_000.0,
        "cfo__terminate_factor": 100.0,
    }
    assert how(ended(plain(**frozen))) == ("frozen", 13.0)
    base = 52 * BREAKS_AT / WAITED
    assert how(ended(plain(**frozen, shadow__reorganisations_per_year=base))) == ("reorganised", 20.0)


def test_a_termination_in_the_extra_weeks_is_the_outcome() -> None:
    """Closed at 41 above tolerance, horizon 60: terminated by the review at 93, before 60 weeks make it a freeze."""
    record = ended(asked_late(180_000.0, horizon_weeks=60, ends__frozen_after=60.0))
    assert how(record) == ("insolvent", 60.0)


@pytest.mark.parametrize("outcome", LATE)
def test_an_end_after_a_go_live_in_the_extra_weeks_is_none(outcome: str) -> None:
    """The second goes live at 24: nothing had stalled at 20, so what happens at 29 is nobody's business."""
    record = ended(plain(**{"horizon_weeks": 20, **LATE[outcome]}))
    assert how(record) == ("censored", 20.0)
    assert not [row for row in record.tables["events"] if row[3] == "end"]


def test_where_nothing_pends_no_extra_week_is_simulated() -> None:
    """The target is reached and the gate open: what would happen at 29 is not even looked at."""
    assert how(ended(slow(ends__target=1, **LATE["stopped"]))) == ("censored", 20.0)


@pytest.mark.parametrize("outcome", ["burned_out", "sponsor_lost", "stopped"])
def test_an_end_beyond_the_horizon_changes_nothing_but_the_outcome(outcome: str) -> None:
    """Money, counts and the ledger are what they are with the same world standing at 20."""
    late, standing = ended(slow(**LATE[outcome])), ended(slow(ends__target=1, **LATE[outcome]))
    assert (field(late, "outcome"), field(standing, "outcome")) == (outcome, "censored")
    assert [field(late, name) for name in MONEY] == [field(standing, name) for name in MONEY]
    assert late.tables["ledger"] == standing.tables["ledger"]
    assert cents(late, "overhead") / 100 == pytest.approx(6 * 100_000 / 52, abs=0.5)


def test_the_log_tells_of_the_late_end_and_of_nothing_else_that_is_late() -> None:
    """Of what happens after 20, a lost sponsor's wavering and winding down included, only the end is told."""
    rows = course(slow(**LATE["sponsor_lost"]))
    assert [row for row in rows if row[0] > 20] == [(29, "end", None)]


def test_the_extra_weeks_last_as_long_as_the_longer_deadline() -> None:
    """Deadlines of 52: by 72 everything that was closed or quiet at 20 is known; a stop at 73 comes too late."""
    assert how(ended(slow(programme__stop_week=65.0))) == ("stopped", 20.0)
    assert how(ended(slow(programme__stop_week=67.0))) == ("stalled", 14.0)
    assert how(ended(slow(programme__stop_week=73.0, ends__stalled_after=60.0))) == ("stopped", 20.0)
    assert how(ended(slow(programme__stop_week=81.0, ends__stalled_after=60.0))) == ("stalled", 14.0)
