"""What the field says of pilots and of what comes after them: decisions, further starts, change, data."""

from __future__ import annotations

from experiments.kit.claims import Check, Claim
from experiments.kit.regions import Region
from experiments.pilots.checks import (
    ALONE,
    BASE,
    DESIGNED,
    OPEN,
    STANDARDISED,
    UNCHANGED,
    change_over_the_largest,
    cleaner_data,
    data_months,
    distrusted,
    first_does_better,
    further,
    labour_each,
    pays_to_design,
    realised,
    shorter_by,
    slower_to_live,
    standards_pay,
    trusted,
    value_ratio,
    worth_changing,
)
from experiments.pilots.evidence import LOOKED_AT, SHELVED, STUCK
from experiments.pilots.growth import A_LITTLE_EUR, DIRECTION, GROWTH
from sim.analysis.maps import Axis


def _six_starts(name: str, part: str, remark: str) -> Claim:
    return Claim(
        "D-PILOT-2",
        "After a success six more starts gave, eighteen months on, two stuck in pilot, one shelved, one running but "
        "untrusted, one in production.",
        "Data get messier and sponsors cooler with every further use case; each decision left open may stall or "
        "shelve a "
        "pilot (`sim/rules/demand.py`, `sim/rules/scale_gate.py`); incidents, drift and a missing harness cost trust "
        "(`sim/rules/value.py`).",
        (further(name, STUCK), further(name, SHELVED), distrusted(name), trusted(name)),
        part=part,
        bounds="One case of six: the bounds are Wilson's 95% interval of two of six and of one of six. Only five "
        "of the six "
        "are told.",
        remark=remark,
        region=Region(
            Axis("value.trust_lost_per_incident", "share", (0.02, 0.05, 0.1)),
            Axis("value.trust_recovery_per_week", "share", (0.01, 0.05, 0.2)),
            "Trust is what incidents take and quiet weeks give back: the map asks where one start in six is live and "
            "untrusted.",
            check=2,
        )
        if name == OPEN
        else None,
    )


CLAIMS = (
    Claim(
        "D-PILOT-1",
        "Ten decisions are cheap to design into a pilot and dear to retrofit.",
        "Designing one in takes `scale_gate.design_effort` of each build; one left open takes "
        "`scale_gate.retrofit_effort` at "
        "the scale gate and may hold up or shelve the pilot, later use cases more often (`sim/rules/scale_gate.py`).",
        (
            Check(
                "labour on data, build, review and retrofit by workload that went live, more with nine of ten "
                "left open",
                (OPEN, DESIGNED),
                labour_each,
                0.0,
            ),
            Check(
                "weeks by which a workload takes longer from built to live with nine left open",
                (OPEN, DESIGNED),
                slower_to_live,
                0.0,
            ),
            Check(
                "payoff of ten designed in less that of nine left open", (DESIGNED, OPEN), pays_to_design, A_LITTLE_EUR
            ),
        ),
        part="design in or retrofit",
        bounds=DIRECTION,
        remark="Change management is planned in both runs, since it does more than pass the gate; so nine "
        "decisions differ.",
    ),
    Claim(
        "D-PILOT-1",
        "Change management is the dominant cost at scale.",
        "`value.change_management_eur` is paid over the first year of each workload (`sim/programme/traffic.py`).",
        (
            Check(
                "spent on change management over the largest other line, programmes that have ten live",
                (BASE,),
                change_over_the_largest,
                1.0,
            ),
        ),
        part="change management dominates",
        bounds="Dominant is read as the largest single line of the ledger; pay of engineers without work is no such line.",
        region=Region(
            Axis("value.change_management_eur", "EUR", (20_000.0, 60_000.0, 200_000.0)),
            Axis("delivery.build_effort", "engineer-weeks", (15.0, 26.0, 80.0)),
            "Its size is assumed, and so is what it is compared with.",
        ),
    ),
    Claim(
        "D-PILOT-2",
        "The first project enjoys the best people, attention and data, and those conditions do not replicate.",
        "The first use case has the cleanest data (`opportunities.first_messiness`) and the warmest sponsor "
        "(`scale_gate.cooling_per_rank`). Better people for the first project are not modelled.",
        (
            Check(
                "live eighteen months after its start: the first more often than the next six",
                (BASE,),
                first_does_better,
                0.05,
            ),
            Check("weeks by which the data projects of the next six take longer", (BASE,), cleaner_data, 0.0),
        ),
        part="the first and the rest",
        bounds="The claim names no size: read as five in a hundred more often, and as longer by anything.",
        remark="The first is the first use case taken up; the next six are those taken up after something has "
        "gone live.",
    ),
    _six_starts(
        OPEN,
        "six starts, nothing designed in",
        "Nine of ten decisions are left open, as in the programmes that the claim tells of.",
    ),
    _six_starts(BASE, "six starts, seven of ten designed in", "The same in the default programme."),
    Claim(
        "D-PILOT-3",
        "Automation stalls near 30% when the work around the AI is not redesigned.",
        "`value.automation` and `value.automation_changed` are cards; trust and abandonment take their share of both "
        "(`sim/rules/value.py`).",
        (
            Check(
                f"share of its potential that a workload of eighteen months or more gives, `{UNCHANGED}`",
                (UNCHANGED,),
                realised,
                0.225,
                0.375,
            ),
        ),
        part="near 30%",
        bounds="30% with a quarter of it to each side.",
        remark=f"The 30% itself is put in; what comes out is what users leave of it, after four years. "
        f"{LOOKED_AT} programmes "
        "are looked at.",
    ),
    Claim(
        "D-PILOT-3",
        "Redesigning the work around the AI is what lifts it.",
        "With change management automation rises from the one card to the other within `value.change_weeks`; "
        "without it the "
        "scale gate also asks for it.",
        (
            Check(
                "value with the work unchanged over value with it redesigned",
                (UNCHANGED, BASE),
                value_ratio,
                at_most=1.0,
            ),
            Check("payoff with change management less that without", (BASE, UNCHANGED), worth_changing, A_LITTLE_EUR),
        ),
        part="worth redesigning",
        bounds=DIRECTION,
    ),
    Claim(
        "D-PILOT-4",
        "A bespoke data project per workload costs three to six months.",
        "`delivery.data_effort` times the messiness of the use case's data, by at most "
        "`delivery.engineers_per_data_project` engineers (`sim/programme/workload.py`).",
        (Check(f"months of a data project of `{ALONE}`, median", (ALONE,), data_months, 3.0, 6.0),),
        part="three to six months",
        region=Region(
            Axis("delivery.data_effort", "engineer-weeks", (4.0, 8.0, 14.0, 20.0)),
            Axis("delivery.engineers_per_data_project", "engineers", (0.5, 1.0, 1.5, 2.0)),
            "How much work it is, and how many can work on it at once.",
        ),
    ),
    Claim(
        "D-PILOT-4",
        "… until data infrastructure is standardised.",
        "Standards take `delivery.data_standards_effort` once and save `delivery.data_standards_saving` of each "
        "later data "
        "project (`sim/programme/programme.py`).",
        (
            Check(
                "months by which a data project takes longer with standards",
                (STANDARDISED, ALONE),
                shorter_by,
                at_most=0.0,
            ),
            Check("payoff with standards less that without", (STANDARDISED, ALONE), standards_pay, A_LITTLE_EUR),
        ),
        part="until standardised",
        bounds=DIRECTION + " That it pays is what makes it worth saying.",
    ),
    *GROWTH,
)
