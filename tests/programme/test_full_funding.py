"""Who carries the platform (D-FUND-1, D-FUND-3; model §5), in the plain world.

Four engineers build it 0-10 for EUR 40,000; three workloads on it are live at 19, 24 and 29, EUR 100,000 of cost and
500,000 of value a year each. Its line is 52,000 of vendor bills and one engineer's upkeep, 104,000 a year. Spend is
221,308 by 40 and 213,538 by 39, so finance asks at 40; 300,000 of run-rate are within the budget.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.programme.programme import Programme, simulate_programme
from sim.scenario import Scenario
from tests.programme.worlds import Timeline, cents, column, course, ended, field, plain

CARRIED: dict[str, Any] = {
    "ends__target": 3,
    "sequencing__platform_after": 0,
    "sequencing__mandate": True,
    "topology__platform__engineers": 4,
    "platform__run_cost_eur": 52_000.0,
    "platform__upkeep_fte": 1.0,
    "platform__overhead_saving": 0.0,
    "cfo__threshold_eur": 220_000.0,
    "cfo__budget_eur": 300_000.0,
    "cfo__tolerance_mean": 1.3,
    "funding__tax_share": 0.0,
    "funding__taxed_workloads": 3,
}


def carried(**changes: Any) -> Scenario:
    """Finance bears 390,000, which is less than the 404,000 of what runs and the platform's line together."""
    return plain(**{**CARRIED, **changes})


def kept_up(**changes: Any) -> Scenario:
    """A line that finance can bear."""
    return carried(cfo__tolerance_mean=1.35, **changes)


def unfinished(**changes: Any) -> Scenario:
    """A platform that takes forty weeks from 10 on, and one live workload."""
    late = {
        "opportunities__backlog": 1,
        "ends__target": 1,
        "economics__track_from_workload": 1,
        "sequencing__platform_after": 1,
        "sequencing__mandate": False,
        "platform__effort_from_scratch": 160.0,
        "platform__effort_extracted": 160.0,
        "cfo__threshold_eur": 130_000.0,
        "cfo__budget_eur": 150_000.0,
        "cfo__tolerance_mean": 1.6,
    }
    return carried(**{**late, **changes})


def line(scenario: Scenario) -> Timeline:
    """When the platform's line was cut, and funded again."""
    return [row for row in course(scenario) if row[1] in ("platform_cut", "platform_funded")]


def paid(scenario: Scenario) -> dict[float, float]:
    """What the platform cost, week by week."""
    programme = Programme(scenario, 21, 0, traced=True)
    programme.run()
    found: dict[float, float] = {}
    for week, _, category, booked in programme.ledger.entries or []:
        if category == "platform":
            found[week] = found.get(week, 0.0) + booked / 100
    return found


# --- the funding cliff ------------------------------------------------------------------------------------------------


def test_without_a_tax_the_line_survives_a_review_only_where_finance_can_bear_it() -> None:
    """404,000 against 1.3 x 300,000: cut at 40; against 1.35 x 300,000 = 405,000 it stands. The plan is approved."""
    assert line(carried()) == [(40, "platform_cut", None)]
    assert line(carried(cfo__tolerance_mean=1.35)) == []
    assert column(ended(carried()), "reviews", "decision")[0] == "approved"


def test_until_finance_asks_innovation_money_carries_it() -> None:
    """Asked only at a spend that is never reached: never cut."""
    assert line(carried(cfo__threshold_eur=1e9)) == []


def test_the_log_says_why_the_line_is_cut() -> None:
    """Innovation money ended, or the tax brought too little, and what finance could not bear."""
    untaxed = next(row for row in ended(carried()).tables["events"] if row[3] == "platform_cut")
    assert untaxed[5] == (
        "The platform's line of €104k a year is cut: innovation money ends with the review, and €300k of run-rate "
        "leave no room within €390k."
    )
    taxed = next(row for row in ended(carried(funding__tax_share=0.02)).tables["events"] if row[3] == "platform_cut")
    assert "its tax has brought €30k of €40k" in str(taxed[5])


# --- the stacking tax -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("taxed", "enough", "too_little"), [(3, 0.027, 0.026), (2, 0.041, 0.039), (1, 0.081, 0.079)])
def test_a_taxed_line_survives_while_the_tax_covers_what_building_took(
    taxed: int, enough: float, too_little: float
) -> None:
    """A first year is worth 500,000 each, collected and still to come: 40,000 of them are 2.67% of three, 4% of two."""
    assert line(carried(funding__tax_share=enough, funding__taxed_workloads=taxed)) == []
    assert line(carried(funding__tax_share=too_little, funding__taxed_workloads=taxed)) == [(40, "platform_cut", None)]


def test_only_the_first_year_is_taxed() -> None:
    """10% of three first years and no more: 150,000, whatever comes after 71, 76 and 81."""
    programme = Programme(carried(funding__tax_share=0.1), 21, 0)
    programme.run()
    assert programme.funding.collected_eur == pytest.approx(150_000, abs=1)


def test_what_covered_the_building_once_covers_it_at_later_reviews() -> None:
    """The review at 92 comes after the last first year, the tax of 2.7% has brought 40,500: the line stands."""
    scenario = carried(funding__tax_share=0.027)
    assert column(ended(scenario), "reviews", "week") == [40.0, 92.0]
    assert line(scenario) == []


def test_the_tax_is_a_transfer_and_costs_nobody_anything() -> None:
    """The same cost, value and spend at 5% as at 50%."""
    rows = [ended(carried(funding__tax_share=share)) for share in (0.05, 0.5)]
    for name in ("cost_eur", "value_eur", "spend_eur", "payoff_eur"):
        assert field(rows[0], name) == field(rows[1], name)


# --- what a cut does --------------------------------------------------------------------------------------------------


def test_a_cut_line_pays_for_no_upkeep() -> None:
    """Vendor and upkeep are EUR 2,000 a week; the claim of the week after the review is made already, then 1,000."""
    found = paid(carried())
    assert {found[week] for week in range(12, 42)} == {2_000.0}
    assert {found[week] for week in range(42, 105)} == {1_000.0}


def test_a_platform_without_upkeep_ages() -> None:
    """Half a point of misfit a year is 0.01 a week from 41 on; kept up it is as new."""
    ageing = {"platform__ageing_per_year": 0.52, "platform__misfit_tolerance": 1.0}
    for scenario, expected in ((carried(**ageing), [0.0, 0.0, 0.01, 0.10, 0.60]), (kept_up(**ageing), [0.0] * 5)):
        record = simulate_programme(scenario, 21, 0, traced=True)
        misfit = dict(zip(column(record, "weekly", "week"), column(record, "weekly", "misfit"), strict=True))
        assert [misfit[week] for week in (20, 40, 41, 50, 100)] == pytest.approx(expected)


def test_work_on_the_platform_rests_while_its_line_is_cut() -> None:
    """Begun at 10 by four engineers at 4,000 a week, cut at 30 half-way: 208,000 of theirs beside 100,000 against 240.

    Spend is 20,000 of building, 80,000 of platform and 30,769 of 16 live weeks by 30. The four sit on the bench.
    """
    record = ended(unfinished())
    assert line(unfinished()) == [(30, "platform_cut", None)]
    assert cents(record, "platform") == 20 * 400_000
    assert cents(record, "bench") == 94 * 200_000 + (10 + 74) * 400_000


def test_work_that_rested_goes_on_once_the_line_is_funded() -> None:
    """Calls of 100,000 a year swing by 90%: asked at 26, midsummer, 190,000 and a line of 208,000 against 305,600.

    At the check at 39 it is 308,000 in all, at 52 only 218,000: funded after 26 weeks, and shipped at 76 instead of 50.
    """
    scenario = unfinished(
        market__overhead_eur=0.0,
        market__call_price_eur=100_000 / 52_000,
        traffic__season=0.9,
        cfo__threshold_eur=120_000.0,
        cfo__budget_eur=191_000.0,
    )
    assert line(scenario) == [(26, "platform_cut", None), (52, "platform_funded", None)]
    assert (76, "platform_shipped", None) in course(scenario)


def test_a_line_is_funded_again_at_a_quarterly_check_that_finds_room_for_it() -> None:
    """Calls of 52,000 a year each swing by half: 144,000 + 156,000 x 0.94 run at 40, x 0.50 at the check at 53.

    With the line of 104,000 that is 394,600 and 326,600 against 1.25 x 300,000: cut, and funded again.
    """
    scenario = carried(
        market__overhead_eur=48_000.0,
        market__call_price_eur=1.0,
        traffic__season=0.5,
        cfo__tolerance_mean=1.25,
        cfo__threshold_eur=231_000.0,
    )
    assert line(scenario)[:2] == [(40, "platform_cut", None), (53, "platform_funded", None)]
    found = paid(scenario)
    assert [found[week] for week in (41, 42, 54, 55)] == [2_000, 1_000, 1_000, 2_000]
