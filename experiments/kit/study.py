"""A study from its folder: what it runs, what it judges, what it writes.

Each study is a folder with `study.yaml` (runs, replications, seeds, charts), `claims.py` (what is judged, by which
numbers) and `study.py`, which calls `main` here. Two seeds are run: verdicts are those of the first, and the page says
where the second would have given others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

import sim
from experiments.kit.arms import ROOT, Arms, arms_of
from experiments.kit.claims import Claim, Judged, check_claims, judge
from experiments.kit.page import anchor, page, verdicts_of
from experiments.kit.picture import ClaimMap, draw_claim_map
from experiments.kit.regions import Cell, Cells
from sim import __version__
from sim.charts.files import write_chart
from sim.charts.provenance import Provenance
from sim.scenario.variation import value_of

USAGE = "usage: study.py [replications=N] [map_replications=N] [seed=N] [to=FOLDER] [short=yes]"
KEYS = ("replications", "map_replications", "seed", "to", "short")
PAGE, VERDICTS = "README.md", "verdicts.json"
SHORT_WEEKS = 104.0
"""A short version looks at two years and at the corners of each map: that all is there, and no verdict."""


@dataclass(frozen=True)
class Plan:
    """What study.yaml says."""

    title: str
    question: str
    arms: Mapping[str, Sequence[str]]
    replications: int
    map_replications: int
    seed: int
    second_seed: int
    charted: Sequence[str]
    charts: Sequence[str]
    remark: str = ""

    @classmethod
    def read(cls, file: Path, changes: Mapping[str, Any]) -> Plan:
        """The plan of a file, with some of its numbers changed."""
        return cls(**{**yaml.safe_load(file.read_text(encoding="utf-8")), **changes})


@dataclass(frozen=True)
class Found:
    """Everything that a study has found."""

    plan: Plan
    first: tuple[Judged, ...]
    second: tuple[Judged, ...]
    compared: sim.Comparison


def run(plan: Plan, claims: Sequence[Claim], arms: Arms) -> Found:
    """All arms under two seeds, and each claim's map under the first."""
    check_claims(claims, plan.arms)
    first, second = (arms.study(plan.arms, seed, plan.replications) for seed in (plan.seed, plan.second_seed))
    judged = tuple(judge(claim, first, _cells(claim, arms, plan)) for claim in claims)
    again = tuple(judge(claim, second, one.cells) for claim, one in zip(claims, judged, strict=True))
    return Found(plan, judged, again, sim.Comparison({name: first[name] for name in plan.charted}))


def _cells(claim: Claim, arms: Arms, plan: Plan) -> Cells | None:
    """The number of the mapped check at every point of the claim's map."""
    region = claim.region
    if region is None:
        return None
    check = claim.checks[region.check]
    flat = []
    for point in region.points:
        at = arms.study(check.arms, plan.seed, plan.map_replications, changes=point)
        found = check.measure(at)
        flat.append(Cell(found, check.holds(found), check.sure(found)))
    wide = len(region.across.values)
    return Cells(region, tuple(tuple(flat[start : start + wide]) for start in range(0, len(flat), wide)))


def write(found: Found, folder: Path, arms: Arms) -> None:
    """The page, its figures, and the verdicts for the table of all claims."""
    figures = folder / "figures"
    maps = {one.claim.name: _write_map(one, found.plan, figures, arms) for one in found.first if one.cells is not None}
    text = page(found.plan, found.first, found.second, found.compared, maps)
    for path in found.compared.write_charts(figures):
        if path.stem not in found.plan.charts or path.suffix == ".png":
            path.unlink()
    (folder / PAGE).write_text(text, encoding="utf-8")
    verdicts = verdicts_of(found.plan, found.first, found.second)
    (folder / VERDICTS).write_text(json.dumps(verdicts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_map(one: Judged, plan: Plan, figures: Path, arms: Arms) -> str:
    """Draw a claim's map; returns the file's name."""
    assert one.cells is not None
    region, check = one.cells.region, one.claim.checks[one.cells.region.check]
    base = arms.scenarios[check.arms[0]]
    across, up = (value_of(base, axis.card) for axis in (region.across, region.up))
    chart = ClaimMap(one.claim, one.cells, plan.map_replications, (across, up))
    start = base.start.in_words()
    provenance = Provenance(base.fingerprint(), plan.seed, __version__, plan.map_replications, start=start)
    name = f"map_{anchor(one.claim.name).replace('-', '_')}"
    _, png, _ = write_chart(draw_claim_map(chart, provenance), chart, figures, name)
    png.unlink()
    return f"{name}.svg"


def main(here: Path, claims: Sequence[Claim], words: Sequence[str]) -> None:
    """Run the study of a folder and write its page there, or to another folder."""
    given = dict(word.split("=", 1) for word in words if "=" in word)
    if len(given) < len(words) or any(key not in KEYS for key in given):
        print(f"{USAGE}; without to= the page beside it is renewed", file=sys.stderr)
        sys.exit(2)
    changes: dict[str, Any] = {
        key: int(given[key]) for key in ("replications", "map_replications", "seed") if key in given
    }
    short = given.get("short") == "yes"
    plan = Plan.read(here / "study.yaml", changes)
    folder = Path(given["to"]) if "to" in given else here
    if short:
        claims = [_shortened(claim) for claim in claims]
    arms = arms_of(plan.arms, None, SHORT_WEEKS) if short else arms_of(plan.arms, ROOT / "outputs" / "studies")
    folder.mkdir(parents=True, exist_ok=True)
    write(run(plan, claims, arms), folder, arms)
    print(f"{folder / PAGE} written")


def _shortened(claim: Claim) -> Claim:
    return claim if claim.region is None else replace(claim, region=claim.region.corners())
