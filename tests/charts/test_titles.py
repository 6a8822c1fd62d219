"""The finding is computed from the numbers and claims no more than they allow."""

from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.proportions import proportion
from sim.charts.evidence import Estimate, Pairs, difference, judge, pairs_of, widening
from sim.charts.scaling import Trend, marginal_cost_title
from sim.charts.titles import Reaching, Standing, reached_title, survival_title
from tests.charts.builders import duel, with_p_value

TOTAL = 2000


def share(label: str, count: int, total: int = TOTAL) -> Estimate:
    """A share with Wilson's interval."""
    found = proportion(count, total)
    return Estimate(label, found.share, found.low, found.high)


def standing(
    label: str, count: int, total: int = TOTAL, median: float | None = None, last: float | None = None
) -> Standing:
    """A strategy of which so many still stand."""
    spread = None if median is None else Estimate(label, median, median - 0.5, median + 0.5)
    return Standing(total, share(label, count, total), spread, last)


def reaching(label: str, count: int, total: int = TOTAL) -> Reaching:
    """A strategy of which so many reach the target."""
    return Reaching(total, share(label, count, total))


SURVIVAL = {
    "nothing": ([], "No programme was simulated"),
    "one": ([standing("a", 1240)], "62% of programmes are still standing at month 60"),
    "one with a median": (
        [standing("a", 500, median=31.6)],
        "Half of the programmes are gone after 32 months; 25% are still standing at month 60",
    ),
    "one, nobody dies": ([standing("a", 2000)], "All 2,000 programmes are still standing at month 60"),
    "one, all die in week 3": (
        [standing("a", 0, median=0.692, last=0.692)],
        "Every programme has ended after 0.7 months",
    ),
    "one, all die in the end": (
        [standing("a", 0, median=15.0, last=41.0)],
        "Every programme has ended after 41 months, half of them after 15 months",
    ),
    "one replication ends": (
        [standing("a", 0, total=1, median=14.1, last=14.1)],
        "The one simulated programme ended in month 15",
    ),
    "one replication stands": (
        [standing("a", 1, total=1)],
        "The one simulated programme is still standing at month 60",
    ),
    "two": (
        [standing("application_first", 820), standing("platform_first", 1240)],
        "Platform first keeps 62% of programmes standing to month 60, application first 41%",
    ),
    "two, unclear": (
        [standing("a", 1200), standing("b", 1220)],
        "No clear difference at 2,000 replications: b keeps 61% of programmes standing to month 60, a 60%",
    ),
    "two, the same": (
        [standing("a", 1200), standing("b", 1200)],
        "No difference at 2,000 replications: each strategy keeps 60% of programmes standing to month 60",
    ),
    "two of one replication": (
        [standing("a", 1, total=1), standing("b", 0, total=1, median=2.0, last=2.0)],
        "No clear difference at 1 replication: a keeps 100% of programmes standing to month 60, b 0%",
    ),
    "two, different runs": (
        [standing("a", 10, total=20), standing("b", 1150)],
        "No clear difference at 20 to 2,000 replications: b keeps 57% of programmes standing to month 60, a 50%",
    ),
    "three": (
        [standing("a", 400), standing("b", 1200), standing("c", 800)],
        "B keeps 60% of programmes standing to month 60, c 40%, a 20%",
    ),
    "three, two lead": (
        [standing("a", 400), standing("b", 1200), standing("c", 1190)],
        "No clear leader at 2,000 replications: b keeps 60.0% of programmes standing to month 60, c 59.5%; "
        "a is clearly behind b with 20%",
    ),
    "three, nobody dies": (
        [standing("a", 2000), standing("b", 2000), standing("c", 2000)],
        "Every programme is still standing at month 60, under each of the three strategies",
    ),
    "three, all die in week 3": (
        [standing(label, 0, median=0.692, last=0.692) for label in "abc"],
        "No programme lasts longer than 0.7 months. No difference at 2,000 replications: "
        "each strategy lasts a median of 0.7 months",
    ),
    "two, hardly any left": (
        [standing("a", 100, median=15.0), standing("b", 20, median=32.0)],
        "Fewer than one programme in ten stands at month 60 under both strategies. "
        "B lasts a median of 32 months, a 15 months",
    ),
    "six, one leads": (
        [standing(label, count) for label, count in zip("abcdef", (200, 1600, 800, 600, 400, 1000), strict=True)],
        "B keeps 80% of programmes standing to month 60, clearly ahead of the five others (10% to 50%)",
    ),
    "six, four lead": (
        [standing(label, count) for label, count in zip("abcdef", (1000, 1010, 1020, 1030, 300, 200), strict=True)],
        "No clear leader at 2,000 replications: four strategies keep 50% to 52% of programmes standing to month 60; "
        "e and f are clearly behind d with 15% and 10%",
    ),
    "six, two lead": (
        [standing(label, count) for label, count in zip("abcdef", (1000, 1010, 500, 400, 300, 200), strict=True)],
        "No clear leader at 2,000 replications: b keeps 50.5% of programmes standing to month 60, a 50.0%; "
        "four others are clearly behind b (10% to 25%)",
    ),
    "six, nothing clear": (
        [standing(label, count, total=50) for label, count in zip("abcdef", (20, 22, 24, 26, 25, 21), strict=True)],
        "No clear difference at 50 replications: six strategies keep 40% to 52% of programmes standing to month 60",
    ),
}


@pytest.mark.parametrize("case", list(SURVIVAL))
def test_survival_titles(case: str) -> None:
    """Who stands longest, in words that fit one to six strategies, ties and extremes."""
    arms, title = SURVIVAL[case]
    assert survival_title(arms, 60.0) == title


REACHED = {
    "nothing": ([], "No programme was simulated"),
    "one": ([reaching("a", 820)], "Twenty live workloads are reached in 41% of futures"),
    "one, nobody": ([reaching("a", 0)], "No programme reaches twenty live workloads"),
    "one, everybody": ([reaching("a", 2000)], "Every programme reaches twenty live workloads"),
    "one replication gets there": ([reaching("a", 1, 1)], "The one simulated programme reaches twenty live workloads"),
    "one replication does not": (
        [reaching("a", 0, 1)],
        "The one simulated programme does not reach twenty live workloads",
    ),
    "two": (
        [reaching("platform_first", 820), reaching("application_first", 1260)],
        "Application first reaches twenty in 63% of futures, platform first in 41%",
    ),
    "two, unclear": (
        [reaching("platform_first", 820), reaching("application_first", 840)],
        "No clear difference at 2,000 replications: "
        "application first reaches twenty in 42% of futures, platform first in 41%",
    ),
    "two, nobody": (
        [reaching("a", 0), reaching("b", 0)],
        "No programme reaches twenty live workloads, under either strategy",
    ),
    "two, everybody": (
        [reaching("a", 2000), reaching("b", 2000)],
        "Every programme reaches twenty live workloads, under both strategies",
    ),
    "three, nobody": (
        [reaching(label, 0) for label in "abc"],
        "No programme reaches twenty live workloads, under any of the three strategies",
    ),
    "three": (
        [reaching("a", 4), reaching("b", 1000), reaching("c", 500)],
        "B reaches twenty in 50% of futures, c in 25%, a in <1%",
    ),
    "six": (
        [reaching(label, count) for label, count in zip("abcdef", (0, 1600, 800, 600, 400, 1000), strict=True)],
        "B reaches twenty in 80% of futures, clearly ahead of the five others (0% to 50%)",
    ),
}


@pytest.mark.parametrize("case", list(REACHED))
def test_reached_titles(case: str) -> None:
    """Who reaches the target in which share of futures."""
    arms, title = REACHED[case]
    assert reached_title(arms, 20) == title


def test_the_target_is_named() -> None:
    """A target beyond twenty is written in figures."""
    assert reached_title([reaching("a", 500)], 25) == "25 live workloads are reached in 25% of futures"


def test_a_paired_difference_decides_and_is_told() -> None:
    """Under common luck a difference can be clear where two single intervals overlap."""
    arms = [standing("a", 1200), standing("b", 1240)]
    pairs: Pairs = {("a", "b"): duel(-0.02, -0.03, -0.01, 0, 40, 2000)}
    assert survival_title(arms, 60.0, pairs) == (
        "B keeps 62% of programmes standing to month 60, a 60%; b is better in 2 of 100 paired futures, worse in 0"
    )
    decisive: Pairs = {("b", "a"): duel(0.6, 0.5, 0.7, 1660, 340, 2000)}
    assert survival_title(arms, 60.0, decisive).endswith("; b is better in 83 of 100 paired futures")


def test_an_unclear_paired_difference_says_so() -> None:
    """An interval around zero, or a test that does not agree, is no clear difference."""
    arms = [standing("a", 400), standing("b", 1240)]
    around_zero: Pairs = {("b", "a"): duel(0.02, -0.01, 0.05, 800, 760, 2000)}
    assert survival_title(arms, 60.0, around_zero).startswith("No clear difference at 2,000 replications")
    untested = duel(0.02, 0.001, 0.04, 800, 760, 2000)
    assert not survival_title(arms, 60.0, {("b", "a"): untested}).startswith("No clear")
    assert survival_title(arms, 60.0, {("b", "a"): with_p_value(untested, 0.06)}).startswith("No clear difference")


def trend(
    label: str,
    latest: float,
    first: float,
    *,
    half: float = 5e3,
    n: int = 20,
    total: int = TOTAL,
    following: float | None = None,
) -> Trend:
    """A strategy's latest workload and its first three, and perhaps what the next is priced at."""
    around = [Estimate(label, value, value - half, value + half) for value in (latest, first, following or 0.0)]
    return Trend(label, total, n, around[0], around[1], around[2] if following else None)


COST = {
    "nothing": ([], "No programme was simulated"),
    "no go-live": ([Trend("a", TOTAL, 0, None, None)], "No workload goes live often enough to show its cost"),
    "falls": (
        [trend("a", 212e3, 258e3)],
        "The 20th workload costs €212k a year to run, 18% below the first three's average of €258k",
    ),
    "rises": (
        [trend("a", 240e3, 180e3, n=21)],
        "The 21st workload costs €240k a year to run, 33% above the first three's average of €180k",
    ),
    "unclear": (
        [trend("a", 212e3, 215e3)],
        "No clear difference at 2,000 replications: "
        "the 20th workload costs €212k a year to run, the first three €215k on average",
    ),
    "one replication": (
        [trend("a", 100e3, 215e3, half=math.nan, total=1)],
        "No clear difference at 1 replication: "
        "the 20th workload costs €100k a year to run, the first three €215k on average",
    ),
    "too few": (
        [trend("a", 212e3, 258e3, n=3)],
        "Too few programmes get past the 3rd workload to judge whether costs come down",
    ),
    "chosen": (
        [trend("a", 150e3, 200e3, n=15, following=203e3)],
        "The 15th workload costs €150k a year to run, and the next is priced at €203k: no clear fall from the first "
        "three's €200k, only a choice of what still ships",
    ),
    "the next falls too": (
        [trend("a", 150e3, 200e3, n=15, following=160e3)],
        "The 15th workload costs €150k a year to run, 25% below the first three's average of €200k",
    ),
    "three, one of them by choice": (
        [trend("a", 212e3, 258e3), trend("b", 240e3, 180e3), trend("c", 150e3, 200e3, following=203e3)],
        "The latest workload costs less than the first three under a, more than the first three under b; "
        "under c the next is no cheaper, only what still ships",
    ),
    "all by choice": (
        [trend(label, 150e3, 200e3, following=203e3) for label in "abc"],
        "Under each of the three strategies the next workload is no cheaper than the first three; what still ships is "
        "a choice",
    ),
    "two apart": (
        [trend("a", 212e3, 258e3), trend("b", 240e3, 180e3, n=14)],
        "The latest workload costs less than the first three under a (20th: €212k against €258k a year), "
        "more than the first three under b (14th: €240k against €180k a year)",
    ),
    "two alike": (
        [trend("a", 212e3, 258e3), trend("b", 200e3, 280e3)],
        "Under both strategies the latest workload costs less than the first three: "
        "a (20th: €212k against €258k a year) and b (20th: €200k against €280k a year)",
    ),
    "two unclear": (
        [trend("a", 256e3, 258e3), trend("b", 281e3, 280e3)],
        "No clear difference at 2,000 replications between the latest workload and the first three, under both "
        "strategies: a (20th: €256k against €258k a year) and b (20th: €281k against €280k a year)",
    ),
    "three": (
        [trend("a", 212e3, 258e3), trend("b", 240e3, 180e3), trend("c", 241e3, 240e3)],
        "The latest workload costs less than the first three under a, more than the first three under b; "
        "no clear difference under c",
    ),
    "three, too few anywhere": (
        [Trend(label, TOTAL, 0 if label == "c" else 2, None, None) for label in "abc"],
        "Too few programmes get past the 3rd workload to judge whether costs come down, "
        "under each of the three strategies",
    ),
    "six": (
        [trend(label, 200e3, 250e3) for label in "abcd"] + [trend("e", 250e3, 200e3), trend("f", 1.0, 2.0, n=2)],
        "The latest workload costs less than the first three under a, b, c and d, more than the first three under e; "
        "too few programmes get past the 3rd workload under f",
    ),
    "six alike": (
        [trend(label, 250e3, 200e3) for label in "abcdef"],
        "Under each of the six strategies the latest workload costs more than the first three",
    ),
}


@pytest.mark.parametrize("case", list(COST))
def test_marginal_cost_titles(case: str) -> None:
    """Does the latest workload cost less than the first three did (D-ECON-5)?"""
    trends, title = COST[case]
    assert marginal_cost_title(trends) == title


COUNTS = st.lists(st.integers(0, 300), min_size=1, max_size=6)


@given(COUNTS)
def test_titles_are_clean_sentences(counts: list[int]) -> None:
    """Whatever the numbers: no NaN, no doubled spaces, a capital first, no full stop last."""
    arms = [reaching(f"plan_{index}", count, 300) for index, count in enumerate(counts)]
    title = reached_title(arms, 20)
    assert "nan" not in title.lower()
    assert "  " not in title
    assert title[0].isupper()
    assert title[-1] not in ".,;:"


@given(st.lists(st.integers(0, 300), min_size=2, max_size=4, unique=True))
def test_the_order_of_the_strategies_does_not_change_the_finding(counts: list[int]) -> None:
    """The same strategies in another order give the same sentence."""
    arms = [reaching(f"plan_{count}", count, 300) for count in counts]
    assert len({reached_title(list(order), 20) for order in permutations(arms)}) == 1


@given(st.lists(st.integers(0, 300), min_size=2, max_size=6))
def test_only_those_clearly_behind_are_called_behind(counts: list[int]) -> None:
    """A strategy falls behind exactly where the widened interval of its difference to the best leaves out zero."""
    verdict = judge([share(str(index), count, 300) for index, count in enumerate(counts)])
    looks = len(counts) * (len(counts) - 1) // 2
    for one in verdict.order[1:]:
        low, _ = difference(verdict.best, one, widening(looks))
        assert (one in verdict.behind) == (low > 0)


def test_difference_of_shares_agrees_with_a_published_interval() -> None:
    """Newcombe 1998, table II, method 10: 56/70 minus 48/80 is 0.2, 95% interval 0.0524 to 0.3339."""
    low, high = difference(share("a", 56, 70), share("b", 48, 80))
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_comparing_more_strategies_asks_for_more() -> None:
    """One comparison keeps the plain interval; fifteen widen it to the Bonferroni quantile."""
    assert widening(1) == pytest.approx(1.0)
    assert widening(15) == pytest.approx(2.9352 / 1.95996, rel=1e-4)


def test_paired_differences_are_taken_by_quantity() -> None:
    """`pairs_of` picks one quantity of each compared pair."""
    from sim.analysis.comparison import PairComparison

    difference_of_shares = duel(0.1, 0.0, 0.2, 3, 2, 10)
    comparison = PairComparison("a", "b", 10, 0, 0, {"reached_target": difference_of_shares})
    assert pairs_of([comparison], "reached_target") == {("a", "b"): difference_of_shares}
