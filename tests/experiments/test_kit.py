"""The frame of the studies: numbers with intervals, verdicts from them, rules that say where a claim holds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.kit.arms import Study
from experiments.kit.claims import Check, Claim, Judged, check_claims
from experiments.kit.measured import (
    EUR,
    POINTS,
    RATIO,
    SHARE,
    Measured,
    difference,
    median,
    ratio,
    share,
    share_difference,
    told,
)
from experiments.kit.regions import Cell, Cells, Region
from experiments.kit.table import _headline, _luck
from sim.analysis.maps import Axis


def measured(value: float, low: float, high: float) -> Measured:
    """A number with its interval."""
    return Measured(value, low, high, SHARE)


def nothing(_: Study) -> Measured:
    """Stands where a claim is judged from recorded numbers."""
    raise AssertionError("not measured here")


def check(at_least: float = -math.inf, at_most: float = math.inf, *, decides: bool = True) -> Check:
    """A check of nothing in particular."""
    return Check("a share", ("one",), nothing, at_least, at_most, decides)


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_interval_of_a_median_lies_between_two_order_statistics() -> None:
    """Of 1 to 10 the median lies between the 2nd and the 9th with 97.9%: sign test, no narrower pair reaches 95%."""
    found = median(np.arange(1.0, 11.0), "weeks")
    assert (found.value, found.low, found.high) == (5.5, 2.0, 9.0)


def test_median_of_few_has_no_interval_and_of_nothing_no_value() -> None:
    """Five numbers never reach 95% (2 / 32 is more than 5%); nothing is nothing to measure."""
    assert math.isnan(median([1.0, 2.0, 3.0, 4.0, 5.0], "weeks").low)
    assert not median([math.nan], "weeks").known
    assert median([math.nan], "weeks").words == "nothing to measure"


def test_coverage_of_the_median_is_at_least_what_it_says() -> None:
    """Of 400 samples of 25 from an exponential distribution at least 93% of intervals hold the true median."""
    rng = np.random.default_rng(5)
    found = [median(rng.exponential(size=25), "weeks") for _ in range(400)]
    assert np.mean([one.low <= math.log(2.0) <= one.high for one in found]) >= 0.93


def test_those_that_never_come_count_as_later_than_all() -> None:
    """Of five programmes three begin, with 4, 9 and 12 workloads: half of all have begun by 12; of seven never."""
    assert median([4.0, 9.0, 12.0, math.inf, math.inf], "workloads").value == 12.0
    assert math.isinf(median([4.0, 9.0, 12.0, *[math.inf] * 4], "workloads").value)


def test_share_of_nothing_is_unknown_and_its_interval_is_everything() -> None:
    """A short run may have no future of a kind."""
    none = share([])
    assert (none.known, none.low, none.high) == (False, 0.0, 1.0)


def test_difference_leaves_out_futures_in_which_one_side_is_unknown() -> None:
    """The pairs (3, 1) and (5, 1) are left of three."""
    found = difference([3.0, math.nan, 5.0], [1.0, 1.0, 1.0], EUR)
    assert found.value == 3.0


def test_ratio_of_means_has_the_interval_of_its_linear_form() -> None:
    """Twice the other everywhere is 2 without spread; its interval covers the truth as often as it says."""
    other = np.array([1.0, 2.0, 3.0, 4.0])
    exact = ratio(2.0 * other, other)
    assert (exact.value, exact.low, exact.high) == (2.0, 2.0, 2.0)
    rng = np.random.default_rng(6)
    held = []
    for _ in range(400):
        base = rng.gamma(4.0, size=60)
        found = ratio(1.5 * base + rng.normal(size=60), base)
        held.append(found.low <= 1.5 <= found.high)
    assert 0.91 <= np.mean(held) <= 0.99


def test_ratio_to_nothing_is_unknown() -> None:
    """A mean of zero divides nothing."""
    assert not ratio([1.0, 2.0], [0.0, 0.0]).known


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.417, SHARE, "42%"), (0.004, SHARE, "0.4%"), (1.0, SHARE, "100%"), (-0.04, POINTS, "−4.0 points"),
        (0.04, POINTS, "+4.0 points"), (1.26e6, EUR, "€1.26M"), (-185_400.0, EUR, "−€185k"), (-12.0, EUR, "€0"),
        (-0.001, RATIO, "0"), (3.3, "weeks", "3.3"), (math.inf, "weeks", "∞"),
    ],
)  # fmt: skip
def test_values_are_written_as_a_reader_reads_them(value: float, unit: str, words: str) -> None:
    """A true minus before the currency, and nothing is not less than nothing."""
    assert told(value, unit) == words


def test_share_difference_is_in_points() -> None:
    """Three of four against one of four; where no future has both sides nothing is known."""
    assert not share_difference([], []).known
    found = share_difference([True, True, True, False], [True, False, False, False])
    assert (found.value, found.unit) == (0.5, POINTS)


# --- checks and verdicts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "low", "high", "holds", "sure"),
    [
        (0.6, 0.55, 0.65, True, True),
        (0.6, 0.45, 0.75, True, False),
        (0.4, 0.35, 0.45, False, True),
        (0.4, 0.30, 0.55, False, False),
        (math.nan, math.nan, math.nan, False, False),
        (0.6, math.nan, math.nan, True, False),
    ],
)
def test_a_check_holds_by_its_estimate_and_is_sure_by_its_interval(
    value: float, low: float, high: float, holds: bool, sure: bool
) -> None:
    """At least a half: the estimate decides, an interval over the bound makes it close."""
    found = measured(value, low, high)
    assert (check(0.5).holds(found), check(0.5).sure(found)) == (holds, sure)


@pytest.mark.parametrize(("value", "holds"), [(0.0, False), (1e-9, True), (-1e-9, False)])
def test_no_difference_is_not_more_than_nothing(value: float, holds: bool) -> None:
    """A bound of nothing has to be passed; any other may be met."""
    assert check(0.0).holds(measured(value, -1.0, 1.0)) is holds
    assert check(at_most=0.0).holds(measured(-value, -1.0, 1.0)) is holds
    assert check(0.5).holds(measured(0.5, 0.4, 0.6))
    assert (check(0.0).bounds(SHARE), check(at_most=0.0).bounds(SHARE)) == ("more than nothing", "less than nothing")


def test_a_check_that_does_not_decide_changes_no_verdict() -> None:
    """It is shown for what it tells of the others."""
    claim = Claim("D-SEQ-1", "says", "how", (check(0.5), check(0.9, decides=False)))
    judged = Judged(claim, (measured(0.6, 0.55, 0.65), measured(0.1, 0.0, 0.2)))
    assert (judged.verdict, judged.sure) == ("emerges", True)


def cells(holding: str, bounds: tuple[float, ...] = (1.0, 2.0, 3.0)) -> Cells:
    """A map from a text: rows from the top, x where the claim holds."""
    rows = holding.split()[::-1]
    up = Axis("on_call.burnout_weeks", "weeks", tuple(float(number) for number in range(10, 10 + len(rows))))
    region = Region(Axis("cfo.threshold_eur", "EUR", bounds[: len(rows[0])]), up, "why")
    some = measured(0.5, 0.4, 0.6)
    return Cells(region, tuple(tuple(Cell(some, mark == "x", True) for mark in row) for row in rows))


@pytest.mark.parametrize(
    ("drawn", "rule"),
    [
        ("xxx xxx", "everywhere on the map"),
        ("... ...", "nowhere on the map"),
        ("..x ..x", "if `cfo.threshold_eur` ≥ 3"),
        ("xx. xx.", "if `cfo.threshold_eur` ≤ 2"),
        ("xxx ...", "if `on_call.burnout_weeks` ≥ 11"),
        ("..x ...", "if `cfo.threshold_eur` ≥ 3 and `on_call.burnout_weeks` ≥ 11"),
        ("xxx ..x", "if `on_call.burnout_weeks` ≥ 11 (but for 1 of 6 cells)"),
        (".x. .x.", "if `cfo.threshold_eur` 2"),
        (".xx. .xx.", "if `cfo.threshold_eur` 2 to 3"),
        ("xx.xx xxxxx", "in 9 of 10 cells of the map, which no bounds of the two cards tell apart"),
    ],
)
def test_rule_is_the_shortest_with_the_fewest_cells_on_the_wrong_side(drawn: str, rule: str) -> None:
    """One bound a card at most, and what it leaves out is said."""
    assert cells(drawn, (1.0, 2.0, 3.0, 4.0, 5.0)).where == rule


@pytest.mark.parametrize(
    ("value", "drawn", "verdict"),
    [
        (0.6, None, "emerges"),
        (0.6, "xxx xxx", "emerges, everywhere on the map"),
        (0.6, "..x ..x", "emerges; on the map if `cfo.threshold_eur` ≥ 3"),
        (0.4, "..x ..x", "emerges only if `cfo.threshold_eur` ≥ 3"),
        (0.4, "... ...", "does not emerge, nowhere on the map"),
        (0.4, None, "does not emerge"),
    ],
)
def test_verdict_follows_from_the_default_and_the_map(value: float, drawn: str | None, verdict: str) -> None:
    """Emerges, emerges only if, does not emerge."""
    claim = Claim("D-SEQ-1", "says", "how", (check(0.5),), region=None if drawn is None else cells(drawn).region)
    judged = Judged(claim, (measured(value, value - 0.05, value + 0.05),), None if drawn is None else cells(drawn))
    assert judged.verdict == verdict


def test_a_map_of_one_check_does_not_mend_another_that_fails() -> None:
    """Where a second number fails on the default cards, a region of the first is not where the claim holds."""
    claim = Claim("D-SEQ-1", "says", "how", (check(0.5), check(0.9)), region=cells("..x ..x").region)
    judged = Judged(claim, (measured(0.4, 0.3, 0.45), measured(0.1, 0.0, 0.2)), cells("..x ..x"))
    assert judged.verdict == "does not emerge, one part of it if `cfo.threshold_eur` ≥ 3"


def test_a_claim_that_fails_is_sure_by_one_check_that_surely_fails() -> None:
    """However close the others are."""
    claim = Claim("D-SEQ-1", "says", "how", (check(0.5), check(0.5)))
    assert Judged(claim, (measured(0.45, 0.4, 0.6), measured(0.1, 0.0, 0.2))).sure
    assert not Judged(claim, (measured(0.45, 0.4, 0.6), measured(0.6, 0.55, 0.7))).sure


def test_a_claim_needs_checks_or_the_reason_why_it_is_not_judged() -> None:
    """And a check needs a run that exists, a map a check."""
    with pytest.raises(ValueError, match="give checks, or the reason"):
        check_claims([Claim("D-SEQ-1", "says", "how")], {"one": []})
    with pytest.raises(ValueError, match="no arm is called 'one'"):
        check_claims([Claim("D-SEQ-1", "says", "how", (check(),))], {"other": []})
    region = Region(Axis("a", "", (1.0,)), Axis("b", "", (1.0,)), "why", check=1)
    with pytest.raises(ValueError, match="the map is of check 1"):
        check_claims([Claim("D-SEQ-1", "says", "how", (check(),), region=region)], {"one": []})
    assert Judged(Claim("D-SERV-2", "says", "how", not_judged="later"), ()).verdict == "not judged: later"


# --- the table -------------------------------------------------------------------------------------------------------


def row(word: str, second: str, sure: bool, part: str = "") -> dict[str, object]:
    """A row of verdicts.json."""
    return {"claim": "D-SEQ-1", "part": part, "word": word, "second_seed": second, "sure": sure}


def test_table_counts_verdicts_and_names_those_that_another_seed_turns() -> None:
    """What a reader has to know of luck stands above the table."""
    rows = [row("emerges", "emerges", True), row("emerges", "does not emerge", False, "when")]
    assert _headline(rows).startswith("Of 2 rows 2 emerge from the default cards, 0 emerge only")
    assert "another verdict in 1 (D-SEQ-1: when); in 1 an interval" in _luck(rows, [rows[1]])
    assert "a second seed agrees in all; in 0" in _luck(rows[:1], [])
