"""Cards of the weekly model from a portfolio's volumes, and what the records are too short or too few for."""

from __future__ import annotations

import numpy as np

from sim.calibration.evidence import Fitted, written
from sim.calibration.volumes import Found
from sim.calibration.volumes_groups import STEADY
from sim.scenario.values import card_named

LEAST_WEEKS_FOR_LIFE, LEAST_WORKLOADS_FOR_LIFE = 26, 20
LEAST_FOR_SPREAD = 8
LEAST_FOR_NOISE = 3
LEAST_TURNS = 3
LEAST_SPREAD = 1e-6


def cards_of(rows: int, found: Found) -> tuple[list[Fitted], list[str]]:
    """The cards that the records say something about, and what they leave out; `rows` were used."""
    cards = _Cards(rows)
    _volume_cards(cards, found)
    _noise_cards(cards, found)
    _growth_card(cards, found)
    _life_cards(cards, found)
    if found.forecast is None and found.weeks.number:
        cards.left_out.append(
            f"An interval for the next month: {_weeks(found.weeks.number)} are too few, three are needed."
        )
    return cards.fitted, cards.left_out


def _weeks(number: int) -> str:
    return f"{number} whole week{'s' if number != 1 else ''}"


class _Cards:
    """Cards found so far; a value beyond what the model computes with is set to its limit, and that is said."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self.fitted: list[Fitted] = []
        self.left_out: list[str] = []

    def add(self, name: str, value: float, how: str, low: float | None = None, high: float | None = None) -> None:
        """One card."""
        card = card_named(name)
        least = -np.inf if card.at_least is None else card.at_least
        most = np.inf if card.at_most is None else card.at_most
        kept = float(min(max(value, least), most))
        if kept != value:
            how += f"; found {written(value)}, and the model takes {written(kept)} at the utmost"
        self.fitted.append(Fitted(name, kept, how, self._rows, card.unit, low, high))


def _volume_cards(cards: _Cards, found: Found) -> None:
    unequal = found.inequality
    if found.mean is None:
        cards.left_out.append("Mean and spread of volumes: fewer than five workloads have calls.")
        return
    told = "mean calls a week of a workload while it ran, before a turn"
    if unequal.lognormal_p is None or unequal.lognormal_rejected:
        told += "; what it leaves open is told too narrowly, as resampling draws no larger workload than there is"
    cards.add(
        "traffic.steady_calls_per_week",
        found.mean.value,
        told,
        found.mean.low,
        found.mean.high,
    )
    running = int((found.steady_volumes > 0).sum())
    if running < LEAST_FOR_SPREAD or unequal.log_sd is None or unequal.gini_log_sd is None:
        cards.left_out.append(f"opportunities.volume_log_sd: {running} workloads are too few, eight are needed.")
    elif unequal.lognormal_rejected:
        how = "spread of a lognormal with the Gini coefficient found, as the logs themselves are not normal"
        cards.add("opportunities.volume_log_sd", unequal.gini_log_sd, how)
    else:
        log_sd = unequal.log_sd
        how = "standard deviation of the logs of steady volumes"
        cards.add("opportunities.volume_log_sd", log_sd.value, how, log_sd.low, log_sd.high)


def _noise_cards(cards: _Cards, found: Found) -> None:
    noise = found.noise
    if noise is None or noise.workloads < LEAST_FOR_NOISE:
        if found.weeks.number:
            steady = int((found.groups.kind == STEADY).sum())
            cards.left_out.append(
                f"traffic.noise_log_sd and traffic.noise_memory: {steady} workloads with calls in each of "
                f"{_weeks(found.weeks.number)} are too few; three workloads and six weeks are needed."
            )
        return
    how = f"pooled over {noise.workloads} workloads with calls in every week, set right for the record being short"
    low, high = noise.log_sd_room or (None, None)
    cards.add("traffic.noise_log_sd", noise.log_sd, f"{how} (90% of resampled workloads)", low, high)
    if noise.log_sd < LEAST_SPREAD:
        cards.left_out.append("traffic.noise_memory: all weeks are alike, so there is nothing to remember.")
        return
    low, high = noise.memory_room or (None, None)
    cards.add("traffic.noise_memory", noise.memory, "the same, from one week to the next", low, high)


def _growth_card(cards: _Cards, found: Found) -> None:
    growth, weeks = found.growth, found.weeks.number
    if growth is None:
        if weeks:
            cards.left_out.append(
                f"traffic.growth_per_year: {_weeks(weeks)} and the workloads that last through them are too few; "
                "twelve weeks and five workloads are needed."
            )
    elif weeks < LEAST_WEEKS_FOR_LIFE:
        cards.left_out.append(
            f"traffic.growth_per_year: {_weeks(weeks)} leave {growth.low:+.0%} to {growth.high:+.0%} open, and cannot "
            "tell growth from season; half a year is needed."
        )
    else:
        season = "" if weeks >= 104 else "; less than two years cannot tell growth from season"  # noqa: PLR2004
        cards.add("traffic.growth_per_year", growth.value, f"mean slope of the logs{season}", growth.low, growth.high)


def _life_cards(cards: _Cards, found: Found) -> None:
    """Cards of a whole life, from a record of part of it: only where the record is long and has many workloads."""
    turns = found.turns
    names = "traffic.fade_share, traffic.fade_left, traffic.jump_share and traffic.jump_times"
    if turns is None or turns.weeks < LEAST_WEEKS_FOR_LIFE or turns.watched < LEAST_WORKLOADS_FOR_LIFE:
        cards.left_out.append(
            f"{names} speak of a whole life: half a year of {LEAST_WORKLOADS_FOR_LIFE} workloads that were there from "
            "the first week is needed."
        )
        return
    life = float(card_named("traffic.turn_weeks").default)
    assumed = (
        f"in {turns.weeks} weeks, scaled to a life by traffic.turn_weeks ({life:g}), the workloads taken as new at "
        "the record's start"
    )
    for name, number, what in (
        ("traffic.fade_share", turns.faded, "were abandoned"),
        ("traffic.jump_share", turns.jumped, "more than doubled and stayed"),
    ):
        share = turns.share(number, life)
        cards.add(name, share.value, f"{number} of {turns.watched} {what} {assumed}", share.low, share.high)
    for name, size, number, what in (
        ("traffic.fade_left", turns.fade_left, turns.faded, "mean share left of {} abandoned workloads"),
        ("traffic.jump_times", turns.jump_times, turns.jumped, "middle of {} jumps"),
    ):
        if size is not None and number >= LEAST_TURNS:
            cards.add(name, size, what.format(number))
        else:
            cards.left_out.append(f"{name}: {number} such workloads are too few, {LEAST_TURNS} are needed.")
