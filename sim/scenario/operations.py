"""What live workloads meet: prices, levers, incidents. The same under every strategy."""

from __future__ import annotations

from sim.scenario.cards import SHARE, Group, card
from sim.scenario.vocabulary import A_YEAR, ENGINEER_WEEKS, JUDGEMENT, LOG_UNITS, TRIAL, YEAR_EUR


class Market(Group):
    """What vendors charge."""

    call_price_eur: float = card(
        0.0145, unit="EUR/call", low=0.004, high=0.06, at_least=0.0, at_most=10.0,
        meaning="List price of the model calls behind one request, before levers.",
        source="model §4: inference of about EUR 95k a workload-year at 120,000 calls a week",
    )
    overhead_eur: float = card(
        33_000.0, unit=YEAR_EUR, low=10_000.0, high=60_000.0, at_least=0.0, at_most=1e9,
        meaning="Retrieval and observability of one live workload without platform.", source=TRIAL,
    )
    promotion_share: float = card(
        0.55, unit=SHARE, low=0.0, high=0.7,
        meaning="Discount on inference while a workload's contract is promotional.", source="D-ECON-3; " + TRIAL,
    )
    promotion_weeks: float = card(
        78.0, unit="weeks", low=26.0, high=104.0, at_least=0.0, at_most=5_200.0,
        meaning="Time from a workload's contract, which is signed as it goes live, to the renewal that ends the "
        "promotion.",
        source="D-ECON-3; " + TRIAL,
    )
    list_decline_per_year: float = card(
        0.10, unit=A_YEAR, low=0.0, high=0.3, at_least=0.0, at_most=0.99,
        meaning="Decline of the list price of the current tier, at which a new workload launches.",
        source="model §3 Prices (list prices hardly move); data/prices; size assumed",
    )
    token_growth_per_year: float = card(
        0.10, unit=A_YEAR, low=0.0, high=0.5, at_least=0.0, at_most=10.0,
        meaning="Growth of tokens a call of workloads that launch later.", source="model §3 Prices; size assumed",
    )
    quality_decline_per_year: float = card(
        0.35, unit=A_YEAR, low=0.1, high=0.9, at_least=0.0, at_most=0.99,
        meaning="Decline of the price of constant quality, which a workload collects only by moving to a newer model. "
        "Published declines are several-fold a year; a workload's needs rise too, so that it collects a part.",
        source="model §3 Prices; data/prices; size assumed, cautious",
    )
    model_life_weeks: float = card(
        104.0, unit="weeks", low=52.0, high=156.0, at_least=1.0, at_most=5_200.0,
        meaning="Mean time until the model a workload uses is retired and it has to move.",
        source="model §3 Prices; data/prices; size assumed",
    )
    model_life_log_sd: float = card(
        0.30, unit=LOG_UNITS, low=0.0, high=0.6, at_least=0.0, at_most=2.0,
        meaning="Spread of that time.", source=JUDGEMENT,
    )
    reevaluation_effort: float = card(
        2.0, unit=ENGINEER_WEEKS, low=0.5, high=6.0, at_least=0.0, at_most=10_000.0,
        meaning="Effort of moving one workload to another model and evaluating it again.", source=JUDGEMENT,
    )


class LeverEffects(Group):
    """What each cost lever does to inference, and what it takes to pull it."""

    repeat_share: float = card(
        0.35, unit=SHARE, low=0.1, high=0.6, at_most=1.0,
        meaning="Mean share of calls that could be answered from an earlier answer, by meaning.",
        source="D-LEV-1 (about 30% is common, 43% seen); parameters.csv semantic_cache_hit_qa",
    )
    distinct_meanings: float = card(
        50_000.0, unit="questions", low=5_000.0, high=500_000.0, at_least=1.0, at_most=1e9,
        meaning="Different questions by meaning among those calls.",
        source="calibrated to parameters.csv semantic_cache_hit_qa (10-45%)",
    )
    distinct_texts: float = card(
        5_000_000.0, unit="questions", low=500_000.0, high=50_000_000.0, at_least=1.0, at_most=1e9,
        meaning="Different questions by wording among those calls.",
        source="calibrated to parameters.csv exact_cache_hit (0.5-10%)",
    )
    popularity_exponent: float = card(
        0.80, unit="exponent", low=0.6, high=1.2, at_least=0.0, at_most=3.0,
        meaning="How unequal questions are: Zipf's exponent.", source="data/caching; exponent assumed",
    )
    cache_entries: float = card(
        50_000.0, unit="answers", low=5_000.0, high=1_000_000.0, at_least=1.0, at_most=1e9,
        meaning="Answers that a workload's cache holds.", source=JUDGEMENT,
    )
    cache_weeks: float = card(
        1.0, unit="weeks", low=0.14, high=4.0, at_least=1e-4, at_most=5_200.0,
        meaning="Time for which an answer stays valid after its last use.", source=JUDGEMENT,
    )
    cached_call_cost: float = card(
        0.12, unit=SHARE, low=0.0, high=0.3,
        meaning="Cost of a cached call as a share of an uncached one.",
        source="D-LEV-1: 43% of calls hit and 38% of spend saved gives 0.12",
    )
    wrong_answer_share: float = card(
        0.005, unit=SHARE, low=0.0, high=0.03,
        meaning="Share of semantic hits whose answer does not fit the question; it costs trust.", source=JUDGEMENT,
    )
    input_share: float = card(
        0.60, unit=SHARE, low=0.3, high=0.9,
        meaning="Share of a call's price that its input makes up.", source="data/azure2023 (tokens), data/prices",
    )
    prefix_share: float = card(
        0.40, unit=SHARE, low=0.1, high=0.8,
        meaning="Share of a retrieval workload's input that is a prefix the provider can cache.",
        source="data/mooncake, data/agent_sessions; size assumed",
    )
    agent_prefix_share: float = card(
        0.70, unit=SHARE, low=0.4, high=0.95,
        meaning="The same of an agentic workload.", source="data/agent_sessions",
    )
    prefix_price: float = card(
        0.10, unit=SHARE, low=0.02, high=0.5,
        meaning="Price of cached input as a share of the usual one.", source="parameters.csv cached_input_price_factor",
    )
    prefix_minutes: float = card(
        5.0, unit="minutes", low=1.0, high=60.0, at_least=0.0, at_most=10_080.0,
        meaning="Time for which a provider keeps a prefix after its last use.",
        source="assumption: the usual default of providers",
    )
    simple_share: float = card(
        0.50, unit=SHARE, low=0.2, high=0.8,
        meaning="Mean share of calls that a small model handles as well.", source="D-LEV-2 (80% in favourable cases)",
    )
    small_model_price: float = card(
        0.10, unit=SHARE, low=0.02, high=0.3,
        meaning="Price of the small model as a share of the usual one.",
        source="D-LEV-2 (an order of magnitude); parameters.csv price_spread_cheap_to_flagship",
    )
    tier_value_eur: float = card(
        0.05, unit="EUR/call", low=0.01, high=0.5, at_least=0.0, at_most=1_000.0,
        meaning="Value of a call below which value tiers send it to the small model in part.",
        source="D-ECON-6, D-SERV-8; size assumed",
    )
    tier_extra_share: float = card(
        0.50, unit=SHARE, low=0.2, high=0.8,
        meaning="Share of the calls not simple that value tiers send to the small model on workloads of low value.",
        source=JUDGEMENT,
    )
    tier_value_loss: float = card(
        0.05, unit=SHARE, low=0.0, high=0.2,
        meaning="Value that those workloads lose by it.", source="D-LEV-2 (92% of the outcome at half the cost)",
    )
    batch_price: float = card(
        0.60, unit=SHARE, low=0.5, high=0.7,
        meaning="Price of batched calls as a share of list.", source="D-LEV-3; parameters.csv batch_price_factor",
    )
    hygiene_saving: float = card(
        0.18, unit=SHARE, low=0.05, high=0.3,
        meaning="Share of inference saved by trimming context, which also stops its growth.", source="D-LEV-4",
    )
    tuned_price: float = card(
        0.25, unit=SHARE, low=0.1, high=0.6,
        meaning="Price of a call to a fine-tuned small model as a share of the usual one.",
        source="D-LEV-5; parameters.csv finetune_token_price_multiplier on a small model",
    )
    tuned_hosting_eur: float = card(
        30_000.0, unit=YEAR_EUR, low=5_000.0, high=100_000.0, at_least=0.0, at_most=1e9,
        meaning="Hosting of one fine-tuned model.", source="D-LEV-5; size assumed",
    )
    tuned_upkeep_fte: float = card(
        0.10, unit="FTE", low=0.05, high=0.3, at_least=0.0, at_most=50.0,
        meaning="Retraining of one fine-tuned model.", source="D-LEV-5; size assumed",
    )
    tuned_incidents: float = card(
        0.30, unit=SHARE, low=0.1, high=1.0, at_most=10.0,
        meaning="Extra behaviour incidents of a fine-tuned workload, by drift.", source="D-LEV-5; size assumed",
    )
    effort: float = card(
        4.0, unit=ENGINEER_WEEKS, low=1.0, high=8.0, at_least=0.01, at_most=10_000.0,
        meaning="Effort of one lever on one workload.", source=JUDGEMENT,
    )
    effort_on_platform: float = card(
        0.5, unit=ENGINEER_WEEKS, low=0.1, high=2.0, at_least=0.01, at_most=10_000.0,
        meaning="Effort of one lever on one workload that is on the platform.", source=JUDGEMENT,
    )
    lead_weeks: float = card(
        2.0, unit="weeks", low=0.0, high=8.0, at_least=0.0, at_most=520.0,
        meaning="Time from the end of the work on a lever until it acts.", source=JUDGEMENT,
    )


class OnCall(Group):
    """Incidents, the hours they take, and when people leave."""

    shared_per_week: float = card(
        0.10, unit="incidents/week", low=0.02, high=0.3, at_least=0.0, at_most=1_000.0,
        meaning="Shared-infrastructure incidents per live workload.", source=TRIAL,
    )
    behaviour_per_week: float = card(
        0.25, unit="incidents/week", low=0.05, high=0.6, at_least=0.0, at_most=1_000.0,
        meaning="Workload-behaviour incidents per live workload.", source=TRIAL,
    )
    handling_hours: float = card(
        5.0, unit="hours", low=2.5, high=6.0, at_least=0.0, at_most=1_000.0,
        meaning="Work of one incident by people who know the thing.",
        source="parameters.csv incident_handling_hours (2.5-6)",
    )
    mismatch: float = card(
        3.5, unit="times", low=3.0, high=4.0, at_least=1.0, at_most=100.0,
        meaning="How much longer handling takes without the knowledge.", source="model §3; D-OPS-2",
    )
    sustainable_hours: float = card(
        7.0, unit="hours/engineer-week", low=4.0, high=10.0, at_least=0.1, at_most=168.0,
        meaning="Incident load that people bear for good.",
        source="parameters.csv oncall_time_cap (15-25% of time); " + TRIAL,
    )
    burnout_weeks: float = card(
        25.0, unit="weeks", low=20.0, high=90.0, at_least=0.1, at_most=100_000.0,
        meaning="Weeks at twice the sustainable load until one engineer leaves.",
        source="calibrated to D-OPS-2 (a team paged for behaviour of twenty is gone within six months)",
    )
    decay_per_week: float = card(
        0.02, unit=SHARE, low=0.005, high=0.05,
        meaning="Share of its value that a workload loses each week once the team on call for it has collapsed.",
        source=JUDGEMENT,
    )
    hours_per_week: float = card(
        40.0, unit="hours", low=35.0, high=42.0, at_least=1.0, at_most=168.0,
        meaning="Working hours of an engineer-week.", source="assumption: a full-time week",
    )
    cluster_log_sd: float = card(
        1.0, unit=LOG_UNITS, low=0.0, high=1.5, at_least=0.0, at_most=2.0,
        meaning="How shared incidents cluster: spread of the weekly factor that all workloads share.",
        source="data/llm_provider_incidents (durations and clustering); parameters.csv provider_incident_median_hours",
    )
    drift_per_week: float = card(
        0.02, unit=SHARE, low=0.0, high=0.1,
        meaning="How fast a workload whose upkeep is not done drifts towards the worst: prompts, stale data.",
        source="D-SERV-7; size assumed",
    )
    repair_per_week: float = card(
        0.10, unit=SHARE, low=0.02, high=0.5,
        meaning="Share of that drift which a week of full upkeep removes.", source=JUDGEMENT,
    )
    drift_incidents: float = card(
        2.0, unit="times", low=0.5, high=5.0, at_least=0.0, at_most=100.0,
        meaning="By how much full drift raises a workload's behaviour incidents.", source="D-SERV-7; size assumed",
    )
    evaluation_saving: float = card(
        0.20, unit=SHARE, low=0.1, high=0.6,
        meaning="Share of behaviour incidents that an evaluation harness catches before users do.",
        source="D-OPS-1, D-SERV-8; size assumed",
    )
