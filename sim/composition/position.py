"""`start=FILE`: a client's position from the file that the word names; `start=NAME` is an option like any other.

Fragments come beneath it: what a client's file says is nearer to the programme than what was fitted to records.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.composition.client import Client, read_client
from sim.composition.fragments import fragments_of
from sim.composition.options import START, STRATEGY
from sim.errors import InputError

FILES = (".yaml", ".yml", ".csv", ".tsv", ".txt")


def position_of(words: Sequence[str]) -> tuple[Sequence[str], dict[str, Any]]:
    """The other words, and the values of fragments and of the file; nothing where none is named."""
    if isinstance(words, str):
        return words, {}
    fragments = fragments_of(words)
    words, known = fragments.words, dict(fragments.values)
    named = [word for word in words if _file_of(word)]
    if len(named) > 1:
        raise InputError(f"{START}: found {len(named)} files; a programme starts from one position")
    if not named:
        return list(words), known
    client, others = client_of(_file_of(named[0])), [word for word in words if word not in named]
    return [*_named(client, others), *others], {**known, **client.values}


def _named(client: Client, words: Sequence[str]) -> list[str]:
    """A state goes on under its own name, unless a strategy is named."""
    keys = {word.partition("=")[0] for word in words}
    return [] if STRATEGY in keys else [f"{key}={text}" for key, text in client.names.items() if key not in keys]


def assumed_of(words: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """For each client's file among the words what it leaves open."""
    files = [file for word in words if (file := _file_of(word))]
    return [(file, found) for file in files if (found := client_of(file).assumptions)]


def client_of(file: str) -> Client:
    """What the file says; read once as long as it stays the same."""
    path = Path(file).expanduser()
    try:
        stamps = tuple(each.stat().st_mtime_ns for each in sorted(path.parent.iterdir()) if each.suffix in FILES)
    except OSError:
        stamps = ()
    return _read(path, stamps)


@lru_cache(maxsize=8)
def _read(path: Path, _stamps: tuple[int, ...]) -> Client:
    return read_client(path)


def _file_of(word: str) -> str:
    """The file that a word names, or nothing: options have no dot in their names."""
    key, _, value = word.partition("=")
    bare = value.strip().strip("'\"")
    return bare if key.strip() == START and bare.lower().endswith(FILES) else ""
