"""The platform worked out by hand in the plain world: four engineers build it, ten weeks a build without it."""

from __future__ import annotations

import pytest

from sim.programme.programme import Programme, simulate_programme
from tests.programme.worlds import Timeline, column, course, in_order, life, plain


def test_a_platform_starts_with_the_build_that_it_waits_for() -> None:
    """Second build done at 20: four engineers ship 44 engineer-weeks at 31. Use cases begun before move onto it.

    Each move takes 4 engineer-weeks (2 weeks) and goes before builds: 40-42, 42-44, 44-46, 46-48. The fifth use case is
    built on the platform, which fits and saves half: 5 weeks.
    """
    scenario = plain(
        opportunities__backlog=5,
        sequencing__platform_after=2,
        topology__platform__engineers=4,
        platform__effort_extracted=36.0,
        platform__effort_from_scratch=60.0,
    )
    rows: Timeline = [(20, "platform_started", None), (31, "platform_shipped", None)]
    rows += [(42, "migrated", 0), (44, "migrated", 1), (46, "migrated", 2), (48, "migrated", 3)]
    lives = [life(0, 0, 10, 14), life(1, 10, 20, 24), life(2, 20, 30, 34), life(3, 30, 40, 44), life(4, 48, 53, 57)]
    assert course(scenario, "end") == in_order(rows, *lives)


def test_a_mandate_lets_no_build_start_before_the_platform_ships() -> None:
    """Platform 0-10 by four engineers; each build on it takes half the effort, five weeks."""
    scenario = plain(sequencing__platform_after=0, sequencing__mandate=True, topology__platform__engineers=4)
    rows: Timeline = [(0, "platform_started", None), (10, "platform_shipped", None)]
    assert course(scenario, "end") == in_order(rows, life(0, 10, 15, 19), life(1, 15, 20, 24), life(2, 20, 25, 29))


def test_without_a_mandate_builds_go_on_beside_the_platform() -> None:
    """The first build starts at once on a stack of its own and moves later; the platform ships before the second."""
    scenario = plain(sequencing__platform_after=0, topology__platform__engineers=4, platform__effort_from_scratch=36.0)
    rows: Timeline = [(0, "platform_started", None), (9, "platform_shipped", None), (17, "migrated", 0)]
    assert course(scenario, "end") == in_order(rows, life(0, 0, 10, 14), life(1, 10, 15, 19), life(2, 17, 22, 26))


def test_a_refactor_stops_onboarding_until_it_is_done() -> None:
    """The first build on a platform that fits badly is done at 20: refactor 20-31; the third build waits for it.

    No reuse and no friction: ten weeks a build. The second build starts at 20, before the platform team reacts.
    Its end at 30 makes the fit be checked again at 31, after the third build has started.
    """
    scenario = plain(
        horizon_weeks=40,
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        platform__prior_distance=1.0,
        platform__misfit_tolerance=0.0,
        platform__reuse_share=0.0,
        platform__friction=0.0,
        platform__refactor_effort=44.0,
    )
    rows: Timeline = [(0, "platform_started", None), (10, "platform_shipped", None)]
    rows += [(20, "refactor_started", None), (31, "refactor_finished", None), (31, "refactor_started", None)]
    lives: list[Timeline] = [life(0, 10, 20, 24), life(1, 20, 30, 34), [(31.0, "build_started", 2)]]
    assert course(scenario, "end") == in_order(rows, *lives)


def test_without_a_mandate_a_refactor_stops_builds_too() -> None:
    """A refactor from 20 to 31 lets nothing start, not even on a stack of its own.

    The next build starts at 20, before the platform team reacts, and ends at 30; the one after it waits for 31.
    """
    scenario = plain(
        horizon_weeks=32,
        opportunities__backlog=4,
        sequencing__platform_after=0,
        topology__platform__engineers=4,
        platform__effort_from_scratch=36.0,
        platform__prior_distance=1.0,
        platform__misfit_tolerance=0.0,
        platform__reuse_share=0.0,
        platform__friction=0.0,
        platform__migration_effort=0.0,
        platform__refactor_effort=44.0,
    )
    starts = [row[0] for row in course(scenario) if row[1] == "build_started"]
    assert starts == [0, 10, 20, 31]


def test_nothing_moves_onto_a_platform_that_is_being_refactored() -> None:
    """Shipped at 9; the second build, on the platform, ends at 20: refactor 20-31. The first, live at 22, moves then.

    At 31 the third build, which did start at 20 and ended at 30, has left the team free: moved by 33.
    """
    scenario = plain(
        horizon_weeks=34,
        sequencing__platform_after=0,
        topology__platform__engineers=4,
        platform__effort_from_scratch=36.0,
        platform__prior_distance=1.0,
        platform__misfit_tolerance=0.0,
        platform__reuse_share=0.0,
        platform__friction=0.0,
        platform__refactor_effort=44.0,
        delivery__pilot_weeks=12.0,
    )
    rows = [row for row in course(scenario) if row[1] in ("refactor_started", "refactor_finished", "migrated")]
    assert rows[:2] == [(20, "refactor_started", None), (31, "refactor_finished", None)]
    assert [row for row in rows if row[1] == "migrated"] == [(33, "migrated", 0)]


def test_a_move_onto_the_platform_brings_the_planned_levers_with_it() -> None:
    """Hygiene takes 0.5 engineer-weeks on top of the move's 4: 14-16.25 for the first workload, then 82% of its bill.

    The platform ships at 13; from then on the first build's EUR 1,000 a week are EUR 820 once it has moved.
    """
    scenario = plain(
        horizon_weeks=18,
        opportunities__backlog=1,
        sequencing__platform_after=1,
        topology__platform__engineers=4,
        platform__effort_from_scratch=12.0,
        platform__effort_extracted=12.0,
        levers__order=["hygiene"],
        levers__from_workload=5,
        lever_effects__hygiene_saving=0.18,
        lever_effects__effort_on_platform=0.5,
        market__call_price_eur=1.0,
    )
    assert (16.25, "migrated", 0) in course(scenario)
    record = simulate_programme(scenario, 21, 0)
    inference = [row[4] for row in record.tables["ledger"] if row[2] == "inference"]
    assert sum(inference) == 2 * 100_000 + 2 * 82_000  # type: ignore[arg-type]


def test_what_is_built_on_the_platform_ships_with_the_planned_levers() -> None:
    """Half the effort and 0.5 engineer-weeks of hygiene: 5.25 weeks; 82% of 52,000 and half of 100,000 a year."""
    scenario = plain(
        opportunities__backlog=1,
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        platform__overhead_saving=0.5,
        levers__order=["hygiene"],
        levers__from_workload=5,
        lever_effects__hygiene_saving=0.18,
        lever_effects__effort_on_platform=0.5,
        market__call_price_eur=1.0,
    )
    record = simulate_programme(scenario, 21, 0)
    assert column(record, "workloads", "live_week") == [19.25]
    cost = 0.82 * 52_000 + 50_000
    assert column(record, "workloads", "marginal_cost_eur") == [pytest.approx(cost)]
    everything = cost + 10_500 + 40_000
    assert column(record, "workloads", "marginal_cost_all_in_eur") == [pytest.approx(everything)]


def test_the_platform_s_cost_is_shared_by_what_is_live() -> None:
    """All-in of the second workload carries half of the platform's 40,000, of the third a third."""
    scenario = plain(sequencing__platform_after=0, sequencing__mandate=True, topology__platform__engineers=4)
    record = simulate_programme(scenario, 21, 0)
    both = zip(
        column(record, "workloads", "marginal_cost_all_in_eur"),
        column(record, "workloads", "marginal_cost_eur"),
        strict=True,
    )
    assert [whole - running for whole, running in both] == [pytest.approx(10_000 + 40_000 / live) for live in (1, 2, 3)]


def test_a_platform_tracks_costs_from_the_day_it_ships() -> None:
    """Nobody planned to track: the first go-live, before the platform, has no cost in the log; later ones have."""
    scenario = plain(sequencing__platform_after=1, topology__platform__engineers=4)
    record = simulate_programme(scenario, 21, 0)
    texts = [str(row[5]) for row in record.tables["events"] if row[3] == "live"]
    assert ["a year" in text for text in texts] == [False, True, True]


def test_a_missed_platform_start_is_drawn_again_at_each_further_go_live() -> None:
    """No discipline: put off when the first is built (10) and at each go-live (14, 24, 34), never at a build's end."""
    scenario = plain(sequencing__platform_after=1, sequencing__discipline=0.0, topology__platform__engineers=4)
    slips = [row[0] for row in course(scenario) if row[1] == "platform_slipped"]
    assert slips == [10, 14, 24, 34]


@pytest.mark.parametrize(("effort", "shipped"), [(40.0, 10.0), (38.0, 9.5)])
def test_what_building_the_platform_took_is_known_to_the_hour(effort: float, shipped: float) -> None:
    """Four engineers at EUR 1,000 a week: as many thousands as engineer-weeks, the week that runs included."""
    scenario = plain(
        sequencing__platform_after=0, topology__platform__engineers=4, platform__effort_from_scratch=effort
    )
    programme = Programme(scenario, 21, 0)
    programme.run()
    assert programme.platform.shipped_week == shipped
    assert programme.platform.building_eur() == pytest.approx(1_000.0 * effort)
