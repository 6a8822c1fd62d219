"""The timeline of one programme: lanes from its events, title from its outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sim.charts import TimelineChart, draw_timeline, timeline_chart
from sim.charts.lanes import Span
from sim.charts.words import MONTHS_PER_WEEK
from sim.programme.columns import TABLES
from tests.charts import story_rows as story
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import text_boxes

START = date(2025, 11, 1)


def timeline(outcome: story.Row | None = None, **options: Any) -> TimelineChart:
    """The frozen programme."""
    options = {"events": story.frozen_events(), "weekly": story.weekly()} | options
    return timeline_chart(
        options.pop("events"), options.pop("weekly"), outcome or story.outcome_row(), start=START, **options
    )


def weeks(span: Span) -> tuple[str, float, float]:
    """A span back in weeks."""
    return span.state, round(span.start / MONTHS_PER_WEEK, 6), round(span.end / MONTHS_PER_WEEK, 6)


def test_the_rows_used_here_are_those_of_the_tables() -> None:
    """Every column that the charts read exists in the programme's tables."""
    rows = {
        "events": story.event(1, "idea"),
        "weekly": story.weekly()[0],
        "replications": story.outcome_row(),
        "reviews": story.review(1, 2, 3),
    }
    for table, row in rows.items():
        assert set(row) <= {column.name for column in TABLES[table]}


def test_a_workloads_stages_follow_each_other() -> None:
    """Waiting, build, pilot, live, and what runs on after the end."""
    bar = timeline().bars[1]
    assert bar.n == 2
    assert [weeks(span) for span in bar.spans] == [
        ("waiting", 2, 4),
        ("build", 4, 16),
        ("pilot", 16, 24),
        ("live", 24, 78),
        ("after the end", 78, 260),
    ]


def test_a_build_that_was_broken_off_ends_with_the_programme_and_has_no_number() -> None:
    """It never went live, so it has no place in the order."""
    bar = timeline().bars[-1]
    assert (bar.use_case, bar.n) == (6, None)
    assert [weeks(span) for span in bar.spans] == [("waiting", 20, 60), ("build", 60, 78)]


def test_a_go_live_after_the_end_is_not_counted() -> None:
    """Nothing going live after an end counts (model §2)."""
    late = timeline(events=story.built(0, 0, 1, 60, 70) + story.built(1, 0, 1, 70, 90))
    assert [bar.n for bar in late.bars] == [1, None]


def test_only_ideas_nobody_took_up_or_refused_are_left_waiting() -> None:
    """One of the story's nine ideas waits, one was refused."""
    assert timeline().left_waiting == 1


def test_a_workload_that_is_wound_down_ends_then() -> None:
    """A wind-down event ends the bar."""
    events = [*story.built(0, 0, 1, 10, 20), story.event(100, "wound_down", 0)]
    assert weeks(timeline(events=events).bars[0].spans[-1]) == ("after the end", 78, 100)


def test_the_gate_is_open_until_finance_says_otherwise() -> None:
    """Open, cut, closed; a decision that changes nothing starts no new state; nothing after the end."""
    gate = timeline().gate
    assert [weeks(span) for span in gate.spans] == [("open", 0, 70), ("cut", 70, 78)]
    assert [mark.what for mark in gate.marks] == ["question", "approved", "plan_cut", "gate_closed"]
    assert [mark.text for mark in gate.marks] == ["first question", "", "plan cut", "closed"]


def test_the_gate_reopens() -> None:
    """Closed until reopened, then open to the horizon of a programme that stands."""
    events = [story.event(50, "gate_closed"), story.event(76, "gate_reopened"), story.event(90, "question")]
    standing = story.outcome_row("censored", 260.0)
    gate = timeline(standing, events=[*events, story.event(95, "question")]).gate
    assert [weeks(span) for span in gate.spans] == [("open", 0, 50), ("closed", 50, 76), ("open", 76, 260)]
    assert [mark.what for mark in gate.marks].count("question") == 1


def test_the_platform_is_built_serves_and_is_refactored() -> None:
    """Each state lasts to the next; a programme that never builds one says so."""
    turns = ((10, "platform_started"), (40, "platform_shipped"), (60, "refactor_started"), (70, "refactor_finished"))
    lane = timeline(events=[story.event(week, what) for week, what in turns]).platform
    assert [weeks(span) for span in lane.spans] == [
        ("build", 10, 40),
        ("in service", 40, 60),
        ("refactor", 60, 70),
        ("in service", 70, 78),
    ]
    none = draw_timeline(timeline(events=[]), PROVENANCE)
    assert "never started" in [text for text, _ in text_boxes(none)]


@pytest.mark.parametrize(
    ("outcome", "title"),
    [
        (story.outcome_row(), "Frozen in month 19: run-rate €1.9M a year against a budget of €1.4M"),
        (
            story.outcome_row("insolvent", 216.0),
            "Insolvent in month 50: run-rate €1.9M a year against a budget of €1.4M",
        ),
        (
            story.outcome_row("frozen", 20.0, cause_text="Frozen in month 5: the plan is dearer than the budget."),
            "Frozen in month 5: the plan is dearer than the budget",
        ),
        (
            story.outcome_row(
                "burned_out", 100.0, cause_text="Burned out in month 24: the platform team is down to 1."
            ),
            "Burned out in month 24: the platform team is down to 1",
        ),
        (
            story.outcome_row("sponsor_lost", 100.0, cause_text="no value in three years."),
            "Sponsor lost in month 24: no value in three years",
        ),
        (story.outcome_row("stalled", 0.0), "Stalled in month 1"),
        (
            story.outcome_row("censored", 260.0, live_end=21, reached_target_week=180.6),
            "Still standing after 60 months with 21 workloads live; twenty reached in month 42",
        ),
        (
            story.outcome_row("censored", 260.0, live_end=1),
            "Still standing after 60 months with 1 workload live, short of twenty",
        ),
    ],
)
def test_the_title_is_the_outcome_with_its_reason(outcome: story.Row, title: str) -> None:
    """Money where money ended it, the cause in words where something else did, how far it came where nothing did."""
    assert timeline(outcome).title == title


def test_a_review_is_believed_before_the_weekly_row() -> None:
    """Finance decides on the run-rate with the committed plan; the latest review up to the end counts."""
    reviews = [story.review(44, 1.2e6, 1.4e6), story.review(78, 2.64e6, 1.4e6), story.review(130, 9e6, 1.4e6)]
    chart = timeline(reviews=reviews)
    assert chart.title == "Frozen in month 19: run-rate with its plan €2.6M a year against a budget of €1.4M"
    assert chart.reviews is not None
    assert chart.reviews.values == (1.2e6, 2.64e6, 9e6)


def test_months_are_dated_from_the_start() -> None:
    """Month numbers and calendar months stand under the lanes; target and end stand above."""
    standing = timeline(story.outcome_row(reached_target_week=60.0))
    words = [text for text, _ in text_boxes(draw_timeline(standing, PROVENANCE))]
    for part in ("0", "6", "60", "Nov 2025", "May 2026", "Nov 2030", "Frozen, month 19", "twenty live, month 14"):
        assert part in words
    assert "1 engineer leaves" in words


def test_without_weekly_rows_the_lanes_of_events_remain() -> None:
    """A replication that was not traced has no money lane, and none is made up."""
    chart = timeline(weekly=[], horizon_weeks=260.0)
    words = [text for text, _ in text_boxes(draw_timeline(chart, PROVENANCE))]
    assert "Budget gate" in words
    assert "Money a year" not in words
    assert chart.title == "Frozen in month 19"


def test_the_table_holds_every_span_and_every_week() -> None:
    """Bars with start and end, marks, and the four weekly series."""
    chart = timeline()
    rows = list(chart.rows())
    bars = [row for row in rows if row.series.startswith("use case")]
    assert len(bars) == sum(len(bar.spans) for bar in chart.bars)
    assert all(row.x is not None and row.x_end is not None and row.x_end > row.x for row in bars)
    for measure in ("run_rate_eur", "budget_eur", "burnout", "engineers"):
        assert sum(row.measure == measure for row in rows) == 260


def test_a_column_that_is_not_a_number_is_named() -> None:
    """A broken row gives a message with the column, not a broken picture."""
    with pytest.raises(TypeError, match="column 'outcome_week' holds 'soon'"):
        timeline(story.outcome_row() | {"outcome_week": "soon"})
