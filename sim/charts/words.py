"""Numbers in words and short forms, the same in titles, labels and tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS_PER_WEEK = 12 / 52
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_WORDS = (*_ONES, *_TEENS, "twenty")
_CALENDAR = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONEY = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
_ONE_DECIMAL_BELOW = 9.95
_ROUNDS_UP = 0.9995
_LARGE = 100_000
_SOME, _MOST = 0.005, 0.995


def name(label: str) -> str:
    """A strategy's label inside a sentence."""
    return " ".join(label.replace("_", " ").split())


def capital(text: str) -> str:
    """The text at the start of a sentence; the rest keeps its own capitals."""
    return text[:1].upper() + text[1:]


def count(number: int) -> str:
    """2,000."""
    return f"{number:,}"


def count_short(number: int) -> str:
    """2,000; 120k from a hundred thousand on, to stay narrow under a tick."""
    if number < _LARGE:
        return count(number)
    return f"{number / 1e6:.1f}M" if number >= 1e6 * _ROUNDS_UP else f"{number / 1e3:.0f}k"


def number_word(number: int) -> str:
    """'twenty'; figures beyond it."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else count(number)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th, 21st."""
    teens = 10 < number % 100 < 14  # noqa: PLR2004  11th, 12th, 13th
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def percent(share: float, decimals: int = 0) -> str:
    """41%; never 0% where it is some, never 100% where it is not all."""
    if decimals == 0 and 0 < share <= _SOME:
        return "<1%"
    if decimals == 0 and _MOST <= share < 1:
        return ">99%"
    return f"{100 * share:.{decimals}f}%"


def percents(shares: Sequence[float]) -> list[str]:
    """Shares as percentages, with a decimal where whole numbers would hide that they differ."""
    whole = [percent(share) for share in shares]
    hidden = len(set(whole)) < len({round(share, 3) for share in shares})
    return [percent(share, 1) for share in shares] if hidden and len(set(whole)) == 1 else whole


def eur(amount: float, decimals: int = 0) -> str:
    """€1.4M, €180k, €950; `decimals` asks for more digits than that."""
    sign, size = ("\N{MINUS SIGN}" if amount < 0 else ""), abs(amount)
    for unit, suffix in _MONEY:
        if size >= unit * _ROUNDS_UP:
            scaled = size / unit
            least = 1 if suffix != "k" and scaled < _ONE_DECIMAL_BELOW else 0
            return f"{sign}€{scaled:.{least + decimals}f}{suffix}"
    return f"{sign}€{size:.{decimals}f}"


def eurs(first: float, second: float) -> tuple[str, str]:
    """Two amounts, with a further digit where the short form would hide that they differ."""
    decimals = 1 if eur(first) == eur(second) and first != second else 0
    return eur(first, decimals), eur(second, decimals)


def eur_tick(amount: float) -> str:
    """An amount on an axis: €2M, €2.5M, €250k."""
    for unit, suffix in _MONEY:
        if amount >= unit * _ROUNDS_UP:
            return f"€{amount / unit:g}{suffix}"
    return f"€{amount:g}"


def _short(number: float) -> str:
    """Whole from ten on, one decimal below, no decimal that is zero."""
    if number >= _ONE_DECIMAL_BELOW:
        return f"{number:.0f}"
    return f"{number:.1f}".removesuffix(".0")


def months(length: float) -> str:
    """'15 months', '0.7 months', '1 month'."""
    short = _short(length)
    return f"{short} month{'' if short == '1' else 's'}"


def month_number(months_from_start: float) -> str:
    """A point of the axis: 'month 60' is after sixty months."""
    return f"month {_short(months_from_start) if months_from_start < 1 else round(months_from_start)}"


def month_of(months_from_start: float) -> str:
    """The month in which something happens, counted from one as the event log does."""
    return f"month {int(months_from_start) + 1}"


def calendar_month(start: date, months_later: int) -> str:
    """'Jan 2026': the calendar's month so many months after the start, whatever the machine's language."""
    later = start.month - 1 + months_later
    return f"{_CALENDAR[later % 12]} {start.year + later // 12}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    *head, tail = parts
    return f"{', '.join(head)} {last} {tail}" if head else tail


def of_hundred(some: int, total: int) -> str:
    """'83 of 100', or the plain count where fewer were compared."""
    if total < 100:  # noqa: PLR2004  no percentages of a handful
        return f"{some} of {total}"
    scaled = round(100 * some / total)
    if (scaled == 0 and some) or (scaled == 100 and some < total):  # noqa: PLR2004
        return f"{count(some)} of {count(total)}"
    return f"{scaled} of 100"
