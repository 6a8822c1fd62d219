"""What a calibration says on the terminal."""

from __future__ import annotations

from collections.abc import Callable

from sim.analysis.abc_calibration import Calibration
from sim.analysis.abc_forecast import Expected
from sim.analysis.abc_moved import Moved
from sim.charts.words import count, eur, percent
from sim.verbs.calibrate_document import forecast
from sim.verbs.calibrate_plan import Asked
from sim.verbs.figures import UNKNOWN
from sim.verbs.screen import heading, paragraph, say, table
from sim.verbs.sensitivity_form import in_unit
from sim.verbs.study_numbers import setting

MOST_SHOWN = 10


def title(asked: Asked) -> str:
    """The heading of the page."""
    plan = asked.plan
    return (
        f"{plan.base.label or plan.base.name} against {plan.history.file.name}: {count(len(plan.points.changes))} "
        f"draws of {count(len(plan.factors))} cards (seed {plan.points.seed})"
    )


def show(found: Calibration) -> None:
    """How well it fits, what moved, what comes; or why nothing is concluded."""
    say(paragraph(f"Given: {found.plan.history.in_words()}."))
    say()
    say(paragraph(f"{found.sentence}."))
    say()
    if found.after is None:
        return
    _show_moved(found)
    _show_forecast(found)


def _show_moved(found: Calibration) -> None:
    say(heading("Cards that the history moves, before and after: median (middle 80%)"))
    clear = [one for one in found.moved if one.clear]
    if clear:
        rows = [[one.factor.name, told(one, one.before), told(one, one.after)] for one in clear[:MOST_SHOWN]]
        say(table(("", "before", "after"), rows))
        say(paragraph("Chance alone would move no card as far in 95 of 100 deals. All cards are in moved.csv."))
    else:
        say(paragraph("None moves farther than chance would have moved one of so many. All cards are in moved.csv."))
    say()


def told(one: Moved, values: tuple[float, float, float]) -> str:
    """'12 weeks (6 to 20)'."""
    low, middle, high = (_value(one, value) for value in values)
    return f"{in_unit(one.factor.name, middle)} ({setting(one.factor.name, low)} to {setting(one.factor.name, high)})"


def bare(one: Moved, values: tuple[float, float, float]) -> str:
    """The same without the unit."""
    low, middle, high = (setting(one.factor.name, _value(one, value)) for value in values)
    return f"{middle} ({low} to {high})"


def _value(one: Moved, value: float) -> object:
    if one.factor.levels and not one.factor.ordered:
        return one.factor.levels[round(value)]
    return round(value) if one.factor.whole else value


def _show_forecast(found: Calibration) -> None:
    say(heading("What comes, before and after"))
    rows = []
    for before, after in forecast(found):
        one = after or before
        assert one is not None
        rows.append([one.measure, *_cells(before, one.unit), *_cells(after, one.unit)])
    say(table(("", "before", "95% or 8 of 10", "after", "95% or 8 of 10"), rows))
    say(
        paragraph(
            "Shares with their 95% confidence. Of workloads and payoff the median and where 8 of 10 programmes lie: "
            "cards and luck together. Before: as drawn, from the first day; after: from the history on, under other "
            "luck. Payoff and endings count from the first day to the horizon."
        )
    )
    say()


def _cells(one: Expected | None, unit: str) -> list[str]:
    if one is None:
        return [percent(0.0) if unit == "share" else UNKNOWN, UNKNOWN]
    tell: Callable[[float], str] = {"share": percent, "EUR": eur}.get(unit, lambda value: f"{value:.0f}")
    if one.median is None or one.p10 is None or one.p90 is None:
        return [tell(one.mean), f"{tell(one.low)} to {tell(one.high)}"]
    return [tell(one.median), f"{tell(one.p10)} to {tell(one.p90)}"]
