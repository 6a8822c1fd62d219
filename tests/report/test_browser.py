"""A page in a real browser: it opens without a network, says nothing on its console, fetches nothing, prints to A4."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.report.conftest import Paged
from tests.report.printed import sheets
from tests.tools import CHROMIUM

OF_THE_BROWSER = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com")
"""Where Chromium asks for its own time, updates and word lists, whatever page it shows."""

A4_POINTS = (595, 842)
LEAST_POINTS, LEAST_IN_A_DRAWING = 6.5, 5.0
MOST_SECONDS = 120

pytestmark = CHROMIUM.needed()


def browse(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Chromium without a window and without a network, in a profile of its own."""
    assert CHROMIUM.path is not None
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
             "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}")  # fmt: skip
    return subprocess.run(
        [CHROMIUM.path, *flags, *words], cwd=folder, capture_output=True, timeout=MOST_SECONDS, check=True
    )


@pytest.fixture
def page(hostile: Paged, tmp_path: Path) -> Path:
    """The page as a file."""
    path = tmp_path / "report.html"
    path.write_text(hostile.html, encoding="utf-8")
    return path


def opened(page: Path) -> tuple[subprocess.CompletedProcess[bytes], set[str]]:
    """What the browser said and made of the page, and the hosts that were asked for it."""
    log = page.with_name("net.json")
    called = browse(
        page.parent, "--enable-logging=stderr", "--v=0", f"--log-net-log={log}", "--dump-dom", page.as_uri()
    )
    text = log.read_text(encoding="utf-8", errors="replace")
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r'"url":"((?:https?|wss?|ftp):[^"]*)"', text)}
    return called, {host for host in hosts if not host.endswith(OF_THE_BROWSER)}


@pytest.mark.slow
def test_a_page_opens_without_a_word_and_without_a_request(page: Path) -> None:
    """No message on the console, no host asked for; every drawing is there, and a name in markup made no element."""
    called, hosts = opened(page)
    assert b"CONSOLE" not in called.stderr
    assert hosts == set()
    assert called.stdout.count(b"<svg") == page.read_bytes().count(b"<svg")
    assert called.stdout.count(b"<script") == 1


@pytest.mark.slow
def test_a_page_that_ran_or_fetched_would_be_heard(page: Path) -> None:
    """A script and a picture put into it are refused, loudly; without its policy the picture is asked for."""
    foreign = '<script>alert(1)</script><img src="http://elsewhere.example/x.png" alt=""><main'
    spoilt = page.read_text(encoding="utf-8").replace("<main", foreign)
    page.write_text(spoilt, encoding="utf-8")
    called, hosts = opened(page)
    assert called.stderr.count(b"Content Security Policy") >= 2
    assert hosts == set()
    page.write_text(re.sub(r"<meta http-equiv[^>]*>", "", spoilt).replace("<script>alert(1)</script>", ""))
    assert opened(page)[1] == {"elsewhere.example"}


@pytest.mark.slow
def test_a_page_prints_to_a4(page: Path) -> None:
    """Every sheet upright A4, not absurdly many, and what is printed on them can be read.

    No word of the text, which what stands at the foot of a drawing is part of, is smaller than 6.5 points, nor are nine
    of ten letters inside a drawing; none there is below five.
    """
    browse(page.parent, "--no-pdf-header-footer", "--print-to-pdf=page.pdf", page.as_uri())
    found = sheets(page.with_name("page.pdf").read_bytes())
    assert {(round(one.width), round(one.height)) for one in found} == {A4_POINTS}
    assert 8 <= len(found) <= 60
    words = [size for one in found for size in one.words]
    outlines = [size for one in found for size in one.outlines]
    assert min(len(words), len(outlines)) > 1000
    assert min(words) >= LEAST_POINTS
    assert sum(size >= LEAST_POINTS for size in outlines) >= 0.9 * len(outlines)
    assert min(outlines) >= LEAST_IN_A_DRAWING


def test_the_block_of_a_page_is_data(page: Path) -> None:
    """What a browser leaves alone a program can read."""
    found = re.search(r'id="twentyfirst-result">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    assert json.loads(found[1])["kind"] == "comparison"
