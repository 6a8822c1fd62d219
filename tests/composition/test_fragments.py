"""`fragment=FILE`: what records say stands instead of the cards' defaults, beneath everything that is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.composition import compose_job, compose_strategies
from sim.composition.sweeping import lay_out
from sim.errors import InputError


def written(folder: Path, text: str, name: str = "fragment.yaml") -> Path:
    """A fragment on disk."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_fragment_stands_instead_of_the_defaults(tmp_path: Path) -> None:
    """Its cards are set, all others keep their defaults."""
    path = written(tmp_path, "market:\n  call_price_eur: 0.02\n")
    plain, fitted = compose_job([]).scenario, compose_job([f"fragment={path}"]).scenario
    assert fitted.market.call_price_eur == 0.02
    assert fitted.market.model_copy(update={"call_price_eur": plain.market.call_price_eur}) == plain.market
    assert fitted.model_copy(update={"market": plain.market}) == plain


def test_options_and_words_stand_above_a_fragment(tmp_path: Path) -> None:
    """A chosen option keeps what it says, and so does a word on the line."""
    path = written(tmp_path, "traffic:\n  growth_per_year: 0.22\n  failed_share: 0.07\n")
    booming = compose_job(["traffic=booming"]).scenario.traffic
    job = compose_job([f"fragment={path}", "traffic=booming", "traffic.failed_share=0.01"])
    assert job.scenario.traffic.growth_per_year == booming.growth_per_year != 0.22
    assert job.scenario.traffic.failed_share == 0.01


def test_several_fragments_add_up(tmp_path: Path) -> None:
    """Each sets its own cards; every strategy of a comparison rests on both."""
    one = written(tmp_path, "market:\n  call_price_eur: 0.02\n", "one.yaml")
    two = written(tmp_path, "traffic:\n  failed_share: 0.07\n", "two.yaml")
    jobs = compose_strategies([f"fragment=[{one},{two}]", "strategies=[coe,factory]"])
    assert [(job.scenario.market.call_price_eur, job.scenario.traffic.failed_share) for job in jobs] == [
        (0.02, 0.07)
    ] * 2


def test_two_fragments_with_the_same_card_are_refused(tmp_path: Path) -> None:
    """Neither wins: the message names both lines."""
    one = written(tmp_path, "market:\n  call_price_eur: 0.02\n", "one.yaml")
    two = written(tmp_path, "traffic: {failed_share: 0.07}\nmarket:\n  call_price_eur: 0.03\n", "two.yaml")
    with pytest.raises(InputError, match=r"market\.call_price_eur: is set by two fragments .*one\.yaml.*two\.yaml"):
        compose_job([f"fragment=[{one},{two}]"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("market:\n  cal_price_eur: 1\n", r"line 2: market\.cal_price_eur: no such key; did you mean"),
        ("market:\n  call_price_eur: -1\n", r"market\.call_price_eur: found -1; allowed is .*line 2"),
        ("market:\n  call_price_eur: .nan\n", r"market\.call_price_eur: found nan"),
        ("seed: 4\n", r"seed: belongs to the run"),
        ("market: 3\n", r"market: is a group of keys"),
        ("defaults:\n  - a\n", r"no 'defaults' list"),
        ("_target_: os.system\n", r"line 1"),
        ("- 1\n", r"line 1"),
    ],
)
def test_a_wrong_fragment_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    """Unknown keys, values out of range, keys of the run, and whatever is more than data."""
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=message):
        compose_job([f"fragment={path}"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fragment="], "name a file"),
        (["fragment=[a.yaml,]"], "name a file"),
        (["fragment=missing.yaml"], r"missing\.yaml: no such file"),
        (["fragment=a.yaml", "fragment=b.yaml"], "stands twice"),
    ],
)
def test_a_word_that_names_no_fragment_is_refused(words: list[str], message: str) -> None:
    """An empty name, a missing file, the key twice."""
    with pytest.raises(InputError, match=message):
        compose_job(words)


def test_a_complete_scenario_takes_no_fragment(tmp_path: Path) -> None:
    """It states every card itself."""
    path = written(tmp_path, "market:\n  call_price_eur: 0.02\n")
    with pytest.raises(InputError, match="a complete scenario states every card"):
        compose_job([f"fragment={path}"], config_dir=tmp_path, config_name="scenario")


def test_every_job_of_a_sweep_rests_on_the_fragment(tmp_path: Path) -> None:
    """And a changed fragment makes another sweep, whose folder is not mixed with the first."""
    path = written(tmp_path, "market:\n  call_price_eur: 0.02\n")
    words = [f"fragment={path}", "strategy=coe,factory"]
    sweep = lay_out(words)
    assert {sweep.composed(job).scenario.market.call_price_eur for job in sweep.jobs} == {0.02}
    before = dict(sweep.identity)
    written(tmp_path, "market:\n  call_price_eur: 0.03\n")
    assert dict(lay_out(words).identity) != before
