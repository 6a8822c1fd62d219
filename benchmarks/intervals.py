"""Every interval that the product reports, in small worlds with a known truth, at 200 futures and 95%."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks import interval_worlds as worlds

Draw = Callable[[np.random.Generator], bool | None]
"""One data set: whether its interval holds the truth, None where there is no interval to judge."""

TWO_POINTS, SAFE_SIDE = "two points", "safe side"


@dataclass(frozen=True)
class Case:
    """One interval in one setting. `promise` is coverage within two points of 95%, or never more than two below it."""

    interval: str
    setting: str
    times: int
    """How many data sets the test draws; 0 where the coverage is exact."""
    draw: Draw | None = None
    exact: Callable[[], float] | None = None
    promise: str = TWO_POINTS

    @property
    def name(self) -> str:
        """Both in one, as the test is called."""
        return f"{self.interval}: {self.setting}"

    def coverage(self, times: int, seed: int) -> tuple[float, int]:
        """The share of data sets whose interval holds the truth, and how many had an interval."""
        if self.exact is not None:
            return self.exact(), 0
        assert self.draw is not None
        rng = np.random.default_rng((seed, times))
        held = [inside for _ in range(times) if (inside := self.draw(rng)) is not None]
        return float(np.mean(held)), len(held)


SHARES = "share of programmes (Wilson)"
PAIRS = "paired difference of shares (Tango)"
QUIET = "exact test of paired shares (McNemar)"
STANDING = "survival, one moment (log-log)"
ENDED = "incidence of a cause (log-log)"
MEANS = "difference of restricted means"
WHOLE = "whole survival curve (sup-t)"
INDICES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Sobol, first order (bootstrap)", "a card that acts alone", {"card": 1, "total": False}),
    ("Sobol, first order (bootstrap)", "a card that acts with another only", {"card": 2, "total": False}),
    ("Sobol, total (bootstrap)", "a card that acts both ways", {"card": 0, "total": True}),
)
SAFE: dict[str, Any] = {"promise": SAFE_SIDE}

CASES: tuple[Case, ...] = (
    *(Case(SHARES, f"true share {p:.0%}", 0, exact=partial(worlds.wilson, p)) for p in (0.02, 0.1, 0.5)),
    *(
        Case(PAIRS, f"{p:.0%} and {q:.0%} of futures differ", 0, exact=partial(worlds.tango, p, q))
        for p, q in ((0.10, 0.05), (0.04, 0.01), (0.02, 0.02))
    ),
    *(
        Case(QUIET, f"quiet where {p:.0%} differ by chance", 0, exact=partial(worlds.mcnemar, p), promise=SAFE_SIDE)
        for p in (0.04, 0.2)
    ),
    *(Case(STANDING, f"{p:.0%} survive", 4_000, partial(worlds.survival, share=p)) for p in (0.9, 0.5, 0.1)),
    Case("median survival (Brookmeyer and Crowley)", "losses throughout", 4_000, worlds.median),
    *(Case(ENDED, f"by time {tick:g}", 4_000, partial(worlds.incidence, tick=tick)) for tick in (0.2, 1.5)),
    Case("restricted mean (Royston and Parmar)", "losses throughout", 3_000, worlds.one_mean),
    Case(MEANS, "independent arms", 3_000, partial(worlds.difference_of_means, paired=False)),
    Case(MEANS, "the same futures (bootstrap)", 1_200, partial(worlds.difference_of_means, paired=True)),
    Case("mean (Student)", "skewed costs", 4_000, worlds.student),
    Case("marginal cost of the nth workload (Student)", "reached by half", 2_000, worlds.nth_cost),
    Case("paired difference of means (bootstrap)", "skewed payoffs, common luck", 3_000, worlds.paired_mean),
    Case(WHOLE, "all end", 1_200, partial(worlds.curve_of_shares, scale=0.15)),
    Case(WHOLE, "few end", 1_200, partial(worlds.curve_of_shares, scale=50.0)),
    Case("whole paired difference of curves (sup-t)", "common luck", 1_000, worlds.curve_of_differences),
    Case("whole curve of means (sup-t)", "skewed money", 1_500, worlds.curve_of_means),
    Case("probability of being best (Agresti and Coull)", "seldom best, ties in 30%", 4_000, worlds.best),
    Case("expected regret (bootstrap)", "common luck", 1_500, worlds.regret),
    Case("tornado, all cards at once (Holm)", "quiet where none of 40 has an effect", 1_200, worlds.quiet_tornado),
    Case("Morris, mean size of effects (bootstrap)", "200 trajectories", 1_000, worlds.screened),
    *(
        Case(name, f"{of}, rows drawn each for itself", 2_000, partial(worlds.shared_out, **more, sequence=False))
        for name, of, more in INDICES
    ),
    *(
        Case(name, f"{of}, rows of a Sobol sequence", 1_000, partial(worlds.shared_out, **more, sequence=True), **SAFE)
        for name, of, more in INDICES
    ),
    Case("share in a region found (Wilson, worlds held out)", "one card decides", 300, worlds.region),
)
"""Those of goal seek, of the variance split and of what knowing a card is worth are simulated in their own tests."""
