"""What the source code says of itself: its rules, who asks them, and the events that are logged."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import sim.programme
import sim.rules

PROGRAMME = Path(sim.programme.__path__[0])


def rule_modules() -> dict[str, ModuleType]:
    """The modules of sim/rules, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(sim.rules.__path__))
    return {name: importlib.import_module(f"sim.rules.{name}") for name in names}


def rules_of(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """A module's rules, in the order in which they stand there."""
    own = inspect.getmembers(module, lambda one: inspect.isfunction(one) and one.__module__ == module.__name__)
    return dict(sorted(own, key=lambda pair: pair[1].__code__.co_firstlineno))


def sentence(text: str | None) -> str:
    """A docstring as one line."""
    return " ".join((text or "").split())


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def programme_files() -> list[Path]:
    """The files of sim/programme that hold something."""
    return sorted(path for path in PROGRAMME.glob("*.py") if path.name != "__init__.py")


@cache
def rules_imported(name: str) -> tuple[str, ...]:
    """The modules of sim/rules that one file of sim/programme asks."""
    found = [node for node in ast.walk(_tree(PROGRAMME / name)) if isinstance(node, ast.ImportFrom)]
    return tuple(sorted(alias.name for node in found if node.module == "sim.rules" for alias in node.names))


@cache
def _asked(path: Path) -> frozenset[tuple[str, str]]:
    """Every `module.name` that a file mentions."""
    named = [node for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)]
    return frozenset((node.value.id, node.attr) for node in named if isinstance(node.value, ast.Name))


def asked_by(module: str, rule: str) -> list[str]:
    """The files of sim/programme that ask one rule, without their ending."""
    importing = [path for path in programme_files() if module in rules_imported(path.name)]
    return [path.stem for path in importing if (module, rule) in _asked(path)]


def asked_elsewhere(module: str, rule: str) -> bool:
    """Whether the request level, or a fit to records, asks it."""
    files = [path for room in ("serving", "calibration") for path in sorted((PROGRAMME.parent / room).glob("*.py"))]
    return any(f"{module}.{rule}(" in path.read_text(encoding="utf-8") for path in files)


def logged() -> Iterator[tuple[str, str, str]]:
    """Every (actor, what, file) of the event log, as it stands in the calls."""
    for path in programme_files():
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add":
                match node.args[:2]:
                    case [ast.Constant(str(actor)), ast.Constant(str(what))]:
                        yield actor, what, path.name


def ends_declared() -> set[str]:
    """The outcomes that `outcome.py` can come to, as it names them."""
    calls = [node for node in ast.walk(_tree(PROGRAMME / "outcome.py")) if isinstance(node, ast.Call)]
    ends = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "_end"]
    module = importlib.import_module("sim.programme.outcome")
    names = [call.args[0] for call in ends]
    found = {name.value for name in names if isinstance(name, ast.Constant)}
    found |= {getattr(module, name.id) for name in names if isinstance(name, ast.Name)}
    return {str(name) for name in found}
