"""`sim calibrate traffic`: logs whose truth is known give it back, and logs that are wrong say where."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.composition.stack import compose_stack
from sim.scenario.sizes import SHARES
from sim.verbs import calibrate_frame
from tests.calibration.traffic_logs import (
    DAY,
    OFFICE,
    START,
    WEEK,
    WORKING,
    arrivals,
    luck,
    prompts,
    tokens,
    written,
)
from tests.cli.conftest import Call, files_below
from tests.conftest import ROOT

AZURE = ROOT / "data" / "azure2023" / "AzureLLMInferenceTrace_conv.csv.gz"
HEADER = "time,input_tokens,output_tokens"


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their drawing has tests of its own."""
    write = calibrate_frame._write
    monkeypatch.setattr(calibrate_frame, "_write", lambda evidence, _pictures, folder: write(evidence, (), folder))


def said(call: Call, file: Path | str, *words: str) -> dict[str, Any]:
    """What a log comes to."""
    called = call("calibrate", "traffic", str(file), "--json", "output=found", *words)
    assert called.status == 0, called.err
    document: dict[str, Any] = json.loads(called.out)
    return document


def card(document: dict[str, Any], name: str) -> Any:
    """One card of either fragment."""
    (found,) = [one["value"] for one in (*document["fitted"], *document["stack"]) if one["card"] == name]
    return found


def log_of(times: np.ndarray[Any, Any], name: str = "log.csv", **more: Any) -> Path:
    """A log of these times with token sizes."""
    inside, outside = tokens(len(times), 4)
    return written(Path(name), {"timestamp": times, "input_tokens": inside, "output_tokens": outside, **more})


def lines(count: int, every: int = 20) -> list[str]:
    """Plain rows at uneven steps."""
    steps = np.cumsum(luck(9).exponential(every, count)).astype(int)
    stamps = [str(np.datetime64(START + int(step), "s")) + "Z" for step in steps]
    return [f"{stamp},{100 + place % 50},{20 + place % 7}" for place, stamp in enumerate(stamps)]


def saved(rows: list[str], name: str = "log.csv", header: str = HEADER) -> Path:
    """Rows as a file."""
    path = Path(name)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


# --- known truth ------------------------------------------------------------------------------------------------------


def test_a_poisson_log_is_not_taken_for_another(call: Call) -> None:
    """Its rate within 3%; Poisson is not rejected, and nothing is burst."""
    document = said(call, log_of(arrivals(0.5, DAY, 11)))
    assert document["per_second"] == pytest.approx(0.5, rel=0.03)
    assert document["poisson_rejected"] is False
    assert card(document, "customers.burst") == 0.0


@pytest.mark.parametrize(("burst", "seconds", "seed"), [(0.2, 60.0, 1), (0.6, 20.0, 2), (0.1, 300.0, 3)])
def test_bursts_are_found(call: Call, burst: float, seconds: float, seed: int) -> None:
    """How far the rate wanders within a quarter, and for how long it keeps its factor within a half."""
    document = said(call, log_of(arrivals(2.0, DAY // 2, seed, burst=burst, burst_seconds=seconds)))
    assert document["poisson_rejected"] is True
    assert "Poisson is rejected: counts in 10 s vary" in document["poisson"]
    assert card(document, "customers.burst") == pytest.approx(burst, rel=0.3)
    assert card(document, "customers.burst_seconds") == pytest.approx(seconds, rel=0.5)


def test_hours_weekdays_and_a_week_s_volume_are_found(call: Call) -> None:
    """Office hours stand out ten times, a weekend is quiet, and the calls of a week within 3%."""
    times = arrivals(0.03, 3 * WEEK, 5, hours=OFFICE, weekdays=WORKING)
    document = said(call, log_of(times))
    hours, days = card(document, "customers.hours"), card(document, "customers.weekdays")
    assert np.array(hours) / np.mean(hours) == pytest.approx(np.array(OFFICE) / np.mean(OFFICE), rel=0.35, abs=0.05)
    assert np.array(days) / np.mean(days) == pytest.approx(np.array(WORKING) / np.mean(WORKING), abs=0.12)
    assert card(document, "traffic.steady_calls_per_week") == pytest.approx(0.03 * WEEK, rel=0.05)


@pytest.mark.parametrize("lumpy", [False, True])
def test_quantiles_hold_what_families_do_not(call: Call, lumpy: bool) -> None:
    """Quantiles of the fitted part within 3% of the sample's own; in lumps no family comes as near."""
    times = arrivals(1.0, 20_000, 6)
    inside, outside = tokens(len(times), 8, lumpy=lumpy)
    path = written(Path("log.csv"), {"timestamp": times, "prompt_tokens": inside, "completion_tokens": outside})
    document = said(call, path)
    early = inside[times < times[0] + 0.8 * (times[-1] - times[0])]
    wanted = np.quantile(early, SHARES)
    found = card(document, "customers.input_tokens")
    assert found[5:96:10] == pytest.approx(wanted[5:96:10], rel=0.03)
    sizes = document["tokens"]["input"]
    assert sizes["held_back_ks"] < 0.05
    if lumpy:
        assert sizes["held_back_ks_of_best_family"] > 2.0 * sizes["held_back_ks"]


def test_repeats_give_a_hit_curve_that_the_weekly_rule_follows(call: Call) -> None:
    """Of 45% repeatable prompts that share comes back within six points, and the curve within one point."""
    times = arrivals(1.0, 30_000, 7)
    hashes = prompts(len(times), 7, repeat_share=0.45, texts=2_000, exponent=0.9)
    document = said(call, log_of(times, prompt_hash=hashes))
    assert card(document, "lever_effects.repeat_share") == pytest.approx(0.45, abs=0.06)
    for one in document["repeats"]["hit_curve"]:
        assert one["rule"] == pytest.approx(one["measured"], abs=0.01)


def test_growth_and_noise_take_eight_weeks(call: Call) -> None:
    """Forty weeks that grow by 150% a year say so; three weeks say that they cannot."""
    document = said(call, log_of(arrivals(0.003, 40 * WEEK, 8, growth_per_year=1.5)))
    assert card(document, "traffic.growth_per_year") == pytest.approx(1.5, abs=0.3)
    few = said(call, log_of(arrivals(0.003, 3 * WEEK, 8), "few.csv"), "output=few")
    assert any("8 whole weeks" in one for one in few["left_out"])


def test_failed_calls_and_cost_become_cards(call: Call) -> None:
    """7% of calls with an error status; cost in dollars at a rate that is given."""
    times = arrivals(1.0, 20_000, 9)
    bad = luck(3).random(len(times)) < 0.07
    status, cost = np.where(bad, "500", "200"), np.full(len(times), 0.02)
    document = said(call, log_of(times, status=status, cost=cost), "cost_in=usd", "usd_in_eur=0.5")
    assert card(document, "traffic.failed_share") == pytest.approx(0.07, abs=0.01)
    assert card(document, "market.call_price_eur") == pytest.approx(0.01, rel=0.15)


def test_the_real_hour_is_far_from_poisson(call: Call) -> None:
    """The bundled log: its own numbers of rows and rate, Poisson rejected, no family near its token sizes."""
    document = said(call, AZURE)
    assert (document["read"], document["used"]) == (19_366, 19_366)
    assert document["poisson_rejected"] is True
    for kind in ("input", "output"):
        families = document["tokens"][kind]["families"]
        assert min(one["ks"] for one in families.values()) > 0.1
    serving = compose_stack(["fragment=found/stack.yaml"]).stacks[""]
    assert serving.customers.per_second == pytest.approx(document["per_second"], rel=1e-4)


# --- logs as they come ------------------------------------------------------------------------------------------------


def test_order_packing_and_separators_do_not_matter(call: Call) -> None:
    """Backwards, shuffled, packed, by semicolons: the same cards."""
    rows = lines(3_000)
    wanted = said(call, saved(rows))
    shuffled = list(np.array(rows)[luck(5).permutation(len(rows))])
    packed = Path("packed.csv.gz")
    packed.write_bytes(gzip.compress(("\n".join([HEADER, *rows]) + "\n").encode()))
    apart = saved([row.replace(",", ";") for row in rows], "apart.csv", HEADER.replace(",", ";"))
    for number, path in enumerate((saved(rows[::-1], "back.csv"), saved(shuffled, "mixed.csv"), packed, apart)):
        found = said(call, path, f"output=again{number}")
        assert found["stack"] == wanted["stack"], path


def test_a_log_that_runs_backwards_is_told(call: Call) -> None:
    """It is read as it is."""
    assert said(call, saved(lines(500)[::-1]))["backwards"] is True


def test_duplicates_are_told_and_dropped_when_asked(call: Call) -> None:
    """Two hundred rows stand twice."""
    rows = lines(1_000)
    path = saved([*rows, *rows[:200]])
    kept, dropped = said(call, path), said(call, path, "duplicates=drop", "output=dropped")
    assert (kept["duplicates"], kept["used"], dropped["used"]) == (200, 1_200, 1_000)


def test_bad_rows_are_counted_with_the_first_line(call: Call) -> None:
    """Negative, missing and unreadable ones, each kind by itself; the rest is used."""
    rows = lines(1_000)
    rows[10] = rows[10].rsplit(",", 2)[0] + ",-5,7"
    rows[20] = rows[20].rsplit(",", 2)[0] + ",NaN,7"
    rows[30] = "yesterday,5,7"
    rows[40] = "2026-11-01"
    document = said(call, saved(rows))
    assert document["used"] == 996
    assert {one["first_line"]: one["rows"] for one in document["rejected"]} == {12: 1, 22: 1, 32: 1, 42: 1}


@pytest.mark.parametrize("unit", [1, 1_000, 1_000_000, 1_000_000_000])
def test_epoch_times_are_read_by_their_size(call: Call, unit: int) -> None:
    """Seconds, milliseconds, microseconds and nanoseconds since 1970."""
    steps = np.cumsum(luck(2).exponential(20.0, 500)).astype(int)
    rows = [f"{(START + int(step)) * unit},10,{5 + place % 9}" for place, step in enumerate(steps)]
    assert said(call, saved(rows))["from"].startswith("2024-01-01")


def test_a_vendor_s_export_of_thirty_columns_is_read(call: Call) -> None:
    """By its usual names; what is not used is listed."""
    header = ",".join([*(f"col{place}" for place in range(27)), "created_at", "prompt_tokens", "completion_tokens"])
    rows = [",".join(["x"] * 27) + "," + row for row in lines(500)]
    document = said(call, saved(rows, header=header))
    assert document["columns"] == {"time": "created_at", "input": "prompt_tokens", "output": "completion_tokens"}
    assert len(document["not_used"]) == 27


def test_columns_of_other_names_are_mapped(call: Call) -> None:
    """columns={…}; a name that is not there is told with the nearest one."""
    path = saved(lines(500), header="wann,rein,raus")
    assert said(call, path, "columns={time:wann,input:rein,output:raus}")["used"] == 500
    wrong = call("calibrate", "traffic", str(path), "columns={time:wan,input:rein,output:raus}")
    assert wrong.status == 2
    assert "wann" in wrong.err


def test_output_tokens_may_be_missing(call: Call) -> None:
    """The rest is fitted, and the page says what is not."""
    document = said(call, saved([row.rsplit(",", 1)[0] for row in lines(500)], header="time,input_tokens"))
    assert document["used"] == 500
    assert "output" not in document["tokens"]


def test_a_column_that_nothing_is_taken_from_is_named_where_it_may_be_meant(call: Call) -> None:
    """`input` alone may hold texts: it is not taken for tokens, and the way to say so is told."""
    document = said(call, saved(lines(500), header="time,input,output"))
    assert "output" not in document["tokens"]
    told = [one for one in document["left_out"] if one.startswith("customers.input_tokens")]
    assert told == [
        "customers.input_tokens: no column is called like input tokens; nothing is taken from input, output: say which "
        "one it is with columns={input:NAME}."
    ]


def test_requests_at_even_steps_are_no_crash(call: Call) -> None:
    """Their counts vary less than Poisson's, and nothing is burst."""
    rows = [f"{np.datetime64(START + place, 's')}Z,{5 + place % 40},{3 + place % 9}" for place in range(600)]
    document = said(call, saved(rows))
    assert document["poisson_rejected"] is True
    assert card(document, "customers.burst") == 0.0


# --- bad input --------------------------------------------------------------------------------------------------------


def wrong_files() -> dict[str, tuple[bytes, str]]:
    """What is in a file, and what is said of it."""
    good = "\n".join([HEADER, *lines(2_000)]).encode()
    ambiguous = "\n".join(
        ["time,input,output", *(f"0{1 + n % 9}/0{1 + n % 8}/2026 10:00:00,{n},5" for n in range(200))]
    )
    return {
        "cut.csv.gz": (gzip.compress(good)[:4_000], "breaks off"),
        "header.csv": (HEADER.encode(), "has no rows"),
        "empty.csv": (b"", "is empty"),
        "binary.csv": (bytes(range(256)) * 50, "is not a text file"),
        "json.csv": (b'{"a": 1}\n', "is JSON"),
        "ambiguous.csv": (ambiguous.encode(), "day_first=true"),
        "mixed.csv": (good.replace(b",", b";").replace(b";", b",", 2), "line 2"),
        "few.csv": ("\n".join([HEADER, *lines(3)]).encode(), "say too little"),
        "no_time.csv": (b"when,input_tokens,output_tokens\nx,5,5\n", "time"),
    }


@pytest.mark.parametrize("name", list(wrong_files()))
def test_a_file_that_is_no_log_is_one_message_and_status_two(call: Call, name: str) -> None:
    """The file, the line where there is one, and what is allowed; nothing is left behind."""
    content, message = wrong_files()[name]
    Path(name).write_bytes(content)
    called = call("calibrate", "traffic", name)
    assert (called.status, called.out) == (2, "")
    assert name in called.err
    assert message in called.err
    assert files_below(Path()) == {name}


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("zone=Europe/Wien", "did you mean 'Europe/Vienna'?"),
        ("colums={time:a}", "colums: no such key of sim calibrate traffic; did you mean 'columns'?"),
        ("duplicates=maybe", "duplicates=maybe: is none of"),
        ("usd_in_eur=-1", "usd_in_eur"),
        ("input_price=3", "takes both"),
        ("callers=robots", "robots"),
    ],
)
def test_a_wrong_word_is_told(call: Call, word: str, message: str) -> None:
    """What was found and what is allowed."""
    called = call("calibrate", "traffic", str(saved(lines(300))), word)
    assert (called.status, called.out) == (2, "")
    assert message in called.err
