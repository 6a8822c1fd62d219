"""`sim diff`: what differs between two results, in assumptions and in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.analysis.summary import plain
from sim.charts.signed import signed_eur, signed_points
from sim.charts.words import count, eur, listed, percent
from sim.errors import InputError
from sim.report.subject import told
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.diff_numbers import KINDS, Changed, Moved, changed, moved
from sim.verbs.diff_sides import OVER_POINTS, Side, side_of
from sim.verbs.figures import UNKNOWN
from sim.verbs.report_parts import MEASURED
from sim.verbs.screen import heading, paragraph, say, say_json, table

SCHEMA_VERSION = 1
_TWO, _MOST_NAMED = 2, 6
_EUR = "payoff_eur"


@dataclass(frozen=True)
class Pair:
    """One scenario on both sides; `same` where their numbers are, digit by digit."""

    name: str
    changed: list[Changed]
    moved: list[Moved]
    note: str
    same: bool


def run(arguments: Arguments) -> int:
    """Read both, set side by side, show."""
    first, second = (side_of(path) for path in _asked(arguments))
    _check_kinds(first, second)
    pairs = list(_pairs(first, second))
    only = [_only(first, second), _only(second, first)]
    alone = [[], []] if _lone(first, second) else only
    design = _design(first, second)
    if arguments.as_json:
        say_json(_document(first, second, pairs, alone, design))
    else:
        _show(first, second, pairs, alone, design)
    return work.DONE


def _asked(arguments: Arguments) -> list[Path]:
    paths = [Path(word).expanduser() for word in arguments.words]
    if len(paths) != _TWO:
        raise InputError(f"sim diff takes two results folders or pages (report.html); {len(paths)} given")
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: there is no such folder or file")
    return paths


def _check_kinds(first: Side, second: Side) -> None:
    if first.kind != second.kind:
        raise InputError(
            f"{first.path} is a {first.kind} and {second.path} is a {second.kind}: results of one kind are compared; "
            "the folder of one strategy, or of one job, is a run"
        )
    if not _lone(first, second) and not set(first.ones) & set(second.ones):
        names = f"{listed(list(first.ones))} there, {listed(list(second.ones))} here"
        raise InputError(
            f"{first.path} and {second.path} have no scenario of the same name ({names}): nothing to compare"
        )


def _only(side: Side, other: Side) -> list[str]:
    return [name for name in side.ones if name not in other.ones]


def _lone(first: Side, second: Side) -> bool:
    """One scenario on each side is compared whatever its name."""
    return len(first.ones) == len(second.ones) == 1


def _pairs(first: Side, second: Side) -> Iterator[Pair]:
    if _lone(first, second):
        (ours,), (theirs,) = first.ones, second.ones
        names = [(ours, theirs)]
    else:
        names = [(name, name) for name in first.ones if name in second.ones]
    for ours, theirs in names:
        one, other = first.ones[ours], second.ones[theirs]
        same = bool(one.digest) and one.digest == other.digest
        rows, note = ([], "") if same or first.kind in OVER_POINTS else moved(one, other)
        yield Pair(ours if ours == theirs else f"{ours}, {theirs}", changed(one, other), rows, note, same)


def _design(first: Side, second: Side) -> tuple[str, bool] | None:
    """What two designs of points differ in beside their base; whether they came to the same."""
    if first.design is None or second.design is None:
        return None
    ours, theirs = first.design, second.design
    differs = []
    for key in dict.fromkeys((*ours, *theirs)):
        if ours.get(key) != theirs.get(key):
            shown = (
                _ranges(ours[key], theirs[key])
                if key == "ranges"
                else (_shown(side.get(key), key) for side in (ours, theirs))
            )
            one, other = shown
            differs.append(f"{key}: {one} in the first, {other} in the second")
    return "; ".join(differs), first.digest == second.digest


def _shown(value: Any, key: str) -> str:
    if key == "points":
        return "not carried" if value is None else f"{count(len(value))} points"
    return listed([str(one) for one in value]) if isinstance(value, list) else str(value)


def _ranges(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """Of each side those cards that the other does not have, or has over another range."""
    apart = [
        [f"{card} over {told}" for card, told in one.items() if other.get(card) != told]
        for one, other in ((ours, theirs), (theirs, ours))
    ]
    most = [
        [*named[:_MOST_NAMED], *([f"{len(named) - _MOST_NAMED} more"] if len(named) > _MOST_NAMED else [])]
        for named in apart
    ]
    return [listed(named) if named else "nothing else" for named in most]


# --- shown -----------------------------------------------------------------------------------------------------------


def _show(
    first: Side, second: Side, pairs: Sequence[Pair], alone: Sequence[Sequence[str]], design: tuple[str, bool] | None
) -> None:
    say(heading(f"First: {first.path}. Second: {second.path}"))
    say()
    if _nothing(pairs, alone, design):
        say(paragraph("Nothing differs: the same assumptions, the same luck, the same numbers."))
        return
    for which, names in zip(("first", "second"), alone, strict=True):
        if names:
            say(paragraph(f"Only in the {which}: {listed(list(names))}."))
            say()
    for group in _alike(pairs):
        _show_assumptions(group, whole=len(pairs) > 1)
    if design is not None:
        _show_design(first, second, *design)
        return
    for pair in pairs:
        _show_numbers(pair, several=len(pairs) > 1)


def _show_design(first: Side, second: Side, differs: str, same: bool) -> None:
    say(heading("Design and numbers"))
    say(paragraph(f"Designs differ. {differs}." if differs else "Both have the same points."))
    say(paragraph(f"The numbers at {'all points are' if same else 'the points are not'} the same."))
    if not same:
        for which, side in (("first", first), ("second", second)):
            say(paragraph(f"The {which}: {side.finding}."))


def _alike(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Scenarios whose assumptions moved in the same way are told together."""
    found: dict[tuple[Changed, ...], list[Pair]] = {}
    for pair in pairs:
        found.setdefault(tuple(pair.changed), []).append(pair)
    return list(found.values())


def _show_assumptions(group: Sequence[Pair], *, whole: bool) -> None:
    names = f" of {listed([pair.name for pair in group])}" if whole else ""
    say(heading(f"What was assumed{names}"))
    rows = group[0].changed
    if not rows:
        say(paragraph("No card and nothing of the run differs."))
    for kind, title in KINDS.items():
        shown = [[f"  {one.name}", told(one.first), told(one.second), one.unit] for one in rows if one.kind == kind]
        if shown:
            say(table((title, "first", "second", "unit"), shown, (0, 3)))
    say()


def _show_numbers(pair: Pair, *, several: bool) -> None:
    say(heading(f"Numbers of {pair.name}" if several else "Numbers"))
    if pair.same:
        say(paragraph("They are the same, digit by digit."))
    elif pair.moved:
        rows = [_row(one) for one in pair.moved]
        say(table(("", "first (95%)", "second (95%)", "second less first", "95% confidence"), rows))
        how = next((one.how for one in pair.moved if one.how), "")
        if how:
            say(paragraph(f"Differences are taken {how}. * not clear: the interval leaves room for none."))
    if pair.note:
        say(paragraph(pair.note))
    say()


def _row(one: Moved) -> list[str]:
    name = f"  {MEASURED[one.quantity]}"
    cells = [_cell(one.quantity, side) for side in (one.first, one.second)]
    if one.difference is None:
        return [name, *cells, UNKNOWN, UNKNOWN]
    shown = signed_eur if one.quantity == _EUR else signed_points
    span = UNKNOWN if one.low is None or one.high is None else f"{shown(one.low).split(' ')[0]} to {shown(one.high)}"
    return [name, *cells, f"{shown(one.difference)}{' ' if one.clear else '*'}", span]


def _cell(quantity: str, side: tuple[float, float | None, float | None]) -> str:
    shown = eur if quantity == _EUR else percent
    value, low, high = side
    return shown(value) if low is None or high is None else f"{shown(value)} ({shown(low)} to {shown(high)})"


def _nothing(pairs: Sequence[Pair], alone: Sequence[Sequence[str]], design: tuple[str, bool] | None) -> bool:
    same = all(pair.same for pair in pairs) if design is None else design == ("", True)
    return same and not any(alone) and not any(pair.changed for pair in pairs)


def _document(
    first: Side, second: Side, pairs: Sequence[Pair], alone: Sequence[Sequence[str]], design: tuple[str, bool] | None
) -> Mapping[str, Any]:
    found: dict[str, Any] = plain({
        "schema_version": SCHEMA_VERSION,
        "kind": first.kind,
        "first": str(first.path),
        "second": str(second.path),
        "identical": _nothing(pairs, alone, design),
        "only_in_first": list(alone[0]),
        "only_in_second": list(alone[1]),
        "scenarios": [
            {
                "name": pair.name,
                "assumptions": [asdict(one) for one in pair.changed],
                "numbers_are_the_same": pair.same if design is None else design[1],
                "numbers": [asdict(one) for one in pair.moved],
                "note": pair.note or None,
            }
            for pair in pairs
        ],
        "design": None if design is None else design[0] or None,
        "findings": None if design is None else [first.finding, second.finding],
    })  # fmt: skip
    return found
