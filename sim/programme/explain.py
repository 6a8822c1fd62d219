"""Why a programme ended: the chain of causes, read off what happened to it, in words a client understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme.use_case import Stage
from sim.programme.words import count, euros, month, percent

if TYPE_CHECKING:
    from sim.programme.programme import Programme
    from sim.programme.team import Team


def _chain(head: str, *causes: str) -> str:
    """One sentence: what happened, then why, cause by cause; empty causes are left out."""
    return "; ".join([head, *(cause for cause in causes if cause)]) + "."


def freeze(programme: Programme, closed_week: float) -> str:
    """Growth was closed and did not reopen."""
    last = next(row for row in reversed(programme.reviews) if row[0] == closed_week)
    head = f"Frozen in month {month(closed_week)}: run-rate {euros(last[3])} a year against {euros(last[4])}"
    waited = programme.scenario.ends.frozen_after
    return _chain(head, *programme.cfo.closing_causes, f"the gate did not reopen within {waited:.0f} weeks")


def termination(programme: Programme, against: str) -> str:
    """Finance ended it."""
    twice = len(programme.reviews) > 1 and programme.reviews[-2][5] in ("gate_closed", "terminated")
    how = "above tolerance at two reviews in a row" if twice else "far above tolerance"
    head = f"Insolvent in month {month(programme.clock.now)}: finance ends the programme at {against}"
    return _chain(head, how, *money(programme))


def money(programme: Programme) -> list[str]:
    """How the number came to be what it is today, and why nobody saw it."""
    return [_first_computed(programme), _surprise(programme), *_drivers(programme), _platform(programme)]


def _first_computed(programme: Programme) -> str:
    live = programme.economics.tracked_live
    if live is None:
        return ""
    return (
        f"unit economics first computed at workload {live}"
        if live
        else "unit economics first computed before any workload was live"
    )


def _surprise(programme: Programme) -> str:
    surprise = programme.cfo.surprise
    return "" if surprise is None else f"surprise {surprise:.1f} ×"


def _drivers(programme: Programme) -> list[str]:
    """What is in the run-rate: full price, unpulled levers, shadow AI come to light."""
    live = programme.live
    if not live:
        return []
    now = programme.clock.now
    promoted = programme.scenario.market.promotion_weeks
    told = []
    at_list = sum(1 for workload in live if now - workload.contract_week >= promoted)
    if at_list and programme.scenario.market.promotion_share > 0.0:
        pay = "pays list price since its promotion" if at_list == 1 else "pay list price since their promotions"
        told.append(f"{at_list} of {len(live)} live {pay} ended")
    bare = sum(1 for workload in live if not workload.levers)
    if bare:
        told.append(f"{bare} of {len(live)} live {'has' if bare == 1 else 'have'} no cost lever")
    if programme.shadow.surfaced:
        told.append(f"{euros(programme.shadow.surfaced_run_rate_eur)} of it is shadow AI that came to light")
    return told


def _platform(programme: Programme) -> str:
    platform = programme.platform
    if platform.shipped_week is not None:
        cut = "" if programme.funding.is_open else " and its line was cut since"
        return f"the platform shipped in month {month(platform.shipped_week)}{cut}"
    if platform.started_week is not None:
        cut = " and its line was cut" if not programme.funding.is_open else ""
        return f"the platform, begun in month {month(platform.started_week)}, had not shipped{cut}"
    return "no platform shared the cost"


def stall(programme: Programme, week: float) -> str:
    """Nothing more went live."""
    running = next(live for since, live in reversed(programme.counts) if since <= week)
    live = count(running, "workload", "workloads")
    waited = programme.scenario.ends.stalled_after
    reopened = programme.cfo.reopened_week
    since = f" since month {month(reopened)}" if reopened > week else ""
    head = (
        f"Stalled in month {month(week)} at {live}: nothing went live for {waited:.0f} weeks with the gate open{since}"
    )
    queued = programme.count(Stage.QUEUED)
    under_way = programme.under_way()
    refused = programme.count(Stage.REFUSED)
    shelved = programme.count(Stage.SHELVED)
    return _chain(
        head,
        count(queued, "waits for a team", "wait for a team") if queued else "",
        count(under_way, "is stuck on its way", "are stuck on their way") if under_way else "",
        f"finance refused {count(refused, 'that was not worth its cost', 'that were not worth their cost')}"
        if refused
        else "",
        count(shelved, "was shelved at the scale gate", "were shelved at the scale gate") if shelved else "",
        "" if queued or under_way else "no idea that finance accepts is left",
        _busy(programme) if queued or under_way else "",
    )


def _busy(programme: Programme) -> str:
    """How much of the teams' hours goes to what already runs."""
    useful = sum(team.useful_engineers for team in programme.teams)
    claimed = sum(claim.engineer_weeks for team in programme.teams for claim in team.claims)
    return f"upkeep and incidents take {percent(claimed / useful)} of the hours" if useful > 0.0 else ""


def collapse(programme: Programme, team: Team, load_hours: float) -> str:
    """A team on call fell below two."""
    left = count(team.engineers, "engineer", "engineers")
    bearable = programme.scenario.on_call.sustainable_hours
    head = f"Burned out in month {month(programme.clock.now)}: {team.name} is down to {left}"
    load = f"it bore {load_hours:.0f} hours of incidents a week each against a sustainable {bearable:.0f}"
    return _chain(head, load, *_pages(programme, team))


def _pages(programme: Programme, team: Team) -> list[str]:
    """For how many workloads the team was paged, and of how many it did not know what it was paged for."""
    rota = programme.on_call
    told = []
    for kind, what in (("shared", "shared infrastructure"), ("behaviour", "what they say and do")):
        paged = [workload for workload in programme.live if rota.pager(kind, workload.team) is team]
        strange = sum(1 for workload in paged if not rota.knows(kind, workload.team))
        if paged:
            unknown = f", {strange} of them without the knowledge" if strange else ""
            told.append(f"paged for {what} of {count(len(paged), 'workload', 'workloads')}{unknown}")
    return told


def reorganisation(programme: Programme, shadow_share: float, wait_over_patience: float) -> str:
    """The operating model was torn up."""
    head = f"Reorganised in month {month(programme.clock.now)}: the operating model is torn up"
    queued = programme.count(Stage.QUEUED)
    shadow = len(programme.shadow.workloads)
    waiting = count(queued, "use case waits", "use cases wait")
    around = count(shadow, "unit has", "units have")
    return _chain(
        head,
        f"{around} gone around, {percent(shadow_share)} of all workloads" if shadow else "",
        f"{waiting}, for {percent(wait_over_patience)} of a unit's patience" if queued else "",
        count(len(programme.live), "is live", "are live"),
        _busy(programme) if queued else "",
    )


def lost_sponsor(programme: Programme) -> str:
    """Patience ran out."""
    head = f"Sponsor lost in month {month(programme.clock.now)}: patience ran out before value showed"
    last = programme.last_live_week
    if last is None:
        shown = "nothing has gone live"
    else:
        shown = f"{count(len(programme.live), 'workload is', 'workloads are')} live, the last since month {month(last)}"
    ledger = programme.ledger
    earned, paid = euros(ledger.value_seen_cents / 100), euros(ledger.cost_seen_cents / 100)
    balance = f"{earned} of value for {paid} of cost so far"
    gate = "" if programme.cfo.is_open else f"growth closed since month {month(programme.cfo.closed_week or 0.0)}"
    return _chain(head, shown, balance, gate, _platform(programme))


def planned_stop(programme: Programme) -> str:
    """Somebody stopped it."""
    live = count(len(programme.live), "workload", "workloads")
    return f"Stopped in month {month(programme.clock.now)} as planned, with {live} live."
