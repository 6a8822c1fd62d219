"""Value: automation, trust, and what is left when nobody trusts (D-PILOT-3, D-SERV-7, model §3 Value)."""

from __future__ import annotations


def automation_at(age_weeks: float, unchanged: float, changed: float, change_weeks: float, redesigned: bool) -> float:
    """Share of the potential realised: it rises as the work around the workload is redesigned."""
    if not redesigned:
        return unchanged
    if age_weeks >= change_weeks:
        return changed
    return unchanged + (changed - unchanged) * age_weeks / change_weeks


def next_trust(trust: float, recovery: float, lost: float) -> float:
    """Trust a week later: part of what is missing comes back, the week's disappointments go off."""
    return max(0.0, trust + recovery * (1.0 - trust) - lost)


def trusted_share(trust: float, floor: float) -> float:
    """Share of the value that trust leaves; at the floor everything is verified by hand."""
    return (trust - floor) / (1.0 - floor) if trust > floor else 0.0


def next_drift(drift: float, drift_per_week: float, repair_per_week: float, paid_share: float) -> float:
    """Drift a week later: it grows as far as upkeep is not done and is repaired as far as it is (D-SERV-7)."""
    return min(1.0, max(0.0, drift + drift_per_week * (1.0 - paid_share) - repair_per_week * paid_share * drift))
