"""`sim diff`: what differs between two results, in assumptions and in numbers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.charts.evidence import Estimate, difference
from sim.report.page import Section
from sim.stored import open_run
from tests.cli.conftest import Called, in_folder
from tests.cli.test_report import few_charts

TINY = ("replications=12", "horizon_weeks=60", "executor=inline", "--quiet")
TIGHT = ("cfo.budget_eur=4e5", "cfo.threshold_eur=2e5")
MADE = {
    "usual": ("run", "strategy=coe", *TINY),
    "tight": ("run", "strategy=coe", *TIGHT, *TINY),
    "elsewhere": ("run", "strategy=factory", "seed=3", *TINY),
    "longer": ("run", "strategy=coe", "horizon_weeks=70", *TINY[:1], *TINY[2:]),
    "two": ("compare", "strategies=[coe,factory]", *TINY),
    "three": ("compare", "strategies=[coe,late_extraction]", *TIGHT, *TINY),
    "other": ("compare", "strategies=[platform_first,late_extraction]", *TINY),
    "points": ("study", "strategy=coe", "factors=[cfo.hurdle]", "steps=2", *TINY),
    "tornado": ("sensitivity", "strategy=coe", "factors=[cfo.hurdle]", *TINY),
    "wider": ("sensitivity", "strategy=coe", "factors=[cfo.hurdle=[0.5,3],cfo.budget_eur]", *TINY),
    "worlds": (
        "run",
        "strategy=coe",
        "uncertainty=on",
        "worlds=4",
        "factors=[cfo.hurdle]",
        "replications=2",
        *TINY[1:],
    ),
    "further": ("study", "strategy=coe", "factors=[cfo.hurdle]", "steps=3", "seed=4", *TINY),
}
__all__ = ["few_charts"]


def no_tales(*_: object) -> Section:
    """A section that is left out."""
    return Section("bad-one", "Show me a bad one", ())


@pytest.fixture(scope="module")
def home(few_charts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Results that differ in one thing or another; their pages tell no programme, which would take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.verbs.report_parts.tales", no_tales)
        patch.setattr("sim.verbs.report_study.tales", no_tales)
        patch.setattr("sim.verbs.report_sensitivity.tales", no_tales)
        patch.setattr("sim.verbs.report_worlds.tales", no_tales)
        yield _made(tmp_path_factory.mktemp("results"))


def _made(home: Path) -> Path:
    for name, words in MADE.items():
        called = in_folder(home, *words, f"output={name}")
        assert called.status == 0, called.err
        shutil.copy(home / name / "report.html", home / f"{name}.html")
    return home


def told(home: Path, *words: str) -> dict[str, Any]:
    """The one JSON document."""
    called = in_folder(home, "diff", *words, "--json")
    assert called.status == 0, called.err
    found: dict[str, Any] = json.loads(called.out)
    return found


def refused(home: Path, *words: str) -> str:
    called: Called = in_folder(home, "diff", *words)
    assert called.status == 2
    assert called.out == ""
    assert called.err.count("\n") == 1
    return called.err


@pytest.mark.parametrize(
    "words",
    [
        ("usual", "usual"),
        ("two", "two.html"),
        ("points", "points.html"),
        ("tornado", "tornado.html"),
        ("usual.html",) * 2,
    ],
)
def test_what_is_identical_is_said_to_be(home: Path, words: tuple[str, ...]) -> None:
    """A folder, its page, or both: nothing differs."""
    assert told(home, *words)["identical"] is True
    assert "Nothing differs" in in_folder(home, "diff", *words).out


def test_cards_that_differ_are_told_with_both_values(home: Path) -> None:
    """Exactly those two, by kind, with their units."""
    (one,) = told(home, "usual", "tight")["scenarios"]
    found = [tuple(each[key] for key in ("kind", "name", "first", "second", "unit")) for each in one["assumptions"]]
    assert found == [
        ("assumption", "cfo.threshold_eur", 1_700_000.0, 200_000.0, "EUR"),
        ("assumption", "cfo.budget_eur", 1_400_000.0, 400_000.0, "EUR/year"),
    ]  # fmt: skip
    assert one["numbers_are_the_same"] is False
    page = in_folder(home, "diff", "usual", "tight").out
    assert "cfo.budget_eur" in page
    assert "1,400,000" in page


def test_two_folders_of_one_seed_are_compared_future_by_future(home: Path) -> None:
    """Second less first of the payoff is the mean over the same programmes."""
    (one,) = told(home, "usual", "tight")["scenarios"]
    payoff = next(each for each in one["numbers"] if each["quantity"] == "payoff_eur")
    first, second = (
        open_run(home / name).table("replications", ["payoff_eur"])["payoff_eur"].to_numpy()
        for name in ("usual", "tight")
    )
    assert payoff["difference"] == pytest.approx((second - first).mean())
    assert payoff["how"] == "future by future, 12 of them"
    assert payoff["low"] <= payoff["difference"] <= payoff["high"]


@pytest.mark.parametrize(
    "words", [("usual", "elsewhere"), ("usual.html", "elsewhere"), ("usual.html", "elsewhere.html")]
)
def test_other_luck_makes_independent_samples(home: Path, words: tuple[str, ...]) -> None:
    """The square-and-add of both intervals; seed and strategy stand among what differs; a page says as much."""
    (one,) = told(home, *words)["scenarios"]
    assert one["name"] == "coe, factory"
    assert ("run", "seed", 21, 3) in [
        (each["kind"], each["name"], each["first"], each["second"]) for each in one["assumptions"]
    ]
    assert "policy" in {each["kind"] for each in one["assumptions"]}
    standing = next(each for each in one["numbers"] if each["quantity"] == "standing_at_horizon")
    ours, theirs = (Estimate("", *standing[side]) for side in ("first", "second"))
    assert (standing["low"], standing["high"]) == pytest.approx(difference(theirs, ours))
    assert standing["how"] == "as independent samples"
    assert one["note"] is None


def test_the_same_luck_without_rows_is_said_to_be_wider_than_need_be(home: Path) -> None:
    """A page keeps no programmes."""
    (one,) = told(home, "usual.html", "tight")["scenarios"]
    assert one["numbers"][0]["how"] == "as independent samples"
    assert "wider than they need be" in one["note"]


def test_results_of_another_horizon_are_set_side_by_side_only(home: Path) -> None:
    """What one had time for the other had not."""
    (one,) = told(home, "usual", "longer")["scenarios"]
    assert {each["difference"] for each in one["numbers"]} == {None}
    assert "watched for different times" in one["note"]
    assert [each["name"] for each in one["assumptions"]] == ["horizon_weeks"]


def test_comparisons_are_told_strategy_by_strategy(home: Path) -> None:
    """Those of the same name; the others are listed."""
    found = told(home, "two", "three")
    assert [one["name"] for one in found["scenarios"]] == ["coe"]
    assert (found["only_in_first"], found["only_in_second"]) == (["factory"], ["late_extraction"])
    page = in_folder(home, "diff", "two", "three").out
    assert "Only in the first: factory." in page
    assert "Numbers" in page


def test_studies_tell_their_base_and_their_design(home: Path) -> None:
    """Points and seed differ; whether the numbers do is said."""
    found = told(home, "points", "further")
    assert found["identical"] is False
    assert found["design"] == "points: 2 points in the first, 3 points in the second"
    (one,) = found["scenarios"]
    assert [(each["name"], each["first"], each["second"]) for each in one["assumptions"]] == [("seed", 21, 4)]
    assert "not the same" in in_folder(home, "diff", "points", "further").out


def test_of_two_sensitivity_analyses_ranges_and_findings_are_told(home: Path) -> None:
    """Which cards over which ranges, on either side; then what each found."""
    found = told(home, "tornado", "wider.html")
    assert found["identical"] is False
    assert "cfo.hurdle over 0.8 to 2 times in the first" in found["design"]
    assert "cfo.hurdle over 0.5 to 3 times and cfo.budget_eur over" in found["design"]
    summaries = [json.loads((home / name / "summary.json").read_text("utf-8")) for name in ("tornado", "wider")]
    assert found["findings"] == [one["finding"] for one in summaries]
    shown = " ".join(in_folder(home, "diff", "tornado", "wider").out.split())
    assert f"The second: {summaries[1]['finding']}." in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "takes two results folders or pages (report.html); 0 given"),
        (("usual",), "1 given"),
        (("usual", "nowhere"), "nowhere: there is no such folder or file"),
        (("usual", "two"), "usual is a run and two is a comparison: results of one kind are compared"),
        (
            ("two", "other"),
            "have no scenario of the same name (coe and factory there, platform_first and late_extraction here)",
        ),
        (("usual", "usual/summary.json"), "is not a folder"),
        (("usual", "usual/charts"), "holds no results"),
    ],
)
def test_what_cannot_be_compared_is_refused(home: Path, words: tuple[str, ...], message: str) -> None:
    """One message, exit 2."""
    assert message in refused(home, *words)


def test_a_page_that_is_none_of_ours_is_refused(home: Path) -> None:
    """By its name it could be one."""
    (home / "foreign.html").write_text("<p>hello", encoding="utf-8")
    assert "foreign.html: is no report of sim" in refused(home, "usual", "foreign.html")


def test_a_trace_is_no_result_to_compare(home: Path) -> None:
    """One programme has no headline numbers."""
    in_folder(home, "trace", "strategy=coe", "horizon_weeks=30", "output=trace")
    assert "holds the trace of one programme; sim diff takes results of" in refused(home, "usual", "trace")
