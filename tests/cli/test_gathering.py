"""What of an event log a story tells: singly, gathered, or not at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.gathering import FIRST_ONLY, GATHERED, IN_A_YEAR, LEFT_OUT, MOST_LINES, TOLD, told

OF_PEOPLE = {"notice_given", "engineer_left", "engineer_joined"}
Row = dict[str, Any]


def event(week: float, what: str, use_case: int | None = None, actor: str = "team", text: str = "") -> Row:
    return {"week": week, "actor": actor, "what": what, "use_case": use_case, "text": text or f"{what} {use_case}"}


def texts(*events: Row, workloads: tuple[Row, ...] = ()) -> list[str]:
    return [line.text for line in told(events, workloads)]


def logged() -> Iterator[str]:
    """Every kind of event that the programme can log, read off its code."""
    for path in (Path(sim.__file__).parent / "programme").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("log.add"):
                what = node.args[1]
                assert isinstance(what, ast.Constant), ast.unparse(node)
                yield str(what.value)


def test_every_kind_of_event_is_told_gathered_or_left_out_with_a_reason() -> None:
    """A new mechanism has to say how it appears in the story; none is both, and none is named that is never logged."""
    rooms = [set(TOLD), set(FIRST_ONLY), set(GATHERED), set(LEFT_OUT), OF_PEOPLE, {"live"}]
    known = set().union(*rooms)
    assert set(logged()) == known
    assert sum(map(len, rooms)) == len(known)
    assert all(LEFT_OUT.values())


def test_every_daily_business_has_its_words_for_a_year() -> None:
    """What is gathered is either prominent or counted in the line of a year."""
    assert set(GATHERED) - set(IN_A_YEAR) == {"platform_slipped", "went_around", "surfaced"}
    assert set(IN_A_YEAR) <= set(GATHERED)


@pytest.mark.parametrize("what", sorted(TOLD))
def test_what_decides_a_fate_is_told_as_the_log_has_it(what: str) -> None:
    """However often it happens."""
    events = [event(week, what, text=f"It happens in week {week}.") for week in (1, 2, 3)]
    lines = told(events)
    assert [line.text for line in lines] == [str(one["text"]) for one in events]
    assert {line.topic for line in lines} == {TOLD[what]}


@pytest.mark.parametrize("what", sorted(LEFT_OUT))
def test_what_is_left_out_is_not_told(what: str) -> None:
    """Its reason stands in the code."""
    assert told([event(1, what, 0)]) == []


@pytest.mark.parametrize("what", sorted(set(GATHERED) - {"platform_slipped"}))
def test_several_of_a_kind_are_one_sentence_and_one_keeps_its_words(what: str) -> None:
    """By the quarter: two in weeks 14 and 25 are one, a third in week 27 stands alone."""
    one, other, third = event(14, what, 2), event(25, what, 0), event(27, what, 8)
    first, second = told([one, other, third])
    assert "se cases 1 and 3" in first.text
    assert (first.week, first.until, second.text) == (14, 25, third["text"])
    assert first.topic == second.topic == GATHERED[what][0]


def test_many_use_cases_are_counted_and_few_are_named() -> None:
    """Up to four by number."""
    assert texts(*(event(week, "refused", week) for week in range(4))) == [
        "Finance refuses use cases 1, 2, 3 and 4: worth less than the hurdle asks."
    ]
    assert texts(*(event(week, "refused", week) for week in range(8))) == [
        "Finance refuses 8 use cases: worth less than the hurdle asks."
    ]


def test_several_levers_on_one_use_case_are_one_sentence() -> None:
    """Its own words would name the first lever only."""
    assert texts(event(1, "lever_applied", 2), event(2, "lever_applied", 2)) == [
        "Cost levers are pulled on use case 3."
    ]


def test_a_start_that_is_put_off_again_is_counted() -> None:
    """Nine go-lives with low discipline give nine slips."""
    assert texts(*(event(week, "platform_slipped") for week in (1, 2, 3))) == [
        "The planned platform start is put off 3 times: applications visibly succeed and come first."
    ]


def test_people_who_come_and_go_are_one_sentence() -> None:
    """Notices, departures after notice and newcomers of a quarter."""
    comings = [event(week, "notice_given", actor="people") for week in (1, 2)]
    comings += [event(9, "engineer_joined", actor="people"), event(12, "engineer_left", actor="people")]
    assert texts(*comings) == ["Two engineers give notice, one leaves and one joins."]
    assert texts(*comings[2:]) == ["One engineer leaves and one joins."]
    assert texts(comings[0]) == ["notice_given None"]


def test_whoever_is_worn_out_is_told_singly() -> None:
    """A loss on call is a step towards a collapse."""
    lines = told([event(week, "engineer_left", actor="on_call", text=f"Worn out in week {week}.") for week in (1, 2)])
    assert [(line.topic, line.text) for line in lines] == [
        ("people", "Worn out in week 1."),
        ("people", "Worn out in week 2."),
    ]


def test_the_first_go_lives_are_told_singly_and_later_ones_by_the_quarter() -> None:
    """Three by themselves; then how many run and what they will cost, from the table of workloads."""
    lives = [event(week, "live", week - 1, text=f"Number {week}.") for week in range(1, 6)]
    rows = [{"use_case": n, "marginal_cost_eur": 50e3 + 10e3 * n, "live": n + 1} for n in range(5)]
    assert texts(*lives, workloads=tuple(rows)) == [
        "Number 1.", "Number 2.", "Number 3.",
        "Use cases 4 and 5 go live, at €80k to €90k a year each: 5 in production.",
    ]  # fmt: skip
    assert texts(*lives)[3] == "Use cases 4 and 5 go live."


def test_work_begins_once() -> None:
    """The first data project or build; the rest shows in what goes live."""
    assert texts(event(0, "data_started", 0), event(1, "data_started", 1), event(3, "build_started", 0)) == [
        "data_started 0"
    ]


def test_what_is_said_in_one_instant_about_one_matter_is_one_line() -> None:
    """Question, answer and decision of a tracked programme fall on one day."""
    events = [event(9, "question", text="They ask."), event(9, "answer", text="It is known."), event(10, "approved")]
    assert texts(*events) == ["They ask. It is known.", "approved None"]


def test_a_word_that_this_version_does_not_know_is_told_all_the_same() -> None:
    """New mechanisms appear in the story without a change here, under their actor's name or its matter."""
    lines = told([event(7, "merger", actor="board", text="The company merges."), event(8, "audit", actor="cfo")])
    assert [(line.topic, line.text) for line in lines] == [("board", "The company merges."), ("money", "audit None")]


def busy_years() -> list[Row]:
    """Five years in which every fortnight something happens."""
    kinds = ("lever_applied", "refused", "model_migrated", "held_up", "retired", "shelved")
    events = [event(week, kinds[week // 2 % len(kinds)], week) for week in range(0, 260, 2)]
    return events + [event(week + 1, "notice_given", actor="people") for week in range(0, 260, 20)]


def test_a_long_story_gathers_the_daily_business_of_a_year() -> None:
    """One line a year with counts: 26 fortnights over six kinds are 5, 5, 4, 4, 4, 4; notices in weeks 1, 21, 41."""
    lines = told(sorted(busy_years(), key=lambda one: one["week"]))
    assert len(lines) == 5
    assert {line.topic for line in lines} == {"meanwhile"}
    assert lines[0].text == (
        "Cost levers on 5 use cases, newer models for 4, 5 refused by finance, 4 held up at the scale gate, 4 shelved "
        "and 4 retired. Three engineers give notice."
    )
    assert (lines[1].week, lines[1].until) == (52, 102)


def test_a_short_story_keeps_its_quarters() -> None:
    """Nothing is gathered further than it has to be."""
    events = [event(13.0 * quarter + week, "refused", quarter) for quarter in range(MOST_LINES) for week in (1, 2)]
    assert len(told(events)) == MOST_LINES
    assert len(told([*events, event(1, "question")])) == MOST_LINES // 2 + 1
