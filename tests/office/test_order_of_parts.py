"""PowerPoint and Excel repair or refuse a file whose XML is out of order; LibreOffice and the libraries do not mind."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from pptx.oxml import parse_xml

from tests.office.books import BookRead
from tests.office.decks import Deck

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"

SHOWN = "showLegendKey showVal showCatName showSerName showPercent showBubbleSize separator"
AXIS = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr "
    "txPr crossAx crosses crossesAt"
)
SERIES = "idx order tx spPr"
MARKED = "dPt dLbls trendline errBars"
ORDERS = {
    f"{C}plotArea": "layout areaChart barChart lineChart scatterChart catAx valAx dTable spPr",
    f"{C}barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
    f"{C}lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId",
    f"{C}scatterChart": "scatterStyle varyColors ser dLbls axId",
    f"{C}catAx": f"{AXIS} auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
    f"{C}valAx": f"{AXIS} crossBetween majorUnit minorUnit dispUnits",
    f"{C}scaling": "logBase orientation max min",
    f"{C}dLbl": f"idx delete layout tx numFmt spPr txPr dLblPos {SHOWN}",
    f"{C}dLbls": f"dLbl delete numFmt spPr txPr dLblPos {SHOWN} showLeaderLines leaderLines",
    f"{C}dPt": "idx invertIfNegative marker bubble3D explosion spPr",
    f"{C}errBars": "errDir errBarType errValType noEndCap plus minus val spPr",
    f"{A}tcPr": "lnL lnR lnT lnB lnTlToBr lnBlToTr cell3D noFill solidFill gradFill blipFill",
    f"{A}p": "pPr r br fld endParaRPr",
    f"{P}sp": "nvSpPr spPr style txBody",
}
SERIES_OF = {
    f"{C}barChart": f"{SERIES} invertIfNegative pictureOptions {MARKED} cat val shape",
    f"{C}areaChart": f"{SERIES} pictureOptions {MARKED} cat val",
    f"{C}lineChart": f"{SERIES} marker {MARKED} cat val smooth",
    f"{C}scatterChart": f"{SERIES} marker {MARKED} xVal yVal smooth",
}
AGAIN = {"ser", "axId", "dLbl", "dPt", "errBars", "r", "br", "fld", "areaChart", "barChart", "lineChart", "catAx"}
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def faults(content: bytes) -> list[str]:
    """What PowerPoint or Excel would not forgive."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = file.namelist()
        found = ["two parts have one name"] if len({name.lower() for name in names}) < len(names) else []
        for name in names:
            if name.endswith(".rels"):
                found += [f"{name}: leads nowhere" for target in targets(name, file.read(name)) if target not in names]
            elif name.endswith(".xml"):
                found += [f"{name}: {fault}" for fault in faults_in(parse_xml(file.read(name)))]
    return found


def targets(name: str, content: bytes) -> Iterator[str]:
    """The parts that a part is related to."""
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in parse_xml(content):
        if relation.get("TargetMode") != "External":
            yield posixpath.normpath(posixpath.join("/", folder, relation.get("Target"))).lstrip("/")


def faults_in(whole: Any) -> Iterator[str]:
    """Of one part."""
    for one in whole.iter(*ORDERS, f"{C}ser"):
        order = (SERIES_OF[one.getparent().tag] if one.tag == f"{C}ser" else ORDERS[one.tag]).split()
        children = [child.tag.rpartition("}")[2] for child in one if not child.tag.endswith("}extLst")]
        places = [order.index(child) if child in order else -1 for child in children]
        mixed = one.tag in (f"{A}p", f"{C}plotArea")
        if -1 in places or (not mixed and places != sorted(places)):
            yield f"order in {one.tag.rpartition('}')[2]}: {children}"
        if mixed and children and places[0] != min(places):
            yield f"first in {one.tag.rpartition('}')[2]}: {children[0]}"
        if any(children.count(child) > 1 for child in set(children) - AGAIN - {"valAx", "scatterChart"}):
            yield f"twice in {one.tag.rpartition('}')[2]}: {children}"
    yield from _numbers(whole)
    shapes = [one.get("id") for one in whole.iter(f"{P}cNvPr")]
    if len(set(shapes)) < len(shapes):
        yield "two shapes have one number"


def _numbers(whole: Any) -> Iterator[str]:
    axes = {one.find(f"{C}axId").get("val") for one in whole.iter(f"{C}valAx", f"{C}catAx")}
    for one in whole.iter(f"{C}axId", f"{C}crossAx"):
        if not one.get("val").isdigit() or one.get("val") not in axes:
            yield f"axis {one.get('val')}"
    for kind in ("idx", "order"):
        given = [one.find(f"{C}{kind}").get("val") for one in whole.iter(f"{C}ser")]
        if len(set(given)) < len(given):
            yield f"two series have one {kind}"
    for held in whole.iter(f"{C}numCache", f"{C}numLit"):
        if not all(NUMBER.fullmatch(value.text or "") for value in held.iter(f"{C}v")):
            yield "a number that is none"
        if held.getparent().getparent().tag == f"{C}errBars" and held.find(f"{C}ptCount").get("val") == "0":
            yield "whiskers without lengths"


def test_slides_keep_the_order_that_powerpoint_wants(deck: Deck) -> None:
    """Every slide, chart and table of a deck with names of every bad kind."""
    assert faults(deck.content) == []


def test_sheets_keep_the_order_that_excel_wants(book: BookRead) -> None:
    """The charts of the workbook, whose whiskers hold their lengths."""
    assert faults(book.content) == []


def test_what_is_out_of_order_is_found(deck: Deck) -> None:
    """The check itself: one mistake at a time, of the kinds that are easily made."""
    swaps = {
        "charts/chart": [
            (rb"(<c:noEndCap[^>]*>)(<c:plus>.*?</c:plus>)", rb"\2\1", "order in errBars"),
            (rb"<c:(axId|crossAx) val=\"", rb'<c:\1 val="-', "axis -"),
            (rb"(<c:errBars>.*?</c:errBars>)(<c:(?:cat|xVal)>.*?</c:(?:cat|xVal)>)", rb"\2\1", "order in ser"),
        ],
        "slides/slide": [
            (rb"(<a:lnB.*?</a:lnB>)(<a:noFill/>)", rb"\2\1", "order in tcPr"),
            (rb'(<p:cNvPr id=)"\d+"', rb'\1"7"', "one number"),
        ],
    }
    with zipfile.ZipFile(io.BytesIO(deck.content)) as file:
        for where, asked in swaps.items():
            parts = [file.read(name) for name in file.namelist() if where in name and name.endswith(".xml")]
            for pattern, to, told in asked:
                part = next(one for one in parts if re.search(pattern, one, re.DOTALL))
                changed = parse_xml(re.sub(pattern, to, part, flags=re.DOTALL))
                assert any(told in fault for fault in faults_in(changed)), told
