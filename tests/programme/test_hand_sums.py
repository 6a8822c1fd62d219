"""What finance adds up before it decides (model §5): plan, hurdle, belief, surprise. In the plain world, by hand."""

from __future__ import annotations

import pytest

from sim.programme.programme import simulate_programme
from tests.programme.worlds import asked_early, asked_late, column, course, field, plain


def test_a_use_case_below_the_hurdle_is_refused_once_finance_has_asked() -> None:
    """Worth 95 a year at a cost of 100: built when nobody asked (0, 10), refused at 20, built at a hurdle of 0.9."""
    poor = {"opportunities__top_value_eur": 190_000.0, "cfo__budget_eur": 300_000.0}
    assert (20, "refused", 2) in course(plain(cfo__threshold_eur=15_000.0, **poor))
    assert (20, "build_started", 2) in course(plain(cfo__threshold_eur=15_000.0, **poor, cfo__hurdle=0.9))
    assert "refused" not in [row[1] for row in course(plain(**poor))]


def test_the_committed_plan_counts_what_will_leave_the_queue_in_time() -> None:
    """At 13: 200 past the queue; two engineers start one further build in ten weeks, none when the plan ends today."""
    for plan_weeks, run_rate_eur in ((0.0, 200_000.0), (9.0, 200_000.0), (10.0, 300_000.0), (52.0, 300_000.0)):
        record = simulate_programme(asked_early(1e6, cfo__plan_weeks=plan_weeks), 21, 0)
        assert column(record, "reviews", "run_rate_eur")[0] == pytest.approx(run_rate_eur)


def test_a_plan_is_priced_at_the_volume_of_a_typical_workload() -> None:
    """At 13 nothing is live: three at 52,000 of calls and 48,000 each, though their own volumes differ widely."""
    scenario = asked_early(
        1e6, opportunities__volume_log_sd=1.0, market__call_price_eur=1.0, market__overhead_eur=48_000.0
    )
    record = simulate_programme(scenario, 21, 0)
    assert column(record, "reviews", "run_rate_eur")[0] == pytest.approx(300_000.0)
    assert column(record, "reviews", "next_marginal_cost_eur")[0] == pytest.approx(100_000.0)
    own = column(record, "workloads", "marginal_cost_eur")
    assert max(own) > 1.2 * min(own)


def test_on_a_platform_the_next_workload_is_expected_to_be_cheaper() -> None:
    """Asked at 8, shipped at 10, decided at 13: half of 100,000 of overhead and, with hygiene, 82% of 52,000."""
    scenario = asked_early(
        1e6,
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        platform__overhead_saving=0.5,
        levers__order=["hygiene"],
        levers__from_workload=5,
        lever_effects__hygiene_saving=0.18,
        market__call_price_eur=1.0,
        cfo__threshold_eur=30_000.0,
    )
    record = simulate_programme(scenario, 21, 0)
    assert column(record, "reviews", "week")[0] == 13.0
    assert column(record, "reviews", "next_marginal_cost_eur")[0] == pytest.approx(50_000 + 0.82 * 52_000)


def test_the_assumed_cost_is_promotional_and_spreads_what_is_shared() -> None:
    """Assumed 52,000 x 0.5 + 60,000 / 20 = 29,000 each; true 52,000 + 60,000 + 0.25 x 52,000 = 125,000: 4.31 times."""
    scenario = asked_late(
        1e6,
        ends__target=3,
        market__call_price_eur=1.0,
        market__overhead_eur=60_000.0,
        market__promotion_share=0.5,
        delivery__upkeep_fte=0.25,
    )
    record = simulate_programme(scenario, 21, 0)
    assert field(record, "surprise_ratio") == pytest.approx(125_000 / 29_000)


def test_there_is_no_surprise_where_nothing_is_live() -> None:
    """Asked at 8 with nothing live: the surprise is empty."""
    record = simulate_programme(asked_early(300_000.0), 21, 0)
    assert (field(record, "first_question_live"), field(record, "surprise_ratio")) == (0, None)


def test_believed_value_raises_the_budget_only_when_it_is_tracked() -> None:
    """Three live are worth 1.5 million, 45% of it 675,000: at once where tracked, else from the answer at 46 on."""
    tracked = simulate_programme(asked_late(250_000.0, cfo__value_share=0.45), 21, 0, traced=True)
    untracked = simulate_programme(
        plain(cfo__threshold_eur=155_000.0, cfo__value_share=0.45, cfo__budget_eur=250_000.0), 21, 0, traced=True
    )
    found = [
        dict(zip(column(record, "weekly", "week"), column(record, "weekly", "budget_eur"), strict=True))
        for record in (tracked, untracked)
    ]
    assert [budgets[45.0] for budgets in found] == [pytest.approx(675_000.0), pytest.approx(250_000.0)]
    assert [budgets[47.0] for budgets in found] == [pytest.approx(675_000.0), pytest.approx(675_000.0)]
    assert column(untracked, "reviews", "budget_eur")[0] == pytest.approx(675_000.0)


def test_from_the_first_question_on_economics_are_tracked() -> None:
    """Nobody planned to track; asked at 8, the number exists at 13, and the first go-live's log names its cost."""
    record = simulate_programme(asked_early(300_000.0), 21, 0)
    texts = [row[5] for row in record.tables["events"] if row[3] == "live"]
    assert all("a year" in str(text) for text in texts)
    unasked = simulate_programme(plain(), 21, 0)
    assert not any("a year" in str(row[5]) for row in unasked.tables["events"] if row[3] == "live")
