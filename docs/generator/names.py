"""The page of the public Python names: signatures and what their docstrings say, from the code."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import sim

HEAD = (
    "Everything that `import sim` promises. Other modules can be imported, and the pages do so where they need to; "
    "their names may change with any version. Settings such as `replications` and `horizon_weeks` are the "
    '[cards](cards.md) of the command line; an override is the same text as there: `"cfo.budget_eur=1e6"`.'
)
WIDTH = 100
NEVER = ("model_", "__")


def names_page(note: str) -> str:
    """Functions first, then what they give back, then what they raise."""
    found = {name: getattr(sim, name) for name in sim.__all__ if name != "__version__"}
    functions = {name: one for name, one in found.items() if not inspect.isclass(one)}
    raised = {name: one for name, one in found.items() if inspect.isclass(one) and issubclass(one, Exception)}
    classes = {name: one for name, one in found.items() if name not in functions and name not in raised}
    parts = ["# Python names", note, HEAD, "## Functions"]
    for name, one in functions.items():
        parts += [f"### sim.{name}", _code(f"sim.{name}{_signature(one)}"), inspect.getdoc(one) or ""]
    parts += ["## Classes"]
    for name, one in classes.items():
        parts += [f"### sim.{name}", inspect.getdoc(one) or "", *_members(one)]
    parts += ["## Errors"]
    parts += ["\n".join(f"- `sim.{name}`: {_first(one)}" for name, one in raised.items())]
    parts += ["`sim.__version__` is the version, as a text."]
    return "\n\n".join(part for part in parts if part) + "\n"


def _members(one: type) -> Iterator[str]:
    """What a class offers of its own: a line for each method and each attribute that says what it is."""
    lines = []
    for name, member in inspect.getmembers_static(one):
        if name.startswith(("_", *NEVER)) or not _ours(member, one):
            continue
        target: Any = member.fget if isinstance(member, property) else getattr(one, name)
        shown = name if isinstance(member, property) else f"{name}{_signature(target)}"
        lines.append(f"- `{shown}`: {_first(target)}")
    if lines:
        yield "\n".join(lines)


def _ours(member: object, one: type) -> bool:
    """Methods and properties that this product has written."""
    target: Any = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
    return inspect.isfunction(target) and target.__module__.startswith("sim.") and one.__module__.startswith("sim.")


def _signature(one: Any) -> str:
    """Without `self`, and without the quotes of annotations."""
    found = inspect.signature(one)
    kept = [each for name, each in found.parameters.items() if name != "self"]
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(found.replace(parameters=kept)))


def _code(text: str) -> str:
    """One argument a line where the line would be long."""
    if len(text) > WIDTH:
        head, _, rest = text.partition("(")
        inside, arrow, gives = rest.rpartition(") -> ")
        text = f"{head}(\n" + "".join(f"    {each},\n" for each in _split(inside)) + f"){' -> ' * bool(arrow)}{gives}"
    return f"```text\n{text}\n```"


def _split(text: str) -> list[str]:
    """At the commas that stand in no bracket."""
    parts, depth, last = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "[(") - (sign in "])")
        if sign == "," and depth == 0:
            parts.append(text[last:place].strip())
            last = place + 1
    return [*parts, text[last:].strip()]


def _first(one: object) -> str:
    return " ".join((inspect.getdoc(one) or "").split("\n\n")[0].split())
