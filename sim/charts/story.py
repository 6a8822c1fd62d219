"""How one programme ended, in one sentence: the title of its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.charts.rows import Row, number, optional_number, text
from sim.charts.words import MONTHS_PER_WEEK, capital, count, eurs, month_of, months, name, number_word

STANDING = "censored"
_MONEY_OUTCOMES = frozenset({"insolvent", "frozen"})
_INSTANT_WEEKS = 1e-6


@dataclass(frozen=True)
class Money:
    """What the programme cost a year against what it was allowed."""

    run_rate_eur: float
    budget_eur: float
    with_plan: bool


def timeline_title(replication: Row, money: Money | None, target: int) -> str:
    """The outcome with its month and its reason; for one still standing, how far it came."""
    outcome = text(replication, "outcome")
    if outcome == STANDING:
        return _still_standing(replication, target)
    when = f"{capital(name(outcome))} in {month_of(number(replication, 'outcome_week') * MONTHS_PER_WEEK)}"
    if outcome in _MONEY_OUTCOMES and money is not None and money.run_rate_eur > money.budget_eur:
        run_rate, budget = eurs(money.run_rate_eur, money.budget_eur)
        plan = " with its plan" if money.with_plan else ""
        return f"{when}: run-rate{plan} {run_rate} a year against a budget of {budget}"
    cause = text(replication, "cause_text").rstrip(". ")
    if cause.lower().startswith(name(outcome).lower()):
        return cause
    return f"{when}: {cause}" if cause else when


def _still_standing(replication: Row, target: int) -> str:
    live = round(number(replication, "live_end"))
    length = months(number(replication, "outcome_week") * MONTHS_PER_WEEK)
    reached = optional_number(replication, "reached_target_week")
    standing = f"Still standing after {length} with {count(live)} workload{'' if live == 1 else 's'} live"
    if reached is not None:
        return f"{standing}; {number_word(target)} reached in {month_of(reached * MONTHS_PER_WEEK)}"
    return f"{standing}, short of {number_word(target)}"


def money_at(reviews: Sequence[Row], weekly: Sequence[Row], week: float) -> Money | None:
    """The last review up to then, which counts the committed plan; without reviews, the last week's row."""
    for rows, with_plan in ((reviews, True), (weekly, False)):
        past = [row for row in rows if number(row, "week") <= week + _INSTANT_WEEKS]
        if past:
            last = max(past, key=lambda row: number(row, "week"))
            return Money(number(last, "run_rate_eur"), number(last, "budget_eur"), with_plan)
    return None
