"""What the pictures of simulated days share: short times and small sums in words, the classes' colours, clocks."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.charts.look import HUES, INK, Hue
from sim.charts.words import eur

_CLASS_HUES = {"customers": HUES[0], "employees": HUES[1], "jobs": HUES[2]}
_MINUTE, _HOUR = 60.0, 3_600.0
_MINUTES_FROM, _HOURS_FROM = 99.5, 5_970.0
_LOG_TICKS = (
    0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 120.0, 600.0, 1_800.0, 7_200.0, 36_000.0, 180_000.0,
    864_000.0,
)  # fmt: skip
"""Times that people say: 30 s, 2 min, 10 min, half an hour, 2 h."""

_CLOCK_STEPS_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880)
_MOST_CLOCK_TICKS = 9
_SHORT_EUR_FROM, _WHOLE_EUR_FROM, _CENTS_FROM, _WHOLE_FROM = 100_000.0, 999.5, 0.1, 10.0
_DIGITS = 3
_DAY_MINUTES = 1_440


def hue_of(name: str) -> Hue:
    """The colour of a class of callers, the same in every picture; ink for one that is not known."""
    return _CLASS_HUES.get(name, Hue(INK, INK, "-"))


def _digits(value: float) -> str:
    """One decimal from one on, whole from ten on, two digits below one."""
    if value >= _WHOLE_FROM - 0.05:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 1.0 else f"{value:.2g}"


def seconds(length: float) -> str:
    """'0.05 s', '6.1 s', '42 s', '15 min', '2.5 h'."""
    if length < _MINUTES_FROM:
        return f"{_digits(length)} s"
    return f"{_digits(length / _MINUTE)} min" if length < _HOURS_FROM else f"{_digits(length / _HOUR)} h"


def seconds_span(low: float, high: float) -> str:
    """'7.7 to 9.9 s', '50 s to 2.1 min'; an end that cannot be below nothing is left out: 'up to 49 s'."""
    if low <= 0.0:
        return f"up to {seconds(high)}"
    first, second = seconds(low), seconds(high)
    number, unit = first.split(" ")
    return f"{number} to {second}" if second.endswith(f" {unit}") else f"{first} to {second}"


def time_tick(length: float) -> str:
    """'3 s', '2 min': as on an axis, where ticks are round."""
    return seconds(length).replace(".0 ", " ")


def small_eur(amount: float) -> str:
    """'€0.00192', '€0.42', '€393.17', '€1,795': what a call costs has three digits that count."""
    if amount >= _WHOLE_EUR_FROM:
        return f"€{amount:,.0f}" if amount < _SHORT_EUR_FROM else eur(amount)
    if amount >= _CENTS_FROM:
        return f"€{amount:.2f}"
    if amount <= 0.0:
        return "€0"
    decimals = _DIGITS - 1 - math.floor(math.log10(amount))
    return f"€{amount:.{decimals}f}"


def named(values: Sequence[float], low: float, high: float) -> tuple[float, ...]:
    """Those of the values that lie on the axis."""
    return tuple(value for value in values if low * (1 - 1e-9) <= value <= high * (1 + 1e-9))


def log_ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Times that people say, inside the axis, at most so many."""
    inside = named(_LOG_TICKS, low, high)
    return inside[:: math.ceil(len(inside) / most)] if inside else (low,)


def clock_ticks(hours: float) -> tuple[float, ...]:
    """Round times of the clock, in hours since the first midnight, at most nine."""
    minutes = hours * _MINUTE
    step = next(
        (one for one in _CLOCK_STEPS_MINUTES if minutes / one <= _MOST_CLOCK_TICKS - 1 + 1e-9), _CLOCK_STEPS_MINUTES[-1]
    )
    return tuple(step * number / _MINUTE for number in range(math.floor(minutes / step + 1e-9) + 1))


def clock(hour: float, hours: float, weekday: str = "", weekdays: Sequence[str] = ()) -> str:
    """'09:30'; beyond one day the weekday at midnight, and 24:00 only at the very end of a single day."""
    minutes = round(hour * _MINUTE)
    day, rest = divmod(minutes, _DAY_MINUTES)
    single = hours * _MINUTE <= _DAY_MINUTES
    if single:
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if rest == 0 and weekdays:
        return weekdays[(list(weekdays).index(weekday) + day) % len(weekdays)][:3].capitalize()
    return f"{rest // 60:02d}:{rest % 60:02d}"


def span_words(minutes: float) -> str:
    """'5 minutes', '1 hour', '30 seconds'."""
    for size, unit in ((_MINUTE, "hour"), (1.0, "minute")):
        if minutes >= size * (1 - 1e-9):
            number = f"{minutes / size:.3g}"
            return f"{number} {unit}{'' if number == '1' else 's'}"
    return f"{minutes * _MINUTE:.3g} seconds"
