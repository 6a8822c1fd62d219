"""Who leaves and who comes, in the plain world: a pair that works on one thing at a time, everybody on it at once.

A build takes 24 engineer-weeks here: twelve weeks for two, eight for three. The first notice is put into a chosen week
by choosing the rate, in a replication in which the second one does not follow soon.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from tests.programme.worlds import Timeline, cents, field, how, in_order, life, plain, timeline

SEED = 21
TOGETHER: dict[str, Any] = {
    "delivery__build_effort": 24.0,
    "delivery__engineers_per_package": 100.0,
    "delivery__packages_per_engineer": 0.1,
    "people__notice_weeks": 12.0,
    "people__hiring_weeks": 4.0,
}
# Something happens to whatever is live in every week, and it is no burden to anybody.
PAGED: dict[str, Any] = {
    "on_call__shared_per_week": 1_000.0,
    "on_call__handling_hours": 0.0001,
    "on_call__sustainable_hours": 100.0,
}


def threshold(replication: int, number: int) -> float:
    """The unit exponential of a notice in the first team."""
    return Luck(SEED, replication).exponential(purposes.DEPARTURES, 0, number)


@cache
def calm() -> int:
    """A replication in which the second notice takes sixty times as long as the first, and more."""
    return next(n for n in range(100_000) if threshold(n, 0) < 0.05 and threshold(n, 1) > 3.0)


def first_notice(week: int, engineers: int = 2) -> dict[str, float]:
    """The rate at which the first of so many engineers gives notice at the end of that week."""
    return {"people__attrition_per_year": threshold(calm(), 0) * 52.0 / (engineers * (week - 0.5))}


def ended(scenario: Scenario) -> Record:
    """The programme in which people rarely leave."""
    return simulate_programme(scenario, SEED, calm())


def course(scenario: Scenario, *leave_out: str) -> Timeline:
    """What happens in it."""
    rows = timeline(ended(scenario))
    return in_order([(round(week, 6), what, use_case) for week, what, use_case in rows if what not in leave_out])


def people(scenario: Scenario) -> Timeline:
    """Who gives notice, leaves and joins, and when."""
    told = ("notice_given", "engineer_left", "engineer_joined", "hiring")
    return [row for row in course(scenario) if row[1] in told]


def said(scenario: Scenario, what: str) -> list[str]:
    """The texts of one kind of event."""
    return [str(row[5]) for row in ended(scenario).tables["events"] if row[3] == what]


# --- leaving and replacing --------------------------------------------------------------------------------------------


def test_whoever_gives_notice_leaves_after_it_and_is_replaced_before() -> None:
    """Notice at 5, a newcomer at 9, gone at 17: three engineers from 9 to 17, two before and after.

    18 of 24 engineer-weeks by 9, the other 6 by three until 11; 18 of the next by 17, the other 6 by two until 20.
    """
    scenario = plain(**TOGETHER, **first_notice(5), opportunities__backlog=2, horizon_weeks=21)
    moves: Timeline = [(5, "notice_given", None), (9, "engineer_joined", None), (17, "engineer_left", None)]
    assert course(scenario, "end") == in_order(moves, life(0, 0, 11, 15), life(1, 11, 20))
    assert field(ended(scenario), "departures") == 1


def test_a_vacancy_that_is_filled_late_leaves_the_team_short() -> None:
    """Notice at 5 of four weeks, replaced only after twelve: one engineer from 9 to 17.

    18 engineer-weeks by 9, the other 6 by one until 15; two of the next by 17, the other 22 by two until 28.
    """
    scenario = plain(
        **{**TOGETHER, "people__notice_weeks": 4.0, "people__hiring_weeks": 12.0},
        **first_notice(5),
        opportunities__backlog=2,
        horizon_weeks=18,
    )
    assert people(scenario)[:3] == [
        (5, "notice_given", None),
        (9, "engineer_left", None),
        (17, "engineer_joined", None),
    ]
    assert (15, "build_finished", 0) in course(scenario)


def test_filling_a_vacancy_has_its_price() -> None:
    """EUR 15,000 once somebody joins at 9, and nothing while the place is vacant."""
    for horizon_weeks, eur in ((9, 0), (10, 15_000)):
        scenario = plain(**TOGETHER, **first_notice(5), people__hiring_cost_eur=15_000.0, horizon_weeks=horizon_weeks)
        assert cents(ended(scenario), "hiring") == 100 * eur


def test_both_the_leaver_and_the_newcomer_are_paid_meanwhile() -> None:
    """EUR 1,000 a week each: two to 9, three to 17, two to 20."""
    scenario = plain(**TOGETHER, **first_notice(5), horizon_weeks=20)
    labour = cents(ended(scenario), "build", "bench")
    assert labour == 100 * 1_000 * (2 * 9 + 3 * 8 + 2 * 3)


def test_people_give_notice_where_the_rate_passes_exponential_thresholds() -> None:
    """Half a year each: the kth notice is at the end of the week in which 2 x rate x time passes k exponentials.

    Whoever leaves is replaced in the same week, so that there are always two.
    """
    scenario = plain(people__attrition_per_year=2.0, people__notice_weeks=1.0, people__hiring_weeks=1.0, ends__target=1)
    sums = [sum(threshold(calm(), k) for k in range(n + 1)) for n in range(30)]
    weeks = [week for week in range(1, 105) for passed in sums if 4.0 / 52.0 * (week - 1) < passed <= 4.0 / 52.0 * week]
    assert len(weeks) > 2
    assert [row[0] for row in people(scenario) if row[1] == "notice_given"] == weeks


def test_nobody_leaves_where_nobody_wants_to() -> None:
    """A rate of zero: no notice, no departure, no hiring."""
    assert people(plain(people__hiring_cost_eur=15_000.0)) == []
    assert field(ended(plain()), "departures") == 0


# --- newcomers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "built"), [(0.5, 11.0), (1.0, 10.0), (0.0, 12.0)])
def test_a_newcomer_does_less_while_ramping_up(share: float, built: float) -> None:
    """26 engineer-weeks: 8 by two until 4, 15 by two and a half until 10, the other 3 by three until 11.

    From the first day fully productive it is 18 by three until 10; of no use meanwhile, 12 by two, then 6 until 12.
    """
    scenario = plain(
        **{**TOGETHER, "delivery__build_effort": 26.0, "people__ramp_up_weeks": 6.0, "people__ramp_up_share": share},
        opportunities__backlog=1,
        staffing__hires=1,
    )
    assert course(scenario, "end", "hiring", "engineer_joined") == in_order(life(0, 0, built, built + 4))
    payroll = 2_000 * 4 + 3_000 * (built - 4)
    assert cents(ended(scenario), "build") == 100 * payroll


def test_each_newcomer_ramps_up_for_itself() -> None:
    """Two hired at 4 and one at 5 as a replacement, half a head each for six weeks: 2, 3, 3.5, then 4.5 and 5 at last.

    8 by 4, 11 by 5, 28.5 by 10, 33 by 11 and the other 10 of 43 engineer-weeks by five until 13.
    """
    scenario = plain(
        **{**TOGETHER, "delivery__build_effort": 43.0, "people__ramp_up_weeks": 6.0, "people__ramp_up_share": 0.5},
        **first_notice(1),
        opportunities__backlog=1,
        staffing__hires=2,
        horizon_weeks=14,
    )
    assert [row[0] for row in people(scenario) if row[1] == "engineer_joined"] == [4, 4, 5]
    assert course(scenario, "notice_given", "engineer_left", "engineer_joined", "hiring") == life(0, 0, 13)


# --- hiring on purpose ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topology", "team", "joined"),
    [
        ({"embedded__units": 2, "platform__engineers": 4}, "embedded", ["unit 1's", "unit 1's", "unit 2's"]),
        ({"embedded__units": 2, "platform__engineers": 4}, "platform", ["the platform"] * 3),
        ({"embedded__units": 0, "central__engineers": 4}, "central", ["the central"] * 3),
    ],
    ids=["embedded", "platform", "central"],
)
def test_staffing_hires_for_the_team_that_it_names(topology: dict[str, int], team: str, joined: list[str]) -> None:
    """Three asked for at 10 join at 14; of two units the first gets two. EUR 15,000 each, and nobody has left."""
    scenario = plain(
        **{f"topology__{name}": number for name, number in topology.items()},
        people__hiring_weeks=4.0,
        people__hiring_cost_eur=15_000.0,
        staffing__team=team,
        staffing__hires=3,
        staffing__from_week=10.0,
        horizon_weeks=20,
    )
    expected = [(10, "hiring", None), *[(14, "engineer_joined", None)] * 3]
    assert people(scenario) == expected
    assert said(scenario, "engineer_joined") == [f"An engineer joins {name} team." for name in joined]
    assert cents(ended(scenario), "hiring") == 100 * 45_000
    assert field(ended(scenario), "departures") == 0


def test_nobody_is_hired_once_the_programme_has_ended() -> None:
    """Asked for at 10 and stopped at 12, two weeks before they would join."""
    scenario = plain(people__hiring_weeks=4.0, staffing__hires=3, staffing__from_week=10.0, programme__stop_week=12.0)
    assert people(scenario) == [(10, "hiring", None)]


# --- worn out ---------------------------------------------------------------------------------------------------------


def test_whoever_is_worn_out_leaves_at_once_and_is_replaced_only_then() -> None:
    """Four, live at 14, and a week with incidents is more than anybody bears: one goes at 15, one at 16.

    Each place is filled five weeks later, at 20 and 21. The third goes at 17, which leaves one: burned out.
    """
    scenario = plain(
        **{**PAGED, "on_call__sustainable_hours": 0.1, "on_call__handling_hours": 0.01, "on_call__burnout_weeks": 0.1},
        topology__embedded__engineers_per_unit=4,
        delivery__engineers_per_package=2.0,
        delivery__packages_per_engineer=0.25,
        people__hiring_weeks=5.0,
        horizon_weeks=40,
    )
    assert people(scenario) == [(week, "engineer_left", None) for week in (15, 16, 17)]
    assert how(ended(scenario)) == ("burned_out", 17.0)


def test_the_place_of_a_worn_out_engineer_is_filled_after_the_hiring_lag() -> None:
    """Three, one leaves in each week from 15 on; with a lag of a week a newcomer is there before the next one goes."""
    scenario = plain(
        **{**PAGED, "on_call__sustainable_hours": 0.1, "on_call__handling_hours": 0.01, "on_call__burnout_weeks": 0.1},
        topology__embedded__engineers_per_unit=3,
        delivery__packages_per_engineer=0.3,
        people__hiring_weeks=1.0,
        people__hiring_cost_eur=15_000.0,
        horizon_weeks=20,
    )
    left: Timeline = [(float(week), "engineer_left", None) for week in range(15, 21)]
    joined: Timeline = [(float(week), "engineer_joined", None) for week in range(16, 21)]
    assert people(scenario) == in_order(left, joined)
    assert field(ended(scenario), "departures") == 6
    assert cents(ended(scenario), "hiring") == 100 * 15_000 * 4  # the fifth is paid in the week after the horizon


@pytest.mark.parametrize(("hiring_weeks", "end"), [(3.0, None), (4.0, None), (5.0, 24.0), (26.0, 24.0)])
def test_a_pair_on_call_is_burned_out_when_a_leaver_is_not_replaced_in_time(
    hiring_weeks: float, end: float | None
) -> None:
    """Notice at 20 of four weeks: gone at 24. A newcomer at 23 or 24 keeps two; a later one finds the team gone."""
    scenario = plain(
        **PAGED,
        **first_notice(20),
        people__notice_weeks=4.0,
        people__hiring_weeks=hiring_weeks,
        horizon_weeks=25,
        ends__target=1,
    )
    assert [row for row in people(scenario) if row[1] == "engineer_left"] == [(24, "engineer_left", None)]
    assert how(ended(scenario)) == (("burned_out", end) if end else ("censored", 25.0))


def test_a_team_that_nobody_pages_is_short_and_not_burned_out() -> None:
    """The same without incidents: one engineer is left, and the programme goes on."""
    scenario = plain(
        **first_notice(20), people__notice_weeks=4.0, people__hiring_weeks=26.0, horizon_weeks=25, ends__target=1
    )
    assert (24, "engineer_left", None) in people(scenario)
    assert how(ended(scenario)) == ("censored", 25.0)


def test_a_team_on_call_is_burned_out_in_a_quiet_week_too() -> None:
    """Paged about once a year for one that is live: a pair that falls to one at 24 is on call, whatever came lately."""
    scenario = plain(
        **{**PAGED, "on_call__shared_per_week": 0.02},
        **first_notice(20),
        people__notice_weeks=4.0,
        people__hiring_weeks=26.0,
        horizon_weeks=25,
        ends__target=1,
    )
    assert how(ended(scenario)) == ("burned_out", 24.0)
