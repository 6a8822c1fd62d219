"""The house rules of sim/, checked on the syntax tree: no strategy is known, and arrows run one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "sim"
PRESETS = {"application_first", "platform_first", "late_extraction", "coe", "project_by_project", "factory"}

# A room imports from rooms with a lower number, and from itself. Modules beside the rooms are the product's face.
FACE = 8
LEVELS = {
    "errors": 0,
    "scenario": 1,
    "rules": 2,
    "luck": 2,
    "calibration": 3,
    "composition": 4,
    "programme": 4,
    "serving": 4,
    "montecarlo": 5,
    "analysis": 6,
    "charts": 7,
    "report": FACE,
    "office": FACE,
    "verbs": 9,
    "cli": 10,
    "__main__": 11,
}
SHARED = {"hydra": "composition", "omegaconf": "composition", "yaml": "composition", "matplotlib": "charts"}

FILES = sorted(SIM.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """How a test names a module."""
    return path.relative_to(SIM).as_posix()


def room_of(path: Path) -> str:
    """The folder under sim/, or the module's own name where it lies beside the rooms."""
    first = path.relative_to(SIM).parts[0]
    return first.removesuffix(".py")


def identifiers(tree: ast.AST) -> Iterator[str]:
    """Every name that the code gives or uses."""
    for node in ast.walk(tree):
        for attribute in ("id", "name", "attr", "arg", "asname"):
            found = getattr(node, attribute, None)
            if isinstance(found, str):
                yield found
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names


def literals(tree: ast.AST) -> Iterator[str]:
    """Every whole string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that the code imports, anywhere, by statement or by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" if node.module == "sim" else node.module for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"}:
                yield str(node.args[0].value)


def strategy_names() -> set[str]:
    """The six presets of the specification and whatever conf/strategy holds."""
    files = list((ROOT / "conf" / "strategy").glob("*.yaml"))
    assert files
    return PRESETS | {file.stem for file in files}


def test_there_is_something_to_check() -> None:
    """The rooms of the specification are there and hold code."""
    assert {room_of(path) for path in FILES} >= {"scenario", "rules", "luck", "programme", "montecarlo", "analysis"}
    assert len(FILES) > 60


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_code_knows_a_strategy(path: Path) -> None:
    """No identifier and no whole string literal equals a preset's name; no module is called like one (model §1.1)."""
    known = strategy_names()
    assert known.isdisjoint(identifiers(tree_of(path)))
    assert known.isdisjoint(literals(tree_of(path)))
    assert path.stem not in known


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_in_sim_imports_configuration_or_studies(path: Path) -> None:
    """conf/, experiments/, tests/, benchmarks/ and notebooks/ lie outside."""
    outside = {"conf", "experiments", "tests", "benchmarks", "notebooks"}
    assert outside.isdisjoint(module.split(".")[0] for module in imported(tree_of(path)))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_heavy_neighbours_are_met_in_one_room_only(path: Path) -> None:
    """Hydra, OmegaConf and YAML inside sim/composition; matplotlib inside sim/charts."""
    for module in imported(tree_of(path)):
        room = SHARED.get(module.split(".")[0])
        assert room is None or room_of(path) == room, module


def rooms_met(path: Path) -> Iterator[str]:
    """The rooms that a module imports from, itself apart; the version number belongs to no room."""
    for module in imported(tree_of(path)):
        first, _, rest = module.partition(".")
        target = rest.split(".")[0]
        if first == "sim" and target not in {"", "__version__", room_of(path)}:
            yield target


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_arrows_run_one_way(path: Path) -> None:
    """scenario → rules, luck → programme → montecarlo → analysis → charts → face → verbs; never back."""
    level = LEVELS.get(room_of(path), FACE)
    for target in rooms_met(path):
        other = LEVELS.get(target, FACE)
        assert other < level or other == level == FACE, f"sim.{target} is imported from sim.{room_of(path)}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_whole_package_is_imported_for_its_version_only(path: Path) -> None:
    """`import sim` gives access to every room; a room takes `sim.__version__` from it and nothing else."""
    tree = tree_of(path)
    if "sim" in imported(tree):
        used = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        names = {node.attr for node in used if isinstance(node.value, ast.Name) and node.value.id == "sim"}
        assert names == {"__version__"}


def test_the_levels_above_name_rooms_that_exist() -> None:
    """A room that is renamed does not silently become part of the face."""
    rooms = {path.name for path in SIM.iterdir() if path.is_dir() and path.name not in {"__pycache__", "conf"}}
    assert rooms <= set(LEVELS)


def test_the_simulated_programme_is_far_from_hydra_and_from_pictures() -> None:
    """What imports sim.programme loads neither Hydra, OmegaConf, YAML, matplotlib nor Arrow."""
    below = [path for path in FILES if room_of(path) in {"scenario", "rules", "luck", "programme", "errors"}]
    loaded = {module.split(".")[0] for path in below for module in imported(tree_of(path))}
    assert loaded.isdisjoint({"hydra", "omegaconf", "yaml", "matplotlib", "pyarrow", "rich", "loky"})


def test_a_tree_with_a_preset_s_name_would_be_found() -> None:
    """As a function, an argument, an attribute, a keyword, a string, a lazy import."""
    for code in (
        "def coe(): ...",
        "f(coe=1)",
        "a.coe",
        "x = 'coe'",
        "def f(coe): ...",
        "import a as coe",
        "global coe",
    ):
        tree = ast.parse(code)
        assert "coe" in {*identifiers(tree), *literals(tree)}, code
    assert list(imported(ast.parse("importlib.import_module('yaml')"))) == ["yaml"]
