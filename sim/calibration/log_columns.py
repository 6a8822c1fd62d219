"""Which columns of a request log are which: by the names that vendors and gateways give them, or as the user says."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.calibration.sheet import shown
from sim.errors import InputError, nearest

# The first name that is there is taken: a request begins at its start, whatever else is stamped.
KNOWN: dict[str, tuple[str, ...]] = {
    "time": (
        "timestamp", "time", "arrival time", "arrived at", "request time", "requested at", "request timestamp",
        "start time", "started at", "start", "created at", "created", "create time", "creation time", "date time",
        "date", "ts", "event time", "event timestamp", "time generated", "logged at", "@timestamp", "usage date",
        "timestamp utc", "time utc", "utc time", "timestamp ms", "epoch", "unix time", "received at", "end time",
    ),
    "input": (
        "input tokens", "prompt tokens", "context tokens", "usage.prompt tokens", "usage.input tokens", "input length",
        "prompt length", "tokens in", "token in", "n input tokens", "num input tokens", "num prompt tokens",
        "n context tokens total", "total input tokens", "input token count", "prompt token count", "request tokens",
        "promptTokens", "processed prompt tokens", "tokens prompt", "tokens input", "gen ai.usage.input tokens",
        "gen ai.usage.prompt tokens", "llm.token count.prompt", "usage.input", "usage input tokens",
    ),
    "output": (
        "output tokens", "completion tokens", "generated tokens", "usage.completion tokens", "usage.output tokens",
        "output length", "tokens out", "token out", "n output tokens", "num output tokens", "num completion tokens",
        "n generated tokens total", "total output tokens", "output token count", "completion token count",
        "candidates token count", "response tokens", "response length", "generated completion tokens",
        "tokens completion", "tokens output", "gen ai.usage.output tokens", "gen ai.usage.completion tokens",
        "llm.token count.completion", "usage.output", "usage output tokens",
    ),
    "workload": (
        "workload", "application", "app", "app name", "application name", "service", "service name", "project",
        "project name", "project id", "use case", "deployment", "deployment name", "model", "model name", "model id",
        "gen ai.request.model",
    ),
    "caller": (
        "caller", "client", "client id", "user", "user id", "end user", "username", "api key", "api key id",
        "api key alias", "key alias", "tenant", "tenant id", "team", "team id", "customer", "session id",
    ),
    "hash": (
        "prompt hash", "hash", "prompt sha256", "prompt md5", "request hash", "input hash", "content hash",
        "messages hash", "prompt id", "prompt fingerprint", "cache key", "query hash",
    ),
    "cached": (
        "cached tokens", "cached input tokens", "cache read tokens", "cache read input tokens", "input cached tokens",
        "usage.prompt tokens details.cached tokens", "prompt tokens details.cached tokens", "prompt cached tokens",
        "cached prompt tokens", "usage.cache read input tokens", "cached content token count", "tokens cached",
    ),
    "status": (
        "status code", "http status", "http status code", "response code", "result code", "status", "response status",
        "success", "outcome", "error", "error code", "error type", "is error", "failed",
    ),
    "cost": (
        "cost eur", "cost in eur", "total cost eur", "cost usd", "cost in usd", "total cost usd", "response cost",
        "cost", "total cost", "usage cost", "spend", "spend usd", "spend eur", "price", "price usd", "amount",
    ),
}  # fmt: skip
FIELDS = tuple(KNOWN)
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MOST_NAMED = 8
_IN_BARE_VALUES = re.compile(r"\s*[-+]?[\d.,:/T\-\s]+Z?\s*")


def plain(name: str) -> str:
    """A name without case, blanks and marks: PromptTokens, prompt_tokens and 'Prompt tokens' are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_RANKS = {
    field: {word: rank for rank, word in reversed([*enumerate(map(plain, names))])} for field, names in KNOWN.items()
}


@dataclass(frozen=True)
class Columns:
    """Where each field stands in a row, from 0; `also` are columns that could have been the same field."""

    headers: tuple[str, ...]
    separator: str
    places: Mapping[str, int]
    also: Mapping[str, tuple[str, ...]]

    @property
    def unused(self) -> tuple[str, ...]:
        """Headers of the columns that nothing is taken from."""
        return tuple(name for place, name in enumerate(self.headers) if place not in self.places.values())

    def told(self) -> str:
        """'time from TIMESTAMP, input from ContextTokens'."""
        return ", ".join(f"{field} from {shown(self.headers[place])}" for field, place in self.places.items())

    def only(self, fields: Iterable[str]) -> Columns:
        """The same with fewer fields taken."""
        return replace(self, places={field: place for field, place in self.places.items() if field in set(fields)})


def mapping_of(text: str) -> dict[str, str]:
    """`{time:TIMESTAMP,input:ContextTokens}` as a mapping of fields to headers."""
    inner = text.strip()
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1]
    found: dict[str, str] = {}
    for pair in filter(None, (each.strip() for each in inner.split(","))):
        field, colon, header = (each.strip() for each in pair.partition(":"))
        if not colon or not header:
            raise InputError(f"columns: found '{shown(pair)}'; allowed is columns={{time:NAME,input:NAME,…}}")
        if field not in FIELDS:
            raise InputError(
                f"columns: found '{shown(field)}'{nearest(field, FIELDS)}; allowed are {', '.join(FIELDS)}, each with "
                "the name of a column"
            )
        if field in found:
            raise InputError(f"columns: '{field}' is named twice; name one column for it")
        found[field] = header
    return found


def separator_of(line: str) -> str:
    """What stands most often in the header, outside quotes; a comma where there is one column."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=bare.count)


def columns_of(file: Path, line: str, asked: Mapping[str, str], needs: Iterable[str]) -> Columns:
    """The columns that a header names; InputError where one that is needed is not there."""
    separator = separator_of(line)
    headers = tuple(name.strip() for name in next(csv.reader([line], delimiter=separator), []))
    if headers and all(_IN_BARE_VALUES.fullmatch(name) for name in headers):
        raise InputError(f"{file}, line 1: found values, '{shown(line)}'; the first line names the columns")
    places = {field: _named(file, headers, field, header) for field, header in asked.items()}
    also: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        if field not in places:
            found = _known(headers, field, set(places.values()))
            if found:
                places[field] = found[0]
                also[field] = tuple(headers[place] for place in found[1:])
    _each_once(file, headers, places)
    for field in needs:
        if field not in places:
            raise InputError(_missing(file, headers, field))
    return Columns(headers, separator, {field: places[field] for field in FIELDS if field in places}, also)


def _named(file: Path, headers: Sequence[str], field: str, header: str) -> int:
    places = [place for place, name in enumerate(headers) if name == header]
    places = places or [place for place, name in enumerate(headers) if plain(name) == plain(header)]
    if not places:
        raise InputError(
            f"{file}, line 1: there is no column '{shown(header)}' for {field}{nearest(header, headers)}; it has "
            f"{_list(headers)}"
        )
    if len(places) > 1:
        raise InputError(f"{file}, line 1: has {len(places)} columns '{shown(header)}'; {field} can be taken from one")
    return places[0]


def _known(headers: Sequence[str], field: str, taken: set[int]) -> list[int]:
    ranks = _RANKS[field]
    found = [place for place, name in enumerate(headers) if plain(name) in ranks and place not in taken]
    return sorted(found, key=lambda place: (ranks[plain(headers[place])], place))


def _each_once(file: Path, headers: Sequence[str], places: Mapping[str, int]) -> None:
    for field, place in places.items():
        other = next((one for one, at in places.items() if at == place and one != field), None)
        if other:
            raise InputError(f"{file}, line 1: column '{headers[place]}' is taken for {field} and for {other}")
        twice = [at for at, name in enumerate(headers) if plain(name) == plain(headers[place])]
        if len(twice) > 1:
            raise InputError(
                f"{file}, line 1: has {len(twice)} columns '{shown(headers[place])}'; rename all but one of them"
            )


def _missing(file: Path, headers: Sequence[str], field: str) -> str:
    return (
        f"{file}, line 1: found no column for {field} (known names are {', '.join(KNOWN[field][:MOST_NAMED])}, …); it "
        f"has {_list(headers)}. Say which it is with columns={{{field}:NAME}}"
    )


def _list(headers: Sequence[str]) -> str:
    named = ", ".join(f"'{shown(name)}'" for name in headers[:MOST_NAMED])
    more = len(headers) - MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
