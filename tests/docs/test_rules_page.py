"""Every rule stands on the model's page with its formula, its symbols and its source."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from matplotlib.mathtext import MathTextParser

from docs.generator.formulas import FORMULAS, Formula
from docs.generator.source import asked_by, asked_elsewhere, rule_modules, rules_of

CLAIMS = Path(__file__).parents[2] / "docs" / "claims.md"
ALL = {f"{room}.{name}": entry for room, rules in FORMULAS.items() for name, entry in rules.items()}
RULES = {f"{room}.{name}": rule for room, module in rule_modules().items() for name, rule in rules_of(module).items()}

each_rule = pytest.mark.parametrize("name", sorted(ALL.keys() & RULES.keys()))


def mathematics(entry: Formula) -> list[str]:
    return re.findall(r"\$[^$]+\$", entry.text)


def test_every_rule_has_a_formula_and_no_formula_is_left_over() -> None:
    """A rule without an entry is missing from the page; an entry without a rule is of one that is gone."""
    assert sorted(ALL) == sorted(RULES)


@each_rule
def test_every_argument_has_a_symbol(name: str) -> None:
    """Symbols stand for the arguments of the signature, and for constants of the rule's module that there are."""
    arguments = set(inspect.signature(RULES[name]).parameters)
    symbols = set(ALL[name].symbols)
    constants = {symbol for symbol in symbols if symbol.isupper()}
    assert symbols - constants == arguments
    module = inspect.getmodule(RULES[name])
    assert [constant for constant in constants if not hasattr(module, constant)] == []


@each_rule
def test_every_symbol_is_its_own_and_stands_in_the_formula(name: str) -> None:
    """A symbol that stands for two things, or for nothing, makes a formula wrong."""
    letters = list(ALL[name].symbols.values())
    assert len(set(letters)) == len(letters)
    text = " ".join(mathematics(ALL[name]))
    plain = re.sub(r"\\(frac|min|max|ln|log|sum|sqrt|cos|lfloor|rfloor|lceil|rceil|vert|geq|leq|pi)", " ", text)
    assert [letter for letter in letters if letter not in plain] == []


@each_rule
def test_every_formula_can_be_set(name: str) -> None:
    """The mathematics parses, and has nothing in it that Markdown would eat in a table."""
    entry = ALL[name]
    assert mathematics(entry)
    assert entry.text.count("$") % 2 == 0
    assert "|" not in entry.text
    assert not re.search(r"\\[^A-Za-z]", entry.text)
    for part in mathematics(entry):
        MathTextParser("path").parse(part)


@each_rule
def test_every_rule_has_a_source(name: str) -> None:
    """Claims that a formula cites are claims that there are."""
    source = ALL[name].source
    assert source.strip()
    known = set(re.findall(r"^\| (D-[A-Z]+-\d+) \|", CLAIMS.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"D-[A-Z]+-\d+", source)) <= known


@each_rule
def test_every_rule_is_asked(name: str) -> None:
    """By the programme, by the request level, or by another rule: nothing stands on the page that does nothing."""
    room, rule = name.split(".")
    inside = inspect.getsource(rule_modules()[room])
    assert asked_by(room, rule) or asked_elsewhere(room, rule) or len(re.findall(rf"\b{rule}\(", inside)) > 1
