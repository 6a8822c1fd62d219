"""The Python face: load a scenario, simulate it, compare several, trace one programme.

import sim
results = sim.simulate(sim.load_scenario("NAME", ["cfo.budget_eur=1e6"]), replications=500)
results.reached().share()
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.composition import compose_job
from sim.composition.messages import explain, refuse
from sim.errors import InputError
from sim.folders import chosen, claim_run, claimed_comparison, finish_comparison, write_results
from sim.montecarlo.executors import default_workers
from sim.montecarlo.own import MEMORY_ONLY, Own, own_mechanism, refuse_unrepeatable, simulate_with
from sim.montecarlo.run import run_replications
from sim.montecarlo.store import MemoryStore, RunStore
from sim.montecarlo.weekly_rows import simulate_sampled
from sim.precise import compare_precisely, run_precisely
from sim.programme.programme import Programme
from sim.results import Comparison, Results, check_comparable
from sim.scenario import FIRST_LOOK, RunSettings, Scenario
from sim.scenario.scenario import NAME_PATTERN
from sim.tracing import Trace, trace_programme

__all__ = ["Comparison", "Results", "Trace", "compare", "load_scenario", "simulate", "trace"]

Progress = Callable[[int, int], None]
Mechanism = Callable[[Programme], Any]
"""A function of one's own that acts on a programme; one that yields is a process on the programme's clock."""


def load_scenario(name: str, overrides: Sequence[str] = (), config_dir: Path | str | None = None) -> Scenario:
    """The scenario of a strategy, with overrides as on the command line (`cfo.threshold_eur=8e5`)."""
    folder = None if config_dir is None else Path(config_dir)
    return compose_job([f"strategy={name}", *overrides], config_dir=folder).scenario


def simulate(
    scenario: Scenario | str,
    *,
    replications: int | None = None,
    seed: int = 21,
    executor: str = "processes",
    workers: int | None = None,
    output: Path | str | None = None,
    progress: Progress | None = None,
    precision: float | str | None = None,
    precision_of: str | None = None,
    most_replications: int | None = None,
    mechanism: Mechanism | None = None,
) -> Results:
    """Simulate one scenario, a thousand times unless `replications` or `precision` says otherwise.

    With `output` everything is stored there, and what is already there is not run again. `precision` is the half-width
    of the 95% interval of `precision_of` that ends it; `summary()["precision"]` says what was reached. `mechanism` is a
    function of your own that acts on every programme (docs/extending.md); such results are in memory only.
    """
    settings = _settings(
        **_how_many(replications, precision, precision_of, most_replications),
        seed=seed, executor=executor, workers=workers,
    )  # fmt: skip
    one = _scenario(scenario)
    own = _mechanism(mechanism, output, one, settings)
    if output is None:
        memory = MemoryStore()
        return run_precisely(settings, lambda asked: run_one(one, asked, memory, progress, sampled=True, own=own))
    folder = chosen(output, Path())
    results = run_precisely(
        settings, lambda asked: run_one(one, asked, claim_run(folder, one, asked), progress, sampled=True)
    )
    write_results(results, folder)
    return results


def compare(
    scenarios: Sequence[Scenario | str] | Mapping[str, Scenario | str],
    *,
    replications: int | None = None,
    seed: int = 21,
    executor: str = "processes",
    workers: int | None = None,
    output: Path | str | None = None,
    progress: Progress | None = None,
    precision: float | str | None = None,
    precision_of: str | None = None,
    most_replications: int | None = None,
    mechanism: Mechanism | None = None,
) -> Comparison:
    """Simulate several scenarios under the same luck, so that replication k is the same future for each of them.

    `precision` is the half-width of the 95% interval of every paired difference of `precision_of`. `mechanism` is a
    function of your own that acts on every programme of every scenario; such results are in memory only.
    """
    began = datetime.now(UTC)
    settings = _settings(
        **_how_many(replications, precision, precision_of, most_replications),
        seed=seed, executor=executor, workers=workers,
    )  # fmt: skip
    named = _named(scenarios)
    check_comparable(list(named.values()))
    own = _mechanism(mechanism, output, next(iter(named.values())), settings)
    if output is None:
        memories = {name: MemoryStore() for name in named}
        return compare_precisely(settings, lambda asked: Comparison(_each(named, asked, memories, progress, own)))
    folder = chosen(output, Path())

    def look(asked: RunSettings) -> Comparison:
        with claimed_comparison(folder, named, asked) as stores:
            return Comparison(_each(named, asked, stores, progress), folder)

    comparison = compare_precisely(settings, look)
    for name, one in comparison.results.items():
        write_results(one, folder / name)
    write_results(comparison, folder)
    finish_comparison(comparison, folder, settings, began)
    return comparison


def trace(
    scenario: Scenario | str,
    replication: int = 0,
    *,
    seed: int = 21,
    output: Path | str | None = None,
    mechanism: Mechanism | None = None,
) -> Trace:
    """One programme, week by week: the same one that is row `replication` of a simulation under this seed."""
    settings = _settings(seed=seed)
    if isinstance(replication, bool) or not isinstance(replication, int) or replication < 0:
        raise InputError(f"replication: found {replication}; allowed is a whole number from 0 on")
    one = _scenario(scenario)
    found = trace_programme(one, settings.seed, replication, own=_mechanism(mechanism, output, one, settings))
    if output is not None:
        found.write(chosen(output, Path()))
    return found


def run_one(
    scenario: Scenario,
    settings: RunSettings,
    store: RunStore | MemoryStore | None,
    progress: Progress | None = None,
    *,
    sampled: bool = False,
    own: Own | None = None,
) -> Results:
    """Run what is missing of one scenario; `sampled` where its charts may look at some programmes week by week."""
    folder, memory = (store, None) if isinstance(store, RunStore) else (None, store)
    assert own is None or folder is None, "refused by _mechanism"
    run = run_replications if own is None else partial(run_replications, simulate=simulate_with(own, simulate_sampled))
    tables = run(
        scenario,
        seed=settings.seed,
        replications=settings.replications,
        executor=settings.executor,
        workers=settings.workers,
        store=folder,
        memory=memory,
        progress=progress,
        sampled=sampled,
    )
    if own is not None:
        # Its weeks are noted on the way or not at all.
        return Results(scenario, settings.seed, tables, mechanism=own.name)
    inline = settings.executor == "inline"
    sample_workers = (1 if inline else settings.workers or default_workers()) if sampled else 0
    return Results(scenario, settings.seed, tables, None if folder is None else folder.folder, sample_workers)


def _mechanism(
    given: Mechanism | None, output: Path | str | None, scenario: Scenario, settings: RunSettings
) -> Own | None:
    """What was given as mechanism, ready to run: it is repeatable, and nobody wants it stored."""
    own = own_mechanism(given)
    if own is None:
        return None
    if output is not None:
        raise InputError(f"output: found '{output}'; a simulation with a mechanism of one's own {MEMORY_ONLY}")
    refuse_unrepeatable(own, scenario, settings.seed)
    return own


def _each(
    named: Mapping[str, Scenario],
    settings: RunSettings,
    stores: Mapping[str, RunStore] | Mapping[str, MemoryStore],
    progress: Progress | None,
    own: Own | None = None,
) -> dict[str, Results]:
    return {name: run_one(one, settings, stores[name], progress, sampled=True, own=own) for name, one in named.items()}


def _scenario(given: Scenario | str) -> Scenario:
    return load_scenario(given) if isinstance(given, str) else given


def _named(given: Sequence[Scenario | str] | Mapping[str, Scenario | str]) -> dict[str, Scenario]:
    """Scenarios by name; a mapping names them itself."""
    if isinstance(given, Mapping):
        wrong = next((name for name in given if not re.fullmatch(NAME_PATTERN, name)), None)
        if wrong is not None:
            raise InputError(f"'{wrong}' cannot be a scenario's name: letters, digits, '_', '.' and '-' only")
        return {name: _scenario(one) for name, one in given.items()}
    loaded = [_scenario(one) for one in given]
    names = [one.name for one in loaded]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"two of the scenarios are called '{name}'; give a mapping of names to scenarios")
    return dict(zip(names, loaded, strict=True))


def _how_many(
    replications: int | None, precision: float | str | None, precision_of: str | None, most_replications: int | None
) -> dict[str, Any]:
    """What was said of the number of programmes; with precision the first look is a small one unless it was."""
    first = FIRST_LOOK if replications is None and precision is not None else replications
    said = {"replications": first, "precision_of": precision_of, "most_replications": most_replications}
    return {"precision": precision, **{key: value for key, value in said.items() if value is not None}}


def _settings(**values: Any) -> RunSettings:
    try:
        return RunSettings.model_validate(values)
    except ValidationError as error:
        raise refuse(explain(error, {})) from error
