"""The door to Hydra: everything that imports it, and whatever differs between its versions 1.3 and 1.4."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hydra
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.core.plugins import Plugins
from hydra.core.utils import JobRuntime
from hydra.plugins.search_path_plugin import SearchPathPlugin
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


def compose(config_name: str, overrides: Sequence[str], *, main: Path, user: Path | None = None) -> Composed:
    """Compose with Hydra and leave nothing of it behind: no interpolation is resolved, no object is built."""
    try:
        with _borrowed(), _lent(user), hydra.initialize_config_dir(str(main), **_version_base()):
            config = hydra.compose(config_name, overrides=list(overrides), return_hydra_config=True)
            choices = {str(key).partition("@")[0]: str(option) for key, option in config.hydra.runtime.choices.items()}
            values = {str(key): _plain(node) for key, node in config.items_ex(resolve=False) if key != "hydra"}
    except Exception as error:
        raise InputError(f"the configuration could not be composed: {_reason(error)}") from error
    return Composed(values, choices)


def _plain(node: Any) -> Any:
    return OmegaConf.to_container(node, resolve=False) if OmegaConf.is_config(node) else node


def _version_base() -> dict[str, str]:
    """1.3 asks which behaviour is wanted; 1.4 has one and warns when asked."""
    return {"version_base": "1.3"} if hydra.__version__.startswith("1.3.") else {}


@contextmanager
def _lent(user: Path | None) -> Iterator[None]:
    """Hydra finds the cards' defaults, and a user's folder first, while this lasts."""
    Plugins.instance().register(UserFolderFirst)
    store = ConfigStore.instance()
    store.store(name=CARDS_NODE, node=default_values())
    _theirs[:] = [user] if user else []
    try:
        yield
    finally:
        _theirs.clear()
        store.repo.pop(f"{CARDS_NODE}.yaml")


@contextmanager
def _borrowed() -> Iterator[None]:
    """Hydra keeps its state in globals, which may be another application's: take them, and put them back."""
    with _ONE_AT_A_TIME:
        theirs = GlobalHydra.instance().hydra
        base = VersionBase.instance().version_base
        name = JobRuntime.instance().get("name")
        GlobalHydra.instance().clear()
        try:
            yield
        finally:
            GlobalHydra.instance().hydra = theirs
            VersionBase.instance().version_base = base
            JobRuntime.instance().set("name", name)


def _reason(error: Exception) -> str:
    """The first line that says something, of a message that may have many."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    return text if len(text) <= _LONGEST_REASON else text[:_LONGEST_REASON] + "…"
