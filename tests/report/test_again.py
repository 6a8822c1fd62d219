"""What a page carries: every scenario comes back as it was, and a page that was spoilt is refused by one message."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.report.again import digest_of, read_page
from tests.report.conftest import LONG, Paged

BLOCK = re.compile(r'(<script type="application/json"[^>]*>)(.*?)(</script>)', re.DOTALL)

Change = Callable[[dict[str, Any]], object]


def test_every_scenario_comes_back_as_it_was(hostile: Paged, tmp_path: Path) -> None:
    """With its luck and the number of its programmes; the digests are those of the numbers."""
    path = tmp_path / "report.html"
    path.write_text(hostile.html.replace(LONG[:200], LONG[:80]), encoding="utf-8")  # no file may hold more than 80
    page = read_page(path)
    assert page.kind == "comparison"
    for name, one in hostile.comparison.results.items():
        scenario, settings = page.scenarios[name]
        assert scenario.fingerprint() == one.scenario.fingerprint()
        assert scenario == one.scenario.model_copy(update={"label": scenario.label})
        assert (settings.seed, settings.replications) == (one.seed, one.replications)
        assert page.digests[name] == digest_of(one.numbers)


def test_a_digest_moves_with_any_number() -> None:
    """The last digit counts, the order of keys does not."""
    assert digest_of({"a": 1.0, "b": [0.1]}) == digest_of({"b": [0.1], "a": 1.0})
    assert digest_of({"a": 0.1}) != digest_of({"a": 0.1000000000000001})


def spoilt(html: str, change: Change) -> str:
    """The page with its block changed."""
    found = BLOCK.search(html)
    assert found is not None
    document = json.loads(found[2])
    change(document)
    return html.replace(found[2], json.dumps(document).replace("<", "\\u003c"))


def _unknown_card(document: dict[str, Any]) -> None:
    document["scenarios"]["formula"]["scenario"]["cfo"]["no_such_card"] = 1


def _infinite(document: dict[str, Any]) -> None:
    document["scenarios"]["formula"]["scenario"]["cfo"]["budget_eur"] = "1e999"


def _target(document: dict[str, Any]) -> None:
    document["scenarios"]["formula"]["scenario"]["_target_"] = "os.system"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda document: document.update(format=99), "has layout 99; this is sim"),
        (lambda document: document.update(version="0.0.1"), "was written by sim 0.0.1; this is sim"),
        (lambda document: document.pop("digests"), "block of results is damaged"),
        (lambda document: document.update(scenarios={}), "block of results is damaged"),
        (lambda document: document.update(scenarios=[1]), "block of results is damaged"),
        (lambda document: document["scenarios"]["right"].update(seed=-1), "block of results is damaged"),
        (lambda document: document["scenarios"]["right"].update(differs={"a.b": 1}), "block of results is damaged"),
        (_unknown_card, "block of results is damaged"),
        (_infinite, "block of results is damaged"),
        (_target, "block of results is damaged"),
    ],
)  # fmt: skip
def test_a_spoilt_block_is_refused(hostile: Paged, tmp_path: Path, change: Change, message: str) -> None:
    """Another layout or version, missing parts, values that no card takes: the file is named, nothing is guessed."""
    path = tmp_path / "report.html"
    path.write_text(spoilt(hostile.html, change), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_page(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!doctype html><p>hello", "is no report of sim"),
        (b"", "is no report of sim"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b'<script id="twentyfirst-result">{"a":</script>', "is damaged"),
        (b'<script id="twentyfirst-result">{"a":', "is no report of sim"),
        (b'<script id="twentyfirst-result">' + b"[" * 100_000 + b"</script>", "is damaged"),
        (b'<script id="twentyfirst-result">7</script>', "is damaged"),
    ],
)
def test_what_is_no_page_of_ours_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """Any other page, an empty file, no text, half a block, a block that nests without end."""
    path = tmp_path / "report.html"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_page(path)
