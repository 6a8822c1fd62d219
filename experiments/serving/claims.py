"""What the field says of inference at scale, as far as weeks show it."""

from __future__ import annotations

from experiments.kit.arms import Study
from experiments.kit.claims import Check, Claim
from experiments.kit.evidence import column
from experiments.kit.measured import EUR, RATIO, SHARE, Measured, difference, mean, median, ratio
from experiments.kit.regions import Region
from experiments.serving.evidence import LOOKED_AT, bloat_of_the_oldest, shares, spread, tokens_at_launch, trust_lost
from sim.analysis.maps import Axis
from sim.analysis.tables import Floats

BASE, FAILING, UNTRIMMED, UNBLOATED = "application_first", "many_failures", "no_hygiene", "no_bloat"
EVALUATED, TIERED, CAPPED = "evaluated", "value_tiers", "capped"
REQUEST_LEVEL = "{} to the request level, which is not built yet"
ORDERS = 100.0
A_LITTLE_EUR = 1_000.0
DIRECTION = "The claim names no size: the bound is its direction, and a thousand euros where money is meant."


def _sizes(study: Study) -> Measured:
    found = spread(tokens_at_launch(study[BASE]), 5)
    return median(found, RATIO, f"in {len(found)} programmes")


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


def _not_judged(number: str, says: str, what: str, part: str = "") -> Claim:
    return Claim(number, says, "", part=part, not_judged=REQUEST_LEVEL.format(what))


CLAIMS = (
    Claim(
        "D-SERV-1",
        "One request is not one unit of demand: a three-bullet summary and a 14-page contract differ by orders "
        "of magnitude.",
        "Each workload's mean tokens a call are drawn once (`opportunities.token_log_sd`); later ones launch "
        "with more "
        "(`market.token_growth_per_year`, `sim/rules/prices.py`). Requests of one workload are all alike in a week.",
        (
            Check(
                "tokens of a call at launch, largest over smallest workload of a programme with five or more, median",
                (BASE,),
                _sizes,
                ORDERS,
            ),
        ),
        bounds="Orders, in the plural: two of them, a hundred times.",
        remark="Means of workloads are compared, since single requests are not simulated: they differ by less "
        "than requests do.",
        region=Region(
            Axis("opportunities.token_log_sd", "log units", (0.2, 0.5, 1.0)),
            Axis("market.token_growth_per_year", "share/year", (0.0, 0.1, 0.5)),
            "How far workloads lie apart, and how much later ones add.",
        ),
    ),
    _not_judged(
        "D-SERV-2", "Under concurrency latency climbs while dashboards stay green.", "concurrency and latency belong"
    ),
    _not_judged(
        "D-SERV-3",
        "Employees, customers and background jobs share one stack; a gateway tells them apart.",
        "queues and priorities belong",
    ),
    _not_judged(
        "D-SERV-4",
        "Batching raises utilisation until waiting for a full batch breaks the latency target.",
        "filling batches and latency belong",
    ),
    _not_judged(
        "D-SERV-5", "Autoscaling needs warm pools and queue-aware policies.", "replicas and their load times belong"
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
        remark="Every failed call is retried once or more until it succeeds; storms of retries, which feed on "
        "themselves, are "
        "not in it.",
    ),
    _not_judged(
        "D-SERV-6",
        "When the primary model times out, fall back to a cheaper one.",
        "time-outs and fallbacks belong",
        "fallback",
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
    _not_judged("D-SERV-7", "Uptime stays green meanwhile.", "availability and its dashboards belong", "uptime green"),
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
    _not_judged(
        "D-SERV-8",
        "Carbon-aware scheduling of batch work.",
        "neither carbon nor hours of the day are modelled; both would belong",
        "carbon",
    ),
)
