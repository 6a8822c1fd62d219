"""Policies that exclude each other, and words that no policy has: named together, with the way out."""

from __future__ import annotations

import re

import pytest

from sim.composition import compose_job
from sim.errors import InputError
from tests.composition.composed import keys_in

LEVERS = "exact_cache, semantic_cache, prefix_cache, routing, batch, hygiene, fine_tuning"
NOT_THERE = "there is no such team to join"

# What excludes each other, and the words in which the scenario's own check says why.
CONTRADICTIONS = {
    "topology.central.engineers=3": "use cases need one kind of delivery team",
    "strategy=coe topology.embedded.units=5": "use cases need one kind of delivery team",
    "topology.embedded.units=0": "nobody builds workloads",
    "sequencing.mandate=true": "no application could ever be built",
    "sequencing.mandate=true sequencing.platform_after=null": "no application could ever be built",
    "strategy=platform_first sequencing.platform_after=3": "no application could ever be built",
    "ownership.behaviour=platform topology.platform.engineers=0": "nobody would be on call",
    "strategy=coe ownership=platform_for_all": "nobody would be on call",
    "strategy=project_by_project ownership=platform_for_all": "nobody would be on call",
    "topology.platform.application_share=0.2 topology.platform.engineers=0": "nobody would build those applications",
    "staffing.hires=2 staffing.team=platform topology.platform.engineers=0": NOT_THERE,
    "staffing.hires=2 staffing.team=central": NOT_THERE,
    "strategy=coe staffing=two_more_embedded": NOT_THERE,
    "strategy=coe staffing=two_more_platform": NOT_THERE,
    "strategy=project_by_project staffing=two_more_platform": NOT_THERE,
}


def refusal(words: str) -> str:
    with pytest.raises(InputError) as caught:
        compose_job(words.split())
    return str(caught.value)


@pytest.mark.parametrize("words", CONTRADICTIONS)
def test_policies_that_exclude_each_other_are_named_together_with_the_way_out(words: str) -> None:
    """One line, at least two keys, the reason; and each `key=value` that it offers makes the scenario valid."""
    message = refusal(words)
    assert "\n" not in message
    assert "Value error" not in message
    assert CONTRADICTIONS[words] in message
    assert len(keys_in(message)) > 1
    ways_out = re.findall(r"(?:set|or) ([a-z_.]+=[\w.]+)", message)
    assert ways_out or "set one of the two" in message
    for way_out in ways_out:
        compose_job([*words.split(), way_out])


@pytest.mark.parametrize("key", ["levers.order", "levers.when_reducing"])
@pytest.mark.parametrize("value", ["[batch,caching]", "caching"])
def test_the_lever_that_was_divided_is_answered_with_its_parts(key: str, value: str) -> None:
    """Earlier versions knew one lever 'caching'; it is three by now, kept apart."""
    message = refusal(f"{key}={value}")
    assert message.startswith(f"{key}: found 'caching'; allowed is a list [a,b] of {LEVERS}; ")
    assert message.endswith("'caching' is now exact_cache, semantic_cache, prefix_cache: name those that are meant")


def test_a_word_is_divided_only_where_its_parts_are_allowed() -> None:
    """Elsewhere it is a wrong word like any other."""
    assert refusal("portfolio.order=caching").endswith("allowed is one of arrival, value, value_per_effort")


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("funding.tax_shar=0.2", "funding.tax_share"),
        ("tax_share=0.2", "funding.tax_share"),
        ("governance.audit_trial=true", "governance.audit_trail"),
        ("readiness.change_managment=true", "readiness.change_management"),
        ("staffing.hire=2", "staffing.hires"),
        ("programme.stop_weeks=52", "programme.stop_week"),
        ("scale_gate.stal_share=0.1", "scale_gate.stall_share"),
        ("oversight.meeting_weeks=4", "oversight.meeting_every_weeks"),
        ("people.attrition=0.1", "people.attrition_per_year"),
        ("shadow.patience=30", "shadow.patience_weeks"),
        ("sponsor.patience_week=30", "sponsor.patience_weeks"),
        ("lever_effects.cache_entry=10", "lever_effects.cache_entries"),
        ("funding=untaxd", "untaxed"),
        ("governance=no_template", "no_templates"),
        ("readiness=standardized", "standardised"),
        ("portfolio=by_valu", "by_value"),
        ("staffing=two_more_embeded", "two_more_embedded"),
        ("programme=stop_after_three_year", "stop_after_three_years"),
        ("staffing.team=platfrom", "platform"),
        ("portfolio.order=valu", "value"),
        ("levers.order=[batsh]", "batch"),
        ("strategy=late_extracton", "late_extraction"),
        ("strategy=project_by_projects", "project_by_project"),
    ],
)
def test_a_mistyped_policy_is_answered_with_the_nearest(words: str, near: str) -> None:
    """Keys, options and words of the new groups."""
    assert f"did you mean '{near}'?" in refusal(words)
