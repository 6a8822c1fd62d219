"""Reading a model test: answers one a row, one column a model, or totals; which shape it is the columns say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.calibration.routing_file import Refused, Rows, currency_in, number_of, read_rows
from sim.calibration.routing_table import ModelScore, Pair, RoutingTable, cells_of
from sim.calibration.routing_totals import by_domain_totals, model_totals, pair_totals
from sim.calibration.sheet import MOST_TOLD, shown
from sim.errors import InputError, nearest

MOST_QUESTIONS = 200_000
QUESTION = ("question", "question_id", "id", "prompt_id", "item", "item_id", "sample", "sample_id", "query", "query_id")
MODEL = ("model", "model_name", "method")
QUALITY = ("quality", "correct", "score", "accuracy", "acc", "passed", "right", "grade", "test_acc")
COST = ("cost", "price", "cost_usd", "cost_eur", "usd", "eur", "price_usd", "price_eur", "test_cost")
DOMAIN = ("domain", "subject", "category", "topic", "task", "intent", "workload")
_PERCENT = ("percent", "%", "pct")
_ENDINGS = {"_quality": "q", "_correct": "q", "_score": "q", "_acc": "q", "_accuracy": "q", "_cost": "c", "_price": "c"}
_ALL = "all questions"


@dataclass(frozen=True)
class Answer:
    """What one model's answer to one question was worth and cost."""

    quality: float
    cost: float | None


@dataclass(frozen=True)
class Wanted:
    """What the line says: which models, and the small one's price where the file has no costs."""

    large: str = ""
    small: str = ""
    price: float | None = None


def read_routing(path: Path, wanted: Wanted) -> RoutingTable:
    """A file of any shape; InputError names what is missing."""
    rows = read_rows(path)
    have = set(rows.plain)
    if {"both", "strong_only", "weak_only", "n"} <= have:
        return pair_totals(rows, wanted.price)
    if {"weak", "strong", "n"} <= have and have & set(DOMAIN):
        return by_domain_totals(rows, wanted.price)
    columns = {what: column_of(rows, names) for what, names in _KNOWN.items()}
    if columns["model"] is not None and columns["quality"] is not None:
        if columns["question"] is None:
            return model_totals(rows, columns, lambda scores: _names(scores, wanted, path), wanted.price)
        return _of_answers(rows, _long(rows, columns), columns, wanted)
    if columns["question"] is None:
        raise InputError(_missing(rows, "question"))
    wide = _wide_columns(rows)
    if len(wide) < 2:  # noqa: PLR2004
        raise InputError(_missing(rows, "model" if not wide else "second model"))
    return _of_answers(rows, _wide(rows, wide, columns), columns, wanted)


_KNOWN = {"question": QUESTION, "model": MODEL, "quality": QUALITY, "cost": COST, "domain": DOMAIN}


def column_of(rows: Rows, names: Sequence[str]) -> int | None:
    """Where the first of some names stands, with or without a word for percent."""
    for name in names:
        for place, plain in enumerate(rows.plain):
            if plain == name or any(plain == f"{name}_{word}" for word in _PERCENT):
                return place
    return None


def _missing(rows: Rows, what: str) -> str:
    found = ", ".join(shown(header) or "(no name)" for header in rows.headers[:MOST_TOLD])
    return (
        f"{rows.file}, line 1: has no column for the {what}; found {found}. Allowed: one answer a row (question, "
        "model, quality, cost, domain), one question a row (question, then NAME_quality and NAME_cost for each "
        "model), one model a row (model, quality, cost, n), or totals as in data/routing"
    )


# --- answers ----------------------------------------------------------------------------------------------------------

Read = tuple[int, tuple[str, ...], str, str, str, str]
"""Line, cells, question, model, quality and cost as they stand."""


def _long(rows: Rows, columns: Mapping[str, int | None]) -> Iterator[Read]:
    question, model, quality = (columns[what] for what in ("question", "model", "quality"))
    cost = columns["cost"]
    assert question is not None and model is not None and quality is not None  # noqa: PT018  seen before
    for line, cells in rows.rows:
        yield line, cells, cells[question], cells[model], cells[quality], "" if cost is None else cells[cost]


def _wide_columns(rows: Rows) -> dict[str, tuple[int, int | None]]:
    """Models by their columns: quality, and cost where there is one."""
    quality: dict[str, int] = {}
    cost: dict[str, int] = {}
    for place, (plain, header) in enumerate(zip(rows.plain, rows.headers, strict=True)):
        bare = next((plain.removesuffix(f"_{word}") for word in _PERCENT if plain.endswith(f"_{word}")), plain)
        ending = next((end for end in _ENDINGS if bare.endswith(end)), None)
        if plain in (*QUESTION, *DOMAIN):
            continue
        if ending is not None:
            (quality if _ENDINGS[ending] == "q" else cost)[header[: len(bare) - len(ending)].strip("_ :-")] = place
        elif all(number_of(cells[place], rows.comma) is not None for _, cells in rows.rows[:50]):
            quality[header] = place
    return {name: (place, cost.get(name)) for name, place in quality.items()}


def _wide(rows: Rows, wide: Mapping[str, tuple[int, int | None]], columns: Mapping[str, int | None]) -> Iterator[Read]:
    question = columns["question"]
    assert question is not None
    for line, cells in rows.rows:
        for name, (quality, cost) in wide.items():
            yield line, cells, cells[question], name, cells[quality], "" if cost is None else cells[cost]


def _of_answers(rows: Rows, read: Iterator[Read], columns: Mapping[str, int | None], wanted: Wanted) -> RoutingTable:
    refused = Refused()
    answers: dict[str, dict[str, Answer]] = {}
    domains: dict[str, str] = {}
    place = columns["domain"]
    worth = _worth_of(rows)
    seen = 0
    for line, cells, question, model, quality, cost in read:
        seen += 1
        found = _answer(question, model, worth(quality, line), cost, rows.comma)
        if isinstance(found, str):
            refused.add(found, line, cells)
        elif model in answers.setdefault(question, {}):
            refused.add("a second answer of the same model to the same question", line, cells)
        else:
            answers[question][model] = found
            domains.setdefault(question, cells[place] if place is not None else _ALL)
    _one_currency(rows, columns["cost"])
    return _table(rows, answers, domains, refused, wanted, seen)


def _answer(question: str, model: str, value: float | None, cost: str, comma: bool) -> Answer | str:
    """One answer, or why it is not used."""
    if not question or not model:
        return "no question or no model is named"
    if value is None:
        return "the quality is no number of 0 or more"
    price = number_of(cost, comma) if cost else None
    if cost and price is None:
        return "the cost is no number of 0 or more"
    return Answer(value, price)


def _worth_of(rows: Rows) -> Callable[[str, int], float | None]:
    """Quality as a share of 1: of a column in percent a hundredth, and beyond 1 an error where none is named."""
    percent = _in_percent(rows)

    def worth(text: str, line: int) -> float | None:
        value = number_of(text, rows.comma)
        if value is None:
            return None
        value = value / 100.0 if percent and "%" not in text else value
        if value > 1.0:
            raise InputError(
                f"{rows.file}, line {line}: found a quality of {shown(text)}; allowed is a share from 0 to 1, right or "
                "wrong, or 0 to 100 in a column whose name ends in _percent"
            )
        return value

    return worth


def _in_percent(rows: Rows) -> bool:
    return any(word in plain.split("_") for plain in rows.plain for word in _PERCENT)


def _one_currency(rows: Rows, cost: int | None) -> None:
    if cost is None:
        return
    found: dict[str, int] = {}
    place = rows.plain.index("currency") if "currency" in rows.plain else cost
    for line, cells in rows.rows:
        currency = currency_in(cells[place])
        if currency:
            found.setdefault(currency, line)
    if len(found) > 1:
        (one, first), (other, second) = list(found.items())[:2]
        raise InputError(
            f"{rows.file}, line {second}: has a cost in {other}, line {first} in {one}; give all costs in one currency"
        )


def _table(
    rows: Rows, answers: Mapping[str, Mapping[str, Answer]], domains: Mapping[str, str], refused: Refused,
    wanted: Wanted, seen: int,
) -> RoutingTable:  # fmt: skip
    scores = _scores(answers)
    if _in_percent(rows) and scores and max(one.quality for one in scores) <= 0.01:  # noqa: PLR2004
        raise InputError(
            f"{rows.file}: no model is right in more than 1 percent; give percents from 0 to 100, or shares"
        )
    large, small = _names(scores, wanted, rows.file)
    shared = _shared(rows, answers, large, small)
    alone = sum((large in given) != (small in given) for given in answers.values())
    names = tuple(sorted({domains[question] for question in shared}))
    places = {name: place for place, name in enumerate(names)}
    domain = np.array([places[domains[question]] for question in shared], dtype=np.int64)
    values = {one: np.array([answers[question][one].quality for question in shared]) for one in (large, small)}
    cells = cells_of(domain, values[large], values[small])
    told = [f"{len(shared):,} questions answered by both models{_in_domains(names)}."]
    if alone:
        told.append(f"{alone:,} questions answered by one of the two only are left out.")
    costs = _both_costs(
        [_costs(answers, shared, domain, len(names), one) for one in (large, small)], wanted, len(names), told
    )
    pair = Pair(large, small, names, cells[0], cells[1], cells[2], cells[3], *costs)
    return RoutingTable(rows.file.name, pair, scores, tuple(told), seen, 2 * len(shared), "answers", refused.all)


def _shared(rows: Rows, answers: Mapping[str, Mapping[str, Answer]], large: str, small: str) -> list[str]:
    """The questions that both answered."""
    shared = [question for question, given in answers.items() if large in given and small in given]
    if not shared:
        raise InputError(f"{rows.file}: no question was answered by both {large} and {small}")
    if not any(answers[question][large].quality for question in shared):
        raise InputError(f"{rows.file}: no answer of {large} is worth anything, so there is no quality to keep")
    if len(shared) > MOST_QUESTIONS:
        raise InputError(f"{rows.file}: has {len(shared):,} questions; allowed are at most {MOST_QUESTIONS:,}")
    return shared


def _both_costs(
    found: Sequence[np.ndarray | None], wanted: Wanted, domains: int, told: list[str]
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Costs of both models out of the file, or in the proportion that the line says; no cost of one alone."""
    large, small = found
    if large is not None and small is not None:
        if wanted.price is not None:
            raise InputError("price: the file has costs itself; leave the key out")
        return large, small
    if wanted.price is None:
        return None, None
    told.append(f"The small model's price is {wanted.price:g} of the large one's, as the line says.")
    return np.ones(domains), np.full(domains, wanted.price)


def _in_domains(names: Sequence[str]) -> str:
    return f", in {len(names):,} domains" if len(names) > 1 else ""


def _scores(answers: Mapping[str, Mapping[str, Answer]]) -> tuple[ModelScore, ...]:
    """Every model's mean over the questions that it answered."""
    found: dict[str, list[Answer]] = {}
    for given in answers.values():
        for model, answer in given.items():
            found.setdefault(model, []).append(answer)
    return tuple(
        ModelScore(model, float(np.mean([one.quality for one in each])), _mean_cost(each), len(each))
        for model, each in found.items()
    )


def _mean_cost(answers: Sequence[Answer]) -> float | None:
    costs = [one.cost for one in answers if one.cost is not None]
    return float(np.mean(costs)) if len(costs) == len(answers) else None


def _costs(
    answers: Mapping[str, Mapping[str, Answer]], shared: Sequence[str], domain: np.ndarray, places: int, model: str
) -> np.ndarray | None:
    """Mean cost of an answer by domain; None where any answer has none."""
    costs = [answers[question][model].cost for question in shared]
    if any(cost is None for cost in costs):
        return None
    total = np.bincount(domain, weights=np.array(costs, dtype=np.float64), minlength=places)
    return np.asarray(total / np.bincount(domain, minlength=places), dtype=np.float64)


# --- which two --------------------------------------------------------------------------------------------------------


def _names(scores: Sequence[ModelScore], wanted: Wanted, path: Path) -> tuple[str, str]:
    """The large and the small model: of two the dearer is the large one, of more the line says."""
    known = [one.name for one in scores]
    for key, name in (("large", wanted.large), ("small", wanted.small)):
        if name and name not in known:
            raise InputError(f"{key}={name}: {path} has no such model{nearest(name, known)} (it has {_told(scores)})")
    if len(known) < 2:  # noqa: PLR2004
        raise InputError(f"{path}: has answers of one model only ({', '.join(known) or 'none'}); two are compared")
    if wanted.large and wanted.small:
        if wanted.large == wanted.small:
            raise InputError(f"small={wanted.small}: is the same model as large; name a cheaper one")
        return wanted.large, wanted.small
    if len(known) > 2:  # noqa: PLR2004
        raise InputError(f"{path}: has {len(known)} models; say which two with large=NAME small=NAME ({_told(scores)})")
    if wanted.large or wanted.small:
        other = next(name for name in known if name not in (wanted.large, wanted.small))
        return (wanted.large, other) if wanted.large else (other, wanted.small)
    ranked = sorted(scores, key=lambda one: (-(one.cost or 0.0), -one.quality, one.name))
    return ranked[0].name, ranked[1].name


def _told(scores: Sequence[ModelScore]) -> str:
    return ", ".join(f"{shown(one.name)} {one.quality:.0%}" for one in scores[:MOST_TOLD])
