"""Every chart that there is, drawn for any names and any extreme: what the tests of sheets, scripts and grey walk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
from matplotlib.figure import Figure

from sim.analysis.incidence import Incidence
from sim.analysis.lever_cascade import Cascade
from sim.analysis.marginal import MarginalCost
from sim.analysis.reached import Reached
from sim.analysis.survival import SurvivalCurve
from sim.analysis.weekly import fan_of
from sim.charts.causes import draw_causes
from sim.charts.causes_data import causes_chart
from sim.charts.curves_title import Kind
from sim.charts.difference import draw_difference
from sim.charts.difference_curves import REACHED, STANDING, draw_curves
from sim.charts.history_fit import draw_fit
from sim.charts.history_forecast import draw_forecast
from sim.charts.history_moved import MovedChart, draw_moved
from sim.charts.information import draw_information
from sim.charts.jobs import draw_jobs
from sim.charts.lever_waterfall import draw_waterfall, waterfall_chart
from sim.charts.map import draw_map
from sim.charts.marginal_cost import draw_marginal_cost, marginal_cost_chart
from sim.charts.morris import draw_morris
from sim.charts.on_call import draw_on_call, on_call_chart
from sim.charts.optimise import draw_optimise
from sim.charts.price_of_call import draw_call
from sim.charts.price_steps import draw_steps
from sim.charts.queue import draw_queue, queue_chart
from sim.charts.reached import draw_reached, reached_chart
from sim.charts.routing_kept import draw_kept
from sim.charts.run_rate import draw_run_rate, run_rate_chart
from sim.charts.seek import SeekChart, draw_seek
from sim.charts.serving_bill import draw_bill
from sim.charts.serving_bill_data import bill_chart
from sim.charts.serving_day import draw_day
from sim.charts.serving_day_data import day_chart
from sim.charts.serving_latency import draw_latency
from sim.charts.serving_latency_data import latency_chart
from sim.charts.sobol import draw_sobol
from sim.charts.spider import draw_spider
from sim.charts.survival import draw_survival, survival_chart
from sim.charts.timeline import draw_timeline, timeline_chart
from sim.charts.tornado import TornadoChart, draw_tornado
from sim.charts.traffic_panels import draw_panels
from sim.charts.volumes_shares import draw_shares
from sim.charts.volumes_volatility import draw_volatility
from sim.charts.volumes_weeks import draw_weeks
from tests.charts import story_rows as story
from tests.charts import test_difference_chart as differences
from tests.charts import test_difference_curves as curves
from tests.charts import test_history_charts as history
from tests.charts import test_jobs_chart as jobs
from tests.charts import test_map_chart as maps
from tests.charts import test_optimise_chart as optimise
from tests.charts import test_price_charts as prices
from tests.charts import test_seek_chart as seek
from tests.charts import test_sensitivity_charts as sensitivity
from tests.charts import test_tornado_chart as tornado
from tests.charts import test_traffic_charts as traffic
from tests.charts import test_volumes_charts as volumes
from tests.charts import test_worlds_charts as worlds
from tests.charts.builders import (
    HORIZON,
    PROVENANCE,
    all_ended,
    costs,
    lives,
    no_costs,
    none_ended,
    one_programme,
    reached,
)
from tests.charts.compared import made_up, run
from tests.charts.fates import all_at_once, all_stand, fates, one_end
from tests.charts.serving_days import BUSY, STACK, a_day, unanswered
from tests.charts.weekly_rows import busy, sample

Names = Sequence[str]
ORDINARY, DEAD, SAFE, ONE, BROKE = "ordinary", "all dead in week 3", "nobody dies", "one replication", "no budget"
EXTREMES = (ORDINARY, DEAD, SAFE, ONE, BROKE)
START = date(2026, 1, 1)
LEVERS = ("prefix_cache", "exact_cache", "semantic_cache", "routing", "batch", "hygiene", "fine_tuning")
CARDS = 8


@cache
def weekly(extreme: str) -> pa.Table:
    """A weekly sample."""
    made: dict[str, Callable[[], pa.Table]] = {
        ORDINARY: lambda: busy(12, 260),
        DEAD: lambda: busy(12, 260, lambda _: 3),
        SAFE: lambda: busy(12, 260, lambda _: 999),
        ONE: lambda: busy(1, 260),
        BROKE: lambda: sample(12, 60, run_rate_eur=lambda _, w: 2e3 * w, budget_eur=lambda *_: 0.0),
    }
    return made[extreme]()


def life(extreme: str, arm: int) -> SurvivalCurve:
    """How long programmes live."""
    match extreme:
        case "all dead in week 3" | "no budget":
            return all_ended()
        case "nobody dies":
            return none_ended()
        case "one replication":
            return one_programme(61.0 + arm)
    return lives(arm, 60.0 * (arm + 1))


def ends(extreme: str, arm: int) -> tuple[Incidence, SurvivalCurve]:
    """How they end."""
    match extreme:
        case "all dead in week 3" | "no budget":
            return all_at_once()
        case "nobody dies":
            return all_stand()
        case "one replication":
            return one_end()
    return fates(arm, (5, 3 + arm, 2, 1, 0.3, 0.1, 0.05))


def count(extreme: str, arm: int) -> Reached:
    """How many workloads they reach."""
    match extreme:
        case "all dead in week 3" | "no budget":
            return reached(0.0, 1.0)
        case "nobody dies":
            return reached(1.0, 0.0)
        case "one replication":
            return reached(0.0, 1.0, 1)
    return reached(0.2 + 0.1 * arm, 0.5)


def cost(extreme: str, arm: int) -> MarginalCost:
    """What the nth workload costs."""
    match extreme:
        case "all dead in week 3" | "no budget":
            return no_costs()
        case "one replication":
            return costs(2e5, 1e5, programmes=1, keep=1.0)
    return costs(2e5, 1.5e5 + 4e4 * arm)


def levers(extreme: str, arm: int) -> Cascade:
    """Each lever takes a fifth of what is left; without a budget nobody pulls one."""
    pulled = () if extreme == BROKE else LEVERS[: 7 - arm]
    before = 0.0151
    after = tuple(before * 0.8 ** (place + 1) for place in range(len(pulled)))
    saved = 1.0 - (after[-1] if after else before) / before
    return Cascade(pulled, before, after, 0.0, saved, saved - 0.01, saved + 0.01, 40, 20, False)


@cache
def programmes(extreme: str, labels: tuple[str, ...]) -> Mapping[str, Any]:
    """Strategies under the same luck."""
    match extreme:
        case "all dead in week 3" | "no budget":
            return {label: run([-1e6] * 40, [False] * 40, [3.0] * 40) for label in labels}
        case "nobody dies":
            return {label: run([1e6 * (k % 7) for k in range(40)], [True] * 40) for label in labels}
        case "one replication":
            return {label: run([-1e6 * place], [False], [61.0 + place]) for place, label in enumerate(labels)}
    return made_up(labels, 0.3, 100)


def _curves(kind: Kind, names: Names, extreme: str) -> Figure:
    return draw_curves(curves.chart(kind, programmes(extreme, tuple(names))), PROVENANCE)


def timeline(names: Names, extreme: str) -> Figure:
    """One programme, of the first strategy."""
    events, end = {
        DEAD: (story.built(0, 0, 0, 1, 2), story.outcome_row(week=3.0)),
        BROKE: ([], story.outcome_row("insolvent", week=3.0, live_end=0)),
        SAFE: (story.frozen_events(), story.outcome_row("censored", 260.0, live_end=60)),
    }.get(extreme, (story.frozen_events(), story.outcome_row()))
    rows = story.weekly(weeks=3) if extreme in (DEAD, BROKE) else story.weekly()
    reviews = [story.review(44, 1.2e6, 1.4e6), story.review(70, 2.2e9, 1.4e6)]
    return draw_timeline(timeline_chart(events, rows, end, start=START, label=names[0], reviews=reviews), PROVENANCE)


def _worlds(names: Names, which: int) -> Figure:
    return worlds.drawn(names)[which][1]


def _samples(names: Names, extreme: str) -> dict[str, pa.Table]:
    return dict.fromkeys(names, weekly(extreme))


def _each(made: Callable[[str, int], Any], names: Names, extreme: str) -> dict[str, Any]:
    return {name: made(extreme, arm) for arm, name in enumerate(names)}


MANY: dict[str, Callable[[Names, str], Figure]] = {
    "survival": lambda names, how: draw_survival(
        survival_chart(_each(life, names, how), horizon_weeks=HORIZON), PROVENANCE
    ),
    "causes": lambda names, how: draw_causes(causes_chart(_each(ends, names, how), horizon_weeks=HORIZON), PROVENANCE),
    "reached": lambda names, how: draw_reached(reached_chart(_each(count, names, how)), PROVENANCE),
    "marginal cost": lambda names, how: draw_marginal_cost(
        marginal_cost_chart(_each(cost, names, how), totals=dict.fromkeys(names, 2000)), PROVENANCE
    ),
    "run-rate": lambda names, how: draw_run_rate(run_rate_chart(dict.fromkeys(names, fan_of(weekly(how)))), PROVENANCE),
    "on call": lambda names, how: draw_on_call(
        on_call_chart(_samples(names, how), dict.fromkeys(names, 7.0)), PROVENANCE
    ),
    "queue": lambda names, how: draw_queue(queue_chart(_samples(names, how)), PROVENANCE),
    "levers": lambda names, how: draw_waterfall(waterfall_chart(_each(levers, names, how)), PROVENANCE),
}
"""Charts of one strategy or more, in any extreme."""

PAIRED: dict[str, Callable[[Names, str], Figure]] = {
    "difference": lambda names, how: draw_difference(differences.chart(programmes(how, tuple(names))), PROVENANCE),
    "difference standing": lambda names, how: _curves(STANDING, names, how),
    "difference reached": lambda names, how: _curves(REACHED, names, how),
}
"""Charts of two strategies or more."""

NAMED: dict[str, Callable[[Names], Figure]] = {
    "worlds": lambda names: _worlds(names, 0),
    "split": lambda names: _worlds(names, 1),
    "seek": lambda names: draw_seek(
        SeekChart(
            seek.SHARE, {name: (seek.FOUND, seek.NEVER, seek.ALWAYS)[place % 3] for place, name in enumerate(names)}
        ),
        PROVENANCE,
    ),
    "bill": lambda names: draw_bill(bill_chart([(name, [a_day(), unanswered(1)]) for name in names]), PROVENANCE),
    "latency": lambda names: draw_latency(latency_chart([(name, [a_day(), a_day()]) for name in names]), PROVENANCE),
}
"""Charts of one strategy or variant or more, of which only the names are varied here."""

ALONE: dict[str, Callable[[], Figure]] = {
    "day": lambda: draw_day(day_chart(BUSY, STACK), PROVENANCE),
    "jobs": lambda: draw_jobs(jobs.chart(jobs.jobs(24, 18)), PROVENANCE),
    "map": lambda: draw_map(
        maps.cells([[1e5 * (row - column) for column in range(7)] for row in range(7)]), PROVENANCE
    ),
    "tornado": lambda: draw_tornado(TornadoChart("mean payoff", "EUR", -2e6, 200, tornado.MANY), PROVENANCE),
    "morris": lambda: draw_morris(sensitivity.CROWD, PROVENANCE),
    "sobol": lambda: draw_sobol(
        sensitivity.sobol(*(sensitivity.shares(f"group.card_{n}", 0.6 / n, 0.7 / n) for n in range(1, CARDS))),
        PROVENANCE,
    ),
    "spider": lambda: draw_spider(sensitivity.SIX, PROVENANCE),
    "information": lambda: draw_information(
        worlds.information(*(worlds.card(f"group.card_{n}", 1e6 / n, clear=n < 4) for n in range(1, 30))), PROVENANCE
    ),
    "optimise": lambda: draw_optimise(optimise.chart(optimise.searched(6e5, 4e5, 8e5, moves=6)), PROVENANCE),
    "fit": lambda: draw_fit(history.FIT, PROVENANCE),
    "moved": lambda: draw_moved(
        MovedChart((history.BAR,) * 10, 196, 99), PROVENANCE
    ),
    "forecast": lambda: draw_forecast(history.FORECAST, PROVENANCE),
    "price of a call": lambda: draw_call(prices.MANY, PROVENANCE),
    "price steps": lambda: draw_steps(prices.STEPS, PROVENANCE),
    "routing": lambda: draw_kept(prices.KEPT, PROVENANCE),
    **{f"traffic, {name}": (lambda name=name: draw_panels(traffic.ALL[name], PROVENANCE))  # type: ignore[misc]
       for name in ("a day", "bursts", "both sizes", "repeats", "weeks")},
    "shares": lambda: draw_shares(volumes.MANY, PROVENANCE),
    "volumes": lambda: draw_weeks(volumes.WEEKS, PROVENANCE),
    "volatility": lambda: draw_volatility(volumes.DOTS, PROVENANCE),
}  # fmt: skip
"""Charts that know no strategies."""
