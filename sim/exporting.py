"""A traced programme's state in mid-run as files: what goes on exactly, and what a client knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.calibration.writing import portfolio_csv
from sim.composition.state import State, client_yaml, state_yaml
from sim.errors import InputError
from sim.programme.programme import Programme
from sim.programme.snapshot import Snapshot, snapshot_of
from sim.scenario import Scenario
from sim.scenario.changes import changes_of
from sim.scenario.start import Origin, Start

FOLDER = "state"
COMPLETE, CLIENT, PORTFOLIO = "state.yaml", "client.yaml", "portfolio.csv"


@dataclass(frozen=True)
class Exported:
    """The state in one week; only a programme that began from nothing has a complete one."""

    week: int
    state: State | None
    snapshot: Snapshot

    def files(self) -> dict[str, bytes]:
        """What goes into the folder, by name."""
        found = {CLIENT: client_yaml(_keys(self.snapshot)), PORTFOLIO: portfolio_csv(self.snapshot.workloads)}
        if self.state is not None:
            found = {COMPLETE: state_yaml(self.state), **found}
        return {name: text.encode() for name, text in found.items()}


def check_week(week: int, scenario: Scenario) -> None:
    """Before anything is simulated: a week of the programme with something left after it."""
    start, last = scenario.start.origin_week or 0.0, scenario.horizon_weeks - 1
    if not start < week <= last:
        after = f"; its state before week {start:g} is that of the programme it goes on from" if start else ""
        raise InputError(f"export_week: found {week}; allowed is a week from {int(start) + 1} to {last}{after}")


def exported(programme: Programme, seed: int, replication: int) -> Exported:
    """The state of a programme that stands still at the end of a week."""
    week = round(programme.clock.now)
    if programme.ending is not None:
        outcome = programme.ending.outcome.replace("_", " ")
        raise InputError(
            f"export_week: found {week}, and the programme ends ({outcome}) in week {programme.ending.week:.0f}; "
            "allowed is a week in which it still stands"
        )
    snapshot = snapshot_of(programme)
    if not any(one.stage == "live" for one in snapshot.workloads):
        raise InputError(f"export_week: found {week}, when nothing is live yet: there is no position to start from")
    return Exported(week, _state(programme.scenario, seed, replication, week), snapshot)


def _state(scenario: Scenario, seed: int, replication: int, week: int) -> State | None:
    bare = scenario.start.model_copy(update={"as_of": None})
    if bare != Start():
        return None
    changes = changes_of(scenario.model_copy(update={"start": bare}))
    origin = Origin(changes, seed, replication, float(week))
    return State(origin, scenario.name, scenario.label, scenario.start.as_of)


def _keys(known: Snapshot) -> dict[str, Any]:
    """The keys of a client's file; the day of the portfolio where there is a calendar."""
    found: dict[str, Any] = {"portfolio": PORTFOLIO, "weeks": known.weeks}
    if known.as_of is not None:
        found["as_of"] = known.as_of
    found |= {
        "spent_eur": round(known.spent_eur, 2),
        "budget_eur": known.budget_eur,
        "threshold_eur": known.threshold_eur,
        "question": known.question,
        "tracked": known.tracked,
        "platform": known.platform_fit is not None,
    }
    if known.platform_fit is not None:
        found["platform_fit"] = round(known.platform_fit, 4)
    return {**found, "patience_weeks": round(known.patience_weeks, 2), "decimal": "point", "teams": known.teams}
