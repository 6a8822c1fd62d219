"""What `sim compare` recommends from a position, with programmes whose payoffs are known beforehand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.charts.words import eur
from sim.montecarlo.points import run_points
from sim.montecarlo.run import run_replications
from sim.programme.columns import TABLES
from sim.programme.record import Record
from sim.scenario import Scenario
from sim.verbs import kept_points, recommend, uncertain_files
from tests.api.quick_programme import QuickProgramme
from tests.cli.conftest import Call, Called, in_folder

ROOT = Path(__file__).parents[2]
PLACE = [column.name for column in TABLES["replications"]].index("payoff_eur")
CARRY_ON, PAUSE, STOP = "business_as_usual", "pause_and_extract", "stop_now"
THREE = f"strategies=[{CARRY_ON},{PAUSE},{STOP}]"
TWO = f"strategies=[{CARRY_ON},{PAUSE}]"
CARDS = "factors=[cfo.budget_eur=[1e6,1.8e6],shadow.trust]"
SMALL = ("start=examples/client.yaml", "replications=12", "horizon_weeks=26", "executor=inline")
WORDS = (THREE, *SMALL, CARDS, "worlds=150", "output=out")


def pays(scenario: Scenario) -> float:
    """Carrying on pays ten times the budget, a pause 15 million whatever it is, and stopping nothing."""
    return {CARRY_ON: 10.0 * scenario.cfo.budget_eur, PAUSE: 15e6}.get(scenario.name, 0.0)


def known(scenario: Scenario, seed: int, replication: int) -> Record:
    """Luck of 100,000 is the same for all, unless the hurdle is 5; the rest of the record costs next to nothing."""
    record = QuickProgramme()(scenario, seed, replication)
    own = sum(map(ord, scenario.name)) if scenario.cfo.hurdle == 5.0 else 0
    luck = 1e5 * float(np.random.default_rng([seed, replication, own]).normal())
    row = list(record.tables["replications"][0])
    row[PLACE] = pays(scenario) + luck
    return Record(replication, {**record.tables, "replications": [tuple(row)]})


@pytest.fixture(autouse=True, scope="module")
def known_truth() -> Iterator[None]:
    """For luck and for worlds; nothing is drawn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.api.run_replications", partial(run_replications, simulate=known))
        patch.setattr(kept_points, "run_points", partial(run_points, simulate=known))
        patch.setattr("sim.pictures.pictures_of", lambda *_: [])
        patch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
        patch.setattr(uncertain_files, "drawn_from", lambda *_: [])
        yield


def examples_in(home: Path) -> Path:
    shutil.copytree(ROOT / "examples", home / "examples")
    return home


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Called]:
    """Three options over luck and over 150 worlds."""
    home = examples_in(tmp_path_factory.mktemp("recommend"))
    called = in_folder(home, "compare", *WORDS)
    assert called.status == 0, called.err
    return home / "out", called


def section(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["recommendation"]
    return found


def test_the_block_says_what_to_do_how_sure_it_is_and_what_would_change_it(asked: tuple[Path, Called]) -> None:
    """Word by word: the numbers are those of the truth, carrying on pays 14 and a pause 15 million."""
    out = " ".join(asked[1].out.split())
    for part in (
        "Recommendation: Pause and extract Take: Pause and extract. It pays €15M on average over 6 months, clearly "
        "ahead of the two others. Against carrying on, the runner-up (Business as usual): +€1.0M (95%: +€1.0M to "
        "+€1.0M), better in 12 of 12 futures. Still standing at the end:",
        "How sure that is Luck alone, with every card at its value: it pays most of all in 12 of 12 futures",
        "Beyond luck: 150 worlds, 2 programmes of each option in each, drawn from the ranges of 2 cards at once. What "
        "was given stays as it is. With luck taken out it pays most of all in 63 of 100 worlds (95%: ",
        "and the best of each world pays €562k more on average (its expected regret; 95%: ",
        "There it pays €15.0M on average (95%: €15M to €15M)",
        "Against Business as usual there: +€1.0M (95%: ",
        "Rules of choice over these worlds: ",
        "What would change it cfo.budget_eur above €1.50M (95%: €1.",
        "(given: €1.4M): then Business as usual pays more. Annual programme budget. To know it before choosing is ",
        "Where cfo.budget_eur is at least €1.",
        "(given: €1.4M): then Business as usual pays more in ",
        "What would settle it Find out first: cfo.budget_eur (sim params cfo.budget_eur).",
        "The client's file leaves open: the threshold of finance's first question is the card's default; ",
        "sim calibrate history FILE writes worlds that fit it",
        "recommendation.md: one page to forward",
    ):
        assert part in out, part
    assert "sim: how sure is that beyond luck? 150 worlds with 2 programmes each under 3 strategies" in asked[1].err


def test_the_summary_holds_the_same_as_data(asked: tuple[Path, Called]) -> None:
    """A sound reader needs no sentence; E max(0, 10 x - 15) over x from 1 to 1.8 is 0.5625 million."""
    found = section(asked[0])
    assert (found["option"], found["carry_on"], found["runner_up"]) == (PAUSE, CARRY_ON, CARRY_ON)
    assert (found["clearly_ahead"], found["costs_at_most_eur"]) == (True, 0.0)
    assert found["against"][0]["payoff_eur"]["mean"] == pytest.approx(1e6)
    worlds = found["worlds"]
    assert worlds["best_share"] == pytest.approx(0.625, abs=0.01)
    assert worlds["regret_eur"] == pytest.approx(562_500, rel=0.03)
    assert (worlds["pays_most_on_average"], worlds["contradicted"]) == (PAUSE, False)
    (turn,) = found["turns"]
    assert (turn["card"], turn["option"], turn["assumed"]) == ("cfo.budget_eur", CARRY_ON, 1.4e6)
    assert turn["above"] == pytest.approx(1.5e6, rel=0.02)
    assert found["regions"]["pays_more"][CARRY_ON]["regions"]
    assert "cfo.budget_eur" in found["given"]
    assert "start.question" in found["given"]


def test_the_page_can_be_forwarded(asked: tuple[Path, Called]) -> None:
    """One page: every sentence of the terminal, the options, what it rests on, where it comes from."""
    page = (asked[0] / "recommendation.md").read_text(encoding="utf-8")
    for sentences in section(asked[0])["sentences"].values():
        assert all(sentence in page for sentence in sentences)
    for part in (
        "# Recommendation: Pause and extract\n\nWhere the programme stands: 7 live, 2 planned or under way",
        "| Pause and extract | €15M |",
        "Given, and so not varied: start.weeks = 39 weeks, start.question = now, ",
        "Not in the client's file, and so assumed or drawn:\n\n- the threshold of finance's first question",
        "Worlds beyond luck are drawn from the ranges of 2 cards at once, none tied to another. Files: worlds/.",
        "seed 21, 3 options × 12 programmes; 150 worlds × 2, configuration ",
    ):
        assert part in page, part


def test_rerun_repeats_the_folder_without_the_clients_files(asked: tuple[Path, Called], tmp_path: Path) -> None:
    """Worlds, tables, summary and page; the manifest keeps what was asked."""
    shutil.copytree(asked[0], tmp_path / "out")
    called = in_folder(tmp_path, "rerun", "out", "output=again", "executor=inline")
    assert called.status == 0, called.err
    assert "The results are the same" in called.out
    alone = in_folder(tmp_path, "rerun", "out/worlds")
    assert (alone.status, "belongs to the comparison in out" in alone.err) == (2, True)
    for name in ("recommendation.md", "worlds/split.csv", "worlds/information.csv", "summary.json"):
        assert (tmp_path / "again" / name).read_bytes() == (asked[0] / name).read_bytes()


def test_where_worlds_say_otherwise_the_heading_says_on_what_it_rests(call: Call, tmp_path: Path) -> None:
    """Budgets up to 2.4 million make carrying on better on average; the values assumed do not."""
    examples_in(tmp_path)
    out = " ".join(call("compare", TWO, *SMALL, "factors=[cfo.budget_eur=[1.3e6,2.4e6]]", "worlds=120").out.split())
    for part in (
        "Recommendation: Pause and extract, if the values assumed hold",
        "drawn from the range of one card",
        "Over these worlds Business as usual pays most on average, clearly more than Pause and extract: the "
        "recommendation rests on the values assumed",
        "Over all worlds Business as usual pays more than Pause and extract in 82% of programmes; the answer turns "
        "back in these parts: Where cfo.budget_eur is below €1.",
    ):
        assert part in out, part


def test_off_leaves_the_worlds_out_and_the_recommendation_in(call: Call, tmp_path: Path) -> None:
    """And says what is then not told."""
    examples_in(tmp_path)
    called = call("compare", TWO, *SMALL, "uncertainty=off", "output=out")
    out = " ".join(called.out.split())
    assert "Beyond luck: not told: uncertainty=off: only luck was looked at" in out
    assert not Path("out/worlds").exists()
    assert section(Path("out"))["worlds"]["told"] is False
    refused = call("compare", TWO, *SMALL, "uncertainty=off", "worlds=30")
    assert (refused.status, "worlds: belongs to uncertainty=on, and it is off" in refused.err) == (2, True)


def test_options_that_luck_cannot_tell_apart_are_named_with_what_the_choice_costs_at_most(
    call: Call, tmp_path: Path
) -> None:
    """With a budget of 1.5 million carrying on pays exactly as much, and is what the tie falls to."""
    examples_in(tmp_path)
    out = " ".join(call("compare", TWO, *SMALL, "cfo.budget_eur=1.5e6", "uncertainty=off").out.split())
    assert "Recommendation: nothing is clearly ahead" in out
    assert "but nothing is clearly ahead: 12 futures do not tell it from Pause and extract." in out
    assert "pays exactly what Pause and extract pays: the choice between them costs nothing" in out


def test_where_luck_hides_the_difference_the_page_says_what_the_choice_costs_at_most(
    call: Call, tmp_path: Path
) -> None:
    """The same payoff but for luck that differs: the far end of the interval, as the summary has it."""
    examples_in(tmp_path)
    words = ("cfo.budget_eur=1.5e6", "cfo.hurdle=5", "uncertainty=off", "output=out")
    out = " ".join(call("compare", TWO, *SMALL, *words).out.split())
    found = section(Path("out"))
    (rival,) = found["against"]
    assert found["costs_at_most_eur"] == -rival["payoff_eur"]["low"] > 0.0
    assert found["clearly_ahead"] is False
    assert f"costs at most {eur(found['costs_at_most_eur'])} on average (the far end of the 95% interval)" in out
    assert "; not clear." in out


def test_too_few_worlds_are_said_to_be_too_few(call: Call, tmp_path: Path) -> None:
    """If nothing is said there are as many worlds as programmes: a quick look stays quick."""
    examples_in(tmp_path)
    out = " ".join(call("compare", TWO, *SMALL, "output=out").out.split())
    assert "12 worlds are too few to tell: half of them are held out" in out
    assert section(Path("out"))["worlds"]["worlds"] == 12
    ranges = section(Path("out"))["worlds"]["ranges"]
    assert "cfo.budget_eur" not in ranges
    assert "cfo.threshold_eur" in ranges
    page = Path("out/recommendation.md").read_text(encoding="utf-8")
    assert f"drawn from the ranges of all {len(ranges)} open cards at once" in page
    assert "harsher on the whole" in page


def test_ctrl_c_in_the_worlds_keeps_the_comparison_and_the_same_command_carries_on(
    asked: tuple[Path, Called], call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables and what luck says are shown; then everything is as if nobody had stopped it."""
    examples_in(tmp_path)

    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(kept_points, "run_points", pressed)
        stopped = call("compare", *WORDS)
    assert stopped.status == 130
    assert "Take: Pause and extract" in stopped.out
    assert "stopped before all worlds were simulated; the same command carries on" in " ".join(stopped.out.split())
    assert "sim: to carry on: sim compare" in stopped.err
    assert call("compare", *WORDS).status == 0
    assert section(Path("out")) == section(asked[0])


def test_worlds_of_a_table_take_the_place_of_drawn_ones(call: Call, tmp_path: Path) -> None:
    """A row is a world; a card that is the same in all of them is set and does not vary; the table is kept."""
    examples_in(tmp_path)
    rows = "".join(f"{1e6 + 1e4 * row},0.5\n" for row in range(60))
    Path("worlds.csv").write_text(f"cfo.budget_eur,shadow.trust\n{rows}", encoding="utf-8")
    from_review = ("start=november_review", *SMALL[1:])
    called = call("compare", TWO, *from_review, "worlds=worlds.csv", "output=out")
    assert called.status == 0, called.err
    out = " ".join(called.out.split())
    assert "60 worlds, 2 programmes of each option in each, as worlds.csv has them (one card varies)." in out
    found = section(Path("out"))["worlds"]
    assert (found["table"], found["worlds"], list(found["ranges"])) == ("worlds.csv", 60, ["cfo.budget_eur"])
    assert found["best_share"] == pytest.approx(50.5 / 60, abs=0.02)
    Path("worlds.csv").unlink()
    again = call("rerun", "out", "output=again", "executor=inline")
    assert again.status == 0, again.err


def test_a_column_of_what_the_client_has_given_is_passed_over(call: Call, tmp_path: Path) -> None:
    """The client's budget is known, whatever worlds that fit a history have; a line says so."""
    examples_in(tmp_path)
    Path("worlds.csv").write_text("cfo.budget_eur,shadow.trust\n1e6,0.5\n2e6,0.6\n", encoding="utf-8")
    called = call("compare", TWO, *SMALL, "worlds=worlds.csv", "output=out")
    assert called.status == 0, called.err
    assert "sim: worlds.csv: cfo.budget_eur: given, and so not taken from the table" in called.err
    found = section(Path("out"))["worlds"]
    assert (list(found["ranges"]), found["best_share"]) == (["shadow.trust"], 1.0)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("cfo.budget_eur,shadow.trst\n1e6,0.5\n", "line 1, column 2: shadow.trst"),
        ("cfo.budget_eur,shadow.trust\n1e6,0.5\n1e6,much\n", "line 3, column 2: shadow.trust: found 'much'"),
        ("cfo.budget_eur,shadow.trust\n1e6,0.5\n1e6,7\n", "line 3, column 2: shadow.trust: found 7"),
        ("shadow.trust\n0.5\n", "the table has 1"),
        ("shadow.trust\n0.5\n0.5\n", "all worlds of the table are the same"),
        ("cfo.budget_eur\n1e6\n2e6\n", "every card of it is given"),
    ],
)
def test_a_wrong_table_is_refused_before_anything_is_simulated(
    call: Call, tmp_path: Path, table: str, said: str
) -> None:
    """By line and column, with what is allowed or the nearest card."""
    examples_in(tmp_path)
    Path("worlds.csv").write_text(table, encoding="utf-8")
    called = call("compare", TWO, *SMALL, "worlds=worlds.csv", "output=out")
    assert (called.status, called.out) == (2, "")
    assert said in called.err, called.err
    assert not Path("out").exists()


def test_a_comparison_from_nothing_recommends_nothing(call: Call) -> None:
    """There is no carrying on; its summary and folder are as ever."""
    called = call("compare", TWO, *SMALL[1:], "output=out")
    assert called.status == 0
    assert "Recommendation" not in called.out
    assert not Path("out/recommendation.md").exists()


def test_as_many_worlds_as_programmes_and_no_more_than_two_hundred() -> None:
    """What docs/what-now.md says."""
    assert (recommend.MOST_WORLDS, recommend.REPLICATIONS) == (200, 2)
