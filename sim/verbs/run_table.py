"""The table of one scenario: how programmes end, who reaches the nth workload, when, and what the next one costs."""

from __future__ import annotations

from collections.abc import Iterator

from sim.charts.words import MONTHS_PER_WEEK
from sim.verbs import figures
from sim.verbs.figures import UNKNOWN, Plain, at_n
from sim.verbs.screen import DIM, blocks, heading, say, styled

Line = tuple[str, str, str, str]
Section = tuple[str, list[Line]]
HEADINGS = ("", "estimate", "95% confidence", "8 in 10 futures")


def show(label: str, numbers: Plain, seed: int) -> None:
    """Print the whole table."""
    months = round(numbers["horizon_weeks"] * MONTHS_PER_WEEK)
    say(heading(f"{label}: {figures.programmes([numbers['replications']])} over {months} months (seed {seed})"))
    say()
    parts = sections(numbers)
    top, *lines = blocks(HEADINGS, [line for _, part in parts for line in part], fold=(0,))
    say(styled(top, DIM))
    for title, part in parts:
        say(styled(title, DIM))
        for line in lines[: len(part)]:
            say(line)
        del lines[: len(part)]


def sections(numbers: Plain) -> list[Section]:
    """The table's parts, top to bottom."""
    months = round(numbers["horizon_weeks"] * MONTHS_PER_WEEK)
    return [
        (f"How they end, within {months} months", list(_ends(numbers))),
        ("How many have so many live at once", list(_reached(numbers))),
        ("When, in the middle of all futures (median)", list(_medians(numbers))),
        ("What the nth workload costs a year to run", list(_costs(numbers))),
        ("Money", list(_money(numbers))),
        ("On the way, on average", list(_delivery(numbers))),
    ]


def _ends(numbers: Plain) -> Iterator[Line]:
    """Standing first, then the ends by how often they happen, then how long programmes last."""
    outcomes = numbers["outcomes"]
    names = sorted(outcomes, key=lambda name: (name != "censored", -outcomes[name]["count"], name))
    for name in names:
        one = outcomes[name]
        yield f"  {figures.outcome_in_words(name)}", figures.share(one), figures.share_interval(one), ""
    lasts = numbers["survival"]["restricted_mean_weeks"]
    yield "  lasts, on average", figures.in_months(lasts["weeks"]), figures.months_span(lasts["low"], lasts["high"]), ""


def _reached(numbers: Plain) -> Iterator[Line]:
    target = numbers["target"]
    for n in figures.counts(target):
        row = at_n(numbers["reached"], n)
        goal = " (the target)" if n == target else ""
        yield f"  {n} live{goal}", figures.share(row), figures.share_interval(row), ""


def _medians(numbers: Plain) -> Iterator[Line]:
    weeks = numbers["median_weeks"]
    for name, label in (
        ("survival", "until the end"),
        ("target", f"until {numbers['target']} are live"),
        ("platform", "until the platform ships"),
        ("first_question", "until finance asks"),
    ):
        one = weeks[name]
        span = figures.months_span(one["low"], one["high"]) if one["median_weeks"] is not None else UNKNOWN
        yield f"  {label}", figures.in_months(one["median_weeks"]), span, ""


def _costs(numbers: Plain) -> Iterator[Line]:
    own, following = numbers["marginal_cost_eur"], numbers["next_marginal_cost_eur"]
    for n in figures.cost_counts(numbers["target"]):
        yield _cost(f"  {figures.nth(n)}", at_n(own["by_n"], n))
    after = numbers["target"] + 1
    yield _cost(f"  {figures.nth(after)}, the next one*", at_n(following["by_n"], after))
    yield "  first three, on average", figures.money(own["first_three_mean_eur"]), "", ""


def _cost(label: str, row: Plain | None) -> Line:
    if row is None:
        return label, UNKNOWN, UNKNOWN, UNKNOWN
    return (
        label,
        figures.money(row["mean_eur"]),
        figures.span(row["low_eur"], row["high_eur"]),
        figures.span(row["p10_eur"], row["p90_eur"]),
    )


def _money(numbers: Plain) -> Iterator[Line]:
    surprise = numbers["surprise_ratio"]
    yield (
        "  true over assumed cost**",
        figures.times(surprise["mean"]),
        figures.times_span(surprise["low"], surprise["high"]),
        figures.times_span(surprise["p10"], surprise["p90"]),
    )
    for name, label in (("run_rate_eur", "run cost a year at the end"), ("payoff_eur", "payoff: value less cost")):
        one = numbers[name]
        yield (
            f"  {label}",
            figures.money(one["mean"]),
            figures.span(one["low"], one["high"]),
            figures.span(one["p10"], one["p90"]),
        )


def _delivery(numbers: Plain) -> Iterator[Line]:
    """What should get better with the count (D-PILOT-5, D-PILOT-9), and what went around."""
    for name, label, shown in (
        ("weeks_to_production", "months from idea to live", figures.months_of),
        ("reviews_per_system", "reviews of a workload", figures.number),
        ("reuse_share", "build effort saved by reuse", figures.share_of),
        ("cost_per_call_eur", "vendor cost of a useful call", figures.call_cost),
        ("shadow", "workloads that went around", figures.number),
        ("retired", "workloads retired", figures.number),
        ("departures", "engineers who left", figures.number),
    ):
        one = numbers[name]
        yield (
            f"  {label}",
            figures.shown_or_dash(one["mean"], shown),
            figures.shown_span(one["low"], one["high"], shown),
            figures.shown_span(one["p10"], one["p90"], shown),
        )


def footnotes(numbers: Plain) -> str:
    """What the stars mean."""
    target = numbers["target"]
    asked = numbers["first_question_live"]["mean"]
    at = "" if asked is None else f", on average with {asked:.1f} live"
    return (
        f"* asked at finance's reviews with {target} live, whether or not it ever comes. "
        f"** at finance's first question{at}. Confidence is of the estimate; 8 in 10 futures lie in the last column."
    )
