"""The week of one team: claims first, then projects, then the bench; every engineer-week is paid and booked once."""

from __future__ import annotations

import pytest

from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.team import Claim
from tests.programme.team_yard import Yard


def week_of(yard: Yard, claims: list[Claim], *sizes: float) -> dict[str, int]:
    """What one week of this team is booked to, in cents."""
    yard.ledger.begin_week(1.0)
    yard.team.begin_week(claims)
    yard.send((0.0, size) for size in sizes)

    def ends() -> Steps:
        yield Moment(yard.clock, max(0.0, 1.0 - yard.clock.now), (Rank.TEAM, 0))
        yard.team.end_week()

    start(yard.clock, ends())
    yard.clock.run()
    found: dict[str, int] = {}
    for _, _, category, cents in yard.ledger.entries or []:
        found[category] = found.get(category, 0) + cents
    return found


def test_a_week_without_work_is_the_bench() -> None:
    """Four engineers at EUR 1,000 a week each."""
    assert week_of(Yard(4, 1.0, 1.0), []) == {"bench": 400_000}


def test_claims_projects_and_bench_are_the_payroll() -> None:
    """One engineer-week of upkeep and half of one of incidents, two of building, half of one is left of four."""
    claims = [Claim(0, Category.UPKEEP, 1.0), Claim(0, Category.INCIDENTS, 0.5)]
    found = week_of(Yard(4, 1.0, 2.5), claims, 2.0)
    assert found == {"upkeep": 100_000, "incidents": 50_000, "build": 200_000, "bench": 50_000}


def test_claims_beyond_the_hours_are_met_in_proportion() -> None:
    """Six of upkeep and two of incidents for four engineers: three and one, and nothing is left."""
    claims = [Claim(0, Category.UPKEEP, 6.0), Claim(1, Category.INCIDENTS, 2.0)]
    yard = Yard(4, 1.0, 1.0)
    assert week_of(yard, claims) == {"upkeep": 300_000, "incidents": 100_000}
    assert yard.team.capacity == 0.0


def test_what_coordination_takes_is_paid_for_by_what_is_worked_on() -> None:
    """Two engineers who lose a fifth to each other: 0.8 useful engineer-weeks of upkeep are one paid engineer-week."""
    found = week_of(Yard(2, 1.0, 1.0, coordination_loss=0.2), [Claim(0, Category.UPKEEP, 0.8)])
    assert found == {"upkeep": 100_000, "bench": 100_000}


def test_newcomers_are_paid_in_full_and_count_by_what_they_can_do() -> None:
    """Four of whom two are new and half as productive: three useful, and an hour of use costs four thirds of its pay.

    1.5 engineer-weeks of upkeep are half of what the team can do, EUR 2,000 of its 4,000.
    """
    yard = Yard(4, 1.0, 1.0, newcomer_share=0.5)
    yard.team.newcomers = 2
    assert yard.team.useful_engineers == 3.0
    assert week_of(yard, [Claim(0, Category.UPKEEP, 1.5)]) == {"upkeep": 200_000, "bench": 200_000}


def test_each_application_that_a_team_must_know_takes_its_share() -> None:
    """Two engineers who know two applications at a tenth each: 0.9 x 0.9 of two, 1.62, are all they can do."""
    yard = Yard(2, 1.0, 1.0, application_loss=0.1)
    yard.team.applications = 2
    assert yard.team.useful_engineers == pytest.approx(1.62)
    assert week_of(yard, [Claim(0, Category.UPKEEP, 2.0)]) == {"upkeep": 200_000}
    assert yard.team.granted == pytest.approx(0.81)


@pytest.mark.parametrize(
    ("growing", "funded", "worked"),
    [
        (True, True, {"data", "build", "platform", "retrofit"}),
        (False, True, {"platform", "retrofit"}),
        (True, False, {"data", "build", "retrofit"}),
        (False, False, {"retrofit"}),
    ],
)
def test_data_and_builds_rest_while_growth_is_closed_and_the_platform_without_money(
    growing: bool, funded: bool, worked: set[str]
) -> None:
    """Four packages of ten engineer-weeks, each with an engineer: what may not go on is not worked on, nor paid."""
    yard = Yard(4, 1.0, 1.0)
    for category in (Category.DATA, Category.BUILD, Category.PLATFORM, Category.RETROFIT):
        yard.team.package(0, category, 1.0, lambda: 10.0)
    yard.ledger.begin_week(1.0)
    start(yard.clock, shut_after_half_a_week(yard, growing=growing, funded=funded))
    yard.clock.run_through(1.0)
    yard.team.end_week()
    booked = {category: cents for _, _, category, cents in yard.ledger.entries or []}
    rested = {"data", "build", "platform", "retrofit"} - worked
    assert booked.pop("bench", 0) == 50_000 * len(rested)
    assert booked == {**dict.fromkeys(worked, 100_000), **dict.fromkeys(rested, 50_000)}


def shut_after_half_a_week(yard: Yard, *, growing: bool, funded: bool) -> Steps:
    """Finance decides in the middle of the week."""
    yield Moment(yard.clock, 0.5, (Rank.CFO, 0))
    yard.gate.growing, yard.gate.funded = growing, funded
    yard.team.wake()


def test_what_is_withdrawn_is_paid_as_far_as_it_went_and_no_further() -> None:
    """Half a week of one engineer on a build that nobody wants any more; the other half is the bench's."""
    yard = Yard(1, 1.0, 1.0)
    package = yard.team.package(3, Category.BUILD, 1.0, lambda: 10.0)

    def withdraws() -> Steps:
        yield Moment(yard.clock, 0.5, (Rank.SHADOW, 0))
        yard.team.withdraw(package)

    start(yard.clock, withdraws())
    yard.ledger.begin_week(1.0)
    yard.clock.run_through(1.0)
    yard.team.end_week()
    assert [entry[1:] for entry in yard.ledger.entries or []] == [
        (3, "build", 50_000),
        (WHOLE_PROGRAMME, "bench", 50_000),
    ]
    assert package.done.value is False


def test_a_team_being_disbanded_pays_what_is_needed_and_what_is_left() -> None:
    """Of four engineers one is needed; of the other three a half is left: EUR 1,000 and 1,500."""
    yard = Yard(4, 1.0, 1.0)
    yard.team.disbanding = lambda: 0.5
    assert week_of(yard, [Claim(0, Category.UPKEEP, 1.0)]) == {"upkeep": 100_000, "bench": 150_000}
    assert yard.team.capacity == 0.0


@pytest.mark.parametrize("engineers", [1, 3, 7, 14])
def test_a_week_s_payroll_is_booked_to_the_cent_however_it_is_split(engineers: int) -> None:
    """Sevenths and thirteenths of an engineer add up to whole cents of the payroll."""
    claims = [Claim(number, Category.UPKEEP, engineers / 13.0 / (1 + number % 7)) for number in range(13)]
    yard = Yard(engineers, 1.0, 1.0, coordination_loss=0.03)
    assert sum(week_of(yard, claims, engineers / 7.0).values()) == engineers * 100_000


def test_the_bench_is_nobody_s_use_case() -> None:
    """The bench is booked to the programme as a whole."""
    yard = Yard(2, 1.0, 1.0)
    week_of(yard, [Claim(5, Category.UPKEEP, 1.0)])
    assert {(entry[1], entry[2]) for entry in yard.ledger.entries or []} == {(5, "upkeep"), (WHOLE_PROGRAMME, "bench")}
