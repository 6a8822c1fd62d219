"""Charts that can be edited in PowerPoint: what python-pptx makes of them, and what only their XML can say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from sim.charts.look import AXIS, GRID, QUIET
from sim.office.slides.behind import CATEGORIES, POINTS
from sim.office.slides.measure import clean
from sim.office.slides.parts import Axis, Box, CategoryPlot, Course, Line, Row, XyPlot

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_DASHES = {"dash": MSO_LINE.DASH, "dot": MSO_LINE.ROUND_DOT}
_SMALL = 9.0
_UPRIGHT_IN = 0.145
"""Room for a name that stays upright; of narrower ones, programs that know no `every` leave some out or turn them."""

_KINDS = {
    ("bars", False): XL_CHART_TYPE.BAR_CLUSTERED,
    ("bars", True): XL_CHART_TYPE.BAR_STACKED,
    ("columns", False): XL_CHART_TYPE.COLUMN_CLUSTERED,
    ("columns", True): XL_CHART_TYPE.COLUMN_STACKED,
    ("areas", False): XL_CHART_TYPE.AREA,
    ("areas", True): XL_CHART_TYPE.AREA_STACKED,
}


def add_xy(shapes: Any, plot: XyPlot) -> Any:
    """Lines over two axes of numbers; returns the frame of the chart."""
    data = POINTS()
    for course in plot.courses:
        series = data.add_series(clean(course.name))
        for x, y in course.points:
            series.add_data_point(x, y)
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *_place(plot.box), data)
    chart = frame.chart
    _bare(chart)
    _lay_out(chart, plot.box, plot.inner)
    _value_axis(chart.category_axis, plot.x)
    _value_axis(chart.value_axis, plot.y)
    for series, course in zip(chart.plots[0].series, plot.courses, strict=True):
        _draw_course(series, course, plot.box)
    _longest_first(chart)
    return frame


def add_categories(shapes: Any, plot: CategoryPlot) -> Any:
    """Bars, columns or areas, and lines over them; returns the frame of the chart."""
    data = CATEGORIES()
    data.categories = [clean(name) for name in plot.categories]
    everything = (*plot.rows, *plot.lines)
    for row in everything:
        data.add_series(clean(row.name), row.values)
    frame = shapes.add_chart(_KINDS[plot.kind, plot.stacked], *_place(plot.box), data)
    chart = frame.chart
    _bare(chart)
    _lay_out(chart, plot.box, plot.inner)
    _category_axis(chart.category_axis, plot)
    _value_axis(chart.value_axis, plot.axis)
    if plot.kind == "bars":
        chart.category_axis.reverse_order = True
        if plot.axis.shown:
            chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if plot.kind != "areas":
        chart.plots[0].gap_width = plot.gap
        chart.plots[0].overlap = 100 if plot.stacked or plot.behind else 0
    drawn = list(zip(chart.plots[0].series, everything, strict=True))
    for series, row in drawn[: len(plot.rows)]:
        _fill(series, row)
    for series, row in drawn[len(plot.rows) :]:
        _stroke(series.format.line, row.colour, row.width, row.dash)
    _move_to_lines(chart, len(plot.rows))
    return frame


def _longest_first(chart: Any) -> None:
    """LibreOffice leaves out a first series with fewer points than others have; who is drawn over whom stays."""
    found = chart._chartSpace.findall(".//" + qn("c:ser"))
    longest = max(found, key=lambda one: int(one.find(f".//{qn('c:yVal')}//{qn('c:ptCount')}").get("val")))
    if longest is not found[0]:
        found[0].addprevious(longest)


def _place(box: Box) -> tuple[Any, Any, Any, Any]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def _bare(chart: Any) -> None:
    """No title, no legend, letters of one size; axes are numbered from 1, as the standard has no number below 0."""
    numbers: dict[str, str] = {}
    for one in chart._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):
        one.set("val", numbers.setdefault(one.get("val"), str(len(numbers) + 1)))
    chart.has_title = False
    chart.has_legend = False
    chart.font.size = Pt(_SMALL)
    chart.font.color.rgb = rgb(QUIET)


def _lay_out(chart: Any, box: Box, inner: Box) -> None:
    """The area between the axes is where the slide needs it: a table beneath has its columns under the ticks."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    shares = (
        ("x", (inner.left - box.left) / box.width),
        ("y", (inner.top - box.top) / box.height),
        ("w", inner.width / box.width),
        ("h", inner.height / box.height),
    )
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    values = "".join(f'<c:{name} val="{share:.6f}"/>' for name, share in shares)
    area.insert(0, _xml(f"<c:layout><c:manualLayout>{modes}{values}</c:manualLayout></c:layout>"))


def _xml(text: str) -> Any:
    name = text[1:].split(" ", 1)[0].split(">", 1)[0].rstrip("/")
    return parse_xml(text.replace(f"<{name}", f'<{name} xmlns:c="{_C}" xmlns:a="{_A}"', 1))


def _value_axis(axis: Any, asked: Axis) -> None:
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = asked.low, asked.high, asked.step
    axis.has_major_gridlines = asked.grid
    axis.has_minor_gridlines = False
    axis.major_tick_mark = XL_TICK_MARK.NONE if asked.grid else XL_TICK_MARK.OUTSIDE
    axis.minor_tick_mark = XL_TICK_MARK.NONE
    _letters(axis, asked.form)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW if asked.shown else XL_TICK_LABEL_POSITION.NONE
    if asked.grid:
        _stroke(axis.major_gridlines.format.line, GRID, 0.75)
        axis.format.line.fill.background()
    else:
        _stroke(axis.format.line, AXIS, 0.75)


def _category_axis(axis: Any, plot: CategoryPlot) -> None:
    axis.has_major_gridlines = False
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.minor_tick_mark = XL_TICK_MARK.NONE
    _letters(axis, "General", plot.size)
    if plot.inner.width / len(plot.categories) >= _UPRIGHT_IN or plot.kind == "bars":
        axis._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW if plot.named else XL_TICK_LABEL_POSITION.NONE
    _stroke(axis.format.line, AXIS, 0.75)
    levels = axis._element.find(qn("c:noMultiLvlLbl"))
    for name in ("tickLblSkip", "tickMarkSkip"):
        skip = _xml(f'<c:{name} val="{plot.every}"/>')
        if levels is None:
            axis._element.append(skip)
        else:
            levels.addprevious(skip)


def _letters(axis: Any, form: str, size: float = _SMALL) -> None:
    labels = axis.tick_labels
    labels.number_format, labels.number_format_is_linked = form, False
    labels.font.size = Pt(size)
    labels.font.color.rgb = rgb(QUIET)


def _draw_course(series: Any, course: Course, box: Box) -> None:
    series.smooth = False
    if course.width:
        _stroke(series.format.line, course.colour, course.width, course.dash)
    else:
        series.format.line.fill.background()
    if course.dots:
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 7
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = rgb(course.colour)
        series.marker.format.line.fill.background()
    else:
        series.marker.style = XL_MARKER_STYLE.NONE
    if course.label:
        _label_end(series, course, box)
    if course.spans:
        _add_spans(series._element, course.spans, course.colour, "x" if course.across else "y", "xVal")


def _label_end(series: Any, course: Course, box: Box) -> None:
    """The last point carries its line's name, moved where names would lie on each other."""
    label = series.points[len(course.points) - 1].data_label
    _write_lines(label.text_frame, course.label)
    label.position = XL_LABEL_POSITION.RIGHT
    if course.lift:
        lift = f'<c:x val="0"/><c:y val="{-course.lift / box.height:.6f}"/>'
        moved = _xml(f"<c:layout><c:manualLayout>{lift}</c:manualLayout></c:layout>")
        label._dLbl.find(qn("c:idx")).addnext(moved)


def _write_lines(frame: Any, lines: Sequence[Line]) -> None:
    frame.word_wrap = False
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        for run in line:
            written = paragraph.add_run()
            written.text = run.text
            written.font.size, written.font.bold = Pt(run.ink.size), run.ink.bold
            written.font.color.rgb = rgb(run.ink.colour)


def _fill(series: Any, row: Row) -> None:
    fill = series.format.fill
    if row.colour:
        fill.solid()
        fill.fore_color.rgb = rgb(row.colour)
    else:
        fill.background()
        series.format.line.fill.background()
    if hasattr(series, "invert_if_negative"):
        series.invert_if_negative = False
    for place, colour in enumerate(row.points):
        point = series.points[place].format.fill
        point.solid()
        point.fore_color.rgb = rgb(colour)
    if row.spans:
        _add_spans(series._element, row.spans, QUIET, "", "cat")


def _add_spans(series: Any, spans: Sequence[tuple[float, float]], colour: str, direction: str, before: str) -> None:
    """Intervals as error bars, each as long as its numbers say."""

    def lengths(place: int) -> str:
        known = [(at, span[place]) for at, span in enumerate(spans) if any(span)]
        points = "".join(f'<c:pt idx="{at}"><c:v>{length!r}</c:v></c:pt>' for at, length in known)
        return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(spans)}"/>{points}</c:numLit>'

    ways = f'<c:errDir val="{direction}"/>' if direction else ""
    bars = _xml(
        f'<c:errBars>{ways}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{lengths(1)}</c:plus><c:minus>{lengths(0)}</c:minus>"
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    series.find(qn(f"c:{before}")).addprevious(bars)


def _move_to_lines(chart: Any, first: int) -> None:
    """Series from that number on become lines on the same axes, which python-pptx cannot say."""
    plot = chart.plots[0]._element
    series = plot.findall(qn("c:ser"))[first:]
    if not series:
        return
    line = _xml('<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/></c:lineChart>')
    for one in series:
        for old in one.findall(qn("c:invertIfNegative")):
            one.remove(old)
        one.find(qn("c:spPr")).addnext(_xml('<c:marker><c:symbol val="none"/></c:marker>'))
        one.append(_xml('<c:smooth val="0"/>'))
        line.append(one)
    line.append(_xml('<c:marker val="1"/>'))
    for axis in plot.findall(qn("c:axId")):
        line.append(_xml(f'<c:axId val="{axis.get("val")}"/>'))
    plot.addnext(line)
    if not plot.findall(qn("c:ser")):
        plot.getparent().remove(plot)


def _stroke(line: Any, colour: str, width: float, dash: str = "") -> None:
    line.color.rgb = rgb(colour)
    line.width = Pt(width)
    if dash:
        line.dash_style = _DASHES[dash]


def rgb(colour: str) -> Any:
    """A colour as python-pptx takes it."""
    make: Any = RGBColor
    return make(*bytes.fromhex(colour.lstrip("#")))
