"""The chart set on a slide and on a page: whole, centred, to the pixel, and as tidy as at its own size."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from sim.analysis.weekly import fan_of
from sim.charts import (
    draw_marginal_cost,
    draw_reached,
    draw_survival,
    marginal_cost_chart,
    reached_chart,
    survival_chart,
)
from sim.charts.causes import draw_causes
from sim.charts.causes_data import causes_chart
from sim.charts.lever_waterfall import draw_waterfall, waterfall_chart
from sim.charts.on_call import draw_on_call, on_call_chart
from sim.charts.queue import draw_queue, queue_chart
from sim.charts.run_rate import draw_run_rate, run_rate_chart
from sim.charts.sheet import PAGE, PAGE_ACROSS, SLIDE, Sheet, sheet_bytes
from tests.charts.builders import HORIZON, PLAIN, PROVENANCE, costs, lives, reached
from tests.charts.fates import fates
from tests.charts.test_course_tidy import cascade, extreme
from tests.charts.tidy import untidy

Names = tuple[str, ...]
SET: dict[str, Callable[[Names], Figure]] = {
    "survival": lambda names: draw_survival(
        survival_chart({name: lives(arm, 60.0 * (arm + 1)) for arm, name in enumerate(names)}, horizon_weeks=HORIZON),
        PROVENANCE,
    ),
    "causes": lambda names: draw_causes(
        causes_chart({name: fates(arm, (3, 2, 1)) for arm, name in enumerate(names)}, horizon_weeks=HORIZON), PROVENANCE
    ),
    "reached": lambda names: draw_reached(reached_chart({name: reached(0.4, 0.5) for name in names}), PROVENANCE),
    "marginal cost": lambda names: draw_marginal_cost(
        marginal_cost_chart({name: costs(2e5, 1e5) for name in names}, totals=dict.fromkeys(names, 2000)), PROVENANCE
    ),
    "run-rate": lambda names: draw_run_rate(run_rate_chart(dict.fromkeys(names, fan_of(extreme("busy")))), PROVENANCE),
    "on call": lambda names: draw_on_call(
        on_call_chart(dict.fromkeys(names, extreme("busy")), dict.fromkeys(names, 7.0)), PROVENANCE
    ),
    "queue": lambda names: draw_queue(queue_chart(dict.fromkeys(names, extreme("busy"))), PROVENANCE),
    "levers": lambda names: draw_waterfall(
        waterfall_chart({name: cascade(7 - arm, 0.015) for arm, name in enumerate(names)}), PROVENANCE
    ),
}


@pytest.mark.parametrize("arms", [1, 6])
@pytest.mark.parametrize("name", list(SET))
def test_every_chart_is_tidy_at_the_resolution_of_a_slide_and_of_a_page(name: str, arms: int) -> None:
    """Scaling moves nothing: what does not touch at one size does not touch at another."""
    figure = SET[name](PLAIN[:arms])
    for sheet in (SLIDE, PAGE):
        figure.set_dpi(100.0 * sheet.scale(figure))
        assert untidy(figure) == []


@pytest.mark.parametrize("sheet", [SLIDE, PAGE, PAGE_ACROSS], ids=lambda sheet: sheet.name)
def test_a_picture_fills_its_sheet_and_stays_in_the_middle(sheet: Sheet) -> None:
    """To the pixel; white all around it, as much on one side as on the other."""
    figure = SET["levers"](PLAIN[:1])
    picture = imread(io.BytesIO(sheet_bytes(figure, "png", "levers", sheet, 60.0)))
    assert abs(picture.shape[1] - 60.0 * sheet.width_in) <= 1
    assert abs(picture.shape[0] - 60.0 * sheet.height_in) <= 1
    assert np.all(picture[0] == 1.0)
    box = sheet.box(figure)
    wide, high = figure.get_size_inches()
    assert box.x0 + box.x1 == pytest.approx(wide)
    assert box.y0 + box.y1 == pytest.approx(high)
    assert box.x0 <= 1e-9
    assert box.y0 <= 1e-9


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_picture_on_the_same_sheet_is_the_same_bytes(kind: str) -> None:
    """No date, no host, no version."""
    first, second = (sheet_bytes(SET["levers"](PLAIN[:2]), kind, "levers", SLIDE, 60.0) for _ in range(2))
    assert first == second
