"""From one present many futures: a programme in its course goes on under another luck, another plan, or both.

What is under way when it is looked at (the pilot's end, the next idea, the next regulatory change) belongs to its
state and comes as it would have come; whatever is drawn later is drawn from the new luck. Under the old luck and the
old plan it goes on exactly as it would have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme import purposes
from sim.programme.clock import start

if TYPE_CHECKING:
    from sim.programme.programme import Programme
    from sim.scenario import Scenario


def go_on(programme: Programme, scenario: Scenario, seed: int, replication: int) -> None:
    """Give a programme that stands still a new luck and a new plan."""
    programme.log.belong_to(replication)
    if (programme.luck.seed, programme.luck.replication) != (seed, replication):
        programme.luck.become(seed, replication)
        _draw_volumes_anew(programme)
    _change_plan(programme, scenario)


def _draw_volumes_anew(programme: Programme) -> None:
    """A live workload's noise was drawn for its whole life: what is still to come is drawn again."""
    for workload in programme.live:
        if workload.shocks:
            weeks = len(workload.shocks)
            workload.shocks = programme.luck.normals(purposes.VOLUME_NOISE, workload.rank, weeks).tolist()


def _change_plan(programme: Programme, scenario: Scenario) -> None:
    before = programme.scenario
    programme.scenario = scenario
    if _plan(before) == _plan(scenario):
        return
    programme.economics.forget()
    if scenario.staffing != before.staffing:
        start(programme.clock, programme.people.run())
    if scenario.programme.stop_week != before.programme.stop_week:
        start(programme.clock, programme.outcome.stop_on_plan())
    programme.plan_changed()


def _plan(scenario: Scenario) -> dict[str, object]:
    """Plan and world; which team nobody is hired for is no part of it."""
    others = {"start", "name", "label", "about"}
    return scenario.model_dump(exclude=others if scenario.staffing.hires else {*others, "staffing"})
