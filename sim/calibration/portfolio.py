"""A client's portfolio: one row a workload, columns by plain names, whatever is missing left to be drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

from sim.calibration.sheet import MOST_TOLD, Cell, Notation, Sheet, dates_of, notation_of, read_sheet, yes_or_no
from sim.errors import InputError, nearest
from sim.scenario.start import MOST_WORKLOADS, Stage
from sim.scenario.vocabulary import Lever

WEEKS_PER_YEAR = 52.0
_PER = {"day": 7.0, "week": 1.0, "month": 12.0 / 52.0, "year": 1.0 / 52.0}
_A_YEAR = {"year": 1.0, "month": 12.0, "week": 52.0}
_PRICED = {"call": 1.0, "1000_calls": 1e-3, "thousand_calls": 1e-3, "million_calls": 1e-6}
_STAGES = {
    **dict.fromkeys(("live", "production", "in_production", "running", "in_use"), "live"),
    **dict.fromkeys(("pilot", "piloting", "in_pilot", "test", "trial"), "pilot"),
    **dict.fromkeys(("building", "build", "in_build", "development", "in_development"), "building"),
    **dict.fromkeys(("planned", "plan", "idea", "backlog", "queued"), "planned"),
}
IGNORED = ("note", "comment", "remark")
TEMPLATE = (
    "name", "status", "age_months", "calls_per_month", "price_per_1000_calls", "cost_per_year", "value_per_year",
    "team", "on_platform", "levers",
)  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What a column is of, and what one of its units is in the model's."""

    field: str
    times: float = 1.0


def _meanings() -> dict[str, Meaning]:
    known = {word: Meaning("name") for word in ("name", "workload", "use_case", "project", "application")}
    known |= {word: Meaning("stage") for word in ("stage", "status", "state")}
    known |= {word: Meaning("team") for word in ("team", "unit", "business_unit", "owner")}
    known |= {word: Meaning("on_platform") for word in ("on_platform", "platform")}
    known |= {word: Meaning("levers") for word in ("levers", "cost_levers")}
    known |= {word: Meaning("live_since") for word in ("live_since", "since", "go_live", "live_date")}
    known |= {"age_weeks": Meaning("age_weeks"), "age_months": Meaning("age_weeks", WEEKS_PER_YEAR / 12.0)}
    known |= {"age_years": Meaning("age_weeks", WEEKS_PER_YEAR), "effort_left": Meaning("effort_left")}
    for what in ("calls", "requests", "volume"):
        known |= {f"{what}_per_{per}": Meaning("calls_per_week", times) for per, times in _PER.items()}
    for what in ("price", "cost"):
        known |= {f"{what}_per_{per}": Meaning("price_per_call_eur", times) for per, times in _PRICED.items()}
    for what, field in (
        ("cost", "cost_eur"),
        ("run_cost", "cost_eur"),
        ("value", "value_eur"),
        ("benefit", "value_eur"),
    ):
        known |= {f"{what}_per_{per}": Meaning(field, times) for per, times in _A_YEAR.items()}
        known[what] = Meaning(field)
    return known


MEANINGS = _meanings()
MONEY = frozenset({"price_per_call_eur", "cost_eur", "value_eur"})
MOST_AMOUNT = 1e12
MOST = {"age_weeks": 2_600.0, "effort_left": 1e6}
NUMBERS = MONEY | {"age_weeks", "calls_per_week", "effort_left"}


@dataclass(frozen=True)
class Portfolio:
    """Rows as `start.workloads` takes them, and what each row leaves to be drawn."""

    file: Path
    workloads: tuple[dict[str, Any], ...]
    drawn: dict[str, tuple[str, ...]]
    lines: dict[str, int]


def read_portfolio(
    path: Path | str,
    *,
    as_of: date | None = None,
    decimal: str | None = None,
    eur_per: Mapping[str, float] | None = None,
) -> Portfolio:
    """The portfolio of a file; InputError lists what is wrong by line and column."""
    sheet = read_sheet(path, most_rows=MOST_WORKLOADS)
    meanings = _columns(sheet)
    if not sheet.rows:
        raise InputError(f"{sheet.file}: names columns and has no workloads; each further line is one")
    numbers = [cell for row in sheet.rows for cell in _of(row, meanings, NUMBERS) if cell.text]
    reader = _Reader(notation_of(numbers, decimal=decimal, eur_per=eur_per or {}), _ages(sheet, meanings, as_of))
    wrong: list[str] = []
    found: list[dict[str, Any]] = []
    lines: dict[str, int] = {}
    for row in sheet.rows:
        values = reader.row(row, meanings, wrong)
        name = str(values.get("name", ""))
        same = next((other for other in lines if name and other.casefold() == name.casefold()), None)
        if same is not None:
            wrong.append(
                f"{_place_of(row, meanings)}: '{name}' stands in line {lines[same]}, too; give each a name of its own"
            )
        lines.setdefault(name, row[0].line)
        found.append(values)
    if wrong:
        raise InputError(
            "\n".join([*wrong[:MOST_TOLD], *([f"… and {len(wrong) - MOST_TOLD} more"] * (len(wrong) > MOST_TOLD))])
        )
    return Portfolio(sheet.file, tuple(found), {one["name"]: _drawn(one) for one in found}, lines)


def plain(header: str) -> str:
    """A header as we look it up: small letters, words joined, the currency left out."""
    words = re.sub(r"[^a-z0-9]+", "_", header.lower().replace("€", " eur ")).strip("_").split("_")
    joined = "_".join(word for word in words if word not in ("eur", "in"))
    return joined.replace("_a_", "_per_").replace("1_000", "1000")


def _columns(sheet: Sheet) -> dict[int, Meaning]:
    meanings: dict[int, Meaning] = {}
    wrong: list[str] = []
    for number, header in enumerate(sheet.headers, start=1):
        word = plain(header)
        place = f"{sheet.file}, line {sheet.header_line}, column {number}"
        if word.startswith(IGNORED):
            continue
        found = MEANINGS.get(word)
        if found is None:
            wrong.append(
                f"{place}: '{header}' is no column of a portfolio{nearest(word, MEANINGS)} (known are "
                f"{', '.join(TEMPLATE)}; a column called note… is passed over)"
            )
        elif found.field in {other.field for other in meanings.values()}:
            wrong.append(f"{place}: '{header}' says the same as another column; keep one of the two")
        else:
            meanings[number] = found
    fields = {meaning.field for meaning in meanings.values()}
    if not wrong and "name" not in fields:
        wrong.append(f"{sheet.file}, line {sheet.header_line}: there is no column 'name'; each workload needs one")
    if not wrong and not fields & {"age_weeks", "live_since"}:
        wrong.append(
            f"{sheet.file}, line {sheet.header_line}: there is no column of age; add age_months, age_weeks or "
            "live_since"
        )
    if wrong:
        raise InputError("\n".join(wrong[:MOST_TOLD]))
    return meanings


def _place_of(row: Sequence[Cell], meanings: Mapping[int, Meaning], field: str = "name") -> str:
    """The line, and the column of a field."""
    return next(cell.place for cell in row if cell.column in meanings and meanings[cell.column].field == field)


def _of(row: Sequence[Cell], meanings: Mapping[int, Meaning], fields: frozenset[str]) -> list[Cell]:
    return [cell for cell in row if cell.column in meanings and meanings[cell.column].field in fields]


def _ages(sheet: Sheet, meanings: Mapping[int, Meaning], as_of: date | None) -> dict[Cell, float]:
    """Weeks since each date of the column live_since."""
    cells = [cell for row in sheet.rows for cell in _of(row, meanings, frozenset({"live_since"})) if cell.text]
    if cells and as_of is None:
        raise InputError(
            f"{cells[0].place}: a date of going live needs the day on which the portfolio is looked at; say as_of: "
            "2026-11-02 in the client's YAML, or give age_months instead"
        )
    found: dict[Cell, float] = {}
    for cell, day in dates_of(cells).items():
        assert as_of is not None
        if day > as_of:
            raise InputError(
                f"{cell.place}: {day} is after the day of the portfolio, {as_of}; a planned one has no date"
            )
        found[cell] = (as_of - day).days / 7.0
    return found


class _Reader:
    """Cells to values."""

    def __init__(self, notation: Notation, ages: Mapping[Cell, float]) -> None:
        self._notation = notation
        self._ages = ages

    def row(self, row: Sequence[Cell], meanings: Mapping[int, Meaning], wrong: list[str]) -> dict[str, Any]:
        """The values that a row states; what is wrong is added to the list."""
        values: dict[str, Any] = {}
        for cell in row:
            meaning = meanings.get(cell.column)
            if meaning is None:
                continue
            try:
                if cell.text or meaning.field == "name":
                    field, value = self._value(cell, meaning)
                    values[field] = value
            except InputError as error:
                wrong.append(str(error))
        _check_age(row, values, wrong)
        return values

    def _value(self, cell: Cell, meaning: Meaning) -> tuple[str, Any]:
        field = meaning.field
        if field == "live_since":
            return "age_weeks", self._ages[cell]
        if field in NUMBERS:
            read_number = self._notation.euros if field in MONEY else self._notation.number
            return field, _within(cell, meaning, read_number(cell))
        read: Callable[[Cell], Any] = {
            "name": _name, "team": _team, "stage": _stage, "on_platform": yes_or_no, "levers": _levers,
        }[field]  # fmt: skip
        return field, read(cell)


def _within(cell: Cell, meaning: Meaning, found: float) -> float:
    """In the model's unit; a number that no portfolio holds is a slip of the pen."""
    most = MOST.get(meaning.field, MOST_AMOUNT)
    if found * meaning.times > most:
        raise InputError(cell.wrong(f"a number of at most {most / meaning.times:,.0f}"))
    return found * meaning.times


def _check_age(row: Sequence[Cell], values: dict[str, Any], wrong: list[str]) -> None:
    stage = values.setdefault("stage", "live" if "age_weeks" in values else "planned")
    place = f"{row[0].file}, line {row[0].line}"
    if stage == "live" and "age_weeks" not in values and not any(told.startswith(place) for told in wrong):
        wrong.append(f"{place}: is live and has no age; say how long it has been in production")
    if stage == "planned" and values.pop("age_weeks", 0.0) > 0.0:
        wrong.append(f"{place}: is planned and has an age; leave the age out, or call it live")


def _name(cell: Cell) -> str:
    if not cell.text or len(cell.text) > 80:  # noqa: PLR2004
        raise InputError(cell.wrong("a name of 1 to 80 letters"))
    return cell.text


def _team(cell: Cell) -> str:
    word = cell.text
    return word.lower() if word.lower() in ("central", "platform") else word


def _stage(cell: Cell) -> str:
    found = _STAGES.get(plain(cell.text))
    if found is None:
        known = ", ".join(get_args(Stage))
        raise InputError(cell.wrong(f"one of {known}") + nearest(cell.text.lower(), _STAGES))
    return found


def _levers(cell: Cell) -> list[str]:
    known = get_args(Lever)
    found = [plain(word) for word in re.split(r"[+;/|]|,", cell.text) if word.strip()]
    for word in found:
        if word not in known:
            raise InputError(cell.wrong(f"levers of {', '.join(known)}, joined by +") + nearest(word, known))
    return list(dict.fromkeys(found))


def _drawn(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What the model has to draw for a row, in the words of the columns."""
    missing = []
    if "calls_per_week" not in values:
        missing.append("calls")
    if "price_per_call_eur" not in values and "cost_eur" not in values:
        missing.append("price of a call")
    if "value_eur" not in values:
        missing.append("value")
    if not values.get("team"):
        missing.append("team")
    return tuple(missing)
