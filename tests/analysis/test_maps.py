"""Maps of two cards on differences whose break-even line is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.maps import Axis, TwoWayMap, break_even_lines, two_way_map
from sim.errors import InputError

Floats = npt.NDArray[np.float64]

ACROSS = Axis("platform.reuse_share", "share", (0.0, 1.0, 2.0, 4.0))
UP = Axis("cfo.budget_eur", "EUR", (0.0, 10.0, 20.0))


def mapped(difference: Floats, futures: int = 200, noise: float = 0.1, level: float = 0.95) -> TwoWayMap:
    """Two strategies that differ by this in each cell, in futures that they share."""
    rng = np.random.default_rng(6)
    luck = 5.0 * rng.normal(size=futures)
    own = noise * rng.normal(size=(*difference.shape, futures))
    return two_way_map(
        ACROSS, UP, {"first": difference[..., None] + luck + own, "second": np.zeros_like(own) + luck}, share=False,
        level=level,
    )  # fmt: skip


def plane(across: float, up: float, start: float) -> Floats:
    """A difference that changes evenly in both directions."""
    return across * np.array(ACROSS.values) + up * np.array(UP.values)[:, None] + start


def test_the_line_of_a_plane_is_straight_and_exact() -> None:
    """x + y / 10 = 2 from edge to edge: one line from (2, 0) to (0, 20), and every point on it solves the equation."""
    (line,) = break_even_lines(ACROSS.values, UP.values, plane(1.0, 0.1, -2.0))
    assert sorted((line[0], line[-1])) == [(0.0, 20.0), (2.0, 0.0)]
    for across, up in line:
        assert across + up / 10.0 == pytest.approx(2.0)


@given(st.floats(-3, 3), st.floats(-0.3, 0.3), st.floats(-5, 5))
def test_every_point_of_a_plane_s_line_solves_its_equation(across: float, up: float, start: float) -> None:
    """Linear interpolation is exact on a plane, whichever way it tilts; a plane has at most one line."""
    difference = plane(across, up, start)
    lines = break_even_lines(ACROSS.values, UP.values, difference)
    assert len(lines) <= 1
    assert bool(lines) or difference.min() >= 0.0 or difference.max() < 0.0 or abs(difference).min() == 0.0
    for x, y in (point for line in lines for point in line):
        assert across * x + up * y + start == pytest.approx(0.0, abs=1e-9)


@given(st.lists(st.integers(-3, 3), min_size=12, max_size=12))
def test_lines_part_the_signs_and_do_not_end_inside(values: list[int]) -> None:
    """Every edge between cells of different sign is crossed once; a line is closed or ends on the map's border."""
    difference = np.array(values, dtype=float).reshape(3, 4) + 0.25
    lines = break_even_lines(ACROSS.values, UP.values, difference)
    ahead = difference >= 0.0
    crossed = np.count_nonzero(ahead[:, 1:] != ahead[:, :-1]) + np.count_nonzero(ahead[1:] != ahead[:-1])
    assert len({point for line in lines for point in line}) == crossed
    for line in lines:
        assert line[0] == line[-1] or (on_border(line[0]) and on_border(line[-1]))


def on_border(point: tuple[float, float]) -> bool:
    return point[0] in (0.0, 4.0) or point[1] in (0.0, 20.0)


def test_an_island_has_a_closed_line() -> None:
    """One cell ahead, in the middle of a 3 × 3 map: a diamond half-way to its neighbours."""
    difference = np.full((3, 3), -1.0)
    difference[1, 1] = 1.0
    (line,) = break_even_lines((0.0, 1.0, 2.0), (0.0, 1.0, 2.0), difference)
    assert line[0] == line[-1]
    assert set(line) == {(0.5, 1.0), (1.5, 1.0), (1.0, 0.5), (1.0, 1.5)}


@pytest.mark.parametrize(("ahead", "around"), [(3.0, {(0, 1), (1, 0)}), (1.0, {(0, 0), (1, 1)})])
def test_in_a_saddle_the_middle_decides(ahead: float, around: set[tuple[int, int]]) -> None:
    """Ahead on one diagonal, behind by 2 on the other: lines go round the corners that are not of the middle's sign."""
    difference = np.array([[ahead, -2.0], [-2.0, ahead]])
    lines = break_even_lines((0.0, 1.0), (0.0, 1.0), difference)
    nearest = {min(((x, y) for x in (0, 1) for y in (0, 1)), key=lambda c: length(line, c)) for line in lines}
    assert nearest == around


def length(line: tuple[tuple[float, float], ...], corner: tuple[int, int]) -> float:
    return sum((x - corner[0]) ** 2 + (y - corner[1]) ** 2 for x, y in line)


def test_the_means_the_differences_and_who_is_clear() -> None:
    """Differences of -2 to 4 with common luck of 5: cells at zero are not clear, all others are (noise 0.1 of 200)."""
    difference = plane(1.0, 0.1, -2.0)
    found = mapped(difference)
    np.testing.assert_allclose(found.difference, difference, atol=0.05)
    np.testing.assert_allclose(found.means["first"] - found.means["second"], found.difference, atol=1e-9)
    assert np.array_equal(found.clear[difference != 0.0], np.ones(9, dtype=bool))
    assert np.count_nonzero(difference == 0.0) == 3
    assert "'first' is clearly ahead in" in found.sentence
    assert "break even along 1 line" in found.sentence


def test_noise_alone_makes_as_many_cells_clear_as_is_said() -> None:
    """No difference anywhere, at 80%: of 12 cells 2.4 look clear on average, and the sentence says so."""
    found = mapped(np.zeros((3, 4)), level=0.8)
    assert "about 2.4 cells" in found.sentence
    assert 0 <= np.count_nonzero(found.clear) <= 7


def test_strategies_that_never_differ_have_no_line() -> None:
    """Equal everywhere is no border, and no cell is clear."""
    found = mapped(np.zeros((3, 4)), noise=0.0)
    assert found.break_even == ()
    assert not found.clear.any()
    assert "do not differ anywhere" in found.sentence


def test_one_that_is_ahead_everywhere_is_named() -> None:
    """No line, and the sentence says who is nowhere behind, whichever of the two it is."""
    assert "'first' is nowhere behind 'second'" in mapped(np.full((3, 4), 1.0)).sentence
    assert "'second' is nowhere behind 'first'" in mapped(np.full((3, 4), -1.0)).sentence


def test_shares_are_compared_by_the_exact_test() -> None:
    """Better in 30 of 200 futures and worse in 5 is clear, in 4 and 0 it is not."""
    first = np.zeros((3, 4, 200))
    second = np.zeros((3, 4, 200))
    first[0, 0, :30], second[0, 0, 30:35] = 1.0, 1.0
    first[0, 1, :4] = 1.0
    found = two_way_map(ACROSS, UP, {"a": first, "b": second}, share=True)
    assert found.differences[0][0].mean == pytest.approx(25 / 200)
    assert found.clear[0].tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("across", "shape", "words"),
    [
        (Axis("a", "", (1.0,)), (3, 1, 5), "at least two values"),
        (Axis("a", "", (1.0, 0.0)), (3, 2, 5), "rising"),
        (ACROSS, (4, 3, 5), "3 × 4 cells"),
        (ACROSS, (3, 4, 1), "at least 2 futures"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(across: Axis, shape: tuple[int, ...], words: str) -> None:
    """Too few values, falling ones, another grid, one future."""
    with pytest.raises(InputError, match=words):
        two_way_map(across, UP, {"a": np.zeros(shape), "b": np.zeros(shape)}, share=False)


def test_a_map_takes_two_strategies() -> None:
    """Three have three maps."""
    cells = np.zeros((3, 4, 5))
    with pytest.raises(InputError, match="two strategies; 3 given"):
        two_way_map(ACROSS, UP, {"a": cells, "b": cells, "c": cells}, share=False)
