"""One programme told in plain words: dated, in the order in which things happened, with its end and why.

The words of single events come from the event log; `gathering` chooses and gathers them; here they are dated.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.charts.words import capital, count, eur, listed, months, number_word, percent
from sim.dates import MONTHS_PER_WEEK, START_DATE, in_month, long_date, month_of, short_date, weekday
from sim.gathering import told
from sim.opening import opening
from sim.scenario import Scenario

__all__ = ["Entry", "Story", "as_markdown", "as_text", "tell"]

WEEKS_PER_YEAR = 52
_A_MOMENT_WEEKS = 1e-6
_STANDING = "censored"
_CENTS_BELOW_EUR = 1.0

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One dated line of the story; `until` is later than `week` where it gathers several events."""

    week: float
    topic: str
    text: str
    until: float = 0.0
    first: date = START_DATE

    @property
    def month(self) -> int:
        """Months are counted from one."""
        return month_of(self.week)

    @property
    def months(self) -> str:
        """'7', or '7–9'."""
        last = month_of(max(self.week, self.until))
        return str(self.month) if last == self.month else f"{self.month}–{last}"

    @property
    def date(self) -> str:
        """The calendar date of its beginning, as in 4 Jan 2027."""
        return short_date(self.week, self.first)


@dataclass(frozen=True)
class Story:
    """How it began, what happened, how it ended and why."""

    title: str
    in_short: tuple[str, ...]
    beginning: tuple[str, ...]
    entries: tuple[Entry, ...]
    end: str
    causes: tuple[str, ...]
    account: tuple[str, ...]
    about_dates: str


def tell(scenario: Scenario, seed: int, replication: int, tables: Mapping[str, Sequence[Row]]) -> Story:
    """The story of one traced programme; `tables` are rows by column name."""
    (row,) = tables["replications"]
    ended = float(row["outcome_week"])
    events = [event for event in tables["events"] if float(event["week"]) <= ended]
    first = scenario.start.day or START_DATE
    gathered = told(events, tables.get("workloads", ()))
    happened = [Entry(one.week, one.topic, one.text, one.until, first) for one in gathered]
    years = _year_ends(tables.get("weekly", ()), ended, first)
    people, *further = opening(scenario)
    head, causes = _causes(str(row["cause_text"]))
    return Story(
        title=f"{scenario.label}: programme {replication} of seed {seed}",
        in_short=tuple(_in_short(scenario, row)),
        beginning=(f"{_first_day(scenario)} {people}", *further),
        entries=tuple(sorted((*happened, *years), key=lambda one: one.week)),
        end=f"{long_date(ended, first)}. {head}",
        causes=causes,
        account=tuple(_account(scenario, row, tables["events"])),
        about_dates=_about_dates(scenario),
    )


def _first_day(scenario: Scenario) -> str:
    """Where a calendar is given, week 0 is the day of the portfolio."""
    day = scenario.start.day
    if day is None:
        return f"It begins on Monday {long_date(0)}."
    what = "It is looked at" if scenario.start.workloads else "It begins"
    return f"{what} on {weekday(day)} {long_date(0, day)}."


def _about_dates(scenario: Scenario) -> str:
    day = scenario.start.day
    if day is None:
        return f"Dates assume that the programme starts on Monday {long_date(0)}; the model counts weeks."
    return f"Dates count from {weekday(day)} {long_date(0, day)} (as_of), which is the first day of week 0."


# --- where it stands every year --------------------------------------------------------------------------------------


def _year_ends(weekly: Sequence[Row], ended: float, first: date) -> Iterator[Entry]:
    """Where the programme stands at the end of each year that it lives through."""
    for state in weekly:
        week = float(state["week"])
        if week % WEEKS_PER_YEAR == 0 and week <= ended:
            text = (
                f"Year {number_word(int(week // WEEKS_PER_YEAR))} ends with {_workloads(state)}; run-rate "
                f"{eur(state['run_rate_eur'])} of a budget of {eur(state['budget_eur'])}; "
                f"{eur(state['spend_eur'])} spent for {eur(state['value_eur'])} of value."
                f"{'' if state['gate_open'] else ' Growth is closed.'} {_mood(state)}"
            )
            yield Entry(week - _A_MOMENT_WEEKS, "year end", text, first=first)


def _workloads(state: Row) -> str:
    beside = [f"{state[kind]} in the {kind.removesuffix('d')}" for kind in ("queued", "shadow") if state[kind]]
    return listed([f"{state['live']} live", *beside, f"{count(int(state['engineers']))} engineers"])


def _mood(state: Row) -> str:
    """The users' trust in what is live, and how long the sponsor would still wait."""
    left = max(0.0, float(state["patience_weeks"])) * MONTHS_PER_WEEK
    sponsor = f"the sponsor would wait {months(left)} more"
    if state["trust"] is None:
        return f"{capital(sponsor)}."
    return f"Users' trust is at {percent(state['trust'])}; {sponsor}."


# --- in short --------------------------------------------------------------------------------------------------------


def _in_short(scenario: Scenario, row: Row) -> Iterator[str]:
    yield _fate(scenario, row)
    yield _reached(scenario, row)
    platform = row["platform_week"]
    yield "No platform ships." if platform is None else f"The platform ships in {_in_month(scenario, platform)}."
    yield _question(scenario, row)
    if lost := _lost(row):
        yield lost
    if row["weeks_to_production"] is not None:
        yield _delivery(row)


def _fate(scenario: Scenario, row: Row) -> str:
    if row["outcome"] == _STANDING:
        length = round(scenario.horizon_weeks * MONTHS_PER_WEEK)
        return f"The programme still stands after {length} months, with {_live(row['live_end'])}."
    name = str(row["outcome"]).replace("_", " ")
    ends = "loses its sponsor" if name == "sponsor lost" else f"ends {name}"
    return f"The programme {ends} in {_in_month(scenario, row['outcome_week'])}, with {_live(row['live_end'])}."


def _in_month(scenario: Scenario, week: float) -> str:
    return in_month(week, scenario.start.day or START_DATE)


def _live(number: int) -> str:
    return f"{number} workload{'' if number == 1 else 's'} live"


def _reached(scenario: Scenario, row: Row) -> str:
    target, reached = scenario.ends.target, row["reached_target_week"]
    if reached is not None:
        return f"The target of {target} live workloads is reached in {_in_month(scenario, reached)}."
    most = row["live_max"]
    at_most = f"At most {most} workload{' is' if most == 1 else 's are'} live at once" if most else "Nothing goes live"
    return f"{at_most}; the target of {target} is not reached."


def _question(scenario: Scenario, row: Row) -> str:
    question, surprise = row["first_question_week"], row["surprise_ratio"]
    if question is None:
        return "Finance never has to ask."
    told = "" if surprise is None else f", and the answer is {surprise:.1f} times what was assumed"
    return f"Finance first asks in {_in_month(scenario, question)}, with {row['first_question_live']} live{told}."


def _lost(row: Row) -> str:
    """What was asked for and did not come, or did not stay; nothing where there is none."""
    kinds = (
        ("refused", "{} refused by finance"),
        ("shelved", "{} shelved at the scale gate"),
        ("shadow", "{} gone around"),
        ("retired", "{} retired"),
    )
    parts = [words.format(count(int(row[kind]))) for kind, words in kinds if row[kind]]
    if row["shadow"]:
        parts[-2 if row["retired"] else -1] += f" ({count(int(row['surfaced']))} of them came to light)"
    return f"Of the use cases: {listed(parts)}." if parts else ""


def _delivery(row: Row) -> str:
    """How long a workload took, and what it took, on average."""
    took = months(row["weeks_to_production"] * MONTHS_PER_WEEK)
    told = [f"From idea to production a workload takes {took} and {row['reviews_per_system']:.1f} reviews on average"]
    if row["reuse_share"]:
        told.append(f"the platform saves {percent(row['reuse_share'])} of its build")
    if row["cost_per_call_eur"] is not None:
        told.append(f"a useful call costs {_small(row['cost_per_call_eur'])}")
    return f"{'; '.join(told)}."


def _small(amount_eur: float) -> str:
    """2.14 cents; €1.20 from a euro on."""
    return f"€{amount_eur:.2f}" if amount_eur >= _CENTS_BELOW_EUR else f"{100 * amount_eur:.2f} cents"


# --- the end, and why ------------------------------------------------------------------------------------------------


def _causes(cause_text: str) -> tuple[str, tuple[str, ...]]:
    """The chain of causes is one sentence: what happened, then why, clause by clause."""
    head, *causes = cause_text.rstrip(".").split("; ")
    return f"{head}.", tuple(causes)


def _account(scenario: Scenario, row: Row, events: Sequence[Row]) -> Iterator[str]:
    """When the end was known, and what it all came to."""
    week = float(row["outcome_week"])
    known = next((float(event["week"]) for event in events if event["what"] == "end"), week)
    if known > week + 1:
        yield f"That this was the end is known only in {_in_month(scenario, known)}; it is dated when it began."
    horizon = round(scenario.horizon_weeks * MONTHS_PER_WEEK)
    gain = "a gain" if row["payoff_eur"] >= 0 else "a loss"
    yield (
        f"Over {horizon} months it brings {eur(row['value_eur'])} of value for {eur(row['cost_eur'])} of cost; "
        f"discounted, {gain} of {eur(abs(row['payoff_eur']))}. "
        f"The run-rate at the end is {eur(row['run_rate_eur'])} a year."
    )


# --- on paper --------------------------------------------------------------------------------------------------------


def as_text(story: Story, width: int = 100) -> str:
    """Plain text of a given width."""
    months_wide = max((len(entry.months) for entry in story.entries), default=0)
    parts = [
        story.title,
        "",
        *(_folded(line, width, "- ", "  ") for line in story.in_short),
        "",
        "How it began",
        *(_folded(line, width, "  ", "  ") for line in story.beginning),
        "",
        "What happened: month, date, matter",
        *(_line(entry, width, months_wide) for entry in story.entries),
        "",
        "The end, and why",
        _folded(story.end, width, "  ", "  "),
        *(_folded(cause, width, "  - ", "    ") for cause in story.causes),
        *(_folded(line, width, "  ", "  ") for line in story.account),
        "",
        _folded(story.about_dates, width, "", ""),
    ]
    return "\n".join(parts) + "\n"


def _line(entry: Entry, width: int, months_wide: int) -> str:
    margin = f"  {entry.months:>{months_wide}}  {entry.date:>11}  {entry.topic:<9} "
    return _folded(entry.text, width, margin, " " * len(margin))


def _folded(text: str, width: int, first: str, further: str) -> str:
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=further, break_on_hyphens=False)


def as_markdown(story: Story) -> str:
    """The same for a document."""
    rows = [f"| {entry.months} | {entry.date} | {entry.topic} | {_cell(entry.text)} |" for entry in story.entries]
    parts = [
        f"# {story.title}",
        "",
        *(f"- {line}" for line in story.in_short),
        "",
        "## How it began",
        "",
        "\n\n".join(story.beginning),
        "",
        "## What happened",
        "",
        "| month | date | matter | |",
        "| ---: | ---: | --- | --- |",
        *rows,
        "",
        "## The end, and why",
        "",
        story.end,
        "",
        *(f"- {cause}" for cause in story.causes),
        *([""] if story.causes else []),
        "\n\n".join(story.account),
        "",
        f"*{story.about_dates}*",
    ]
    return "\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
