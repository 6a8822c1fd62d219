"""One sentence that compares strategies: who leads, who is clearly behind, or that nothing is clear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.analysis.paired import PairedDifference
from sim.charts.evidence import Estimate, Verdict
from sim.charts.words import capital, count, listed, name, number_word, of_hundred

_NAMED = 3
"""Up to so many strategies are named with their number; more are given as a range."""


@dataclass(frozen=True)
class Phrases:
    """The same claim of one strategy, of a further one, and of several, with `{who}` and `{much}` to fill in."""

    one: str
    further: str
    many: str


@dataclass(frozen=True)
class Runs:
    """How many replications stand behind a comparison."""

    fewest: int
    most: int

    def __str__(self) -> str:
        span = count(self.most) if self.fewest == self.most else f"{count(self.fewest)} to {count(self.most)}"
        return f"{span} replication{'' if self.most == 1 else 's'}"


@dataclass(frozen=True)
class Sentence:
    """A comparison about to be written."""

    verdict: Verdict
    runs: Runs
    phrases: Phrases
    shown: Callable[[Sequence[float]], list[str]]

    def __str__(self) -> str:
        return capital(self._text())

    def _text(self) -> str:
        verdict = self.verdict
        if verdict.same:
            return f"No difference at {self.runs}: {self._claims((verdict.best,), 'each strategy')}"
        if not verdict.behind:
            return f"No clear difference at {self.runs}: {self._claims(verdict.order)}{self._duel()}"
        if len(verdict.leaders) > 1:
            return f"No clear leader at {self.runs}: {self._claims(verdict.leaders)}; {self._behind()}"
        if len(verdict.order) <= _NAMED:
            return f"{self._claims(verdict.order)}{self._duel()}"
        others = f"the {number_word(len(verdict.behind))} others ({self._span(verdict.behind)})"
        return f"{self._claims((verdict.best,))}, clearly ahead of {others}"

    def _claims(self, estimates: Sequence[Estimate], who: str = "") -> str:
        """The strategies with their numbers, or how many there are and their range."""
        if len(estimates) > _NAMED:
            several = f"{number_word(len(estimates))} strategies"
            return self.phrases.many.format(who=several, much=self._span(estimates))
        shown = self.shown([one.value for one in estimates])
        first, *further = zip((who or name(one.label) for one in estimates), shown, strict=False)
        parts = [self.phrases.one.format(who=first[0], much=first[1])]
        parts += [self.phrases.further.format(who=label, much=much) for label, much in further]
        return ", ".join(parts)

    def _span(self, estimates: Sequence[Estimate]) -> str:
        low, high = self.shown([min(one.value for one in estimates), max(one.value for one in estimates)])
        return low if low == high else f"{low} to {high}"

    def _behind(self) -> str:
        behind, best = self.verdict.behind, name(self.verdict.best.label)
        if len(behind) > _NAMED:
            return f"{number_word(len(behind))} others are clearly behind {best} ({self._span(behind)})"
        labels, shown = listed([name(one.label) for one in behind]), self.shown([one.value for one in behind])
        return f"{labels} {'is' if len(behind) == 1 else 'are'} clearly behind {best} with {listed(shown)}"

    def _duel(self) -> str:
        duel = self.verdict.duel
        return f"; {name(self.verdict.best.label)} is {paired(duel)}" if duel and len(self.verdict.order) == 2 else ""  # noqa: PLR2004


def paired(duel: PairedDifference) -> str:
    """'better in 83 of 100 paired futures', and the rest where it is not simply the opposite."""
    text = f"better in {of_hundred(duel.better, duel.total)} paired futures"
    return text if duel.tied == 0 else f"{text}, worse in {of_hundred(duel.worse, duel.total).split(' of ')[0]}"
