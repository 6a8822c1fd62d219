"""Regions of `sim sensitivity`: in which worlds it happens, in words, with what each card means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analysis.factors import Factor
from sim.analysis.regions import Region, run_regions
from sim.analysis.study import RunPoints
from sim.charts.words import percent
from sim.verbs.sensitivity_form import Document, Found, Plan, Told, range_told

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
    cards = {one.factor.name: one.factor for each in result.regions for one in each.conditions}
    return Found(
        records=[region_record(number, each) for number, each in enumerate(result.regions, start=1)],
        sentences=result.sentences(),
        meanings=tuple((name, _meaning(each)) for name, each in cards.items()),
        leads_to=tuple(cards),
        details={"worlds": result.worlds, "held_out": result.held_out, "overall": result.overall},
    )


def tell_regions(document: Document) -> Told:
    """In the order in which they were found."""
    return Told(
        finding=str(document["sentences"][0]).rstrip("."),
        heads=("region", "happens", "95% confidence", "of all worlds", "of all cases"),
        shown=[_region_line(row) for row in document["rows"]],
    )


def _meaning(each: Factor) -> str:
    return f"{each.card.meaning} Varied: {range_told(each)}."


def _where(region: Region) -> str:
    return " and ".join(condition.text for condition in region.conditions)


def _region_line(row: Mapping[str, Any]) -> list[str]:
    density, low, high, mass, coverage = (percent(row[key]) for key in ("density", "low", "high", "mass", "coverage"))
    return [row["where"], density, f"{low} to {high}", mass, coverage]


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
