"""What a search may try: settings that move together, lists in any order, teams of one size."""

from __future__ import annotations

import pytest

from sim.analysis.policy_space import (
    PARTS,
    Choice,
    Order,
    Space,
    changed,
    choice,
    difference_told,
    order,
    policy,
    policy_space,
    possible,
    team_split,
)
from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.variation import vary

CENTRAL = {"topology.central.engineers": 10, "topology.embedded.units": 0, "topology.platform.engineers": 2}


def test_a_choice_offers_every_other_option() -> None:
    """From one of three settings two are left; cards outside the choice stay."""
    present = policy({"funding.tax_share": 0.2, "other": 1})
    (step,) = choice("funding.tax_share", (0.0, 0.2, 0.25)).steps(present)
    assert step.policies == (
        (("funding.tax_share", 0.0), ("other", 1)),
        (("funding.tax_share", 0.25), ("other", 1)),
    )


def test_an_item_is_left_out_or_stands_at_any_place() -> None:
    """Of [a, b] for b: out, first, or where it is; for a third item: three places."""
    present = policy({"list": ("a", "b")})
    steps = Order("list", ("b", "c")).steps(present)
    orders = [[dict(each)["list"] for each in step.policies] for step in steps]
    assert orders == [[("a",), ("b", "a")], [("c", "a", "b"), ("a", "c", "b"), ("a", "b", "c")]]


def test_a_team_split_keeps_the_head_count_and_every_split_is_possible() -> None:
    """Fourteen engineers stay fourteen, evenly over units, with and without a platform team.

    With one or three for the platform 13 or 11 are left, which no two to ten units can share evenly.
    """
    scenario = vary(Scenario(), {"topology.embedded.units": 5, "topology.platform.engineers": 4})
    split = team_split(scenario)
    sizes = [vary(scenario, dict(option)).topology.engineers for option in split.options]
    assert set(sizes) == {scenario.topology.engineers}
    assert len(set(split.options)) == len(split.options) > 8
    assert {dict(option)["topology.platform.engineers"] for option in split.options} == {0, 2, 4, 5, 6, 7, 8}


def test_a_central_team_is_split_from_the_platform_team() -> None:
    """Twelve engineers: nought to eight for the platform, the rest central, and no business unit gets a team."""
    scenario = vary(Scenario(), CENTRAL)
    split = team_split(scenario)
    assert split.cards == ("topology.central.engineers", "topology.platform.engineers")
    assert {vary(scenario, dict(option)).topology.engineers for option in split.options} == {12}
    assert len(split.options) == 9


@pytest.mark.parametrize("changes", [{}, CENTRAL])
def test_the_space_of_policies_starts_from_the_scenario(changes: dict[str, int]) -> None:
    """What the scenario has set is a policy of the space, and setting it again changes nothing."""
    scenario = vary(Scenario(), changes)
    space = policy_space(scenario)
    present = space.policy_of(scenario)
    assert vary(scenario, dict(present)) == scenario
    assert [card for card, _ in present] == list(space.cards)


def test_every_step_of_the_space_changes_its_own_cards_only() -> None:
    """And nearly every one is possible; a mandate with a late platform is not offered at all."""
    scenario = Scenario()
    space = policy_space(scenario)
    present = space.policy_of(scenario)
    for part in space.parts:
        for step in part.steps(present):
            assert step.policies
            assert len(set(step.policies)) == len(step.policies)
            for each in step.policies:
                moved = {card for (card, value), (_, before) in zip(each, present, strict=True) if value != before}
                assert moved
                assert moved <= set(part.cards)
                assert possible(scenario, each)


def test_what_excludes_itself_is_not_possible() -> None:
    """No platform team, and the platform team on call for behaviour."""
    assert not possible(Scenario(), policy({"topology.platform.engineers": 0, "ownership.behaviour": "platform"}))


def test_a_change_is_told_card_by_card() -> None:
    """What stays is left out; null is said as in a configuration."""
    present = policy({"sequencing.platform_after": None, "funding.tax_share": 0.2})
    told = difference_told(present, changed(present, {"sequencing.platform_after": 3}))
    assert told == "sequencing.platform_after from null to 3"


def test_a_search_goes_over_the_parts_named_and_over_other_policies() -> None:
    """Parts by name; a card over its range, over values, or in any order; null and words are values too."""
    over = [
        "tax",
        "governance.sandbox",
        "sequencing.discipline",
        "staffing.from_week=0,26",
        "levers.order=[routing],[batch]",
    ]
    space = policy_space(Scenario(), over)
    sizes = {part.cards[0]: len(part.options) for part in space.parts if isinstance(part, Choice)}
    assert sizes == {
        "funding.tax_share": 4, "governance.sandbox": 2, "sequencing.discipline": 5, "staffing.from_week": 2,
        "levers.order": 2,
    }  # fmt: skip
    assert isinstance(policy_space(Scenario(), ["levers.order"]).parts[0], Order)
    assert policy_space(Scenario()) == policy_space(Scenario(), list(PARTS))


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("pase", "did you mean 'pause'"),
        ("levers.oder", "did you mean 'levers.order'"),
        ("cfo.budget_eur", "is an assumption about the world"),
        ("topology.embedded.units=3,4", "changes the head-count"),
        ("staffing.hires", "changes the head-count"),
        ("funding.tax_share=0.2", "one value does not vary"),
    ],
)
def test_what_a_search_may_not_change_is_refused_by_name(word: str, said: str) -> None:
    """Nothing of that name, no policy, more people, nothing to choose from."""
    with pytest.raises(InputError, match=said):
        policy_space(Scenario(), [word])


def test_a_space_that_makes_no_sense_is_refused() -> None:
    """One option, options of different cards, a card in two parts, nothing to change, no list, no such lever."""
    with pytest.raises(InputError, match="at least two options"):
        choice("funding.tax_share", (0.2,))
    with pytest.raises(InputError, match="same cards"):
        Choice("both", (policy({"a": 1}), policy({"b": 1})))
    with pytest.raises(InputError, match="two parts"):
        Space((choice("funding.tax_share", (0.0, 0.2)), choice("funding.tax_share", (0.0, 0.1))))
    with pytest.raises(InputError, match="at least one card"):
        Space(())
    with pytest.raises(InputError, match="no list"):
        order("funding.tax_share")
    with pytest.raises(InputError, match=r"found .*magic"):
        order("levers.order", ("magic",))
    with pytest.raises(InputError, match="no such card"):
        choice("funding.tax_shar", (0.0, 0.2))
