"""Reading a command line: our flags anywhere, everything else as it was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.verbs.arguments import read_arguments


@pytest.mark.parametrize(
    "line",
    [
        "run strategy=coe --json --config-dir mine",
        "--json run --config-dir=mine strategy=coe",
        "--config-dir mine run --json strategy=coe",
        "run -cd mine strategy=coe --json",
    ],
)
def test_flags_may_stand_anywhere(line: str) -> None:
    """Before the verb, between its words or behind them, with a blank or an equals sign."""
    arguments = read_arguments(line.split())
    assert (arguments.verb, arguments.words) == ("run", ("strategy=coe",))
    assert arguments.as_json
    assert arguments.config_dir == Path("mine")


@pytest.mark.parametrize("flag", [["--cfg", "job"], ["-c", "job"], ["--cfg=job"]], ids=" ".join)
def test_cfg_job_asks_for_the_configuration(flag: list[str]) -> None:
    """Both spellings of Hydra's flag."""
    assert read_arguments(["run", *flag]).shows_config


@pytest.mark.parametrize("flag", [["--config-name", "scenario"], ["-cn", "scenario"]], ids=" ".join)
def test_config_name_is_another_primary_file(flag: list[str]) -> None:
    """Both spellings; without it the name is Hydra's usual one."""
    assert read_arguments(["run", *flag]).config_name == "scenario"
    assert read_arguments(["run"]).config_name == "config"


def test_after_two_dashes_everything_is_a_word() -> None:
    """A way out for words that begin with a dash."""
    assert read_arguments(["run", "--", "--json"]).words == ("--json",)


def test_words_are_kept_as_they_were_typed() -> None:
    """Lists, quotes and minus signs belong to Hydra's grammar."""
    words = ("strategies=[a,b]", "label='Plan B'", "x=-5", "cfo={budget_eur: 1e6}")
    assert read_arguments(["compare", *words]).words == words


def test_the_command_can_be_typed_again() -> None:
    """Quoted where a shell would split or expand it."""
    assert (
        read_arguments(["run", "label='Plan B'", "--quiet"]).command == """sim run 'label='"'"'Plan B'"'"'' --quiet"""
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rnu", "did you mean 'run'?"),
        ("compar strategies=[a,b]", "did you mean 'compare'?"),
        ("run --jsn", "did you mean '--json'?"),
        ("run --config-dir", "--config-dir needs a value"),
        ("run --config-dir --json", "--config-dir needs a value"),
        ("run --config-dir=", "--config-dir needs a value"),
        ("run --cfg hydra", "'hydra' is not available"),
        ("run -m strategy=a,b", "sim run does not take --multirun; several values for a key are sim sweep's"),
        ("compare --multirun", "several values for a key are sim sweep's"),
        ("params --cfg job", "sim params does not take --cfg"),
        ("completion bash --config-dir x", "sim completion does not take --config-dir"),
    ],
)
def test_a_wrong_line_is_answered_with_the_way_out(line: str, said: str) -> None:
    """Unknown verbs and flags get the nearest name; flags without value or in the wrong place are named."""
    with pytest.raises(InputError) as wrong:
        read_arguments(line.split())
    assert said in str(wrong.value)
