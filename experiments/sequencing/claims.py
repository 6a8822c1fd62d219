"""What the field says of the order of work, as numbers with bounds."""

from __future__ import annotations

import numpy as np

from experiments.kit.arms import Study
from experiments.kit.checks import payoff_difference
from experiments.kit.claims import Check, Claim
from experiments.kit.evidence import (
    MONTHS_PER_WEEK,
    built_when,
    column,
    ended,
    first_weeks,
    is_live,
    live_weeks,
    occurs,
    weeks_between_first,
)
from experiments.kit.measured import (
    MONTHS,
    WEEKS,
    WORKLOADS,
    Measured,
    difference,
    mean,
    median,
    share,
    share_difference,
)
from experiments.kit.regions import Region
from sim.analysis.maps import Axis

PLATFORM_FIRST, EXTRACTED, POSTPONED = "platform_first", "application_first", "late_extraction"
ALONE, FACTORY, RIGID, BOUGHT = "project_by_project", "factory", "rigid_factory", "bought"


def _platform_month(name: str) -> Check:
    def measure(study: Study) -> Measured:
        return median(column(study[name], "platform_week") * MONTHS_PER_WEEK, MONTHS)

    low, high = (5.0, 7.5) if name == PLATFORM_FIRST else (8.0, 11.0)
    return Check(f"month in which the platform of `{name}` ships, median", (name,), measure, low, high)


def _first_live(study: Study) -> Measured:
    return median(live_weeks(study[PLATFORM_FIRST], 1) * MONTHS_PER_WEEK, MONTHS)


def _refactored_more_often(study: Study) -> Measured:
    first, extracted = (occurs(study[name], "refactor_started") for name in (PLATFORM_FIRST, EXTRACTED))
    return share_difference(first, extracted)


def _refactored(study: Study) -> Measured:
    return share(occurs(study[EXTRACTED], "refactor_started"))


def _refactor_weeks(study: Study) -> Measured:
    return median(weeks_between_first(study[PLATFORM_FIRST], "refactor_started", "refactor_finished"), WEEKS)


def _extraction_begins(study: Study) -> Measured:
    """A programme that never begins it begins later than any other."""
    results = study[POSTPONED]
    began = built_when(results, "platform_started")
    return median(
        [*began, *[np.inf] * (results.replications - began.size)], WORKLOADS, "programmes that never do count as later"
    )


def _after_the_question(study: Study) -> Measured:
    began, asked = (first_weeks(study[POSTPONED], kind) for kind in ("platform_started", "question"))
    return share(replication in asked and asked[replication] <= week for replication, week in began.items())


def _three_alone(study: Study) -> Measured:
    return share(is_live(study[ALONE], 3))


def _fails_alone(study: Study) -> Measured:
    alone, other = (np.logical_not(ended(study[name], "censored")) for name in (ALONE, EXTRACTED))
    return share_difference(alone, other)


def _twenty_alone(study: Study) -> Measured:
    return share(is_live(study[ALONE], 20))


def _nothing_shown(study: Study) -> Measured:
    factory, other = (np.logical_not(is_live(study[name], 1)) for name in (FACTORY, EXTRACTED))
    return share_difference(factory, other)


def _first_later(study: Study) -> Measured:
    return difference(live_weeks(study[FACTORY], 1), live_weeks(study[EXTRACTED], 1), WEEKS)


def _fits_less(study: Study) -> Measured:
    """More of them are refactored or replaced."""
    bought, built = (occurs(study[name], "refactor_started") for name in (BOUGHT, EXTRACTED))
    return share_difference(bought, built)


def _ships_later(study: Study) -> Measured:
    return difference(column(study[BOUGHT], "platform_week"), column(study[EXTRACTED], "platform_week"), WEEKS)


def _reuse(study: Study) -> Measured:
    return mean(column(study[BOUGHT], "reuse_share") - column(study[EXTRACTED], "reuse_share"), "ratio")


SEQUENCES = (EXTRACTED, POSTPONED)

CLAIMS = (
    Claim(
        "D-SEQ-1",
        "Platform first ships in month six, coherent and wrong: applications arrive from month eight, differ on three "
        "axes from what was assumed, and the refactor takes two quarters.",
        "The design mix is a Dirichlet posterior: what people assume is its prior, and no workload has been seen. The "
        "misfit with what arrives adds friction, and beyond tolerance forces a refactor (`sim/rules/platform.py`).",
        (
            _platform_month(PLATFORM_FIRST),
            Check("month of the first go-live under `platform_first`, median", (PLATFORM_FIRST,), _first_live, 8.0),
            Check(
                "refactored more often under `platform_first` than under `application_first`",
                (PLATFORM_FIRST, EXTRACTED),
                _refactored_more_often,
                0.5,
            ),
            Check("weeks that the refactor takes, median", (PLATFORM_FIRST,), _refactor_weeks, 20.0, 32.0),
        ),
        bounds="Month six and two quarters are read as a quarter more or less; *wrong* as a majority that is refactored.",
        remark="The effort of a refactor is a calibrated card: that its length comes out does not speak for the model; how "
        "often it is needed does.",
    ),
    Claim(
        "D-SEQ-2",
        "Application first with planned extraction: the platform ships in month nine, against observed patterns, and is "
        "right on first design.",
        "The same posterior after three workloads have been built, less effort when extracted, a plan kept by discipline.",
        (
            _platform_month(EXTRACTED),
            Check("refactored under `application_first`", (EXTRACTED,), _refactored, at_most=0.05),
        ),
        bounds="Month nine is read as a quarter more or less.",
    ),
    Claim(
        "D-SEQ-3",
        "Application first with extraction postponed: it happens around workload twelve.",
        "`sequencing.discipline` is the chance that a planned step happens while applications visibly succeed; a missed "
        "one is drawn again at each further go-live (`sim/programme/platform.py`).",
        (Check("workloads built when it begins, median", (POSTPONED,), _extraction_begins, 9.0, 15.0),),
        part="when",
        bounds="Around twelve is read as a quarter more or less.",
        region=Region(
            Axis("sequencing.discipline", "share", (0.05, 0.1, 0.2, 0.4)),
            Axis("sequencing.platform_after", "workloads built", (2, 3, 5, 8)),
            "How strongly the answer hangs on how low a low discipline is, and on when the extraction was planned.",
        ),
    ),
    Claim(
        "D-SEQ-3",
        "A postponed extraction happens under duress.",
        "Every bespoke stack makes the extraction dearer, and finance may have asked by then.",
        (
            Check(
                "of the extractions that begin, begun after finance has asked", (POSTPONED,), _after_the_question, 0.5
            ),
            Check(
                "payoff of `application_first` less that of `late_extraction`",
                SEQUENCES,
                payoff_difference(EXTRACTED, POSTPONED),
                0.0,
            ),
        ),
        part="under duress",
        bounds="Duress is read as finance having asked before it begins, in most programmes.",
        region=Region(
            Axis("sequencing.discipline", "share", (0.05, 0.1, 0.2, 0.4)),
            Axis("cfo.threshold_eur", "EUR", (800_000.0, 1_200_000.0, 1_700_000.0, 2_200_000.0)),
            "When finance asks is a card: where it asks earlier, more extractions begin after it.",
        ),
    ),
    Claim(
        "D-SEQ-5",
        "Project by project: tolerable for one or two, redundant beyond three or four concurrent projects.",
        "Every stack is bespoke, nothing is shared, each review starts anew (`sim/rules/oversight.py`), levers are pulled "
        "workload by workload.",
        (
            Check("`project_by_project` has three live", (ALONE,), _three_alone, 0.8),
            Check(
                "it ends before the horizon more often than `application_first`", (ALONE, EXTRACTED), _fails_alone, 0.2
            ),
            Check("it has twenty live", (ALONE,), _twenty_alone, at_most=0.05),
        ),
        bounds="Tolerable is read as three live in four of five programmes, redundant as failing far more often.",
        remark="That a regulatory change costs each of its workloads more is checked by hand "
        "(`tests/programme/test_full_reviews.py`); here it is part of how programmes end.",
    ),
    Claim(
        "D-SEQ-6",
        "Factory: an upfront phase of standards before value, abandoned early where the organisation cannot commit.",
        "A larger platform before any application is built; the sponsor's patience runs down while money goes out "
        "(`sim/programme/sponsor.py`).",
        (
            Check("weeks by which `factory` has its first workload later", (FACTORY, EXTRACTED), _first_later, 4.0),
            Check(
                "`factory` ends with nothing ever live more often than `application_first`",
                (FACTORY, EXTRACTED),
                _nothing_shown,
                0.0,
            ),
        ),
        part="upfront phase",
    ),
    Claim(
        "D-SEQ-6",
        "A factory is rigid where badly designed.",
        "Flexibility lowers the friction of whatever does not fit, and takes effort (`sim/rules/platform.py`).",
        (
            Check(
                "payoff of a rigid factory less that of a flexible one",
                (RIGID, FACTORY),
                payoff_difference(RIGID, FACTORY),
                at_most=0.0,
            ),
        ),
        part="rigid",
        region=Region(
            Axis("platform.friction", "share", (0.2, 0.5, 0.8, 1.0)),
            Axis("platform.flexibility_effort", "share", (0.2, 0.5, 1.0)),
            "Rigidity costs by friction at each onboarding, flexibility by effort before anything is live.",
        ),
    ),
    Claim(
        "D-SEQ-9",
        "Bought platforms impose constraints that show late, lock in, and supply no data discipline, governance or "
        "knowledge transfer.",
        "A bought platform ships sooner; its vendor's assumptions weigh more than what is seen, a fee is due for each "
        "workload on it, leaving it costs more with each, and it brings nothing to reviews and data.",
        (
            Check("weeks by which it ships later than a built one", (BOUGHT, EXTRACTED), _ships_later, at_most=0.0),
            Check("it does not fit and is replaced, more often than a built one", (BOUGHT, EXTRACTED), _fits_less, 0.0),
            Check("reuse, more than with a built one", (BOUGHT, EXTRACTED), _reuse, at_most=0.0),
            Check(
                "payoff, more than with a built one",
                (BOUGHT, EXTRACTED),
                payoff_difference(BOUGHT, EXTRACTED),
                at_most=0.0,
            ),
        ),
    ),
)
