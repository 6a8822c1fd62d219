"""The jobs of a sweep: Hydra's grammar, names for folders, and what is refused before anything is composed."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser

from sim.composition import compose_job, hydra_door, scenario_yaml
from sim.composition.compose import swept_job
from sim.composition.sweeping import LONGEST_NAME, MOST_JOBS, lay_out
from sim.errors import InputError


def names(*words: str) -> list[str]:
    return [job.name for job in lay_out(words).jobs]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("strategy=coe,factory",), ["strategy-coe", "strategy-factory"]),
        (("seed=range(1,10,3)",), ["seed-1", "seed-4", "seed-7"]),
        (("cfo.threshold_eur=choice(5e5,1e6)",), ["cfo.threshold_eur-500000", "cfo.threshold_eur-1000000"]),
        (("strategy=glob(*_first)",), ["strategy-application_first", "strategy-platform_first"]),
        (("sequencing.platform_after=null,3",), ["sequencing.platform_after-null", "sequencing.platform_after-3"]),
        (("seed=1,2", "seed=3,4"), ["seed-3", "seed-4"]),
    ],
    ids=str,
)
def test_every_form_of_several_values_is_laid_out(words: tuple[str, ...], found: list[str]) -> None:
    """Lists, ranges, choices and patterns over the options of a group; the last word on a key counts."""
    assert names(*words) == found


def test_jobs_are_those_of_hydras_own_sweeper() -> None:
    """The same combinations in the same order, nothing added."""
    words = ["cfo.threshold_eur=5e5,1e6", "horizon_weeks=40", "seed=range(0,3)"]
    (theirs,) = BasicSweeper.split_arguments(OverridesParser.create().parse_overrides(words), None)
    assert [list(job.overrides) for job in lay_out(words).jobs] == theirs


def test_names_are_safe_short_and_each_its_own() -> None:
    """What a folder's name cannot hold is replaced, and a few letters of a hash tell such jobs apart."""
    odd = names("label='a/b','a:b','a b'", "about='x','X'")
    assert len({name.casefold() for name in odd}) == 6
    assert all(re.fullmatch(r"[A-Za-z0-9._+-]+", name) for name in odd)
    long = names(f"about='{'x' * 200}','{'x' * 201}'")
    assert len(set(long)) == 2
    assert {len(name) for name in long} == {LONGEST_NAME}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("strategy=coe",), "no key has several values"),
        (("strategi=a,b",), "strategi: no such key"),
        (("strategy=coe,factry",), "did you mean 'factory'?"),
        (("strategy=coe,coe",), "strategy=coe: stands twice among the jobs"),
        (("topology=glob(x*)",), "topology=glob(x*): stands for no value at all"),
        (("seed=range(5,1)",), "seed=range(5,1): stands for no value at all"),
        (("seed=range(1,5,0)",), "a range with steps of 0 never ends"),
        (("cfo.hurdle=interval(1,2)",), "an interval holds values without end"),
        (("seed=shuffle(1,2)",), "leave shuffle out"),
        (("seed=range(0,1000000000000)",), f"1,000,000,000,000 jobs; a sweep has at most {MOST_JOBS:,}"),
        (("seed=range(0,40)", "cfo.threshold_eur=range(0,1e6,2e4)"), "that makes 2,000 jobs"),
        (("output=a,b",), "output: says where or how a sweep runs and has one value"),
        (("cfo.hurdle=1,${oc.env:HOME}",), "interpolation"),
        (("hydra.sweep.dir=/tmp/x", "seed=1,2"), "Hydra's own settings cannot be changed"),
        (("hydra/launcher=joblib", "seed=1,2"), "Hydra's own settings cannot be changed"),
        (("+seed=1,2",), "'+' adds a key, which is not allowed"),
        (("cfo@cfo=strict,lenient",), "'@' and '/' are not allowed"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_refused_at_once(words: tuple[str, ...], said: str) -> None:
    """Before anything is composed: typing mistakes, endless ranges, too many jobs, Hydra's settings."""
    with pytest.raises(InputError) as wrong:
        lay_out(words)
    assert said in str(wrong.value)


def test_first_job_is_the_first_valid_one() -> None:
    """A bad value in one combination is that job's affair; bad values in all are the command's."""
    assert lay_out(["cfo.threshold_eur=-1,6e5"]).first_job().scenario.cfo.threshold_eur == 6e5
    with pytest.raises(InputError, match=r"cfo\.threshold_eur: found -2") as wrong:
        lay_out(["cfo.threshold_eur=-1,-2"]).first_job()
    assert "found -1" in str(wrong.value)


def test_identity_is_what_all_jobs_share_and_decides(tmp_path: Path) -> None:
    """Constant words and the files that jobs are composed of; not where they run, nor how many programmes they have."""
    (tmp_path / "cfo").mkdir()
    (tmp_path / "cfo" / "own.yaml").write_text("hurdle: 1.5\n", encoding="utf-8")
    words = ["seed=1,2", "cfo=own", "executor=inline", "replications=3"]
    before = lay_out(words, tmp_path).identity
    assert before["cfo"] == "own"
    assert not {"executor", "replications", "seed"} & set(before)
    (tmp_path / "cfo" / "own.yaml").write_text("hurdle: 1.6\n", encoding="utf-8")
    assert lay_out(words, tmp_path).identity["configuration"] != before["configuration"]


@pytest.mark.parametrize("place", ["plain", "it's ${HOME} \\odd, [x]"])
def test_hydra_hands_each_job_over_composed_and_writes_nothing(tmp_path: Path, place: str) -> None:
    """A user's file of the name of ours comes first; whatever the folder is called; Hydra's globals are given back."""
    (tmp_path / "mine" / "strategy").mkdir(parents=True)
    (tmp_path / "mine" / "strategy" / "coe.yaml").write_text("cfo:\n  hurdle: 1.25\n", encoding="utf-8")
    sweep = lay_out(["strategy=coe", "cfo.threshold_eur=6e5,7e5"], tmp_path / "mine")
    found: dict[str, hydra_door.Composed] = {}
    broken = sweep.run(sweep.jobs, found.__setitem__, hydra_door.Launch(tmp_path / place, hydra_door.BASIC))
    assert broken == {}
    jobs = [swept_job(found[one.name], one.overrides, config_dir=tmp_path / "mine") for one in sweep.jobs]
    assert jobs == [sweep.composed(one) for one in sweep.jobs]
    assert [(job.scenario.cfo.hurdle, job.scenario.cfo.threshold_eur) for job in jobs] == [(1.25, 6e5), (1.25, 7e5)]
    assert [path for path in (tmp_path / place).rglob("*") if path.is_file()] == []
    assert not GlobalHydra.instance().is_initialized()
    assert HydraConfig.instance().cfg is None


def test_a_complete_scenario_is_read_as_hydra_would_compose_it(tmp_path: Path) -> None:
    """The quick way to a stored scenario finds the same values."""
    text = scenario_yaml(compose_job(["strategy=coe", "cfo.hurdle=1.25", "market.call_price_eur=1e-3"]))
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    composed = hydra_door.compose("scenario", [], main=tmp_path).values
    read = hydra_door.read(tmp_path / "scenario.yaml")
    assert read == composed
    assert str(read) == str(composed)


def test_a_job_that_breaks_is_told_by_name_and_the_next_one_runs(tmp_path: Path) -> None:
    """Hydra ends with the first failure; here the reason is kept and the others go on."""
    sweep = lay_out(["seed=1,2,3"])
    ran: list[str] = []

    def task(name: str, _composed: hydra_door.Composed) -> None:
        ran.append(name)
        if name == "seed-2":
            raise ValueError("no such luck")

    broken = sweep.run(sweep.jobs, task, hydra_door.Launch(tmp_path, hydra_door.BASIC))
    assert (ran, broken) == (["seed-1", "seed-2", "seed-3"], {"seed-2": "no such luck"})


def test_ctrl_c_that_a_library_swallows_ends_the_sweep_all_the_same(tmp_path: Path) -> None:
    """Whatever becomes of the interruption within a job, no further job is begun."""
    begun: list[str] = []

    def task(name: str, _composed: hydra_door.Composed) -> None:
        begun.append(name)
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as stopped:
            raise RuntimeError("a library's own words") from stopped

    sweep = lay_out(["horizon_weeks=26,27", f"output={tmp_path}"])
    with pytest.raises(KeyboardInterrupt):
        sweep.run(sweep.jobs, task, hydra_door.Launch(tmp_path, hydra_door.BASIC))
    assert len(begun) == 1
