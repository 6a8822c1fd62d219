"""The charts of a calibration, with the provenance that each carries in its footer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim import __version__
from sim.analysis.abc_calibration import Calibration
from sim.analysis.abc_forecast import BAND, WHOLE
from sim.analysis.tables import Floats
from sim.charts.cards import EUR
from sim.charts.files import write_chart
from sim.charts.history_fit import FitChart, FitPanel, draw_fit
from sim.charts.history_forecast import ForecastChart, draw_forecast
from sim.charts.history_moved import MOST_SHOWN, MovedBar, MovedChart, draw_moved
from sim.charts.provenance import Provenance
from sim.charts.words import MONTHS_PER_WEEK, count
from sim.errors import WorkFailed
from sim.folders import short_hash
from sim.verbs.calibrate_plan import Asked
from sim.verbs.calibrate_tables import bare
from sim.verbs.sensitivity_form import Picture


def pictures_of(found: Calibration) -> list[Picture]:
    """What there is to draw."""
    drawn = [Picture("fit", "the history beside what was drawn", fit_chart(found), draw_fit)]
    if found.after is not None:
        drawn += [
            Picture("moved", "the cards that moved", moved_chart(found), draw_moved),
            Picture("forecast", "live workloads from the history on", forecast_chart(found), draw_forecast),
        ]
    return drawn


def draw(asked: Asked, found: Calibration, folder: Path) -> None:
    """All of them as SVG, PNG and CSV."""
    plan = asked.plan
    ranges = f"the ranges of {count(len(plan.factors))} cards"
    assumptions = (ranges, "each card as likely above its value as below", "the distance as docs/history.md states it")
    provenance = Provenance(
        short_hash(asked.identity), plan.points.seed, __version__, len(plan.points.changes), assumptions
    )
    for picture in pictures_of(found):
        try:
            write_chart(picture.draw(picture.data, provenance), picture.data, folder, picture.name)
        except OSError as error:
            raise WorkFailed(f"{folder}: charts cannot be written ({error.strerror or error})") from error


def fit_chart(found: Calibration) -> FitChart:
    """Bands of draws and the history's numbers, month by month."""
    history, rows = found.plan.history, found.watched
    months = [0.0, *(week * MONTHS_PER_WEEK for week in rows.weeks)]
    weights = None if found.after is None else found.nearness.weights
    live: list[tuple[float, float]] = []
    if history.live is not None:
        seen = {mark.week for mark in found.nearness.marks if mark.part == "live"}
        live = [(week * MONTHS_PER_WEEK, float(history.live_at(week))) for week in sorted(seen)]
    spent, spend = 0.0, []
    whole = all(one.start == before for one, before in zip(history.spends, _starts(history.spends), strict=True))
    for one in history.spends if whole else ():
        spent += one.amount_eur
        spend.append((one.end * MONTHS_PER_WEEK, spent))
    panels = [
        _panel(found, "Live workloads", "workloads", months, rows.live, weights, live),
        _panel(found, "Spent so far", EUR, months, rows.spend_eur, weights, spend),
    ]
    sentence = "" if found.after is not None else found.sentence
    return FitChart(tuple(panels), len(found.nearness.weights), found.kept, found.nearness.effective, sentence)


def _starts(spends: Sequence[object]) -> list[float]:
    """Where each spend begins if none leaves a gap; with one, sums from the first day on are not known."""
    return [0.0, *(float(getattr(one, "end")) for one in spends[:-1])] if spends else []  # noqa: B009


def _panel(
    found: Calibration,
    measure: str,
    unit: str,
    months: Sequence[float],
    values: Floats,
    weights: Floats | None,
    seen: Sequence[tuple[float, float]],
) -> FitPanel:
    from_zero = np.column_stack([np.zeros(len(values)), values])
    after = () if weights is None else tuple(found.band(from_zero, weights))
    return FitPanel(measure, unit, tuple(months), tuple(found.band(from_zero)), after, tuple(seen))


def moved_chart(found: Calibration) -> MovedChart:
    """The ten cards that moved farthest."""
    bars = tuple(
        MovedBar(
            one.factor.name, one.factor.card.unit, one.before, one.after, bare(one, one.before), bare(one, one.after),
            one.clear,
        )
        for number, one in enumerate(found.moved)
        if number < MOST_SHOWN or one.clear
    )  # fmt: skip
    return MovedChart(bars, len(found.moved), found.kept)


def forecast_chart(found: Calibration) -> ForecastChart:
    """The history's steps, and from there on five shares of programmes."""
    assert found.before is not None
    assert found.after is not None
    history, plan = found.plan.history, found.plan
    now = history.weeks
    steps: list[tuple[float, float]] = []
    if history.live is not None:
        weeks = sorted({0.0, now, *(one.week for one in (*history.live, *history.retired) if one.week is not None)})
        steps = [(week * MONTHS_PER_WEEK, float(history.live_at(week))) for week in weeks]
    on = [place for place, week in enumerate(found.before.weeks) if week >= now]
    before = found.before.live_band()[:, on]
    reached = np.quantile(found.watched.live[found.chosen][:, -1], BAND, method=WHOLE)
    after = np.column_stack([reached, found.after.live_band()])
    seed = plan.points.seed
    share = f"reaches {plan.target} live"
    reaches = [
        next(
            (one.mean, one.low, one.high) for one in each.expected(now, plan.target, seed=seed) if one.measure == share
        )
        for each in (found.before, found.after)
    ]
    return ForecastChart(
        tuple(steps),
        now * MONTHS_PER_WEEK,
        tuple(found.before.weeks[place] * MONTHS_PER_WEEK for place in on),
        tuple(tuple(band) for band in before.tolist()),
        tuple(tuple(band) for band in after.tolist()),
        plan.target,
        (reaches[0], reaches[1]),
        plan.futures,
    )
