"""Bad input: one clear message on stderr, exit 2, nothing on stdout, nothing written."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, Call, Called, Ran, files_below
from tests.conftest import RunSim

WRONG = {
    "mistyped key": ("run cfo.treshold_eur=8e5", "did you mean 'cfo.threshold_eur'?"),
    "unknown strategy": ("run strategy=ceo", "did you mean 'coe'?"),
    "unknown strategy in a list": ("compare strategies=[coe,aplication_first]", "did you mean 'application_first'?"),
    "text for a number": ("run cfo.threshold_eur=much", "cfo.threshold_eur: found 'much'"),
    "true for a number": ("run cfo.threshold_eur=true", "cfo.threshold_eur: found true"),
    "negative rate": ("run opportunities.ideas_per_month=-1", "found -1; allowed is a number from 0"),
    "NaN": ("run cfo.threshold_eur=nan", "found nan"),
    "infinity": ("run cfo.threshold_eur=inf", "found inf"),
    "1e300": ("run cfo.threshold_eur=1e300", "found 1e+300"),
    "a probability of 1.2": ("run sequencing.discipline=1.2", "found 1.2; allowed is a number from 0 to 1"),
    "low above high": ("run cfo.answer_weeks.low=9 cfo.answer_weeks.high=3", "low (9) is above high (3)"),
    "a key of a policy": ("run funding.tax_shar=0.2", "did you mean 'funding.tax_share'?"),
    "an option of a policy": ("run readiness=standardized", "did you mean 'standardised'?"),
    "a lever of earlier versions": ("run levers.order=[caching]", "now exact_cache, semantic_cache, prefix_cache"),
    "a lever twice": ("run levers.order=[batch,batch]", "'batch' stands 2 times in the list; name each lever once"),
    "a tax above all value": ("run funding.tax_share=1.5", "found 1.5; allowed is a number from 0 to 1 (share)"),
    "a negative retirement": ("run scale_gate.retired_per_year=-0.1", "found -0.1; allowed is a number from 0 to 52"),
    "no number of reviewers": ("run oversight.reviewers=nan", "found nan; allowed is a number from 0.01 to 1000"),
    "endless patience": ("run sponsor.patience_weeks=inf", "found inf; allowed is a number from 1 to 100000 (weeks)"),
    "half a hire": ("run staffing.hires=1.5", "found 1.5; allowed is a whole number from 0 to 1000"),
    "a stop before the start": (
        "run programme.stop_week=-1",
        "found -1; allowed is a number from 0 to 2600 (weeks), or",
    ),
    "two kinds of delivery team": ("run topology.central.engineers=3", "set one of the two to 0"),
    "nobody who builds": ("run topology.embedded.units=0", "nobody builds workloads; set one of the two"),
    "on call without a team": ("run strategy=coe ownership=platform_for_all", "or set ownership.behaviour=builder"),
    "applications and nobody to ship them": (
        "run topology.platform.engineers=0 topology.platform.application_share=0.3",
        "set topology.platform.application_share=0",
    ),
    "hires for no team": (
        "run strategy=coe staffing=two_more_platform",
        "set staffing.team=central, or staffing.hires=0",
    ),
    "a mandate without a platform": ("run sequencing.mandate=true", "no application could ever be built"),
    "no replications": ("run replications=0", "replications: found 0"),
    "a fractional count": ("run replications=2.5", "replications: found 2.5"),
    "a negative seed": ("run seed=-1", "seed: found -1"),
    "an executor of later": ("run executor=dask", "announced but not there yet"),
    "a start that is none": ("run start=today", "start: no such option 'today'"),
    "a precision of nothing": ("run precision=0", "precision: found 0; allowed is the half-width"),
    "a precision below nothing": ("compare precision=-0.02", "precision: found -0.02; allowed is the half-width"),
    "a precision that is no number": ("run precision=nan", "precision: found nan; allowed is the half-width"),
    "a precision in words": ("run precision=abc", "precision: found 'abc'; allowed is the half-width"),
    "a confidence for a precision": ("run precision=95%", "precision: found '95%'; allowed is the half-width"),
    "a precision wider than all": ("run precision=2", "reached_target is a share, whose half-width lies between 0 and"),
    "a part of a share": ("run precision=5%", "reached_target is a share; write points of it"),
    "a part of a difference": ("compare precision=5% precision_of=payoff_eur", "a difference may be nothing at all"),
    "a precision of no measure": ("run precision=0.02 precision_of=payof_eur", "did you mean 'payoff_eur'?"),
    "a precision of what few have": ("run precision=2 precision_of=platform_week", "is not known of every programme"),
    "a measure without a precision": ("run precision_of=failed", "precision_of: belongs to precision="),
    "a cap without a precision": ("compare most_replications=900", "most_replications: belongs to precision="),
    "a first look at a handful": ("run precision=0.02 replications=50", "from 200 to most_replications, 20000"),
    "a first look beyond the cap": ("run precision=0.02 replications=900 most_replications=500", "replications is 900"),
    "a precision of a trace": ("trace precision=0.02", "precision: belongs to sim run and sim compare"),
    "a precision of a study": ("study factors=[shadow] precision=0.02", "precision: belongs to sim run and sim comp"),
    "trials without a question": ("trials share=0.3", "give one of precision="),
    "trials of two questions": ("trials precision=0.02 replications=900", "give one of precision="),
    "trials of a strange key": ("trials presicion=0.02", "no such key of sim trials; did you mean 'precision'?"),
    "trials of nowhere": ("trials nowhere precision=0.02", "nowhere: there is no such folder"),
    "trials of a strange share": ("trials precision=0.02 share=30", "share: found 30; allowed is a number from 0 to 1"),
    "trials of one share of two": ("trials precision=0.02 shares=[0.3]", "shares: found 1 values"),
    "trials of an impossible pair": ("trials precision=0.02 shares=[1,0.5] correlation=0.9", "cannot have a correlat"),
    "trials of part of a mean": ("trials precision=5%", "which only stored programmes tell"),
    "trials of half a programme": ("trials replications=2.5", "replications: found 2.5"),
    "trials of an endless question": ("trials precision=1e-9", "needs more than 1,000,000,000 runs"),
    "trials of a measure of nothing": ("trials precision=0.02 of=failed", "of: belongs to a results folder"),
    "stored runs that are nowhere": ("compare runs=[a,b]", "a: there is no such folder"),
    "a sweep": ("run strategy=coe,application_first", "several values for one key make a sweep"),
    "Hydra's own settings": ("run hydra.run.dir=/tmp/x", "Hydra's own settings cannot be changed"),
    "an environment variable": ("run name=${oc.env:HOME}", "is not allowed"),
    "an added key": ("run +surprise=1", "which is not allowed"),
    "no key": ("run =5", "is not key=value"),
    "no value": ("run budget", "is not key=value"),
    "an open bracket": ("compare strategies=[coe", "cannot be read"),
    "a name with a path": ("run name=../../x", "name: found"),
    "one strategy compared": ("compare strategies=[coe]", "takes two to 6"),
    "a strategy compared with itself": ("compare strategies=[coe,coe]", "listed twice"),
    "one strategy for compare": ("compare strategy=coe", "write strategies=[a,b]"),
    "a list for run": ("run strategies=[coe,application_first]", "sim compare"),
    "one replication for run": ("run replication=5", "sim trace"),
    "many replications for trace": ("trace replications=5", "replication=17"),
    "a negative replication": ("trace replication=-1", "replication: found -1"),
    "no such configuration folder": ("run --config-dir nowhere", "nowhere: no such folder"),
    "a name without a folder": ("run --config-name scenario", "give the folder"),
    "a name for compare": ("compare --config-name scenario", "does not take --config-name"),
    "an empty output": ("run output=", "output is empty"),
    "an unknown verb": ("rnu", "did you mean 'run'?"),
    "an unknown flag": ("run --jsn", "did you mean '--json'?"),
    "rerun of nothing": ("rerun", "takes one results folder"),
    "rerun of what is not there": ("rerun nowhere", "no such folder or file"),
    "rerun of an empty folder": ("rerun .", "holds no results"),
    "rerun with another seed": ("rerun . seed=4", "takes output=, executor=, workers= only"),
}


def assert_refused(called: Called, said: str) -> None:
    """Exit 2, one message that says it, nothing else."""
    assert called.status == 2, called
    assert said in called.err
    assert called.err.startswith("sim: ")
    assert called.err.count("\n") == 1
    assert "Traceback" not in called.err
    assert called.out == ""


@pytest.mark.parametrize("name", WRONG)
def test_wrong_words_are_refused(call: Call, tmp_path: Path, name: str) -> None:
    """Every kind of wrong word on the command line."""
    line, said = WRONG[name]
    assert_refused(call(*line.split(" ")), said)
    assert files_below(tmp_path) == set()


USER_FILES: dict[str, tuple[bytes, str]] = {
    "duplicate key": (b"cfo:\n  hurdle: 1.0\n  hurdle: 2.0\n", "hurdle"),
    "not UTF-8": (b"label: caf\xe9\n", "UTF-8"),
    "alias bomb": (
        b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        b"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nlabel: *d\n",
        "mine.yaml",
    ),
    "_target_": (b"_target_: os.system\ncommand: touch owned\n", "_target_"),
    "@package _global_": (b"# @package _global_\nlabel: Mine\n", "a package header"),
    "a resolver": (b"label: ${oc.env:HOME}\n", "mine.yaml"),
    "a mistyped key": (b"cfo:\n  treshold_eur: 1.0\n", "cfo.threshold_eur"),
    "not YAML": (b"cfo: [1, 2\n", "mine.yaml"),
    "a value of the wrong kind": (b"cfo:\n  hurdle: high\n", "mine.yaml, line 2"),
}


@pytest.mark.parametrize("name", USER_FILES)
def test_wrong_files_are_refused_by_name(call: Call, tmp_path: Path, name: str) -> None:
    """Whatever lies in a user's configuration folder is data, never run, and named where it is wrong."""
    content, said = USER_FILES[name]
    path = tmp_path / "conf" / "strategy" / "mine.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    called = call("run", "--config-dir", "conf", "strategy=mine", *SMALL)
    assert_refused(called, said)
    assert "mine.yaml" in called.err
    assert files_below(tmp_path) == {"conf/strategy/mine.yaml"}


@pytest.mark.parametrize("verb", ["run", "compare", "trace"])
@pytest.mark.parametrize("output", ["a_file/below", "/proc/nowhere/x", "/dev/null/x"])
def test_an_unusable_output_folder_is_refused_before_any_work(
    call: Call, tmp_path: Path, verb: str, output: str
) -> None:
    """A file where a folder is needed, and places where nobody can write."""
    (tmp_path / "a_file").write_text("", encoding="utf-8")
    size = () if verb == "trace" else SMALL
    assert_refused(call(verb, f"output={output}", *size), "cannot be used as output folder")
    assert files_below(tmp_path) == {"a_file"}


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_a_full_disk_is_refused_at_the_start(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The first byte does not fit: exit 2 and no empty folder is left."""

    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert_refused(call(verb, *SMALL), "No space left on device")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["run", "compare", "trace"])
def test_a_folder_of_other_files_is_left_alone(call: Call, tmp_path: Path, verb: str) -> None:
    """Somebody's folder is not taken for results."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    size = () if verb == "trace" else SMALL
    assert_refused(call(verb, "output=mine", *size), "holds other files (thesis.txt)")
    assert files_below(tmp_path) == {"mine/thesis.txt"}


def test_another_scenarios_results_are_left_alone(call: Call, one_run: Ran, tmp_path: Path) -> None:
    """An existing output of another scenario is refused, with the key that differs, and not a byte changes."""
    folder = tmp_path / "there"
    shutil.copytree(one_run.folder, folder)
    before = {name: (folder / name).read_bytes() for name in files_below(folder)}
    called = call("run", "strategy=coe", *SMALL, "seed=5", "output=there")
    assert_refused(called, "seed is 21 there and 5 here")
    assert {name: (folder / name).read_bytes() for name in files_below(folder)} == before


def test_another_comparisons_results_are_left_alone(call: Call, one_comparison: Ran, tmp_path: Path) -> None:
    """The same for a comparison and its folders."""
    folder = tmp_path / "there"
    shutil.copytree(one_comparison.folder, folder)
    before = files_below(folder)
    assert_refused(call("compare", *SMALL, "cfo.hurdle=1.5", "output=there"), "holds other results")
    assert_refused(call("run", *SMALL, "output=there"), "a comparison there and one strategy's run here")
    assert files_below(folder) == before


def test_all_that_is_wrong_is_said_at_once(call: Call) -> None:
    """Two mistakes, two lines, one exit status."""
    called = call("run", "cfo.hurdle=-1", "value.automation=7")
    assert called.status == 2
    assert "cfo.hurdle" in called.err
    assert "value.automation" in called.err


def test_with_json_the_message_is_a_document_too(call: Call) -> None:
    """stdout holds exactly one JSON document, also when the input is wrong; the message is on stderr as always."""
    called = call("run", "strategy=ceo", "--json")
    assert called.status == 2
    assert json.loads(called.out)["exit"] == 2
    assert json.loads(called.out)["error"] in called.err


@pytest.mark.parametrize("name", ["mistyped key", "NaN", "an open bracket", "an unknown verb"])
def test_as_a_process_too(run_sim: RunSim, tmp_path: Path, name: str) -> None:
    """The installed command behaves as the function does."""
    line, said = WRONG[name]
    done = run_sim(*line.split(" "))
    assert_refused(Called(done.returncode, done.stdout, done.stderr), said)
    assert files_below(tmp_path) == set()
