"""The tables of the model's page, from the declarations and from the code."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

import sim
from docs.generator.actors import ACTORS, SHARED, Actor
from docs.generator.ends import ALL_IN, CONTENT, ENDS, MARGINAL, RUN_RATE
from docs.generator.formulas import FORMULAS, Formula
from docs.generator.source import asked_by, asked_elsewhere, logged, rule_modules, rules_imported, rules_of, sentence
from docs.generator.words import WORDS
from sim.programme.ledger import THRESHOLD, Category
from sim.scenario import Scenario, all_cards

ROOT = Path(__file__).parents[2]
YES, NO = "yes", "–"


def shown(value: object) -> str:
    """A value as a reader would write it on the command line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(str, value)) + "]"
    return f"{value:,.10g}" if isinstance(value, float | int) else str(value)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or NO


# --- actors -------------------------------------------------------------------------------------------------------


def _actor_row(actor: Actor) -> tuple[str, ...]:
    rules = sorted({f"{rule}.py" for name in actor.files for rule in rules_imported(name)})
    return actor.name, actor.does, _code(actor.files), _code(rules)


def actors_table() -> str:
    """Who acts, in which file, by which rules."""
    shared = [f"- `{name}`: {does}." for name, does in SHARED.items()]
    actors = table(("actor", "what it does", "`sim/programme/`", "`sim/rules/`"), map(_actor_row, ACTORS))
    return "\n".join([actors, "", "What they share, in `sim/programme/`:", "", *shared])


# --- rules --------------------------------------------------------------------------------------------------------


def _symbol(name: str, letter: str, module: ModuleType) -> str:
    """A parameter's name, or a constant's with its value."""
    value = f" = {shown(getattr(module, name))}" if name.isupper() else ""
    return f"${letter}$ `{name}`{value}"


def _rule_row(module: ModuleType, name: str, rule: Callable[..., Any], entry: Formula) -> tuple[str, ...]:
    order = [*inspect.signature(rule).parameters, *(key for key in entry.symbols if key.isupper())]
    where = ", ".join(_symbol(key, entry.symbols[key], module) for key in order)
    room = module.__name__.rsplit(".", 1)[1]
    elsewhere = "the request level" if asked_elsewhere(room, name) else "rules"
    asking = _code(asked_by(room, name)) if asked_by(room, name) else elsewhere
    return f"`{name}`", entry.text, where, sentence(inspect.getdoc(rule)), entry.source, asking


def rules_section() -> str:
    """Every rule: its formula, its symbols in the order of the signature, why, its source, and who asks it."""
    parts = []
    for room, module in rule_modules().items():
        rows = [_rule_row(module, name, rule, FORMULAS[room][name]) for name, rule in rules_of(module).items()]
        head = ("rule", "formula", "where", "what it says", "source", "asked by")
        parts += [f"#### `sim/rules/{room}.py`", "", sentence(module.__doc__), "", table(head, rows), ""]
    return "\n".join(parts).rstrip()


# --- ends, money, events ------------------------------------------------------------------------------------------


def ends_table() -> str:
    """The outcomes, in the order that settles two of them in one instant."""
    ordered = sorted((end for end in ENDS if end.order is not None), key=lambda end: end.order or (0, 0))
    places = {order: place for place, order in enumerate(sorted({end.order or (0, 0) for end in ordered}), 1)}
    rows = [(str(places[end.order]), f"`{end.outcome}`", end.when, end.afterwards) for end in ordered if end.order]
    rows += [(NO, f"`{end.outcome}`", end.when, end.afterwards) for end in ENDS if end.order is None]
    return table(("comes first", "outcome", "when", "afterwards"), rows)


def money_table() -> str:
    """What each ledger category counts towards."""

    def counts(category: Category, where: frozenset[Category]) -> str:
        return YES if category in where else NO

    rows = [
        (
            f"`{category.name.lower()}`", CONTENT[category], counts(category, THRESHOLD), counts(category, RUN_RATE),
            counts(category, MARGINAL), counts(category, ALL_IN | MARGINAL), YES,
        )
        for category in Category
    ]  # fmt: skip
    head = ("ledger category", "what it is", "threshold", "run-rate", "marginal cost", "the same, all in", "payoff")
    return table(head, rows)


def events_table() -> str:
    """The words of the event log, by actor."""
    rows = []
    for actor, entries in groupby(sorted({(actor, what) for actor, what, _ in logged()}), key=itemgetter(0)):
        words = [what for _, what in entries]
        names = [f"`{actor}`", *[""] * (len(words) - 1)]
        rows += [(name, f"`{what}`", WORDS[actor, what]) for name, what in zip(names, words, strict=True)]
    return table(("actor", "what", "meaning"), rows)


# --- presets ------------------------------------------------------------------------------------------------------


def _value(scenario: Scenario, key: str) -> object:
    found: Any = scenario
    for name in key.split("."):
        found = getattr(found, name)
    return found


def _configuration() -> dict[str, Any]:
    text = (ROOT / "conf" / "config.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def default_strategy() -> str:
    """The strategy of a run that names none."""
    named = [one for one in _configuration()["defaults"] if isinstance(one, dict)]
    return str(next(one["strategy@_global_"] for one in named if "strategy@_global_" in one))


@cache
def presets() -> tuple[Scenario, ...]:
    """The strategies that `sim compare` sets side by side, the default one first."""
    usual = default_strategy()
    others = [name for name in _configuration()["strategies"] if name != usual]
    return tuple(sim.load_scenario(name) for name in (usual, *others))


def strategies_table() -> str:
    """What each of them does, in the words of its own file."""
    return table(
        ("strategy", "in `strategies=`", "what it does"), [(one.label, f"`{one.name}`", one.about) for one in presets()]
    )


def presets_table() -> str:
    """Every policy value in which presets differ; what is not as in the first is set in bold."""
    found = presets()

    def row(key: str) -> tuple[str, ...]:
        values = [shown(_value(scenario, key)) for scenario in found]
        return f"`{key}`", *(value if value == values[0] else f"**{value}**" for value in values)

    rows = [row(card.name) for card in all_cards() if card.kind == "policy"]
    head = ("policy", *(f"`{scenario.name}`" for scenario in found))
    return table(head, [cells for cells in rows if any(cell.startswith("**") for cell in cells)])


# --- what has changed ---------------------------------------------------------------------------------------------


def changed_defaults() -> str:
    """Every default that is not what it was in the version before, and what has become of cards that are gone."""
    text = (Path(__file__).parent / "defaults-0.1.0.yaml").read_text(encoding="utf-8")
    before: dict[str, object] = yaml.safe_load(text)
    now = {card.name: card.default for card in all_cards()}
    pairs = [(name, shown(old), shown(now[name]) if name in now else "gone") for name, old in before.items()]
    return table(("card", "0.1.0", "0.2.0"), [(f"`{name}`", old, new) for name, old, new in pairs if old != new])
