"""Pages written by hand that hold generated parts between two marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

MARK = "<!-- generated: {name} -->"
END = "<!-- end of {name} -->"


def block(name: str, body: str) -> str:
    """A generated part with its marks."""
    return f"{MARK.format(name=name)}\n\n{body}\n\n{END.format(name=name)}"


def renewed(page: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """The page with its generated parts as they are now; parts and places have to agree."""
    places = re.findall(r"<!-- generated: (.+?) -->", page)
    if sorted(places) != sorted(parts):
        raise ValueError(f"the page has places for {sorted(places)}; there are parts for {sorted(parts)}")
    for name, body in parts.items():
        pattern = re.escape(MARK.format(name=name)) + r".*?" + re.escape(END.format(name=name))
        new = block(name, body())
        page, found = re.subn(pattern, lambda _, new=new: new, page, count=1, flags=re.DOTALL)  # type: ignore[misc]
        if found != 1:
            raise ValueError(f"the part '{name}' has no end mark")
    return page


def held(page: str, name: str) -> str:
    """What a page holds between the marks of one part."""
    pattern = re.escape(MARK.format(name=name)) + r"\s*(.*?)\s*" + re.escape(END.format(name=name))
    found = re.search(pattern, page, flags=re.DOTALL)
    if found is None:
        raise ValueError(f"the part '{name}' has no place")
    return found[1]
