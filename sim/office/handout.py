"""What slides and workbook are made of: the page of the report, the charts with their numbers, the stored tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from sim.charts.picture import Picture
from sim.report.page import Page


@dataclass(frozen=True)
class Handout:
    """One result. Tables are read when they are wanted, by the name that people know them under."""

    page: Page
    pictures: tuple[Picture, ...]
    tables: Mapping[str, Callable[[], pa.Table]] = field(default_factory=dict)
