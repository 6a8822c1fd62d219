"""What the field says of pilots once there are several: reviews, demand, ageing, entry points, learning."""

from __future__ import annotations

from experiments.kit.claims import Check, Claim
from experiments.kit.regions import Region
from experiments.pilots.checks import (
    BASE,
    FACTORY,
    NARROW,
    NEGLECTED,
    PASSED_ON,
    PLATFORM_FIRST,
    UNBOXED,
    UNTEMPLATED,
    UNTRAILED,
    age_at_refactor,
    approval_takes_longer,
    asked_more,
    builds_cheaper,
    components_save,
    entry,
    entry_waits,
    loses_sponsor,
    muscle,
    neglect_refactors,
    outgrown,
    passing_on_pays,
    sent_back,
    waits_more,
    with_templates,
    without_templates,
)
from sim.analysis.maps import Axis

A_LITTLE_EUR = 1_000.0
DIRECTION = "The claim names no size: the bound is its direction, and a thousand euros where a payoff is meant."

GROWTH = (
    Claim(
        "D-PILOT-5",
        "With templates each additional system needs less governance, not more.",
        "Each past review makes the next cheaper where templates are kept, down to "
        "`oversight.least_review_share`; every live "
        "workload makes it dearer; a platform that fits saves its share (`sim/rules/oversight.py`).",
        (
            Check(
                "review of a workload from the tenth on less that of one of the first three, with templates",
                (BASE,),
                with_templates,
                at_most=0.0,
            ),
        ),
        part="templates",
        bounds=DIRECTION,
    ),
    Claim(
        "D-PILOT-5",
        "Without templates governance multiplies non-linearly.",
        "The same without what past reviews leave. Non-linear: each further system needs more than the ones before it.",
        (
            Check(
                "review of a workload from the tenth on less that of one of the first three, without templates",
                (UNTEMPLATED,),
                without_templates,
                0.0,
            ),
        ),
        part="no templates",
        bounds=DIRECTION,
        region=Region(
            Axis("oversight.coordination_per_live", "share", (0.02, 0.05, 0.15)),
            Axis("platform.review_saving", "share", (0.2, 0.4, 0.7)),
            "What makes reviews dearer with the count, and what a platform takes off even without templates.",
        ),
    ),
    Claim(
        "D-PILOT-5",
        "Without an audit trail approval stalls.",
        "A review sends an agent without an audit trail back with `oversight.rework_share`, and again after the "
        "rework; a "
        "platform brings the trail, and what only retrieves needs none (`sim/programme/oversight.py`).",
        (
            approval_takes_longer(UNTRAILED, agents_only=False),
            approval_takes_longer(UNTRAILED, 13.0, agents_only=True),
        ),
        part="audit trail",
        region=Region(
            Axis("oversight.rework_share", "share", (0.2, 0.5, 0.8)),
            Axis("oversight.meeting_every_weeks", "weeks", (1.0, 4.0, 13.0)),
            "How often reviewers send back, and how long the next meeting takes to come.",
            check=1,
        ),
        bounds="The claim names no size: read as at least a quarter of a year for those concerned and as longer "
        "for all.",
    ),
    Claim(
        "D-PILOT-5",
        "Agents that run code need sandboxing for security to approve.",
        "The same for a sandbox.",
        (sent_back(UNBOXED), approval_takes_longer(UNBOXED, agents_only=True)),
        part="sandbox",
        bounds="Need is read as: at least nine in ten are not approved as they come.",
        region=Region(
            Axis("oversight.rework_share", "share", (0.2, 0.5, 0.8)),
            Axis("opportunities.pattern_rag_share", "share", (0.5, 0.7, 0.9)),
            "How strict reviewers are, and how many use cases are agents.",
        ),
    ),
    Claim(
        "D-PILOT-6",
        "Demand rises with success faster than the organisation can fulfil it.",
        "Each live workload raises the rate of ideas (`sim/rules/demand.py`); upkeep and incidents of what is "
        "live take from "
        "the hours for builds (`sim/programme/team.py`).",
        (
            Check(
                "ideas in the fourth year more than in the first, programmes that stand after four",
                (BASE,),
                asked_more,
                0.0,
            ),
            Check(
                "ideas over go-lives in the third and fourth year, programmes that stand after four",
                (BASE,),
                outgrown,
                1.0,
            ),
            Check("use cases waiting after four years more than after one", (BASE,), waits_more, 0.0),
        ),
        part="demand outgrows capacity",
        bounds=DIRECTION + " The backlog of the first day counts as demand of no year.",
        region=Region(
            Axis("opportunities.growth_per_live", "share", (0.0, 0.04, 0.1)),
            Axis("opportunities.ideas_per_month", "use cases/month", (0.3, 0.65, 1.3)),
            "Whether it is success that outgrows capacity, or demand that was there anyway.",
            check=1,
        ),
    ),
    Claim(
        "D-PILOT-6",
        "Loss of executive sponsorship ends programmes that invest long before showing value.",
        "A sponsor's patience runs down while money goes out; what goes live, the platform and quarters of net "
        "value give "
        "some back (`sim/programme/sponsor.py`).",
        (loses_sponsor(PLATFORM_FIRST), loses_sponsor(FACTORY)),
        part="sponsors",
        bounds="The claim names no size: read as one programme in a hundred more.",
    ),
    Claim(
        "D-PILOT-7",
        "Architecture knowledge ages: what was right is not, two or three years later.",
        "`platform.ageing_per_year` adds misfit wherever upkeep of the platform is not done (`sim/rules/platform.py`).",
        (
            Check("refactored more often where nobody keeps it up", (NEGLECTED, BASE), neglect_refactors, 0.1),
            Check(
                f"years after it ships until it no longer fits and is refactored, `{NEGLECTED}`, median",
                (NEGLECTED,),
                age_at_refactor,
                1.5,
                3.75,
            ),
        ),
        part="ageing",
        bounds="Two or three years, with a quarter of each beyond; more often is read as one programme in ten.",
        region=Region(
            Axis("platform.ageing_per_year", "share/year", (0.05, 0.15, 0.4)),
            Axis("platform.misfit_tolerance", "share", (0.3, 0.42, 0.6)),
            "How fast practice moves on, and how much misfit people put up with.",
            check=1,
        ),
        remark="Upkeep is paid before anything else as long as there is money for it: in the default programme a "
        "platform "
        "hardly ages.",
    ),
    Claim(
        "D-PILOT-7",
        "Guidance two or three years old under-provisions.",
        "",
        part="under-provisions",
        not_judged="what a design provides for is no decision of the model; what too little does is D-SERV-2",
    ),
    Claim(
        "D-PILOT-8",
        "A narrow, low-risk, instantly verifiable entry point needs no governance approval.",
        "Such a use case goes from build to pilot without a review (`sim/programme/oversight.py`).",
        (
            Check(f"narrow workloads that went live without a review, `{NARROW}`", (NARROW,), entry, 0.99),
            Check(
                "weeks by which a narrow one takes longer from built to live than the others",
                (NARROW,),
                entry_waits,
                at_most=0.0,
            ),
        ),
        part="no approval",
        bounds="None needs approval: 99 in 100 to be safe. " + DIRECTION,
    ),
    Claim(
        "D-PILOT-8",
        "Such an entry point builds the muscle: what comes after it comes sooner.",
        "Narrow use cases leave the queue first; each build teaches the team (`delivery.learning_per_doubling`), "
        "each review "
        "leaves templates, which a narrow one does not go through.",
        (muscle(1), muscle(5)),
        part="builds the muscle",
        bounds="Sooner is read as by a week or more, in the same futures.",
        remark="A narrow use case takes as much data work and build as any other here: only its review falls away.",
        region=Region(
            Axis("delivery.learning_per_doubling", "share", (0.0, 0.08, 0.2)),
            Axis("opportunities.narrow_share", "share", (0.1, 0.25, 0.5)),
            "How much a build teaches, and how often there is such a use case.",
            check=1,
        ),
    ),
    Claim(
        "D-PILOT-9",
        "Literacy by role and paired delivery carry learning from one team to another.",
        "`readiness.knowledge_transfer` is how much of what others have built counts as a team's own; it takes "
        "`delivery.transfer_effort` on each build (`sim/rules/work.py`).",
        (
            Check(
                "weeks by which a build takes longer where learning is passed on",
                (PASSED_ON, BASE),
                builds_cheaper,
                at_most=0.0,
            ),
        ),
        part="passing on",
        bounds=DIRECTION + " After what it takes to pass it on.",
        region=Region(
            Axis("delivery.learning_per_doubling", "share", (0.02, 0.08, 0.2)),
            Axis("delivery.transfer_effort", "engineer-weeks", (1.0, 3.0, 8.0)),
            "What there is to learn, and what passing it on takes.",
        ),
    ),
    Claim(
        "D-PILOT-9",
        "Passing learning on is worth what it takes.",
        "The same, with everything that follows from sooner or later builds.",
        (Check("payoff with learning passed on less that without", (PASSED_ON, BASE), passing_on_pays, A_LITTLE_EUR),),
        part="passing on pays",
        bounds=DIRECTION,
    ),
    Claim(
        "D-PILOT-9",
        "Reusable components carry it.",
        "A platform saves `platform.reuse_share` of a build as far as it fits (`sim/rules/platform.py`).",
        (Check("build effort that the platform saves, workloads built on it", (BASE,), components_save, 0.0),),
        part="components",
        bounds=DIRECTION,
    ),
    Claim(
        "D-PILOT-9",
        "Learning does not transfer by itself.",
        "",
        part="not by itself",
        not_judged="that others' experience counts for nothing unless somebody passes it on is put in, not found",
    ),
)
