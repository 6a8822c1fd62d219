"""What a calibration leaves: a fragment that reads back, a page and a summary with the same numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.calibration.evidence import Evidence, Fitted, Rejected, Section, evidence_text, fragment_text, written
from sim.composition import compose_job

PRICE = Fitted("market.call_price_eur", 0.0123456789, "from cost", 90, "EUR/call", 0.01, 0.02)
FAILED = Fitted("traffic.failed_share", 0.04, "from status", 100, "share")


def evidence(*fitted: Fitted, source: str = "log.csv") -> Evidence:
    """A calibration of a hundred rows, ten of them rejected."""
    return Evidence(
        kind="traffic", source=source, finding="Calls cost 1.2 cents.", unit_read="rows", read=100, used=90,
        fitted=fitted, sections=(Section("Prices", ("A | b.",), ("what", "how | much"), (("x|y", "1"),), ("prices",)),),
        identity={"log": "1a2b"}, numbers={"kept": 3}, rejected=(Rejected("negative tokens", 10, 17, "-5`\n"),),
        left_out=("growth: too short.",),
    )  # fmt: skip


def test_a_fragment_reads_back_as_the_cards(tmp_path: Path) -> None:
    """To six digits, grouped, and nothing else in it."""
    path = tmp_path / "fragment.yaml"
    path.write_text(fragment_text(evidence(PRICE, FAILED), (PRICE, FAILED)), encoding="utf-8")
    scenario = compose_job([f"fragment={path}"]).scenario
    assert scenario.market.call_price_eur == pytest.approx(PRICE.value, rel=1e-5)
    assert scenario.traffic.failed_share == 0.04


def test_a_fragment_without_cards_changes_nothing(tmp_path: Path) -> None:
    """It says so, and can be given all the same."""
    path = tmp_path / "fragment.yaml"
    path.write_text(fragment_text(evidence(), ()), encoding="utf-8")
    assert "say nothing about any card" in path.read_text(encoding="utf-8")
    assert compose_job([f"fragment={path}"]).scenario == compose_job([]).scenario


def test_the_page_has_the_numbers_of_the_summary() -> None:
    """Cards with what is left open and from how many rows, what was rejected with its first line, what is not said."""
    found = evidence(PRICE)
    page, document = evidence_text(found), found.document()
    assert "| `market.call_price_eur` | 0.0123457 EUR/call | 0.01 to 0.02 | 90 rows | from cost |" in page
    assert "| negative tokens | 10 | 17 |" in page
    assert "- growth: too short." in page
    assert "![Prices](charts/prices.svg)" in page
    assert document["fitted"][0]["value"] == PRICE.value
    assert document["rejected"] == [{"why": "negative tokens", "rows": 10, "first_line": 17, "example": "-5`\n"}]
    assert document["kept"] == 3


def test_what_a_file_says_cannot_break_the_page() -> None:
    """Bars, quotes of code and line breaks stay inside their cell; a long name is cut."""
    page = evidence_text(evidence(source="a`b\n" + "x" * 200))
    assert "| x\\|y | 1 |" in page
    assert "| `-5??` |" in page
    assert "x" * 81 not in page


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0123456789, "0.0123457"),
        (1234567.0, "1234570"),
        (True, "true"),
        ((1.0, 2.5), "[1, 2.5]"),
        (3, "3"),
        ("a", "a"),
    ],
)
def test_values_are_written_with_six_digits(value: object, text: str) -> None:
    """Six that count, lists in brackets, words as they are."""
    assert written(value) == text
