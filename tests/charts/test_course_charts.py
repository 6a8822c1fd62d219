"""Run-rate, on call, queue and levers: sentences computed from the numbers, and exactly the numbers drawn."""

from __future__ import annotations

import math
from dataclasses import replace

import pyarrow as pa
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from sim.analysis.lever_cascade import Cascade
from sim.analysis.weekly import PERIODS, fan_of
from sim.charts.lever_waterfall import draw_waterfall, waterfall_chart
from sim.charts.lever_waterfall_data import LEVER_WORDS
from sim.charts.on_call import draw_on_call, on_call_chart
from sim.charts.on_call_data import SPANS, OnCallChart
from sim.charts.queue import draw_queue, queue_chart
from sim.charts.run_rate import draw_run_rate, run_rate_chart
from sim.charts.run_rate_data import sampled
from sim.programme.levers import NAMES
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import text_boxes
from tests.charts.weekly_rows import busy, sample


def words_of(figure: object) -> str:
    """Everything that is written on a figure, in one line."""
    return " ".join(" ".join(text for text, _ in text_boxes(figure)).split())  # type: ignore[arg-type]


def dear(share: float, programmes: int = 40, weeks: int = 120) -> pa.Table:
    """So many of a hundred programmes pass the budget in week 52."""
    return sample(programmes, weeks, run_rate_eur=lambda p, w: 2e6 if p < share * programmes and w >= 52 else 1e6)


# --- run-rate ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("samples", "title"),
    [
        ({"one": dear(0.5)}, "Run-rate passes the budget in 50% of programmes, in half of these by month 12"),
        ({"one": dear(0.0)}, "Run-rate stays within the budget to the end in each of 40 programmes"),
        ({"one": dear(1.0, 1)}, "The run-rate of the one simulated programme passes its budget in month 12"),
        ({"one": dear(0.0, 1)}, "The run-rate of the one simulated programme never passes its budget"),
        (
            {"one": dear(0.1), "other": dear(0.9)},
            "One stays within budget to the end in 90% of programmes, other in 10%",
        ),
        (
            {"one": dear(0.1), "other": dear(0.2)},
            "No clear difference at 40 replications: one stays within budget to the end in 90% of programmes, other in "
            "80%",
        ),
        (
            {"one": dear(0.0), "other": dear(0.0)},
            "No run-rate passes its budget before its programme ends, under either strategy",
        ),
        ({"one": dear(1.0), "other": dear(1.0)}, "Every run-rate passes its budget, under both strategies"),
        ({"one": sample(0, 0)}, "No programme was simulated"),
    ],
)
def test_the_title_says_who_stays_within_the_budget(samples: dict[str, pa.Table], title: str) -> None:
    """Shares of programmes; a lead only where it is clear."""
    assert run_rate_chart({label: fan_of(one) for label, one in samples.items()}).title == title


def test_the_budget_is_in_ink_over_the_bands() -> None:
    """Three shades of one hue for 50, 80 and 95%, the median over them, the budget on top in ink."""
    axes = draw_run_rate(run_rate_chart({"one": fan_of(busy())}), PROVENANCE).axes[0]
    assert len(axes.collections) == 3
    top = max(axes.lines, key=lambda line: line.get_zorder())
    assert to_hex(str(top.get_color())).upper() == "#1F2430"
    assert max(float(value) for value in top.get_ydata()) == 1.7e6  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize(("programmes", "bands"), [(1, 0), (3, 0), (4, 1), (10, 2), (39, 2), (40, 3)])
def test_few_programmes_fill_no_wide_band(programmes: int, bands: int) -> None:
    """The middle 95% of thirty is not drawn, and the table does not hold what is not drawn."""
    chart = run_rate_chart({"one": fan_of(busy(programmes))})
    assert len(draw_run_rate(chart, PROVENANCE).axes[0].collections) == bands
    assert len({row.measure for row in chart.rows() if row.measure.startswith("run_rate")}) == 2 * bands + 1


def test_which_programmes_are_shown_is_said() -> None:
    """The first ones of the run, however many these are."""
    assert sampled([40]) == "The first 40 programmes, week by week."
    assert sampled([40, 40]) == "The first 40 programmes under each strategy, week by week."
    assert sampled([12, 40]) == "The first 12 to 40 programmes under each strategy, week by week."
    assert sampled([1]) == "The first programme, week by week."


# --- on call ----------------------------------------------------------------------------------------------------------


def paged(share: float, programmes: int = 40) -> pa.Table:
    """The platform team of so many of a hundred programmes carries nine hours in the second quarter."""
    return sample(programmes, 260, platform_hours=lambda p, w: 9.0 if p < share * programmes and 13 < w <= 26 else 2.0)


def on_call(**samples: pa.Table) -> OnCallChart:
    """The chart with seven hours as what can be borne."""
    return on_call_chart(samples, dict.fromkeys(samples, 7.0))


@pytest.mark.parametrize(
    ("samples", "title"),
    [
        (
            {"one": paged(0.25)},
            "Some team is above the sustainable 7 hours on call over a quarter in 25% of programmes",
        ),
        (
            {"one": paged(0.0)},
            "No team is above the sustainable 7 hours on call over a quarter in any of 40 programmes",
        ),
        (
            {"one": paged(1.0)},
            "Some team is above the sustainable 7 hours on call over a quarter in every programme",
        ),
        (
            {"one": paged(0.0), "other": paged(0.9)},
            "One keeps every team within 7 hours on call in 100% of programmes, other in 10%",
        ),
        (
            {"one": paged(0.0), "other": paged(0.0)},
            "No team is above the sustainable 7 hours on call over a quarter, under either strategy",
        ),
        (
            {"one": paged(0.0), "other": paged(0.05)},
            "No clear difference at 40 replications: one keeps every team within 7 hours on call in 100% of "
            "programmes, other in 95%",
        ),
        ({"one": paged(0.0, 1)}, "No team is above the sustainable 7 hours on call over a quarter"),
    ],
)
def test_the_title_counts_programmes_with_too_much_on_call(samples: dict[str, pa.Table], title: str) -> None:
    """Not the mean, in which bad programmes drown."""
    assert on_call(**samples).title == title


def test_every_cell_holds_its_number_and_the_threshold_is_a_frame() -> None:
    """Means to one decimal; one frame around the quarters whose mean is above what can be borne."""
    chart = on_call(one=paged(1.0))
    figure = draw_on_call(chart, PROVENANCE)
    cells = [text.get_text() for text in figure.axes[0].texts]
    assert cells == ["2.0", "9.0", *["2.0"] * 18]
    frames = [one for one in figure.axes[0].patches if isinstance(one, Rectangle) and not one.get_fill()]
    assert [(one.get_x(), one.get_width()) for one in frames] == [(3.0, 3.0)]
    assert "Sustainable: 7 hours" in chart.subtitle


def test_every_period_has_words() -> None:
    """A cell of any length is told."""
    assert set(SPANS) == set(PERIODS)


def test_different_people_bear_different_loads() -> None:
    """Each strategy is held against its own threshold; the words give the range."""
    chart = on_call_chart({"one": paged(1.0), "other": paged(1.0)}, {"one": 7.0, "other": 10.0})
    assert chart.bearable == "7 to 10 hours"
    assert [arm.over.count for arm in chart.arms if arm.over] == [40, 0]


# --- queue and shadow -------------------------------------------------------------------------------------------------


def waiting(queued: float, shadow: float, programmes: int = 40) -> pa.Table:
    """So many wait and have gone around in every week, one more in every second programme."""
    return sample(programmes, 104, queued=lambda p, _: int(queued) + p % 2, shadow=lambda *_: int(shadow))


def spread_out(more: int) -> pa.Table:
    """From none to thirty-nine, and so many more: programmes differ more than strategies do."""
    return sample(40, 104, queued=lambda p, _: p + more, shadow=lambda p, _: p + more)


@pytest.mark.parametrize(
    ("samples", "title"),
    [
        ({"one": waiting(4, 2)}, "In month 24, 4.5 use cases wait for a team on average, 2 have gone around"),
        ({"one": sample(40, 104)}, "In month 24, nothing waits and nothing has gone around"),
        (
            {"one": waiting(1, 1, 1)},
            "In month 24, 1 use case waits for a team in the one simulated programme, 1 has gone around",
        ),
        (
            {"one": waiting(4, 2), "other": waiting(9, 2)},
            "In month 24, 4.5 to 9.5 use cases wait, fewest under one, most under other; 2 have gone around under each "
            "strategy",
        ),
        (
            {"one": spread_out(0), "other": spread_out(4)},
            "In month 24, 20 to 24 use cases wait and 20 to 24 have gone around (no clear difference in either at 40 "
            "replications)",
        ),
        (
            {"one": sample(40, 104), "other": sample(40, 104)},
            "In month 24, nothing waits and nothing has gone around, under either strategy",
        ),
        ({"one": sample(0, 0)}, "No programme was simulated"),
        ({"one": sample(40, 52, lambda _: 0)}, "Every programme ends before its first week is over"),
        (
            {"one": waiting(4, 2), "stopped at once": sample(40, 52, lambda _: 0)},
            "In month 24, 4.5 use cases wait for a team on average, 2 have gone around, under one; elsewhere every "
            "programme has ended at once",
        ),
    ],
)
def test_the_title_says_what_waits_and_what_goes_around(samples: dict[str, pa.Table], title: str) -> None:
    """In a month in which enough programmes stand under each strategy."""
    assert queue_chart(samples).title == title


def test_strategies_are_compared_in_a_month_that_all_of_them_have() -> None:
    """Where one has lost nearly all its programmes after a year, the year is what is compared."""
    gone = sample(40, 104, lambda p: 52 if p < 35 else 999, queued=lambda *_: 3)
    chart = queue_chart({"one": waiting(9, 0), "other": gone})
    assert chart.title.startswith("In month 12, 3 to 9.5 use cases wait, fewest under other, most under one")


def test_survivors_are_drawn_pale_and_counted() -> None:
    """Beneath the ticks stands how many programmes there still are."""
    gone = sample(40, 104, lambda p: 52 if p < 35 else 999, queued=lambda *_: 3)
    figure = draw_queue(queue_chart({"one": gone}), PROVENANCE)
    assert "fewer than ten programmes stand" in words_of(figure)
    counts = {"40", "5"} & {text for text, _ in text_boxes(figure)}
    assert counts == {"40", "5"}


# --- levers -----------------------------------------------------------------------------------------------------------

CASCADE = Cascade(("routing", "hygiene"), 0.02, (0.012, 0.01), 0.0, 0.5, 0.45, 0.55, 40, 20, False)
NONE = Cascade((), 0.02, (), 0.0, 0.0, 0.0, 0.0, 40, 20, False)
TUNED = Cascade(("fine_tuning",), 0.02, (0.01,), 0.004, 0.3, math.nan, math.nan, 1, 20, False)


def test_every_lever_of_the_model_has_a_short_name() -> None:
    """A lever that is added without one would break the picture."""
    assert set(LEVER_WORDS) == set(NAMES)


@pytest.mark.parametrize(
    ("cascades", "title"),
    [
        (
            {"one": CASCADE},
            "Two levers take 50% off the inference cost of a call; the largest step is routing with 40%",
        ),
        ({"one": NONE}, "No lever is planned: a call keeps its list price"),
        ({"one": TUNED}, "The one lever, fine-tuning, takes 30% off the inference cost of a call"),
        (
            {"one": replace(TUNED, after_eur=(0.02,), hosting_eur=0.0, saved=0.0)},
            "The one lever, fine-tuning, takes nothing off the inference cost of a call",
        ),
        (
            {"one": CASCADE, "other": NONE, "third": CASCADE},
            "Levers take 0% to 50% off the inference cost of a call, least under other, most under two of the "
            "strategies",
        ),
    ],
)
def test_the_title_says_what_levers_take_off(cascades: dict[str, Cascade], title: str) -> None:
    """All of them together, and the largest step."""
    assert waterfall_chart(cascades).title == title


def test_strategies_with_the_same_levers_share_a_panel() -> None:
    """Two of three: two panels; all of them: one for each strategy."""
    assert [arm.label for arm in waterfall_chart({"a": CASCADE, "b": NONE, "c": CASCADE}).arms] == ["a and c", "b"]
    assert [arm.label for arm in waterfall_chart({"a": CASCADE, "b": CASCADE}).arms] == ["Each strategy"]


def test_bars_go_from_the_list_price_to_what_is_left() -> None:
    """Each begins where the one above it ends; hosting goes up; the totals stand on the ground."""
    chart = waterfall_chart({"one": TUNED})
    bars = [one for one in draw_waterfall(chart, PROVENANCE).axes[0].patches if isinstance(one, Rectangle)]
    spans = [(round(bar.get_x(), 6), round(bar.get_x() + bar.get_width(), 6)) for bar in bars]
    assert spans == [(0, 20), (10, 20), (10, 14), (0, 14)]
    assert [row.value for row in chart.rows() if row.measure == "step"] == pytest.approx([20, 10, 14, 14])
    words = words_of(draw_waterfall(chart, PROVENANCE))
    assert "€20.0" in words
    assert "\N{MINUS SIGN}€10.0 (\N{MINUS SIGN}50%)" in words
    assert "+€4.00 (+20%)" in words
