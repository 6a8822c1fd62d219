"""The sequencing study: this script writes its page.

python experiments/sequencing/study.py [replications=N] [seed=N] [to=FOLDER]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

import sim
from experiments.sequencing.claims import MEASURES
from experiments.sequencing.evidence import MONTHS_PER_WEEK, Study, column, events, middle, percent, weeks_between
from sim.analysis.proportions import proportion
from sim.charts.words import eur
from sim.composition import compose_job
from sim.verbs.figures import outcome_in_words

HERE = Path(__file__).parent


def run(strategies: Sequence[str], variants: Mapping[str, Sequence[str]], replications: int, seed: int) -> Study:
    """Strategies and variants under the same luck."""
    compared = sim.compare(strategies, replications=replications, seed=seed)
    found = {
        name: sim.simulate(compose_job(words).scenario, replications=replications, seed=seed)
        for name, words in variants.items()
    }
    return Study(compared, found)


def page(study: Study, replications: int, seed: int) -> str:
    """The study's page, every number of it computed."""
    return "\n".join(
        [
            "# Sequencing: which order of work survives",
            "",
            "<!-- Written by `python experiments/sequencing/study.py`; do not edit. -->",
            "",
            f"**{study.compared.finding()}**",
            "",
            f"{replications:,} programmes per strategy under the same luck (seed {seed}), 14 engineers each, five "
            "years, from the default cards. What the model assumes stands in [the model's page](../../docs/model.md). "
            "A verdict speaks of these cards: other cards can give another one. Intervals: 95%, luck only.",
            "",
            "![Survival in time](figures/survival.svg)",
            "",
            "![How they end](figures/causes.svg)",
            "",
            "![Reached the nth workload](figures/reached.svg)",
            "",
            "![Differences in the same futures](figures/difference.svg)",
            "",
            "![Marginal cost of the nth workload](figures/marginal_cost.svg)",
            "",
            "## How they end",
            "",
            *_ends(study.compared),
            "",
            "## Same futures, side by side",
            "",
            *_differences(study.compared),
            "",
            "## Claims",
            "",
            *_claims(study),
            "",
            "## Beside published outcomes",
            "",
            *_published(study),
            "",
        ]
    )


def _ends(compared: sim.Comparison) -> Iterator[str]:
    outcomes = dict.fromkeys(name for one in compared.results.values() for name in one.numbers["outcomes"])
    yield f"| strategy | {' | '.join(outcome_in_words(name) for name in outcomes)} | twenty live | payoff |"
    yield f"| --- |{' ---: |' * (len(outcomes) + 2)}"
    for name, one in compared.results.items():
        numbers = one.numbers
        shares = [f"{numbers['outcomes'].get(outcome, {'share': 0.0})['share']:.0%}" for outcome in outcomes]
        twenty, payoff = numbers["reached_target"]["share"], numbers["payoff_eur"]["mean"]
        yield f"| `{name}` | {' | '.join(shares)} | {twenty:.0%} | {eur(payoff)} |"


def _differences(compared: sim.Comparison) -> Iterator[str]:
    """Each strategy against the one that has twenty live most often."""
    best = compared.best()
    yield f"| `{best}` against | twenty live more often by | payoff higher by | pays off better in |"
    yield "| --- | --- | --- | --- |"
    for name in (name for name in compared.results if name != best):
        reach, payoff = compared.difference(best, name, "reached_target"), compared.difference(best, name)
        yield (
            f"| `{name}` | {reach.mean:+.1%} ({reach.low:+.1%} to {reach.high:+.1%}) "
            f"| €{payoff.mean / 1e6:+.2f}M ({payoff.low / 1e6:+.2f} to {payoff.high / 1e6:+.2f}) "
            f"| {100 * payoff.better / payoff.total:.0f} of 100 futures |"
        )


def _claims(study: Study) -> Iterator[str]:
    yield "| claim | what it says | what came out | verdict |"
    yield "| --- | --- | --- | --- |"
    for measure in MEASURES:
        found = measure(study)
        verdict = "emerges" if found.agrees else "does not emerge from the default cards"
        yield f"| {found.claim} | {found.says} | {found.measured} | **{verdict}** |"


def _published(study: Study) -> Iterator[str]:
    """Bands of plausibility only: what is counted differs from survey to survey, and from here."""
    one = study["application_first"]
    ideas = len(events(one, "idea"))
    live, shelved = int(column(one, "went_live").sum()), int(column(one, "shelved").sum())
    _, months = middle(weeks_between(one, "build_started", "live") * MONTHS_PER_WEEK)
    yield "Published shares count ideas, projects or pilots of many organisations; `application_first` counts its own."
    yield ""
    yield "| published | `application_first` |"
    yield "| --- | --- |"
    yield (
        "| 48–54% of projects reach production (Gartner 2019–2024) "
        f"| {percent(proportion(live, ideas))} of use cases that were asked for go live within five years |"
    )
    yield (
        "| 46% of proofs of concept are scrapped (S&P Global 2025) "
        f"| {percent(proportion(shelved, shelved + live))} of pilots that came to an end were shelved |"
    )
    yield (
        "| about 8 months from prototype to production (Gartner) "
        f"| months from the start of a build to live: {months.replace('programmes', 'builds')} |"
    )


def main(arguments: list[str]) -> None:
    """Compare, draw, write."""
    given: dict[str, Any] = {"to": str(HERE), **yaml.safe_load((HERE / "study.yaml").read_text(encoding="utf-8"))}
    wrong = [argument for argument in arguments if argument.partition("=")[0] not in ("to", "replications", "seed")]
    if wrong or not all("=" in argument for argument in arguments):
        sys.exit("usage: study.py [replications=N] [seed=N] [to=FOLDER]; without to= the page beside it is renewed")
    given.update(dict(argument.split("=", 1) for argument in arguments))
    folder, replications, seed = Path(given["to"]), int(given["replications"]), int(given["seed"])
    study = run(given["strategies"], given["variants"], replications, seed)
    folder.mkdir(parents=True, exist_ok=True)
    text = page(study, replications, seed)
    for path in study.compared.write_charts(folder / "figures"):
        if f"figures/{path.stem}.svg" not in text:
            path.unlink()
    (folder / "README.md").write_text(text, encoding="utf-8")
    print(f"{folder / 'README.md'} written")


if __name__ == "__main__":
    main(sys.argv[1:])
