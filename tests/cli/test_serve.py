"""`sim serve`: variants side by side under the same requests, files, a fit, and what is wrong told in one line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import sim
import sim.served
from sim.composition.stack import MOST_VARIANTS, compose_stack, stack_options
from sim.scenario.serving import Stack
from sim.serving.day import simulate_day
from sim.serving.kept import as_document, from_document
from sim.serving.outcome import Day
from sim.verbs import serve as verb
from sim.verbs import serve_pictures
from tests.cli.conftest import Call, files_below

QUICK = ("day.hours=0.25", "day.warm_up_hours=0.1", "cache.days_before=0.05", "executor=inline")
TWO = ("serve", "vary=customers.per_second=[0.5,2]", "replications=2", "output=days", *QUICK)


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their drawing has tests of its own."""
    monkeypatch.setattr(verb, "draw", lambda *_: None)


def summary() -> dict[str, Any]:
    """What the command has left."""
    found: dict[str, Any] = json.loads(Path("days/summary.json").read_text(encoding="utf-8"))
    return found


# --- results ----------------------------------------------------------------------------------------------------------


def test_variants_stand_side_by_side_with_their_differences(call: Call) -> None:
    """A row each, and the second against the first, day by day."""
    called = call(*TWO)
    assert called.status == 0, called.err
    assert "per second 0.5" in called.out
    assert "Against per second 0.5, day by day under the same requests" in called.out
    assert [one["label"] for one in summary()["variants"]] == ["per second 0.5", "per second 2"]
    assert summary()["variants"][0]["against_first"] is None
    more = summary()["variants"][1]["against_first"]["asked"]
    assert more["low"] < more["mean"] < more["high"]


def test_days_and_windows_are_tables_for_a_spreadsheet(call: Call) -> None:
    """A row a day and variant, and a row a window of it; the sums of windows are the day's."""
    call(*TWO)
    with Path("days/days.csv").open(encoding="utf-8") as file:
        days = list(csv.DictReader(file))
    with Path("days/series.csv").open(encoding="utf-8") as file:
        series = list(csv.DictReader(file))
    assert [(row["variant"], row["day"]) for row in days] == [
        (name, day) for name in ("per_second-0.5", "per_second-2") for day in ("0", "1")
    ]
    for row in days:
        windows = [one for one in series if (one["variant"], one["day"]) == (row["variant"], row["day"])]
        assert len(windows) == 3
        assert sum(float(one["customers.asked"]) for one in windows) == float(row["customers.asked"])


def test_the_same_command_gives_the_same_bytes(call: Call) -> None:
    """In this process or in others, begun anew or carried on."""
    call(*TWO)
    first = {name: (Path("days") / name).read_bytes() for name in files_below(Path("days")) if "manifest" not in name}
    again = call(*TWO[:-1], "executor=processes", "output=again")
    assert again.status == 0
    assert first
    for name, content in first.items():
        assert (Path("again") / name).read_bytes() == content, name


def test_finished_days_are_not_simulated_again(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second call reads what is there; a damaged day is told and simulated again."""
    call(*TWO)
    before = summary()
    Path("days/days/per_second-2-1.json").write_text("{", encoding="utf-8")
    simulated: list[int] = []

    def noted(stack: Stack, seed: int, day: int) -> Day:
        simulated.append(day)
        return simulate_day(stack, seed, day)

    monkeypatch.setattr(sim.served, "simulate_day", noted)
    called = call(*TWO)
    assert simulated == [1]
    assert "per_second-2-1.json: is damaged; that day is simulated again" in called.err
    assert summary() == before


def test_a_damaged_day_of_a_fit_is_simulated_again(call: Call) -> None:
    """Told in one line; the fit is the same."""
    words = ("serve", "--fit", "replications=1", "output=days", *QUICK)
    call(*words)
    before = summary()
    Path("days/days/fit/check-1-0.json").write_text("{", encoding="utf-8")
    called = call(*words)
    assert called.status == 0
    assert "check-1-0.json: is damaged; that day is simulated again" in called.err
    assert summary() == before


def test_ctrl_c_keeps_finished_days_and_says_how_to_carry_on(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit status 130; the same command goes on from there."""

    def second_stops(stack: Stack, seed: int, day: int) -> Day:
        if day == 1:
            raise KeyboardInterrupt
        return simulate_day(stack, seed, day)

    with monkeypatch.context() as patched:
        patched.setattr(sim.served, "simulate_day", second_stops)
        stopped = call(*TWO)
    assert stopped.status == 130
    assert "2 finished days are kept in days/days. To carry on: sim serve" in stopped.err
    assert not Path("days/summary.json").exists()
    assert call(*TWO).status == 0
    assert summary()["days"] == 2


def test_rerun_repeats_the_days(call: Call) -> None:
    """By the command that the folder keeps."""
    call(*TWO)
    called = call("rerun", "days")
    assert called.status == 0, called.err
    assert "The results are the same" in called.out


def test_json_is_one_document_with_the_numbers_of_the_summary(call: Call) -> None:
    """And the folder."""
    called = call(*TWO, "--json")
    document = json.loads(called.out)
    assert document.pop("folder") == "days"
    assert document == summary()


def test_a_single_stack_shows_its_classes(call: Call) -> None:
    """Customers, employees and jobs, each with what became of its calls."""
    called = call("serve", "replications=1", *QUICK)
    assert called.status == 0, called.err
    assert "By class of callers, a day" in called.out
    assert "employees" in called.out


def test_cfg_shows_the_stacks_and_simulates_nothing(call: Call) -> None:
    """Every card of every variant."""
    called = call("serve", "stack=retries", "--cfg", "job")
    assert called.status == 0
    assert "budget_share: null" in called.out
    assert files_below(Path()) == set()


# --- the fit ----------------------------------------------------------------------------------------------------------


def test_a_fit_leaves_a_fragment_that_other_verbs_take(call: Call) -> None:
    """Cards with how each was found, the error at four places, and a file for fragment=."""
    called = call("serve", "--fit", "replications=1", "output=days", *QUICK)
    assert called.status == 0, called.err
    assert "The weekly rule is" in called.out
    checks = summary()["fit"]["checks"]
    assert [one["what"] for one in checks][1:] == ["half the volume", "twice the volume", "no lever pulled"]
    page = Path("days/evidence.md").read_text(encoding="utf-8")
    assert "`market.call_price_eur`" in page
    assert f"€{checks[0]['simulated_eur']:.5f}" in page
    fitted = {one["card"]: one["value"] for one in summary()["fit"]["fitted"]}
    composed = json.loads(call("run", "fragment=days/fragment.yaml", "--cfg", "job", "--json").out)
    assert composed["market"]["call_price_eur"] == pytest.approx(fitted["market.call_price_eur"], rel=1e-5)


# --- what can be asked ------------------------------------------------------------------------------------------------


def test_every_story_is_a_valid_stack_with_variants() -> None:
    """Each option of conf/stack but the default has at least two, and says what it shows."""
    for option in stack_options():
        serving = compose_stack([f"stack={option.name}"])
        assert option.description
        assert len(set(serving.labels.values())) == len(serving.stacks)
        assert (len(serving.stacks) > 1) == (option.name != "default")


def test_a_stack_of_ones_own_stands_in_a_folder(call: Call) -> None:
    """Its file says what differs from the cards; a fragment stands beneath it, words above."""
    Path("mine/stack").mkdir(parents=True)
    Path("mine/stack/ours.yaml").write_text("customers: {per_second: 0.3}\njobs: {per_second: 0.1}\n", encoding="utf-8")
    Path("records.yaml").write_text("customers: {per_second: 9.0, burst: 0.5}\n", encoding="utf-8")
    words = ("stack=ours", "--config-dir", "mine", "fragment=records.yaml", "jobs.per_second=0.2")
    called = call("serve", *words, "--cfg", "job", "--json")
    stack = json.loads(called.out)["stacks"][""]
    assert (stack["customers"]["per_second"], stack["customers"]["burst"], stack["jobs"]["per_second"]) == (
        0.3,
        0.5,
        0.2,
    )


def test_params_lists_the_cards_of_a_stack(call: Call) -> None:
    """`sim params stack`, with a word to search, or one card in full."""
    assert "large.batch_size" in call("params", "stack").out
    assert "retries.budget_share" in call("params", "stack", "retries").out
    assert "large.batch_size=1" in call("params", "large.batch_size").out


WRONG = {
    "large.batch_siz=3": "large.batch_siz: no such key; did you mean 'large.batch_size'?",
    "large.batch_size=-3": "large.batch_size: found -3; allowed is a whole number from 1 to 1024 (calls)",
    "customers.per_second=nan": "customers.per_second: found nan",
    "customers.per_second=1000": "customers.per_second is 1000",
    "customers.hours=[1,2]": "customers.hours: found 2 numbers; allowed are exactly 24",
    "stack=retrys": "stack: no such option 'retrys'; did you mean 'retries'?",
    "market.call_price_eur=3": "market.call_price_eur: is a card of the weekly model",
    "strategy=coe": "strategy: no such key",
    "large=3": "large: is a group of keys",
    "vary=large.batch_size=3": "vary: is written as vary=CARD=[a,b]",
    "vary=large.batch_size=[1,1]": "vary: a value of large.batch_size stands there twice",
    f"vary=large.batch_size=[{','.join(map(str, range(1, MOST_VARIANTS + 2)))}]": "are too many (at most 12)",
    "replications=0": "replications: found 0; allowed is a whole number from 1 to 10000 (days)",
    "executor=dask": "executor: found 'dask'; allowed is one of inline, processes",
    "fragment=missing.yaml": "missing.yaml: no such file",
    "serving": "serving: is not key=value",
}


@pytest.mark.parametrize("word", WRONG)
def test_bad_input_is_one_message_and_status_two(call: Call, word: str) -> None:
    """What was found and what is allowed; nothing is simulated and nothing is left behind."""
    called = call("serve", word)
    assert (called.status, called.out) == (2, "")
    assert WRONG[word] in called.err
    assert files_below(Path()) == set()


def test_a_card_in_which_variants_differ_cannot_be_set_for_all(call: Call) -> None:
    """The message names the way to set other values side by side."""
    called = call("serve", "stack=batching", "large.batch_size=4")
    assert called.status == 2
    assert "large.batch_size: is what the variants of 'batching' differ in" in called.err
    assert "vary=large.batch_size=[a,b]" in called.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "custmers: {per_second: 3}\n",
            "line 1: custmers.per_second: no such key; did you mean 'customers.per_second'?",
        ),
        ("customers:\n  per_second: -1\n", "customers.per_second: found -1"),
        ("variants: 3\n", "variants"),
        ("variants: {a: {large: {batch_siz: 3}}}\n", "large.batch_siz: no such key"),
        ("defaults: [a]\n", "no 'defaults' list"),
    ],
)
def test_a_wrong_stack_file_is_told_with_its_line(call: Call, text: str, message: str) -> None:
    """The file and what is wrong in it."""
    Path("mine/stack").mkdir(parents=True)
    Path("mine/stack/ours.yaml").write_text(text, encoding="utf-8")
    called = call("serve", "stack=ours", "--config-dir", "mine")
    assert called.status == 2
    assert "ours.yaml" in called.err
    assert message in called.err


def test_an_output_folder_that_holds_other_results_is_refused(call: Call) -> None:
    """Days of another seed are not mixed in."""
    call(*TWO)
    called = call(*TWO, "seed=5")
    assert called.status == 2
    assert "days: holds other results" in called.err


# --- pieces -----------------------------------------------------------------------------------------------------------


def test_a_kept_day_is_the_day(call: Call) -> None:
    """Through JSON and back, to the last bit."""
    day = sim.serve("default", QUICK[:3], replications=1, executor="inline").days[""][0]
    assert from_document(json.loads(json.dumps(as_document(day)))) == day


def test_there_is_a_picture_of_each_variant_and_of_all() -> None:
    """A day each, the bill and the waiting."""
    served = sim.serve("default", [*QUICK[:3], "vary=customers.per_second=[0.5,1]"], replications=1, executor="inline")
    names = [one.name for one in serve_pictures.pictures_of(served)]
    assert names == ["day-per_second-0.5", "day-per_second-1", "bill", "latency"]
