"""What the charts of sensitivity share: a card's name beside its marks, and values of the measure it moves."""

from __future__ import annotations

from sim.charts.lettering import line_in, wrap
from sim.charts.look import INK, LABEL, QUIET, SMALL
from sim.charts.page import MARGIN_IN, Page, Pen
from sim.charts.room import fewer
from sim.charts.words import count, eur, number_word, percent

MOST_CARDS = 15
NAMES_IN, GAP_IN, BETWEEN_IN, AXIS_IN = 2.75, 0.15, 0.16, 0.5
SHARE, EUR = "share", "EUR"
_MINUS = "\N{MINUS SIGN}"


def told(unit: str, value: float) -> str:
    """A value of the measure, short."""
    if unit == EUR:
        return eur(value)
    return percent(value) if unit == SHARE else f"{value:,.4g}"


def tick(unit: str, value: float) -> str:
    """A value of the measure on an axis."""
    if unit == SHARE:
        return f"{100 * value:.3g}%"
    if unit != EUR:
        return f"{value:,.4g}"
    sign, size = (_MINUS if value < 0 else ""), abs(value)
    for amount, suffix in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if size >= amount:
            return f"{sign}€{size / amount:.4g}{suffix}"
    return f"{sign}€{size:.4g}"


def name_in() -> float:
    """Height of a card's name with what stands beneath it."""
    return line_in(LABEL) + line_in(SMALL)


def row_in() -> float:
    """Height of a card's row."""
    return name_in() + BETWEEN_IN


def most_cards() -> int:
    """How many cards are shown: fewer where panels must be flat."""
    return fewer(MOST_CARDS, least=5)


def cards(number: int) -> str:
    """'the one card', 'twelve cards'."""
    return "the one card" if number == 1 else f"{number_word(number)} cards"


def write_name(page: Page, top_in: float, height_in: float, name: str, below: str, strong: bool) -> None:
    """A card's name to the left of its marks, and beneath it what is said of the card."""
    right = MARGIN_IN + NAMES_IN
    middle = top_in + (height_in - name_in()) / 2
    first = wrap(name, NAMES_IN, LABEL, True)[0]
    page.write(right, middle, first, Pen(LABEL, INK if strong else QUIET, bold=True, align="right"))
    second = wrap(below, NAMES_IN, SMALL)[0] if below else ""
    page.write(right, middle + line_in(LABEL), second, Pen(SMALL, QUIET, align="right"))


def hidden_note(hidden: int, most: str) -> str:
    """How many cards did not fit, and how far the largest of them goes."""
    more = f"{number_word(hidden)} more card{'' if hidden == 1 else 's'}"
    return f"Not shown: {more}, each moving it by at most {most}."


def futures(number: int) -> str:
    """'the same 100 futures'."""
    return "the same one future" if number == 1 else f"the same {count(number)} futures"
