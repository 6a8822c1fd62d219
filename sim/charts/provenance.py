"""Where a picture comes from: charts get pasted without context, so each carries it in its footer."""

from __future__ import annotations

from dataclasses import dataclass

from sim.charts.words import count

SHORT_FINGERPRINT = 8


@dataclass(frozen=True)
class Provenance:
    """What a reader needs to reproduce a picture, and the two or three assumptions it rests on most."""

    fingerprint: str
    seed: int | str
    version: str
    replications: int
    assumptions: tuple[str, ...] = ()
    start: str = "nothing live yet"
    mechanism: str = ""

    def run_line(self) -> str:
        """Configuration, seed, version and replications in one line."""
        runs = f"{count(self.replications)} replication{'' if self.replications == 1 else 's'}"
        line = f"config {self.fingerprint[:SHORT_FINGERPRINT]} · seed {self.seed} · sim {self.version} · {runs}"
        return f"{line} · with a mechanism of one's own: {self.mechanism}" if self.mechanism else line

    def assumption_line(self) -> str:
        """The assumptions in one line; empty without any."""
        return f"Rests most on: {'; '.join(self.assumptions)}." if self.assumptions else ""


@dataclass(frozen=True)
class OfRecords(Provenance):
    """Where a picture of somebody's records comes from: the file and how many of its rows; nothing was simulated."""

    start: str = ""
    source: str = ""
    rows: str = "rows"

    def run_line(self) -> str:
        """Records and version in one line."""
        used = f"{count(self.replications)} {self.rows} of {self.source}"
        return f"records {self.fingerprint[:SHORT_FINGERPRINT]} · {used} · sim {self.version}"
