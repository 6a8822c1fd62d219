"""Mechanisms of the running programme against what their rules say in closed form (model §9)."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from sim.programme import purposes
from sim.programme.ledger import Category
from sim.programme.programme import Programme, simulate_programme
from tests.programme.worlds import OFF, PLAIN, POLICIES, column, course, field, plain, scenario_of

SEED = 21


# --- arrivals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("rollback_share", [0.0, 0.5])
def test_ideas_come_where_the_integrated_rate_passes_exponential_thresholds(policy: str, rollback_share: float) -> None:
    """Between two ideas the rate integrates to the exponential drawn for them.

    It grows with every workload that goes live, and falls with every one that is rolled back or retired.
    """
    scenario = scenario_of(POLICIES[policy], {"scale_gate.rollback_share": rollback_share})
    world = scenario.opportunities
    for replication in range(3):
        programme = Programme(scenario, SEED, replication)
        programme.run()
        ideas = [workload.idea_week for workload in programme.workloads[world.backlog :]]
        counts = [*programme.counts, (math.inf, 0)]
        began = 0.0
        for number, week in enumerate(ideas):
            live_weeks = sum(
                live * max(0.0, min(week, until) - max(began, since))
                for (since, live), (until, _) in itertools.pairwise(counts)
            )
            integral = world.ideas_per_month * 12.0 / 52.0 * (week - began + world.growth_per_live * live_weeks)
            drawn = programme.luck.exponential(purposes.IDEA_GAP, 0, world.backlog + number)
            assert integral == pytest.approx(drawn, rel=1e-9)
            began = week


def test_ideas_of_a_constant_rate_are_a_poisson_process() -> None:
    """Nothing goes live: 1.2 a month over two years, 28.8 expected. Mean and variance agree. False alarm 1 in 5,000."""
    scenario = plain(
        opportunities__backlog=0, opportunities__ideas_per_month=1.2, delivery__build_effort=10_000.0, horizon_weeks=104
    )
    counts = []
    for replication in range(200):
        programme = Programme(scenario, SEED, replication)
        programme.clock.process(programme.opportunities.run())
        programme.clock.run_through(104)
        counts.append(len(programme.workloads))
    expected, number = 1.2 * 12.0 / 52.0 * 104.0, len(counts)
    quantile = stats.norm.ppf(1.0 - 0.5e-4)
    assert abs(np.mean(counts) - expected) < quantile * math.sqrt(expected / number)
    dispersion = np.var(counts, ddof=1) / expected * (number - 1)
    low, high = stats.chi2.ppf([0.5e-4, 1.0 - 0.5e-4], number - 1)
    assert low < dispersion < high


# --- on call ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("load", "first", "second"), [(2.0, 60.0, 15.0), (3.0, 30.0, 8.6), (7.0, 10.0, 3.2)])
def test_people_leave_when_the_closed_form_says(load: float, first: float, second: float) -> None:
    """At x times the sustainable load burnout reaches 1 after K / (x - 1) weeks: 60, 30, 10 at K = 60.

    Two of three are left with 1.5 x from a stock of one half: K / 2 / (1.5 x - 1) more weeks, the end of the team.
    A thousand small incidents a week are an almost constant load: one week of tolerance. False alarm below 1 in 10,000.
    """
    hours_each = load * 7.0 * 3 / 1_000.0
    scenario = plain(
        horizon_weeks=104,
        topology__embedded__engineers_per_unit=3,
        opportunities__backlog=1,
        on_call__behaviour_per_week=1_000.0,
        on_call__handling_hours=hours_each,
        on_call__sustainable_hours=7.0,
        on_call__burnout_weeks=60.0,
        on_call__hours_per_week=168.0,
        people__hiring_weeks=520.0,
        ends__stalled_after=500.0,
    )
    rows = course(scenario)
    live = next(row[0] for row in rows if row[1] == "live")
    left = [row[0] for row in rows if row[1] == "engineer_left"]
    assert len(left) == 2
    assert abs(left[0] - live - first) <= 1.0
    assert abs(left[1] - left[0] - second) <= 1.0


@pytest.mark.parametrize("pilot_weeks", [4.0, 4.25])
def test_incidents_are_the_thresholds_that_the_integrated_rate_has_passed(pilot_weeks: float) -> None:
    """Live for t weeks, 2 incidents a week of 40 hours: as many engineer-weeks as unit exponentials fit into 2 t."""
    scenario = plain(
        horizon_weeks=60,
        topology__embedded__engineers_per_unit=100,
        opportunities__backlog=1,
        delivery__packages_per_engineer=0.01,
        delivery__pilot_weeks=pilot_weeks,
        on_call__behaviour_per_week=2.0,
        on_call__handling_hours=40.0,
        on_call__sustainable_hours=100.0,
        ends__target=1,
    )
    for replication in range(5):
        programme = Programme(scenario, SEED, replication)
        programme.run()
        live_week = 10.0 + pilot_weeks
        assert programme.live[0].live_week == live_week
        # The claims of incidents counted at the end of week w are booked at the end of week w + 1.
        budget, number = 2.0 * (59.0 - live_week), 0
        while (budget := budget - programme.luck.exponential(purposes.BEHAVIOUR_INCIDENTS, 0, number)) >= 0.0:
            number += 1
        assert programme.ledger.total_cents(0, Category.INCIDENTS) == number * 100_000


@pytest.mark.parametrize(
    ("ownership", "paged", "times"),
    [
        ({"shared": "platform", "behaviour": "builder"}, "behaviour", 1.0),
        ({"shared": "platform", "behaviour": "builder"}, "shared", 1.0),
        ({"shared": "platform", "behaviour": "platform"}, "behaviour", 3.5),
        ({"shared": "builder", "behaviour": "builder"}, "shared", 3.5),
    ],
)
def test_those_who_do_not_know_a_thing_take_longer(ownership: dict[str, str], paged: str, times: float) -> None:
    """Builders know behaviour, the platform team what is shared (D-OPS-1); anybody else needs 3.5 times as long."""
    world = {
        **{f"ownership.{kind}": team for kind, team in ownership.items()},
        "topology.platform.engineers": 4,
        "topology.embedded.engineers_per_unit": 4,
        "horizon_weeks": 60,
        "opportunities.backlog": 1,
        f"on_call.{paged}_per_week": 1.0,
        "on_call.handling_hours": 1.0,
        "on_call.hours_per_week": 40.0,
        "on_call.mismatch": 3.5,
        "on_call.sustainable_hours": 168.0,
        "ends.target": 1,
    }
    programme = Programme(scenario_of(PLAIN, world), SEED, 0)
    programme.run()
    booked = programme.ledger.total_cents(0, Category.INCIDENTS)
    one = times / 40.0 * 100_000
    assert booked > 0
    assert booked / one == pytest.approx(round(booked / one), abs=1e-3)
    assert booked / one > 20


# --- platform ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("built_before", [0, 3])
def test_the_fit_of_a_new_platform_is_the_dirichlet_posterior_of_what_was_built(built_before: int) -> None:
    """Misfit = mean over three axes of |posterior mean - true share|, prior and weight as on the cards."""
    changes = {"sequencing.platform_after": built_before, "sequencing.discipline": 1.0}
    steady = [OFF[name] for name in ("ageing", "reorganisation", "the sponsor's impatience")]
    scenario = scenario_of(changes, {"platform.misfit_tolerance": 1.0}, *steady)
    cards, world = scenario.platform, scenario.opportunities
    for replication in range(4):
        programme = Programme(scenario, SEED, replication)
        programme.run()
        shipped = programme.platform.shipped_week
        assert shipped is not None
        built = [row[4] for row in programme.log.rows if row[3] == "build_finished" and float(str(row[1])) <= shipped]
        seen = [workload.use_case for workload in programme.workloads if workload.rank in built]
        distance = 0.0
        for axis, (share, has) in enumerate(
            [
                (world.pattern_rag_share, [use_case.retrieval for use_case in seen]),
                (world.batch_share, [use_case.batch for use_case in seen]),
                (world.model_choice_share, [use_case.model_matters for use_case in seen]),
            ]
        ):
            off = cards.prior_distance * (0.5 + programme.luck.uniform(purposes.PLATFORM_PRIOR, axis))
            prior = max(0.0, share - off) if share >= 0.5 else min(1.0, share + off)
            posterior = (cards.prior_weight * prior + sum(has)) / (cards.prior_weight + len(has))
            distance += abs(posterior - share) / 3.0
        assert programme.platform.misfit == pytest.approx(distance, rel=1e-12)


# --- money ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("templates", [True, False])
def test_the_marginal_cost_of_each_workload_is_its_own(policy: str, templates: bool) -> None:
    """Inference at the list price of its launch, overhead, oversight, upkeep and incident labour of that use case.

    Built without a platform, evaluation and levers, so that every term is a card or an attribute of the use case.
    """
    alone = {"sequencing.platform_after": None, "sequencing.mandate": False, "readiness.evaluation": False}
    quiet = [OFF[name] for name in ("attrition", "applications to be known")]
    scenario = scenario_of(POLICIES[policy], alone, {"governance.templates": templates}, *quiet)
    cards, market, oversight = scenario.on_call, scenario.market, scenario.oversight
    hours = (cards.shared_per_week + cards.behaviour_per_week) * cards.handling_hours
    a_year = (1.0 + market.token_growth_per_year) * (1.0 - market.list_decline_per_year)
    governance = oversight.upkeep_eur * (1.0 - oversight.shared_artefact_saving * templates)
    seen = 0
    for replication in range(4):
        programme = Programme(scenario, SEED, replication)
        programme.run()
        if [row for row in programme.log.rows if row[3] == "engineer_left"]:
            continue
        costs = {row[1]: (row[2], row[5]) for row in programme.go_lives}
        for rank, (week, cost) in costs.items():
            workload = programme.workloads[rank]
            use_case = workload.use_case
            labour = scenario.delivery.upkeep_fte * use_case.complexity + hours / cards.hours_per_week
            price = market.call_price_eur * use_case.tokens / (1.0 - scenario.traffic.failed_share)
            inference = use_case.steady_calls * 52.0 * price * a_year ** (week / 52.0)
            each = scenario.delivery.engineer_cost_eur / workload.team.useful_share
            expected = inference + market.overhead_eur + governance + labour * each
            assert cost == pytest.approx(expected, rel=1e-9)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("policy", POLICIES)
def test_the_run_rate_at_the_end_is_that_of_the_weekly_series(policy: str) -> None:
    """The summary row and the series agree on the last full week before the end or the horizon."""
    record = simulate_programme(scenario_of(POLICIES[policy]), SEED, 1, traced=True)
    weekly = dict(zip(column(record, "weekly", "week"), column(record, "weekly", "run_rate_eur"), strict=True))
    assert field(record, "run_rate_eur") == weekly[math.floor(field(record, "outcome_week"))]


def test_a_refactored_platform_changes_what_its_workloads_cost() -> None:
    """Overhead and upkeep of what is on the platform follow the fit that the last refactor reached."""
    scenario = plain(
        horizon_weeks=60,
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        platform__prior_distance=0.6,
        platform__misfit_tolerance=0.0,
        platform__overhead_saving=0.5,
        platform__refactor_effort=20.0,
        delivery__upkeep_fte=0.25,
        ends__target=3,
    )
    programme = Programme(scenario, SEED, 0)
    programme.run()
    refactors = [row[1] for row in programme.log.rows if row[3] == "refactor_finished"]
    assert len(refactors) >= 2
    fit = 1.0 - programme.platform.misfit
    expected = 100_000.0 * (1.0 - 0.5 * fit) + 0.25 * 52_000.0 * (1.0 - 0.5 * fit)
    assert [workload.run_rate_eur for workload in programme.live] == [pytest.approx(expected)] * 3


def test_what_is_built_without_waiting_for_a_pilot_has_its_whole_build_in_its_price() -> None:
    """No pilot: live at 7.5 with 15 engineer-weeks of build, all of them in the all-in marginal cost."""
    scenario = plain(delivery__pilot_weeks=0.0, delivery__build_effort=15.0, opportunities__backlog=1, horizon_weeks=30)
    record = simulate_programme(scenario, SEED, 0)
    assert column(record, "workloads", "live_week") == [7.5]
    assert column(record, "workloads", "marginal_cost_all_in_eur") == [pytest.approx(100_000.0 + 15_000.0)]


def test_what_is_retrofitted_just_before_going_live_is_in_its_price() -> None:
    """Built for EUR 20,000 by 10, piloted by 14, one decision retrofitted by two engineers in half a week: 21,000."""
    designed_in = {f"readiness__{decision}": True for decision in ("operating_model", "data_architecture")}
    left_open = {"readiness__portfolio_owner": False, "scale_gate__retrofit_effort": 1.0}
    record = simulate_programme(plain(opportunities__backlog=1, **designed_in, **left_open), SEED, 0)
    assert column(record, "workloads", "live_week") == [14.5]
    assert column(record, "workloads", "marginal_cost_all_in_eur") == [pytest.approx(100_000.0 + 21_000.0)]
