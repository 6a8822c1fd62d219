"""What lies in `conf/`, by file name alone: examples for the help, groups and options for the tab key.

The composition room reads these files; here only their names count, so that the tab key waits for nothing.
"""

from __future__ import annotations

import os

NO_GROUPS = ("help", "hydra")


def own_folder() -> str:
    """`conf/` lies inside the installed package, or beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "conf")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "conf")


def _names(folder: str, ending: str) -> list[str]:
    if not os.path.isdir(folder):
        return []
    return sorted(name[: -len(ending)] for name in os.listdir(folder) if name.endswith(ending))


def groups(user_folder: str | None = None) -> dict[str, list[str]]:
    """Every group with its options; a user's folder adds to ours."""
    found: dict[str, set[str]] = {}
    for folder in [own_folder(), *([user_folder] if user_folder and os.path.isdir(user_folder) else [])]:
        for name in sorted(os.listdir(folder)):
            options = _names(os.path.join(folder, name), ".yaml")
            if options and name not in NO_GROUPS:
                found.setdefault(name, set()).update(options)
    return {name: sorted(options) for name, options in found.items()}


def examples(verb: str) -> str:
    """The examples of a verb; they name strategies, which only `conf/` may do."""
    path = os.path.join(own_folder(), "help", f"{verb}.txt")
    if not os.path.isfile(path):
        return ""
    with open(path, encoding="utf-8") as text:
        return text.read().rstrip()
