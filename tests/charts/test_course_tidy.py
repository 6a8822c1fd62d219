"""No text of the charts of the course lies on another or leaves the sheet, whatever is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pyarrow as pa
import pytest
from matplotlib.figure import Figure

from sim.analysis.lever_cascade import Cascade
from sim.analysis.weekly import fan_of
from sim.charts.lever_waterfall import draw_waterfall, waterfall_chart
from sim.charts.on_call import draw_on_call, on_call_chart
from sim.charts.queue import draw_queue, queue_chart
from sim.charts.run_rate import draw_run_rate, run_rate_chart
from tests.charts.builders import NAMES, PROVENANCE
from tests.charts.tidy import untidy
from tests.charts.weekly_rows import busy, sample

HUGE = tuple("Длинное имя стратегии 战略 🚀 =cmd() ".ljust(200, "x") + str(number) for number in range(6))
LABELS = {**NAMES, "two hundred letters": HUGE}


@cache
def extreme(kind: str) -> pa.Table:
    """What a sample can be at its ends."""
    made: dict[str, Callable[[], pa.Table]] = {
        "busy": busy,
        "everything dies in week 3": lambda: busy(40, 260, lambda _: 3),
        "stopped at once": lambda: busy(40, 52, lambda _: 0),
        "nobody dies": lambda: busy(40, 260, lambda _: 999),
        "one replication": lambda: busy(1, 260),
        "nothing happens": lambda: sample(40, 260),
        "over in a week": lambda: busy(40, 1),
        "twenty years": lambda: busy(5, 1040, lambda _: 9999),
        "nothing simulated": lambda: sample(0, 0),
        "huge": lambda: sample(
            40,
            60,
            queued=lambda p, _: 10**6 * p,
            run_rate_eur=lambda p, _: 1e12 * p,
            central_hours=lambda p, _: 160.0 + p,
        ),
    }
    return made[kind]()


KINDS = (
    "busy", "everything dies in week 3", "stopped at once", "nobody dies", "one replication", "nothing happens",
    "over in a week", "twenty years", "nothing simulated", "huge",
)  # fmt: skip


def drawn(samples: Mapping[str, pa.Table]) -> list[Figure]:
    """Three charts of weekly samples."""
    fans = {label: fan_of(one) for label, one in samples.items()}
    return [
        draw_run_rate(run_rate_chart(fans), PROVENANCE),
        draw_on_call(on_call_chart(samples, dict.fromkeys(samples, 7.0)), PROVENANCE),
        draw_queue(queue_chart(samples), PROVENANCE),
    ]


@pytest.mark.parametrize(
    ("kind", "arms"),
    [*((kind, 1) for kind in KINDS), ("everything dies in week 3", 6), ("nobody dies", 6), ("huge", 6)],
)
def test_charts_of_the_course_are_tidy_for_any_sample(kind: str, arms: int) -> None:
    """Everything dies in week 3, nobody dies, one programme, nothing at all, a week and twenty years."""
    samples = dict.fromkeys(NAMES["plain"][:arms], extreme(kind))
    assert [untidy(figure) for figure in drawn(samples)] == [[], [], []]


@pytest.mark.parametrize("names", ["unbroken", "two hundred letters"])
@pytest.mark.parametrize("arms", [2, 6])
def test_long_names_are_wrapped_on_charts_of_the_course(names: str, arms: int) -> None:
    """Two hundred letters, Cyrillic, Chinese, an emoji, a formula."""
    samples = dict.fromkeys(LABELS[names][:arms], extreme("nobody dies"))
    assert [untidy(figure) for figure in drawn(samples)] == [[], [], []]


LEVERS = ("prefix_cache", "exact_cache", "semantic_cache", "routing", "batch", "hygiene", "fine_tuning")


def cascade(levers: int, before: float, hosting: float = 0.0) -> Cascade:
    """Each lever takes a fifth of what is left."""
    after = tuple(before * 0.8 ** (place + 1) for place in range(levers))
    saved = 1.0 - (after[-1] if after else before) / before
    return Cascade(LEVERS[:levers], before, after, hosting, saved, saved - 0.01, saved + 0.01, 40, 20, False)


@pytest.mark.parametrize(
    ("names", "before"), [("plain", 1e-9), ("plain", 123456.0), *((names, 0.0151) for names in LABELS)]
)
@pytest.mark.parametrize("arms", [1, 2, 3, 4, 6])
def test_waterfalls_are_tidy_for_any_policies(arms: int, names: str, before: float) -> None:
    """One to six policies that differ, of none to seven levers, cheap and dear calls."""
    found = {label: cascade(7 - number, before, before * number) for number, label in enumerate(LABELS[names][:arms])}
    assert untidy(draw_waterfall(waterfall_chart(found), PROVENANCE)) == []


def test_a_call_that_costs_nothing_has_a_picture() -> None:
    """No list price, no bar, no division by it."""
    free = Cascade(("routing",), 0.0, (0.0,), 0.0, 0.0, 0.0, 0.0, 40, 20, False)
    assert untidy(draw_waterfall(waterfall_chart({"free": free}), PROVENANCE)) == []
