"""The actors of the model and what passes between them: one declaration for the table and for the diagram.

Places are in grid units: column 0 is the leftmost, row 0 the topmost, a half lies in the gap between two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["work", "money", "signal"]
Place = tuple[float, float]


@dataclass(frozen=True)
class Actor:
    """Who acts, in which file of sim/programme, and where it stands in the diagram."""

    key: str
    name: str
    does: str
    files: tuple[str, ...]
    column: int
    row: int
    lines: tuple[str, ...]
    columns: int = 1
    rows: int = 1
    chips: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """What passes from one actor to another, along a path whose ends lie inside the two boxes."""

    source: str
    target: str
    label: str
    kind: Kind
    path: tuple[Place, ...]
    label_at: Place | None = None
    anchor: Literal["start", "middle", "end"] | None = None


ACTORS = (
    Actor(
        "people", "People",
        "Engineers give notice and are replaced while it runs; whoever is worn out leaves at once; newcomers take time "
        "to be productive; extra engineers are hired where the plan says so.",
        ("people.py",), 0, 0, ("leave, are hired,", "ramp up"),
    ),
    Actor(
        "on_call", "On call",
        "Two kinds of incident for each live workload, paged to whom the ownership policy names; handling takes longer "
        "without the knowledge; load beyond the sustainable wears a team out. Upkeep and drift are settled here too.",
        ("on_call.py",), 1, 0, ("two kinds of incident,", "burnout"),
    ),
    Actor(
        "teams", "Teams",
        "Serve engineer-weeks: upkeep and incidents first, then packages by processor sharing under a limit and a cap "
        "for each package. Every paid hour is booked to what it went into, or to the bench.",
        ("team.py",), 2, 0, ("claims first, then", "packages"),
    ),
    Actor(
        "platform", "Platform",
        "Starts once the k-th workload is built, if discipline holds; is designed for what was assumed and seen; "
        "ships, takes workloads on, ages, and is refactored where it does not fit. Built or bought.",
        ("platform.py",), 3, 0, ("learned fit, refactor,", "migration"),
    ),
    Actor(
        "funding", "Funding",
        "The platform's line: paid by the stacking tax, by innovation money until the first review, or by a budget "
        "that can bear it; else it is cut, and work on the platform rests.",
        ("funding.py",), 4, 0, ("who carries the", "platform's line"),
    ),
    Actor(
        "opportunities", "Opportunities",
        "A backlog, then ideas whose rate rises with the number of live workloads; best first. A use case has the same "
        "attributes under every strategy.",
        ("opportunities.py", "use_case.py"), 0, 1, ("backlog, then ideas", "that follow success"),
    ),
    Actor(
        "workload", "Workload life cycle",
        "Takes one use case from idea to production: queue, data preparation, build, review, pilot, scale gate with "
        "its ten decisions, handover; some are refused, shelved, rolled back or retired.",
        ("workload.py",), 1, 1,
        (
            "a team's engineer-weeks carry data, build and retrofits;",
            "weeks pass in the queue, in review, in the pilot and in stalls;",
            "some are refused by finance, shelved, rolled back, retired",
        ),
        columns=3, rows=2,
        chips=("idea", "queue", "data", "build", "review", "pilot", "scale gate", "production"),
    ),
    Actor(
        "oversight", "Oversight",
        "One board of reviewers with meeting dates; templates make each further review cheaper; agents without sandbox "
        "or audit trail are sent back; now and then the rules change and live workloads have to be reworked.",
        ("oversight.py",), 4, 1, ("reviewers, meetings,", "regulator"),
    ),
    Actor(
        "shadow", "Shadow AI",
        "A unit whose patience ends while it waits goes around, runs at retail price and unseen, until an audit or an "
        "incident brings it to light. Shadow and waiting drive the hazard of a reorganisation.",
        ("shadow.py",), 0, 2, ("units that go around;", "reorganisation"),
    ),
    Actor(
        "prices", "Prices",
        "The model that a workload uses is retired, or left behind because the policy says so; moving takes a new "
        "evaluation and collects what the price of the same quality has fallen by.",
        ("prices.py",), 4, 2, ("models retire, move,", "get cheaper"),
    ),
    Actor(
        "traffic", "Traffic",
        "Once a week each live workload is touched once: calls, vendor bills, incidents, change management, trust, "
        "value.",
        ("traffic.py",), 1, 3, ("calls, bills, trust,", "value, each week"),
    ),
    Actor(
        "levers", "Levers",
        "Caches, routing, batch, context hygiene and fine-tuning, pulled one after the other on each workload with the "
        "teams' own hours, or given by the platform.",
        ("levers.py", "cascade.py", "hit_curve.py"), 2, 3, ("caches, routing,", "batch, hygiene, tuning"),
    ),
    Actor(
        "economics", "Economics",
        "The sums: the honest number of a workload, the assumed one, the cost of the next; and whether anybody has "
        "done them yet. Acts on nothing by itself.",
        ("economics.py",), 3, 3, ("honest and assumed", "cost of a workload"),
    ),
    Actor(
        "ledger", "Ledger",
        "Every euro of every actor is one entry in whole cents, by use case, category and quarter.",
        ("ledger.py",), 0, 3, ("every euro of every", "actor, once"),
    ),
    Actor(
        "sponsor", "Sponsor",
        "Patience runs down while money goes out; a go-live, the platform's shipping and each quarter of positive net "
        "value restore it.",
        ("sponsor.py",), 0, 4, ("patience, restored", "by milestones"),
    ),
    Actor(
        "cfo", "CFO gate",
        "Asks once the spend is visible, then decides by its table at every review: approve, cut, freeze, terminate; "
        "checks every quarter whether growth can reopen.",
        ("cfo.py",), 1, 4, ("first question, yearly review, quarterly check:", "approve, cut, freeze, terminate"),
        columns=3,
    ),
    Actor(
        "outcome", "Outcome",
        "The first end stands; freezes and stalls are found long after they began; what follows an end for workloads "
        "and staff. The chain of causes is told in words.",
        ("outcome.py", "explain.py"), 4, 4, ("the first end stands,", "what follows from it"),
    ),
)  # fmt: skip

FLOWS = (
    Flow("on_call", "people", "worn out", "signal", ((1, 0), (0, 0))),
    Flow("people", "teams", "join, leave", "work", ((0, 0), (0, -0.62), (2, -0.62), (2, 0))),
    Flow("on_call", "teams", "claims", "work", ((1, 0), (2, 0))),
    Flow("teams", "platform", "hours", "work", ((2, 0), (3, 0))),
    Flow("funding", "platform", "open or cut", "money", ((4, 0), (3, 0))),
    Flow("workload", "on_call", "incidents", "signal", ((1, 1), (1, 0))),
    Flow("teams", "workload", "engineer-\nweeks", "work", ((2, 0), (2, 1))),
    Flow("platform", "workload", "reuse", "work", ((3.15, 0), (3.15, 1))),
    Flow("workload", "platform", "what is seen", "signal", ((2.85, 1), (2.85, 0)), (2.82, 0.5), "end"),
    Flow("opportunities", "workload", "use cases", "work", ((0, 0.85), (1, 0.85))),
    Flow("workload", "opportunities", "success", "signal", ((1, 1.15), (0, 1.15)), (0.5, 1.29), "middle"),
    Flow("workload", "oversight", "dossiers", "work", ((3, 0.85), (4, 0.85))),
    Flow("oversight", "workload", "approval", "signal", ((4, 1.15), (3, 1.15)), (3.5, 1.29), "middle"),
    Flow("workload", "shadow", "patience\nends", "signal", ((1, 2), (0, 2)), (0.5, 1.84), "middle"),
    Flow("prices", "workload", "newer\nmodels", "work", ((4, 2), (3, 2)), (3.5, 1.84), "middle"),
    Flow("workload", "traffic", "live ones", "work", ((1, 2), (1, 3))),
    Flow("levers", "workload", "cheaper calls", "work", ((2, 3), (2, 2))),
    Flow("workload", "economics", "cost drivers", "signal", ((3, 2), (3, 3))),
    Flow("shadow", "ledger", "bills", "money", ((0, 2), (0, 3))),
    Flow("traffic", "ledger", "bills,\nvalue", "money", ((1, 3), (0, 3)), (0.5, 2.84), "middle"),
    Flow("economics", "levers", "measured", "signal", ((3, 3), (2, 3))),
    Flow("ledger", "sponsor", "net value", "money", ((0, 3), (0, 4)), (-0.03, 3.53), "end"),
    Flow("ledger", "cfo", "spend", "money", ((0.2, 3), (0.2, 3.5), (0.85, 3.5), (0.85, 4)), (0.5, 3.44), "middle"),
    Flow("cfo", "levers", "cost\nreduction", "signal", ((2, 4), (2, 3))),
    Flow("economics", "cfo", "run-rate", "money", ((3, 3), (3, 4)), (2.97, 3.53), "end"),
    Flow("cfo", "workload", "opens, closes\ngrowth", "signal", ((1.5, 4), (1.5, 2)), (1.53, 2.5), "start"),
    Flow(
        "cfo", "funding", "carries the platform's line", "money",
        ((3.2, 4), (3.2, 3.5), (4.4, 3.5), (4.4, 0), (4, 0)), (4.36, 3.44), "end",
    ),
    Flow("cfo", "outcome", "ends it", "signal", ((3, 4), (4, 4))),
    Flow(
        "sponsor", "outcome", "patience ran out", "signal",
        ((0, 4), (0, 4.62), (4, 4.62), (4, 4)),
    ),
)  # fmt: skip

SHARED = {
    "programme.py": "wires the actors together and answers what they ask of each other",
    "position.py": "puts a client's portfolio in place on the first day",
    "reading.py": "how each row of a portfolio is read: today beside steady use",
    "snapshot.py": "what a client knows of a programme on one day",
    "branch.py": "lets a programme in its course go on under another luck or another plan",
    "clock.py": "simulated time, with a stated order for what happens at one instant",
    "log.py": "what happened, in words",
    "purposes.py": "what each random number is for",
    "words.py": "how numbers are written in what people read",
    "report.py": "the rows that a replication leaves behind",
    "record.py": "their container",
    "columns.py": "the tables, column by column",
}
