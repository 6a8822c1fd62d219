"""The page of the verbs: what `sim --help` and `sim VERB --help` say, word for word."""

from __future__ import annotations

import contextlib
import io
import os
from functools import cache
from unittest import mock

from docs.generator import tables
from sim.cli import main
from sim.verbs.catalogue import VERBS

WIDTH = "100"
HEAD = (
    "The same texts as in a terminal, where `sim VERB --help` prints them. A line is a verb and then words "
    "`key=value`, in any order; flags begin with hyphens. [The cards](cards.md) are all numbers that a word may set; "
    "`sim params` shows and searches them."
)


@cache
def help_of(*words: str) -> str:
    """What `sim WORDS --help` prints, a hundred columns wide."""
    out = io.StringIO()
    with mock.patch.dict(os.environ, {"COLUMNS": WIDTH, "NO_COLOR": "1"}), contextlib.redirect_stdout(out):
        status = main([*words, "--help"])
    if status:
        raise ValueError(f"sim {' '.join(words)} --help ends with {status}")
    return "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines())


def verbs_page(note: str) -> str:
    """Every verb with its help."""
    rows = [(f"[`{name}`](#sim-{name})", verb.summary) for name, verb in VERBS.items()]
    parts = ["# Verbs and keys", note, HEAD, tables.table(("verb", "what it is for"), rows)]
    parts += ["## sim", _text(help_of())]
    for name in VERBS:
        parts += [f"## sim {name}", _text(help_of(name))]
    return "\n\n".join(parts) + "\n"


def _text(body: str) -> str:
    return f"```text\n{body}\n```"
