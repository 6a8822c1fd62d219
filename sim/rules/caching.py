"""How often a cache answers: Zipf popularity, Che's approximation, a time-to-live (D-LEV-1; Che et al. 2002).

The catalogue is grouped: within a group of neighbouring ranks every item has the popularity of the group's middle rank.
"""

from __future__ import annotations

import math

GROWTH = 1.25  # a group's last rank over its first: errors of the grouping stay below one point of hit rate
STEPS = 200  # bisections of Che's equation; a float's precision is reached well before
MOST_REQUESTS = 1e18


def group_end(first: float, distinct: float) -> float:
    """The last rank of the group that begins at this rank."""
    return min(distinct, max(first, float(math.floor(first * GROWTH))))


def popularity(rank: float, exponent: float) -> float:
    """Zipf's law, not yet divided by its sum."""
    return math.exp(-exponent * math.log(rank))


def popularity_sum(distinct: float, exponent: float) -> float:
    """The sum that makes popularities shares."""
    total = 0.0
    first = 1.0
    while first <= distinct:
        last = group_end(first, distinct)
        total += (last - first + 1.0) * popularity(0.5 * (first + last), exponent)
        first = last + 1.0
    return total


def items_held(requests: float, distinct: float, exponent: float, whole: float) -> float:
    """How many different items are asked for within so many requests, on average."""
    held = 0.0
    first = 1.0
    while first <= distinct:
        last = group_end(first, distinct)
        share = popularity(0.5 * (first + last), exponent) / whole
        held += (last - first + 1.0) * -math.expm1(-share * requests)
        first = last + 1.0
    return held


def characteristic_requests(distinct: float, exponent: float, entries: float, whole: float) -> float:
    """Che's characteristic time in requests: that in which a cache of this size is filled with different items."""
    if entries >= distinct:
        return MOST_REQUESTS
    low = 0.0
    high = MOST_REQUESTS
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        if items_held(middle, distinct, exponent, whole) < entries:
            low = middle
        else:
            high = middle
    return low


def hit_share(requests: float, distinct: float, exponent: float, whole: float) -> float:
    """Share of requests whose item was asked for within the last so many requests."""
    hit = 0.0
    first = 1.0
    while first <= distinct:
        last = group_end(first, distinct)
        share = popularity(0.5 * (first + last), exponent) / whole
        hit += (last - first + 1.0) * share * -math.expm1(-share * requests)
        first = last + 1.0
    return hit


def kept_requests(calls_per_week: float, weeks_valid: float, characteristic: float) -> float:
    """Requests for which an answer stays: until it is pushed out, or no longer valid."""
    return min(characteristic, calls_per_week * weeks_valid)


def prefix_hit(calls_per_week: float, minutes_kept: float) -> float:
    """Chance that the provider still holds a prefix: that the last call was at most so many minutes ago."""
    return -math.expm1(-calls_per_week * minutes_kept / 10_080.0)


def prefix_factor(input_share: float, prefix_share: float, prefix_price: float, hit: float) -> float:
    """What is left of a call's price when the shared prefix of its input is cached by the provider."""
    return 1.0 - input_share * prefix_share * hit * (1.0 - prefix_price)
