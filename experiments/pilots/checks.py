"""The checks of the pilot study: which number of which runs, and within which bounds."""

from __future__ import annotations

import numpy as np

from experiments.kit.arms import Study
from experiments.kit.claims import Check
from experiments.kit.evidence import MONTHS_PER_WEEK, column, ended, live_weeks, occurs
from experiments.kit.measured import (
    EUR,
    MONTHS,
    RATIO,
    SHARE,
    WEEKS,
    Measured,
    difference,
    mean,
    median,
    ratio,
    share,
    share_difference,
)
from experiments.pilots.evidence import (
    EIGHTEEN_MONTHS,
    LIVE,
    LOOKED_AT,
    SHELVED,
    STUCK,
    counted,
    delivered,
    durations,
    first_and_further,
    gaps,
    has_narrow_entry,
    in_order,
    is_agent,
    means,
    realised_shares,
    review_growth,
    some,
    totals,
    untrusted,
    use_case,
    waiting,
    weeks_of,
    years_to_refactor,
)
from sim.analysis.proportions import wilson_interval

BASE, PLATFORM_FIRST, FACTORY, ALONE = "application_first", "platform_first", "factory", "project_by_project"
DESIGNED, OPEN, UNCHANGED, STANDARDISED = "all_designed", "left_open", "unchanged", "standardised"
TWO_YEARS, UNTRAILED, UNBOXED, NARROW = "two_years", "no_audit_trail", "no_sandbox", "narrow_first"
TEMPLATED, UNTEMPLATED, NEGLECTED, PASSED_ON = BASE, "no_templates", "not_kept_up", "passed_on"
LABOUR = ("data", "build", "review", "retrofit")
LINES = (
    "inference", "overhead", "hosting", "upkeep", "incidents", "governance", "build", "data", "review", "retrofit",
    "platform", "levers", "migration", "hiring",
)  # fmt: skip
SIX = 6
AT_SCALE = 10

(_TWO_LOW, _ONE_LOW), (_TWO_HIGH, _ONE_HIGH) = (each.tolist() for each in wilson_interval([2, 1], SIX))


# --- D-PILOT-1 -------------------------------------------------------------------------------------------------------


def labour_each(study: Study) -> Measured:
    """Labour on data, build, review and retrofit by the workload that went live."""
    one, other = [
        totals(study[name], *LABOUR) / np.maximum(1.0, column(study[name], "went_live")) for name in (OPEN, DESIGNED)
    ]
    return difference(one, other, EUR)


def slower_to_live(study: Study) -> Measured:
    left, designed = (durations(study[name], "build_finished", "live") for name in (OPEN, DESIGNED))
    return mean(gaps(left, designed), WEEKS)


def pays_to_design(study: Study) -> Measured:
    return difference(column(study[DESIGNED], "payoff_eur"), column(study[OPEN], "payoff_eur"), EUR)


def change_over_the_largest(study: Study) -> Measured:
    """Change management over the largest other line of the ledger, in programmes that come to scale."""
    results = study[BASE]
    scaled = np.greater_equal(column(results, "live_max"), AT_SCALE)
    if not scaled.any():
        return Measured(np.nan, np.nan, np.nan, RATIO)
    spent = {line: totals(results, line)[scaled] for line in LINES}
    largest = max(spent, key=lambda line: float(spent[line].sum()))
    of = f"over {largest}, in {int(scaled.sum())} programmes"
    return ratio(totals(results, "change")[scaled], spent[largest], of)


# --- D-PILOT-2 -------------------------------------------------------------------------------------------------------


def further(name: str, state: str) -> Check:
    def measure(study: Study) -> Measured:
        _, starts = first_and_further(study[name])
        return share([start.state == state for start in starts], f"of {len(starts):,} starts")

    bounds = {STUCK: (_TWO_LOW, _TWO_HIGH), SHELVED: (_ONE_LOW, _ONE_HIGH)}[state]
    return Check(f"of the next six starts: {state} after eighteen months", (name,), measure, *bounds)


def distrusted(name: str) -> Check:
    def measure(study: Study) -> Measured:
        _, starts = first_and_further(study[name])
        flags = untrusted(study[name], starts)
        return share(flags, f"of {len(flags)} starts in the first {LOOKED_AT} programmes")

    says = "of the next six starts: live but trusted so little that over half of its value is gone"
    return Check(says, (name,), measure, _ONE_LOW, _ONE_HIGH)


def trusted(name: str) -> Check:
    def measure(study: Study) -> Measured:
        _, starts = first_and_further(study[name])
        chosen = [start for start in starts if start.key[0] in set(some(study[name]))]
        poor = untrusted(study[name], chosen)
        good = [start.state == LIVE and not low for start, low in zip(chosen, poor, strict=True)]
        return share(good, f"of {len(good)} starts in the first {LOOKED_AT} programmes")

    return Check("of the next six starts: in production and trusted", (name,), measure, _ONE_LOW, _ONE_HIGH)


def first_does_better(study: Study) -> Measured:
    """Shares by programme, so that futures are paired."""
    first, later = first_and_further(study[BASE])
    one, other = [
        in_order(study[BASE], means({start.key: float(start.state == LIVE) for start in group}))
        for group in (first, later)
    ]
    return difference(one, other, SHARE)


def cleaner_data(study: Study) -> Measured:
    first, later = first_and_further(study[BASE])
    weeks = durations(study[BASE], "data_started", "build_started")
    one, other = [
        in_order(study[BASE], means({start.key: weeks[start.key] for start in group if start.key in weeks}))
        for group in (later, first)
    ]
    return difference(one, other, WEEKS)


# --- D-PILOT-3 -------------------------------------------------------------------------------------------------------


FOURTH_YEAR = 208.0


def realised(study: Study) -> Measured:
    found = realised_shares(study[UNCHANGED], FOURTH_YEAR, EIGHTEEN_MONTHS)
    return mean(found, SHARE, f"in {len(found)} programmes that stand after four years")


def worth_changing(study: Study) -> Measured:
    return difference(column(study[BASE], "payoff_eur"), column(study[UNCHANGED], "payoff_eur"), EUR)


def value_ratio(study: Study) -> Measured:
    return ratio(column(study[UNCHANGED], "value_eur"), column(study[BASE], "value_eur"))


# --- D-PILOT-4 -------------------------------------------------------------------------------------------------------


def data_months(study: Study) -> Measured:
    weeks = durations(study[ALONE], "data_started", "build_started")
    return median(np.array(list(weeks.values())) * MONTHS_PER_WEEK, MONTHS, f"{len(weeks):,} projects")


def shorter_by(study: Study) -> Measured:
    """Projects that began before the standards were there are as long as ever, and count."""
    standard, alone = (durations(study[name], "data_started", "build_started") for name in (STANDARDISED, ALONE))
    return mean(np.array(gaps(standard, alone)) * MONTHS_PER_WEEK, MONTHS)


def standards_pay(study: Study) -> Measured:
    return difference(column(study[STANDARDISED], "payoff_eur"), column(study[ALONE], "payoff_eur"), EUR)


# --- D-PILOT-5 -------------------------------------------------------------------------------------------------------


def with_templates(study: Study) -> Measured:
    found = review_growth(study[TEMPLATED], AT_SCALE)
    return mean(found, EUR, f"in {len(found)} programmes")


def without_templates(study: Study) -> Measured:
    found = review_growth(study[UNTEMPLATED], AT_SCALE)
    return mean(found, EUR, f"in {len(found)} programmes")


def sent_back(name: str) -> Check:
    def measure(study: Study) -> Measured:
        results = study[name]
        back, own = weeks_of(results, "sent_back"), own_stacks(study, name)
        return share([key in back for key in own], f"of {len(own):,} agents on stacks of their own")

    return Check(f"agents without a platform that review sends back at least once, `{name}`", (name,), measure, 0.9)


def own_stacks(study: Study, name: str) -> list[tuple[int, int]]:
    """Agents that went live from a stack of their own."""
    return [one.key for one in delivered(study[name]) if not one.on_platform and is_agent(study[name], one.key)]


def approval_takes_longer(name: str, at_least: float = 0.0, *, agents_only: bool) -> Check:
    """Pairs of the same workload, built in both runs."""

    def measure(study: Study) -> Measured:
        without, usual = (durations(study[arm], "build_finished", "live") for arm in (name, TWO_YEARS))
        concerned = own_stacks(study, name) if agents_only else without
        found = gaps({key: without[key] for key in concerned if key in without}, usual)
        return mean(found, WEEKS, f"in {len(found)} programmes")

    what = "agents without a platform" if agents_only else "all workloads"
    says = f"weeks by which {what} take longer from built to live, `{name}`"
    return Check(says, (name, TWO_YEARS), measure, at_least)


# --- D-PILOT-6 -------------------------------------------------------------------------------------------------------


def outgrown(study: Study) -> Measured:
    """Programmes that stand after four years, in the third and fourth."""
    results = study[BASE]
    asked, lives = (counted(results, kind, 104.0, FOURTH_YEAR, FOURTH_YEAR) for kind in ("idea", "live"))
    return ratio(asked, lives, f"in {int(np.isfinite(asked).sum())} programmes")


def asked_more(study: Study) -> Measured:
    """The backlog of the first day is no answer to success."""
    late = counted(study[BASE], "idea", 156.0, FOURTH_YEAR, FOURTH_YEAR)
    early = counted(study[BASE], "idea", 0.0, 52.0, FOURTH_YEAR)
    return difference(late, early, "ideas")


def waits_more(study: Study) -> Measured:
    return difference(waiting(study[BASE], FOURTH_YEAR), waiting(study[BASE], 52.0, FOURTH_YEAR), "use cases")


def loses_sponsor(name: str) -> Check:
    """How much more often a strategy that invests first ends so."""

    def measure(study: Study) -> Measured:
        first, later = (ended(study[arm], "sponsor_lost") for arm in (name, BASE))
        return share_difference(first, later)

    return Check(f"ends without sponsor more often under `{name}` than under `{BASE}`", (name, BASE), measure, 0.01)


# --- D-PILOT-7 -------------------------------------------------------------------------------------------------------


def age_at_refactor(study: Study) -> Measured:
    found = years_to_refactor(study[NEGLECTED])
    return median(found, "years", f"in {len(found)} of {study.replications} programmes")


def neglect_refactors(study: Study) -> Measured:
    neglected, kept_up = (occurs(study[name], "refactor_started") for name in (NEGLECTED, BASE))
    return share_difference(neglected, kept_up)


# --- D-PILOT-8 -------------------------------------------------------------------------------------------------------


def entry(study: Study) -> Measured:
    """Every narrow use case that went live."""
    narrow = [one for one in delivered(study[NARROW]) if use_case(study[NARROW], one.key).narrow]
    return share([one.reviews == 0 for one in narrow], f"of {len(narrow)} narrow workloads")


def entry_waits(study: Study) -> Measured:
    """Within a programme, so that its teams and its reviewers are the same."""
    weeks = durations(study[NARROW], "build_finished", "live")
    narrow = {key: use_case(study[NARROW], key).narrow for key in weeks}
    one, other = [
        in_order(study[NARROW], means({key: each for key, each in weeks.items() if narrow[key] is kind}))
        for kind in (True, False)
    ]
    return difference(one, other, WEEKS)


def muscle(nth: int) -> Check:
    """Where there is a narrow use case to enter by: does the nth workload come sooner?"""

    def measure(study: Study) -> Measured:
        entry = has_narrow_entry(study[NARROW])
        one, other = [np.where(entry, live_weeks(study[name], nth), np.nan) for name in (NARROW, TWO_YEARS)]
        return difference(
            one, other, WEEKS, f"in {int(entry.sum())} futures with a narrow use case in the first backlog"
        )

    says = f"weeks by which workload {nth} goes live later where narrow ones come first"
    return Check(says, (NARROW, TWO_YEARS), measure, at_most=-1.0)


# --- D-PILOT-9 -------------------------------------------------------------------------------------------------------


def passing_on_pays(study: Study) -> Measured:
    return difference(column(study[PASSED_ON], "payoff_eur"), column(study[BASE], "payoff_eur"), EUR)


def builds_cheaper(study: Study) -> Measured:
    passed, usual = (durations(study[name], "build_started", "build_finished") for name in (PASSED_ON, BASE))
    return mean(gaps(passed, usual), WEEKS)


def components_save(study: Study) -> Measured:
    shared = {one.key: one.reuse_share for one in delivered(study[BASE]) if one.on_platform}
    return mean(list(means(shared).values()), SHARE, "net of misfit, levers and preparation")
