"""Prices over a workload's life (model §3 Prices), one mechanism at a time, in the plain world.

A single workload unless stated: live at 14, 1,000 calls a week at EUR 1 each, no overhead.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import Scenario
from tests.programme.worlds import (
    PLATFORM_FIRST,
    Timeline,
    cents,
    column,
    course,
    ended,
    field,
    lone,
    paid,
    traced,
)

TWO_YEARS: dict[str, Any] = {"horizon_weeks": 140, "market__quality_decline_per_year": 0.5}
HALVED_A_YEAR = {**TWO_YEARS, "market__model_life_weeks": 51.0}


def bills(scenario: Scenario, use_case: int = 0) -> dict[float, float]:
    """What a workload's inference cost, week by week."""
    return paid(traced(scenario), use_case=use_case)


def moves(scenario: Scenario) -> Timeline:
    """When workloads moved to newer models."""
    return [row for row in course(scenario) if row[1] == "model_migrated"]


# --- promotions -------------------------------------------------------------------------------------------------------


def test_each_contract_is_promotional_from_its_own_go_live_to_its_renewal() -> None:
    """Half price for 20 weeks from 14 and from 24: EUR 500 a week well before 34 and 44, EUR 1,000 after them."""
    scenario = lone(market__promotion_share=0.5, market__promotion_weeks=20.0, opportunities__backlog=2, ends__target=2)
    for use_case, live in ((0, 14), (1, 24)):
        found = bills(scenario, use_case)
        assert {paid for week, paid in found.items() if week < live + 20} == {500.0}
        assert {paid for week, paid in found.items() if week > live + 20} == {1_000.0}


def test_a_promotion_lasts_as_many_weeks_as_the_contract_says() -> None:
    """Ten weeks at half price and 80 at list price are EUR 85,000 by week 104."""
    scenario = lone(market__promotion_share=0.5, market__promotion_weeks=10.0)
    assert sum(bills(scenario).values()) == pytest.approx(85_000)


def test_the_honest_number_is_at_list_price_whatever_the_promotion() -> None:
    """Marginal cost 52,000 while the bill runs at 26,000 a year."""
    record = ended(lone(market__promotion_share=0.5, market__promotion_weeks=500.0))
    assert column(record, "workloads", "marginal_cost_eur") == [pytest.approx(52_000)]
    assert field(record, "run_rate_eur") == pytest.approx(26_000)


# --- launch prices ----------------------------------------------------------------------------------------------------


def test_a_later_workload_launches_at_the_list_price_of_its_day_and_with_more_tokens_a_call() -> None:
    """List prices -10%, tokens +20% a year: live at 52 a call costs 0.9 x 1.2 = 1.08, at 104 1.1664, for good."""
    scenario = lone(
        horizon_weeks=120,
        opportunities__backlog=2,
        ends__target=2,
        delivery__build_effort=104.0,
        delivery__pilot_weeks=0.0,
        market__list_decline_per_year=0.1,
        market__token_growth_per_year=0.2,
    )
    assert set(bills(scenario).values()) == {1_080.0}
    assert set(bills(scenario, 1).values()) == {1_166.40}
    assert column(ended(scenario), "workloads", "marginal_cost_eur") == pytest.approx([56_160, 60_652.80])


# --- the model's end --------------------------------------------------------------------------------------------------


def test_a_retired_model_forces_a_move_that_collects_what_prices_have_fallen() -> None:
    """51 weeks after 14 the model is retired; two engineer-weeks by two engineers: moved at 66, 52 weeks later, half.

    The next model's 51 weeks begin at 66: moved again at 118, a quarter. Until then nothing is collected.
    """
    scenario = lone(**HALVED_A_YEAR, market__reevaluation_effort=2.0)
    assert moves(scenario) == [(66, "model_migrated", 0), (118, "model_migrated", 0)]
    found = bills(scenario)
    expected = {**dict.fromkeys(range(15, 67), 1_000.0), **dict.fromkeys(range(67, 119), 500.0)}
    assert found == {**expected, **dict.fromkeys(range(119, 141), 250.0)}


def test_a_forced_move_takes_the_team_s_hours() -> None:
    """Two moves of two engineer-weeks at EUR 1,000 each, booked as migration and to the workload."""
    record = ended(lone(**HALVED_A_YEAR, market__reevaluation_effort=2.0))
    assert cents(record, "migration") == 400_000
    assert {row[1] for row in record.tables["ledger"] if row[2] == "migration"} == {0}
    texts = [str(row[5]) for row in record.tables["events"] if row[3] == "model_migrated"]
    assert texts == ["Its model is retired: use case 1 moves to a newer model, 50% cheaper a call."] * 2


def test_a_move_that_has_to_wait_for_the_team_collects_the_wait_too() -> None:
    """The seventh build holds the team 60-70, so the move due at 65 ends at 71: 57 weeks of decline."""
    scenario = lone(
        **HALVED_A_YEAR,
        market__reevaluation_effort=2.0,
        delivery__pilot_weeks=4.0,
        opportunities__backlog=7,
        ends__target=7,
    )
    assert moves(scenario)[0] == (71, "model_migrated", 0)
    assert bills(scenario)[72] == pytest.approx(1_000 * 0.5 ** (57 / 52), abs=0.01)


def test_whoever_never_moves_never_collects() -> None:
    """Prices of the same quality halve every year, and the bill stays what it was."""
    scenario = lone(**TWO_YEARS)
    assert moves(scenario) == []
    assert set(bills(scenario).values()) == {1_000.0}


def test_the_honest_number_follows_a_move() -> None:
    """The first question comes at 67, after the move at 66: 26,000 instead of the 52,000 of the go-live.

    Spend is 20,000 of building, 52,000 of calls by 66, 2,000 of the move and 500 more by 67; the business case still
    has 52,000.
    """
    scenario = lone(
        **HALVED_A_YEAR,
        market__reevaluation_effort=2.0,
        economics__track_from_workload=1,
        cfo__threshold_eur=74_500.0,
        cfo__budget_eur=1e6,
    )
    record = ended(scenario)
    assert field(record, "first_question_week") == 67.0
    assert field(record, "surprise_ratio") == pytest.approx(0.5)
    assert column(record, "workloads", "marginal_cost_eur") == [pytest.approx(52_000)]


# --- the policy -------------------------------------------------------------------------------------------------------


def test_a_policy_moves_workloads_before_their_models_end() -> None:
    """Every 25 weeks, and a week's work: 40, 66, 92, 118; each 26 weeks collect half of a year's decline."""
    scenario = lone(**HALVED_A_YEAR, market__reevaluation_effort=2.0, levers__migrate_models_every_weeks=25.0)
    assert [row[0] for row in moves(scenario)] == [40, 66, 92, 118]
    found = bills(scenario)
    assert [found[week] for week in (40, 41, 67, 93, 119)] == pytest.approx([1_000, 707.11, 500, 353.55, 250], abs=0.01)
    texts = [str(row[5]) for row in ended(scenario).tables["events"] if row[3] == "model_migrated"]
    assert texts == ["Use case 1 moves to a newer model, 29% cheaper a call."] * 4


def test_a_model_that_ends_before_the_policy_s_date_forces_the_move() -> None:
    """Planned every 80 weeks, retired after 51: moved at 66 and 118, by force."""
    scenario = lone(**HALVED_A_YEAR, market__reevaluation_effort=2.0, levers__migrate_models_every_weeks=80.0)
    assert [row[0] for row in moves(scenario)] == [66, 118]


def test_on_the_platform_a_move_takes_less() -> None:
    """Platform 0-10, build 10-15, live at 19; a platform that fits halves the re-evaluation: half a week, 70.5."""
    scenario = lone(**HALVED_A_YEAR, **PLATFORM_FIRST, market__reevaluation_effort=2.0, platform__reuse_share=0.5)
    assert moves(scenario)[0] == (70.5, "model_migrated", 0)
    before = cents(ended(lone(**TWO_YEARS, **PLATFORM_FIRST)), "migration")
    assert cents(ended(scenario), "migration") - before == 2 * 100_000


def test_a_workload_that_was_rolled_back_has_one_model_clock() -> None:
    """Live at 14, rolled back at 20, reworked 20-22, live again at 26: 51 weeks later it moves, at 78, and only then.

    A clock left over from the first go-live would have moved it at 66, too. It collects all since 14: 64 weeks.
    """
    scenario = lone(
        **{**HALVED_A_YEAR, "horizon_weeks": 120},
        market__reevaluation_effort=2.0,
        scale_gate__rollback_share=1.0,
        scale_gate__rollback_weeks=6.0,
        scale_gate__rollback_rework=0.2,
    )
    rows = course(scenario)
    assert [row[:2] for row in rows if row[1] in ("rolled_back", "live_again")] == [
        (20, "rolled_back"),
        (26, "live_again"),
    ]
    assert moves(scenario) == [(78, "model_migrated", 0)]
    assert bills(scenario)[79] == pytest.approx(1_000 * 0.5 ** (64 / 52), abs=0.01)


def test_nothing_moves_after_the_end() -> None:
    """Stopped at 60, five weeks before the model's end: no move while the workload is wound down, and no work on it."""
    scenario = lone(**HALVED_A_YEAR, market__reevaluation_effort=2.0, programme__stop_week=60.0)
    assert moves(scenario) == []
    assert cents(ended(scenario), "migration") == 0
