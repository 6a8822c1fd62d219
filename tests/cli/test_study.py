"""`sim study`: points, programmes, one tidy table."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.analysis.designs import latin_hypercube
from sim.analysis.factors import factors_of
from sim.api import load_scenario, simulate
from sim.montecarlo.points import Points, run_points
from sim.verbs import kept_points
from sim.verbs.own_words import split_items, with_their_values
from sim.verbs.shelf import saved_studies
from tests.cli.conftest import Call, Ran, files_below, ran

QUICK = ("replications=3", "horizon_weeks=60", "executor=inline")
FACTORS = "factors=[cfo.budget_eur=[1e6,3e6],cfo.threshold_eur=4e5,8e5]"


@pytest.fixture(scope="module")
def one_study(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Two budgets with two thresholds."""
    return ran(tmp_path_factory.mktemp("study"), "study", "strategy=coe", FACTORS, "steps=2", *QUICK)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_folder_holds_what_was_promised(one_study: Ran) -> None:
    """Everything listed on the terminal, and the manifest."""
    found = {name for name in files_below(one_study.folder) if not name.startswith("points/")}
    tables = {"study.parquet", "summary.csv", "points.csv"}
    assert found == tables | {"summary.json", "scenario.yaml", "manifest.json", "report.html"}
    assert one_study.folder.name.startswith("study-coe-")
    manifest = json.loads((one_study.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["kind"], manifest["state"]) == ("study", "complete")


def test_the_tidy_table_has_a_row_for_each_programme_with_its_cards(one_study: Ran) -> None:
    """2 budgets x 2 thresholds x 3 programmes are 12 rows, and every row is the programme that `sim run` makes."""
    rows = pq.read_table(one_study.folder / "study.parquet").to_pylist()
    assert [row["point"] for row in rows] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [(row["cfo.budget_eur"], row["cfo.threshold_eur"]) for row in rows[::3]] == [
        (1e6, 4e5), (1e6, 8e5), (3e6, 4e5), (3e6, 8e5),
    ]  # fmt: skip
    scenario = load_scenario("coe", ["cfo.budget_eur=1e6", "cfo.threshold_eur=8e5", "horizon_weeks=60"])
    alone = simulate(scenario, replications=3, executor="inline").table("replications").to_pylist()
    assert [{name: row[name] for name in alone[0]} for row in rows[3:6]] == alone


def test_the_summary_is_of_the_rows(one_study: Ran) -> None:
    """Means and shares of a point are those of its three rows; CSV, JSON and terminal agree."""
    rows = pq.read_table(one_study.folder / "study.parquet").to_pylist()
    summary = json.loads((one_study.folder / "summary.json").read_text(encoding="utf-8"))
    for number, point in enumerate(summary["points"]):
        own = [row for row in rows if row["point"] == number]
        assert point["payoff_eur_mean"] == pytest.approx(sum(row["payoff_eur"] for row in own) / 3)
        assert point["standing_at_horizon_share"] == sum(row["outcome"] == "censored" for row in own) / 3
    stored = read(one_study.folder, "summary.csv")
    assert [float(row["payoff_eur_mean"]) for row in stored] == [one["payoff_eur_mean"] for one in summary["points"]]
    assert f"{summary['finding']}."[:60] in one_study.called.out
    assert "full factorial of 4 points, 3 programmes each (seed 21)" in one_study.called.out
    assert max(map(len, one_study.called.out.split("What to try next")[0].splitlines())) <= 100


def test_the_points_can_be_given_back_as_a_table(call: Call, one_study: Ran) -> None:
    """`table=points.csv` of a study is the same study."""
    called = call("study", "strategy=coe", f"table={one_study.folder / 'points.csv'}", *QUICK, "output=again")
    assert called.status == 0, called.err
    again = pq.read_table("again/study.parquet")
    assert again.equals(pq.read_table(one_study.folder / "study.parquet"))


def test_a_latin_hypercube_is_the_one_of_the_analysis(call: Call) -> None:
    """The verb adds nothing to the design that the seed and the factors give."""
    words = ("study", "strategy=coe", "factors=[shadow.trust,market]", "design=latin", "points=5", "seed=4", *QUICK)
    document = json.loads(call(*words, "output=out", "--json").out)
    design = latin_hypercube(factors_of(["shadow.trust", "market"]), points=5, seed=4)
    assert [point["shadow.trust"] for point in document["points"]] == [one["shadow.trust"] for one in design.points]
    expected = {"kind": "Latin hypercube", "cards": list(design.cards), "points": 5, "left_out": 0}
    assert document["design"] == expected
    assert document["folder"] == "out"


def test_advice_on_a_design_goes_to_stderr(call: Call) -> None:
    """Six points of a Sobol sequence leave gaps; stdout stays one JSON document."""
    called = call("study", "factors=[shadow.trust]", "design=sobol", "points=6", *QUICK, "--json")
    assert called.status == 0
    assert "powers of two: 6 points leave gaps, take 4 or 8" in called.err
    assert len(json.loads(called.out)["points"]) == 6


def test_the_same_command_again_computes_nothing(
    call: Call, one_study: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is read; the tables stay the same bytes."""
    shutil.copytree(one_study.home / "outputs", tmp_path / "outputs")
    monkeypatch.setattr(kept_points, "run_points", lambda *_, **__: pytest.fail("something was simulated"))
    called = call("study", "strategy=coe", FACTORS, "steps=2", *QUICK)
    assert (called.status, called.out) == (0, one_study.called.out)
    for name in ("study.parquet", "summary.csv", "points.csv", "summary.json"):
        assert (tmp_path / "outputs" / one_study.folder.name / name).read_bytes() == (
            one_study.folder / name
        ).read_bytes()


def test_ctrl_c_keeps_whole_points_and_the_same_command_carries_on(
    call: Call, one_study: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the third batch of one point: two points are shown, kept, and not simulated again."""
    computed: list[int] = []

    def pressed(points: Points, **more: object) -> object:
        computed.append(points.first)
        if points.first == 2 and len(computed) == 3:
            raise KeyboardInterrupt
        return run_points(points, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_points, "BATCH_PROGRAMMES", 3)
    monkeypatch.setattr(kept_points, "run_points", pressed)
    words = ("study", "strategy=coe", FACTORS, "steps=2", *QUICK)
    stopped = call(*words, "output=out")
    assert stopped.status == 130
    assert "STOPPED EARLY: 6 of 12 programmes" in stopped.out
    assert "carry on where it stopped: sim study strategy=coe" in " ".join(stopped.out.split())
    assert "of 2 points" in stopped.out
    assert len(read(Path("out"), "points.csv")) == 4
    assert call(*words, "output=out").status == 0
    assert computed == [0, 1, 2, 2, 3]
    assert pq.read_table("out/study.parquet").equals(pq.read_table(one_study.folder / "study.parquet"))


def test_a_damaged_batch_is_computed_again(call: Call, one_study: Ran, tmp_path: Path) -> None:
    """Half a file is no result, and no traceback."""
    shutil.copytree(one_study.home / "outputs", tmp_path / "outputs")
    (batch,) = (tmp_path / "outputs" / one_study.folder.name / "points").iterdir()
    batch.write_bytes(batch.read_bytes()[:100])
    called = call("study", "strategy=coe", FACTORS, "steps=2", *QUICK)
    assert (called.status, called.out) == (0, one_study.called.out)


def test_a_saved_study_is_its_words_and_the_line_overrides_it(call: Call, tmp_path: Path) -> None:
    """A file of one's own under study/; strategy and replications of the line win, the rest is the file's."""
    (tmp_path / "mine" / "study").mkdir(parents=True)
    lines = ["# Mine.", "strategy: coe", "factors: ['shadow.trust=[0.5,0.6]']", "steps: 2", "cfo:", "  hurdle: 1.5"]
    text = "\n".join([*lines, "replications: 50", ""])
    (tmp_path / "mine" / "study" / "own.yaml").write_text(text, encoding="utf-8")
    called = call("study", "own", "strategy=factory", *QUICK, "--config-dir", "mine", "output=out", "--json")
    document = json.loads(called.out)
    assert (document["name"], document["replications"]) == ("factory", 3)
    assert [point["shadow.trust"] for point in document["points"]] == [0.5, 0.6]
    assert "hurdle: 1.5" in Path("out/scenario.yaml").read_text(encoding="utf-8")
    assert ["own", "Mine."] in [line.split() for line in call("study", "--help", "-cd", "mine").out.splitlines()]


@pytest.mark.parametrize("name", sorted(saved_studies("study")))
def test_our_saved_studies_run(call: Call, name: str) -> None:
    """Each file of conf/study composes and simulates."""
    called = call("study", name, "replications=1", "horizon_weeks=8", "executor=inline", "--json")
    assert called.status == 0, called.err
    assert json.loads(called.out)["points"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("study",), "factors: which cards vary?"),
        (("study", "budget_and_qestion"), "did you mean 'budget_and_question'?"),
        (("study", "factors=[cfo.budget]"), "did you mean 'cfo.budget_eur'?"),
        (("study", "factors=[shadow"), "a bracket or a quote is not closed"),
        (("study", "factors=[shadow,,market]"), "has an empty item"),
        (("study", "factors=[shadow]", "design=laten"), "did you mean 'latin'?"),
        (("study", "factors=[shadow]", "points=9"), "points: belongs to design=latin and design=sobol"),
        (("study", "factors=[shadow]", "design=latin", "steps=2"), "steps: belongs to design=factorial"),
        (("study", "factors=[shadow]", "design=latin", "points=0"), "allowed is a whole number from 1 to 99,999"),
        (("study", "factors=[shadow]", "design=latin", "points=ten"), "points: found ten"),
        (("study", "factors=[shadow]", "design=latin", "table=a.csv"), "table: belongs to design=table"),
        (("study", "design=table"), "table: which file holds the points?"),
        (("study", "table=nowhere.csv"), "nowhere.csv: cannot be read"),
        (("study", "factors=[assumptions]"), "allowed are at most 99,999"),
        (("study", "factors=[shadow.trust]", "measures=[payof_eur]"), "did you mean 'payoff_eur'?"),
        (("study", "factors=[shadow.trust]", "measures=[failed,failed]"), "'failed' is listed twice"),
        (("study", "factors=[shadow.trust]", "measure=failed"), "did you mean measures=[a,b]?"),
        (("study", "factors=[shadow.trust]", "cfo.hurdel=2"), "did you mean 'cfo.hurdle'?"),
        (("study", "factors=[sequencing.mandate]"), "point 1 (sequencing.mandate=true): sequencing.mandate is true"),
        (("study", "factors=[cfo.budget_eur=[3e6,1e6]]"), "its low end must be below its high end"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_bad_input_is_one_message_and_status_two(call: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """What was found, what is allowed; nothing is written."""
    called = call(*words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert "Traceback" not in called.err
    assert files_below(tmp_path) == set()


def test_a_folder_of_another_study_is_refused(call: Call, one_study: Ran) -> None:
    """Another number of programmes is another study; nothing of the first is touched."""
    before = files_below(one_study.folder)
    called = call("study", "strategy=coe", FACTORS, "steps=2", *QUICK, "replications=4", f"output={one_study.folder}")
    assert called.status == 2
    assert "holds other results (replications is 3 there and 4 here)" in called.err
    assert files_below(one_study.folder) == before


def test_rerun_repeats_a_study_by_its_command(call: Call, one_study: Ran, tmp_path: Path) -> None:
    """The command that the folder keeps is given again, into a new folder, and the files are the same."""
    called = call("rerun", str(one_study.folder), "executor=inline", f"output={tmp_path / 'again'}")
    assert called.status == 0, called.err
    assert called.out.startswith("The results are the same: ")
    assert (tmp_path / "again" / "summary.json").read_bytes() == (one_study.folder / "summary.json").read_bytes()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("[a,b]", ["a", "b"]),
        ("shadow", ["shadow"]),
        ("[cfo.budget_eur=[1,2],shadow]", ["cfo.budget_eur=[1,2]", "shadow"]),
        ("['cfo.budget_eur=1,2',shadow]", ["cfo.budget_eur=1,2", "shadow"]),
        ("[sequencing.platform_after=1,3,null,shadow]", ["sequencing.platform_after=1,3,null", "shadow"]),
        ("[cfo.budget_eur=[1,2],3]", ["cfo.budget_eur=[1,2]", "3"]),
        ("[shadow.trust=0.1,0.2,cfo.no]", ["shadow.trust=0.1,0.2", "cfo.no"]),
    ],
)  # fmt: skip
def test_a_list_of_factors_is_split_where_people_mean_it(text: str, items: list[str]) -> None:
    """Commas inside brackets and quotes belong to the item, and values continue the card before them."""
    assert with_their_values(list(split_items(text))) == items
