"""What conf/ offers: the three strategies of the model's table, and options that go with each of them."""

from __future__ import annotations

import pytest

from sim.composition import compose_job, compose_strategies, option_groups
from sim.composition.folder import check_folder
from sim.composition.options import conf_folder
from sim.scenario import Scenario, all_cards

STRATEGIES = ("platform_first", "application_first", "coe")
GROUPS = option_groups()
CHOICES = [(group, option.name) for group, options in GROUPS.items() if group != "strategy" for option in options]


def test_strategies_are_those_of_the_present_model() -> None:
    """Three strategies are offered, and a comparison takes them in this order when nothing is said."""
    assert {option.name for option in GROUPS["strategy"]} == set(STRATEGIES)
    assert compose_job([]).strategies == STRATEGIES
    assert tuple(job.scenario.name for job in compose_strategies([])) == STRATEGIES


def test_application_first_is_what_the_cards_say() -> None:
    """The default strategy sets nothing but its name: every value's default lives on its card."""
    named = {"name", "label", "about"}
    composed = compose_job([]).scenario
    assert composed.model_dump(exclude=named) == Scenario().model_dump(exclude=named)
    assert composed.name == "application_first"


def test_platform_first_is_the_row_of_the_table() -> None:
    """k = 0 with mandate; four and ten engineers; tracked from workload two; all else as application first."""
    ours, base = (compose_job([f"strategy={name}"]).scenario for name in ("platform_first", "application_first"))
    assert (ours.sequencing.platform_after, ours.sequencing.mandate) == (0, True)
    assert (ours.topology.platform.engineers, ours.topology.embedded.units) == (4, 5)
    assert ours.economics.track_from_workload == 2
    assert differing_groups(ours, base) == {"sequencing"}


def test_coe_is_the_row_of_the_table() -> None:
    """No platform; one team of fourteen owns everything; tracked, and levers pulled, from workload five."""
    ours, base = (compose_job([f"strategy={name}"]).scenario for name in ("coe", "application_first"))
    assert ours.sequencing.platform_after is None
    assert (ours.topology.central.engineers, ours.topology.platform.engineers, ours.topology.embedded.units) == (
        14,
        0,
        0,
    )
    assert (ours.ownership.shared, ours.ownership.behaviour) == ("builder", "builder")
    assert (ours.economics.track_from_workload, ours.levers.from_workload) == (5, 5)
    assert differing_groups(ours, base) == {"sequencing", "topology", "ownership", "economics", "levers"}


def differing_groups(one: Scenario, other: Scenario) -> set[str]:
    values = one.model_dump(), other.model_dump()
    return {key for key in values[0] if values[0][key] != values[1][key]} - {"name", "label", "about"}


@pytest.mark.parametrize("option", [option.name for option in GROUPS["topology"]])
def test_every_topology_has_the_same_head_count(option: str) -> None:
    """Like for like: fourteen engineers whatever the topology."""
    scenario = compose_job(["strategy=platform_first", f"topology={option}", "sequencing=never"]).scenario
    assert scenario.topology.engineers == 14


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_strategies_differ_in_policies_only(strategy: str) -> None:
    """A strategy is a preset of policy values: what the organisation finds is the same under each."""
    scenario = compose_job([f"strategy={strategy}"]).scenario.model_dump()
    for card in all_cards():
        if card.kind == "assumption":
            value = scenario
            for part in card.name.split("."):
                value = value[part]
            assert value == card.default, card.name


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize(("group", "option"), CHOICES)
def test_every_option_goes_with_every_strategy(strategy: str, group: str, option: str) -> None:
    """Any one option can be swapped into any strategy, and the result is a valid scenario that has its values."""
    scenario = compose_job([f"strategy={strategy}", f"{group}={option}"]).scenario
    alone = compose_job([f"{group}={option}"]).scenario
    assert getattr(scenario, group) == getattr(alone, group)


def test_options_stay_in_the_plausible_range_of_their_cards() -> None:
    """An option is a believable world or policy: each number lies within low-high of its card."""
    for group, option in CHOICES:
        values = getattr(compose_job([f"{group}={option}"]).scenario, group).model_dump()
        for card in all_cards():
            value = values
            if not card.name.startswith(f"{group}.") or card.low is None:
                continue
            for part in card.name.split(".")[1:]:
                value = value[part]
            assert value is None or card.low <= value <= card.high, (option, card.name)


def test_every_option_is_described_in_a_line() -> None:
    """The first line of comment is a sentence for the help, of at most a line."""
    for options in GROUPS.values():
        for option in options:
            assert option.description.endswith(".")
            assert 20 < len(option.description) < 115, option


def test_groups_are_groups_of_the_scenario() -> None:
    """Every group but the strategy fills the scenario's group of its name, and has a default."""
    assert next(iter(GROUPS)) == "strategy"
    for group, options in GROUPS.items():
        if group != "strategy":
            assert group in Scenario.model_fields
            assert options[0].name == "default"


def test_our_options_pass_the_scan_of_users_files(tmp_path: object) -> None:
    """conf/ keeps the rules that users' files must keep, so that a copy of one of ours is a good start."""
    from pathlib import Path
    from shutil import copytree

    copy = Path(str(tmp_path)) / "ours"
    copytree(conf_folder(), copy)
    (copy / "config.yaml").unlink()
    assert set(check_folder(copy, GROUPS).files) == set(GROUPS)
