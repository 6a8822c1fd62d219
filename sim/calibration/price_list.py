"""A price list as it was read: one entry a model and day, each price per million tokens, in one currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.calibration.evidence import Rejected
from sim.errors import InputError, nearest

TOKENS = 1e6
_MOST_NAMED = 12


@dataclass(frozen=True)
class Price:
    """What one model costs from one day on; None is a price that the list does not state."""

    line: int
    provider: str
    model: str
    input: float
    output: float | None
    cached: float | None = None
    batch_input: float | None = None
    batch_output: float | None = None
    day: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """How the model is asked for: with its provider, where there is one."""
        named = not self.provider or self.model.startswith(f"{self.provider}/")
        return self.model if named else f"{self.provider}/{self.model}"

    def of_call(self, tokens: Tokens) -> float:
        """Price of one call."""
        return (tokens.input * self.input + tokens.output * (self.output or 0.0)) / TOKENS

    def of_batched_call(self, tokens: Tokens) -> float | None:
        """The same when it may wait; None where the list does not say."""
        if self.batch_input is None or self.batch_output is None:
            return None
        return (tokens.input * self.batch_input + tokens.output * self.batch_output) / TOKENS


@dataclass(frozen=True)
class Tokens:
    """Tokens of an average call."""

    input: float
    output: float


@dataclass(frozen=True)
class Flag:
    """What looks wrong with an entry: nothing is taken from it unless somebody accepts it."""

    line: int
    name: str
    what: str
    found: str
    expected: str


@dataclass(frozen=True)
class PriceList:
    """Entries in the order of the file, and how they were understood."""

    source: str
    entries: tuple[Price, ...]
    currency: str
    day: str
    understood: tuple[str, ...]
    read: int
    rejected: tuple[Rejected, ...] = ()

    @property
    def latest(self) -> tuple[Price, ...]:
        """The last entry of each model."""
        found: dict[str, Price] = {}
        for one in self.entries:
            before = found.get(one.name)
            if before is None or one.day >= before.day:
                found[one.name] = one
        return tuple(found.values())

    @property
    def has_history(self) -> bool:
        """Whether the entries are of more than one day."""
        return len({one.day for one in self.entries if one.day}) > 1


def chosen_of(prices: PriceList, wanted: str, key: str) -> Price:
    """The last entry of a model by its name, with or without its provider; InputError names the nearest."""
    folded = wanted.strip().casefold()
    exact = [one for one in prices.latest if one.name.casefold() == folded]
    found = exact or [one for one in prices.latest if one.model.casefold() == folded]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"{key}={wanted}: {len(found)} providers have it; say which: {_some(one.name for one in found)}"
        )
    known = {one.name for one in prices.latest} | {one.model for one in prices.latest}
    hint = nearest(wanted, known)
    names = "" if hint else f"; it has {_some(sorted(one.name for one in prices.latest))}"
    raise InputError(f"{key}={wanted}: {prices.source} has no such model{hint}{names}")


def flags_by_line(flags: Iterable[Flag]) -> Mapping[int, tuple[Flag, ...]]:
    """What was flagged, by the line of the entry."""
    found: dict[int, list[Flag]] = {}
    for flag in flags:
        found.setdefault(flag.line, []).append(flag)
    return {line: tuple(several) for line, several in found.items()}


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else ""
    return ", ".join(listed[:_MOST_NAMED]) + more
