"""Week-to-week volatility of many short series: its spread and memory, freed of what shortness does to both.

A series of a few weeks varies less around its own mean than around its true level, and looks less correlated than it
is. What is expected of the pooled sums at a given memory is known exactly, so the memory is where expected and found
agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GRID = np.concatenate([np.arange(-0.5, 0.9, 0.02), np.arange(0.9, 0.9951, 0.005)])
LEAST_WEEKS_FOR_MEMORY = 6
RESAMPLES = 400
_CHUNK = 50


@dataclass(frozen=True)
class Noise:
    """`log_sd` of stationary weekly noise and its `memory`, with the room that resampled workloads leave (90%)."""

    log_sd: float
    memory: float
    log_sd_room: tuple[float, float] | None
    memory_room: tuple[float, float] | None
    workloads: int
    at_edge: bool


@dataclass(frozen=True)
class Frame:
    """What taking out a level, and a trend where asked, does to a series: `out` @ series is what is left."""

    week: tuple[int, ...]
    trend: bool

    @property
    def out(self) -> Floats:
        week = np.array(self.week, float)
        columns = [np.ones(len(week))] + ([week - week.mean()] if self.trend else [])
        basis, _ = np.linalg.qr(np.stack(columns, axis=1))
        return np.asarray(np.eye(len(week)) - basis @ basis.T)

    @property
    def pairs(self) -> NDArray[np.bool_]:
        """Which weeks are neighbours."""
        return np.asarray(np.diff(np.array(self.week)) == 1)


def correlation(week: NDArray[np.int64] | Floats, memory: float, later: Floats | None = None) -> Floats:
    """Correlations of weeks under a memory; `later` asks for those with other weeks."""
    other = np.asarray(week if later is None else later, float)
    apart = np.abs(np.asarray(week, float)[:, None] - other[None, :])
    return np.asarray(np.sign(memory) ** apart * np.abs(memory) ** apart if memory else (apart == 0).astype(float))


@lru_cache(maxsize=64)
def expected(frame: Frame) -> tuple[Floats, Floats, Floats]:
    """Expected sum of squares and of neighbours' products for unit noise, at each memory of the grid; and their white
    counterparts for a unit of independent noise."""
    out = frame.out
    squares, products = [], []
    for memory in GRID:
        kept = out @ correlation(np.array(frame.week), float(memory)) @ out
        squares.append(np.trace(kept))
        products.append(np.diagonal(kept, 1)[frame.pairs].sum())
    white = np.array([np.trace(out), np.diagonal(out, 1)[frame.pairs].sum()])
    return np.array(squares), np.array(products), white


def solved(frame: Frame, squares: Floats, products: Floats, workloads: Floats) -> tuple[Floats, Floats]:
    """Log sd and memory at which pooled sums are what is expected; one answer for each entry."""
    known_squares, known_products, _ = expected(frame)
    ratios = known_products / known_squares
    ratio = np.divide(products, squares, out=np.zeros_like(products), where=squares > 0)
    memory = np.interp(ratio, ratios, GRID)
    variance = squares / np.maximum(workloads, 1.0) / np.interp(memory, GRID, known_squares)
    return np.sqrt(np.maximum(variance, 0.0)), memory


def sums_of(frame: Frame, logs: Floats, counting: Floats) -> tuple[Floats, Floats]:
    """Each workload's sum of squares and of neighbours' products, less what counting alone adds.

    `counting` is the variance of each log that a count of that size has by chance.
    """
    left = logs @ frame.out
    squares = (left**2).sum(axis=1)
    products = (left[:, 1:] * left[:, :-1])[:, frame.pairs].sum(axis=1)
    _, _, white = expected(frame)
    mean = counting.mean(axis=1)
    return squares - mean * white[0], products - mean * white[1]


def noise_of(
    week: NDArray[np.int64], logs: Floats, counting: Floats, *, trend: bool, generator: np.random.Generator
) -> Noise | None:
    """Spread and memory pooled over workloads; None where no workload or fewer than three weeks are there."""
    workloads, weeks = logs.shape
    if not workloads or weeks < 3:  # noqa: PLR2004
        return None
    frame = Frame(tuple(int(one) for one in week), trend)
    if not frame.pairs.any():
        return None
    squares, products = sums_of(frame, logs, counting)
    log_sd, memory = (float(one[0]) for one in solved(
        frame, np.array([squares.sum()]), np.array([products.sum()]), np.array([float(workloads)])
    ))  # fmt: skip
    room = _room(frame, squares, products, generator) if workloads > 4 else None  # noqa: PLR2004
    at_edge = not GRID[0] < memory < GRID[-1]
    return Noise(
        log_sd, memory, None if room is None else room[0], None if room is None else room[1], workloads, at_edge
    )


def _room(
    frame: Frame, squares: Floats, products: Floats, generator: np.random.Generator
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Middle 90% over resampled workloads."""
    number = len(squares)
    found: list[tuple[Floats, Floats]] = []
    for _ in range(0, RESAMPLES, _CHUNK):
        drawn = generator.multinomial(number, np.full(number, 1.0 / number), size=_CHUNK).astype(float)
        found.append(solved(frame, drawn @ squares, drawn @ products, np.full(_CHUNK, float(number))))
    log_sd = np.concatenate([one for one, _ in found])
    memory = np.concatenate([one for _, one in found])
    low, high = np.quantile(log_sd, [0.05, 0.95])
    least, most = np.quantile(memory, [0.05, 0.95])
    return (float(low), float(high)), (float(least), float(most))
