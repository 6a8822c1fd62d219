"""What a mechanism of your own is written with, in one place; docs/extending.md shows how.

A mechanism is a function of the programme. It may start processes on the programme's clock, draw luck of its own, book
costs, tell events, and change the attributes that docs/extending.md lists.
"""

from __future__ import annotations

from sim.luck import purpose
from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.programme import Programme
from sim.programme.use_case import Stage, Workload

__all__ = [
    "WHOLE_PROGRAMME",
    "Category",
    "Moment",
    "Programme",
    "Rank",
    "Stage",
    "Steps",
    "Workload",
    "own_purpose",
    "start",
    "wait",
]


def own_purpose(name: str) -> int:
    """What luck is used for by a mechanism of your own: no other draw moves, and none of the model's is shared."""
    return purpose(f"own.{name}")


def wait(programme: Programme, weeks: float, identity: int = 0) -> Moment:
    """What a process yields to go on that many weeks later, after everybody else has acted at that instant.

    Of several processes with the same moment those with the smaller `identity` come first.
    """
    if not weeks >= 0.0:
        raise ValueError(f"a process can wait 0 weeks or more; found {weeks}")
    return Moment(programme.clock, weeks, (Rank.MECHANISM, identity))
