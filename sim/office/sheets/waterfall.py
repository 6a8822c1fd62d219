"""The levers as native charts: columns from the price before to the price after, one chart for each way they go."""

from __future__ import annotations

from sim.charts.look import HUES, QUIET
from sim.charts.words import listed, number_word
from sim.office.sheets.blocks import Wide
from sim.office.sheets.native import Line, Native, x_axis, y_axis
from sim.office.sheets.shares import series_title

STEP = "step"
_FEW = 3


def ways_of(numbers: Wide) -> list[list[str]]:
    """Strategies under which every step is the same, together."""
    block = numbers.with_measure(STEP)
    found: dict[tuple[object, ...], list[str]] = {}
    if block is None:
        return []
    for series in block.series:
        steps = [(place.text, block.values[place][STEP]) for place in block.places if place.series == series]
        found.setdefault(tuple(steps), []).append(series)
    return list(found.values())


def draw_waterfall(native: Native) -> None:
    """A clear column carries each step; totals, what is taken off and what is added have a colour each."""
    placed = native.of(STEP)
    ways = ways_of(Wide([placed.block], []))
    for at, alike in enumerate(ways):
        prices = [value or 0.0 for value in placed.block.column(STEP, alike[0])]
        before = [0.0, *prices[:-1]]
        last = len(prices) - 1
        totals = [price if place in (0, last) else 0.0 for place, price in enumerate(prices)]
        moves = [(0.0, 0.0) if place in (0, last) else (was, now)
                 for place, (was, now) in enumerate(zip(before, prices, strict=True))]  # fmt: skip
        helpers = native.helpers
        columns = {
            "carries": ([min(was, now) for was, now in moves], "#FFFFFF", 0.0),
            "price": (totals, HUES[0].line, 1.0),
            "taken off": ([max(was - now, 0.0) for was, now in moves], HUES[1].line, 1.0),
            "added": ([max(now - was, 0.0) for was, now in moves], HUES[2].line, 1.0),
        }
        steps = placed.texts(alike[0])
        layers = [
            Line(helpers.name(name), steps, helpers.numbers(values), colour, width, named=bool(width) and any(values),
                 more={"gap": 45})
            for name, (values, colour, width) in columns.items()
        ]  # fmt: skip
        x = x_axis("", num_font={"size": 8, "rotation": -45, "color": QUIET})
        native.stacked(at, _title(alike, len(ways)), layers, x, y_axis("EUR for 1,000 calls", '"€"0.00', min=0))


def _title(alike: list[str], ways: int) -> str:
    if ways == 1 and len(alike) > 1:
        return "Each strategy"
    return listed([series_title(one) for one in alike]) if len(alike) <= _FEW else _many(alike)


def _many(alike: list[str]) -> str:
    return f"{series_title(alike[0])} and {number_word(len(alike) - 1)} others"
