"""What is kept of an earlier composition: the same as Hydra's own answer, for the files as they are now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sim.composition import compose_job, hydra_door, option_groups, remembered
from sim.composition.options import PRIMARY, conf_folder
from sim.composition.overrides import check_overrides
from sim.errors import InputError

WORDS = [
    [],
    ["cfo.threshold_eur=8e5", "cfo=strict", "strategy=coe", "seed=3"],
    ["horizon_weeks=int(104.0)", "label='null: a [text], \\'quoted\\''", 'about=""', "strategies=[coe,factory]"],
    ["cfo.threshold_eur=8e5", "cfo.threshold_eur=9e5", "start.as_of=null", "workers=2", "options=[]"],
    ["cfo={threshold_eur:8e5,hurdle:2}", "cfo.hurdle=3"],
    ["start.workloads=[{name:one,stage:live}]", "start.weeks=12"],
]


def both_ways(words: list[str], user: Path | None = None, base: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """The same words remembered, twice so that it is, and by Hydra from the files."""
    groups = option_groups(user)
    checked = check_overrides(words, groups)
    found = [remembered.compose(checked, groups=groups, user=user, base=base or {}) for _ in range(2)]
    assert repr(found[0]) == repr(found[1])
    texts = [one.text for one in checked]
    return found[1], hydra_door.compose(PRIMARY, texts, main=conf_folder(), user=user, base=base)


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_values_and_their_order_are_those_that_hydra_gives(words: list[str]) -> None:
    """Numbers, texts, lists, groups of values, nothing at all, one key twice: to the letter what Hydra composes."""
    ours, theirs = both_ways(words)
    assert repr(ours) == repr(theirs)


def test_other_values_of_the_same_choice_need_no_hydra(monkeypatch: pytest.MonkeyPatch) -> None:
    """A study of many scenarios composes once; another choice, a group of values or another name is composed anew."""
    compose_job(["strategy=coe"])
    asked: list[tuple[str, ...]] = []

    def refuse(_name: str, words: list[str], **_rest: Any) -> None:
        asked.append(tuple(words))
        raise InputError("asked Hydra")

    monkeypatch.setattr(hydra_door, "compose", refuse)
    hurdles = [compose_job(["strategy=coe", f"cfo.hurdle={hurdle}"]).scenario.cfo.hurdle for hurdle in (2, 3)]
    assert hurdles == [2.0, 3.0]
    assert asked == []
    for word in ("cfo=strict", "cfo={hurdle:3}"):
        with pytest.raises(InputError, match="asked Hydra"):
            compose_job(["strategy=coe", word])


def test_a_position_is_part_of_what_is_remembered() -> None:
    """Two programmes that start elsewhere are not mixed up, whatever else they share."""
    for weeks in (10.0, 20.0):
        ours, theirs = both_ways(["cfo.hurdle=2"], base={"start.weeks": weeks})
        assert repr(ours) == repr(theirs)
        assert ours.values["start"]["weeks"] == weeks


def test_what_was_handed_out_can_be_changed_without_changing_the_next() -> None:
    """Nobody holds the same list or group twice."""
    first = compose_job(["strategy=coe"])
    first.config["cfo"]["hurdle"] = -1.0
    composed = remembered.compose([], groups=option_groups(), user=None, base={})
    composed.values["strategies"].append("nobody")
    composed.values["cfo"].clear()
    assert "nobody" not in compose_job([]).strategies
    assert compose_job(["strategy=coe"]).config["cfo"]["hurdle"] > 0.0


def test_a_file_that_was_changed_is_read_again_even_if_nothing_outside_it_shows_that(tmp_path: Path) -> None:
    """Same name, same length, same time of change: what it says is what counts, and an error names the new line."""
    file = tmp_path / "strategy" / "ours.yaml"
    file.parent.mkdir()

    def says(text: str) -> None:
        file.write_text(text, encoding="utf-8")
        os.utime(file, (1_700_000_000, 1_700_000_000))

    found = []
    for value in (2, 3):
        says(f"cfo:\n  hurdle: {value}\n")
        found.append(compose_job(["strategy=ours"], config_dir=tmp_path).scenario.cfo.hurdle)
    assert found == [2.0, 3.0]
    says("cfo:\n  hurdle: x\n")
    with pytest.raises(InputError, match=r"ours\.yaml, line 2"):
        compose_job(["strategy=ours"], config_dir=tmp_path)


def test_a_folder_of_a_users_that_is_called_like_a_key_gives_what_hydra_says(tmp_path: Path) -> None:
    """Hydra takes `seed=21` for a choice where there is a folder `seed`, and says so whatever was kept before."""
    groups = option_groups(tmp_path)
    (tmp_path / "seed").mkdir()
    words = check_overrides(["seed=21"], groups)
    with pytest.raises(InputError, match="could not be composed") as ours:
        remembered.compose(words, groups=groups, user=tmp_path, base={})
    with pytest.raises(InputError, match="could not be composed") as theirs:
        hydra_door.compose(PRIMARY, ["seed=21"], main=conf_folder(), user=tmp_path)
    assert str(ours.value) == str(theirs.value)
