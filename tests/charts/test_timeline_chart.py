"""The timeline of one programme: lanes from its events, title from its outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sim.charts import TimelineChart, draw_timeline, timeline_chart
from sim.charts.lanes import Span, people_in_words
from sim.charts.timeline_data import Limits
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


def test_a_pause_runs_along_the_gate() -> None:
    """From its start to its end, or to the programme's where it did not end; the gate's own state goes on."""
    events = [story.event(30, "paused", actor="platform"), story.event(43, "pause_ended", actor="platform")]
    gate = timeline(events=events).gate
    assert [weeks(span) for span in gate.spans] == [("open", 0, 78)]
    assert [weeks(span) for span in gate.under] == [("pause", 30, 43)]
    assert [mark.text for mark in gate.marks] == ["pause"]
    assert [weeks(span) for span in timeline(events=events[:1]).gate.under] == [("pause", 30, 78)]


def test_the_platforms_line_is_cut_and_funded_again() -> None:
    """While it is cut, building or service goes on in the picture as it stood."""
    turns = ((10, "platform_started"), (40, "platform_cut"), (53, "platform_funded"), (66, "platform_cut"))
    lane = timeline(events=[story.event(week, what) for week, what in turns]).platform
    assert [weeks(span) for span in lane.spans] == [("build", 10, 78)]
    assert [weeks(span) for span in lane.under] == [("line cut", 40, 53), ("line cut", 66, 78)]
    assert [mark.text for mark in lane.marks] == ["line cut", "funded again", "line cut"]


def test_a_start_put_off_again_and_again_is_said_once() -> None:
    """The first dot carries the words for all; one alone is just put off."""
    slips = [story.event(week, "platform_slipped") for week in (20, 30, 40)]
    assert [mark.text for mark in timeline(events=slips).platform.marks] == ["put off 3 times", "", ""]
    assert [mark.text for mark in timeline(events=slips[:1]).platform.marks] == ["put off"]


def test_engineers_who_leave_and_join_are_marked_up_to_the_end() -> None:
    """Whoever leaves after the programme's end is no departure of the programme."""
    events = [
        story.event(week, what)
        for week, what in ((20, "engineer_left"), (32, "engineer_joined"), (90, "engineer_left"))
    ]
    assert [mark.what for mark in timeline(events=events).people] == ["engineer_left", "engineer_joined"]
    assert people_in_words(timeline(events=events).people) == "1 leaves, 1 joins"
    assert people_in_words(()) == ""


def test_load_and_patience_end_with_the_programme() -> None:
    """Nobody is on call for a programme that has ended, and no sponsor waits for it; money and payroll run on."""
    chart = timeline()
    lines = {line.measure: line.months[-1] / MONTHS_PER_WEEK for line in chart.lines}
    assert {measure: round(week) for measure, week in lines.items()} == {
        "run_rate_eur": 260, "budget_eur": 260, "engineers": 260, "load_hours": 78, "burnout": 78,
        "patience_weeks": 78, "misfit": 78,
    }  # fmt: skip
    patience = chart.line("patience_weeks")
    assert patience is not None
    assert (patience.last, patience.at(20 * MONTHS_PER_WEEK)) == (32.0, 90.0)


def test_misfit_is_drawn_from_when_it_is_known() -> None:
    """Empty before the platform ships in week 52; without any the series is not there."""
    misfit = timeline().line("misfit")
    assert misfit is not None
    assert round(misfit.months[0] / MONTHS_PER_WEEK) == 52
    assert timeline(weekly=story.weekly(weeks=40)).line("misfit") is None


def test_the_small_lanes_say_what_they_are_measured_against() -> None:
    """Load against the sustainable hours, patience against what there was; an engineer's comings and goings."""
    events = [*story.frozen_events(), story.event(70, "sponsor_wavers", actor="sponsor")]
    chart = timeline(events=events, limits=Limits(7.0, 110.0))
    words = [text for text, _ in text_boxes(draw_timeline(chart, PROVENANCE))]
    for part in ("at most 10.0 h", "bearable 7 h", "peaks at 98%", "7.4 months left at", "● wavers", "1 leaves"):
        assert any(word.startswith(part) for word in words), part
    assert {row.measure: row.value for row in chart.rows() if row.series == "limits"} == {
        "sustainable_hours": 7.0, "patience_weeks": 110.0,
    }  # fmt: skip


def test_burnout_has_a_lane_only_where_somebody_was_worn() -> None:
    """Below a tenth at its height it would be an empty panel."""
    calm = [row | {"burnout": 0.05} for row in story.weekly()]
    shown = [
        [text for text, _ in text_boxes(draw_timeline(timeline(weekly=one), PROVENANCE))]
        for one in (calm, story.weekly())
    ]
    assert ["Burnout" in words for words in shown] == [False, True]


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


CHAIN = (
    "Frozen in month 19: run-rate €1.9M a year against €1.4M; unit economics first computed at workload 6; "
    "surprise 4.1 ×; 9 of 11 live have no cost lever; no platform shared the cost; the gate stayed closed."
)


@pytest.mark.parametrize(
    ("outcome", "title"),
    [
        (
            story.outcome_row(cause_text=CHAIN),
            "Frozen in month 19: run-rate €1.9M a year against €1.4M; unit economics first computed at workload 6; "
            "surprise 4.1 ×",
        ),
        (
            story.outcome_row(
                "reorganised", 78.0, cause_text="Reorganised in month 19: the model is torn up; " + "x" * 120
            ),
            "Reorganised in month 19: the model is torn up",
        ),
        (
            story.outcome_row("burned_out", 100.0, cause_text="Burned out in month 24: the team is down to 1."),
            "Burned out in month 24: the team is down to 1",
        ),
        (
            story.outcome_row("sponsor_lost", 100.0, cause_text="no value in three years."),
            "Sponsor lost in month 24: no value in three years",
        ),
        (
            story.outcome_row("stopped", 100.0, cause_text="Stopped in month 24 as planned, with 7 workloads live."),
            "Stopped in month 24 as planned, with 7 workloads live",
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
def test_the_title_is_the_outcome_with_its_first_causes(outcome: story.Row, title: str) -> None:
    """As many whole causes of the chain as two lines hold; how far the programme came where nothing ended it."""
    assert timeline(outcome).title == title


def test_reviews_are_dots_on_the_money() -> None:
    """Finance decides on the run-rate with the committed plan."""
    reviews = [story.review(44, 1.2e6, 1.4e6), story.review(78, 2.64e6, 1.4e6)]
    chart = timeline(reviews=reviews)
    assert chart.reviews is not None
    assert chart.reviews.values == (1.2e6, 2.64e6)


def test_months_are_dated_from_the_start() -> None:
    """Month numbers and calendar months stand under the lanes; target and end stand above."""
    standing = timeline(story.outcome_row(reached_target_week=60.0))
    words = [text for text, _ in text_boxes(draw_timeline(standing, PROVENANCE))]
    for part in ("0", "6", "60", "Nov 2025", "May 2026", "Nov 2030", "Frozen, month 19", "twenty live, month 14"):
        assert part in words
    assert "1 leaves" in words


def test_without_weekly_rows_the_lanes_of_events_remain() -> None:
    """A replication that was not traced has no money lane, and none is made up."""
    chart = timeline(weekly=[], horizon_weeks=260.0)
    words = [text for text, _ in text_boxes(draw_timeline(chart, PROVENANCE))]
    assert "Budget gate" in words
    assert "Money a year" not in words
    assert "On call" not in words


def test_the_table_holds_every_span_and_every_week() -> None:
    """Bars with start and end, marks, and the weekly series."""
    chart = timeline()
    rows = list(chart.rows())
    bars = [row for row in rows if row.series.startswith("use case") and row.measure != "dropped"]
    assert len(bars) == sum(len(bar.spans) for bar in chart.bars)
    assert all(row.x is not None and row.x_end is not None and row.x_end > row.x for row in bars)
    for measure, number in (("run_rate_eur", 260), ("budget_eur", 260), ("engineers", 260), ("load_hours", 78)):
        assert sum(row.measure == measure for row in rows) == number


def test_a_column_that_is_not_a_number_is_named() -> None:
    """A broken row gives a message with the column, not a broken picture."""
    with pytest.raises(TypeError, match="column 'outcome_week' holds 'soon'"):
        timeline(story.outcome_row() | {"outcome_week": "soon"})
