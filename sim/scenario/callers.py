"""Who calls a serving stack: customers, employees and background jobs (D-SERV-3)."""

from __future__ import annotations

from typing import Any

from pydantic import field_validator

from sim.scenario.cards import SHARE, Group, card, cards_of
from sim.scenario.sizes import SHARES
from sim.scenario.token_sizes import CONVERSATION_INPUT, CONVERSATION_OUTPUT, DOCUMENT_INPUT, DOCUMENT_OUTPUT
from sim.scenario.vocabulary import JUDGEMENT

HOURS = 24
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_TOKENS = 2_000_000.0  # the largest context windows on offer
MOST_RELATIVE = 1_000.0
TOKENS_PER_CALL = "tokens/call"
RELATIVE = "relative rate"
AZURE_SIZES = "data/azure2023 (quantiles of one hour of a conversation service); sim calibrate traffic for one's own"
AZURE_WEEK = "data/azure2024_digitized (hourly rates of a week, read off a figure)"


def relative_rates(values: tuple[float, ...], wanted: int) -> tuple[float, ...]:
    """Rates that stand in proportion to each other; ValueError says what is wrong with them."""
    if len(values) != wanted:
        raise ValueError(f"found {len(values)} numbers; allowed are exactly {wanted}")
    for place, value in enumerate(values):
        if not 0.0 <= value <= MOST_RELATIVE:
            raise ValueError(f"found {value:g} in place {place + 1}; allowed is a number from 0 to {MOST_RELATIVE:g}")
    if not any(values):
        raise ValueError("all are 0; at least one must be above it, as they only state proportions")
    return values


def token_quantiles(values: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of tokens: one for each of SHARES, never falling; ValueError says what is wrong with them."""
    if len(values) != len(SHARES):
        raise ValueError(
            f"found {len(values)} numbers; allowed are exactly {len(SHARES)}: the quantiles at 0%, 1% … 99%, 99.5%, "
            "99.9% and 100% (sim calibrate traffic writes them)"
        )
    for place, value in enumerate(values):
        if not 0.0 <= value <= MOST_TOKENS:
            raise ValueError(f"found {value:g} in place {place + 1}; allowed are 0 to {MOST_TOKENS:g} tokens")
        if place and value < values[place - 1]:
            raise ValueError(f"found {value:g} after {values[place - 1]:g} in place {place + 1}; quantiles never fall")
    return values


class Callers(Group):
    """One class of callers."""

    per_second: float = card(
        1.0, unit="calls/second", low=0.1, high=10.0, at_least=0.0, at_most=1_000.0,
        meaning="Mean rate of calls over a week.",
        source="traffic.steady_calls_per_week: ten workloads of 120,000 calls a week make 2 a second in all classes",
    )
    hours: tuple[float, ...] = card(
        (0.9, 0.97, 0.95, 0.79, 0.8, 0.86, 0.97, 1.05, 1.08, 1.04, 0.96, 1.03,
         1.14, 1.26, 1.32, 1.25, 1.14, 1.1, 1.09, 1.02, 0.95, 0.82, 0.74, 0.78),
        unit=RELATIVE, meaning="Rate in each of the 24 hours of a day, in proportion to each other.",
        source=AZURE_WEEK,
    )
    weekdays: tuple[float, ...] = card(
        (1.18, 1.22, 1.13, 1.14, 1.03, 0.66, 0.64), unit=RELATIVE,
        meaning="Rate on each weekday from Monday on, in proportion to each other.", source=AZURE_WEEK,
    )
    burst: float = card(
        0.056, unit="variance of the rate's factor", low=0.01, high=0.5, at_least=0.0, at_most=20.0,
        meaning="How far the rate wanders around its mean from one spell to the next; 0 is Poisson.",
        source="data/azure2023 burstiness_conv.csv (least squares on the counts' dispersion at 1 to 300 s)",
    )
    burst_seconds: float = card(
        188.0, unit="seconds", low=10.0, high=900.0, at_least=1.0, at_most=86_400.0,
        meaning="Mean length of a spell for which the rate keeps its factor.",
        source="data/azure2023 burstiness_conv.csv, as burst",
    )
    surge_times: float = card(
        1.0, unit="times", low=1.0, high=11.0, at_least=0.0, at_most=100.0,
        meaning="Rate during a surge over the usual rate.", source="D-ECON-7 (up to 11 times after a launch)",
    )
    surge_at_hour: float | None = card(
        None, unit="hour of the day", low=0.0, high=23.0, at_least=0.0, at_most=168.0,
        meaning="When a surge begins, in hours since the start of the day; null: there is none.",
        source="user's choice",
    )
    surge_minutes: float = card(
        60.0, unit="minutes", low=5.0, high=240.0, at_least=0.0, at_most=10_080.0,
        meaning="How long a surge lasts.", source=JUDGEMENT,
    )
    input_tokens: tuple[float, ...] = card(
        CONVERSATION_INPUT, unit=TOKENS_PER_CALL,
        meaning="Quantiles of a call's input at 0%, 1% … 99%, 99.5%, 99.9%, 100%; linear between.", source=AZURE_SIZES,
    )
    output_tokens: tuple[float, ...] = card(
        CONVERSATION_OUTPUT, unit=TOKENS_PER_CALL,
        meaning="Quantiles of a call's output at the same shares; drawn independently of the input.",
        source=AZURE_SIZES,
    )
    context_times: float = card(
        1.0, unit="times", low=1.0, high=4.0, at_least=0.0, at_most=100.0,
        meaning="Input over a tidy one's: context bloat.", source="D-SERV-7 (12,000-token calls)",
    )
    repeat_share: float = card(
        0.35, unit=SHARE, low=0.1, high=0.6,
        meaning="Share of calls that could be answered from an earlier answer, by meaning.",
        source="lever_effects.repeat_share (D-LEV-1)",
    )
    distinct_meanings: int = card(
        50_000, unit="questions", low=5_000, high=500_000, at_least=1, at_most=1_000_000_000,
        meaning="Different questions by meaning among those calls.", source="lever_effects.distinct_meanings",
    )
    distinct_texts: int = card(
        5_000_000, unit="questions", low=500_000, high=50_000_000, at_least=1, at_most=1_000_000_000,
        meaning="Different questions by wording among those calls; each wording has one meaning.",
        source="lever_effects.distinct_texts",
    )
    popularity_exponent: float = card(
        0.80, unit="exponent", low=0.6, high=1.2, at_least=0.0, at_most=3.0,
        meaning="How unequal questions are: Zipf's exponent.", source="lever_effects.popularity_exponent",
    )
    prefix_share: float = card(
        0.40, unit=SHARE, low=0.1, high=0.95,
        meaning="Share of the input that is a prefix shared with other calls.", source="lever_effects.prefix_share",
    )
    prefixes: int = card(
        4, unit="prefixes", low=1, high=50, at_least=1, at_most=100_000,
        meaning="Different shared prefixes, used equally often: about one a workload.", source=JUDGEMENT,
    )
    simple_share: float = card(
        0.50, unit=SHARE, low=0.2, high=0.8,
        meaning="Share of calls that the small model answers as well.", source="lever_effects.simple_share (D-LEV-2)",
    )
    value_eur: float = card(
        0.10, unit="EUR/call", low=0.01, high=0.5, at_least=0.0, at_most=1_000.0,
        meaning="Value of a useful call.", source="D-ECON-6; size assumed",
    )
    timeout_seconds: float = card(
        20.0, unit="seconds", low=5.0, high=60.0, at_least=0.1, at_most=86_400.0,
        meaning="How long a caller waits for an answer before giving up or trying again.", source=JUDGEMENT,
    )
    priority: int = card(
        0, unit="rank", low=0, high=2, at_least=0, at_most=9, kind="policy",
        meaning="Place in a queue with priorities: smaller goes first.", source="D-SERV-3",
    )
    rate_limit_per_second: float | None = card(
        None, unit="calls/second", low=0.5, high=20.0, at_least=0.001, at_most=10_000.0, kind="policy",
        meaning="Calls let through on average; beyond it jobs wait outside and others are refused; null: no limit.",
        source="D-SERV-3",
    )
    batch_share: float = card(
        0.0, unit=SHARE, low=0.0, high=0.9, kind="policy",
        meaning="Share of the calls to a model that goes to the provider's batch lane, answered later at batch price.",
        source="D-LEV-3",
    )

    @field_validator("hours")
    @classmethod
    def _each_hour(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        return relative_rates(values, HOURS)

    @field_validator("weekdays")
    @classmethod
    def _each_weekday(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        return relative_rates(values, len(WEEKDAYS))

    @field_validator("input_tokens", "output_tokens")
    @classmethod
    def _each_quantile(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        return token_quantiles(values)


def as_in(
    group: type[Group], key: str, default: Any, source: str, low: float | None = None, high: float | None = None
) -> Any:
    """The card of another group with a default of its own, so that unit, limits and meaning stand in one place."""
    found = next(one for one in cards_of(group) if one.name == key)
    low, high = found.low if low is None else low, found.high if high is None else high
    return card(
        default, unit=found.unit, low=low, high=high, at_least=found.at_least, at_most=found.at_most,
        kind="policy" if found.kind == "policy" else "assumption", meaning=found.meaning, source=source,
    )


class Customers(Callers):
    """People outside the organisation, who wait in front of a screen."""


class Employees(Callers):
    """People inside it, in office hours."""

    per_second: float = as_in(Callers, "per_second", 0.5, "as of customers")
    hours: tuple[float, ...] = as_in(
        Callers, "hours",
        (0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.4, 1.2, 2.2, 2.8, 2.9, 2.5,
         1.6, 2.2, 2.7, 2.5, 1.8, 0.9, 0.4, 0.2, 0.15, 0.1, 0.05, 0.05),
        "assumption: office hours with a break at noon",
    )
    weekdays: tuple[float, ...] = as_in(
        Callers, "weekdays", (1.35, 1.4, 1.4, 1.35, 1.2, 0.15, 0.15), "assumption: a working week"
    )
    timeout_seconds: float = as_in(Callers, "timeout_seconds", 30.0, JUDGEMENT)
    priority: int = as_in(Callers, "priority", 1, "D-SERV-3")


class Jobs(Callers):
    """Background work, for which minutes are an acceptable answer time."""

    per_second: float = as_in(Callers, "per_second", 0.5, "as of customers")
    hours: tuple[float, ...] = as_in(
        Callers, "hours",
        (2.0, 2.0, 2.0, 2.0, 2.0, 1.5, 1.0, 0.7, 0.7, 0.7, 0.7, 0.7,
         0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 1.0, 1.5),
        "assumption: most of it at night",
    )
    weekdays: tuple[float, ...] = as_in(Callers, "weekdays", (1.0,) * len(WEEKDAYS), JUDGEMENT)
    input_tokens: tuple[float, ...] = as_in(
        Callers, "input_tokens", DOCUMENT_INPUT, "data/vidur_arxiv (percentiles of a summarisation workload)"
    )
    output_tokens: tuple[float, ...] = as_in(
        Callers, "output_tokens", DOCUMENT_OUTPUT, "data/vidur_arxiv (percentiles of a summarisation workload)"
    )
    repeat_share: float = as_in(Callers, "repeat_share", 0.05, "assumption: most documents come once", low=0.0)
    value_eur: float = as_in(Callers, "value_eur", 0.04, "D-ECON-6; size assumed")
    timeout_seconds: float = as_in(Callers, "timeout_seconds", 3_600.0, JUDGEMENT, low=600.0, high=14_400.0)
    priority: int = as_in(Callers, "priority", 2, "D-SERV-3")
