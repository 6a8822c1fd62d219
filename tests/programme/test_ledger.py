"""Money and people are conserved, to the cent, whatever the scenario (model §1.5, §9)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.ledger import THRESHOLD, WHOLE_PROGRAMME, Category, Ledger
from sim.programme.programme import Programme, simulate_programme
from sim.programme.record import Record
from sim.rules import work
from sim.scenario import Scenario
from tests.programme.any_scenario import scenarios
from tests.programme.worlds import OFF, POLICIES, field, plain, scenario_of

# What teams book their weeks to. Reviewers, oversight and the platform's vendor send bills to three of these, too.
LABOUR = {
    *("upkeep", "incidents", "governance", "build", "data", "review", "retrofit"),
    *("platform", "levers", "migration", "bench"),
}
OUTSIDE = {"inference", "overhead", "hosting", "change", "hiring", "shadow_unseen", "shadow_surfaced"}
NO_BILLS = {"platform.run_cost_eur": 0.0, "oversight.reviewer_cost_eur": 0.0, "oversight.upkeep_eur": 0.0}
COUNTED = {category.name.lower() for category in THRESHOLD}


def cents_by_category(record: Record) -> Counter[str]:
    """The ledger summed by category."""
    total: Counter[str] = Counter()
    for _, _, category, _, cents in record.tables["ledger"]:
        assert isinstance(category, str)
        assert isinstance(cents, int)
        total[category] += cents
    return total


class Watched:
    """A programme with somebody who notes each team's head-count just before the week's payroll is booked."""

    def __init__(self, scenario: Scenario, replication: int = 0) -> None:
        self.programme = Programme(scenario, 21, replication, traced=True)
        self.engineers: dict[float, list[int]] = {}
        start(self.programme.clock, self._count())
        self.programme.run()

    def _count(self) -> Steps:
        clock = self.programme.clock
        while True:
            yield Moment(clock, 1.0, (Rank.TRAFFIC, 1))
            self.engineers[clock.now] = [team.engineers for team in self.programme.teams]

    @property
    def until(self) -> float:
        """The last week that was paid in full: before anybody knew of an end."""
        ending = self.programme.ending
        return float("inf") if ending is None else ending.known_week

    def weeks(self) -> Iterator[tuple[float, dict[str, int]]]:
        """Week by week what was booked, by category."""
        booked: dict[float, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for week, _, category, cents in self.programme.ledger.entries or []:
            booked[week][category] += cents
        yield from sorted(booked.items())


def labour_of(booked: dict[str, int]) -> int:
    """Payroll of a week in which nobody from outside sends a bill to a category of labour."""
    return sum(cents for category, cents in booked.items() if category in LABOUR)


@settings(max_examples=90)
@given(scenario=scenarios(), replication=st.integers(0, 10_000))
def test_the_ledger_adds_up_to_the_cent(scenario: Scenario, replication: int) -> None:
    """Rows sum to the cost, those of the threshold categories to the spend, for arbitrary scenarios."""
    record = simulate_programme(scenario, 21, replication)
    total = cents_by_category(record)
    assert sum(total.values()) / 100 == field(record, "cost_eur")
    assert sum(cents for category, cents in total.items() if category in COUNTED) / 100 == field(record, "spend_eur")
    assert set(total) <= {category.name.lower() for category in Category}


@settings(max_examples=50)
@given(scenario=scenarios(**NO_BILLS), replication=st.integers(0, 10_000))
def test_labour_and_bench_are_the_payroll_of_every_week(scenario: Scenario, replication: int) -> None:
    """Before an end every week's labour is exactly each team's head-count times the weekly cost, in cents."""
    watched = Watched(scenario, replication)
    each = scenario.delivery.engineer_cost_eur / 52.0
    for week, booked in watched.weeks():
        if week > watched.until:
            break
        payroll = sum(int(engineers * each * 100.0 + 0.5) for engineers in watched.engineers[week])
        assert labour_of(booked) == payroll


@settings(max_examples=50)
@given(scenario=scenarios(), replication=st.integers(0, 10_000))
def test_no_entry_is_negative_beyond_rounding(scenario: Scenario, replication: int) -> None:
    """Nobody is booked twice: what is left for the bench falls below zero by half a cent an entry at the most."""
    programme = Programme(scenario, 21, replication, traced=True)
    programme.run()
    entries = Counter(entry[0] for entry in programme.ledger.entries or [])
    for week, use_case, category, cents in programme.ledger.entries or []:
        if cents < 0:
            assert (use_case, category) == (WHOLE_PROGRAMME, "bench")
            assert -cents <= entries[week] / 2 + len(programme.teams)


@settings(max_examples=40)
@given(scenario=scenarios(**NO_BILLS), replication=st.integers(0, 10_000))
def test_after_an_end_no_more_is_paid_than_before(scenario: Scenario, replication: int) -> None:
    """The week's payroll never rises above that of the head-count once the end is known."""
    watched = Watched(scenario, replication)
    each = scenario.delivery.engineer_cost_eur / 52.0
    for week, booked in watched.weeks():
        head_count = sum(watched.engineers[week]) * each * 100.0
        assert labour_of(booked) <= head_count + len(watched.programme.teams)


@settings(max_examples=40)
@given(
    scenario=scenarios(**{"cfo.threshold_eur": 1e12, "sponsor.patience_weeks": 100_000.0}),
    replication=st.integers(0, 10_000),
)
def test_whoever_is_paid_from_outside_takes_nothing_from_the_payroll(scenario: Scenario, replication: int) -> None:
    """Reviewers, oversight and the platform's vendor add to their three categories; every other cell stays as it is.

    Where neither finance nor the sponsor looks at the money, so that the same things happen.
    """
    values = scenario.model_dump()
    values["oversight"] |= {"reviewer_cost_eur": 0.0, "upkeep_eur": 0.0}
    values["platform"]["run_cost_eur"] = 0.0
    billed = Counter({row[1:4]: row[4] for row in simulate_programme(scenario, 21, replication).tables["ledger"]})
    unbilled = simulate_programme(Scenario.model_validate(values), 21, replication).tables["ledger"]
    billed.subtract({row[1:4]: row[4] for row in unbilled})
    assert {cell[1] for cell, cents in billed.items() if cents} <= {"review", "governance", "platform"}
    assert all(cents >= 0 for cents in billed.values())


@pytest.mark.parametrize("policy", POLICIES)
def test_every_engineer_week_of_a_finished_build_is_spent_once(policy: str) -> None:
    """What is booked to data and build is their effort at the team's cost of useful work, whatever interrupted it.

    On the team's first build, which starts without a platform or in full on one: nothing has been learned yet, and
    nothing is live that would have to be known. To half a cent a week.
    """
    quiet = {"on_call.shared_per_week": 0.0, "on_call.behaviour_per_week": 0.0, "platform.prior_distance": 0.0}
    scenario = scenario_of(POLICIES[policy], quiet, *(OFF[name] for name in ("attrition", "ageing")))
    design = scenario.scale_gate.design_effort * sum(scenario.readiness.decisions)
    for replication in range(3):
        programme = Programme(scenario, 21, replication)
        programme.run()
        first = next(row[4] for row in programme.log.rows if row[3] == "build_finished")
        assert isinstance(first, int)
        workload = programme.workloads[first]
        data = scenario.delivery.data_effort * workload.use_case.messiness
        build = scenario.delivery.build_effort * workload.use_case.complexity
        if workload.on_platform and scenario.sequencing.mandate:
            data *= 1.0 - scenario.platform.data_saving
            build *= 1.0 - scenario.platform.reuse_share
            build += scenario.lever_effects.effort_on_platform * len(programme.levers.fitting(workload))
        each = scenario.delivery.engineer_cost_eur / 52.0
        share = work.useful_share(scenario.delivery.coordination_loss, workload.team.engineers, 0.0, 0)
        for category, effort in ((Category.DATA, data), (Category.BUILD, build + design)):
            booked = programme.ledger.total_cents(workload.rank, category) / 100
            assert booked == pytest.approx(effort / share * each, abs=0.005 * 260)


@pytest.mark.parametrize("hiring_weeks", [0.0, 1.0])
def test_a_replacement_s_first_week_is_not_spent_twice(hiring_weeks: float) -> None:
    """Claims fill every hour while people leave and join every week: the bench is never below rounding."""
    scenario = plain(
        horizon_weeks=30,
        topology__embedded__engineers_per_unit=4,
        delivery__build_effort=1.0,
        delivery__pilot_weeks=1.0,
        delivery__coordination_loss=0.5,
        delivery__upkeep_fte=5.0,
        people__hiring_weeks=hiring_weeks,
        on_call__shared_per_week=1_000.0,
        on_call__handling_hours=0.001,
        on_call__sustainable_hours=0.1,
        on_call__burnout_weeks=0.1,
    )
    programme = Programme(scenario, 21, 0, traced=True)
    programme.run()
    assert [row for row in programme.log.rows if row[3] == "engineer_joined"]
    assert min(entry[3] for entry in programme.ledger.entries or []) >= -10


def test_a_week_belongs_to_the_quarter_in_which_it_ends() -> None:
    """Weeks 1 to 13 are quarter 0, 14 to 26 quarter 1, week 27 quarter 2."""
    ledger = Ledger(52, 0.0, keep_entries=False)
    for week in range(1, 28):
        ledger.begin_week(float(week))
        ledger.pay_cents(3, Category.BUILD, 1)
    assert [row[3:] for row in ledger.rows(0)] == [(0, 13), (1, 13), (2, 1)]


def test_nothing_is_booked_beyond_the_horizon() -> None:
    """The week that ends at the horizon counts, the next one does not, neither cost nor value."""
    ledger = Ledger(4, 0.0, keep_entries=True)
    for week in (4.0, 5.0):
        ledger.begin_week(week)
        ledger.pay(0, Category.UPKEEP, 10.0)
        ledger.earn(30.0)
    assert (ledger.cost_cents, ledger.value_cents, len(ledger.entries or [])) == (1_000, 3_000, 1)


def test_the_payoff_is_discounted_to_today() -> None:
    """A euro after a year at 8% is worth 1/1.08 today, on both sides."""
    ledger = Ledger(104, 0.08, keep_entries=False)
    ledger.begin_week(52.0)
    ledger.pay(0, Category.OVERHEAD, 100.0)
    ledger.earn(300.0)
    assert ledger.payoff_eur == pytest.approx(200.0 / 1.08)


@given(st.lists(st.tuples(st.sampled_from(list(Category)), st.floats(0.0, 1e9)), max_size=30))
def test_the_threshold_measure_is_a_sum_over_its_categories(entries: list[tuple[Category, float]]) -> None:
    """All but the bench and unseen shadow AI count; the total counts everything (model §5)."""
    ledger = Ledger(52, 0.0, keep_entries=True)
    ledger.begin_week(1.0)
    for category, amount_eur in entries:
        ledger.pay(0, category, amount_eur)
    kept = ledger.entries or []
    assert ledger.cost_cents == sum(entry[3] for entry in kept)
    assert ledger.spend_cents == sum(entry[3] for entry in kept if entry[2] not in ("bench", "shadow_unseen"))
    assert ledger.cost_seen_cents == sum(entry[3] for entry in kept if entry[2] != "shadow_unseen")


def test_every_category_of_this_model_is_counted_as_its_table_says() -> None:
    """Model §5: the bench, and shadow AI until it surfaces, alone stay out of the threshold measure."""
    assert set(Category) - THRESHOLD == {Category.BENCH, Category.SHADOW_UNSEEN}


def test_every_category_is_labour_or_a_bill() -> None:
    """The two lists above leave nothing out and share nothing."""
    assert {category.name.lower() for category in Category} == LABOUR | OUTSIDE
    assert not LABOUR & OUTSIDE


def test_what_is_owed_is_booked_with_the_week_that_runs() -> None:
    """A bill that falls due after week 4 is booked as week 5 ends, and once."""
    ledger = Ledger(52, 0.0, keep_entries=True)
    ledger.begin_week(4.0)
    ledger.owe(2, Category.REVIEW, 10.0)
    assert ledger.cost_cents == 0
    for week in (5.0, 6.0):
        ledger.begin_week(week)
    assert ledger.entries == [(5.0, 2, "review", 1_000)]


def test_value_that_nobody_sees_counts_for_the_payoff_and_for_no_sponsor() -> None:
    """EUR 30 seen and 20 unseen: 50 of value, 30 of it to show."""
    ledger = Ledger(52, 0.0, keep_entries=False)
    ledger.begin_week(1.0)
    ledger.earn(30.0)
    ledger.earn(20.0, seen=False)
    assert (ledger.value_cents, ledger.value_seen_cents, ledger.payoff_eur) == (5_000, 3_000, 50.0)
