"""Heads of columns: what the measures of charts mean, in words."""

from __future__ import annotations

import re

_WORDS = {
    "share": "share still standing",
    "end": "at the end",
    "end_low": "at the end, 95% from",
    "end_high": "at the end, 95% to",
    "median": "half are gone after",
    "censored": "no longer watched",
    "first_three_mean": "average of the first three",
    "budget_median": "budget, median",
    "within_budget_share": "within budget to the end",
    "programmes_above_share": "programmes in which it is too much",
    "programmes_above": "programmes in which it is too much",
    "step": "price after the step",
    "best": "probability of being best",
    "best, low": "probability of being best, 95% from",
    "best, high": "probability of being best, 95% to",
    "sustainable": "sustainable load",
    "standing": "programmes that stand",
}
_QUANTILE = re.compile(r"(.*?)_?p(\d+(?:\.\d+)?)$")
_MEAN = re.compile(r"(.*)_mean$")
_BOUNDS = {"low": "95% from", "high": "95% to"}
_MIDDLE = "50"


def head_of(measure: str) -> str:
    """A measure in words."""
    if measure in _WORDS:
        return _WORDS[measure]
    if found := re.fullmatch(r"(.*?)[ _,]*(low|high)", measure):
        return _after(found[1], _BOUNDS[found[2]])
    if found := _QUANTILE.fullmatch(measure):
        return _after(found[1], "median" if found[2] == _MIDDLE else f"{found[2]}% of programmes below")
    if found := _MEAN.fullmatch(measure):
        return _after(found[1], "mean")
    return _plain(measure)


def _after(what: str, which: str) -> str:
    return f"{_plain(what)}, {which}" if what else which


def _plain(measure: str) -> str:
    words = measure.replace("_eur", "").replace("_", " ").strip(" ,")
    return words.replace("run rate", "run-rate") or measure


def with_unit(head: str, unit: str) -> str:
    """The head of a column of numbers."""
    return f"{head} ({unit})" if unit else head
