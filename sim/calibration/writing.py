"""A portfolio as the CSV that `read_portfolio` takes, in the columns of the template."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from sim.calibration.portfolio import TEMPLATE, WEEKS_PER_YEAR
from sim.scenario.start import KnownWorkload

COLUMNS = (*TEMPLATE, "effort_left")
_MONTHS_PER_WEEK = 12.0 / WEEKS_PER_YEAR


def portfolio_csv(workloads: Iterable[KnownWorkload]) -> str:
    """One row a workload; what is not known stays empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, workloads))
    return out.getvalue()


def _row(known: KnownWorkload) -> list[str]:
    aged = known.stage in ("live", "pilot")
    return [
        known.name,
        known.stage,
        _number(known.age_weeks, _MONTHS_PER_WEEK, 4) if aged else "",
        _number(known.calls_per_week, 1.0 / _MONTHS_PER_WEEK, 1),
        _number(known.price_per_call_eur, 1_000.0, 6),
        _number(known.cost_eur, 1.0, 2),
        _number(known.value_eur, 1.0, 2),
        known.team,
        "yes" if known.on_platform else "no",
        "+".join(known.levers),
        _number(known.effort_left, 1.0, 2),
    ]


def _number(value: float | None, times: float, digits: int) -> str:
    """Never three digits behind the point: they could be thousands."""
    return "" if value is None else f"{value * times:.{digits}f}"
