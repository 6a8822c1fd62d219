"""Why a programme ended, against the tables (issue 3, 3): what the six presets say of a score of programmes each.

A text is read for what it claims, and each claim is looked up where it was counted. Nothing here is statistical: every
text has to be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from sim.composition import compose_job
from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from sim.programme.words import euros, month
from tests.programme.worlds import column, field, timeline

PRESETS = ("application_first", "platform_first", "late_extraction", "coe", "project_by_project", "factory")
PROGRAMMES = 20
LONGEST = 600


@cache
def programmes(preset: str) -> list[Record]:
    """The first programmes of a preset."""
    scenario = compose_job([f"strategy={preset}"]).scenario
    return [simulate_programme(scenario, 21, replication) for replication in range(PROGRAMMES)]


def told(outcome: str | None = None) -> Iterator[tuple[Record, str]]:
    """Programmes of all presets that ended so, or of all of them, with what is said of them."""
    for preset in PRESETS:
        for record in programmes(preset):
            if outcome in (None, field(record, "outcome")):
                yield record, field(record, "cause_text")


def end_week(record: Record) -> float:
    """When the end was known."""
    return next(week for week, what, _ in timeline(record) if what == "end")


def events_until(record: Record, week: float, *kinds: str) -> list[float]:
    """When such things happened, up to a week."""
    return [at for at, what, _ in timeline(record) if what in kinds and at <= week]


def claimed(text: str, pattern: str) -> int | None:
    """The number that a text has in this place, if it says so at all."""
    found = re.search(pattern, text)
    return int(found.group(1)) if found else None


# --- every text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_every_text_is_a_readable_sentence(preset: str) -> None:
    """A capital letter, a full stop, no empty value, no empty cause, and short enough for a table."""
    for record in programmes(preset):
        text = field(record, "cause_text")
        assert len(text) <= LONGEST
        assert text[0].isupper()
        assert text.endswith(".")
        assert not re.search(r"\bNone\b|\bnan\b|\binf\b|; ;|;;|  |: ;|\.\.", text), text


def test_the_presets_end_in_more_than_one_way() -> None:
    """What follows is not read off a single kind of text: finance, the queue and the horizon all have their say."""
    outcomes = {field(record, "outcome") for record, _ in told()}
    assert {"censored", "insolvent", "reorganised"} <= outcomes


def test_the_end_is_told_in_the_log_in_the_same_words() -> None:
    """The cause of the summary is the text of the event."""
    for record, text in told():
        texts = [row[5] for row in record.tables["events"] if row[3] == "end"]
        assert texts == ([] if field(record, "outcome") == "censored" else [text])


def test_whoever_stands_is_told_with_what_is_live() -> None:
    """Standing at the horizon with as many live as the summary counts."""
    for record, text in told("censored"):
        assert text == f"Standing at the horizon with {field(record, 'live_end')} live."


def test_the_month_is_that_of_the_end() -> None:
    """A freeze and a stall are told by when they began, everything else by when it happened."""
    for record, text in told():
        outcome = field(record, "outcome")
        if outcome != "censored":
            week = field(record, "outcome_week") if outcome in ("frozen", "stalled") else end_week(record)
            assert claimed(text, r" in month (\d+)") == month(week), text


# --- ends by finance --------------------------------------------------------------------------------------------------


def closing_review(record: Record, week: float) -> tuple[str, str, str]:
    """Run-rate, budget and decision of the review in that week."""
    for row in record.tables["reviews"]:
        if row[1] == week:
            return euros(float(str(row[4]))), euros(float(str(row[5]))), str(row[6])
    raise AssertionError(f"no review in week {week}")


def test_a_freeze_names_run_rate_and_budget_of_the_review_that_closed() -> None:
    """As the reviews' table has them."""
    for record, text in told("frozen"):
        run_rate, budget, _ = closing_review(record, field(record, "outcome_week"))
        assert f": run-rate {run_rate} a year against {budget};" in text


def test_a_termination_names_run_rate_and_budget_of_the_review_that_ended_it() -> None:
    """As the reviews' table has them, and whether it was the second in a row above tolerance."""
    for record, text in told("insolvent"):
        if end_week(record) > 260:
            continue
        run_rate, budget, decision = closing_review(record, end_week(record))
        assert decision == "terminated"
        assert f" at a run-rate of {run_rate} a year against a budget of {budget};" in text
        before = column(record, "reviews", "decision")[:-1]
        assert ("two reviews in a row" in text) == (before[-1:] == ["gate_closed"])


@pytest.mark.parametrize("outcome", ["frozen", "insolvent"])
def test_an_end_by_finance_says_when_the_number_first_existed_and_how_it_surprised(outcome: str) -> None:
    """At the workload and with the ratio of the summary."""
    for record, text in told(outcome):
        tracked, surprise = field(record, "tracked_live"), field(record, "surprise_ratio")
        assert claimed(text, r"first computed at workload (\d+)") == (tracked or None)
        assert ("first computed before any" in text) == (tracked == 0)
        assert (f"surprise {surprise:.1f} ×" in text) if surprise is not None else "surprise" not in text


def test_a_termination_counts_promotions_that_had_ended_by_then() -> None:
    """All that went live 78 weeks before or earlier, where none was retired or taken back meanwhile."""
    for record, text in told("insolvent"):
        week = end_week(record)
        found = re.search(r"(\d+) of (\d+) live pay list price", text)
        if found is None or week > 260:
            continue
        ended = sum(live <= week - 78.0 for live in column(record, "workloads", "live_week"))
        assert int(found.group(2)) == field(record, "live_end")
        assert int(found.group(1)) <= ended
        if not events_until(record, week, "retired", "rolled_back"):
            assert int(found.group(1)) == ended


def test_what_is_said_of_the_platform_is_in_the_summary() -> None:
    """Shipped in that month if it had shipped by the end, begun if it had begun, and else not there."""
    for outcome in ("insolvent", "sponsor_lost"):
        for record, text in told(outcome):
            shipped = field(record, "platform_week")
            begun = events_until(record, end_week(record), "platform_started")
            if shipped is not None:
                assert f"the platform shipped in month {month(shipped)}" in text
            elif begun:
                assert f"the platform, begun in month {month(begun[0])}, had not shipped" in text
            else:
                assert "no platform shared the cost" in text


# --- ends by waiting, wear and patience -------------------------------------------------------------------------------


def test_a_reorganisation_counts_what_waits_what_runs_unseen_and_what_is_live() -> None:
    """Units that had gone around by then, live workloads of the summary, and a share of no more than in both."""
    for record, text in told("reorganised"):
        around = len(events_until(record, end_week(record), "went_around"))
        assert claimed(text, r"(\d+) units? ha(?:s|ve) gone around") == (around or None)
        if end_week(record) <= 260:
            live = field(record, "live_end")
            assert claimed(text, r"; (\d+) (?:is|are) live") == live
            share = claimed(text, r", (\d+)% of all workloads")
            assert (share or 0) <= round(100 * around / (around + live) if around else 0)


def test_a_lost_sponsor_is_told_what_had_gone_live_and_since_when_nothing_more() -> None:
    """Live workloads of the summary, and the month of the last go-live."""
    for record, text in told("sponsor_lost"):
        lives = events_until(record, end_week(record), "live", "live_again")
        if not lives:
            assert "nothing has gone live" in text
        elif end_week(record) <= 260:
            assert claimed(text, r"(\d+) workloads? (?:is|are) live") == field(record, "live_end")
            assert claimed(text, r"the last since month (\d+)") == month(max(lives))


def test_a_collapse_names_the_team_and_who_is_left() -> None:
    """Below two: one engineer, or nobody."""
    for _, text in told("burned_out"):
        assert re.search(r": (unit \d+'s|the central|the platform) team is down to (1 engineer|0 engineers);", text)
