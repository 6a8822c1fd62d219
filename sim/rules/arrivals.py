"""Arrivals of requests: a Poisson process whose rate wanders, and how much more than Poisson its counts vary.

The rate is its mean times a factor of mean one. The factor keeps its value for an exponential time, then it is drawn
anew from a gamma distribution: its correlation falls exponentially, so that the variance of counts has a closed form.
"""

from __future__ import annotations

import math

FEW = 1e-4  # below it the closed form loses its digits, and its limit is good to more than they show


def smoothing(windows_of_memory: float) -> float:
    """What averaging over a window leaves of the rate's variance; the window in units of the rate's memory."""
    if windows_of_memory < FEW:
        return 1.0 - windows_of_memory / 3.0
    return 2.0 * (windows_of_memory - 1.0 + math.exp(-windows_of_memory)) / (windows_of_memory * windows_of_memory)


def dispersion(per_second: float, seconds: float, burst: float, burst_seconds: float) -> float:
    """Variance over mean of the counts in windows of this length; 1 is Poisson."""
    return 1.0 + per_second * seconds * burst * smoothing(seconds / burst_seconds)
