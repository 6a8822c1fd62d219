"""The platform: what it takes, how well it fits, what it saves (D-SEQ-1..3; model §3 Platform)."""

from __future__ import annotations

EXTRACTION_EXERCISES = 3
EVEN = 0.5


def platform_effort(from_scratch: float, extracted: float, per_further_stack: float, stacks: int) -> float:
    """Engineer-weeks: cheaper when extracted from working applications, dearer with every bespoke stack to merge."""
    learned = min(stacks, EXTRACTION_EXERCISES) / EXTRACTION_EXERCISES
    further = max(0, stacks - EXTRACTION_EXERCISES)
    return (from_scratch - (from_scratch - extracted) * learned) * (1.0 + per_further_stack * further)


def flexible_effort(effort: float, flexibility: float, flexibility_effort: float) -> float:
    """Rigidity that is designed away costs effort (D-SEQ-6)."""
    return effort * (1.0 + flexibility * flexibility_effort)


def assumed_share(true_share: float, distance: float) -> float:
    """What people assume of an axis before they have seen it: off by `distance`, towards the less common side."""
    if true_share >= EVEN:
        return max(0.0, true_share - distance)
    return min(1.0, true_share + distance)


def designed_share(assumed: float, prior_weight: float, seen_with: int, seen: int) -> float:
    """Posterior mean of a Dirichlet with two classes: the mix that the platform is designed for."""
    return (prior_weight * assumed + seen_with) / (prior_weight + seen)


def misfit(
    designed_1: float, true_1: float, designed_2: float, true_2: float, designed_3: float, true_3: float
) -> float:
    """Mean total-variation distance over the three axes of D-SEQ-1 between the designed and the true mix."""
    return (abs(designed_1 - true_1) + abs(designed_2 - true_2) + abs(designed_3 - true_3)) / 3.0


def aged(staleness: float, ageing_per_year: float, kept_share: float) -> float:
    """Misfit that practice moving on has added, a week later; upkeep keeps pace as far as it is done (D-PILOT-7)."""
    return min(1.0, staleness + ageing_per_year / 52.0 * (1.0 - kept_share))


def build_effort_factor(reuse_share: float, friction: float, flexibility: float, misfit_share: float) -> float:
    """Effort of a build on the platform over one without: reuse scales with fit, friction with misfit and rigidity."""
    return 1.0 - reuse_share * (1.0 - misfit_share) + friction * (1.0 - flexibility) * misfit_share


def saving_factor(saving_share: float, misfit_share: float) -> float:
    """What is left of upkeep, overhead, review or data work on the platform: the saving scales with fit."""
    return 1.0 - saving_share * (1.0 - misfit_share)


def leaving_effort(refactor_effort: float, lock_in: float, workloads: int) -> float:
    """Effort of replacing a bought platform: it grows with the workloads on it (D-SEQ-9)."""
    return refactor_effort * (1.0 + lock_in * workloads)
