"""Model tests of which only totals are known: both answers crossed, by domain, or one row a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.calibration.routing_file import Refused, Rows, number_of
from sim.calibration.routing_table import Cascade, ModelScore, Pair, RoutingTable, independent_cells
from sim.errors import InputError

LARGE, SMALL = "strong", "weak"
_MOST = 1e9
_CASCADE = "frugalgpt"
_INDEPENDENT = (
    "Only totals are known, not which questions both models answer well: intervals are drawn as if answers were "
    "independent, which makes them wider, and there is no upper bound."
)


def pair_totals(rows: Rows, price: float | None) -> RoutingTable:
    """How many questions both, one or none of the models answers rightly, by benchmark."""
    cells: dict[str, list[tuple[float, float, int]]] = {}
    names = ("n", "both", "strong_only", "weak_only")
    for line, row in rows.rows:
        asked, both, large_only, small_only = (_number(rows, line, row, name) for name in names)
        label = row[rows.plain.index("bench")] if "bench" in rows.plain else "all questions"
        if label in cells:
            continue
        if asked < 1.0:
            raise InputError(f"{rows.file}, line {line} (n): found 0; allowed is a number of questions")
        if both + large_only + small_only > 1.0 + 1e-3:
            raise InputError(f"{rows.file}, line {line}: the shares of right answers add up to more than 1")
        counts = [round(asked * share) for share in (both, large_only, small_only)]
        rest = max(0, int(asked) - sum(counts))
        kinds = ((1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0))
        cells[label] = [(*kind, count) for kind, count in zip(kinds, (*counts, rest), strict=True)]
    told = f"{len(cells)} benchmark{'s' * (len(cells) != 1)} with both answers crossed; rows of one benchmark agree."
    return _table(rows, _pair(cells, price, joint=True), (told,))


def by_domain_totals(rows: Rows, price: float | None) -> RoutingTable:
    """Two accuracies a domain."""
    place = next(number for number, plain in enumerate(rows.plain) if plain not in ("n", LARGE, SMALL, "gap"))
    cells: dict[str, list[tuple[float, float, int]]] = {}
    refused = Refused()
    for line, row in rows.rows:
        asked, small, large = (_number(rows, line, row, name) for name in ("n", SMALL, LARGE))
        if row[place] in cells:
            refused.add("a second row of the same domain", line, row)
        elif asked < 1.0:
            refused.add("a domain without a question", line, row)
        else:
            cells[row[place]] = independent_cells(int(asked), large, small)
    if not cells:
        raise InputError(f"{rows.file}: has no domain with a question")
    told = (f"{len(cells)} domains with the accuracy of both models.", _INDEPENDENT)
    return _table(rows, _pair(cells, price, joint=False), told, refused)


def model_totals(
    rows: Rows, columns: Mapping[str, int | None],
    names: Callable[[Sequence[ModelScore]], tuple[str, str]], price: float | None,
) -> RoutingTable:  # fmt: skip
    """One row a model; rows of a cascade are kept apart, with their two sets of questions."""
    size = next(
        (rows.plain.index(name) for name in ("test_size", "n", "questions", "count") if name in rows.plain), None
    )
    if size is None:
        raise InputError(f"{rows.file}, line 1: has one row a model and no column n: on how many questions?")
    model, quality, cost = columns["model"], columns["quality"], columns["cost"]
    assert model is not None and quality is not None  # noqa: PT018  seen before
    scores: list[ModelScore] = []
    cascades: list[Cascade] = []
    refused = Refused()
    for line, row in rows.rows:
        worth = number_of(row[quality], rows.comma)
        paid = None if cost is None else number_of(row[cost], rows.comma)
        asked = number_of(row[size], rows.comma)
        if worth is None or asked is None or asked < 1.0 or (cost is not None and paid is None):
            refused.add("quality, cost or n is no number of 0 or more", line, row)
        elif worth > 1.0:
            raise InputError(
                f"{rows.file}, line {line}: found a quality of {row[quality]}; allowed is a share from 0 to 1"
            )
        elif row[model].lower() == _CASCADE:
            cascades += _cascade(rows, row, worth, paid)
        else:
            scores.append(ModelScore(row[model], worth, paid, int(min(asked, _MOST)), _tuned(rows, row, "train_acc")))
    large, small = (next(one for one in scores if one.name == name) for name in names(scores))
    if price is not None and cost is not None:
        raise InputError("price: the file has costs itself; leave the key out")
    asked_both = min(large.questions, small.questions)
    cells = {"all questions": independent_cells(asked_both, large.quality, small.quality)}
    costs = (large.cost, small.cost)
    pair = _pair(cells, price, joint=False, names=(large.name, small.name), costs=costs)
    told = (f"{len(scores)} models, each with its totals over {asked_both:,} questions.", _INDEPENDENT)
    return RoutingTable(
        rows.file.name,
        pair,
        tuple(scores),
        told,
        len(rows.rows),
        _used(rows, refused),
        "rows",
        refused.all,
        tuple(dict.fromkeys(cascades)),
    )


def _cascade(rows: Rows, row: Sequence[str], worth: float, paid: float | None) -> list[Cascade]:
    """A budget of a cascade, where it was tuned on other questions than it was judged on."""
    quality, cost = _tuned(rows, row, "train_acc"), _tuned(rows, row, "train_cost")
    if quality is None or cost is None or paid is None:
        return []
    return [Cascade(quality, cost, worth, paid)]


def _tuned(rows: Rows, row: Sequence[str], name: str) -> float | None:
    return number_of(row[rows.plain.index(name)], rows.comma) if name in rows.plain else None


def _number(rows: Rows, line: int, row: Sequence[str], name: str) -> float:
    """A share, or a whole number of questions."""
    if name not in rows.plain:
        raise InputError(f"{rows.file}, line 1: has no column '{name}'")
    text = row[rows.plain.index(name)]
    value = number_of(text, rows.comma)
    most = _MOST if name == "n" else 1.0
    if value is None or value > most:
        allowed = "a number of questions" if name == "n" else "a share from 0 to 1"
        raise InputError(f"{rows.file}, line {line} ({name}): found '{text}'; allowed is {allowed}")
    return value


def _pair(
    cells: Mapping[str, list[tuple[float, float, int]]], price: float | None, *, joint: bool,
    names: tuple[str, str] = (LARGE, SMALL), costs: tuple[float | None, float | None] = (None, None),
) -> Pair:  # fmt: skip
    domains = tuple(cells)
    flat = [(place, *cell) for place, name in enumerate(domains) for cell in cells[name] if cell[2] > 0]
    domain, large, small, count = zip(*flat, strict=True)
    if price is not None:
        costs = (1.0, price)
    known = costs[0] is not None and costs[1] is not None
    return Pair(
        *names, domains, np.array(domain, dtype=np.int64), np.array(large), np.array(small),
        np.array(count, dtype=np.int64), np.full(len(domains), costs[0]) if known else None,
        np.full(len(domains), costs[1]) if known else None, joint,
    )  # fmt: skip


def _table(rows: Rows, pair: Pair, told: tuple[str, ...], refused: Refused | None = None) -> RoutingTable:
    asked = pair.questions
    scores = tuple(
        ModelScore(name, float(worth @ pair.count) / asked, None, asked)
        for name, worth in ((pair.large_name, pair.large), (pair.small_name, pair.small))
    )
    rejected = refused or Refused()
    return RoutingTable(rows.file.name, pair, scores, told, len(rows.rows), _used(rows, rejected), "rows", rejected.all)


def _used(rows: Rows, refused: Refused) -> int:
    return len(rows.rows) - sum(one.rows for one in refused.all)
