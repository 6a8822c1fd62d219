"""What the pilot study measures beside the run's tables: use cases as drawn, and workloads as they stand in a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

import numpy as np

import sim
from experiments.kit.evidence import column, events, first_weeks, quarterly_eur, replications
from sim.analysis.tables import Flags, Floats
from sim.luck import Luck
from sim.programme.programme import begun
from sim.programme.use_case import UseCase, draw_use_case
from sim.rules import value

Key = tuple[int, int]
"""Replication and use case."""

WEEKS_PER_YEAR = 52.0
EIGHTEEN_MONTHS = 78.0
LOOKED_AT = 60
"""Tables hold no workload's trust: so many programmes are simulated once more and looked at."""


def use_case(results: sim.Results, key: Key) -> UseCase:
    """What the business asked for: a function of the cards and the luck alone."""
    return draw_use_case(results.scenario, Luck(results.seed, key[0]), key[1])


# --- from the event log and the ledger -------------------------------------------------------------------------------


def weeks_of(results: sim.Results, *kinds: str) -> dict[Key, float]:
    """When the first event of these kinds happened to each use case."""
    found: dict[Key, float] = {}
    for replication, week, _, rank in events(results, *kinds):
        if rank is not None:
            found.setdefault((replication, rank), week)
    return found


def durations(results: sim.Results, first: str, then: str) -> dict[Key, float]:
    """Weeks from one event of a use case to another, where it has both."""
    began, ended = weeks_of(results, first), weeks_of(results, then)
    return {key: ended[key] - week for key, week in began.items() if key in ended}


def spent(results: sim.Results, *categories: str) -> dict[Key, float]:
    """EUR spent on each use case in some ledger categories."""
    return {key: sum(quarters.values()) for key, quarters in quarterly_eur(results, *categories).items()}


def totals(results: sim.Results, *categories: str) -> Floats:
    """The same of whole programmes, in the order of every other column."""
    sums = dict.fromkeys(replications(results), 0.0)
    for (replication, _), eur in spent(results, *categories).items():
        sums[replication] += eur
    return np.array(list(sums.values()), dtype=np.float64)


def means(found: Mapping[Key, float]) -> dict[int, float]:
    """One number a programme, since use cases of one programme share its luck."""
    by_programme = groupby(sorted(found), key=lambda key: key[0])
    return {programme: fmean(found[key] for key in keys) for programme, keys in by_programme}


def gaps(first: Mapping[Key, float], second: Mapping[Key, float]) -> list[float]:
    """First minus second of the same use case in the same future, as one mean a programme."""
    return list(means({key: first[key] - second[key] for key in first if key in second}).values())


def in_order(results: sim.Results, found: Mapping[int, float]) -> Floats:
    """A number by programme as a column; NaN where a programme has none."""
    return np.array([found.get(one, np.nan) for one in replications(results)], dtype=np.float64)


# --- workloads that went live ----------------------------------------------------------------------------------------


class Delivered(NamedTuple):
    """One workload that went live: the nth of its programme, and what its build and its approval took."""

    key: Key
    n: int
    on_platform: bool
    reviews: int
    reuse_share: float


def delivered(results: sim.Results) -> list[Delivered]:
    """Every workload that went live, by programme and in the order of going live."""
    table = results.table("workloads", ["replication", "use_case", "n", "on_platform", "reviews", "reuse_share"])
    return [
        Delivered(
            (row["replication"], row["use_case"]), row["n"], row["on_platform"], row["reviews"], row["reuse_share"]
        )
        for row in table.to_pylist()
    ]


def is_agent(results: sim.Results, key: Key) -> bool:
    """Whether a use case acts rather than answers from documents."""
    return not use_case(results, key).retrieval


def review_growth(results: sim.Results, late: int, early: int = 3) -> list[float]:
    """EUR by which review of a later workload costs more than of one of the first; a mean a programme.

    Workloads that need no review are left out, so that their share says nothing here.
    """
    cost = spent(results, "review")
    reviewed = [one for one in delivered(results) if one.reviews]
    after = means({one.key: cost.get(one.key, 0.0) for one in reviewed if one.n >= late})
    before = means({one.key: cost.get(one.key, 0.0) for one in reviewed if one.n <= early})
    return [after[one] - before[one] for one in after if one in before]


def years_to_refactor(results: sim.Results) -> list[float]:
    """Age of each platform at its first refactor."""
    shipped, refactored = (first_weeks(results, kind) for kind in ("platform_shipped", "refactor_started"))
    return [(refactored[one] - week) / WEEKS_PER_YEAR for one, week in shipped.items() if one in refactored]


def has_narrow_entry(results: sim.Results) -> Flags:
    """In which futures one of the use cases of the first day is narrow."""
    backlog = range(results.scenario.opportunities.backlog)
    narrow = [any(use_case(results, (one, rank)).narrow for rank in backlog) for one in replications(results)]
    return np.array(narrow, dtype=np.bool_)


# --- demand ----------------------------------------------------------------------------------------------------------


def _standing(results: sim.Results, counts: Mapping[int, float], week: float) -> Floats:
    """A count as a column; NaN where the programme has ended by that week."""
    found = np.array([counts.get(one, 0.0) for one in replications(results)], dtype=np.float64)
    return np.where(column(results, "outcome_week") >= week, found, np.nan)


def counted(results: sim.Results, kind: str, after: float, until: float, stands: float) -> Floats:
    """Events of a kind after one week and until another; of programmes that stand in a third."""
    counts: dict[int, float] = {}
    for replication, week, _, _ in events(results, kind):
        if after < week <= until:
            counts[replication] = counts.get(replication, 0.0) + 1.0
    return _standing(results, counts, stands)


def waiting(results: sim.Results, week: float, stands: float | None = None) -> Floats:
    """Use cases asked for and neither taken up, refused nor gone around; of programmes that stand in some week."""
    asked, left = (
        weeks_of(results, "idea"),
        weeks_of(results, "data_started", "build_started", "went_around", "refused"),
    )
    counts: dict[int, float] = {}
    for key, since in asked.items():
        if since <= week < left.get(key, np.inf):
            counts[key[0]] = counts.get(key[0], 0.0) + 1.0
    return _standing(results, counts, week if stands is None else stands)


# --- the starts after the first success ------------------------------------------------------------------------------


class Start(NamedTuple):
    """A use case taken up in this week; `state` is what has become of it eighteen months later."""

    key: Key
    week: float
    state: str


LIVE, STUCK, SHELVED, UNFINISHED = "live", "stuck in pilot", "shelved", "still being built"


def first_and_further(results: sim.Results, further: int = 6) -> tuple[list[Start], list[Start]]:
    """The first use case taken up in each programme, and the next ones taken up after something has gone live.

    Starts whose programme has not been watched for eighteen months more, since it ended or the horizon came, are left
    out.
    """
    watched = dict(zip(replications(results), column(results, "outcome_week"), strict=True))
    success = first_weeks(results, "live")
    state = _States(results)
    starts: dict[int, list[tuple[float, Key]]] = {}
    for key, week in weeks_of(results, "data_started", "build_started").items():
        starts.setdefault(key[0], []).append((week, key))
    first, rest = [], []
    for replication, found in starts.items():
        found.sort()
        first.append(found[0])
        rest += [start for start in found if start[0] > success.get(replication, np.inf)][:further]
    groups = [[each for each in group if _seen(watched, each)] for group in (first, rest)]
    early, late = ([Start(key, week, state.at(key, week + EIGHTEEN_MONTHS)) for week, key in group] for group in groups)
    return early, late


def _seen(watched: Mapping[int, float], start: tuple[float, Key]) -> bool:
    week, key = start
    return week + EIGHTEEN_MONTHS <= watched[key[0]]


class _States:
    """Where a use case stands in a week, from the log."""

    def __init__(self, results: sim.Results) -> None:
        self._built = weeks_of(results, "build_finished")
        self._shelved = weeks_of(results, "shelved")
        self._live = weeks_of(results, "live")

    def at(self, key: Key, week: float) -> str:
        """What has been reached by then; one that went live and was retired since had been in production."""
        for state, reached in ((LIVE, self._live), (SHELVED, self._shelved), (STUCK, self._built)):
            if reached.get(key, np.inf) <= week:
                return state
        return UNFINISHED


# --- programmes simulated once more and looked at --------------------------------------------------------------------


class Seen(NamedTuple):
    """A live workload as it stands: `kept` is the share of its value that trust leaves, `realised` of its potential."""

    key: Key
    age_weeks: float
    trust: float
    kept: float
    realised: float


def looked_at(results: sim.Results, weeks: Mapping[int, Iterable[float]]) -> dict[tuple[int, float], list[Seen]]:
    """The live workloads of some programmes in some weeks; the same futures as the run's, week by week."""
    floor = results.scenario.value.trust_floor
    found: dict[tuple[int, float], list[Seen]] = {}
    for replication, asked in weeks.items():
        programme = begun(results.scenario, results.seed, replication)
        for week in sorted(set(asked)):
            programme.clock.stop_after(week)
            if programme.ending is not None:
                break
            found[replication, week] = [
                Seen(
                    (replication, one.rank),
                    week - one.live_week,
                    one.trust,
                    value.trusted_share(one.trust, floor),
                    one.value_rate_eur / one.use_case.value_eur if one.use_case.value_eur > 0.0 else 0.0,
                )
                for one in programme.live
            ]
    return found


def some(results: sim.Results) -> list[int]:
    """The programmes that are looked at."""
    return replications(results)[:LOOKED_AT]


def untrusted(results: sim.Results, starts: Iterable[Start]) -> list[bool]:
    """Of the starts looked at: live eighteen months on, and trusted so little that over half of its value is gone."""
    chosen = [start for start in starts if start.key[0] in set(some(results))]
    weeks: dict[int, list[float]] = {}
    for start in chosen:
        if start.state == LIVE:
            weeks.setdefault(start.key[0], []).append(start.week + EIGHTEEN_MONTHS)
    there = looked_at(results, weeks)
    return [_is_untrusted(start, there.get((start.key[0], start.week + EIGHTEEN_MONTHS), [])) for start in chosen]


def _is_untrusted(start: Start, live: Iterable[Seen]) -> bool:
    return any(one.key == start.key and one.kept < 0.5 for one in live)


def realised_shares(results: sim.Results, week: float, oldest_weeks: float) -> list[float]:
    """Share of their potential that workloads of some age give, abandoned ones too, as one mean a programme."""
    seen = looked_at(results, {one: [week] for one in some(results)})
    shares = {one.key: one.realised for live in seen.values() for one in live if one.age_weeks >= oldest_weeks}
    return list(means(shares).values())
