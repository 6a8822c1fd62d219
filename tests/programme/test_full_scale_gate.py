"""From pilot to production, each mechanism of the scale gate alone in the plain world: live at 14, 24 and 34."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.programme.programme import simulate_programme
from sim.scenario import Scenario
from tests.programme.worlds import DECISIONS, Timeline, cents, column, course, ended, field, how, in_order, life, plain

SEED = 21
MISSING_ONE = 3
GATE: dict[str, Any] = {
    "scale_gate__cooling_per_rank": 0.0,
    "scale_gate__retrofit_effort": 0.0,
    "scale_gate__stall_weeks": 8.0,
}


def gated(missing: int, **changes: Any) -> Scenario:
    """The plain world in which so many of the ten decisions were left open, from the fourth on."""
    left_open = DECISIONS[MISSING_ONE : MISSING_ONE + missing]
    designed = {f"readiness__{name}": name not in left_open for name in DECISIONS}
    return plain(**{**GATE, **designed, **changes})


# --- the scale gate ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [1, 2, 7])
def test_each_missing_decision_costs_retrofit_effort(missing: int) -> None:
    """3 engineer-weeks each by two engineers: live at 14 + 1.5 for each; EUR 3,000 of labour each."""
    scenario = gated(missing, scale_gate__retrofit_effort=3.0, opportunities__backlog=1)
    assert course(scenario, "end") == in_order(life(0, 0, 10, 14 + 1.5 * missing))
    assert cents(ended(scenario), "retrofit") == 100 * 3_000 * missing


def test_all_of_a_retrofit_is_part_of_the_all_in_cost() -> None:
    """A year at EUR 100,000, a build of 20,000 and a retrofit of 3,000, half a week of which is the week of going live.

    Retrofit 14-15.5; the books hold 14-15 by then.
    """
    scenario = gated(1, scale_gate__retrofit_effort=3.0, opportunities__backlog=1)
    everything = column(ended(scenario), "workloads", "marginal_cost_all_in_eur")
    assert everything == [pytest.approx(100_000 + 20_000 + 3_000)]


def test_a_retrofit_goes_before_builds_that_wait_and_after_those_in_progress() -> None:
    """The pilot ends at 14, the second build at 20: retrofit 20-23, then the third build 23-33."""
    scenario = gated(2, scale_gate__retrofit_effort=3.0, horizon_weeks=32)
    assert course(scenario, "end") == in_order(life(0, 0, 10, 23), life(1, 10, 20), [(23, "build_started", 2)])


def test_with_all_ten_designed_in_there_is_no_gate() -> None:
    """However dear, slow and deadly it would be: live at 14, 24 and 34."""
    deadly = gated(0, scale_gate__retrofit_effort=100.0, scale_gate__stall_share=1.0, scale_gate__shelve_share=1.0)
    assert course(deadly) == course(plain())


def test_a_missing_decision_holds_a_pilot_up() -> None:
    """Eight weeks times the unit exponential of use case and decision, from the end of the pilot at 14, 24, 34 on."""
    scenario = gated(1, scale_gate__stall_share=1.0)
    luck = Luck(SEED, 0)
    held = [8.0 * luck.exponential(purposes.STALL_LENGTH, rank, MISSING_ONE) for rank in range(3)]
    expected = [(10.0 * rank + 14, "held_up", rank) for rank in range(3)]
    assert [row for row in course(scenario) if row[1] == "held_up"] == expected
    live = {row[2]: row[0] for row in course(scenario) if row[1] == "live"}
    assert [live[rank] for rank in range(3)] == pytest.approx([10.0 * rank + 14 + held[rank] for rank in range(3)])


def test_two_missing_decisions_hold_a_pilot_up_one_after_the_other() -> None:
    """The sum of both; then the retrofit of 2 x 3 engineer-weeks, three weeks."""
    scenario = gated(
        2, scale_gate__stall_share=1.0, scale_gate__retrofit_effort=3.0, opportunities__backlog=1, horizon_weeks=260
    )
    luck = Luck(SEED, 0)
    both = sum(8.0 * luck.exponential(purposes.STALL_LENGTH, 0, MISSING_ONE + number) for number in range(2))
    assert column(ended(scenario), "workloads", "live_week") == [pytest.approx(14 + both + 3)]


def test_a_missing_decision_may_shelve_a_pilot_for_good() -> None:
    """All three at 14, 24 and 34; nothing goes live, nothing is retrofitted, and the builds' cost is sunk."""
    scenario = gated(1, scale_gate__shelve_share=1.0, scale_gate__retrofit_effort=3.0)
    shelved: Timeline = [(14, "shelved", 0), (24, "shelved", 1), (34, "shelved", 2)]
    assert course(scenario, "end") == in_order(life(0, 0, 10), life(1, 10, 20), life(2, 20, 30), shelved)
    record = ended(scenario)
    assert how(record) == ("stalled", 0.0)
    assert (field(record, "shelved"), field(record, "went_live"), field(record, "value_eur")) == (3, 0, 0.0)
    assert (cents(record, "build"), cents(record, "retrofit"), cents(record, "overhead")) == (6_000_000, 0, 0)


def verdicts(scenario: Scenario, programmes: int) -> tuple[list[list[bool]], list[list[bool]]]:
    """By rank and programme: was it shelved, and was it held up?"""
    shelved: list[list[bool]] = [[] for _ in range(4)]
    held: list[list[bool]] = [[] for _ in range(4)]
    for number in range(programmes):
        rows = simulate_programme(scenario, SEED, number).tables["events"]
        found = {(row[3], row[4]) for row in rows}
        for rank in range(4):
            shelved[rank].append(("shelved", rank) in found)
            held[rank].append(("held_up", rank) in found)
    return shelved, held


def near(found: list[bool], share: float) -> bool:
    """Whether a count is within four standard errors of its mean; exactly where the share is 0 or 1."""
    expected = len(found) * share
    return abs(sum(found) - expected) <= 4.0 * math.sqrt(expected * (1.0 - share))


FAST: dict[str, Any] = {
    "opportunities__backlog": 4,
    "delivery__build_effort": 0.1,
    "delivery__pilot_weeks": 1.0,
    "horizon_weeks": 10,
    "ends__stalled_after": 20.0,
    "ends__frozen_after": 1.0,
}


def test_sponsors_cool_by_rank_up_to_three_times() -> None:
    """Shelved with chance 0.2, 0.4, 0.6 and again 0.6; held up with 0.1, 0.2, 0.3 and 0.3.

    Eight counts within four standard errors: false alarm below 1e-3 in all, seed fixed.
    """
    cards: dict[str, Any] = {"shelve_share": 0.2, "stall_share": 0.1, "cooling_per_rank": 1.0}
    shelved, held = verdicts(gated(1, **FAST, **{f"scale_gate__{name}": card for name, card in cards.items()}), 500)
    for rank, cooler in enumerate((1.0, 2.0, 3.0, 3.0)):
        assert near(shelved[rank], 0.2 * cooler)
        assert near(held[rank], 0.1 * cooler)


def test_a_cooled_chance_is_no_more_than_certain() -> None:
    """0.4 three times over is more than one: the third and the fourth are shelved in each of forty programmes."""
    scenario = gated(1, **FAST, scale_gate__shelve_share=0.4, scale_gate__cooling_per_rank=1.0)
    shelved, _ = verdicts(scenario, 40)
    assert all(shelved[2])
    assert all(shelved[3])
    assert not all(shelved[0])


def test_each_missing_decision_is_a_chance_of_its_own() -> None:
    """Three with 0.1 each: shelved with 1 - 0.9 x 0.9 x 0.9 = 0.271. False alarm below 1e-3 for four counts."""
    shelved, held = verdicts(gated(3, **FAST, scale_gate__shelve_share=0.1), 500)
    assert all(near(shelved[rank], 0.271) for rank in range(4))
    assert not any(any(rank) for rank in held)


# --- handover ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ownership", "live", "takes"),
    [
        ({}, 14.5, 1),
        ({"ownership__behaviour": "platform"}, 14.5, 1),
        ({"ownership__shared": "builder"}, 14.0, 0),
        ({"topology__platform__engineers": 0}, 14.0, 0),
    ],
)
def test_whoever_is_paged_and_did_not_build_it_learns_it_first(
    ownership: dict[str, Any], live: float, takes: int
) -> None:
    """One engineer-week by two of a platform team of four, 14-14.5, paged for one kind or both; builders know it."""
    team: dict[str, Any] = {"topology__platform__engineers": 4, "opportunities__backlog": 1}
    scenario = plain(**{**team, "scale_gate__handover_effort": 1.0, **ownership})
    handed: Timeline = [(live, "handed_over", 0)] * takes
    assert course(scenario, "end") == in_order(handed, life(0, 0, 10, live))
    assert cents(ended(scenario), "retrofit") == 100 * 1_000 * takes
    assert column(ended(scenario), "workloads", "marginal_cost_all_in_eur") == [100_000 + 20_000 + 1_000 * takes]
