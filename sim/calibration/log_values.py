"""Cells of a log other than its times: tokens, money, status words, names and prompt hashes, a block at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

MOST_TOKENS = 2_000_000  # the largest context windows on offer; beyond it a cell holds something else
MOST_NAMES = 50_000  # names of callers are kept up to here; all others are one
OTHERS = "(all others)"
EMPTY = ("", "NaN", "nan", "NA", "N/A", "n/a", "null", "NULL", "None", "none", "-", "\\N")
"""How exports write that a cell says nothing."""

_THOUSANDS = r"^\s*[-+]?\d{1,3}(,\d{3})+(\.\d+)?\s*$"
_NUMBER = r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"
_FAILED = frozenset(
    {"error", "errored", "failed", "failure", "fail", "timeout", "timedout", "cancelled", "canceled", "aborted",
     "rejected", "throttled", "ratelimited", "exception", "blocked", "unavailable", "false", "no", "f", "n"}
)  # fmt: skip
_FINE = frozenset(
    {"ok", "success", "succeeded", "successful", "completed", "complete", "finished", "done", "stop", "length",
     "true", "yes", "t", "y", "cached", "cachehit", "200ok", "toolcalls"}
)  # fmt: skip
_NOTHING = frozenset({"", "none", "null", "nan", "na", "false", "0", "no", "f", "n", "ok", "success"})
_FIRST_FAILED, _LAST_CODE = 400, 599
_MIX_1, _MIX_2, _ODD = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15

UNTOLD = -1


def numbers_of(cells: pa.Array, *, decimal_comma: bool) -> NDArray[np.float64]:
    """Numbers as people and vendors write them; what is none is NaN."""
    text = pc.utf8_trim_whitespace(pc.fill_null(cells, ""))
    text = pc.replace_substring_regex(text, r"^(USD|EUR|[$€£])\s*|\s*(USD|EUR|[$€£])$", "")
    if decimal_comma:
        point = pc.replace_substring(pc.replace_substring(text, ".", ""), ",", ".")
        text = pc.if_else(pc.match_substring(text, ","), point, text)
    else:
        grouped = pc.match_substring_regex(text, _THOUSANDS)
        text = pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)
    good = pc.match_substring_regex(text, _NUMBER)
    return np.asarray(pc.cast(pc.if_else(good, text, "nan"), pa.float64()).to_numpy(zero_copy_only=False))


def tokens_of(column: pa.Array, *, decimal_comma: bool) -> tuple[NDArray[np.int32], dict[str, NDArray[np.bool_]]]:
    """Tokens as whole numbers (-1 where none is said), and the cells that are not usable by why."""
    if pa.types.is_integer(column.type):
        wrong: dict[str, NDArray[np.bool_]] = {}
        if column.null_count:
            wrong["empty"] = pc.is_null(column).to_numpy(zero_copy_only=False)
            column = pc.fill_null(column, 0)
        values: NDArray[Any] = column.to_numpy()
    else:
        text = pc.utf8_trim_whitespace(pc.cast(column, pa.string())) if not pa.types.is_string(column.type) else column
        empty = pc.is_in(pc.utf8_trim_whitespace(pc.fill_null(text, "")), pa.array(EMPTY)).to_numpy(
            zero_copy_only=False
        )
        numbers = numbers_of(text, decimal_comma=decimal_comma)
        unread = ~np.isfinite(numbers) & ~empty
        numbers = np.where(np.isfinite(numbers), numbers, 0.0)
        wrong = {"empty": empty, "unread": unread | (numbers != np.floor(numbers))}
        values = np.clip(numbers, -2.0, MOST_TOKENS + 1.0)
    if len(values) and (values.min() < 0 or values.max() > MOST_TOKENS):
        wrong |= {"negative": values < 0, "absurd": values > MOST_TOKENS}
    bad = np.logical_or.reduce([*wrong.values()]) if wrong else None
    tokens: NDArray[np.int32] = np.asarray(values if bad is None else np.where(bad, UNTOLD, values), np.int32)
    return tokens, wrong


def failed_of(word: str, *, of_errors: bool) -> int:
    """1 where a status says that a request failed, 0 where it was answered, -1 where it says neither.

    A column of errors is empty for a request that was answered.
    """
    bare = "".join(letter for letter in word.lower() if letter.isalnum())
    if of_errors:
        return 0 if bare in _NOTHING else 1
    number = bare[:-1] if bare.endswith("0") and "." in word else bare
    if number.isdigit():
        code = int(number)
        return UNTOLD if code > _LAST_CODE else int(code >= _FIRST_FAILED) if code >= 100 else UNTOLD  # noqa: PLR2004
    return 1 if bare in _FAILED else 0 if bare in _FINE else UNTOLD


class Names:
    """Names met so far, each with its number; from some count on all others share one."""

    def __init__(self, most: int = MOST_NAMES) -> None:
        self._numbers: dict[bytes, int] = {}
        self._most = most
        self.names: list[str] = []

    def numbers_of(self, column: pa.DictionaryArray) -> NDArray[np.int32]:
        """Each row's number; an empty cell is a name of its own."""
        numbers = [self._number(word.strip()) for word in column.dictionary.to_pylist()]
        if column.indices.null_count:
            numbers.append(self._number(b""))
        known = np.array(numbers, np.int32)
        indices = pc.fill_null(column.indices, len(numbers) - 1).to_numpy(zero_copy_only=False)
        return np.asarray(known[indices]) if len(indices) else np.zeros(0, np.int32)

    def _number(self, word: bytes) -> int:
        found = self._numbers.get(word)
        if found is None:
            if len(self.names) >= self._most:
                word = OTHERS.encode()
                if (found := self._numbers.get(word)) is not None:
                    return found
            found = self._numbers[word] = len(self.names)
            self.names.append(word.decode("utf-8", errors="replace"))
        return found


def hashes_of(column: pa.Array) -> NDArray[np.uint64]:
    """A number of 64 bits for each text: the same for the same text in every block; 0 for an empty cell."""
    column = pc.fill_null(column, b"")
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1].astype(
        np.int64
    )
    raw = np.frombuffer(column.buffers()[2] or b"", np.uint8)
    lengths = np.diff(offsets)
    found = np.zeros(len(column), np.uint64)
    same = len(lengths) and lengths.min() == lengths.max()
    for length in [int(lengths[0])] if same else np.unique(lengths).tolist():
        if length:
            rows = np.flatnonzero(lengths == length)
            found[rows] = _hashed(raw, offsets[rows], length)
    return found


def _hashed(raw: NDArray[np.uint8], starts: NDArray[np.int64], length: int) -> NDArray[np.uint64]:
    """Texts of one length, eight letters at a time."""
    letters = np.zeros((len(starts), (length + 7) // 8 * 8), np.uint8)
    if starts[-1] - starts[0] == length * (len(starts) - 1):
        letters[:, :length] = raw[starts[0] : starts[-1] + length].reshape(-1, length)
    else:
        letters[:, :length] = raw[starts[:, None] + np.arange(length)]
    found = np.full(len(starts), _mixed_length(length), np.uint64)
    for word in letters.view("<u8").T:
        found = mixed(found ^ word)
    return np.maximum(found, np.uint64(1))


def _mixed_length(length: int) -> int:
    return (length * _ODD) % (1 << 64)


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread over all 64 bits (the finisher of splitmix64), so that a part of the range is a fair sample."""
    values = values + np.uint64(_ODD)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(_MIX_1)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(_MIX_2)
    return values ^ (values >> np.uint64(31))


def statuses(names: Sequence[str], header: str) -> NDArray[np.int8]:
    """What each status word says; a column called error… holds errors only."""
    of_errors = header.lower().startswith(("error", "failed", "is_error", "iserror", "exception"))
    return np.array([failed_of(name, of_errors=of_errors) for name in names], np.int8)
