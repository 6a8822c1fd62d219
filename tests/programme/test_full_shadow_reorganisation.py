"""Reorganisation (model §2, §3 Shadow AI): the pressure of waiting and of shadow AI, and what follows its release.

The plain world: builds 0-10, 10-20, 20-30, live at 14, 24, 34. The pressure grows each week by base / 52 x (shadow
share of all workloads + mean wait over patience); the operating model is torn up when it passes a unit exponential.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.programme.programme import Programme, simulate_programme
from sim.rules.patience import reorganisation_rate_per_week, shadow_share
from sim.scenario import Scenario
from tests.programme.worlds import cents, column, course, ended, field, how, plain

PATIENT: dict[str, Any] = {"shadow__patience_weeks": 100.0, "opportunities__backlog": 200}
IMPATIENT: dict[str, Any] = {"shadow__patience_weeks": 12.0, "shadow__surfacing_share": 0.0}


def breaks_at(replication: int = 0) -> float:
    """The pressure that this programme's operating model bears."""
    return Luck(21, replication).exponential(purposes.REORGANISATION)


def waiting(week: int) -> float:
    """Pressure by that week in units of base / 52: all in the queue have waited since 0, of 100 weeks."""
    return sum(earlier / 100 for earlier in range(1, week + 1))


def torn_up_at(pressure: float, last: float, **changes: Any) -> Scenario:
    """A base at which the pressure reaches what this programme bears half-way through the last week's increment."""
    base = 52 * breaks_at() / (pressure - last / 2)
    return plain(**changes, shadow__reorganisations_per_year=base)


def torn_by_waiting(week: int, **changes: Any) -> Scenario:
    """Torn up in that week by waiting alone."""
    return torn_up_at(waiting(week), week / 100, **{**PATIENT, **changes})


def torn_by_the_third(week: int, **changes: Any) -> Scenario:
    """Torn up in that week by the third use case, which goes around at 12."""
    grows = [*(wait / 12 for wait in range(1, 13)), *[1 / 3] * 70][:week]
    return torn_up_at(sum(grows), grows[-1], **{**IMPATIENT, "ends__target": 2, **changes})


# --- the hazard -------------------------------------------------------------------------------------------------------


def test_the_hazard_is_the_base_times_share_plus_wait() -> None:
    """0.52 a year, one in four in the shadow, half of patience waited: 0.01 x 0.75 a week."""
    assert reorganisation_rate_per_week(0.52, shadow_share(1, 3), 0.5) == pytest.approx(0.0075)
    assert shadow_share(0, 0) == 0.0


@pytest.mark.parametrize("replication", range(8))
def test_waiting_alone_tears_up_when_its_integral_passes_the_exponential(replication: int) -> None:
    """At 4 a year: the first week in which 4 / 52 x (1 + 2 + ... + week) / 100 reaches the programme's threshold."""
    scenario = plain(**PATIENT, shadow__reorganisations_per_year=4.0)
    due = next(week for week in range(1, 200) if 4 / 52 * waiting(week) >= breaks_at(replication))
    record = simulate_programme(scenario, 21, replication)
    assert due <= 99  # nobody has gone around by then
    assert how(record) == ("reorganised", float(due))


@pytest.mark.parametrize("week", [9, 12, 13, 14, 23, 24, 40])
def test_shadow_workloads_add_their_share_of_all_workloads(week: int) -> None:
    """The third goes around at 12: waits of 1/12 to 12/12 before, then one of three: two are on their way or live.

    From 10 on only the third waits, as long as the second did before; two live are the target, so nothing stalls.
    """
    assert how(ended(torn_by_the_third(week))) == ("reorganised", float(week))


def test_no_pressure_no_reorganisation() -> None:
    """One use case that starts at once and nobody in the shadow: at the highest base there is, nothing happens."""
    scenario = plain(opportunities__backlog=1, ends__target=1, shadow__reorganisations_per_year=100.0)
    assert how(ended(scenario)) == ("censored", 104.0)


def test_a_base_of_nothing_tears_nothing_up() -> None:
    """Two hundred in a queue and nobody's patience left: standing, but for what the base says."""
    scenario = plain(**{**PATIENT, "shadow__patience_weeks": 1.0}, ends__target=5)
    assert how(ended(scenario))[0] != "reorganised"


# --- what follows -----------------------------------------------------------------------------------------------------


def test_after_a_reorganisation_nothing_new_starts_or_goes_live() -> None:
    """Torn up at 28: the third build, 20-30, is never finished; two are live to the horizon; nobody waits any more."""
    scenario = torn_by_waiting(28)
    rows = course(scenario)
    assert how(ended(scenario)) == ("reorganised", 28.0)
    assert [row for row in rows if row[0] > 28] == []
    assert (field(ended(scenario), "went_live"), field(ended(scenario), "live_end")) == (2, 2)


def test_what_is_live_runs_on() -> None:
    """Torn up at 28: 90 and 80 weeks of overhead to the horizon, and the value of as many."""
    record = ended(torn_by_waiting(28))
    assert cents(record, "overhead") == pytest.approx(170 * 192_308, abs=200)
    assert field(record, "value_eur") == pytest.approx(170 * 500_000 / 52, abs=1)


def test_a_year_later_the_workloads_are_wound_into_the_units_at_higher_upkeep() -> None:
    """Torn up at 28: two of them cost a fifth of an engineer each, EUR 400 a week, and 600 from the week after 80 on.

    Claims are made as a week begins: the one that begins at 80 is the first at one and a half times the upkeep.
    """
    scenario = torn_by_waiting(28, delivery__upkeep_fte=0.2, ends__reorganised_upkeep=1.5)
    programme = Programme(scenario, 21, 0, traced=True)
    programme.run()
    assert programme.ending is not None
    assert programme.ending.outcome == "reorganised"
    paid: dict[float, float] = {}
    for week, _, category, booked in programme.ledger.entries or []:
        if category == "upkeep":
            paid[week] = paid.get(week, 0.0) + booked / 100
    since = programme.ending.week
    assert {paid[week] for week in paid if 26 <= week <= since + 52} == {400.0}
    assert {paid[week] for week in paid if week > since + 52} == {600.0}


def test_staff_that_is_not_needed_leaves() -> None:
    """Torn up at 28: of two engineers the share 1 - k/26 is paid in the kth week, and nobody from 54 on."""
    record = simulate_programme(torn_by_waiting(28), 21, 0, traced=True)
    bench = sum(2_000 * (1 - k / 26) for k in range(1, 27))
    assert cents(record, "bench") / 100 == pytest.approx(bench, abs=0.5)
    paid = dict(zip(column(record, "weekly", "week"), column(record, "weekly", "engineers"), strict=True))
    assert (paid[28], paid[54], paid[104]) == (2, 0, 0)


def test_shadow_ai_runs_on_after_a_reorganisation() -> None:
    """Nobody switches it off: EUR 1,000 a week at list price from 12 on, before and after the end."""
    scenario = torn_by_the_third(40, market__call_price_eur=1.0, shadow__retail_price=1.0, shadow__trust=0.6)
    record = ended(scenario)
    assert how(record) == ("reorganised", 40.0)
    late = [row[4] for row in record.tables["ledger"] if row[2] == "shadow_unseen" and row[3] == 6]
    assert late == [13 * 100_000]
