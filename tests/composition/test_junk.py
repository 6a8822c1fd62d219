"""Whatever is typed or lies in a file: a valid job or one InputError, never another exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.composition import Job, compose_job, load_scenario_file, option_groups
from sim.composition.keys import RUN_KEYS, leaves
from sim.errors import InputError

KEYS = st.sampled_from([*leaves(), *option_groups(), "cfo.answer_weeks", "hydra.run.dir", "x", ""])
WORDS = st.sampled_from(
    ["coe", "strict", "default", "null", "true", "1", "0", "-1", "8e5", "nan", "inf", "1e400", "[1,2]", "{}", "[]"]
)
MARKS = st.text("=,[]{}()$\\'\"@/.:~+- aé\t\n\0", max_size=12)
VALUES = st.one_of(WORDS, MARKS, st.text(max_size=8), st.integers().map(str), st.floats().map(repr))
OVERRIDES = st.one_of(st.builds("{}={}".format, KEYS, VALUES), MARKS, st.text(max_size=20))

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(["a", "coe", "8e5", "", "null"])
)
ENTRIES = st.sampled_from(
    ["_self_", "coe", "junk", "nothing", {"override /cfo": "strict"}, {"override /x": "y"}, 1, []]
)
FRAGMENTS = (
    "cfo:|  hurdle: 1.0|  answer_weeks: {low: 1}|- coe|defaults:|  - coe|  - override /cfo: strict|name: x|  _self_"
)
MARKS_OF_YAML = ["\t", "&a", "*a", "!!x", "---", "...", "%", "? ", ": ", "'", '"', "|", ">", "#"]
LINES = st.lists(st.sampled_from([*FRAGMENTS.split("|"), *MARKS_OF_YAML]), max_size=8).map("\n".join)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Some real keys with values of any kind, sometimes in the wrong place, and a defaults list."""
    tree: dict[str, Any] = {"defaults": draw(st.lists(ENTRIES, max_size=2))} if draw(st.booleans()) else {}
    for key in draw(st.lists(st.sampled_from(leaves()), min_size=1, max_size=3)):
        *path, last = key.split(".")
        inside = tree
        for part in path if draw(st.integers(0, 9)) else path[:-1]:
            inside = inside.setdefault(part, {})
        inside[last] = draw(st.one_of(LEAVES, st.lists(LEAVES, max_size=2)))
    return tree


def outcome(call: Callable[..., Job], *arguments: object, **named: object) -> Job | str:
    """The job or the message; any other exception fails the test."""
    try:
        return call(*arguments, **named)
    except InputError as error:
        return str(error)


def check(result: Job | str) -> None:
    assert isinstance(result, Job) or 0 < len(result.splitlines()) <= 11


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(OVERRIDES, max_size=3))
@example(["label=\udcff"])
@example(["replications=" + "9" * 3_000])
@example(["cfo.threshold_eur=" + "9" * 3_000])
@example(["strategy={a: 1}"])
@example(["cfo={1: 2}"])
@example(["levers.order={caching: 1}"])
@example(["strategies=[[coe]]"])
@example(["name={a: [b]}", "seed=[1]"])
def test_junk_on_the_command_line(overrides: list[str]) -> None:
    """Random keys, values and marks."""
    check(outcome(compose_job, overrides))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("junk")
    (made / "strategy").mkdir()
    return made


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    content=st.one_of(
        st.binary(max_size=60),
        st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
        LINES.map(str.encode),
    )
)
def test_junk_in_a_file(folder: Path, content: bytes) -> None:
    """Random bytes, text and lines of YAML in a strategy file."""
    (folder / "strategy" / "junk.yaml").write_bytes(content)
    check(outcome(compose_job, ["strategy=junk"], config_dir=folder))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tree=trees())
def test_junk_values_in_a_file(folder: Path, tree: dict[str, Any]) -> None:
    """Well-formed YAML with keys in wrong places and values of wrong kinds."""
    (folder / "strategy" / "junk.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    check(outcome(compose_job, ["strategy=junk"], config_dir=folder))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(key=st.sampled_from([leaf for leaf in leaves() if "." in leaf]), value=LEAVES)
def test_junk_in_a_complete_scenario(folder: Path, key: str, value: object) -> None:
    """One value of a complete scenario replaced by anything."""
    values = {name: content for name, content in compose_job([]).config.items() if name not in RUN_KEYS}
    *path, last = key.split(".")
    inside = values
    for part in path:
        inside = inside[part]
    inside[last] = value
    file = folder / "junk_scenario.yaml"
    file.write_text(yaml.safe_dump(values), encoding="utf-8")
    check(outcome(load_scenario_file, file))
    file.unlink()
