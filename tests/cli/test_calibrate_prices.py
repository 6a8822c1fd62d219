"""`sim calibrate prices` and `routing`: folder, page, fragment, and one message for wrong words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from sim.verbs import calibrate_frame
from tests.cli.conftest import Call, Ran, files_below, ran
from tests.conftest import ROOT

HISTORY = str(ROOT / "data" / "prices" / "price_events_to_2024-09.csv")
DOMAINS = str(ROOT / "data" / "routing" / "routellm_mmlu_by_domain.csv")
CHOSEN = ("model=gpt-6.1-sol", "small=gpt-6-luna", "usd_in_eur=0.9")


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The built-in catalogue with two models."""
    return ran(tmp_path_factory.mktemp("prices"), "calibrate", "prices", *CHOSEN)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pictures: drawing them takes most of the time."""
    monkeypatch.setattr(calibrate_frame, "write_chart", lambda *_: None)


def contents(folder: Path) -> dict[str, bytes]:
    """All files but the one with times."""
    return {name: (folder / name).read_bytes() for name in files_below(folder) if name != "manifest.json"}


def test_the_built_in_catalogue_gives_dated_cards_for_both_levels(priced: Ran) -> None:
    """No file is needed; fragment and stack say the month of their prices."""
    charts = {f"charts/price_of_call.{kind}" for kind in ("svg", "png", "csv")}
    pages = {"evidence.md", "fragment.yaml", "stack.yaml", "prices.csv", "summary.json", "manifest.json"}
    assert files_below(priced.folder) == charts | pages
    fragment = (priced.folder / "fragment.yaml").read_text(encoding="utf-8")
    stack = (priced.folder / "stack.yaml").read_text(encoding="utf-8")
    assert "prices as of 2026-11" in fragment.splitlines()[0]
    assert "prices as of 2026-11" in stack.splitlines()[0]
    assert yaml.safe_load(fragment)["lever_effects"]["small_model_price"] == pytest.approx(0.05)
    assert yaml.safe_load(stack)["large"] == {
        "batch_price": 0.5, "cached_input_price": 0.05, "input_eur": 1.8, "output_eur": 9,
    }  # fmt: skip
    assert "sim compare fragment=" in priced.called.out


def test_a_price_fragment_stands_in_a_composed_scenario(priced: Ran, call: Call) -> None:
    """What is written is what a run takes."""
    shown = call("run", f"fragment={priced.folder / 'fragment.yaml'}", "--cfg", "job").out
    wanted = yaml.safe_load((priced.folder / "fragment.yaml").read_text(encoding="utf-8"))
    composed = yaml.safe_load(shown)
    assert composed["market"]["call_price_eur"] == wanted["market"]["call_price_eur"]
    assert composed["lever_effects"]["prefix_price"] == wanted["lever_effects"]["prefix_price"]


def test_a_history_gives_the_decline_and_its_flags_as_json(call: Call, fast: None) -> None:
    """The numbers of the page, each flag with line, finding and expectation."""
    called = call("calibrate", "prices", HISTORY, "--json")
    assert called.status == 0
    found = json.loads(called.out)
    assert found["kind"] == "calibration of prices"
    assert [one["card"] for one in found["fitted"]] == ["market.list_decline_per_year"]
    assert 0.0 < found["decline"]["low"] < found["decline"]["per_year"] < found["decline"]["high"] < 0.1
    jump = next(one for one in found["flags"] if one["what"] == "jump")
    assert set(jump) == {"line", "model", "what", "found", "expected"}
    assert (Path(found["folder"]) / "flags.csv").exists()


def test_a_flagged_price_is_used_only_when_accepted_and_the_page_says_so(call: Call, fast: None) -> None:
    """Refused first; accepted by name it stands in the page in bold."""
    words = ("calibrate", "prices", HISTORY, "model=gemini/gemini-1.5-pro-latest", "output=out")
    refused = call(*words)
    assert refused.status == 2
    assert "is flagged (output below input" in refused.err
    assert not Path("out").exists()
    assert call(*words, "accept=gemini/gemini-1.5-pro-latest").status == 0
    assert "**Used although flagged**" in Path("out/evidence.md").read_text(encoding="utf-8")


def test_the_installed_package_is_read_as_of_a_day(call: Call, fast: None) -> None:
    """Its version and the day stand in the fragment; batch prices from 14 October are not there in January."""
    words = ("calibrate", "prices", "genai-prices", "model=anthropic/claude-fable-5", "--json")
    after, before = (json.loads(call(*words, f"as_of={day}").out) for day in ("2026-11-20", "2026-01-05"))
    assert after["source"].startswith("genai-prices 0.2.")
    assert after["source"].endswith("prices as of 2026-11-20")
    batch = "lever_effects.batch_price"
    assert [batch in {one["card"] for one in found["fitted"]} for found in (after, before)] == [True, False]


def test_the_same_file_gives_the_same_bytes(call: Call, fast: None) -> None:
    """Twice into two folders; only the manifest has times."""
    for kind, file, more in (("prices", HISTORY, ()), ("routing", DOMAINS, ("price=0.05",))):
        for folder in ("one", "two"):
            assert call("calibrate", kind, file, *more, f"output={kind}-{folder}").status == 0
        one, two = (contents(Path(f"{kind}-{folder}")) for folder in ("one", "two"))
        assert one == two


def test_routing_by_domain_leaves_share_interval_and_domains(tmp_path: Path) -> None:
    """The share into the fragment; the price of the line is no finding of the file."""
    found = ran(tmp_path, "calibrate", "routing", DOMAINS, "price=0.05")
    summary = json.loads((found.folder / "summary.json").read_text(encoding="utf-8"))
    (share,) = summary["fitted"]
    assert share["card"] == "lever_effects.simple_share"
    assert share["low"] < share["value"] < share["high"]
    assert share["value"] == summary["by_domain"]["share"]["value"]
    assert summary["verdict"] == "saving"
    assert {f"charts/routing.{kind}" for kind in ("svg", "png", "csv")} <= files_below(found.folder)
    assert len((found.folder / "domains.csv").read_text(encoding="utf-8").splitlines()) == 58
    assert any("0.05 is the line's" in told for told in summary["left_out"])
    assert "No router reaches it" not in (found.folder / "evidence.md").read_text(encoding="utf-8")


def test_no_saving_is_written_as_a_share_of_zero(call: Call, fast: None) -> None:
    """A small model at twice the price: the fragment routes nothing to it."""
    called = call("calibrate", "routing", DOMAINS, "price=2", "output=out")
    assert "No saving: an answer of weak costs 2 times one of strong" in called.out
    assert yaml.safe_load(Path("out/fragment.yaml").read_text(encoding="utf-8")) == {
        "lever_effects": {"simple_share": 0}
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("prices", "nowhere.csv"), "nowhere.csv: there is no such file"),
        (("prices", "a.csv", "b.csv"), "takes one file, such as sim calibrate prices prices.csv; found 2 files"),
        (("prices", "modle=x"), "modle: no such key of sim calibrate prices; did you mean 'model'?"),
        (("prices", "model=gpt-6.1-soll"), "has no such model; did you mean 'gpt-6.1-sol'?"),
        (("prices", "small=gpt-6-luna"), "say which one with model=NAME"),
        (("prices", "model=gpt-6-luna", "small=gpt-6-luna"), "is the same model; name a cheaper one"),
        (("prices", *CHOSEN[:2], "usd_in_eur=-1"), "usd_in_eur=-1: allowed is what a dollar is in euros"),
        (("prices", *CHOSEN, "input_tokens=nan"), "input_tokens=nan: allowed is a number of tokens above 0"),
        (("prices", "unit=kilo"), "unit=kilo: is none of token, thousand, million"),
        (("prices", "unit=token"), "says per million itself; leave the key out"),
        (("prices", "currency=CHF"), "currency=CHF: is none of USD, EUR"),
        (("prices", "as_of=2026-02-30"), "as_of=2026-02-30: allowed is a day or a month"),
        (("prices", "accept=nobody"), "accept=nobody:"),
        (("prices", "genai-prices", "unit=token"), "unit: the package genai-prices states it itself"),
        (("routing",), "takes one file, such as sim calibrate routing answers.csv; found none"),
        (("routing", DOMAINS, "quality=1.2"), "quality=1.2: allowed is a share above 0 and at most 1"),
        (("routing", DOMAINS, "price=0"), "price=0: allowed is the small model's price over the large one's"),
        (("routing", DOMAINS, "qualty=1"), "did you mean 'quality'?"),
    ],
)
def test_wrong_words_are_one_message_and_leave_nothing(
    call: Call, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    """Exit status 2, the key or file with what is allowed, no folder."""
    called = call("calibrate", *words)
    assert called.status == 2
    assert told in called.err
    assert called.out == ""
    assert files_below(tmp_path) == set()


def test_cfg_shows_what_the_line_says_and_writes_nothing(call: Call, tmp_path: Path) -> None:
    """Nothing is composed here; the words are told back."""
    called = call("calibrate", "prices", *CHOSEN, "--cfg", "job")
    assert called.out == "kind: prices\nfile: null\nmodel: gpt-6.1-sol\nsmall: gpt-6-luna\nusd_in_eur: 0.9\n"
    assert files_below(tmp_path) == set()
