"""Tab completion: what could come next, quickly, in three shells."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.analysis import policy_space
from sim.verbs.catalogue import PARTS, VERBS
from sim.verbs.completion import answers
from tests.cli.conftest import Call
from tests.conftest import ROOT, quiet_environment


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([""], {*VERBS}),
        (["--v"], {"--version"}),
        (["co"], {"compare", "completion"}),
        (["run", "strategy=co"], {"strategy=coe", "strategy=cost_cutting"}),
        (["compare", "strategies=[coe,plat"], {"strategies=[coe,platform_first"}),
        (["compare", "strat"], {"strategies="}),
        (["run", "strat"], {"strategy="}),
        (["run", "cfo.bud"], {"cfo.budget_eur="}),
        (["run", "cfo.answer_weeks.l"], {"cfo.answer_weeks.low="}),
        (["run", "topology."], {"topology.central.", "topology.platform.", "topology.embedded."}),
        (["run", "topology=c"], {"topology=central"}),
        (["run", "ownership.shared="], {"ownership.shared=platform", "ownership.shared=builder"}),
        (["run", "sequencing.mandate="], {"sequencing.mandate=true", "sequencing.mandate=false"}),
        (["trace", "replication"], {"replication=", "replications="}),
        (["run", "--j"], {"--json"}),
        (["run", "-c", ""], {"job"}),
        (["run", "--config-dir", ""], set()),
        (["params", "cfo.thr"], {"cfo.threshold_eur"}),
        (["seek", "cfo.bud"], {"cfo.budget_eur"}),
        (["seek", "cfo.budget_eur", "goa"], {"goal="}),
        (["seek", "cfo.budget_eur", "cfo.bud"], {"cfo.budget_eur="}),
        (["map", "cfo.budget_eur", "cfo.thr"], {"cfo.threshold_eur"}),
        (["map", "strategies=[coe,plat"], {"strategies=[coe,platform_first"}),
        (["optimise", "roun"], {"rounds="}),
        (["optimise", "over=[timing,t"], {f"over=[timing,{part}" for part in ("timing", "team", "tax")}),
        (["map", "measure=pay"], {"measure=payoff_eur"}),
        (["calibrate", "his"], {"history"}),
        (["calibrate", "decimal="], {"decimal=comma", "decimal=point"}),
        (["study", "measures=[failed,pay"], {"measures=[failed,payoff_eur"}),
        (["sensitivity", "factors=[cfo.budget_eur,shad"], {"factors=[cfo.budget_eur,shadow."}),
        (["completion", ""], {"bash", "zsh", "fish"}),
        (["rerun", "out"], set()),
        (["run", "precision"], {"precision=", "precision_of="}),
        (["compare", "precision_of=r"], {"precision_of=reached_target"}),
        (["trials", "share"], {"share=", "shares="}),
        (["trials", "of=pay"], {"of=payoff_eur"}),
        (["nothing", "like", "this"], set()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_answers_are_what_could_come_next(words: list[str], expected: set[str]) -> None:
    """Verbs, keys as far as the next dot, options, strategies in lists, values of choices, flags."""
    assert set(answers(words)) == expected


def test_the_parts_that_the_tab_key_knows_are_those_of_the_search() -> None:
    """The light list of names is that of the policy space."""
    assert tuple(policy_space.PARTS) == PARTS


def test_a_users_folder_adds_its_strategies(tmp_path: Path) -> None:
    """What --config-dir adds can be completed, too."""
    (tmp_path / "strategy").mkdir()
    (tmp_path / "strategy" / "our_way.yaml").write_text("label: Our way\n", encoding="utf-8")
    assert answers(["run", "--config-dir", str(tmp_path), "strategy=our"]) == ["strategy=our_way"]


def test_answering_loads_neither_numpy_nor_hydra() -> None:
    """The tab key waits for nothing heavy."""
    code = (
        "import sys; from sim.cli import main; "
        "main(['__complete', 'run', 'cfo.']); main(['__complete', 'run', 'strategy=']); "
        "print([name for name in ('numpy', 'hydra', 'yaml', 'rich', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=quiet_environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_one_that_it_can_read(call: Call, shell: str, tmp_path: Path) -> None:
    """Syntax is checked by the shell itself where it is installed."""
    script = call("completion", shell).out
    assert "sim __complete" in script or "__complete" in script
    program = shutil.which(shell)
    if program is None:
        return
    path = tmp_path / "script"
    path.write_text(script, encoding="utf-8")
    assert subprocess.run([program, "-n", str(path)], check=False).returncode == 0


def bash_completes(line: str, tmp_path: Path) -> list[str]:
    """What bash would offer after a line, with the command `sim` on the path."""
    command = tmp_path / "sim"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sim "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    code = (
        'eval "$(sim completion bash)"; compopt() { :; }; '
        'COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}; _sim_complete; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    environment = quiet_environment({"PYTHONPATH": str(ROOT)})
    environment["PATH"] = f"{tmp_path}:{environment['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", code, "bash", line], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sim comp", ["compare", "completion"]),
        ("sim run strategy=co", ["coe", "cost_cutting"]),
        ("sim compare strategies=[coe,appl", ["[coe,application_first"]),
        ("sim run --quiet ownership.sh", ["ownership.shared="]),
    ],
)
def test_bash_offers_what_follows_the_equals_sign(line: str, offered: list[str], tmp_path: Path) -> None:
    """bash splits words at '=': only what follows it is put in."""
    assert bash_completes(line, tmp_path) == offered


def test_an_unknown_shell_is_refused(call: Call) -> None:
    """Exit 2 with the three that there are."""
    called = call("completion", "tcsh")
    assert called.status == 2
    assert "bash, zsh, fish" in called.err
