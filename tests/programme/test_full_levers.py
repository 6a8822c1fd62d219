"""Each cost lever alone on the inference bill, and several in cascade (D-LEV), in the plain world with one workload.

Live at 14, 1,000 calls a week at EUR 1 each, no overhead. A lever takes two engineers one week: the first acts from 15.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from sim.programme.programme import Programme
from sim.rules import costs
from sim.scenario import Scenario
from sim.scenario.scenario import all_cards
from tests.programme.worlds import cents, column, course, ended, lone, paid, traced

KILO = 1_024.0  # a point of the hit curve, where it is exact
# A thousand questions, all as frequent: within w weeks 1,024 w calls hit a share of 1 - exp(-1.024 w), here 43%.
HITS_43 = {
    "traffic__steady_calls_per_week": KILO,
    "lever_effects__repeat_share": 1.0,
    "lever_effects__popularity_exponent": 0.0,
    "lever_effects__cache_entries": 1e6,
    "lever_effects__cache_weeks": -math.log(0.57) / 1.024,
    "lever_effects__distinct_texts": 1_000.0,
    "lever_effects__distinct_meanings": 1_000.0,
    "lever_effects__cached_call_cost": 0.12,
}
HALF_HELD = 10_080 * math.log(2.0) / 1_000  # minutes for which a prefix is kept, so that half of 1,000 calls find it
PREFIX = {
    "lever_effects__input_share": 0.6,
    "lever_effects__prefix_share": 0.5,
    "lever_effects__agent_prefix_share": 0.8,
    "lever_effects__prefix_price": 0.1,
    "lever_effects__prefix_minutes": HALF_HELD,
}
CHEAP = {
    "opportunities__batch_share": 1.0,
    "lever_effects__simple_share": 1.0,
    "lever_effects__small_model_price": 0.1,
    "lever_effects__batch_price": 0.6,
    "lever_effects__hygiene_saving": 0.18,
}
TUNING = {
    "lever_effects__tuned_price": 0.25,
    "lever_effects__tuned_hosting_eur": 31_200.0,
    "lever_effects__tuned_upkeep_fte": 0.1,
}


def left(*levers: str, **changes: Any) -> float:
    """What is left of the inference bill with all these levers; before the first one the bill is whole."""
    programme = traced(lone(*levers, **changes))
    found = paid(programme)
    calls = programme.live[0].use_case.steady_calls
    assert found[15] == pytest.approx(calls, abs=0.005)
    last = 15 + len(levers)
    assert {found[week] for week in found if week > last} == {found[last]}
    assert found[last] / calls == pytest.approx(programme.live[0].inference_factor, abs=1e-5)
    return programme.live[0].inference_factor


# --- caches -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cache", ["exact_cache", "semantic_cache"])
def test_where_43_percent_of_calls_hit_about_38_percent_of_inference_is_saved(cache: str) -> None:
    """D-LEV-1, from the card of 0.12: 0.43 x (1 - 0.12) = 0.3784."""
    assert 1.0 - left(cache, **HITS_43) == pytest.approx(0.3784, abs=1e-9)


def test_the_card_of_a_cached_call_s_cost_is_the_one_behind_d_lev_1() -> None:
    """The default costs a cached call at 0.12 of an uncached one."""
    assert Scenario().lever_effects.cached_call_cost == 0.12


def test_a_semantic_cache_finds_what_an_exact_one_would() -> None:
    """Both: the better hit share counts, once. Of half as many meanings as texts 1 - 0.57^2 = 67.51% hit."""
    both = left("exact_cache", "semantic_cache", **{**HITS_43, "lever_effects__distinct_meanings": 500.0})
    assert both == pytest.approx(1 - 0.6751 * 0.88, abs=1e-9)


def test_only_the_repeatable_part_of_calls_can_hit() -> None:
    """Every repeatable call hits: the workload's own share of them saves 88%."""
    certain = {"distinct_meanings": 1.0, "repeat_share": 0.5, "cached_call_cost": 0.12}
    programme = traced(lone("semantic_cache", **{f"lever_effects__{key}": value for key, value in certain.items()}))
    live = programme.live[0]
    assert 0.25 < live.use_case.repeat_share < 0.75
    assert live.inference_factor == pytest.approx(1 - 0.88 * live.use_case.repeat_share, abs=1e-9)


def test_the_hit_share_grows_with_volume_and_is_looked_up_once_a_quarter() -> None:
    """Live at 13 with calls that double in a year. At the check at 65 they are 2,048: 1 - 0.57^2 = 67.51% of them hit.

    That share holds for the quarter, while calls go on growing: 2,048 x 2^(12/52) at 77, and is looked up again at 78.
    """
    scenario = lone("exact_cache", **HITS_43, delivery__pilot_weeks=3.0, traffic__growth_per_year=1.0)
    found = paid(traced(scenario))
    factor = 1 - 0.6751 * 0.88
    assert found[65] == pytest.approx(2 * KILO * factor, abs=0.01)
    assert found[77] == pytest.approx(2 * KILO * 2 ** (12 / 52) * factor, abs=0.01)
    assert found[78] < 2 * KILO * 2 ** (13 / 52) * factor - 1


# --- provider prefix --------------------------------------------------------------------------------------------------


def test_a_prefix_cache_saves_the_prefix_of_the_calls_that_find_it() -> None:
    """60% of a call is input, half of it prefix, half of the calls find it, at 10%: 1 - 0.6 x 0.5 x 0.5 x 0.9."""
    assert left("prefix_cache", **PREFIX) == pytest.approx(0.865, abs=1e-9)


def test_more_calls_find_the_prefix_more_often() -> None:
    """At 2,000 calls a week three quarters find it: 1 - 0.6 x 0.5 x 0.75 x 0.9."""
    factor = left("prefix_cache", **PREFIX, traffic__steady_calls_per_week=2_000.0)
    assert factor == pytest.approx(0.7975, abs=1e-9)


def test_an_agent_has_a_longer_prefix() -> None:
    """80% of its input instead of 50%: 1 - 0.6 x 0.8 x 0.5 x 0.9."""
    assert left("prefix_cache", **PREFIX, opportunities__pattern_rag_share=0.0) == pytest.approx(0.784, abs=1e-9)


# --- routing, batch, hygiene ------------------------------------------------------------------------------------------


def test_routing_sends_the_simple_calls_to_the_small_model() -> None:
    """All simple at a tenth of the price: 10% are left. Of a workload of its own share s: 1 - 0.9 s."""
    assert left("routing", lever_effects__simple_share=1.0, lever_effects__small_model_price=0.1) == pytest.approx(0.1)
    mixed = traced(lone("routing", lever_effects__simple_share=0.5, lever_effects__small_model_price=0.1)).live[0]
    assert 0.25 < mixed.use_case.simple_share < 0.75
    assert mixed.inference_factor == pytest.approx(1 - 0.9 * mixed.use_case.simple_share, abs=1e-12)


def test_batch_takes_its_discount_where_minutes_are_acceptable() -> None:
    """60% of list price are left."""
    batched = left("batch", opportunities__batch_share=1.0, lever_effects__batch_price=0.6)
    assert batched == pytest.approx(0.6)


def test_batch_is_not_even_tried_where_minutes_are_not_acceptable() -> None:
    """An interactive workload: no work on it, no lever, the whole bill."""
    record = ended(lone("batch", lever_effects__batch_price=0.6))
    assert (cents(record, "levers"), cents(record, "inference")) == (0, 90 * 100_000)
    assert "lever_applied" not in column(record, "events", "what")


@pytest.mark.parametrize("end", ["low", "high"])
def test_batch_saves_30_to_50_percent_of_eligible_inference_over_the_card_s_range(end: str) -> None:
    """D-LEV-3, at either end of the card."""
    price = next(getattr(card, end) for card in all_cards() if card.name == "lever_effects.batch_price")
    saved = 1.0 - left("batch", opportunities__batch_share=1.0, lever_effects__batch_price=price)
    assert 0.3 - 1e-9 <= saved <= 0.5 + 1e-9


def test_hygiene_takes_its_share() -> None:
    """18% off."""
    assert left("hygiene", lever_effects__hygiene_saving=0.18) == pytest.approx(0.82)


# --- fine-tuning ------------------------------------------------------------------------------------------------------


def test_a_fine_tuned_model_is_cheaper_a_call_and_has_to_be_hosted_and_kept_up() -> None:
    """25% of the bill; EUR 600 a week of hosting and a tenth of an engineer, EUR 100 a week, a week after it acts."""
    assert left("fine_tuning", **TUNING) == pytest.approx(0.25)
    programme = traced(lone("fine_tuning", **TUNING))
    assert paid(programme, "hosting") == dict.fromkeys(range(16, 105), 600.0)
    assert paid(programme, "upkeep") == dict.fromkeys(range(17, 105), 100.0)


def test_fine_tuning_is_pulled_only_where_it_pays() -> None:
    """It saves 39,000 of 52,000 a year; hosting and 5,200 of upkeep must be less: 33,799 is, 33,801 is not."""
    for hosting_eur, pulled in ((33_799.0, True), (33_801.0, False)):
        record = ended(lone("fine_tuning", **{**TUNING, "lever_effects__tuned_hosting_eur": hosting_eur}))
        assert ("lever_applied" in column(record, "events", "what")) == pulled
        assert cents(record, "levers") == (200_000 if pulled else 0)


def test_what_other_levers_have_saved_fine_tuning_cannot_save_again() -> None:
    """After hygiene of 50% it would save 19,500 a year, less than the 36,400 that it costs: only hygiene is pulled."""
    rows = course(lone("hygiene", "fine_tuning", **TUNING, lever_effects__hygiene_saving=0.5))
    assert len([row for row in rows if row[1] == "lever_applied"]) == 1


def test_a_fine_tuned_model_has_more_behaviour_incidents() -> None:
    """0.1 a week, twice that from 15 on: 1 x 0.1 and 89 x 0.2 are expected by 104; shared ones are as before."""
    rates = {"on_call__behaviour_per_week": 0.1, "on_call__shared_per_week": 0.1, "on_call__handling_hours": 0.0}
    programme = traced(lone("fine_tuning", **TUNING, **rates, lever_effects__tuned_incidents=1.0))
    assert programme.live[0].exposed == pytest.approx([9.0, 17.9])


# --- cascade ----------------------------------------------------------------------------------------------------------


def test_levers_cascade() -> None:
    """A cached call reaches no model; routing, batch and context act on the misses, pulled one a week.

    0.43 x 0.12 + 0.57 x 0.1 x 0.6 x 0.82.
    """
    found = left("exact_cache", "routing", "batch", "hygiene", **HITS_43, **CHEAP)
    assert found == pytest.approx(0.43 * 0.12 + 0.57 * 0.1 * 0.6 * 0.82, abs=1e-12)
    assert found == pytest.approx(costs.inference_factor(0.43, 0.0, 0.12, 1.0, 0.1, 1.0, 0.6 * 0.82), abs=1e-12)


def test_the_order_of_levers_does_not_change_what_is_left() -> None:
    """The same four the other way round."""
    forth = left("exact_cache", "routing", "batch", "hygiene", **HITS_43, **CHEAP)
    assert left("hygiene", "batch", "routing", "exact_cache", **HITS_43, **CHEAP) == forth


def test_trimming_saves_of_the_input_that_is_still_paid() -> None:
    """Batched and on the small model a miss costs 0.1 x 0.6; with the prefix 0.865 of that, of which 0.465 is input.

    A saving of 0.18 without a prefix is 30% of an input of 0.6: with it 30% of 0.465.
    """
    found = left("prefix_cache", "routing", "batch", "hygiene", **PREFIX, **CHEAP)
    assert found == pytest.approx(0.1 * 0.6 * (0.865 - 0.3 * 0.465), abs=1e-9)


def test_each_model_keeps_a_prefix_warm_with_its_own_misses() -> None:
    """A share s of 1,000 calls goes to the small model: its 1,000 s find the prefix less often than all would."""
    split = {**CHEAP, "lever_effects__simple_share": 0.5}
    workload = traced(lone("prefix_cache", "routing", **PREFIX, **split)).live[0]
    small = workload.use_case.simple_share
    hits = (1.0 - 0.5**small, 1.0 - 0.5 ** (1.0 - small))
    paid_each = [1.0 - 0.6 * 0.5 * hit * 0.9 for hit in hits]
    expected = small * 0.1 * paid_each[0] + (1.0 - small) * paid_each[1]
    assert workload.inference_factor == pytest.approx(expected, abs=1e-9)


def test_only_calls_that_can_repeat_ask_the_cache() -> None:
    """Half of 2,048 calls can be answered again: they hit as often as 1,024 of which all can, 43%."""
    half = {**HITS_43, "traffic__steady_calls_per_week": 2.0 * KILO, "lever_effects__repeat_share": 0.5}
    workload = traced(lone("exact_cache", **half)).live[0]
    share = workload.use_case.repeat_share
    assert 0.25 <= share <= 0.75
    hit = 1.0 - 0.57 ** (2.0 * share)
    assert workload.inference_factor == pytest.approx(1.0 - 0.88 * share * hit, abs=0.01)


def test_a_cached_call_keeps_no_prefix_warm() -> None:
    """43% of 1,024 calls never reach the provider: half of the other 583.68 find the prefix in its minutes."""
    minutes = {"lever_effects__prefix_minutes": 10_080 * math.log(2.0) / (0.57 * KILO)}
    found = left("exact_cache", "prefix_cache", **HITS_43, **{**PREFIX, **minutes})
    assert found == pytest.approx(0.43 * 0.12 + 0.57 * 0.865, abs=1e-9)


def test_a_fine_tuned_model_keeps_routing_from_making_calls_dearer() -> None:
    """Of half of the calls at 0.1 and half at the tuned 0.25: 0.175; a small model at 0.4 would never be used."""
    use_case = replace(traced(lone()).live[0].use_case, simple_share=0.5)
    for small_price, expected in ((0.1, 0.175), (0.4, 0.25)):
        scenario = lone(lever_effects__small_model_price=small_price, **TUNING)
        economics = Programme(scenario, 21, 0).economics
        assert economics.inference_factor(use_case, {"routing", "fine_tuning"}, 1_000.0) == pytest.approx(expected)


# --- value tiers ------------------------------------------------------------------------------------------------------


def test_value_tiers_send_more_of_a_low_value_workload_to_the_small_model() -> None:
    """A call is worth EUR 1,000,000 / 52,000 = 19.23: below 20, not below 19. Half of the calls not simple go, too."""
    tiers = {"levers__value_tiers": True, "lever_effects__tier_extra_share": 0.5}
    small = {"lever_effects__simple_share": 0.0, "lever_effects__small_model_price": 0.1}
    assert left("routing", **tiers, **small, lever_effects__tier_value_eur=20.0) == pytest.approx(0.55)
    assert left("routing", **tiers, **small, lever_effects__tier_value_eur=19.0) == pytest.approx(1.0)


def test_value_tiers_cost_value_where_they_act_and_only_there() -> None:
    """5% of 9,615.38 a week from 16 on, the week after routing acts; nothing above the tier or without routing."""
    tiers = {"levers__value_tiers": True, "lever_effects__tier_value_loss": 0.05}
    whole = 90 * 500_000 / 52
    cases = ((("routing",), 20.0, 89 * 0.05), (("routing",), 19.0, 0.0), (("hygiene",), 20.0, 0.0))
    for levers, tier_eur, weeks_lost in cases:
        record = ended(lone(*levers, **tiers, lever_effects__tier_value_eur=tier_eur))
        earned = column(record, "replications", "value_eur")[0]
        assert earned == pytest.approx(whole - weeks_lost * 500_000 / 52, abs=1)
