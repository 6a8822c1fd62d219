"""What one simulated day leaves: counts, latencies, the bill with its parts, and a series in windows.

A call is asked once, however often it is tried. It ends in exactly one way, so that for each class
asked = answered + late + shed + failed + inside, and answered = useful + wrong. A dashboard counts differently: see
`PoolDay.success_share`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

Column = tuple[float, ...]
Gaps = tuple[float | None, ...]


@dataclass(frozen=True)
class Bill:
    """What the counted hours cost, by part."""

    large_input_eur: float
    large_cached_input_eur: float
    large_output_eur: float
    small_input_eur: float
    small_cached_input_eur: float
    small_output_eur: float
    batch_lane_eur: float
    cached_answers_eur: float
    replicas_busy_eur: float
    replicas_idle_eur: float
    """Replicas that are up and have nothing to do, and those that load."""
    warm_pool_eur: float

    def parts(self) -> dict[str, float]:
        """Every part by name, in order."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def total_eur(self) -> float:
        return sum(self.parts().values())


@dataclass(frozen=True)
class ClassDay:
    """One class of callers: calls asked in the counted hours, and what became of them."""

    name: str
    asked: int
    answered: int
    """An answer reached a caller who still waited."""
    useful: int
    """The same, and the answer was right."""
    wrong: int
    late: int
    """The caller gave up waiting, also for the last attempt."""
    shed: int
    """Turned away by rate limit or backpressure, also at the last attempt."""
    failed: int
    """Ended by an error or an unusable answer, also at the last attempt."""
    inside: int
    """Still under way when the counted hours ended."""
    postponed: int
    """Had to wait outside at least once."""
    batched: int
    """Answered later by the batch lane; part of answered, not of the latencies."""
    exact_hits: int
    semantic_hits: int
    retries: int
    fallbacks: int
    latency_seconds: float | None
    """Mean from the first asking to the answer, or for late calls to giving up: else the slowest would not count. Null
    where there was none; the batch lane's answers are no part of it."""
    p50_seconds: float | None
    p90_seconds: float | None
    p95_seconds: float | None
    p99_seconds: float | None
    bill_eur: float
    """Tokens, cached answers and busy replicas for this class; idle replicas belong to no class."""
    wasted_eur: float
    """The part of that which led to no useful answer."""
    value_eur: float
    """Useful calls times what one is worth."""

    @property
    def useful_share(self) -> float | None:
        """Of the calls asked."""
        return self.useful / self.asked if self.asked else None

    @property
    def hit_share(self) -> float | None:
        """Of the calls asked: answered by a cache."""
        return (self.exact_hits + self.semantic_hits) / self.asked if self.asked else None

    @property
    def cost_per_useful_eur(self) -> float | None:
        return self.bill_eur / self.useful if self.useful else None


@dataclass(frozen=True)
class PoolDay:
    """The replicas of one model in the counted hours."""

    name: str
    started: int
    """Calls whose work began."""
    mean_queue: float
    longest_queue: int
    waited_share: float | None
    """Share of them that had to wait for it."""
    mean_wait_seconds: float | None
    mean_batch: float | None
    utilisation: float | None
    """Busy share of the time that replicas were up."""
    mean_up: float
    most_up: int
    loads: int
    """Replicas that were loaded."""
    up_share: float
    """Share of time in which a replica was up at an endpoint without incident: what an uptime page shows."""
    success_share: float | None
    """Share of finished work without an error, whoever still waited for it: what an error-rate page shows."""
    prefix_hit_share: float | None
    """Share of calls to the model whose shared prefix the provider still held."""
    incident_hours: float


@dataclass(frozen=True)
class Series:
    """Columns of equal length, one place for each window; by class where they are mappings."""

    hour: Column
    """Beginning of the window, in hours since the day's start."""
    asked: Mapping[str, Column]
    useful: Mapping[str, Column]
    """By the time of the answer."""
    lost: Mapping[str, Column]
    """Shed, failed or late, by the time of it."""
    p50_seconds: Mapping[str, Gaps]
    p95_seconds: Mapping[str, Gaps]
    queue: Column
    """Mean number waiting for the large model."""
    outside: Column
    """Jobs waiting outside when the window ended."""
    up: Column
    loading: Column
    busy: Column
    cost_eur: Column
    wasted_eur: Column
    retries: Column


@dataclass(frozen=True)
class Day:
    """One simulated day."""

    seed: int
    replication: int
    hours: float
    classes: tuple[ClassDay, ...]
    bill: Bill
    wasted_eur: float
    """Billed tokens and busy replicas that led to no useful answer."""
    large: PoolDay
    small: PoolDay
    series: Series
    incidents: tuple[tuple[float, float], ...]
    """Beginning and end of each incident, in hours since the day's start."""
    events: int
    """SimPy events, the warm-up included."""

    def of(self, name: str) -> ClassDay:
        """One class by name."""
        return next(one for one in self.classes if one.name == name)

    @property
    def asked(self) -> int:
        return sum(one.asked for one in self.classes)

    @property
    def useful(self) -> int:
        return sum(one.useful for one in self.classes)

    @property
    def cost_per_useful_eur(self) -> float | None:
        """The whole bill, idle replicas included, over the useful calls (D-ECON-6)."""
        return self.bill.total_eur / self.useful if self.useful else None

    @property
    def cost_per_call_eur(self) -> float | None:
        return self.bill.total_eur / self.asked if self.asked else None

    def numbers(self) -> dict[str, float | None]:
        """Every single number by a dotted name, for tables and intervals over days."""
        found: dict[str, float | None] = {
            "asked": self.asked,
            "useful": self.useful,
            "useful_share": self.useful / self.asked if self.asked else None,
            "hit_share": sum(one.exact_hits + one.semantic_hits for one in self.classes) / self.asked
            if self.asked
            else None,
            "bill_eur": self.bill.total_eur,
            "wasted_eur": self.wasted_eur,
            "wasted_share": self.wasted_eur / self.bill.total_eur if self.bill.total_eur else None,
            "cost_per_useful_eur": self.cost_per_useful_eur,
            "cost_per_call_eur": self.cost_per_call_eur,
            "value_eur": sum(one.value_eur for one in self.classes),
            "incidents": len(self.incidents),
            "events": self.events,
        }
        found |= {f"bill.{name}": value for name, value in self.bill.parts().items()}
        for one in self.classes:
            found |= _numbers_of(one)
            found |= {f"{one.name}.{name}": getattr(one, name) for name in ("useful_share", "hit_share")}
            found[f"{one.name}.cost_per_useful_eur"] = one.cost_per_useful_eur
        return found | _numbers_of(self.large) | _numbers_of(self.small)


def _numbers_of(part: ClassDay | PoolDay) -> dict[str, float | None]:
    return {f"{part.name}.{field.name}": getattr(part, field.name) for field in fields(part) if field.name != "name"}
