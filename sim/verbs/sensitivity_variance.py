"""Morris screening and Sobol indices of `sim sensitivity`: many cards at once, as tables and records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.factors import Factor
from sim.analysis.measures import Measure
from sim.analysis.morris import Effect, Screening, run_morris
from sim.analysis.sobol_indices import Index, SobolAnalysis, run_sobol
from sim.analysis.study import RunPoints
from sim.charts.words import listed, percent
from sim.errors import InputError
from sim.verbs.sensitivity_form import Found, Plan
from sim.verbs.study_numbers import measured, says

SCREEN_ABOVE = 6
TRAJECTORIES, ROWS = 10, 64
_MOST_NAMED = 4
_OPEN = 0.5
"""An interval of a share that is wider than this says nothing."""


def morris(plan: Plan, run: RunPoints) -> Found:
    """Which cards matter at all."""
    result = _screening(plan, run)
    left = [each.name for each in result.survivors()]
    return Found(
        finding=_screened(plan.measure, left, len(plan.factors)),
        heads=("card", "mu*", "95% confidence", "mu", "sigma", "stays"),
        shown=[_morris_line(plan.measure, effect, left) for effect in result.effects],
        records=[_morris_record(effect, left) for effect in result.effects],
        footnotes=(
            "mu*: mean size of what the measure does over the card's full range; mu: the same with its sign; sigma: "
            "large where the card bends the measure or works through others. The interval is over the trajectories.",
        ),
        details={"trajectories": result.trajectories, "stays": left},
    )


def _screening(plan: Plan, run: RunPoints) -> Screening:
    return run_morris(
        plan.base,
        plan.factors,
        plan.measure.name,
        trajectories=plan.own.whole("trajectories", TRAJECTORIES),
        seed=plan.seed,
        replications=plan.replications,
        run=run,
    )


def _screened(measure: Measure, left: Sequence[str], cards: int) -> str:
    if not left:
        return f"None of {cards} cards moves {says(measure)} in these futures"
    names = listed([*left[:_MOST_NAMED], *([f"{len(left) - _MOST_NAMED} more"] if len(left) > _MOST_NAMED else [])])
    return f"{len(left)} of {cards} cards cannot be left out for {says(measure)}: {names}"


def _morris_line(measure: Measure, effect: Effect, left: Sequence[str]) -> list[str]:
    values = [effect.mu_star, effect.low, effect.high, effect.mu, effect.sigma]
    size, low, high, mu, sigma = (measured(measure, value) for value in values)
    return [effect.factor.name, size, f"{low} to {high}", mu, sigma, "yes" if effect.factor.name in left else "no"]


def _morris_record(effect: Effect, left: Sequence[str]) -> dict[str, Any]:
    return {
        "card": effect.factor.name,
        "mu_star": effect.mu_star,
        "mu_star_low": effect.low,
        "mu_star_high": effect.high,
        "mu": effect.mu,
        "sigma": effect.sigma,
        "stays": effect.factor.name in left,
    }


def sobol(plan: Plan, run: RunPoints) -> Found:
    """Which share of the variance each card brings; many cards are screened first."""
    kept, dropped = _screen(plan, run)
    result = run_sobol(
        plan.base,
        kept,
        plan.measure.name,
        rows=plan.own.whole("rows", ROWS),
        seed=plan.seed,
        replications=plan.replications,
        run=run,
    )
    ranked = sorted(
        zip(result.factors, result.indices.first, result.indices.total, strict=True),
        key=lambda one: (-one[2].share, one[0].name),
    )
    screened = [f"Left out by the screening before: {listed(dropped)}."] if dropped else []
    return Found(
        finding=_shared_out(result, ranked),
        heads=("card", "alone", "95% confidence", "with others", "95% confidence"),
        shown=[[each.name, *_index(first), *_index(total)] for each, first, total in ranked],
        records=[_sobol_record(*one) for one in ranked],
        footnotes=(
            "Alone: share of the variance over the ranges that the card explains by itself; with others: all that it "
            "takes part in. The intervals are over the rows drawn; an index of a card without influence may come out "
            "below zero.",
            *screened,
        ),
        details={"rows": result.rows, "variance": result.indices.variance, "left_out": dropped},
    )


def _screen(plan: Plan, run: RunPoints) -> tuple[tuple[Factor, ...], list[str]]:
    """The cards that a Morris screening leaves, in their order, where there are too many for Sobol indices at once."""
    if len(plan.factors) <= SCREEN_ABOVE:
        plan.own.refuse({"trajectories": f"the screening, which more than {SCREEN_ABOVE} cards go through first"})
        return plan.factors, []
    screening = _screening(plan, run)
    left = {each.name for each in screening.survivors()}
    if not left:
        raise InputError(
            f"measure={plan.measure.name}: none of the {len(plan.factors)} cards moves it in these futures; take wider "
            "ranges, other cards, more replications or another measure"
        )
    kept = tuple(each for each in plan.factors if each.name in left)
    return kept, [each.name for each in plan.factors if each.name not in left]


def _shared_out(result: SobolAnalysis, ranked: Sequence[tuple[Factor, Index, Index]]) -> str:
    each, _, total = ranked[0]
    if total.high - total.low > _OPEN:
        return (
            f"{result.rows} rows leave open how the variance of {says(result.measure)} is shared out: the interval of "
            f"{each.name} runs from {_share(total.low)} to {_share(total.high)}; take rows={4 * result.rows}"
        )
    opening = f"{each.name} takes part in {_share(total.share)} of the variance of {says(result.measure)}"
    if len(ranked) == 1:
        return opening
    other, _, second = ranked[1]
    apart = "" if total.low > second.high else "; at so many rows the two are not told apart"
    return f"{opening}, {other.name} in {_share(second.share)}{apart}"


def _index(index: Index) -> tuple[str, str]:
    return _share(index.share), f"{_share(index.low)} to {_share(index.high)}"


def _share(share: float) -> str:
    return percent(share) if share >= 0 else f"\N{MINUS SIGN}{percent(-share)}"


def _sobol_record(each: Factor, first: Index, total: Index) -> dict[str, Any]:
    return {
        "card": each.name,
        "first": first.share,
        "first_low": first.low,
        "first_high": first.high,
        "total": total.share,
        "total_low": total.low,
        "total_high": total.high,
    }
