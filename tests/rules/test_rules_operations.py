"""Rules of prices, costs, funding, demand, traffic and value: by hand, by closed forms, and monotone (model §9)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import costs, demand, gate, prices, traffic, value

SHARES = st.floats(0.0, 1.0)
COUNTS = st.integers(0, 60)
WEEKS = st.floats(0.0, 400.0)
EUR = st.floats(0.0, 1e7)
DECLINES = st.floats(0.0, 0.99)
GROWTHS = st.floats(0.0, 10.0)
TINY = 1e-9
EVEN_LUCK = [(step + 0.5) / 1_000.0 for step in range(1_000)]


# --- prices -----------------------------------------------------------------------------------------------------------


def test_prices_by_hand() -> None:
    """55% off before week 78, list from it on; a year at -10% list and +20% tokens is 1.08; a year at -35% is 0.65."""
    assert [prices.list_price_share(age, 0.55, 78.0) for age in (0.0, 77.9, 78.0)] == [pytest.approx(0.45)] * 2 + [1.0]
    assert prices.launch_price_factor(52.0, 0.10, 0.20) == pytest.approx(0.9 * 1.2)
    assert [prices.migrated_price_factor(week, 0.35) for week in (0.0, 52.0, 104.0)] == [
        pytest.approx(0.65**years) for years in range(3)
    ]


@given(WEEKS, WEEKS, DECLINES, GROWTHS)
def test_prices_compound(one: float, other: float, decline: float, growth: float) -> None:
    """Two periods one after the other are one long one; at no time nothing has changed."""
    together = prices.launch_price_factor(one + other, decline, growth)
    apart = prices.launch_price_factor(one, decline, growth) * prices.launch_price_factor(other, decline, growth)
    assert together == pytest.approx(apart, rel=1e-9)
    moved = prices.migrated_price_factor(one, decline) * prices.migrated_price_factor(other, decline)
    assert prices.migrated_price_factor(one + other, decline) == pytest.approx(moved, rel=1e-9)
    assert prices.launch_price_factor(0.0, decline, growth) == prices.migrated_price_factor(0.0, decline) == 1.0


@given(WEEKS, DECLINES, DECLINES, GROWTHS, GROWTHS)
def test_cheaper_lists_never_raise_a_price_and_more_tokens_never_lower_it(
    week: float, one: float, other: float, few: float, more: float
) -> None:
    """The launch price falls with the decline and rises with tokens; a move to a newer model never costs more."""
    slow, fast = sorted((one, other))
    price = prices.launch_price_factor(week, slow, few)
    assert prices.launch_price_factor(week, fast, few) <= price <= prices.launch_price_factor(week, slow, few + more)
    assert prices.migrated_price_factor(week, fast) <= prices.migrated_price_factor(week, slow) <= 1.0


@given(WEEKS, WEEKS, DECLINES)
def test_the_longer_on_a_model_the_more_a_move_saves(one: float, other: float, decline: float) -> None:
    """A price that only falls."""
    short, long = sorted((one, other))
    assert 0.0 < prices.migrated_price_factor(long, decline) <= prices.migrated_price_factor(short, decline)


# --- costs ------------------------------------------------------------------------------------------------------------


@given(failed=st.floats(0.0, 0.9))
def test_what_fails_is_paid_and_made_again(failed: float) -> None:
    """Useful = billed x (1 - failed): none failed is one, half of them two; the geometric series of retries."""
    assert costs.billed_share(0.0) == 1.0
    assert costs.billed_share(0.5) == 2.0
    retried = sum(failed**times for times in range(400))
    assert costs.billed_share(failed) == pytest.approx(retried)
    assert costs.billed_share(failed) <= costs.billed_share(min(0.95, failed + 0.05))


@given(bill=EUR, one=EUR, other=EUR)
def test_a_cap_lets_through_what_it_pays_for(bill: float, one: float, other: float) -> None:
    """The capped bill is the smaller of bill and cap; a higher cap lets no less through."""
    tight, wide = sorted((one, other))
    share = costs.capped_share(bill, tight)
    assert 0.0 <= share <= costs.capped_share(bill, wide) <= 1.0
    assert bill * share == pytest.approx(min(bill, tight))


def test_a_run_cost_by_hand() -> None:
    """100,000 inference, 38,000 vendors and oversight, 0.35 engineers and 7 hours of incidents a week at 130,000."""
    incidents = costs.incident_labour_fte(2.0, 5.0, 40.0)
    assert incidents == pytest.approx(0.175)
    assert costs.run_cost_eur(100_000.0, 38_000.0, 0.35 + incidents, 130_000.0) == pytest.approx(206_250.0)


def test_an_assumed_cost_by_hand() -> None:
    """55% off 100,000, and 30,000 of shared cost over twenty workloads: 46,500 (D-ECON-3)."""
    assert costs.assumed_cost_eur(100_000.0, 0.55, 30_000.0, 20) == pytest.approx(46_500.0)


@given(EUR, EUR, EUR)
def test_a_lever_that_pays_still_pays_when_it_saves_more(saved: float, added: float, more: float) -> None:
    """More than it adds, not as much."""
    assert not costs.lever_pays(added, added)
    assert costs.lever_pays(saved + more, added) >= costs.lever_pays(saved, added)
    assert costs.lever_pays(saved, added + more) <= costs.lever_pays(saved, added)


# --- the platform's line ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("collected", "platform", "run_rate", "line", "bearable", "stands"),
    [
        (100.0, 100.0, 900.0, 50.0, 900.0, True),  # the tax covers it, though finance could not bear it
        (99.0, 100.0, 900.0, 50.0, 900.0, False),  # neither
        (0.0, 100.0, 850.0, 50.0, 900.0, True),  # untaxed, and finance can bear it, to the euro
        (0.0, 100.0, 851.0, 50.0, 900.0, False),  # untaxed: the funding cliff
        (0.0, 0.0, 900.0, 50.0, 900.0, False),  # no tax covers nothing, not even a platform that took nothing yet
    ],
)
def test_the_platform_s_line_by_hand(
    collected: float, platform: float, run_rate: float, line: float, bearable: float, stands: bool
) -> None:
    """D-FUND-1, D-FUND-3: the tax covers what building took, or the line has room on top of the run-rate."""
    assert gate.platform_line_stands(collected, platform, run_rate, line, bearable) is stands


@given(EUR, EUR, EUR, EUR, EUR, EUR)
def test_more_money_never_cuts_the_platform_and_more_cost_never_saves_it(
    collected: float, platform: float, run_rate: float, line: float, bearable: float, more: float
) -> None:
    """Monotone in each of its five sums."""
    stands = gate.platform_line_stands(collected, platform, run_rate, line, bearable)
    assert gate.platform_line_stands(collected + more, platform, run_rate, line, bearable) >= stands
    assert gate.platform_line_stands(collected, platform, run_rate, line, bearable + more) >= stands
    assert gate.platform_line_stands(collected, platform + more, run_rate, line, bearable) <= stands
    assert gate.platform_line_stands(collected, platform, run_rate + more, line, bearable) <= stands
    assert gate.platform_line_stands(collected, platform, run_rate, line + more, bearable) <= stands


# --- demand -----------------------------------------------------------------------------------------------------------


def test_messiness_by_hand() -> None:
    """0.7 for the first, 3% more for each further one, twice an ordinary project at most, the first's at least."""
    found = [demand.mean_messiness(0.7, 0.03, rank) for rank in (0, 10, 43, 44, 100)]
    assert found == [0.7, pytest.approx(1.0), pytest.approx(1.99), 2.0, 2.0]
    assert demand.mean_messiness(3.0, 0.03, 10) == 3.0


@given(st.floats(0.0, 100.0), st.floats(0.0, 10.0), COUNTS)
def test_later_data_are_no_tidier(first: float, each: float, rank: int) -> None:
    """Never falling with rank, and never below the first's."""
    now = demand.mean_messiness(first, each, rank)
    assert first <= now <= demand.mean_messiness(first, each, rank + 1)


@pytest.mark.parametrize(("low", "high"), [(0.4, 0.2), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.7, 0.6)])
def test_risks_fall_as_often_as_the_cards_say(low: float, high: float) -> None:
    """High with its share, low with its own as far as high leaves room, middle with the rest."""
    found = [demand.risk_tier(u, low, high) for u in EVEN_LUCK]
    shares = [found.count(tier) / len(found) for tier in (demand.LOW, demand.MIDDLE, demand.HIGH)]
    left = min(low, 1.0 - high)
    assert shares == [pytest.approx(share, abs=1.1e-3) for share in (left, 1.0 - high - left, high)]
    assert found == sorted(found)


# --- traffic ----------------------------------------------------------------------------------------------------------


@given(swing=SHARES, start=WEEKS)
def test_a_season_has_mean_one_and_returns_after_a_year(swing: float, start: float) -> None:
    """The mean over any 52 weeks is one; the trough is at the start, the peak half a year later."""
    year = [traffic.season_factor(start + week, swing) for week in range(52)]
    assert sum(year) / 52.0 == pytest.approx(1.0)
    assert traffic.season_factor(start + 52.0, swing) == pytest.approx(year[0], abs=1e-9)
    assert traffic.season_factor(0.0, swing) == 1.0 - swing
    assert traffic.season_factor(26.0, swing) == pytest.approx(1.0 + swing)
    assert min(year) >= 1.0 - swing - TINY
    assert max(year) <= 1.0 + swing + TINY


@given(one=WEEKS, other=WEEKS, low=GROWTHS, more=GROWTHS)
def test_contexts_bloat_up_to_what_a_window_holds(one: float, other: float, low: float, more: float) -> None:
    """15% a year is 1.15 after a year and 1.3225 after two; never falling, four times at most, none at first."""
    assert [traffic.bloat(week, 0.15) for week in (0.0, 52.0, 104.0)] == [
        pytest.approx(1.15**years) for years in range(3)
    ]
    short, long = sorted((one, other))
    assert 1.0 <= traffic.bloat(short, low) <= traffic.bloat(long, low) <= traffic.bloat(long, low + more) <= 4.0
    assert traffic.bloat(5_200.0, 10.0) == 4.0


@given(one=WEEKS, other=WEEKS, low=st.floats(-0.9, 10.0), more=GROWTHS)
def test_growth_goes_on_until_everybody_uses_it(one: float, other: float, low: float, more: float) -> None:
    """Higher growth is never less volume; a hundred times is the most; shrinking volume only shrinks."""
    early, late = sorted((one, other))
    assert 0.0 < traffic.growth(late, low) <= traffic.growth(late, low + more) <= 100.0
    first, then = traffic.growth(early, low), traffic.growth(late, low)
    assert first <= then if low >= 0.0 else first >= then
    assert traffic.growth(5_200.0, 10.0) == 100.0


@pytest.mark.parametrize(("fade", "jump"), [(0.12, 0.12), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.7, 0.6)])
def test_volumes_turn_as_often_as_the_cards_say(fade: float, jump: float) -> None:
    """Abandoned with its share; launched again with its own as far as that leaves room; else as it was."""
    found = [traffic.turned_volume(u, fade, 0.05, jump, 3.0) for u in EVEN_LUCK]
    shares = [found.count(volume) / len(found) for volume in (0.05, 3.0, 1.0)]
    again = min(jump, 1.0 - fade)
    assert shares == [pytest.approx(share, abs=1.1e-3) for share in (fade, again, 1.0 - fade - again)]


# --- value ------------------------------------------------------------------------------------------------------------


def test_automation_by_hand() -> None:
    """From 30% to 60% over 40 weeks: 45% after 20, 60% from 40 on; 30% for good where nothing is redesigned."""
    found = [value.automation_at(age, 0.3, 0.6, 40.0, True) for age in (0.0, 20.0, 40.0, 400.0)]
    assert found == [pytest.approx(share) for share in (0.3, 0.45, 0.6, 0.6)]
    assert value.automation_at(400.0, 0.3, 0.6, 40.0, False) == 0.3
    assert value.automation_at(0.0, 0.3, 0.6, 0.0, True) == 0.6


@given(WEEKS, WEEKS, SHARES, SHARES, st.floats(0.1, 520.0))
def test_redesigned_work_automates_more_and_more(
    one: float, other: float, share: float, more: float, weeks: float
) -> None:
    """Between unchanged and changed, never falling with age, never less than without the redesign."""
    unchanged, changed = sorted((share, more))
    young, old = (value.automation_at(age, unchanged, changed, weeks, True) for age in sorted((one, other)))
    assert unchanged <= young <= old + TINY
    assert old <= changed + TINY
    assert young >= value.automation_at(one, unchanged, changed, weeks, False)


@given(trust=SHARES, recovery=st.floats(0.01, 1.0), lost=st.floats(0.0, 0.01), weeks=st.integers(0, 200))
def test_trust_follows_its_closed_form(trust: float, recovery: float, lost: float, weeks: int) -> None:
    """With a constant loss it nears 1 - lost / recovery; what is missing to that shrinks by `recovery` a week."""
    settled = 1.0 - lost / recovery
    now = trust
    for _ in range(weeks):
        now = value.next_trust(now, recovery, lost)
    assert now == pytest.approx(settled + (trust - settled) * (1.0 - recovery) ** weeks, abs=1e-9)


@given(SHARES, SHARES, SHARES, SHARES, SHARES)
def test_disappointment_never_raises_trust(one: float, other: float, recovery: float, lost: float, more: float) -> None:
    """A share; more loss or less trust before never gives more; a quiet week never costs any."""
    little, much = sorted((one, other))
    now = value.next_trust(much, recovery, lost)
    assert 0.0 <= value.next_trust(little, recovery, lost) <= now + TINY
    assert value.next_trust(much, recovery, lost + more) <= now <= 1.0
    assert value.next_trust(much, recovery, 0.0) >= much - TINY


@given(SHARES, SHARES, st.floats(0.0, 0.99), st.floats(0.0, 0.99))
def test_untrusted_work_is_worth_nothing(one: float, other: float, floor: float, higher: float) -> None:
    """At a floor of 0.25: nothing up to it, half of it at 0.625, all at one; a share that never falls with trust."""
    assert [value.trusted_share(trust, 0.25) for trust in (0.0, 0.25, 0.625, 1.0)] == [0.0, 0.0, 0.5, 1.0]
    little, much = sorted((one, other))
    low, high = sorted((floor, higher))
    assert 0.0 <= value.trusted_share(little, low) <= value.trusted_share(much, low) <= 1.0
    assert value.trusted_share(much, high) <= value.trusted_share(much, low) + TINY


@given(drift=SHARES, per_week=st.floats(0.0, 0.1), repair=st.floats(0.01, 0.5), weeks=st.integers(0, 300))
def test_drift_follows_its_closed_forms(drift: float, per_week: float, repair: float, weeks: int) -> None:
    """Without upkeep it grows by the week up to one; with all of it, it decays by the repaired share a week."""
    neglected = cared_for = drift
    for _ in range(weeks):
        neglected = value.next_drift(neglected, per_week, repair, 0.0)
        cared_for = value.next_drift(cared_for, per_week, repair, 1.0)
    assert neglected == pytest.approx(min(1.0, drift + per_week * weeks), abs=1e-9)
    assert cared_for == pytest.approx(drift * (1.0 - repair) ** weeks, abs=1e-9)


def test_drift_settles_where_neglect_and_repair_are_even() -> None:
    """Half the upkeep, 2% of drift and 10% of repair a week: 0.02 x 0.5 = 0.1 x 0.5 x drift, so 0.2."""
    drift = 1.0
    for _ in range(1_000):
        drift = value.next_drift(drift, 0.02, 0.10, 0.5)
    assert drift == pytest.approx(0.2)


@given(SHARES, SHARES, SHARES, SHARES, SHARES)
def test_more_upkeep_never_drifts_more(drift: float, per_week: float, repair: float, one: float, other: float) -> None:
    """A share that never rises with the upkeep that is done."""
    little, much = sorted((one, other))
    kept_up, neglected = (value.next_drift(drift, per_week, repair, share) for share in (much, little))
    assert 0.0 <= kept_up <= neglected + TINY
    assert neglected <= 1.0
