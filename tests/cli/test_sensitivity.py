"""`sim sensitivity`: four methods, the same folder, the same ways."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.analysis.factors import factors_of
from sim.analysis.morris import run_morris
from sim.analysis.regions import run_regions
from sim.analysis.sobol_indices import run_sobol
from sim.analysis.tornado import run_tornado
from sim.api import load_scenario
from sim.montecarlo.points import Points, points_of, run_points
from sim.report.page import Section
from sim.scenario.variation import value_of, vary
from sim.verbs import kept_points, sensitivity_variance
from tests.cli.conftest import Call, Ran, files_below, ran

TWO = "factors=[cfo.budget_eur,cfo.threshold_eur]"
QUICK = ("strategy=coe", "horizon_weeks=60", "executor=inline")


@pytest.fixture(scope="module", autouse=True)
def no_tales() -> Iterator[None]:
    """Told programmes would take most of the time; tests of the report have them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.verbs.report_sensitivity.tales", lambda *_: Section("bad-one", "Show me a bad one", ()))
        yield


@pytest.fixture(scope="module")
def one_tornado(no_tales: None, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Two cards, five settings, eight futures."""
    return ran(tmp_path_factory.mktemp("tornado"), "sensitivity", TWO, *QUICK, "replications=8")


def summary_of(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def test_the_folder_holds_what_was_promised(one_tornado: Ran) -> None:
    """Charts in three forms, tables, summary, page, scenario, manifest; no spider: eight futures make no card clear."""
    found = {name for name in files_below(one_tornado.folder) if not name.startswith("points/")}
    charts = {f"charts/tornado.{kind}" for kind in ("svg", "png", "csv")}
    files = {"sensitivity.csv", "programmes.parquet", "summary.json", "scenario.yaml", "manifest.json", "report.html"}
    assert found == charts | files
    assert one_tornado.folder.name.startswith("tornado-coe-")


def test_the_tornado_is_the_one_of_the_analysis(one_tornado: Ran) -> None:
    """Differences in the files are those of `run_tornado`, and the chart's table holds the same numbers."""
    base, factors = load_scenario("coe", ["horizon_weeks=60"]), factors_of(["cfo.budget_eur", "cfo.threshold_eur"])
    expected = run_tornado(base, factors, "payoff_eur", seed=21, replications=8)
    moved = {(bar.factor.name, swing.value): swing.difference.mean for bar in expected.bars for swing in bar.swings}
    summary = summary_of(one_tornado.folder)
    rows = summary["rows"]
    assert isinstance(rows, list)
    assert {(row["card"], row["value"]): row["difference"] for row in rows} == moved
    assert summary["base_mean"] == expected.base_mean
    with (one_tornado.folder / "charts" / "tornado.csv").open(encoding="utf-8", newline="") as file:
        drawn = [float(row["value"]) for row in csv.DictReader(file) if row["measure"] == "difference"]
    assert sorted(drawn) == sorted(moved.values())


def test_every_programme_is_kept_with_its_cards(one_tornado: Ran) -> None:
    """Each setting changes one card of the base, and means in the summary are those of the rows."""
    rows = pq.read_table(one_tornado.folder / "programmes.parquet").to_pylist()
    assert [(row["point"], row["replication"]) for row in rows] == [(p, r) for p in range(5) for r in range(8)]
    base = load_scenario("coe", ["horizon_weeks=60"])
    now = {card: value_of(base, card) for card in ("cfo.budget_eur", "cfo.threshold_eur")}
    found = {}
    for point in range(5):
        own = [row for row in rows if row["point"] == point]
        moved = {card: own[0][card] for card in now if own[0][card] != now[card]}
        assert len(moved) == (1 if point else 0)
        found[tuple(moved.items())] = sum(row["payoff_eur"] for row in own) / 8
    summary = summary_of(one_tornado.folder)
    assert found.pop(()) == pytest.approx(summary["base_mean"])
    means = {((row["card"], row["value"]),): row["mean"] for row in summary["rows"]}  # type: ignore[attr-defined]
    assert found == pytest.approx(means)


def test_the_terminal_says_what_the_files_say(one_tornado: Ran) -> None:
    """Every card, its base, the finding as above the chart; nothing wider than a hundred."""
    page = one_tornado.called.out
    for part in ("tornado of payoff_eur over 2 cards", "cfo.budget_eur", "€1.4M", "future by future", "tested at once"):
        assert part in " ".join(page.split())
    title = str(summary_of(one_tornado.folder)["finding"])
    assert f"{title}." in " ".join(page.split())
    assert title in (one_tornado.folder / "charts" / "tornado.csv").read_text(encoding="utf-8").replace('"', "")
    assert max(map(len, page.split("What to try next")[0].splitlines())) <= 100


def test_the_same_command_again_computes_nothing(
    call: Call, one_tornado: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is read; the files, the picture among them, stay the same bytes."""
    shutil.copytree(one_tornado.home / "outputs", tmp_path / "outputs")
    monkeypatch.setattr(kept_points, "run_points", lambda *_, **__: pytest.fail("something was simulated"))
    called = call("sensitivity", TWO, *QUICK, "replications=8")
    assert (called.status, called.out) == (0, one_tornado.called.out)
    for name in ("sensitivity.csv", "summary.json", "charts/tornado.png"):
        again = tmp_path / "outputs" / one_tornado.folder.name / name
        assert again.read_bytes() == (one_tornado.folder / name).read_bytes()


def test_morris_is_the_one_of_the_analysis(call: Call) -> None:
    """mu* and who stays are those of `run_morris`."""
    words = ("method=morris", "trajectories=3", "replications=2", "--json", "output=out")
    document = json.loads(call("sensitivity", "factors=[shadow.patience_weeks,cfo.budget_eur]", *QUICK, *words).out)
    base = load_scenario("coe", ["horizon_weeks=60"])
    factors = factors_of(["shadow.patience_weeks", "cfo.budget_eur"])
    expected = run_morris(base, factors, "payoff_eur", trajectories=3, seed=21, replications=2)
    assert {row["card"]: row["mu_star"] for row in document["rows"]} == {
        one.factor.name: one.mu_star for one in expected.effects
    }
    assert document["stays"] == [one.name for one in expected.survivors()]
    assert {path.name for path in Path("out/charts").iterdir()} == {"morris.svg", "morris.png", "morris.csv"}


def test_sobol_of_few_cards_is_the_one_of_the_analysis(call: Call) -> None:
    """Indices are those of `run_sobol`; where the interval is as wide as anything, the finding says so."""
    words = ("method=sobol", "rows=4", "replications=2", "--json")
    document = json.loads(call("sensitivity", TWO, *QUICK, *words).out)
    factors = factors_of(["cfo.budget_eur", "cfo.threshold_eur"])
    base = load_scenario("coe", ["horizon_weeks=60"])
    expected = run_sobol(base, factors, "payoff_eur", rows=4, seed=21, replications=2)
    assert {row["card"]: row["total"] for row in document["rows"]} == {
        each.name: index.share for each, index in zip(factors, expected.indices.total, strict=True)
    }
    assert document["left_out"] == []
    (folder,) = Path("outputs").iterdir()
    assert {path.name for path in (folder / "charts").iterdir()} == {"sobol.svg", "sobol.png", "sobol.csv"}
    assert document["finding"].startswith("4 rows leave open how the variance")


def test_many_cards_are_screened_before_sobol(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit, only cards that Morris keeps get indices, and the others are named.

    Programmes of both steps are kept part by part, their points counted on, each as the one of its cards.
    """
    monkeypatch.setattr(sensitivity_variance, "SCREEN_ABOVE", 2)
    monkeypatch.setattr(kept_points, "PART_PROGRAMMES", 5)
    cards = ["cfo.budget_eur", "cfo.threshold_eur", "shadow.trust"]
    words = ("method=sobol", "rows=2", "trajectories=2", "replications=2", "--json")
    document = json.loads(call("sensitivity", f"factors=[{','.join(cards)}]", *QUICK, *words).out)
    base = load_scenario("coe", ["horizon_weeks=60"])
    screening = run_morris(base, factors_of(cards), "payoff_eur", trajectories=2, seed=21, replications=2)
    left = {one.name for one in screening.survivors()}
    assert {row["card"] for row in document["rows"]} == left
    assert set(document["left_out"]) == {*cards} - left != set()
    (folder,) = Path("outputs").iterdir()
    rows = pq.read_table(folder / "programmes.parquet").to_pylist()
    screened, indexed = 2 * (len(cards) + 1), 2 * (len(left) + 2)
    assert [row["point"] for row in rows] == sorted(2 * list(range(screened + indexed)))
    for row in (rows[2 * screened - 1], rows[-1]):
        scenario = vary(base, {card: row[card] for card in cards})
        again = run_points(points_of(scenario, [{}], seed=21, replications=2)).to_pylist()[row["replication"]]
        assert again["payoff_eur"] == row["payoff_eur"]


def budget_decides(points: Points, **_: object) -> object:
    """Rows as they are, but a world fails exactly where its budget is below 1.5 million."""
    import pyarrow as pa

    table = run_points(points_of(points.base, [{}], seed=points.seed, replications=1))
    rows = [table.to_pylist()[0] for _ in points.changes]
    for number, (row, change) in enumerate(zip(rows, points.changes, strict=True)):
        poor = dict(change)["cfo.budget_eur"] < 1.5e6
        row |= {"point": points.first + number, "outcome": "insolvent" if poor else "censored"}
    return pa.Table.from_pylist(rows, schema=table.schema)


def test_regions_are_told_in_words_with_each_cards_meaning(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where worlds fail below a budget of 1.5 million, the region says so and what the card means."""
    monkeypatch.setattr(kept_points, "run_points", budget_decides)
    words = ("sensitivity", "factors=[cfo.budget_eur=[1e6,2e6],shadow.trust]", "method=regions", "worlds=200", *QUICK)
    called = call(*words, "output=out")
    assert called.status == 0, called.err
    page = " ".join(called.out.split())
    expected = run_regions(
        load_scenario("coe", ["horizon_weeks=60"]), factors_of(["cfo.budget_eur=[1e6,2e6]", "shadow.trust"]), "failed",
        worlds=200, seed=21, run=partial(budget_decides),
    )  # fmt: skip
    assert expected.sentences()[0] in page
    assert "100% of worlds where cfo.budget_eur <" in page
    assert "What these cards mean" in page
    assert "Annual programme budget. Varied: €1.0M to €2.0M." in page
    assert summary_of(Path("out"))["sentences"] == list(expected.sentences())


def priced(points: Points, **_: object) -> object:
    """Rows as they are, but the payoff is what the budget says, give or take a future's own luck."""
    import pyarrow as pa

    rows = []
    table = run_points(points_of(points.base, [{}], seed=points.seed, replications=1))
    for number, change in enumerate(points.changes):
        budget = dict(change).get("cfo.budget_eur", points.base.cfo.budget_eur)
        for replication in range(points.replications):
            luck = {"point": points.first + number, "replication": replication}
            rows.append({**table.to_pylist()[0], **luck, "payoff_eur": budget + 1e3 * replication})
    return pa.Table.from_pylist(rows, schema=table.schema)


def test_every_assumption_varies_if_nothing_is_said(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told before anything runs: two settings a card and the base, fewer programmes each as there are many cards.

    The table holds fifteen cards, the file all of them, and what to try next asks for all of them too.
    """
    monkeypatch.setattr(kept_points, "run_points", priced)
    called = call("sensitivity", "strategy=coe", "executor=inline", "output=out")
    assert called.status == 0, called.err
    everything = factors_of(["assumptions"])
    summary = summary_of(Path("out"))
    assert list(summary["ranges"]) == [each.name for each in everything]  # type: ignore[call-overload]
    points = 1 + len([row for row in summary["rows"] if row])  # type: ignore[attr-defined]
    assert f"sim: {points:,} points with 20 programmes each: {20 * points:,} programmes" in called.err
    assert f"{len(everything) - 15} more cards are in sensitivity.csv" in called.out
    assert "sim sensitivity strategy=coe method=morris" in called.out
    assert summary["finding"].startswith("Mean payoff moves most with cfo.budget_eur")  # type: ignore[attr-defined]


def test_a_clear_card_gets_its_spider(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The budget decides: one line from its low to its high end through the base, in the folder and in the list."""
    monkeypatch.setattr(kept_points, "run_points", priced)
    called = call("sensitivity", "factors=[cfo.budget_eur=[1e6,2e6],shadow.trust]", *QUICK, "output=out")
    assert "charts/spider" in called.out
    text = Path("out/charts/spider.csv").read_text(encoding="utf-8")
    assert "Mean payoff rises with cfo.budget_eur, from" in text
    assert {line.split(",")[0] for line in text.splitlines()[2:]} == {"cfo.budget_eur"}


def test_what_a_screening_keeps_is_what_to_try_next(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three cards one moves it: the next command names that one alone, over the range that it was given."""
    monkeypatch.setattr(kept_points, "run_points", priced)
    cards = "factors=[shadow.trust,cfo.budget_eur=[1e6,2e6],market.promotion_share]"
    called = call("sensitivity", cards, "method=morris", *QUICK, "output=out")
    assert called.status == 0, called.err
    assert "'factors=[cfo.budget_eur=[1e6,2e6]]' method=sobol" in " ".join(called.out.split())


def test_settings_of_a_group_that_are_no_programme_are_left_out_and_told(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mandate beside a platform that comes third: left out of a group, refused where the card was named itself."""
    monkeypatch.setattr(kept_points, "run_points", priced)
    called = call("sensitivity", "factors=[sequencing]", "executor=inline", "replications=2", "output=out")
    assert called.status == 0, called.err
    assert "Left out, being no programme" in called.out
    told = summary_of(Path("out"))["left_out"]
    assert isinstance(told, list)
    (left_out,) = told
    assert (left_out["card"], left_out["value"]) == ("sequencing.mandate", True)
    assert "no application could ever be built" in left_out["why"]
    named = call("sensitivity", "factors=[sequencing.mandate]", "executor=inline", "replications=2")
    assert named.status == 2
    assert "no application could ever be built" in named.err


def test_ctrl_c_keeps_batches_and_the_same_command_carries_on(
    call: Call, one_tornado: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the second batch of one point: the first is not simulated again, and the result is the same."""
    computed: list[int] = []

    def pressed(points: Points, **more: object) -> object:
        computed.append(points.first)
        if len(computed) == 2:
            raise KeyboardInterrupt
        return run_points(points, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_points, "BATCH_PROGRAMMES", 8)
    monkeypatch.setattr(kept_points, "run_points", pressed)
    words = ("sensitivity", TWO, *QUICK, "replications=8", "output=out")
    stopped = call(*words)
    assert (stopped.status, stopped.out) == (130, "")
    assert "8 of 40 programmes are kept in out/points" in stopped.err
    assert f"carry on: sim sensitivity '{TWO}'" in stopped.err
    assert call(*words).status == 0
    assert computed == [0, 1, 1, 2, 3, 4]
    assert summary_of(Path("out")) == summary_of(one_tornado.folder)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("factors=[shadw]",), "did you mean 'shadow'?"),
        (("factors=[shadow]", "method=sobel"), "did you mean 'sobol'?"),
        (("factors=[shadow]", "rows=8"), "rows: belongs to method=sobol, not to method=tornado"),
        (("factors=[shadow]", "worlds=200"), "worlds: belongs to method=regions"),
        ((TWO, "method=sobol", "trajectories=4"), "trajectories: belongs to the screening"),
        ((TWO, "method=sobol", "rows=6"), "allowed is a power of two"),
        ((TWO, "method=morris", "trajectories=1"), "allowed is a whole number from 2 on"),
        ((TWO, "method=regions", "worlds=20"), "at least 100 are needed"),
        ((TWO, "method=regions", "measure=payoff_eur"), "regions are about what does or does not happen"),
        ((TWO, "measure=payof_eur"), "did you mean 'payoff_eur'?"),
        ((TWO, "measures=[failed]"), "did you mean measure=NAME?"),
        ((TWO, "replications=1"), "needs at least 2"),
        ((TWO, "cfo.hurdel=2"), "did you mean 'cfo.hurdle'?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_bad_input_is_one_message_and_status_two(call: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """What was found, what is allowed; no results are left behind."""
    called = call("sensitivity", *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err
    assert "Traceback" not in called.err
    assert files_below(tmp_path) == set()
