"""Stacked causes: together all programmes at every step, a title that the counts allow, labels that keep apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.charts.causes import draw_causes
from sim.charts.causes_data import STANDING, CausesChart, causes_chart
from sim.charts.causes_title import Ending, causes_title
from sim.charts.longtable import csv_text
from sim.errors import InputError
from tests.charts.builders import HORIZON, NAMES, PLAIN, PROVENANCE
from tests.charts.fates import all_at_once, all_stand, fates, fates_of, one_end
from tests.charts.tidy import untidy

MONTH = 60.0
SHARES = ((5, 3, 2, 1, 0.3, 0.1, 0.05), (1, 6, 2, 1, 0.3, 0.1, 0.05), (3, 3, 2, 1, 1, 1, 1), (5, 0, 0, 0, 0, 0, 0))


def chart(**curves: object) -> CausesChart:
    return causes_chart(curves, horizon_weeks=HORIZON)  # type: ignore[arg-type]


def ending(label: str, total: int, first_end: float | None = 5.0, **counts: int) -> Ending:
    return Ending(label, total, total, counts, first_end)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 260), st.integers(0, 7)), min_size=1, max_size=30))
def test_layers_are_everybody_at_every_step_and_causes_never_shrink(rows: list[tuple[int, int]]) -> None:
    """Ends of any cause at any week: edges rise from the ground to 100%, and no cause ever loses a programme."""
    weeks = [float(week) if cause else HORIZON for week, cause in rows]
    (arm,) = chart(one=fates_of(weeks, [cause for _, cause in rows])).arms
    edges = np.array([(0.0,) * len(arm.months), *arm.edges()])
    assert (np.diff(edges, axis=0) >= 0.0).all()
    assert edges[-1] == pytest.approx(np.ones(len(arm.months)))
    for layer in arm.layers[:-1]:
        assert (np.diff(layer.share) >= 0.0).all()
    assert arm.layers[-1].name == STANDING
    assert arm.layers[-1].at_end.value == pytest.approx(sum(cause == 0 for _, cause in rows) / len(rows))


def test_the_areas_drawn_are_the_numbers_of_the_table() -> None:
    """Each edge drawn is the sum of the layers below it, and every share is in the CSV to the last digit."""
    data = chart(one=fates(1, SHARES[0], 60))
    (arm,) = data.arms
    (axes,) = draw_causes(data, PROVENANCE).axes
    edges = [tuple(np.asarray(line.get_ydata(), dtype=float).tolist()) for line in axes.get_lines()]
    assert edges == arm.edges()
    text = csv_text(data)
    for layer in arm.layers:
        assert f"one,{layer.name},{arm.months[-1]!r},,months,{layer.share[-1]!r},share," in text
        assert f'one,"{layer.name}, end low",{arm.months[-1]!r},,months,{layer.at_end.low!r},share,' in text
    assert f'one,"still standing, count",60,,months,{arm.standing[-1]!r},programmes,' in text


def test_a_cause_has_one_place_and_colour_in_every_panel() -> None:
    """Ordered by all strategies together; a cause that no strategy comes to is not drawn at all."""
    data = chart(a=fates(1, (1, 9, 0, 0, 0, 0, 0)), b=fates(2, (3, 1, 0, 0, 0, 0, 0)))
    assert data.causes == ("frozen", "insolvent")
    assert [[layer.name for layer in arm.layers] for arm in data.arms] == [["frozen", "insolvent", STANDING]] * 2


@pytest.mark.parametrize(
    ("endings", "title"),
    [
        (
            [ending("a", 200, frozen=78, insolvent=40, stalled=2)],
            "Programmes most often end frozen: 39% by month 60, ahead of insolvent with 20%",
        ),
        (
            [ending("a", 200, frozen=50, insolvent=40, stalled=2)],
            "No end clearly leads at 200 replications: frozen 25%, insolvent 20% of programmes by month 60",
        ),
        ([ending("a", 200, sponsor_lost=50)], "Programmes end in one way only, sponsor lost: 25% by month 60"),
        ([ending("a", 2000, None)], "All 2,000 programmes are still standing at month 60"),
        ([ending("a", 1, 14.2, frozen=1)], "The one simulated programme ended in month 15: frozen"),
        ([ending("a", 1, None)], "The one simulated programme is still standing at month 60"),
        ([ending("a", 0, None)], "No programme was simulated"),
        (
            [ending("a", 9, None), ending("b", 9, None)],
            "Every programme is still standing at month 60, under both strategies",
        ),
        (
            [ending("way_a", 200, frozen=90), ending("b", 200, frozen=60, stalled=3), ending("c", 200, stalled=50)],
            "By month 60 programmes most often end frozen under way a and b (30% to 45%) and stalled under c (25%)",
        ),
        (
            [ending("a", 200, frozen=90), ending("b", 200, frozen=9, stalled=8), ending("c", 200, None)],
            "By month 60 programmes most often end frozen under a (45%); no end clearly leads under b; "
            "every programme stands under c",
        ),
        (
            [ending(label, 200, frozen=90) for label in "abcd"] + [ending("e", 200, None)],
            "By month 60 programmes most often end frozen under four of five strategies (45%); "
            "every programme stands under e",
        ),
        (
            [ending(label, 200, frozen=90) for label in "abc"],
            "By month 60 programmes most often end frozen under each of the three strategies (45%)",
        ),
        ([ending("a", 9, frozen=2), ending("b", 9, stalled=2)], "No end clearly leads under either strategy"),
    ],
)
def test_the_title_says_how_programmes_end(endings: list[Ending], title: str) -> None:
    """The commonest end only where it clearly leads, with the figures; otherwise that none does."""
    assert causes_title(endings, MONTH) == title


def test_the_commonest_of_many_must_lead_by_more() -> None:
    """30 to 14 is a clear lead between two causes (p = 0.02), and none among five, of which ten pairs are looked at."""
    assert ending("a", 99, frozen=30, stalled=14).commonest == "frozen"
    assert ending("a", 99, frozen=30, stalled=14, insolvent=3, stopped=2, burned_out=1).commonest is None


def test_one_future_has_no_commonest_end() -> None:
    """A single programme that froze does not say how most of them end."""
    assert ending("a", 1, frozen=1).commonest is None


@pytest.mark.parametrize("arms", range(1, 7))
def test_nothing_overlaps_for_any_number_of_strategies(arms: int) -> None:
    """Causes that are many, few and rare, with the counts beneath."""
    curves = {name: fates(place, SHARES[place % 4], mean_weeks=60.0 * (place + 1)) for place, name in enumerate(PLAIN)}
    assert untidy(draw_causes(chart(**dict(list(curves.items())[:arms])), PROVENANCE)) == []


@pytest.mark.parametrize("names", [kind for kind in NAMES if kind != "plain"])
def test_long_names_are_wrapped(names: str) -> None:
    """Eighty letters, with or without spaces, dollar signs and signs that the font lacks."""
    curves = {label: fates(place, SHARES[place]) for place, label in enumerate(NAMES[names][:3])}
    assert untidy(draw_causes(chart(**curves), PROVENANCE)) == []


@pytest.mark.parametrize("one", [all_at_once(), all_stand(), one_end(), fates(1, SHARES[2], 3)])
def test_extremes_are_drawn(one: object) -> None:
    """All end in one week, nobody ends, one programme, three of them: alone and beside each other."""
    assert untidy(draw_causes(chart(one=one), PROVENANCE)) == []
    assert untidy(draw_causes(chart(one=one, two=all_stand(), three=all_at_once()), PROVENANCE)) == []


def test_seven_strategies_are_too_many() -> None:
    """Refused as by every chart."""
    with pytest.raises(InputError, match="1 to 6 strategies; 7 were given"):
        chart(**{f"way_{number}": all_stand(2) for number in range(7)})


def test_counts_under_the_ticks_are_those_that_the_shares_speak_of() -> None:
    """Half end in the very last week: the count there is what still stands, and a column shows what has no width."""
    half = chart(one=fates_of([260.0] * 10, [1] * 5 + [0] * 5))
    (arm,) = half.arms
    assert arm.standing[0] == 10
    assert arm.standing[-1] == 5 == arm.total * arm.layers[-1].at_end.value
    assert arm.ends_at_the_end
    (axes,) = draw_causes(half, PROVENANCE).axes
    right = max(float(np.asarray(path.vertices)[:, 0].max()) for each in axes.collections for path in each.get_paths())
    assert right > half.horizon_months
