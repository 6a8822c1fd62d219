"""`sim params start=FILE`: a portfolio as the model reads it, before anything is simulated with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from sim.as_read import AsRead, as_read
from sim.charts.words import eur
from sim.composition import compose_job
from sim.composition.position import assumed_of
from sim.errors import InputError
from sim.verbs.arguments import Arguments
from sim.verbs.screen import DIM, blocks, heading, paragraph, say, say_json, styled

HEADINGS = ("", "months", "calls a month", "per 1,000 calls", "cost a year", "value a year", "team", "drawn")
NOTES = (
    "Numbers are today → later: calls, cost and value at steady use, the price at list price, without the vendors' "
    "promotion. A drawn number is the median of some futures; each future draws its own.",
    "A workload of a few months is read by the adoption curve (sim params traffic.adoption_midpoint_weeks), a contract "
    "younger than the promotion as one at the promotional price (sim params market.promotion_weeks).",
)


def show(arguments: Arguments) -> int:
    """The table, what is assumed beside it, and how to read it."""
    wrong = next((word for word in arguments.words if "=" not in word), None)
    if wrong is not None:
        raise InputError(f"{wrong}: is not key=value; sim params start=FILE shows how a portfolio is read")
    job = compose_job(arguments.words)
    rows = as_read(job.scenario, job.settings.seed)
    if not rows:
        raise InputError(
            f"start: holds no portfolio ({job.scenario.start.in_words()}); give a client's file, such as "
            "start=examples/client.yaml"
        )
    assumed = [told for _, found in assumed_of(arguments.words) for told in found]
    if arguments.as_json:
        told = {"workloads": [asdict(row) for row in rows], "assumed": assumed}
        say_json({"start": job.scenario.start.in_words(), **told})
        return 0
    say(heading(f"As read: {job.scenario.start.in_words()}"))
    say()
    top, *lines = blocks(HEADINGS, [_cells(row) for row in rows], words=(0, 6, 7), fold=(0, 2, 3, 4, 5, 6, 7))
    say(styled(top, DIM))
    for line in lines:
        say(line)
    say()
    _say_notes(assumed)
    return 0


def _say_notes(assumed: Sequence[str]) -> None:
    for told in assumed:
        say(paragraph(f"Assumed: {told}."))
    for note in NOTES:
        say(paragraph(note))


def _cells(row: AsRead) -> list[str]:
    name = row.name if row.status == "live" else f"{row.name} ({row.status})"
    return [
        name,
        "" if row.age_months is None else f"{row.age_months:.1f}",
        _pair(row.calls_per_month, "{:,.0f}".format),
        _pair(row.price_per_1000, _price),
        _pair(row.cost_eur, eur),
        _pair(row.value_eur, eur),
        _where(row),
        ", ".join(row.drawn),
    ]


def _where(row: AsRead) -> str:
    """Whose it is, where it runs, which levers are pulled."""
    shared = [", on the platform"] if row.on_platform else []
    levers = [f", {', '.join(row.levers)}"] if row.levers else []
    return "".join([row.team.removesuffix("'s team").removeprefix("the "), *shared, *levers])


def _price(value: float) -> str:
    return f"€{value:.2f}"


def _pair(pair: tuple[float | None, float], shown: Callable[[float], str]) -> str:
    today, later = pair
    return f"→ {shown(later)}" if today is None else f"{shown(today)} → {shown(later)}"
