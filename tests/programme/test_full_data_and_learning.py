"""Data preparation, learning and designing-in, each alone in the plain world: ten weeks a build, four of pilot."""

from __future__ import annotations

from typing import Any

import pytest

from sim.luck import Luck
from sim.programme.programme import simulate_programme
from sim.programme.use_case import draw_use_case
from sim.scenario import Scenario
from tests.programme.worlds import DECISIONS, PLATFORM_FIRST, Timeline, cents, course, ended, in_order, life, plain

SEED = 21
# Every use case's data take 6 engineer-weeks, 1.5 engineers at most: four weeks.
MESSY: dict[str, Any] = {
    "delivery__data_effort": 6.0,
    "delivery__engineers_per_data_project": 1.5,
    "delivery__data_standards_effort": 20.0,
    "delivery__data_standards_saving": 0.5,
    "opportunities__first_messiness": 1.0,
    "opportunities__messiness_per_rank": 0.0,
    "opportunities__messiness_log_sd": 0.0,
}


def prepared(use_case: int, began: float, started: float, built: float, live: float) -> Timeline:
    """What the log says of one use case whose data had to be prepared."""
    return [(began, "data_started", use_case), *life(use_case, started, built, live)]


def readiness(*missing: str) -> dict[str, bool]:
    """All ten decisions designed in but these."""
    return {f"readiness__{name}": name not in missing for name in DECISIONS}


# --- data -------------------------------------------------------------------------------------------------------------


def test_data_are_prepared_before_a_build_in_the_same_slot() -> None:
    """6 engineer-weeks by 1.5 engineers are 4 weeks, the build 10; the next waits for both, as there is one slot."""
    expected = in_order(prepared(0, 0, 4, 14, 18), prepared(1, 14, 18, 28, 32), prepared(2, 28, 32, 42, 46))
    assert course(plain(**MESSY), "end") == expected


def test_later_data_are_messier_up_to_twice_an_ordinary_project() -> None:
    """6 x 1, 1.5, 2 and again 2 (not 2.5) engineer-weeks by 1.5 engineers: 4, 6, 8 and 8 weeks, and what they cost."""
    scenario = plain(**{**MESSY, "opportunities__messiness_per_rank": 0.5}, opportunities__backlog=4)
    expected = in_order(
        prepared(0, 0, 4, 14, 18),
        prepared(1, 14, 20, 30, 34),
        prepared(2, 30, 38, 48, 52),
        prepared(3, 48, 56, 66, 70),
    )
    assert course(scenario, "end") == expected
    assert cents(ended(scenario), "data") == 100 * (6_000 + 9_000 + 12_000 + 12_000)


@pytest.mark.parametrize(("cap", "weeks"), [(0.5, 12.0), (1.0, 6.0), (2.0, 3.0), (50.0, 3.0)])
def test_no_more_than_the_cap_works_on_one_data_project(cap: float, weeks: float) -> None:
    """6 engineer-weeks by half an engineer are 12 weeks, by one 6, by the whole team of two 3; the build has both."""
    scenario = plain(**{**MESSY, "delivery__engineers_per_data_project": cap}, opportunities__backlog=1)
    assert course(scenario, "end") == in_order(prepared(0, 0, weeks, weeks + 10, weeks + 14))


def test_what_a_data_project_leaves_over_goes_to_the_build_beside_it() -> None:
    """Two slots and data by half an engineer: both 0-12; then a build each at one engineer, 20 weeks; the third alone.

    Its data take 32-44 and its build 10 weeks.
    """
    scenario = plain(
        **{**MESSY, "delivery__engineers_per_data_project": 0.5}, delivery__packages_per_engineer=1.0, horizon_weeks=60
    )
    expected = in_order(prepared(0, 0, 12, 32, 36), prepared(1, 0, 12, 32, 36), prepared(2, 32, 44, 54, 58))
    assert course(scenario, "end") == expected


def test_without_a_platform_the_first_team_standardises_data_before_anything_else() -> None:
    """20 engineer-weeks by two are 10 weeks; then each data project takes half: 2 weeks. EUR 20,000 + 3 x 3,000."""
    scenario = plain(**MESSY, readiness__data_standards=True)
    standards: Timeline = [(10, "data_standardised", None)]
    lives = [prepared(0, 10, 12, 22, 26), prepared(1, 22, 24, 34, 38), prepared(2, 34, 36, 46, 50)]
    assert course(scenario, "end") == in_order(standards, *lives)
    assert cents(ended(scenario), "data") == 100 * (20_000 + 9_000)


def test_with_a_platform_planned_the_standards_are_part_of_its_effort() -> None:
    """40 + 20 engineer-weeks by four: ships at 15, data standardised with it; data 2 weeks, a build half of ten."""
    scenario = plain(**MESSY, **PLATFORM_FIRST, readiness__data_standards=True, opportunities__backlog=1)
    rows: Timeline = [(0, "platform_started", None), (15, "platform_shipped", None), (15, "data_standardised", None)]
    assert course(scenario, "end") == in_order(rows, prepared(0, 15, 17, 22, 26))
    assert cents(ended(scenario), "platform") == 100 * 60_000


def test_a_platform_that_fits_shortens_data_projects() -> None:
    """Ships at 10 and fits: half of 6 engineer-weeks, two weeks; the build takes five."""
    scenario = plain(**MESSY, **PLATFORM_FIRST, platform__data_saving=0.5, opportunities__backlog=1)
    assert course(scenario, "platform_started", "end") == in_order(
        [(10, "platform_shipped", None)], prepared(0, 10, 12, 17, 21)
    )


def test_a_bought_platform_does_not_shorten_data_projects() -> None:
    """Introduced at the same effort, ready at 10: the data take their four weeks all the same (D-SEQ-9)."""
    scenario = plain(
        **MESSY,
        **PLATFORM_FIRST,
        sequencing__bought=True,
        platform__bought_effort_share=1.0,
        platform__data_saving=0.5,
        opportunities__backlog=1,
    )
    assert course(scenario, "platform_started", "end") == in_order(
        [(10, "platform_shipped", None)], prepared(0, 10, 14, 19, 23)
    )


def test_a_build_whose_data_are_ready_waits_for_the_end_of_a_refactor() -> None:
    """First on the platform 10-14-24; refactor by four from 24 to 44. The second's data are ready at 28: built from 44.

    Onboarding stops during a refactor, and a mandate lets nothing be built elsewhere.
    """
    scenario = plain(
        **MESSY,
        **PLATFORM_FIRST,
        platform__prior_distance=1.0,
        platform__misfit_tolerance=0.0,
        platform__reuse_share=0.0,
        platform__friction=0.0,
        platform__refactor_effort=80.0,
        opportunities__backlog=2,
        horizon_weeks=53,
    )
    rows: Timeline = [(24, "refactor_started", None), (44, "refactor_finished", None)]
    expected = in_order(rows, prepared(0, 10, 14, 24, 28), [(24, "data_started", 1), (44, "build_started", 1)])
    assert course(scenario, "platform_started", "platform_shipped", "end") == expected


def test_a_data_project_rests_while_growth_is_closed() -> None:
    """24 engineer-weeks at 1.5: 19.5 done when the gate closes at 13; the other 4.5 from 26, when it reopens, to 29.

    Spend of 1,500 a week reaches 12,000 at 8, the answer takes five weeks, and with nothing live any budget will do at
    the check a quarter later.
    """
    long = {**MESSY, "delivery__data_effort": 24.0, "opportunities__backlog": 1, "horizon_weeks": 50}
    scenario = plain(
        **long,
        cfo__threshold_eur=12_000.0,
        cfo__budget_eur=50_000.0,
        cfo__terminate_factor=100.0,
        cfo__check_every_weeks=13.0,
    )
    gate: Timeline = [(8, "question", None), (13, "gate_closed", None), (26, "gate_reopened", None)]
    assert course(scenario, "end") == in_order(gate, prepared(0, 0, 29, 39, 43))
    assert course(plain(**long), "end") == in_order(prepared(0, 0, 16, 26, 30))


# --- learning ---------------------------------------------------------------------------------------------------------


def test_each_doubling_of_experience_makes_a_build_cheaper() -> None:
    """A fifth less each time 1 + builds doubles: 20, 16, 20 x 0.8 ^ log2(3) = 14.042 and 12.8 engineer-weeks."""
    scenario = plain(delivery__learning_per_doubling=0.2, opportunities__backlog=4)
    found = [row[0] for row in course(scenario) if row[1] == "build_finished"]
    assert found == pytest.approx([10, 18, 18 + 7.021042, 18 + 7.021042 + 6.4], abs=1e-5)


# A team of four that ships every other application in five weeks, beside a pair that takes ten; one slot each.
TWO_TEAMS: dict[str, Any] = {
    "topology__platform__engineers": 4,
    "topology__platform__application_share": 0.5,
    "delivery__engineers_per_package": 4.0,
    "delivery__packages_per_engineer": 0.25,
    "delivery__learning_per_doubling": 0.2,
    "delivery__transfer_effort": 0.0,
    "opportunities__backlog": 4,
}


def turns(scenario: Scenario, replication: int) -> list[bool]:
    """Which of the backlog the team of four is asked to ship."""
    luck = Luck(SEED, replication)
    return [draw_use_case(scenario, luck, rank).builder < 0.5 for rank in range(4)]


def built_weeks(scenario: Scenario) -> list[float]:
    """When each of the backlog is built, in a replication in which the two teams take turns."""
    replication = next(number for number in range(1_000) if turns(scenario, number) == [True, False, True, False])
    rows = simulate_programme(scenario, SEED, replication).tables["events"]
    weeks = {row[4]: row[1] for row in rows if row[3] == "build_finished"}
    return [weeks[rank] for rank in range(4)]  # type: ignore[misc]


def test_what_one_team_learns_does_not_reach_another_by_itself() -> None:
    """The four: 5, then 16 engineer-weeks in 4, done at 9. The pair: 10, then 16 in 8, whatever the four have built."""
    assert built_weeks(plain(**TWO_TEAMS)) == pytest.approx([5, 10, 9, 18])


@pytest.mark.parametrize(("share", "effort"), [(1.0, 12.8), (0.5, 14.042084)])
def test_knowledge_transfer_makes_the_builds_of_others_count(share: float, effort: float) -> None:
    """At 10 the pair has built one and the four two: 1 + 1 + 2 is two doublings; at half of it 1 + 1 + 1 is log2(3).

    The four's second begins at 5, when the pair has built nothing: 16 engineer-weeks.
    """
    found = built_weeks(plain(**TWO_TEAMS, readiness__knowledge_transfer=share))
    assert found == pytest.approx([5, 10, 9, 10 + effort / 2], abs=1e-5)


@pytest.mark.parametrize(("share", "weeks"), [(1.0, 11.5), (0.5, 10.75), (0.0, 10.0)])
def test_knowledge_transfer_costs_effort_on_each_build(share: float, weeks: float) -> None:
    """3 engineer-weeks a build where all is passed on: 23 by two engineers; half of it at a share of one half."""
    scenario = plain(delivery__transfer_effort=3.0, readiness__knowledge_transfer=share)
    expected = [life(rank, rank * weeks, (rank + 1) * weeks, (rank + 1) * weeks + 4) for rank in range(3)]
    assert course(scenario, "end") == in_order(*expected)


# --- designing decisions in -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("missing", "weeks"), [(0, 12.5), (3, 11.75), (10, 10.0)])
def test_each_of_the_ten_decisions_costs_effort_to_design_in(missing: int, weeks: float) -> None:
    """Half an engineer-week each: 20 + 5 with all ten, 20 + 3.5 with seven, 20 with none, by two engineers."""
    scenario = plain(scale_gate__design_effort=0.5, **readiness(*DECISIONS[:missing]), opportunities__backlog=1)
    assert course(scenario, "end") == in_order(life(0, 0, weeks, weeks + 4))
