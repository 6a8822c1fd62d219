"""Regions of `sim sensitivity`: in which worlds it happens, in words, with what each card means."""

from __future__ import annotations

from typing import Any

from sim.analysis.factors import Factor
from sim.analysis.regions import Region, run_regions
from sim.analysis.study import RunPoints
from sim.charts.words import percent
from sim.verbs.sensitivity_form import Found, Plan, in_unit
from sim.verbs.study_numbers import setting

WORLDS = 200


def regions(plan: Plan, run: RunPoints) -> Found:
    """In which worlds it happens."""
    result = run_regions(
        plan.base,
        plan.factors,
        plan.measure.name,
        worlds=plan.own.whole("worlds", WORLDS),
        seed=plan.seed,
        replications=plan.replications,
        run=run,
    )
    sentences = result.sentences()
    cards = {one.factor.name: one.factor for each in result.regions for one in each.conditions}
    return Found(
        finding=sentences[0].rstrip("."),
        heads=("region", "happens", "95% confidence", "of all worlds", "of all cases"),
        shown=[_region_line(each) for each in result.regions],
        records=[region_record(number, each) for number, each in enumerate(result.regions, start=1)],
        sentences=sentences,
        meanings=tuple((name, _meaning(each)) for name, each in cards.items()),
        leads_to=tuple(cards),
        details={"worlds": result.worlds, "held_out": result.held_out, "overall": result.overall},
    )


def _meaning(each: Factor) -> str:
    varied = each.told() if each.levels else f"{setting(each.name, each.low)} to {in_unit(each, each.high)}"
    return f"{each.card.meaning} Varied: {varied}."


def _where(region: Region) -> str:
    return " and ".join(condition.text for condition in region.conditions)


def _region_line(region: Region) -> list[str]:
    interval = f"{percent(region.low)} to {percent(region.high)}"
    return [_where(region), percent(region.density), interval, percent(region.mass), percent(region.coverage)]


def region_record(number: int, region: Region) -> dict[str, Any]:
    """A region as the files have it."""
    return {
        "region": number,
        "where": _where(region),
        "density": region.density,
        "low": region.low,
        "high": region.high,
        "mass": region.mass,
        "coverage": region.coverage,
        "density_found": region.density_found,
        "chance": region.chance,
    }
