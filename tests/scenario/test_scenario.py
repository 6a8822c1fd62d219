"""One frozen scenario: contradictions are refused, and its fingerprint changes with whatever decides a result."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sim.scenario import Card, RunSettings, Scenario, all_cards
from tests.programme.worlds import POLICIES, scenario_of

ROOT = Path(__file__).resolve().parents[2]
DECIDING = [card for card in all_cards() if card.name not in RunSettings.model_fields]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (
            {"topology.central.engineers": 14},
            ["topology.central.engineers is 14", "topology.embedded.units is 5"],
        ),
        ({"topology.embedded.units": 0}, ["topology.central.engineers", "topology.embedded.units", "nobody builds"]),
        ({"sequencing.mandate": True}, ["sequencing.mandate is true", "sequencing.platform_after is 3"]),
        (
            {"sequencing.mandate": True, "sequencing.platform_after": None},
            ["sequencing.mandate is true", "sequencing.platform_after is null"],
        ),
        (
            {"topology.platform.engineers": 0, "sequencing.platform_after": None, "ownership.behaviour": "platform"},
            ["ownership.behaviour is platform", "topology.platform.engineers"],
        ),
        (
            {"topology.platform.engineers": 0, "topology.platform.application_share": 0.25},
            [
                "topology.platform.application_share is 0.25",
                "topology.platform.engineers is 0",
                "give the platform team engineers",
                "set topology.platform.application_share=0",
            ],
        ),
        (
            {"staffing.hires": 2, "staffing.team": "platform", "topology.platform.engineers": 0},
            ["staffing.hires is 2", "staffing.team is platform", "topology.platform.engineers is 0", "team=embedded"],
        ),
        (
            {"staffing.hires": 1, "staffing.team": "central"},
            ["staffing.team is central", "topology.central.engineers is 0", "team=platform", "staffing.hires=0"],
        ),
        (
            {"staffing.hires": 1, "topology.central.engineers": 14, "topology.embedded.units": 0},
            ["staffing.team is embedded", "topology.embedded.units is 0", "staffing.hires=0"],
        ),
        ({"cfo.answer_weeks.low": 9.0}, ["low (9)", "high (8)"]),
        ({"cfo.answer_weeks.high": 3.0}, ["low (4)", "high (3)"]),
    ],
)
def test_contradictory_settings_are_refused_by_name(changes: dict[str, Any], named: list[str]) -> None:
    """The message says which settings contradict each other, with which values, and where the way out is."""
    with pytest.raises(ValidationError) as caught:
        scenario_of(changes)
    assert all(words in str(caught.value) for words in named)


@pytest.mark.parametrize(
    "changes",
    [
        {"sequencing.platform_after": 0, "sequencing.mandate": True},
        {"topology.platform.engineers": 0},
        {"topology.platform.engineers": 0, "sequencing.platform_after": None},
        {"topology.platform.engineers": 0, "topology.embedded.units": 7},
        {"topology.platform.application_share": 1.0},
        {"topology.central.engineers": 14, "topology.embedded.units": 0},
        {"staffing.hires": 3, "staffing.team": "platform"},
        {"staffing.team": "central"},
        {"topology.central.engineers": 14, "topology.embedded.units": 0, "topology.platform.engineers": 0},
        {"cfo.answer_weeks.low": 6.0, "cfo.answer_weeks.high": 6.0},
        {"levers.order": []},
        {"economics.track_from_workload": None},
    ],
)
def test_unusual_settings_that_make_sense_are_accepted(changes: dict[str, Any]) -> None:
    """A mandate with the platform first, a platform that the builders build, seven pairs, nobody hired anywhere, ..."""
    assert scenario_of(changes).fingerprint() != Scenario().fingerprint()


@pytest.mark.parametrize(
    "values",
    [
        {"cfo": {"treshold_eur": 1e6}},
        {"unknown": 1},
        {"sequencing": {"platform_after": 3, "after": 2}},
        {"name": ""},
        {"name": "a/b"},
        {"name": "../up"},
        {"name": "x" * 81},
        {"label": ""},
        {"sequencing": 3},
        {"topology": None},
        {"levers": {"order": "exact_cache"}},
        {"levers": {"order": ["exact_cache", "magic"]}},
        {"levers": {"order": ["exact_cache", "routing", "exact_cache"]}},
    ],
)
def test_unknown_keys_bad_names_and_wrong_shapes_are_refused(values: dict[str, Any]) -> None:
    """Nothing is dropped, trimmed or guessed."""
    with pytest.raises(ValidationError):
        Scenario.model_validate(values)


def test_a_scenario_cannot_be_changed() -> None:
    """Neither at the top nor inside a group."""
    scenario = Scenario()
    for group, key in (
        (scenario, "horizon_weeks"),
        (scenario.cfo, "budget_eur"),
        (scenario.topology.central, "engineers"),
    ):
        with pytest.raises(ValidationError):
            setattr(group, key, 5)


def test_all_policies_have_the_same_head_count() -> None:
    """Fourteen each, so that a difference is the policy's (model §1.2)."""
    assert {scenario_of(changes).topology.engineers for changes in POLICIES.values()} == {14}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_scenario_survives_its_way_through_a_file(policy: str) -> None:
    """Written as plain values and read again it is the same, fingerprint included."""
    scenario = scenario_of(POLICIES[policy])
    again = Scenario.model_validate(scenario.model_dump(mode="json"))
    assert again == scenario
    assert again.fingerprint() == scenario.fingerprint()
    assert Scenario.model_validate_json(scenario.model_dump_json()) == scenario


def another(card: Card) -> Any:
    """A value that is allowed and is not the default."""
    if isinstance(card.default, tuple):
        return list(reversed(card.default))
    if card.choices:
        return next(choice for choice in card.choices if choice != card.default)
    middle = (card.low + card.high) / 2
    if isinstance(card.default, float):
        return middle if middle != card.default else card.high
    return int(card.high) if card.high != card.default else int(card.low)


BASES: dict[str, dict[str, Any]] = {
    "sequencing.mandate": {"sequencing.platform_after": 0},
    "topology.central.engineers": {"topology.embedded.units": 0, "topology.central.engineers": 5},
}


@pytest.mark.parametrize("card", DECIDING, ids=lambda card: card.name)
def test_every_card_changes_the_fingerprint(card: Card) -> None:
    """One other value of one card, another fingerprint."""
    base = BASES.get(card.name, {})
    assert scenario_of(base, {card.name: another(card)}).fingerprint() != scenario_of(base).fingerprint()


def test_fingerprints_of_all_single_changes_differ() -> None:
    """No two of the changes above share a fingerprint."""
    found = [scenario_of(BASES.get(card.name, {}), {card.name: another(card)}).fingerprint() for card in DECIDING]
    assert len(set(found)) == len(found)


def test_labels_do_not_count() -> None:
    """What people call a scenario does not change its results."""
    told = Scenario.model_validate({"label": "Another", "about": "Told differently."})
    assert told.fingerprint() == Scenario().fingerprint()


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    """Whatever the hash seed, and given as 26 or as 26.0."""
    code = (
        "from sim.scenario import Scenario;"
        "values = {'cfo': {'check_every_weeks': 26}, 'levers': {'order': ['batch']}};"
        "print(Scenario.model_validate(values).fingerprint())"
    )
    here = scenario_of({"cfo.check_every_weeks": 26.0, "levers.order": ["batch"]}).fingerprint()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, timeout=60
        )
        assert found.stdout.strip() == here
