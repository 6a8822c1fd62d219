"""How a programme begins, in sentences: people, plan, money, read off its scenario."""

from __future__ import annotations

from sim.charts.words import MONTHS_PER_WEEK, capital, count, eur, listed, months, number_word, ordinal, percent
from sim.scenario import Scenario

EASILY_PUT_OFF = 0.5
"""Below this discipline a plan is worth a warning."""

_ORDERS = {
    "value": "The most valuable use case comes first",
    "value_per_effort": "The use case with the most value for its effort comes first",
    "arrival": "Whichever use case waits longest comes first",
}


def opening(scenario: Scenario) -> tuple[str, ...]:
    """What a reader must know before the first event, in three paragraphs: people, plan, money."""
    people = (_teams, _rota, _demand, _order, _hires)
    plan = (_platform, _discipline, _pause, _pilots, _prepared, _reviews)
    money = (_tracking, _levers, _models, _platform_money, _finance, _sponsor, _stop)
    told = ((sentence(scenario) for sentence in part) for part in (people, plan, money))
    return tuple(" ".join(filter(None, sentences)) for sentences in told)


# --- people -----------------------------------------------------------------------------------------------------------


def _teams(scenario: Scenario) -> str:
    topology = scenario.topology
    known = scenario.start.teams if topology.embedded.units else ()
    engineers = topology.engineers
    teams = []
    if topology.central.engineers:
        teams.append(f"a central team of {topology.central.engineers}")
    if topology.platform.engineers:
        ships = topology.platform.application_share
        also = f" that also ships {percent(ships)} of the applications" if ships else ""
        teams.append(f"a platform team of {topology.platform.engineers}{also}")
    if known:
        teams += [f"{count(team.engineers)} for {team.name}" for team in known]
        engineers = topology.platform.engineers + sum(team.engineers for team in known)
    elif topology.embedded.units:
        teams.append(f"{topology.embedded.units} business units with {topology.embedded.engineers_per_unit} each")
    return f"There are {engineers} engineers: {listed(teams)}."


def _rota(scenario: Scenario) -> str:
    """Where there is no platform team, builders are paged for everything (as the model has it)."""
    owner = scenario.ownership
    kinds = (("shared infrastructure", owner.shared), ("what workloads say and do", owner.behaviour))
    there = bool(scenario.topology.platform.engineers)
    paged = [what for what, wanted in kinds if wanted == "platform" and there]
    if not paged:
        return "Whoever has built a workload is on call for it."
    if len(paged) == len(kinds):
        return "The platform team is on call for everything."
    return f"The platform team is on call for {paged[0]}, whoever has built a workload for the rest."


def _demand(scenario: Scenario) -> str:
    asked = scenario.opportunities
    if scenario.start.workloads:
        live = len(scenario.start.live)
        more = len(scenario.start.workloads) - live
        there = f"{capital(number_word(live))} workload{' is' if live == 1 else 's are'} live"
        rest = f"{count(more)} more {'is' if more == 1 else 'are'} planned or under way" if more else "none waits"
        after = count(round(scenario.start.weeks))
        new = f"{asked.ideas_per_month:g} new ones a month are asked for at first"
        return f"{there} after {after} weeks, and {rest}; {new}."
    waiting = f"{asked.backlog} use cases are waiting" if asked.backlog != 1 else "One use case is waiting"
    return f"{waiting}, and {asked.ideas_per_month:g} new ones a month are asked for at first."


def _order(scenario: Scenario) -> str:
    policy = scenario.portfolio
    if policy.narrow_first:
        return f"{_ORDERS[policy.order]}, and narrow ones of low risk before all others."
    return "" if policy.order == "arrival" else f"{_ORDERS[policy.order]}."


def _hires(scenario: Scenario) -> str:
    plan = scenario.staffing
    if not plan.hires:
        return ""
    where = {"embedded": "the business units", "platform": "the platform team", "central": "the central team"}
    more = "one more engineer for" if plan.hires == 1 else f"{number_word(plan.hires)} more engineers for"
    verb = "is" if plan.hires == 1 else "are"
    return f"{capital(more)} {where[plan.team]} {verb} asked for in month {_month(plan.from_week)}."


# --- plan -------------------------------------------------------------------------------------------------------------


def _platform(scenario: Scenario) -> str:
    after = scenario.sequencing.platform_after
    if after is None:
        return "No shared platform is planned."
    what = _kind_of_platform(scenario)
    if scenario.sequencing.mandate:
        return f"{what} comes first, and no application is started before it ships."
    if after == 0:
        return f"{what} is started at once, beside the first applications."
    return f"{what} is to be started once the {ordinal(after)} workload has been built."


def _kind_of_platform(scenario: Scenario) -> str:
    plan = scenario.sequencing
    flexible = f"with {percent(plan.flexibility)} of its rigidity designed away" if plan.flexibility else ""
    if plan.bought:
        return f"A bought platform {flexible}".rstrip()
    return f"A platform {flexible}" if flexible else "The platform"


def _discipline(scenario: Scenario) -> str:
    plan = scenario.sequencing
    if not plan.platform_after or plan.discipline >= EASILY_PUT_OFF:
        return ""
    return f"It is easily put off: each time it is due, it is started with a chance of {percent(plan.discipline)}."


def _pause(scenario: Scenario) -> str:
    plan = scenario.sequencing
    if plan.pause_after is None or not plan.pause_weeks:
        return ""
    live = f"{plan.pause_after} workload{' is' if plan.pause_after == 1 else 's are'} live"
    return f"New builds pause for {plan.pause_weeks:.0f} weeks once {live}."


def _pilots(scenario: Scenario) -> str:
    """How much of what carries a pilot to scale is designed in."""
    made = sum(scenario.readiness.decisions)
    of_ten = f"of the {number_word(len(scenario.readiness.decisions))} decisions that carry a pilot to scale"
    left = len(scenario.readiness.decisions) - made
    rest = "nothing is" if not left else f"{number_word(left)} {'is' if left == 1 else 'are'}"
    change = "is" if scenario.readiness.change_management else "is not"
    return (
        f"{capital(number_word(made) if made else 'none')} {of_ten} {'is' if made <= 1 else 'are'} taken at its start, "
        f"{rest} left to the scale gate; change management {change} paid for."
    )


def _prepared(scenario: Scenario) -> str:
    ready = scenario.readiness
    told = []
    if ready.data_standards:
        told.append("data infrastructure is standardised first")
    if ready.evaluation:
        told.append("each workload has an evaluation harness")
    if ready.knowledge_transfer:
        told.append(f"{percent(ready.knowledge_transfer)} of what one team learns is passed on")
    return f"{capital(listed(told))}." if told else ""


def _reviews(scenario: Scenario) -> str:
    policy = scenario.governance
    kinds = (("templates", policy.templates), ("an audit trail", policy.audit_trail), ("a sandbox", policy.sandbox))
    there = [name for name, kept in kinds if kept]
    missing = [name for name, kept in kinds if not kept]
    if not there:
        return f"Reviewers find neither {listed(missing, 'nor')}."
    lacking = f", but not {listed(missing, 'nor')}" if missing else ""
    return f"Reviewers find {listed(there)}{lacking}."


# --- money ------------------------------------------------------------------------------------------------------------


def _tracking(scenario: Scenario) -> str:
    tracked = scenario.economics.track_from_workload
    if tracked is None:
        return "Nobody computes what a workload costs until finance asks."
    return f"What a workload costs is computed from the {ordinal(tracked)} one on."


def _levers(scenario: Scenario) -> str:
    policy = scenario.levers
    if not policy.order:
        return "No cost lever is pulled before finance demands it."
    measured = ", once costs are measured" if policy.measured_first else ""
    return f"Cost levers are pulled from the {ordinal(policy.from_workload)} workload on{measured}."


def _models(scenario: Scenario) -> str:
    policy, cap = scenario.levers, scenario.cfo.workload_cap_eur
    told = []
    if policy.value_tiers:
        told.append("the large model serves only calls that are worth it")
    if policy.migrate_models_every_weeks is not None:
        told.append(f"a workload moves to a newer model every {policy.migrate_models_every_weeks:.0f} weeks")
    if cap is not None:
        told.append(f"no workload may spend more than {eur(cap)} a year on inference")
    return f"{capital(listed(told))}." if told else ""


def _platform_money(scenario: Scenario) -> str:
    if scenario.sequencing.platform_after is None:
        return ""
    policy = scenario.funding
    if not policy.tax_share or not policy.taxed_workloads:
        return "Innovation money carries the platform until finance first looks at it."
    taxed = policy.taxed_workloads
    first = "the first workload" if taxed == 1 else f"the first {number_word(taxed)} workloads"
    return f"A tax of {percent(policy.tax_share)} on the first-year value of {first} pays for the platform."


def _finance(scenario: Scenario) -> str:
    cfo = scenario.cfo
    return f"Finance gives {eur(cfo.budget_eur)} a year, and asks once {eur(cfo.threshold_eur)} are spent."


def _sponsor(scenario: Scenario) -> str:
    return f"The sponsor waits {months(scenario.sponsor.patience_weeks * MONTHS_PER_WEEK)} for something to show."


def _stop(scenario: Scenario) -> str:
    stop = scenario.programme.stop_week
    return "" if stop is None else f"It is to be stopped in month {_month(stop)}."


def _month(week: float) -> str:
    return count(int(week * MONTHS_PER_WEEK) + 1)
