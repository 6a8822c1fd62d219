"""A page as one HTML file: nothing is fetched, nothing runs, the same page gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim import __version__
from sim.folders import save
from sim.report.page import Page

NAME = "report.html"
BLOCK = "twentyfirst-result"
TEMPLATES = Path(__file__).parent / "templates"
_ISOLATE, _END = "\u2068", "\u2069"
_JOINER = "\u2060"
_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FROM_RIGHT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[^\x00-\x7f]|[ '\"-](?=[\u0590-\u08ff]))*")


def write_report(page: Page, folder: Path) -> Path:
    """The last file of a folder: whole or not there."""
    return save(folder / NAME, as_html(page).encode())


def as_html(page: Page) -> str:
    """The whole file as text."""
    style = _stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _environment().get_template("report.html.j2").render(
        page=page,
        style=Markup(style),
        style_hash=f"sha256-{digest}",
        letters=Markup(page.letters),
        again=embedded(page.again),
        block=BLOCK,
        version=__version__,
    )  # fmt: skip


def embedded(document: Mapping[str, Any]) -> Markup:
    """JSON that no reader of HTML takes for the end of the block it stands in."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(safe.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def readable(value: object) -> object:
    """A text as it may stand anywhere: without signs that steer a screen, what reads from the right kept apart.

    Without that, the numbers of a sentence would change places around a name in Hebrew or Arabic. A minus sign at the
    end of a line would be read past, so that it stays with its amount.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    plain = "".join(one for one in _STEERING.sub("", value) if one in "\n\t" or unicodedata.category(one) != "Cc")
    kept = plain.replace("−€", f"−{_JOINER}€")
    return _FROM_RIGHT.sub(lambda found: f"{_ISOLATE}{found[0]}{_END}", kept)


@cache
def _stylesheet() -> str:
    return (TEMPLATES / "report.css").read_text(encoding="utf-8").strip()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=readable,
    )
