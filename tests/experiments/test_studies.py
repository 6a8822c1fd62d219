"""Studies run from their scripts, and the pages that are committed are the ones that they write."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.sequencing import evidence

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
STUDIES = sorted(EXPERIMENTS.glob("*/study.py"))


def test_there_are_studies() -> None:
    """The tests below run on something."""
    assert STUDIES


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.parent.name)
def test_short_study_writes_its_page_with_its_figures(study: Path, tmp_path: Path) -> None:
    """A short version of each study writes a page whose figures exist and whose every claim has a verdict."""
    command = [sys.executable, str(study), "replications=12", f"to={tmp_path / 'page'}"]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    page = (tmp_path / "page" / "README.md").read_text(encoding="utf-8")
    figures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", page)
    assert figures
    assert all((tmp_path / "page" / figure).stat().st_size > 1000 for figure in figures)
    claims = [line for line in page.splitlines() if line.startswith("| D-")]
    assert claims
    assert all(re.search(r"\*\*(emerges|does not emerge)", line) for line in claims)


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.parent.name)
def test_committed_page_has_the_same_claims_as_the_script_writes(study: Path) -> None:
    """A claim that the script no longer makes is a page that lies; `make studies` renews it."""
    page = (study.parent / "README.md").read_text(encoding="utf-8")
    claims = set(re.findall(r"^\| (D-[^|]+?) \|", page, flags=re.MULTILINE))
    source = "".join(path.read_text(encoding="utf-8") for path in study.parent.glob("*.py"))
    assert claims
    assert all(f'"{claim}"' in source for claim in claims)
    assert all((study.parent / figure).exists() for figure in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page))


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.parent.name)
@pytest.mark.parametrize("word", ["--help", "replicatons=3", "seed"])
def test_a_study_says_what_it_takes_and_writes_nothing(study: Path, word: str, tmp_path: Path) -> None:
    """A word it does not know is answered with its usage: without to= it would write over the committed page."""
    found = subprocess.run(
        [sys.executable, str(study), word, f"to={tmp_path / 'page'}"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert found.stderr.startswith("usage:")
    assert not (tmp_path / "page").exists()


def test_evidence_of_nothing_is_no_evidence() -> None:
    """A short run may have no future of a kind: its share is unknown, its interval is everything, its median never."""
    none = evidence.share([])
    assert (none.total, none.low, none.high) == (0, 0.0, 1.0)
    assert evidence.percent(none) == "an unknown share"
    assert evidence.middle(np.zeros(0))[1] == "never"


def test_half_of_all_counts_those_that_never_come() -> None:
    """Of five programmes three begin, with 4, 9 and 12 workloads: half of all have begun by 12; of seven never."""
    began = np.array([12.0, 4.0, 9.0])
    assert evidence.half_by(began, 5) == 12.0
    assert evidence.half_by(began, 7) is None
