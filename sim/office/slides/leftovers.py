"""A template without its slides: none of a client's own may stay in the file, whatever still points at it."""

from __future__ import annotations

from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

_FRONT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NO_SUMMARY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def drop_slides(presentation: Any) -> None:
    """Its own slides, and what would still point at them: sections, shows of some of the slides, views, links."""
    element = presentation.part._element
    for shows in element.findall(qn("p:custShowLst")):
        element.remove(shows)
    for extension in list(element.iter(qn("p:ext"))):
        if any(child.tag.endswith("}sectionLst") for child in extension):
            extension.getparent().remove(extension)
    ids = element.find(qn("p:sldIdLst"))
    for one in list(ids) if ids is not None else []:
        presentation.part.drop_rel(one.get(qn("r:id")))
        ids.remove(one)
    for part in list(presentation.part.package.iter_parts()):
        _forget_slides(part)
    _forget_summary(presentation.part)


def _forget_summary(part: Any) -> None:
    """What the file says of its slides elsewhere: their titles, a picture of the first, which of them a show takes."""
    package = part.package
    for number, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package._rels.pop(number)
        elif relation.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            relation.target_part._blob = _NO_SUMMARY
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.PRES_PROPS:
            whole = parse_xml(relation.target_part.blob)
            for one in [each for each in whole.iter(qn("p:sldRg"), qn("p:custShow"))]:
                one.getparent().remove(one)
            relation.target_part._blob = serialize_part_xml(whole)


def _forget_slides(part: Any) -> None:
    """A part that is no slide must not lead to one: the file would keep it, beside a new one of the same name."""
    for number, relation in list(part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.SLIDE:
            _unlink(part, number)
            part.rels.pop(number)


def _unlink(part: Any, number: str) -> None:
    """Without the elements that name the relation."""
    whole = part._element if isinstance(part, XmlPart) else parse_xml(part.blob)
    for one in [each for each in whole.iter() if number in _relations(each)]:
        one.getparent().remove(one)
    if not isinstance(part, XmlPart):
        part._blob = serialize_part_xml(whole)


def _relations(element: Any) -> list[str]:
    return [value for name, value in element.attrib.items() if name.startswith(_FRONT)]
