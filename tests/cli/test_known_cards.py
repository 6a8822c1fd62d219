"""What a client has given is known, and is not drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.composition import compose_job
from sim.errors import InputError
from sim.scenario import Scenario
from sim.verbs.known_cards import given, ranges_of, stands_somewhere

CLIENT = str(Path(__file__).parents[2] / "examples" / "client.yaml")


def test_the_clients_file_the_line_and_a_chosen_option_give_cards() -> None:
    """Each where it sets a value, also one that is the card's own; workloads are no card."""
    file = given([f"start={CLIENT}"], [Scenario()])
    assert {"cfo.budget_eur", "start.question", "topology.platform.engineers"} <= set(file)
    assert "cfo.threshold_eur" not in file
    assert given(["cfo.hurdle=3", "replications=5"], [Scenario()]) == ("cfo.hurdle",)
    words = ["market=high_prices"]
    chosen = given(words, [compose_job(words).scenario])
    assert chosen
    assert all(name.startswith("market.") for name in chosen)
    assert given([], [Scenario()]) == ()


def test_a_group_leaves_out_what_is_known_and_a_named_card_varies_all_the_same() -> None:
    """Whoever names a card wants it varied."""
    known = ("cfo.budget_eur", "cfo.hurdle")
    names = {each.name for each in ranges_of(["assumptions", "cfo.hurdle=[1,3]"], known)}
    assert "cfo.budget_eur" not in names
    assert {"cfo.hurdle", "cfo.threshold_eur"} <= names
    assert [each.name for each in ranges_of(["cfo.budget_eur"], known)] == ["cfo.budget_eur"]


def test_where_everything_is_known_nothing_can_vary() -> None:
    """One message."""
    known = [each.name for each in ranges_of(["shadow"], ())]
    with pytest.raises(InputError, match="every card of shadow is given"):
        ranges_of(["shadow"], known)


def test_a_position_is_a_portfolio_or_a_programme_that_was_simulated() -> None:
    """The default is neither."""
    assert not stands_somewhere(Scenario())
    assert stands_somewhere(compose_job([f"start={CLIENT}"]).scenario)
    assert stands_somewhere(compose_job(["start.origin_week=40"]).scenario)
