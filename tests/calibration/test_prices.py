"""Price lists out of any file: how they are read, what is flagged, which cards they give."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest

from sim.calibration.price_cards import MEAN_TOKENS, Choice, cards_of, refuse_flagged
from sim.calibration.price_decline import Decline, decline_of, steps_of
from sim.calibration.price_flags import (
    BATCH_ABOVE,
    CACHED_ABOVE,
    CONFLICT,
    JUMPED,
    NO_OUTPUT,
    OUTPUT_BELOW,
    RANGE,
    UNIT,
    ZERO,
    flags_of,
)
from sim.calibration.price_list import Price, PriceList, Tokens, chosen_of
from sim.calibration.price_package import read_package
from sim.calibration.price_reader import Said, read_prices
from sim.calibration.sheet import MOST_BYTES
from sim.errors import InputError
from sim.scenario.serving import stack_cards
from sim.scenario.values import cards_by_name
from sim.verbs.calibrate_prices import CATALOGUE
from tests.conftest import ROOT

PRICES = ROOT / "data" / "prices"
HISTORY = PRICES / "price_events_to_2024-09.csv"


def prices(folder: Path, text: str | bytes, **said: str | float) -> PriceList:
    """A file with this content, read."""
    file = folder / "prices.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_prices(file, Said(**said))  # type: ignore[arg-type]


def refusal(folder: Path, text: str | bytes, **said: str | float) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(InputError) as refused:
        prices(folder, text, **said)
    return str(refused.value).replace(f"{folder}/", "")


def kinds(folder: Path, text: str) -> set[tuple[int, str]]:
    """Line and kind of every flag of a file in dollars per million tokens."""
    return {(flag.line, flag.what) for flag in flags_of(prices(folder, text, unit="million").entries)}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("model,input,output\na,2,10\n", "million"),
        ("model,input_usd_mtok,output_usd_mtok\na,2,10\n", "million"),
        ("model,input price per 1k tokens,output price per 1k tokens\na,0.002,0.01\n", "thousand"),
        ("model,input_cost_per_token,output_cost_per_token\na,2e-06,1e-05\n", "token"),
        ("model,unit,input,output\na,per 1k tokens,0.002,0.01\n", "states"),
        ("model,input,output\na,0.000002,0.00001\n", "token"),
        ("model;input ($ per million);output ($ per million)\na;2,0;10,0\n", "million"),
        ("vendor\tmodel\tinput\toutput\nx\ta\t$2\t$10\n", "million"),
    ],
)  # fmt: skip
def test_every_unit_comes_to_the_same_price_per_million_and_is_said(tmp_path: Path, text: str, unit: str) -> None:
    """Header, column or size of the numbers: the page says which."""
    read = prices(tmp_path, text)
    (one,) = read.entries
    assert one.input == pytest.approx(2.0)
    assert one.output == pytest.approx(10.0)
    assert any(unit in told for told in read.understood)
    assert any("USD" in told for told in read.understood)


def test_currencies_are_kept_apart_until_a_rate_is_said(tmp_path: Path) -> None:
    """One currency stays; two need the rate, by row; another one is refused."""
    mixed = "model,input,output,currency\na,2,10,USD\nb,1,5,EUR\n"
    assert "usd_in_eur" in refusal(tmp_path, mixed)
    read = prices(tmp_path, mixed, usd_in_eur=0.9)
    assert (read.currency, [one.input for one in read.entries]) == ("EUR", [pytest.approx(1.8), 1.0])
    assert prices(tmp_path, "model,input_eur,output_eur\na,2,10\n").currency == "EUR"
    assert "CHF" in refusal(tmp_path, "model,input,output,currency\na,2,10,CHF\n")
    assert "EUR and USD" in refusal(tmp_path, "model,input_usd,output_usd\na,€2,10\n")


def test_a_batch_column_is_a_price_or_a_share_and_the_page_says_which(tmp_path: Path) -> None:
    """Half everywhere while prices differ is a share; half of each price is a price."""
    share = prices(tmp_path, "model,input,output,batch\na,2,10,0.5\nb,1,5,0.5\nc,4,20,0.5\n")
    price = prices(tmp_path, "model,input,output,batch\na,2,10,1\nb,1,5,0.5\nc,4,20,2\n")
    for read in (share, price):
        assert [one.batch_input for one in read.entries] == [1.0, 0.5, 2.0]
        assert [one.batch_output for one in read.entries] == [5.0, 2.5, 10.0]
    assert any("share of the list" in told for told in share.understood)
    assert any("batch price of input" in told for told in price.understood)


def test_rows_that_cannot_be_used_are_counted_with_their_reason(tmp_path: Path) -> None:
    """NaN, a negative price, a missing name or unit: the rest is used."""
    text = "model,unit,input,output\na,mtok,2,10\nb,mtok,NaN,10\nc,mtok,-1,10\nd,mtok,-2,1\n,mtok,1,2\ne,cow,1,2\n"
    read = prices(tmp_path, text)
    assert [one.model for one in read.entries] == ["a"]
    assert {one.why: (one.rows, one.first_line) for one in read.rejected} == {
        "has no number in 'input'": (1, 3), "has a negative price in 'input'": (2, 4), "names no model": (1, 6),
        "has the unit 'cow' (allowed are per token, per thousand, per million)": (1, 7),
    }  # fmt: skip
    assert read.read == 6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("model,input,output\n", "names columns and has no prices"),
        ("model,inputs,output\na,1,2\n", "has no column input; found model, inputs, output"),
        ("model,input,prompt,output\na,1,1,2\n", "both hold input"),
        ("model,input,output\na,NaN,2\n", "line 2: has no number in 'input'"),
        ("model,input,output\na,0.05,0.07\n", "say unit=token, unit=thousand or unit=million"),
        ("model,input_mtok,output_ktok\na,1,2\n", "names several units (million, thousand)"),
        (b"model,input\0,output\na,1,2\n", "is not a text file"),
        (b"PK\x03\x04rest", "is a workbook"),
        ("model,input,output\na,1\n", "line 2: has 2 cells where the header has 3"),
        ("model,input,output\na,1.125,2.250\n", "can be read in two ways"),
    ],
)
def test_a_file_without_a_usable_price_is_refused_in_one_message(tmp_path: Path, text: str | bytes, told: str) -> None:
    """File, line or column, what was found, what is allowed."""
    message = refusal(tmp_path, text)
    assert told in message
    assert message.startswith("prices.csv")


def test_a_file_of_a_billion_rows_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The size alone says that it is no price list."""
    with (tmp_path / "prices.csv").open("wb") as file:
        file.truncate(40_000_000_000)
    with pytest.raises(InputError, match=f"at most {MOST_BYTES:,}"):
        read_prices(tmp_path / "prices.csv", Said())


HEAD = "date,provider,model,input,output,cached,batch_input,batch_output\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (",,a,2,10,0.2,1,5\n,,b,3,3,,,\n", set()),
        (",,a,2,1,,,\n", {(2, OUTPUT_BELOW)}),
        (",,a,2,10,2.5,,\n", {(2, CACHED_ABOVE)}),
        (",,a,2,10,,3,5\n", {(2, BATCH_ABOVE)}),
        (",,a,2,10,,1,11\n", {(2, BATCH_ABOVE)}),
        (",,a,0,0,,,\n", {(2, ZERO)}),
        (",,a,2,,,,\n", {(2, NO_OUTPUT)}),
        (",,a,0.002,0.01,,,\n", {(2, RANGE)}),
        (",x,a,2,10,,,\n,y,a,2,10,,,\n", set()),
        (",x,a,2,10,,,\n,y,a,9,10,,,\n", {(2, CONFLICT), (3, CONFLICT)}),
        (",x,a,0.5,0.5,,,\n,y,org/A,500,500,,,\n", {(2, UNIT), (3, UNIT)}),
        (",x,a,2,10,,,\n,x,a,2,10,,,\n", set()),
        (",x,a,2,10,,,\n,x,a,2,11,,,\n", {(2, CONFLICT), (3, CONFLICT)}),
        ("2026-01-01,x,a,2,10,,,\n2026-02-01,x,a,0.5,2.5,,,\n", set()),
        ("2026-01-01,x,a,2,10,,,\n2026-02-01,x,a,0.4,10,,,\n", {(2, JUMPED), (3, JUMPED)}),
        (
            "2026-01-01,x,a,2,10,,,\n2026-02-01,x,a,20,100,,,\n2026-03-01,x,a,20,100,,,\n",
            {(2, JUMPED), (3, JUMPED), (4, JUMPED)},
        ),
    ],
)  # fmt: skip
def test_what_looks_wrong_is_flagged_with_its_line_and_nothing_else_is(
    tmp_path: Path, rows: str, expected: set[tuple[int, str]]
) -> None:
    """Each kind alone, and beside each the nearest thing that is in order."""
    assert kinds(tmp_path, HEAD + rows) == expected


def test_a_list_in_another_unit_is_found_by_the_default_catalogue(tmp_path: Path) -> None:
    """A thousand times what the catalogue has for the same model."""
    read = prices(tmp_path, "model,input,output\nclaude-haiku-5-5,100,500\nother,1,5\n", unit="million")
    flags = flags_of(read.entries, read_prices(CATALOGUE, Said()).entries)
    assert [(flag.line, flag.what, flag.found) for flag in flags] == [(2, UNIT, "100")]


def test_the_bundled_history_has_its_known_errors_flagged_and_no_model_of_them_in_the_decline() -> None:
    """The sixteen-fold step of June 2024 is a unit error; list prices of the rest hardly move."""
    read = read_prices(HISTORY, Said())
    flags = flags_of(read.entries)
    jumped = {flag.name for flag in flags if flag.what == JUMPED}
    assert {"vertex_ai-language-models/gemini-1.5-pro", "nlp_cloud/dolphin"} <= jumped
    assert "mistral/mistral-large-latest" not in jumped
    steps = steps_of(read.entries, MEAN_TOKENS, read.day, watched_on=True)
    decline = decline_of(steps, {flag.name for flag in flags})
    assert isinstance(decline, Decline)
    assert 0.0 < decline.low < decline.per_year < decline.high < 0.1
    raw = decline_of(steps, ())
    assert isinstance(raw, Decline)
    assert raw.high - raw.low > 5.0 * (decline.high - decline.low)


def test_a_known_decline_comes_back_and_too_short_a_history_says_why_not() -> None:
    """Ten models that lose a fifth a year, seen twice; then the same over two months."""

    def history(last: str, share: float) -> tuple[Price, ...]:
        return tuple(
            Price(number, f"p{number}", "m", price, 5 * price, day=day)
            for number in range(10)
            for day, price in (("2025-01-01", 2.0), (last, 2.0 * share))
        )  # fmt: skip

    steps = steps_of(history("2026-01-01", 0.8), Tokens(1000, 200), "2026-01-01", watched_on=False)
    found = decline_of(steps, ())
    assert isinstance(found, Decline)
    assert found.per_year == pytest.approx(0.2, abs=0.001)
    assert (found.models, found.changed) == (10, 10)
    short = steps_of(history("2025-03-01", 0.8), Tokens(1000, 200), "2025-03-01", watched_on=False)
    assert "10 unflagged models over 1.9 months" in str(decline_of(short, ()))


def test_the_interval_of_a_decline_covers_the_truth_and_is_the_same_each_time() -> None:
    """Half of sixty providers halve their price: 29% a year between all; the same entries give the same bytes."""
    entries = tuple(
        Price(number, f"p{number}", "m", price, price, day=day)
        for number in range(60)
        for day, price in (("2024-01-01", 2.0), ("2025-01-01", 1.0 if number % 2 else 2.0))
    )  # fmt: skip
    steps = steps_of(entries, Tokens(1, 1), "2025-01-01", watched_on=False)
    found = decline_of(steps, ())
    assert isinstance(found, Decline)
    assert found.per_year == pytest.approx(1 - math.sqrt(0.5), abs=0.002)
    assert found.low < found.per_year < found.high
    assert decline_of(steps, ()) == found


def choice(read: PriceList, large: str, small: str = "", **more: object) -> Choice:
    """Two models of a list at the mean call."""
    second = chosen_of(read, small, "small") if small else None
    return Choice(chosen_of(read, large, "model"), second, MEAN_TOKENS, **{"usd_in_eur": 0.9, **more})  # type: ignore[arg-type]


def test_the_cards_follow_from_the_prices_by_hand() -> None:
    """Every card of the default catalogue, computed here by its definition."""
    read = read_prices(CATALOGUE, Said())
    cards = cards_of(read, choice(read, "mistral-large-4", "mistral-small-latest"), None)
    call, small = (1155 * 0.7 + 211 * 2.1) / 1e6, (1155 * 0.15 + 211 * 0.6) / 1e6
    assert {one.card: one.value for one in cards.fitted} == {
        "market.call_price_eur": pytest.approx(0.9 * call),
        "lever_effects.input_share": pytest.approx(1155 * 0.7 / 1e6 / call),
        "lever_effects.prefix_price": pytest.approx(0.1),
        "lever_effects.batch_price": pytest.approx(0.5),
        "lever_effects.small_model_price": pytest.approx(small / call),
    }
    assert {one.card: one.value for one in cards.stack} == {
        "large.input_eur": pytest.approx(0.63), "large.output_eur": pytest.approx(1.89),
        "large.cached_input_price": pytest.approx(0.1), "large.batch_price": pytest.approx(0.5),
        "small.input_eur": pytest.approx(0.135), "small.output_eur": pytest.approx(0.54),
        "small.cached_input_price": pytest.approx(0.1), "small.batch_price": pytest.approx(0.5),
    }  # fmt: skip
    assert all("2026-11" in one.how for one in (*cards.fitted, *cards.stack))
    for known, fitted in ((cards_by_name(), cards.fitted), (stack_cards(), cards.stack)):
        for one in fitted:
            card = known[one.card]
            assert card.at_least <= one.value <= card.at_most


def test_what_the_list_does_not_say_is_left_out_and_said(tmp_path: Path) -> None:
    """No rate, no small model, no cached price, a small one that is dearer: no card, a sentence each."""
    read = prices(tmp_path, "model,input,output\na,2,10\nb,4,20\n")
    cards = cards_of(read, choice(read, "a", "b", usd_in_eur=None), None)
    assert [one.card for one in cards.fitted] == ["lever_effects.input_share"]
    told = " ".join(cards.left_out)
    for part in ("usd_in_eur=…", "prefix_price", "batch_price", "costs 2 times one of a", "list_decline", "measure of"):
        assert part in told
    assert "say model=NAME" in " ".join(cards_of(read, Choice(None, None, MEAN_TOKENS, None), None).left_out)


def test_a_rising_list_price_is_no_decline() -> None:
    """The card knows none that rise: it is left out with the number."""
    read = read_prices(CATALOGUE, Said())
    rising = Decline(-0.1, -0.2, -0.05, 20, 10, 30.0, 20)
    cards = cards_of(read, Choice(None, None, MEAN_TOKENS, None), rising)
    assert not cards.fitted
    assert "rose by 10.0% a year" in " ".join(cards.left_out)


def test_a_flagged_price_is_refused_until_its_model_is_accepted_by_name(tmp_path: Path) -> None:
    """The message names line, finding and the word that accepts; another model's name does not."""
    read = prices(tmp_path, "model,input,output\na,2,1\nb,1,5\n")
    flags = flags_of(read.entries)
    with pytest.raises(InputError, match=r"line 2: a is flagged \(output below input: found 1.*accept=a"):
        refuse_flagged(read, choice(read, "a", "b", accepted=("b",)), flags)
    used = refuse_flagged(read, choice(read, "a", "b", accepted=("A",)), flags)
    assert [(flag.line, flag.what) for flag in used] == [(2, OUTPUT_BELOW)]
    assert refuse_flagged(read, choice(read, "b"), flags) == ()


def test_a_name_that_several_providers_have_or_none_is_told() -> None:
    """Nearest names for a typing mistake, providers for a name of several."""
    read = read_package("2026-11-20")
    with pytest.raises(InputError, match=r"3 providers have it; say which: anthropic/"):
        chosen_of(read, "claude-sonnet-5-5", "model")
    with pytest.raises(InputError, match="did you mean 'anthropic/claude-sonnet-5-5'"):
        chosen_of(read, "anthropic/claude-sonet-5-5", "model")
    assert chosen_of(read, "anthropic/claude-sonnet-5-5", "model").batch_input == 1.0


def test_the_package_and_the_catalogue_extracted_from_it_agree() -> None:
    """The installed genai-prices, read directly, has the prices of the bundled CSV of its version."""
    package = {one.name: one for one in read_package("2026-11-20").entries}
    listed = {one.name: one for one in read_prices(PRICES / "genai_prices_0.2.3_catalogue.csv", Said()).entries}
    assert set(package) >= set(listed)
    differing = Counter(
        (one.input, one.output, one.cached) != (package[name].input, package[name].output, package[name].cached)
        for name, one in listed.items()
    )
    assert differing[True] <= 0.02 * len(listed)


def test_without_the_package_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An optional extra that is missing is no traceback."""

    def missing(_name: str) -> None:
        raise ModuleNotFoundError("no module")

    monkeypatch.setattr("sim.calibration.price_package.importlib.import_module", missing)
    with pytest.raises(InputError, match=r"not installed; pip install"):
        read_package("2026-11-20")
