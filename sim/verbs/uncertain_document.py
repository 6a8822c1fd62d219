"""What worlds say as files: tidy tables and the summary, under the strategies' names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sim.analysis.regions import Discovery
from sim.analysis.uncertainty import Part, Split
from sim.analysis.worlds import Better, WorldsDifference
from sim.verbs.sensitivity_regions import region_record
from sim.verbs.uncertain_findings import Findings

Record = dict[str, Any]


def split_records(found: Findings, names: Mapping[str, str]) -> list[Record]:
    """A row for each strategy and headline."""
    return [{"strategy": names[label], "measure": name, **_split(each)} for (label, name), each in found.splits.items()]


def difference_records(found: Findings, names: Mapping[str, str]) -> list[Record]:
    """A row for each pair and headline, first minus second."""
    return [
        {"first": names[each.first], "second": names[each.second], "measure": each.measure.name, **_difference(each)}
        for each in found.differences
    ]


def robust_records(found: Findings, names: Mapping[str, str]) -> list[Record]:
    """A row for each rule of choice and strategy."""
    return [
        {
            "rule": rule.name,
            "unit": rule.unit,
            "strategy": names[label],
            "value": value,
            "picked": label in rule.picks,
            "steady": rule.steady,
        }
        for rule in (found.choice.criteria if found.choice else ())
        for label, value in zip(found.choice.strategies if found.choice else (), rule.values, strict=True)
    ]


def information_records(found: Findings) -> list[Record]:
    """A row for each card, dearest first."""
    return [
        {
            "card": each.card,
            "worth_eur": each.net_eur,
            "low_eur": each.low_eur,
            "high_eur": each.high_eur,
            "noise_floor_eur": each.floor_eur,
            "fitted_eur": each.raw_eur,
            "noise_eur": each.noise_eur,
            "p_value": each.p_value,
            "clear": each.clear,
        }
        for each in found.information or ()
    ]


def region_records(found: Mapping[str, Discovery], names: Mapping[str, str]) -> Record:
    """For each strategy how often it happens over all worlds, and the regions."""
    return {
        names[label]: {
            "overall": each.overall,
            "held_out": each.held_out,
            "sentences": list(each.sentences()),
            "regions": [region_record(number, one) for number, one in enumerate(each.regions, start=1)],
        }
        for label, each in found.items()
    }


def _difference(each: WorldsDifference) -> Record:
    better = asdict(each.better) if each.better else dict.fromkeys(one.name for one in fields(Better))
    return {**_split(each.split), **better}


def _split(each: Split) -> Record:
    head = {name: getattr(each, name) for name in ("mean", "low", "high", "p10", "p90")}
    return {
        **head,
        **_part("cards_variance", each.cards),
        **_part("luck_variance", each.luck),
        **_part("cards_share", each.share),
    }


def _part(name: str, part: Part | None) -> Record:
    keys = (name, f"{name}_low", f"{name}_high")
    return dict.fromkeys(keys) if part is None else dict(zip(keys, (part.value, part.low, part.high), strict=True))
