"""Studies run from their scripts, and the pages that are committed are the ones that they write."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from experiments.kit.claims import Claim, check_claims
from experiments.kit.page import anchor
from experiments.kit.table import STUDIES, write_table

ROOT = Path(__file__).parents[2]
EXPERIMENTS = ROOT / "experiments"


def claims_of(study: str) -> tuple[Claim, ...]:
    """What a study judges."""
    claims: tuple[Claim, ...] = importlib.import_module(f"experiments.{study}.claims").CLAIMS
    return claims


def verdicts_of(study: str) -> dict[str, Any]:
    """What its last run has left behind."""
    found: dict[str, Any] = json.loads((EXPERIMENTS / study / "verdicts.json").read_text(encoding="utf-8"))
    return found


def test_every_folder_of_a_study_is_in_the_list() -> None:
    """`python -m experiments` leaves none out."""
    assert {path.parent.name for path in EXPERIMENTS.glob("*/study.py")} - {"kit"} == set(STUDIES)


@pytest.mark.parametrize("study", STUDIES)
def test_short_study_writes_its_page_with_a_verdict_for_each_claim(study: str, tmp_path: Path) -> None:
    """A short version of each study writes a page whose figures exist and which has a verdict for every claim."""
    words = ["short=yes", "replications=2", "map_replications=1", f"to={tmp_path / 'page'}"]
    command = [sys.executable, str(EXPERIMENTS / study / "study.py"), *words]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    page = (tmp_path / "page" / "README.md").read_text(encoding="utf-8")
    figures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", page)
    assert figures
    assert all((tmp_path / "page" / figure).stat().st_size > 1000 for figure in figures)
    for claim in claims_of(study):
        assert f"## {claim.name}\n" in page
        assert f"](#{anchor(claim.name)})" in page
    assert page.count("**Verdict: ") == len(claims_of(study))


@pytest.mark.parametrize("study", STUDIES)
def test_claims_name_runs_that_the_study_has(study: str) -> None:
    """A check on a run that does not exist would fail after an hour; names of claims are unique on a page."""
    plan = yaml.safe_load((EXPERIMENTS / study / "study.yaml").read_text(encoding="utf-8"))
    claims = claims_of(study)
    check_claims(claims, plan["arms"])
    assert set(plan["charted"]) <= set(plan["arms"])
    assert len({claim.name for claim in claims}) == len(claims)


@pytest.mark.parametrize("study", STUDIES)
def test_committed_page_has_the_claims_of_the_script(study: str) -> None:
    """A claim that the script makes no more, or makes otherwise, is a page that lies; `make studies` renews it."""
    left = [(row["claim"], row["part"], row["says"], len(row["measured"])) for row in verdicts_of(study)["claims"]]
    made = [(claim.number, claim.part, claim.says, len(claim.checks)) for claim in claims_of(study)]
    assert left == made
    page = (EXPERIMENTS / study / "README.md").read_text(encoding="utf-8")
    assert all((EXPERIMENTS / study / figure).exists() for figure in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page))
    assert all(check.says in page for claim in claims_of(study) for check in claim.checks)


def test_committed_table_is_that_of_the_committed_verdicts(tmp_path: Path) -> None:
    """The table of all claims says what the pages say."""
    for study in STUDIES:
        (tmp_path / study).mkdir()
        shutil.copy(EXPERIMENTS / study / "verdicts.json", tmp_path / study)
    assert write_table(tmp_path).read_text(encoding="utf-8") == (EXPERIMENTS / "README.md").read_text(encoding="utf-8")


def test_every_claim_of_the_field_has_a_verdict_or_the_reason_why_not() -> None:
    """The list of claims and the studies are the same list."""
    listed = set(re.findall(r"^\| (D-[A-Z]+-\d+) \|", (ROOT / "docs" / "claims.md").read_text("utf-8"), re.MULTILINE))
    judged = {claim.number for study in STUDIES for claim in claims_of(study)}
    assert judged == listed


@pytest.mark.parametrize("word", ["--help", "replicatons=3", "seed"])
def test_a_study_says_what_it_takes_and_writes_nothing(word: str, tmp_path: Path) -> None:
    """A word it does not know is answered with its usage: without to= it would write over the committed page."""
    command = [sys.executable, str(EXPERIMENTS / STUDIES[0] / "study.py"), word, f"to={tmp_path / 'page'}"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert found.stderr.startswith("usage:")
    assert not (tmp_path / "page").exists()


def test_an_unknown_study_is_answered_with_the_nearest() -> None:
    """`python -m experiments lever` names `levers`, and runs nothing."""
    command = [sys.executable, "-m", "experiments", "lever"]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert found.returncode == 2
    assert "did you mean 'levers'" in found.stderr
