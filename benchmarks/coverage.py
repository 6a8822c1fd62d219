"""How often each interval that the product reports holds the truth, at 200 futures and 95%.

    python -m benchmarks.coverage [TIMES] [WORD] [--write]

TIMES is how many data sets each case draws where its coverage is not summed up exactly; without it each draws what the
tests draw. WORD picks the cases that have it in their name. `--write` renews the table in docs/statistics.md. Exit
status 1 where a coverage is off by more than two points.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from scipy.stats import binom

from benchmarks.intervals import CASES, SAFE_SIDE, Case

NOMINAL, OFF = 0.95, 0.02
SEED = 2101
PAGE = Path(__file__).resolve().parents[1] / "docs" / "statistics.md"
BEGIN, END = "<!-- generated: coverage -->", "<!-- end of coverage -->"


def allowed(times: int) -> float:
    """Two points; where few data sets are drawn 3.3 standard errors of so few, which exact intervals keep too."""
    return max(OFF, 3.3 * math.sqrt(NOMINAL * (1.0 - NOMINAL) / times)) if times else OFF


def false_alarm(case: Case, times: int) -> float:
    """How often an interval that covers exactly 95% would be called off, for so many data sets."""
    if not times:
        return 0.0
    off = allowed(times)
    short = float(binom.cdf(math.ceil(times * (NOMINAL - off)) - 1, times, NOMINAL))
    if case.promise == SAFE_SIDE:
        return short
    return short + float(binom.sf(math.floor(times * (NOMINAL + off)), times, NOMINAL))


def keeps(case: Case, coverage: float, times: int) -> bool:
    """As near to 95% as is allowed, or not below where it is meant to be on the safe side."""
    off = allowed(times)
    return coverage >= NOMINAL - off and (case.promise == SAFE_SIDE or coverage <= NOMINAL + off)


def line(case: Case, coverage: float, times: int) -> str:
    """A row of the table."""
    drawn = f"{times:,} data sets" if times else "exact"
    error = f" ± {196 * math.sqrt(coverage * (1.0 - coverage) / times):.1f}" if times else ""
    return f"| {case.interval} | {case.setting} | {100 * coverage:.1f}%{error} | {drawn} | {case.promise} |"


def table(lines: list[str]) -> str:
    """The block of the page, its marks included."""
    head = ["| interval | setting | coverage | from | promise |", "| --- | --- | --- | --- | --- |"]
    made = "Written by `python -m benchmarks.coverage --write`; ± is the simulation's own error at 95%."
    return "\n".join([BEGIN, "", made, "", *head, *lines, "", END])


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", nargs="?", type=int, help="data sets a case")
    parser.add_argument("word", nargs="?", default="", help="cases that have this word in their name")
    parser.add_argument("--write", action="store_true", help="renew the table in docs/statistics.md")
    asked = parser.parse_args()
    lines, wrong = [], 0
    for case in CASES:
        if asked.word not in case.name:
            continue
        coverage, times = case.coverage(asked.times or case.times, SEED)
        wrong += not keeps(case, coverage, times)
        lines.append(line(case, coverage, times))
        print(lines[-1], flush=True)
    if asked.write and not asked.word:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(before + table(lines) + rest.partition(END)[2], encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
