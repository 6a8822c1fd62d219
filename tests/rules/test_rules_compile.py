"""Rules are what a compiler can take as they are (model §1.7): the same source, compiled, gives the same bits."""

from __future__ import annotations

import ast
import inspect
import random
from functools import cache
from types import FunctionType
from typing import Any

import numba
import numpy as np
import pytest

from sim.rules.work import fill_rates
from tests.rules.catalogue import Rule, inputs, modules, rules

ARRAYS = {"work.fill_rates"}
SCALARS = sorted(rules().keys() - ARRAYS)
TRIALS = 300


@cache
def compiled(rule: Rule) -> Any:
    """The rule as a compiler takes it, with the rules of its module that it calls compiled before it."""
    assert isinstance(rule, FunctionType)
    called = {name: rule.__globals__[name] for name in rule.__code__.co_names if name in rule.__globals__}
    inside = {name: compiled(part) for name, part in called.items() if isinstance(part, FunctionType)}
    return numba.njit(FunctionType(rule.__code__, {**rule.__globals__, **inside}, rule.__name__))


def bits(value: Any) -> Any:
    """A float's bits, so that -0.0 and 0.0 differ and NaN equals itself; other values as they are."""
    return np.float64(value).view(np.uint64) if isinstance(value, float) else int(value)


@pytest.mark.parametrize("name", SCALARS)
def test_a_compiled_rule_has_the_bits_of_the_interpreted_one(name: str) -> None:
    """300 random inputs each; a rule that the compiler refuses, or takes only with a warning, fails."""
    rule = rules()[name]
    luck = random.Random(f"21/{name}")
    for _ in range(TRIALS):
        arguments = inputs(rule, luck)
        assert bits(compiled(rule)(*arguments)) == bits(rule(*arguments)), arguments


def test_compiled_rates_have_the_bits_of_the_interpreted_ones() -> None:
    """`fill_rates` on arrays, compiled, and on the lists that the programme uses, interpreted."""
    luck = random.Random(22)
    for _ in range(TRIALS):
        caps = [luck.choice([0.0, 0.5, 1.0, 2.0, luck.uniform(0.0, 4.0)]) for _ in range(luck.randint(0, 12))]
        capacity = luck.choice([0.0, luck.uniform(0.0, 20.0)])
        rates = [0.0] * len(caps)
        fill_rates(capacity, caps, rates)
        found = np.zeros(len(caps))
        compiled(fill_rates)(capacity, np.array(caps, dtype=np.float64), found)
        assert [bits(rate) for rate in found.tolist()] == [bits(rate) for rate in rates]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__.rsplit(".", 1)[1])
def test_rules_import_only_mathematics(module: Any) -> None:
    """`math` and `__future__`, nothing else: no clock, no luck, no files, no arrays."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= {"math"}
        if isinstance(node, ast.ImportFrom):
            assert (node.module, node.level) == ("__future__", 0)


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__.rsplit(".", 1)[1])
def test_rules_have_no_power_operator_no_input_and_no_state(module: Any) -> None:
    """`**` rounds differently in compiled code; input, output, `global`, `sum` and comprehensions stay out."""
    forbidden = (ast.Pow, ast.Global, ast.Nonlocal, ast.Await, ast.Yield, ast.ListComp, ast.GeneratorExp, ast.Lambda)
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        assert not isinstance(node, forbidden), ast.dump(node)[:80]
        if isinstance(node, ast.Name):
            assert node.id not in {"print", "open", "input", "eval", "exec", "sum", "pow", "random", "time"}
        if isinstance(node, ast.Attribute):
            assert isinstance(node.value, ast.Name)
            assert node.value.id == "math", f"{node.value.id}.{node.attr}"
            assert node.attr != "pow"


@pytest.mark.parametrize("name", SCALARS)
def test_a_rule_takes_scalars_and_gives_a_scalar(name: str) -> None:
    """Annotated with float, int or bool throughout, and pure: the same arguments give the same value again."""
    rule = rules()[name]
    kinds = {str(annotation) for annotation in inspect.get_annotations(rule).values()}
    assert kinds <= {"float", "int", "bool"}
    arguments = inputs(rule, random.Random(23))
    assert bits(rule(*arguments)) == bits(rule(*arguments))


@pytest.mark.parametrize("name", sorted(rules()))
def test_a_rule_says_what_it_means(name: str) -> None:
    """Each has a docstring."""
    assert (rules()[name].__doc__ or "").strip()
