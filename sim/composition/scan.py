"""The safety scan: what a YAML file of a user's may hold, settled before Hydra sees it.

User configuration is data. Hydra would run code that a file names, follow interpolations into the environment and
expand aliases without bound, so the scan reads the parser's events first, which expand and build nothing, and refuses
whatever is more than plain keys and values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml

from sim.composition.keys import cut
from sim.errors import InputError

MOST_BYTES = 131_072
MOST_VALUES = 4_000
MOST_DEPTH = 8
LONGEST_VALUE = 2_000

ROWS = frozenset({"workloads", "teams"})
"""The two keys that hold a list of rows: a portfolio, and who works on it."""

_TEXT = "tag:yaml.org,2002:str"
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PACKAGE_HEADER = re.compile(r"#[#\s]*@")
_TAB_INDENT = re.compile(r" *\t")
_BASE_8_OR_60 = re.compile(r"[-+]?(?:0[0-7_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)")
_NAMES_CODE = frozenset({"cls", "class", "params"})


class Entry(NamedTuple):
    """One entry of a defaults list: a name, or the option that it gives to a key such as 'override /topology'."""

    line: int
    key: str
    option: str

    def __str__(self) -> str:
        return cut(f"{self.key}: {self.option}" if self.key else self.option)


@dataclass
class Scanned:
    """A file that passed: its dotted keys with their lines, and which of them are groups."""

    path: Path
    lines: dict[str, int] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    defaults: list[Entry] = field(default_factory=list)

    def wrong(self, line: int, what: str) -> InputError:
        return wrong(self.path, line, what)


def wrong(path: Path, line: int, what: str) -> InputError:
    """What is wrong, and where."""
    return InputError(f"{path}, line {line}: {what}")


def scan_file(path: Path) -> Scanned:
    """Read one file and refuse, by name and line, everything that is not plain keys and values."""
    text = _read(path)
    _check_lines(path, text)
    try:
        for event in _bounded(path, yaml.parse(text, Loader=yaml.SafeLoader)):
            _check_event(path, event)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise _not_yaml(path, text, error) from error
    if not isinstance(root, yaml.MappingNode):
        raise wrong(path, 1, "a file holds 'key: value' lines, " + _instead(root))
    scanned = Scanned(path)
    _collect(scanned, root, "")
    return scanned


def _line(thing: yaml.Event | yaml.Node) -> int:
    return thing.start_mark.line + 1 if thing.start_mark else 1


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            raise InputError(f"{path}: " + ("is not a file" if path.exists() else "no such file"))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise InputError(f"{path}: is larger than {MOST_BYTES // 1024} KiB; data belongs in a CSV")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise wrong(path, line, "is not UTF-8 text; save the file as UTF-8") from error


def _check_lines(path: Path, text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if _PACKAGE_HEADER.match(line.strip()):
            raise wrong(
                path, number, "a comment with '@', a package header, is not allowed; the folder decides where keys go"
            )
        if _TAB_INDENT.match(line) and line.strip():
            raise wrong(path, number, "is indented with a tab; use spaces")


def _bounded(path: Path, events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    depth = values = documents = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        values += isinstance(event, yaml.ScalarEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        line = _line(event)
        if depth > MOST_DEPTH:
            raise wrong(path, line, f"is nested more than {MOST_DEPTH} levels deep")
        if values > MOST_VALUES:
            raise wrong(path, line, f"holds more than {MOST_VALUES} values; data belongs in a CSV")
        if documents > 1:
            raise wrong(path, line, "starts a second document; a file holds one")
        yield event


def _check_event(path: Path, event: yaml.Event) -> None:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise wrong(path, line, "aliases and anchors (* and &) are not allowed; write the value out")
    if tag := getattr(event, "tag", None):
        raise wrong(path, line, f"the tag {cut(str(tag))} is not allowed; write a plain value")
    if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
        raise wrong(path, line, "% directives are not allowed")
    if isinstance(event, yaml.ScalarEvent):
        _check_scalar(path, line, event.value, plain=event.style is None)


def _check_scalar(path: Path, line: int, value: str, *, plain: bool) -> None:
    if len(value) > LONGEST_VALUE:
        raise wrong(path, line, f"a value is longer than {LONGEST_VALUE} characters")
    if "${" in value:
        raise wrong(path, line, "interpolation (${…}) is not allowed; write the value out")
    if value == "???":
        raise wrong(path, line, "'???' is not a value; write one, or leave the key out")
    if plain and _BASE_8_OR_60.fullmatch(value):
        raise wrong(path, line, f"{value} would be read in base 8 or 60; write a plain decimal number, or quote it")


def _not_yaml(path: Path, text: str, error: yaml.YAMLError) -> InputError:
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)
    line = mark.line + 1 if mark else text.count("\n", 0, position if isinstance(position, int) else 0) + 1
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    return wrong(path, line, f"is not valid YAML: {cut(str(problem))}")


def _instead(root: yaml.Node | None) -> str:
    if root is None:
        return "and this one is empty; where it is to change nothing, write {}"
    return "and this one is a list" if isinstance(root, yaml.SequenceNode) else "and this one is a single value"


def _collect(scanned: Scanned, node: yaml.MappingNode, prefix: str) -> None:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key, line = _key(scanned, key_node), _line(key_node)
        if key in seen:
            raise scanned.wrong(line, f"the key '{prefix}{key}' stands here a second time")
        seen.add(key)
        if key == "defaults" and not prefix:
            scanned.defaults = _defaults(scanned, value_node)
            continue
        scanned.lines[f"{prefix}{key}"] = line
        _descend(scanned, value_node, f"{prefix}{key}")


def _descend(scanned: Scanned, node: yaml.Node, key: str) -> None:
    if isinstance(node, yaml.MappingNode):
        scanned.groups.add(key)
        _collect(scanned, node, f"{key}.")
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if isinstance(item, yaml.MappingNode) and key.rpartition(".")[2] in ROWS:
                _check_row(scanned, item, key)
            elif not isinstance(item, yaml.ScalarNode):
                raise scanned.wrong(_line(item), f"'{key}' holds a list of names or numbers, nothing nested")


def _check_row(scanned: Scanned, node: yaml.MappingNode, key: str) -> None:
    """A workload or a team of a portfolio: plain keys, each with a value or a list of words."""
    for key_node, value_node in node.value:
        _key(scanned, key_node)
        items = value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]
        if not all(isinstance(item, yaml.ScalarNode) for item in items):
            raise scanned.wrong(_line(value_node), f"'{key}' holds rows of names and numbers, nothing nested in them")


def _key(scanned: Scanned, node: yaml.Node) -> str:
    line = _line(node)
    if not isinstance(node, yaml.ScalarNode) or node.tag != _TEXT:
        found = f"'{cut(node.value)}'" if isinstance(node, yaml.ScalarNode) else "this one"
        raise scanned.wrong(line, f"a key is a plain name, and {found} is not")
    key = str(node.value)
    if key.startswith("_") or key in _NAMES_CODE:
        raise scanned.wrong(line, f"the key '{cut(key)}' is not allowed; a configuration cannot name code to run")
    if key == "hydra":
        raise scanned.wrong(line, "Hydra's own settings cannot be changed from a file")
    if re.fullmatch(rf"{_KEY.pattern}(?:\.{_KEY.pattern})+", key):
        first, rest = key.split(".", 1)
        raise scanned.wrong(line, f"keys in a file are nested: write '{first}:' and, indented below it, '{rest}: …'")
    if not _KEY.fullmatch(key):
        raise scanned.wrong(line, f"'{cut(key)}' is not the name of a key")
    return key


def _defaults(scanned: Scanned, node: yaml.Node) -> list[Entry]:
    if not isinstance(node, yaml.SequenceNode):
        raise scanned.wrong(_line(node), "'defaults' is a list; start each entry with '- '")
    return [_entry(scanned, item) for item in node.value]


def _entry(scanned: Scanned, node: yaml.Node) -> Entry:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    parts = [node] if isinstance(node, yaml.ScalarNode) else [part for pair in pairs for part in pair]
    if len(parts) not in (1, 2) or not all(isinstance(part, yaml.ScalarNode) for part in parts):
        raise scanned.wrong(_line(node), "an entry of 'defaults' is a name, or 'override /group: option'")
    *key, option = [str(part.value) for part in parts]
    return Entry(_line(node), "".join(key), option)
