"""What a model test says about routing, in words: a saving, none, or too little to tell; and the cards it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.calibration.evidence import Evidence, Fitted, Section
from sim.calibration.routing import LEAST_QUESTIONS, Estimate, Routed, RoutingFit
from sim.calibration.routing_cascade import cascade_section
from sim.calibration.routing_table import RoutingTable

Verdict = Literal["saving", "no saving", "cost unknown", "too few questions"]
CHART = "routing"


@dataclass(frozen=True)
class Judged:
    """A table with its fit and what follows from it."""

    table: RoutingTable
    fit: RoutingFit
    price_said: float | None

    @property
    def verdict(self) -> Verdict:
        """Whether routing saves anything beyond the quality that it gives up."""
        pair = self.table.pair
        if pair.questions < LEAST_QUESTIONS:
            return "too few questions"
        if pair.small_price is None:
            return "cost unknown"
        useful = self.fit.best[1].useful
        cheaper = pair.small_price < 1.0
        return "saving" if cheaper and useful is not None and useful.low > 0.0 else "no saving"

    @property
    def finding(self) -> str:
        """The first line of everything."""
        pair, fit = self.table.pair, self.fit
        large, small = pair.large_name, pair.small_name
        way, best = fit.best
        if self.verdict == "too few questions":
            return f"{pair.questions} questions are too few to say what {small} can take; it needs {LEAST_QUESTIONS}"
        if self.verdict == "no saving":
            return f"No saving: {self._why_none()}"
        head = f"{small} is better than {large} on these questions; " if fit.difference.low > 0.0 else ""
        if best.share.value >= 1.0:
            kept = fit.small_quality.value / fit.large_quality.value if fit.large_quality.value > 0.0 else 1.0
            text = (
                f"{'all' if head else 'All'} calls can go to {small}, which keeps {kept:.0%} of the quality of {large}"
            )
        else:
            share = f"{best.share.value:.0%} of calls can go to {small} {way}"
            text = f"{share} and keep {fit.quality:.0%} of the quality of {large}"
        return (
            f"{head}{text}" if best.saved is None else f"{head}{text}: {_most(best.saved.value)} of the cost is saved"
        )

    def _why_none(self) -> str:
        pair, useful = self.table.pair, self.fit.best[1].useful
        price = pair.small_price
        if price is not None and price >= 1.0:
            times = "as much as" if price < 1.005 else f"{price:.3g} times"  # noqa: PLR2004
            return f"an answer of {pair.small_name} costs {times} one of {pair.large_name}"
        if self.fit.quality >= 1.0 and self.fit.best[1].share.value <= 0.0:
            return f"{pair.small_name} is good enough nowhere when nothing may be lost"
        if useful is not None and useful.value <= 0.0:
            return f"what {pair.small_name} saves is no more than the quality it loses"
        return f"{pair.questions:,} questions cannot tell the saving by {pair.small_name} from none"


def _most(share: float) -> str:
    """A percentage; never all where something is left."""
    return ">99%" if 0.995 <= share < 1.0 else f"{share:.0%}"  # noqa: PLR2004


def evidence_of(judged: Judged, identity: dict[str, Any], pictures: Sequence[str]) -> Evidence:
    """Everything for the folder."""
    table = judged.table
    return Evidence(
        kind="routing",
        source=table.source,
        finding=judged.finding,
        unit_read=table.unit_read,
        read=table.read,
        used=table.used,
        fitted=_fitted(judged),
        sections=tuple(_sections(judged, pictures)),
        identity=identity,
        numbers=_numbers(judged),
        rejected=table.rejected,
        left_out=_left_out(judged),
        tables=_tables(judged),
    )


def _fitted(judged: Judged) -> tuple[Fitted, ...]:
    pair = judged.table.pair
    way, best = judged.fit.best
    found: list[Fitted] = []
    share = best.share
    if judged.verdict in ("saving", "cost unknown"):
        told = f"calls that {pair.small_name} takes {way} while {judged.fit.quality:.0%} of the quality is kept"
        found.append(
            Fitted("lever_effects.simple_share", share.value, told, judged.table.used, "share", share.low, share.high)
        )
    elif judged.verdict == "no saving":
        found.append(Fitted("lever_effects.simple_share", 0.0, judged.finding, judged.table.used, "share"))
    price = pair.small_price
    if price is not None and judged.price_said is None and price <= 1.0 and judged.verdict != "too few questions":
        told = f"mean cost of an answer of {pair.small_name} over one of {pair.large_name}"
        found.append(Fitted("lever_effects.small_model_price", price, told, judged.table.used, "share"))
    return tuple(found)


def _left_out(judged: Judged) -> tuple[str, ...]:
    pair, price = judged.table.pair, judged.table.pair.small_price
    found = []
    if judged.verdict == "too few questions":
        found.append(f"lever_effects.*: {pair.questions} questions; a share needs {LEAST_QUESTIONS}")
    if price is None:
        found.append(
            "lever_effects.small_model_price and whether anything is saved: the file has no cost above 0; say what the "
            "small model costs as a share of the large one with price=0.1"
        )
    elif judged.price_said is not None:
        found.append(f"lever_effects.small_model_price: {price:g} is the line's, not the file's")
    elif price > 1.0:
        found.append(f"lever_effects.small_model_price: {price:.3g}, and the card takes at most 1")
    if judged.fit.quality < 1.0:
        found.append(
            f"what {1.0 - judged.fit.quality:.0%} less quality costs: the weekly model takes simple calls as answered "
            "as well"
        )
    if not pair.has_domains:
        found.append("routing by domain: the table names none")
    return tuple(found)


# --- the page ---------------------------------------------------------------------------------------------------------


def _sections(judged: Judged, pictures: Sequence[str]) -> list[Section]:
    table = judged.table
    sections = [
        Section("How the table was read", table.understood),
        Section("The two models", _compared(judged), *_model_rows(judged)),
        Section("What can be routed", _ways_told(judged), *_way_rows(judged), tuple(pictures)),
    ]
    if table.cascades:
        sections.append(cascade_section(judged.table, judged.fit.quality))
    return sections


def _compared(judged: Judged) -> tuple[str, ...]:
    pair, difference = judged.table.pair, judged.fit.difference
    if difference.low > 0.0:
        told = f"**{pair.small_name} is better than {pair.large_name}**"
    elif difference.high < 0.0:
        told = f"{pair.small_name} is worse than {pair.large_name}"
    else:
        told = f"These questions show no difference in quality between {pair.small_name} and {pair.large_name}"
    return (f"{told}: {_points(difference)} points of quality.",)


def _points(one: Estimate) -> str:
    return f"{100 * one.value:+.1f} ({100 * one.low:+.1f} to {100 * one.high:+.1f})"


def _model_rows(judged: Judged) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    large = next(one for one in judged.table.models if one.name == judged.table.pair.large_name)
    rows = []
    for one in sorted(judged.table.models, key=lambda each: -each.quality):
        cost = "" if one.cost is None else f"{one.cost:.4g}"
        share = "" if one.cost is None or not large.cost else f"{one.cost / large.cost:.2%}"
        rows.append((one.name, f"{one.questions:,}", f"{one.quality:.1%}", cost, share))
    return ("model", "questions", "quality", "cost of an answer", f"of {large.name}"), tuple(rows)


def _ways_told(judged: Judged) -> tuple[str, ...]:
    fit = judged.fit
    text = [
        f"At least {fit.quality:.1%} of the quality of {judged.table.pair.large_name} is to be kept. Intervals are "
        "95%, from drawing the questions again; they say nothing about other questions than these.",
    ]
    if fit.by_domain is not None and fit.gain is not None:
        text.append(
            "By domain: domains are put in order on one half of the questions and judged on the other, both ways, over "
            f"8 halvings; {_gain(fit.gain)}"
        )
    if fit.oracle is not None:
        text.append("At most: a router that knows beforehand which answers will be right. No router reaches it.")
    if fit.best[1].useful is not None:
        text.append(
            "A useful answer is cheaper by what is saved beyond the quality that is given up; only that counts as a "
            "saving, and only where its interval lies above zero."
        )
    return tuple(text)


def _gain(gain: Estimate) -> str:
    told = f"{100 * gain.value:+.1f} points of calls ({100 * gain.low:+.1f} to {100 * gain.high:+.1f}) beside a coin."
    return told if gain.low > 0.0 else f"{told} That is no more than chance, so the coin's share is used."


def _way_rows(judged: Judged) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    fit = judged.fit
    rows = [_way("at random", fit.at_random)]
    if fit.by_domain is not None:
        rows.append(_way("by domain", fit.by_domain))
    if fit.oracle is not None:
        rows.append(("at most, unreachable", f"{fit.oracle:.1%}", "", ""))
    return ("way", "share to the small model", "cost saved", "useful answer cheaper by"), tuple(rows)


def _way(name: str, one: Routed) -> tuple[str, ...]:
    return name, _percents(one.share), _percents(one.saved), _percents(one.useful)


def _percents(one: Estimate | None) -> str:
    return "" if one is None else f"{one.value:.1%} ({one.low:.1%} to {one.high:.1%})"


# --- numbers ----------------------------------------------------------------------------------------------------------


def _numbers(judged: Judged) -> dict[str, Any]:
    fit, pair = judged.fit, judged.table.pair
    return {
        "verdict": judged.verdict,
        "quality": fit.quality,
        "large": pair.large_name,
        "small": pair.small_name,
        "questions": pair.questions,
        "domains": len(pair.domains),
        "joint_outcomes_known": pair.joint,
        "small_price": pair.small_price,
        "large_quality": _spans(fit.large_quality),
        "small_quality": _spans(fit.small_quality),
        "difference": _spans(fit.difference),
        "at_random": _routed(fit.at_random),
        "by_domain": None if fit.by_domain is None else _routed(fit.by_domain),
        "gain_of_domains": None if fit.gain is None else _spans(fit.gain),
        "at_most": fit.oracle,
        "models": [
            {"model": one.name, "quality": one.quality, "cost": one.cost, "questions": one.questions}
            for one in judged.table.models
        ],
    }  # fmt: skip


def _routed(one: Routed) -> dict[str, Any]:
    parts = {"share": one.share, "saved": one.saved, "useful": one.useful}
    return {name: None if each is None else _spans(each) for name, each in parts.items()}


def _spans(one: Estimate) -> dict[str, float]:
    return {"value": one.value, "low": one.low, "high": one.high}


def _tables(judged: Judged) -> dict[str, tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]]:
    pair = judged.table.pair
    if not pair.has_domains:
        return {}
    places = len(pair.domains)
    asked = np.bincount(pair.domain, weights=pair.count, minlength=places)
    large, small = (
        np.bincount(pair.domain, weights=worth * pair.count, minlength=places) / asked
        for worth in (pair.large, pair.small)
    )
    rows = tuple(
        (name, int(asked[place]), float(large[place]), float(small[place]), float(large[place] - small[place]))
        for place, name in enumerate(pair.domains)
    )
    return {"domains.csv": (("domain", "questions", "large_quality", "small_quality", "lost"), rows)}
