"""A client's YAML beside the portfolio: teams, budget, calendar, and what had to be assumed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.composition.client import read_client
from sim.errors import InputError

ROWS = "name,age_weeks,team\nA,30,Claims\nB,10,Legal\n"


def client(folder: Path, text: str, rows: str = ROWS) -> Path:
    """A YAML beside its portfolio."""
    (folder / "portfolio.csv").write_text(rows)
    file = folder / "client.yaml"
    file.write_text(text)
    return file


def refusal(file: Path) -> str:
    """What is said of a client that is refused."""
    with pytest.raises(InputError) as refused:
        read_client(file)
    return str(refused.value)


def test_teams_budget_and_calendar_become_cards(tmp_path: Path) -> None:
    """273 days are 39 weeks; teams of units keep their names, the platform team is one of the topology's."""
    file = client(
        tmp_path,
        "portfolio: portfolio.csv\nstarted: 2026-02-02\nas_of: 2026-11-02\nbudget_eur: 1.4e+6\nspent_eur: 900000\n"
        "question: now\nteams: {Claims: 2, Legal: 3, platform: 4}\n",
    )
    values = read_client(file).values
    assert values["start.weeks"] == pytest.approx(39.0)
    assert values["cfo.budget_eur"] == 1.4e6
    assert values["start.spent_eur"] == 900000
    assert values["start.question"] == "now"
    assert values["topology.platform.engineers"] == 4
    assert values["topology.embedded.units"] == 2
    assert values["topology.central.engineers"] == 0
    assert values["start.teams"] == [{"name": "Claims", "engineers": 2}, {"name": "Legal", "engineers": 3}]


def test_a_portfolio_alone_is_enough_and_says_what_it_assumes(tmp_path: Path) -> None:
    """Without a YAML the programme is as old as its oldest workload, and the cards' budget and teams stand."""
    client(tmp_path, "")
    found = read_client(tmp_path / "portfolio.csv")
    assert found.values["start.weeks"] == 30.0
    assert found.values["topology.embedded.units"] == 2
    told = "; ".join(found.assumptions)
    for part in (
        "as old as its oldest workload: 30 weeks",
        "budget is the card's",
        "calls, price of a call, value drawn for A, B",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no 'key: value' lines"),
        ("budget_eur: 1\n", "portfolio is missing"),
        ("portfolio: portfolio.csv\nbudgt_eur: 1\n", "budgt_eur: no such key; did you mean 'budget_eur'?"),
        ("portfolio: [\n", "is not YAML"),
        ("portfolio: &a portfolio.csv\nquestion: *a\n", "is not YAML"),
        ("portfolio: absent.csv\n", "cannot be read"),
        ("portfolio: 3\n", "portfolio: found 3"),
        ("portfolio: portfolio.csv\nweeks: 20\n", "line 2: 'A' is 30.0 weeks old and the programme 20.0"),
        ("portfolio: portfolio.csv\nweeks: -1\n", "weeks: found -1"),
        ("portfolio: portfolio.csv\nweeks: 50\nstarted: 2026-01-01\n", "say the same"),
        ("portfolio: portfolio.csv\nstarted: 2026-01-01\n", "started needs as_of"),
        ("portfolio: portfolio.csv\nas_of: 2.11.2026\nstarted: 2026-01-01\n", "allowed is a day such as"),
        ("portfolio: portfolio.csv\nas_of: 2026-01-01\nstarted: 2026-02-01\n", "after as_of"),
        ("portfolio: portfolio.csv\nteams: 5\n", "is a list of 'team: engineers'"),
        ("portfolio: portfolio.csv\nteams: {Claims: 2}\n", "line 3: team 'Legal' is not among the teams"),
        ("portfolio: portfolio.csv\nteams: {Claims: 2, Legal: 1.5}\n", "Legal: found 1.5"),
        ("portfolio: portfolio.csv\nteams: {Claims: 2, Legal: 1, central: 3}\n", "keep one kind"),
        ("portfolio: portfolio.csv\ndecimal: dot\n", "decimal: found 'dot'"),
        ("portfolio: portfolio.csv\neur_per: {USD: 0}\n", "eur_per: USD: found 0"),
    ],
)
def test_each_fault_of_the_yaml_is_told(tmp_path: Path, text: str, told: str) -> None:
    """One message names the file, the key, what was found and what is allowed."""
    assert told in refusal(client(tmp_path, text))
