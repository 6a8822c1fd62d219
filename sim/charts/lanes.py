"""From events to lanes: the platform and its line, the gate and the pause, who left and who joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.charts.longtable import LongRow
from sim.charts.rows import Row, number, text
from sim.charts.words import MONTHS_PER_WEEK, count

BUILD, IN_SERVICE, REFACTOR, LINE_CUT = "build", "in service", "refactor", "line cut"
OPEN, CUT, CLOSED, PAUSE = "open", "cut", "closed", "pause"

_PLATFORM_AFTER = {
    "platform_started": BUILD,
    "platform_shipped": IN_SERVICE,
    "refactor_started": REFACTOR,
    "refactor_finished": IN_SERVICE,
}
_PLATFORM_WORDS = {
    "platform_shipped": "ships",
    "platform_slipped": "put off",
    "platform_cut": "line cut",
    "platform_funded": "funded again",
}
_GATE_AFTER = {"approved": OPEN, "gate_reopened": OPEN, "plan_cut": CUT, "gate_closed": CLOSED}
_GATE_WORDS = {
    "question": "first question",
    "plan_cut": "plan cut",
    "gate_closed": "closed",
    "gate_reopened": "reopened",
    "paused": "pause",
}
_LINE_AFTER = {"platform_cut": LINE_CUT, "platform_funded": None}
_PAUSE_AFTER = {"paused": PAUSE, "pause_ended": None}


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
class Lane:
    """States in succession with what happened on the way; `under` holds what goes on at the same time."""

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    under: tuple[Span, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that occurs, once."""
        return tuple(dict.fromkeys(span.state for span in (*self.spans, *self.under)))

    def rows(self, series: str) -> Iterator[LongRow]:
        """The lane as numbers."""
        for span in (*self.spans, *self.under):
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


def with_length(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Those that last."""
    return tuple(span for span in spans if span.end > span.start)


def platform_lane(events: Sequence[Row], clock: Clock) -> Lane:
    """Build, service, refactor, and when its line was cut; starts that slipped are marked."""
    marks = [mark for mark in _marks(events, _PLATFORM_WORDS) if mark.month <= clock.end]
    return Lane(
        _states(events, _PLATFORM_AFTER, None, clock),
        _slips_counted(marks),
        _states(events, _LINE_AFTER, None, clock),
    )


def _slips_counted(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """However often a start is put off, the first of the dots says it for all."""
    slips = [mark for mark in marks if mark.what == "platform_slipped"]
    words = f"put off {len(slips)} times" if len(slips) > 1 else "put off"
    return tuple(
        mark if mark.what != "platform_slipped" else replace(mark, text=words if mark is slips[0] else "")
        for mark in marks
    )


def gate_lane(events: Sequence[Row], clock: Clock) -> Lane:
    """Open until finance says otherwise; every decision is marked, the telling ones with words; and the pause."""
    marks = [mark for mark in _marks(events, {**_GATE_WORDS, "approved": ""}) if mark.month <= clock.end]
    questions = [mark for mark in marks if mark.what == "question"]
    kept = [mark for mark in marks if mark.what != "question" or mark is questions[0]]
    return Lane(_states(events, _GATE_AFTER, OPEN, clock), tuple(kept), _states(events, _PAUSE_AFTER, None, clock))


def _states(
    events: Sequence[Row], turns: Mapping[str, str | None], first: str | None, clock: Clock
) -> tuple[Span, ...]:
    """The state that each turn brings lasts to the next turn, and at most to the programme's end."""
    spans: list[Span] = []
    state, since = first, 0.0
    for event in events:
        what = text(event, "what")
        if what not in turns or turns[what] == state:
            continue
        if state is not None:
            spans.append(Span(state, since, min(month_of_row(event), clock.end)))
        state, since = turns[what], month_of_row(event)
    if state is not None:
        spans.append(Span(state, since, clock.end))
    return with_length(spans)


def _marks(events: Sequence[Row], words: Mapping[str, str]) -> tuple[Mark, ...]:
    found = ((text(event, "what"), month_of_row(event)) for event in events)
    return tuple(Mark(month, what, words[what]) for what, month in found if what in words)


def comings_and_goings(events: Sequence[Row], clock: Clock) -> tuple[Mark, ...]:
    """When engineers left and joined, up to the end."""
    marks = _marks(events, {"engineer_left": "", "engineer_joined": ""})
    return tuple(mark for mark in marks if mark.month <= clock.end)


def people_in_words(marks: Sequence[Mark]) -> str:
    """'3 leave, 2 join'; nothing where nobody does."""
    kinds = (("engineer_left", "leave"), ("engineer_joined", "join"))
    told = []
    for what, word in kinds:
        number_of_them = sum(mark.what == what for mark in marks)
        if number_of_them:
            told.append(f"{count(number_of_them)} {word}{'s' if number_of_them == 1 else ''}")
    return ", ".join(told)


def wavering(events: Sequence[Row], clock: Clock) -> tuple[Mark, ...]:
    """When the sponsor's patience was running out."""
    return tuple(mark for mark in _marks(events, {"sponsor_wavers": ""}) if mark.month <= clock.end)
