"""A scenario with some cards changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.values import cards_by_name
from sim.scenario.variation import vary


def test_nothing_changed_is_the_scenario_itself() -> None:
    """No value moves on the way."""
    base = Scenario(name="a", label="A")
    assert vary(base, {}) == base
    assert vary(base, {}).fingerprint() == base.fingerprint()


def test_only_the_cards_named_change() -> None:
    """Two cards in different groups, one of them two levels deep; the base stays as it was."""
    base = Scenario()
    found = vary(base, {"cfo.budget_eur": 1.25e6, "topology.embedded.units": 3})
    assert (found.cfo.budget_eur, found.topology.embedded.units) == (1.25e6, 3)
    back = {"cfo.budget_eur": base.cfo.budget_eur, "topology.embedded.units": base.topology.embedded.units}
    assert vary(found, back) == base


def test_lists_and_numbers_out_of_arrays_are_taken() -> None:
    """Cards are strict; numpy's whole numbers are whole numbers all the same."""
    found = vary(
        Scenario(), {"levers.order": ["routing"], "ends.target": np.int64(12), "cfo.budget_eur": np.float32(4)}
    )
    assert (found.levers.order, found.ends.target, found.cfo.budget_eur) == (("routing",), 12, 4.0)


def test_run_settings_are_no_cards_of_a_scenario() -> None:
    """A study varies the programme, not how often it is simulated."""
    assert {"seed", "replications", "executor"}.isdisjoint(cards_by_name())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"cfo.budgets_eur": 1.0}, "cfo.budgets_eur: there is no such card; did you mean 'cfo.budget_eur'?"),
        ({"cfo": 1.0}, "cfo: there is no such card"),
        ({"name": "x"}, "name: there is no such card"),
        ({"": 1.0}, "there is no such card"),
        ({"cfo.budget_eur.x": 1.0}, "cfo.budget_eur.x: there is no such card"),
        ({"ends.target": 3.5}, "ends.target: found 3.5; allowed is a whole number from 1 to 200 (workloads)"),
        ({"ends.target": True}, "ends.target: found true; allowed is a whole number"),
        ({"cfo.budget_eur": float("nan")}, "cfo.budget_eur: found nan; allowed is a number from 0 to 1e+12"),
        ({"cfo.budget_eur": "much"}, "cfo.budget_eur: found 'much'; allowed is a number"),
        ({"market.list_decline_per_year": 2.0}, "0.99 (share/year)"),
        ({"sequencing.mandate": 1}, "sequencing.mandate: found 1; allowed is true or false"),
        ({"levers.order": ["nothing"]}, "levers.order: found 'nothing'; allowed is a list [a, b] of exact_cache"),
        ({"levers.order": ["batch", "batch"]}, "levers.order: 'batch' stands 2 times in the list"),
        ({"cfo.answer_weeks.low": 50.0}, "cfo.answer_weeks: low (50) is above high"),
        ({"sequencing.mandate": True, "sequencing.platform_after": 3}, "sequencing.mandate is true but"),
    ],
)
def test_a_wrong_change_is_answered_by_name(changes: dict[str, Any], told: str) -> None:
    """Each card by its name, whether the value, the list, its group or the whole scenario refuses it."""
    with pytest.raises(InputError) as error:
        vary(Scenario(), changes)
    assert told in str(error.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    """One line for each card."""
    with pytest.raises(InputError) as error:
        vary(Scenario(), {"cfo.budget_eur": -1.0, "ends.target": 0})
    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == ["cfo.budget_eur", "ends.target"]
