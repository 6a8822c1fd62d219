"""Every chart on a slide and on a page: letters that can be read there, tidy, whole, centred, to the pixel."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.text import Text

from sim.api import load_scenario
from sim.charts.room import OWN, here
from sim.charts.sheet import PAGE, PAGE_ACROSS, SLIDE, Sheet, laid_out, sheet_bytes
from sim.charts.timeline import draw_timeline
from sim.pictures import timeline_of
from sim.tracing import trace_programme
from tests.charts.builders import PLAIN
from tests.charts.gallery import ALONE, DEAD, MANY, NAMED, ORDINARY, PAIRED, timeline
from tests.charts.tidy import untidy

CHARTS: dict[str, Callable[[], Figure]] = {
    **{name: lambda draw=draw: draw(PLAIN, ORDINARY) for name, draw in {**MANY, **PAIRED}.items()},  # type: ignore[misc]
    **{name: lambda draw=draw: draw(PLAIN) for name, draw in NAMED.items()},  # type: ignore[misc]
    **ALONE,
    "timeline": lambda: timeline(PLAIN, ORDINARY),
}
"""The charts of strategies with six of them, which is the most and the hardest to place."""

CROWDED = {"day": 8.2}
"""A day with every panel and the longest words: as small as this on a slide, in points."""


def smallest(figure: Figure, sheet: Sheet) -> float:
    """The smallest letter on the sheet, in points."""
    texts = [found for found in figure.findobj(Text) if isinstance(found, Text) and found.get_visible()]
    return min(float(text.get_fontsize()) for text in texts if text.get_text().strip()) * sheet.scale(figure)


ON_A_PAGE = ("survival", "causes", "on call", "difference", "worlds", "timeline", "spider", "price steps", "volumes")
"""Charts whose layout on a page is another than their own, or whose axis had no room there."""


@pytest.mark.parametrize(
    ("name", "sheet"),
    [*((name, SLIDE) for name in CHARTS), *((name, PAGE) for name in ON_A_PAGE)],
    ids=lambda given: given if isinstance(given, str) else given.name,
)
def test_every_chart_of_six_strategies_can_be_read_on_a_slide_and_on_a_page(name: str, sheet: Sheet) -> None:
    """No letter below 9 points on a slide and 6.5 on a page of A4, none on another, none over the edge."""
    figure = laid_out(CHARTS[name], sheet)
    assert smallest(figure, sheet) >= min(sheet.letters, CROWDED.get(name, sheet.letters)) - 0.01
    assert untidy(figure) == []


def test_a_programme_with_all_its_limits_can_be_read_on_a_slide() -> None:
    """Words beside one lane do not reach down to those beside the next: they once did, three lines on two."""
    chart, provenance = timeline_of(trace_programme(load_scenario("coe", ["horizon_weeks=104"]), 21, 2))
    figure = laid_out(lambda: draw_timeline(chart, provenance), SLIDE)
    assert "(dashed)" in {text.get_text() for text in figure.texts}
    assert smallest(figure, SLIDE) >= SLIDE.letters - 0.01
    assert untidy(figure) == []


@pytest.mark.parametrize(("arms", "extreme"), [(1, ORDINARY), (3, ORDINARY), (4, DEAD)])
@pytest.mark.parametrize("name", ["survival", "causes", "reached"])
def test_fewer_strategies_can_be_read_on_a_slide(name: str, arms: int, extreme: str) -> None:
    """One panel, a row, a square; and where everything dies at once."""
    figure = laid_out(lambda: MANY[name](PLAIN[:arms], extreme), SLIDE)
    assert smallest(figure, SLIDE) >= SLIDE.letters - 0.01
    assert untidy(figure) == []


def test_a_sheet_leaves_a_chart_s_own_size_as_it_was() -> None:
    """Laid out for a slide, and then drawn again without one."""
    before = MANY["levers"](PLAIN[:2], ORDINARY).get_size_inches()
    assert laid_out(lambda: MANY["levers"](PLAIN[:2], ORDINARY), SLIDE).get_figwidth() == SLIDE.laid_in
    assert here() == OWN
    assert np.all(MANY["levers"](PLAIN[:2], ORDINARY).get_size_inches() == before)


@pytest.mark.parametrize("sheet", [SLIDE, PAGE, PAGE_ACROSS], ids=lambda sheet: sheet.name)
def test_a_picture_fills_its_sheet_and_stays_in_the_middle(sheet: Sheet) -> None:
    """To the pixel; white all around it, as much on one side as on the other."""
    figure = MANY["levers"](PLAIN[:1], ORDINARY)
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
    first, second = (sheet_bytes(MANY["levers"](PLAIN[:2], ORDINARY), kind, "levers", SLIDE, 60.0) for _ in range(2))
    assert first == second
