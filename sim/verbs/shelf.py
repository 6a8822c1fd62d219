"""What `conf/` holds for the help and the tab key, read without loading Hydra or YAML."""

from __future__ import annotations

from pathlib import Path

from sim.composition.options import OPTION_NAME, STUDIES, conf_folder, option_groups
from sim.verbs.catalogue import STUDY_KEYS


def groups(user_folder: str | None = None) -> dict[str, list[str]]:
    """Every group with the names of its options; a user's folder adds to ours."""
    folder = Path(user_folder) if user_folder and Path(user_folder).is_dir() else None
    return {group: [option.name for option in options] for group, options in option_groups(folder).items()}


def examples(verb: str) -> str:
    """The examples of a verb; they name strategies, which only `conf/` may do."""
    path = conf_folder() / "help" / f"{verb}.txt"
    return path.read_text(encoding="utf-8").rstrip() if path.is_file() else ""


def described_studies(verb: str, user_folder: str | None = None) -> list[tuple[str, str]]:
    """Saved studies, or saved sweeps, with the first line of comment in each."""
    found = saved_studies(verb, user_folder).items()
    return [(name, path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")) for name, path in found]


def saved_studies(verb: str, user_folder: str | None = None) -> dict[str, Path]:
    """What a verb has saved, by name; a user's file takes the place of ours of the same name."""
    folders = [conf_folder(), *([Path(user_folder)] if user_folder else [])]
    files = [path for folder in folders for path in sorted((folder / STUDIES).glob("*.yaml"))]
    named = {path.stem: path for path in files if OPTION_NAME.fullmatch(path.stem)}
    return {name: path for name, path in named.items() if _verb_of(path) == verb}


def _verb_of(path: Path) -> str:
    """A saved study says which points it has; a saved sweep holds a scenario's keys alone, some with several values."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    keys = {line.lstrip("{ ").partition(":")[0].rstrip() for line in lines if not line.startswith(" ")}
    return "study" if keys & set(STUDY_KEYS) else "sweep"
