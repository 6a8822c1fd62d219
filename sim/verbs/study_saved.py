"""What is wrong with a saved study is told with its file and line: nobody typed those words just now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.composition.scan import Scanned, scan_file, wrong
from sim.errors import InputError
from sim.verbs.arguments import Arguments
from sim.verbs.shelf import saved_studies

_SUBJECT = re.compile(r"[\w.]+")


@contextmanager
def placed_in_its_file(arguments: Arguments) -> Iterator[None]:
    """Errors about a word of the saved study name its line; those about words of the command line stay as they are."""
    try:
        yield
    except InputError as error:
        place = _place(arguments, str(error))
        if place is None:
            raise
        raise wrong(*place, str(error)) from error


def _place(arguments: Arguments, message: str) -> tuple[Path, int] | None:
    """File and line of what the message is about; None where no file holds it."""
    name, *typed = arguments.words or ("",)
    path = saved_studies(arguments.verb, arguments.flags.get("config-dir")).get(name)
    subject = _SUBJECT.match(message)
    if path is None or subject is None or message.startswith(str(path)):
        return None
    if any(subject.group() in word for word in typed):
        return None
    line = _line(scan_file(path), subject.group())
    return None if line is None else (path, line)


def _line(scanned: Scanned, subject: str) -> int | None:
    """Where the key stands, or the first line that has the word in it."""
    if subject in scanned.lines:
        return scanned.lines[subject]
    word = re.compile(rf"(?<![\w.]){re.escape(subject)}(?![\w.])")
    text = scanned.path.read_text(encoding="utf-8-sig").splitlines()
    return next((number for number, line in enumerate(text, 1) if word.search(line.partition("#")[0])), None)
