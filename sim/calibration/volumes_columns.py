"""A table of counts before its numbers: its text, its separator, and which columns are time, workload and calls."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sim.calibration.sheet import SEPARATORS, shown
from sim.errors import InputError, nearest

TIMES = (
    "time", "timestamp", "date", "day", "week", "hour", "month", "period", "datetime", "start", "starttime", "begin",
    "weekstart", "weekstarting", "weekof", "usagedate", "ts", "bucket", "interval", "startdate",
)  # fmt: skip
WORKLOADS = (
    "workload", "workloadname", "application", "applicationname", "app", "appname", "usecase", "service",
    "servicename", "project", "projectname", "name", "client", "clientid", "deployment", "team", "product", "model",
)  # fmt: skip
CALLS = (
    "calls", "requests", "count", "volume", "callcount", "requestcount", "numberofcalls", "numberofrequests",
    "totalrequests", "totalcalls", "nrequests", "ncalls", "invocations", "rate", "requestrate", "ratepersecond", "n",
    "callsperday", "callsperweek", "requestsperday",
)  # fmt: skip
TOKENS = ("token", "completion", "prompt")
FIELDS = ("time", "workload", "calls")
MOST_BYTES = 400_000_000
_FIRST_BYTES, _HEADER_BYTES = 4096, 1 << 20
TOTALS = frozenset({"total", "sum", "all", "overall", "gesamt", "summe", "grandtotal"})


def plain(header: str) -> str:
    """A header without case, blanks and marks."""
    return re.sub(r"[^a-z0-9]", "", header.lower())


def _content(file: Path, most: int) -> bytes:
    """The first bytes of a file, unpacked."""
    try:
        with file.open("rb") as raw:
            start = raw.read(2)
        with gzip.open(file, "rb") if start == b"\x1f\x8b" else file.open("rb") as stream:
            return bytes(stream.read(most))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{file}: is cut off or damaged as a gzip file ({error}); pack it again") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or error})") from error


def first_headers(file: Path) -> list[str]:
    """The headers alone, so that a long log is not unpacked twice."""
    return rows_of(file, _decoded(file, _content(file, _HEADER_BYTES)))[0]


def text_of(file: Path) -> str:
    """The whole text of a table, unpacked."""
    content = _content(file, MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputError(f"{file}: is larger than {MOST_BYTES:,} bytes; give daily totals, or a request log")
    return _decoded(file, content)


def _decoded(file: Path, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if content[:4] in (b"PK\x03\x04", b"PAR1") or b"\0" in content[:_FIRST_BYTES]:
        raise InputError(f"{file}: is not a text file; save the table as CSV (UTF-8)")
    if content.lstrip()[:1] in (b"{", b"["):
        raise InputError(f"{file}, line 1: looks like JSON, not like CSV; save the table as CSV")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def rows_of(file: Path, text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The headers, and the rows beneath with their lines."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    separator = max(SEPARATORS, key=bare.count)
    if not first:
        raise InputError(f"{file}: is empty; its first line names the columns: time, workload, calls")
    if not bare.count(separator):
        raise InputError(
            f"{file}, line 1: found one column, '{shown(first)}'; separate the columns by commas, semicolons or tabs"
        )
    rows = _rows(file, text, separator)
    _, headers = next(rows)
    return [header.strip() for header in headers], rows


def _rows(file: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise InputError(f"{file}, line {reader.line_num}: cannot be read as CSV ({error})") from error


def mapping_of(text: str) -> dict[str, str]:
    """`{time:NAME,workload:NAME,calls:NAME}` as a mapping of fields to headers."""
    found: dict[str, str] = {}
    for pair in filter(None, (each.strip() for each in text.strip().strip("{}").split(","))):
        field, colon, header = (each.strip() for each in pair.partition(":"))
        if not colon or not header:
            raise InputError(
                f"columns: found '{shown(pair)}'; allowed is columns={{time:NAME,workload:NAME,calls:NAME}}"
            )
        if field not in FIELDS:
            raise InputError(
                f"columns: found '{shown(field)}'{nearest(field, FIELDS)}; allowed are {', '.join(FIELDS)}"
            )
        found[field] = header
    return found


def columns_of(file: Path, headers: Sequence[str], asked: Mapping[str, str]) -> dict[str, int]:
    """Where time, workload and calls stand; `calls` is missing in a log, `workload` too where columns are workloads."""
    places: dict[str, int] = {}
    for field, header in asked.items():
        if header not in headers:
            raise InputError(f"{file}, line 1: there is no column '{shown(header)}'{nearest(header, headers)}")
        places[field] = headers.index(header)
    for field, known in (("time", TIMES), ("workload", WORKLOADS), ("calls", CALLS)):
        words = {plain(header): place for place, header in reversed([*enumerate(headers)])}
        found = next((words[word] for word in known if word in words and words[word] not in places.values()), None)
        if field not in places and found is not None:
            places[field] = found
    if "time" not in places:
        raise InputError(
            f"{file}, line 1: found no column of time among {_some(headers)}; call it time, date, hour, day or week, "
            "or say columns={time:NAME,workload:NAME,calls:NAME}"
        )
    return places


def _some(headers: Sequence[str]) -> str:
    return ", ".join(f"'{shown(name)}'" for name in headers[:6]) + (" …" if len(headers) > 6 else "")  # noqa: PLR2004


def is_log(headers: Sequence[str], places: Mapping[str, int]) -> bool:
    """Whether a row is a request: it has tokens, or a workload and nothing that counts."""
    tokens = any(mark in header.lower() for header in headers for mark in TOKENS)
    return "calls" not in places and (tokens or "workload" in places)
