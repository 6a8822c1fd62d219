"""A user's own configuration directory: it adds and replaces, and says clearly what it may not hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.composition import compose_job, compose_strategies, option_groups
from sim.errors import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "theirs"


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def refused(folder: Path, *overrides: str) -> str:
    with pytest.raises(InputError) as caught:
        compose_job(list(overrides), config_dir=folder)
    return str(caught.value)


def test_folder_adds_a_strategy(folder: Path) -> None:
    """A strategy of a user's is one file; it chooses options, and what it says itself wins over them."""
    text = "# Ours.\ndefaults:\n  - override /cfo: strict\nname: mine\ncfo:\n  budget_eur: 9e5\n"
    write(folder, "strategy/mine.yaml", text)
    scenario = compose_job(["strategy=mine"], config_dir=folder).scenario
    assert (scenario.name, scenario.cfo.hurdle, scenario.cfo.budget_eur) == ("mine", 1.3, 9e5)
    assert compose_job([], config_dir=folder).scenario == compose_job([]).scenario


def test_folder_replaces_a_strategy(folder: Path) -> None:
    """A user's file comes before ours of the same name."""
    write(folder, "strategy/coe.yaml", "name: coe\nlabel: Our own centre\nsequencing:\n  platform_after: 7\n")
    scenario = compose_job(["strategy=coe"], config_dir=folder).scenario
    assert (scenario.label, scenario.sequencing.platform_after) == ("Our own centre", 7)
    assert scenario.topology.central.engineers == 0
    assert compose_job(["strategy=coe"]).scenario.topology.central.engineers == 14


def test_folder_adds_and_replaces_options(folder: Path) -> None:
    """Group options work like strategies, the default option included."""
    write(folder, "market/frozen.yaml", "call_price_eur: 0.02\n")
    write(folder, "traffic/default.yaml", "growth_per_year: 0.0\n")
    scenario = compose_job(["market=frozen"], config_dir=folder).scenario
    assert (scenario.market.call_price_eur, scenario.traffic.growth_per_year) == (0.02, 0.0)


def test_strategy_can_choose_and_compare_with_users_options(folder: Path) -> None:
    """A user's strategy may choose a user's option, and takes part in a comparison."""
    write(folder, "market/frozen.yaml", "call_price_eur: 0.02\n")
    write(folder, "strategy/mine.yaml", "defaults:\n  - override /market: frozen\nname: mine\n")
    jobs = compose_strategies(["strategies=[mine,coe]"], config_dir=folder)
    assert [job.scenario.name for job in jobs] == ["mine", "coe"]
    assert jobs[0].scenario.market.call_price_eur == 0.02
    assert jobs[1].scenario.market == compose_job([]).scenario.market


def test_strategy_can_build_on_another(folder: Path) -> None:
    """`defaults: [coe]` takes over what ours chooses; the file's own lines win."""
    write(folder, "strategy/mine.yaml", "defaults:\n  - coe\n  - override /levers: none\ncfo:\n  hurdle: 1.5\n")
    write(folder, "strategy/more.yaml", "defaults:\n  - mine\ncfo:\n  budget_eur: 1e6\n")
    scenario = compose_job(["strategy=more"], config_dir=folder).scenario
    assert (scenario.topology.central.engineers, scenario.levers.order) == (14, ())
    assert (scenario.cfo.hurdle, scenario.cfo.budget_eur) == (1.5, 1e6)


def test_strategy_without_a_name_is_called_as_its_file(folder: Path) -> None:
    """Two strategies never share a name by accident, not even where one builds on the other."""
    write(folder, "strategy/mine.yaml", "defaults:\n  - coe\n")
    scenario = compose_job(["strategy=mine"], config_dir=folder).scenario
    assert (scenario.name, scenario.label, scenario.about) == ("mine", "mine", "")
    named = compose_job(["strategy=mine", "name=other", "label=Other"], config_dir=folder).scenario
    assert (named.name, named.label) == ("other", "Other")


def test_building_on_itself_is_refused(folder: Path) -> None:
    """A circle of files would never end."""
    write(folder, "strategy/a.yaml", "defaults:\n  - b\n")
    write(folder, "strategy/b.yaml", "defaults:\n  - a\n")
    assert "strategy/b.yaml, line 2: builds on itself: a → b → a" in refused(folder)


def test_numbers_of_hydras_grammar_are_numbers_in_files(folder: Path) -> None:
    """8e5 in a user's file is the number that it is on the command line, not a text."""
    prints = set()
    for number in ("7e5", "700000", "700000.0", "7.0e+5"):
        write(folder, "strategy/mine.yaml", f"name: mine\ncfo:\n  threshold_eur: {number}\n")
        prints.add(compose_job(["strategy=mine"], config_dir=folder).scenario.fingerprint())
    assert len(prints) == 1


def test_wrong_value_names_the_file_and_line_that_set_it(folder: Path) -> None:
    """A validation error points at the user's file, unless the command line had the last word."""
    base = write(folder, "strategy/base.yaml", "name: base\ncfo:\n  hurdle: 'x'\n")
    option = write(folder, "market/odd.yaml", "promotion_share: 1.2\n")
    write(folder, "strategy/mine.yaml", "defaults:\n  - base\n  - override /market: odd\nname: mine\n")
    lines = refused(folder, "strategy=mine").splitlines()
    assert lines[0] == f"cfo.hurdle: found 'x'; allowed is a number from 0 to 1000 (times) ({base}, line 3)"
    assert lines[1].endswith(f"({option}, line 1)")
    assert str(folder) not in refused(folder, "strategy=mine", "cfo.hurdle=y", "market=default")


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("strategy/mine.yaml", "cfo:\n  treshold_eur: 1.0\n", "line 2: cfo.treshold_eur: no such key; did you mean"),
        ("cfo/mine.yaml", "treshold_eur: 1.0\n", "line 1: cfo.treshold_eur: no such key; did you mean 'cfo.threshold"),
        ("strategy/mine.yaml", "name: mine\nseed: 3\n", "line 2: seed: belongs to the run, not to an option"),
        ("strategy/mine.yaml", "strategies: [coe]\n", "line 1: strategies: belongs to the run"),
        ("strategy/mine.yaml", "precision: 0.1\n", "line 1: precision: belongs to the run, not to an option"),
        ("strategy/mine.yaml", "start: today\n", "line 1: start: is a group of keys"),
        (
            "strategy/mine.yaml",
            "topology: central\n",
            "topology: is a group of keys, not a value; set one of its keys, s",
        ),
        ("strategy/mine.yaml", "topology: central\n", "write '- override /topology: OPTION' under 'defaults:'"),
        ("strategy/mine.yaml", "cfo:\n", "line 1: cfo: is a group of keys, not a value"),
        ("cfo/mine.yaml", "defaults:\n  - override /market: default\n", "is not allowed under 'defaults'"),
        ("config.yaml", "seed: 3\n", "cannot replace 'config.yaml'"),
        ("config.yml", "seed: 3\n", "cannot replace 'config.yml'"),
        ("twentyfirst_cards.yaml", "seed: 3\n", "cannot replace 'twentyfirst_cards.yaml'"),
        ("hydra/job_logging/default.yaml", "a: 1\n", "cannot replace 'hydra'"),
        ("strategies/mine.yaml", "name: mine\n", "there is no group 'strategies'; did you mean 'strategy'? Groups: "),
        ("strategy/mine.yml", "name: mine\n", "cannot be chosen; an option is a file strategy/NAME.yaml"),
        ("strategy/my plan.yaml", "name: mine\n", "cannot be chosen"),
        ("strategy/true.yaml", "name: mine\n", "cannot be chosen"),
        ("strategy/sub/mine.yaml", "name: mine\n", "cannot be chosen"),
        ("unused.yaml", "label: ${oc.env:HOME}\n", "line 1: interpolation"),
        ("strategy/unused.yaml", "label: ${oc.env:HOME}\n", "line 1: interpolation"),
    ],
)
def test_what_a_folder_may_not_hold(folder: Path, name: str, text: str, answer: str) -> None:
    """Every YAML file that Hydra could read is checked, chosen or not, and named when it is wrong."""
    write(folder, name, text)
    message = refused(folder)
    assert answer in message
    assert message.startswith(str(folder / Path(name).parts[0]))
    assert "\n" not in message


def test_other_files_beside_the_options_do_no_harm(folder: Path) -> None:
    """Results, notes and hidden folders below a configuration directory are never read."""
    write(folder, "outputs/run/scenario.yaml", "a: *b\n")
    write(folder, "notes/plan.yaml", "a: *b\n")
    write(folder, ".git/x.yaml", "a: *b\n")
    write(folder, "strategy/readme.md", "*")
    write(folder, "strategy/mine.yaml", "name: mine\n")
    assert compose_job(["strategy=mine"], config_dir=folder).scenario.name == "mine"


def test_too_many_files_are_refused(folder: Path) -> None:
    """A folder with hundreds of YAML files is not a configuration directory."""
    for number in range(201):
        write(folder, f"strategy/s{number}.yaml", "name: x\n")
    assert "holds more than 200 YAML files" in refused(folder)


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A mistyped --config-dir is answered before anything else."""
    assert refused(tmp_path / "none").startswith(f"{tmp_path / 'none'}: no such folder")
    assert "is not a folder" in refused(write(tmp_path, "file", "x"))
    assert "no such folder" in refused(Path("x" * 5_000))
    assert "no such folder" in refused(Path("a\0b"))


def test_folder_is_found_by_relative_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative to where the command runs."""
    write(folder, "strategy/mine.yaml", "name: mine\n")
    monkeypatch.chdir(folder.parent)
    assert compose_job(["strategy=mine"], config_dir=Path("theirs")).scenario.name == "mine"
    assert os.listdir(folder.parent) == ["theirs"]


def test_folder_with_an_odd_name_works(tmp_path: Path) -> None:
    """Spaces, commas, umlauts and Hydra's special characters in a path mean nothing."""
    folder = tmp_path / "Büro, ${oc.env:HOME} @x=1"
    write(folder, "strategy/mine.yaml", "name: mine\n")
    assert compose_job(["strategy=mine"], config_dir=folder).scenario.name == "mine"


def test_options_show_ours_and_theirs(folder: Path) -> None:
    """The help lists a user's options with their first line of comment; theirs replaces ours."""
    write(folder, "strategy/mine.yaml", "\n#\n# What we would do.\n# More.\nname: mine\n")
    write(folder, "strategy/coe.yaml", "name: coe\n")
    write(folder, "unknown/x.yaml", "# x\n{}\n")
    described = {option.name: option.description for option in option_groups(folder)["strategy"]}
    assert described["mine"] == "What we would do."
    assert described["coe"] == ""
    assert "unknown" not in option_groups(folder)
    assert "mine" not in {option.name for option in option_groups()["strategy"]}


def test_low_above_high_names_the_file_and_the_line(folder: Path) -> None:
    """An error of a group has the place of a key within it."""
    write(folder, "strategy/mine.yaml", "name: mine\ncfo:\n  answer_weeks: {low: 9, high: 2}\n")
    assert refused(folder, "strategy=mine").endswith("mine.yaml, line 3)")
    assert "line" not in refused(folder, "cfo.answer_weeks={low: 9, high: 2}")
