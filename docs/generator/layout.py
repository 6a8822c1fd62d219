"""The page of files: what each verb leaves, and the layout and version of every file that a program may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docs.generator.tables import table
from sim.analysis import summary
from sim.charts.longtable import LongRow
from sim.montecarlo import failures, manifest, schema, weekly_rows
from sim.report import again, html
from sim.verbs import (
    calibrate_document,
    calibrate_history,
    compare,
    decision_frame,
    diff,
    map,
    optimise,
    recommend_page,
    run,
    seek,
    sensitivity,
    serve,
    stored_apart,
    stored_compare,
    study,
    sweep,
    sweep_results,
    trace,
    uncertain,
    uncertain_files,
)

HEAD = (
    "Every verb that simulates leaves one folder, under `outputs/` or where `output=` says. Text is UTF-8, numbers "
    "have a point, money is in euros, and time is in weeks unless a name says months. A file that a program may read "
    "carries the version of its layout; a version goes up when an old reader would misread the file. The same question "
    "gives the same bytes, except in `manifest.json`, which alone holds times."
)

LEAVES: dict[str, Mapping[str, str]] = {
    "run": run.FILES,
    "compare": compare.FILES,
    "compare runs=[…]": stored_compare.FILES,
    "compare or run, uncertainty=on": uncertain.FILES,
    "trace": trace.FILES,
    "sweep": sweep.FILES,
    "study": study.FILES,
    "sensitivity": sensitivity.FILES,
    "seek": seek.FILES,
    "map": map.FILES,
    "optimise": optimise.FILES,
    "serve": serve.FILES,
    "serve --fit": serve.FIT_FILES,
    "calibrate history": calibrate_history.FILES,
}
"""What each verb says at its end, in its own words."""

VERSIONS: tuple[tuple[str, str, int], ...] = (
    ("Parquet tables of a run", "`schema_version` in the metadata of the file", schema.SCHEMA_VERSION),
    ("`weekly-sample.parquet`", "the same", int(weekly_rows.VERSION)),
    ("`failures.json`", "`schema_version`", failures.FAILURES_VERSION),
    ("`manifest.json`", "`schema_version`", manifest.MANIFEST_VERSION),
    ("`summary.json` of `run` and `compare`", "`schema_version`", summary.SCHEMA_VERSION),
    ("`summary.json` of `compare runs=[…]` with `independent` or `common_horizon`", "`schema_version`",
     stored_apart.SCHEMA_VERSION),
    ("`summary.json` of `sweep`", "`schema_version`", sweep_results.SCHEMA_VERSION),
    ("`summary.json` of `study`", "`schema_version`", study.SCHEMA_VERSION),
    ("`summary.json` of `sensitivity`", "`schema_version`", sensitivity.SCHEMA_VERSION),
    ("`summary.json` of `seek`, `map`, `optimise`", "`schema_version`", decision_frame.SCHEMA_VERSION),
    ("`summary.json` with `uncertainty=on`", "`schema_version`", uncertain_files.SCHEMA_VERSION),
    ("`recommendation` in `summary.json`", "`schema_version`", recommend_page.SCHEMA_VERSION),
    ("`summary.json` of `calibrate history`", "`schema_version`", calibrate_document.SCHEMA_VERSION),
    ("`sim diff --json`", "`schema_version`", diff.SCHEMA_VERSION),
    ("the block in `report.html`", "`format`", again.FORMAT),
)  # fmt: skip

RUN_KEYS = {
    "schema_version": "version of this layout",
    "kind": "`run`",
    "name, label": "the strategy's name in a command, and as pictures call it",
    "fingerprint": "hash of every value that decides the result",
    "seed, version": "seed of all luck, and the version of sim",
    "finding": "the answer in a sentence",
    "replications, failures": "programmes asked for, and those that broke",
    "horizon_weeks, target, level": "how long is watched, how many live are aimed at, the confidence of every interval",
    "outcomes": "by end: count, total, share and its interval; `censored` stands at the horizon",
    "standing_at_horizon, reached_target": "the same for two shares that every verb asks about",
    "survival": "`by_week` and how long programmes last, with its interval",
    "incidence": "by cause: the share that has ended so, at each year and the horizon",
    "median_weeks": "of the end and of milestones; null where fewer than half get there",
    "reached": "by n: who had n live at once, ended before, ran out of time",
    "marginal_cost_eur, marginal_cost_all_in_eur": "by n: one-year run cost of the nth workload, and with all labour",
    "next_marginal_cost_eur": "the same of the next workload at finance's reviews",
    "run_rate_eur, spend_eur, value_eur, cost_eur, payoff_eur": "of money: mean, its interval, percentiles 10, 50, 90",
    "live_max, live_end, went_live, retired, shelved, refused, shadow, surfaced, departures": "of counts, the same way",
    "surprise_ratio, first_question_live, tracked_live": "the same over the programmes that have such a number",
    "cost_per_call_eur, weeks_to_production, reviews_per_system, reuse_share": "the same",
}  # fmt: skip
"""Keys of a run's summary.json, in its order; the test holds them against one that was written."""

COMPARISON_KEYS = {
    "schema_version, level": "as above",
    "bootstrap": "how many resamples, and their seed",
    "league": "a row for each strategy, the highest mean payoff first",
    "scenarios": "each strategy's summary, as above, by name",
    "pairs": "every pair: `differences` by headline, `marginal_cost_eur` by n",
    "kind, finding": "`comparison`, and the answer in a sentence",
}

MANIFEST_KEYS = {
    "schema_version": "version of this layout",
    "state": "`begun` while it is simulated, `complete` after it",
    "fingerprint, seed, replications": "as in `summary.json`",
    "replications_stored": "programmes in the tables",
    "failures": "how many broke, and the first of them with seed and number",
    "versions": "of sim, Python and what the numbers depend on",
    "executor, workers": "where programmes ran; results do not depend on it",
    "started, finished, seconds, pace": "when, and how quickly",
    "identity": "every value that decides the results: a folder goes on only under the same ones",
}

BLOCK_KEYS = {
    "format": "version of this layout",
    "kind, version": "what the page reports, and the version of sim that wrote it",
    "scenarios": "by name: seed, replications and, of the first, the complete `scenario`; of others what `differs`",
    "digests": "by name: a hash of the numbers, which `sim rerun report.html` computes again",
    "headlines": "by name: value and interval of the numbers that `sim diff` sets side by side",
}

COLUMN_MEANINGS = {
    "series": "the line, bar or panel; empty for the picture as a whole",
    "measure": "what the number is; `title` has the picture's title in `text`",
    "x": "where it stands: a month, a count, a place from the top",
    "x_end": "where a step or an interval ends; empty for a point, and a step's value holds from `x` on",
    "x_unit": "unit of `x`",
    "value": "the number drawn, to the last digit; empty where there is none",
    "unit": "its unit",
    "text": "words that are drawn",
}


def files_page(note: str) -> str:
    """The whole page."""
    return "\n\n".join(["# Files and their layout", note, HEAD, *_leaves(), *_versions(), *_documents()]) + "\n"


def _leaves() -> Iterator[str]:
    yield "## What each verb leaves"
    yield (
        "In the words with which each verb ends. `run`, `compare`, `sweep`, `study` and `sensitivity` leave "
        "`report.html` and everything that simulates a `manifest.json` besides; `failures.json` is there where a "
        "programme broke."
    )
    for verb, files in LEAVES.items():
        yield f"### sim {verb}"
        yield table(("file", "what it is"), [(f"`{name}`", what) for name, what in files.items()])


def _versions() -> Iterator[str]:
    yield "## Versions"
    yield table(("file", "where it says its version", "now"), [(file, at, str(now)) for file, at, now in VERSIONS])


def _documents() -> Iterator[str]:
    yield "## summary.json of a run"
    yield _keys(RUN_KEYS)
    yield "## summary.json of a comparison"
    yield f"{_keys(COMPARISON_KEYS)}\n\n[What a comparison says](comparison.md) tells what each of them means."
    yield "## manifest.json"
    yield _keys(MANIFEST_KEYS)
    yield "## report.html"
    yield (
        'A page for people, in one file that fetches nothing. The block `<script type="application/json" '
        f'id="{html.BLOCK}">` is for programs: from it alone `sim rerun` computes the numbers again.'
    )
    yield _keys(BLOCK_KEYS)
    yield "## scenario.yaml"
    yield (
        "Every [card](cards.md) with its value, nested by group, and the settings of the run (seed, replications). "
        "`sim rerun` takes the file or its folder; `--config-dir FOLDER --config-name scenario` runs it with changes."
    )
    yield "## charts/NAME.csv"
    yield "One long table with the same columns for every picture, so that one reader reads them all."
    yield table(("column", "what it holds"), [(f"`{name}`", COLUMN_MEANINGS[name]) for name in LongRow._fields])
    yield "## fragment.yaml and stack.yaml"
    yield (
        "Cards as records have them, nested by group like `scenario.yaml`, and only those that the records speak of; a "
        "comment above each says from what. `fragment=FILE` takes them ([records](calibrating.md)): of weekly cards "
        "`fragment.yaml`, of the request level `stack.yaml`. A key that is no card is refused with its line."
    )
    yield "## Tables as Parquet"
    yield "Column by column in [result tables](tables.md); units and meanings also stand in the files' own metadata."


def _keys(meanings: Mapping[str, str]) -> str:
    rows = [(", ".join(f"`{key}`" for key in keys.split(", ")), what) for keys, what in meanings.items()]
    return table(("key", "holds"), rows)
