"""scenario.yaml runs again to the same scenario, exactly; what is not a complete scenario is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.composition import Job, compose_job, job_yaml, load_scenario_file, scenario_yaml
from sim.composition.keys import flatten, scenario_leaves
from sim.errors import InputError
from sim.scenario import Scenario, default_values

ODD = [
    "cfo.hurdle=1.1000000000000001",
    "cfo.threshold_eur=1e-7",
    "cfo.budget_eur=123456789.12345678",
    "value.automation=1",
]


def written(job: Job, folder: Path) -> Path:
    file = folder / "scenario.yaml"
    file.write_text(scenario_yaml(job), encoding="utf-8")
    return file


@pytest.mark.parametrize("strategy", ["application_first", "platform_first", "coe"])
def test_scenario_runs_again_to_the_same_fingerprint(tmp_path: Path, strategy: str) -> None:
    """Written, loaded, written: the same scenario, luck and bytes, floats to the last bit."""
    job = compose_job([f"strategy={strategy}", "seed=7", "replications=11", "economics.track_from_workload=null", *ODD])
    again = load_scenario_file(written(job, tmp_path))
    assert again.scenario == job.scenario
    assert again.scenario.fingerprint() == job.scenario.fingerprint()
    assert (again.settings.seed, again.settings.replications) == (7, 11)
    assert scenario_yaml(again) == scenario_yaml(job)


def test_scenario_is_complete_and_nothing_else(tmp_path: Path) -> None:
    """Every scenario key, seed and replications; not where it ran or where its results went."""
    job = compose_job(["executor=inline", "workers=2", "output=somewhere"])
    values = yaml.safe_load(scenario_yaml(job))
    assert set(flatten(values)) == {*scenario_leaves(), "seed", "replications"}


def test_scenario_is_a_hydra_primary_config(tmp_path: Path) -> None:
    """`sim run --config-dir DIR --config-name scenario` works, with single keys and run settings on top."""
    job = compose_job(["strategy=coe"])
    written(job, tmp_path)
    assert compose_job([], config_dir=tmp_path, config_name="scenario").scenario == job.scenario
    overrides = ["cfo.hurdle=2", "seed=5", "workers=3", "executor=inline", "output=x", "replication=4"]
    changed = compose_job(overrides, config_dir=tmp_path, config_name="scenario.yaml")
    assert changed.scenario == job.scenario.model_copy(update={"cfo": changed.scenario.cfo})
    assert (changed.scenario.cfo.hurdle, changed.settings.seed, changed.settings.workers) == (2.0, 5, 3)
    assert (changed.settings.output, changed.trace_replication) == ("x", 4)


def test_composed_configuration_has_every_key_and_runs_again(tmp_path: Path) -> None:
    """`--cfg job` prints every key with its value, and what it prints is a complete scenario too."""
    job = compose_job(["strategy=coe", "seed=7"])
    values = yaml.safe_load(job_yaml(job))
    assert values == job.config
    assert set(flatten(values)) == {*flatten(default_values()), "strategies", "options", "replication"}
    file = tmp_path / "job.yaml"
    file.write_text(job_yaml(job), encoding="utf-8")
    again = load_scenario_file(file)
    assert (again.scenario, again.settings, again.config) == (job.scenario, job.settings, job.config)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    label=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    about=st.one_of(
        st.sampled_from(["1e5", "0x1F", "yes", "1:30", "2024-01-01", "# @package x", "a: b", "'", '"']),
        st.text(max_size=200),
    ),
    hurdle=st.floats(0, 1000),
)
def test_any_text_and_number_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, label: str, about: str, hurdle: float
) -> None:
    """Labels in any script and numbers of any precision come back as they were, or are refused by name."""
    base = compose_job([]) if not CACHE else CACHE[0]
    CACHE[:] = [base]
    values = base.scenario.model_dump(mode="json")
    scenario = Scenario.model_validate(
        {**values, "label": label, "about": about, "cfo": {**values["cfo"], "hurdle": hurdle}}
    )
    file = written(replace(base, scenario=scenario), tmp_path_factory.mktemp("text"))
    if "${" in label + about or "???" in (label, about):
        with pytest.raises(InputError):
            load_scenario_file(file)
    else:
        assert load_scenario_file(file).scenario == scenario


CACHE: list[Job] = []


def test_incomplete_scenario_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    """A missing key would silently take today's default, which may not be the one that was meant."""
    file = written(compose_job([]), tmp_path)
    lines = [line for line in file.read_text("utf-8").splitlines() if "hurdle" not in line and "backlog" not in line]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=r"is not a complete scenario, it lacks cfo.hurdle, opportunities.backlog; "):
        load_scenario_file(file)
    file.write_text("name: x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"it lacks label, about, horizon_weeks and \d+ more"):
        load_scenario_file(file)


@pytest.mark.parametrize(
    ("added", "answer"),
    [
        ("extra: 1\n", "line 1: extra: no such key"),
        ("seed: 1\n", "the key 'seed' stands here a second time"),
        ("defaults: [config]\n", "line 1: a complete scenario has no 'defaults' list"),
        ("hydra: {run: {dir: x}}\n", "line 1: Hydra's own settings"),
        ("_target_: os.getcwd\n", "line 1: the key '_target_' is not allowed"),
    ],
)
def test_complete_scenarios_pass_the_same_scan(tmp_path: Path, added: str, answer: str) -> None:
    """A scenario file from elsewhere is no more trusted than a strategy file."""
    file = written(compose_job([]), tmp_path)
    file.write_text(added + file.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario_file(file)
    assert answer in str(caught.value)


def test_wrong_value_in_a_scenario_file_is_placed(tmp_path: Path) -> None:
    """File and line of the value, as for strategy files."""
    file = written(compose_job([]), tmp_path)
    file.write_text(file.read_text("utf-8").replace("hurdle: 1.0", "hurdle: high"), encoding="utf-8")
    with pytest.raises(InputError, match=rf"cfo.hurdle: found 'high'; .* \({file}, line \d+\)"):
        load_scenario_file(file)


@pytest.mark.parametrize("override", ["strategy=coe", "cfo=strict", "strategies=[coe]"])
def test_nothing_can_be_chosen_on_top_of_a_complete_scenario(tmp_path: Path, override: str) -> None:
    """Everything is stated already; single keys can be changed."""
    written(compose_job([]), tmp_path)
    with pytest.raises(InputError, match="a complete scenario leaves nothing to choose"):
        compose_job([override], config_dir=tmp_path, config_name="scenario")


@pytest.mark.parametrize("name", ["none", "../scenario", "", ".", "..", "a/b", "x" * 400, "a\0b", "${oc.env:HOME}"])
def test_config_name_is_a_file_of_the_folder(tmp_path: Path, name: str) -> None:
    """Whatever else is given is answered, never followed."""
    written(compose_job([]), tmp_path)
    with pytest.raises(InputError):
        compose_job([], config_dir=tmp_path / "x", config_name=name)
    with pytest.raises(InputError):
        compose_job([], config_name=name)
    with pytest.raises(InputError):
        load_scenario_file(tmp_path / name)


@pytest.mark.parametrize("name", ["my scenario (1)", "Büro,x=1", "a@b", "v1.2", "'q'"])
def test_scenario_file_may_be_called_anything(tmp_path: Path, name: str) -> None:
    """A client's file names are theirs."""
    file = tmp_path / f"{name}.yaml"
    file.write_text(scenario_yaml(compose_job([])), encoding="utf-8")
    assert load_scenario_file(file, ["seed=9"]).settings.seed == 9
