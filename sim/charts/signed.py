"""Differences with their sign, the same on charts and in tables."""

from __future__ import annotations

from sim.charts.words import eur

_MINUS = "\N{MINUS SIGN}"
_HALF_A_POINT = 0.005


def signed_points(share: float) -> str:
    """'+12 points', '−3 points', '+0.2 points': a difference of two shares."""
    decimals = 1 if 0.0 < abs(share) < _HALF_A_POINT else 0
    shown = f"{100 * share:+.{decimals}f}" if share else "0"
    return f"{shown} point{'' if shown[1:] == '1' else 's'}".replace("-", _MINUS)


def signed_eur(amount: float) -> str:
    """'+€1.2M', '−€300k', '€0'."""
    return f"{'+' if amount > 0 else ''}{eur(amount)}"
