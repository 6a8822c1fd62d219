"""`sim compare runs=[…]`: stored results compared without simulating, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.results import Results
from sim.verbs.stored_numbers import Difference
from tests.cli.conftest import Call, files_below, in_folder

RUNS = {
    "coe": ("run", "strategy=coe"),
    "factory": ("run", "strategy=factory"),
    "fewer": ("run", "strategy=platform_first", "replications=4"),
    "seed5": ("run", "strategy=project_by_project", "seed=5"),
    "seed6": ("run", "strategy=factory", "seed=6"),
    "short": ("run", "strategy=factory", "horizon_weeks=60"),
    "target": ("run", "strategy=factory", "ends.target=5"),
    "lone": ("run", "strategy=factory", "seed=9", "replications=1"),
    "calm5": ("run", "strategy=coe", "seed=5", "horizon_weeks=8"),
    "calm6": ("run", "strategy=coe", "seed=6", "horizon_weeks=8"),
    "pair": ("compare", "strategies=[coe,factory]"),
    "swept": ("sweep", "strategy=coe,factory", "cfo.threshold_eur=3e5"),
    "trace": ("trace", "strategy=coe"),
}
SMALL = ("replications=6", "horizon_weeks=80", "executor=inline", "--quiet")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs, a comparison, a sweep and a trace, each in a folder of its own."""
    home = tmp_path_factory.mktemp("stored")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.pictures_of", lambda *_: [])
        patch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
        for name, (verb, *words) in RUNS.items():
            keys = {word.partition("=")[0] for word in words}
            small = [word for word in SMALL if word.partition("=")[0] not in keys]
            small = [word for word in small if verb != "trace" or not word.startswith(("executor", "replications"))]
            called = in_folder(home, verb, *words, *small, f"output={name}")
            assert called.status == 0, called.err
    return home


@pytest.fixture
def at_home(stored: Path, call: Call, tmp_path: Path) -> Call:
    """Call `sim` where copies of the stored folders lie."""
    shutil.copytree(stored, tmp_path, dirs_exist_ok=True)
    return call


def document_of(called: Any) -> dict[str, Any]:
    assert called.status == 0, called.err
    return dict(json.loads(called.out))


def test_stored_runs_of_one_seed_are_compared_as_if_sim_compare_had_run_them(at_home: Call, no_charts: None) -> None:
    """The same numbers and pairs as the comparison that simulated both; nothing is simulated."""
    document = document_of(at_home("compare", "runs=[coe,factory]", "output=out", "--json"))
    ran = json.loads(Path("pair/summary.json").read_text(encoding="utf-8"))
    assert (document["kind"], document["runs"]) == ("stored_comparison", {"coe": "coe", "factory": "factory"})
    for key in ("pairs", "scenarios", "finding"):
        assert document[key] == ran[key]
    assert files_below(Path("out")) == {"manifest.json", "summary.json"}


@pytest.mark.parametrize(
    ("folders", "names"), [("pair", ["coe", "factory"]), ("swept", ["strategy-coe", "strategy-factory"])]
)
def test_a_comparison_and_a_sweep_bring_all_of_theirs(
    at_home: Call, no_charts: None, folders: str, names: list[str]
) -> None:
    """One folder is enough."""
    document = document_of(at_home("compare", f"runs=[{folders}]", "--json"))
    assert [Path(path).name for path in document["runs"].values()] == names


def test_runs_of_one_scenario_are_told_apart_by_their_folders(at_home: Call, no_charts: None) -> None:
    """Two called alike keep apart in every table."""
    shutil.copytree("coe", "again")
    called = at_home("compare", "runs=[coe,again]")
    assert called.status == 0, called.err
    assert "Centre of excellence (coe) against Centre of excellence (again)" in " ".join(called.out.split())


def test_different_numbers_of_programmes_are_paired_where_both_have_them(at_home: Call, no_charts: None) -> None:
    """And it is said how many are left out."""
    called = at_home("compare", "runs=[coe,fewer]")
    assert "4 futures that both have; left out are 2 of coe and 0 of platform_first" in " ".join(called.out.split())


def test_independent_samples_get_unpaired_intervals_and_a_logrank_test(at_home: Call, no_charts: None) -> None:
    """No count of better futures, no correlation; the pair of intervals is Newcombe's."""
    document = document_of(at_home("compare", "runs=[coe,seed5]", "independent=true", "--json"))
    assert document["paired"] is False
    assert {one["paired"] for one in document["differences"]} == {None}
    assert [one["quantity"] for one in document["differences"]] == [
        "reached_target", "standing_at_horizon", "payoff_eur", "live_max", "standing_weeks",
    ]  # fmt: skip
    assert "pairs" not in document
    assert document["runs"]["project_by_project"]["seed"] == 5
    assert document["logrank"] is None or document["logrank"]["degrees_of_freedom"] == 1


def test_one_replication_is_no_certainty(at_home: Call, no_charts: None) -> None:
    """Its mean has no interval, so the difference has none: a dash, null in JSON, never a zero width."""
    words = ("compare", "runs=[coe,lone]", "independent=true", "output=out")
    payoff = next(
        one for one in document_of(at_home(*words, "--json"))["differences"] if one["quantity"] == "payoff_eur"
    )
    assert (payoff["low"], payoff["high"]) == (None, None)
    (line,) = [line for line in at_home(*words).out.splitlines() if line.strip().startswith("payoff (not clear)")]
    assert line.rstrip().endswith("–")


def test_two_horizons_are_compared_over_the_shorter_one_without_money(at_home: Call) -> None:
    """Who stands and who reaches the target by then, future by future; what is left out is said."""
    words = ("compare", "runs=[coe,short]", "common_horizon=true", "output=out")
    document = document_of(at_home(*words, "--json"))
    assert (document["until_weeks"], document["paired"]) == (60, True)
    assert [one["quantity"] for one in document["differences"]] == [
        "reached_target", "standing_at_horizon", "standing_weeks",
    ]  # fmt: skip
    assert {one["paired"] for one in document["differences"]} == {6}
    assert {path.name for path in Path("out/charts").iterdir()} == {"survival.svg", "survival.png", "survival.csv"}
    told = " ".join(at_home(*words).out.split())
    assert "Seen are the first 60 weeks of each run" in told
    assert "payoff" not in told.split("Differences")[1].split("Seen are")[0]


@pytest.mark.parametrize(("p_value", "clear"), [(0.125, False), (0.03125, True), (None, True)])
def test_a_share_within_a_common_horizon_is_clear_where_the_exact_test_agrees(
    p_value: float | None, clear: bool
) -> None:
    """As in a plain comparison; independent samples have no such test."""
    assert Difference("a", "b", "reached_target", 0.004, 0.001, 0.01, 1000, p_value).clear is clear


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runs=[coe,seed5]",), "seed differs (coe 21, project_by_project 5)"),
        (("runs=[coe,seed5]",), "independent=true compares them as independent samples"),
        (("runs=[coe,short]",), "common_horizon=true compares who stands"),
        (("runs=[seed5,short]", "independent=true"), "horizon_weeks differs"),
        (("runs=[coe,target]",), "ends.target differs (coe 20, factory 5)"),
        (("runs=[coe,factory]", "independent=true"), "some of these runs share their seed"),
        (("runs=[coe,factory,seed5]", "independent=true"), "some of these runs share their seed"),
        (("runs=[coe,factory]", "common_horizon=true"), "all these runs go to week 80; leave it out"),
        (("runs=[coe,coe]",), "coe is listed twice; a run does not differ from itself"),
        (("runs=[pair,pair/coe]",), "is listed twice"),
        (("runs=[coe]",), "takes two to 6 runs; 1 given"),
        (("runs=[coe,factory,fewer,short,target,pair]",), "takes two to 6 runs; 7 given"),
        (("runs=[coe,nowhere]",), "nowhere: there is no such folder"),
        (("runs=[coe,trace]",), "trace: holds a trace; runs= takes the folders of sim run, sim compare and sim sweep"),
        (("runs=[coe,factory]", "cfo.hurdle=2"), "cfo.hurdle: runs= compares what is stored"),
        (("runs=[coe,factory]", "replications=9"), "replications: runs= compares what is stored"),
        (("runs=[coe,factory]", "--cfg", "job"), "--cfg: runs= compares what is stored"),
        (("runs=[coe,factory]", "independent=yes"), "independent=yes: is none of true, false"),
        (("runs=[coe,]",), "has an empty item"),
        (("independent=true",), "independent: belongs to a comparison of stored runs"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_with_the_reason(at_home: Call, words: tuple[str, ...], said: str) -> None:
    """One message with the word that allows it, where one does; status 2, nothing is written."""
    before = files_below(Path())
    called = at_home("compare", *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert files_below(Path()) == before


@pytest.mark.parametrize("verb", ["run", "sweep", "trace"])
def test_runs_belong_to_compare(call: Call, verb: str) -> None:
    """Another verb would ignore them."""
    assert "runs" in call(verb, "runs=[a,b]", "seed=1,2").err


def test_missing_and_damaged_shards_are_named_with_the_command_that_mends_them(at_home: Call) -> None:
    """No number is made of part of a run."""
    Path("coe/replications-00000.parquet").unlink()
    shard = Path("factory/replications-00000.parquet")
    shard.write_bytes(shard.read_bytes()[:100])
    for name in ("coe", "factory"):
        called = at_home("compare", f"runs=[{name},fewer]")
        assert called.status == 2
        assert "replications 0 to 5 are missing" in called.err
        assert f"sim run --config-dir {name} --config-name scenario output={name}" in called.err


def test_an_older_layout_is_refused(at_home: Call) -> None:
    """Its columns may mean something else."""
    manifest = json.loads(Path("coe/manifest.json").read_text(encoding="utf-8"))
    Path("coe/manifest.json").write_text(json.dumps({**manifest, "schema_version": 1}), encoding="utf-8")
    called = at_home("compare", "runs=[coe,factory]")
    assert called.status == 2
    assert "layout 1" in called.err


def test_a_run_none_of_whose_programmes_finished_is_an_empty_arm(
    at_home: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said, and not divided by."""
    whole = Results.table
    monkeypatch.setattr(
        Results, "table", lambda self, name, columns=None: whole(self, name, columns).slice(0, 0)
    )  # fmt: skip
    called = at_home("compare", "runs=[coe,factory]")
    assert called.status == 2
    assert "coe: none of its 6 programmes finished: nothing to compare" in called.err


def test_an_unfinished_sweep_is_refused_as_a_whole(at_home: Call) -> None:
    """Its jobs are those of a command that never ended."""
    manifest = json.loads(Path("swept/manifest.json").read_text(encoding="utf-8"))
    Path("swept/manifest.json").write_text(json.dumps({**manifest, "state": "begun"}), encoding="utf-8")
    called = at_home("compare", "runs=[swept]")
    assert called.status == 2
    assert "its sweep was not finished" in called.err


def test_where_nothing_happens_nothing_is_clear(at_home: Call, no_charts: None) -> None:
    """Every programme stands in both: no log-rank test, all tied, and an interval around no difference."""
    words = ("compare", "runs=[calm5,calm6]", "independent=true", "output=out")
    document = document_of(at_home(*words, "--json"))
    assert document["logrank"] is None
    (standing,) = [one for one in document["differences"] if one["quantity"] == "standing_at_horizon"]
    assert standing["value"] == 0.0
    assert standing["low"] < 0.0 < standing["high"]
    told = " ".join(at_home(*words).out.split())
    assert "No log-rank test: too few programmes ended" in told
    assert "still standing (not clear)" in told


def test_rerun_repeats_a_stored_comparison(at_home: Call, no_charts: None) -> None:
    """By its own command, to the same bytes."""
    assert at_home("compare", "runs=[coe,factory]", "output=out").status == 0
    called = at_home("rerun", "out")
    assert called.status == 0, called.err
    assert "The results are the same" in called.out
