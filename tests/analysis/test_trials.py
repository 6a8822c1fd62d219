from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis import trials
from sim.analysis.mcnemar import Fourfold, fourfold
from sim.analysis.means import mean_interval
from sim.analysis.proportions import wilson_interval
from sim.errors import InputError


def test_known_numbers_of_runs() -> None:
    """Ten points either way on a share of a half: z²/4h² - z² is 92.2, so 93; five points 381, one point 9,600."""
    assert [trials.runs_for_share(half) for half in (0.1, 0.05, 0.01)] == [93, 381, 9_600]
    assert trials.runs_for_mean(1.0, standard_deviation=10.0) == 387


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.5, 0.97])
def test_one_run_fewer_is_not_enough_for_a_share(share: float) -> None:
    """The number found is wide enough by Wilson's interval itself, one fewer is not."""
    runs = trials.runs_for_share(0.02, share=share)
    for count, enough in ((runs, True), (runs - 1, False)):
        low, high = wilson_interval(share * count, count)
        assert (float(high - low) / 2.0 <= 0.02) == enough


@settings(max_examples=40, deadline=None)
@given(st.floats(0.005, 0.3), st.floats(0.0, 1.0), st.floats(-1.0, 1.0))
def test_the_least_number_of_runs_is_found(half_width: float, discordance: float, tilt: float) -> None:
    """A paired difference of any discordance and direction: enough with that many runs, not with one fewer."""
    question = {"discordance": discordance, "difference": tilt * discordance}
    runs = trials.runs_for_paired_difference(half_width, **question)
    assert trials.paired_half_width(runs, **question) <= half_width
    assert runs == 1 or trials.paired_half_width(runs - 1, **question) > half_width


@settings(max_examples=40)
@given(st.floats(0.0, 1.0), st.floats(0.01, 50.0))
def test_more_runs_never_make_an_interval_wider(share: float, deviation: float) -> None:
    """What doubling and halving relies on, for all three kinds of question."""
    sizes = [*range(2, 30), 100, 1_000, 10_000]
    kinds: tuple[Callable[[int], float], ...] = (
        lambda runs: trials.share_half_width(runs, share=share),
        lambda runs: trials.paired_half_width(runs, discordance=share, difference=share / 3.0),
        lambda runs: trials.mean_half_width(runs, standard_deviation=deviation),
    )
    for width_at in kinds:
        widths = [width_at(runs) for runs in sizes]
        assert all(wide >= narrow - 1e-12 for wide, narrow in pairwise(widths))


def test_a_share_simulated_with_that_many_runs_is_as_narrow_as_asked_for() -> None:
    """Half-width 3 points at a share of 0.2: the median of 400 simulated Wilson intervals is 3 points within 2%."""
    runs = trials.runs_for_share(0.03, share=0.2)
    counts = np.random.default_rng(1).binomial(runs, 0.2, 400)
    low, high = wilson_interval(counts, runs)
    assert np.median(high - low) / 2.0 == pytest.approx(0.03, rel=0.02)


def test_a_paired_difference_simulated_with_that_many_runs_is_as_narrow_as_asked_for() -> None:
    """Shares 0.40 and 0.35 with correlation 0.8: the median of 200 simulated Tango intervals is 2 points within 3%."""
    discordance = trials.discordance_of(0.40, 0.35, 0.8)
    runs = trials.runs_for_paired_difference(0.02, discordance=discordance, difference=0.05)
    only_first, only_second = (discordance + 0.05) / 2.0, (discordance - 0.05) / 2.0
    chances = [0.40 - only_first, only_first, only_second, 1.0 - 0.40 - only_second]
    tables = [Fourfold(*map(int, each)) for each in np.random.default_rng(2).multinomial(runs, chances, 200)]
    halves = [(high - low) / 2.0 for low, high in (table.interval() for table in tables)]
    assert np.median(halves) == pytest.approx(0.02, rel=0.03)
    assert np.mean([table.correlation for table in tables]) == pytest.approx(0.8, abs=0.01)
    assert runs < trials.runs_for_paired_difference(0.02, discordance=trials.discordance_of(0.40, 0.35, 0.0)) / 4


def test_a_mean_simulated_with_that_many_runs_is_as_narrow_as_asked_for() -> None:
    """Paired differences of deviation 3 from 5 and 4 with correlation 0.8: the median of 300 intervals within 2%."""
    deviation = trials.deviation_of_difference(5.0, 4.0, 0.8)
    assert deviation == pytest.approx(3.0)
    runs = trials.runs_for_mean(0.25, standard_deviation=deviation)
    values = np.random.default_rng(3).normal(1.0, deviation, (300, runs))
    halves = [(high - low) / 2.0 for _, low, high in map(mean_interval, values)]
    assert np.median(halves) == pytest.approx(0.25, rel=0.02)


def test_discordance_is_that_of_the_futures() -> None:
    """Counted from flags: shares and correlation give back the share of futures that differ."""
    common, own = np.random.default_rng(4).normal(size=1_000), np.random.default_rng(5).normal(size=(2, 1_000))
    table = fourfold(common + own[0] > 0.3, common + own[1] > -0.2)
    first, second = (table.both + table.only_first) / 1_000, (table.both + table.only_second) / 1_000
    assert table.correlation is not None
    assert trials.discordance_of(first, second, table.correlation) == pytest.approx(table.discordance)


def test_no_spread_needs_the_fewest_runs() -> None:
    """A mean whose values do not vary: two runs. A difference that never shows still needs z²(1/h - 1) of them."""
    assert trials.runs_for_mean(0.1, standard_deviation=0.0) == 2
    assert trials.runs_for_paired_difference(0.02, discordance=0.0) == math.ceil(3.8414588 * (1 / 0.02 - 1))


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: trials.runs_for_share(0.0), "half_width is 0; it must be between 0 and 0.5"),
        (lambda: trials.runs_for_share(math.nan), "half_width is nan"),
        (lambda: trials.runs_for_share(0.1, share=1.5), "share is 1.5"),
        (lambda: trials.runs_for_share(1e-9), "more than 1,000,000,000 runs"),
        (lambda: trials.runs_for_paired_difference(0.1, discordance=0.1, difference=0.2), "cannot be more than"),
        (lambda: trials.runs_for_paired_difference(0.1, discordance=-0.1), "discordance is -0.1"),
        (lambda: trials.runs_for_mean(math.inf, standard_deviation=1.0), "a number above 0"),
        (lambda: trials.runs_for_mean(1.0, standard_deviation=math.nan), "standard_deviation is nan"),
        (lambda: trials.discordance_of(0.9, 0.1, 0.9), "cannot have a correlation of 0.9"),
        (lambda: trials.discordance_of(1.0, 0.1, math.nan), "cannot have a correlation of nan"),
        (lambda: trials.deviation_of_difference(1.0, 1.0, 1.5), "between -1 and 1"),
    ],
)
def test_questions_that_make_no_sense_are_refused(ask: Callable[[], object], words: str) -> None:
    """Each with the word, the value and what is allowed."""
    with pytest.raises(InputError, match=words):
        ask()
