"""The numbers of the on-call map, and its title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sim.analysis.proportions import Proportion
from sim.analysis.weekly import Load, loads_of, overloaded, period_weeks, roles_of, weeks_of
from sim.charts.arms import checked
from sim.charts.comparison import Phrases, Sentence
from sim.charts.evidence import Estimate, judge
from sim.charts.longtable import LongRow
from sim.charts.run_rate_data import sampled
from sim.charts.titles import NOTHING, any_of, each, runs
from sim.charts.words import MONTHS_PER_WEEK, count, percent, percents

SPANS = {
    1: "a week", 2: "two weeks", 4: "four weeks", 13: "a quarter", 26: "half a year", 52: "a year", 104: "two years",
}  # fmt: skip
ROLE_WORDS = {
    "central": "central team",
    "units": "units' teams, average",
    "most_loaded": "most loaded unit's team",
    "platform": "platform team",
}


@dataclass(frozen=True)
class RoleRow:
    """Who is on call, the load period by period, and how many programmes it was too much in."""

    role: str
    loads: tuple[Load, ...]
    over: Proportion | None


@dataclass(frozen=True)
class OnCallArm:
    """One strategy: a row for each role, and the load that its people can bear for long."""

    label: str
    total: int
    bearable_hours: float
    rows: tuple[RoleRow, ...]
    over: Proportion | None

    @property
    def under(self) -> Estimate:
        """The share of programmes in which no team's load was above the bearable one over any period."""
        assert self.over is not None
        return Estimate(self.label, 1.0 - self.over.share, 1.0 - self.over.high, 1.0 - self.over.low)


@dataclass(frozen=True)
class OnCallChart:
    """Everything that the map shows."""

    arms: tuple[OnCallArm, ...]
    weeks: int
    period: int

    @property
    def title(self) -> str:
        """In how many programmes every team keeps below the load that it can bear."""
        return on_call_title([arm for arm in self.arms if arm.total], self.bearable, self.span)

    @property
    def bearable(self) -> str:
        """'7 hours', or a range where strategies differ."""
        return f"{self._hours} hour{'' if self._hours == '1' else 's'}"

    @property
    def _hours(self) -> str:
        hours = sorted({arm.bearable_hours for arm in self.arms})
        return f"{hours[0]:g}" if len(hours) == 1 else f"{hours[0]:g} to {hours[-1]:g}"

    @property
    def span(self) -> str:
        """What one cell covers, in words."""
        return SPANS[self.period]

    @property
    def subtitle(self) -> str:
        """What is plotted, and which programmes these are."""
        return (
            f"Hours of incidents per engineer and week, mean over programmes that stand; a cell is {self.span}. "
            f"Sustainable: {self.bearable}; framed and bold where the mean is above. "
            f"{sampled([arm.total for arm in self.arms])}"
        )

    @property
    def darkest(self) -> float:
        """The load that gets the darkest ground: the highest, and never less than what can be borne."""
        loads = [load.mean for arm in self.arms for row in arm.rows for load in row.loads]
        return max([*loads, *(arm.bearable_hours for arm in self.arms)], default=1.0)

    def rows(self) -> Iterator[LongRow]:
        """Every cell with its confidence, the threshold, and how often it was passed."""
        for arm in self.arms:
            for row in arm.rows:
                name = f"{arm.label}: {ROLE_WORDS[row.role]}"
                for load in row.loads:
                    first, last = load.from_week * MONTHS_PER_WEEK, load.to_week * MONTHS_PER_WEEK
                    for measure in ("mean", "low", "high"):
                        yield LongRow(
                            name, measure, first, last, "months", getattr(load, measure), "hours/engineer-week"
                        )
                    yield LongRow(name, "programmes", first, last, "months", load.programmes, "programmes")
                if row.over is not None:
                    yield LongRow(name, "programmes_above", value=row.over.share, unit="share")
            yield LongRow(arm.label, "sustainable", value=arm.bearable_hours, unit="hours/engineer-week")
            if arm.over is not None:
                for measure in ("share", "low", "high"):
                    yield LongRow(
                        arm.label, f"programmes_above_{measure}", value=getattr(arm.over, measure), unit="share"
                    )


def on_call_chart(samples: Mapping[str, pa.Table], bearable_hours: Mapping[str, float]) -> OnCallChart:
    """The chart's numbers from the weekly samples."""
    arms = tuple(_arm(label, sample, bearable_hours[label]) for label, sample in checked(samples).items())
    weeks = max((weeks_of(sample, "run_rate_eur", standing=False).last for sample in samples.values()), default=0)
    return OnCallChart(arms, weeks, period_weeks(weeks))


def _arm(label: str, sample: pa.Table, bearable: float) -> OnCallArm:
    roles = roles_of(sample)
    *shares, any_role = overloaded(sample, roles, bearable)
    rows = tuple(RoleRow(role, loads_of(sample, role), over) for role, over in zip(roles, shares, strict=True))
    return OnCallArm(label, 0 if any_role is None else any_role.total, bearable, rows, any_role)


def on_call_title(arms: Sequence[OnCallArm], bearable: str, span: str) -> str:
    """Who keeps every team below the sustainable load."""
    if not arms:
        return NOTHING
    shares = [arm.under for arm in arms]
    over = f"above the sustainable {bearable} on call over {span}"
    if all(share.value == 1 for share in shares):
        where = f", under {any_of(len(arms))}" if len(arms) > 1 else f" in any of {count(arms[0].total)} programmes"
        return f"No team is {over}{where if arms[0].total > 1 or len(arms) > 1 else ''}"
    if all(share.value == 0 for share in shares):
        where = f", under {each(len(arms))}" if len(arms) > 1 else ""
        which = "every programme" if arms[0].total > 1 or len(arms) > 1 else "the one simulated programme"
        return f"Some team is {over} in {which}{where}"
    if len(arms) == 1:
        return f"Some team is {over} in {percent(1.0 - shares[0].value)} of programmes"
    goal = f"every team within {bearable} on call in {{much}} of programmes"
    phrases = Phrases(f"{{who}} keeps {goal}", "{who} in {much}", f"{{who}} keep {goal}")
    return str(Sentence(judge(shares), runs(arms), phrases, percents))
