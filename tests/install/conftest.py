"""The product built and installed once for all tests of this folder, offline."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from tests.install.product import ROOT, Built, Installed, checked, only_file


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both archives, with the build tools of this environment: nothing is downloaded."""
    both, direct = tmp_path_factory.mktemp("both"), tmp_path_factory.mktemp("direct")
    build = (sys.executable, "-m", "build", "--no-isolation")
    checked(*build, "--outdir", both, ROOT, cwd=both)
    checked(*build, "--wheel", "--outdir", direct, ROOT, cwd=direct)
    return Built(only_file(both, "*.tar.gz"), only_file(both, "*.whl"), only_file(direct, "*.whl"))


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a new environment that borrows this one's dependencies.

    A path file adds this environment's site-packages after the wheel is in; path files that lie there, such as the one
    of the editable install, are not read through it.
    """
    folder = tmp_path_factory.mktemp("installed") / "environment"
    checked(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    fresh = Installed(folder)
    pip = (sys.executable, "-m", "pip", "--python", fresh.python, "install", "--quiet")
    checked(*pip, "--no-deps", "--no-index", built.wheel_from_sdist, cwd=folder.parent)
    (packages,) = fresh.ask("import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder.parent)
    (Path(packages) / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return fresh


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """An empty folder that is not the checkout."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder
