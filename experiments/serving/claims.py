"""What the field says of inference at scale: as weeks show it, and as days of single requests do."""

from __future__ import annotations

from collections.abc import Callable

from experiments.kit.arms import Study
from experiments.kit.claims import Check, Claim
from experiments.kit.evidence import column
from experiments.kit.measured import EUR, RATIO, SHARE, Measured, difference, mean, median, ratio
from experiments.kit.regions import Region
from experiments.serving.days import (
    Number,
    day_difference,
    day_ratio,
    day_share,
    number,
    prices_of,
    served,
    stack_ratio,
    worst,
)
from experiments.serving.evidence import LOOKED_AT, bloat_of_the_oldest, shares, spread, tokens_at_launch, trust_lost
from sim.analysis.maps import Axis
from sim.analysis.tables import Floats

BASE, FAILING, UNTRIMMED, UNBLOATED = "application_first", "many_failures", "no_hygiene", "no_bloat"
EVALUATED, TIERED, CAPPED = "evaluated", "value_tiers", "capped"
STACK = "`sim serve stack={}`"
SLOW, QUEUE, BATCHES, SCALES, STORM, SICK = "concurrency", "flood", "batching", "scaling", "retries", "default"
ORDERS = 100.0
WELL = ("provider.incidents_per_month=0",)
DECAYED = (
    *WELL, "provider.failed_share=0.1", "customers.context_times=4", "employees.context_times=4", "jobs.context_times=4",
)  # fmt: skip
A_LITTLE_EUR = 1_000.0
DIRECTION = "The claim names no size: the bound is its direction, and a thousand euros where money is meant."


def _sizes(study: Study) -> Measured:
    found = spread(tokens_at_launch(study[BASE]), 5)
    return median(found, RATIO, f"in {len(found)} programmes")


def _prices(study: Study) -> Measured:
    return prices_of(served(study, SICK, *WELL), 0.99, 0.01)


def _climbs(study: Study) -> Measured:
    return day_ratio(served(study, SLOW), worst("customers"), "busy", "quiet")


def _per_call(more: str, less: str) -> Check:
    def measure(study: Study) -> Measured:
        return ratio(*_both(study, more, less, "cost_per_call_eur"))

    return Check(f"vendor cost of a useful call, `{more}` over `{less}`", (more, less), measure, 1.0)


def _payoff(better: str, worse: str) -> Check:
    def measure(study: Study) -> Measured:
        return difference(*_both(study, better, worse, "payoff_eur"), EUR)

    return Check(f"payoff of `{better}` less that of `{worse}`", (better, worse), measure, A_LITTLE_EUR)


def _both(study: Study, first: str, second: str, name: str) -> tuple[Floats, Floats]:
    return column(study[first], name), column(study[second], name)


def _bloated(study: Study) -> Measured:
    return median(bloat_of_the_oldest(study[UNTRIMMED]), RATIO)


def _trust_falls(study: Study) -> Measured:
    found = trust_lost(study[BASE], 1, 4)
    return mean(found, SHARE, f"in {len(found)} of the first {LOOKED_AT} programmes")


def _caught(study: Study) -> Measured:
    usual, evaluated = (shares(study[name], "rolled_back") for name in (BASE, EVALUATED))
    return difference(usual, evaluated, SHARE)


def _over(stack: str, number_of: Number, more: str, than: str, *words: str) -> Callable[[Study], Measured]:
    return lambda study: day_ratio(served(study, stack, *words), number_of, more, than)


def _less(stack: str, number_of: Number, first: str, second: str) -> Callable[[Study], Measured]:
    return lambda study: day_difference(served(study, stack), number_of, first, second)


def _share(stack: str, number_of: Number, variant: str, *words: str) -> Callable[[Study], Measured]:
    return lambda study: day_share(served(study, stack, *words), number_of, variant)


def _decayed(number_of: Number) -> Callable[[Study], Measured]:
    def measure(study: Study) -> Measured:
        return stack_ratio(served(study, SICK, *DECAYED), served(study, SICK, *WELL), number_of)

    return measure


CLAIMS = (
    Claim(
        "D-SERV-1",
        "One request is not one unit of demand: a three-bullet summary and a 14-page contract differ by orders "
        "of magnitude.",
        "Each call's input and output are drawn from quantiles of real ones, for documents and for conversations "
        "(`sim/scenario/token_sizes.py`, `sim/serving/draws.py`).",
        (
            Check("price of the dearest call in a hundred over that of the cheapest in a hundred", (), _prices, ORDERS),
            Check(
                "tokens of a call at launch, largest over smallest workload of a programme with five or more, median",
                (BASE,),
                _sizes,
                decides=False,
            ),
        ),
        bounds="Orders, in the plural: two of them, a hundred times.",
        remark="Between the means of whole workloads (second row) the difference is far smaller than between calls.",
    ),
    Claim(
        "D-SERV-2",
        "Under concurrency latency climbs (0.9 to 6 seconds) while dashboards stay green.",
        f"Three replicas, more and more callers ({STACK.format(SLOW)}): what grows is the queue "
        "(`sim/serving/pool.py`).",
        (
            Check("customers' p95 in the worst five minutes, 1.25 a second over 0.5", (), _climbs, 4.0),
            Check("uptime, at 1.25 a second", (), _share(SLOW, number("large.up_share"), "busy"), 0.999),
            Check("finished without an error", (), _share(SLOW, number("large.success_share"), "busy"), 0.999),
            Check("replicas busy", (), _share(SLOW, number("large.utilisation"), "busy"), at_most=0.8),
        ),
        bounds="6 over 0.9 seconds is 6.7 times: four at least. Green: no error in a thousand, busy at most 80%.",
    ),
    Claim(
        "D-SERV-3",
        "Employees, customers and background jobs share one stack with different needs; a gateway with rate limits, "
        "priorities, backpressure and health-aware balancing tells them apart.",
        f"A job floods the stack at noon ({STACK.format(QUEUE)}), and an endpoint is sick "
        f"({STACK.format('incident')}; `sim/serving/desk.py`, `sim/serving/pool.py`).",
        (
            Check(
                "customers' p95 in the worst five minutes, one line over priorities and backpressure",
                (),
                _over(QUEUE, worst("customers"), "one_line", "backpressure"),
                1.5,
            ),
            Check(
                "jobs that are useful all the same", (), _share(QUEUE, number("jobs.useful_share"), "backpressure"), 0.9
            ),
            Check(
                "customers' p95 in the worst five minutes, blind to health over aware of it",
                (),
                _over("incident", worst("customers"), "blind", "aware"),
                1.5,
            ),
        ),
        remark="The gateway keeps customers fast under both seeds. What decides is a bound of ours, that nine in ten of "
        "the jobs are useful all the same.",
        bounds="The claim names no size: half as long again is read as what customers notice.",
    ),
    Claim(
        "D-SERV-4",
        "Batching raises utilisation until waiting for a full batch breaks the latency target.",
        f"A replica serves calls together, and waits for a full batch up to a bound ({STACK.format(BATCHES)}; "
        "`sim/serving/pool.py`).",
        (
            Check(
                "answered in time, eight together over one at a time",
                (),
                _less(BATCHES, number("useful_share"), "eight", "one"),
                0.05,
            ),
            Check(
                "answered in time, thirty-two together over eight",
                (),
                _less(BATCHES, number("useful_share"), "thirty_two", "eight"),
                at_most=-0.05,
            ),
            Check(
                "cost of a useful call, thirty-two together over eight",
                (),
                _over(BATCHES, number("cost_per_useful_eur"), "thirty_two", "eight"),
                1.25,
            ),
        ),
        bounds="The claim names no size: five points of all calls are read as helping and as breaking.",
    ),
    Claim(
        "D-SERV-5",
        "Autoscaling needs warm pools and queue-aware policies: model load time makes naive scaling late.",
        f"Replicas take five minutes to load; three times as many callers come at two ({STACK.format(SCALES)}; "
        "`sim/serving/scaling.py`).",
        (
            Check(
                "customers' calls that come too late, by the busy share over by the queue with four kept warm",
                (),
                _over(SCALES, number("customers.late"), "utilisation", "warm"),
                1.5,
            ),
            Check(
                "the same, by the queue without warm ones over with",
                (),
                _over(SCALES, number("customers.late"), "queue", "warm"),
                1.0,
            ),
        ),
        remark="Waiting in the worst five minutes, which was measured first, tells variants apart badly: in most of them "
        "it ends at the time-out.",
        bounds="The claim names no size: half as many again is late; a warm pool has to help at all.",
    ),
    Claim(
        "D-SERV-6",
        "Blind retries turn a slowdown into an invoice.",
        "A failed call is billed and made again (`sim/rules/costs.py`, billed share); a slowdown is not "
        "simulated, so that "
        "its share of failures is given: 10%, the card's upper end, against 3%.",
        (_per_call(FAILING, BASE), _payoff(BASE, FAILING)),
        part="retries",
        bounds=DIRECTION,
        remark="Every failed call is retried until it succeeds. Storms of retries, which feed on themselves, are the next "
        "row's.",
    ),
    Claim(
        "D-SERV-6",
        "When the primary model times out, fall back to a cheaper one; blind retries turn a slowdown into an invoice.",
        f"An endpoint is slow for an hour and a half ({STACK.format(STORM)}; `sim/serving/desk.py`): late answers are "
        "asked for again, work that nobody waits for runs on and is billed.",
        (
            Check(
                "cost of a useful call, blind retries over a budget for them",
                (),
                _over(STORM, number("cost_per_useful_eur"), "blind", "budget"),
                1.25,
            ),
            Check(
                "customers' p95 in the worst five minutes, without a fallback over with one",
                (),
                _over(STORM, worst("customers"), "cancels", "fallback"),
                1.5,
            ),
            Check(
                "cost of a useful call, with a fallback over without",
                (),
                _over(STORM, number("cost_per_useful_eur"), "fallback", "cancels"),
                at_most=1.05,
            ),
        ),
        part="fallback, storms",
        bounds="The claim names no size: a quarter dearer over a whole day of which it lasts a tenth is an invoice.",
    ),
    Claim(
        "D-SERV-7",
        "Quiet decay: context bloats.",
        "Tokens of a call grow by `traffic.bloat_per_year` until context hygiene trims them (`sim/rules/traffic.py`).",
        (_per_call(UNTRIMMED, UNBLOATED), _payoff(UNBLOATED, UNTRIMMED)),
        part="context bloats",
        bounds=DIRECTION,
        remark="Nobody applies context hygiene in either run; in one of them context does not grow.",
    ),
    Claim(
        "D-SERV-7",
        "Quiet decay: context bloats to 12,000-token calls.",
        "The same; 12,000 tokens are four times a tidy call of about 3,000, where the model stops the growth.",
        (
            Check(
                "tokens of a call of the oldest live workload as a programme ends, over those of a tidy one, median",
                (UNTRIMMED,),
                _bloated,
                3.0,
            ),
        ),
        part="12,000 tokens",
        bounds="Four times a tidy call, less a quarter.",
        region=Region(
            Axis("traffic.bloat_per_year", "share/year", (0.05, 0.15, 0.3, 0.5)),
            Axis("scale_gate.retired_per_year", "share/year", (0.0, 0.1)),
            "How fast context grows, and how old workloads get.",
        ),
    ),
    Claim(
        "D-SERV-7",
        "Quiet decay: prompts drift, retrieval data go stale, and trust falls.",
        "A workload drifts where its upkeep is not done (`on_call.drift_per_week`, `sim/programme/on_call.py`); "
        "drift costs "
        "trust, and trust value (`sim/rules/value.py`). Upkeep and incidents come before any other work of a team "
        "(`sim/programme/team.py`).",
        (
            Check(
                "trust that a workload loses between half a year and two years of age, mean", (BASE,), _trust_falls, 0.1
            ),
        ),
        part="trust falls",
        bounds="The claim names no size: read as ten points, which users would notice.",
        region=Region(
            Axis("on_call.drift_per_week", "share", (0.0, 0.02, 0.1)),
            Axis("delivery.upkeep_fte", "FTE", (0.2, 0.35, 0.5)),
            "How fast what is not kept up drifts, and how much there is to keep up.",
        ),
    ),
    Claim(
        "D-SERV-7",
        "Uptime stays green meanwhile.",
        "A company's stack with contexts four times as long and one answer in ten unusable, beside a tidy one "
        "(`customers.context_times`, `provider.failed_share`): a dashboard sees no error in either.",
        (
            Check("uptime", (), _share(SICK, number("large.up_share"), "", *DECAYED), 0.999),
            Check("finished without an error", (), _share(SICK, number("large.success_share"), "", *DECAYED), 0.999),
            Check("cost of a useful call, decayed over tidy", (), _decayed(number("cost_per_useful_eur")), 1.25),
        ),
        part="uptime green",
        bounds="Green: no error in a thousand. A quarter dearer is read as decay that somebody pays for.",
    ),
    Claim(
        "D-SERV-8",
        "Shadow traffic and blue-green releases catch regressions before users do.",
        "Without an evaluation harness `scale_gate.rollback_share` of workloads is rolled back soon after going "
        "live, and each "
        "week costs trust; a platform that fits brings most of a harness (`sim/programme/workload.py`).",
        (
            Check("rollbacks by workload gone live, more without harnesses", (BASE, EVALUATED), _caught, 0.005),
            _payoff(EVALUATED, BASE),
        ),
        part="releases",
        bounds="Rolled back: read as one workload in two hundred more. " + DIRECTION,
        remark="The harness costs nothing in the model, so that its payoff is an upper bound.",
    ),
    Claim(
        "D-SERV-8",
        "Premium models only for value tiers that justify them.",
        "Value tiers send part of the calls that are worth little to the small model and lose a little of their "
        "value "
        "(`lever_effects.tier_value_eur`, `sim/programme/economics.py`).",
        (_per_call(BASE, TIERED), _payoff(TIERED, BASE)),
        part="value tiers",
        bounds=DIRECTION,
        region=Region(
            Axis("lever_effects.tier_value_loss", "share", (0.0, 0.05, 0.2)),
            Axis("lever_effects.tier_value_eur", "EUR/call", (0.01, 0.05, 0.5)),
            "What low-value calls lose with a small model, and which calls count as such.",
            check=1,
        ),
    ),
    Claim(
        "D-SERV-8",
        "Budgets per workflow, not one line for all.",
        "A cap on each workload's inference bill refuses the calls beyond it, and their value with them "
        "(`cfo.workload_cap_eur`, `sim/rules/costs.py`).",
        (_payoff(CAPPED, BASE),),
        part="budgets per workflow",
        bounds=DIRECTION,
        region=Region(
            Axis("market.call_price_eur", "EUR/call", (0.006, 0.0145, 0.06)),
            Axis("traffic.jump_times", "times", (1.5, 3.0, 11.0)),
            "How dear calls are, and how far volume jumps where a launch goes beyond the plan.",
        ),
    ),
    Claim(
        "D-SERV-8",
        "Carbon-aware scheduling of batch work.",
        "",
        part="carbon",
        not_judged="carbon is not modelled, at neither level",
    ),
)
