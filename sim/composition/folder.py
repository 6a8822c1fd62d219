"""A user's configuration directory: which files it may hold, and that each names keys and options that exist."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.composition import keys
from sim.composition.options import CARDS_NODE, OPTION_NAME, PRIMARY, STACKS, STRATEGY, Option
from sim.composition.scan import Entry, Scanned, scan_file
from sim.errors import InputError, nearest

MOST_FILES = 200
SELF = "_self_"
_RESERVED = ("hydra", PRIMARY, CARDS_NODE)

Groups = Mapping[str, list[Option]]
_OVERRIDE = re.compile(r"override +/(\w+)")


@dataclass
class UserFolder:
    """The files of a user's directory that passed the scan, by group and option."""

    files: dict[str, dict[str, Scanned]] = field(default_factory=dict)

    def place(self, group: str, option: str) -> dict[str, str]:
        """Where this file, or one that it builds on, sets which key."""
        file = self.files.get(group, {}).get(option)
        if file is None:
            return {}
        found: dict[str, str] = {}
        for base in _bases(file, self.files[group]):
            found.update(self.place(group, base.option))
        prefix = "" if group == STRATEGY else f"{group}."
        return {**found, **{f"{prefix}{key}": f"{file.path}, line {line}" for key, line in file.lines.items()}}

    def sets(self, group: str, option: str, key: str) -> bool:
        """Whether this file states a key itself; a file of ours always states what it needs."""
        file = self.files.get(group, {}).get(option)
        return file is None or key in file.lines


def check_folder(folder: Path, groups: Groups) -> UserFolder:
    """Scan every YAML file that Hydra could read; each file in the folder of a group must make sense there."""
    checked = UserFolder()
    found = [path for entry in _entries(folder) for path in _yaml_files(entry, groups)]
    if len(found) > MOST_FILES:
        raise InputError(f"{folder}: holds more than {MOST_FILES} YAML files; a configuration directory holds a few")
    for path in found:
        scanned = scan_file(path)
        group = path.parent.name
        if path.parent != folder:
            _check_keys(scanned, "" if group == STRATEGY else f"{group}.")
            _check_defaults(scanned, group, groups)
            checked.files.setdefault(group, {})[path.stem] = scanned
    for files in checked.files.values():
        for option in files:
            _check_ends(files, option)
    return checked


def check_complete(path: Path) -> Scanned:
    """Scan a complete scenario, such as the scenario.yaml of a run: every key stated, nothing chosen from elsewhere."""
    scanned = scan_file(path)
    if scanned.defaults:
        raise scanned.wrong(scanned.defaults[0].line, "a complete scenario has no 'defaults' list")
    _check_keys(scanned, "", complete=True)
    missing = [key for key in keys.scenario_leaves() if key not in scanned.lines]
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""  # noqa: PLR2004
        raise InputError(
            f"{path}: is not a complete scenario, it lacks {', '.join(missing[:3])}{more}; write those keys with the "
            f"values that are meant (`sim params NAME` shows the default), or put the file into a folder {STRATEGY}/"
        )
    return scanned


def _yaml_files(entry: Path, groups: Groups) -> list[Path]:
    """What Hydra could read below one entry of a user's directory: a file at the top, or the files of a group."""
    if entry.name in _RESERVED or (_is_yaml(entry) and entry.stem in _RESERVED):
        raise InputError(
            f"{entry}: a configuration directory cannot replace '{entry.name}'; it holds folders of options, such as "
            f"{STRATEGY}/. To run a complete scenario, rename it and give --config-name"
        )
    if not os.path.isdir(entry):
        return [entry] if _is_yaml(entry) else []
    if entry.name == STACKS:
        return []
    if entry.name in groups:
        return [path for path in _entries(entry) if _is_option(path)]
    near = nearest(entry.name, groups)
    if near and any(_is_yaml(path) for path in _entries(entry)):
        raise InputError(f"{entry}: there is no group '{entry.name}'{near} Groups: {', '.join(groups)}")
    return []


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror}") from error


def _is_yaml(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml")


def _is_option(path: Path) -> bool:
    """Files of other kinds do not matter; a YAML file that could never be chosen is a mistake."""
    if os.path.isdir(path) or (_is_yaml(path) and (path.suffix == ".yml" or not OPTION_NAME.fullmatch(path.stem))):
        raise InputError(
            f"{path}: cannot be chosen; an option is a file {path.parent.name}/NAME.yaml, and its name begins with a "
            "letter and holds letters, digits, '_' and '-' only"
        )
    return _is_yaml(path)


def _check_keys(scanned: Scanned, prefix: str, *, complete: bool = False) -> None:
    for key, line in scanned.lines.items():
        full = f"{prefix}{key}"
        if full in keys.RUN_KEYS and not complete:
            raise scanned.wrong(line, f"{full}: belongs to the run, not to an option; give it on the command line")
        if full in keys.branches() and key not in scanned.groups:
            raise scanned.wrong(line, f"{keys.group_given_value(full)}{_meant_option(full)}")
        if full not in keys.branches() and full not in keys.leaves():
            raise scanned.wrong(line, keys.unknown(full))


def _meant_option(group: str) -> str:
    return "" if "." in group else f"; to choose an option, write '- override /{group}: OPTION' under 'defaults:'"


def _check_defaults(scanned: Scanned, group: str, groups: Groups) -> None:
    seen: list[str] = []
    for entry in scanned.defaults:
        if str(entry) == SELF:
            continue
        override = _OVERRIDE.fullmatch(entry.key)
        if override and group == STRATEGY != override[1]:
            _check_option(scanned, entry, override[1], groups)
        elif entry.key or not OPTION_NAME.fullmatch(entry.option):
            raise scanned.wrong(entry.line, _not_an_entry(entry, group))
        elif seen:
            raise scanned.wrong(entry.line, f"'{entry}': one file to build on, above the 'override' entries, is all")
        else:
            _check_option(scanned, entry, group, groups)
        if entry.key in seen:
            raise scanned.wrong(entry.line, f"'{entry.key}' stands under 'defaults' a second time")
        seen.append(entry.key)


def _check_option(scanned: Scanned, entry: Entry, group: str, groups: Groups) -> None:
    if group not in groups:
        raise scanned.wrong(entry.line, f"there is no group '{keys.cut(group)}'{nearest(group, groups)}")
    names = [known.name for known in groups[group]]
    if entry.option not in names:
        raise scanned.wrong(entry.line, no_option(group, entry.option, names))


def no_option(group: str, option: object, names: Collection[str]) -> str:
    """The answer to an option that does not exist."""
    what = STRATEGY if group in (STRATEGY, "strategies") else "option"
    near = nearest(str(option)[:80], names)
    return (
        f"{group}: no such {what} {keys.shown(option)}{near + ' C' if near else '; c'}hoose one of {', '.join(names)}"
    )


def _not_an_entry(entry: Entry, group: str) -> str:
    override = ", or 'override /group: option'" if group == STRATEGY else ""
    return f"'{entry}' is not allowed under 'defaults'; allowed is another file of {group}/, by name{override}"


def _check_ends(files: Mapping[str, Scanned], option: str) -> None:
    """Follow what builds on what; a file that comes back to itself would never end."""
    chain = [option]
    while bases := _bases(files[chain[-1]], files):
        if bases[0].option in chain:
            circle = " → ".join([*chain, bases[0].option])
            raise files[chain[-1]].wrong(bases[0].line, f"builds on itself: {circle}")
        chain.append(bases[0].option)


def _bases(file: Scanned, files: Mapping[str, Scanned]) -> list[Entry]:
    return [entry for entry in file.defaults if not entry.key and entry.option in files]
