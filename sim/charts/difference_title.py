"""How one strategy does against the others in reaching the target and in payoff, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.charts.comparison import Runs
from sim.charts.signed import signed_points
from sim.charts.words import capital, eur, name, number_word

REACHED, PAYOFF = "reached_target", "payoff_eur"


def difference_title(
    one: str,
    others: Sequence[str],
    signs: Mapping[str, Sequence[int]],
    means: Mapping[str, float],
    target: int,
    runs: Runs,
) -> str:
    """`signs` say of each other strategy whether the one is clearly higher (1), clearly lower (-1), or neither (0).

    `means` are the differences from the first other, told where there is no further one.
    """
    goal = number_word(target)
    if len(others) == 1:
        return _duel(one, others[0], {measure: signs[measure][0] for measure in signs}, means, goal, runs)
    reached, payoff = (_counts(signs[measure], len(others)) for measure in (REACHED, PAYOFF))
    if not reached and not payoff:
        which = f"{name(one)} and the {number_word(len(others))} others"
        return f"No clear difference at {runs} between {which}, in reaching {goal} or in payoff"
    parts = [
        f"reaches {goal} clearly {_joined(reached, 'more often', 'less often')}" if reached else "",
        f"pays clearly {_joined(payoff, 'more', 'less')}" if payoff else "",
    ]
    claims = " and ".join(part for part in parts if part)
    missing = "" if reached and payoff else f"; no clear difference {_in(bool(reached), goal)}"
    return capital(f"{name(one)} {claims}{missing}")


def _duel(one: str, other: str, signs: Mapping[str, int], means: Mapping[str, float], goal: str, runs: Runs) -> str:
    who, whom = name(one), name(other)
    reached, payoff = signs[REACHED], signs[PAYOFF]
    if not reached and not payoff:
        return f"No clear difference at {runs} between {who} and {whom}, in reaching {goal} or in payoff"
    apart = signed_points(abs(means[REACHED]))[1:]
    often = f"reaches {goal} {apart} {_of(reached, 'more', 'less')} often than {whom}"
    pays = f"pays {eur(abs(means[PAYOFF]))} {_of(payoff, 'more', 'less')}"
    if reached and payoff:
        return capital(f"{who} {often} {'and' if reached == payoff else 'but'} {pays}")
    if reached:
        return capital(f"{who} {often}; no clear difference {_in(True, goal)}")
    return capital(f"{who} {pays} than {whom}; no clear difference {_in(False, goal)}")


def _in(reached: bool, goal: str) -> str:
    return "in payoff" if reached else f"in reaching {goal}"


def _of(sign: int, higher: str, lower: str) -> str:
    return higher if sign > 0 else lower


def _counts(signs: Sequence[int], others: int) -> list[tuple[int, str]]:
    """How many the one is clearly above, and below, in words."""
    found = [(sign, sum(each == sign for each in signs)) for sign in (1, -1)]
    return [(sign, of_others(number, others)) for sign, number in found if number]


def of_others(number: int, others: int) -> str:
    """'three of five others', 'both others'."""
    if number == others:
        return "both others" if others == 2 else f"all {number_word(others)} others"  # noqa: PLR2004
    return f"{number_word(number)} of {number_word(others)} others"


def _joined(counts: Sequence[tuple[int, str]], higher: str, lower: str) -> str:
    return " and ".join(f"{_of(sign, higher, lower)} than {number}" for sign, number in counts)
