"""The first day of a programme that is under way: a client's portfolio is put in place (model §6).

What is known of a workload is matched: its calls, price, cost and value of today come out of the model as they were
given. What is not known is drawn like that of any other use case of its rank.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.programme.clock import start
from sim.programme.prices import ModelLife
from sim.programme.team import Team
from sim.programme.use_case import Stage, UseCase, Workload, draw_use_case
from sim.programme.words import count, euros
from sim.programme.workload import Lifecycle
from sim.rules import prices, traffic, value
from sim.scenario.start import CENTRAL, PLATFORM, KnownWorkload

if TYPE_CHECKING:
    from sim.programme.programme import Programme

WEEKS_PER_YEAR = 52.0
LEAST_USED = 0.25
"""A workload of a few weeks says little about its steady use: no more than four times today's is read into it."""


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
        use_case = draw_use_case(programme.scenario, programme.luck, rank)
        workload = Workload(use_case, self._team(known, use_case), -known.age_weeks, known.name)
        workload.use_case = self._with_volume(workload, known)
        workload.stage = Stage.LIVE
        workload.live_week = workload.contract_week = workload.model_week = -known.age_weeks
        workload.redesigned = programme.scenario.readiness.change_management
        workload.change_weeks = min(known.age_weeks, WEEKS_PER_YEAR)
        workload.trust, workload.drift = known.trust, known.drift
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
        self._match_value(workload, known)
        fixed = programme.economics.burden(workload).fixed_eur(workload.team)
        workload.run_rate_eur = self._inference_eur(workload) + fixed
        programme.note_taken_over(workload)
        self._age_model(workload)
        start(programme.clock, Lifecycle(programme, workload).live_on(known.age_weeks))

    def _known(self, workload: Workload) -> KnownWorkload:
        return next(one for one in self._start.workloads if self._ranks[one.name] == workload.rank)

    def _used(self, age_weeks: float) -> float:
        midpoint = self._programme.scenario.traffic.adoption_midpoint_weeks
        return max(LEAST_USED, traffic.adoption(age_weeks, midpoint))

    def _today_over_steady(self, use_case: UseCase, age_weeks: float) -> float:
        """Calls of today over those of steady use, without noise."""
        cards = self._programme.scenario.traffic
        turned = use_case.turn if age_weeks > use_case.turn_age_weeks else 1.0
        season = traffic.season_factor(self._start.weeks, cards.season)
        return self._used(age_weeks) * turned * traffic.growth(age_weeks, cards.growth_per_year) * season

    def _with_volume(self, workload: Workload, known: KnownWorkload) -> UseCase:
        use_case = workload.use_case
        if known.calls_per_week is None:
            return use_case
        share = self._today_over_steady(use_case, known.age_weeks)
        return replace(use_case, steady_calls=known.calls_per_week / share if share > 0.0 else 0.0)

    def _calls_today(self, workload: Workload) -> float:
        use_case = workload.use_case
        return use_case.steady_calls * self._today_over_steady(use_case, -workload.live_week)

    def _price_today_eur(self, workload: Workload) -> float:
        """What one useful call costs today: promotion, levers and grown contexts included."""
        scenario = self._programme.scenario
        age = -workload.live_week
        paid = prices.list_price_share(age, scenario.market.promotion_share, scenario.market.promotion_weeks)
        bloat = 1.0 if "hygiene" in workload.levers else traffic.bloat(age, scenario.traffic.bloat_per_year)
        return workload.call_price_eur * workload.price_factor * paid * workload.inference_factor * bloat

    def _inference_eur(self, workload: Workload) -> float:
        return self._calls_today(workload) * WEEKS_PER_YEAR * self._price_today_eur(workload)

    def _match_price(self, workload: Workload, known: KnownWorkload) -> None:
        """The price of a call from the bill, or from what is left of the whole cost after people and overhead."""
        price = known.price_per_call_eur
        calls = self._calls_today(workload) * WEEKS_PER_YEAR
        if price is None and known.cost_eur is not None and calls > 0.0:
            fixed = self._programme.economics.burden(workload).fixed_eur(workload.team)
            price = max(0.0, known.cost_eur - fixed) / calls
        today = self._price_today_eur(workload)
        if price is None or today <= 0.0:
            return
        use_case = replace(workload.use_case, tokens=workload.use_case.tokens * price / today)
        workload.use_case = use_case
        workload.call_price_eur = self._programme.economics.call_price_eur(use_case, workload.contract_week)

    def _match_value(self, workload: Workload, known: KnownWorkload) -> None:
        if known.value_eur is None:
            return
        programme = self._programme
        age = known.age_weeks
        worth = programme.worth_eur(workload, age)
        turned = workload.use_case.turn if age > workload.use_case.turn_age_weeks else 1.0
        trusted = value.trusted_share(workload.trust, programme.scenario.value.trust_floor)
        share = self._used(age) * min(1.0, turned) * trusted
        if worth * share > 0.0:
            potential = workload.use_case.value_eur * known.value_eur / (worth * share)
            workload.use_case = replace(workload.use_case, value_eur=potential)

    def _age_model(self, workload: Workload) -> None:
        """The model in use is as old as the moves before the first day have left it."""
        life = ModelLife(self._programme, workload)
        at, number = workload.live_week, 0
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
        steps = life.pilot_on() if known.stage == "pilot" else life.build_on(known.effort_left)
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
