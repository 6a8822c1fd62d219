"""Cards of the request level: one serving stack and the day that is simulated on it (model §7, D-SERV)."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.callers import Callers, Customers, Employees, Jobs
from sim.scenario.cards import SHARE, Card, Group, card, cards_of
from sim.scenario.replicas import LargeModel, Model, Scaling, SmallModel
from sim.scenario.scenario import NAME_PATTERN
from sim.scenario.vocabulary import JUDGEMENT, LOG_UNITS

__all__ = [
    "CLASSES", "Cache", "DayPlan", "Gateway", "Model", "Provider", "Retries", "Router", "Scaling", "Stack",
    "stack_cards",
]

MOST_CALLS = 2_000_000
"""Calls of a day: about half a minute of computing time."""

MOST_EARLIER_CALLS = 20_000_000
CLASSES = ("customers", "employees", "jobs")
USER = "user's choice"

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class DayPlan(Group):
    """What part of which week is simulated."""

    hours: float = card(
        24.0, unit="hours", low=1.0, high=168.0, at_least=0.05, at_most=168.0, kind="run",
        meaning="Hours that are simulated and counted, from midnight on.", source=USER,
    )
    warm_up_hours: float = card(
        2.0, unit="hours", low=0.0, high=24.0, at_least=0.0, at_most=168.0, kind="run",
        meaning="Hours before them that are simulated and not counted: queues and prefixes settle.", source=USER,
    )
    weekday: Weekday = card("tuesday", unit="name", kind="run", meaning="Weekday of the first hour.", source=USER)
    window_minutes: float = card(
        5.0, unit="minutes", low=1.0, high=60.0, at_least=0.5, at_most=1_440.0, kind="run",
        meaning="Length of the windows that series and charts show.", source=USER,
    )


class Gateway(Group):
    """What stands before everything else and tells callers apart (D-SERV-3)."""

    priorities: bool = card(
        True, unit="yes/no", kind="policy",
        meaning="Whether more urgent classes are served first; else first come, first served.", source="D-SERV-3",
    )
    queue_limit: int | None = card(
        None, unit="calls", low=10, high=1_000, at_least=1, at_most=10_000_000, kind="policy",
        meaning="Backpressure: a call is turned away where so many of its urgency or above wait for the same model; "
        "jobs wait outside and come back; null: no limit.",
        source="D-SERV-3",
    )
    return_seconds: float = card(
        15.0, unit="seconds", low=1.0, high=120.0, at_least=0.1, at_most=86_400.0, kind="policy",
        meaning="How often jobs that wait outside ask to be let in.", source=JUDGEMENT,
    )
    bucket_seconds: float = card(
        10.0, unit="seconds", low=1.0, high=60.0, at_least=0.0, at_most=86_400.0, kind="policy",
        meaning="A rate limit lets through at once what it allows in this time, if nothing came before.",
        source="assumption: the usual token bucket",
    )
    health_aware: bool = card(
        True, unit="yes/no", kind="policy",
        meaning="Whether an endpoint with an incident gets no calls while another is up.", source="D-SERV-3",
    )
    health_seconds: float = card(
        30.0, unit="seconds", low=5.0, high=300.0, at_least=0.0, at_most=86_400.0,
        meaning="Time until the gateway notices that an endpoint is sick or well again.", source=JUDGEMENT,
    )
    trim_share: float = card(
        0.0, unit=SHARE, low=0.0, high=0.4, at_most=0.99, kind="policy",
        meaning="Context hygiene: share of each input that is trimmed away.", source="D-LEV-4",
    )


class Cache(Group):
    """Answers that are given again (D-LEV-1)."""

    exact: bool = card(
        True, unit="yes/no", kind="policy", meaning="Whether the same wording gets the earlier answer.",
        source="D-LEV-1",
    )
    semantic: bool = card(
        False, unit="yes/no", kind="policy", meaning="Whether the same meaning gets the earlier answer.",
        source="D-LEV-1",
    )
    prefix: bool = card(
        True, unit="yes/no", kind="policy", meaning="Whether the provider bills a shared prefix as cached input.",
        source="D-LEV-1",
    )
    entries: int = card(
        50_000, unit="answers", low=5_000, high=1_000_000, at_least=1, at_most=1_000_000_000,
        meaning="Answers that each of the two caches holds, over all classes; the least recently used goes first.",
        source="lever_effects.cache_entries",
    )
    minutes: float = card(
        10_080.0, unit="minutes", low=60.0, high=40_320.0, at_least=0.0, at_most=1e7,
        meaning="How long an answer stays valid after its last use.", source="lever_effects.cache_weeks",
    )
    keeps_unique: bool = card(
        False, unit="yes/no",
        meaning="Whether answers to questions that never come again take up entries too. The weekly model's rule "
        "(Che's approximation) knows repeatable questions only.",
        source="assumption: gateways exempt personal calls from caching",
    )
    days_before: float = card(
        3.0, unit="days", low=0.0, high=14.0, at_least=0.0, at_most=60.0,
        meaning="Days of ordinary traffic that have filled the two caches before the warm-up.", source=JUDGEMENT,
    )
    prefix_minutes: float = card(
        5.0, unit="minutes", low=1.0, high=60.0, at_least=0.0, at_most=10_080.0,
        meaning="How long the provider keeps a prefix after its last use.", source="lever_effects.prefix_minutes",
    )
    wrong_share: float = card(
        0.005, unit=SHARE, low=0.0, high=0.03,
        meaning="Share of semantic hits whose answer does not fit the question.",
        source="lever_effects.wrong_answer_share",
    )
    hit_eur: float = card(
        0.0005, unit="EUR/call", low=0.0, high=0.002, at_least=0.0, at_most=10.0,
        meaning="Cost of a cached answer.", source="lever_effects.cached_call_cost: 12% of a call of about EUR 0.004",
    )
    hit_seconds: float = card(
        0.05, unit="seconds", low=0.01, high=0.3, at_least=0.0, at_most=60.0,
        meaning="Time that a cached answer takes.", source=JUDGEMENT,
    )


class Router(Group):
    """Which model a call goes to (D-LEV-2, D-SERV-8)."""

    routes: bool = card(
        True, unit="yes/no", kind="policy", meaning="Whether simple calls go to the small model.", source="D-LEV-2"
    )
    misjudged_share: float = card(
        0.03, unit=SHARE, low=0.0, high=0.15,
        meaning="Share of hard calls that the router takes for simple ones; their answers are wrong.",
        source="assumption: D-LEV-2 (92% of the outcome at half the cost) is the upper end",
    )
    value_tiers: bool = card(
        False, unit="yes/no", kind="policy",
        meaning="Whether classes of low value send part of their hard calls to the small model too.",
        source="D-SERV-8",
    )
    tier_value_eur: float = card(
        0.05, unit="EUR/call", low=0.01, high=0.5, at_least=0.0, at_most=1_000.0, kind="policy",
        meaning="Value of a call below which value tiers do so.", source="lever_effects.tier_value_eur",
    )
    tier_extra_share: float = card(
        0.50, unit=SHARE, low=0.2, high=0.8, kind="policy",
        meaning="Share of those hard calls that they send.", source="lever_effects.tier_extra_share",
    )
    small_right_share: float = card(
        0.55, unit=SHARE, low=0.2, high=0.9,
        meaning="Share of hard calls that the small model answers rightly when value tiers or a fallback send them.",
        source="data/routing routellm_pair_outcomes_mmlu.csv: 78% of what the large one gets right, half of it simple",
    )


class Retries(Group):
    """What callers' software does when no answer comes (D-SERV-6)."""

    attempts: int = card(
        2, unit="attempts", low=1, high=5, at_least=1, at_most=10, kind="policy",
        meaning="How often a call is tried, the first time included.", source="D-SERV-6; size assumed",
    )
    backoff_seconds: float = card(
        1.0, unit="seconds", low=0.0, high=10.0, at_least=0.0, at_most=3_600.0, kind="policy",
        meaning="Pause before the second attempt; it doubles with each further one.", source=JUDGEMENT,
    )
    budget_share: float | None = card(
        0.10, unit=SHARE, low=0.05, high=0.3, kind="policy",
        meaning="Retries of a class at most this share of its first attempts, over the last hundred or so; null: no "
        "limit.",
        source="D-SERV-6; size assumed",
    )
    cancels: bool = card(
        True, unit="yes/no", kind="policy",
        meaning="Whether work that nobody waits for any more is taken back; else it runs on and is billed.",
        source="D-SERV-6",
    )
    fallback: bool = card(
        True, unit="yes/no", kind="policy",
        meaning="Whether a call that the large model fails or keeps waiting goes to the small one.", source="D-SERV-6",
    )
    fallback_after_seconds: float = card(
        12.0, unit="seconds", low=3.0, high=30.0, at_least=0.0, at_most=86_400.0, kind="policy",
        meaning="How long it is kept waiting before that, its work included; jobs wait on.",
        source="D-SERV-6; size assumed",
    )


class Provider(Group):
    """What goes wrong on the other side."""

    failed_share: float = card(
        0.03, unit=SHARE, low=0.005, high=0.1, at_most=0.9,
        meaning="Share of answers that are billed and unusable (cut off, wrong form) and asked for again; a dashboard "
        "sees no error.",
        source="traffic.failed_share (D-ECON-6)",
    )
    incidents_per_month: float = card(
        6.2, unit="incidents/month", low=3.0, high=16.0, at_least=0.0, at_most=10_000.0,
        meaning="Incidents of the large model, each at one endpoint.",
        source="data/llm_provider_incidents: 15.8 a month, 39% of them more than minor",
    )
    incident_hours_median: float = card(
        1.44, unit="hours", low=0.9, high=1.5, at_least=0.001, at_most=1_000.0,
        meaning="Median length of an incident.", source="data/llm_provider_incidents",
    )
    incident_log_sd: float = card(
        1.19, unit=LOG_UNITS, low=0.5, high=1.5, at_least=0.0, at_most=3.0,
        meaning="Spread of an incident's length.", source="data/llm_provider_incidents",
    )
    incident_at_hour: float | None = card(
        None, unit="hour of the day", low=0.0, high=23.0, at_least=0.0, at_most=168.0,
        meaning="One given incident of median length at the first endpoint, in hours since the start of the day.",
        source=USER,
    )
    slow_times: float = card(
        3.0, unit="times", low=1.5, high=10.0, at_least=1.0, at_most=1_000.0,
        meaning="Time that work takes during an incident over the usual one.", source=JUDGEMENT,
    )
    error_share: float = card(
        0.20, unit=SHARE, low=0.0, high=1.0,
        meaning="Share of calls that end in an error during an incident; they are not billed.", source=JUDGEMENT,
    )


class Stack(Group):
    """Everything that a day of the request level depends on, but for the luck."""

    name: str = Field(default="stack", pattern=NAME_PATTERN)
    label: str = Field(default="Stack", min_length=1, max_length=80)
    about: str = Field(default="", max_length=1000)
    day: DayPlan = DayPlan()
    customers: Customers = Customers()
    employees: Employees = Employees()
    jobs: Jobs = Jobs()
    gateway: Gateway = Gateway()
    cache: Cache = Cache()
    router: Router = Router()
    large: LargeModel = LargeModel()
    small: SmallModel = SmallModel()
    scaling: Scaling = Scaling()
    retries: Retries = Retries()
    provider: Provider = Provider()

    @model_validator(mode="after")
    def _consistent(self) -> Stack:
        for name, callers in self.callers().items():
            if callers.distinct_meanings > callers.distinct_texts:
                raise ValueError(
                    f"{name}.distinct_meanings is {callers.distinct_meanings} and {name}.distinct_texts is "
                    f"{callers.distinct_texts}: each meaning has at least one wording; make the second as large"
                )
        for name, callers in self.callers().items():
            if (self.cache.exact or self.cache.semantic) and self.cache.hit_seconds > callers.timeout_seconds:
                raise ValueError(
                    f"cache.hit_seconds is {self.cache.hit_seconds:g} but {name}.timeout_seconds is "
                    f"{callers.timeout_seconds:g}: a cached answer would come too late; lower the first"
                )
        if self.scaling.policy != "none" and self.scaling.most < self.large.replicas:
            raise ValueError(
                f"scaling.most is {self.scaling.most} but large.replicas, the fewest, is {self.large.replicas}; set "
                f"scaling.most to {self.large.replicas} or more"
            )
        for pool in ("large", "small"):
            model: Model = getattr(self, pool)
            if model.endpoints > model.replicas:
                raise ValueError(
                    f"{pool}.endpoints is {model.endpoints} but {pool}.replicas is {model.replicas}: an endpoint has "
                    f"at least one replica; set {pool}.endpoints={model.replicas}, or more replicas"
                )
        self._check_size()
        return self

    def _check_size(self) -> None:
        """A day that would take hours to simulate is refused, by the key that makes it so."""
        hours = self.day.hours + self.day.warm_up_hours
        calls = {name: callers.per_second * hours * 3_600.0 for name, callers in self.callers().items()}
        for name, callers in self.callers().items():
            if callers.surge_at_hour is not None:
                surge_hours = min(hours, callers.surge_minutes / 60.0)
                calls[name] += callers.per_second * max(0.0, callers.surge_times - 1.0) * surge_hours * 3_600.0
        busiest = max(calls, key=lambda name: calls[name])
        if sum(calls.values()) > MOST_CALLS:
            raise ValueError(
                f"{busiest}.per_second is {self.callers()[busiest].per_second:g}: with day.hours={self.day.hours:g} "
                f"the day has about {sum(calls.values()):.3g} calls; at most {MOST_CALLS:,} can be simulated; lower "
                "the rate, the surge or the hours"
            )
        rate = sum(callers.per_second * callers.repeat_share for callers in self.callers().values())
        if rate * self.cache.days_before * 86_400.0 > MOST_EARLIER_CALLS:
            raise ValueError(
                f"cache.days_before is {self.cache.days_before:g}: about "
                f"{rate * self.cache.days_before * 86_400.0:.3g} repeatable calls would fill the caches first; at most "
                f"{MOST_EARLIER_CALLS:,} can be simulated; lower it"
            )

    def callers(self) -> dict[str, Callers]:
        """The three classes by name, in their order."""
        return {"customers": self.customers, "employees": self.employees, "jobs": self.jobs}

    def fingerprint(self) -> str:
        """A hash of every value that decides a result; labels do not count."""
        values = self.model_dump(mode="json", exclude={"label": True, "about": True})
        text = json.dumps(values, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def stack_cards() -> dict[str, Card]:
    """The cards of a serving stack by name, in their order."""
    return {found.name: found for found in cards_of(Stack)}
