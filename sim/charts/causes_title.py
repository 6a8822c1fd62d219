"""How most programmes end, as a sentence: an end is called the commonest only where the counts allow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.mcnemar import mcnemar_p_value
from sim.analysis.proportions import LEVEL
from sim.charts.titles import NOTHING, any_of, each, runs
from sim.charts.words import capital, count, listed, month_number, month_of, name, number_word, percent

_NAMED = 3
"""Up to so many strategies with one and the same commonest end are named; more are counted."""


@dataclass(frozen=True)
class Ending:
    """What the title needs of one strategy: how many ended by each cause, of so many whose fate is known."""

    label: str
    total: int
    known: int
    counts: Mapping[str, int]
    first_end_months: float | None

    @property
    def order(self) -> list[str]:
        """The causes that occur, commonest first."""
        return sorted((one for one, number in self.counts.items() if number), key=lambda one: (-self.counts[one], one))

    def share(self, cause: str) -> float:
        """The share that ended by a cause."""
        return self.counts[cause] / self.known

    @property
    def commonest(self) -> str | None:
        """The end that clearly leads: no programme ends twice, so two ends differ as heads and tails do.

        The commonest is picked from all that occur, so every two of them count as looked at (Bonferroni).
        """
        order = self.order
        if not order:
            return None
        looks = max(1, len(order) * (len(order) - 1) // 2)
        second = self.counts[order[1]] if order[1:] else 0
        clear = mcnemar_p_value(self.counts[order[0]], second) < (1.0 - LEVEL) / looks
        return order[0] if clear else None


def causes_title(endings: Sequence[Ending], month: float) -> str:
    """How programmes end under each strategy."""
    endings = [one for one in endings if one.total]
    if not endings:
        return NOTHING
    return _one(endings[0], month) if len(endings) == 1 else _several(endings, month)


def _one(ending: Ending, month: float) -> str:
    now, order = month_number(month), ending.order
    if ending.total == 1:
        if not order:
            return f"The one simulated programme is still standing at {now}"
        return f"The one simulated programme ended in {month_of(ending.first_end_months or 0.0)}: {name(order[0])}"
    if not order:
        return f"All {count(ending.total)} programmes are still standing at {now}"
    shares = [f"{name(cause)} {percent(ending.share(cause))}" for cause in order[:2]]
    if len(order) == 1:
        return f"Programmes end in one way only, {name(order[0])}: {percent(ending.share(order[0]))} by {now}"
    if ending.commonest is None:
        return f"No end clearly leads at {runs([ending])}: {shares[0]}, {shares[1]} of programmes by {now}"
    first, second = (percent(ending.share(cause)) for cause in order[:2])
    return f"Programmes most often end {name(order[0])}: {first} by {now}, ahead of {name(order[1])} with {second}"


def _several(endings: Sequence[Ending], month: float) -> str:
    now = month_number(month)
    if not any(one.order for one in endings):
        return f"Every programme is still standing at {now}, under {each(len(endings))}"
    groups: dict[str, list[Ending]] = {}
    for one in endings:
        if one.commonest is not None:
            groups.setdefault(one.commonest, []).append(one)
    led = sorted(groups.items(), key=lambda pair: -len(pair[1]))
    parts = [f"{name(cause)} under {_under(group, len(endings))}{_range(cause, group)}" for cause, group in led]
    unclear = [one for one in endings if one.order and one.commonest is None]
    standing = [one for one in endings if not one.order]
    opening = f"by {now} programmes most often end {listed(parts)}" if parts else ""
    rest = [
        *([f"no end clearly leads under {_under(unclear, len(endings), any_of)}"] if unclear else []),
        *([f"every programme stands under {_under(standing, len(endings))}"] if standing else []),
    ]
    return capital("; ".join([*([opening] if opening else []), *rest]))


def _under(group: Sequence[Ending], of: int, everywhere: Callable[[int], str] = each) -> str:
    if len(group) == of:
        return everywhere(of)
    if len(group) > _NAMED:
        return f"{number_word(len(group))} of {number_word(of)} strategies"
    return listed([name(one.label) for one in group])


def _range(cause: str, group: Sequence[Ending]) -> str:
    """' (31%)' or ' (31% to 45%)'."""
    shares = sorted(one.share(cause) for one in group)
    low, high = percent(shares[0]), percent(shares[-1])
    return f" ({low})" if low == high else f" ({low} to {high})"
