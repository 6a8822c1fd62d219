"""Where two curves differ, as a sentence: claimed by the band for the whole curve, never by those of single times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.charts.comparison import Runs
from sim.charts.difference_title import of_others
from sim.charts.words import capital, month_number, name, number_word

Kind = Literal["standing", "reached"]


@dataclass(frozen=True)
class Course:
    """At which months, or counts, the one lies clearly above the other, and clearly below."""

    label: str
    above: tuple[float, ...]
    below: tuple[float, ...]


_DOES: dict[Kind, str] = {
    "standing": "keeps clearly {} programmes standing than {}",
    "reached": "brings clearly {} programmes to n live workloads than {}",
}
_WHAT: dict[Kind, str] = {"standing": "in who still stands, at any time", "reached": "in who reaches n, for any n"}


def curves_title(kind: Kind, one: str, courses: Sequence[Course], runs: Runs) -> str:
    """How the one's curve lies against the others'."""
    if len(courses) == 1:
        return _duel(kind, one, courses[0], runs)
    parts = [
        _DOES[kind].format(word, of_others(number, len(courses)))
        for word, number in (
            ("more", sum(bool(course.above) for course in courses)),
            ("fewer", sum(bool(course.below) for course in courses)),
        )
        if number
    ]
    if not parts:
        which = f"{name(one)} and the {number_word(len(courses))} others"
        return f"No clear difference at {runs} between {which} {_WHAT[kind]}"
    some = "at some time" if kind == "standing" else "for some n"
    return capital(f"{name(one)} {' and '.join(parts)}, {some}")


def _duel(kind: Kind, one: str, course: Course, runs: Runs) -> str:
    parts = [
        f"{_DOES[kind].format(word, name(course.label))} {_when(kind, at)}"
        for word, at in (("more", course.above), ("fewer", course.below))
        if at
    ]
    if not parts:
        return f"No clear difference at {runs} between {name(one)} and {name(course.label)} {_WHAT[kind]}"
    return capital(f"{name(one)} {' and '.join(parts)}")


def _when(kind: Kind, at: Sequence[float]) -> str:
    """The first and the last; what lies between them may differ less."""
    first, last = min(at), max(at)
    if kind == "reached":
        return f"for n = {first:.0f}" if first == last else f"for n between {first:.0f} and {last:.0f}"
    if first == last:
        return f"in {month_number(first)}"
    return f"between {month_number(first)} and {month_number(last)}"
