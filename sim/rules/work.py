"""Work: what a team can do in a week, and how it divides it between packages (D-SEQ-8, model §3)."""

from __future__ import annotations

import math


def useful_share(coordination_loss: float, engineers: int, application_loss: float, applications: int) -> float:
    """Share of everybody's hours left after coordination.

    Each further head takes its share, and so does each application that the team must know (D-SEQ-8).
    """
    heads = max(0, engineers - 1)
    return math.exp(heads * math.log1p(-coordination_loss) + applications * math.log1p(-application_loss))


def productive(engineers: int, newcomers: int, newcomer_share: float) -> float:
    """Engineers, each newcomer counted by what it can do so far."""
    return engineers - newcomers * (1.0 - newcomer_share)


def package_limit(packages_per_engineer: float, engineers: int) -> int:
    """How many packages a team works on at once; at least one."""
    return max(1, int(packages_per_engineer * engineers + 0.5))


def fill_rates(capacity: float, caps: list[float], rates: list[float]) -> None:
    """Share capacity equally between packages, none above its cap; what capped ones leave goes to the others."""
    count = len(caps)
    for i in range(count):
        rates[i] = -1.0
    left = capacity
    open_packages = count
    settled = False
    while open_packages > 0 and not settled:
        share = left / open_packages
        settled = True
        for i in range(count):
            if rates[i] < 0.0 and caps[i] <= share:
                rates[i] = caps[i]
                left -= caps[i]
                open_packages -= 1
                settled = False
    for i in range(count):
        if rates[i] < 0.0:
            rates[i] = left / open_packages


def weekly_payroll_eur(engineer_cost_eur: float, engineers: float) -> float:
    """What a week of so many engineers costs."""
    return engineers * engineer_cost_eur / 52.0


def learning_factor(own: int, others: int, transfer_share: float, less_per_doubling: float) -> float:
    """Effort of a build after so many: Wright's curve; what others have built counts as far as it is passed on."""
    experience = own + transfer_share * others
    return math.exp(math.log1p(-less_per_doubling) * math.log1p(experience) / math.log(2.0))
