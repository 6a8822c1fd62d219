"""The page of files names every key that a folder's documents hold, and no other."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from docs.generator import layout
from sim.charts.longtable import LongRow
from sim.report.html import BLOCK
from sim.verbs.catalogue import VERBS
from tests.cli.conftest import in_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison as small as one can be, with its page and no pictures."""
    home = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.pictures.pictures_of", lambda *_: [])
        small = ("strategies=[coe,factory]", "replications=2", "horizon_weeks=26", "executor=inline", "output=out")
        called = in_folder(home, "compare", *small)
    assert called.status == 0, called.err
    return home / "out"


def keys_of(meanings: Mapping[str, str]) -> set[str]:
    """The keys of a table of the page, of which several may share a row."""
    return {key for keys in meanings for key in keys.split(", ")}


def read(path: Path) -> dict[str, Any]:
    """A document of the folder."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("name", "meanings"),
    [
        ("coe/summary.json", layout.RUN_KEYS),
        ("summary.json", layout.COMPARISON_KEYS),
        ("coe/manifest.json", layout.MANIFEST_KEYS),
    ],
)
def test_every_key_of_a_document_is_on_the_page(folder: Path, name: str, meanings: Mapping[str, str]) -> None:
    """And no key that is not there."""
    assert set(read(folder / name)) == keys_of(meanings)


def test_every_key_of_the_block_of_a_report_is_on_the_page(folder: Path) -> None:
    """The block is found by the name that the page gives it."""
    page = (folder / "report.html").read_text(encoding="utf-8")
    (block,) = re.findall(rf'<script type="application/json" id="{BLOCK}">(.*?)</script>', page, flags=re.DOTALL)
    assert set(json.loads(block)) == keys_of(layout.BLOCK_KEYS)


def test_every_column_of_a_charts_numbers_has_a_meaning() -> None:
    """All of them, in the order of the files."""
    assert tuple(layout.COLUMN_MEANINGS) == LongRow._fields


def test_every_verb_that_leaves_files_is_on_the_page() -> None:
    """A module of a verb that lists its files has its table."""
    verbs = {path.stem for path in (ROOT / "sim" / "verbs").glob("*.py") if _lists_files(path)} & set(VERBS)
    assert verbs
    assert verbs <= {verb.split()[0] for verb in layout.LEAVES}


def _lists_files(path: Path) -> bool:
    return re.search(r"^FILES = \{", path.read_text(encoding="utf-8"), flags=re.MULTILINE) is not None
