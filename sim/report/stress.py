"""The STRESS-DES headings for discrete-event simulations (Monks and others, 2019), filled in from the run itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim import __version__
from sim.charts.words import MONTHS_PER_WEEK, count, listed, months, number_word
from sim.opening import opening
from sim.report.page import Block, Items, Section, Text, Under
from sim.report.subject import Subject, of_scenario, values_of


@dataclass(frozen=True)
class Design:
    """What the headings need that no scenario knows: the aim of this experiment, its runs, its estimates."""

    aim: str
    runs: str
    estimates: tuple[str, ...] = ()


PLAIN_ESTIMATES = (
    "Shares of programmes: Wilson's 95% interval. Means: Student's. Medians and survival: Kaplan and Meier, with a "
    "band on log(−log S); other ends compete (Aalen and Johansen).",
)
PAIRED_ESTIMATES = (
    "Differences: future by future, because programme k meets the same luck under every strategy. Shares: Tango's "
    "interval with McNemar's exact test; means: percentile bootstrap with 2,000 resamples of the futures, under a "
    "fixed seed.",
)


def stress(subjects: Sequence[Subject], design: Design) -> Section:
    """Six headings; what a heading asks that the page tells elsewhere is pointed to."""
    first = subjects[0]
    parts: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("1. Objectives", _objectives(design, first)),
        ("2. Logic", _logic(subjects)),
        ("3. Data", _data(subjects)),
        ("4. Experimentation", _experimentation(subjects, design)),
        ("5. Implementation", _implementation()),
        ("6. Code access", _access()),
    )
    lead = Text(
        "The study under the headings of STRESS-DES (Monks and others, Journal of Simulation 13, 2019), which say what "
        "a reader needs to judge and repeat a simulation."
    )
    under = tuple(Under(title, inner) for title, inner in parts)
    return Section("stress-des", "The study under the STRESS-DES headings", (lead, *under))


def _objectives(design: Design, first: Subject) -> tuple[Block, ...]:
    target = first.scenario.ends.target
    return (
        Text(
            "Purpose: to see, before it happens, how an enterprise programme of AI workloads fares on its way to "
            f"{number_word(target)} of them, which order of work survives, and what the next workload costs."
        ),
        Text(
            "Outputs: how programmes end and when, how many workloads are live at once, what the nth costs a year to "
            "run, run-rate, payoff (realised value less all cost, discounted), and for one programme its dated story."
        ),
        Text(f"Aim of this experiment: {design.aim}"),
    )


def _logic(subjects: Sequence[Subject]) -> tuple[Block, ...]:
    about = tuple(f"{one.label}: {one.scenario.about or 'no description given'}" for one in subjects)
    return (
        Text(
            "Use cases arrive, wait, have their data prepared, are built, reviewed, piloted, pass a scale gate, go "
            "live, are used, and are retired. Teams build them and are on call for them; a platform may be built or "
            "bought; reviewers, a sponsor and finance decide. Units that wait too long go around. Every "
            "euro is a ledger entry."
        ),
        Text(
            "Entities: use cases, packages of work, incidents. Resources: teams with engineer-weeks, a board of "
            "reviewers, budget. Queues: use cases of each unit, packages in a team. A programme ends once, by the "
            "first of seven ends, or stands at the horizon. The model's page has every rule and its numbers."
        ),
        Text("Scenarios differ in values of cards only; no code knows a strategy's name:"),
        Items(about),
    )


def _data(subjects: Sequence[Subject]) -> tuple[Block, ...]:
    everyone, cards = tuple(subjects), of_scenario()
    moved = sum(any(value != card.default for value in values_of(card, everyone)) for card in cards)
    sources = len({card.source for card in cards})
    start = subjects[0].scenario.start
    known = (
        f"A client's position is put in place on the first day: {start.in_words()}."
        if start.workloads or start.origin_week is not None
        else "No records of a real programme go in: every programme starts with nothing live."
    )
    return (
        Text(
            f"Input parameters: {len(cards)} cards, listed with unit, range and source under All assumptions; "
            f"{moved} of them are not at their default for at least one scenario. They name {sources} sources."
        ),
        Text(known),
        Text(
            "Most cards are assumptions: plausible values, not measurements of a company. The page forecasts no "
            "particular company."
        ),
    )


def _experimentation(subjects: Sequence[Subject], design: Design) -> tuple[Block, ...]:
    horizons = sorted({one.scenario.horizon_weeks for one in subjects})
    length = listed([f"{weeks:,} weeks ({months(weeks * MONTHS_PER_WEEK)})" for weeks in horizons])
    starts = tuple(dict.fromkeys(opening(one.scenario)[0] for one in subjects))
    initial = "" if len(starts) > 1 else f" {starts[0]}"
    seeds = listed([str(seed) for seed in dict.fromkeys(one.seed for one in subjects)])
    return (
        Text(f"Initialisation: {subjects[0].scenario.start.in_words()}; no warm-up, as programmes begin.{initial}"),
        Text(f"Run length: {length}. Programmes are watched to the horizon or to their end, whichever is first."),
        Text(f"Runs: {design.runs} Seed: {seeds}."),
        *(Text(each) for each in design.estimates),
    )


def _implementation() -> tuple[Block, ...]:
    return (
        Text(
            f"Software: twentyfirst {__version__}, in Python on SimPy; versions of all libraries, the time that it "
            "took and the machine's workers stand in manifest.json beside the results."
        ),
        Text(
            "Random numbers: Philox4x64-10, counter-based. A draw is a function of seed, replication, purpose, entity "
            "and index, so the same cause draws the same luck under every strategy, whatever else happens and however "
            "many processes share the work."
        ),
        Text(
            "Execution: one process per actor in continuous time; what happens at one instant has a stated order, "
            "never that of insertion."
        ),
    )


def _access() -> tuple[Block, ...]:
    return (
        Text(
            f"The code is open under the MIT licence, as the Python package twentyfirst, version {__version__}. How to "
            "reproduce stands at the end of this page."
        ),
    )


def programmes(number: int, scenarios: int) -> str:
    """'2,000 programmes for each of six scenarios'."""
    each = f" for each of {number_word(scenarios)} scenarios" if scenarios > 1 else ""
    return f"{count(number)} programme{'' if number == 1 else 's'}{each}"
