"""Which cards vary, and over what."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.factors import Factor, around, factor, factors_of, levels, parse_factor
from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.values import card_named, cards_by_name
from sim.scenario.variation import vary

RANGED = [each.name for each in factors_of(["assumptions", "policies"])]


@given(st.sampled_from(RANGED), st.floats(0.0, 1.0))
def test_every_share_of_every_range_is_a_value_of_the_card(name: str, share: float) -> None:
    """Within the range, of the right type; what is refused is how cards fit together, never the value."""
    one = factor(name)
    value = one.at(share)
    if one.levels:
        assert value in one.levels
    else:
        assert one.low <= value <= one.high
        assert isinstance(value, int) == one.whole
    try:
        vary(Scenario(), {name: value})
    except InputError as error:
        assert_about_several_cards(error)


def assert_about_several_cards(error: InputError) -> None:
    """Not a value that its own card refuses."""
    assert "allowed is" not in str(error)


@pytest.mark.parametrize("text", ["ends.target=[3,7]", "portfolio.order", "sequencing.mandate", "ends.target=4,9,12"])
def test_whole_numbers_words_and_levels_have_equal_parts_of_the_range(text: str) -> None:
    """Thousand even shares over 2, 3 or 5 values: each comes equally often, give or take one."""
    one = parse_factor(text)
    counts = Counter(one.at((k + 0.5) / 1_000) for k in range(1_000))
    wanted = len(one.levels) or 5
    assert len(counts) == wanted
    assert max(counts.values()) - min(counts.values()) <= 1
    assert one.at(0.0) == one.ends()[0]
    assert one.at(1.0) == one.ends()[-1]


def test_ranges_come_from_the_cards_and_the_users_override_them() -> None:
    """Low and high of the card; then as given, whatever order the words have but the last."""
    card = card_named("cfo.budget_eur")
    assert factor("cfo.budget_eur").ends() == (card.low, card.high)
    assert parse_factor("cfo.budget_eur=[1e6,2e6]").ends() == (1e6, 2e6)
    found = {each.name: each for each in factors_of(["cfo", "cfo.budget_eur=[1e6,2e6]"])}
    assert found["cfo.budget_eur"].ends() == (1e6, 2e6)
    assert found["cfo.threshold_eur"].ends() == (
        card_named("cfo.threshold_eur").low,
        card_named("cfo.threshold_eur").high,
    )


def test_a_single_brackets_pair_is_a_range_and_commas_are_values() -> None:
    """[3,7] is five whole numbers, 3,7 are two; lists are values in brackets; null is a value."""
    assert parse_factor("ends.target=[3,7]").steps(9) == (3, 4, 5, 6, 7)
    assert parse_factor("ends.target=3,7").steps(9) == (3, 7)
    assert parse_factor("levers.order=[routing,batch],[]").levels == (("routing", "batch"), ())
    assert parse_factor("sequencing.platform_after=null,0,3").levels == (None, 0, 3)
    assert parse_factor("sequencing.mandate=[true,false]").levels == (True, False)


def test_steps_are_even_and_include_both_ends() -> None:
    """Three of 1 to 2 million; three whole numbers of 1 to 8 are 1, 4 and 8 (4.5 is rounded to even)."""
    assert parse_factor("cfo.budget_eur=[1e6,2e6]").steps(3) == (1e6, 1.5e6, 2e6)
    assert parse_factor("ends.target=[1,8]").steps(3) == (1, 4, 8)


def test_groups_bring_the_cards_that_have_a_range() -> None:
    """Lists have none and are left out of a group; the horizon belongs to none, and where one starts is given."""
    names = [each.name for each in factors_of(["levers"])]
    assert "levers.from_workload" in names
    assert "levers.order" not in names
    assert all(
        name.startswith("topology.embedded.") for name in (each.name for each in factors_of(["topology.embedded"]))
    )
    kinds = {card_named(name).kind for name in (each.name for each in factors_of(["assumptions"]))}
    assert kinds == {"assumption"}
    cards = cards_by_name().values()
    without = sum(card.unit == "list of levers" or card.kind == "start" for card in cards)
    assert len(RANGED) + 1 + without == len(cards)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("levers.order", "levers.order: has no range, it holds a list; name the lists to try"),
        ("levers.order=[routing]", "levers.order: one value does not vary"),
        ("cfo.budget", "cfo.budget: there is no such card or group of cards; did you mean 'cfo.budget_eur'?"),
        ("shadows", "did you mean 'shadow'?"),
        ("cfo.budgets_eur=[1,2]", "did you mean 'cfo.budget_eur'?"),
        ("cfo.budget_eur=[2e6,1e6]", "the range goes from 2e+06 to 1e+06; its low end must be below its high end"),
        ("cfo.budget_eur=[1e6,1e6]", "its low end must be below its high end"),
        ("cfo.budget_eur=[-1,1e6]", "cfo.budget_eur: found -1.0; allowed is a number from 0 to 1e+12"),
        ("cfo.budget_eur=[1e6,nan]", "every value must be a finite number"),
        ("cfo.budget_eur=[1,2,3]", "a range is [low,high]; single values are written cfo.budget_eur=1,2,3"),
        ("cfo.budget_eur=1e6", "one value does not vary; name at least 2, or leave cfo.budget_eur out"),
        ("cfo.budget_eur=1e6,1e6", "1000000.0 stands there twice"),
        ("cfo.budget_eur=", "cfo.budget_eur: found ''"),
        ("cfo.workload_cap_eur=[null,1e5]", "a range is [low,high]"),
        ("ends.target=[1.5,7]", "ends.target: found '1.5'; allowed is a whole number"),
        ("ends.target=[1,300]", "ends.target: found 300; allowed is a whole number from 1 to 200"),
        ("", "there is no such card or group of cards"),
    ],
)
def test_a_wrong_word_is_answered(word: str, told: str) -> None:
    """By name, with what is allowed and the way out."""
    with pytest.raises(InputError) as error:
        factors_of([word])
    assert told in str(error.value)


def test_ranges_given_in_python_meet_the_card_s_limits_too() -> None:
    """The same refusals without a text in between."""
    for low, high in ((-1.0, 1.0), (0.0, 1e13), (0.0, float("inf")), (float("nan"), 1.0)):
        with pytest.raises(InputError, match=r"cfo\.budget_eur: the range goes from"):
            factor("cfo.budget_eur", low, high)
    with pytest.raises(InputError, match="allowed is a whole number"):
        factor("ends.target", 1.5, 3.0)
    with pytest.raises(InputError, match="no card varies"):
        factors_of([])


def test_codes_are_the_numbers_themselves_or_places_among_the_words() -> None:
    """Below and above mean something for numbers only."""
    numbers, words = levels("ends.target", (5, 20)), factor("portfolio.order")
    assert (numbers.ordered, numbers.code(20)) == (True, 20.0)
    assert (words.ordered, words.code(words.levels[2])) == (False, 2.0)
    assert not Factor(card_named("sequencing.platform_after"), levels=(None, 3)).ordered
    assert not factor("sequencing.mandate").ordered


def test_around_a_scenario_half_of_the_chance_lies_to_either_side_of_its_value() -> None:
    """The median is the scenario's value, and a user's own range stays even."""
    scenario = Scenario()
    own, given = around(factors_of(["cfo.hurdle", "cfo.budget_eur=[1e6,3e6]"]), scenario)
    assert (own.at(0.0), own.at(0.5), own.at(1.0)) == (own.low, scenario.cfo.hurdle, own.high)
    assert own.at(0.25) == pytest.approx((own.low + scenario.cfo.hurdle) / 2.0)
    assert given.at(0.25) == 1.5e6


def test_whole_numbers_around_a_value_keep_to_their_range_and_its_halves() -> None:
    """Every whole number of the range comes up; as many fall below the scenario's value as above it."""
    scenario = Scenario()
    (each,) = around(factors_of(["opportunities.backlog"]), scenario)
    values = [each.at((number + 0.5) / 5_000) for number in range(5_000)]
    counts = Counter(values)
    assert set(counts) == set(range(int(each.low), int(each.high) + 1))
    below = sum(count for value, count in counts.items() if value < scenario.opportunities.backlog)
    above = sum(count for value, count in counts.items() if value > scenario.opportunities.backlog)
    assert below + counts[scenario.opportunities.backlog] / 2 == pytest.approx(2_500, abs=250)
    assert above + counts[scenario.opportunities.backlog] / 2 == pytest.approx(2_500, abs=250)
