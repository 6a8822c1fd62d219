"""What of an event log is told: each event singly, several of a kind in one sentence, or not at all.

A log holds hundreds of events and a story some dozens of lines. What decides a programme's fate is told as it stands;
what happens again and again is gathered by the quarter, and by longer periods where the story would still be long. In
the longest ones the daily business of a year becomes one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.charts.words import capital, eur, listed, number_word

TOLD = {
    "hiring": "people",
    "target_reached": "live",
    "question": "money",
    "answer": "money",
    "approved": "money",
    "plan_cut": "money",
    "gate_closed": "money",
    "gate_reopened": "money",
    "platform_started": "platform",
    "platform_shipped": "platform",
    "refactor_started": "platform",
    "refactor_finished": "platform",
    "platform_cut": "funding",
    "platform_funded": "funding",
    "taken_over": "start",
    "paused": "pause",
    "pause_ended": "pause",
    "data_standardised": "platform",
    "regulatory_change": "review",
    "sponsor_wavers": "sponsor",
}
"""Told as the log has it, with the topic at the margin."""

FIRST_ONLY = {"data_started": "build", "build_started": "build"}
"""Only the first of them, where work begins; the rest shows in what goes live."""

GATHERED = {
    "lever_applied": ("levers", "Cost levers are pulled on {which}."),
    "migrated": ("platform", "{which} moved onto the platform."),
    "platform_slipped": (
        "platform",
        "The planned platform start is put off {times} times: applications visibly succeed and come first.",
    ),
    "model_migrated": ("prices", "{which} move to newer models."),
    "refused": ("money", "Finance refuses {which}: worth less than the hurdle asks."),
    "sent_back": ("review", "Review sends {which} back: agents without sandbox or audit trail."),
    "shelved": ("pilot", "The pilots of {which} are shelved at the scale gate: decisions had been left open."),
    "held_up": ("pilot", "The pilots of {which} are held up at the scale gate: decisions had been left open."),
    "rolled_back": ("live", "{which} are rolled back: users met what no evaluation had caught."),
    "live_again": ("live", "{which} are live again."),
    "retired": ("live", "{which} are retired: they have had their time, or their users have left them."),
    "went_around": ("shadow", "The units behind {which} go around: they run on their own, at a cost that nobody sees."),
    "surfaced": ("shadow", "The shadows of {which} come to light and are counted from now on."),
}
"""Several within one period become one sentence; one alone is told as the log has it."""

LEFT_OUT = {
    "idea": "one or two a month; the opening says how many are asked for, the year ends how many wait",
    "build_finished": "the go-live that follows is told",
    "handed_over": "it follows from who is on call, and the go-live that follows is told",
    "wound_down": "it follows an end by rule, and a story stops at its end",
    "end": "it has a section of its own",
}
"""Not told, and why not."""

LIVE, STAFF = "live", "staff"
_COMES_AND_GOES = {
    "notice_given": ("gives notice", "give notice"),
    "engineer_left": ("leaves", "leave"),
    "engineer_joined": ("joins", "join"),
}
TOPICS = {"cfo": "money", "on_call": "people", "team": "build", "workload": "live", "outcome": "end"}
"""Whose word a kind of event is that this version does not know; other actors speak for themselves."""

PROMINENT = frozenset({LIVE, "platform_slipped", "went_around", "surfaced"})
"""Gathered, but never part of the daily business of a year."""

IN_A_YEAR = {
    "lever_applied": "cost levers on {} use case{s}",
    "migrated": "{} moved onto the platform",
    "model_migrated": "newer models for {}",
    "refused": "{} refused by finance",
    "sent_back": "{} sent back by review",
    "held_up": "{} held up at the scale gate",
    "shelved": "{} shelved",
    "rolled_back": "{} rolled back",
    "live_again": "{} live again",
    "retired": "{} retired",
}
"""The daily business of a year in counts of use cases."""

FIRST_LIVES = 3
MOST_NAMED = 4
MOST_LINES = 24
QUARTER, HALF_YEAR, YEAR = 13, 26, 52
MEANWHILE = "meanwhile"

Row = Mapping[str, Any]
Group = tuple[str, list[Row]]


@dataclass(frozen=True)
class Told:
    """One line: from when, until when where it gathers several, about what."""

    week: float
    until: float
    topic: str
    text: str


def told(events: Sequence[Row], workloads: Sequence[Row] = ()) -> list[Told]:
    """The log in some dozens of lines, gathered by the shortest period that gives so few."""
    lines: list[Told] = []
    for period in (QUARTER, HALF_YEAR, YEAR):
        singles, groups = _parted(events, period)
        told_apart = [_gathered(group, members, workloads) for group, members in groups if _apart(group, period)]
        daily = [(group, members) for group, members in groups if not _apart(group, period)]
        lines = sorted([*_joined(singles), *told_apart, *_years(daily)], key=lambda line: line.week)
        if len(lines) <= MOST_LINES:
            break
    return lines


def _apart(group: str, period: int) -> bool:
    return period < YEAR or group in PROMINENT


def _parted(events: Sequence[Row], period: int) -> tuple[list[Told], list[Group]]:
    """What is told singly, and what is gathered."""
    singles: list[Told] = []
    groups: dict[tuple[str, int], list[Row]] = {}
    seen: dict[str, int] = {}
    for event in events:
        what = str(event["what"])
        kind = "first" if what in FIRST_ONLY else what
        seen[kind] = seen.get(kind, 0) + 1
        if group := _group(event, seen[kind]):
            groups.setdefault((group, int(event["week"]) // period), []).append(event)
        elif what not in LEFT_OUT and (what not in FIRST_ONLY or seen[kind] == 1):
            singles.append(_line([event], str(event["text"])))
    return singles, [(group, members) for (group, _), members in groups.items()]


def _joined(lines: Sequence[Told]) -> list[Told]:
    """What is said in one instant about one matter is one line."""
    joined: dict[tuple[float, float, str], Told] = {}
    for line in lines:
        key = (line.week, line.until, line.topic)
        before = joined.get(key)
        joined[key] = line if before is None else replace(before, text=f"{before.text} {line.text}")
    return list(joined.values())


def _years(daily: Sequence[Group]) -> list[Told]:
    """The daily business of each year in one line."""
    years: dict[int, list[Group]] = {}
    for group, members in daily:
        years.setdefault(int(members[0]["week"]) // YEAR, []).append((group, members))
    return [_year(groups) for groups in years.values()]


def _year(groups: Sequence[Group]) -> Told:
    weeks = [float(event["week"]) for _, members in groups for event in members]
    by_group = dict(groups)
    counts = [_counted(words, by_group[group]) for group, words in IN_A_YEAR.items() if group in by_group]
    sentences = [f"{capital(listed(counts))}."] if counts else []
    if STAFF in by_group:
        sentences.append(_staff(by_group[STAFF]))
    return Told(min(weeks), max(weeks), MEANWHILE, " ".join(sentences))


def _counted(words: str, members: Sequence[Row]) -> str:
    number = len(_numbers(members))
    return words.format(number, s="" if number == 1 else "s")


def _group(event: Row, number: int) -> str:
    """With what an event is gathered; nothing where it is told singly."""
    what = str(event["what"])
    if what in _COMES_AND_GOES:
        return "" if event["actor"] == "on_call" else STAFF
    if what == LIVE:
        return LIVE if number > FIRST_LIVES else ""
    return what if what in GATHERED else ""


def _line(members: Sequence[Row], text: str) -> Told:
    return Told(float(members[0]["week"]), float(members[-1]["week"]), _topic(members[0]), text)


def _topic(event: Row) -> str:
    what, actor = str(event["what"]), str(event["actor"])
    known = TOLD | FIRST_ONLY | {kind: topic for kind, (topic, _) in GATHERED.items()}
    return known.get(what) or TOPICS.get(actor, actor)


def _gathered(group: str, members: Sequence[Row], workloads: Sequence[Row]) -> Told:
    return _line(members, _sentence(group, members, workloads))


def _sentence(group: str, members: Sequence[Row], workloads: Sequence[Row]) -> str:
    """One alone keeps its own words."""
    if len(members) == 1:
        return str(members[0]["text"])
    if group == STAFF:
        return _staff(members)
    if group == LIVE:
        return _go_lives(members, workloads)
    numbers = _numbers(members)
    if len(numbers) == 1 and group != "lever_applied":
        return str(members[0]["text"])
    return capital(GATHERED[group][1].format(which=_which(numbers), times=len(members)))


def _staff(members: Sequence[Row]) -> str:
    """'Two engineers give notice, one leaves and two join.'"""
    parts: list[str] = []
    for what, (one, many) in _COMES_AND_GOES.items():
        number = sum(event["what"] == what for event in members)
        if number:
            who = "" if parts else f" engineer{'' if number == 1 else 's'}"
            parts.append(f"{number_word(number)}{who} {one if number == 1 else many}")
    return f"{capital(listed(parts))}."


def _go_lives(members: Sequence[Row], workloads: Sequence[Row]) -> str:
    """What the new ones will cost, and how many run then, from the table of workloads."""
    ranks = {int(event["use_case"]) for event in members}
    rows = [row for row in workloads if int(row["use_case"]) in ranks]
    which = f"{capital(_which(_numbers(members)))} go live"
    if not rows:
        return f"{which}."
    costs = [float(row["marginal_cost_eur"]) for row in rows]
    return f"{which}, at {eur(min(costs))} to {eur(max(costs))} a year each: {rows[-1]['live']} in production."


def _numbers(members: Sequence[Row]) -> list[int]:
    return sorted({int(event["use_case"]) + 1 for event in members if event["use_case"] is not None})


def _which(numbers: Sequence[int]) -> str:
    if len(numbers) > MOST_NAMED:
        return f"{len(numbers)} use cases"
    return f"use case{'' if len(numbers) == 1 else 's'} {listed([*map(str, numbers)])}" if numbers else ""
