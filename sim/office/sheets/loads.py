"""Hours on call as a map: a row for each period, a column for each team, the darker the heavier."""

from __future__ import annotations

from sim.charts.look import HUES, tint
from sim.office.sheets.blocks import Block, Wide
from sim.office.sheets.book import CAPTION, QUIETLY, Sheet

MEAN, LIMIT = "mean", "sustainable"
CAPTION_OF_MAP = "Mean hours of incidents per engineer and week, by team; a darker cell is a heavier load"
LEAST_COLUMNS = 6


def put_loads(sheet: Sheet, numbers: Wide, row: int) -> int:
    """The map of the mean load, and the first free row below it."""
    block, limits = numbers.with_measure(MEAN), numbers.with_measure(LIMIT)
    if block is None:
        return row
    periods = sorted({(place.x or 0.0, place.x_end or 0.0) for place in block.places})
    teams, last = block.series, max(len(block.series), LEAST_COLUMNS)
    row = sheet.paragraph(row, CAPTION_OF_MAP, last, CAPTION)
    sheet.heads(row, ["months since the start", *teams], words=1)
    top = row + 1
    for at, (first, until) in enumerate(periods, start=top):
        sheet.put(at, 0, f"{first:.0f} to {until:.0f}")
    look = {"num_format": "0.0", "border": 1, "border_color": "#FFFFFF"}
    for place in block.places:
        at = top + periods.index((place.x or 0.0, place.x_end or 0.0))
        sheet.put(at, 1 + teams.index(place.series), block.values[place][MEAN], look)
    bottom = top + len(periods) - 1
    colours = {"min_color": "#FFFFFF", "max_color": tint(HUES[2].line, 0.8), "min_type": "num", "min_value": 0}
    sheet.page.conditional_format(top, 1, bottom, len(teams), {"type": "2_color_scale", **colours})
    for column, team in enumerate(teams, start=1):
        limit = _limit(limits, team)
        if limit is not None:
            rule = {"type": "cell", "criteria": ">", "value": limit, "format": sheet.book.bold}
            sheet.page.conditional_format(top, column, bottom, column, rule)
    return sheet.paragraph(bottom + 1, "Bold: more than the people can bear for long.", last, QUIETLY) + 1


def _limit(limits: Block | None, team: str) -> float | None:
    """What the people of the strategy can bear; a team is called 'strategy: team'."""
    whose = (series for series in (limits.series if limits else ()) if team.startswith(f"{series}: "))
    return next((limits.column(LIMIT, series)[0] for series in whose if limits), None)
