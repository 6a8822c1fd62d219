"""The six presets of the model's table (model §4), row by row, and what conf/ offers beside them."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from sim.composition import compose_job, compose_strategies
from sim.composition.folder import check_folder
from sim.composition.keys import flatten
from sim.composition.options import conf_folder
from sim.scenario import Scenario, all_cards
from sim.scenario.policies import Topology
from tests.composition.composed import CHOICES, GROUPS, NAMED, option, preset

OPTIONS = ("business_as_usual", "pause_and_extract", "cost_cutting", "two_more_engineers", "stop_now")
STRATEGIES = ("platform_first", "application_first", "late_extraction", "coe", "project_by_project", "factory")

# Options of a programme that is under way: what others plan for later they do on the first day.
AT_ONCE = ("pause_and_extract", "pause_only")

# What each row says otherwise than application_first's; only that one is taxed, levers start where tracking starts.
ROWS: dict[str, dict[str, Any]] = {
    "platform_first": {
        "sequencing.platform_after": 0,
        "sequencing.mandate": True,
        "funding.tax_share": 0.0,
    },
    "late_extraction": {
        "sequencing.discipline": 0.1,
        "economics.track_from_workload": None,
        "levers.from_workload": 1,
        "funding.tax_share": 0.0,
    },
    "coe": {
        "sequencing.platform_after": None,
        "topology.central.engineers": 14,
        "topology.platform.engineers": 0,
        "topology.embedded.units": 0,
        "ownership.shared": "builder",
        "economics.track_from_workload": 5,
        "levers.from_workload": 5,
        "funding.tax_share": 0.0,
    },
    "project_by_project": {
        "sequencing.platform_after": None,
        "topology.platform.engineers": 0,
        "topology.embedded.units": 7,
        "economics.track_from_workload": None,
        "levers.from_workload": 1,
        "governance.templates": False,
        "funding.tax_share": 0.0,
    },
    "factory": {
        "sequencing.platform_after": 0,
        "sequencing.mandate": True,
        "readiness.data_standards": True,
        "funding.tax_share": 0.0,
    },
}
# The row says which way, and leaves open how far: low rigidity at a larger effort, knowledge transfer.
RAISED = {"factory": {"sequencing.flexibility", "readiness.knowledge_transfer"}}
# Groups in which a row differs from application_first's: all others equal its own.
DIFFERENT = {
    "platform_first": {"sequencing", "funding"},
    "late_extraction": {"sequencing", "economics", "levers", "funding"},
    "coe": {"sequencing", "topology", "ownership", "economics", "levers", "funding"},
    "project_by_project": {"sequencing", "topology", "economics", "levers", "governance", "funding"},
    "factory": {"sequencing", "readiness", "funding"},
}  # fmt: skip


def values_of(strategy: str) -> dict[str, Any]:
    """Every value of a preset by its dotted key."""
    return flatten(preset(strategy).model_dump(exclude=NAMED))


def test_strategies_are_those_of_the_model() -> None:
    """Six strategies and five answers to what now; a comparison takes the six in this order when nothing is said."""
    assert {found.name for found in GROUPS["strategy"]} == {*STRATEGIES, *OPTIONS}
    assert compose_job([]).strategies == STRATEGIES
    assert tuple(job.scenario.name for job in compose_strategies([])) == STRATEGIES


def test_application_first_is_what_the_cards_say() -> None:
    """The default strategy sets nothing but its name: every value's default lives on its card."""
    composed = compose_job([]).scenario
    assert composed.model_dump(exclude=NAMED) == Scenario().model_dump(exclude=NAMED)
    assert composed.name == "application_first"


def test_application_first_is_the_row_of_the_table() -> None:
    """k = 3, disciplined; 4 + 10, each on call for its own; tracked from two; a fifth taxed; levers from 2 to 5."""
    ours = preset("application_first")
    assert ours.sequencing.platform_after == 3
    assert ours.sequencing.discipline >= 0.9
    assert not ours.sequencing.mandate
    assert ours.topology.platform.engineers == 4
    assert ours.topology.embedded.units * ours.topology.embedded.engineers_per_unit == 10
    assert (ours.ownership.shared, ours.ownership.behaviour) == ("platform", "builder")
    assert ours.economics.track_from_workload == 2
    assert (ours.funding.tax_share, ours.funding.taxed_workloads) == (0.20, 3)
    assert 2 <= ours.levers.from_workload <= 5
    assert ours.governance.templates


@pytest.mark.parametrize("strategy", ROWS)
def test_each_preset_is_its_row_of_the_table_and_nothing_else(strategy: str) -> None:
    """What the row names has the row's value; every other value equals application_first's."""
    ours, base = values_of(strategy), values_of("application_first")
    raised = RAISED.get(strategy, set())
    assert {key: value for key, value in ours.items() if value != base[key] and key not in raised} == ROWS[strategy]
    assert all(ours[key] > base[key] for key in raised)


@pytest.mark.parametrize("strategy", ROWS)
def test_a_policy_that_a_row_does_not_name_equals_application_first_s(strategy: str) -> None:
    """Group by group: exactly these may differ."""
    ours, base = preset(strategy), preset("application_first")
    differing = {group for group in Scenario.model_fields if getattr(ours, group) != getattr(base, group)}
    assert differing - NAMED == DIFFERENT[strategy]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_preset_has_the_same_head_count(strategy: str) -> None:
    """Like for like: fourteen engineers, of whom none is hired beyond replacement."""
    scenario = preset(strategy)
    assert scenario.topology.engineers == 14
    assert scenario.staffing.hires == 0


@pytest.mark.parametrize("name", [found.name for found in GROUPS["topology"]])
def test_every_topology_has_the_same_head_count(name: str) -> None:
    """Like for like: fourteen engineers whatever the topology."""
    topology = option("topology", name)
    assert isinstance(topology, Topology)
    assert topology.engineers == 14


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_strategies_differ_in_policies_only(strategy: str) -> None:
    """A strategy is a preset of policy values: what the organisation finds is the same under each."""
    values = values_of(strategy)
    for card in all_cards():
        if card.kind == "assumption":
            assert values[card.name] == card.default, card.name


def test_options_stay_in_the_plausible_range_of_their_cards() -> None:
    """An option is a believable world or policy: each number lies within low-high of its card, or switches it off."""
    for group, name in CHOICES:
        values = flatten(option(group, name).model_dump(), f"{group}.")
        for card in all_cards():
            if card.name in values and card.low is not None and card.kind != "start":
                value = values[card.name]
                at_once = name in AT_ONCE and value in (0, 1)
                switched_off = (card.kind == "policy" and value == 0) or at_once
                assert value is None or switched_off or card.low <= value <= card.high, (name, card.name)


def test_every_option_is_described_in_a_line() -> None:
    """The first line of comment is a sentence for the help, of at most a line."""
    for options in GROUPS.values():
        for found in options:
            assert found.description.endswith(".")
            assert 20 < len(found.description) < 115, found


def test_groups_are_groups_of_the_scenario() -> None:
    """Every group but the strategy fills the scenario's group of its name, and has a default that sets nothing."""
    assert next(iter(GROUPS)) == "strategy"
    for group, options in GROUPS.items():
        if group != "strategy":
            assert options[0].name == "default"
            assert option(group, "default") == getattr(Scenario(), group)


def test_every_policy_belongs_to_a_group_of_options() -> None:
    """Each is overridable alone (model §4): no policy card lies outside the groups of conf/."""
    assert {card.name.partition(".")[0] for card in all_cards() if card.kind == "policy"} <= set(GROUPS)


def test_our_options_pass_the_scan_of_users_files(tmp_path: Path) -> None:
    """conf/ keeps the rules that users' files must keep, so that a copy of one of ours is a good start."""
    copy = tmp_path / "ours"
    copytree(conf_folder(), copy)
    (copy / "config.yaml").unlink()
    assert set(check_folder(copy, GROUPS).files) == set(GROUPS)
