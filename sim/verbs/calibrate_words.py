"""Words of a calibration that simulates nothing: its own keys and no scenario's."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.errors import InputError, nearest
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.own_words import OwnWords, own_words
from sim.verbs.screen import say


def words_of(arguments: Arguments, kind: str, keys: Sequence[str]) -> OwnWords:
    """The keys of one kind; any other key is a mistake, as nothing is composed."""
    own = own_words(arguments, keys)
    unknown = next((word for word in own.words if "=" in word), None)
    if unknown is not None:
        key = unknown.partition("=")[0]
        raise InputError(f"{key}: no such key of sim calibrate {kind}{nearest(key, keys)} (it takes {', '.join(keys)})")
    return own


def show_words(own: OwnWords) -> int:
    """`--cfg job`: what the line says, and nothing read or written."""
    kind, *files = (word for word in own.words if "=" not in word)
    for key, value in {"kind": kind, "file": " ".join(files) or "null", **own.own}.items():
        say(f"{key}: {value}")
    return work.DONE


def number(own: OwnWords, key: str, default: float, most: float, allowed: str) -> float:
    """A number above zero and at most so large; `allowed` says it in words."""
    text = own.text(key, f"{default:g}")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 < value <= most:
        raise InputError(f"{key}={text}: allowed is {allowed}, with a decimal point")
    return value
