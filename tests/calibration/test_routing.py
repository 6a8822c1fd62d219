"""Routing from model tests: known truth comes back, no saving stays none, bundled data match their source."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from sim.calibration.routing import fit_routing
from sim.calibration.routing_cascade import cheapest
from sim.calibration.routing_evidence import Judged
from sim.calibration.routing_reader import Wanted, read_routing
from sim.calibration.routing_table import Floats, Pair, RoutingTable, cells_of, independent_cells
from tests.conftest import ROOT

DATA = ROOT / "data" / "routing"
DOMAINS = ("a", "b", "c", "d", "e", "f")
WEIGHTS = np.array([0.3, 0.2, 0.2, 0.1, 0.1, 0.1])
LARGE = np.array([0.90, 0.85, 0.80, 0.90, 0.70, 0.80])
SMALL = np.array([0.88, 0.60, 0.75, 0.50, 0.30, 0.79])
TABLES = 200


def drawn(seed: int, questions: int, large: Floats = LARGE, small: Floats = SMALL, price: float = 0.1) -> Pair:
    """Answers of two models of known quality by domain."""
    generator = np.random.Generator(np.random.Philox(key=seed))
    domain = generator.choice(len(DOMAINS), size=questions, p=WEIGHTS)
    right = [(generator.random(questions) < quality[domain]).astype(np.float64) for quality in (large, small)]
    cells = cells_of(domain, right[0], right[1])
    return Pair("big", "tiny", DOMAINS, *cells, np.ones(len(DOMAINS)), np.full(len(DOMAINS), price))


def judged(pair: Pair, quality: float) -> Judged:
    """What is said of a pair."""
    return Judged(RoutingTable("x", pair, (), (), 0, 0, "rows"), fit_routing(pair, quality), None)


def true_shares(quality: float) -> tuple[float, float]:
    """By a coin, and by domain in the right order, from the definitions."""
    needed, have = float(WEIGHTS @ LARGE), float(WEIGHTS @ SMALL)
    left, share = (1.0 - quality) * needed, 0.0
    for place in np.argsort(LARGE - SMALL):
        loss = float(WEIGHTS[place] * (LARGE[place] - SMALL[place]))
        part = min(1.0, left / loss)
        left, share = left - part * loss, share + part * float(WEIGHTS[place])
    return (1.0 - quality) * needed / (needed - have), share


def test_the_intervals_cover_the_true_shares_over_two_hundred_tables() -> None:
    """At 95%, five hundred questions each: at least 90% of the intervals, which 95% ones miss once in a thousand."""
    coin, by_domain = true_shares(0.95)
    found = [fit_routing(drawn(seed, 500), 0.95) for seed in range(TABLES)]
    covered = [one.at_random.share.low <= coin <= one.at_random.share.high for one in found]
    assert np.mean(covered) >= 0.90
    shares = [one.by_domain.share for one in found if one.by_domain is not None]
    assert len(shares) == TABLES
    assert np.mean([share.low <= by_domain <= share.high for share in shares]) >= 0.90
    assert np.mean([one.at_random.share.value for one in found]) == pytest.approx(coin, abs=0.02)
    assert by_domain - 0.08 < np.mean([share.value for share in shares]) <= by_domain + 0.01


def test_with_many_questions_the_share_by_domain_is_the_true_one() -> None:
    """Fifty thousand questions: within two points of calls, and better than the coin beyond chance."""
    coin, by_domain = true_shares(0.95)
    found = fit_routing(drawn(1, 50_000), 0.95)
    assert found.by_domain is not None
    assert found.gain is not None
    assert found.by_domain.share.value == pytest.approx(by_domain, abs=0.02)
    assert found.gain.value == pytest.approx(by_domain - coin, abs=0.03)
    assert found.best[0] == "by domain"
    assert found.oracle is not None
    assert found.oracle > found.by_domain.share.high


def test_tables_without_a_saving_stay_without_one() -> None:
    """A tenth of the price for a tenth of the quality, all domains alike: at least 95% of 200 tables say no saving."""
    alike = np.full(len(DOMAINS), 0.8)
    none = [judged(drawn(1_000 + seed, 300, alike, 0.1 * alike), 0.95).verdict for seed in range(TABLES)]
    assert none.count("no saving") >= 0.95 * TABLES
    assert set(none) <= {"no saving", "saving"}


def test_nothing_may_be_lost_and_the_small_model_is_worse_everywhere() -> None:
    """At a quality of 1 the coin sends nothing, and domains chosen by luck are caught on the other half."""
    found = judged(drawn(3, 2_000, LARGE, LARGE - 0.15), 1.0)
    assert found.fit.at_random.share.value == 0.0
    assert found.verdict == "no saving"
    assert found.finding.startswith("No saving: tiny is good enough nowhere")


def test_a_small_model_as_dear_as_the_large_one_saves_nothing_however_good() -> None:
    """The verdict needs a lower price, not only quality."""
    found = judged(drawn(4, 2_000, LARGE, LARGE, price=1.0), 0.95)
    assert found.fit.at_random.share.value == 1.0
    assert (found.verdict, found.finding) == ("no saving", "No saving: an answer of tiny costs as much as one of big")


def test_a_small_model_that_is_better_is_said_to_be_better() -> None:
    """All calls can go to it, and the sentence says why."""
    found = judged(drawn(5, 2_000, SMALL, LARGE), 0.95)
    assert found.verdict == "saving"
    assert found.finding.startswith("tiny is better than big on these questions; all calls can go to tiny, which keeps")
    assert found.finding.endswith("90% of the cost is saved")


def test_too_few_questions_say_nothing() -> None:
    """Ninety-nine: no share, no verdict."""
    assert judged(drawn(6, 99), 0.95).verdict == "too few questions"
    assert judged(drawn(6, 100), 0.95).verdict != "too few questions"


def test_the_same_answers_give_the_same_numbers_in_any_order() -> None:
    """Cells are sorted, random numbers have a fixed key."""
    generator = np.random.Generator(np.random.Philox(key=9))
    domain = generator.choice(3, size=400).astype(np.int64)
    large, small = (generator.random(400) < share for share in (0.9, 0.7))
    order = generator.permutation(400)

    def fitted(place: np.ndarray) -> object:
        cells = cells_of(domain[place], large[place].astype(float), small[place].astype(float))
        return fit_routing(Pair("big", "tiny", DOMAINS[:3], *cells, None, None), 0.9)

    assert fitted(np.arange(400)) == fitted(order)


@pytest.mark.parametrize("recovered", [0.5, 0.8, 0.9, 0.95])
def test_the_shares_of_the_bundled_pair_are_those_of_its_source(recovered: float) -> None:
    """routellm_pair_outcomes_mmlu.csv states the strong model's share at random and by an oracle."""
    with (DATA / "routellm_pair_outcomes_mmlu.csv").open(encoding="utf-8") as file:
        row = next(one for one in csv.DictReader(file) if float(one["pgr"]) == recovered)
    weak, strong = float(row["weak_acc"]), float(row["strong_acc"])
    pair = read_routing(DATA / "routellm_pair_outcomes_mmlu.csv", Wanted()).pair
    found = fit_routing(pair, (weak + recovered * (strong - weak)) / strong)
    assert 1.0 - found.at_random.share.value == pytest.approx(float(row["strong_share_random"]), abs=0.001)
    assert found.oracle is not None
    assert 1.0 - found.oracle == pytest.approx(float(row["strong_share_oracle"]), abs=0.001)
    assert found.large_quality.value == pytest.approx(strong, abs=1e-4)
    assert found.small_quality.value == pytest.approx(weak, abs=1e-4)


@pytest.mark.parametrize("task", ["HEADLINES", "SCIQ"])
def test_the_bundled_summaries_agree_with_their_digest(task: str) -> None:
    """frugalgpt_digest.csv: best model, price of the cheapest good enough, and of the cascade that matches."""
    with (DATA / "frugalgpt_digest.csv").open(encoding="utf-8") as file:
        digest = next(one for one in csv.DictReader(file) if one["task"] == task)
    path = DATA / f"frugalgpt_summary_{task}_e8_full_2024.csv"
    table = read_routing(path, Wanted(digest["best"], digest["cheapest_within95"]))
    best = max(table.models, key=lambda one: one.quality)
    assert best.cost is not None
    assert (best.name, best.questions, len(table.models)) == (
        digest["best"],
        int(digest["n_test"]),
        int(digest["models"]),
    )
    assert table.pair.small_price == pytest.approx(float(digest["c95_cost_fraction"]), rel=1e-3)
    for share, column in ((1.0, "cascade_match_best_cost_fraction"), (0.99, "cascade_99pct_cost_fraction")):
        one = cheapest(table.cascades, share * best.quality, tuned=False)
        assert one is not None
        assert one.test_cost / best.cost == pytest.approx(float(digest[column]), rel=1e-3)
    assert max(one.test_quality for one in table.cascades) == pytest.approx(float(digest["cascade_max_acc"]), abs=1e-5)
    found = fit_routing(table.pair, 0.95)
    ratio = found.small_quality.value / found.large_quality.value
    assert ratio == pytest.approx(float(digest["c95_acc_ratio"]), abs=2e-4)
    assert found.at_random.share.value == 1.0


def test_domains_of_the_bundled_table_beat_the_coin_on_questions_that_did_not_choose_them() -> None:
    """57 subjects: about half of the calls at 95%, a third by the coin; at 100% still some."""
    pair = read_routing(DATA / "routellm_mmlu_by_domain.csv", Wanted(price=0.05)).pair
    found = fit_routing(pair, 0.95)
    assert found.by_domain is not None
    assert found.gain is not None
    assert found.at_random.share.value == pytest.approx(0.322, abs=0.005)
    assert 0.4 < found.by_domain.share.low < found.by_domain.share.high < 0.65
    assert found.gain.low > 0.1
    assert found.oracle is None
    strict = fit_routing(pair, 1.0)
    assert strict.by_domain is not None
    assert 0.02 < strict.by_domain.share.low < 0.2


@pytest.mark.parametrize(
    ("asked", "large", "small"), [(100, 0.32, 0.46), (1, 1.0, 0.0), (895, 0.8089, 0.4302), (7, 0, 1)]
)
def test_independent_cells_keep_both_totals(asked: int, large: float, small: float) -> None:
    """Counts are whole, none negative, and add up to what the table says."""
    cells = independent_cells(asked, large, small)
    assert all(count >= 0 for _, _, count in cells)
    assert sum(count for _, _, count in cells) == asked
    assert sum(one * count for one, _, count in cells) == round(asked * large)
    assert sum(other * count for _, other, count in cells) == round(asked * small)
