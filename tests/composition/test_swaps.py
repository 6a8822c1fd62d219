"""Any policy goes with any other: swapped between presets and run, or refused with both keys and the way out."""

from __future__ import annotations

from functools import cache
from itertools import permutations

import pytest
from pydantic import ValidationError

from sim.composition import compose_job
from sim.programme.columns import TABLES
from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from tests.composition.composed import CHOICES, POLICIES, PRESETS, keys_in, option, preset, with_values

WEEKS = 60

# Options that cannot go with a preset, and the keys that contradict each other.
REFUSED = {
    ("coe", "ownership", "platform_for_all"): {"ownership.behaviour", "topology.platform.engineers"},
    ("project_by_project", "ownership", "platform_for_all"): {"ownership.behaviour", "topology.platform.engineers"},
    ("coe", "staffing", "two_more_platform"): {"staffing.team", "topology.platform.engineers"},
    ("project_by_project", "staffing", "two_more_platform"): {"staffing.team", "topology.platform.engineers"},
    ("coe", "staffing", "two_more_embedded"): {"staffing.team", "topology.embedded.units"},
    ("coe", "staffing", "two_more_now"): {"staffing.team", "topology.embedded.units"},
}


@cache
def ran(text: str) -> Record:
    """One programme; presets that agree on a group give the same scenario again."""
    return simulate_programme(Scenario.model_validate_json(text), 21, 0)


def run_briefly(scenario: Scenario) -> None:
    """It runs, and gives one row of summary that ends within the weeks watched."""
    short = scenario.model_copy(update={"horizon_weeks": WEEKS})
    rows = ran(short.model_dump_json(exclude={"name", "label", "about"})).tables["replications"]
    week = [column.name for column in TABLES["replications"]].index("outcome_week")
    assert len(rows) == 1
    assert 0.0 <= float(str(rows[0][week])) <= WEEKS


@pytest.mark.parametrize("group", POLICIES)
def test_any_policy_group_can_be_swapped_between_any_two_presets_and_runs(group: str) -> None:
    """A group's values go over unchanged, nothing else does, and a programme of sixty weeks runs through."""
    for receiver, giver in permutations(PRESETS, 2):
        scenario = with_values(preset(receiver), group, getattr(preset(giver), group))
        for field in Scenario.model_fields:
            assert getattr(scenario, field) == getattr(preset(giver if field == group else receiver), field)
        run_briefly(scenario)


def test_presets_differ_in_the_groups_of_the_table() -> None:
    """Swaps of these change a programme's policies; in the others all presets agree, and options are tried below."""
    varied = {
        group for group in POLICIES if any(getattr(preset(name), group) != option(group, "default") for name in PRESETS)
    }
    assert varied == {
        "sequencing",
        "topology",
        "ownership",
        "economics",
        "levers",
        "funding",
        "governance",
        "readiness",
    }


@pytest.mark.parametrize(("group", "name"), CHOICES)
def test_every_option_goes_with_every_preset_and_runs_or_is_refused(group: str, name: str) -> None:
    """A valid scenario that runs; or, for the pairs listed above, a message that names the keys in contradiction."""
    for strategy in PRESETS:
        contradicting = REFUSED.get((strategy, group, name))
        if contradicting:
            with pytest.raises(ValidationError) as caught:
                with_values(preset(strategy), group, option(group, name))
            assert contradicting <= keys_in(str(caught.value))
        else:
            run_briefly(with_values(preset(strategy), group, option(group, name)))


@pytest.mark.parametrize("strategy", PRESETS)
def test_an_option_on_the_command_line_wins_over_the_preset_s_own(strategy: str) -> None:
    """In each group that the preset fills itself the default can be chosen instead, all others staying as they are."""
    for group in POLICIES:
        default = option(group, "default")
        if getattr(preset(strategy), group) != default:
            composed = compose_job([f"strategy={strategy}", f"{group}=default"]).scenario
            assert composed == with_values(preset(strategy), group, default)
