"""A design, simulated: one tidy table of programmes with the cards that made them, and a summary of each point."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sim.analysis.designs import Design
from sim.analysis.means import mean_interval
from sim.analysis.measures import Measure, known_values, measure_named, values_of
from sim.analysis.proportions import LEVEL, wilson_interval
from sim.analysis.tables import Floats, ints
from sim.montecarlo.points import POINT, Points, points_of, run_points
from sim.scenario import Scenario
from sim.scenario.values import card_named, type_of

MEASURES = ("reached_target", "standing_at_horizon", "payoff_eur")
RunPoints = Callable[[Points], pa.Table]
"""`run_points` with its executor, workers and progress: `partial(run_points, executor="processes")`."""

_TYPES: Mapping[str, Callable[[], pa.DataType]] = {
    "number": pa.float64,
    "whole": pa.int64,
    "yes_no": pa.bool_,
    "word": pa.string,
    "list": pa.string,
}


@dataclass(frozen=True, eq=False)
class Study:
    """`table` has a row for each programme: `point`, the cards of the design, and the columns of `replications`."""

    design: Design
    seed: int
    replications: int
    table: pa.Table

    def summary(self, measures: Sequence[str] = MEASURES, *, level: float = LEVEL) -> pa.Table:
        """A row for each point: shares with Wilson's interval, means with Student's; what is undefined is null."""
        table = _head(self.design, np.arange(len(self.design.points)))
        table = table.append_column("programmes", pa.array([self.replications] * table.num_rows, pa.int32()))
        for measure in map(measure_named, measures):
            values = values_of(self.table, measure).reshape(table.num_rows, self.replications)
            for name, column in _estimates(measure, values, level).items():
                table = table.append_column(name, column)
        return table


def run_study(base: Scenario, design: Design, *, seed: int, replications: int, run: RunPoints = run_points) -> Study:
    """Every point of the design under the same luck: replication r is the same future at each of them."""
    rows = run(points_of(base, design.points, seed=seed, replications=replications))
    return Study(design, seed, replications, with_cards(design, rows))


def with_cards(design: Design, rows: pa.Table) -> pa.Table:
    """A row for each programme: `point`, the cards of its point, and the columns of `replications`."""
    table = _head(design, ints(rows, POINT))
    for field, column in zip(rows.schema, rows.columns, strict=True):
        table = table if field.name == POINT else table.append_column(field, column)
    return table


def outcomes_at(
    base: Scenario,
    changes: Sequence[Mapping[str, Any]],
    measure: Measure,
    *,
    seed: int,
    replications: int,
    own_luck: bool = False,
    run: RunPoints = run_points,
) -> Floats:
    """A measure of every programme: a row for each point, a column for each replication."""
    points = points_of(base, changes, seed=seed, replications=replications, own_luck=own_luck)
    return known_values(run(points), measure).reshape(len(changes), replications)


def _head(design: Design, points: Any) -> pa.Table:
    """The columns `point` and cards, for the point numbers given."""
    columns = {POINT: pa.array(points, pa.int32())}
    fields = [pa.field(POINT, pa.int32(), metadata={"unit": "", "meaning": "Number of the point, from 0."})]
    for name in design.cards:
        values = pa.array([_told(point[name]) for point in design.points], _TYPES[type_of(name).kind]())
        columns[name] = values.take(columns[POINT])
        card = card_named(name)
        fields.append(pa.field(name, values.type, metadata={"unit": card.unit, "meaning": card.meaning}))
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))


def _told(value: Any) -> Any:
    """A list stands in its cell as it stands in a table of points."""
    return f"[{', '.join(value)}]" if isinstance(value, tuple | list) else value


def _estimates(measure: Measure, values: Floats, level: float) -> dict[str, pa.Array]:
    name = measure.name
    if measure.kind == "share":
        counts = values.sum(axis=1)
        low, high = wilson_interval(counts, values.shape[1], level=level)
        return _columns({f"{name}_share": counts / values.shape[1], f"{name}_low": low, f"{name}_high": high})
    known = ~np.isnan(values)
    bands = [mean_interval(row[there], level=level) for row, there in zip(values, known, strict=True)]
    mean, low, high = np.array(bands).T
    counted = {} if known.all() else {f"{name}_known": pa.array(known.sum(axis=1), pa.int32())}
    return counted | _columns({f"{name}_mean": mean, f"{name}_low": low, f"{name}_high": high})


def _columns(found: Mapping[str, Floats]) -> dict[str, pa.Array]:
    return {
        name: pa.array([value if math.isfinite(value) else None for value in values.tolist()], pa.float64())
        for name, values in found.items()
    }
