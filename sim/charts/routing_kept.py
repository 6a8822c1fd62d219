"""Quality kept by share of calls sent to the small model: by a coin, by domain, and at the very most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import line_in, shortened, width_in, wrap
from sim.charts.lines import Frame
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, HUES, INK, LABEL, QUIET, SMALL, Hue, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.spread import spread
from sim.charts.ticks import value_ticks
from sim.charts.words import count

AT_RANDOM, BY_DOMAIN, AT_MOST = "at random", "by domain", "at most"
_HUES = {AT_RANDOM: HUES[1], BY_DOMAIN: HUES[0], AT_MOST: Hue(AXIS, QUIET, (0.0, (3.0, 2.0)))}
_TOLD = {AT_RANDOM: "A coin decides", BY_DOMAIN: "By domain", AT_MOST: "At most, unreachable"}
_LEFT_IN, _END_IN, _HEIGHT_IN, _UNDER_IN = 0.6, 0.5, 3.3, 0.52
_TIE_IN, _LINE_TOLD_IN = 0.16, 2.0
_LEAST_DEPTH, _HEADROOM = 0.06, 0.02


@dataclass(frozen=True)
class Way:
    """One way of routing: its curve, and the share at the stated quality with its interval, where it has one."""

    name: str
    curve: tuple[tuple[float, float], ...]
    share: float
    interval: tuple[float, float] | None

    def height(self, quality: float) -> float:
        """Where the mark stands: at the stated quality, or where the curve ends above it."""
        return max(quality, self.curve[-1][1]) if self.share >= 1.0 else quality


@dataclass(frozen=True)
class KeptChart:
    """All ways; `sentence` is the finding."""

    ways: tuple[Way, ...]
    quality: float
    large: str
    small: str
    questions: int
    sentence: str

    @property
    def title(self) -> str:
        """The verdict in one sentence."""
        return self.sentence

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return (
            f"Quality kept, as a share of {self.large}'s, when a share of calls goes to {self.small}; "
            f"{count(self.questions)} questions. Bars: the share at {self.quality:.0%} of the quality, 95% interval."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for way in self.ways:
            for share, kept in _thinned(way.curve):
                yield LongRow(way.name, "quality kept", share, None, "share of calls", kept, "share")
            yield LongRow(way.name, "share at the quality", None, None, "", way.share, "share")
            for end, value in zip(("low", "high"), way.interval or (), strict=False):
                yield LongRow(way.name, f"share at the quality, {end}", None, None, "", value, "share")


def _thinned(curve: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """At most about two hundred points of a curve, its ends among them."""
    step = max(1, len(curve) // 200)
    return (*curve[:-1:step], curve[-1]) if curve else ()


def _head_in() -> float:
    """What stands over the panel."""
    return line_in(LABEL) + line_in(SMALL) + _TIE_IN


@drawn
def draw_kept(chart: KeptChart, provenance: Provenance) -> Figure:
    """One panel; each way's name and share stand above the place where its curve meets the stated quality."""
    page = Page(chart, provenance, _head_in() + flat(_HEIGHT_IN) + _UNDER_IN, _notes(chart))
    frame = Frame(MARGIN_IN + _LEFT_IN, page.body_top_in + _head_in(), span_in() - _LEFT_IN - _END_IN, flat(_HEIGHT_IN))
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    low, high = _range(chart)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(low, high)
    base_line(axes)
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    x_ticks(axes, shares, [f"{share:.0%}" for share in shares])
    ticks = _ticks(low, high)
    y_grid(axes, ticks, [f"{round(100 * tick, 6):g}%" for tick in ticks])
    axes.axhline(chart.quality, color=INK, linewidth=0.9, zorder=2)
    for way in chart.ways:
        _draw(axes, way, chart.quality)
    _label(page, frame, chart, (low, high))
    below = frame.bottom + 0.27
    room = frame.width - _LINE_TOLD_IN
    (axis_told,) = shortened(wrap(f"share of calls to {chart.small}", room, SMALL), room, SMALL, 1, False)
    page.write(frame.right, below, axis_told, Pen(SMALL, QUIET, align="right"))
    page.write(frame.left, below, f"black line: {chart.quality:.0%} kept", Pen(SMALL, INK))
    return page.figure


def _label(page: Page, frame: Frame, chart: KeptChart, span: tuple[float, float]) -> None:
    """Names above the dots, apart from each other, each tied to its dot; all curves end in one point."""
    widths = [width_in(_TOLD[way.name], LABEL, True) + 0.25 for way in chart.ways]
    wanted = [frame.width * way.share for way in chart.ways]
    centres = spread(wanted, widths, -_LEFT_IN, frame.width + _END_IN)
    for way, at, centre in zip(chart.ways, wanted, centres, strict=True):
        hue = _HUES[way.name]
        x, label = frame.left + at, frame.left + centre
        top = page.body_top_in
        page.write(label, top, _TOLD[way.name], Pen(LABEL, hue.text, bold=True, align="center"))
        page.write(label, top + line_in(LABEL), _share(way), Pen(SMALL, hue.text, align="center"))
        dot = frame.bottom - frame.height * (way.height(chart.quality) - span[0]) / (span[1] - span[0])
        tops = (frame.top - _TIE_IN + 0.03, frame.top, dot)
        page.line((label, x, x), tops, tint(hue.line, 0.6), 0.8)


def _notes(chart: KeptChart) -> list[str]:
    notes = []
    if any(way.name == BY_DOMAIN for way in chart.ways):
        notes.append("By domain: ordered on one half of the questions, judged on the other.")
    if any(way.name == AT_MOST for way in chart.ways):
        notes.append("At most: a router that knows every answer beforehand.")
    return notes


def _share(way: Way) -> str:
    return f"{way.share:.0%} of calls"


def _range(chart: KeptChart) -> tuple[float, float]:
    kept = [value for way in chart.ways for _, value in way.curve]
    low, high = min([*kept, chart.quality]), max([*kept, 1.0])
    return max(0.0, min(low, high - _LEAST_DEPTH) - _HEADROOM), high + _HEADROOM


def _ticks(low: float, high: float) -> list[float]:
    """Round shares inside the panel."""
    steps = value_ticks(high - low)
    step = steps[1]
    first = int(low / step)
    found = [round((first + number) * step, 9) for number in range(len(steps) + 3)]
    return [tick for tick in found if low + 0.04 * (high - low) <= tick <= high]


def _draw(axes: Axes, way: Way, quality: float) -> None:
    hue = _HUES[way.name]
    xs, ys = zip(*_thinned(way.curve), strict=True)
    axes.plot(xs, ys, color=hue.line, linestyle=hue.dash, linewidth=1.8, zorder=3)
    height = way.height(quality)
    if way.interval is not None:
        axes.plot(way.interval, [height] * 2, color=tint(hue.line, 0.55), linewidth=6.0, zorder=3.5, clip_on=False)
    axes.plot(
        [way.share], [height], "o", color=hue.line, markersize=6.0, markeredgecolor="white", zorder=4, clip_on=False
    )
