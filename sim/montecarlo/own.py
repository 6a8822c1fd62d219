"""A mechanism of a researcher's own: a function that acts on every programme from its first day on.

Each programme gets a copy: what the function remembers of one is not known to the next, so that results depend neither
on how many workers there are nor on who simulates what.
"""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import cloudpickle

from sim.errors import InputError
from sim.programme.clock import start
from sim.programme.programme import Programme, simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario

ALLOWED = "allowed is a function that takes the programme"
MEMORY_ONLY = (
    "is kept in memory only: its function lies in no file, and nobody could reproduce what a folder of results holds"
)
MOST_LETTERS = 60
_NOT_STEPS = (inspect.iscoroutinefunction, inspect.isasyncgenfunction)


@dataclass(frozen=True)
class Own:
    """A mechanism as it travels to the workers: its name, and the function as bytes."""

    name: str
    content: bytes = field(repr=False)

    def __call__(self, programme: Programme) -> None:
        """Let a fresh copy act; a function that yields is a process on the programme's clock."""
        steps = pickle.loads(self.content)(programme)
        if isinstance(steps, Generator):
            start(programme.clock, steps)
        elif steps is not None:
            raise TypeError(
                f"the mechanism '{self.name}' returned a value of type {type(steps).__name__}; "
                "allowed are nothing and steps that it yields"
            )


def own_mechanism(given: object) -> Own | None:
    """A mechanism ready to travel; InputError says what is wrong with what was given."""
    if given is None:
        return None
    name = _name(given)
    return Own(name, _content(name, _function(name, given)))


def _name(given: object) -> str:
    """What people call it: the function's name, that of what a partial calls, or the kind of object it is."""
    while isinstance(given, partial):
        given = given.func
    name = str(getattr(given, "__name__", type(given).__name__))
    words = "a lambda" if name == "<lambda>" else name
    return " ".join(words.split())[:MOST_LETTERS] or type(given).__name__


def _function(name: str, given: object) -> Callable[..., Any]:
    if inspect.isgenerator(given) or inspect.iscoroutine(given):
        raise InputError(f"mechanism: '{name}' has been called already; give the function itself, without ()")
    if isinstance(given, type):
        raise InputError(f"mechanism: '{name}' is a class; {ALLOWED}, or an object that can be called with it")
    if not callable(given):
        raise InputError(f"mechanism: found {given!r:.80}; {ALLOWED}")
    if any(kind(given) or kind(getattr(given, "__call__", None)) for kind in _NOT_STEPS):  # noqa: B004
        raise InputError(f"mechanism: '{name}' is asynchronous, and simulated time awaits nobody; {ALLOWED} and yields")
    _refuse_other_arguments(name, given)
    return given


def _refuse_other_arguments(name: str, given: Callable[..., Any]) -> None:
    try:
        signature = inspect.signature(given)
    except ValueError:  # some of what is written in C does not say what it takes
        return
    try:
        signature.bind(None)
    except TypeError as error:
        raise InputError(f"mechanism: '{name}' takes {signature}; {ALLOWED} as its only argument") from error


def _content(name: str, given: Callable[..., Any]) -> bytes:
    try:
        content: bytes = cloudpickle.dumps(given)
        pickle.loads(content)
    except Exception as error:
        raise InputError(
            f"mechanism: '{name}' cannot be copied for each programme ({error}); "
            "open files, locks and the like belong inside the function"
        ) from error
    return content


def refuse_unrepeatable(own: Own, scenario: Scenario, seed: int) -> None:
    """Simulate the first programme twice: one that differs would give other results on the next machine.

    A mechanism that raises is no case for this: it fails in the run, like any other.
    """
    try:
        first, second = (simulate_programme(scenario, seed, 0, mechanism=own).tables for _ in range(2))
    except Exception:  # the run itself reports it as a failure
        return
    differing = [name for name in first if first[name] != second[name]]
    if differing:
        raise InputError(
            f"mechanism: programme 0 was simulated twice with '{own.name}', and its {' and '.join(differing)} differ; "
            "draw from programme.luck alone, and keep what is remembered inside the function"
        )


def simulate_with(own: Own, simulate: Callable[..., Record]) -> Callable[..., Record]:
    """The same simulation with the mechanism in it."""
    return partial(simulate, mechanism=own)
