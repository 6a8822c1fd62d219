"""Rules of work, platform, reviews, scale gate and patience: by hand, by closed forms, and monotone (model §9)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import oversight, patience, platform, scale_gate, work

SHARES = st.floats(0.0, 1.0)
COUNTS = st.integers(0, 60)
WEEKS = st.floats(0.0, 400.0)
EUR = st.floats(0.0, 1e7)
TINY = 1e-9
EVEN_LUCK = [(step + 0.5) / 1_000.0 for step in range(1_000)]


# --- work -------------------------------------------------------------------------------------------------------------


@given(less=st.floats(0.0, 0.9), own=COUNTS)
def test_each_doubling_of_experience_takes_its_share_off_a_build(less: float, own: int) -> None:
    """Wright's curve: n builds and the one at hand are experience 1 + n; 1 + (2n + 1) is twice that."""
    once, twice = (work.learning_factor(number, 0, 0.0, less) for number in (own, 2 * own + 1))
    assert twice == pytest.approx(once * (1.0 - less))
    assert work.learning_factor(0, 7, 0.0, less) == 1.0


def test_learning_by_hand() -> None:
    """8% a doubling: 1, 3 and 7 builds are one, two and three doublings; half of six others count as three."""
    assert [work.learning_factor(own, 0, 0.0, 0.08) for own in (1, 3, 7)] == [
        pytest.approx(0.92**doublings) for doublings in (1, 2, 3)
    ]
    assert work.learning_factor(0, 6, 0.5, 0.08) == pytest.approx(0.92**2)


@given(COUNTS, COUNTS, SHARES, SHARES, st.floats(0.0, 0.9))
def test_more_experience_never_makes_a_build_dearer(
    own: int, others: int, one: float, other: float, less: float
) -> None:
    """One's own builds, others' builds and more of their knowledge passed on: each takes no more effort."""
    few, much = sorted((one, other))
    now = work.learning_factor(own, others, few, less)
    assert 0.0 < now <= 1.0
    assert work.learning_factor(own + 1, others, few, less) <= now
    assert work.learning_factor(own, others + 1, few, less) <= now
    assert work.learning_factor(own, others, much, less) <= now


@given(engineers=COUNTS, newcomers=COUNTS, share=SHARES)
def test_newcomers_count_by_what_they_can_do_so_far(engineers: int, newcomers: int, share: float) -> None:
    """Four engineers, two of them at half: three. Nobody new, or all ramped up: every head counts."""
    assert work.productive(4, 2, 0.5) == 3.0
    assert work.productive(engineers, 0, share) == work.productive(engineers, newcomers, 1.0) == engineers
    assert work.productive(engineers, newcomers + 1, share) <= work.productive(engineers, newcomers, share)


# --- platform ---------------------------------------------------------------------------------------------------------


def test_a_flexible_platform_takes_more_effort_and_causes_less_friction() -> None:
    """80% of the rigidity away at 50% extra for all of it: 100 become 140; friction 0.5 on misfit 0.4 falls to 0.04."""
    assert platform.flexible_effort(100.0, 0.8, 0.5) == pytest.approx(140.0)
    assert platform.build_effort_factor(0.5, 0.5, 0.0, 0.4) == pytest.approx(1.0 - 0.5 * 0.6 + 0.2)
    assert platform.build_effort_factor(0.5, 0.5, 0.8, 0.4) == pytest.approx(1.0 - 0.5 * 0.6 + 0.04)


@given(effort=st.floats(0.1, 500.0), extra=st.floats(0.0, 10.0), one=SHARES, other=SHARES, misfit=SHARES)
def test_flexibility_never_lowers_effort_and_never_raises_friction(
    effort: float, extra: float, one: float, other: float, misfit: float
) -> None:
    """The two sides of D-SEQ-6; on a perfect fit flexibility gives nothing back."""
    rigid, flexible = sorted((one, other))
    assert effort <= platform.flexible_effort(effort, rigid, extra) <= platform.flexible_effort(effort, flexible, extra)
    before, after = (platform.build_effort_factor(0.5, extra, share, misfit) for share in (rigid, flexible))
    assert after <= before + TINY
    assert platform.build_effort_factor(0.5, extra, one, 0.0) == platform.build_effort_factor(0.5, extra, other, 0.0)


@given(ageing=st.floats(0.0, 0.9), kept=SHARES)
def test_practice_moves_on_as_far_as_nobody_keeps_pace(ageing: float, kept: float) -> None:
    """A year without upkeep adds the yearly figure, half the upkeep half of it, full upkeep nothing."""
    staleness = 0.0
    for _ in range(52):
        staleness = platform.aged(staleness, ageing, kept)
    assert staleness == pytest.approx(ageing * (1.0 - kept), abs=1e-12)
    assert platform.aged(0.4, ageing, 1.0) == 0.4


@given(SHARES, st.floats(0.0, 100.0), SHARES, SHARES)
def test_a_platform_never_grows_younger_and_misfit_is_a_share(
    staleness: float, ageing: float, one: float, other: float
) -> None:
    """More upkeep ages it no faster; one is the most."""
    little, much = sorted((one, other))
    kept_up, neglected = (platform.aged(staleness, ageing, share) for share in (much, little))
    assert staleness <= kept_up <= neglected <= 1.0


def test_leaving_a_bought_platform_by_hand() -> None:
    """100 engineer-weeks, 5% for each workload on it: 100 with none, 150 with ten, 200 with twenty (D-SEQ-9)."""
    found = [platform.leaving_effort(100.0, 0.05, workloads) for workloads in (0, 10, 20)]
    assert found == [100.0, pytest.approx(150.0), pytest.approx(200.0)]


# --- reviews ----------------------------------------------------------------------------------------------------------


def test_a_review_by_hand() -> None:
    """1.5 weeks; 5% for each of ten live; 8% off for each of five reviews before; a quarter is the least."""
    assert oversight.review_effort(1.5, 0.05, 10, 0.08, 0.25, 5) == pytest.approx(1.5 * 1.5 * 0.92**5)
    assert oversight.review_effort(1.5, 0.05, 10, 0.08, 0.25, 0) == pytest.approx(2.25)
    assert oversight.review_effort(1.5, 0.05, 10, 0.08, 0.25, 60) == pytest.approx(2.25 * 0.25)


def test_with_templates_each_further_system_needs_less_and_without_them_more() -> None:
    """D-PILOT-5, at 5% more for each live one and 8% less for each review before: falls until the floor is reached."""
    kept = [oversight.review_effort(1.0, 0.05, live, 0.08, 0.25, live) for live in range(17)]
    anew = [oversight.review_effort(1.0, 0.05, live, 0.08, 0.25, 0) for live in range(17)]
    assert kept == sorted(kept, reverse=True)
    assert anew == sorted(anew)
    assert kept[0] == anew[0] == 1.0


@given(st.floats(0.0, 20.0), SHARES, COUNTS, st.floats(0.0, 0.99), SHARES, COUNTS)
def test_review_effort_rises_with_what_runs_and_falls_with_what_was_reviewed(
    base: float, each: float, live: int, saving: float, least: float, before: int
) -> None:
    """Never below what templates cannot save."""
    now = oversight.review_effort(base, each, live, saving, least, before)
    assert now <= oversight.review_effort(base, each, live + 1, saving, least, before)
    assert now >= oversight.review_effort(base, each, live, saving, least, before + 1)
    assert base * least * (1.0 - TINY) <= now <= base * (1.0 + each * live) * (1.0 + TINY)


@given(week=WEEKS, every=st.floats(0.5, 26.0))
def test_the_next_meeting_is_the_first_at_a_multiple_of_its_interval(week: float, every: float) -> None:
    """Not before the dossier is ready, less than one interval later, and at once on the day of a meeting."""
    meeting = oversight.next_meeting(week, every)
    assert week <= meeting < week + every * (1.0 + TINY)
    assert math.isclose(meeting / every, round(meeting / every), abs_tol=1e-6)
    assert oversight.next_meeting(meeting, every) == pytest.approx(meeting)


def test_meetings_by_hand() -> None:
    """Every four weeks: 0 at 0, 4 for what is ready at 0.1 or at 4, 8 just after; every zero weeks: at once."""
    found = [oversight.next_meeting(week, 4.0) for week in (0.0, 0.1, 4.0, 4.001)]
    assert found == [0.0, 4.0, 4.0, 8.0]
    assert oversight.next_meeting(3.7, 0.0) == 3.7


@given(one=WEEKS, other=WEEKS, every=st.just(0.0) | st.floats(0.01, 26.0))
def test_whoever_is_ready_earlier_is_heard_no_later(one: float, other: float, every: float) -> None:
    """Meetings keep the order."""
    early, late = (oversight.next_meeting(week, every) for week in sorted((one, other)))
    assert early <= late


@given(saving=SHARES, one=SHARES, other=SHARES)
def test_shared_artefacts_save_as_far_as_they_cover(saving: float, one: float, other: float) -> None:
    """Nothing where nothing is shared, the whole saving where all is, and never less for more."""
    few, many = sorted((one, other))
    assert oversight.shared_factor(saving, 0.0) == 1.0
    assert oversight.shared_factor(saving, 1.0) == 1.0 - saving
    assert 0.0 <= oversight.shared_factor(saving, many) <= oversight.shared_factor(saving, few) <= 1.0


# --- scale gate -------------------------------------------------------------------------------------------------------


def test_sponsors_cool_by_hand() -> None:
    """3% a rank: 1 for the first, 1.3 for the eleventh, 3 at the most."""
    assert [scale_gate.cooling(0.03, rank) for rank in (0, 10, 60, 100)] == [
        1.0,
        pytest.approx(1.3),
        pytest.approx(2.8),
        3.0,
    ]


@pytest.mark.parametrize(
    ("shelve", "stall", "cooler"), [(0.02, 0.06, 1.0), (0.1, 0.2, 2.5), (0.6, 0.7, 1.0), (0, 0, 3)]
)
def test_verdicts_fall_as_often_as_the_cards_say(shelve: float, stall: float, cooler: float) -> None:
    """Shelved with chance shelve x cooler, stalled with stall x cooler, as far as one leaves room for both."""
    found = [scale_gate.verdict(u, shelve, stall, cooler) for u in EVEN_LUCK]
    shelved, stalled = (found.count(kind) / len(found) for kind in (scale_gate.SHELVED, scale_gate.STALLS))
    assert shelved == pytest.approx(min(1.0, shelve * cooler), abs=1e-3)
    assert stalled == pytest.approx(min(1.0 - shelved, stall * cooler), abs=2e-3)


@given(SHARES, SHARES, SHARES, SHARES, st.floats(1.0, 3.0), st.floats(1.0, 3.0))
def test_a_cooler_sponsor_is_never_milder(
    u: float, more: float, shelve: float, stall: float, one: float, other: float
) -> None:
    """Passes, stalls, shelved: never better for a cooler sponsor, a larger chance, or worse luck."""
    warm, cool = sorted((one, other))
    now = scale_gate.verdict(u, shelve, stall, warm)
    assert now <= scale_gate.verdict(u, shelve, stall, cool)
    assert now <= scale_gate.verdict(u, max(shelve, more), stall, warm)
    assert now <= scale_gate.verdict(u, shelve, max(stall, more), warm)
    assert now <= scale_gate.verdict(min(u, more), shelve, stall, warm)


@given(st.floats(0.0, 10.0), COUNTS)
def test_later_sponsors_are_no_warmer(each: float, rank: int) -> None:
    """From one up to three times as likely to stall or shelve."""
    assert 1.0 <= scale_gate.cooling(each, rank) <= scale_gate.cooling(each, rank + 1) <= 3.0


# --- patience ---------------------------------------------------------------------------------------------------------


def test_a_unit_goes_around_only_for_what_is_worth_its_bill() -> None:
    """More than the bill, not as much."""
    assert [patience.goes_around(value, 100.0) for value in (99.0, 100.0, 101.0)] == [False, False, True]


@given(shadow=COUNTS, governed=COUNTS)
def test_the_shadow_share_is_a_share_of_all_workloads(shadow: int, governed: int) -> None:
    """None without shadow, all without governed ones, one in four of one and three; more shadow, a larger share."""
    share = patience.shadow_share(shadow, governed)
    assert patience.shadow_share(1, 3) == 0.25
    assert 0.0 <= share <= patience.shadow_share(shadow + 1, governed) <= 1.0
    assert patience.shadow_share(shadow, governed + 1) <= share
    assert patience.shadow_share(0, governed) == 0.0
    assert patience.shadow_share(shadow + 1, 0) == 1.0


def test_the_hazard_of_a_reorganisation_by_hand() -> None:
    """0.52 a year; a quarter of what runs is shadow and units wait three quarters of their patience: 0.01 a week."""
    assert patience.reorganisation_rate_per_week(0.52, 0.25, 0.75) == pytest.approx(0.01)
    assert patience.reorganisation_rate_per_week(0.52, 0.0, 0.0) == 0.0


@given(st.floats(0.0, 100.0), SHARES, SHARES, st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_waiting_and_shadow_never_lower_the_hazard(
    base: float, one: float, other: float, short: float, more: float
) -> None:
    """The hazard rises with either part of its sum."""
    few, many = sorted((one, other))
    now = patience.reorganisation_rate_per_week(base, few, short)
    assert 0.0 <= now <= patience.reorganisation_rate_per_week(base, many, short)
    assert now <= patience.reorganisation_rate_per_week(base, few, short + more)


@given(left=st.floats(-50.0, 100.0), gained=st.floats(0.0, 100.0), more=st.floats(0.0, 100.0))
def test_a_milestone_restores_patience_up_to_the_most_there_is(left: float, gained: float, more: float) -> None:
    """30 of 110 left and 13 gained are 43; 105 and 13 are 110; a larger milestone restores no less."""
    assert patience.restored(30.0, 13.0, 110.0) == 43.0
    assert patience.restored(105.0, 13.0, 110.0) == 110.0
    now = patience.restored(left, gained, 110.0)
    assert left <= now <= patience.restored(left, gained + more, 110.0) <= 110.0
