"""Morris screening and Sobol indices of `sim sensitivity`: many cards at once, as tables and records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.factors import Factor
from sim.analysis.measures import Measure
from sim.analysis.morris import NEGLIGIBLE, Effect, Screening, run_morris
from sim.analysis.sobol_indices import Index, run_sobol
from sim.analysis.study import RunPoints
from sim.charts.morris import MorrisBar, MorrisChart, draw_morris
from sim.charts.sobol import Share, SobolBar, SobolChart, draw_sobol, share
from sim.charts.words import listed, percent
from sim.errors import InputError
from sim.verbs.sensitivity_form import MOST_SHOWN, Document, Found, Picture, Plan, Told, measure_of, the_first
from sim.verbs.study_numbers import measured, says

SCREEN_ABOVE = 6
TRAJECTORIES, ROWS = 10, 64


def morris(plan: Plan, run: RunPoints) -> Found:
    """Which cards matter at all."""
    result = _screening(plan, run)
    left = [each.name for each in result.survivors()]
    return Found(
        records=[_morris_record(effect, left) for effect in result.effects],
        leads_to=tuple(left),
        details={
            "trajectories": result.trajectories,
            "stays": left,
            "unordered": [each.factor.name for each in result.effects if not each.factor.ordered],
        },
    )


def tell_morris(document: Document) -> Told:
    """From the card that moves the measure most."""
    measure, chart = measure_of(document), morris_chart(document)
    rows, more = the_first(document["rows"], lambda rest: f"{rest} more cards are in sensitivity.csv, all smaller.")
    return Told(
        finding=chart.title,
        heads=("card", "mu*", "95% confidence", "mu", "sigma", "stays"),
        shown=[_morris_line(measure, row) for row in rows],
        footnotes=(
            *more,
            "mu*: mean size of what the measure does over the card's full range; mu: the same with its sign; sigma: "
            "large where the card bends the measure or works through others. The interval is over the trajectories. "
            f"A card stays unless its whole interval lies below {percent(NEGLIGIBLE)} of the largest mu*.",
        ),
        pictures=(Picture("morris", "how far each card moves it over its range", chart, draw_morris),),
    )


def morris_chart(document: Document) -> MorrisChart:
    """The numbers that the picture is drawn from."""
    rows = document["rows"]
    bars = [
        MorrisBar(
            card=row["card"],
            size=row["mu_star"],
            low=row["mu_star_low"],
            high=row["mu_star_high"],
            mean=row["mu"],
            sigma=row["sigma"],
            stays=row["stays"],
            ordered=row["card"] not in document["unordered"],
        )
        for row in rows
    ]
    measure, least = measure_of(document), NEGLIGIBLE * rows[0]["mu_star"]
    size = (document["trajectories"], document["replications"])
    return MorrisChart(says(measure), measure.unit, *size, least, tuple(bars))


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


def _morris_line(measure: Measure, row: Mapping[str, Any]) -> list[str]:
    keys = ("mu_star", "mu_star_low", "mu_star_high", "mu", "sigma")
    size, low, high, mu, sigma = (measured(measure, row[key]) for key in keys)
    return [row["card"], size, f"{low} to {high}", mu, sigma, "yes" if row["stays"] else "no"]


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
    return Found(
        records=[_sobol_record(*one) for one in ranked],
        leads_to=tuple(each.name for each, _, total in ranked if total.low > 0.0),
        details={"rows_drawn": result.rows, "variance": result.indices.variance, "left_out": dropped},
    )


def tell_sobol(document: Document) -> Told:
    """From the largest share of the variance."""
    chart, dropped = sobol_chart(document), document["left_out"]
    return Told(
        finding=chart.title,
        heads=("card", "alone", "95% confidence", "with others", "95% confidence"),
        shown=[[row["card"], *_index(row, "first"), *_index(row, "total")] for row in document["rows"]],
        footnotes=(
            "Alone: share of the variance over the ranges that the card explains by itself; with others: all that it "
            "takes part in. The intervals are over the rows drawn; an index of a card without influence may come out "
            "below zero.",
            *([_dropped(dropped)] if dropped else []),
        ),
        pictures=(Picture("sobol", "the share of the variance that each card brings", chart, draw_sobol),),
    )


def _dropped(cards: Sequence[str]) -> str:
    named = [*cards[:MOST_SHOWN], *([f"{len(cards) - MOST_SHOWN} more"] if len(cards) > MOST_SHOWN else [])]
    return f"Left out by the screening before: {listed(named)}."


def sobol_chart(document: Document) -> SobolChart:
    """The numbers that the picture is drawn from."""
    bars = [
        SobolBar(
            row["card"],
            *(Share(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in ("first", "total")),
        )
        for row in document["rows"]
    ]
    size = (document["rows_drawn"], document["replications"])
    return SobolChart(says(measure_of(document)), *size, tuple(bars))


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


def _index(row: Mapping[str, Any], name: str) -> tuple[str, str]:
    value, low, high = (share(row[key]) for key in (name, f"{name}_low", f"{name}_high"))
    return value, f"{low} to {high}"


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
