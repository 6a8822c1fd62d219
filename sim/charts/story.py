"""How one programme ended, in one sentence: the title of its timeline."""

from __future__ import annotations

from sim.charts.rows import Row, number, optional_number, text
from sim.charts.words import MONTHS_PER_WEEK, capital, count, month_of, months, name, number_word

STANDING = "censored"
MOST_LETTERS = 130
"""Of a title: what fits two lines of it; the story beside the picture has all causes."""

_CAUSE = "; "


def timeline_title(replication: Row, target: int) -> str:
    """The outcome with its month, and as many of its causes as a title holds; else how far the programme came."""
    outcome = text(replication, "outcome")
    if outcome == STANDING:
        return _still_standing(replication, target)
    cause = text(replication, "cause_text").rstrip(". ")
    if not cause.lower().startswith(name(outcome).lower()):
        when = f"{capital(name(outcome))} in {month_of(number(replication, 'outcome_week') * MONTHS_PER_WEEK)}"
        cause = f"{when}: {cause}" if cause else when
    return _short(cause)


def _short(chain: str) -> str:
    """Whole causes only, the first ones, and what happened in any case."""
    head, *causes = chain.split(_CAUSE)
    for cause in causes:
        longer = f"{head}{_CAUSE}{cause}"
        if len(longer) > MOST_LETTERS:
            break
        head = longer
    return head


def _still_standing(replication: Row, target: int) -> str:
    live = round(number(replication, "live_end"))
    length = months(number(replication, "outcome_week") * MONTHS_PER_WEEK)
    reached = optional_number(replication, "reached_target_week")
    standing = f"Still standing after {length} with {count(live)} workload{'' if live == 1 else 's'} live"
    if reached is not None:
        return f"{standing}; {number_word(target)} reached in {month_of(reached * MONTHS_PER_WEEK)}"
    return f"{standing}, short of {number_word(target)}"
