"""What travels through the stack, and how something is made to happen later: callbacks, no process per call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from simpy import Environment
from simpy.events import NORMAL, Event, EventPriority

if TYPE_CHECKING:
    from sim.serving.caller import Caller
    from sim.serving.pool import Pool, Replica

FIRST = EventPriority(0)
"""Of events at one instant those of the books come first."""

Actions = Sequence[Callable[[Any], None]]


class Later(Event):
    """An action at a later time: the lightest event there is, with one callback and its subject."""

    __slots__ = ("callbacks", "env", "subject")
    _ok = True

    def __init__(
        self,
        clock: Environment,
        seconds: float,
        action: Callable[[Any], None],
        subject: Any = None,
        priority: EventPriority = NORMAL,
    ) -> None:
        self.callbacks = [action]
        self.subject = subject
        clock.schedule(self, priority, seconds)

    def again(self, clock: Environment, seconds: float, actions: Actions) -> None:
        """Once it has happened: another time."""
        self.callbacks = actions  # type: ignore[assignment]  # shared, as SimPy only reads it
        clock.schedule(self, NORMAL, seconds)


class Call(Event):
    """One attempt of a caller to get an answer. A further attempt, or a fallback, is a call of its own.

    It is also the event of what comes next for it: arrival, and then the end of its patience. A call waits for one of
    them at a time, so that none needs an object of its own.
    """

    __slots__ = (
        "asked", "attempt", "cached_tokens", "callbacks", "deadline", "draw", "env", "input_tokens", "lane", "meaning",
        "number", "open", "output_tokens", "pool", "postponed", "prefix", "queued", "replica", "small_right", "text",
        "to_small", "who", "wrong_hit",
    )  # fmt: skip
    _ok = True

    who: Caller
    pool: Pool | None
    replica: Replica | None
    asked: float
    input_tokens: float
    output_tokens: float
    draw: float
    cached_tokens: float
    """Of the input: what the provider bills as cached. Set when work begins."""
    queued: float
    """When it came to the model. Set then."""

    def __init__(self, who: Caller, drawn: tuple[Any, ...]) -> None:
        self.who = who
        (
            self.asked, self.number, self.input_tokens, self.output_tokens, self.text, self.meaning, self.prefix,
            self.to_small, self.small_right, self.lane, self.wrong_hit, self.draw,
        ) = drawn  # fmt: skip
        self.attempt = 1
        self.open = True  # somebody waits for the answer
        self.postponed = False
        self.deadline = 0.0  # once it waits for a model: when the caller gives up
        self.pool = self.replica = None

    def again(self) -> Call:
        """The same question asked once more; the first time of asking stays."""
        other = Call(
            self.who,
            (
                self.asked, self.number, self.input_tokens, self.output_tokens, self.text, self.meaning, self.prefix,
                self.to_small, self.small_right, self.lane, self.wrong_hit, self.draw,
            ),
        )  # fmt: skip
        other.attempt, other.postponed = self.attempt, self.postponed
        return other

    @property
    def counted(self) -> bool:
        """Asked in the counted hours."""
        return self.asked >= 0.0

    def wake(self, clock: Environment, seconds: float, actions: Actions) -> None:
        """After so many seconds it is its turn."""
        self.callbacks = actions  # type: ignore[assignment]  # shared, as SimPy only reads it
        clock.schedule(self, NORMAL, seconds)
