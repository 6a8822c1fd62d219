"""The chart of many jobs: its finding claims what holds, its rows are what is drawn, nothing is drawn over another."""

from __future__ import annotations

import pytest

from sim.charts.jobs import MOST_ROWS, Estimate, JobRow, JobsChart, draw_jobs
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

LONG = "Centre of excellence that builds for everybody, threshold €1.2M, topology platform_ships, lag 26"


def jobs(many: int, behind: int = 0, label: str = "Job") -> tuple[JobRow, ...]:
    """So many jobs, the last ones clearly behind."""

    def around(value: float, half: float) -> Estimate:
        return value, value - half, value + half

    return tuple(
        JobRow(
            f"{label} {place}", around(0.9 - 0.8 * place / many, 0.03), around(8e6 - 5e5 * place, 4e5),
            place >= many - behind,
        )
        for place in range(many)
    )  # fmt: skip


def chart(rows: tuple[JobRow, ...]) -> JobsChart:
    return JobsChart(rows, 20, 1_000)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (jobs(24, 18), "Mean payoff is highest with Job 0: €8.0M, clearly above 18 of the 23 others"),
        (jobs(7, 6), "Mean payoff is highest with Job 0: €8.0M, clearly above all 6 others"),
        (jobs(7), "No clear difference in mean payoff: it is highest with Job 0: €8.0M, and no other job lies clearly "
                  "below"),
        ((jobs(1)[0],) * 8, "Mean payoff is the same with all 8 jobs: €8.0M"),
    ],
    ids=["some", "all", "none", "same"],
)  # fmt: skip
def test_the_title_claims_only_what_is_clear(rows: tuple[JobRow, ...], title: str) -> None:
    """The highest payoff is named; how many lie clearly below is counted."""
    assert chart(rows).title == title


def test_the_numbers_drawn_are_the_rows() -> None:
    """Both estimates of every row shown with their intervals; an interval that is not there is an empty cell."""
    one = JobRow("Job 0", (0.0, 0.0, 0.8), (-2e6, None, None), False)
    found = {(row.measure, row.unit): row.value for row in chart((one,)).rows()}
    assert found == {
        ("reached", "share"): 0.0, ("reached low", "share"): 0.0, ("reached high", "share"): 0.8,
        ("payoff", "EUR"): -2e6, ("payoff low", "EUR"): None, ("payoff high", "EUR"): None,
    }  # fmt: skip
    assert len({row.series for row in chart(jobs(60)).rows()}) == MOST_ROWS


@pytest.mark.parametrize(
    "rows", [jobs(7), jobs(24, 18), jobs(24, 3, LONG), jobs(60, 40)], ids=["7", "24", "long", "60"]
)
def test_nothing_overlaps_and_nothing_is_clipped(rows: tuple[JobRow, ...]) -> None:
    """With few rows and many, short labels and long ones."""
    assert untidy(draw_jobs(chart(rows), PROVENANCE)) == []


def test_what_is_not_shown_is_said() -> None:
    """The footer counts the jobs that found no row."""
    figure = draw_jobs(chart(jobs(60, 40)), PROVENANCE)
    told = " ".join(text.get_text() for text in figure.texts)
    assert "Not shown: 20 jobs with lower payoffs" in told
