"""How much a study or a method is about to simulate, said before it begins."""

from __future__ import annotations

import pyarrow as pa

from sim.analysis.study import RunPoints
from sim.montecarlo.points import Points
from sim.verbs.screen import note


def announced(run: RunPoints, *, quiet: bool) -> RunPoints:
    """The same, after a line on stderr that says how many programmes it takes: in time to ask for fewer."""

    def simulate(points: Points) -> pa.Table:
        if not quiet:
            note(f"sim: {size(len(points.changes), points.replications)}")
        return run(points)

    return simulate


def size(points: int, replications: int) -> str:
    """'31 points with 100 programmes each: 3,100 programmes'."""
    one = points == 1
    each = f"{replications:,} programme{'' if replications == 1 else 's'}{'' if one else ' each'}"
    total = points * replications
    return f"{points:,} point{'' if one else 's'} with {each}" + ("" if one else f": {total:,} programmes")
