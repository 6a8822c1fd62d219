"""From events to lanes: when each workload waited, was built, ran; the platform; the gate; who left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.charts.longtable import LongRow
from sim.charts.rows import Row, number, optional_number, text
from sim.charts.words import MONTHS_PER_WEEK, count

WAITING, BUILD, PILOT, LIVE, AFTER = "waiting", "build", "pilot", "live", "after the end"
IN_SERVICE, REFACTOR = "in service", "refactor"
OPEN, CUT, CLOSED = "open", "cut", "closed"

_GATE_AFTER = {"approved": OPEN, "gate_reopened": OPEN, "plan_cut": CUT, "gate_closed": CLOSED}
_GATE_WORDS = {
    "question": "first question",
    "plan_cut": "plan cut",
    "gate_closed": "closed",
    "gate_reopened": "reopened",
}
_PLATFORM_WORDS = {"platform_shipped": "platform ships", "platform_slipped": "start slips"}


@dataclass(frozen=True)
class Span:
    """A state from one month to another."""

    state: str
    start: float
    end: float


@dataclass(frozen=True)
class Mark:
    """Something at one moment; without text it is a dot only."""

    month: float
    what: str
    text: str


@dataclass(frozen=True)
class WorkloadBar:
    """One use case that a team took on; `n` is its place in the order of going live."""

    use_case: int
    n: int | None
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Lane:
    """States in succession with what happened on the way."""

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]

    def rows(self, series: str) -> Iterator[LongRow]:
        """The lane as numbers."""
        for span in self.spans:
            yield LongRow(series, span.state, span.start, span.end, "months")
        for mark in self.marks:
            yield LongRow(series, mark.what, mark.month, x_unit="months", text=mark.text)


@dataclass(frozen=True)
class Clock:
    """How far the picture goes, and when the programme ended, in months; the horizon where it did not end."""

    horizon: float
    end: float


def month_of_row(row: Row) -> float:
    """A row's week in months."""
    return number(row, "week") * MONTHS_PER_WEEK


def workload_bars(events: Sequence[Row], clock: Clock) -> tuple[tuple[WorkloadBar, ...], int]:
    """A bar for each use case that a team took on, in the order of going live; and how many were left waiting."""
    histories: dict[int, dict[str, float]] = {}
    for event in events:
        use_case = optional_number(event, "use_case")
        if use_case is not None:
            histories.setdefault(int(use_case), {}).setdefault(text(event, "what"), month_of_row(event))
    gone = next((month_of_row(event) for event in events if text(event, "what") == "wound_down"), clock.horizon)
    taken = {use_case: history for use_case, history in histories.items() if "build_started" in history}
    never = ("build_started", "refused")
    waiting = sum(1 for history in histories.values() if not any(what in history for what in never))
    order = sorted(taken, key=lambda one: (taken[one].get("live", clock.horizon + 1), taken[one]["build_started"]))
    counted = [use_case for use_case in order if taken[use_case].get("live", clock.horizon + 1) <= clock.end]
    places = {use_case: place for place, use_case in enumerate(counted, start=1)}
    return tuple(WorkloadBar(one, places.get(one), _workload_spans(taken[one], clock, gone)) for one in order), waiting


def _workload_spans(history: dict[str, float], clock: Clock, gone: float) -> tuple[Span, ...]:
    """Stage after stage; one that did not finish lasts to the end of the programme, live ones until all are gone."""
    started, stop = history["build_started"], clock.horizon
    built, live = history.get("build_finished"), history.get("live")
    waited = history.get("queued", history.get("idea", started))
    broken_off = min(stop, max(clock.end, started))
    spans = [Span(WAITING, waited, started), Span(BUILD, started, built if built is not None else broken_off)]
    if built is not None:
        spans.append(Span(PILOT, built, live if live is not None else min(stop, max(clock.end, built))))
    if live is not None:
        turn = min(max(clock.end, live), gone)
        spans += [Span(LIVE, live, turn), Span(AFTER, turn, gone)]
    return _with_length(spans)


def _with_length(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.end > span.start)


def platform_lane(events: Sequence[Row], clock: Clock) -> Lane:
    """Build, service, refactor; a start that slipped is marked."""
    turns = {"platform_started": BUILD, "platform_shipped": IN_SERVICE, "refactor_started": REFACTOR}
    turns["refactor_finished"] = IN_SERVICE
    return Lane(_states(events, turns, None, clock), _marks(events, _PLATFORM_WORDS, ()))


def gate_lane(events: Sequence[Row], clock: Clock) -> Lane:
    """Open until finance says otherwise; every decision is marked, the telling ones with words."""
    marks = [mark for mark in _marks(events, _GATE_WORDS, ("approved",)) if mark.month <= clock.end]
    questions = [mark for mark in marks if mark.what == "question"]
    kept = [mark for mark in marks if mark.what != "question" or mark is questions[0]]
    return Lane(_states(events, _GATE_AFTER, OPEN, clock), tuple(kept))


def _states(events: Sequence[Row], turns: dict[str, str], first: str | None, clock: Clock) -> tuple[Span, ...]:
    """The state that each turn brings lasts to the next turn, and at most to the programme's end."""
    spans: list[Span] = []
    state, since = first, 0.0
    for event in events:
        turned = turns.get(text(event, "what"))
        if turned is None or turned == state:
            continue
        if state is not None:
            spans.append(Span(state, since, min(month_of_row(event), clock.end)))
        state, since = turned, month_of_row(event)
    if state is not None:
        spans.append(Span(state, since, clock.end))
    return _with_length(spans)


def _marks(events: Sequence[Row], words: dict[str, str], silent: Sequence[str]) -> tuple[Mark, ...]:
    found = ((text(event, "what"), month_of_row(event)) for event in events)
    return tuple(Mark(month, what, words.get(what, "")) for what, month in found if what in words or what in silent)


def departures(events: Sequence[Row]) -> tuple[Mark, ...]:
    """When engineers left."""
    return _marks(events, {"engineer_left": ""}, ())


def departures_in_words(marks: Sequence[Mark]) -> str:
    """'3 engineers leave'."""
    if not marks:
        return "nobody leaves"
    return "1 engineer leaves" if len(marks) == 1 else f"{count(len(marks))} engineers leave"
