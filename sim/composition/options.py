"""What can be chosen, in conf/ and in a user's folder. The standard library only, so that `--help` is quick."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from sim.errors import InputError

STRATEGY = "strategy"
START = "start"
DEFAULT = "default"
STUDIES = "study"
"""conf/study/ holds saved studies, which choose among options and are none themselves."""
STACKS = "stack"
"""conf/stack/ holds serving stacks, which `sim serve` chooses among; a scenario has none."""
PRIMARY = "config"
CARDS_NODE = "twentyfirst_cards"
OPTION_NAME = re.compile(r"(?!(?:true|false|null|nan|inf)$)[A-Za-z][A-Za-z0-9_-]{0,79}", re.IGNORECASE)
_HEAD_BYTES = 4_096


class Option(NamedTuple):
    """One file that can be chosen, with the first line of comment in it."""

    name: str
    description: str


def conf_folder() -> Path:
    """conf/ lies inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "conf"
    return inside if (inside / f"{PRIMARY}.yaml").is_file() else package.parent / "conf"


def option_groups(config_dir: Path | None = None) -> dict[str, list[Option]]:
    """Every group with its options; a user's file adds to ours, or replaces the one of its name."""
    folders = [folder for folder in conf_folder().iterdir() if folder.is_dir() and folder.name not in (STUDIES, STACKS)]
    found = {folder.name: _options(folder) for folder in folders}
    groups = {name: options for name, options in found.items() if options}
    if config_dir is not None:
        _require_folder(Path(config_dir))
        for name, options in groups.items():
            options.update(_options(Path(config_dir) / name))
    return {name: _in_order(groups[name]) for name in sorted(groups, key=lambda name: (name != STRATEGY, name))}


def options_in(group: str, config_dir: Path | None = None) -> list[Option]:
    """The options of one folder; a user's file adds to ours, or replaces the one of its name."""
    found = _options(conf_folder() / group)
    if config_dir is not None:
        _require_folder(Path(config_dir))
        found.update(_options(Path(config_dir) / group))
    return _in_order(found)


def _require_folder(folder: Path) -> None:
    if not os.path.isdir(folder):
        what = "is not a folder" if os.path.exists(folder) else "no such folder"
        raise InputError(f"{folder}: {what}; a configuration directory holds folders such as strategy/")


def _options(folder: Path) -> dict[str, Option]:
    if not os.path.isdir(folder):
        return {}
    try:
        files = [path for path in folder.iterdir() if path.suffix == ".yaml" and OPTION_NAME.fullmatch(path.stem)]
        return {path.stem: Option(path.stem, _first_comment(path)) for path in files if path.is_file()}
    except OSError as error:
        raise InputError(f"{error.filename or folder}: cannot be read: {error.strerror}") from error


def _first_comment(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace")
    comments = (line.lstrip("# \t").rstrip() for line in head.splitlines() if line.startswith("#"))
    return next((comment for comment in comments if comment), "")


def _in_order(options: dict[str, Option]) -> list[Option]:
    return sorted(options.values(), key=lambda option: (option.name != DEFAULT, option.name))
