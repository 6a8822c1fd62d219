"""The story of one programme: dated, complete, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import sim
from sim import story
from sim.scenario import Scenario

ROW: dict[str, Any] = {
    "replication": 4, "outcome": "frozen", "outcome_week": 80.0, "cause_text": "Frozen in month 19: too dear.",
    "live_max": 6, "live_end": 6, "reached_target_week": None, "platform_week": 39.0, "first_question_week": 50.0,
    "first_question_live": 5, "surprise_ratio": 3.8, "spend_eur": 3e6, "value_eur": 1e6, "cost_eur": 4e6,
    "payoff_eur": -2.9e6, "run_rate_eur": 1.1e6,
}  # fmt: skip


def event(week: float, actor: str, what: str, text: str, use_case: int | None = None) -> dict[str, Any]:
    return {"replication": 4, "week": week, "actor": actor, "what": what, "use_case": use_case, "text": text}


def told(*events: dict[str, Any], **changed: Any) -> story.Story:
    return story.tell(Scenario(label="Ours"), 21, 4, {"replications": [{**ROW, **changed}], "events": list(events)})


def test_the_first_day_is_a_monday() -> None:
    """The start date is one named assumption, and the story says so."""
    assert date(2027, 1, 4) == story.START_DATE
    assert story.START_DATE.weekday() == 0
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
    assert (story.month_of(week), story.short_date(week)) == (month, shown)


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


def test_events_are_told_in_order_up_to_the_end() -> None:
    """What happens after the end is not part of the story; ideas and queues are left to the event log."""
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


def test_levers_migrations_and_refusals_are_gathered_by_quarter() -> None:
    """Eighty levers one by one would bury the story."""
    entries = told(
        event(14.0, "levers", "lever_applied", "Caching on use case 3.", 2),
        event(15.0, "levers", "lever_applied", "Routing on use case 3.", 2),
        event(16.0, "levers", "lever_applied", "Caching on use case 1.", 0),
        event(27.0, "levers", "lever_applied", "Caching on use case 9.", 8),
        *(event(40.0 + one, "cfo", "refused", "No.", one) for one in range(8)),
    ).entries
    assert [entry.text for entry in entries] == [
        "Cost levers are pulled on use cases 1 and 3.",
        "Caching on use case 9.",
        "Finance refuses 8 use cases: worth less than the hurdle asks.",
    ]


def test_a_word_that_this_version_does_not_know_is_told_all_the_same() -> None:
    """New mechanisms appear in the story without a change here."""
    (entry,) = told(event(7.0, "sponsor", "patience_lost", "The sponsor leaves.")).entries
    assert (entry.topic, entry.text) == ("sponsor", "The sponsor leaves.")


def test_an_end_that_is_known_late_says_so() -> None:
    """A freeze is dated when the gate closed, and known two years later."""
    end = told(event(184.0, "outcome", "end", "Frozen.")).end
    assert end[0] == "17 July 2028. Frozen in month 19: too dear."
    assert end[1] == "That this was the end is known only in month 43 (July 2030); it is dated when it began."
    assert "a loss of €2.9M" in end[2]


def test_year_ends_carry_the_state_of_the_programme() -> None:
    """Live, queue, people and money once a year, from the weekly table."""
    scenario = sim.load_scenario("application_first", ["horizon_weeks=110", "cfo.budget_eur=1e9"])
    entries = [entry for entry in sim.trace(scenario, 7).story.entries if entry.topic == "year end"]
    assert [entry.month for entry in entries] == [12, 24]
    assert entries[0].text.startswith("Year one ends with ")


def test_text_is_folded_and_markdown_is_a_table() -> None:
    """Both carry every line; a bar in a text does not break the table."""
    one = told(event(5.0, "workload", "live", "A | B " + "word " * 40))
    text, page = story.as_text(one, 70), story.as_markdown(one)
    assert max(map(len, text.splitlines())) <= 70
    assert "A \\| B" in page
    assert "## The end, and why" in page


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["strategy=coe"], "a central team of 14"),
        (["strategy=coe"], "No shared platform is planned"),
        (["strategy=platform_first"], "no application is started before it ships"),
        (["strategy=application_first"], "once the 3rd workload has been built"),
        (["economics=when_asked"], "until finance asks"),
        (["opportunities.backlog=1"], "One use case is waiting"),
        (["sequencing.platform_after=0"], "beside the first applications"),
    ],
)
def test_the_opening_is_read_off_the_scenario(overrides: list[str], said: str) -> None:
    """People, plan, tracking and money, in sentences."""
    from sim.composition import compose_job
    from sim.opening import opening

    assert said in opening(compose_job(overrides).scenario)
