"""The runs of a study: strategies and variants of them, all in the same futures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sim
from sim.api import run_one
from sim.composition import compose_job
from sim.folders import claim_run
from sim.montecarlo.store import MemoryStore
from sim.scenario import RunSettings, Scenario
from sim.scenario.variation import vary

ROOT = Path(__file__).parents[2]
OWN_FILE = "start=experiments/"
"""A portfolio of a study's own, wherever the study is called from."""


@dataclass(frozen=True)
class Study:
    """Results by name, all in the same futures."""

    seed: int
    replications: int
    results: Mapping[str, sim.Results]

    def __getitem__(self, name: str) -> sim.Results:
        return self.results[name]


@dataclass
class Arms:
    """Scenarios by name, run when they are asked for. With a folder nothing is run twice, by no study."""

    scenarios: Mapping[str, Scenario]
    folder: Path | None = None
    _run: dict[tuple[str, int, int], sim.Results] = field(default_factory=dict)

    def study(
        self, names: Iterable[str], seed: int, replications: int, changes: Mapping[str, Any] | None = None
    ) -> Study:
        """These arms, with some cards changed in all of them."""
        found = {}
        for name in names:
            scenario = self.scenarios[name]
            found[name] = self._results(vary(scenario, changes) if changes else scenario, seed, replications)
        return Study(seed, replications, found)

    def _results(self, scenario: Scenario, seed: int, replications: int) -> sim.Results:
        fingerprint = scenario.fingerprint()
        key = (fingerprint, seed, replications)
        if key not in self._run:
            settings = RunSettings(seed=seed, replications=replications)
            if self.folder is None:
                few = settings.model_copy(update={"executor": "inline"})
                self._run[key] = run_one(scenario, few, MemoryStore())
            else:
                at = self.folder / f"{scenario.name}-{fingerprint[:12]}-{seed}"
                self._run[key] = run_one(scenario, settings, claim_run(at, scenario, settings))
            failures = self._run[key].failures
            if failures:
                raise sim.WorkFailed(f"{scenario.name}: {len(failures)} programmes failed; the first: {failures[0]}")
        return self._run[key]


def arms_of(words: Mapping[str, Sequence[str]], folder: Path | None = None, horizon_weeks: float | None = None) -> Arms:
    """Each arm from the words of a command line, under its own name."""
    shorter = [] if horizon_weeks is None else [f"horizon_weeks={horizon_weeks:g}"]

    def scenario(name: str, each: Sequence[str]) -> Scenario:
        own = any(word.startswith("horizon_weeks=") for word in each)
        found = [word.replace(OWN_FILE, f"start={ROOT}/experiments/") for word in each]
        return _named(name, compose_job([*found, *([] if own else shorter)]).scenario)

    return Arms({name: scenario(name, each) for name, each in words.items()}, folder)


def _named(name: str, scenario: Scenario) -> Scenario:
    """An arm that is a strategy as it stands keeps its label; a variant is called by what it is."""
    if scenario.name == name:
        return scenario
    return scenario.model_copy(update={"name": name, "label": name.replace("_", " ")})
