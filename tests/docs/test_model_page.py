"""The model's page is complete: every actor's file, every end, every category, every event, every section cited."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from docs.generator.actors import ACTORS, FLOWS, SHARED
from docs.generator.ends import ALL_IN, BURDEN, CONTENT, ENDS, MARGINAL, RUN_RATE
from docs.generator.source import ends_declared, logged, programme_files, rule_modules, rules_imported
from docs.generator.tables import default_strategy, presets
from docs.generator.words import WORDS
from sim.programme.columns import WORKLOADS
from sim.programme.economics import Burden
from sim.programme.ledger import THRESHOLD, Category, Ledger
from sim.programme.outcome import CENSORED
from sim.scenario import all_cards

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^#+ (.+)$", PAGE, flags=re.MULTILINE)
STRESS = ["Objectives", "Logic", "Data", "Experimentation", "Implementation", "Code access"]


def test_headings_are_those_of_the_reporting_guideline() -> None:
    """STRESS-DES: objectives, logic, data, experimentation, implementation, code access, in this order."""
    assert re.findall(r"^## (.+)$", PAGE, flags=re.MULTILINE) == STRESS


def test_every_section_that_is_cited_can_be_found() -> None:
    """Cards and code say 'model §3': there is one heading of that number."""
    texts = [path.read_text(encoding="utf-8") for room in ("sim", "tests") for path in (ROOT / room).rglob("*.py")]
    cited = {number for text in texts for number in re.findall(r"model §(\d)", text)}
    numbers = [found[1] for heading in HEADINGS if (found := re.match(r"§(\d) ", heading))]
    assert cited <= set(numbers)
    assert len(numbers) == len(set(numbers))


# --- actors -------------------------------------------------------------------------------------------------------


def test_every_file_of_the_programme_has_an_actor_or_is_shared() -> None:
    """A file that nobody names would be a mechanism that the page hides."""
    named = [name for actor in ACTORS for name in actor.files] + list(SHARED)
    assert sorted(named) == sorted(path.name for path in programme_files())


def test_every_room_of_rules_belongs_to_somebody() -> None:
    """Each module of rules is asked by an actor's file, or by the request level."""
    asked = {rule for actor in ACTORS for name in actor.files for rule in rules_imported(name)} | {"arrivals"}
    assert asked == set(rule_modules())


def test_flows_join_actors_that_there_are() -> None:
    """And every actor takes part in one."""
    ends = {name for flow in FLOWS for name in (flow.source, flow.target)}
    assert ends == {actor.key for actor in ACTORS}


# --- ends and events ----------------------------------------------------------------------------------------------


def test_every_end_is_described_once() -> None:
    """The ends that `outcome.py` can come to, and standing at the horizon."""
    assert sorted(end.outcome for end in ENDS) == sorted({CENSORED, *ends_declared()})


def test_every_event_has_a_meaning() -> None:
    """The vocabulary is that of the calls that log, no more and no less."""
    assert {(actor, what) for actor, what, _ in logged()} == set(WORDS)


# --- money --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", Category)
def test_a_category_counts_where_the_table_says(category: Category) -> None:
    """One euro of each is paid into a ledger: all of it lowers the payoff, and the threshold sees what it should."""
    ledger = Ledger(52, 0.0, keep_entries=False)
    ledger.begin_week(1.0)
    ledger.pay(0, category, 1.0)
    assert ledger.payoff_eur == pytest.approx(-1.0)
    assert (ledger.spend_eur == 1.0) == (category in THRESHOLD)
    assert CONTENT[category]


def test_run_cost_is_made_of_the_categories_in_the_table() -> None:
    """Every part of a projection has its category, and what is spent once has none in it."""
    parts = {field.name for field in fields(Burden)}
    assert {name for name in parts if name.endswith(("_eur", "_fte"))} == set(BURDEN)
    assert len(set(BURDEN.values())) == len(BURDEN)
    assert MARGINAL <= RUN_RATE <= THRESHOLD
    assert not ALL_IN & MARGINAL
    meaning = next(column.meaning for column in WORKLOADS if column.name == "marginal_cost_all_in_eur")
    assert [category.name for category in ALL_IN if category.name.lower() not in meaning] == []


# --- policies -----------------------------------------------------------------------------------------------------


def test_every_group_of_options_is_named() -> None:
    """The folders of conf/ that hold options stand in §4."""
    section = PAGE.split("### §4 ")[1].split("### §5 ")[0]
    groups = {path.name for path in (ROOT / "conf").iterdir() if path.is_dir() and any(path.glob("*.yaml"))}
    groups -= {"study", "stack"}  # saved studies, and the stacks of sim serve
    assert [group for group in sorted(groups) if f"`{group}`" not in section] == []


def test_presets_differ_from_each_other_in_policies_only() -> None:
    """The default one comes first; like for like means that no circumstance is a preset's own."""
    found = presets()
    assert found[0].name == default_strategy()
    assumed = [card.name.split(".") for card in all_cards() if card.kind == "assumption"]
    for scenario in found[1:]:
        for path in assumed:
            one, other = scenario, found[0]
            for key in path:
                one, other = getattr(one, key), getattr(other, key)
            assert one == other, path
