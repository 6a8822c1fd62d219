"""Traffic: how many calls a week a workload gets, and how it becomes adopted (model §3 Traffic)."""

from __future__ import annotations

import math

STEEPNESS = 5.0  # the S-curve goes from 10% to 90% within about 0.9 midpoints

MOST_GROWTH = 100.0
LONGEST_GROWTH = 5.0  # in log units: beyond the most there is
MOST_BLOAT = 4.0  # a context window is finite: D-SERV-7's 12,000 tokens against about 3,000 of a tidy call


def adoption(age_weeks: float, midpoint_weeks: float) -> float:
    """Share of steady use at this age: a logistic curve, shifted so that it starts at zero."""
    if age_weeks <= 0.0:
        return 0.0
    start = 1.0 / (1.0 + math.exp(STEEPNESS))
    now = 1.0 / (1.0 + math.exp(STEEPNESS * (1.0 - age_weeks / midpoint_weeks)))
    return (now - start) / (1.0 - start)


def growth(age_weeks: float, growth_per_year: float) -> float:
    """Growth of steady volume with age (D-CASE-2: still rising with usage), until everybody uses it."""
    return min(MOST_GROWTH, math.exp(min(LONGEST_GROWTH, age_weeks / 52.0 * math.log1p(growth_per_year))))


def season_factor(week: float, swing: float) -> float:
    """Volume over the year around its mean; the programme starts in a trough's middle, in January."""
    return 1.0 - swing * math.cos(2.0 * math.pi * week / 52.0)


def next_noise(previous: float, memory: float, shock: float) -> float:
    """One step of autocorrelated noise with unit variance."""
    return memory * previous + math.sqrt(1.0 - memory * memory) * shock


def noise_factor(noise: float, log_sd: float) -> float:
    """Volume noise with mean one."""
    return math.exp(log_sd * noise - 0.5 * log_sd * log_sd)


def bloat(weeks: float, bloat_per_year: float) -> float:
    """Tokens a call over those of a tidy one, after so many weeks without context hygiene (D-SERV-7)."""
    return min(MOST_BLOAT, math.exp(min(LONGEST_GROWTH, weeks / 52.0 * math.log1p(bloat_per_year))))


def turned_volume(u: float, fade_share: float, fade_left: float, jump_share: float, jump_times: float) -> float:
    """Volume after the turn of a workload's life over volume before: abandoned, launched again, or as it was."""
    if u < fade_share:
        return fade_left
    return jump_times if u >= 1.0 - jump_share else 1.0
