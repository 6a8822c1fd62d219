"""Composition disturbs nobody and depends on nothing around it: globals, threads, folders, imports, installation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hydra.core.global_hydra import GlobalHydra
from hydra.core.utils import JobRuntime
from hydra.version import VersionBase

import sim.composition
from sim.composition import compose_job, job_yaml, scenario_yaml
from sim.composition.options import conf_folder
from sim.errors import InputError

PACKAGE = Path(sim.composition.__file__).parents[1]
PYTHON = [sys.executable, "-c"]


def test_composing_again_gives_the_same() -> None:
    """Twice, and after a failed composition."""
    first = compose_job(["strategy=coe"])
    for bad in (["cfo.hurdle=x"], ["strategy=cow"], ["foo"]):
        with pytest.raises(InputError):
            compose_job(bad)
    assert compose_job(["strategy=coe"]) == first
    assert GlobalHydra.instance().hydra is None


def test_threads_compose_their_own() -> None:
    """Composition takes turns; nobody gets another's values."""
    names = ["coe", "platform_first", "application_first"] * 4
    with ThreadPoolExecutor(4) as threads:
        jobs = list(threads.map(lambda name: compose_job([f"strategy={name}"]), names))
    assert [job.scenario.name for job in jobs] == names


def test_another_hydra_application_keeps_its_state() -> None:
    """Called from inside somebody's Hydra application, composition leaves that application as it was."""
    theirs: Any = object()
    base, name = VersionBase.instance().version_base, JobRuntime.instance().get("name")
    GlobalHydra.instance().hydra = theirs
    try:
        compose_job([])
        with pytest.raises(InputError):
            compose_job(["cfo.hurdle=x"])
        assert GlobalHydra.instance().hydra is theirs
    finally:
        GlobalHydra.instance().clear()
    assert (VersionBase.instance().version_base, JobRuntime.instance().get("name")) == (base, name)


def test_nothing_is_written_and_no_folder_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any folder, without a trace in it."""
    monkeypatch.chdir(tmp_path)
    assert compose_job([]) == compose_job([])
    assert os.listdir(tmp_path) == []


def test_composing_warns_of_nothing() -> None:
    """No deprecation of Hydra's reaches the user, whichever version is installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compose_job(["strategy=coe", "cfo.hurdle=2"])


def test_environment_never_reaches_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret in the environment is in nothing that is written down."""
    monkeypatch.setenv("CANARY", "do-not-tell")
    for override in ("label=${oc.env:CANARY}", "label=$\\{oc.env:CANARY\\}", "label='$\\{oc.env:CANARY}'"):
        assert "do-not-tell" not in whatever_comes_of(override)


def whatever_comes_of(override: str) -> str:
    try:
        job = compose_job([override])
    except InputError as error:
        return str(error)
    return job_yaml(job) + scenario_yaml(job)


def test_options_need_the_standard_library_only() -> None:
    """`--help` and the tab key list options without loading Hydra, YAML, numpy or pydantic."""
    code = (
        "import sys; from sim.composition.options import option_groups; from sim.composition import Option;"
        "assert 'coe' in {o.name for o in option_groups()['strategy']};"
        "print(sorted({'hydra', 'omegaconf', 'yaml', 'numpy', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([*PYTHON, code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nobody_else_imports_hydra_or_yaml() -> None:
    """The other rooms do not know where a scenario comes from; one module here knows Hydra."""
    for module in PACKAGE.rglob("*.py"):
        text = module.read_text("utf-8")
        if module.parent != PACKAGE / "composition":
            for name in ("hydra", "omegaconf", "yaml"):
                assert f"import {name}" not in text, module
                assert f"from {name}" not in text, module
        elif module.name != "hydra_door.py":
            assert "import hydra\n" not in text, module
            assert "omegaconf" not in text, module


def test_names_of_the_room_are_found_when_used() -> None:
    """Every public name resolves, and others do not."""
    for name in sim.composition.__all__:
        assert getattr(sim.composition, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sim.composition.nothing


def test_installed_package_finds_its_own_conf(tmp_path: Path) -> None:
    """In a wheel conf/ lies inside the package; any other conf/ beside it does not matter."""
    site = tmp_path / "site"
    shutil.copytree(PACKAGE, site / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(conf_folder(), site / "sim" / "conf", dirs_exist_ok=True)
    (site / "conf").mkdir()
    (site / "conf" / "config.yaml").write_text("defaults: [nothing]\n", encoding="utf-8")
    code = "import sim.composition as c; print(c.__file__, c.compose_job(['strategy=coe']).scenario.name)"
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run([*PYTHON, code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(site / "sim" / "composition" / "__init__.py"), "coe"]
