"""What people may rely on in Python: these names, these methods, and that they cost nothing until they are used."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import sim
from sim import mechanisms
from tests.conftest import ROOT, quiet_environment

SIMULATING = (
    "replications", "seed", "executor", "workers", "output", "progress",
    "precision", "precision_of", "most_replications", "mechanism",
)  # fmt: skip


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_the_package_exports_these_names_and_no_others() -> None:
    """A name that comes or goes is a decision, not an accident."""
    assert sim.__all__ == [
        "Comparison", "InputError", "Results", "Scenario", "Served", "Trace", "WorkFailed", "__version__",
        "calibrate_history", "compare", "load_scenario", "load_stack", "serve", "simulate", "trace",
    ]  # fmt: skip
    assert all(hasattr(sim, name) for name in sim.__all__)
    assert set(sim.__all__) <= set(dir(sim))


def test_results_have_these_methods() -> None:
    """The same for what a simulation returns."""
    assert public(sim.Results) == {
        "at_risk", "failures", "finding", "folder", "horizon_weeks", "incidence", "lever_cascade", "marginal_cost",
        "mechanism", "median", "next_marginal_cost", "numbers", "outcomes", "reached", "replications",
        "restricted_mean", "sample_workers", "summary", "survival", "table", "weekly_sample", "write_charts",
    }  # fmt: skip
    assert public(sim.Comparison) == {
        "best", "by_label", "common_luck", "difference", "failures", "finding", "folder", "labels", "league",
        "log_rank", "pair", "pairs", "pairs_by_label", "reached_difference", "standing_difference", "summary",
        "write_charts",
    }  # fmt: skip
    assert public(sim.Served) == {"difference", "first", "interval", "numbers", "replications", "summary", "values"}
    assert public(sim.Trace) == {"exported", "mechanism", "row", "story", "summary", "write"}


@pytest.mark.parametrize(
    ("function", "signature"),
    [
        ("load_scenario", ["name", "overrides", "config_dir"]),
        ("simulate", ["scenario", *SIMULATING]),
        ("compare", ["scenarios", *SIMULATING]),
        ("trace", ["scenario", "replication", "seed", "output", "mechanism"]),
        ("load_stack", ["name", "overrides", "config_dir"]),
        ("serve", ["stack", "overrides", "replications", "seed", "executor", "workers", "progress"]),
        (
            "calibrate_history",
            ["scenario", "history", "factors", "draws", "keep", "replications", "seed", "executor", "workers"],
        ),
    ],
)
def test_functions_take_these_arguments(function: str, signature: list[str]) -> None:
    """Scripts call them by name."""
    assert list(inspect.signature(getattr(sim, function)).parameters) == signature


def test_a_mechanism_of_one_s_own_is_written_with_these_names() -> None:
    """docs/extending.md explains each of them."""
    assert mechanisms.__all__ == [
        "WHOLE_PROGRAMME", "Category", "Moment", "Programme", "Rank", "Stage", "Steps", "Workload", "own_purpose",
        "start", "wait",
    ]  # fmt: skip


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import sim` is what `sim --help` starts with."""
    code = "import sys, sim; print([name for name in ('numpy', 'hydra', 'pydantic', 'yaml') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=quiet_environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As for any other module."""
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = sim.simulat


def test_the_version_stands_on_a_line_of_its_own() -> None:
    """The build reads it from there."""
    lines = (ROOT / "sim" / "__init__.py").read_text(encoding="utf-8").splitlines()
    assert f'__version__ = "{sim.__version__}"' in lines
