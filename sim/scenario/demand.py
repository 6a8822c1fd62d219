"""What the business asks for, and how much it then uses it. The same under every strategy."""

from __future__ import annotations

from sim.scenario.cards import SHARE, Group, card
from sim.scenario.vocabulary import A_YEAR, CALIBRATED, JUDGEMENT, LOG_UNITS, TRIAL, YEAR_EUR


class Opportunities(Group):
    """Use cases that the business asks for, best first (D-PILOT-2, D-PILOT-6)."""

    backlog: int = card(
        3, unit="use cases", low=1, high=8, at_least=0, at_most=200,
        meaning="Use cases waiting when the programme starts.", source=TRIAL,
    )
    ideas_per_month: float = card(
        0.65, unit="use cases/month", low=0.3, high=2.0, at_least=0.0, at_most=100.0,
        meaning="New use cases asked for a month, before success is visible.",
        source=CALIBRATED + ": loads the embedded teams to about 0.8",
    )
    growth_per_live: float = card(
        0.04, unit=SHARE, low=0.0, high=0.10,
        meaning="By how much each live workload raises the rate of new ideas.", source="D-PILOT-6; " + TRIAL,
    )
    top_value_eur: float = card(
        1_150_000.0, unit=YEAR_EUR, low=500_000.0, high=1_600_000.0, at_least=0.0, at_most=1e9,
        meaning="Potential value of the best use case, before adoption and automation.", source=TRIAL,
    )
    value_decay_per_rank: float = card(
        0.06, unit=SHARE, low=0.03, high=0.12,
        meaning="How much less each further use case is worth than the one before it.",
        source="D-FUND-1, D-FUND-2; " + CALIBRATED,
    )
    value_log_sd: float = card(
        0.35, unit=LOG_UNITS, low=0.1, high=0.7, at_least=0.0, at_most=2.0,
        meaning="Spread of a use case's value around its rank's.", source=JUDGEMENT,
    )
    effort_log_sd: float = card(
        0.30, unit=LOG_UNITS, low=0.1, high=0.6, at_least=0.0, at_most=2.0,
        meaning="Spread of complexity, which scales effort and upkeep.", source=JUDGEMENT,
    )
    volume_log_sd: float = card(
        1.25, unit=LOG_UNITS, low=1.2, high=2.0, at_least=0.0, at_most=2.5,
        meaning="Spread of steady volume; 1.25 is a Gini coefficient of 0.62.",
        source="model §3: Gini of 0.6-0.85 in real portfolios",
    )
    batch_share: float = card(
        0.40, unit=SHARE, low=0.2, high=0.6,
        meaning="Chance that minutes are an acceptable answer time for a use case.",
        source="D-SEQ-1 (latency needs are bimodal); the share is an assumption",
    )
    pattern_rag_share: float = card(
        0.70, unit=SHARE, low=0.5, high=0.9,
        meaning="Chance that a use case is retrieval-augmented rather than agentic.",
        source="D-SEQ-1 (the dominant pattern is retrieval); the share is an assumption",
    )
    model_choice_share: float = card(
        0.75, unit=SHARE, low=0.5, high=0.9,
        meaning="Chance that the choice of model matters more to a use case than its orchestration.",
        source="D-SEQ-1; the share is an assumption",
    )
    token_log_sd: float = card(
        0.50, unit=LOG_UNITS, low=0.2, high=1.0, at_least=0.0, at_most=2.0,
        meaning="Spread of tokens a call between workloads, around the mean.",
        source="D-SERV-1 (a summary and a contract differ by orders of magnitude); data/azure2023 for the heavy tail",
    )
    low_risk_share: float = card(
        0.40, unit=SHARE, low=0.2, high=0.6,
        meaning="Chance that a use case is of low risk.", source=JUDGEMENT,
    )
    high_risk_share: float = card(
        0.20, unit=SHARE, low=0.05, high=0.4,
        meaning="Chance that a use case is of high risk; where both shares exceed one together, high risk wins.",
        source=JUDGEMENT,
    )
    narrow_share: float = card(
        0.25, unit=SHARE, low=0.1, high=0.5,
        meaning="Chance that a low-risk use case is also narrow and instantly verifiable: it needs no review.",
        source="D-PILOT-8; the share is an assumption",
    )
    first_messiness: float = card(
        0.70, unit="times", low=0.4, high=1.0, at_least=0.0, at_most=100.0,
        meaning="Mean messiness of the first use case's data, relative to the effort of an ordinary data project.",
        source="D-PILOT-2 (the first has the best data); size assumed",
    )
    messiness_per_rank: float = card(
        0.03, unit="times", low=0.0, high=0.08, at_least=0.0, at_most=10.0,
        meaning="By how much each further use case's data are messier, up to twice an ordinary project.",
        source="D-PILOT-2; size assumed",
    )
    messiness_log_sd: float = card(
        0.40, unit=LOG_UNITS, low=0.1, high=0.8, at_least=0.0, at_most=2.0,
        meaning="Spread of that messiness.", source="D-PILOT-4 (three to six months)",
    )


class Traffic(Group):
    """Calls a week of a live workload."""

    steady_calls_per_week: float = card(
        120_000.0, unit="calls/week", low=35_000.0, high=400_000.0, at_least=0.0, at_most=1e9,
        meaning="Mean steady volume of a workload.", source="D-ECON-7 (5,000 a day to 400,000 a week)",
    )
    adoption_midpoint_weeks: float = card(
        20.0, unit="weeks", low=8.0, high=52.0, at_least=0.1, at_most=520.0,
        meaning="Age at which half of the steady volume is reached.", source=JUDGEMENT,
    )
    growth_per_year: float = card(
        0.10, unit=A_YEAR, low=0.0, high=0.5, at_least=-0.9, at_most=10.0,
        meaning="Growth of steady volume with age.", source="D-CASE-2 (still rising with usage); size assumed",
    )
    noise_log_sd: float = card(
        0.15, unit=LOG_UNITS, low=0.05, high=0.4, at_least=0.0, at_most=2.0,
        meaning="Week-to-week spread of volume.", source=JUDGEMENT,
    )
    noise_memory: float = card(
        0.80, unit="correlation", low=0.0, high=0.95, at_least=0.0, at_most=0.999,
        meaning="Correlation of volume noise from one week to the next.", source=JUDGEMENT,
    )
    season: float = card(
        0.08, unit=SHARE, low=0.0, high=0.3, at_most=1.0,
        meaning="How far volume swings around its mean over the year.", source=JUDGEMENT,
    )
    jump_share: float = card(
        0.12, unit=SHARE, low=0.0, high=0.3,
        meaning="Chance that a workload's volume jumps after a launch in its life.",
        source="D-ECON-7; data/servegen_derived (some clients more than double); share assumed",
    )
    jump_times: float = card(
        3.0, unit="times", low=1.5, high=11.0, at_least=0.0, at_most=1_000.0,
        meaning="Volume after such a launch over volume before it.", source="D-ECON-7 (up to 11 times)",
    )
    fade_share: float = card(
        0.12, unit=SHARE, low=0.0, high=0.3,
        meaning="Chance that a workload is abandoned by its users in its life.",
        source="D-PILOT-2; data/servegen_derived (some clients lose nearly all volume); share assumed",
    )
    fade_left: float = card(
        0.05, unit=SHARE, low=0.0, high=0.3,
        meaning="Share of volume and value left of an abandoned workload.", source=JUDGEMENT,
    )
    turn_weeks: float = card(
        65.0, unit="weeks", low=26.0, high=130.0, at_least=0.0, at_most=5_200.0,
        meaning="Mean age at which such a jump or abandonment comes.", source=JUDGEMENT,
    )
    bloat_per_year: float = card(
        0.15, unit=A_YEAR, low=0.0, high=0.5, at_least=0.0, at_most=10.0,
        meaning="Growth of tokens a call as context bloats, until context hygiene is applied.",
        source="D-SERV-7 (12,000-token calls); size assumed",
    )
    failed_share: float = card(
        0.03, unit=SHARE, low=0.005, high=0.1, at_most=0.9,
        meaning="Share of billed calls that fail and are made again: they cost and are of no use.",
        source="D-ECON-6; size assumed",
    )
