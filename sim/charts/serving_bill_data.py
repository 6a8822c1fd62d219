"""What a useful call costs, variant beside variant, by the parts of the bill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.analysis.serving_days import Interval, mean_of
from sim.charts.longtable import LongRow
from sim.charts.serving_bill_pairs import Extremes, against, extremes, over_days, without
from sim.charts.serving_day_words import small_eur
from sim.charts.words import capital, count, name, percent
from sim.serving.outcome import Bill, Day

PARTS: dict[str, tuple[str, ...]] = {
    "large input": ("large_input_eur",),
    "cached input": ("large_cached_input_eur",),
    "large output": ("large_output_eur",),
    "small model": ("small_input_eur", "small_cached_input_eur", "small_output_eur"),
    "batch lane": ("batch_lane_eur",),
    "cached answers": ("cached_answers_eur",),
    "replicas busy": ("replicas_busy_eur",),
    "replicas idle": ("replicas_idle_eur", "warm_pool_eur"),
}
"""The parts that are drawn, in order, and the lines of the bill that each adds up."""

PER_USEFUL = "EUR/useful call"


def grouped(bill: Bill) -> dict[str, float]:
    """The bill by the parts that are drawn."""
    lines = bill.parts()
    return {part: sum(lines[one] for one in names) for part, names in PARTS.items()}


@dataclass(frozen=True)
class BillBar:
    """One variant: means over the days on which it gave a useful answer; nothing where none did."""

    label: str
    total: Interval | None
    parts: dict[str, float]
    wasted: float
    spent_a_day: float
    days: int

    @property
    def told(self) -> str:
        """The total with its interval."""
        if self.total is None:
            return "no useful answer"
        return small_eur(self.total.mean)

    @property
    def chance(self) -> str:
        """What chance leaves open of the total, and days that could not count."""
        if self.total is None:
            return f"{small_eur(self.spent_a_day)} a day for nothing"
        left = self.days - self.total.days
        unserved = f"; {left} of {self.days} days without a useful answer" if left else ""
        if self.total.low is None or self.total.high is None:
            return f"one day, no interval{unserved}"
        low, high = small_eur(max(0.0, self.total.low)), small_eur(self.total.high)
        if low == high:
            return f"hardly varies{unserved}"
        return f"up to {high}{unserved}" if self.total.low <= 0.0 else f"{low} to {high}{unserved}"


@dataclass(frozen=True)
class BillChart:
    """Variants in the order given; the same day number met the same requests in all."""

    bars: tuple[BillBar, ...]
    ends: Extremes | None
    days: int

    @property
    def title(self) -> str:
        """Which variant's useful call costs how many times another's."""
        paid = [bar for bar in self.bars if bar.total is not None]
        if not paid:
            return "No variant gives a single useful answer, so there is no price of one"
        if len(paid) == 1:
            return _alone(paid[0], len(self.bars))
        if self.ends is None:
            return "No two variants gave useful answers on the same day"
        return f"{self._compared()}{without(len(self.bars) - len(paid), 'gives', 'give', 'no useful answer')}"

    def _compared(self) -> str:
        ends = self.ends
        assert ends is not None
        high, low = (capital(name(self.bars[place].label)) for place in (ends.high, ends.low))
        when = over_days(ends.days)
        if small_eur(ends.low_mean) == small_eur(ends.high_mean):
            return f"A useful call costs {small_eur(ends.low_mean)} whatever the variant, {when}"
        sums = f"“{high}” ({small_eur(ends.high_mean)})", f"“{low}” ({small_eur(ends.low_mean)})"
        if ends.days > 1 and not ends.clear:
            return f"No clear difference {when}: a useful call costs {small_eur(ends.low_mean)} to " + (
                f"{small_eur(ends.high_mean)}"
            )
        if ends.times is None:
            return f"A useful call costs nothing with {sums[1]} and most with {sums[0]}, {when}"
        return f"A useful call costs {against(ends.times, *sums)}, {when}"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        days = "one simulated day" if self.days == 1 else f"means over {count(self.days)} simulated days"
        text = f"The whole bill over the useful calls, idle replicas included; {days} of each variant"
        if len(self.bars) > 1 and self.days > 1:
            pairs = len(self.bars) * (len(self.bars) - 1) // 2
            all_pairs = "" if pairs == 1 else f", for all {pairs} pairs together"
            text += f" under the same requests. The title compares day by day at 95% confidence{all_pairs}"
        return f"{text}."

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for bar in self.bars:
            for part, value in bar.parts.items():
                yield LongRow(bar.label, part, value=value, unit=PER_USEFUL)
            yield LongRow(bar.label, "wasted", value=bar.wasted, unit=PER_USEFUL)
            if bar.total is not None:
                for measure in ("mean", "low", "high"):
                    yield LongRow(bar.label, measure, value=getattr(bar.total, measure), unit=PER_USEFUL)
            yield LongRow(bar.label, "bill of a day", value=bar.spent_a_day, unit="EUR/day")


def _alone(bar: BillBar, variants: int) -> str:
    """One variant with a price."""
    assert bar.total is not None
    if not bar.total.mean:
        return f"A useful call costs nothing with “{capital(name(bar.label))}”"
    part = max(bar.parts, key=lambda one: bar.parts[one])
    share = percent(bar.parts[part] / bar.total.mean)
    wasted = f", and {percent(min(1.0, bar.wasted / bar.total.mean))} of the bill is wasted" if bar.wasted else ""
    told = f"A useful call costs {bar.told}, {share} of it for {_FOR[part]}{wasted}"
    return (
        told
        if variants == 1
        else f"Only “{capital(name(bar.label))}” gives useful answers: {told[0].lower()}{told[1:]}"
    )


_FOR = {
    "large input": "the large model's input",
    "cached input": "the large model's cached input",
    "large output": "the large model's output",
    "small model": "the small model",
    "batch lane": "the batch lane",
    "cached answers": "cached answers",
    "replicas busy": "replicas at work",
    "replicas idle": "replicas that are idle, load or are kept warm",
}


def bill_chart(variants: Sequence[tuple[str, Sequence[Day]]]) -> BillChart:
    """Variants by label, each with its days in the order of replications."""
    bars = tuple(_bar(label, days) for label, days in variants)
    per_call = [[day.cost_per_useful_eur for day in days] for _, days in variants]
    return BillChart(bars, extremes(per_call), max(len(days) for _, days in variants))


def _bar(label: str, days: Sequence[Day]) -> BillBar:
    total = mean_of([day.cost_per_useful_eur for day in days])
    useful = [day for day in days if day.useful]
    shares = [{part: value / day.useful for part, value in grouped(day.bill).items()} for day in useful]
    parts = {part: sum(one[part] for one in shares) / len(shares) for part in PARTS} if shares else {}
    wasted = sum(day.wasted_eur / day.useful for day in useful) / len(useful) if useful else 0.0
    spent = sum(day.bill.total_eur for day in days) / len(days)
    return BillBar(label, total, parts, wasted, spent, len(days))
