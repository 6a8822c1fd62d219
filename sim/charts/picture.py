"""One chart of a result: its name, its numbers, what draws it and what its footer says.

Files, report, slides and workbook all start from these, so that they carry the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sim.charts.files import write_chart
from sim.charts.longtable import ChartData
from sim.charts.provenance import Provenance


@dataclass(frozen=True)
class Picture:
    """Nothing is drawn before it is asked for."""

    name: str
    data: ChartData
    draw: Callable[[Any, Provenance], Figure]
    provenance: Provenance

    def write(self, folder: Path) -> list[Path]:
        """As SVG, PNG and CSV."""
        return [*write_chart(self.draw(self.data, self.provenance), self.data, folder, self.name)]
