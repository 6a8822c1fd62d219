"""Pages followed to the letter: their commands in their order, what they print, and their lines of Python.

In a `console` block a line behind `$ ` is a command and what stands below it is what it prints: each line in that
order, where `…` stands for lines that the page leaves out.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import Called, in_folder

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
PROMPT, LEFT_OUT = "$ ", "…"
WITHOUT_WORKERS = frozenset({"trace", "params", "report", "diff", "trials"})


class Step(NamedTuple):
    """One thing that a reader does: a command with what it prints, or a script."""

    language: str
    text: str
    printed: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """A command as a shell reads it."""
        return shlex.split(self.text)


def text_of(page: str) -> str:
    """A page of docs/, by its name."""
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def steps_of(page: str) -> Iterator[Step]:
    """What the page asks its reader to do, from top to bottom."""
    for language, body in FENCE.findall(page):
        if language == "python":
            yield Step(language, body)
        elif language == "console":
            yield from _commands(body)


def _commands(body: str) -> Iterator[Step]:
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        if part.strip():
            command, _, printed = part.partition("\n")
            lines = tuple(line.rstrip() for line in printed.splitlines() if line.strip())
            yield Step("console", command.removeprefix(PROMPT), lines)


def follow(page: str, home: Path) -> list[tuple[Step, Called]]:
    """Every step of a page, one after the other in one folder; a step that fails ends it."""
    done = []
    for step in steps_of(text_of(page)):
        called = _script(step.text, home) if step.language == "python" else _command(step.words, home)
        assert called.status == 0, f"{page}: {step.text}\n{called.err}"
        check_printed(step, called, page)
        done.append((step, called))
    return done


def _command(words: list[str], home: Path) -> Called:
    assert words[0] == "sim"
    inline = [] if words[1] in WITHOUT_WORKERS or "runs=" in " ".join(words) else ["executor=inline"]
    return in_folder(home, *words[1:], *inline)


def _script(text: str, home: Path) -> Called:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.chdir(home)
        exec(compile(text, "page", "exec"), {})
    return Called(0, out.getvalue(), "")


def check_printed(step: Step, called: Called, page: str) -> None:
    """The lines below a command are lines of its output, in their order, next to each other unless `…` parts them."""
    out = [line.rstrip() for line in called.out.splitlines() if line.strip()]
    at, next_to = 0, False
    for line in step.printed:
        if line.strip() == LEFT_OUT:
            next_to = False
            continue
        assert line in out[at:], f"{page}: {step.text}\nprints no such line here: {line}\n\n{called.out}"
        found = out.index(line, at)
        assert not next_to or found == at, f"{page}: {step.text}\nleaves out: {out[at]}"
        at, next_to = found + 1, True
