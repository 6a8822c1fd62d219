"""A design, simulated: the tidy table and what it says of each point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import t

from sim.analysis.designs import Design, full_factorial
from sim.analysis.factors import factors_of
from sim.analysis.measures import NAMES, known_values, measure_named, values_of
from sim.analysis.proportions import wilson_interval
from sim.analysis.study import outcomes_at, run_study
from sim.errors import InputError
from sim.montecarlo.run import run_replications
from sim.programme.outcome import CENSORED
from sim.scenario import Scenario
from tests.analysis.points_of_function import FunctionOfCards
from tests.programme.worlds import plain

REPLICATIONS = 40
LISTS: list[dict[str, Any]] = [
    {"levers.order": ("routing", "batch"), "sequencing.platform_after": None},
    {"levers.order": (), "sequencing.platform_after": 3},
]


def budget_and_luck(scenario: Scenario, luck: np.random.Generator) -> float:
    """Fails when luck is worse than the budget is good."""
    return scenario.cfo.budget_eur / 1e6 + float(luck.normal())


def fake_study(replications: int = REPLICATIONS) -> Any:
    design = full_factorial(factors_of(["cfo.budget_eur=[0,2e6]"]))
    return run_study(Scenario(), design, seed=21, replications=replications, run=FunctionOfCards(budget_and_luck))


def test_the_table_has_a_row_for_each_programme_with_the_cards_that_made_it() -> None:
    """Point, cards, then the columns of replications: 3 budgets × 40 futures."""
    table = fake_study().table
    assert table.column_names[:3] == ["point", "cfo.budget_eur", "replication"]
    assert table.num_rows == 3 * REPLICATIONS
    assert table.column("cfo.budget_eur").to_pylist()[::REPLICATIONS] == [0.0, 1e6, 2e6]
    shift = table.column("payoff_eur").to_numpy() - table.column("cfo.budget_eur").to_numpy() / 1e6
    assert shift.reshape(3, -1) == pytest.approx(np.tile(shift[:REPLICATIONS], (3, 1)))
    assert table.schema.field("cfo.budget_eur").metadata[b"unit"] == b"EUR/year"


def test_every_type_of_card_has_its_type_of_column() -> None:
    """Whole numbers, null, yes or no, words; a list as it stands in a table of points."""
    cards = [
        {**LISTS[0], "sequencing.mandate": False, "portfolio.order": "value"},
        {**LISTS[1], "sequencing.mandate": False, "portfolio.order": "arrival"},
    ]
    found = run_study(
        Scenario(),
        Design("table", tuple(cards[0]), tuple(cards)),
        seed=1,
        replications=1,
        run=FunctionOfCards(budget_and_luck),
    ).table
    assert found.column("levers.order").to_pylist() == ["[routing, batch]", "[]"]
    assert found.column("sequencing.platform_after").to_pylist() == [None, 3]
    types = [
        found.schema.field(name).type for name in ("sequencing.platform_after", "sequencing.mandate", "portfolio.order")
    ]
    assert types == [pa.int64(), pa.bool_(), pa.string()]


def test_the_summary_has_a_row_for_each_point_with_intervals() -> None:
    """Wilson's for shares, Student's for means, from the point's own programmes."""
    study = fake_study()
    found = study.summary(["reached_target", "payoff_eur"]).to_pylist()
    for point, row in enumerate(found):
        payoffs = study.table.column("payoff_eur").to_numpy()[point * REPLICATIONS : (point + 1) * REPLICATIONS]
        count = int((payoffs >= 0.0).sum())
        low, high = wilson_interval(count, REPLICATIONS)
        assert (row["point"], row["programmes"]) == (point, REPLICATIONS)
        assert row["reached_target_share"] == count / REPLICATIONS
        assert (row["reached_target_low"], row["reached_target_high"]) == (low, high)
        half = t.ppf(0.975, REPLICATIONS - 1) * payoffs.std(ddof=1) / math.sqrt(REPLICATIONS)
        assert (row["payoff_eur_mean"], row["payoff_eur_high"]) == pytest.approx(
            (payoffs.mean(), payoffs.mean() + half)
        )


def test_what_is_undefined_is_null() -> None:
    """One replication has a mean and no interval; a number that nobody has has no mean."""
    row = fake_study(1).summary(["payoff_eur", "reached_target_week"]).to_pylist()[0]
    assert row["payoff_eur_mean"] is not None
    assert row["payoff_eur_low"] is None
    failed = run_study(
        Scenario(), Design("table", ("cfo.budget_eur",), ({"cfo.budget_eur": 0.0},)), seed=1, replications=3,
        run=FunctionOfCards(lambda _scenario, _luck: -1.0),
    ).summary(["reached_target_week"]).to_pylist()[0]  # fmt: skip
    assert (failed["reached_target_week_known"], failed["reached_target_week_mean"]) == (0, None)


def test_the_simulator_s_rows_are_those_of_a_run() -> None:
    """Two tiny programmes under the plain world: a point that changes nothing gives the rows of the base."""
    base = plain()
    design = Design("table", ("ends.target",), ({"ends.target": 20}, {"ends.target": 2}))
    study = run_study(base, design, seed=5, replications=2)
    run = run_replications(base, seed=5, replications=2).table("replications")
    assert study.table.slice(0, 2).drop_columns(["point", "ends.target"]).to_pylist() == run.to_pylist()
    for name in NAMES:
        assert values_of(study.table, measure_named(name)).shape == (4,)


def test_outcomes_are_points_down_and_replications_across() -> None:
    """Common luck: the second point is the first plus one; own luck: it is not."""
    changes = [{"cfo.budget_eur": 0.0}, {"cfo.budget_eur": 1e6}]
    run = FunctionOfCards(budget_and_luck)
    payoff = measure_named("payoff_eur")
    common = outcomes_at(Scenario(), changes, payoff, seed=1, replications=5, run=run)
    assert common[1] == pytest.approx(common[0] + 1.0)
    own = outcomes_at(Scenario(), changes, payoff, seed=1, replications=5, own_luck=True, run=run)
    assert own[0] == pytest.approx(common[0])
    assert np.all(np.abs(own[1] - own[0] - 1.0) > 1e-6)


def test_measures_are_what_they_say() -> None:
    """Reached or missed, standing or failed, one end of several."""
    table = pa.table(
        {
            "outcome": [CENSORED, "insolvent", "frozen", CENSORED],
            "reached_target_week": pa.array([9.0, 8.0, None, None], pa.float64()),
            "payoff_eur": [1.0, 2.0, 3.0, 4.0],
        }
    )
    expected = {
        "reached_target": [1, 1, 0, 0],
        "missed_target": [0, 0, 1, 1],
        "standing_at_horizon": [1, 0, 0, 1],
        "failed": [0, 1, 1, 0],
        "insolvent": [0, 1, 0, 0],
        "payoff_eur": [1, 2, 3, 4],
    }
    for name, values in expected.items():
        assert values_of(table, measure_named(name)).tolist() == values, name


def test_a_measure_that_some_programmes_lack_is_refused_where_points_are_compared() -> None:
    """Their mean would be over other programmes at every point."""
    table = pa.table({"reached_target_week": pa.array([9.0, None], pa.float64())})
    with pytest.raises(InputError, match="measure=reached_target_week: is unknown for 1 of 2 programmes"):
        known_values(table, measure_named("reached_target_week"))
    with pytest.raises(InputError, match="there is no such measure; did you mean 'payoff_eur'"):
        measure_named("payoff")
