"""From events to bars: when each use case waited, was built, ran, went around, and when it was dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.charts.lanes import Clock, Span, month_of_row, with_length
from sim.charts.rows import Row, optional_number, text

WAITING, DATA, BUILD, PILOT, HELD_UP = "waiting", "data", "build", "review, pilot", "held up"
LIVE, REPAIR, SHADOW, SURFACED = "live", "repair", "shadow", "surfaced"
AFTER = "after the end"
STATES = (WAITING, DATA, BUILD, PILOT, HELD_UP, LIVE, REPAIR, SHADOW, SURFACED, AFTER)
"""In the order of a life."""

_TURNS = {
    "idea": WAITING,
    "data_started": DATA,
    "build_started": BUILD,
    "build_finished": PILOT,
    "held_up": HELD_UP,
    "live": LIVE,
    "rolled_back": REPAIR,
    "live_again": LIVE,
    "went_around": SHADOW,
    "surfaced": SURFACED,
}
_DROPS = ("refused", "shelved", "retired")
_RUNNING = frozenset({LIVE, SHADOW, SURFACED})
_SEEN = frozenset({"data_started", "build_started", "went_around"})
_NEVER = float("inf")


@dataclass(frozen=True)
class Bar:
    """One use case that was taken on or went around.

    `n` is its place in the order of going live; `dropped` is when it was shelved or retired.
    """

    use_case: int
    n: int | None
    spans: tuple[Span, ...]
    dropped: float | None = None


@dataclass(frozen=True)
class Tally:
    """How many use cases took which way, up to the end."""

    measure: str
    number: int


@dataclass(frozen=True)
class _History:
    """What happened to one use case, in order, each with its month."""

    use_case: int
    steps: tuple[tuple[str, float], ...]

    def first(self, *kinds: str) -> float:
        return next((month for what, month in self.steps if what in kinds), _NEVER)

    def had(self, *kinds: str, by: float = _NEVER) -> bool:
        return any(what in kinds and month <= by for what, month in self.steps)


def bars(events: Sequence[Row], clock: Clock) -> tuple[Bar, ...]:
    """First what went live, in that order; then what was on its way, what was shelved, and what went around."""
    gone = next((month_of_row(event) for event in events if text(event, "what") == "wound_down"), clock.horizon)
    shown = sorted((one for one in _histories(events) if one.had(*_SEEN, by=clock.end)), key=_place)
    counted = [one.use_case for one in shown if one.first("live") <= clock.end]
    places = {use_case: place for place, use_case in enumerate(counted, start=1)}
    return tuple(_bar(one, places, clock, gone) for one in shown)


def tallies(events: Sequence[Row], clock: Clock) -> tuple[Tally, ...]:
    """What became of all use cases asked for up to the end."""
    asked = [one for one in _histories(events) if one.steps[0][1] <= clock.end]
    kinds = (
        ("went live", "live"),
        ("rolled back", "rolled_back"),
        ("retired", "retired"),
        ("shelved", "shelved"),
        ("refused", "refused"),
        ("went around", "went_around"),
    )
    ways = [Tally(words, sum(one.had(what, by=clock.end) for one in asked)) for words, what in kinds]
    waiting = sum(not one.had(*_SEEN, "refused", by=clock.end) for one in asked)
    return (*ways, Tally("left waiting", waiting))


def _histories(events: Sequence[Row]) -> list[_History]:
    steps: dict[int, list[tuple[str, float]]] = {}
    for event in events:
        use_case = optional_number(event, "use_case")
        if use_case is not None:
            steps.setdefault(int(use_case), []).append((text(event, "what"), month_of_row(event)))
    return [_History(use_case, tuple(found)) for use_case, found in steps.items()]


def _place(one: _History) -> tuple[int, float]:
    """Where its bar stands: by group, then in time."""
    if (live := one.first("live")) < _NEVER:
        return 0, live
    if (around := one.first("went_around")) < _NEVER:
        return 3, around
    return (2 if one.had("shelved") else 1), one.first(*_SEEN)


def _bar(one: _History, places: Mapping[int, int], clock: Clock, gone: float) -> Bar:
    dropped = one.first(*_DROPS)
    spans = _merged(with_length(_spans(one, clock, gone)))
    return Bar(one.use_case, places.get(one.use_case), spans, dropped if dropped <= clock.end else None)


def _spans(one: _History, clock: Clock, gone: float) -> list[Span]:
    """State after state; what runs at the programme's end runs on until all is gone, the rest stops with it."""
    turns = [(_TURNS[what], month) for what, month in one.steps if what in _TURNS]
    stops = [*(month for _, month in turns[1:]), gone]
    dropped = min(one.first(*_DROPS), gone)
    spans: list[Span] = []
    for (state, since), following in zip(turns, stops, strict=True):
        until = min(following, dropped)
        turn = min(max(clock.end, since), until) if state in _RUNNING else min(clock.end, until)
        spans.append(Span(state, since, turn))
        if state in _RUNNING:
            spans.append(Span(AFTER, turn, until))
    return spans


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """What goes on in the same state is one span."""
    merged: list[Span] = []
    for span in spans:
        goes_on = merged and (merged[-1].state, merged[-1].end) == (span.state, span.start)
        start = merged.pop().start if goes_on else span.start
        merged.append(Span(span.state, start, span.end))
    return tuple(merged)
