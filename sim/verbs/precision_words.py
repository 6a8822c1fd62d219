"""What is said of precision: on the way, of each look, and at the end, of what was reached."""

from __future__ import annotations

from collections.abc import Mapping

from sim.analysis.measures import Measure
from sim.analysis.precision import Look, Reached
from sim.analysis.trials import MOST_RUNS
from sim.charts.words import count, eur
from sim.precise import PreciseComparison, PreciseResults, Watch
from sim.results import Comparison, Results
from sim.verbs.screen import note, paragraph, say

EUR = "EUR"
_WHOLE_FROM = 1_000.0


def half_width(value: float, measure: Measure) -> str:
    """±1.9 points, ±€120k, ±0.31 weeks."""
    if measure.kind == "share":
        return f"±{100 * value:.2g} points"
    if measure.unit == EUR:
        return f"±{eur(value, 1)}"
    return f"±{figure(value)} {measure.unit}".rstrip()


def figure(value: float) -> str:
    """100,000; 0.31."""
    return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:.3g}"


def watch(quiet: bool) -> Watch:
    """Each look on stderr: why it is not over yet."""

    def told(look: Look, following: int | None) -> None:
        if following is not None and not quiet:
            share = look.widest.half_width / look.widest.wanted if look.widest.wanted else float("inf")
            note(
                f"sim: {count(look.replications)} programmes: the interval is {share:.1f} times as wide as asked for; "
                f"on to {count(following)}"
            )

    return told


def say_reached(results: Results | Comparison) -> None:
    """The line after the findings; nothing where no precision was asked for."""
    if isinstance(results, PreciseResults):
        say(paragraph(reached(results.precision)))
        say()
    elif isinstance(results, PreciseComparison):
        say(paragraph(reached(results.precision, results.labels())))
        say()


def reached(found: Reached, labels: Mapping[str, str] | None = None) -> str:
    """What was reached, what was asked for, with how many programmes; at the cap also what it would take."""
    widest, measure = found.last.widest, found.goal.measure
    narrow, wanted = half_width(widest.half_width, measure), half_width(widest.wanted, measure)
    looks = f"{len(found.looks)} look{'s' if len(found.looks) > 1 else ''}"
    size = f"{count(found.last.replications)} programmes{' each' if widest.pair else ''}"
    of = f"{'every paired difference of ' if widest.pair else ''}{measure.name}"
    widest_pair = _pair(widest.pair, labels or {})
    if found.capped:
        return (
            f"NOT as precise as asked for: {of} is known to {narrow} ({wanted} asked for){widest_pair}, with the "
            f"{size} of most_replications. {needed(found.last.needed())}"
        )
    known = f"{narrow} or better" if widest.pair else narrow
    return f"Precision: {of} is known to {known} ({wanted} asked for){widest_pair}: {size}, {looks}."


def needed(runs: int | None) -> str:
    """What it would take."""
    if runs is None:
        return f"It would take more than {count(MOST_RUNS)}: ask for less."
    return f"It would take about {count(runs)}: most_replications={runs}."


def _pair(pair: tuple[str, str] | None, labels: Mapping[str, str]) -> str:
    if pair is None:
        return ""
    first, second = (labels.get(name, name) for name in pair)
    return f", widest between {first} and {second}"
