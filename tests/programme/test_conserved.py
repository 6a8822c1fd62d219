"""People, use cases and what they cost are conserved over the whole model, whatever the scenario (model §1.5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.ledger import Category
from sim.programme.programme import Programme, simulate_programme
from sim.programme.use_case import Stage
from sim.rules import money
from sim.scenario import Scenario
from tests.programme.any_scenario import scenarios
from tests.programme.worlds import cents, column, plain

REPLICATIONS = st.integers(0, 10_000)
VENDORS = (Category.INFERENCE, Category.OVERHEAD, Category.HOSTING, Category.UPKEEP, Category.CHANGE)
SHADOW = (Category.SHADOW_UNSEEN, Category.SHADOW_SURFACED)


def run_of(scenario: Scenario, replication: int) -> Programme:
    """A programme that has run, with every entry of its ledger."""
    programme = Programme(scenario, 21, replication, traced=True)
    programme.run()
    return programme


def events(programme: Programme, *words: str) -> Iterator[tuple[float, str, int | None]]:
    """(week, what, use case) of these events, those beyond the horizon, too."""
    for _, week, _, what, use_case, _ in programme.log.rows:
        if what in words:
            assert isinstance(week, float | int)
            assert use_case is None or isinstance(use_case, int)
            yield float(week), str(what), use_case


# --- people -----------------------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(scenario=scenarios(), replication=REPLICATIONS)
def test_whoever_is_there_was_there_or_joined_and_has_not_left(scenario: Scenario, replication: int) -> None:
    """Head-count = planned + joined - left; nobody joins but for a notice, a loss or a planned hire."""
    programme = run_of(scenario, replication)
    told = Counter(what for _, what, _ in events(programme, "engineer_joined", "engineer_left", "notice_given"))
    planned = scenario.topology.engineers
    now = sum(team.engineers for team in programme.teams)
    assert now == planned + told["engineer_joined"] - told["engineer_left"]
    assert programme.people.left <= told["engineer_left"]
    worn_out = told["engineer_left"]
    assert told["engineer_joined"] <= scenario.staffing.hires + told["notice_given"] + worn_out


class Heads:
    """A programme with somebody who counts heads once a week after everybody has acted."""

    def __init__(self, scenario: Scenario, replication: int) -> None:
        self.programme = Programme(scenario, 21, replication)
        self.counted: list[tuple[int, int, int]] = []
        start(self.programme.clock, self._count())
        self.programme.run()

    def _count(self) -> Steps:
        while True:
            yield Moment(self.programme.clock, 1.0, (Rank.OBSERVER, -1))
            self.counted += [(team.engineers, team.newcomers, team.applications) for team in self.programme.teams]


@settings(max_examples=40)
@given(scenario=scenarios(), replication=REPLICATIONS)
def test_nobody_is_less_than_there_and_no_more_are_new_than_there_are(scenario: Scenario, replication: int) -> None:
    """In every team and week: 0 <= newcomers <= engineers, and no fewer than no applications."""
    for engineers, newcomers, applications in Heads(scenario, replication).counted:
        assert 0 <= newcomers <= engineers
        assert applications >= 0


@settings(max_examples=40)
@given(scenario=scenarios(), replication=REPLICATIONS)
def test_each_who_joins_has_been_paid_for_once(scenario: Scenario, replication: int) -> None:
    """Hiring is the cost of one vacancy for each who joined a week or more before the horizon, to the cent."""
    programme = run_of(scenario, replication)
    joined = [week for week, _, _ in events(programme, "engineer_joined") if week <= scenario.horizon_weeks - 1]
    each = money.to_cents(scenario.people.hiring_cost_eur)
    assert programme.ledger.sum_cents(Category.HIRING) == len(joined) * each


def test_hiring_by_hand() -> None:
    """Three hired at EUR 9,000 from week 5 on, at once filled within a week: in week 6, booked to week 7."""
    scenario = plain(horizon_weeks=20, staffing__hires=3, staffing__from_week=5.0, people__hiring_weeks=0.0)
    dear = scenario.model_copy(update={"people": scenario.people.model_copy(update={"hiring_cost_eur": 9_000.0})})
    record = simulate_programme(dear, 21, 0)
    rows = zip(column(record, "events", "what"), column(record, "events", "week"), strict=True)
    assert [week for what, week in rows if what == "engineer_joined"] == [6.0] * 3
    assert cents(record, "hiring") == 2_700_000
    labour = ("build", "bench")
    assert cents(record, *labour) == (6 * 2 + 14 * 5) * 100_000


# --- use cases --------------------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(scenario=scenarios(), replication=REPLICATIONS)
def test_every_use_case_is_somewhere(scenario: Scenario, replication: int) -> None:
    """Each idea is in exactly one stage, each stage's past is in the log, and what is live is what teams know."""
    programme = run_of(scenario, replication)
    told: dict[str, Counter[int | None]] = defaultdict(Counter)
    words = ("idea", "live", "live_again", "rolled_back", "retired", "refused", "shelved", "went_around")
    for _, what, use_case in events(programme, *words):
        told[what][use_case] += 1
    for workload in programme.workloads:
        rank = workload.rank
        assert told["idea"][rank] == 1
        assert told["live"][rank] == (workload.n > 0)
        assert told["retired"][rank] == (workload.stage is Stage.RETIRED)
        assert told["refused"][rank] == (workload.stage is Stage.REFUSED)
        assert told["shelved"][rank] == (workload.stage is Stage.SHELVED)
        assert told["went_around"][rank] == (workload.stage is Stage.SHADOW)
        assert (workload in programme.live) == (workload.stage is Stage.LIVE)
    assert sum(team.applications for team in programme.teams) == len(programme.live)


@settings(max_examples=40)
@given(scenario=scenarios(), replication=REPLICATIONS)
def test_shadow_ai_is_billed_as_such_and_unseen_until_it_surfaces(scenario: Scenario, replication: int) -> None:
    """No vendor's bill, upkeep or change management for it; unseen before it surfaces, surfaced afterwards."""
    programme = run_of(scenario, replication)
    around = {use_case for _, _, use_case in events(programme, "went_around")}
    surfaced = {use_case: week for week, _, use_case in events(programme, "surfaced")}
    billed = {category.name.lower() for category in VENDORS}
    shadow = {category.name.lower() for category in SHADOW}
    for week, use_case, category, _ in programme.ledger.entries or []:
        assert use_case not in around or category not in billed
        assert use_case in around or category not in shadow
        if category == "shadow_unseen":
            assert week <= surfaced.get(use_case, week) + 1.0
        if category == "shadow_surfaced":
            assert week >= surfaced[use_case]


@settings(max_examples=40)
@given(scenario=scenarios(), replication=REPLICATIONS)
def test_only_what_went_live_is_billed_as_live(scenario: Scenario, replication: int) -> None:
    """Vendors and upkeep are booked to use cases from their going live on, and to no other."""
    programme = run_of(scenario, replication)
    live = {use_case: week for week, _, use_case in events(programme, "live")}
    billed = {category.name.lower() for category in VENDORS}
    for week, use_case, category, _ in programme.ledger.entries or []:
        if category in billed:
            assert week > live[use_case]


@settings(max_examples=40)
@given(scenario=scenarios(), replication=REPLICATIONS)
def test_change_management_is_paid_once_for_each_workload(scenario: Scenario, replication: int) -> None:
    """No more than its card says for any of them, to half a cent a week, and nothing where it is not chosen."""
    programme = run_of(scenario, replication)
    most = scenario.value.change_management_eur * 100.0 if scenario.readiness.change_management else 0.0
    for workload in programme.workloads:
        assert programme.ledger.total_cents(workload.rank, Category.CHANGE) <= most + 53


@settings(max_examples=40)
@given(scenario=scenarios(), replication=REPLICATIONS)
def test_value_that_nobody_sees_is_that_of_shadow_ai_alone(scenario: Scenario, replication: int) -> None:
    """Seen never exceeds earned, and is all of it where nobody has gone around."""
    programme = run_of(scenario, replication)
    seen, earned = programme.ledger.value_seen_cents, programme.ledger.value_cents
    assert seen <= earned
    assert seen == earned or programme.shadow.workloads


def test_shadow_ai_s_weeks_cost_and_earn_alike() -> None:
    """Around since week 10, two units pay EUR 150 and earn EUR 5,769.23 a week each: two weeks of both by week 12.

    1,000 calls at EUR 0.10 and 1.5 times retail; EUR 1M x 0.5 automation x 0.6 trust a year.
    """
    scenario = plain(
        horizon_weeks=12,
        topology__embedded__engineers_per_unit=1,
        market__call_price_eur=0.1,
        shadow__patience_weeks=10.0,
        shadow__retail_price=1.5,
        shadow__trust=0.6,
    )
    programme = run_of(scenario, 0)
    assert len(programme.shadow.workloads) == 2
    assert programme.ledger.value_cents == 4 * 576_923
    assert programme.ledger.sum_cents(*SHADOW) == 4 * 15_000
