"""The sequencing study: `python experiments/sequencing/study.py [replications=N] [to=FOLDER]` writes its page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

import sim
from sim.analysis.proportions import proportion

HERE = Path(__file__).parent
MONTHS_PER_WEEK = 12 / 52


@dataclass(frozen=True)
class Finding:
    """One claim, what was measured for it, and whether that agrees."""

    claim: str
    says: str
    measured: str
    agrees: bool


Measure = Callable[[sim.Comparison], Finding]


def values(results: sim.Results, column: str) -> np.ndarray:
    """A column of the replications, without those that have none."""
    found = results.table("replications", ["replication", column]).column(column).drop_null()
    return np.asarray(found.to_numpy())


def middle(results: sim.Results, column: str) -> tuple[float, str]:
    """Median of a column and its middle 80%, in words."""
    found = values(results, column)
    low, median, high = np.quantile(found, [0.1, 0.5, 0.9])
    return float(median), f"median {median:.1f}, middle 80% {low:.1f} to {high:.1f}, in {len(found)} programmes"


def platform_month(claim: str, says: str, name: str, months: tuple[float, float]) -> Measure:
    """When the platform ships, against the months that the claim names."""

    def measure(compared: sim.Comparison) -> Finding:
        weeks = values(compared.results[name], "platform_week")
        low, median, high = np.quantile(weeks * MONTHS_PER_WEEK, [0.1, 0.5, 0.9])
        text = f"`{name}`: month {median:.1f} in the median, middle 80% {low:.1f} to {high:.1f}"
        return Finding(claim, says, text, months[0] <= median <= months[1])

    return measure


def refactors(compared: sim.Comparison) -> Finding:
    """How often a platform designed before any application has to be refactored, beside one that was extracted."""
    shares = {}
    for name in ("platform_first", "application_first"):
        events = compared.results[name].table("events", ["replication", "what"]).to_pydict()
        hit = {r for r, what in zip(events["replication"], events["what"], strict=True) if what == "refactor_started"}
        shares[name] = proportion(len(hit), compared.results[name].replications)
    first, extracted = shares["platform_first"], shares["application_first"]
    text = (
        f"refactored in {first.share:.0%} ({first.low:.0%} to {first.high:.0%}) of `platform_first` programmes and "
        f"{extracted.share:.0%} ({extracted.low:.0%} to {extracted.high:.0%}) of `application_first` ones"
    )
    says = "A platform built before any application is coherent and wrong; an extracted one is right."
    return Finding("D-SEQ-1, D-SEQ-2", says, text, first.low > extracted.high)


def centre_reaches_twenty(compared: sim.Comparison) -> Finding:
    """Whether a centre of excellence scales to twenty."""
    reached = len(values(compared.results["coe"], "reached_target_week"))
    share = proportion(reached, compared.results["coe"].replications)
    text = f"`coe` reaches twenty in {share.share:.1%} ({share.low:.1%} to {share.high:.1%})"
    return Finding("D-SEQ-10", "No centre of excellence seen to scale to twenty.", text, share.high < 0.05)


def first_question(compared: sim.Comparison) -> Finding:
    """How many workloads are live when finance asks."""
    median, text = middle(compared.results["application_first"], "first_question_live")
    return Finding("D-ECON-2", "Finance asks around workload five.", f"`application_first`: {text}", 4 <= median <= 6)


def surprise(compared: sim.Comparison) -> Finding:
    """True over assumed cost at that question."""
    median, text = middle(compared.results["application_first"], "surprise_ratio")
    says = "The true cost is three to five times the assumed one."
    return Finding("D-ECON-3", says, f"`application_first`: {text}", 3 <= median <= 5)


def late_workloads_cheaper(compared: sim.Comparison) -> Finding:
    """The twentieth workload against the average of the first three, within each programme that has both."""
    parts = []
    agree = True
    for name in ("application_first", "platform_first"):
        rows = compared.results[name].table("workloads", ["replication", "n", "marginal_cost_eur"]).to_pydict()
        costs: dict[int, dict[int, float]] = {}
        for replication, n, cost in zip(*rows.values(), strict=True):
            costs.setdefault(replication, {})[n] = cost
        cheaper = [cost[20] < (cost[1] + cost[2] + cost[3]) / 3 for cost in costs.values() if 20 in cost]
        share = proportion(sum(cheaper), len(cheaper))
        parts.append(f"`{name}` {share.share:.0%} ({share.low:.0%} to {share.high:.0%}) of {len(cheaper)}")
        agree = agree and share.low > 0.5
    says = "A programme scales when its latest workload costs less than the average of its first three."
    text = "the twentieth is below that average in " + ", ".join(parts) + " programmes that reach it"
    return Finding("D-ECON-5", says, text, agree)


MEASURES: tuple[Measure, ...] = (
    platform_month("D-SEQ-1", "Platform first ships in month six.", "platform_first", (5.0, 8.0)),
    platform_month("D-SEQ-2", "An extracted platform ships in month nine.", "application_first", (8.0, 11.0)),
    refactors,
    centre_reaches_twenty,
    first_question,
    surprise,
    late_workloads_cheaper,
)


def page(compared: sim.Comparison, replications: int, seed: int) -> str:
    """The study's page, every number of it computed."""
    lines = [
        "# Sequencing: which order of work survives",
        "",
        "<!-- Written by `python experiments/sequencing/study.py`; do not edit. -->",
        "",
        f"**{compared.finding()}**",
        "",
        f"{replications:,} programmes per strategy under the same luck (seed {seed}), 14 engineers each, five years, "
        "from the default cards. The model is the foundation's subset: what it leaves out stands at the end of "
        "[the model's page](../../docs/model.md), and every strategy looks better without it.",
        "",
        "![Survival in time](figures/survival.svg)",
        "",
        "![Reached the nth workload](figures/reached.svg)",
        "",
        "![Marginal cost of the nth workload](figures/marginal_cost.svg)",
        "",
        "## Same futures, side by side",
        "",
        "| first | second | reaches twenty more often by | payoff higher by | pays off better in |",
        "| --- | --- | --- | --- | --- |",
    ]
    for pair in compared.pairs:
        reach, payoff = pair.differences["reached_target"], pair.differences["payoff_eur"]
        lines.append(
            f"| `{pair.first}` | `{pair.second}` | {reach.mean:+.1%} ({reach.low:+.1%} to {reach.high:+.1%}) "
            f"| €{payoff.mean / 1e6:+.2f}M ({payoff.low / 1e6:+.2f} to {payoff.high / 1e6:+.2f}) "
            f"| {100 * payoff.better / payoff.total:.0f} of 100 futures |"
        )
    lines += ["", "Intervals: 95%, luck only; they say nothing about the cards being right.", "", "## Claims", ""]
    lines += ["| claim | what it says | what came out | verdict |", "| --- | --- | --- | --- |"]
    for measure in MEASURES:
        found = measure(compared)
        verdict = "emerges" if found.agrees else "does not emerge from the default cards"
        lines.append(f"| {found.claim} | {found.says} | {found.measured} | **{verdict}** |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Compare, draw, write."""
    given = {"to": str(HERE), **yaml.safe_load((HERE / "study.yaml").read_text(encoding="utf-8"))}
    wrong = [argument for argument in arguments if argument.partition("=")[0] not in ("to", "replications", "seed")]
    if wrong or not all("=" in argument for argument in arguments):
        sys.exit("usage: study.py [replications=N] [seed=N] [to=FOLDER]; without to= the page beside it is renewed")
    given.update(dict(argument.split("=", 1) for argument in arguments))
    folder, replications, seed = Path(given["to"]), int(given["replications"]), int(given["seed"])
    compared = sim.compare(given["strategies"], replications=replications, seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    compared.write_charts(folder / "figures")
    (folder / "README.md").write_text(page(compared, replications, seed), encoding="utf-8")
    print(f"{folder / 'README.md'} written")


if __name__ == "__main__":
    main(sys.argv[1:])
