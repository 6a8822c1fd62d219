"""Weekly samples made by hand: every column a function of programme and week."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from sim.montecarlo.weekly_rows import schema

Course = Callable[[int, int], Any]


def sample(
    programmes: int = 40, weeks: int = 260, ends: Callable[[int], int] = lambda _: 10_000, **courses: Course
) -> pa.Table:
    """Nothing costs, waits or loads anybody unless a course says so; programme p stands through week ends(p)."""
    defaults: dict[str, Course] = {
        "queued": lambda *_: 0,
        "shadow": lambda *_: 0,
        "run_rate_eur": lambda *_: 0.0,
        "budget_eur": lambda *_: 1.4e6,
        **{f"{role}_hours": lambda *_: None for role in ("central", "units", "most_loaded", "platform")},
        **courses,
    }
    rows = [
        {
            "replication": p,
            "week": float(w),
            "stands": w <= ends(p),
            **{name: course(p, w) for name, course in defaults.items()},
        }
        for p in range(programmes)
        for w in range(1, weeks + 1)
    ]
    return pa.Table.from_pylist(rows, schema=schema())


def busy(programmes: int = 40, weeks: int = 260, ends: Callable[[int], int] = lambda p: 60 + 8 * p) -> pa.Table:
    """Everything grows, in some programmes faster, and most programmes end some time."""
    return sample(
        programmes,
        weeks,
        ends,
        queued=lambda p, w: (w // 20) * (p % 4),
        shadow=lambda p, w: (w // 40) * (p % 3),
        run_rate_eur=lambda p, w: 7e3 * w * (1.0 + p / 40.0),
        budget_eur=lambda _, w: 1.4e6 if w < 130 else 1.7e6,
        units_hours=lambda _, w: w / 100.0,
        most_loaded_hours=lambda p, w: w / (40.0 - p / 2.0),
        platform_hours=lambda _, w: w / 60.0,
    )
