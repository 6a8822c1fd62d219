"""What a page carries so that its result can be computed again without the folder, and read back from the file.

The first scenario is complete; each further one says where it differs from the first. Digests stand for the numbers: a
result computed again is the same where its digests are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim import __version__
from sim.errors import InputError
from sim.montecarlo.manifest import flat
from sim.report.html import BLOCK
from sim.report.subject import Subject
from sim.scenario import RunSettings, Scenario

FORMAT = 1
HEADLINES = {"reached_target": "share", "standing_at_horizon": "share", "payoff_eur": "mean"}
MOST_BYTES = 64_000_000
_ABSENT = object()

Plain = dict[str, Any]


def digest_of(value: Any) -> str:
    """Stands for numbers of a summary, whatever the order of their keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Told:
    """A scenario with what became of it: its summary's numbers."""

    subject: Subject
    numbers: Mapping[str, Any]


def headlines(numbers: Mapping[str, Any]) -> Plain:
    """The numbers that two results are compared by: value, low, high."""
    return {name: [numbers[name][key] for key in (kind, "low", "high")] for name, kind in HEADLINES.items()}


def of_programmes(kind: str, told: Mapping[str, Told], more: Mapping[str, Any] | None = None) -> Plain:
    """The block of a page about scenarios by name: each with a digest of its numbers, and the headlines of them."""
    document = block(
        kind,
        {name: one.subject for name, one in told.items()},
        {name: digest_of(one.numbers) for name, one in told.items()},
        more,
    )
    return {**document, "headlines": {name: headlines(one.numbers) for name, one in told.items()}}


def block(
    kind: str, subjects: Mapping[str, Subject], digests: Mapping[str, str], more: Mapping[str, Any] | None = None
) -> Plain:
    """What every page carries; `digests` by name of the scenario, or of what else there is."""
    base: Plain | None = None
    scenarios: Plain = {}
    for name, one in subjects.items():
        values = one.scenario.model_dump(mode="json")
        scenarios[name] = {"seed": one.seed, "replications": one.replications}
        scenarios[name] |= {"scenario": values} if base is None else {"differs": _differs(base, values)}
        base = base or values
    head = {"format": FORMAT, "kind": kind, "version": __version__}
    return {**head, **(more or {}), "scenarios": scenarios, "digests": dict(digests)}


def _differs(base: Plain, values: Plain) -> Plain:
    ours, theirs = flat(base), flat(values)
    return {key: value for key, value in theirs.items() if ours.get(key, _ABSENT) != value}


@dataclass(frozen=True)
class Again:
    """A page's block, read and checked."""

    path: Path
    kind: str
    version: str
    scenarios: Mapping[str, tuple[Scenario, RunSettings]]
    digests: Mapping[str, str]
    more: Mapping[str, Any]


def read_page(path: Path) -> Again:
    """The block of a report; InputError where the file is none, is damaged, or is of another layout."""
    found = _block_of(path)
    try:
        document = json.loads(found)
        if document["format"] != FORMAT:
            raise InputError(
                f"{path}: its block of results has layout {document['format']}; this is sim {__version__}, which reads "
                f"layout {FORMAT}"
            )
        if document["version"] != __version__:
            raise InputError(
                f"{path}: was written by sim {document['version']}; this is sim {__version__}, whose programmes may "
                "behave otherwise"
            )
        return _checked(path, document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path}: its block of results is damaged ({_said(error)})") from error


def _said(error: Exception) -> str:
    """One line: of values that no card takes, the first with its key."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:200]
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def _checked(path: Path, document: Plain) -> Again:
    """Data only: every value goes through the cards, as a scenario file's does."""
    base: Plain | None = None
    scenarios: dict[str, tuple[Scenario, RunSettings]] = {}
    for name, one in document["scenarios"].items():
        values = one["scenario"] if base is None else _with(base, one["differs"])
        base = base or values
        scenario = Scenario.model_validate_json(json.dumps(values))
        scenarios[str(name)] = (scenario, _settings(one, document.get("asked")))
    if not scenarios:
        raise ValueError("no scenario")
    digests = {str(name): str(one) for name, one in document["digests"].items()}
    return Again(path, str(document["kind"]), str(document["version"]), scenarios, digests, document)


def _settings(one: Plain, asked: Mapping[str, Any] | None) -> RunSettings:
    """With precision what was asked for comes in place of the number that it took."""
    values = {"seed": one["seed"], "replications": one["replications"], **(asked or {})}
    try:
        return RunSettings.model_validate(values)
    except ValidationError as error:
        raise ValueError(str(error).splitlines()[-1]) from error


def _with(base: Plain, changes: Mapping[str, Any]) -> Plain:
    values = deepcopy(base)
    for name, value in changes.items():
        *groups, key = name.split(".")
        inner = values
        for group in groups:
            inner = inner[group]
        inner[key] = value
    return values


class _Block(HTMLParser):
    """The text of the one block, whatever else the file holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("id", BLOCK) in attrs

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(data)


def _block_of(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path}: is larger than {MOST_BYTES:,} bytes, which no report of sim is")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is no text in UTF-8, which a report of sim is") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error
    parser = _Block()
    parser.feed(text)
    parser.close()
    if not parser.found:
        raise InputError(f"{path}: is no report of sim: it has no block '{BLOCK}' with the scenarios")
    return "".join(parser.found)
