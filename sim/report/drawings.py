"""Drawings inside a page: matplotlib's SVG files made small, harmless and free of clashing names.

A page may hold many drawings. Each name in them (clip paths, markers) becomes the page's own; letters, which all
drawings share, are kept once; styles become plain attributes, because the page allows no style but its own; and nothing
is let through that a drawing of ours does not have.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from sim.report.footers import is_comment, lift, parsed
from sim.report.svg_paths import joined, number, short_path

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_DROPPED = frozenset({"metadata", "style", "title"})
_STYLES = frozenset({
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linejoin", "stroke-linecap", "opacity",
})  # fmt: skip
_PLACES = frozenset({"x", "y", "width", "height"})
_CLIP = re.compile(r"url\(#([\w-]+)\)")
_GLYPH = re.compile(r"[\w.%~]+(?:-[\w.%~]+)*-[0-9a-f]+")
"""A font's name and a number; no other name of matplotlib's has a hyphen."""

_STEP = re.compile(r"([a-z]+)\(([^()]*)\)")
_LINE = re.compile(r'(?:<use href="#l\d+"[^>]*/>)+')
_ALIKE = re.compile(r'<path d="[^"]*"((?: [a-z-]+="[^"]*")+)/>(?:<path d="[^"]*"\1/>)+')
_FINE, _PATH, _COARSE = 2, 1, 0


@dataclass
class Letters:
    """Letters, and lines of text, that the drawings of one page share: each is kept once."""

    names: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)
    drawings: int = 0

    def add(self, glyph: str, path: str) -> None:
        """Keep a letter unless it is there."""
        if glyph not in self.names:
            self.names[glyph] = f"l{len(self.names)}"
            self.paths.append(f'<path id="{self.names[glyph]}" d="{path}" transform="scale(.015625)"/>')

    def line(self, letters: str) -> str:
        """The name of a line of letters: numbers on axes and names of strategies come again and again."""
        return self.lines.setdefault(letters, f"t{len(self.lines)}")

    def svg(self) -> str:
        """A drawing that shows nothing and lends its letters to the others."""
        lines = "".join(f'<g id="{name}">{body}</g>' for body, name in self.lines.items())
        return (
            f'<svg class="letters" aria-hidden="true" focusable="false"><defs>{"".join(self.paths)}{lines}</defs></svg>'
        )


@dataclass(frozen=True)
class Drawing:
    """One drawing as it stands in the page, and what stands under it."""

    name: str
    title: str
    svg: str
    under: tuple[str, ...] = ()


def drawing(content: bytes, name: str, letters: Letters, whole: bool = False) -> Drawing:
    """An SVG file as a part of the page, its footer apart unless `whole`; ValueError where it is no drawing of ours."""
    if b"<!ENTITY" in content:
        raise ValueError("holds an entity")
    try:
        root = parsed(content)
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != f"{_SVG}svg":
        raise ValueError("is no SVG drawing")
    title = (root.findtext(f"{_SVG}title") or name).strip()
    letters.drawings += 1
    inside = _Inside(f"d{letters.drawings}", letters)
    inside.collect(root)  # before anything is taken out: the footer's lines lend their letters to the others
    footer = None if whole else lift(root)
    body = _ALIKE.sub(_together, "".join(inside.told(child) for child in root))
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    box = f"0 0 {number(width, _FINE)} {number(footer.top if footer else height, _FINE)}"
    head = (
        f'<svg role="img" aria-labelledby="{name}-title" viewBox="{box}" stroke-linejoin="round" stroke-linecap="butt">'
        f'<title id="{name}-title">{escaped(title)}</title>'
    )
    return Drawing(name, title, f"{head}{body}</svg>", footer.paragraphs if footer else ())


def escaped(text: str) -> str:
    """Text inside a drawing."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _together(found: re.Match[str]) -> str:
    """Neighbours that look the same say how once; what is see-through as a whole stays apart."""
    attributes = found[1]
    if " opacity=" in attributes:
        return found[0]
    return f"<g{attributes}>{found[0].replace(f'{attributes}/>', '/>')}</g>"


@dataclass
class _Inside:
    """One drawing being retold."""

    prefix: str
    letters: Letters
    ids: dict[str, str] = field(default_factory=dict)

    def collect(self, root: ET.Element) -> None:
        """Whatever is referred to gets its name before anything refers to it."""
        for element in root.iter():
            own = element.attrib.get("id", "")
            if element.tag == f"{_SVG}path" and _GLYPH.fullmatch(own):
                if path := element.attrib.get("d"):
                    self.letters.add(own, short_path(path, _COARSE))
            elif own and element.tag in (f"{_SVG}clipPath", f"{_SVG}path"):
                self.ids.setdefault(own, f"{self.prefix}-{len(self.ids)}")

    def told(self, element: ET.Element) -> str:
        """An element with what is in it."""
        if is_comment(element):
            return ""
        tag = element.tag.removeprefix(_SVG)
        if tag in _DROPPED or not element.tag.startswith(_SVG):
            return ""
        match tag:
            case "path":
                return self._path(element)
            case "use":
                return self._use(element)
            case "rect":
                return f"<rect{self._attributes(element)}/>"
            case "defs" | "g" | "clipPath":
                return self._group(tag, element)
        raise ValueError(f"holds <{tag}>, which no drawing of ours does")

    def _group(self, tag: str, element: ET.Element) -> str:
        body = "".join(self.told(child) for child in element)
        attributes = self._attributes(element)
        if tag == "clipPath":
            return f'<clipPath id="{self.ids[element.attrib["id"]]}">{body}</clipPath>'
        if not body:
            return ""
        if _LINE.fullmatch(body):
            return f'<use href="#{self.letters.line(body)}"{attributes}/>'
        return body if tag == "g" and not attributes else f"<{tag}{attributes}>{body}</{tag}>"

    def _path(self, element: ET.Element) -> str:
        own = element.attrib.get("id", "")
        if own in self.letters.names or not element.attrib.get("d"):
            return ""
        name = f' id="{self.ids[own]}"' if own in self.ids else ""
        return f'<path{name} d="{short_path(element.attrib["d"], _PATH)}"{self._attributes(element)}/>'

    def _use(self, element: ET.Element) -> str:
        target = element.attrib[f"{_XLINK}href"].removeprefix("#")
        if target in self.letters.names:
            return f'<use href="#{self.letters.names[target]}"{self._shift(element.attrib.get("transform", ""))}/>'
        if _GLYPH.fullmatch(target):
            return ""  # a blank
        if target not in self.ids:
            raise ValueError(f"refers to '{target}', which it does not hold")
        return f'<use href="#{self.ids[target]}"{self._attributes(element)}/>'

    def _shift(self, transform: str) -> str:
        """Letters of a line follow each other by a translation, which x and y say in fewer signs."""
        steps = dict(_steps(transform))
        if set(steps) - {"translate"}:
            return f' transform="{_short(transform)}"'
        x, y = [*steps.get("translate", []), 0.0, 0.0][:2]
        return "".join(f' {key}="{number(value, _COARSE)}"' for key, value in (("x", x), ("y", y)) if value)

    def _attributes(self, element: ET.Element) -> str:
        found: dict[str, str] = {}
        for key, value in element.attrib.items():
            if key == "style":
                found |= dict(_style(value))
            elif key == "transform":
                found[key] = _short(value)
            elif key == "clip-path" and (clip := _CLIP.fullmatch(value)):
                found[key] = f"url(#{self.ids[clip[1]]})"
            elif key in _PLACES:
                found[key] = number(float(value), _FINE)
            elif key not in ("id", f"{_XLINK}href", "d"):
                raise ValueError(f"holds {key}=, which no drawing of ours does")
        return "".join(f' {key}="{value}"' for key, value in found.items())


def _style(text: str) -> list[tuple[str, str]]:
    """A style as the attributes that mean the same."""
    pairs = [part.split(":", 1) for part in text.split(";") if part.strip()]
    found = [(key.strip(), value.strip()) for key, value in pairs]
    for key, value in found:
        if key not in _STYLES or not re.fullmatch(r"[#\w., -]+", value):
            raise ValueError(f"holds a style '{key}', which no drawing of ours does")
    return found


def _steps(transform: str) -> list[tuple[str, list[float]]]:
    found = _STEP.findall(transform)
    return [(name, [float(one) for one in re.split(r"[ ,]+", given.strip())]) for name, given in found]


def _short(transform: str) -> str:
    """Places to a hundredth of a point; scales and angles as they are, to five digits."""
    told = []
    for name, numbers in _steps(transform):
        digits = _FINE if name == "translate" else 5
        told.append(f"{name}({joined([number(one, digits) for one in numbers])})")
    return "".join(told)
