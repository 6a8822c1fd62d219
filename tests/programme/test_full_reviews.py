"""Reviews, rework and the regulator, each alone in the plain world: built at 10, 20 and 30, four weeks of pilot.

All use cases are of low risk and retrieval unless a test says otherwise, one reviewer costs EUR 1,000 a week, meetings
decide at once, and nothing is saved or added.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.programme.programme import simulate_programme
from sim.scenario import Scenario
from tests.programme.worlds import Timeline, cents, column, course, ended, field, in_order, life, plain

SEED = 21
REVIEWED: dict[str, Any] = {
    "oversight__reviewers": 1.0,
    "oversight__reviewer_cost_eur": 52_000.0,
    "oversight__low_risk_effort": 2.0,
    "oversight__coordination_per_live": 0.0,
    "oversight__template_saving": 0.0,
    "oversight__rework_effort": 2.0,
    "opportunities__low_risk_share": 1.0,
    "opportunities__high_risk_share": 0.0,
    "opportunities__narrow_share": 0.0,
}
AGENTS: dict[str, Any] = {"opportunities__pattern_rag_share": 0.0}
UNPREPARED: dict[str, Any] = {"governance__sandbox": False, "governance__audit_trail": False}
CERTAIN = 0.99  # the largest chance there is of being sent back, for each thing that is missing


def reviewed(**changes: Any) -> Scenario:
    """The plain world with reviews of two weeks."""
    return plain(**{**REVIEWED, **changes})


def live_weeks(scenario: Scenario) -> list[float]:
    """When use cases go live."""
    return [row[0] for row in course(scenario) if row[1] == "live"]


# --- the reviewers' time ----------------------------------------------------------------------------------------------


def test_a_review_stands_between_build_and_pilot() -> None:
    """Two weeks each: live at 16, 26 and 36 instead of 14, 24 and 34, while the next build goes on."""
    assert course(reviewed(), "end") == in_order(life(0, 0, 10, 16), life(1, 10, 20, 26), life(2, 20, 30, 36))


def test_the_reviewers_cost_is_booked_under_review() -> None:
    """Three reviews of two weeks at EUR 1,000, 2,000 for each use case; one of them is part of its all-in cost."""
    record = ended(reviewed())
    found = {row[1]: row[4] for row in record.tables["ledger"] if row[2] == "review"}
    assert found == {0: 200_000, 1: 200_000, 2: 200_000}
    everything = column(record, "workloads", "marginal_cost_all_in_eur")
    assert everything == [pytest.approx(100_000 + 20_000 + 2_000)] * 3
    assert column(record, "workloads", "reviews") == [1, 1, 1]
    assert field(record, "reviews_per_system") == 1.0


@pytest.mark.parametrize(("low", "high", "weeks"), [(1.0, 0.0, 1.0), (0.0, 0.0, 3.0), (0.0, 1.0, 7.0)])
def test_the_risk_tier_decides_the_effort(low: float, high: float, weeks: float) -> None:
    """One, three or seven weeks of one reviewer: live at 10 + 1, 3 or 7 + 4."""
    scenario = reviewed(
        opportunities__backlog=1,
        opportunities__low_risk_share=low,
        opportunities__high_risk_share=high,
        oversight__low_risk_effort=1.0,
        oversight__middle_risk_effort=3.0,
        oversight__high_risk_effort=7.0,
    )
    assert live_weeks(scenario) == [14 + weeks]


@pytest.mark.parametrize(("reviewers", "weeks"), [(1.0, [27, 30, 37]), (2.0, [25.5, 27, 35.5]), (0.5, [30, 36, 42])])
def test_reviewers_take_dossiers_in_the_order_of_their_coming(reviewers: float, weeks: list[float]) -> None:
    """Two built at 20, the third, with all hours from then on, at 30; three reviewer-weeks each, four of pilot.

    One reviewer: 20-23, 23-26, 30-33. Two: 1.5 weeks each. Half of one: 20-26, 26-32, 32-38.
    """
    scenario = reviewed(
        delivery__packages_per_engineer=1.0, oversight__low_risk_effort=3.0, oversight__reviewers=reviewers
    )
    assert live_weeks(scenario) == weeks


@pytest.mark.parametrize(("effort", "weeks"), [(1.0, [16, 28, 36]), (2.0, [16, 28, 36]), (2.5, [20, 28, 40])])
def test_only_a_meeting_decides(effort: float, weeks: list[float]) -> None:
    """Meetings at 12, 16, 20 ...: built at 10, read by 11 or 12, decided at 12; read by 12.5, decided at 16.

    Built at 20, decided at 24 each time; built at 30, decided at 32, or at 36 where it takes until 32.5.
    """
    scenario = reviewed(oversight__low_risk_effort=effort, oversight__meeting_every_weeks=4.0)
    assert live_weeks(scenario) == weeks


def test_reviewers_do_not_wait_for_the_meeting_to_read_on() -> None:
    """Two built at 20, two weeks each, meetings every five: read by 22 and 24, both decided at 25."""
    scenario = reviewed(
        delivery__packages_per_engineer=1.0, opportunities__backlog=2, oversight__meeting_every_weeks=5.0
    )
    assert live_weeks(scenario) == [29, 29]


def test_coordination_grows_with_what_runs_already() -> None:
    """Half more for each live one: 2 weeks with none, 3 with one, 4 with two live: 16, 27 and 38."""
    assert live_weeks(reviewed(oversight__coordination_per_live=0.5)) == [16, 27, 38]


def test_templates_make_each_further_review_cheaper_down_to_a_floor() -> None:
    """Half each time, but no less than 40%: 2, 1 and 0.8 weeks, the fourth 0.8 too; without templates 2 each."""
    saving = {
        "oversight__template_saving": 0.5,
        "oversight__least_review_share": 0.4,
        "opportunities__backlog": 4,
    }
    assert live_weeks(reviewed(**saving)) == pytest.approx([16, 25, 34.8, 44.8])
    assert live_weeks(reviewed(**saving, governance__templates=False)) == [16, 26, 36, 46]


def test_narrow_use_cases_need_no_review() -> None:
    """All of low risk and all narrow: live at 14, 24 and 34, no review, no cost, and nothing waits for a meeting."""
    scenario = reviewed(opportunities__narrow_share=1.0, oversight__meeting_every_weeks=13.0)
    assert live_weeks(scenario) == [14, 24, 34]
    assert column(ended(scenario), "workloads", "reviews") == [0, 0, 0]
    assert cents(ended(scenario), "review") == 0


def test_a_platform_that_fits_saves_review_effort_and_a_bought_one_does_not() -> None:
    """Ready at 10, built by 15: half of two weeks' review for one's own platform, all of it for a bought one."""
    platform: dict[str, Any] = {
        "sequencing__platform_after": 0,
        "sequencing__mandate": True,
        "topology__platform__engineers": 4,
        "platform__review_saving": 0.5,
        "platform__bought_effort_share": 1.0,
        "opportunities__backlog": 1,
    }
    assert live_weeks(reviewed(**platform)) == [20]
    assert live_weeks(reviewed(**platform, sequencing__bought=True)) == [21]


# --- agents without a sandbox or an audit trail -----------------------------------------------------------------------


def test_an_agent_without_sandbox_and_audit_trail_is_sent_back_and_let_through_after_eight_rounds() -> None:
    """Chance 1 - 0.01 x 0.01 a round: reviewed in two weeks, reworked in one, 10-12-13-15 ...; the eighth ends at 33.

    Seven rounds are sent back for sure but for a chance of 7 in 10,000. Eight reviews and seven reworks of two
    engineer-weeks are EUR 16,000 + 14,000 under review.
    """
    scenario = reviewed(**AGENTS, **UNPREPARED, oversight__rework_share=CERTAIN, opportunities__backlog=1)
    back: Timeline = [(12.0 + 3 * number, "sent_back", 0) for number in range(7)]
    assert course(scenario, "end") == in_order(life(0, 0, 10, 37), back)
    assert cents(ended(scenario), "review") == 100 * 30_000
    assert column(ended(scenario), "workloads", "reviews") == [8]


def test_each_round_waits_for_a_meeting_of_its_own() -> None:
    """Meetings every four weeks: read by 12, sent back at 12, reworked by 13, read by 15, decided at 16, 20 ... 40."""
    scenario = reviewed(
        **AGENTS,
        **UNPREPARED,
        oversight__rework_share=CERTAIN,
        oversight__meeting_every_weeks=4.0,
        opportunities__backlog=1,
    )
    back: Timeline = [(12.0 + 4 * number, "sent_back", 0) for number in range(7)]
    assert course(scenario, "end") == in_order(life(0, 0, 10, 44), back)


@pytest.mark.parametrize(
    "changes",
    [
        {**AGENTS, **UNPREPARED, "oversight__rework_share": 0.0},
        {**AGENTS, "oversight__rework_share": CERTAIN, "governance__sandbox": True, "governance__audit_trail": True},
        {**UNPREPARED, "oversight__rework_share": CERTAIN},
    ],
    ids=["nobody sends back", "both are there", "not an agent"],
)
def test_nothing_else_is_sent_back(changes: dict[str, Any]) -> None:
    """A chance of zero, both in place, or retrieval: one review each, live at 16, 26 and 36."""
    assert course(reviewed(**changes), "end") == course(reviewed(), "end")


def test_a_platform_of_one_s_own_brings_both_and_a_bought_one_neither() -> None:
    """An agent built on the platform by 15: one review, or eight."""
    platform: dict[str, Any] = {
        **AGENTS,
        **UNPREPARED,
        "sequencing__platform_after": 0,
        "sequencing__mandate": True,
        "topology__platform__engineers": 4,
        "oversight__rework_share": CERTAIN,
        "opportunities__backlog": 1,
    }
    assert column(ended(reviewed(**platform)), "workloads", "reviews") == [1]
    assert column(ended(reviewed(**platform, sequencing__bought=True)), "workloads", "reviews") == [8]


@pytest.mark.parametrize(
    ("missing", "share"), [(("sandbox",), 0.3), (("audit_trail",), 0.3), (("sandbox", "audit_trail"), 0.51)]
)
def test_the_chance_of_being_sent_back_grows_with_what_is_missing(missing: tuple[str, ...], share: float) -> None:
    """1 - 0.7 with one thing missing, 1 - 0.7 x 0.7 with two, in the first round and again in the second.

    Two counts a case within four standard errors: false alarm below 1e-4 each, seed fixed.
    """
    scenario = reviewed(
        **AGENTS,
        **{f"governance__{name}": name not in missing for name in ("sandbox", "audit_trail")},
        oversight__rework_share=0.3,
        oversight__low_risk_effort=0.0,
        oversight__rework_effort=0.0,
        opportunities__backlog=200,
        delivery__build_effort=0.1,
        horizon_weeks=30,
    )
    rounds = [
        n for number in range(5) for n in column(simulate_programme(scenario, SEED, number), "workloads", "reviews")
    ]
    assert len(rounds) == 1_000
    for least in (1, 2):
        at_risk = sum(1 for n in rounds if n >= least)
        back = sum(1 for n in rounds if n > least)
        assert abs(back - at_risk * share) < 4.0 * math.sqrt(at_risk * share * (1.0 - share))


# --- the regulator ----------------------------------------------------------------------------------------------------


def shocked(first_week: float, **changes: Any) -> Scenario:
    """The plain world with the first change of the rules in that week of seed 21's first programme, until week 60."""
    draw = Luck(SEED, 0).exponential(purposes.REGULATION, 0, 0)
    shared = {"oversight__shock_effort": 3.0, "oversight__shared_artefact_saving": 0.6, "governance__templates": False}
    return plain(**{**shared, "oversight__shocks_per_year": draw / first_week * 52.0, "horizon_weeks": 60, **changes})


def rework_eur(scenario: Scenario) -> dict[int, float]:
    """Labour that a change of the rules took, by use case."""
    return {row[1]: row[4] / 100 for row in ended(scenario).tables["ledger"] if row[2] == "governance"}  # type: ignore[misc, operator]


def test_the_rules_change_where_the_rate_passes_exponential_thresholds() -> None:
    """At partial sums of unit exponentials over the rate, twice a year, once something is live."""
    scenario = plain(oversight__shocks_per_year=2.0, oversight__shock_effort=0.0, horizon_weeks=86)
    luck = Luck(SEED, 0)
    gaps = [luck.exponential(purposes.REGULATION, 0, number) * 26.0 for number in range(20)]
    expected = [sum(gaps[: number + 1]) for number in range(20)]
    found = [row[0] for row in course(scenario) if row[1] == "regulatory_change"]
    assert found == pytest.approx([week for week in expected if 14 <= week <= 86], abs=1e-6)


def test_a_change_demands_rework_of_every_live_workload() -> None:
    """At 40 three are live: 3 engineer-weeks each, EUR 3,000 of labour for each of them."""
    assert rework_eur(shocked(40.0)) == {0: 3_000, 1: 3_000, 2: 3_000}


def test_a_change_spares_what_is_not_live_and_goes_before_what_waits() -> None:
    """At 22 one is live, one in pilot, one in build until 30; a fourth waits while the first is reworked, 30-31.5."""
    scenario = shocked(22.0, opportunities__backlog=4)
    assert (31.5, "build_started", 3) in course(scenario)
    first = next(row for row in ended(scenario).tables["events"] if row[3] == "regulatory_change")
    assert "1 live workload: 3 engineer-weeks" in str(first[5])


def test_before_anything_is_live_a_change_demands_nothing() -> None:
    """At 12 the first is in pilot: no rework, not even a line in the log."""
    assert (12, "regulatory_change") not in [row[:2] for row in course(shocked(12.0))]
    assert (30, "build_finished", 2) in course(shocked(12.0))


def test_templates_make_that_rework_cheaper() -> None:
    """Shared artefacts save 60%: 1.2 engineer-weeks each."""
    assert rework_eur(shocked(40.0, governance__templates=True)) == {0: 1_200, 1: 1_200, 2: 1_200}


def test_a_platform_that_fits_makes_that_rework_cheaper_and_a_bought_one_does_not() -> None:
    """Live on the platform at 19, 24 and 29: 1.2 engineer-weeks each on one's own, 3 on a bought one."""
    platform: dict[str, Any] = {
        "sequencing__platform_after": 0,
        "sequencing__mandate": True,
        "topology__platform__engineers": 4,
        "platform__bought_effort_share": 1.0,
    }
    assert rework_eur(shocked(40.0, **platform)) == {0: 1_200, 1: 1_200, 2: 1_200}
    assert rework_eur(shocked(40.0, **platform, sequencing__bought=True)) == {0: 3_000, 1: 3_000, 2: 3_000}
