"""What the field says of ownership and team shapes, as numbers with bounds."""

from __future__ import annotations

from experiments.kit.arms import Study
from experiments.kit.checks import payoff_difference, pays_more, twenty_difference
from experiments.kit.claims import Check, Claim
from experiments.kit.evidence import column, ended, occurs
from experiments.kit.measured import (
    POINTS,
    SHARE,
    WEEKS,
    Measured,
    difference,
    mean,
    share,
    share_difference,
)
from experiments.kit.regions import Region
from experiments.ownership.evidence import collapsed_by, on_platform
from sim.analysis.maps import Axis

SMALL, FUNCTION, PAIRS = "application_first", "single_function", "pairs_informal"
TEAM_INFORMAL, TWO, EIGHT, SHIPS = "platform_team_informal", "platform_of_two", "platform_of_eight", "platform_ships"
PAGED, BUILDERS = "paged_for_everything", "builders_paged"
TWENTY, TWENTY_PAGED, TWENTY_BUILDERS = "twenty_split", "twenty_platform_paged", "twenty_builders_paged"
SIX_MONTHS = 26.0
DIRECTION = "The claim has no numbers: a direction, in the same futures."
BEARABLE = Axis("on_call.sustainable_hours", "hours a week", (4.0, 7.0, 10.0))


def _collapses_more(name: str, says: str) -> Check:
    def measure(study: Study) -> Measured:
        return share_difference(ended(study[name], "burned_out"), ended(study[SMALL], "burned_out"))

    return Check(says, (name, SMALL), measure, 0.0)


def _collapses(name: str, rota: str) -> Check:
    """Those who burn out do so in half of the programmes at least; on the right rota in one of ten at most."""

    def measure(study: Study) -> Measured:
        return share(collapsed_by(study[name], SIX_MONTHS))

    says = f"twenty live, {rota}: a team has collapsed within six months"
    return Check(says, (name,), measure, at_most=0.1) if name == TWENTY else Check(says, (name,), measure, 0.5)


def _refactored(study: Study) -> Measured:
    return share(occurs(study[FUNCTION], "refactor_started"))


def _shared_more(study: Study) -> Measured:
    return difference(on_platform(study[FUNCTION]), on_platform(study[PAIRS]), POINTS)


def _slower(study: Study) -> Measured:
    return difference(
        column(study[FUNCTION], "weeks_to_production"), column(study[SMALL], "weeks_to_production"), WEEKS
    )


def _shared_by_pairs(study: Study) -> Measured:
    return mean(on_platform(study[PAIRS]), SHARE, "mean over programmes")


def _shared_less(study: Study) -> Measured:
    return difference(on_platform(study[PAIRS]), on_platform(study[TEAM_INFORMAL]), POINTS)


def _stands(study: Study) -> Measured:
    return share(ended(study[SMALL], "censored"))


def _ships_later(study: Study) -> Measured:
    return difference(column(study[SHIPS], "platform_week"), column(study[SMALL], "platform_week"), WEEKS)


CLAIMS = (
    Claim(
        "D-OPS-1",
        "Shared primitives belong to the platform team, prompts and business logic to the application team; each is on "
        "call for what it owns.",
        "Whoever is paged for what it did not build needs several times as long for each incident "
        "(`sim/programme/on_call.py`); hours on call are taken from building, and wear people out.",
        (
            pays_more(SMALL, PAGED, "payoff, more than with the platform team on call for everything"),
            pays_more(SMALL, BUILDERS, "payoff, more than with the builders on call for shared infrastructure, too"),
            _collapses_more(PAGED, "a team collapses more often with the platform team on call for everything"),
            _collapses_more(BUILDERS, "a team collapses more often with the builders on call for everything"),
        ),
        bounds="The claim is advice: that it is good advice is read as a direction, in the same futures.",
    ),
    Claim(
        "D-OPS-2",
        "A platform team on call for prompt failures across twenty workloads burns out within six months: it does not know "
        "the business logic of any of them.",
        "Load beyond what people bear fills a stock; a full one costs an engineer, and a team with fewer than two has "
        "collapsed (`sim/rules/on_call.py`, `sim/programme/people.py`).",
        (
            _collapses(TWENTY_PAGED, "the platform team on call for everything"),
            _collapses(TWENTY, "each on call for its own"),
        ),
        part="the platform team for prompts",
        region=Region(
            Axis("on_call.behaviour_per_week", "incidents a week", (0.05, 0.15, 0.25)), BEARABLE,
            "How often twenty workloads misbehave, and how many hours people bear.",
        ),
        bounds="That it burns out is read as a collapse in at least half of the programmes; that it is the rota which does "
        "it, as at most one in ten where each is on call for its own.",
    ),
    Claim(
        "D-OPS-2",
        "An application team on call for the inference layer burns out likewise.",
        "The same: the team that built an application does not know what is shared.",
        (
            _collapses(TWENTY_BUILDERS, "the builders on call for shared infrastructure, too"),
            _collapses(TWENTY, "each on call for its own"),
        ),
        part="application teams for the inference layer",
        region=Region(
            Axis("on_call.shared_per_week", "incidents a week", (0.1, 0.2, 0.3)), BEARABLE,
            "How often the shared layer fails for each workload, and how many hours people bear.",
        ),
        bounds="As for the platform team: at least half against at most one in ten.",
    ),
    Claim(
        "D-SEQ-8",
        "A single platform function is coherent and slow.",
        "One team loses more hours to coordination with every head, and with every application that it has to know "
        "(`sim/rules/work.py`); what it extracts fits what it has built.",
        (
            Check("refactored under `single_function`", (FUNCTION,), _refactored, at_most=0.05),
            Check(
                "workloads built on the platform, more than by pairs with informal coordination", (FUNCTION, PAIRS),
                _shared_more, 0.0,
            ),
            Check(
                "weeks from idea to live, more than with a small platform team and engineers in the units",
                (FUNCTION, SMALL), _slower, 0.0,
            ),
        ),
        part="a single function is coherent and slow",
        region=Region(
            Axis("delivery.coordination_loss", SHARE, (0.01, 0.03, 0.06)),
            Axis("delivery.application_loss", SHARE, (0.004, 0.02)),
            "What each further head costs in one team, and each application that it has to know.", check=2,
        ),
        bounds="Coherent: no refactor in nineteen of twenty, as for an extracted platform. The rest are directions.",
    ),
    Claim(
        "D-SEQ-8",
        "One engineer for each application, with informal coordination, makes the platform a fiction.",
        "Informal coordination is a plan seldom kept while applications succeed (`sequencing.discipline`); where there is "
        "no platform team, one of the pairs has to build it beside its applications (`sim/programme/platform.py`).",
        (
            Check("workloads built on the platform by seven pairs", (PAIRS,), _shared_by_pairs, at_most=0.25),
            Check(
                "workloads built on it, more than with a platform team that coordinates as informally",
                (PAIRS, TEAM_INFORMAL), _shared_less, at_most=0.0,
            ),
        ),
        part="pairs make the platform a fiction",
        region=Region(
            Axis("sequencing.discipline", SHARE, (0.1, 0.4, 0.95)),
            Axis("sequencing.platform_after", "workloads built", (3, 5)),
            "How well a plan is kept, and for when it was made.",
        ),
        bounds="A fiction is read as: at most one workload in four is built on it.",
        remark="Teams are pairs and not single engineers: in the model a team of one on call has collapsed by definition.",
    ),
    Claim(
        "D-SEQ-8",
        "A small platform team (three to five) with engineers embedded in business units works.",
        "The platform is somebody's own work, and units do not queue for one another; with too few in the units nothing is "
        "built, with too few at the platform it comes late.",
        (
            Check("still standing after five years", (SMALL,), _stands, 0.5),
            pays_more(SMALL, FUNCTION, "payoff of a platform team of four less that of a single function"),
            pays_more(SMALL, PAIRS, "payoff of a platform team of four less that of pairs with informal coordination"),
        ),
        part="a small platform team works",
        bounds="It works: more than half stand after five years, and it pays better than either of the other shapes.",
    ),
    Claim(
        "D-SEQ-8",
        "Small means three to five.",
        "The same fourteen, divided otherwise.",
        (
            pays_more(SMALL, TWO, "payoff of a platform team of four less that of one of two, with six units"),
            pays_more(SMALL, EIGHT, "payoff of a platform team of four less that of one of eight, with three units"),
        ),
        part="three to five",
        region=Region(
            Axis("platform.upkeep_fte", "FTE", (0.5, 1.0, 2.0)),
            Axis("platform.effort_extracted", "engineer-weeks", (40.0, 104.0)),
            "Whether two are enough hangs on what the platform takes to build and to keep up.",
        ),
        bounds="Four is set against two and eight: the claim's range lies between.",
    ),
    Claim(
        "D-SEQ-8",
        "Asking the platform team to ship applications breaks it.",
        "What the platform team ships it owns: its builds, upkeep and incidents compete with the platform for its hours "
        "(`topology.platform.application_share`, three in ten).",
        (
            Check("weeks by which the platform ships later", (SHIPS, SMALL), _ships_later, 0.0),
            Check("payoff, more than without", (SHIPS, SMALL), payoff_difference(SHIPS, SMALL), at_most=0.0),
            Check("twenty live more often than without", (SHIPS, SMALL), twenty_difference(SHIPS, SMALL), at_most=0.0),
        ),
        part="asking it to ship breaks it",
        region=Region(
            Axis("platform.upkeep_fte", "FTE", (0.5, 1.0, 2.0)),
            Axis("delivery.upkeep_fte", "FTE", (0.35, 0.5)),
            "How much the platform and the applications ask of the team that owns both.", check=1,
        ),
        bounds=DIRECTION,
    ),
)  # fmt: skip
