"""What an option's comment says, in words and numbers, is what it does: comments are the help that people read."""

from __future__ import annotations

from typing import Any

import pytest

from sim.composition.keys import flatten
from tests.composition.composed import CHOICES, GROUPS, option

# The words of a comment, with the values by which they are true.
SAYS: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {
    ("cfo", "capped"): ("EUR 150,000 a year", {"workload_cap_eur": 150_000.0}),
    ("economics", "default"): ("from the second one on", {"track_from_workload": 2}),
    ("economics", "at_once"): ("computes at once", {"track_from_workload": 1}),
    ("economics", "from_fifth"): ("from the fifth one on", {"track_from_workload": 5}),
    ("economics", "when_asked"): ("until finance asks", {"track_from_workload": None}),
    ("funding", "default"): (
        "A fifth of the first-year value of the first three",
        {"tax_share": 0.2, "taxed_workloads": 3},
    ),
    ("funding", "untaxed"): ("Nobody is taxed", {"tax_share": 0.0}),
    ("governance", "default"): (
        "Reviews leave templates; agents have a sandbox and everything an audit trail",
        {"templates": True, "sandbox": True, "audit_trail": True},
    ),
    ("governance", "no_templates"): (
        "nothing is kept from one to the next",
        {"templates": False, "sandbox": True, "audit_trail": True},
    ),
    ("governance", "none"): (
        "no templates, no audit trail, and no sandbox",
        {"templates": False, "sandbox": False, "audit_trail": False},
    ),
    ("levers", "default"): (
        "from the second workload on, once it is measured: caches, routing, batch, context hygiene",
        {
            "from_workload": 2,
            "measured_first": True,
            "order": ("prefix_cache", "exact_cache", "semantic_cache", "routing", "batch", "hygiene"),
        },
    ),
    ("levers", "from_fifth"): ("from the fifth workload on", {"from_workload": 5}),
    ("levers", "at_once"): ("at once, measured or not", {"from_workload": 1, "measured_first": False}),
    ("levers", "none"): ("Pull no cost lever before finance demands it", {"order": ()}),
    ("levers", "when_asked"): ("as soon as somebody has measured it", {"from_workload": 1, "measured_first": True}),
    ("levers", "with_tiers"): ("routing by the value of a call", {"value_tiers": True}),
    ("levers", "yearly_models"): ("once a year", {"migrate_models_every_weeks": 52.0}),
    ("market", "default"): (
        "55% off for the first eighteen months",
        {"promotion_share": 0.55, "promotion_weeks": 78.0},
    ),
    ("market", "no_promotion"): ("list price from the first day", {"promotion_share": 0.0}),
    ("ownership", "default"): ("Each team is on call for its own", {"shared": "platform", "behaviour": "builder"}),
    ("ownership", "builders"): ("for all of it", {"shared": "builder", "behaviour": "builder"}),
    ("ownership", "platform_for_all"): ("for everything", {"shared": "platform", "behaviour": "platform"}),
    ("portfolio", "default"): ("First come, first served", {"order": "arrival", "narrow_first": False}),
    ("portfolio", "by_value"): ("The most valuable use case", {"order": "value"}),
    ("portfolio", "by_value_per_effort"): ("the most value for its effort", {"order": "value_per_effort"}),
    ("portfolio", "narrow_first"): ("Narrow use cases of low risk", {"narrow_first": True}),
    ("programme", "stop_now"): ("on purpose at once", {"stop_week": 0.0}),
    ("programme", "default"): ("Nobody plans to end", {"stop_week": None}),
    ("programme", "stop_after_three_years"): ("after three years", {"stop_week": 156.0}),
    ("readiness", "default"): ("change management is paid for", {"change_management": True}),
    ("readiness", "all_ten"): ("has an evaluation harness", {"evaluation": True}),
    ("readiness", "none"): ("stays as it is", {"change_management": False}),
    ("readiness", "standardised"): ("Data infrastructure is standardised first", {"data_standards": True}),
    ("sequencing", "default"): ("three applications first", {"platform_after": 3, "mandate": False, "bought": False}),
    ("sequencing", "before_any"): ("no application starts before it ships", {"platform_after": 0, "mandate": True}),
    ("sequencing", "bought"): ("after three applications", {"platform_after": 3, "bought": True}),
    ("sequencing", "flexible_first"): ("no application starts before it ships", {"platform_after": 0, "mandate": True}),
    ("sequencing", "never"): ("Never build", {"platform_after": None}),
    ("sequencing", "pause_at_five"): (
        "at five live workloads new builds pause for half a year",
        {"platform_after": 3, "pause_after": 5, "pause_weeks": 26.0},
    ),
    ("sequencing", "pause_and_extract"): (
        "New builds pause for half a year at once, and the platform is extracted",
        {"platform_after": 1, "pause_after": 1, "pause_weeks": 26.0},
    ),
    ("sequencing", "pause_only"): (
        "New builds pause for half a year at once, and no platform",
        {"platform_after": None, "pause_after": 1, "pause_weeks": 26.0},
    ),
    ("sequencing", "postponed"): ("after three applications", {"platform_after": 3, "discipline": 0.1}),
    ("start", "default"): (
        "Nothing is live and nothing has been spent",
        {"weeks": 0.0, "spent_eur": 0.0, "workloads": ()},
    ),
    ("start", "november_review"): (
        "finance asks for the cost of each, and nobody has computed it",
        {"question": "now", "tracked": False},
    ),
    ("staffing", "default"): ("nobody is hired beyond that", {"hires": 0}),
    ("staffing", "two_more_embedded"): ("Two engineers more", {"team": "embedded", "hires": 2, "from_week": 52.0}),
    ("staffing", "two_more_now"): ("asked for at once", {"team": "embedded", "hires": 2, "from_week": 0.0}),
    ("staffing", "two_more_platform"): ("Two engineers more", {"team": "platform", "hires": 2, "from_week": 52.0}),
    ("topology", "default"): (
        "A platform team of four, and ten engineers embedded in five",
        {"platform.engineers": 4, "embedded.units": 5, "embedded.engineers_per_unit": 2},
    ),
    ("topology", "central"): ("One central team of fourteen", {"central.engineers": 14, "platform.engineers": 0}),
    ("topology", "pairs"): (
        "Seven pairs, each for its own unit, and no platform team",
        {"embedded.units": 7, "embedded.engineers_per_unit": 2, "platform.engineers": 0},
    ),
    ("topology", "platform_ships"): ("three in ten applications", {"platform.application_share": 0.3}),
    ("traffic", "default"): (
        "120,000 calls a week, averaged over workloads, and grows 10%",
        {"steady_calls_per_week": 120_000.0, "growth_per_year": 0.10},
    ),
}
COMPARED = {
    ("cfo", "default"),
    ("cfo", "lenient"),
    ("cfo", "strict"),
    ("market", "high_prices"),
    ("traffic", "booming"),
    ("traffic", "quiet"),
}


def values_of(group: str, name: str) -> dict[str, Any]:
    """The values of an option by their keys inside the group."""
    return flatten(option(group, name).model_dump())


def comment_of(group: str, name: str) -> str:
    return next(found.description for found in GROUPS[group] if found.name == name)


@pytest.mark.parametrize(("group", "name"), SAYS)
def test_a_comment_s_words_and_numbers_are_the_option_s_values(group: str, name: str) -> None:
    """The words stand in the comment, and the values by which they are true in the option."""
    words, expected = SAYS[group, name]
    assert words in comment_of(group, name)
    values = values_of(group, name)
    assert {key: values[key] for key in expected} == expected


def test_every_comment_is_checked() -> None:
    """A new option joins the table above, or the comparisons below."""
    assert set(CHOICES) == set(SAYS) | COMPARED


def test_finance_is_strict_ordinary_or_lenient_in_all_that_the_comments_say() -> None:
    """Question, budget and tolerance rise from strict over ordinary to lenient, and the hurdle falls."""
    strict, ordinary, lenient = (values_of("cfo", name) for name in ("strict", "default", "lenient"))
    for key in ("threshold_eur", "budget_eur", "tolerance_mean"):
        assert strict[key] < ordinary[key] < lenient[key], key
    assert strict["hurdle"] > ordinary["hurdle"] > lenient["hurdle"]
    for name, words in (("strict", "asks early"), ("default", "ordinary"), ("lenient", "asks late")):
        assert words in comment_of("cfo", name)


def test_high_prices_are_twice_the_ordinary_ones() -> None:
    """Model calls cost twice as much, and nothing else changes."""
    ordinary, high = values_of("market", "default"), values_of("market", "high_prices")
    assert "twice as much" in comment_of("market", "high_prices")
    assert high == {**ordinary, "call_price_eur": pytest.approx(2.0 * ordinary["call_price_eur"])}


def test_traffic_booms_at_twice_and_is_quiet_at_half_of_the_ordinary() -> None:
    """Twice as much and sooner; half as much and hardly growing."""
    ordinary, booming, quiet = (values_of("traffic", name) for name in ("default", "booming", "quiet"))
    assert "twice as much, sooner" in comment_of("traffic", "booming")
    assert "half as much" in comment_of("traffic", "quiet")
    assert (
        booming["steady_calls_per_week"]
        == 2.0 * ordinary["steady_calls_per_week"]
        == 4.0 * quiet["steady_calls_per_week"]
    )
    assert booming["adoption_midpoint_weeks"] < ordinary["adoption_midpoint_weeks"]
    assert 0.0 <= quiet["growth_per_year"] < ordinary["growth_per_year"] < booming["growth_per_year"]


@pytest.mark.parametrize(("name", "decided"), [("default", 7), ("all_ten", 10), ("none", 0)])
def test_as_many_of_the_ten_decisions_are_designed_in_as_the_comment_says(name: str, decided: int) -> None:
    """Seven of ten by default; all; none."""
    words = {7: "Seven of the ten decisions", 10: "All ten decisions", 0: "Nothing is designed in"}
    readiness = option("readiness", name)
    assert sum(readiness.decisions) == decided  # type: ignore[attr-defined]
    assert words[decided] in comment_of("readiness", name)


def test_only_the_levers_that_are_named_come_on_top_of_the_usual_ones() -> None:
    """With tiers: the usual levers, and fine-tuning after them."""
    usual, tiered = (values_of("levers", name)["order"] for name in ("default", "with_tiers"))
    assert "fine-tuned" in comment_of("levers", "with_tiers")
    assert tiered == (*usual, "fine_tuning")
    assert values_of("levers", "yearly_models")["order"] == values_of("levers", "from_fifth")["order"] == usual


def test_rigidity_is_mostly_designed_away_and_learning_mostly_passed_on_where_comments_say_so() -> None:
    """More than half, in both."""
    assert values_of("sequencing", "flexible_first")["flexibility"] > 0.5
    assert values_of("readiness", "standardised")["knowledge_transfer"] > 0.5
