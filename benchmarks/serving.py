"""Events a second of the request level against raw SimPy, in one run, and its memory by length of the day.

Raw SimPy is processes that yield timeouts and do nothing else, with the same number of events: once as one process, the
lightest load there is, and once as many processes as the day has events pending on average, since a longer queue of
events is slower whoever fills it. Days and raw runs take turns, so that whatever else the machine does meets both.

python benchmarks/serving.py [--rounds 5] [--hours 24]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from typing import Any

import simpy

from sim.scenario.serving import Stack
from sim.serving.day import Run

WANTED = 1.0 / 3.0
ALLOWED_GROWTH = 1.15
SEED = 21
SPACING = 0.618034  # processes do not wake at one instant


def stack_of(hours: float) -> Stack:
    """The stack as its cards have it, for so many hours."""
    stack = Stack()
    return stack.model_copy(update={"day": stack.day.model_copy(update={"hours": hours})})


def pending_in(hours: float) -> tuple[int, int]:
    """Events of the day, and how many of them are pending on average."""
    run = Run(stack_of(hours), SEED)
    found: list[int] = []

    def look() -> Generator[Any, Any, None]:
        while True:
            yield run.clock.timeout(600.0)
            found.append(len(run.clock._queue))

    run.clock.process(look())
    return run.finish().events, round(statistics.mean(found))


def day_seconds(hours: float) -> tuple[float, int]:
    """CPU seconds of one day, everything included, and its events."""
    began = time.process_time()
    events = Run(stack_of(hours), SEED).finish().events
    return time.process_time() - began, events


def raw_seconds(events: int, processes: int) -> float:
    """CPU seconds of so many events of processes that do nothing but wait."""

    def waits(number: int) -> Generator[Any, Any, None]:
        for place in range(events // processes):
            yield clock.timeout(0.5 + (number + place) * SPACING % 1.0)

    began = time.process_time()
    clock = simpy.Environment()
    for number in range(processes):
        clock.process(waits(number))
    clock.run()
    return time.process_time() - began


def told(name: str, ratios: list[float]) -> None:
    """One line of the result."""
    print(f"{name}: {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})", flush=True)


def ratios_of(rounds: int, hours: float) -> float:
    """Interleaved rounds; the median ratio against raw SimPy with as many events pending."""
    events, pending = pending_in(hours)
    print(f"a day of {hours:g} hours has {events:,} events, of which {pending:,} are pending on average")
    alike, one, seconds = [], [], []
    for _ in range(rounds):
        day, events = day_seconds(hours)
        seconds.append(day)
        alike.append(raw_seconds(events, pending) / day)
        one.append(raw_seconds(events, 1) / day)
    middle = statistics.median(seconds)
    print(f"it takes {middle:.2f} s of CPU: {events / middle:,.0f} events a second")
    told("events a second over raw SimPy's, with as many pending", alike)
    told("the same over one raw process", one)
    return statistics.median(alike)


def peak_mb(hours: float) -> float:
    """Peak memory of a process that simulates one day of so many hours."""
    code = (
        "import resource; from benchmarks.serving import day_seconds; "
        f"day_seconds({hours}); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout)


def main() -> int:
    """Speed, then memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hours", type=float, default=24.0)
    given = parser.parse_args()
    ratio = ratios_of(given.rounds, given.hours)
    lengths = (6.0, 24.0, 72.0)
    peaks = [peak_mb(hours) for hours in lengths]
    for hours, peak in zip(lengths, peaks, strict=True):
        print(f"peak memory of {hours:g} hours: {peak:.0f} MB")
    return 0 if ratio >= WANTED and peaks[-1] <= ALLOWED_GROWTH * peaks[0] else 1


if __name__ == "__main__":
    sys.exit(main())
