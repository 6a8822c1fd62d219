"""The jobs of a sweep: Hydra's grammar for several values (a,b; range; choice; glob) laid out, checked and named."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sim
from sim.composition import hydra_door
from sim.composition.compose import compose_job
from sim.composition.folder import Groups
from sim.composition.fragments import fragments_of, is_fragment
from sim.composition.job import Job
from sim.composition.messages import refuse
from sim.composition.options import PRIMARY, STACKS, STRATEGY, STUDIES, conf_folder, option_groups
from sim.composition.overrides import check_overrides, check_size, check_swept, hydra_text
from sim.errors import InputError
from sim.scenario import default_values

MOST_JOBS = 1_000
LONGEST_NAME = 100
HOW_NOT_WHAT = ("output", "executor", "workers", "engine")
"""Keys that say where and how a sweep runs: no result depends on them, so they have one value."""

MAY_GROW = ("replications",)
"""The same sweep with more programmes carries on in the same folder."""

_HASH_LETTERS = 8
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_PLAIN_NUMBER = 1e15


@dataclass(frozen=True)
class SweptJob:
    """One job: its folder's name, what makes it differ from the others, and all its overrides."""

    name: str
    values: Mapping[str, str]
    overrides: tuple[str, ...]


@dataclass(frozen=True)
class Sweep:
    """The jobs in order. `identity` decides what one name of a job stands for: the words and files that all share."""

    jobs: tuple[SweptJob, ...]
    identity: Mapping[str, object]
    config_dir: Path | None
    fragments: tuple[str, ...] = ()
    """The word that names fragments: all jobs rest on them."""

    @property
    def keys(self) -> tuple[str, ...]:
        """What is swept."""
        return tuple(self.jobs[0].values)

    def composed(self, job: SweptJob) -> Job:
        """One of the jobs, composed and validated."""
        return compose_job([*self.fragments, *job.overrides], config_dir=self.config_dir)

    def first_job(self) -> Job:
        """The first job that is a valid scenario; InputError where none is."""
        wrong: list[str] = []
        for job in self.jobs:
            try:
                return self.composed(job)
            except InputError as error:
                wrong += str(error).splitlines()
        raise refuse(wrong)

    def run(
        self, jobs: Iterable[SweptJob], task: Callable[[str, hydra_door.Composed], None], launch: hydra_door.Launch
    ) -> dict[str, str]:
        """Hydra's multirun over some of the jobs; what broke, by name, with the reason."""
        words = {job.name: [hydra_text(text) for text in job.overrides] for job in jobs}
        user = None if self.config_dir is None else self.config_dir.absolute()
        base = fragments_of(self.fragments).values
        return hydra_door.multirun(PRIMARY, words, task, launch, main=conf_folder(), user=user, base=base)


def lay_out(words: Sequence[str], config_dir: Path | None = None) -> Sweep:
    """Every job that the words describe; wrong input is refused before anything is composed."""
    check_size(words)
    fragments, known = tuple(filter(is_fragment, words)), fragments_of(words)
    words = known.words
    groups = option_groups(config_dir)
    swept = _swept(words, groups)
    user = None if config_dir is None else config_dir.absolute()
    texts = hydra_door.laid_out(list(map(hydra_text, words)), main=conf_folder(), user=user, most=MOST_JOBS)
    jobs = [[_as_typed(text) for text in job] for job in texts]
    _check_each({text for job in jobs for text in job}, groups)
    named = _named([{key: _readable(value) for key, value in _pairs(job) if key in swept} for job in jobs])
    constant = {key: value for key, value in _pairs(jobs[0]) if key not in (*swept, *HOW_NOT_WHAT, *MAY_GROW)}
    identity: dict[str, object] = {**constant, "configuration": _configuration(config_dir), "version": sim.__version__}
    if known.values:
        identity["fragment"] = _hashed(json.dumps(dict(known.values), sort_keys=True))
    laid = tuple(SweptJob(name, values, tuple(job)) for (name, values), job in zip(named, jobs, strict=True))
    return Sweep(laid, identity, config_dir, fragments)


def _swept(words: Sequence[str], groups: Groups) -> list[str]:
    """The keys with several values; of a key that is given twice the last one counts, as everywhere in Hydra."""
    several: dict[str, bool] = {}
    wrong: list[str] = []
    for text in words:
        try:
            several[text.partition("=")[0].strip()] = check_swept(text, groups)
        except InputError as error:
            wrong.append(str(error))
    found = [key for key, swept in several.items() if swept]
    wrong += [f"{key}: says where or how a sweep runs and has one value" for key in found if key in HOW_NOT_WHAT]
    if not wrong and not found:
        wrong = ["no key has several values; write key=a,b or key=range(1,10,2) (one scenario is sim run's)"]
    if wrong:
        raise refuse(wrong)
    return found


def _as_typed(text: str) -> str:
    return text.replace(f"{hydra_door.STRATEGY_GROUP}=", f"{STRATEGY}=", 1)


def _check_each(texts: Iterable[str], groups: Groups) -> None:
    wrong: list[str] = []
    for text in sorted(texts):
        try:
            check_overrides([text], groups)
        except InputError as error:
            wrong.append(str(error))
    if wrong:
        raise refuse(wrong)


def _pairs(job: Iterable[str]) -> list[tuple[str, str]]:
    return [(key, value) for key, _, value in (text.partition("=") for text in job)]


def _readable(value: str) -> str:
    """A value as people write it: 500000 and not 500000.0."""
    try:
        number = float(value)
    except ValueError:
        return value.strip("'\"")
    return str(int(number)) if number.is_integer() and abs(number) < _PLAIN_NUMBER else f"{number:.12g}"


def _named(all_values: Sequence[Mapping[str, str]]) -> list[tuple[str, Mapping[str, str]]]:
    """Names for folders: readable and safe, with a few letters of a hash where that would not tell two jobs apart.

    No "=" and no comma: a folder of that name can be given as output=FOLDER and in runs=[FOLDER,FOLDER].
    """
    texts = ["+".join(f"{key}={value}" for key, value in values.items()) for values in all_values]
    for text in texts:
        if texts.count(text) > 1:
            raise InputError(f"{text.replace('+', ' ')}: stands twice among the jobs; name each value once")
    safe = ["+".join(f"{key}-{_UNSAFE.sub('_', value)}" for key, value in values.items()) for values in all_values]
    plain = ["+".join(f"{key}-{value}" for key, value in values.items()) for values in all_values]
    folded = [name.casefold() for name in safe]
    return [
        (name if name == kept and folded.count(fold) == 1 else _with_hash(name, text), values)
        for name, kept, fold, text, values in zip(_cut(safe), plain, folded, texts, all_values, strict=True)
    ]


def _cut(names: Iterable[str]) -> list[str]:
    return [name[:LONGEST_NAME] for name in names]


def _with_hash(name: str, text: str) -> str:
    return f"{name[: LONGEST_NAME - _HASH_LETTERS - 1]}-{_hashed(text.encode())}"


def _configuration(config_dir: Path | None) -> str:
    """Stands for every file and default that a job is composed of."""
    folders = [conf_folder(), *([] if config_dir is None else [config_dir])]
    files = [path for folder in folders for path in (folder / f"{PRIMARY}.yaml", *sorted(folder.glob("*/*.yaml")))]
    read = [path for path in files if path.is_file() and path.parent.name not in (STUDIES, STACKS)]
    held = [(f"{path.parent.name}/{path.name}", path.read_bytes()) for path in read]
    return _hashed(json.dumps(default_values(), sort_keys=True).encode(), *(part for pair in held for part in pair))


def _hashed(*parts: bytes | str) -> str:
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        whole.update(len(content).to_bytes(8, "big") + content)
    return whole.hexdigest()[:_HASH_LETTERS]
