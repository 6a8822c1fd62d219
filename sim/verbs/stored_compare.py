"""`sim compare runs=[…]`: a comparison repeated from stored folders; nothing is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim import __version__
from sim.analysis.comparison import PairComparison
from sim.errors import InputError
from sim.folders import OUTPUTS, SUMMARY_NAME, as_json, chosen, finish, save, short_hash, write_results
from sim.montecarlo.manifest import identity_of
from sim.results import Comparison, Results
from sim.verbs import compare_table, work
from sim.verbs.arguments import Arguments
from sim.verbs.kept_points import claimed
from sim.verbs.own_words import OwnWords, own_words
from sim.verbs.report_written import FILES as REPORT
from sim.verbs.report_written import stored_report
from sim.verbs.screen import paragraph, say, say_json
from sim.verbs.stored_apart import ApartView, compared_apart
from sim.verbs.stored_runs import COMMON_HORIZON, INDEPENDENT, STORED_COMPARISON, check_allowed, open_runs

KEYS = ("runs", INDEPENDENT, COMMON_HORIZON, "output")
FILES = {
    "charts/": "the runs side by side (SVG, PNG, CSV)",
    "summary.json": "every number above, and the folders that they come from",
}


def asked(arguments: Arguments) -> bool:
    """Whether a comparison is of stored runs."""
    return any(word.partition("=")[0].strip() in KEYS[:3] for word in arguments.words)


def run(arguments: Arguments) -> int:
    """Open the runs, refuse what cannot be compared, compare, save, show."""
    began = datetime.now(UTC)
    own = _own(arguments)
    allowed = {key: _true(own, key) for key in (INDEPENDENT, COMMON_HORIZON)}
    runs = open_runs(own.items("runs"))
    check_allowed(runs, independent=allowed[INDEPENDENT], common_horizon=allowed[COMMON_HORIZON])
    identity = _identity(runs, allowed)
    default = OUTPUTS / f"compare-runs-{short_hash(identity)}"
    folder = chosen(own.text("output", "") if own.has("output") else None, default)
    compared = compared_apart(runs, allowed) if any(allowed.values()) else _paired(runs, folder)
    with claimed(folder, STORED_COMPARISON, identity):
        compared.write(folder)
        more = {"runs": _folders(runs), "command": arguments.command}
        finish(folder, STORED_COMPARISON, identity, more, began)
        stored_report(compared.comparison if isinstance(compared, _Paired) else compared, folder)
    return _show(arguments, compared, runs, folder)


def _own(arguments: Arguments) -> OwnWords:
    flags = [flag for flag in ("cfg", "config-dir", "config-name") if flag in arguments.flags]
    own = own_words(arguments, KEYS)
    idle = [f"--{flag}" for flag in flags] + [word.partition("=")[0] for word in own.words]
    if not own.has("runs"):
        raise InputError(f"{next(iter(own.own))}: belongs to a comparison of stored runs, runs=[FOLDER,FOLDER]")
    if idle:
        raise InputError(
            f"{idle[0]}: runs= compares what is stored, and nothing is composed or simulated; leave it out "
            f"(beside runs= there are {INDEPENDENT}=true, {COMMON_HORIZON}=true and output=FOLDER)"
        )
    return own


def _true(own: OwnWords, key: str) -> bool:
    return own.choice(key, "false", ("true", "false")) == "true"


def _identity(runs: Mapping[str, Results], allowed: Mapping[str, bool]) -> dict[str, object]:
    """What decides the comparison: whose programmes, how many, and what was allowed."""
    parts = {
        f"run {name}": short_hash([identity_of(one.scenario, one.seed), one.replications]) for name, one in runs.items()
    }
    return {**parts, **allowed, "version": __version__}


def _folders(runs: Mapping[str, Results]) -> dict[str, str]:
    return {name: str(one.folder) for name, one in runs.items()}


@dataclass(frozen=True)
class _Paired:
    """Runs of the same futures: the comparison that sim compare would have made of them."""

    comparison: Comparison

    def document(self) -> dict[str, Any]:
        folders = _folders(self.comparison.results)
        return {**self.comparison.summary(), "kind": STORED_COMPARISON, "paired": True, "runs": folders}

    def write(self, folder: Path) -> None:
        write_results(self.comparison, folder)
        save(folder / SUMMARY_NAME, as_json(self.document()))

    def show(self) -> None:
        numbers = {label: one.numbers for label, one in self.comparison.by_label().items()}
        compare_table.show(numbers, next(iter(self.comparison.results.values())).seed)
        say()
        say(paragraph(compare_table.footnotes(numbers)))
        say()
        compare_table.show_differences(self.comparison)
        say()
        for told in sorted({told for pair in self.comparison.pairs if (told := _unequal(pair))}):
            say(paragraph(told))
            say()
        say(paragraph(f"{self.comparison.finding()}."))


def _unequal(pair: PairComparison) -> str:
    if not pair.unpaired_first and not pair.unpaired_second:
        return ""
    left = f"{pair.unpaired_first:,} of {pair.first} and {pair.unpaired_second:,} of {pair.second}"
    return f"{pair.first} against {pair.second}: {pair.paired:,} futures that both have; left out are {left}."


def _paired(runs: Mapping[str, Results], folder: Path) -> _Paired:
    return _Paired(Comparison(runs, folder))


def _show(arguments: Arguments, compared: _Paired | ApartView, runs: Mapping[str, Results], folder: Path) -> int:
    if arguments.as_json:
        say_json({**compared.document(), "folder": str(folder)})
        return work.DONE
    compared.show()
    say()
    work.say_files(folder, {**FILES, **REPORT})
    say()
    work.say_next(
        {f"run {name} again and check it": f"sim rerun {path}" for name, path in list(_folders(runs).items())[:2]}
    )
    return work.DONE
