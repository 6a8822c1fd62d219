"""On call: hours per engineer, and how a load beyond the sustainable wears people out (D-OPS-2)."""

from __future__ import annotations

BURNT_OUT = 1.0
AFTER_A_LOSS = 0.5


def handling_hours(incidents: int, hours_each: float, mismatch: float, knows: bool) -> float:
    """Work of the week's incidents; those who do not know the thing take longer."""
    return incidents * hours_each * (1.0 if knows else mismatch)


def burnout_after(
    stock: float, load_hours: float, sustainable_hours: float, burnout_weeks: float, weeks: float
) -> float:
    """Burnout stock after some weeks at a load per engineer: B' = (x/s - 1)/K, and never below zero."""
    return max(0.0, stock + (load_hours / sustainable_hours - 1.0) / burnout_weeks * weeks)
