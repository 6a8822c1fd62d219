"""A draw is a pure function of seed, replication, purpose, entity and index."""

from __future__ import annotations

import ast
import inspect
import math
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.luck
from sim.luck import Luck, purpose
from sim.luck.luck import uniform_of
from sim.luck.philox import WORD_MASK, block, round_keys

words = st.one_of(st.integers(0, WORD_MASK), st.sampled_from([0, 1, WORD_MASK]))
few = st.integers(0, 2)
places = st.tuples(few, few, st.integers(0, 9))
Place = tuple[int, int, int]


def _some_draws() -> list[str]:
    luck = Luck(21, 3)
    names = ["incident.shared", "workload.value", "leaving"]
    return [luck.normal(purpose(name), entity, i).hex() for name in names for entity in range(3) for i in range(9)]


@given(seed=words, replication=words, where=st.lists(places, max_size=60))
def test_the_order_of_draws_does_not_matter(seed: int, replication: int, where: list[Place]) -> None:
    """Every draw of a used Luck is that of a fresh one, whatever was drawn before it and how often."""
    used = Luck(seed, replication)
    assert [used.uniform(*place) for place in where] == [Luck(seed, replication).uniform(*place) for place in where]


@given(where=st.lists(places, min_size=1, max_size=30), others=st.lists(places, min_size=1, max_size=30))
def test_adding_a_stream_changes_no_other(where: list[Place], others: list[Place]) -> None:
    """Draws are the same with and without a further purpose drawn in between."""
    known, added = purpose("known"), purpose("added")
    without, along = Luck(21, 0), Luck(21, 0)
    expected = [without.uniform(known + p, entity, index) for p, entity, index in where]
    found = []
    for position, (p, entity, index) in enumerate(where):
        other = others[position % len(others)]
        along.uniform(added + other[0], other[1], other[2])
        found.append(along.uniform(known + p, entity, index))
    assert found == expected


def test_replications_do_not_share_their_memory() -> None:
    """Two replications drawn in turn give what each gives alone."""
    alone = [[Luck(21, replication).uniform(5, 1, i) for i in range(9)] for replication in range(2)]
    both = [Luck(21, 0), Luck(21, 1)]
    in_turn = [[luck.uniform(5, 1, i) for luck in both] for i in range(9)]
    assert np.transpose(in_turn).tolist() == alone
    assert alone[0] != alone[1]


@given(seed=words, replication=words, place=st.tuples(words, words, st.integers(0, 4 * WORD_MASK + 3)))
def test_the_scheme_is_the_documented_one(seed: int, replication: int, place: Place) -> None:
    """Key (seed, replication), counter (index // 4, entity, purpose, 0), word index % 4, upper 52 bits centred."""
    number, entity, index = place
    word = block(round_keys(seed, replication), index // 4, entity, number, 0)[index % 4]
    expected = (word // 4096 + 0.5) / 2.0**52
    assert Luck(seed, replication).uniform(number, entity, index) == expected


@settings(deadline=None)
@given(seed=words, replication=words, number=words, entity=words, count=st.integers(0, 70))
def test_bulk_draws_are_the_scalar_draws(seed: int, replication: int, number: int, entity: int, count: int) -> None:
    """Uniforms and normals in bulk have the bits of the scalar ones."""
    luck = Luck(seed, replication)
    uniforms, normals = luck.uniforms(number, entity, count), luck.normals(number, entity, count)
    assert uniforms.dtype == normals.dtype == np.float64
    assert uniforms.tolist() == [luck.uniform(number, entity, i) for i in range(count)]
    assert normals.tolist() == [luck.normal(number, entity, i) for i in range(count)]


def test_many_bulk_normals_are_the_scalar_ones() -> None:
    """The same over 20,000 draws, so that centre and both tails are met often."""
    luck = Luck(21, 7)
    normals = luck.normals(11, 3, 20_000)
    assert normals.tolist() == [luck.normal(11, 3, i) for i in range(20_000)]
    assert normals.min() < -3.5
    assert normals.max() > 3.5


@given(word=words)
def test_a_uniform_is_strictly_inside_and_symmetric(word: int) -> None:
    """Neither 0 nor 1 for any word, the extremes included, and the complement of the bits is the complement to 1."""
    assert 0.0 < uniform_of(word) < 1.0
    assert uniform_of(WORD_MASK - word) == 1.0 - uniform_of(word)


@pytest.mark.parametrize("word", [0, WORD_MASK])
def test_the_extreme_words_give_finite_draws(word: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The least and the greatest word make a finite exponential and a finite normal."""
    monkeypatch.setattr("sim.luck.luck.block", lambda *_: (word, word, word, word))
    assert 0.0 < Luck(0, 0).exponential(1) < 37.0
    assert 8.0 < abs(Luck(0, 0).normal(1)) < 8.5


def test_an_exponential_is_the_uniforms_logarithm() -> None:
    """The exponential at u is -log(1 - u), which grows with u."""
    luck = Luck(21, 0)
    for i in range(100):
        assert math.isclose(luck.exponential(4, 2, i), -math.log(1.0 - luck.uniform(4, 2, i)), rel_tol=1e-15)


@pytest.mark.parametrize(
    "place",
    [(-1, 0, 0), (0, -1, 0), (0, 0, -1), (WORD_MASK + 1, 0, 0), (0, WORD_MASK + 1, 0), (0, 0, 4 * WORD_MASK + 4)],
)
def test_a_place_outside_the_counter_is_refused(place: Place) -> None:
    """What would wrap onto another stream's luck is an error, also when draws are in the memory already."""
    luck = Luck(21, 0)
    luck.uniform(0, 0, 0)
    with pytest.raises(ValueError, match="allowed are 0 to"):
        luck.uniform(*place)


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (WORD_MASK + 1, 0), (0, -1), (0, WORD_MASK + 1)])
def test_a_seed_outside_64_bits_is_refused(seed: int, replication: int) -> None:
    """Two seeds never silently mean the same luck."""
    with pytest.raises(ValueError, match="allowed are 0 to"):
        Luck(seed, replication)


@pytest.mark.parametrize(("number", "entity"), [(-1, 0), (0, -1), (WORD_MASK + 1, 0), (0, WORD_MASK + 1)])
def test_a_bulk_place_outside_the_counter_is_refused(number: int, entity: int) -> None:
    """Bulk draws refuse what scalar draws refuse."""
    with pytest.raises(ValueError, match="allowed are 0 to"):
        Luck(21, 0).uniforms(number, entity, 4)


def test_numpy_integers_and_python_integers_mean_the_same() -> None:
    """An entity counted by numpy has the luck of the same entity counted by Python."""
    counted: list[Any] = list(np.arange(9))
    expected = [Luck(21, 0).uniform(8, entity, index) for entity in range(9) for index in range(9)]
    assert [Luck(21, 0).uniform(8, entity, index) for entity in counted for index in counted] == expected


def test_luck_travels() -> None:
    """A pickled Luck, used or not, draws the same in another process."""
    luck = Luck(21, 5)
    luck.uniform(3, 1, 4)
    assert pickle.loads(pickle.dumps(luck)).normals(3, 1, 9).tolist() == luck.normals(3, 1, 9).tolist()


def test_python_s_salted_hash_is_not_used() -> None:
    """No module under sim/luck calls hash()."""
    modules = sorted(Path(sim.luck.__path__[0]).glob("*.py"))
    names = {
        node.id for path in modules for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)
    }
    assert "purpose" in names
    assert "hash" not in names


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_another_process_and_hash_seed_draw_the_same(hash_seed: str) -> None:
    """Luck is the same in a process of its own, whatever PYTHONHASHSEED is."""
    program = f"from sim.luck import Luck, purpose\n{inspect.getsource(_some_draws)}\nprint(*_some_draws())"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    elsewhere = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert elsewhere.stdout.split() == _some_draws()
