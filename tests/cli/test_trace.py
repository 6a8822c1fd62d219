"""`sim trace`: one programme of a run, explained."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import sim
from sim.gathering import FIRST_LIVES, TOLD
from sim.programme.columns import TABLES
from tests.cli.conftest import Call, Ran, files_below

REPLICATION = 7


def stored(run: Ran, table: str) -> list[dict[str, object]]:
    rows = pq.read_table(run.folder / f"{table}-00000.parquet").to_pylist()
    return [row for row in rows if row["replication"] == REPLICATION]


def test_the_folder_holds_story_picture_events_entries_and_weeks(one_trace: Ran) -> None:
    """Everything about one programme, under a name with its number."""
    assert one_trace.folder.name.startswith("trace-coe-")
    assert one_trace.folder.name.endswith(f"-{REPLICATION}")
    assert files_below(one_trace.folder) == {
        "story.txt", "story.md", "timeline.svg", "timeline.png", "timeline.csv", "events.csv", "entries.csv",
        "weekly.csv", "workloads.csv", "reviews.csv", "scenario.yaml", "summary.json", "manifest.json",
    }  # fmt: skip


@pytest.mark.parametrize("table", ["replications", "workloads", "reviews", "events", "ledger"])
def test_the_traced_programme_is_the_one_of_the_run(one_run: Ran, table: str) -> None:
    """Row for row, column for column, the same numbers as replication 7 of `sim run` under the same seed."""
    scenario = sim.load_scenario("coe", ["horizon_weeks=120"])
    traced = sim.trace(scenario, REPLICATION).tables[table]
    names = [column.name for column in TABLES[table]]
    kept = stored(one_run, table)
    assert kept
    assert [tuple(row[name] for name in names) for row in traced] == [
        tuple(row[name] for name in names) for row in kept
    ]


def test_the_files_hold_the_same_rows(one_run: Ran, one_trace: Ran) -> None:
    """events.csv and the summary carry what the run stored."""
    with (one_trace.folder / "events.csv").open(encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    assert [(float(row["week"]), row["text"]) for row in events] == [
        (row["week"], row["text"]) for row in stored(one_run, "events")
    ]
    summary = json.loads((one_trace.folder / "summary.json").read_text(encoding="utf-8"))
    (row,) = stored(one_run, "replications")
    assert {key: summary[key] for key in row} == row


def test_the_ledger_entries_sum_to_the_ledger(one_run: Ran, one_trace: Ran) -> None:
    """Every entry of `trace`, summed by use case and category, is the stored ledger to the cent."""
    with (one_trace.folder / "entries.csv").open(encoding="utf-8", newline="") as file:
        entries = [(int(row["use_case"]), row["category"], int(row["cents"])) for row in csv.DictReader(file)]
    rows = [(row["use_case"], row["category"], row["cents"]) for row in stored(one_run, "ledger")]

    def by_kind(all_rows: list[tuple[object, object, int]]) -> dict[tuple[object, object], int]:
        sums: dict[tuple[object, object], int] = {}
        for use_case, category, cents in all_rows:
            sums[use_case, category] = sums.get((use_case, category), 0) + cents
        return sums

    assert by_kind(list(entries)) == by_kind(rows)  # type: ignore[arg-type]


def test_the_story_is_on_stdout_and_in_the_file(one_trace: Ran) -> None:
    """How it began, what happened, the end and why; dated; the start date is called an assumption."""
    page = one_trace.called.out
    for part in ("How it began", "Monday 4 January 2027", "What happened", "The end, and why", "Dates assume"):
        assert part in page
    story = (one_trace.folder / "story.txt").read_text(encoding="utf-8")
    assert " ".join(story.split()) in " ".join(page.split())
    assert "month" in page
    assert max(map(len, page.splitlines())) <= 100


def test_what_decides_a_fate_is_told_word_by_word(one_run: Ran, one_trace: Ran) -> None:
    """Questions, answers, decisions, the platform, the first go-lives and every cause, up to the end."""
    (row,) = stored(one_run, "replications")
    told = " ".join((one_trace.folder / "story.txt").read_text(encoding="utf-8").split())
    until = float(str(row["outcome_week"]))
    events = [event for event in stored(one_run, "events") if float(str(event["week"])) <= until]
    singly = [event for event in events if event["what"] in TOLD]
    singly += [event for event in events if event["what"] == "live"][:FIRST_LIVES]
    assert singly
    assert [event["text"] for event in singly if str(event["text"]) not in told] == []
    assert [cause for cause in str(row["cause_text"]).rstrip(".").split("; ") if cause not in told] == []


def test_the_summary_tells_the_end_with_its_causes(one_run: Ran, one_trace: Ran) -> None:
    """A script reads the same chain as a reader, cause by cause."""
    summary = json.loads((one_trace.folder / "summary.json").read_text(encoding="utf-8"))
    (row,) = stored(one_run, "replications")
    head, *causes = str(row["cause_text"]).rstrip(".").split("; ")
    assert summary["end"][0].endswith(f"{head}.")
    assert summary["end"][1 : 1 + len(causes)] == causes


@pytest.mark.parametrize(
    ("overrides", "outcome"),
    [
        (["programme.stop_week=3"], "stopped"),
        (["sponsor.patience_weeks=20"], "sponsor_lost"),
        (["shadow.reorganisations_per_year=100", "opportunities.backlog=40"], "reorganised"),
        (["cfo.threshold_eur=1e5", "cfo.budget_eur=0", "cfo.value_share=0"], "insolvent"),
    ],
)
def test_every_end_has_a_story_and_a_picture(call: Call, tmp_path: Path, overrides: list[str], outcome: str) -> None:
    """Also where next to nothing has happened."""
    page = call("trace", "strategy=coe", "replication=1", "horizon_weeks=110", "output=it", *overrides).out
    summary = json.loads((tmp_path / "it" / "summary.json").read_text(encoding="utf-8"))
    assert summary["outcome"] == outcome
    head = summary["cause_text"].rstrip(".").split("; ")[0]
    assert head in " ".join(page.split())
    assert head in (tmp_path / "it" / "timeline.csv").read_text(encoding="utf-8")


def test_json_is_one_document(call: Call) -> None:
    """The row, the story in short and the events, for a script."""
    document = json.loads(call("trace", "strategy=coe", "replication=3", "horizon_weeks=60", "--json").out)
    assert document["replication"] == 3
    assert document["in_short"]
    assert document["events"][0]["week"] == 0
    assert Path(document["folder"]).is_dir()


def test_what_to_try_next_can_be_typed(call: Call) -> None:
    """The commands shown compose as they stand."""
    import shlex

    page = call("trace", "strategy=coe", "replication=3", "horizon_weeks=60", "--quiet").out
    commands = [shlex.split(line.strip()) for line in page.splitlines() if line.startswith("    sim ")]
    assert commands
    for words in commands:
        assert call(*words[1:], "--cfg", "job").status == 0


def test_the_same_trace_twice_gives_the_same_bytes(call: Call, one_trace: Ran, tmp_path: Path) -> None:
    """Story, events and picture depend on scenario, seed and number only."""
    call("trace", "strategy=coe", f"replication={REPLICATION}", "horizon_weeks=120", "output=again")
    for name in files_below(one_trace.folder) - {"manifest.json"}:
        assert (tmp_path / "again" / name).read_bytes() == (one_trace.folder / name).read_bytes(), name
