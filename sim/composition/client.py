"""A client's position: the portfolio's CSV and, beside it, a short YAML for teams, budget and calendar."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sim.calibration.portfolio import Portfolio, read_portfolio
from sim.composition.state import KIND, State, is_state, read_state
from sim.errors import InputError, nearest

KEYS = {
    "portfolio": "the CSV with one row a workload, beside this file",
    "as_of": "the day on which the portfolio is looked at, such as 2026-11-02",
    "started": "the day on which the programme began",
    "weeks": "how long it has been running, where the day is not known",
    "spent_eur": "what has been spent so far, as finance counts it",
    "question": "finance's first question: ahead, now or answered",
    "tracked": "whether somebody knows what a workload costs",
    "platform": "whether a shared platform is in service",
    "platform_fit": "how much of what arrives it fits, from 0 to 1",
    "patience_weeks": "what is left of the sponsor's patience",
    "budget_eur": "the budget a year",
    "threshold_eur": "the spend at which finance asks its first question",
    "teams": "engineers by team: business units by their names, 'platform', 'central'",
    "decimal": "how the CSV writes decimals: comma or point",
    "eur_per": "what one unit of another currency is in EUR, such as {USD: 0.92}",
}
STARTS = ("spent_eur", "question", "tracked", "platform_fit", "patience_weeks")
GATE = ("budget_eur", "threshold_eur")
MARKS = {"comma": ",", "point": "."}
PLATFORM, CENTRAL = "platform", "central"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Client:
    """Values of a scenario by dotted key, and what had to be assumed to get them; a complete state assumes nothing."""

    values: dict[str, Any]
    portfolio: Portfolio | None
    assumptions: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def read_client(path: Path | str) -> Client:
    """The position of a YAML file, or of a portfolio's CSV alone."""
    file = Path(path)
    if file.suffix.lower() in (".csv", ".tsv", ".txt"):
        return _client(file, {}, read_portfolio(file))
    keys = _keys_of(file)
    if is_state(keys):
        return _going_on(read_state(file, keys))
    _check_keys(file, keys)
    return _from_yaml(file, keys)


def _going_on(state: State) -> Client:
    return Client(state.values, None, (), state.names)


def _keys_of(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8 text; save the file as UTF-8") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or error})") from error
    try:
        found = yaml.load(text, Loader=_Plain)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"{file}{line}: is not YAML: write 'key: value' lines") from error
    if not isinstance(found, dict):
        raise InputError(f"{file}: holds no 'key: value' lines; the least is portfolio: portfolio.csv")
    return found


def _check_keys(file: Path, keys: Mapping[str, Any]) -> None:
    if "kind" in keys:
        raise InputError(f"{file}: kind: found '{keys['kind']}'; allowed is '{KIND}', or no such key for a portfolio")
    for key in keys:
        if key not in KEYS:
            raise InputError(f"{file}: {key}: no such key{nearest(str(key), KEYS)} (known are {', '.join(KEYS)})")
    if "portfolio" not in keys:
        raise InputError(f"{file}: portfolio is missing: which CSV holds the workloads?")


class _Plain(yaml.SafeLoader):
    """Dates stay texts: they are checked here, and told as they were written."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Aliases are refused: no client's file needs one, and a nest of them grows without bound."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _from_yaml(file: Path, keys: dict[str, Any]) -> Client:
    csv = file.parent / _text(file, keys, "portfolio")
    decimal = _word(file, keys, "decimal", tuple(MARKS)) if "decimal" in keys else None
    portfolio = read_portfolio(
        csv,
        as_of=_day(file, keys, "as_of") if "as_of" in keys else None,
        decimal=None if decimal is None else MARKS[decimal],
        eur_per=_rates(file, keys),
    )
    return _client(file, keys, portfolio)


def _client(file: Path, keys: Mapping[str, Any], portfolio: Portfolio) -> Client:
    oldest = max((row.get("age_weeks", 0.0) for row in portfolio.workloads), default=0.0)
    assumptions: list[str] = []
    weeks = _weeks(file, keys)
    if weeks is None:
        weeks = float(math.ceil(oldest))
        assumptions.append(f"the programme is as old as its oldest workload: {weeks:.0f} weeks")
    _check_ages(portfolio, weeks)
    values: dict[str, Any] = {"start.weeks": weeks, "start.workloads": list(portfolio.workloads)}
    values |= {f"start.{key}": keys[key] for key in STARTS if key in keys}
    values |= {f"cfo.{key}": keys[key] for key in GATE if key in keys}
    if "as_of" in keys:
        values["start.as_of"] = _day(file, keys, "as_of").isoformat()
    if "platform" in keys:
        values["start.platform_live"] = keys["platform"]
    elif any(row.get("on_platform") for row in portfolio.workloads):
        values["start.platform_live"] = True
    for key, word in (("budget_eur", "budget"), ("threshold_eur", "threshold of finance's first question")):
        if key not in keys:
            assumptions.append(f"the {word} is the card's default")
    values |= _teams(file, keys, portfolio, assumptions)
    assumptions += _drawn(portfolio)
    return Client(values, portfolio, tuple(assumptions))


def _drawn(portfolio: Portfolio) -> list[str]:
    """What is drawn, with all the workloads that lack it."""
    lacking: dict[tuple[str, ...], list[str]] = {}
    for name, what in portfolio.drawn.items():
        if what:
            lacking.setdefault(what, []).append(name)
    return [f"{', '.join(what)} drawn for {', '.join(names)}" for what, names in lacking.items()]


def _check_ages(portfolio: Portfolio, weeks: float) -> None:
    for row in portfolio.workloads:
        if row.get("age_weeks", 0.0) > weeks + 1e-9:
            raise InputError(
                f"{portfolio.file}, line {portfolio.lines[row['name']]}: '{row['name']}' is {row['age_weeks']:.1f} "
                f"weeks old and the programme {weeks:.1f}; correct its age, or when the programme started"
            )


def _weeks(file: Path, keys: Mapping[str, Any]) -> float | None:
    if "weeks" in keys and "started" in keys:
        raise InputError(f"{file}: weeks and started say the same; keep one of the two")
    if "weeks" in keys:
        found = keys["weeks"]
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0.0 <= found < math.inf:
            raise InputError(f"{file}: weeks: found {found}; allowed is a number of 0 or more")
        return float(found)
    if "started" not in keys:
        return None
    if "as_of" not in keys:
        raise InputError(f"{file}: started needs as_of, the day on which the portfolio is looked at")
    started, as_of = _day(file, keys, "started"), _day(file, keys, "as_of")
    if started > as_of:
        raise InputError(f"{file}: started is {started}, after as_of, {as_of}")
    return (as_of - started).days / 7.0


def _teams(file: Path, keys: Mapping[str, Any], portfolio: Portfolio, assumptions: list[str]) -> dict[str, Any]:
    """Head-count by team; without it the cards' teams stand, as many units as the portfolio names."""
    named = list(dict.fromkeys(row["team"] for row in portfolio.workloads if row.get("team")))
    units = [name for name in named if name not in (PLATFORM, CENTRAL)]
    if "teams" not in keys:
        assumptions.append("teams are as large as the cards have them")
        return {"topology.embedded.units": len(units)} if units else {}
    teams = keys["teams"]
    if not isinstance(teams, dict) or not teams:
        raise InputError(f"{file}: teams: is a list of 'team: engineers', such as {{Claims: 2, platform: 4}}")
    sizes = {str(name): _engineers(file, name, found) for name, found in teams.items()}
    for name in named:
        if name not in sizes:
            line = next(portfolio.lines[row["name"]] for row in portfolio.workloads if row.get("team") == name)
            raise InputError(
                f"{portfolio.file}, line {line}: team '{name}' is not among the teams of {file}"
                f"{nearest(name, sizes)} (there are {', '.join(sizes)})"
            )
    _check_staffed(file, portfolio, sizes)
    own = {name: size for name, size in sizes.items() if name not in (PLATFORM, CENTRAL)}
    if not own and not sizes.get(CENTRAL):
        raise InputError(f"{file}: teams: nobody builds workloads; name a business unit's team, or a central one")
    if own and CENTRAL in sizes:
        raise InputError(f"{file}: teams: a central team and units' teams both build; keep one kind")
    found: dict[str, Any] = {
        "topology.central.engineers": sizes.get(CENTRAL, 0),
        "topology.platform.engineers": sizes.get(PLATFORM, 0),
        "topology.embedded.units": len(own),
        "start.teams": [{"name": name, "engineers": size} for name, size in own.items()],
    }
    return {**found, "staffing.team": CENTRAL} if CENTRAL in sizes else found


def _check_staffed(file: Path, portfolio: Portfolio, sizes: Mapping[str, int]) -> None:
    """What is planned can wait for a team; what is live or under way needs one."""
    for row in portfolio.workloads:
        team = row.get("team")
        if team and not sizes[team] and row["stage"] != "planned":
            raise InputError(
                f"{portfolio.file}, line {portfolio.lines[row['name']]}: '{row['name']}' is {row['stage']} and its "
                f"team '{team}' has 0 engineers in {file}; give that team engineers, or the workload to another team"
            )


def _engineers(file: Path, name: object, found: object) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise InputError(f"{file}: teams: {name}: found {found}; allowed is a whole number of engineers")
    return found


def _text(file: Path, keys: Mapping[str, Any], key: str) -> str:
    found = keys[key]
    if not isinstance(found, str) or not found.strip() or "\0" in found:
        raise InputError(f"{file}: {key}: found {found!r}; give a file's name")
    return found


def _word(file: Path, keys: Mapping[str, Any], key: str, known: tuple[str, ...]) -> str:
    found = str(keys[key])
    if found not in known:
        raise InputError(f"{file}: {key}: found '{found}'; allowed is {' or '.join(known)}{nearest(found, known)}")
    return found


def _day(file: Path, keys: Mapping[str, Any], key: str) -> date:
    found = str(keys[key])
    try:
        if _DATE.fullmatch(found):
            return date.fromisoformat(found)
    except ValueError:
        pass
    raise InputError(f"{file}: {key}: found '{found}'; allowed is a day such as 2026-11-02")


def _rates(file: Path, keys: Mapping[str, Any]) -> dict[str, float]:
    found = keys.get("eur_per", {})
    if not isinstance(found, dict):
        raise InputError(f"{file}: eur_per: is a list of 'currency: EUR', such as {{USD: 0.92}}")
    for currency, rate in found.items():
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0.0 < rate < math.inf:
            raise InputError(f"{file}: eur_per: {currency}: found {rate}; allowed is a number above 0")
    return {str(currency): float(rate) for currency, rate in found.items()}
