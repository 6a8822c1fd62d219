"""How a programme begins, in sentences read off its scenario."""

from __future__ import annotations

import pytest

from sim.composition import compose_job
from sim.opening import opening


def said(*overrides: str) -> str:
    """The three paragraphs of a composed scenario as one text."""
    return " ".join(opening(compose_job(list(overrides)).scenario))


def test_the_opening_has_three_paragraphs() -> None:
    """People, plan, money; each says something under any strategy."""
    people, plan, money = opening(compose_job(["strategy=coe"]).scenario)
    assert people.startswith("There are 14 engineers")
    assert plan.startswith("No shared platform is planned.")
    assert money.startswith("What a workload costs")


@pytest.mark.parametrize(
    ("overrides", "part"),
    [
        (["strategy=coe"], "a central team of 14."),
        (["strategy=project_by_project"], "7 business units with 2 each"),
        (["topology.platform.application_share=0.25"], "that also ships 25% of the applications"),
        (["ownership=platform_for_all"], "The platform team is on call for everything."),
        (["ownership=builders"], "Whoever has built a workload is on call for it."),
        (["ownership=default", "topology=default"], "on call for shared infrastructure, whoever has built a workload"),
        (["strategy=coe", "ownership=default"], "Whoever has built a workload is on call for it."),
        (["opportunities.backlog=1"], "One use case is waiting"),
        (["portfolio.order=value"], "The most valuable use case comes first."),
        (["portfolio.narrow_first=true"], "waits longest comes first, and narrow ones of low risk before all others."),
        (
            ["staffing.hires=2", "staffing.from_week=26"],
            "Two more engineers for the business units are asked for in month 7",
        ),
        (["staffing.hires=1", "staffing.team=platform"], "One more engineer for the platform team is asked for"),
    ],
)
def test_people_are_read_off_the_scenario(overrides: list[str], part: str) -> None:
    """Teams, who is on call, demand, order of the queue, hiring."""
    assert part in said(*overrides)


@pytest.mark.parametrize(
    ("overrides", "part"),
    [
        (["sequencing=never"], "No shared platform is planned."),
        (["sequencing=before_any"], "The platform comes first, and no application is started before it ships."),
        (["sequencing.platform_after=3"], "once the 3rd workload has been built"),
        (["sequencing.platform_after=0"], "started at once, beside the first applications"),
        (["sequencing.bought=true"], "A bought platform is to be started"),
        (["sequencing.flexibility=0.8"], "A platform with 80% of its rigidity designed away is to be started"),
        (["sequencing.bought=true", "sequencing.flexibility=0.5"], "A bought platform with 50% of its rigidity"),
        (["sequencing.discipline=0.1"], "each time it is due, it is started with a chance of 10%"),
        (["sequencing.pause_after=5", "sequencing.pause_weeks=13"], "pause for 13 weeks once 5 workloads are live"),
        (["sequencing.pause_after=1", "sequencing.pause_weeks=13"], "pause for 13 weeks once 1 workload is live"),
        (
            ["readiness=all_ten"],
            "Ten of the ten decisions that carry a pilot to scale are taken at its start, nothing is",
        ),
        (
            ["readiness=none"],
            "None of the ten decisions that carry a pilot to scale is taken at its start, ten are left",
        ),
        (["readiness=none"], "change management is not paid for"),
        (["readiness.data_standards=true"], "Data infrastructure is standardised first."),
        (["readiness.knowledge_transfer=0.7"], "70% of what one team learns is passed on"),
        (["readiness.evaluation=true"], "Each workload has an evaluation harness"),
        (["governance=default"], "Reviewers find templates, an audit trail and a sandbox."),
        (["governance=no_templates"], "Reviewers find an audit trail and a sandbox, but not templates."),
        (["governance=none"], "Reviewers find neither templates, an audit trail nor a sandbox."),
    ],
)
def test_the_plan_is_read_off_the_scenario(overrides: list[str], part: str) -> None:
    """Platform bought, built or flexible; pause; how many of the ten decisions; what is prepared for reviewers."""
    assert part in said(*overrides)


@pytest.mark.parametrize(
    ("overrides", "part"),
    [
        (["economics.track_from_workload=2"], "computed from the 2nd one on"),
        (["economics=when_asked"], "until finance asks"),
        (["levers=none"], "No cost lever is pulled before finance demands it."),
        (["levers.from_workload=5", "levers.measured_first=false"], "pulled from the 5th workload on."),
        (["levers.measured_first=true"], "on, once costs are measured."),
        (["levers.value_tiers=true"], "The large model serves only calls that are worth it."),
        (["levers.migrate_models_every_weeks=52"], "moves to a newer model every 52 weeks"),
        (["cfo.workload_cap_eur=2e5"], "No workload may spend more than €200k a year on inference."),
        (
            ["funding.tax_share=0.2", "funding.taxed_workloads=3"],
            "A tax of 20% on the first-year value of the first three",
        ),
        (["funding.tax_share=0.2", "funding.taxed_workloads=1"], "first-year value of the first workload pays"),
        (["funding=untaxed"], "Innovation money carries the platform until finance first looks at it."),
        (
            ["cfo.budget_eur=1.4e6", "cfo.threshold_eur=8e5"],
            "Finance gives €1.4M a year, and asks once €800k are spent.",
        ),
        (["sponsor.patience_weeks=52"], "The sponsor waits 12 months for something to show."),
        (["programme.stop_week=104"], "It is to be stopped in month 25."),
    ],
)
def test_money_is_read_off_the_scenario(overrides: list[str], part: str) -> None:
    """Tracking, levers, models, who pays for the platform, finance, sponsor, a planned stop."""
    assert part in said(*overrides)


@pytest.mark.parametrize("part", ["Innovation money", "A tax of"])
def test_where_no_platform_is_planned_nobody_pays_for_one(part: str) -> None:
    """With or without a tax."""
    assert part not in said("sequencing=never", "funding=untaxed")
    assert part not in said("sequencing=never", "funding=default")
