"""Stored results opened again to be compared: which folders, whose runs, and what forbids to set them side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sim import stored
from sim.errors import InputError
from sim.montecarlo.manifest import read_manifest
from sim.results import MOST_STRATEGIES, Results
from sim.verbs.sweep_jobs import DONE

INDEPENDENT, COMMON_HORIZON = "independent", "common_horizon"
SWEEP, STORED_COMPARISON = "sweep", "stored_comparison"
_FEWEST = 2


def open_runs(folders: Sequence[str]) -> dict[str, Results]:
    """Every run in the folders by a name of its own: a comparison and a sweep bring theirs."""
    found = [one for folder in folders for one in _runs_in(Path(folder).expanduser())]
    _refuse_twice([one.folder for one in found if one.folder])
    if not _FEWEST <= len(found) <= MOST_STRATEGIES:
        raise InputError(f"runs: a comparison takes two to {MOST_STRATEGIES} runs; {len(found)} given")
    for one in found:
        if not one.table("replications", ["replication"]).num_rows:
            raise InputError(f"{one.folder}: none of its {one.replications:,} programmes finished: nothing to compare")
    return dict(zip(_names(found), found, strict=True))


def _runs_in(folder: Path) -> list[Results]:
    kind = stored.kind_of(folder)
    if kind == stored.RUN:
        return [stored.open_run(folder)]
    if kind == stored.COMPARISON:
        return list(stored.open_comparison(folder).results.values())
    if kind == SWEEP:
        return [stored.open_run(folder / name) for name in _jobs_of(folder)]
    held = {STORED_COMPARISON: "a comparison of stored runs, which has none of its own"}.get(kind, f"a {kind}")
    raise InputError(f"{folder}: holds {held}; runs= takes the folders of sim run, sim compare and sim sweep")


def _jobs_of(folder: Path) -> list[str]:
    """The jobs of the sweep's last command that are ok."""
    manifest = read_manifest(folder)
    if manifest.get("state") != "complete":
        raise InputError(
            f"{folder}: its sweep was not finished; run the same command again, or name folders of its jobs"
        )
    return [name for name, state in manifest.get("jobs", {}).items() if state == DONE]


def _refuse_twice(folders: Sequence[Path]) -> None:
    real = [os.path.realpath(folder) for folder in folders]
    for folder, path in zip(folders, real, strict=True):
        if real.count(path) > 1:
            raise InputError(f"runs: {folder} is listed twice; a run does not differ from itself")


def _names(found: Sequence[Results]) -> Iterator[str]:
    """By scenario where that tells them apart, else by folder, else by the folder above it too."""
    ways: tuple[Callable[[Results], str], ...] = (
        lambda one: one.scenario.name,
        lambda one: _folder(one).name,
        lambda one: f"{_folder(one).parent.name}/{_folder(one).name}",
        lambda one: str(one.folder),
    )
    for way in ways:
        names = [way(one) for one in found]
        if len(set(names)) == len(names):
            return iter(names)
    return iter(f"{name} {number}" for number, name in enumerate(names, start=1))


def _folder(one: Results) -> Path:
    return Path(os.path.realpath(one.folder or "."))


def check_allowed(runs: Mapping[str, Results], *, independent: bool, common_horizon: bool) -> None:
    """Refuse what cannot be compared, with the reason and the word that allows it where one does."""
    targets = {name: one.scenario.ends.target for name, one in runs.items()}
    if _differ(targets):
        raise InputError(
            f"runs: ends.target differs ({_told(targets)}), so reaching it is not the same thing; run one of them "
            "again with the other's ends.target"
        )
    _check_seeds({name: one.seed for name, one in runs.items()}, independent)
    horizons = {name: one.scenario.horizon_weeks for name, one in runs.items()}
    if _differ(horizons) and not common_horizon:
        raise InputError(
            f"runs: horizon_weeks differs ({_told(horizons)}): what one run had time for, the other had not. "
            f"{COMMON_HORIZON}=true compares who stands and who reaches the target within the first "
            f"{min(horizons.values())} weeks of each, and leaves out money, which is known at each horizon only"
        )
    if common_horizon and not _differ(horizons):
        raise InputError(f"{COMMON_HORIZON}: all these runs go to week {min(horizons.values())}; leave it out")


def _check_seeds(seeds: Mapping[str, int], independent: bool) -> None:
    if _differ(seeds) and not independent:
        raise InputError(
            f"runs: seed differs ({_told(seeds)}), so programme k of one is not in the same future as programme k of "
            f"the other and nothing can be paired. {INDEPENDENT}=true compares them as independent samples, with wider "
            "intervals; better: run one of them again with the other's seed"
        )
    if independent and len(set(seeds.values())) < len(seeds):
        raise InputError(
            f"{INDEPENDENT}: some of these runs share their seed ({_told(seeds)}) and with it their luck, so they are "
            "no independent samples; compare those of one seed without this word"
        )


def _differ(values: Mapping[str, int]) -> bool:
    return len(set(values.values())) > 1


def _told(values: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
