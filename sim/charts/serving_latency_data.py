"""How long each class waits, variant beside variant: median, 95th and 99th percentile, and the share that is useful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.serving_days import Interval, mean_of
from sim.charts.longtable import LongRow
from sim.charts.serving_bill_pairs import Extremes, Values, against, extremes, over_days, without
from sim.charts.serving_day_words import seconds, seconds_span
from sim.charts.words import capital, count, name, percent
from sim.serving.outcome import Day

Variant = tuple[str, Sequence[Day]]
TimeOuts = Mapping[str, float]
_SHARE_DIFFERS = 0.01


@dataclass(frozen=True)
class LatencyRow:
    """One class of one variant, means over days; no percentiles where it got no answer at once."""

    caller: str
    p50: Interval | None
    p95: Interval | None
    p99: Interval | None
    useful: Interval | None
    timeout: float | None

    @property
    def told(self) -> str:
        """The 95th percentile with what chance leaves open."""
        if self.p95 is None:
            return "no answer at once"
        if self.p95.low is None or self.p95.high is None:
            return seconds(self.p95.mean)
        mean = seconds(self.p95.mean)
        if seconds(max(0.0, self.p95.low)) == seconds(self.p95.high):
            return mean
        return f"{mean} ({seconds_span(self.p95.low, self.p95.high)})"

    @property
    def share(self) -> str:
        """The useful share."""
        return "–" if self.useful is None else percent(self.useful.mean, 1)


@dataclass(frozen=True)
class LatencyBlock:
    """One variant."""

    label: str
    rows: tuple[LatencyRow, ...]


@dataclass(frozen=True)
class LatencyChart:
    """Variants in the order given; `ends` compares the p95 of the class named `caller`."""

    blocks: tuple[LatencyBlock, ...]
    caller: str
    ends: Extremes | None
    shares: tuple[float, float] | None
    days: int

    @property
    def title(self) -> str:
        """How many times longer the most urgent class waits with one variant than with another."""
        if not self.caller:
            return "Nobody gets an answer at once with any variant"
        if self.ends is None:
            return self._alone(capital(self.caller))
        rows = [row for block in self.blocks for row in block.rows if row.caller == self.caller]
        mute = sum(row.p95 is None for row in rows)
        return f"{self._compared(self.ends)}{without(mute, 'answers', 'answer', 'none of them at once')}"

    def _compared(self, ends: Extremes) -> str:
        who = capital(self.caller)
        when = over_days(ends.days)
        low, high = seconds(ends.low_mean), seconds(ends.high_mean)
        if low == high:
            return f"{who} wait {low} at the 95th percentile whatever the variant, {when}"
        if (ends.days > 1 and not ends.clear) or ends.times is None:
            return f"No clear difference {when}: {self.caller} wait {low} to {high} at the 95th percentile"
        names = [f"“{capital(name(self.blocks[place].label))}”" for place in (ends.high, ends.low)]
        told = against(ends.times, f"{names[0]} ({high})", f"{names[1]} ({low})", long=True)
        return f"At the 95th percentile {self.caller} wait {told}, {when}{self._useful()}"

    def _useful(self) -> str:
        """Where one variant is quick because it answers fewer, the shares say so."""
        if self.shares is None or abs(self.shares[0] - self.shares[1]) < _SHARE_DIFFERS:
            return ""
        first, second = (percent(share) for share in self.shares)
        return f"; {first} of their calls get a useful answer against {second}"

    def _alone(self, who: str) -> str:
        """One variant with latencies of this class."""
        block = next(one for one in self.blocks if any(row.caller == self.caller and row.p95 for row in one.rows))
        row = next(row for row in block.rows if row.caller == self.caller)
        assert row.p50 is not None
        assert row.p95 is not None
        only = f" with “{capital(name(block.label))}”" if len(self.blocks) > 1 else ""
        return (
            f"{who} wait {seconds(row.p50.mean)} at the median and {seconds(row.p95.mean)} at the 95th percentile"
            f"{only}; {row.share} of their calls get a useful answer"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        days = "one simulated day" if self.days == 1 else f"means over {count(self.days)} simulated days"
        text = (
            "Time from the first asking to the answer, or to giving up, at the median, the 95th and the 99th "
            f"percentile of a day; {days} of each variant"
        )
        if len(self.blocks) > 1 and self.days > 1:
            pairs = len(self.blocks) * (len(self.blocks) - 1) // 2
            all_pairs = "" if pairs == 1 else f", for all {pairs} pairs together"
            text += f" under the same requests. The title compares day by day at 95% confidence{all_pairs}"
        return f"{text}."

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for block in self.blocks:
            for row in block.rows:
                for measure in ("p50", "p95", "p99", "useful"):
                    found: Interval | None = getattr(row, measure)
                    unit = "share" if measure == "useful" else "seconds"
                    value = None if found is None else found.mean
                    yield LongRow(block.label, f"{row.caller}: {measure}", value=value, unit=unit)
                if row.p95 is not None:
                    yield LongRow(block.label, f"{row.caller}: p95 low", value=row.p95.low, unit="seconds")
                    yield LongRow(block.label, f"{row.caller}: p95 high", value=row.p95.high, unit="seconds")
                yield LongRow(block.label, f"{row.caller}: time-out", value=row.timeout, unit="seconds")


def latency_chart(variants: Sequence[Variant], timeouts: Sequence[TimeOuts] = ()) -> LatencyChart:
    """Variants by label with their days in the order of replications; `timeouts` in seconds by class, for each."""
    limits = timeouts or [{} for _ in variants]
    blocks = tuple(_block(label, days, own) for (label, days), own in zip(variants, limits, strict=True))
    days = max(len(days) for _, days in variants)
    callers = dict.fromkeys(row.caller for block in blocks for row in block.rows if row.p95 is not None)
    caller = next(iter(callers), "")
    if not caller:
        return LatencyChart(blocks, "", None, None, days)
    ends = extremes([_p95(days, caller) for _, days in variants])
    return LatencyChart(blocks, caller, ends, _shares(blocks, caller, ends), days)


def _p95(days: Sequence[Day], caller: str) -> Values:
    return [day.of(caller).p95_seconds for day in days]


def _shares(blocks: Sequence[LatencyBlock], caller: str, ends: Extremes | None) -> tuple[float, float] | None:
    """Useful shares of the two variants that the title compares."""
    if ends is None:
        return None
    found = [row.useful for place in (ends.high, ends.low) for row in blocks[place].rows if row.caller == caller]
    first, second = found
    return None if first is None or second is None else (first.mean, second.mean)


def _block(label: str, days: Sequence[Day], timeouts: TimeOuts) -> LatencyBlock:
    """The classes that ask on any day."""
    callers = [one.name for one in days[0].classes if any(day.of(one.name).asked for day in days)]
    return LatencyBlock(label, tuple(_row(caller, days, timeouts.get(caller)) for caller in callers))


def _row(caller: str, days: Sequence[Day], timeout: float | None) -> LatencyRow:
    found = [day.of(caller) for day in days]
    p50, p95, p99 = (mean_of([getattr(one, f"{which}_seconds") for one in found]) for which in ("p50", "p95", "p99"))
    return LatencyRow(caller, p50, p95, p99, mean_of([one.useful_share for one in found]), timeout)
