"""What Hydra has composed once of the same options and files is not composed again: values are set on a copy of it.

Hydra chooses and merges files first and sets single values last, so that composing the choice alone and setting the
values afterwards comes to the same. It takes a small part of the time, which a study of hundreds of scenarios feels.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.composition import hydra_door
from sim.composition.options import PRIMARY, conf_folder
from sim.composition.overrides import Checked
from sim.scenario import default_values

MOST_KEPT = 256
_VALUES = (str, int, float, type(None))


def compose(
    checked: Sequence[Checked], *, groups: Iterable[str], user: Path | None, base: Mapping[str, Any]
) -> hydra_door.Composed:
    """The same as Hydra composes of these words; what is not plainly a value is left to Hydra."""
    values = [one for one in checked if one.sets]
    if all(_is_plain(one, user) for one in values):
        chosen = tuple(one.text for one in checked if not one.sets)
        written = _hashed(_contents(groups, user))
        kept: hydra_door.Composed = pickle.loads(_kept(chosen, user, pickle.dumps(dict(base)), written))
        if all(_replaced(kept.values, one.key, one.value) for one in values):
            return kept
    return _by_hydra([one.text for one in checked], user, base)


@lru_cache(maxsize=MOST_KEPT)
def _kept(chosen: tuple[str, ...], user: Path | None, base: bytes, _written: str) -> bytes:
    """A job before its values are set, as bytes: a copy of it takes no time, and nobody can change it."""
    return pickle.dumps(_by_hydra(chosen, user, pickle.loads(base)))


def _by_hydra(words: Sequence[str], user: Path | None, base: Mapping[str, Any]) -> hydra_door.Composed:
    return hydra_door.compose(PRIMARY, words, main=conf_folder(), user=user, base=base)


def _contents(groups: Iterable[str], user: Path | None) -> Iterator[bytes]:
    """What Hydra could read for a job says now, name by name: a file that was changed in between is another one."""
    yield json.dumps(default_values(), sort_keys=True).encode()
    yield (conf_folder() / f"{PRIMARY}.yaml").read_bytes()
    for group in groups:
        for folder in (conf_folder(), *([] if user is None else [user])):
            for path in sorted((folder / group).glob("*.yaml")):
                if path.is_file():
                    yield str(path).encode()
                    yield path.read_bytes()


def _hashed(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def _is_plain(one: Checked, user: Path | None) -> bool:
    """No group of values, which Hydra merges, and no name of a folder of a user's, in which Hydra would look."""
    parts = one.value if isinstance(one.value, list) else [one.value]
    return all(isinstance(part, _VALUES) for part in parts) and not (user and os.path.isdir(user / one.key))


def _replaced(values: dict[str, Any], name: str, value: Any) -> bool:
    """Whether there was a value to replace; where there was none, Hydra says so in its own words."""
    *groups, key = name.split(".")
    inner: Any = values
    for group in groups:
        inner = inner.get(group) if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or key not in inner or isinstance(inner[key], dict):
        return False
    inner[key] = list(value) if isinstance(value, list) else value
    return True
