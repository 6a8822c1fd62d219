"""`sim sweep`: every combination a results folder of its own, one comparison of all that succeeded."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.api import run_one
from sim.composition.sweeping import lay_out
from sim.errors import WorkFailed
from sim.verbs import sweep_jobs
from sim.verbs.own_words import saved_words
from tests.cli.conftest import Call, Ran, files_below, ran

QUICK = ("replications=2", "horizon_weeks=26", "executor=inline")
WORDS = ("sweep", "strategy=coe,factory", "cfo.threshold_eur=2e5,1e6", *QUICK)
JOBS = [f"strategy-{name}+cfo.threshold_eur-{value}" for name in ("coe", "factory") for value in ("200000", "1000000")]


@pytest.fixture(scope="module")
def one_sweep(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Two strategies with two thresholds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.pictures_of", lambda *_: [])
        patch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
        return ran(tmp_path_factory.mktemp("sweep"), *WORDS)


def table_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "sweep.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_jobs, "run_one", lambda *_: pytest.fail("something was simulated"))


def test_a_sweep_leaves_a_table_and_a_run_folder_for_each_job(one_sweep: Ran) -> None:
    """One row a job with its estimates; each folder is one of sim run, so that its scenario runs again."""
    rows = table_of(one_sweep.folder)
    assert [row["job"] for row in rows] == JOBS
    assert {row["state"] for row in rows} == {"ok"}
    assert [(row["strategy"], row["cfo.threshold_eur"]) for row in rows[:2]] == [("coe", "200000"), ("coe", "1000000")]
    document = json.loads((one_sweep.folder / "summary.json").read_text(encoding="utf-8"))
    assert (document["kind"], document["schema_version"], document["swept"]) == (
        "sweep", 1, ["strategy", "cfo.threshold_eur"],
    )  # fmt: skip
    for row, told in zip(rows, document["jobs"], strict=True):
        job = json.loads((one_sweep.folder / row["job"] / "summary.json").read_text(encoding="utf-8"))
        assert (job["kind"], job["fingerprint"]) == ("run", row["fingerprint"])
        assert float(row["payoff_eur"]) == told["payoff_eur"] == job["payoff_eur"]["mean"]
        assert float(row["reached_target_high"]) == job["reached_target"]["high"]
    (group,) = document["groups"]
    assert len(group["pairs"]) == 6
    assert sum(row["payoff"]["best_share"] for row in group["league"]) == pytest.approx(1.0)
    assert document["finding"] in " ".join(one_sweep.called.out.split())


def test_a_job_of_a_sweep_is_rerun_like_any_run(call: Call, one_sweep: Ran) -> None:
    """The scenario in its folder makes the same bytes."""
    called = call("rerun", str(one_sweep.folder / JOBS[1]), "output=again", "executor=inline")
    assert called.status == 0, called.err
    assert "The results are the same" in called.out


def test_the_same_command_again_computes_nothing(
    call: Call, one_sweep: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_charts: None
) -> None:
    """Finished jobs are not even composed, the table says the same, and no file changes but the manifest."""
    shutil.copytree(one_sweep.home / "outputs", tmp_path / "outputs")
    nothing_runs(monkeypatch)
    called = call(*WORDS, "-m")
    assert (called.status, called.out) == (0, one_sweep.called.out)
    again = tmp_path / "outputs" / one_sweep.folder.name
    assert files_below(again) == files_below(one_sweep.folder)
    for name in files_below(one_sweep.folder) - {"manifest.json"}:
        assert (again / name).read_bytes() == (one_sweep.folder / name).read_bytes()


def test_a_job_is_finished_while_all_of_its_files_are_whole(
    one_sweep: Ran, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Half a shard, no summary, or a status of other overrides: the job has something left to do."""
    jobs = lay_out(WORDS[1:]).jobs
    folder = tmp_path / "copy"
    shutil.copytree(one_sweep.folder, folder)
    assert all(sweep_jobs.is_finished(folder, job) for job in jobs)
    shard = folder / JOBS[0] / "replications-00000.parquet"
    shard.write_bytes(shard.read_bytes()[:200])
    (folder / JOBS[1] / "summary.json").unlink()
    status = folder / "status" / f"{JOBS[2]}.json"
    status.write_text(status.read_text(encoding="utf-8").replace("replications=2", "replications=3"), encoding="utf-8")
    assert [sweep_jobs.is_finished(folder, job) for job in jobs] == [False, False, False, True]
    assert "this shard is computed again" in caplog.text


def test_failed_jobs_are_listed_and_the_others_compared(call: Call, no_charts: None) -> None:
    """A value that cannot be: its reason stands in the table and on stderr; exit status 1; no empty folder stays."""
    called = call("sweep", "strategy=coe", "cfo.threshold_eur=5e5,-1,1e6", *QUICK, "output=out")
    assert called.status == 1
    assert "1 of 3 jobs failed" in called.err
    assert "cfo.threshold_eur: found -1; allowed is a number from 0" in called.err
    rows = table_of(Path("out"))
    assert [row["state"] for row in rows] == ["ok", "failed", "ok"]
    assert (rows[1]["payoff_eur"], rows[1]["fingerprint"]) == ("", "")
    assert "found -1" in rows[1]["reason"]
    assert "2 jobs, 2 programmes each" in called.out
    assert not Path("out/cfo.threshold_eur--1").exists()


def test_a_failing_simulation_is_its_jobs_affair(call: Call, monkeypatch: pytest.MonkeyPatch, no_charts: None) -> None:
    """Expected or not, it is kept with its reason; the next command tries those jobs again, and only those."""
    errors = {"seed-1": WorkFailed("all 2 replications failed"), "seed-2": ZeroDivisionError("division by zero")}
    started: list[str] = []

    def breaks(scenario: Any, settings: Any, store: Any, progress: Any) -> Any:
        started.append(store.folder.name)
        if error := errors.pop(store.folder.name, None):
            raise error
        return run_one(scenario, settings, store, progress)

    monkeypatch.setattr(sweep_jobs, "run_one", breaks)
    words = ("sweep", "seed=1,2,3", *QUICK, "output=out")
    called = call(*words)
    assert called.status == 1
    assert [row["reason"] for row in table_of(Path("out"))] == [
        "all 2 replications failed", "unexpected failure: ZeroDivisionError: division by zero", "",
    ]  # fmt: skip
    assert "nothing to compare" in called.out
    assert call(*words).status == 0
    assert started == ["seed-1", "seed-2", "seed-3", "seed-1", "seed-2"]


def test_jobs_of_other_commands_never_enter(call: Call, no_charts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder used again: what both commands have is not run twice, what only the first had is counted and left."""
    assert call("sweep", "strategy=coe,factory", *QUICK, "output=out").status == 0
    started: list[str] = []

    def noted(scenario: Any, settings: Any, store: Any, progress: Any) -> Any:
        started.append(store.folder.name)
        return run_one(scenario, settings, store, progress)

    monkeypatch.setattr(sweep_jobs, "run_one", noted)
    called = call("sweep", "strategy=coe,platform_first", *QUICK, "output=out")
    assert called.status == 0
    assert started == ["strategy-platform_first"]
    assert [row["strategy"] for row in table_of(Path("out"))] == ["coe", "platform_first"]
    assert "1 more job lies in out, of other commands; not compared here" in " ".join(called.out.split())
    assert "factory" not in Path("out/summary.json").read_text(encoding="utf-8")


def test_a_folder_with_other_results_is_left_alone(call: Call, one_sweep: Ran) -> None:
    """Another value of a word that all jobs share, or no sweep at all: refused, nothing is touched."""
    before = files_below(one_sweep.folder)
    called = call(*WORDS, "cfo.hurdle=1.5", f"output={one_sweep.folder}")
    assert (called.status, files_below(one_sweep.folder)) == (2, before)
    assert 'cfo.hurdle is absent there and "1.5" here' in called.err
    called = call(*WORDS, f"output={one_sweep.folder / JOBS[0]}")
    assert (called.status, files_below(one_sweep.folder)) == (2, before)
    assert "holds the results of sim run, not a sweep" in called.err


def test_jobs_that_cannot_be_paired_are_compared_apart(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another seed is another future: each group for itself, with charts as of sim compare, and it is said why."""
    drawn: list[Path] = []
    monkeypatch.setattr("sim.pictures.write_pictures", lambda _pictures, folder: drawn.append(folder))
    called = call("sweep", "strategy=coe,factory", "seed=1,2", *QUICK, "output=out")
    assert called.status == 0
    assert "same seed (their futures are not the same) only: 2 groups" in " ".join(called.out.split())
    document = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))
    assert [(group["seed"], len(group["jobs"]), len(group["pairs"])) for group in document["groups"]] == [
        (1, 2, 1), (2, 2, 1),
    ]  # fmt: skip
    assert drawn == [Path("out/charts/group-1"), Path("out/charts/group-2")]


def test_more_than_six_jobs_get_a_league_and_one_chart(call: Call) -> None:
    """All in one table, in the order of the league, and in one picture."""
    called = call("sweep", "cfo.threshold_eur=range(1e5,8e5,1e5)", *QUICK, "horizon_weeks=8", "output=out", "--json")
    assert called.status == 0, called.err
    document = json.loads(called.out)
    (group,) = document["groups"]
    assert (len(group["league"]), group["pairs"]) == (7, [])
    assert {path.name for path in Path("out/charts").iterdir()} == {"jobs.svg", "jobs.png", "jobs.csv"}
    assert document["finding"] in Path("out/charts/jobs.csv").read_text(encoding="utf-8")


def test_a_saved_sweep_is_its_words_and_the_line_overrides_it(call: Call, tmp_path: Path, no_charts: None) -> None:
    """A file of one's own; a user's strategy of the name of ours takes its place."""
    for group, name, lines in (
        ("study", "own", ["# Mine.", "strategy: coe,factory", "cfo:", "  threshold_eur: range(3e5,9e5,3e5)"]),
        ("strategy", "coe", ["cfo:", "  hurdle: 1.25"]),
    ):
        (tmp_path / "mine" / group).mkdir(parents=True)
        (tmp_path / "mine" / group / f"{name}.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    called = call("sweep", "own", "strategy=coe", *QUICK, "--config-dir", "mine", "output=out", "--json")
    assert [job["job"] for job in json.loads(called.out)["jobs"]] == [
        "cfo.threshold_eur-300000", "cfo.threshold_eur-600000",
    ]  # fmt: skip
    assert "hurdle: 1.25" in Path("out/cfo.threshold_eur-300000/scenario.yaml").read_text(encoding="utf-8")
    assert ["own", "Mine."] in [line.split() for line in call("sweep", "--help", "-cd", "mine").out.splitlines()]


@pytest.mark.parametrize("name", ["question_and_platform", "topology_and_funding"])
def test_our_saved_sweeps_are_laid_out(name: str) -> None:
    """Each has six jobs, from the first to the last a scenario."""
    sweep = lay_out(saved_words("sweep", name, None))
    assert len(sweep.jobs) == 6
    assert sweep.first_job() == sweep.composed(sweep.jobs[0])
    assert sweep.composed(sweep.jobs[-1]).settings.replications == 300


def test_cfg_job_shows_every_job_and_writes_nothing(call: Call, tmp_path: Path) -> None:
    """One configuration for each combination."""
    called = call("sweep", "seed=3,4", "--cfg", "job", "--json")
    assert [job["seed"] for job in json.loads(called.out)["jobs"]] == [3, 4]
    assert files_below(tmp_path) == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("strategy=coe",), "no key has several values"),
        (("strategy=coe,factry",), "did you mean 'factory'?"),
        (("cfo.hurdel=1,2",), "did you mean 'cfo.hurdle'?"),
        (("cfo.hurdle=1,2", "cfo.budget_eur=-3"), "cfo.budget_eur: found -3"),
        (("strategies=[coe,factory]",), "a sweep takes strategy=a,b"),
        (("seed=1,2", "replication=3"), "sim trace tells one programme"),
        (("seed=1,2", "uncertainty=on"), "a sweep varies what it names"),
        (("seed=1,2", "precision=0.01"), "sim sweep runs replications= programmes of each job"),
        (("seed=range(0,5000)",), "5,000 jobs; a sweep has at most 1,000"),
        (("seed=1,2", "hydra/launcher=joblib"), "sim sweep takes launcher=joblib"),
        (("seed=1,2", "launcher=submitit"), "launcher=submitit: is none of basic, joblib"),
        (("topology_and_fundin",), "did you mean 'topology_and_funding'?"),
        (("budget_and_question",), "is a saved study, not a saved sweep; sim study budget_and_question runs it"),
        (("seed=1,2", "--config-name", "x", "--config-dir", "."), "does not take --config-name"),
    ],
    ids=str,
)
def test_bad_input_is_one_message_and_status_two(call: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """What was found, what is allowed; nothing is run, nothing is written."""
    called = call("sweep", *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert files_below(tmp_path) == set()


def test_a_saved_sweep_is_no_study(call: Call) -> None:
    """And says which verb runs it."""
    called = call("study", "topology_and_funding")
    assert called.status == 2
    assert "is a saved sweep, not a saved study; sim sweep topology_and_funding runs it" in called.err


def test_the_tab_key_knows_saved_sweeps_and_further_values(call: Call) -> None:
    """A name after the verb, and the next value after a comma."""
    assert call("__complete", "sweep", "topology_").out.split() == ["topology_and_funding"]
    assert call("__complete", "sweep", "strategy=coe,fac").out.split() == ["strategy=coe,factory"]
    assert call("__complete", "sweep", "launcher=").out.split() == ["launcher=basic", "launcher=joblib"]
