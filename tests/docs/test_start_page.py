"""The page on starting from a position is followed to the letter."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from sim.calibration.portfolio import MEANINGS, plain, read_portfolio
from sim.composition.client import KEYS, read_client
from tests.cli.conftest import in_folder

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.removeprefix("$ ")) for line in re.findall(r"^\$ sim .+$", PAGE, flags=re.MULTILINE)]
(TEMPLATE,) = re.findall(r"^```csv\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
PORTFOLIO, CLIENT = PAGE.split("## The client's file")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_of_the_page_works(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ends well and says something."""
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    monkeypatch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.setattr("sim.pictures.write_timeline", lambda *_: [])
    if any(word.startswith("start=outputs/") for word in command):
        (export,) = [one for one in COMMANDS if any(word.startswith("export_week=") for word in one)]
        assert in_folder(tmp_path, *export[1:]).status == 0
    inline = [] if command[1] in ("trace", "params") else ["executor=inline"]
    called = in_folder(tmp_path, *command[1:], *inline)
    assert called.status == 0, called.err
    assert called.out
    if command[1] != "params":
        assert ("leaves open, and so is assumed" in called.err) == any(
            word.endswith(("client.yaml", "portfolio.csv")) for word in command
        )


def test_the_template_is_a_portfolio(tmp_path: Path) -> None:
    """Its rows are read as they stand."""
    file = tmp_path / "portfolio.csv"
    file.write_text(TEMPLATE, encoding="utf-8")
    assert [row["name"] for row in read_portfolio(file).workloads] == ["Claims triage", "Fraud hints"]


def test_every_column_and_key_of_the_page_is_one() -> None:
    """First cells of the tables are columns of a portfolio and keys of a client's file, and no key is missing."""
    columns = re.findall(r"^\| `(\w+)` \|", PORTFOLIO.split("| column |")[1], flags=re.MULTILINE)
    assert len(columns) == 11
    assert all(plain(column) in MEANINGS for column in columns)
    rows = re.findall(r"^\| (`[^|]+) \|", CLIENT.split("## From the middle")[0], flags=re.MULTILINE)
    told = {key for row in rows for key in re.findall(r"`(\w+)`", row)} | {"weeks"}
    assert told == set(KEYS)


def test_the_example_client_is_one() -> None:
    """Nine workloads of three units, and three assumptions at the least."""
    client = read_client(ROOT / "examples" / "client.yaml")
    assert client.portfolio is not None
    assert len(client.portfolio.workloads) == 9
    assert client.values["topology.embedded.units"] == 3
    assert client.assumptions
