"""The league table: every strategy of a comparison in one row, over the futures that all of them have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from sim.analysis.comparison import COLUMNS, Headlines, headlines
from sim.analysis.means import Spread, spread
from sim.analysis.proportions import LEVEL, Proportion, proportion
from sim.analysis.ranking import Rank, ranking
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES
from sim.analysis.tables import Ints, Tables
from sim.errors import InputError

_PAYOFF = "payoff_eur"


@dataclass(frozen=True)
class LeagueRow:
    """`place` counts from 1 by mean payoff; equal means share a place. `left_out` are futures that another lacks."""

    place: int
    name: str
    payoff: Rank
    shares: dict[str, Proportion]
    means: dict[str, Spread]
    left_out: int


def league(
    named: Mapping[str, Tables],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> tuple[LeagueRow, ...]:
    """Best mean payoff first. The runs must share their seed: replications are matched by number."""
    heads = {name: headlines(run.table("replications", list(COLUMNS))) for name, run in named.items()}
    common = _futures_of_all(heads)
    places = {name: _places(head.replication, common) for name, head in heads.items()}
    payoffs = {name: head.means[_PAYOFF][places[name]] for name, head in heads.items()}
    ranks = ranking(payoffs, level=level, resamples=resamples, seed=seed)
    return tuple(_row(rank, ranks, heads[rank.name], places[rank.name], level) for rank in ranks)


def _row(rank: Rank, ranks: tuple[Rank, ...], head: Headlines, places: Ints, level: float) -> LeagueRow:
    return LeagueRow(
        place=1 + sum(other.mean > rank.mean for other in ranks),
        name=rank.name,
        payoff=rank,
        shares={
            name: proportion(int(np.count_nonzero(flags[places])), places.size, level=level)
            for name, flags in head.shares.items()
        },
        means={name: spread(values[places], level=level) for name, values in head.means.items()},
        left_out=int(head.replication.size - places.size),
    )


def _futures_of_all(heads: Mapping[str, Headlines]) -> Ints:
    for name, head in heads.items():
        if np.unique(head.replication).size != head.replication.size:
            raise ValueError(f"'{name}' has a replication number twice")
    common = reduce(np.intersect1d, [head.replication for head in heads.values()]) if heads else np.empty(0)
    if heads and not common.size:
        raise InputError(
            f"nothing pairs: {', '.join(heads)} have no replication that all of them share; "
            "run them with the same seed and overlapping replications"
        )
    return common.astype(np.int64)


def _places(replications: Ints, wanted: Ints) -> Ints:
    order = np.argsort(replications)
    return np.asarray(order[np.searchsorted(replications[order], wanted)], dtype=np.int64)
