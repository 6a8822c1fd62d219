"""Progress with an estimate: a live line where stderr is a terminal, a plain line now and then where it is not."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

FIRST_LINE_SECONDS = 2.0
LINE_EVERY_SECONDS = 10.0
LIVE_EVERY_SECONDS = 0.5
SECONDS_BELOW = 90.0
BAR_COLUMNS = 12


def in_words(seconds: float) -> str:
    """A waiting time as people say it."""
    if seconds < SECONDS_BELOW:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"


def _shows_live() -> bool:
    refused = "CI" in os.environ or os.environ.get("TERM") == "dumb"
    return sys.stderr is not None and sys.stderr.isatty() and not refused


class Progress:
    """Follows work in parts (one per strategy); what an earlier run left behind does not count for the estimate."""

    def __init__(self, total: int, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._quiet = quiet
        self._clock = clock
        self._began = self._told = clock()
        self._label = ""
        self._offset = self._done = self._found = 0
        self._first: tuple[float, int] | None = None
        self._seen: int | None = None
        self._bar: Any = None
        self._task: Any = None
        self._answer: Callable[[], str] = str
        self._said, self._room = "", 0

    def __enter__(self) -> Self:
        if not self._quiet and _shows_live():
            self._open_bar()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def part(self, label: str, answer: Callable[[], str] = str) -> None:
        """The next part begins; `answer` says what its results look like so far."""
        self._offset, self._seen = self._done, None
        self._label, self._answer, self._said = label, answer, ""

    def __call__(self, done: int, _total: int) -> None:
        """Called by the run: `done` replications of this part exist."""
        if self._seen is None:
            self._found += done  # reported first: what was there before any work
        self._seen = done
        self._done = self._offset + done
        if self._first is None and self._done > self._found:
            self._first = (self._clock(), self._done - self._found)  # starting up says nothing about the pace
        if self._quiet:
            return
        self._draw() if self._bar is not None else self._tell()

    def remaining_seconds(self) -> float | None:
        """Estimate from the work of this call alone; nothing is known before a second piece has come back."""
        worked = self._done - self._found
        if self._first is None or worked <= self._first[1]:
            return None
        began, before = self._first
        return (self._clock() - began) / (worked - before) * (self._total - self._done)

    def _left(self) -> str:
        seconds = self.remaining_seconds()
        return "" if seconds is None else f"about {in_words(seconds)} left"

    def _line(self, answer: str) -> str:
        said = [f"{self._done:,} of {self._total:,}", self._left(), answer]
        return f"{self._label}: " + ", ".join(part for part in said if part)

    def _tell(self) -> None:
        now = self._clock()
        if now - self._began < FIRST_LINE_SECONDS or self._done >= self._total:
            return
        if self._told > self._began and now - self._told < LINE_EVERY_SECONDS:
            return
        self._told = now
        self._write(self._line(self._answer()))

    def _write(self, line: str) -> None:
        try:
            print(line, file=sys.stderr, flush=True)
        except OSError:
            self._quiet = True  # nobody reads the progress; the work goes on

    def _open_bar(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        console = Console(file=sys.stderr)
        self._room = console.width - BAR_COLUMNS - 1
        self._bar = Bar(
            BarColumn(bar_width=BAR_COLUMNS), TextColumn("{task.description}"), console=console, transient=True
        )
        self._bar.start()
        self._task = self._bar.add_task("starting", total=self._total)

    def _draw(self) -> None:
        """The line is cut to the terminal; the answer so far is looked up now and then only."""
        now = self._clock()
        if now - self._told >= LIVE_EVERY_SECONDS:
            self._told, self._said = now, self._answer()
        line = self._line(self._said)
        shown = line if len(line) <= self._room else line[: self._room - 1] + "…"
        self._bar.update(self._task, completed=self._done, description=escaped(shown))


def escaped(text: str) -> str:
    """A label may hold square brackets, which rich would take for markup."""
    return text.replace("[", "\\[")
