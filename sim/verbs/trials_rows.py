"""The answers of `sim trials`, row by row: from beliefs, or from the programmes of a results folder."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.measures import Measure
from sim.analysis.precision import Goal, Known, half_width_of, look_at_pairs, look_at_run
from sim.analysis.trials import (
    Expected,
    ExpectedMean,
    ExpectedPair,
    ExpectedShare,
    deviation_of_difference,
    discordance_of,
)
from sim.charts.words import percent
from sim.errors import InputError
from sim.montecarlo.manifest import read_manifest
from sim.results import Comparison, Results
from sim.verbs.precision_words import figure
from sim.verbs.trials_words import Asked, number

_WIDEST = {ExpectedShare: 0.5, ExpectedPair: 1.0}


@dataclass(frozen=True)
class Row:
    """One line of the answer. `programmes` is None where nobody would simulate as many; `seconds` where unknown."""

    of: str
    half_width: float
    programmes: int | None
    now: float | None = None
    programmes_now: int | None = None
    seconds: float | None = None
    pair: tuple[str, str] | None = None


def expected_of(asked: Asked) -> tuple[str, Expected]:
    """What is believed beforehand, in words and as what reckons; where nothing is said, the share that needs most."""
    if "deviation" in asked.values:
        deviation = asked.number("deviation")
        return f"a mean whose standard deviation is {figure(deviation)}", ExpectedMean(deviation)
    correlation = asked.number("correlation") if "correlation" in asked.values else 0.0
    together = f"correlation {correlation:g}" if correlation else "in independent futures (common luck correlates them)"
    if "deviations" in asked.values:
        first, second = asked.two("deviations")
        words = f"a difference of two means, standard deviations {figure(first)} and {figure(second)}, {together}"
        return words, ExpectedMean(deviation_of_difference(first, second, correlation))
    if "shares" in asked.values:
        first, second = asked.two("shares")
        words = f"a difference of two shares, {percent(first)} and {percent(second)}, {together}"
        return words, ExpectedPair(discordance_of(first, second, correlation), first - second)
    share = asked.number("share") if "share" in asked.values else 0.5
    known = "" if "share" in asked.values else ", which takes most; share= says what is expected"
    return f"a share of {percent(share)}{known}", ExpectedShare(share)


def from_beliefs(asked: Asked, what: str, expected: Expected) -> Iterator[Row]:
    """One row for each precision or number of programmes asked about."""
    if asked.question == "replications":
        for programmes in asked.programmes():
            yield Row(what, expected.half_width(programmes), programmes)
        return
    most = _WIDEST.get(type(expected), math.inf)
    for text in asked.texts("precision"):
        if "%" in text:
            raise InputError(
                f"precision={text}: a part of a mean, which only stored programmes tell; give their folder, "
                "or the half-width as a number"
            )
        wanted = number("precision", text)
        if not 0.0 < wanted < most:
            allowed = f"between 0 and {most:g}" if math.isfinite(most) else "above 0"
            raise InputError(f"precision: found {wanted:g}; allowed is a number {allowed}")
        yield Row(what, wanted, expected.runs_for(wanted))


def from_stored(asked: Asked, stored: Results | Comparison, measure: Measure) -> Iterator[Row]:
    """For every strategy and every pair, once for each precision or number of programmes asked about."""
    compared = isinstance(stored, Comparison)
    if asked.question == "replications":
        for programmes in asked.programmes():
            for one in _each(stored, Goal(measure, math.inf)):
                expected = one.known.expected.half_width(programmes)
                yield one.row(half_width=expected, programmes=programmes)
        return
    for text in asked.texts("precision"):
        given = text if "%" in text else number("precision", text)
        wanted, relative = half_width_of(given, measure, compared=compared)
        if not wanted > 0.0:
            raise InputError(f"precision: found {text}; allowed is a number above 0")
        for one in _each(stored, Goal(measure, wanted, relative)):
            yield one.row(half_width=one.known.wanted, programmes=one.needed())


@dataclass(frozen=True)
class _Measured:
    """One strategy or pair: what its programmes tell, and how long one more takes."""

    of: str
    known: Known
    programmes: int
    seconds_each: float | None

    def needed(self) -> int | None:
        """More than there are, where there are not enough yet."""
        found = self.known.needed()
        return found if found is None or self.known.enough else max(found, self.programmes + 1)

    def row(self, *, half_width: float, programmes: int | None) -> Row:
        more = None if programmes is None else max(0, programmes - self.programmes)
        seconds = None if more is None or self.seconds_each is None else more * self.seconds_each
        now = self.known.half_width if math.isfinite(self.known.half_width) else None
        return Row(self.of, half_width, programmes, now, self.programmes, seconds, self.known.pair)


def _each(stored: Results | Comparison, goal: Goal) -> Iterator[_Measured]:
    if isinstance(stored, Results):
        known = look_at_run(stored.tables, goal, stored.replications).widest
        yield _Measured(stored.scenario.label, known, stored.replications, seconds_each(stored))
        return
    labels = stored.labels()
    for name, one in stored.results.items():
        known = look_at_run(one.tables, goal, one.replications).widest
        yield _Measured(labels[name], known, one.replications, seconds_each(one))
    replications = next(iter(stored.results.values())).replications
    paces = [seconds_each(one) for one in stored.results.values()]
    known_paces = [pace for pace in paces if pace is not None]
    both = sum(known_paces) if len(known_paces) == len(paces) else None
    tables = {name: one.tables for name, one in stored.results.items()}
    for known in look_at_pairs(tables, goal, replications).known:
        first, second = known.pair or ("", "")
        yield _Measured(f"{labels[first]} against {labels[second]}", known, replications, both)


def seconds_each(one: Results) -> float | None:
    """How long a programme took when some were last simulated; None where the manifest does not say."""
    pace = read_manifest(one.folder).get("pace") if one.folder else None
    return pace["seconds"] / pace["programmes"] if pace else None
