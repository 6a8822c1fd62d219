"""What `conf/` holds for the help and the tab key, read without loading Hydra or YAML."""

from __future__ import annotations

from pathlib import Path

from sim.composition.options import OPTION_NAME, STUDIES, conf_folder, option_groups


def groups(user_folder: str | None = None) -> dict[str, list[str]]:
    """Every group with the names of its options; a user's folder adds to ours."""
    folder = Path(user_folder) if user_folder and Path(user_folder).is_dir() else None
    return {group: [option.name for option in options] for group, options in option_groups(folder).items()}


def examples(verb: str) -> str:
    """The examples of a verb; they name strategies, which only `conf/` may do."""
    path = conf_folder() / "help" / f"{verb}.txt"
    return path.read_text(encoding="utf-8").rstrip() if path.is_file() else ""


def described_studies(user_folder: str | None = None) -> list[tuple[str, str]]:
    """Saved studies with the first line of comment in each."""
    found = saved_studies(user_folder).items()
    return [(name, path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")) for name, path in found]


def saved_studies(user_folder: str | None = None) -> dict[str, Path]:
    """Saved studies by name; a user's file takes the place of ours of the same name."""
    folders = [conf_folder(), *([Path(user_folder)] if user_folder else [])]
    files = [path for folder in folders for path in sorted((folder / STUDIES).glob("*.yaml"))]
    return {path.stem: path for path in files if OPTION_NAME.fullmatch(path.stem)}
