"""The default programme beside published outcomes: numbers that take a simulation (`generate.py --measure`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

import sim
from docs.generator.tables import default_strategy, table
from sim.analysis.means import spread
from sim.analysis.proportions import proportion

PROGRAMMES = 500
SEED = 21
TIME_WEEKS = 104.0
STARTS = ("data_started", "build_started")
FEW = 0.30
MOST = 0.50
WEEKS_PER_MONTH = 52.0 / 12.0

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_] | Sequence[bool]
Use = tuple[int, int]


@dataclass(frozen=True)
class Band:
    """What others have published, from `low` to `high`."""

    low: float
    high: float
    words: str

    def says(self, found: float) -> str:
        """Where a number lies."""
        if found < self.low:
            return "below"
        return "above" if found > self.high else "inside"


@dataclass(frozen=True)
class Tracks:
    """When each use case of each programme came to a step, and which went live before the programme's end."""

    results: sim.Results

    @cached_property
    def ends(self) -> dict[int, float]:
        """When each programme ended, or the horizon."""
        found = self.results.table("replications", ["replication", "outcome_week"]).to_pydict()
        return dict(zip(found["replication"], found["outcome_week"], strict=True))

    @cached_property
    def live(self) -> dict[Use, float]:
        """Week of going live."""
        found = self.results.table("workloads", ["replication", "use_case", "live_week"]).to_pydict()
        uses = zip(found["replication"], found["use_case"], strict=True)
        return dict(zip(uses, found["live_week"], strict=True))

    @cached_property
    def _events(self) -> dict[str, dict[Use, float]]:
        found = self.results.table("events", ["replication", "week", "what", "use_case"]).to_pydict()
        steps: dict[str, dict[Use, float]] = {}
        for number, week, what, use_case in zip(*found.values(), strict=True):
            if use_case is not None and week <= self.ends[number]:
                steps.setdefault(what, {}).setdefault((number, use_case), week)
        return steps

    def first(self, *steps: str) -> dict[Use, float]:
        """The first week in which any of these steps was taken, before the programme's end."""
        found: dict[Use, float] = {}
        for step in steps:
            for use, week in self._events.get(step, {}).items():
                found[use] = min(week, found.get(use, week))
        return found

    def shares_live(self, *steps: str) -> Floats:
        """For each programme: of what took a step early enough to get there, the share that went live."""
        latest = self.results.scenario.horizon_weeks - TIME_WEEKS
        taken: dict[int, list[bool]] = {}
        for use, week in self.first(*steps).items():
            if week <= latest:
                taken.setdefault(use[0], []).append(use in self.live)
        return np.array([float(np.mean(taken[number])) for number in sorted(taken)])

    def weeks_to_live(self, step: str) -> Floats:
        """Time from a step to production, of what went live."""
        came = self.first(step)
        return np.array([week - came[use] for use, week in self.live.items() if use in came])


# --- the comparison -----------------------------------------------------------------------------------------------

GARTNER = Band(0.48, 0.54, "48–54% of projects (Gartner, 2019–2024)")
PROOFS = Band(4 / 33, 0.54, "4 of 33 proofs of concept graduate (IDC, 2025); 46% are scrapped (S&P Global, 2025)")
DELOITTE = Band(0.70, 0.70, "70% of organisations (Deloitte, Q3 2024, n = 2,770)")
ABANDONED = Band(0.42, 0.42, "42% of companies abandoned most initiatives (S&P Global, 2025)")
SCALE = Band(
    0.22, 1 / 3, "22% scale across functions (the field's articles); about a third scale (McKinsey, 2025, n = 1,993)"
)
PROTOTYPE = Band(8 * WEEKS_PER_MONTH, 8 * WEEKS_PER_MONTH, "about 8 months (Gartner, 2019–2024)")


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f}%"


@dataclass(frozen=True)
class Measure:
    """One quantity of one strategy, in words and as the number that is compared."""

    what: str
    band: Band | None
    found: float
    words: str


def _mean(what: str, values: Floats, band: Band | None = None) -> Measure:
    """A share of each programme, on average over programmes."""
    found = spread(values)
    assert found.mean is not None
    interval = "" if found.low is None else f" ({_percent(found.low)} to {_percent(found.high or 0.0)})"
    return Measure(what, band, found.mean, _percent(found.mean) + interval)


def _share(what: str, flags: Flags, band: Band | None = None) -> Measure:
    """A share of programmes."""
    found = proportion(int(np.sum(flags)), len(flags))
    words = f"{_percent(found.share)} ({_percent(found.low)} to {_percent(found.high)})"
    return Measure(what, band, found.share, words)


def _weeks(what: str, weeks: Floats, band: Band | None = None) -> Measure:
    """A time, in the median over what went live; the middle 80% beside it."""
    low, median, high = (float(one) for one in np.quantile(weeks, (0.1, 0.5, 0.9)))
    return Measure(what, band, median, f"{median:.0f} weeks (middle 80%: {low:.0f} to {high:.0f})")


def measures(results: sim.Results) -> list[Measure]:
    """Every quantity that is held against something published, and those that nobody has published."""
    tracks = Tracks(results)
    ended = results.table("replications", ["outcome", "reached_target_week"]).to_pydict()
    started = tracks.shares_live(*STARTS)
    target = results.scenario.ends.target
    return [
        _mean("ideas that reach production", tracks.shares_live("idea")),
        _mean("projects (data or build begun) that reach production", started, GARTNER),
        _mean("pilots (build done) that reach production", tracks.shares_live("build_finished"), PROOFS),
        _share("programmes that bring at most 30% of their projects to production", started <= FEW, DELOITTE),
        _share("programmes in which most projects do not get there", started < MOST, ABANDONED),
        _weeks("from idea to production", tracks.weeks_to_live("idea")),
        _weeks("from prototype (build done) to production", tracks.weeks_to_live("build_finished"), PROTOTYPE),
        _share(f"programmes that reach {target} live at once", _known(ended["reached_target_week"]), SCALE),
        _share("programmes still standing at the horizon", [one == "censored" for one in ended["outcome"]]),
    ]


def _known(values: Sequence[object]) -> list[bool]:
    return [value is not None for value in values]


def _row(found: Sequence[Measure]) -> tuple[str, ...]:
    """One quantity of all strategies, what is published, and where each strategy lies."""
    first = found[0]
    words = [one.words for one in found]
    if first.band is None:
        return first.what, *words, "no figure found", "–"
    return first.what, *words, first.band.words, ", ".join(first.band.says(one.found) for one in found)


def bands_part(several: Sequence[sim.Results]) -> str:
    """The comparison as it stands in the page."""
    named = ", ".join(f"`{one.scenario.name}` (configuration `{one.scenario.fingerprint()[:12]}`)" for one in several)
    head = (
        f"{several[0].replications:,} programmes each of {named}, seed {several[0].seed}, on the default cards. "
        "Shares with 95% intervals, which cover luck only. Written by "
        f"`python docs/generate.py --measure {several[0].replications}`."
    )
    names = ("measure", *(f"`{one.scenario.name}`" for one in several), "published", "they lie")
    return head + "\n\n" + table(names, map(_row, zip(*map(measures, several), strict=True)))


def compared() -> tuple[str, str]:
    """The default strategy, and the common drift: published figures are averages over organisations of every kind."""
    return default_strategy(), "late_extraction"


def measure(programmes: int = PROGRAMMES) -> list[sim.Results]:
    """The compared strategies, simulated anew."""
    return [sim.simulate(name, replications=programmes, seed=SEED) for name in compared()]


def measured_now(part: str) -> bool:
    """Whether a page's numbers were measured under the configurations that are the defaults now."""
    return all(f"configuration `{sim.load_scenario(name).fingerprint()[:12]}`" in part for name in compared())
