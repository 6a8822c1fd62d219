"""The bytes of a log in blocks of whole rows, unpacked on the way; a file that is no table is refused by what it is."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

import numpy as np

from sim.calibration.sheet import shown
from sim.errors import InputError

BLOCK_BYTES = 16 << 20
LONGEST_ROW = 64 << 20
_HEAD = 4_096
_PART = 1 << 16
Source = BufferedReader | gzip.GzipFile
_BOM = b"\xef\xbb\xbf"
_KINDS = {
    b"PAR1": "a Parquet file",
    b"PK\x03\x04": "a workbook or a zip archive",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"ARROW1": "an Arrow file",
    b"Obj\x01": "an Avro file",
    b"SQLite format 3": "a database",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"%PDF": "a PDF",
}
ALLOWED = "allowed is CSV in UTF-8, plain or packed with gzip"


@dataclass(frozen=True)
class Bytes:
    """Whole rows; `line` is the line of the file that the first one stands in, `feeds` how many lines end here."""

    content: bytes
    line: int
    feeds: int

    @property
    def quoted(self) -> bool:
        """Whether a cell may hold a separator or a new line."""
        return b'"' in self.content

    @property
    def lines(self) -> int:
        """Lines, also where the last one has no end."""
        return self.feeds + (not self.content.endswith(b"\n"))

    def wraps(self) -> bool:
        """Whether a quoted cell goes on over the end of a line."""
        raw = np.frombuffer(self.content, np.uint8)
        ends, quotes = np.flatnonzero(raw == ord("\n")), np.flatnonzero(raw == ord('"'))
        return bool((np.searchsorted(quotes, ends) % 2).any())


def blocks(file: Path, block_bytes: int = BLOCK_BYTES) -> Iterator[Bytes]:
    """The file's rows with the header first; InputError where it cannot be read to its end."""
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            with gzip.open(raw) if packed else nullcontext(raw) as source:
                yield from _whole_rows(file, source, block_bytes)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise InputError(f"{file}: there is no such file") from error
        raise InputError(f"{file}: cannot be read ({error.strerror or error})") from error


def _whole_rows(file: Path, source: Source, block_bytes: int) -> Iterator[Bytes]:
    content = _read(file, source, block_bytes, 1).removeprefix(_BOM)
    _refuse_other_kinds(file, content)
    line = 1
    while content:
        feeds = content.count(b"\n")
        yield Bytes(_in_utf8(content), line, feeds)
        line += feeds
        content = _read(file, source, block_bytes, line)


def _read(file: Path, source: Source, size: int, line: int) -> bytes:
    """About so many bytes to the end of a row; in small parts, so that a break in a packed file is found at its row."""
    parts: list[bytes] = []
    part_size = _PART if isinstance(source, gzip.GzipFile) else size
    try:
        while size > 0 and (part := source.read(part_size)):
            parts.append(part)
            size -= len(part)
        if parts:
            parts.append(source.readline(LONGEST_ROW))
            _end_the_row(source, parts)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        line += sum(part.count(b"\n") for part in parts)
        raise InputError(
            f"{file}, line {line:,}: the packed file breaks off here or soon after ({shown(str(error))}); copy it "
            "again to its end, or unpack what there is"
        ) from error
    content = b"".join(parts)
    if len(content) >= LONGEST_ROW and b"\n" not in content[-LONGEST_ROW:-1]:
        raise InputError(f"{file}, line {line}: this row is longer than {LONGEST_ROW >> 20} MB; {ALLOWED}")
    return content


def _end_the_row(source: Source, parts: list[bytes]) -> None:
    """Lines on, as long as a quote is open; a row with a stray quote does not stop the file."""
    is_open = sum(part.count(b'"') for part in parts) % 2
    read = 0
    while is_open and read < LONGEST_ROW and (more := source.readline(LONGEST_ROW)):
        parts.append(more)
        is_open ^= more.count(b'"') % 2
        read += len(more)


def _in_utf8(content: bytes) -> bytes:
    """The same in UTF-8; what is none becomes a mark, so that a name in an old encoding costs nothing."""
    if content.isascii():
        return content
    try:
        content.decode()
    except UnicodeDecodeError:
        return content.decode(errors="replace").encode()
    return content


def _refuse_other_kinds(file: Path, head: bytes) -> None:
    if not head.strip():
        raise InputError(f"{file}: is empty; its first line names the columns, each further line is a request")
    for mark, kind in _KINDS.items():
        if head.startswith(mark):
            raise InputError(f"{file}: is {kind}; {ALLOWED}")
    start = head[:_HEAD]
    if b"\r" in start and b"\n" not in start:
        raise InputError(f"{file}: ends its lines with carriage returns only; save it with line feeds")
    if b"\0" in start or sum(byte < 9 or 13 < byte < 32 for byte in start) * 100 > len(start):  # noqa: PLR2004
        raise InputError(f"{file}: is not a text file; {ALLOWED}")
    if start.lstrip()[:1] in (b"{", b"["):
        raise InputError(f"{file}: is JSON; {ALLOWED}")
    if start.lstrip()[:1] == b"<":
        raise InputError(f"{file}: is XML or HTML; {ALLOWED}")


def header_of(first: Bytes) -> tuple[str, Bytes]:
    """The header's text, and the block without it; empty lines above it are passed over."""
    content, feeds = first.content, first.feeds
    while content:
        head, feed, rest = content.partition(b"\n")
        while head.count(b'"') % 2 and rest:
            more, feed, rest = rest.partition(b"\n")
            head += b"\n" + more
        feeds -= head.count(b"\n") + len(feed)
        if head.strip(b"\r\n\t ,;|"):
            text = head.decode("utf-8", errors="replace").rstrip("\r")
            return text, Bytes(rest, first.line + first.feeds - feeds, feeds)
        content = rest
    return "", Bytes(b"", first.line + first.feeds, 0)


def row_at(block: Bytes, number: int, passed_over: frozenset[str]) -> tuple[int, str]:
    """The line and the text of a block's row, counted without empty rows and those passed over."""
    line, lines, wraps = block.line, iter(block.content.split(b"\n")), block.quoted and block.wraps()
    for first in lines:
        text, begins = first, line
        line += 1
        while wraps and text.count(b'"') % 2:
            more = next(lines, None)
            if more is None:
                break
            text, line = text + b"\n" + more, line + 1
        row = text.decode("utf-8", errors="replace").rstrip("\r")
        if not row or row in passed_over:
            continue
        if number == 0:
            return begins, shown(row)
        number -= 1
    return block.line, ""


def line_of(block: Bytes, text: str) -> int:
    """The line that a row's text stands in."""
    row = re.search(rb"^" + re.escape(text.encode("utf-8", errors="replace")) + rb"\r?$", block.content, re.MULTILINE)
    return block.line + (block.content.count(b"\n", 0, row.start()) if row else 0)
