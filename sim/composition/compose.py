"""The way from overrides and files to a validated job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.composition import hydra_door, keys, remembered
from sim.composition.folder import UserFolder, check_complete, check_folder, no_option
from sim.composition.fragments import KEY, fragments_of, is_fragment
from sim.composition.job import Job
from sim.composition.messages import explain, refuse
from sim.composition.options import PRIMARY, STRATEGY, option_groups
from sim.composition.overrides import EXAMPLE, Checked, check_overrides
from sim.composition.position import position_of
from sim.errors import InputError
from sim.scenario import RunSettings, Scenario

Model = TypeVar("Model", bound=BaseModel)


def compose_job(overrides: Sequence[str], *, config_dir: Path | None = None, config_name: str = PRIMARY) -> Job:
    """The job that overrides and files describe; another `config_name` is a complete scenario in `config_dir`."""
    if config_name != PRIMARY:
        return _complete_job(overrides, config_dir, config_name)
    return _Chooser(config_dir).job(overrides)


def compose_strategies(overrides: Sequence[str], *, config_dir: Path | None = None) -> tuple[Job, ...]:
    """One job for each name in `strategies`, all else alike."""
    chooser = _Chooser(config_dir)
    checked = chooser.check(overrides)
    if any(one.key == STRATEGY for one in checked):
        raise InputError("strategy: a comparison takes a list; write strategies=[a,b]")
    names = chooser.strategies(checked)
    jobs = tuple(chooser.job([*overrides, f"{STRATEGY}={name}"]) for name in names)
    called = [job.scenario.name for job in jobs]
    for job in jobs:
        if called.count(job.scenario.name) > 1:
            raise InputError(f"name: two of the strategies {', '.join(names)} are called '{job.scenario.name}'")
    return jobs


def swept_job(composed: hydra_door.Composed, overrides: Sequence[str], *, config_dir: Path | None = None) -> Job:
    """The job that Hydra has composed within a sweep, from the overrides that it was given."""
    chooser = _Chooser(config_dir)
    return chooser.validated(composed, chooser.check(overrides))


def load_scenario_file(path: Path, overrides: Sequence[str] = ()) -> Job:
    """A complete scenario from its file, such as the scenario.yaml of a run."""
    path = Path(path)
    if path.suffix != ".yaml":
        raise InputError(f"{path}: a scenario is a file that ends in .yaml")
    return _complete_job(overrides, path.parent, path.stem)


class _Chooser:
    """Our options and a user's, checked once for all jobs of a command."""

    def __init__(self, config_dir: Path | None) -> None:
        self.groups = option_groups(config_dir)
        self.user = None if config_dir is None else Path(config_dir).absolute()
        self.files = check_folder(Path(config_dir), self.groups) if config_dir is not None else UserFolder()
        self.names = [option.name for option in self.groups[STRATEGY]]
        self.position: dict[str, Any] = {}
        self.known: Mapping[str, str] = {}

    def check(self, overrides: Sequence[str]) -> list[Checked]:
        """Every word but those that name files of a client's, which are read here."""
        words, self.position = position_of(overrides)
        self.known = {} if isinstance(overrides, str) else fragments_of(overrides).places
        return check_overrides(words, self.groups)

    def job(self, overrides: Sequence[str]) -> Job:
        checked = self.check(overrides)
        return self.validated(self._composed(checked), checked)

    def validated(self, composed: hydra_door.Composed, checked: Sequence[Checked]) -> Job:
        values = {**composed.values, **self._named(composed.choices[STRATEGY], checked)}
        job = _validated(values, self._places(composed.choices, checked))
        self._check_strategies(job.strategies)
        return job

    def strategies(self, checked: Sequence[Checked]) -> tuple[str, ...]:
        """The list to compare; a scenario that only the default strategy contradicts does not matter here."""
        values = self._composed(checked).values
        wrong: list[str] = []
        found = _model(keys.JobKeys, values, wrong, {})
        if found is None:
            raise refuse(wrong)
        named = any("strategies" in one.sets for one in checked)
        names = found.strategies if named or not _stands_somewhere(values) else found.options
        self._check_strategies(names)
        return tuple(names)

    def _composed(self, checked: Sequence[Checked]) -> hydra_door.Composed:
        return remembered.compose(checked, groups=self.groups, user=self.user, base=self.position)

    def _places(self, choices: Mapping[str, str], checked: Sequence[Checked]) -> dict[str, str]:
        """Which line of a user's file had the last word on which key."""
        places: dict[str, str] = dict(self.known)
        for group in sorted(self.groups, key=lambda group: group == STRATEGY):
            places.update(self.files.place(group, choices[group]))
        return {key: place for key, place in places.items() if key not in _given(checked)}

    def _named(self, strategy: str, checked: Sequence[Checked]) -> dict[str, str]:
        """A strategy file of a user's that gives itself no name is called as its file is."""
        names = {"name": strategy, "label": strategy, "about": ""}
        stated = {key for key in names if self.files.sets(STRATEGY, strategy, key)}
        return {key: text for key, text in names.items() if key not in _given(checked) | stated}

    def _check_strategies(self, names: Sequence[str]) -> None:
        wrong = [no_option("strategies", name, self.names) for name in names if name not in self.names]
        twice = [f"strategies: '{name}' is listed twice" for name in names if names.count(name) > 1]
        none = [] if names else [f"strategies: is empty; choose from {', '.join(self.names)}"]
        if wrong or twice or none:
            raise refuse([*wrong, *twice, *none])


def _complete_job(overrides: Sequence[str], config_dir: Path | None, config_name: str) -> Job:
    if config_dir is None:
        raise InputError(f"--config-name {config_name}: give the folder of {config_name}.yaml with --config-dir")
    name = config_name.removesuffix(".yaml")
    folder = Path(config_dir)
    if not name or Path(name).name != name or "${" in name:
        raise InputError(
            f"--config-name {keys.cut(config_name)}: is the plain name of a file in {folder}, without .yaml"
        )
    path = folder / f"{name}.yaml"
    if any(is_fragment(word) for word in overrides):
        raise InputError(f"{KEY}: a complete scenario states every card; change single keys, such as {EXAMPLE}")
    places = {key: f"{path}, line {line}" for key, line in check_complete(path).lines.items()}
    checked = check_overrides(overrides, option_groups(), complete=True)
    if checked:
        values = hydra_door.compose(name, [one.text for one in checked], main=folder.absolute()).values
    else:
        values = hydra_door.read(path)
    return _validated(values, {key: place for key, place in places.items() if key not in _given(checked)})


def _stands_somewhere(values: Mapping[str, Any]) -> bool:
    """Whether the programme starts from a position, so that the question is what to do now."""
    start = values["start"]
    return bool(start["workloads"]) or start["origin_week"] is not None


def _given(checked: Sequence[Checked]) -> set[str]:
    return {key for one in checked for key in one.sets}


def _validated(values: dict[str, Any], places: Mapping[str, str]) -> Job:
    wrong: list[str] = []
    scenario = _model(
        Scenario, {key: value for key, value in values.items() if key not in keys.RUN_KEYS}, wrong, places
    )
    settings = _model(RunSettings, values, wrong, places)
    others = _model(keys.JobKeys, values, wrong, places)
    if scenario is None or settings is None or others is None:
        raise refuse(wrong)
    config = {**scenario.model_dump(mode="json"), **settings.model_dump(mode="json"), **others.model_dump(mode="json")}
    return Job(scenario, settings, tuple(others.strategies), others.replication, config)


def _model(model: type[Model], values: dict[str, Any], wrong: list[str], places: Mapping[str, str]) -> Model | None:
    """Validate what belongs to a model, adding to the list what is wrong with it."""
    own = values if model is Scenario else {key: values[key] for key in model.model_fields if key in values}
    try:
        return model.model_validate(own)
    except ValidationError as error:
        wrong += explain(error, places)
        return None
