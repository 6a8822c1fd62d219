"""Kinds of platform and who builds them, each card alone in the plain world.

Four engineers build 40 engineer-weeks in ten; nothing starts before it ships unless a test says otherwise, and a build
on one that fits takes five weeks instead of ten.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.programme.programme import Programme, simulate_programme
from sim.scenario import Scenario
from tests.programme.worlds import Timeline, cents, column, course, ended, field, in_order, life, plain

SEED = 21
FIRST: dict[str, Any] = {
    "sequencing__platform_after": 0,
    "sequencing__mandate": True,
    "topology__platform__engineers": 4,
    "platform__friction": 0.0,
    "platform__misfit_tolerance": 1.0,
    "platform__overhead_saving": 0.0,
}
BOUGHT: dict[str, Any] = {**FIRST, "sequencing__bought": True}


def shipped(scenario: Scenario) -> float:
    """The week in which the platform ships."""
    return next(row[0] for row in course(scenario) if row[1] == "platform_shipped")


def misfits(scenario: Scenario) -> dict[float, float]:
    """The platform's misfit at the end of each week."""
    record = simulate_programme(scenario, SEED, 0, traced=True)
    rows = zip(column(record, "weekly", "week"), column(record, "weekly", "misfit"), strict=True)
    return {week: misfit for week, misfit in rows if misfit is not None}


def drawn_misfit(distance: float) -> float:
    """What people who have seen nothing are wrong by: the distance times 0.5 to 1.5, one draw for each axis."""
    luck = Luck(SEED, 0)
    return sum(min(1.0, distance * (0.5 + luck.uniform(purposes.PLATFORM_PRIOR, axis))) for axis in range(3)) / 3.0


# --- bought -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "weeks"), [(0.25, 2.5), (1.0, 10.0)])
def test_a_bought_platform_takes_a_share_of_the_effort(share: float, weeks: float) -> None:
    """A quarter of 40 engineer-weeks by four: 2.5 weeks, EUR 10,000; then builds of five weeks."""
    scenario = plain(**BOUGHT, platform__bought_effort_share=share)
    rows: Timeline = [(0, "platform_started", None), (weeks, "platform_shipped", None)]
    lives = [life(rank, weeks + 5 * rank, weeks + 5 * rank + 5, weeks + 5 * rank + 9) for rank in range(3)]
    assert course(scenario, "end") == in_order(rows, *lives)
    assert cents(ended(scenario), "platform") == 100 * 40_000 * share


def test_a_bought_platform_s_vendor_charges_for_each_workload_on_it() -> None:
    """EUR 500 a week as hosting, on top of 100,000 a year: live at 19, 24 and 29, 85 + 80 + 75 weeks to 104."""
    record = ended(plain(**BOUGHT, platform__bought_effort_share=1.0, platform__bought_fee_eur=26_000.0))
    assert cents(record, "hosting") == 100 * 500 * (85 + 80 + 75)
    assert column(record, "workloads", "marginal_cost_eur") == [pytest.approx(126_000.0)] * 3
    own = ended(plain(**FIRST, platform__bought_fee_eur=26_000.0))
    assert cents(own, "hosting") == 0
    assert column(own, "workloads", "marginal_cost_eur") == [pytest.approx(100_000.0)] * 3


def test_what_stays_on_a_stack_of_its_own_owes_the_vendor_nothing() -> None:
    """Built before it was bought and moved at 22: the fee runs from the move on, 82 weeks to 104."""
    scenario = plain(
        **{**BOUGHT, "sequencing__mandate": False, "sequencing__platform_after": 1},
        platform__bought_effort_share=1.0,
        platform__bought_fee_eur=26_000.0,
        opportunities__backlog=1,
    )
    assert [row for row in course(scenario) if row[1] == "migrated"] == [(22, "migrated", 0)]
    assert cents(ended(scenario), "hosting") == 100 * 500 * 82


def test_a_bought_platform_is_kept_up_by_its_vendor() -> None:
    """Nobody of the four is claimed: EUR 40,000 of introducing it and its vendor's 1,000 a week from 10 to 104.

    On one's own platform one engineer is claimed from when it ships on: another 94 weeks of EUR 1,000.
    """
    cards: dict[str, Any] = {"platform__upkeep_fte": 1.0, "platform__run_cost_eur": 52_000.0, "ends__target": 1}
    bought = ended(plain(**BOUGHT, **cards, platform__bought_effort_share=1.0))
    assert cents(bought, "platform") == 100 * (40_000 + 94_000)
    assert cents(ended(plain(**FIRST, **cards)), "platform") == 100 * (40_000 + 94_000 + 94_000)


def test_leaving_a_bought_platform_is_dearer_with_each_workload_on_it() -> None:
    """Nothing saved: first build 10-20, when the second starts; the misfit is found then, with two on it.

    40 engineer-weeks by four are ten weeks on one's own platform; half more for each of two on a bought one is 20.
    """
    badly: dict[str, Any] = {
        "platform__prior_distance": 1.0,
        "platform__misfit_tolerance": 0.0,
        "platform__reuse_share": 0.0,
        "platform__refactor_effort": 40.0,
        "platform__lock_in": 0.5,
        "horizon_weeks": 41,
    }
    for world, weeks in ((FIRST, 10.0), ({**BOUGHT, "platform__bought_effort_share": 1.0}, 20.0)):
        rows = [row for row in course(plain(**{**world, **badly})) if row[1].startswith("refactor")]
        assert rows[:2] == [(20, "refactor_started", None), (20 + weeks, "refactor_finished", None)]


def test_a_vendor_s_assumptions_weigh_more_than_one_s_own() -> None:
    """Extracted after three workloads: the prior counts 2 of 2 + 3 of one's own designers, 8 of 8 + 3 of a vendor's."""
    late: dict[str, Any] = {
        "sequencing__platform_after": 3,
        "sequencing__mandate": False,
        "platform__bought_effort_share": 1.0,
        "platform__prior_distance": 0.6,
        "platform__prior_weight": 2.0,
        "platform__bought_prior_times": 4.0,
    }
    own, bought = (misfits(plain(**{**world, **late}))[50.0] for world in (FIRST, BOUGHT))
    assert own == pytest.approx(2 / 5 * drawn_misfit(0.6))
    assert bought == pytest.approx(8 / 11 * drawn_misfit(0.6))


# --- flexible ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("flexibility", "weeks"), [(0.0, 10.0), (0.5, 12.5), (1.0, 15.0)])
def test_flexibility_takes_effort(flexibility: float, weeks: float) -> None:
    """Half more where all rigidity is designed away: 40, 50 or 60 engineer-weeks by four."""
    assert shipped(plain(**FIRST, sequencing__flexibility=flexibility, platform__flexibility_effort=0.5)) == weeks


@pytest.mark.parametrize("flexibility", [0.0, 0.5, 1.0])
def test_flexibility_takes_its_share_of_the_friction(flexibility: float) -> None:
    """Nothing saved and a friction of one: a build takes 10 x (1 + misfit) weeks, or ten on a flexible platform."""
    scenario = plain(
        **{**FIRST, "platform__friction": 1.0},
        sequencing__flexibility=flexibility,
        platform__flexibility_effort=0.0,
        platform__reuse_share=0.0,
        platform__prior_distance=0.6,
        opportunities__backlog=1,
    )
    misfit = drawn_misfit(0.6)
    assert misfit > 0.2
    found = [row[0] for row in course(scenario) if row[1] == "build_finished"]
    assert found == pytest.approx([10 + 10 * (1 + (1 - flexibility) * misfit)], abs=1e-5)


# --- effort -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levers", "weeks"), [([], 10.0), (["hygiene"], 10.5), (["hygiene", "routing", "batch"], 11.5)]
)
def test_each_planned_lever_is_built_into_the_platform_once(levers: list[str], weeks: float) -> None:
    """Two engineer-weeks each by four engineers."""
    scenario = plain(**FIRST, platform__lever_effort=2.0, levers__order=levers, levers__from_workload=100)
    assert shipped(scenario) == weeks


def test_the_effort_strays_from_its_estimate_by_a_lognormal_of_mean_one() -> None:
    """Weeks over the estimated one are exp(0.5 z - 0.125): mean 1, logarithms of mean -0.125 and spread 0.5.

    Three statistics of 400 programmes within four standard errors: false alarm below 1e-3 in all, seed fixed.
    """
    scenario = plain(
        **{**FIRST, "platform__effort_from_scratch": 4.0},
        platform__effort_log_sd=0.5,
        opportunities__backlog=0,
        horizon_weeks=10,
    )
    weeks = [field(simulate_programme(scenario, SEED, number), "platform_week") for number in range(400)]
    logs = [math.log(week) for week in weeks]
    mean = sum(logs) / 400
    spread = sum((log - mean) * (log - mean) for log in logs) / 399
    assert abs(sum(weeks) / 400 - 1.0) < 4.0 * math.sqrt(math.expm1(0.25) / 400)
    assert abs(mean + 0.125) < 4.0 * 0.5 / 20.0
    assert abs(spread - 0.25) < 4.0 * 0.25 * math.sqrt(2.0 / 399)


# --- ageing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "per_week"),
    [
        ({"platform__upkeep_fte": 0.0}, 0.01),
        ({"platform__upkeep_fte": 1.0}, 0.0),
        ({"platform__upkeep_fte": 8.0}, 0.005),
        ({"platform__upkeep_fte": 0.0, "sequencing__bought": True, "platform__bought_effort_share": 1.0}, 0.0),
    ],
    ids=["unpaid", "paid", "half done", "bought"],
)
def test_a_platform_ages_as_far_as_its_upkeep_is_not_done(changes: dict[str, Any], per_week: float) -> None:
    """0.52 a year is 0.01 a week from the day it ships; four engineers can do half of eight engineers' upkeep."""
    found = misfits(plain(**FIRST, **changes, platform__ageing_per_year=0.52, horizon_weeks=40))
    assert found == pytest.approx({float(week): per_week * (week - 10) for week in range(10, 41)}, abs=1e-12)


def test_an_aged_platform_saves_less() -> None:
    """Four weeks old at the second build and ten at the third: half of what 96% and 90% of fit save.

    10 engineer-weeks 10-15, 10.4 until 20.2 and 11 until 25.7. The week that ends at 15 is not counted yet then.
    """
    scenario = plain(**FIRST, platform__upkeep_fte=0.0, platform__ageing_per_year=0.52)
    assert [row[0] for row in course(scenario) if row[1] == "build_finished"] == pytest.approx([15, 20.2, 25.7])


# --- who builds it ----------------------------------------------------------------------------------------------------

NO_TEAM: dict[str, Any] = {**FIRST, "topology__platform__engineers": 0}


def test_without_a_platform_team_the_first_team_builds_the_platform() -> None:
    """40 engineer-weeks by two: ships at 20, in the words of the log by unit 1's team; builds of five weeks follow."""
    rows: Timeline = [(0, "platform_started", None), (20, "platform_shipped", None)]
    lives = [life(0, 20, 25, 29), life(1, 25, 30, 34), life(2, 30, 35, 39)]
    assert course(plain(**NO_TEAM), "end") == in_order(rows, *lives)
    told = [str(row[5]) for row in ended(plain(**NO_TEAM)).tables["events"] if row[3] == "platform_started"]
    assert told == ["Unit 1's team starts the platform, before any application."]


def test_the_other_units_build_meanwhile() -> None:
    """No mandate: unit 2's builds start at once, and unit 1's only when the platform has shipped at 20."""
    scenario = plain(**{**NO_TEAM, "sequencing__mandate": False}, topology__embedded__units=2, opportunities__backlog=8)
    rows = [row for row in ended(scenario).tables["events"] if row[3] == "build_started"]
    starts = {name: min(row[1] for row in rows if str(row[5]).startswith(name)) for name in ("Unit 1", "Unit 2")}  # type: ignore[type-var]
    assert starts == {"Unit 1": 20.0, "Unit 2": 0.0}


def test_the_build_that_follows_its_shipping_is_on_the_platform() -> None:
    """No mandate: the pair ships at 20 and turns to the first build in that instant, five weeks on the platform."""
    scenario = plain(**{**NO_TEAM, "sequencing__mandate": False}, opportunities__backlog=1)
    assert [row for row in course(scenario) if row[2] == 0][:2] == life(0, 20, 25)


def test_the_upkeep_of_a_platform_without_a_team_is_the_first_team_s() -> None:
    """Shipped at 20, one of two engineers is claimed from then on: 10 engineer-weeks at one a week, until 30."""
    scenario = plain(**NO_TEAM, platform__upkeep_fte=1.0, opportunities__backlog=1)
    assert (30, "build_finished", 0) in course(scenario)


SHIPS: dict[str, Any] = {"topology__platform__engineers": 4, "topology__platform__application_share": 1.0}


def test_a_platform_team_asked_to_ship_applications_builds_all_of_them() -> None:
    """Four engineers, two on each of two builds: 0-10, 0-10, 10-20; the unit's pair has nothing to do for 26 weeks."""
    scenario = plain(**SHIPS, horizon_weeks=26)
    assert course(scenario, "end") == in_order(life(0, 0, 10, 14), life(1, 0, 10, 14), life(2, 10, 20, 24))
    told = {str(row[5]).split(" starts")[0] for row in ended(scenario).tables["events"] if row[3] == "build_started"}
    assert told == {"The platform team"}
    assert cents(ended(scenario), "bench") == 100 * 1_000 * (6 * 26 - 60)


def test_a_platform_team_owns_what_it_ships() -> None:
    """The upkeep of 1.5 engineers for each of two live at 14 takes three of its four from 15 on.

    The third build has 2 a week from 10 to 15, then one: done at 25. A pair of its own is still in the unit.
    """
    scenario = plain(**SHIPS, delivery__upkeep_fte=1.5, horizon_weeks=27)
    programme = Programme(scenario, SEED, 0)
    programme.run()
    assert [workload.team.name for workload in programme.live] == ["the platform team"] * 3
    assert (25, "build_finished", 2) in course(scenario)


@pytest.mark.parametrize(("share", "week"), [(0.0, 10.0), (1.0, 20.0)])
def test_shipping_applications_slows_the_platform_down(share: float, week: float) -> None:
    """Alone the four ship it at 10; with a build beside it all the time, two engineers each, at 20 (D-SEQ-8)."""
    scenario = plain(
        **{**FIRST, "sequencing__mandate": False},
        topology__platform__application_share=share,
        opportunities__backlog=4,
    )
    assert shipped(scenario) == week
