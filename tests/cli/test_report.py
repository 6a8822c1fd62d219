"""`sim report` and `sim rerun report.html`: the page again from what is stored, and the results again from the page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from matplotlib.figure import Figure

from sim import __version__
from sim.charts.picture import Picture
from sim.charts.survival import draw_survival
from sim.pictures import provenance_of, survival_chart_of
from sim.results import Results
from tests.cli.conftest import Call, Ran, files_below, in_folder
from tests.report.reading import barriers, fetches

TINY = ("replications=3", "horizon_weeks=30", "executor=inline", "--quiet")
MADE = {
    "run": ("run", "strategy=coe", *TINY),
    "compare": ("compare", "strategies=[coe,factory]", *TINY),
    "sweep": ("sweep", "strategy=coe,factory", "cfo.hurdle=1.0,1.5", *TINY),
    "study": ("study", "strategy=coe", "factors=[cfo.hurdle,topology.platform.engineers]", "steps=2", *TINY),
    "tornado": ("sensitivity", "strategy=coe", "factors=[cfo.hurdle,cfo.budget_eur]", *TINY),
    "worlds": ("compare", "strategies=[coe,factory]", "uncertainty=on", "worlds=6", "factors=[cfo.hurdle]", *TINY[1:]),
    "stored": ("compare", "runs=[compare/coe,compare/factory]"),
    "apart": ("compare", "runs=[run,other]", "independent=true"),
}
ALONE = tuple(MADE)


def survival_only(named: Mapping[str, Results], _compared: object = None) -> list[Picture]:
    """One chart in place of a dozen: that all of them come into a page is tested on a whole set."""
    return [Picture("survival", survival_chart_of(named, []), draw_survival, provenance_of(named))]


def empty(*_: object) -> Figure:
    """In place of a timeline: that it comes into a page is tested on whole ones."""
    return Figure(figsize=(4, 1))


@pytest.fixture(scope="module", autouse=True)
def few_charts() -> Iterator[None]:
    """Drawing would take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.pictures_of", survival_only)
        patch.setattr("sim.report.tales.draw_timeline", empty)
        yield


@pytest.fixture(scope="module")
def home(few_charts: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One result of each kind, as small as they come."""
    home = tmp_path_factory.mktemp("results")
    in_folder(home, "run", "strategy=coe", "seed=5", *TINY, "output=other")
    for name, words in MADE.items():
        called = in_folder(home, *words, f"output={name}")
        assert called.status == 0, called.err
        assert "report.html" in called.out
    return home


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """The results, to be spoilt."""
    return Path(shutil.copytree(home, tmp_path / "results"))


@pytest.mark.parametrize("name", MADE)
def test_every_kind_of_result_leaves_a_page(home: Path, name: str) -> None:
    """Which everybody can use and which fetches nothing; nothing of where it lay is in it."""
    page = (home / name / "report.html").read_text(encoding="utf-8")
    assert barriers(page) == []
    assert fetches(page) == []
    assert str(home) not in page
    assert 50_000 < len(page) < 300_000


@pytest.mark.parametrize("name", MADE)
def test_the_page_again_is_the_same_byte_for_byte(home: Path, name: str) -> None:
    """From what is stored alone, its charts drawn anew."""
    before = (home / name / "report.html").read_bytes()
    (home / name / "report.html").unlink()
    called = in_folder(home, "report", name)
    assert called.status == 0, called.err
    assert (home / name / "report.html").read_bytes() == before


@pytest.mark.parametrize("name", ALONE)
def test_a_page_alone_is_enough_to_run_its_results_again(home: Path, tmp_path: Path, name: str) -> None:
    """Sent to somebody who has no folder: the numbers are the same."""
    shutil.copy(home / name / "report.html", tmp_path / "sent.html")
    called = in_folder(tmp_path, "rerun", "sent.html", "executor=inline", "--quiet", "--json")
    assert called.status == 0, called.err
    document = json.loads(called.out)
    assert document["identical"] is True
    assert document["compared"]
    assert document["rerun"] == "sent-rerun"


def test_numbers_that_are_not_the_same_are_found(home: Path, tmp_path: Path) -> None:
    """A page whose digest was changed: exit 1, and the scenario is named."""
    page = (home / "compare" / "report.html").read_text(encoding="utf-8")
    digest = page.split('"digests":{"coe":"')[1][:64]
    (tmp_path / "sent.html").write_text(page.replace(digest, digest[::-1]), encoding="utf-8")
    called = in_folder(tmp_path, "rerun", "sent.html", "executor=inline", "--quiet")
    assert called.status == 1
    assert "NOT the same: 1 of 2 differ" in called.err
    assert "coe" in called.err


def test_a_page_in_its_folder_is_run_again_beside_the_folder(copy: Path) -> None:
    """Results keep nothing that is not theirs."""
    called = in_folder(copy, "rerun", "run/report.html", "executor=inline", "--quiet", "--json")
    assert json.loads(called.out)["rerun"] == "run-rerun"
    assert (copy / "run-rerun" / "report.html").read_bytes() == (copy / "run" / "report.html").read_bytes()


def test_a_study_of_too_many_points_for_a_page_is_laid_out_again(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the verb's own words; those of a table cannot be, and the page says so."""
    monkeypatch.setattr("sim.verbs.report_study.MOST_POINTS", 1)
    words = ("study", "strategy=coe", *TINY, "output=many")
    assert in_folder(tmp_path, *words, "design=latin", "factors=[cfo.hurdle]", "points=3").status == 0
    shutil.copy(tmp_path / "many" / "report.html", tmp_path / "sent.html")
    called = in_folder(tmp_path, "rerun", "sent.html", "executor=inline", "--quiet")
    assert called.status == 0, called.err
    assert "The numbers are the same: all points" in called.out
    (tmp_path / "table.csv").write_text("cfo.hurdle\n1.0\n1.2\n", encoding="utf-8")
    assert in_folder(tmp_path, *words[:-1], "output=table", "table=table.csv").status == 0
    called = in_folder(tmp_path, "rerun", "table/report.html")
    assert called.status == 2
    assert "its table has too many points for a page; sim rerun takes its results folder" in called.err


def test_worlds_of_a_table_are_carried_as_long_as_they_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges are drawn from again; a table is in the page, or the page says that it is not."""
    (tmp_path / "worlds.csv").write_text("cfo.hurdle,shadow.trust\n1.0,0.5\n1.2,0.5\n1.4,0.5\n", encoding="utf-8")
    words = ("run", "strategy=coe", "uncertainty=on", "worlds=worlds.csv", "replications=2", *TINY[1:])
    assert in_folder(tmp_path, *words, "output=few").status == 0
    (tmp_path / "worlds.csv").unlink()
    called = in_folder(tmp_path, "rerun", "few/report.html", "executor=inline", "--quiet")
    assert called.status == 0, called.err
    assert "The numbers are the same: all worlds" in called.out
    monkeypatch.setattr("sim.verbs.report_worlds.MOST_VALUES", 5)
    assert in_folder(tmp_path, "report", "few").status == 0
    called = in_folder(tmp_path, "rerun", "few/report.html")
    assert called.status == 2
    assert "its table has too many worlds for a page; sim rerun takes its results folder" in called.err


def test_json_says_where_the_page_is(home: Path) -> None:
    """One document."""
    document = json.loads(in_folder(home, "report", "run", "--json").out)
    assert document["kind"] == "run"
    assert document["report"] == "run/report.html"
    assert document["finding"]


@pytest.mark.parametrize("name", ["compare", "tornado", "worlds"])
def test_the_page_goes_where_output_says(copy: Path, name: str) -> None:
    """Such as where the results can only be read; the folder of the results is left as it was."""
    before = files_below(copy / name)
    page = (copy / name / "report.html").read_bytes()
    (copy / name / "report.html").unlink()
    called = in_folder(copy, "report", name, "output=board")
    assert called.status == 0, called.err
    assert (copy / "board" / "report.html").read_bytes() == page
    assert files_below(copy / name) == before - {"report.html"}


def test_a_damaged_table_of_worlds_is_named(copy: Path) -> None:
    """The work failed, and how to mend it; a table with programmes missing is one."""
    path = copy / "worlds" / "worlds.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    called = in_folder(copy, "report", "worlds")
    assert called.status == 1
    assert "holds 11 programmes of coe, not 12; run the same command again" in called.err
    path.write_bytes(b"PAR1 nothing")
    called = in_folder(copy, "report", "worlds")
    assert (called.status, "worlds.parquet: cannot be read" in called.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "takes one results folder; 0 given"),
        (("run", "compare"), "takes one results folder; 2 given"),
        (("run", "outptu=x"), "outptu: sim report takes output=FOLDER and nothing else; did you mean 'output'?"),
        (("nowhere",), "there is no such folder"),
        (("run/summary.json",), "is not a folder"),
        (("run/charts",), "holds no results (manifest.json is missing)"),
        (("run", "output="), "output is empty"),
        (("run", "output=run/summary.json"), "cannot be used as output folder"),
    ],
)
def test_what_cannot_be_reported_is_refused(home: Path, words: tuple[str, ...], message: str) -> None:
    """One message, exit 2."""
    called = in_folder(home, "report", *words)
    assert called.status == 2
    assert message in called.err
    assert called.err.count("\n") == 1


def test_other_kinds_of_results_have_no_report(home: Path) -> None:
    """Of a trace the story is the report."""
    in_folder(home, "trace", "strategy=coe", "horizon_weeks=30", "output=trace")
    called = in_folder(home, "report", "trace")
    assert called.status == 2
    assert "holds the trace of one programme, of which there is no report" in called.err


@pytest.mark.parametrize("name", ["run", "compare", "sweep"])
def test_a_damaged_shard_is_named(copy: Path, name: str) -> None:
    """Exit 2, with the replications that are missing; the old page stays as it was."""
    page = copy / name / "report.html"
    before = page.read_bytes()
    shard = next(iter(sorted((copy / name).rglob("replications-00000.parquet"))))
    shard.write_bytes(shard.read_bytes()[:-200])
    called = in_folder(copy, "report", name)
    assert called.status == 2
    assert "replications 0 to 2 are missing" in called.err
    assert str(shard.parent.name) in called.err
    assert page.read_bytes() == before


def test_a_damaged_table_of_a_study_is_named(copy: Path) -> None:
    """The work failed, and how to mend it."""
    (copy / "study" / "study.parquet").write_bytes(b"PAR1 nothing")
    called = in_folder(copy, "report", "study")
    assert called.status == 1
    assert "study.parquet: is damaged" in called.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rows": None}, "its summary.json is damaged"),
        ({"method": "tornadoes"}, "its summary.json is damaged"),
        ({"cards": [{"card": "cfo.hurdle"}]}, "its summary.json is damaged"),
    ],
)
def test_a_damaged_summary_of_a_sensitivity_analysis_is_named(copy: Path, change: dict[str, object], said: str) -> None:
    """Exit 2, one message, and the old page stays."""
    path = copy / "tornado" / "summary.json"
    before = (copy / "tornado" / "report.html").read_bytes()
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    called = in_folder(copy, "report", "tornado")
    assert (called.status, called.err.count("\n")) == (2, 1)
    assert said in called.err
    assert (copy / "tornado" / "report.html").read_bytes() == before


def test_a_damaged_table_of_a_sensitivity_analysis_is_named(copy: Path) -> None:
    """The work failed, and how to mend it."""
    (copy / "tornado" / "programmes.parquet").write_bytes(b"PAR1 nothing")
    called = in_folder(copy, "report", "tornado")
    assert called.status == 1
    assert "programmes.parquet: cannot be read" in called.err


@pytest.mark.parametrize("name", ["run", "compare", "sweep", "study", "tornado"])
def test_results_of_another_version_are_refused(copy: Path, name: str) -> None:
    """Their programmes may behave otherwise: a tale told anew would be another one."""
    for path in [*(copy / name).rglob("manifest.json")]:
        path.write_text(path.read_text(encoding="utf-8").replace(f'"version": "{__version__}"', '"version": "0.0.1"'))
    called = in_folder(copy, "report", name)
    assert called.status == 2
    assert "were written by sim 0.0.1" in called.err


def test_results_of_another_layout_are_refused(copy: Path) -> None:
    """The number of the layout stands in the manifest."""
    path = copy / "run" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"schema_version": 2', '"schema_version": 1'))
    called = in_folder(copy, "report", "run")
    assert called.status == 2
    assert "layout 1" in called.err


def test_a_folder_that_can_only_be_read_is_refused_before_anything_is_drawn(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2 and the way out; the old page stays, nothing half-written lies beside it."""
    before = {name: (copy / "run" / name).read_bytes() for name in files_below(copy / "run")}
    writing = Path.write_bytes

    def refused(path: Path, content: bytes) -> int:
        if path.parent.name == "run":
            raise PermissionError(13, "Permission denied")
        return writing(path, content)

    monkeypatch.setattr(Path, "write_bytes", refused)
    called = in_folder(copy, "report", "run")
    assert called.status == 2
    assert "cannot be used as output folder (Permission denied); choose another one with output=" in called.err
    assert {name: (copy / "run" / name).read_bytes() for name in files_below(copy / "run")} == before


def test_a_page_that_cannot_be_built_leaves_the_results_whole(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The page is the last file: results, charts and summary are there, and no half page."""

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.folders.write_atomically", _all_but("report.html", broken))
    called = call("run", "strategy=coe", *TINY, "output=here")
    assert called.status == 1
    assert "report.html: cannot be written (No space left on device)" in called.err
    assert (tmp_path / "here" / "summary.json").is_file()
    assert not list((tmp_path / "here").glob("*report.html*"))


def _all_but(name: str, broken: object) -> object:
    from sim.montecarlo.files import write_atomically

    def written(path: Path, content: bytes) -> None:
        (broken if path.name == name else write_atomically)(path, content)  # type: ignore[operator]

    return written


def test_a_drawing_that_is_none_of_ours_is_not_let_in(copy: Path) -> None:
    """An SVG file that somebody changed does not come into a page unseen; sim report draws it anew."""
    from sim.errors import WorkFailed
    from sim.report.drawings import Letters
    from sim.verbs.report_parts import pictures

    path = copy / "run" / "charts" / "survival.svg"
    path.write_text(path.read_text(encoding="utf-8").replace("</svg>", "<script>alert(1)</script></svg>"))
    with pytest.raises(WorkFailed, match=r"survival\.svg: cannot be put into the report"):
        pictures(copy / "run", Letters())
    assert in_folder(copy, "report", "run").status == 0
    assert "alert" not in path.read_text(encoding="utf-8")


def test_precision_that_was_asked_for_is_on_the_page_and_asked_for_again(call: Call, tmp_path: Path) -> None:
    """What was wanted, what was reached; and the page alone asks the same of the programmes."""
    words = ("precision=0.2", "most_replications=250", "horizon_weeks=6", *TINY[2:])
    assert call("run", "strategy=coe", *words, "output=sure").status == 0
    page = (tmp_path / "sure" / "report.html").read_text(encoding="utf-8")
    assert "Asked for: reached_target to ±20 points." in page
    assert "As precise as asked for." in page
    before = (tmp_path / "sure" / "report.html").read_bytes()
    assert call("report", "sure").status == 0
    assert (tmp_path / "sure" / "report.html").read_bytes() == before
    (tmp_path / "sure" / "report.html").rename(tmp_path / "alone.html")
    assert call("rerun", "alone.html", "executor=inline", "--quiet").status == 0


def test_a_comparison_from_a_position_says_what_to_do_first(one_position: Ran) -> None:
    """The recommendation is the first part of the page, in the words of recommendation.md."""
    page = (one_position.folder / "report.html").read_text(encoding="utf-8")
    advice = (one_position.folder / "recommendation.md").read_text(encoding="utf-8")
    assert barriers(page) == []
    title = advice.splitlines()[0].lstrip("# ")
    assert page.index('id="recommendation"') < page.index('id="pictures"')
    assert title in page
    assert in_folder(one_position.home, "report", "now", "output=board").status == 0
    elsewhere = (one_position.home / "board" / "report.html").read_text(encoding="utf-8")
    assert elsewhere.index('id="recommendation"') < elsewhere.index('id="pictures"')


@pytest.fixture(scope="module")
def one_position(few_charts: None, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The example client, small."""
    home = tmp_path_factory.mktemp("client")
    words = ("start=november_review", "strategies=[business_as_usual,stop_now]", "uncertainty=off", *TINY[2:])
    called = in_folder(home, "compare", *words, "replications=2", "horizon_weeks=110", "output=now")
    assert called.status == 0, called.err
    return Ran(called, home, home / "now")
