"""The field's claims about sequencing, measured on the runs of the study; a verdict follows from the numbers alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.sequencing.evidence import (
    MONTHS_PER_WEEK,
    Finding,
    Study,
    built_when,
    column,
    costs_by_n,
    first_three,
    first_weeks,
    half_by,
    known,
    middle,
    next_costs,
    percent,
    share,
    share_of,
    thousands,
)
from sim.analysis.paired import paired_difference
from sim.analysis.proportions import proportion

Measure = Callable[[Study], Finding]
TARGET, LATE = 20, 9
HALF_A_YEAR_WEEKS = 26.0


def platform_month(claim: str, says: str, name: str, months: tuple[float, float]) -> Measure:
    """When the platform ships, against the months that the claim names."""

    def measure(study: Study) -> Finding:
        median, text = middle(known(study[name], "platform_week") * MONTHS_PER_WEEK)
        return Finding(claim, says, f"`{name}`, month: {text}", months[0] <= median <= months[1])

    return measure


def refactors(study: Study) -> Finding:
    """How often a platform designed before any application has to be refactored, beside one that was extracted."""
    shares = {
        name: proportion(len(first_weeks(study[name], "refactor_started")), study[name].replications)
        for name in ("platform_first", "application_first")
    }
    first, extracted = shares["platform_first"], shares["application_first"]
    text = f"refactored in {percent(first)} of `platform_first` programmes and {percent(extracted)} of "
    says = "A platform built before any application is coherent and wrong; an extracted one is right."
    return Finding("D-SEQ-1, D-SEQ-2", says, f"{text}`application_first` ones", first.low > extracted.high)


def extraction_comes_late(study: Study) -> Finding:
    """How many workloads are built when a postponed extraction begins; a programme that never begins it is later."""
    late, planned = built_when(study["late_extraction"], "platform_started"), study["application_first"]
    usual, _ = middle(built_when(planned, "platform_started"), 0)
    total = study["late_extraction"].replications
    half = half_by(late, total)
    by = "half never begin it" if half is None else f"half have begun it by workload {half:.0f}"
    says = "A postponed extraction happens under duress, around workload twelve."
    measured = (
        f"`late_extraction` begins it in {percent(proportion(late.size, total))} of programmes, {by}; "
        f"`application_first` with workload {usual:.0f} in the median"
    )
    return Finding("D-SEQ-3", says, measured, half is not None and 9 <= half <= 15)


def units_route_around(study: Study) -> Finding:
    """Whether units of a centre of excellence go around it more than units with teams of their own."""
    shares = {}
    for name in ("coe", "application_first"):
        shadow, live = column(study[name], "shadow"), column(study[name], "went_live")
        shares[name] = shadow / np.maximum(1.0, shadow + live)
    found = paired_difference(shares["coe"], shares["application_first"])
    text = (
        f"shadow AI is {np.mean(shares['coe']):.0%} of all workloads under `coe` and "
        f"{np.mean(shares['application_first']):.0%} under `application_first`: {found.mean:+.1%} "
        f"({found.low:+.1%} to {found.high:+.1%}) in the same futures"
    )
    says = "Units queue for a centre of excellence and route around it: shadow AI replaces governed AI."
    return Finding("D-SEQ-4", says, text, found.low > 0.0)


def centre_reorganises(study: Study) -> Finding:
    """Whether, and when, a centre of excellence is torn up."""
    torn = share_of(study["coe"], "reorganised")
    others = share_of(study["application_first"], "reorganised")
    weeks = column(study["coe"], "outcome_week")
    ends = study["coe"].table("replications", ["outcome"]).column("outcome").to_pylist()
    month, text = middle(weeks[[end == "reorganised" for end in ends]] * MONTHS_PER_WEEK)
    says = "A centre of excellence is restructured within about eighteen months."
    measured = (
        f"{percent(torn)} of `coe` programmes end reorganised, month: {text}; `application_first` {percent(others)}"
    )
    return Finding("D-SEQ-4", says, measured, torn.low > 0.5 and month <= 24)


def each_on_its_own_fails(study: Study) -> Finding:
    """Project by project: fine for three, not for twenty."""
    alone, other = study["project_by_project"], study["application_first"]
    three = share(count >= 3 for count in column(alone, "live_max"))
    stands, theirs = share_of(alone, "censored"), share_of(other, "censored")
    text = (
        f"`project_by_project` has three live in {percent(three)} of programmes and still stands at the horizon in "
        f"{percent(stands)}; `application_first` stands in {percent(theirs)}"
    )
    says = "Every unit on its own is tolerable for one or two and fails beyond three or four."
    return Finding("D-SEQ-5", says, text, three.low > 0.8 and stands.high < theirs.low)


def factory_is_abandoned_early(study: Study) -> Finding:
    """Whether a phase of standardisation costs the programme before it shows anything."""
    early = {name: share(count == 0 for count in column(study[name], "live_max")) for name in ("factory", "coe")}
    own = share(count == 0 for count in column(study["application_first"], "live_max"))
    text = (
        f"ended before anything was live: `factory` {percent(early['factory'])}, `application_first` {percent(own)}, "
        f"`coe` {percent(early['coe'])}"
    )
    says = "A factory's upfront standardisation is abandoned early where the organisation cannot commit."
    return Finding("D-SEQ-6", says, text, early["factory"].low > own.high)


def discipline_beats_the_label(study: Study) -> Finding:
    """A centre run well against a factory run carelessly, in the same futures."""
    well, careless = study["well_run_centre"], study["careless_factory"]
    payoff = paired_difference(column(well, "payoff_eur"), column(careless, "payoff_eur"))
    text = (
        "a `coe` with costs tracked, levers from workload two and all ten decisions against a rigid `factory` without "
        f"templates or tracked costs: payoff €{payoff.mean / 1e6:+.2f}M ({payoff.low / 1e6:+.2f} to "
        f"{payoff.high / 1e6:+.2f}), better in {100 * payoff.better / payoff.total:.0f} of 100 futures"
    )
    says = "Execution discipline matters more than the label: a well-run centre can beat a badly designed factory."
    return Finding("D-SEQ-7", says, text, payoff.low > 0.0)


def centre_reaches_twenty(study: Study) -> Finding:
    """Whether a centre of excellence scales to twenty."""
    reached = share(count >= TARGET for count in column(study["coe"], "live_max"))
    text = f"`coe` has twenty live in {reached.share:.1%} ({reached.low:.1%} to {reached.high:.1%})"
    return Finding("D-SEQ-10", "No centre of excellence seen to scale to twenty.", text, reached.high < 0.05)


def on_call_for_everything(study: Study) -> Finding:
    """Futures in which the programme gets to twenty with split ownership: what one team paged for everything makes."""
    split, paged = study["application_first"], study["paged_for_everything"]
    twenty = column(split, "reached_target_week")
    burned = [end == "burned_out" for end in paged.table("replications", ["outcome"]).column("outcome").to_pylist()]
    by = column(paged, "outcome_week")
    there = ~np.isnan(twenty)
    gone = share(np.logical_and(burned, by <= twenty + HALF_A_YEAR_WEEKS)[there].tolist())
    alone = share_of(split, "burned_out")
    _, text = middle(column(paged, "live_end")[burned], 0)
    measured = (
        "where twenty are live with ownership split, the team paged for everything has collapsed within half a year of "
        f"that in {percent(gone)} of {gone.total:,} futures (so many live then: {text}); with split ownership a team "
        f"collapses in {percent(alone)} of programmes"
    )
    says = "A platform team on call for prompt failures across twenty workloads burns out within six months."
    return Finding("D-OPS-2", says, measured, gone.low > 0.5 and alone.high < 0.1)


def cost_of_a_workload(study: Study) -> Finding:
    """What a workload costs a year to run before any lever is pulled."""
    costs = costs_by_n(study["project_by_project"])
    low, high, text = thousands(np.array([first_three(one) for one in costs.values() if 3 in one]))
    measured = f"the first three of `project_by_project`, without levers: {text} a year each"
    return Finding("D-CASE-2", "A workload runs at about €180,000 a year.", measured, low <= 200e3 and high >= 160e3)


def first_question(study: Study) -> Finding:
    """How many workloads are live when finance asks."""
    median, text = middle(known(study["application_first"], "first_question_live"))
    return Finding("D-ECON-2", "Finance asks around workload five.", f"`application_first`: {text}", 4 <= median <= 6)


def surprise(study: Study) -> Finding:
    """True over assumed cost at that question."""
    median, text = middle(known(study["application_first"], "surprise_ratio"))
    says = "The true cost is three to five times the assumed one."
    return Finding("D-ECON-3", says, f"`application_first`: {text}", 3 <= median <= 5)


def late_workloads_cheaper(study: Study) -> Finding:
    """With a platform and levers in time: the next workload against the first three of the same programme."""
    found = {name: _next_less_first(study, name) for name in ("application_first", "platform_first")}
    says = "A programme scales when its late workloads cost less than the average of its first three."
    return Finding("D-ECON-5", says, _told(found), all(high < 0.0 for _, high, _ in found.values()))


def late_workloads_not_cheaper(study: Study) -> Finding:
    """Without a platform."""
    found = {name: _next_less_first(study, name) for name in ("coe", "project_by_project")}
    says = "Without a platform and levers in time they do not."
    return Finding("D-ECON-5", says, _told(found), all(high >= 0.0 for _, high, _ in found.values()))


def _next_less_first(study: Study, name: str) -> tuple[float, float, str]:
    """Where so many went live that the next is a late one. Finance refuses the dear ones: what ships is a choice."""
    asked = next_costs(study[name])
    differences = [
        asked[replication] - first_three(costs)
        for replication, costs in costs_by_n(study[name]).items()
        if replication in asked and max(costs) >= LATE
    ]
    low, high, text = thousands(np.array(differences))
    return low, high, f"{text} in {len(differences):,} programmes"


def _told(found: dict[str, tuple[float, float, str]]) -> str:
    parts = "; ".join(f"`{name}` {text}" for name, (_, _, text) in found.items())
    return f"cost a year of the next workload, as priced at the last review, less that of the first three: {parts}"


def sponsor_goes(study: Study) -> Finding:
    """Whether investing before showing value costs the sponsor."""
    lost = {name: share_of(study[name], "sponsor_lost") for name in ("platform_first", "factory", "application_first")}
    text = ", ".join(f"`{name}` {percent(found)}" for name, found in lost.items())
    says = "Loss of executive sponsorship ends programmes that invest long before showing value."
    first = lost["platform_first"], lost["factory"]
    agrees = any(one.low > lost["application_first"].high for one in first)
    return Finding("D-PILOT-6", says, f"sponsor lost: {text}", agrees)


MEASURES: tuple[Measure, ...] = (
    platform_month("D-SEQ-1", "Platform first ships in month six.", "platform_first", (5.0, 8.0)),
    platform_month("D-SEQ-2", "An extracted platform ships in month nine.", "application_first", (8.0, 11.0)),
    refactors,
    extraction_comes_late,
    units_route_around,
    centre_reorganises,
    each_on_its_own_fails,
    factory_is_abandoned_early,
    discipline_beats_the_label,
    centre_reaches_twenty,
    on_call_for_everything,
    cost_of_a_workload,
    first_question,
    surprise,
    late_workloads_cheaper,
    late_workloads_not_cheaper,
    sponsor_goes,
)
