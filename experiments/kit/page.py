"""A study's page: each claim with its mechanism, its design, its numbers and the verdict that follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sim
from experiments.kit.claims import NOT_JUDGED, Judged
from sim.charts.words import eur
from sim.verbs.figures import outcome_in_words

if TYPE_CHECKING:
    from experiments.kit.study import Plan

CAPTIONS = {
    "survival": "Survival in time",
    "causes": "How they end",
    "reached": "Reached the nth workload",
    "marginal_cost": "Marginal cost of the nth workload",
    "difference": "Differences in the same futures",
    "difference_standing": "Difference in standing",
    "difference_reached": "Difference in reaching the nth workload",
}


def page(
    plan: Plan, first: Sequence[Judged], second: Sequence[Judged], compared: sim.Comparison, maps: Mapping[str, str]
) -> str:
    """The whole page, every number of it computed."""
    return "\n".join(
        [
            f"# {plan.title}",
            "",
            "<!-- Written by this folder's study.py; do not edit. -->",
            "",
            *([f"**{compared.finding()}**", ""] if len(compared.results) > 1 else []),
            plan.question,
            "",
            f"Each run: {plan.replications:,} programmes, all in the same futures (seed {plan.seed}); a second seed "
            f"({plan.second_seed}) with as many says whether a verdict hangs on luck. Maps: {plan.map_replications} "
            "programmes in every cell. Intervals: 95%, luck only. Everything else is the default cards: a verdict "
            "speaks of them, and [other cards can give another one](../../docs/validity.md).",
            "",
            *([plan.remark, ""] if plan.remark else []),
            "| claim | what it says | verdict |",
            "| --- | --- | --- |",
            *(_row(one, other) for one, other in zip(first, second, strict=True)),
            "",
            *(line for chart in plan.charts for line in (f"![{CAPTIONS[chart]}](figures/{chart}.svg)", "")),
            "## How the runs end",
            "",
            *_ends(compared),
            "",
            "## What is run",
            "",
            *_arms(plan),
            "",
            *(
                line
                for one, other in zip(first, second, strict=True)
                for line in _claim(one, other, plan, maps.get(one.claim.name))
            ),
        ]
    )


def _row(one: Judged, other: Judged) -> str:
    claim = one.claim
    return f"| [{claim.name}](#{anchor(claim.name)}) | {claim.says} | **{one.verdict}**{_flip(one, other)} |"


def anchor(heading: str) -> str:
    """Where a heading is found on its page."""
    kept = "".join(each for each in heading.lower() if each.isalnum() or each in " -")
    return kept.replace(" ", "-")


def _flip(one: Judged, other: Judged) -> str:
    """What a reader has to know of luck."""
    if one.word == NOT_JUDGED:
        return ""
    if one.holds != other.holds:
        return f" (under the second seed: **{other.word}**)"
    return "" if one.sure and other.sure else " (close: other luck might give another verdict)"


def _ends(compared: sim.Comparison) -> Iterator[str]:
    outcomes = dict.fromkeys(name for one in compared.results.values() for name in one.numbers["outcomes"])
    yield f"| run | {' | '.join(outcome_in_words(name) for name in outcomes)} | twenty live | payoff |"
    yield f"| --- |{' ---: |' * (len(outcomes) + 2)}"
    for name, one in compared.results.items():
        numbers = one.numbers
        shares = [f"{numbers['outcomes'].get(outcome, {'share': 0.0})['share']:.0%}" for outcome in outcomes]
        twenty, payoff = numbers["reached_target"]["share"], numbers["payoff_eur"]["mean"]
        yield f"| `{name}` | {' | '.join(shares)} | {twenty:.0%} | {eur(payoff)} |"


def _arms(plan: Plan) -> Iterator[str]:
    yield "| run | what it is |"
    yield "| --- | --- |"
    for name, words in plan.arms.items():
        yield f"| `{name}` | `{' '.join(words)}` |"


def _claim(one: Judged, other: Judged, plan: Plan, picture: str | None) -> Iterator[str]:
    claim = one.claim
    yield f"## {claim.name}"
    yield ""
    yield f"*{claim.says}*"
    yield ""
    yield f"**Verdict: {one.verdict}**{_flip(one, other)}."
    yield ""
    yield f"Mechanism: {claim.mechanism}"
    yield ""
    if claim.checks:
        yield f"| what is measured | the claim allows | seed {plan.seed} | seed {plan.second_seed} | holds |"
        yield "| --- | --- | --- | --- | --- |"
        for check, found, again in zip(claim.checks, one.found, other.found, strict=True):
            holds = "–" if not check.decides else "yes" if check.holds(found) else "no"
            close = "" if check.sure(found) else ", close"
            yield f"| {check.says} | {check.bounds(found.unit)} | {found.words} | {again.words} | {holds}{close} |"
        yield ""
    for text in (claim.bounds, claim.remark):
        if text:
            yield text
            yield ""
    if picture is not None and one.cells is not None:
        yield f"{one.cells.region.why} It holds in {one.cells.holding} of {len(one.cells.flat)} cells" + (
            f", of which and of the others {one.cells.unsure} are close." if one.cells.unsure else "."
        )
        yield ""
        yield f"![Where {claim.name} holds](figures/{picture})"
        yield ""


def verdicts_of(plan: Plan, first: Sequence[Judged], second: Sequence[Judged]) -> dict[str, Any]:
    """The same for the table of all claims."""
    return {
        "title": plan.title,
        "replications": plan.replications,
        "seeds": [plan.seed, plan.second_seed],
        "claims": [
            {
                "claim": one.claim.number,
                "part": one.claim.part,
                "says": one.claim.says,
                "verdict": one.verdict,
                "word": one.word,
                "sure": one.sure and other.sure,
                "second_seed": other.word,
                "measured": [
                    {"what": check.says, "value": _number(found.value), "low": _number(found.low),
                     "high": _number(found.high), "unit": found.unit, "holds": bool(check.holds(found))}
                    for check, found in zip(one.claim.checks, one.found, strict=True)
                ],
            }
            for one, other in zip(first, second, strict=True)
        ],
    }  # fmt: skip


def _number(value: float) -> float | None:
    """A number that JSON has."""
    return None if value != value or value in (float("inf"), float("-inf")) else float(f"{value:.6g}")  # noqa: PLR0124
