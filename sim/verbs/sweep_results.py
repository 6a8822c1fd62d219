"""What the finished jobs of a sweep come to: one tidy row a job, and a comparison of those that can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.analysis.comparison import COLUMNS, headlines
from sim.analysis.league import LeagueRow, league
from sim.analysis.means import mean_interval
from sim.analysis.paired import same_futures
from sim.analysis.proportions import LEVEL
from sim.analysis.summary import plain
from sim.charts.words import eur
from sim.composition.options import STRATEGY
from sim.composition.sweeping import Sweep, SweptJob
from sim.errors import InputError
from sim.results import MOST_STRATEGIES, Comparison, Results
from sim.scenario.values import cards_by_name
from sim.stored import open_run
from sim.verbs.sweep_jobs import DONE, FAILED, Status, status_of, what_decides

if TYPE_CHECKING:
    from sim.charts.jobs import JobRow
    from sim.charts.picture import Picture

SCHEMA_VERSION = 1
LONGEST_LABEL = 80
_SHARES = ("reached_target", "standing_at_horizon")
_MEANS = ("payoff_eur", "live_max")
_PAIR = 2

Plain = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Group:
    """Jobs that meet the same futures, are watched for as long and aim at as much: two or more can be compared."""

    seed: int
    horizon_weeks: int
    target: int
    results: Mapping[str, Results]

    @cached_property
    def league(self) -> tuple[LeagueRow, ...]:
        """Best mean payoff first; empty where there is nothing to compare."""
        if len(self.results) < _PAIR:
            return ()
        return league({name: one.tables for name, one in self.results.items()})

    @cached_property
    def comparison(self) -> Comparison | None:
        """As `sim compare` has it, where so few jobs can be set side by side."""
        few = _PAIR <= len(self.results) <= MOST_STRATEGIES
        return Comparison(self.results) if few else None

    @cached_property
    def clearly_behind(self) -> frozenset[str]:
        """Jobs whose mean payoff lies clearly below the highest: paired, at the level that all pairs share.

        The best is picked by its payoff, so every pair counts as looked at (Bonferroni).
        """
        best, *others = [row.name for row in self.league]
        level = 1.0 - (1.0 - LEVEL) / max(1, sum(1 for _ in combinations(self.results, _PAIR)))
        heads = {name: headlines(one.table("replications", list(COLUMNS))) for name, one in self.results.items()}
        found = set()
        for name in others:
            mine, yours = same_futures(heads[best].replication, heads[name].replication)
            payoffs = heads[best].means["payoff_eur"][mine] - heads[name].means["payoff_eur"][yours]
            if mean_interval(payoffs, level=level)[1] > 0.0:
                found.add(name)
        return frozenset(found)

    def told(self) -> str:
        """What the jobs of this group have in common."""
        return f"seed {self.seed}, {self.horizon_weeks} weeks, a target of {self.target}"


@dataclass(frozen=True, eq=False)
class Found:
    """Every job's status and, where it is ok, its results under a label that says what was swept."""

    sweep: Sweep
    statuses: tuple[Status, ...]
    results: Mapping[str, Results]

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Comparable jobs together, the largest group first."""
        found: dict[tuple[int, int, int], dict[str, Results]] = {}
        for name, one in self.results.items():
            key = one.seed, one.scenario.horizon_weeks, one.scenario.ends.target
            found.setdefault(key, {})[name] = one
        return tuple(Group(*key, found[key]) for key in sorted(found, key=lambda key: (-len(found[key]), key)))

    @property
    def apart(self) -> str:
        """Why not all jobs are compared with each other; empty where they are."""
        if len(self.groups) < _PAIR:
            return ""
        different = [
            told
            for told, values in (
                ("seed (their futures are not the same)", {group.seed for group in self.groups}),
                ("horizon_weeks (they are watched for different times)", {g.horizon_weeks for g in self.groups}),
                ("ends.target (they aim at different numbers)", {group.target for group in self.groups}),
            )
            if len(values) > 1
        ]
        return f"Jobs are compared with those of the same {' and '.join(different)} only: {len(self.groups)} groups."

    def failures(self) -> int:
        """Programmes that broke in jobs that are ok."""
        return sum(len(one.failures) for one in self.results.values())

    def league_rows(self) -> dict[str, LeagueRow]:
        """Each compared job's row in the league of its group."""
        return {row.name: row for group in self.groups for row in group.league}

    def finding(self) -> str:
        """The answer in one sentence, of the largest group."""
        from sim.charts.jobs import jobs_title

        if not self.groups:
            return "No job was finished"
        first = self.groups[0]
        if first.comparison is not None:
            return first.comparison.finding()
        return jobs_title(first_rows(first)) if first.league else "One job alone was finished: nothing to compare"


def read_found(sweep: Sweep, folder: Path) -> Found:
    """The jobs of this very command, whatever else lies in the folder; one that cannot be read has failed."""
    statuses: list[Status] = []
    results: dict[str, Results] = {}
    for job in sweep.jobs:
        status = status_of(folder, job) or Status(job.name, job.overrides, FAILED, "was not run")
        if status.state == DONE:
            try:
                results[job.name] = _opened(folder, job, status)
            except InputError as error:
                status = replace(status, state=FAILED, reason=str(error))
        statuses.append(status)
    return Found(sweep, tuple(statuses), results)


def group_of(one: Mapping[str, Any], results: Mapping[str, Results]) -> Group:
    """A group of a stored sweep, out of its summary."""
    return Group(one["seed"], one["horizon_weeks"], one["target"], {name: results[name] for name in one["jobs"]})


def called_by_what_was_swept(results: Results, values: Mapping[str, str]) -> Results:
    """A job's results as charts and tables call them."""
    label = label_of(values, results.scenario.label)
    return replace(results, scenario=results.scenario.model_copy(update={"label": label}))


def draw_group(group: Group, folder: Path) -> None:
    """As `sim compare` draws up to six; more in one row each."""
    from sim.pictures import write_pictures

    write_pictures(pictures_of_group(group), folder)


def pictures_of_group(group: Group) -> list[Picture]:
    """The charts of a comparison, or one of all jobs."""
    from sim.charts.jobs import JobsChart, draw_jobs
    from sim.charts.picture import Picture
    from sim.pictures import pictures_of_comparison, provenance_of

    if group.comparison is not None:
        return pictures_of_comparison(group.comparison)
    replications = min(one.replications for one in group.results.values())
    chart = JobsChart(tuple(first_rows(group)), group.target, replications)
    provenance = replace(provenance_of(group.results), replications=replications, version=__version__)
    return [Picture("jobs", chart, draw_jobs, provenance)]


def _opened(folder: Path, job: SweptJob, status: Status) -> Results:
    results = open_run(folder / job.name)
    if results.scenario.fingerprint() != status.fingerprint:
        raise InputError(f"{folder / job.name}: holds another scenario than this job's; delete that folder")
    return called_by_what_was_swept(results, job.values)


def label_of(values: Mapping[str, str], strategy: str) -> str:
    """A job as charts and tables call it: what was swept, in few words."""
    last = [key.rpartition(".")[2] for key in values]
    parts = [
        _told(key if last.count(short) > 1 else short, key, value)
        for (key, value), short in zip(values.items(), last, strict=True)
        if key != STRATEGY
    ]
    text = ", ".join(parts)
    if STRATEGY in values:
        text = f"{strategy} ({text})" if parts else strategy
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _told(short: str, key: str, value: str) -> str:
    card = cards_by_name().get(key)
    name = short.replace("_", " ")
    if card is not None and card.unit == "EUR":
        try:
            return f"{name.removesuffix(' eur')} {eur(float(value))}"
        except ValueError:
            return f"{name} {value}"
    return f"{name} {value}"


def first_rows(group: Group) -> list[JobRow]:
    """The rows of the chart of many jobs, best payoff first."""
    from sim.charts.jobs import JobRow

    found = []
    for row in group.league:
        one = group.results[row.name]
        share, payoff = one.numbers["reached_target"], one.numbers["payoff_eur"]
        found.append(
            JobRow(
                one.scenario.label,
                (share["share"], share["low"], share["high"]),
                (payoff["mean"], payoff["low"], payoff["high"]),
                row.name in group.clearly_behind,
            )
        )
    return found


def rows_of(found: Found) -> list[Plain]:
    """One tidy row a job, failed ones included: what was swept, whose scenario, headline numbers with intervals."""
    best = found.league_rows()
    return [
        {
            "job": status.job,
            **job.values,
            "state": status.state,
            **_head(found.results.get(status.job), status, job),
            **_numbers(found.results.get(status.job), best.get(status.job)),
            "reason": status.reason,
        }
        for job, status in zip(found.sweep.jobs, found.statuses, strict=True)
    ]


def _head(results: Results | None, status: Status, job: SweptJob) -> Plain:
    """Whose numbers; what a failed job was asked for stays, where it was swept."""
    return {
        "fingerprint": status.fingerprint,
        "seed": results.seed if results else job.values.get("seed"),
        "horizon_weeks": results.scenario.horizon_weeks if results else job.values.get("horizon_weeks"),
        "target": results.scenario.ends.target if results else job.values.get("ends.target"),
        "replications": results.replications if results else job.values.get("replications"),
        "failures": len(results.failures) if results else None,
    }


def _numbers(results: Results | None, rank: LeagueRow | None) -> Plain:
    row: Plain = {}
    for name, estimate in (*((name, "share") for name in _SHARES), *((name, "mean") for name in _MEANS)):
        one = results.numbers[name] if results else {}
        row |= {name: one.get(estimate), f"{name}_low": one.get("low"), f"{name}_high": one.get("high")}
    payoff = rank and rank.payoff
    row["best_share"] = payoff and payoff.best_share
    row["best_share_low"], row["best_share_high"] = (payoff.best_low, payoff.best_high) if payoff else (None, None)
    row["regret_eur"] = payoff and payoff.regret
    return plain(row)  # type: ignore[no-any-return]


def document_of(found: Found, rows: Sequence[Plain]) -> Plain:
    """The content of summary.json."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "sweep",
        "version": __version__,
        "finding": found.finding(),
        "swept": list(found.sweep.keys),
        "jobs": [
            {**row, "overrides": what_decides(job.overrides)} for row, job in zip(rows, found.sweep.jobs, strict=True)
        ],
        "compared_apart": found.apart or None,
        "groups": [_group(group) for group in found.groups],
    }


def _group(group: Group) -> Plain:
    pairs = [] if group.comparison is None else [plain(asdict(pair)) for pair in group.comparison.pairs]
    return {
        "seed": group.seed,
        "horizon_weeks": group.horizon_weeks,
        "target": group.target,
        "jobs": list(group.results),
        "league": [plain(asdict(row)) for row in group.league],
        "pairs": pairs,
    }
