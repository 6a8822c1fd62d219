"""Morris screening and Sobol indices of `sim sensitivity`: many cards at once, as tables and records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.factors import Factor
from sim.analysis.measures import Measure
from sim.analysis.morris import NEGLIGIBLE, Effect, Screening, run_morris
from sim.analysis.sobol_indices import Index, SobolAnalysis, run_sobol
from sim.analysis.study import RunPoints
from sim.charts.morris import MorrisBar, MorrisChart, draw_morris
from sim.charts.sobol import Share, SobolBar, SobolChart, draw_sobol, share
from sim.charts.words import listed, percent
from sim.errors import InputError
from sim.verbs.sensitivity_form import MOST_SHOWN, Found, Picture, Plan, the_first
from sim.verbs.study_numbers import measured, says

SCREEN_ABOVE = 6
TRAJECTORIES, ROWS = 10, 64


def morris(plan: Plan, run: RunPoints) -> Found:
    """Which cards matter at all."""
    result = _screening(plan, run)
    left = [each.name for each in result.survivors()]
    chart = morris_chart(result, left)
    effects, more = the_first(result.effects, lambda rest: f"{rest} more cards are in sensitivity.csv, all smaller.")
    return Found(
        finding=chart.title,
        heads=("card", "mu*", "95% confidence", "mu", "sigma", "stays"),
        shown=[_morris_line(plan.measure, effect, left) for effect in effects],
        records=[_morris_record(effect, left) for effect in result.effects],
        footnotes=(
            *more,
            "mu*: mean size of what the measure does over the card's full range; mu: the same with its sign; sigma: "
            "large where the card bends the measure or works through others. The interval is over the trajectories. "
            f"A card stays unless its whole interval lies below {percent(NEGLIGIBLE)} of the largest mu*.",
        ),
        pictures=(Picture("morris", "how far each card moves it over its range", chart, draw_morris),),
        leads_to=tuple(left),
        details={"trajectories": result.trajectories, "stays": left},
    )


def morris_chart(result: Screening, left: Sequence[str]) -> MorrisChart:
    """The numbers that the picture is drawn from."""
    bars = [
        MorrisBar(
            card=each.factor.name,
            size=each.mu_star,
            low=each.low,
            high=each.high,
            mean=each.mu,
            sigma=each.sigma,
            stays=each.factor.name in left,
            ordered=each.factor.ordered,
        )
        for each in result.effects
    ]
    measure, least = result.measure, NEGLIGIBLE * result.effects[0].mu_star
    return MorrisChart(says(measure), measure.unit, result.trajectories, result.replications, least, tuple(bars))


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
    screened = [_dropped(dropped)] if dropped else []
    chart = sobol_chart(result, ranked)
    return Found(
        finding=chart.title,
        heads=("card", "alone", "95% confidence", "with others", "95% confidence"),
        shown=[[each.name, *_index(first), *_index(total)] for each, first, total in ranked],
        records=[_sobol_record(*one) for one in ranked],
        footnotes=(
            "Alone: share of the variance over the ranges that the card explains by itself; with others: all that it "
            "takes part in. The intervals are over the rows drawn; an index of a card without influence may come out "
            "below zero.",
            *screened,
        ),
        pictures=(Picture("sobol", "the share of the variance that each card brings", chart, draw_sobol),),
        leads_to=tuple(each.name for each, _, total in ranked if total.low > 0.0),
        details={"rows": result.rows, "variance": result.indices.variance, "left_out": dropped},
    )


def _dropped(cards: Sequence[str]) -> str:
    named = [*cards[:MOST_SHOWN], *([f"{len(cards) - MOST_SHOWN} more"] if len(cards) > MOST_SHOWN else [])]
    return f"Left out by the screening before: {listed(named)}."


def sobol_chart(result: SobolAnalysis, ranked: Sequence[tuple[Factor, Index, Index]]) -> SobolChart:
    """The numbers that the picture is drawn from."""
    bars = [
        SobolBar(each.name, *(Share(index.share, index.low, index.high) for index in (first, total)))
        for each, first, total in ranked
    ]
    return SobolChart(says(result.measure), result.rows, result.replications, tuple(bars))


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


def _index(index: Index) -> tuple[str, str]:
    return share(index.share), f"{share(index.low)} to {share(index.high)}"


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
