"""The page: everybody can read it, nothing is fetched or run, names do no harm, the same input gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from sim.report.html import as_html, embedded, readable
from sim.report.page import Page, Part, Section, Table, Text
from sim.scenario import all_cards
from sim.verbs.report_run import comparison_page, run_page
from tests.report.conftest import LONG, RIGHT, SCRIPT, Paged
from tests.report.reading import Read, barriers, contrast, fetches


def test_everybody_can_use_a_page(hostile: Paged) -> None:
    """Language, title, headings in order, named drawings, links and regions, tables with captions, strong colours."""
    assert barriers(hostile.html) == []


@pytest.mark.parametrize(
    ("before", "after", "barrier"),
    [
        ('<html lang="en">', "<html>", "the page has no language"),
        ("<h2 id=", "<h4 id=", "h4 follows h1"),
        ('role="img"', "", "a drawing has no name"),
        ('scope="row"', "", "a th has no scope"),
        ("#4a525f", "#a0a5af", "colours #a0a5af on #fff stand out too little"),
        ('href="#numbers"', 'href="#elsewhere"', "href of <a> leads nowhere: elsewhere"),
        ('id="differs"', 'id="numbers"', "the id numbers is given twice"),
    ],
)
def test_the_reader_finds_barriers(hostile: Paged, before: str, after: str, barrier: str) -> None:
    """A page that is spoilt in one place is found out; so a page without barriers says something."""
    assert before in hostile.html
    spoilt = hostile.html.replace(before, after).replace("</h2>", "</h4>" if "h4" in after else "</h2>")
    assert barrier in barriers(spoilt)


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21; the grey of its own examples is 4.54."""
    assert contrast("#000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.005)


def test_nothing_is_fetched_and_nothing_runs(hostile: Paged) -> None:
    """No link out, image, style attribute or handler; the policy forbids them all, but for the page's own style."""
    assert fetches(hostile.html) == []
    read = Read(hostile.html)
    policy = next(one.attributes["content"] for one in read.all("meta") if "http-equiv" in one.attributes)
    (style,) = read.all("style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_names_do_no_harm_and_stay_readable(hostile: Paged) -> None:
    """Markup is escaped, every sign is there, a long name is whole, one from the right is kept apart."""
    assert "<script>alert" not in hostile.html
    cells = {one.text for one in Read(hostile.html).all("th")}
    assert {SCRIPT, f"\u2068{RIGHT}\u2069", LONG[:200]} <= cells


def test_the_same_results_give_the_same_bytes(hostile: Paged) -> None:
    """Built again from the same folder; and nothing of where or when is inside."""
    assert as_html(comparison_page(hostile.comparison, hostile.folder, {})) == hostile.html
    assert str(hostile.folder) not in hostile.html
    assert not re.search(r"20[23]\d-\d\d-\d\dT\d\d:", hostile.html)


def test_every_card_is_there_with_its_source(hostile: Paged) -> None:
    """All assumptions: name, unit, meaning and source of each card of a scenario."""
    table = next(one for one in Read(hostile.html).all("table") if one.attributes.get("class") == "cards")
    for card in all_cards():
        if card.unit != "user's choice" and card.source != "user's choice":
            assert card.meaning in table.text
            assert card.source in table.text
            assert card.name.rpartition(".")[2] in table.text


def test_what_differs_from_the_base_is_what_was_changed(hostile: Paged) -> None:
    """The budget of two of three strategies; the one at the default says so."""
    read = Read(hostile.html)
    table = next(one for one in read.all("table") if "Cards that are not at their default" in one.text)
    row = next(line for line in table.text.splitlines() if "cfo.budget_eur" in line)
    assert row == "cfo.budget_eurEUR/year1,400,0001,000,000as base3,000,000"
    assert table.text.count("horizon_weeks") == 1


def test_the_parts_of_a_report_are_there(hostile: Paged) -> None:
    """Headline, pictures, numbers, what differs, a bad one, how sure, STRESS-DES with its six headings, assumptions."""
    read = Read(hostile.html)
    names = [one.attributes["id"] for one in read.all("h2")]
    assert names == [
        "pictures", "numbers", "differs", "bad-one", "precision", "stress-des", "assumptions", "reproduce",
    ]  # fmt: skip
    (headline,) = read.all("h1")
    assert headline.text.replace("\u2068", "").replace("\u2069", "") == f"{hostile.comparison.finding()}."
    six = [one.text for one in read.all("h3") if one.text[:1].isdigit()]
    assert [text[3:] for text in six] == [
        "Objectives", "Logic", "Data", "Experimentation", "Implementation", "Code access",
    ]  # fmt: skip


def test_numbers_on_the_page_are_those_of_the_summary(hostile: Paged) -> None:
    """The share that reaches the target and the mean payoff of each strategy, as the terminal writes them."""
    from sim.verbs import figures

    cells = {one.text.replace("\u2060", "") for one in Read(hostile.html).all("td")}
    for one in hostile.comparison.results.values():
        assert figures.share_cell(one.numbers["reached_target"]) in cells
        assert figures.money(one.numbers["payoff_eur"]["mean"]) in cells


def test_a_run_has_a_page_of_its_own(hostile: Paged) -> None:
    """One strategy, without pictures as a job of a sweep is: no part stands empty."""
    page = as_html(run_page(hostile.comparison.results["formula"], hostile.folder / "nothing", {}))
    assert barriers(page) == []
    assert 'id="pictures"' not in page
    assert 'id="bad-one"' in page


def test_the_embedded_block_ends_where_it_ends() -> None:
    """No text in it can close it or open a comment; read back it is the same."""
    document = {"label": "</script><!-- <script> \u2028 & '"}
    text = str(embedded(document))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == document


def test_signs_that_steer_a_screen_are_taken_out() -> None:
    """An override of direction would turn the sentence after it around; a bell or a null is no text."""
    assert readable("a\u202eb\u0000\u0007c\u2066") == "abc"
    assert readable("of −€3.4M") == "of −\u2060€3.4M"
    assert readable("שלום 66%") == "\u2068שלום\u2069 66%"
    assert readable(3) == 3


def test_labels_are_no_attributes_and_no_elements() -> None:
    """In a caption, which is also an attribute, and in a heading of a table."""
    table = Table('"><img src=x onerror=1>', ("", "<b>"), (Part((("<i>", "1"),)),))
    page = as_html(Page("<h>", (), (Section("a", "'\"", (table, Text("&lt;"))),), again={}))
    assert fetches(page) == []
    read = Read(page)
    assert read.all("b", "i", "img") == []
    assert [one.text for one in read.all("h2")] == ["'\""]
    assert "&lt;" in read.all("p")[0].text or any("&lt;" in one.text for one in read.all("p"))
