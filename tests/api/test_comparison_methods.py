"""What results and comparisons say of survival, causes, differences and places: the same numbers by every way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest

import sim
from sim.analysis.comparison import LESS_IS_BETTER, MEANS, SHARES
from sim.analysis.incidence import programme_incidence
from sim.analysis.summary import causes_of
from sim.montecarlo.run import run_replications
from sim.verbs import compare_table
from tests.api.quick_programme import QuickProgramme

PROGRAMMES, HORIZON = 300, 130


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """Programmes that cost next to nothing, over two shards of a store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.api.run_replications", partial(run_replications, simulate=QuickProgramme()))
        yield


def simulated(name: str, seed: int = 21, hurdle: float = 1.5) -> sim.Results:
    scenario = sim.load_scenario(name, [f"horizon_weeks={HORIZON}", f"cfo.hurdle={hurdle}"])
    return sim.simulate(scenario, replications=PROGRAMMES, seed=seed, executor="inline")


@pytest.fixture(scope="module")
def comparison(quick: None) -> sim.Comparison:
    results = {"low": simulated("coe"), "high": simulated("coe", hurdle=9.0), "other": simulated("application_first")}
    return sim.Comparison(results)


def test_survival_in_numbers(comparison: sim.Comparison) -> None:
    """Median, restricted mean and counts at risk are those of the table and of the summary."""
    one = comparison.results["low"]
    weeks = np.sort(one.table("replications").column("outcome_week").to_numpy())
    assert one.median().weeks == weeks[149] == one.numbers["median_weeks"]["survival"]["median_weeks"]
    mean = one.restricted_mean()
    assert mean.weeks == pytest.approx(weeks.mean())
    assert mean.weeks == one.numbers["survival"]["restricted_mean_weeks"]["weeks"]
    assert one.restricted_mean(10.0).weeks == 10.0
    assert one.at_risk().ticks_weeks.tolist() == [52.0, 104.0, 130.0]
    assert one.at_risk([20.0, 21.0]).at_risk.tolist() == [300, int(np.count_nonzero(weeks > 20.0))]


def test_incidence_is_read_shard_by_shard(comparison: sim.Comparison) -> None:
    """Whole and in two shards, with a calendar and without: the same shares, and together with survival everybody."""
    one = comparison.results["low"]
    rows = one.table("replications")
    found, whole = one.incidence(), programme_incidence(rows, causes_of(rows))
    assert (found.causes, found.share.tolist()) == (whole.causes, whole.share.tolist())
    by_year = one.incidence(calendar_weeks=[52.0, 104.0, HORIZON])
    assert set(by_year.weeks) <= {0.0, 52.0, 104.0, HORIZON}
    for cause in found.causes:
        assert [by_year.at(cause, week) for week in (52.0, HORIZON)] == [
            found.at(cause, week) for week in (52.0, HORIZON)
        ]
        assert found.at(cause, 52.0) == one.numbers["incidence"][cause][0]["share"]
    assert found.share[:, -1].sum() + one.survival().at(HORIZON) == pytest.approx(1.0)


def test_every_headline_has_its_difference(comparison: sim.Comparison) -> None:
    """All of them, both ways round: mean and interval change their sign, better and worse change sides."""
    for measure in (*SHARES, *MEANS):
        there, back = (comparison.difference(*names, measure) for names in (("low", "high"), ("high", "low")))
        assert (there.mean, there.low, there.high) == (-back.mean, -back.high, -back.low)
        assert (there.better, there.worse, there.total) == (back.worse, back.better, PROGRAMMES)
    payoff = comparison.difference("high", "low")
    assert payoff.correlation is not None
    assert payoff.correlation > 0.5, "luck is common"
    assert "cost_eur" in LESS_IS_BETTER


def test_what_a_difference_cannot_be_of_is_refused(comparison: sim.Comparison) -> None:
    """The nth workload must be named for a marginal cost and for nothing else, and somebody must have it."""
    for arguments, n, words in (
        (("low", "high", "marginal_cost_eur"), None, "is compared for n = 1, 5, 10, 20; found None"),
        (("low", "high", "marginal_cost_eur"), 7, "found 7"),
        (("low", "high", "marginal_cost_eur"), 5, "no future has workload number 5 live under both 'low' and 'high'"),
        (("low", "high", "payoff_eur"), 5, "only marginal_cost_eur is of the nth workload"),
        (("low", "high", "costs_eur"), None, "did you mean 'cost_eur'"),
    ):
        with pytest.raises(sim.InputError, match=words):
            comparison.difference(*arguments, n=n)


def test_the_league_is_one_row_a_strategy(comparison: sim.Comparison) -> None:
    """By mean payoff; chances of being best add up to one; the summary has the same rows."""
    rows = comparison.league()
    means = {name: one.numbers["payoff_eur"]["mean"] for name, one in comparison.results.items()}
    assert [row.name for row in rows] == sorted(means, key=lambda name: -means[name])
    assert sum(row.payoff.best_share for row in rows) == pytest.approx(1.0)
    stored = comparison.summary()["league"]
    assert [(row["name"], row["best"]["share"], row["regret_eur"]["mean"]) for row in stored] == [
        (row.name, row.payoff.best_share, row.payoff.regret) for row in rows
    ]


def test_the_best_reaches_the_target_most_often(comparison: sim.Comparison) -> None:
    """Of the shares of the summary it has the highest."""
    shares = {name: one.numbers["reached_target"]["count"] for name, one in comparison.results.items()}
    assert shares[comparison.best()] == max(shares.values())


def test_curves_differ_as_their_ends_do(comparison: sim.Comparison) -> None:
    """At the horizon the standing curve has the headline's difference and, for one time, its interval."""
    found = comparison.standing_difference("high", "low")
    headline = comparison.difference("high", "low", "standing_at_horizon")
    assert found.ticks.tolist() == [52.0, 104.0, HORIZON]
    assert found.bands.estimate[-1] == pytest.approx(headline.mean)
    assert (found.bands.pointwise.low[-1], found.bands.pointwise.high[-1]) == pytest.approx(
        (headline.low, headline.high)
    )
    assert comparison.reached_difference("high", "low", 3).ticks.tolist() == [1.0, 2.0, 3.0]


def test_common_luck_has_no_log_rank_test(comparison: sim.Comparison) -> None:
    """Refused with the reason and with what to use instead."""
    assert comparison.common_luck
    with pytest.raises(sim.InputError, match="luck is common and they are not independent; compare future by future"):
        comparison.log_rank()


def test_independent_seeds_have_a_log_rank_test_and_nothing_that_pairs(quick: None) -> None:
    """Two seeds: a test, summaries and a finding; differences and a league are refused, not made up."""
    apart = sim.Comparison({"one": simulated("coe", seed=1), "two": simulated("coe", seed=2)})
    assert 0.0 < apart.log_rank().p_value <= 1.0
    assert (apart.summary()["pairs"], apart.summary()["league"]) == ([], [])
    for call in (lambda: apart.difference("one", "two"), apart.league, lambda: apart.pairs):
        with pytest.raises(sim.InputError, match=r"the seeds differ \(one 1, two 2\): nothing pairs"):
            call()


def test_without_common_luck_the_terminal_says_why_nothing_pairs(
    quick: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence with the test for independent arms in place of league and differences."""
    apart = sim.Comparison({"one": simulated("coe", seed=1), "two": simulated("coe", seed=2)})
    compare_table.show_differences(apart)
    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith("The seeds differ, so that no future pairs with another.")
    assert f"p = {apart.log_rank().p_value:.2g}" in told
    assert "League" not in told
