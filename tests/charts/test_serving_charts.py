"""Pictures of simulated days: titles that the numbers carry, gaps that stay gaps, no text on another."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import pairwise
from math import isnan

import numpy as np
import pytest
from matplotlib.patches import StepPatch

from sim.charts.longtable import csv_text
from sim.charts.serving_bill import draw_bill
from sim.charts.serving_bill_data import bill_chart
from sim.charts.serving_bill_pairs import extremes
from sim.charts.serving_day import draw_day
from sim.charts.serving_day_data import MOST_WINDOWS, DayChart, day_chart
from sim.charts.serving_day_words import clock, clock_ticks, log_ticks, seconds, seconds_span, small_eur
from sim.charts.serving_latency import draw_latency
from sim.charts.serving_latency_data import latency_chart
from sim.scenario.serving import CLASSES
from sim.serving.outcome import Day
from tests.charts.builders import LONG, PROVENANCE
from tests.charts.serving_days import (
    BUSY,
    NOBODY,
    NOTHING,
    ONLY_JOBS,
    OWN,
    POOL,
    SETS,
    STACK,
    TIMEOUTS,
    a_day,
    class_day,
    priced,
    slow_from,
    unanswered,
    waiting,
    with_class,
)  # fmt: skip
from tests.charts.tidy import untidy

# --- one day ----------------------------------------------------------------------------------------------------------


def test_a_quiet_day_says_its_plain_numbers() -> None:
    """No swing, no loss, no waste: calls, price and wait."""
    assert day_chart(a_day(), STACK).title == (
        "100% of 3,000 calls get a useful answer, at €0.0333 each; customers wait 8.0 s at the 95th percentile"
    )


def test_a_swing_is_told_with_the_uptime_page() -> None:
    """Slowest against fastest hour, and whether an incident was on; the page's number is the day's."""
    day = slow_from(a_day(), "customers", 14.0, 15.0, 17.0)
    assert day_chart(day, STACK).title == (
        "Customers wait 17 s at the 95th percentile in the slowest hour and 8.0 s in the fastest, while the uptime "
        "page says 100%"
    )
    hit = replace(day, incidents=((13.5, 14.2),), large=replace(POOL, up_share=0.97))
    assert "slowest hour (during an incident) and" in day_chart(hit, STACK).title
    assert day_chart(hit, STACK).title.endswith("; the uptime page says 97%")


def test_a_single_slow_window_is_no_finding_and_a_slow_quarter_of_an_hour_is() -> None:
    """Periods compare medians of windows; a short one needs a hundred calls in each and must swing threefold."""
    quiet = a_day(window_minutes=5.0)
    plain = replace(quiet, series=replace(quiet.series, asked={name: (100.0,) * 288 for name in CLASSES}))
    assert day_chart(slow_from(plain, "customers", 14.0, 14.08, 90.0), STACK).title.startswith("100% of 3,000 calls")
    slow = slow_from(plain, "customers", 14.0, 14.25, 90.0)
    assert "Customers wait 90 s at the 95th percentile in the slowest quarter of an hour and" in (
        day_chart(slow, STACK).title
    )
    few = {name: (99.0,) * 288 for name in CLASSES}
    assert day_chart(replace(slow, series=replace(slow.series, asked=few)), STACK).title.startswith("100% of 3,000")
    assert day_chart(slow_from(plain, "customers", 14.0, 14.25, 20.0), STACK).title.startswith("100% of 3,000 calls")
    assert day_chart(slow_from(plain, "jobs", 14.0, 14.25, 90.0), STACK).title.startswith("100% of 3,000 calls")


def test_jobs_that_wait_leave_customers_with_their_word() -> None:
    """Another class swings: the first one's worst hour stands beside it."""
    title = day_chart(slow_from(a_day(), "jobs", 12.0, 14.0, 900.0), STACK).title
    assert title.startswith("Jobs wait 15 min at the 95th percentile in the slowest hour and 10 s in the fastest; ")
    assert "customers at most 8.0 s in any hour" in title


def test_losses_come_first_and_name_the_way() -> None:
    """The class that loses most, by share; one way alone or the largest of several; then the waste."""
    day = with_class(a_day(), class_day("employees", late=300, useful=700, answered=700))
    assert day_chart(day, STACK).title == (
        "30% of employees' calls get no answer in time, while the uptime page says 100%"
    )
    mixed = with_class(day, class_day("jobs", shed=300, failed=100, useful=600, answered=600))
    assert day_chart(replace(mixed, wasted_eur=25.0), STACK).title == (
        "40% of jobs' calls end without an answer (30% turned away), and 25% of the bill leads to no useful answer, "
        "while the uptime page says 100%"
    )
    few = with_class(a_day(), class_day("jobs", asked=10, failed=3, useful=7, answered=7))
    assert "end in" not in day_chart(few, STACK).title


def test_days_without_calls_or_answers_say_so() -> None:
    """Two sentences for two kinds of nothing."""
    assert day_chart(unanswered(), STACK).title == (
        "None of 3,000 calls gets an answer, while the uptime page says 100%"
    )
    assert day_chart(NOBODY, STACK).title == "Nobody calls, and the stack costs €100.00"


def test_a_window_without_an_answer_is_a_gap_and_not_zero() -> None:
    """In the table an empty cell, in the picture no step."""
    day = slow_from(a_day(), "customers", 3.0, 5.0, None)
    chart = day_chart(day, STACK)
    rows = [row for row in chart.rows() if (row.series, row.measure) == ("customers", "p95")]
    assert [row.x for row in rows if row.value is None] == [3.0, 3.5, 4.0, 4.5]
    drawn = [patch for axes in draw_day(chart, PROVENANCE).axes for patch in axes.patches if type(patch) is StepPatch]
    gaps = [sum(isnan(value) for value in patch.get_data()[0]) for patch in drawn]
    assert sorted(gaps)[-2:] == [0, 4]


def test_rates_count_a_short_last_window_by_its_length() -> None:
    """Half an hour and a quarter with 20 calls each: 2/3 and 4/3 a minute; the bill adds up over hours."""
    day = replace(a_day(0.75), hours=0.75)
    chart = day_chart(day, STACK)
    assert chart.edges == (0.0, 0.5, 0.75)
    assert chart.load[0].values == pytest.approx((20 / 30, 20 / 15))
    lengths = np.diff(chart.edges)
    assert float(np.dot(lengths, [value or 0.0 for value in chart.euros("cost").values])) == pytest.approx(100.0)


def test_a_week_is_folded_to_what_a_line_can_show() -> None:
    """No step more than that, the same calls in all, and the subtitle says so."""
    chart = day_chart(a_day(168.0, 5.0), STACK)
    assert chart.fold == 7
    assert len(chart.edges) - 1 <= MOST_WINDOWS
    calls = sum(value * length * 60.0 for value, length in zip(chart.load[0].known, np.diff(chart.edges), strict=True))
    assert calls == pytest.approx(20.0 * 2_016)
    assert "7 windows of 5 minutes to a step, of their latencies the median" in chart.subtitle


@pytest.mark.parametrize(
    "day",
    [
        a_day(), BUSY, unanswered(), NOBODY, ONLY_JOBS, a_day(0.5, 5.0), a_day(0.05, 5.0),
        slow_from(a_day(168.0, 60.0), "jobs", 30.0, 60.0, 9e4), replace(a_day(1.0, 60.0), incidents=((0.0, 1.0),)),
        replace(a_day(bill=NOTHING), incidents=((3.0, 4.0),)),
        replace(unanswered(), large=replace(POOL, utilisation=None, waited_share=None, longest_queue=0)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", ["", LONG[0]])
def test_every_day_is_tidy(day: Day, label: str) -> None:
    """No text on another or beyond the sheet, whatever the day."""
    assert untidy(draw_day(day_chart(day, STACK, label), PROVENANCE)) == []


def test_the_table_of_a_day_holds_every_window_of_every_line() -> None:
    """3 classes load and latency, 5 plain lines, cost and waste; then incidents, time-outs, day's percentiles."""
    rows = list(csv.DictReader(io.StringIO(csv_text(day_chart(BUSY, STACK)))))
    assert len(rows) == 1 + 288 * (3 + 3 + 5 + 2) + 2 + 3 + 3
    assert DayChart("x", BUSY, {}).title == rows[0]["text"]


# --- variants ---------------------------------------------------------------------------------------------------------


def test_the_bill_s_title_compares_extremes_and_asks_chance() -> None:
    """Dearest against cheapest over the same days, only where the paired difference is clear."""
    cheap, dear = priced([1.0, 1.1, 0.9, 1.0]), priced([2.5, 2.6, 2.4, 2.5])
    chart = bill_chart([("one", cheap), ("two", dear)])
    assert chart.title == "A useful call costs 2.5 times as much with “Two” (€0.0250) as with “One” (€0.0100), " + (
        "over the same 4 days"
    )
    noisy = bill_chart([("one", priced([1.0, 2.0])), ("two", priced([2.0, 1.2]))])
    assert noisy.title == "No clear difference over the same 2 days: a useful call costs €0.0150 to €0.0160"
    single = bill_chart([("one", priced([1.0])), ("two", priced([1.3]))])
    assert single.title.startswith(
        "A useful call costs 30% more with “Two” (€0.0130) than with “One” (€0.0100), on one"
    )
    assert [bar.chance for bar in single.bars] == ["one day, no interval"] * 2


def test_more_variants_ask_for_clearer_differences() -> None:
    """The same two variants, clear as one pair, are not clear as the extremes of 66 pairs."""
    low, high = [1.0, 1.0, 1.0], [1.30, 1.40, 1.50]
    between = [[1.1, 1.1, 1.1]] * 10
    alone, among = extremes([low, high]), extremes([low, *between, high])
    assert alone is not None
    assert among is not None
    assert alone.clear
    assert not among.clear
    assert (among.high, among.low) == (11, 0)


def test_extremes_use_common_days_only() -> None:
    """A day that one variant lacks does not count; over common days the order may turn; none in common, no pair."""
    found = extremes([[1.0, 3.0, None], [2.5, 1.0, 9.0]])
    assert found is not None
    assert (found.high, found.low, found.days) == (0, 1, 2)
    assert (found.high_mean, found.low_mean) == pytest.approx((2.0, 1.75))
    assert extremes([[1.0, None], [None, 1.0]]) is None
    assert extremes([[1.0], [None]]) is None


def test_parts_add_up_to_the_total_and_days_without_use_are_said() -> None:
    """Means over the same days, so the bar's length is the total; the day nobody was served is left out aloud."""
    bar = bill_chart([("one", [a_day(), a_day(bill=OWN, number=1), unanswered(2)])]).bars[0]
    assert bar.total is not None
    assert sum(bar.parts.values()) == pytest.approx(bar.total.mean)
    assert bar.chance.endswith("; 1 of 3 days without a useful answer")
    assert bar.parts["replicas idle"] == pytest.approx(70.0 / 3_000 / 2)


def test_a_variant_without_a_useful_answer_has_no_price() -> None:
    """One alone, none at all, and what was spent for nothing."""
    one = bill_chart([("good", [a_day()]), ("bad", [unanswered()])])
    assert one.title == (
        "Only “Good” gives useful answers: a useful call costs €0.0333, 50% of it for the large model's output"
    )
    assert (one.bars[1].told, one.bars[1].chance) == ("no useful answer", "€100.00 a day for nothing")
    assert bill_chart([("bad", [unanswered()])]).title.startswith("No variant gives a single useful answer")


def test_the_latency_s_title_says_who_waits_longer_and_what_is_useful() -> None:
    """A variant that is quick because it answers few does not get away with it."""
    chart = latency_chart([("slow", waiting([20.0, 21.0, 19.0])), ("quick", waiting([5.0, 5.1, 4.9], useful=400))])
    assert chart.title == (
        "At the 95th percentile customers wait 4.0 times as long with “Slow” (20 s) as with “Quick” (5.0 s), over the "
        "same 3 days; 100% of their calls get a useful answer against 40%"
    )
    same = latency_chart([("a", waiting([5.0, 6.0])), ("b", waiting([6.0, 5.3]))])
    assert (
        same.title == "No clear difference over the same 2 days: customers wait 5.5 s to 5.7 s at the 95th percentile"
    )
    assert latency_chart([("a", [unanswered()])]).title == "Nobody gets an answer at once with any variant"
    assert latency_chart([("a", waiting([8.0]))]).title == (
        "Customers wait 2.0 s at the median and 8.0 s at the 95th percentile; 100.0% of their calls get a useful answer"
    )


@pytest.mark.parametrize("which", list(SETS))
def test_every_bill_is_tidy_and_its_table_holds_it(which: str) -> None:
    """Long, unbroken and odd labels, one day, nobody served, prices far apart, nothing paid."""
    chart = bill_chart(SETS[which])
    assert untidy(draw_bill(chart, PROVENANCE)) == []
    assert sum(row.measure == "bill of a day" for row in chart.rows()) == len(SETS[which])


@pytest.mark.parametrize("which", list(SETS))
def test_every_latency_chart_is_tidy(which: str) -> None:
    """The same sets, with time-outs and without."""
    for limits in ([], [TIMEOUTS] * len(SETS[which])):
        chart = latency_chart(SETS[which], limits)
        assert untidy(draw_latency(chart, PROVENANCE)) == []


# --- words ------------------------------------------------------------------------------------------------------------


def test_times_and_prices_are_said_as_people_say_them() -> None:
    """Digits that count, units that fit; an interval that reaches nothing says up to."""
    assert [seconds(value) for value in (0.05, 0.93, 6.06, 9.96, 42.4, 99.4, 120.0, 1_560.0, 7_200.0)] == [
        "0.05 s", "0.93 s", "6.1 s", "10 s", "42 s", "99 s", "2.0 min", "26 min", "2.0 h",
    ]  # fmt: skip
    assert [seconds_span(*ends) for ends in ((7.7, 9.9), (50.0, 130.0), (-2.0, 49.0))] == [
        "7.7 to 9.9 s", "50 s to 2.2 min", "up to 49 s",
    ]  # fmt: skip
    assert [small_eur(value) for value in (0.0, 0.001921, 0.0333, 0.42, 393.168, 1_795.2, 3.2e6)] == [
        "€0", "€0.00192", "€0.0333", "€0.42", "€393.17", "€1,795", "€3.2M",
    ]  # fmt: skip


@pytest.mark.parametrize("hours", [0.05, 0.5, 1.0, 2.0, 24.0, 25.0, 48.0, 168.0])
def test_the_clock_has_few_round_ticks_with_different_names(hours: float) -> None:
    """At most nine, inside the day; a day ends at 24:00, a week has weekdays."""
    ticks = clock_ticks(hours)
    words = [clock(tick, hours, "tuesday", ("monday", "tuesday", "wednesday")) for tick in ticks]
    assert 2 <= len(ticks) <= 9
    assert ticks[-1] <= hours
    assert all(first != second for first, second in pairwise(words))
    assert (words[-1] == "24:00") == (hours == 24.0)


@pytest.mark.parametrize(("low", "high"), [(0.5, 12.0), (2.0, 6e3), (1e-3, 1e6), (4.0, 9.0)])
def test_log_ticks_stay_on_the_axis(low: float, high: float) -> None:
    """One at least, six at most."""
    ticks = log_ticks(low, high)
    assert 1 <= len(ticks) <= 6
    assert all(low <= tick <= high for tick in ticks)
