"""The built product works from a folder that has nothing to do with the checkout."""

from __future__ import annotations

import json
import tarfile
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.composition import compose_job
from tests.install.product import ROOT, Built, Installed

pytestmark = [pytest.mark.install, pytest.mark.slow]

TABLES = ("replications", "workloads", "reviews", "events", "ledger")


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def shipped(folder: Path) -> set[str]:
    """The files of a source folder that users need: no caches."""
    return {name for name in files_below(folder) if "__pycache__" not in name}


def assert_result_folder(folder: Path, replications: int) -> None:
    """One scenario's folder holds its description, its tables and its charts."""
    for name in ("scenario.yaml", "summary.json", "manifest.json"):
        assert (folder / name).is_file(), f"{name} is missing in {sorted(files_below(folder))}"
    for table in TABLES:
        assert (folder / f"{table}-00000.parquet").is_file(), f"no {table} in {sorted(files_below(folder))}"
    assert pq.read_metadata(folder / "replications-00000.parquet").num_rows == replications
    assert_charts(folder)


def assert_charts(folder: Path) -> None:
    """Each chart comes as vector, as picture and as numbers."""
    svg, png, csv = ({path.stem for path in (folder / "charts").glob(f"*.{kind}")} for kind in ("svg", "png", "csv"))
    assert svg
    assert svg == png == csv


def test_the_wheel_carries_every_source_file_and_all_of_conf(built: Built) -> None:
    """sim/ arrives whole, with py.typed, and conf/ arrives as sim/conf; nothing else does."""
    inside = {name for name in contents(built.wheel_from_tree) if ".dist-info/" not in name}
    code = {f"sim/{name}" for name in shipped(ROOT / "sim")}
    assert inside == code | {f"sim/conf/{name}" for name in shipped(ROOT / "conf")}
    assert "sim/py.typed" in inside
    assert "sim/conf/config.yaml" in inside


def test_the_source_archive_gives_the_same_wheel(built: Built) -> None:
    """Nothing that the wheel needs is missing from the source archive."""
    assert contents(built.wheel_from_sdist) == contents(built.wheel_from_tree)


def test_the_source_archive_carries_what_a_researcher_wants_to_read(built: Built) -> None:
    """Tests, documentation, experiments, notebooks, configuration and locks travel with the source."""
    with tarfile.open(built.sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("conf", "docs", "experiments", "notebooks", "tests"):
        missing = {f"{folder}/{name}" for name in shipped(ROOT / folder)} - inside
        assert not {name for name in missing if ".ipynb_checkpoints" not in name}
    assert {"LICENSE", "Makefile", "README.md", "requirements.lock", "requirements-dev.lock"} <= inside


def test_the_installed_package_is_the_one_that_is_imported(built: Built, installed: Installed, elsewhere: Path) -> None:
    """The environment of these tests sees the wheel, not the checkout: else they would prove nothing."""
    code = "import sim, sim.cli; print(sim.__file__); print(sim.cli.__file__); print(sim.__version__)"
    package, module, version = installed.ask(code, cwd=elsewhere)
    assert Path(package).is_relative_to(installed.folder)
    assert Path(module).is_relative_to(installed.folder)
    assert built.wheel_from_sdist.name == f"twentyfirst-{version}-py3-none-any.whl"


@pytest.mark.parametrize("question", ["--help", "run --help", "compare --help", "trace --help", "params"])
def test_asking_writes_nothing(installed: Installed, elsewhere: Path, question: str) -> None:
    """Help and parameter cards answer on stdout, from any folder, and leave no file behind."""
    assert installed.sim(*question.split(), cwd=elsewhere).stdout.strip()
    assert files_below(elsewhere) == set()


def test_params_shows_the_cards(installed: Installed, elsewhere: Path) -> None:
    """`sim params` from the wheel knows the parameters by name, and one of them alone."""
    assert "horizon_weeks" in installed.sim("params", cwd=elsewhere).stdout
    assert "horizon_weeks" in installed.sim("params", "horizon_weeks", cwd=elsewhere).stdout


def test_run_works_from_another_folder(installed: Installed, elsewhere: Path) -> None:
    """One scenario runs from the wheel's own configuration and leaves everything in outputs/ beneath the caller.

    With `--json` one document is on stdout and nothing else.
    """
    done = installed.sim("run", "strategy=coe", "replications=3", "executor=inline", "--json", cwd=elsewhere)
    assert json.loads(done.stdout)
    (folder,) = (elsewhere / "outputs").iterdir()
    assert_result_folder(folder, replications=3)
    assert {path.name for path in elsewhere.iterdir()} == {"outputs"}


def test_compare_works_from_another_folder(installed: Installed, elsewhere: Path) -> None:
    """The main job runs from the wheel: one folder per strategy, a summary and charts above them."""
    some = ("coe", "platform_first")
    installed.sim("compare", f"strategies=[{','.join(some)}]", "replications=3", cwd=elsewhere)
    (folder,) = (elsewhere / "outputs").glob("compare-*")
    strategies = [path for path in folder.iterdir() if (path / "scenario.yaml").is_file()]
    assert {path.name for path in strategies} == set(some)
    for strategy in strategies:
        assert_result_folder(strategy, replications=3)
    assert_charts(folder)
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_compare_alone_takes_all_default_strategies(installed: Installed, elsewhere: Path) -> None:
    """The wheel's configuration names what the checkout's names; `.ci/run` runs all of them in a fresh clone."""
    composed = json.loads(installed.sim("compare", "--cfg", "job", "--json", cwd=elsewhere).stdout)
    named = [one["strategies"] for one in composed["jobs"]]
    assert named == [list(compose_job([]).strategies)] * len(named[0])


@pytest.mark.parametrize("strategy", ["coe", "ours"], ids=["replaced", "added"])
def test_a_folder_of_the_users_own_replaces_and_adds_strategies(
    installed: Installed, elsewhere: Path, strategy: str
) -> None:
    """With the wheel, too, a file in the user's --config-dir wins over the built-in one of the same name."""
    own = elsewhere / "own" / "strategy" / f"{strategy}.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(f"name: {strategy}\nlabel: Our very own way\n", encoding="utf-8")
    words = ("run", "--config-dir", "own", f"strategy={strategy}", "--cfg", "job")
    assert "Our very own way" in installed.sim(*words, cwd=elsewhere).stdout


def test_trace_tells_a_story_from_another_folder(installed: Installed, elsewhere: Path) -> None:
    """One programme is told in the terminal, from the wheel."""
    assert installed.sim("trace", "strategy=coe", "replication=1", cwd=elsewhere).stdout.strip()
