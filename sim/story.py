"""One programme told in plain words: dated, in the order in which things happened, with the end and its reasons.

The words of single events come from the event log; here they are chosen, gathered and dated.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sim.charts.words import count, eur, listed, number_word
from sim.opening import opening
from sim.scenario import Scenario

START_DATE = date(2027, 1, 4)
"""Assumption: the model counts weeks, and a story needs dates; week 0 begins on this Monday."""

MONTHS_PER_WEEK = 12 / 52
WEEKS_PER_QUARTER, WEEKS_PER_YEAR = 13, 52
_LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_A_MOMENT_WEEKS = 1e-6
_STANDING = "censored"
_TOPIC_OF_ACTOR = {"cfo": "money", "on_call": "people", "levers": "levers", "platform": "platform", "outcome": "end"}
_TOPIC_OF_EVENT = {"live": "live", "target_reached": "live", "build_started": "build", "refused": "money"}
_NOT_TOLD = frozenset({"idea", "queued", "build_started", "build_finished", "end"})
_GATHERED = {
    "lever_applied": "Cost levers are pulled on {which}.",
    "migrated": "{which} moved onto the platform.",
    "refused": "Finance refuses {which}: worth less than the hurdle asks.",
}
_MOST_NAMED = 4

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One dated line of the story."""

    week: float
    topic: str
    text: str

    @property
    def month(self) -> int:
        """Months are counted from one."""
        return month_of(self.week)

    @property
    def date(self) -> str:
        """The calendar date, as in 4 Jan 2027."""
        return short_date(self.week)


@dataclass(frozen=True)
class Story:
    """How it began, what happened, how it ended and why."""

    title: str
    in_short: tuple[str, ...]
    beginning: tuple[str, ...]
    entries: tuple[Entry, ...]
    end: tuple[str, ...]
    about_dates: str


def date_of(week: float) -> date:
    """The calendar day on which this week of the programme falls."""
    return START_DATE + timedelta(days=int(week * 7))


def short_date(week: float) -> str:
    """4 Jan 2027, in every locale."""
    day = date_of(week)
    return f"{day.day} {_LONG_MONTHS[day.month - 1][:3]} {day.year}"


def long_date(week: float) -> str:
    """4 January 2027."""
    day = date_of(week)
    return f"{day.day} {_LONG_MONTHS[day.month - 1]} {day.year}"


def month_of(week: float) -> int:
    """Month of the programme, counted from one."""
    return int(week * MONTHS_PER_WEEK) + 1


def in_month(week: float) -> str:
    """'month 9 (September 2027)'."""
    day = date_of(week)
    return f"month {month_of(week)} ({_LONG_MONTHS[day.month - 1]} {day.year})"


def tell(scenario: Scenario, seed: int, replication: int, tables: Mapping[str, Sequence[Row]]) -> Story:
    """The story of one traced programme; `tables` are rows by column name."""
    (row,) = tables["replications"]
    entries = [*_told(tables["events"]), *_year_ends(tables.get("weekly", ()), row)]
    ended = float(row["outcome_week"])
    return Story(
        title=f"{scenario.label}: programme {replication} of seed {seed}",
        in_short=tuple(_in_short(scenario, row)),
        beginning=(f"It begins on Monday {long_date(0)}. {opening(scenario)}",),
        entries=tuple(sorted((one for one in entries if one.week <= ended), key=lambda one: one.week)),
        end=tuple(_end(scenario, row, tables["events"])),
        about_dates=f"Dates assume that the programme starts on Monday {long_date(0)}; the model counts weeks.",
    )


# --- what happened ---------------------------------------------------------------------------------------------------


def _told(events: Sequence[Row]) -> Iterator[Entry]:
    """Single events as they stand; levers, migrations and refusals gathered by quarter."""
    first_build = next((event for event in events if event["what"] == "build_started"), None)
    if first_build is not None:
        yield _entry(first_build)
    gathered: dict[tuple[str, int], list[Row]] = {}
    for event in events:
        what = str(event["what"])
        if what in _GATHERED:
            gathered.setdefault((what, int(event["week"]) // WEEKS_PER_QUARTER), []).append(event)
        elif what not in _NOT_TOLD:
            yield _entry(event)
    for (what, _), group in gathered.items():
        yield _gathered(what, group)


def _entry(event: Row) -> Entry:
    topic = _TOPIC_OF_EVENT.get(str(event["what"]), _TOPIC_OF_ACTOR.get(str(event["actor"]), str(event["actor"])))
    return Entry(float(event["week"]), topic, str(event["text"]))


def _gathered(what: str, group: Sequence[Row]) -> Entry:
    """Several of a kind in one sentence, dated when the first of them happened."""
    numbers = sorted({int(event["use_case"]) + 1 for event in group if event["use_case"] is not None})
    if len(numbers) <= 1:
        return _entry(group[0])
    which = f"{len(numbers)} use cases" if len(numbers) > _MOST_NAMED else f"use cases {listed([*map(str, numbers)])}"
    text = _GATHERED[what].format(which=which)
    return Entry(float(group[0]["week"]), _entry(group[0]).topic, text[:1].upper() + text[1:])


def _year_ends(weekly: Sequence[Row], row: Row) -> Iterator[Entry]:
    """Where the programme stands at the end of each year that it lives through."""
    for state in weekly:
        week = float(state["week"])
        if week % WEEKS_PER_YEAR == 0 and week <= float(row["outcome_week"]):
            gate = "" if state["gate_open"] else " Growth is closed."
            text = (
                f"Year {number_word(int(week // WEEKS_PER_YEAR))} ends with {state['live']} live, {state['queued']} in "
                f"the queue, {count(int(state['engineers']))} engineers; run-rate {eur(state['run_rate_eur'])} a year "
                f"against a budget of {eur(state['budget_eur'])}; {eur(state['spend_eur'])} spent, "
                f"{eur(state['value_eur'])} of value.{gate}"
            )
            yield Entry(week - _A_MOMENT_WEEKS, "year end", text)


# --- in short, and the end -------------------------------------------------------------------------------------------


def _in_short(scenario: Scenario, row: Row) -> Iterator[str]:
    target = scenario.ends.target
    reached, platform, question = row["reached_target_week"], row["platform_week"], row["first_question_week"]
    yield _fate(scenario, row)
    if reached is None:
        yield f"At most {row['live_max']} workloads are live at once; the target of {target} is not reached."
    else:
        yield f"The target of {target} live workloads is reached in {in_month(reached)}."
    yield "No platform ships." if platform is None else f"The platform ships in {in_month(platform)}."
    if question is None:
        yield "Finance never has to ask."
        return
    surprise = row["surprise_ratio"]
    told = "" if surprise is None else f", and the answer is {surprise:.1f} times what was assumed"
    yield f"Finance first asks in {in_month(question)}, with {row['first_question_live']} live{told}."


def _fate(scenario: Scenario, row: Row) -> str:
    if row["outcome"] == _STANDING:
        months = round(scenario.horizon_weeks * MONTHS_PER_WEEK)
        return f"The programme still stands after {months} months, with {row['live_end']} workloads live."
    name = str(row["outcome"]).replace("_", " ")
    return f"The programme ends {name} in {in_month(row['outcome_week'])}, with {row['live_end']} workloads live."


def _end(scenario: Scenario, row: Row, events: Sequence[Row]) -> Iterator[str]:
    week = float(row["outcome_week"])
    yield f"{long_date(week)}. {row['cause_text']}"
    known = next((float(event["week"]) for event in events if event["what"] == "end"), week)
    if known > week + 1:
        yield f"That this was the end is known only in {in_month(known)}; it is dated when it began."
    horizon = round(scenario.horizon_weeks * MONTHS_PER_WEEK)
    gain = "a gain" if row["payoff_eur"] >= 0 else "a loss"
    yield (
        f"Over {horizon} months it brings {eur(row['value_eur'])} of value for {eur(row['cost_eur'])} of cost; "
        f"discounted, {gain} of {eur(abs(row['payoff_eur']))}. "
        f"What is live at the end costs {eur(row['run_rate_eur'])} a year to run."
    )


# --- on paper --------------------------------------------------------------------------------------------------------


def as_text(story: Story, width: int = 88) -> str:
    """Plain text of a given width."""
    parts = [
        story.title,
        "",
        *(_folded(line, width, "- ", "  ") for line in story.in_short),
        "",
        "How it began",
        *(_folded(line, width, "  ", "  ") for line in story.beginning),
        "",
        "What happened",
        *(_folded(entry.text, width, _margin(entry), " " * len(_margin(entry))) for entry in story.entries),
        "",
        "The end, and why",
        *(_folded(line, width, "  ", "  ") for line in story.end),
        "",
        _folded(story.about_dates, width, "", ""),
    ]
    return "\n".join(parts) + "\n"


def _margin(entry: Entry) -> str:
    return f"  month {entry.month:>3}  {entry.date:>11}  {entry.topic:<9} "


def _folded(text: str, width: int, first: str, further: str) -> str:
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=further, break_on_hyphens=False)


def as_markdown(story: Story) -> str:
    """The same for a document."""
    rows = [f"| {entry.month} | {entry.date} | {entry.topic} | {_cell(entry.text)} |" for entry in story.entries]
    parts = [
        f"# {story.title}",
        "",
        *(f"- {line}" for line in story.in_short),
        "",
        "## How it began",
        "",
        *story.beginning,
        "",
        "## What happened",
        "",
        "| month | date | | |",
        "| ---: | ---: | --- | --- |",
        *rows,
        "",
        "## The end, and why",
        "",
        "\n\n".join(story.end),
        "",
        f"*{story.about_dates}*",
    ]
    return "\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
