"""The first day of a programme that is under way: a client's portfolio is put in place (model §6).

What is known of a workload is matched: its calls, price, cost and value of today come out of the model as they were
given. What is not known is drawn like that of any other use case of its rank.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.luck.distributions import lognormal_at
from sim.programme.clock import start
from sim.programme.prices import ModelLife
from sim.programme.team import Team
from sim.programme.use_case import Stage, UseCase, Workload, draw_use_case
from sim.programme.words import count, euros
from sim.programme.workload import Lifecycle
from sim.rules import demand, prices, traffic, value
from sim.scenario.start import CENTRAL, PLATFORM, KnownWorkload

if TYPE_CHECKING:
    from sim.programme.programme import Programme

WEEKS_PER_YEAR = 52.0
LEAST_USED = 0.25
LARGE = 0.75
"""A young workload is read by the adoption curve, but not as larger than one use case in four is, unless four times
today's use is more."""
LONGEST_MEMORY = 260
"""Weeks after which trust has settled."""


def today_over_steady(programme: Programme, use_case: UseCase, age_weeks: float) -> float:
    """Calls of today over those of steady use, without noise."""
    cards = programme.scenario.traffic
    used = traffic.adoption(age_weeks, cards.adoption_midpoint_weeks)
    turned = use_case.turn if age_weeks > use_case.turn_age_weeks else 1.0
    season = traffic.season_factor(programme.scenario.start.weeks + programme.clock.now, cards.season)
    return used * turned * traffic.growth(age_weeks, cards.growth_per_year) * season


def age_of_use(share: float, midpoint_weeks: float) -> float:
    """The age at which a workload has that share of its steady use: the adoption curve read backwards."""
    start = 1.0 / (1.0 + math.exp(traffic.STEEPNESS))
    now = start + share * (1.0 - start)
    return midpoint_weeks * (1.0 - math.log(1.0 / now - 1.0) / traffic.STEEPNESS)


class Position:
    """Takes over what is there; without known workloads there is nothing to do."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._start = programme.scenario.start
        self._ranks: dict[str, int] = {}

    def take_over(self) -> None:
        """Everything that is there before anybody acts."""
        position = self._start
        known = [*position.live, *(one for one in position.workloads if one.stage != "live")]
        self._ranks = {one.name: rank for rank, one in enumerate(known)}
        for one in known:
            self._programme.names[self._ranks[one.name]] = one.name
        if position.tracked or position.question == "answered":
            self._programme.economics.start_tracking()
        live = [self._put_live(one) for one in position.live]
        if live:
            self._programme.note_position(live)
        self._programme.platform.take_over(position.platform_live, position.platform_fit)
        for workload in live:
            self._value(workload)
        for one in known:
            if one.stage != "live":
                self._put_under_way(one)
        if live:
            self._tell(live)

    def _tell(self, live: list[Workload]) -> None:
        programme = self._programme
        cost = sum(workload.run_rate_eur for workload in live)
        text = (
            f"The programme is taken over after {programme.scenario.start.weeks:.0f} weeks with "
            f"{count(len(live), 'workload', 'workloads')} live, at a run-rate of {euros(cost)} a year."
        )
        programme.log.add("opportunities", "taken_over", text)

    # --- live -----------------------------------------------------------------------------------------------------

    def _put_live(self, known: KnownWorkload) -> Workload:
        """Live since its age, with its own volume; its price and value follow once the platform is in place."""
        programme = self._programme
        rank = self._ranks[known.name]
        use_case = self._unturned(draw_use_case(programme.scenario, programme.luck, rank), known.age_weeks)
        workload = Workload(use_case, self._team(known, use_case), -known.age_weeks, known.name)
        used_weeks = self._weeks_of_use(use_case, known)
        workload.use_case = self._with_volume(use_case, known, used_weeks)
        workload.stage = Stage.LIVE
        workload.live_week = -used_weeks
        workload.contract_week = workload.model_week = -known.age_weeks
        workload.redesigned = programme.scenario.readiness.change_management
        workload.change_weeks = min(known.age_weeks, WEEKS_PER_YEAR)
        workload.drift = known.drift
        workload.on_platform = known.on_platform
        workload.team.built += 1
        programme.workloads.append(workload)
        programme.enter_production(workload)
        workload.n = programme.went_live
        return workload

    def _value(self, workload: Workload) -> None:
        """Bills and value as they are today."""
        programme = self._programme
        known = self._known(workload)
        workload.call_price_eur = programme.economics.call_price_eur(workload.use_case, workload.contract_week)
        programme.levers.give(workload, known.levers)
        self._match_price(workload, known)
        self._match_upkeep(workload, known)
        workload.trust = self._usual_trust(workload, known.age_weeks) if known.trust is None else known.trust
        self._match_value(workload, known)
        fixed = programme.economics.burden(workload).fixed_eur(workload.team)
        workload.run_rate_eur = self._inference_eur(workload) + fixed
        programme.note_taken_over(workload)
        self._age_model(workload)
        start(programme.clock, Lifecycle(programme, workload).live_on(known.age_weeks))

    def _known(self, workload: Workload) -> KnownWorkload:
        return next(one for one in self._start.workloads if self._ranks[one.name] == workload.rank)

    def _unturned(self, use_case: UseCase, age_weeks: float) -> UseCase:
        """Today's calls are those of its steady use: whatever turn its life may take lies ahead."""
        return replace(use_case, turn_age_weeks=age_weeks + use_case.turn_age_weeks)

    def _usual_trust(self, workload: Workload, age_weeks: float) -> float:
        """The trust that a workload of its age is left with after as many incidents as there usually are."""
        cards, on_call = self._programme.scenario.value, self._programme.scenario.on_call
        burden = self._programme.economics.burden(workload)
        incidents = on_call.shared_per_week + burden.behaviour_per_week
        lost = cards.trust_lost_per_incident * incidents + cards.trust_lost_unevaluated * (1.0 - burden.evaluated)
        trust = 1.0
        for _ in range(int(min(age_weeks, LONGEST_MEMORY))):
            trust = value.next_trust(trust, cards.trust_recovery_per_week, lost + workload.wrong_share)
        return trust

    def _used(self, age_weeks: float) -> float:
        return traffic.adoption(age_weeks, self._programme.scenario.traffic.adoption_midpoint_weeks)

    def _weeks_of_use(self, use_case: UseCase, known: KnownWorkload) -> float:
        """Its age; of a young workload rather more, where steady use would otherwise come out larger than it can be."""
        age, cards = known.age_weeks, self._programme.scenario.traffic
        if self._used(age) >= LEAST_USED:
            return age
        world = self._programme.scenario.opportunities
        most = lognormal_at(LARGE, cards.steady_calls_per_week, world.volume_log_sd)
        shares = [known.calls_per_week / most] if known.calls_per_week is not None and most > 0.0 else []
        potential = demand.potential_value_eur(world.top_value_eur, world.value_decay_per_rank, use_case.rank, 1.0)
        most = lognormal_at(LARGE, potential, world.value_log_sd) * self._programme.scenario.value.automation
        shares += [known.value_eur / most] if known.value_eur is not None and most > 0.0 else []
        at_least = min(LEAST_USED, max(shares, default=0.0))
        return max(age, age_of_use(at_least, cards.adoption_midpoint_weeks)) if at_least > 0.0 else age

    def _with_volume(self, use_case: UseCase, known: KnownWorkload, used_weeks: float) -> UseCase:
        if known.calls_per_week is None:
            return use_case
        share = today_over_steady(self._programme, use_case, used_weeks)
        return replace(use_case, steady_calls=known.calls_per_week / share) if share > 0.0 else use_case

    def _calls_today(self, workload: Workload) -> float:
        use_case = workload.use_case
        return use_case.steady_calls * today_over_steady(self._programme, use_case, -workload.live_week)

    def price_today_eur(self, workload: Workload) -> float:
        """What one useful call costs today: promotion, levers and grown contexts included."""
        scenario, market = self._programme.scenario, self._programme.scenario.market
        age = -workload.live_week
        paid = prices.list_price_share(-workload.contract_week, market.promotion_share, market.promotion_weeks)
        bloat = 1.0 if "hygiene" in workload.levers else traffic.bloat(age, scenario.traffic.bloat_per_year)
        return workload.call_price_eur * workload.price_factor * paid * workload.inference_factor * bloat

    def _inference_eur(self, workload: Workload) -> float:
        return self._calls_today(workload) * WEEKS_PER_YEAR * self.price_today_eur(workload)

    def _match_price(self, workload: Workload, known: KnownWorkload) -> None:
        """The price of a call from the bill, or from what is left of the whole cost after people and overhead."""
        price = known.price_per_call_eur
        calls = self._calls_today(workload) * WEEKS_PER_YEAR
        if price is None and known.cost_eur is not None and calls > 0.0:
            fixed = self._programme.economics.burden(workload).fixed_eur(workload.team)
            price = max(0.0, known.cost_eur - fixed) / calls
        today = self.price_today_eur(workload)
        if price is None or today <= 0.0:
            return
        use_case = replace(workload.use_case, tokens=workload.use_case.tokens * price / today)
        workload.use_case = use_case
        workload.call_price_eur = self._programme.economics.call_price_eur(use_case, workload.contract_week)

    def _match_upkeep(self, workload: Workload, known: KnownWorkload) -> None:
        """Where calls, price and the whole cost are known, what calls and vendors leave of it is people: its upkeep."""
        if known.calls_per_week is None or known.price_per_call_eur is None or known.cost_eur is None:
            return
        economics = self._programme.economics
        team, levers, shared = workload.team, workload.levers, workload.on_platform
        bare = replace(workload.use_case, complexity=0.0)
        least = economics.burden_of(bare, team, levers, shared).fixed_eur(team)
        upkeep = economics.burden(workload).fixed_eur(team) - least
        if upkeep <= 0.0:
            return
        left = max(0.0, known.cost_eur - self._inference_eur(workload) - least)
        workload.use_case = replace(workload.use_case, complexity=workload.use_case.complexity * left / upkeep)
        economics.forget(workload)

    def _match_value(self, workload: Workload, known: KnownWorkload) -> None:
        if known.value_eur is None:
            return
        today = self.value_today_eur(workload)
        if today > 0.0:
            potential = workload.use_case.value_eur * known.value_eur / today
            workload.use_case = replace(workload.use_case, value_eur=potential)

    def value_today_eur(self, workload: Workload) -> float:
        """What a year at today's use and trust is worth."""
        age = -workload.live_week
        trusted = value.trusted_share(workload.trust, self._programme.scenario.value.trust_floor)
        return self._programme.worth_eur(workload, age) * self._used(age) * trusted

    def _age_model(self, workload: Workload) -> None:
        """The model in use is as old as the moves before the first day have left it."""
        life = ModelLife(self._programme, workload)
        at, number = workload.contract_week, 0
        while True:
            weeks, _ = life.due(number)
            if at + weeks > 0.0:
                break
            at, number = at + weeks, number + 1
        workload.model_week = at
        start(self._programme.clock, life.run(number, -at))

    # --- under way and planned ------------------------------------------------------------------------------------

    def _put_under_way(self, known: KnownWorkload) -> None:
        programme = self._programme
        use_case = draw_use_case(programme.scenario, programme.luck, self._ranks[known.name])
        team = self._team(known, use_case)
        use_case = self._as_planned(use_case, known, team)
        if known.stage == "planned":
            programme.take_up(use_case, team)
            return
        workload = Workload(use_case, team, 0.0, known.name)
        programme.workloads.append(workload)
        workload.on_platform = known.on_platform
        life = Lifecycle(programme, workload)
        steps = life.pilot_on(known.age_weeks) if known.stage == "pilot" else life.build_on(known.effort_left)
        start(programme.clock, steps)

    def _as_planned(self, use_case: UseCase, known: KnownWorkload, team: Team) -> UseCase:
        """A plan's numbers are those of steady use; its value is what finance expects of it."""
        programme = self._programme
        changed = use_case
        if known.calls_per_week is not None:
            changed = replace(changed, steady_calls=known.calls_per_week)
        if known.price_per_call_eur is not None:
            price = programme.economics.call_price_eur(changed, 0.0)
            tokens = changed.tokens * known.price_per_call_eur / price if price > 0.0 else changed.tokens
            changed = replace(changed, tokens=tokens)
        if known.value_eur is not None:
            expected = programme.expected_value_of(changed, team)
            if expected > 0.0:
                changed = replace(changed, value_eur=changed.value_eur * known.value_eur / expected)
        return changed

    # --- teams ----------------------------------------------------------------------------------------------------

    def _team(self, known: KnownWorkload, use_case: UseCase) -> Team:
        """Its own team; where the organisation has that team no more, whoever builds for its unit."""
        programme = self._programme
        if known.team == PLATFORM and programme.platform_team is not None:
            return programme.platform_team
        units = self._start.units()
        if known.team in ("", CENTRAL, PLATFORM) or known.team not in units:
            return programme.delivery_team(use_case)
        return programme.builders[min(units.index(known.team), len(programme.builders) - 1)]
