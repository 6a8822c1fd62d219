"""What the field says of centres of excellence, as numbers with bounds."""

from __future__ import annotations

import numpy as np

from experiments.centre.evidence import apart, value_of_a_year, waiting
from experiments.kit.arms import Study
from experiments.kit.checks import pays_more
from experiments.kit.claims import Check, Claim
from experiments.kit.evidence import column, ended, events, is_live
from experiments.kit.measured import (
    EUR,
    POINTS,
    SHARE,
    WORKLOADS,
    Measured,
    difference,
    ratio,
    share,
    share_difference,
)
from experiments.kit.regions import Region
from sim.analysis.maps import Axis

CENTRE, UNITS, WELL_RUN = "coe", "units_instead", "well_run_centre"
CARELESS_CENTRE, FACTORY, CARELESS_FACTORY = "careless_centre", "well_run_factory", "careless_factory"
CENTRE_EARLY, UNITS_EARLY = "coe_two_years", "units_two_years"
HALF_A_YEAR, YEAR_AND_A_HALF, AT_MOST = 26.0, 78.0, 97.5
"""Weeks; about eighteen months are read as 18 and a quarter of them more."""

COORDINATION = Axis("delivery.coordination_loss", SHARE, (0.01, 0.03, 0.06))
DEMAND = Axis("opportunities.ideas_per_month", "ideas a month", (0.65, 1.3, 2.0))
DISTANCE = Axis("delivery.central_value_share", SHARE, (0.6, 0.8, 1.0))


def _queue_grows(study: Study) -> Measured:
    late, early = (waiting(study[CENTRE], week) for week in (YEAR_AND_A_HALF, HALF_A_YEAR))
    return difference(late, early, WORKLOADS, "programmes that stand in month 18")


def _around_more(study: Study) -> Measured:
    shares = []
    for name in (CENTRE, UNITS):
        shadow, governed = column(study[name], "shadow"), column(study[name], "went_live")
        shares.append(shadow / np.maximum(1.0, shadow + governed))
    return difference(shares[0], shares[1], POINTS)


def _governed_less(study: Study) -> Measured:
    return difference(column(study[CENTRE], "went_live"), column(study[UNITS], "went_live"), WORKLOADS)


def _torn_up(study: Study, name: str) -> list[bool]:
    weeks = column(study[name], "outcome_week")
    return [torn and week <= AT_MOST for torn, week in zip(ended(study[name], "reorganised"), weeks, strict=True)]


def _restructured(study: Study) -> Measured:
    return share(_torn_up(study, CENTRE))


def _restructured_more(study: Study) -> Measured:
    return share_difference(_torn_up(study, CENTRE), _torn_up(study, UNITS))


def _execution_more_than_label(study: Study) -> Measured:
    execution = apart(study, ((WELL_RUN, CARELESS_CENTRE), (FACTORY, CARELESS_FACTORY)))
    label = apart(study, ((WELL_RUN, FACTORY), (CARELESS_CENTRE, CARELESS_FACTORY)))
    return difference(execution, label, EUR)


def _worth_less(study: Study) -> Measured:
    centre, units = (value_of_a_year(study[name]) for name in (CENTRE_EARLY, UNITS_EARLY))
    return ratio(centre, units, "futures in which both stand after two years")


def _rolled_back(study: Study) -> Measured:
    results = study[CENTRE]
    first = {(replication, use_case) for replication, _, _, use_case in events(results, "rolled_back")}
    live = {(replication, use_case) for replication, _, _, use_case in events(results, "live")}
    return share(key in first for key in sorted(live, key=str))


def _twenty(name: str) -> Check:
    def measure(study: Study) -> Measured:
        return share(is_live(study[name], 20))

    return Check(f"`{name}` has twenty live", (name,), measure, at_most=0.05)


CLAIMS = (
    Claim(
        "D-SEQ-4",
        "One shared team owns everything and business units queue for it; the queue grows, units route around it, shadow "
        "AI replaces governed AI.",
        "A use case waits until the team has room (`sim/programme/team.py`); a unit whose patience runs out goes around "
        "where that is worth its bill (`sim/programme/shadow.py`). Fourteen heads together lose more hours to coordination "
        "than seven pairs do (`sim/rules/work.py`), but no head of theirs idles while another unit waits.",
        (
            Check("use cases waiting in month 18, more than in month 6, under `coe`", (CENTRE,), _queue_grows, 0.0),
            Check(
                "shadow AI among all workloads, more than with the same people in the units", (CENTRE, UNITS),
                _around_more, 0.0,
            ),
            Check(
                "governed workloads that go live, more than with the same people in the units", (CENTRE, UNITS),
                _governed_less, at_most=0.0,
            ),
        ),
        part="units queue and route around",
        region=Region(
            COORDINATION, DEMAND,
            "A queue hangs on how much is asked for, and on what it costs that so many work as one team.", check=1,
        ),
        bounds="The claim has no numbers: a direction, in the same futures.",
        remark="`units_instead` differs from `coe` in one thing: the fourteen are seven pairs, each for its unit.",
    ),
    Claim(
        "D-SEQ-4",
        "The organisation restructures a centre of excellence within about eighteen months.",
        "The hazard of a reorganisation is a base rate times shadow share and mean wait over patience together "
        "(`sim/rules/patience.py`).",
        (
            Check("`coe` is torn up by month 22.5", (CENTRE,), _restructured, 0.5),
            Check(
                "it is torn up by then more often than the same people in the units", (CENTRE, UNITS),
                _restructured_more, 0.0,
            ),
        ),
        part="reorganised within about eighteen months",
        region=Region(
            Axis("shadow.reorganisations_per_year", "a year", (0.1, 0.25, 0.5)), DEMAND,
            "How fast an organisation tears up what does not serve it, and how much it asks for.",
        ),
        bounds="That it does is read as at least half of the programmes; about eighteen months as up to 22.5, a quarter more.",
        remark="A central team has room for eleven packages at once, so that hardly anybody waits in its first year; and where "
        "nobody waits and nobody has gone around, the hazard is nil.",
    ),
    Claim(
        "D-SEQ-7",
        "Execution discipline matters more than the label: a well-run centre of excellence can beat a badly designed "
        "factory.",
        "Costs tracked and cut in time keep the run-rate below what finance bears (`sim/programme/cfo.py`), decisions "
        "designed into pilots save retrofits and stalls at the scale gate; a rigid platform adds friction "
        "(`sim/rules/platform.py`).",
        (pays_more(WELL_RUN, CARELESS_FACTORY, "payoff of a well-run centre less that of a careless factory"),),
        part="a well-run centre beats a careless factory",
        region=Region(
            COORDINATION, DISTANCE,
            "What the label itself costs: hours lost in one large team, and value lost by its distance from the business.",
        ),
        bounds="The claim has no numbers: a direction, in the same futures.",
    ),
    Claim(
        "D-SEQ-7",
        "Execution discipline matters more than the label.",
        "The same; set side by side are all four of well run and careless, centre and factory.",
        (
            Check(
                "payoffs lie apart between well run and careless, farther than between centre and factory",
                (WELL_RUN, CARELESS_CENTRE, FACTORY, CARELESS_FACTORY), _execution_more_than_label, 0.0,
            ),
            pays_more(WELL_RUN, CARELESS_CENTRE, "payoff of a well-run centre less that of a careless one"),
            pays_more(FACTORY, CARELESS_FACTORY, "payoff of a well-run factory less that of a careless one"),
        ),
        part="execution more than label",
        bounds="The claim has no numbers. How far apart: the mean distance of payoffs in the same future, over both pairs.",
    ),
    Claim(
        "D-SEQ-10",
        "A centre of excellence drifts from the business: technically sound, business-irrelevant solutions.",
        "What a central team builds keeps a share of its value, `delivery.central_value_share`, from the first day "
        "(`sim/programme/programme.py`).",
        (
            Check(
                "value that a workload of the centre gives in a year of being live, over one of the units",
                (CENTRE_EARLY, UNITS_EARLY), _worth_less, at_most=1.0,
            ),
            Check("workloads of `coe` rolled back after going live", (CENTRE,), _rolled_back, at_most=0.1),
        ),
        part="sound and irrelevant",
        region=Region(
            DISTANCE, Axis("delivery.learning_per_doubling", SHARE, (0.0, 0.08, 0.2)),
            "How much value the distance costs is put in; one team that builds everything also learns from everything.",
        ),
        bounds="The claim has no numbers. Less relevant: worth less; sound: nine in ten stay in production.",
        remark="That distance costs value is a card, an assumption, and not a finding: the map says below which share of "
        "value it shows. A drift that grows with time is not in the model.",
    ),
    Claim(
        "D-SEQ-10",
        "No centre of excellence is seen to scale to twenty.",
        "One team that runs everything loses hours with every head and every application that it has to know, and nothing "
        "is shared that would make later workloads cheaper: finance refuses the long tail (`sim/rules/gate.py`).",
        (_twenty(CENTRE), _twenty(WELL_RUN)),
        part="none scales to twenty",
        region=Region(
            COORDINATION, DISTANCE,
            "Whether one run as well as it can be scales hangs on the hours and the value that being central costs.",
            check=1,
        ),
        bounds="None seen is read as at most one in twenty, for an ordinary centre and for a well-run one.",
    ),
)  # fmt: skip
