"""A page read as a browser and a screen reader would: elements in order, names, references, colours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "path", "use", "rect"})
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
READABLE = 4.5
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}\b")


@dataclass
class Element:
    """One element with its attributes, the text in it, and what it stands in."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    text: str = ""


@dataclass
class Read(HTMLParser):
    """All elements of a page, in their order."""

    page: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs}, tuple(one.tag for one in self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        self.elements.append(Element(tag, attributes, tuple(one.tag for one in self.open)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        """Every element of these kinds."""
        return [one for one in self.elements if one.tag in tags]


def barriers(page: str) -> list[str]:
    """What keeps somebody out, in words; empty for a page that everybody can use."""
    read = Read(page)
    found = [f"<{one.tag}> is never closed" for one in read.open]
    found += _document(read) + _headings(read) + _names(read) + _tables(read)
    return found + [f"colours {pair} stand out too little" for pair in pale(_styles(read))]


def _document(read: Read) -> list[str]:
    (html,) = read.all("html")
    found = [] if html.attributes.get("lang") else ["the page has no language"]
    titles = [one for one in read.all("title") if "head" in one.inside]
    if len(titles) != 1 or not titles[0].text.strip():
        found.append("the page has no title")
    if len(read.all("main")) != 1:
        found.append("the page has no main part")
    return found


def _headings(read: Read) -> list[str]:
    levels = [HEADINGS[one.tag] for one in read.all(*HEADINGS)]
    found = [] if levels.count(1) == 1 and levels[0] == 1 else ["the page has not one h1, first"]
    jumps = [(before, after) for before, after in pairwise(levels) if after > before + 1]
    empty = [one.tag for one in read.all(*HEADINGS) if not one.text.strip()]
    return [*found, *(f"h{after} follows h{before}" for before, after in jumps), *(f"an empty {tag}" for tag in empty)]


def _names(read: Read) -> list[str]:
    ids = [one.attributes["id"] for one in read.elements if "id" in one.attributes]
    found = [f"the id {one} is given twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    known = set(ids)
    for one in read.elements:
        for key in ("href", "aria-labelledby"):
            target = one.attributes.get(key, "").removeprefix("#")
            if target and target not in known:
                found.append(f"{key} of <{one.tag}> leads nowhere: {target}")
    for svg in read.all("svg"):
        hidden = svg.attributes.get("aria-hidden") == "true"
        if not hidden and (svg.attributes.get("role") != "img" or not svg.attributes.get("aria-labelledby")):
            found.append("a drawing has no name")
    found += ["a link has no name" for one in read.all("a") if not one.text.strip()]
    found += ["a region has no name" for one in read.elements if one.attributes.get("role") == "region"
              and not one.attributes.get("aria-label")]  # fmt: skip
    return found


def _tables(read: Read) -> list[str]:
    found = []
    if len(read.all("caption")) != len(read.all("table")):
        found.append("a table has no caption")
    found += ["a caption is empty" for one in read.all("caption") if not one.text.strip()]
    found += ["a th has no scope" for one in read.all("th") if not one.attributes.get("scope")]
    return found + ["a th is empty" for one in read.all("th") if not one.text.strip()]


def _styles(read: Read) -> str:
    return "".join(one.text for one in read.all("style"))


def pale(style: str) -> list[str]:
    """Colours of letters against white and against the grey of code, by the contrast of WCAG."""
    letters = set(re.findall(r"(?<![-\w])color:(#[0-9a-fA-F]+)", style))
    grounds = set(re.findall(r"background:(#[0-9a-fA-F]+)", style))
    return [f"{one} on {ground}" for one in letters for ground in grounds if contrast(one, ground) < READABLE]


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * one for one in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return float(sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))


def fetches(page: str) -> list[str]:
    """Whatever a browser would load or run; a page of ours has nothing of it."""
    read = Read(page)
    found = [f"<{one.tag}>" for one in read.all("link", "img", "iframe", "object", "embed", "audio", "video", "form")]
    found += [f"<script> of type {one.attributes.get('type')}" for one in read.all("script")
              if one.attributes.get("type") != "application/json"]  # fmt: skip
    for one in read.elements:
        found += [f"{key}= of <{one.tag}>" for key in one.attributes if key.startswith("on") or key in ("src", "style")]
        target = one.attributes.get("href", "#")
        found += [] if target.startswith("#") else [f"href={target}"]
    return found + re.findall(r"@import|url\((?!#)", page)
