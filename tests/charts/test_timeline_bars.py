"""The timeline's bars: every state of a use case's life, who left the queue, and what became of all of them."""

from __future__ import annotations

from datetime import date

import pytest

from sim.charts import draw_timeline, timeline_chart
from sim.charts.bars import STATES, Bar
from sim.charts.timeline_data import TimelineChart
from sim.charts.timeline_parts import COLOURS
from sim.charts.words import MONTHS_PER_WEEK
from tests.charts import story_rows as story
from tests.charts.builders import PROVENANCE
from tests.charts.test_look import lab, linear
from tests.charts.tidy import text_boxes, untidy

START = date(2025, 11, 1)


def timeline(*events: story.Row, outcome: story.Row | None = None) -> TimelineChart:
    """A programme frozen in week 78 of 260."""
    return timeline_chart(events, story.weekly(), outcome or story.outcome_row(), start=START)


def told(use_case: int, *steps: tuple[float, str]) -> list[story.Row]:
    """What happened to one use case."""
    return [story.event(week, what, use_case) for week, what in steps]


def weeks(bar: Bar) -> list[tuple[str, int, int]]:
    """A bar back in weeks."""
    return [(one.state, round(one.start / MONTHS_PER_WEEK), round(one.end / MONTHS_PER_WEEK)) for one in bar.spans]


def tally(chart: TimelineChart) -> dict[str, int]:
    """Those that are not nought."""
    return {one.measure: one.number for one in chart.tallies if one.number}


def test_every_stage_of_a_life_follows_the_one_before() -> None:
    """Waiting, data, build, review and pilot, held up, live, repair, live again, and what runs on after the end."""
    steps = ((2, "idea"), (4, "data_started"), (8, "build_started"), (16, "build_finished"), (20, "sent_back"))
    later = ((24, "held_up"), (30, "live"), (34, "rolled_back"), (44, "live_again"))
    (bar,) = timeline(*told(0, *steps, *later)).bars
    assert bar.n == 1
    assert weeks(bar) == [
        ("waiting", 2, 4),
        ("data", 4, 8),
        ("build", 8, 16),
        ("review, pilot", 16, 24),
        ("held up", 24, 30),
        ("live", 30, 34),
        ("repair", 34, 44),
        ("live", 44, 78),
        ("after the end", 78, 260),
    ]


def test_who_goes_around_leaves_the_queue_and_is_seen_when_it_surfaces() -> None:
    """A shadow has a bar of its own states, no number, and runs on after the end; so has one that left its build."""
    queued = told(0, (5, "idea"), (39, "went_around"), (60, "surfaced"))
    built = told(1, (5, "idea"), (10, "data_started"), (20, "build_started"), (70, "went_around"))
    first, second = timeline(*queued, *built).bars
    assert weeks(first) == [("waiting", 5, 39), ("shadow", 39, 60), ("surfaced", 60, 78), ("after the end", 78, 260)]
    assert [state for state, _, _ in weeks(second)] == ["waiting", "data", "build", "shadow", "after the end"]
    assert (first.n, second.n, first.dropped) == (None, None, None)


def test_a_shadow_that_comes_to_light_after_the_end_is_one_bar() -> None:
    """Nobody counts after an end: the bar is not parted there."""
    (bar,) = timeline(*told(0, (5, "idea"), (39, "went_around"), (100, "surfaced"))).bars
    assert weeks(bar)[-1] == ("after the end", 78, 260)
    assert len(bar.spans) == 3


@pytest.mark.parametrize("what", ["shelved", "retired"])
def test_a_bar_ends_where_its_use_case_is_dropped(what: str) -> None:
    """At the scale gate without a number, in production with one; the cross stands there."""
    steps = ((0, "idea"), (1, "build_started"), (9, "build_finished"), (20, "live"), (50, what))
    live = what == "retired"
    (bar,) = timeline(*told(0, *(step for step in steps if live or step[1] != "live"))).bars
    assert bar.dropped == pytest.approx(50 * MONTHS_PER_WEEK)
    assert weeks(bar)[-1] == ("live" if live else "review, pilot", 20 if live else 9, 50)
    assert bar.n == (1 if live else None)


def test_a_build_that_was_broken_off_ends_with_the_programme_and_has_no_number() -> None:
    """What does not run stops with the programme, whatever the log says afterwards."""
    (bar,) = timeline(*told(6, (20, "idea"), (60, "build_started"), (90, "build_finished"), (95, "shelved"))).bars
    assert (bar.use_case, bar.n, bar.dropped) == (6, None, None)
    assert weeks(bar) == [("waiting", 20, 60), ("build", 60, 78)]


def test_a_go_live_after_the_end_is_not_counted() -> None:
    """Nothing going live after an end counts (model §2); what it costs is shown as running on."""
    chart = timeline(*story.built(0, 0, 1, 60, 70), *story.built(1, 0, 1, 70, 90))
    assert [bar.n for bar in chart.bars] == [1, None]
    assert weeks(chart.bars[1])[-2:] == [("review, pilot", 70, 78), ("after the end", 90, 260)]
    assert tally(chart) == {"went live": 1}


def test_what_is_taken_on_or_goes_around_after_the_end_has_no_bar() -> None:
    """It left the queue of a programme that was no more: it was left waiting."""
    chart = timeline(*told(0, (70, "idea"), (90, "went_around")), *told(1, (90, "idea"), (95, "went_around")))
    assert chart.bars == ()
    assert tally(chart) == {"left waiting": 1}


def test_a_programme_that_is_wound_down_has_nothing_left() -> None:
    """Workloads and shadows end with the wind-down."""
    events = [*story.built(0, 0, 1, 10, 20), *told(1, (0, "idea"), (40, "went_around")), story.event(100, "wound_down")]
    assert [weeks(bar)[-1] for bar in timeline(*events).bars] == [("after the end", 78, 100)] * 2


def test_live_ones_stand_on_top_and_those_that_went_around_below() -> None:
    """In the order of going live; then what was on its way, what was shelved, and the shadows."""
    events = [
        *told(0, (0, "idea"), (9, "went_around")),
        *told(1, (0, "idea"), (1, "build_started"), (30, "build_finished"), (40, "shelved")),
        *told(2, (0, "idea"), (2, "build_started")),
        *story.built(3, 0, 1, 10, 50),
        *story.built(4, 0, 1, 10, 20),
    ]
    assert [bar.use_case for bar in timeline(*events).bars] == [4, 3, 2, 1, 0]


def test_the_tally_says_what_became_of_every_use_case() -> None:
    """Of eight: two live, one of them retired; one shelved, refused, gone around, in build each; two wait."""
    events = [
        *told(0, (0, "idea"), (1, "build_started"), (20, "live"), (30, "rolled_back"), (40, "live_again")),
        *told(1, (0, "idea"), (1, "build_started"), (20, "live"), (60, "retired")),
        *told(2, (0, "idea"), (1, "build_started"), (20, "shelved")),
        *told(3, (0, "idea"), (9, "refused")),
        *told(4, (0, "idea"), (9, "went_around")),
        *told(5, (0, "idea")),
        *told(6, (0, "idea")),
        *told(7, (0, "idea"), (9, "data_started")),
        *told(8, (90, "idea")),
    ]
    chart = timeline(*events)
    assert tally(chart) == {
        "went live": 2, "rolled back": 1, "retired": 1, "shelved": 1, "refused": 1, "went around": 1, "left waiting": 2,
    }  # fmt: skip
    words = [text for text, _ in text_boxes(draw_timeline(chart, PROVENANCE))]
    for part in ("2 went live", "1 went around", "2 left waiting", "× shelved or retired"):
        assert part in words


def test_only_states_that_occur_are_named() -> None:
    """A programme that never repaired anything explains no colour for repair."""
    chart = timeline(*story.built(0, 0, 1, 10, 20), *told(1, (0, "idea"), (40, "went_around")))
    words = {text for text, _ in text_boxes(draw_timeline(chart, PROVENANCE))}
    assert words & set(STATES) == {"waiting", "build", "review, pilot", "live", "shadow", "after the end"}


def test_states_that_follow_each_other_differ_in_grey() -> None:
    """At least 4 units of lightness between neighbours, beside the hairline that parts them."""
    grey = {state: float(lab(linear(COLOURS[state][0]))[0]) for state in STATES}
    follow = [
        ("waiting", "data"), ("data", "build"), ("build", "review, pilot"), ("review, pilot", "held up"),
        ("review, pilot", "live"), ("held up", "live"), ("live", "repair"), ("waiting", "shadow"), ("build", "shadow"),
        ("shadow", "surfaced"), ("live", "after the end"), ("surfaced", "after the end"), ("shadow", "after the end"),
    ]  # fmt: skip
    assert min(abs(grey[one] - grey[other]) for one, other in follow) > 4


def crowded(number: int) -> list[story.Row]:
    """Use cases of every fate in turn."""
    fates: tuple[tuple[tuple[float, str], ...], ...] = (
        ((30, "live"), (40, "rolled_back"), (60, "live_again")),
        ((30, "held_up"), (50, "live"), (150, "retired")),
        ((30, "shelved"),),
        ((30, "went_around"), (90, "surfaced")),
    )
    taken = ((0.0, "idea"), (2.0, "data_started"), (6.0, "build_started"), (20.0, "build_finished"))
    return [
        story.event(use_case + week, what, use_case)
        for use_case in range(number)
        for week, what in (*taken, *fates[use_case % len(fates)])
    ]


@pytest.mark.parametrize("number", [1, 25, 60, 120])
@pytest.mark.parametrize("outcome", ["censored", "reorganised"])
def test_any_number_of_use_cases_is_tidy(number: int, outcome: str) -> None:
    """From one bar, shorter than its legend, to more than can be lettered."""
    row = story.outcome_row(outcome, 260.0 if outcome == "censored" else 78.0)
    assert untidy(draw_timeline(timeline(*crowded(number), outcome=row), PROVENANCE)) == []
