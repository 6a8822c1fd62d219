"""The story of one programme: dated, complete, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import sim
from sim import dates, story
from sim.scenario import Scenario

CHAIN = "Frozen in month 19: too dear; surprise 3.8 ×; no platform shared the cost."
ROW: dict[str, Any] = {
    "replication": 4, "outcome": "frozen", "outcome_week": 80.0, "cause_text": CHAIN,
    "live_max": 6, "live_end": 6, "reached_target_week": None, "platform_week": 39.0, "first_question_week": 50.0,
    "first_question_live": 5, "surprise_ratio": 3.8, "spend_eur": 3e6, "value_eur": 1e6, "cost_eur": 4e6,
    "payoff_eur": -2.9e6, "run_rate_eur": 1.1e6, "refused": 0, "shelved": 0, "shadow": 0, "surfaced": 0, "retired": 0,
    "weeks_to_production": None, "reviews_per_system": None, "reuse_share": None, "cost_per_call_eur": None,
}  # fmt: skip
STATE: dict[str, Any] = {
    "week": 52.0, "live": 3, "queued": 2, "shadow": 1, "engineers": 14, "run_rate_eur": 341e3, "budget_eur": 1.4e6,
    "spend_eur": 1.3e6, "value_eur": 36e3, "gate_open": True, "patience_weeks": 88.0, "trust": 0.92,
}  # fmt: skip


CALM = ("shadow.reorganisations_per_year=0", "sponsor.patience_weeks=1000")
"""Nothing ends such a programme early but money, people or a stall."""


def event(week: float, actor: str, what: str, text: str, use_case: int | None = None) -> dict[str, Any]:
    return {"replication": 4, "week": week, "actor": actor, "what": what, "use_case": use_case, "text": text}


def told(*events: dict[str, Any], weekly: tuple[dict[str, Any], ...] = (), **changed: Any) -> story.Story:
    tables = {"replications": [{**ROW, **changed}], "events": list(events), "weekly": list(weekly)}
    return story.tell(Scenario(label="Ours"), 21, 4, tables)


def test_the_first_day_is_a_monday() -> None:
    """The start date is one named assumption, and the story says so."""
    assert date(2027, 1, 4) == dates.START_DATE
    assert dates.START_DATE.weekday() == 0
    assert "assume" in told().about_dates


@pytest.mark.parametrize(
    ("week", "month", "shown"),
    [
        (0.0, 1, "4 Jan 2027"),
        (4.3, 1, "3 Feb 2027"),
        (4.4, 2, "3 Feb 2027"),
        (52.0, 13, "3 Jan 2028"),
        (260.0, 61, "29 Dec 2031"),
    ],
)
def test_weeks_become_months_and_days(week: float, month: int, shown: str) -> None:
    """Months of the programme are counted from one; days are days of the calendar."""
    assert (dates.month_of(week), dates.short_date(week)) == (month, shown)


def test_in_short_answers_the_four_questions() -> None:
    """How it ended, how far it got, when the platform shipped, when finance asked and what it heard."""
    assert told().in_short == (
        "The programme ends frozen in month 19 (July 2028), with 6 workloads live.",
        "At most 6 workloads are live at once; the target of 20 is not reached.",
        "The platform ships in month 10 (October 2027).",
        "Finance first asks in month 12 (December 2027), with 5 live, and the answer is 3.8 times what was assumed.",
    )


def test_in_short_of_a_programme_that_stands() -> None:
    """No end, the target, no platform, no question."""
    lines = told(
        outcome="censored", outcome_week=260.0, live_end=23, reached_target_week=130.0, platform_week=None,
        first_question_week=None,
    ).in_short  # fmt: skip
    assert lines[0] == "The programme still stands after 60 months, with 23 workloads live."
    assert lines[1] == "The target of 20 live workloads is reached in month 31 (July 2029)."
    assert lines[2:] == ("No platform ships.", "Finance never has to ask.")


def test_in_short_of_a_programme_in_which_nothing_went_live() -> None:
    """No workload is no number; one is no plural."""
    assert told(live_max=0, live_end=0).in_short[1] == "Nothing goes live; the target of 20 is not reached."
    assert told(live_max=1).in_short[1] == "At most 1 workload is live at once; the target of 20 is not reached."


def test_in_short_says_what_did_not_come_and_what_delivery_took() -> None:
    """Refused, shelved, gone around, retired; time, reviews, reuse and the cost of a call: only what there is."""
    lines = told(
        refused=19, shelved=3, shadow=4, surfaced=1, retired=1, weeks_to_production=52.0, reviews_per_system=1.25,
        reuse_share=0.31, cost_per_call_eur=0.0104,
    ).in_short[4:]  # fmt: skip
    assert lines == (
        "Of the use cases: 19 refused by finance, 3 shelved at the scale gate, 4 gone around (1 of them came to light) "
        "and 1 retired.",
        "From idea to production a workload takes 12 months and 1.2 reviews on average; the platform saves 31% of its "
        "build; a useful call costs 1.04 cents.",
    )
    assert told(shadow=2).in_short[4] == "Of the use cases: 2 gone around (0 of them came to light)."
    assert told(weeks_to_production=26.0, reviews_per_system=1.0, cost_per_call_eur=1.2).in_short[4] == (
        "From idea to production a workload takes 6 months and 1.0 reviews on average; a useful call costs €1.20."
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("reorganised", "The programme ends reorganised in month 19"),
        ("sponsor_lost", "The programme loses its sponsor in month 19"),
        ("stopped", "The programme ends stopped in month 19"),
        ("burned_out", "The programme ends burned out in month 19"),
    ],
)
def test_every_outcome_is_said_in_words(outcome: str, said: str) -> None:
    """A fate is a sentence."""
    assert told(outcome=outcome).in_short[0].startswith(said)


def test_events_are_told_in_order_up_to_the_end() -> None:
    """What happens after the end is not part of the story; ideas are left to the event log."""
    entries = told(
        event(0.0, "opportunities", "idea", "An idea."),
        event(0.0, "team", "build_started", "The first build."),
        event(3.0, "team", "build_started", "The second build."),
        event(30.0, "workload", "live", "One is live."),
        event(20.0, "platform", "platform_started", "The platform starts."),
        event(90.0, "workload", "live", "Too late."),
    ).entries
    assert [entry.text for entry in entries] == ["The first build.", "The platform starts.", "One is live."]
    assert [entry.topic for entry in entries] == ["build", "platform", "live"]


def test_a_line_that_gathers_says_from_when_until_when() -> None:
    """Months of the first and the last event; one alone has one month, and the date is the first one's."""
    entries = told(
        event(14.0, "levers", "lever_applied", "Caching on use case 3.", 2),
        event(25.0, "levers", "lever_applied", "Routing on use case 1.", 0),
        event(27.0, "levers", "lever_applied", "Caching on use case 9.", 8),
    ).entries
    assert [(entry.months, entry.month, entry.date) for entry in entries] == [
        ("4–6", 4, "12 Apr 2027"),
        ("7", 7, "12 Jul 2027"),
    ]


def test_the_causes_of_an_end_are_a_list() -> None:
    """The chain is one sentence with a semicolon before each cause; the end comes first, then why."""
    one = told()
    assert (one.end, one.causes) == (
        "17 July 2028. Frozen in month 19: too dear.",
        ("surprise 3.8 ×", "no platform shared the cost"),
    )
    assert "  - surprise 3.8 ×\n" in story.as_text(one)
    assert "\n- surprise 3.8 ×\n" in story.as_markdown(one)
    assert told(cause_text="Standing at the horizon with 6 live.").causes == ()


def test_an_end_that_is_known_late_says_so() -> None:
    """A freeze is dated when the gate closed, and known two years later."""
    account = told(event(184.0, "outcome", "end", "Frozen.")).account
    assert account[0] == "That this was the end is known only in month 43 (July 2030); it is dated when it began."
    assert "a loss of €2.9M" in account[1]
    assert len(told(event(80.5, "outcome", "end", "Frozen.")).account) == 1


def test_year_ends_carry_the_state_of_the_programme() -> None:
    """Live, queue, shadow, people, money, trust and patience (88 weeks are 20 months) once a year, up to the end."""
    (entry,) = told(weekly=(STATE, STATE | {"week": 60.0}, STATE | {"week": 104.0})).entries
    assert (entry.topic, entry.month) == ("year end", 12)
    assert entry.text == (
        "Year one ends with 3 live, 2 in the queue, 1 in the shadow and 14 engineers; run-rate €341k of a budget of "
        "€1.4M; €1.3M spent for €36k of value. Users' trust is at 92%; the sponsor would wait 20 months more."
    )


def test_a_year_end_says_only_what_there_is() -> None:
    """No queue, no shadow, nothing live to trust, no patience left; a closed gate is said."""
    state = STATE | {"live": 0, "queued": 0, "shadow": 0, "trust": None, "patience_weeks": -1.0, "gate_open": False}
    (entry,) = told(weekly=(state,)).entries
    assert entry.text.startswith("Year one ends with 0 live and 14 engineers;")
    assert entry.text.endswith("Growth is closed. The sponsor would wait 0 months more.")


def test_year_ends_are_read_off_a_traced_programme() -> None:
    """The weekly table of a real programme has every column that a year end needs."""
    scenario = sim.load_scenario("application_first", ["horizon_weeks=110", "cfo.budget_eur=1e9", *CALM])
    entries = [entry for entry in sim.trace(scenario, 7).story.entries if entry.topic == "year end"]
    assert [entry.month for entry in entries] == [12, 24]


def test_text_is_folded_and_markdown_is_a_table() -> None:
    """Both carry every line; a bar in a text does not break the table."""
    one = told(event(5.0, "workload", "live", "A | B " + "word " * 40))
    text, page = story.as_text(one, 70), story.as_markdown(one)
    assert max(map(len, text.splitlines())) <= 70
    assert "A \\| B" in page
    assert "## The end, and why" in page


@pytest.mark.parametrize(
    "strategy",
    ["application_first", "platform_first", "late_extraction", "coe", "project_by_project", "factory"],
)
def test_a_story_of_five_years_stays_readable(strategy: str) -> None:
    """However much happens, no more than 60 dated lines and 140 lines of text, none wider than the page."""
    busy = ["opportunities.ideas_per_month=3", "cfo.budget_eur=1e9", "cfo.hurdle=0", *CALM]
    one = sim.trace(sim.load_scenario(strategy, busy), 3).story
    lines = story.as_text(one).splitlines()
    assert len(one.entries) <= 60
    assert len(lines) <= 140
    assert max(map(len, lines)) <= 100
