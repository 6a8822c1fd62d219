"""The lock files hold what pyproject.toml asks for, by hash, and say nothing about the machine that made them."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?P<marker> ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
DISTRIBUTION_OF = {"hydra": "hydra-core", "pptx": "python-pptx", "yaml": "pyyaml"}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lines_of(lock: str) -> list[str]:
    return (ROOT / lock).read_text(encoding="utf-8").splitlines()


def pins_of(lock: str) -> dict[str, str]:
    found = [PIN.match(line) for line in lines_of(lock)]
    return {canonicalize_name(pin["name"]): pin["version"] for pin in found if pin}


def wanted_by(lock: str) -> list[Requirement]:
    groups = project()["dependency-groups"]
    chosen = groups["build"] + (groups["dev"] if lock == "requirements-dev.lock" else [])
    named = [entry for entry in chosen if isinstance(entry, str)]
    return [Requirement(text) for text in project()["project"]["dependencies"] + named]


def imported_by(source: Path) -> Iterator[str]:
    """The first part of every absolute import in a file, wherever in the file it stands."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_pins_and_hashes_and_nothing_else(lock: str) -> None:
    """No index, no address, no path, no option: only `name==version` and SHA-256 sums, at least one for each pin."""
    lines = lines_of(lock)
    assert [line for line in lines if not (PIN.match(line) or HASH.match(line))] == []
    followers = [after for line, after in zip(lines, [*lines[1:], ""], strict=True) if PIN.match(line)]
    assert all(HASH.match(line) for line in followers)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_satisfies_pyproject(lock: str) -> None:
    """Every declared dependency is pinned at a version that its declaration allows: `make lock` was not forgotten."""
    pins = pins_of(lock)
    for wanted in wanted_by(lock):
        name = canonicalize_name(wanted.name)
        assert name in pins, f"{name} is not in {lock}: run make lock"
        assert wanted.specifier.contains(pins[name], prereleases=True), f"{name} {pins[name]} breaks {wanted}"


def test_tests_run_on_the_versions_that_users_get() -> None:
    """Whatever both locks name, they name at the same version."""
    run, dev = (pins_of(lock) for lock in LOCKS)
    assert run.items() <= dev.items()


def test_the_code_imports_what_is_declared_and_declares_what_it_imports() -> None:
    """A missing dependency would only show on a stranger's machine, where no test tool brings it along."""
    sources = [path for path in (ROOT / "sim").rglob("*.py")]
    imported = {name for source in sources for name in imported_by(source)} - sys.stdlib_module_names - {"sim"}
    declared = {canonicalize_name(Requirement(text).name) for text in project()["project"]["dependencies"]}
    assert {DISTRIBUTION_OF.get(name, name) for name in imported} == declared
