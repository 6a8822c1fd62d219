"""When requests come, by hour of the day or along a short log, and how often their counts vary more than Poisson's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.charts.longtable import LongRow
from sim.charts.traffic_panels import Curve, Panel, Scale, short, times
from sim.charts.words import count, percent

_HOURS = tuple((float(hour), f"{hour}:00") for hour in range(0, 25, 4))
_NEAR = 0.02


@dataclass(frozen=True)
class ArrivalsChart:
    """Requests an hour by hour of the day; a log that does not tell them has slices along its time instead.

    `fitted` and `held` are (hour or time, requests an hour); `predicted` and `seen` are requests of the held-back part.
    """

    rate: str
    by_hour: bool
    fitted: tuple[tuple[float, float], ...]
    held: tuple[tuple[float, float], ...]
    mean_per_hour: float
    predicted: float
    seen: float
    x_unit: str = "hour of the day"

    @property
    def title(self) -> str:
        """The rate, its swing over the day, and how far the held-back part is from what is predicted."""
        swing = ""
        if self.by_hour:
            peak, low = max(self.fitted, key=lambda one: one[1]), min(self.fitted, key=lambda one: one[1])
            swing = f", most at {peak[0]:.0f}:00 and least at {low[0]:.0f}:00"
            if low[1] > 0.0 and peak[1] / low[1] < 1000.0:  # noqa: PLR2004
                swing = f", {times(peak[1] / low[1])} times as many at {peak[0]:.0f}:00 as at {low[0]:.0f}:00"
        return f"{self.rate[:1].upper()}{self.rate[1:]} on average{swing}{self._held_words}"

    @property
    def _held_words(self) -> str:
        if self.predicted <= 0.0 or self.seen <= 0.0:
            return ""
        gap = self.seen / self.predicted - 1.0
        if abs(gap) < _NEAR:
            return "; the last fifth brought as many as predicted"
        return f"; the last fifth brought {percent(abs(gap))} {'more' if gap > 0 else 'fewer'} than predicted"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        where = "by local hour of the day" if self.by_hour else "along the log, which is too short for hours of the day"
        return f"Requests an hour {where}. The last fifth of the time is held back: nothing is fitted to it."

    @property
    def notes(self) -> Sequence[str]:
        """How to read it."""
        told = "Hours that were seen more often do not weigh more. Hours without a log are left out."
        return [told] if self.by_hour else []

    @property
    def panels(self) -> Sequence[Panel]:
        """One, as wide as the page."""
        mean = f"{short(self.mean_per_hour)} on average"
        if self.by_hour:
            scale = Scale(self.x_unit, ticks=_HOURS, least=0.0, most=24.0)
            told = f"line: fitted to the first four fifths, {mean}"
            curves = [Curve("fitted", told, "model", "steps", (*self.fitted, (24.0, self.fitted[-1][1])))]
            held = tuple((hour + 0.5, value) for hour, value in self.held)
        else:
            held = self.held
            scale = Scale(self.x_unit, least=0.0)
            last = max(x for x, _ in (*self.fitted, *self.held))
            flat = ((0.0, self.mean_per_hour), (last, self.mean_per_hour))
            told = f"dots: counted, {mean} in the first four fifths"
            curves = [
                Curve("mean", "line: their mean", "model", "line", flat),
                Curve("counted", told, "seen", "dots", self.fitted),
            ]
        seen, predicted = count(round(self.seen)), count(round(self.predicted))
        told = f"circles: the held-back fifth, {seen} requests; {predicted} predicted"
        if held:
            curves.append(Curve("held back", told, "held", "dots", held))
        return (Panel("Requests an hour", tuple(curves), scale, Scale("requests/hour", least=0.0)),)

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for panel in self.panels:
            yield from panel.rows()


@dataclass(frozen=True)
class DispersionChart:
    """Variance over mean of counts by the length of the window: counted, by the model where there is one, Poisson's."""

    counted: tuple[tuple[float, float], ...]
    model: tuple[tuple[float, float], ...]
    held: tuple[tuple[float, float], ...]
    rejected: bool
    burst_seconds: float
    block_words: str
    held_shorter: bool = False

    @property
    def title(self) -> str:
        """The verdict, and what explains it."""
        if not self.rejected:
            far = max(self.counted, key=lambda one: abs(one[1] - 1.0))
            return (
                f"Requests come as Poisson's would: counts vary {times(far[1])} times as much at most, in windows of "
                f"{short(far[0])} s"
            )
        shown = next((one for one in self.counted if one[0] == 10.0), self.counted[-1])  # noqa: PLR2004
        less = "" if shown[1] >= 1.0 else " only"
        vary = f"counts in {short(shown[0])} s vary{less} {times(shown[1])} times as much"
        text = f"Requests do not come as Poisson's: {vary}"
        if not self.model:
            return text
        off = max(max(one / two, two / one) for (_, one), (_, two) in zip(self.counted, self.model, strict=True))
        changes = f"a rate that changes every {short(round(self.burst_seconds))} s"
        return f"{text}; {changes} gives all that within {times(off)} times"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return (
            f"Variance over mean of requests counted in windows of a length, around the mean of {self.block_words}; 1 "
            "is Poisson's. Both scales go in factors."
        )

    @property
    def notes(self) -> Sequence[str]:
        """Where the held-back part is shorter, it is no like for like."""
        if not self.held or not self.held_shorter:
            return ()
        return ["The held-back fifth is shorter: around its own mean less of a slow change is left."]

    @property
    def panels(self) -> Sequence[Panel]:
        """One, as wide as the page."""
        curves = [
            Curve("Poisson", "dashes: Poisson", "quiet", "line", tuple((x, 1.0) for x, _ in self.counted)),
        ]
        if self.model:
            curves.append(Curve("model", "line: a rate that wanders, fitted to the dots", "model", "line", self.model))
        curves.append(Curve("counted", "dots: counted in the first four fifths", "seen", "dots", self.counted))
        if self.held:
            curves.append(Curve("held back", "circles: counted in the held-back fifth", "held", "dots", self.held))
        low = min([1.0, *(y for _, y in (*self.counted, *self.held))])
        high = max([2.0, *(y for _, y in (*self.counted, *self.held))])
        y = Scale("variance over mean", factors=True, least=max(low, 1e-3), most=high)
        return (Panel("Variance over mean of counts", tuple(curves), Scale("window, seconds", factors=True), y),)

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for panel in self.panels:
            yield from panel.rows()
