"""What a programme is measured by: a share of programmes that something holds for, or a number of each programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.tables import Flags, Floats, floats, given, standing, texts
from sim.errors import InputError, nearest
from sim.programme.columns import REPLICATIONS

Kind = Literal["share", "number"]
UNIT_SHARE = "share"
_NO_MEASURE = frozenset({"replication", "events"})


@dataclass(frozen=True)
class Measure:
    """`says` is what holds for the programmes of a share, `meaning` what a number is."""

    name: str
    kind: Kind
    unit: str
    says: str
    meaning: str


_SHARES: Mapping[str, tuple[str, Callable[[pa.Table], Flags]]] = {
    "reached_target": ("reaches the target", lambda table: given(table, "reached_target_week")),
    "missed_target": ("misses the target", lambda table: ~given(table, "reached_target_week")),
    "standing_at_horizon": ("stands at the horizon", standing),
    "failed": ("fails", lambda table: ~standing(table)),
}
ENDS = {
    "insolvent": "ends insolvent",
    "frozen": "is frozen for good",
    "stalled": "stalls",
    "burned_out": "burns out on call",
    "reorganised": "is torn up by a reorganisation",
    "sponsor_lost": "loses its sponsor",
    "stopped": "is stopped on plan",
}
_NUMBERS = {
    column.name: column
    for column in REPLICATIONS
    if column.type in {"int", "float"} and column.name not in _NO_MEASURE
}  # fmt: skip
NAMES = (*_SHARES, *ENDS, *_NUMBERS)


def measure_named(name: str) -> Measure:
    """The measure of that name, or a message with the nearest one."""
    if name in _SHARES:
        return Measure(name, "share", UNIT_SHARE, _SHARES[name][0], f"Share of programmes that this holds for: {name}.")
    if name in ENDS:
        return Measure(name, "share", UNIT_SHARE, ENDS[name], f"Share of programmes whose outcome is {name}.")
    if name in _NUMBERS:
        column = _NUMBERS[name]
        return Measure(name, "number", column.unit, "", column.meaning)
    raise InputError(f"measure={name}: there is no such measure{nearest(name, NAMES)} (known: {', '.join(NAMES)})")


def values_of(replications: pa.Table, measure: Measure) -> Floats:
    """A value for each programme: 0 or 1 for a share; NaN where a number is unknown."""
    if measure.kind == "number":
        return floats(replications, measure.name)
    if measure.name in _SHARES:
        return _SHARES[measure.name][1](replications).astype(np.float64)
    same = pc.equal(texts(replications, "outcome"), measure.name)
    return np.asarray(same.to_numpy(), dtype=np.float64)


def known_values(replications: pa.Table, measure: Measure) -> Floats:
    """The same, refused where some are unknown: their mean would be that of the lucky programmes alone."""
    values = values_of(replications, measure)
    unknown = int(np.count_nonzero(np.isnan(values)))
    if unknown:
        raise InputError(
            f"measure={measure.name}: is unknown for {unknown} of {values.size} programmes, so that points would be "
            "compared by different programmes; take a measure that every programme has, such as reached_target or "
            "payoff_eur"
        )
    return values
