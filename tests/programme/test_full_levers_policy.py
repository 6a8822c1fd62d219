"""When levers are pulled, in what order, and by whom they are handed over (model §3 Levers, §4), in the plain world.

A single workload unless stated: live at 14, two engineers, two engineer-weeks a lever.
"""

from __future__ import annotations

import pytest

from sim.programme.programme import Programme
from sim.scenario import Scenario
from tests.programme.worlds import PLATFORM_FIRST, Timeline, asked_late, cents, column, course, ended, lone, plain


def pulled(scenario: Scenario) -> Timeline:
    """When levers began to act."""
    return [row for row in course(scenario) if row[1] == "lever_applied"]


def names(scenario: Scenario) -> list[str]:
    """What the log says of each lever, in the order of time."""
    return [
        str(row[5]).split(" on use case")[0] for row in ended(scenario).tables["events"] if row[3] == "lever_applied"
    ]


def test_levers_are_pulled_one_after_the_other_in_the_policy_s_order() -> None:
    """One week each from 14 on, booked to the workload: two engineer-weeks at EUR 1,000 each."""
    scenario = lone("hygiene", "routing", "exact_cache")
    assert [row[0] for row in pulled(scenario)] == [15, 16, 17]
    assert names(scenario) == ["Context hygiene", "Routing to a small model", "A cache of exact answers"]
    record = ended(scenario)
    assert {row[1:3] for row in record.tables["ledger"] if row[2] == "levers"} == {(0, "levers")}
    assert cents(record, "levers") == 3 * 200_000


def test_a_lever_acts_after_its_lead_time_and_the_next_one_follows_it() -> None:
    """Worked on 14-15 and 18-19, three weeks of lead each: 18 and 22. The bill falls only in the week after."""
    scenario = lone("hygiene", "routing", lever_effects__lead_weeks=3.0, lever_effects__hygiene_saving=0.18)
    assert [row[0] for row in pulled(scenario)] == [18, 22]
    programme = Programme(scenario, 21, 0, traced=True)
    programme.run()
    assert programme.ledger.entries is not None
    bills = {week: paid for week, _, category, paid in programme.ledger.entries if category == "inference"}
    assert [bills[week] for week in (18, 19, 22)] == [100_000, 82_000, 82_000]


def test_the_log_says_what_a_lever_takes_off_the_bill() -> None:
    """18% of the whole by hygiene; routing all calls at a tenth takes 90% of what is left."""
    scenario = lone(
        "hygiene", "routing", lever_effects__hygiene_saving=0.18, lever_effects__simple_share=1.0,
        lever_effects__small_model_price=0.1,
    )  # fmt: skip
    texts = [str(row[5]) for row in ended(scenario).tables["events"] if row[3] == "lever_applied"]
    assert texts == [
        "Context hygiene on use case 1 takes 18% off its inference bill.",
        "Routing to a small model on use case 1 takes 90% off its inference bill.",
    ]


# --- from when on -----------------------------------------------------------------------------------------------------


def test_levers_may_wait_until_somebody_has_measured() -> None:
    """Nobody measures: never. From the second workload on, live at 24: both at 25 and 26. Not waiting: at 15."""
    waiting = {"levers__measured_first": True}
    assert pulled(lone("hygiene", **waiting)) == []
    second = {"opportunities__backlog": 2, "ends__target": 2, "economics__track_from_workload": 2}
    assert [row[::2] for row in pulled(lone("hygiene", **waiting, **second))] == [(25, 0), (26, 1)]
    assert [row[0] for row in pulled(lone("hygiene"))] == [15]


def test_finance_s_question_is_a_measurement_too() -> None:
    """Asked at 17 (EUR 20,000 of building and 3,000 of calls), answered at 22: the lever acts at 23."""
    scenario = lone("hygiene", levers__measured_first=True, cfo__threshold_eur=22_500.0, cfo__budget_eur=1e6)
    assert [row[0] for row in course(scenario) if row[1] == "question"] == [17]
    assert [row[0] for row in pulled(scenario)] == [23]


def test_levers_wait_for_the_workload_that_the_policy_names() -> None:
    """From the second on: the first workload's lever waits for the second go-live at 24, too."""
    scenario = lone("hygiene", levers__from_workload=2, opportunities__backlog=2, ends__target=2)
    assert [row[::2] for row in pulled(scenario)] == [(25, 0), (26, 1)]


def test_a_policy_without_levers_pulls_none() -> None:
    """An empty order, measured or not."""
    assert pulled(lone(economics__track_from_workload=1)) == []


# --- cost reduction ---------------------------------------------------------------------------------------------------


def test_a_cost_reduction_adds_its_levers_after_the_policy_s() -> None:
    """Closed at 41 with three live: hygiene, the policy's, on each of them, then routing, and nothing twice."""
    scenario = asked_late(
        180_000.0,
        levers__order=["hygiene"],
        levers__from_workload=10,
        levers__when_reducing=["routing", "hygiene"],
    )
    assert [row[::2] for row in pulled(scenario)] == [(42, 0), (43, 1), (44, 2), (45, 0), (46, 1), (47, 2)]
    assert names(scenario) == ["Context hygiene"] * 3 + ["Routing to a small model"] * 3


def test_what_has_been_pulled_already_is_not_pulled_again() -> None:
    """Hygiene acted long before the gate closed at 41: only routing is left for the cost reduction."""
    scenario = asked_late(
        180_000.0,
        levers__order=["hygiene"],
        levers__from_workload=1,
        levers__when_reducing=["hygiene", "routing"],
        levers__measured_first=False,
        cfo__threshold_eur=160_000.0,
    )
    after = [row for row in pulled(scenario) if row[0] > 41]
    assert len(after) == 3
    assert names(scenario)[-3:] == ["Routing to a small model"] * 3


def test_a_cost_reduction_fine_tunes_only_where_it_pays_and_batches_only_what_may_wait() -> None:
    """Interactive, and with no inference to save: neither is worth an hour."""
    scenario = asked_late(180_000.0, levers__when_reducing=["batch", "fine_tuning"])
    assert pulled(scenario) == []
    assert cents(ended(scenario), "levers") == 0


# --- the platform -----------------------------------------------------------------------------------------------------


def test_a_platform_hands_over_the_levers_that_fit() -> None:
    """Live at 19.25 with hygiene, which took 0.5 engineer-weeks of its build; batch does not fit an interactive one.

    82% of the bill from the first week on, and no lever work.
    """
    scenario = lone(
        "batch",
        "hygiene",
        **PLATFORM_FIRST,
        lever_effects__hygiene_saving=0.18,
        lever_effects__batch_price=0.5,
        lever_effects__effort_on_platform=0.5,
        levers__from_workload=5,
    )
    record = ended(scenario)
    assert column(record, "workloads", "live_week") == [19.25]
    assert column(record, "workloads", "marginal_cost_eur") == [pytest.approx(0.82 * 52_000)]
    assert cents(record, "inference") == 82_000 * 84 + round(82_000 * 0.75)
    assert cents(record, "levers") == 0


def test_a_platform_has_each_planned_lever_built_into_it_once() -> None:
    """40 engineer-weeks and 2 for each of two levers by four engineers: shipped at 11, whoever needs them later."""
    scenario = lone("batch", "hygiene", **PLATFORM_FIRST, platform__lever_effort=2.0)
    assert (11, "platform_shipped", None) in course(scenario)


def test_a_lever_beyond_the_platform_s_takes_less_on_it() -> None:
    """Tracked and reduced at the first question, three live on the platform: routing takes a quarter of a week each.

    Asked at 30 as on the hand-computed gate: 150 against 100.
    """
    scenario = plain(
        **PLATFORM_FIRST,
        platform__overhead_saving=0.5,
        lever_effects__effort_on_platform=0.5,
        levers__when_reducing=["routing"],
        cfo__threshold_eur=87_000.0,
        cfo__budget_eur=100_000.0,
    )
    assert [row[0] for row in pulled(scenario)] == [30.25, 30.5, 30.75]
    assert cents(ended(scenario), "levers") == 3 * 50_000


def test_no_lever_is_pulled_after_the_end() -> None:
    """Stopped at 14.5, half-way through the first lever: it never acts."""
    assert pulled(lone("hygiene", "routing", programme__stop_week=14.5)) == []
