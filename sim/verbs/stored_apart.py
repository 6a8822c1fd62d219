"""Stored runs that share no luck, or no horizon: their table, their differences, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.analysis.summary import plain
from sim.charts.words import eur, percent
from sim.errors import WorkFailed
from sim.folders import CHARTS, SUMMARY_NAME, as_json, save
from sim.results import Results, labels_of
from sim.verbs import compare_table
from sim.verbs.figures import UNKNOWN
from sim.verbs.screen import heading, paragraph, say, table
from sim.verbs.stored_numbers import SHARES, STANDING_WEEKS, Apart, Difference, Estimated
from sim.verbs.stored_runs import COMMON_HORIZON, INDEPENDENT, STORED_COMPARISON

if TYPE_CHECKING:
    from sim.charts.picture import Picture

SCHEMA_VERSION = 1
QUANTITIES = {
    "reached_target": "reaches the target",
    "standing_at_horizon": "still standing",
    "payoff_eur": "payoff",
    "live_max": "most live at once",
    STANDING_WEEKS: "weeks standing",
}


def compared_apart(runs: Mapping[str, Results], allowed: Mapping[str, bool]) -> ApartView:
    """The comparison that was allowed, computed once."""
    apart = Apart(runs, allowed[INDEPENDENT], allowed[COMMON_HORIZON])
    labels = labels_of({name: one.scenario for name, one in runs.items()})
    return ApartView(apart, labels, apart.estimates(), apart.differences())


@dataclass(frozen=True)
class ApartView:
    """Runs that share no luck or no horizon, compared as far as that goes."""

    apart: Apart
    labels: Mapping[str, str]
    estimates: Mapping[str, Mapping[str, Estimated]]
    differences: list[Difference]

    @property
    def left_out(self) -> str:
        """What such a comparison cannot say; empty where it says everything."""
        if not self.apart.common_horizon:
            return ""
        return (
            f"Seen are the first {self.apart.until_weeks} weeks of each run; an end dated at a run's own horizon is "
            "not counted. Payoff, costs and counts are known at each run's own horizon only and are left out."
        )

    def document(self) -> dict[str, Any]:
        test = self.apart.logrank()
        runs = {
            name: {
                "folder": str(one.folder),
                "label": self.labels[name],
                "fingerprint": one.scenario.fingerprint(),
                "seed": one.seed,
                "replications": one.replications,
                "horizon_weeks": one.scenario.horizon_weeks,
                **{key: asdict(each) for key, each in self.estimates[name].items()},
            }
            for name, one in self.apart.runs.items()
        }
        found: dict[str, Any] = plain({
            "schema_version": SCHEMA_VERSION,
            "kind": STORED_COMPARISON,
            "version": __version__,
            "paired": not self.apart.independent,
            "until_weeks": self.apart.until_weeks,
            "target": next(iter(self.apart.runs.values())).scenario.ends.target,
            "finding": self.finding(),
            "left_out": self.left_out or None,
            "runs": runs,
            "differences": [asdict(one) for one in self.differences],
            "logrank": None if test is None else asdict(test),
        })  # fmt: skip
        return found

    def finding(self) -> str:
        """The clear differences, or that there is none."""
        told = [
            f"{self._against(one)} {QUANTITIES[one.quantity]} {_signed(one)}" for one in self.differences if one.clear
        ]
        how = "as independent samples" if self.apart.independent else "future by future"
        return f"Clear {how}: {'; '.join(told)}" if told else f"No clear difference {how}"

    def _against(self, one: Difference) -> str:
        return f"{self.labels[one.first]} against {self.labels[one.second]}:"

    def write(self, folder: Path) -> None:
        try:
            self.draw(folder)
        except OSError as error:
            raise WorkFailed(f"{folder / CHARTS}: charts cannot be written ({error.strerror or error})") from error
        save(folder / SUMMARY_NAME, as_json(self.document()))

    def draw(self, folder: Path) -> None:
        from sim.pictures import write_pictures

        write_pictures(self.pictures(), folder / CHARTS)

    def pictures(self) -> list[Picture]:
        """All charts where runs end at the same week; else survival alone, as far as all were looked at."""
        from sim.charts.picture import Picture
        from sim.charts.survival import draw_survival, survival_chart
        from sim.pictures import pictures_of, provenance_of

        named = {self.labels[name]: one for name, one in self.apart.runs.items()}
        if not self.apart.common_horizon:
            return pictures_of(named)
        curves = {self.labels[name]: one.arm.curve() for name, one in self.apart.seen().items()}
        chart = survival_chart(curves, horizon_weeks=float(self.apart.until_weeks))
        return [Picture("survival", chart, draw_survival, provenance_of(named))]

    def show(self) -> None:
        runs = self.apart.runs
        say(heading(f"{len(runs)} stored runs, {'as independent samples' if self.apart.independent else 'paired'}"))
        say()
        heads = ["", *(self.labels[name] for name in runs)]
        say(table(heads, self.run_rows()))
        say()
        say(heading("Differences, first minus second"))
        say(table(("", "difference", "95% confidence"), list(self.rows())))
        say()
        for told in (self.left_out, self.tested()):
            if told:
                say(paragraph(told))
                say()
        say(paragraph(f"{self.finding()}."))

    def run_rows(self) -> list[list[str]]:
        """The runs' own numbers, a column each."""
        runs = self.apart.runs
        rows = [
            [f"  {QUANTITIES[key]}", *(_cell(key, self.estimates[name][key]) for name in runs)]
            for key in next(iter(self.estimates.values()))
        ]
        rows.append(["  programmes", *(f"{one.replications:,}" for one in runs.values())])
        return [*rows, ["  seed", *(str(one.seed) for one in runs.values())]]

    def rows(self) -> Iterator[list[str]]:
        """A heading for each pair, then its differences."""
        told = ""
        for one in self.differences:
            if self._against(one) != told:
                told = self._against(one)
                yield [told, "", ""]
            name = f"  {QUANTITIES[one.quantity]}{'' if one.clear else ' (not clear)'}"
            yield [name, _signed(one), _span(one)]

    def tested(self) -> str:
        """What the test of independent samples says; empty where the runs share their luck."""
        if not self.apart.independent:
            return ""
        test = self.apart.logrank()
        if test is None:
            return "No log-rank test: too few programmes ended to tell rates apart."
        return (
            f"Log-rank test of how fast programmes end, over all runs: chi-squared {test.statistic:.2f} with "
            f"{test.degrees_of_freedom} degrees of freedom, p = {test.p_value:.3g}."
        )


def _shown(quantity: str, value: float) -> str:
    if quantity == "payoff_eur":
        return eur(value)
    return percent(value) if quantity in SHARES else f"{value:.1f}"


def _cell(quantity: str, one: Estimated) -> str:
    if one.low is None or one.high is None:
        return _shown(quantity, one.value)
    return f"{_shown(quantity, one.value)} ({_shown(quantity, one.low)} to {_shown(quantity, one.high)})"


def _moved(quantity: str, value: float) -> str:
    if quantity == "payoff_eur":
        return compare_table.signed_eur(value)
    return compare_table.points(value) if quantity in SHARES else f"{value:+.1f}".replace("-", "−")


def _signed(one: Difference) -> str:
    return _moved(one.quantity, one.value)


def _span(one: Difference) -> str:
    if one.low is None or one.high is None:
        return UNKNOWN
    return f"{_moved(one.quantity, one.low)} to {_moved(one.quantity, one.high)}"
