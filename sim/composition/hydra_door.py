"""The door to Hydra: everything that imports it, and whatever differs between its versions 1.3 and 1.4."""

from __future__ import annotations

import math
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import hydra
from hydra._internal.callbacks import Callbacks
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, Quote, QuotedString, RangeSweep
from hydra.core.plugins import Plugins
from hydra.core.utils import JobReturn, JobRuntime, JobStatus
from hydra.plugins.search_path_plugin import SearchPathPlugin
from hydra.types import HydraContext, RunMode
from hydra.version import VersionBase
from omegaconf import OmegaConf

from sim.composition.options import CARDS_NODE, STRATEGY
from sim.errors import InputError
from sim.scenario import default_values

STRATEGY_GROUP = f"{STRATEGY}@_global_"
_LONGEST_REASON = 300
_ONE_AT_A_TIME = threading.RLock()
_theirs: list[Path] = []


class UserFolderFirst(SearchPathPlugin):
    """A user's folder is searched before ours, so that their file replaces ours of the same name."""

    def manipulate_search_path(self, search_path: Any) -> None:
        for folder in _theirs:
            search_path.prepend(provider="user", path=f"file://{folder}", anchor="main")


@dataclass(frozen=True)
class Composed:
    """Plain values, and the option that was chosen for each group."""

    values: dict[str, Any]
    choices: dict[str, str]


def parse(override: str) -> Override:
    """One override by Hydra's grammar."""
    try:
        return OverridesParser.create().parse_overrides([override])[0]
    except Exception as error:
        raise InputError(_reason(error)) from error


def compose(
    config_name: str,
    overrides: Sequence[str],
    *,
    main: Path,
    user: Path | None = None,
    base: Mapping[str, Any] | None = None,
) -> Composed:
    """Compose with Hydra and leave nothing of it behind: no interpolation is resolved, no object is built.

    `base` stands instead of the cards' defaults, by dotted key: what options and words then change.
    """
    try:
        with _borrowed(), _lent(user, base), hydra.initialize_config_dir(str(main), **_version_base()):
            config = hydra.compose(config_name, overrides=list(overrides), return_hydra_config=True)
            return _composed(config, config.hydra.runtime.choices)
    except Exception as error:
        raise InputError(f"the configuration could not be composed: {_reason(error)}") from error


def read(path: Path) -> dict[str, Any]:
    """The values of one file that chooses nothing, as composing it would find them, in a tenth of the time."""
    try:
        return {str(key): _plain(node) for key, node in OmegaConf.load(path).items_ex(resolve=False)}
    except Exception as error:
        raise InputError(f"{path}: could not be read: {_reason(error)}") from error


def laid_out(overrides: Sequence[str], *, main: Path, user: Path | None, most: int) -> list[list[str]]:
    """The overrides of every job of a sweep, by the grammar and in the order of Hydra's own sweeper."""
    try:
        with _borrowed(), _lent(user), hydra.initialize_config_dir(str(main), **_version_base()):
            parser = OverridesParser.create(config_loader=GlobalHydra.instance().config_loader())
            parsed = parser.parse_overrides(list(overrides))
            _refuse_more_than(most, math.prod(_how_many(one) for one in parsed))
            return [list(job) for job in BasicSweeper.split_arguments(parsed, None)[0]]
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"the sweep cannot be laid out: {_reason(error)}") from error


def _refuse_more_than(most: int, jobs: int) -> None:
    if jobs > most:
        raise InputError(f"that makes {jobs:,} jobs; a sweep has at most {most:,}. Name fewer values")


def _how_many(override: Override) -> int:
    """Values of one override, counted without making them: a range can be longer than memory."""
    if not override.is_sweep_override():
        return 1
    text, value = override.input_line, override.value()
    if not override.is_discrete_sweep():
        raise InputError(f"{text}: an interval holds values without end; name some, such as range(0,1,0.25)")
    if getattr(value, "shuffle", False):
        raise InputError(f"{text}: a sweep's jobs stand in the order of its values; leave shuffle out")
    if isinstance(value, RangeSweep):
        start, stop, step = (Decimal(str(end)) for end in (value.start, value.stop, value.step))
        if not step:
            raise InputError(f"{text}: a range with steps of 0 never ends")
        found = max(0, math.ceil((stop - start) / step))
    else:
        found = sum(1 for _ in override.sweep_iterator())
    if not found:
        raise InputError(f"{text}: stands for no value at all")
    return found


@dataclass(frozen=True)
class Launch:
    """Hydra's own settings of a multirun, which the verb makes: no word of a user's and no file reaches them."""

    folder: Path
    launcher: str
    workers: int | None = None

    def overrides(self) -> list[str]:
        """As words: our files alone are written, and logging stays as it is."""
        quoted = QuotedString(str(self.folder.absolute()).replace("${", "\\${"), Quote.single).with_quotes()
        words = ["hydra/hydra_logging=none", "hydra/job_logging=none", "hydra.output_subdir=null"]
        words += ["hydra.job.chdir=false", f"hydra.sweep.dir={quoted}", f"hydra/launcher={self.launcher}"]
        return words if self.workers is None else [*words, f"hydra.launcher.n_jobs={self.workers}"]


def has_launcher(name: str) -> bool:
    """Whether a launcher is installed."""
    with _borrowed():
        Plugins.instance()
        return f"{name}.yaml" in ConfigStore.instance().list("hydra/launcher")


def multirun(
    config_name: str,
    jobs: Mapping[str, Sequence[str]],
    task: Callable[[str, Composed], None],
    launch: Launch,
    *,
    main: Path,
    user: Path | None,
    base: Mapping[str, Any] | None = None,
) -> dict[str, str]:
    """Hydra's multirun over jobs that are laid out, by name; which of them Hydra or the task broke, and why.

    Hydra's sweeper would compose every job twice and end with the first that it cannot compose, so the jobs go to its
    launcher directly: in this process one by one, elsewhere all at once.
    """
    with _borrowed(), _lent(user, base), hydra.initialize_config_dir(str(main), **_version_base()):
        whole = GlobalHydra.instance().hydra
        assert whole is not None
        config = whole.compose_config(config_name, launch.overrides(), RunMode.MULTIRUN, with_log_configuration=False)
        context = HydraContext(config_loader=whole.config_loader, callbacks=Callbacks(config))
        launcher = Plugins.instance().instantiate_launcher(context, _Told(task, tuple(jobs)), config)
        words = [[*overrides, f"hydra.sweep.subdir='{name}'"] for name, overrides in jobs.items()]
        if launch.launcher != BASIC:
            returned = list(launcher.launch(words, 0))
            return {name: _broken(one) for name, one in zip(jobs, returned, strict=True) if _broken(one)}
        found: dict[str, str] = {}
        with _ctrl_c_is_noticed() as pressed:
            for number, name in enumerate(jobs):
                found[name] = _launched(launcher, words[number], number)
                if pressed():
                    raise KeyboardInterrupt
    return {name: reason for name, reason in found.items() if reason}


@contextmanager
def _ctrl_c_is_noticed() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, even where a library has turned the interruption into a failure of one job."""
    before = signal.getsignal(signal.SIGINT)
    times: list[int] = []

    def note(number: int, frame: Any) -> None:
        times.append(number)
        if callable(before):
            before(number, frame)

    ours = threading.current_thread() is threading.main_thread() and callable(before)
    if ours:
        signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(times)
    finally:
        if ours:
            signal.signal(signal.SIGINT, before)


BASIC = "basic"


@dataclass(frozen=True)
class _Told:
    """Hydra's task: what it has composed, handed on as plain values under the job's name."""

    task: Callable[[str, Composed], None]
    names: tuple[str, ...]

    def __call__(self, config: Any) -> None:
        own = HydraConfig.get()
        self.task(self.names[own.job.num], _composed(config, own.runtime.choices))


def _launched(launcher: Any, overrides: list[str], number: int) -> str:
    """Run one job in this process; the reason where Hydra could not compose it or the task broke."""
    try:
        (returned,) = launcher.launch([overrides], number)
    except Exception as error:
        return _reason(error)
    return _broken(returned)


def _broken(returned: JobReturn) -> str:
    error = None if returned.status is JobStatus.COMPLETED else returned._return_value
    return "" if error is None else _reason(error)


def _composed(config: Any, choices: Any) -> Composed:
    chosen = {str(key).partition("@")[0]: str(option) for key, option in choices.items()}
    return Composed({str(key): _plain(node) for key, node in config.items_ex(resolve=False) if key != "hydra"}, chosen)


def _plain(node: Any) -> Any:
    return OmegaConf.to_container(node, resolve=False) if OmegaConf.is_config(node) else node


def _version_base() -> dict[str, str]:
    """1.3 asks which behaviour is wanted; 1.4 has one and warns when asked."""
    return {"version_base": "1.3"} if hydra.__version__.startswith("1.3.") else {}


@contextmanager
def _lent(user: Path | None, base: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Hydra finds the cards' defaults, and a user's folder first, while this lasts."""
    Plugins.instance().register(UserFolderFirst)
    store = ConfigStore.instance()
    store.store(name=CARDS_NODE, node=_with(default_values(), base or {}))
    _theirs[:] = [user] if user else []
    try:
        yield
    finally:
        _theirs.clear()
        store.repo.pop(f"{CARDS_NODE}.yaml")


def _with(values: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in changes.items():
        *groups, key = name.split(".")
        inner = values
        for group in groups:
            inner = inner[group]
        inner[key] = value
    return values


@contextmanager
def _borrowed() -> Iterator[None]:
    """Hydra keeps its state in globals, which may be another application's: take them, and put them back."""
    with _ONE_AT_A_TIME:
        theirs = GlobalHydra.instance().hydra
        base = VersionBase.instance().version_base
        name = JobRuntime.instance().get("name")
        job = HydraConfig.instance().cfg
        GlobalHydra.instance().clear()
        try:
            yield
        finally:
            GlobalHydra.instance().hydra = theirs
            VersionBase.instance().version_base = base
            JobRuntime.instance().set("name", name)
            HydraConfig.instance().cfg = job


def _reason(error: Exception) -> str:
    """The first line that says something, of a message that may have many."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    return text if len(text) <= _LONGEST_REASON else text[:_LONGEST_REASON] + "…"
