"""What looks wrong in a price list: each finding with its line, what was found and what would be expected."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sim.calibration.price_list import Flag, Price

JUMP = 4.0
"""No list price of a model moves that far in one step: a unit error or another product is more likely."""
LOWEST, HIGHEST = 0.005, 1_000.0
"""Per million tokens, in dollars or euros: from the smallest model to four times the dearest that was ever listed."""
_UNIT_STEPS = (1e3, 1e6)
_UNIT_SLACK = 3.0
_SAME = 1e-6

ZERO, OUTPUT_BELOW, CACHED_ABOVE, BATCH_ABOVE = (
    "zero price",
    "output below input",
    "cached above input",
    "batch above list",
)
UNIT, RANGE, JUMPED, CONFLICT, NO_OUTPUT = "unit", "out of range", "jump", "conflict", "no output price"
KINDS = {
    NO_OUTPUT: "no price of output: it writes no text",
    ZERO: "a price of zero",
    OUTPUT_BELOW: "output cheaper than input",
    CACHED_ABOVE: "cached input dearer than input",
    BATCH_ABOVE: "batch above list",
    RANGE: f"outside {LOWEST:g} to {HIGHEST:,.0f} per million tokens",
    UNIT: "about a thousand or a million times another price of the same model",
    JUMPED: f"more than {JUMP:g} times the entry before, or less than a {JUMP:g}th",
    CONFLICT: "two prices for one model",
}


def plain_model(model: str) -> str:
    """A model's name without the shelf it lies on: what two sources call the same."""
    return model.rsplit("/", 1)[-1].casefold().lstrip("~")


def flags_of(entries: Sequence[Price], reference: Sequence[Price] = ()) -> tuple[Flag, ...]:
    """All that is odd, by line; `reference` is another list of the same models."""
    found = [flag for one in entries for flag in _by_itself(one)]
    found += _over_time(entries)
    found += _in_conflict(entries)
    found += _other_unit(entries, reference)
    unique = {(flag.line, flag.what): flag for flag in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda flag: (flag.line, list(KINDS).index(flag.what))))


def _by_itself(one: Price) -> Iterator[Flag]:
    """An entry whose own prices do not fit together."""
    for what, wrong, found, expected in _checks(one):
        if wrong:
            yield Flag(one.line, one.name, what, found, expected)


def _checks(one: Price) -> Iterator[tuple[str, bool, str, str]]:
    """What could be wrong, whether it is, what was found and what is expected."""
    output = one.output
    yield NO_OUTPUT, output is None, "none", "a price of output"
    yield ZERO, 0.0 in (one.input, output), f"input {one.input:g}, output {_told(output)}", "prices above 0"
    yield (
        OUTPUT_BELOW,
        bool(output) and _above(one.input, output),
        _told(output),
        f"at least {one.input:g}, the input's",
    )
    yield CACHED_ABOVE, _above(one.cached, one.input), _told(one.cached), f"at most {one.input:g}, the input's"
    for batch, listed in ((one.batch_input, one.input), (one.batch_output, output)):
        yield BATCH_ABOVE, _above(batch, listed), _told(batch), f"at most {_told(listed)}, the list's"
    for value in (one.input, output):
        outside = bool(value) and (_above(LOWEST, value) or _above(value, HIGHEST))
        yield RANGE, outside, _told(value), f"{LOWEST:g} to {HIGHEST:,.0f} per million tokens"


def _above(one: float | None, other: float | None) -> bool:
    """Whether one price is above another, beyond rounding; not where either is missing."""
    return one is not None and other is not None and one > other * (1 + _SAME)


def _told(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def histories_of(entries: Sequence[Price]) -> dict[str, list[Price]]:
    """The entries of each model, oldest first; of one day the one further down comes later."""
    found: dict[str, list[Price]] = {}
    for one in entries:
        found.setdefault(one.name, []).append(one)
    return {name: sorted(several, key=lambda one: (one.day, one.line)) for name, several in found.items()}


def _over_time(entries: Sequence[Price]) -> Iterator[Flag]:
    """Jumps: either entry may be the wrong one, so both are flagged, and with them the model's last."""
    for name, several in histories_of(entries).items():
        jumped = 0
        for before, after in pairwise(several):
            for was, now in _jumps(before, after):
                times, jumped = f"{now / was:.3g} times", after.line
                yield Flag(after.line, name, JUMPED, f"{now:g} after {was:g} ({times})", f"within {JUMP:g} times")
                yield Flag(before.line, name, JUMPED, f"{was:g} before {now:g} ({times})", f"within {JUMP:g} times")
        if jumped:
            yield Flag(several[-1].line, name, JUMPED, f"a jump before it, in line {jumped}", f"within {JUMP:g} times")


def _jumps(before: Price, after: Price) -> Iterator[tuple[float, float]]:
    """Prices of two days that are too far from each other."""
    if before.day == after.day:
        return
    for was, now in ((before.input, after.input), (before.output, after.output)):
        if was and now and not 1 / JUMP <= now / was <= JUMP:
            yield was, now


def _in_conflict(entries: Sequence[Price]) -> Iterator[Flag]:
    """Two prices of one model on one day, or of one model at two providers and far apart."""
    for name, several in histories_of(entries).items():
        for one, other in pairwise(several):
            if one.day == other.day and not _same(one, other):
                for mine, its in ((one, other), (other, one)):
                    told = f"{its.input:g} and {_told(its.output)} in line {its.line}"
                    yield Flag(mine.line, name, CONFLICT, f"{mine.input:g} and {_told(mine.output)}", told)
    elsewhere: dict[str, list[Price]] = {}
    for several in histories_of(entries).values():
        elsewhere.setdefault(plain_model(several[-1].model), []).append(several[-1])
    for several in elsewhere.values():
        priced = [one for one in several if one.input > 0.0 and one.output]
        yield from _far_apart(priced)


def _far_apart(priced: Sequence[Price]) -> Iterator[Flag]:
    """The ends of a spread over providers; which of them errs the list cannot tell."""
    if len(priced) < 2:  # noqa: PLR2004
        return
    low, high = min(priced, key=lambda one: one.input), max(priced, key=lambda one: one.input)
    times = high.input / low.input
    if times <= JUMP:
        return
    what = UNIT if _is_unit_step(times) else CONFLICT
    for mine, its in ((low, high), (high, low)):
        yield Flag(mine.line, mine.name, what, f"{mine.input:g}", f"{its.input:g} as in line {its.line} ({its.name})")


def _same(one: Price, other: Price) -> bool:
    pairs = ((one.input, other.input), (one.output, other.output), (one.cached, other.cached))
    return all(a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=_SAME)) for a, b in pairs)


def _is_unit_step(times: float) -> bool:
    return any(step / _UNIT_SLACK <= max(times, 1 / times) <= step * _UNIT_SLACK for step in _UNIT_STEPS)


def _other_unit(entries: Sequence[Price], reference: Sequence[Price]) -> Iterator[Flag]:
    known = {plain_model(one.model): one for one in reference if one.input > 0.0}
    for one in entries:
        other = known.get(plain_model(one.model))
        if other is not None and one.input > 0.0 and _is_unit_step(one.input / other.input):
            yield Flag(
                one.line, one.name, UNIT, f"{one.input:g}", f"about {other.input:g}, as the default catalogue has"
            )
