"""A saved study as the words that it stands for: its keys as on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from sim.composition.scan import scan_file


def file_words(path: Path) -> list[str]:
    """Scanned first, as every file of a user's is; then read as texts, exactly as they are written."""
    scanned = scan_file(path)
    if scanned.defaults:
        raise scanned.wrong(scanned.defaults[0].line, "a study has no 'defaults' list; choose with 'group: option'")
    return list(_words(yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)))


def _words(values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _words(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            yield f"{prefix}{key}=[{','.join(map(str, value))}]"
        else:
            yield f"{prefix}{key}={value}"
