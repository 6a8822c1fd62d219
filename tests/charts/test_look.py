"""Colours that stay apart for everybody, and labels that keep their distance."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.charts.arms import checked
from sim.charts.causes import GREYS
from sim.charts.lettering import font, printable, shortened, width_in, wrap
from sim.charts.look import FAINT, HUES, MOST_ARMS, MOST_COLOURS, hues_of, tint
from sim.charts.provenance import Provenance
from sim.charts.reached import STATE_GREYS
from sim.charts.spread import rows, spread
from sim.charts.ticks import count_ticks, few_of, month_ticks, value_ticks
from sim.errors import InputError

Floats = NDArray[np.float64]

SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB."""


def linear(colour: str) -> Floats:
    """sRGB to linear light."""
    channels = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(light: Floats) -> Floats:
    """Linear RGB to CIE L*a*b* (D65)."""
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ np.clip(light, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", list(SIGHT))
def test_six_colours_keep_apart_for_every_kind_of_sight(sight: str) -> None:
    """At least 25 units of colour difference between any two (a just noticeable difference is about 2)."""
    seen = [lab(SIGHT[sight] @ linear(hue.line)) for hue in HUES]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) > 25


def test_six_colours_keep_apart_in_grey() -> None:
    """At least 10 units of lightness between neighbours."""
    lightness = sorted(float(lab(linear(hue.line))[0]) for hue in HUES)
    assert min(np.diff(lightness)) > 10


def test_what_lies_on_each_other_keeps_apart_in_grey() -> None:
    """Layers of a stack, in its order, differ by 10 units of lightness from the next one; white lines part them too."""
    for stack in (["#0B3C6F", "#2A9D95", "#C2410C", *GREYS, FAINT], [HUES[0].line, *STATE_GREYS.values()]):
        lightness = [float(lab(linear(colour))[0]) for colour in stack]
        assert min(abs(upper - lower) for lower, upper in pairwise(lightness)) > 10


def test_the_first_three_are_the_house_palette_and_solid() -> None:
    """presentation.md: three colours; beyond three the dash tells strategies apart as well."""
    assert [hue.line for hue in HUES[:3]] == ["#0B3C6F", "#2A9D95", "#C2410C"]
    assert [hue.dash for hue in HUES[:3]] == ["-"] * 3
    assert len({hue.dash for hue in HUES[3:]} - {"-"}) == 3


def test_beyond_four_strategies_colour_tells_nothing() -> None:
    """presentation.md: beyond four categories position and labels; up to four each has a colour of its own."""
    assert MOST_COLOURS == 4
    assert [len({hue.line for hue in hues_of(arms)}) for arms in range(1, MOST_ARMS + 1)] == [1, 2, 3, 4, 1, 1]
    assert [len(hues_of(arms)) for arms in range(1, MOST_ARMS + 1)] == list(range(1, MOST_ARMS + 1))


def test_text_can_be_read_on_white() -> None:
    """Contrast of at least 4 to 1 for labels in a line's colour."""
    luminance = [float(linear(hue.text) @ np.array([0.2126, 0.7152, 0.0722])) for hue in HUES]
    assert min(1.05 / (value + 0.05) for value in luminance) > 4


def test_tints_go_to_white() -> None:
    """A share of 1 keeps the colour, 0 is white."""
    assert tint("#0B3C6F", 1.0) == "#0B3C6F"
    assert tint("#0B3C6F", 0.0) == "#FFFFFF"


def test_more_strategies_than_colours_are_refused() -> None:
    """One clear message names what was given and what is allowed."""
    with pytest.raises(InputError, match="compares 1 to 6 strategies; 7 were given"):
        checked({str(arm): arm for arm in range(MOST_ARMS + 1)})
    with pytest.raises(InputError, match="0 were given"):
        checked({})


def test_the_font_is_the_one_that_ships() -> None:
    """By file inside matplotlib, not by a family name that a system could serve otherwise."""
    assert "matplotlib" in str(font(9.0).get_file())
    assert str(font(9.0, True).get_file()).endswith("DejaVuSans-Bold.ttf")


@given(st.text(max_size=200), st.floats(0.5, 4.0))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room_in: float) -> None:
    """Every line fits the room, and together they are the text without its white space."""
    lines = wrap(text, room_in, 9.0)
    assert all(width_in(line, 9.0) <= room_in for line in lines)
    assert "".join(lines).replace(" ", "") == printable(text).replace(" ", "")


def test_white_space_is_one_blank() -> None:
    """Line breaks and tabs have no sign of their own."""
    assert printable("ж a\n\tb") == "ж a b"


def test_a_shortened_name_says_so() -> None:
    """Beyond three lines an ellipsis ends the third, inside the room."""
    lines = shortened(wrap("word " * 40, 1.0, 9.0, True), 1.0, 9.0)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert width_in(lines[-1], 9.0, True) <= 1.0
    assert shortened(("one", "two"), 1.0, 9.0) == ("one", "two")


BLOCKS = st.lists(st.tuples(st.floats(0, 4), st.floats(0.1, 0.6)), min_size=1, max_size=6)


@given(BLOCKS)
def test_spread_labels_never_overlap_and_stay_inside(blocks: list[tuple[float, float]]) -> None:
    """Any wanted places: no two labels overlap, all lie in the panel, and their order is kept."""
    wanted, heights = [place for place, _ in blocks], [height for _, height in blocks]
    centres = spread(wanted, heights, 0.0, 4.0)
    spans = sorted((centre - height / 2, centre + height / 2) for centre, height in zip(centres, heights, strict=True))
    assert spans[0][0] >= -1e-9
    assert spans[-1][1] <= 4.0 + 1e-9
    assert all(below[1] <= above[0] + 1e-9 for below, above in pairwise(spans))
    for (a, at), (b, other) in combinations(zip(wanted, centres, strict=True), 2):
        assert a == b or (a < b) == (at < other)


def test_labels_with_room_stay_where_they_want_to_be() -> None:
    """Nothing moves without need."""
    assert spread([0.5, 2.0, 3.5], [0.4, 0.4, 0.4], 0.0, 4.0) == pytest.approx([0.5, 2.0, 3.5])


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 3)), max_size=12))
def test_spans_in_one_row_keep_their_distance(spans: list[tuple[float, float]]) -> None:
    """Rows are filled from the first, and no two spans in a row come closer than the gap."""
    placed = [(left, left + width) for left, width in spans]
    chosen = rows(placed, 0.1)
    for (one, a), (other, b) in combinations(zip(placed, chosen, strict=True), 2):
        assert a != b or one[1] + 0.1 <= other[0] or other[1] + 0.1 <= one[0]
    assert sorted(set(chosen)) == list(range(len(set(chosen))))


def test_ticks_are_months_people_count_in() -> None:
    """Every 6 or 12 months from a year on; the last workload is a tick where there is room."""
    assert month_ticks(60.0) == tuple(range(0, 61, 6))
    assert month_ticks(120.0) == tuple(range(0, 121, 12))
    assert month_ticks(23.08) == (0, 6, 12, 18)
    assert month_ticks(0.3) == (0, 1)
    assert count_ticks(20) == (1, 5, 10, 15, 20)
    assert count_ticks(21) == (1, 5, 10, 15, 20)
    assert count_ticks(23) == (1, 5, 10, 15, 20, 23)
    assert value_ticks(486e3) == (0, 100e3, 200e3, 300e3, 400e3, 500e3)
    assert value_ticks(0.0) == (0.0, 1.0)


@given(st.floats(1e-3, 1e12))
def test_value_ticks_reach_the_highest_value(high: float) -> None:
    """The last tick is not below the value and there are no more than six steps."""
    ticks = value_ticks(high)
    assert ticks[-1] >= high * (1 - 1e-9)
    assert 2 <= len(ticks) <= 7


def test_provenance_says_what_it_takes_to_reproduce_a_picture() -> None:
    """Configuration, seed, version, replications, and what the picture rests on."""
    where = Provenance("3f2a91c4deadbeef", 7, "0.1.0", 2000, ("one thing", "another"))
    assert where.run_line() == "config 3f2a91c4 · seed 7 · sim 0.1.0 · 2,000 replications"
    assert where.assumption_line() == "Rests most on: one thing; another."
    assert Provenance("f", 1, "0", 1).run_line().endswith("1 replication")
    assert Provenance("f", 1, "0", 1).assumption_line() == ""


def test_a_narrow_panel_has_every_second_tick() -> None:
    """Eleven ticks where six fit: every second, from the first on; what fits stays."""
    assert few_of(tuple(range(0, 61, 6)), 6) == (0, 12, 24, 36, 48, 60)
    assert few_of((0, 6, 12), 6) == (0, 6, 12)
    assert few_of(tuple(range(13)), 6) == (0, 3, 6, 9, 12)
