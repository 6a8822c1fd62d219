"""A complete state on paper: what is read, and how each fault is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.composition.client import read_client
from sim.composition.position import position_of
from sim.composition.state import State, state_yaml
from sim.errors import InputError
from sim.scenario.start import Origin

CHANGES = ("horizon_weeks=80", "topology.central.engineers=5", "topology.embedded.units=0")
STATE = State(Origin(CHANGES, 4, 7, 30.0), "a", "A's")


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    file = folder / "state.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """The state, the plan and world that hold until something else is said, and no assumption."""
    client = read_client(written(tmp_path, state_yaml(STATE)))
    assert client.values == STATE.values
    assert client.values["topology.central.engineers"] == 5
    assert client.values["start.origin_week"] == 30.0
    assert client.assumptions == ()


def test_it_goes_on_under_its_own_name_unless_a_strategy_is_named(tmp_path: Path) -> None:
    """Name and label are words of the line where no strategy is."""
    word = f"start={written(tmp_path, state_yaml(STATE))}"
    assert position_of([word])[0][:2] == ["name=a", "label='A\\'s'"]
    assert position_of([word, "strategy=b"])[0] == ["strategy=b"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("origin_week: 30.0", "origin_week: 80", "origin_week: found 80; allowed is a week from 1 to its horizon, 80"),
        ("origin_week: 30.0", "origin_weak: 30.0", "origin_weak: no such key; did you mean 'origin_week'?"),
        ("origin_seed: 4", "origin_seed: -4", "origin_seed: found -4; allowed is a whole number from 0"),
        ("origin_seed: 4\n", "", "origin_seed: missing"),
        ("horizon_weeks=80", "horizon_weks=80", "did you mean 'horizon_weeks'?"),
        ("horizon_weeks=80", "start.weeks=80", "a state is that of a programme from nothing"),
        ("complete state", "compleat state", "kind: found 'compleat state'; allowed is 'complete state'"),
    ],
)
def test_each_fault_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """One message names the file and the key."""
    text = state_yaml(STATE)
    assert old in text
    with pytest.raises(InputError) as refused:
        read_client(written(tmp_path, text.replace(old, new)))
    assert told in str(refused.value)
    assert "state.yaml" in str(refused.value)
