"""What may stand on the command line, and the one clear answer to what may not."""

from __future__ import annotations

import os
import time

import pytest

from sim.composition import compose_job, compose_strategies
from sim.composition.overrides import LONGEST_OVERRIDE, MOST_OVERRIDES, hydra_text
from sim.errors import InputError


def refused(*overrides: str) -> str:
    with pytest.raises(InputError) as caught:
        compose_job(list(overrides))
    return str(caught.value)


@pytest.mark.parametrize(
    ("override", "answer"),
    [
        ("cfo.treshold_eur=1", "cfo.treshold_eur: no such key; did you mean 'cfo.threshold_eur'?"),
        ("threshold_eur=1", "threshold_eur: no such key; did you mean 'cfo.threshold_eur'?"),
        ("backlog=1", "backlog: no such key; did you mean 'opportunities.backlog'?"),
        ("stratgy=coe", "stratgy: no such key; did you mean 'strategy'?"),
        ("strateg=coe", "strateg: no such key; did you mean 'strategy'?"),
        ("sead=1", "sead: no such key; did you mean 'seed'?"),
        ("market.xyzzy=1", "market.xyzzy: no such key"),
        ("cfo.threshold_eur.x=1", "cfo.threshold_eur.x: no such key; did you mean 'cfo.threshold_eur'?"),
        ("cfo={treshold_eur: 1}", "cfo.treshold_eur: no such key; did you mean 'cfo.threshold_eur'?"),
    ],
)
def test_unknown_key_offers_the_nearest(override: str, answer: str) -> None:
    """A mistyped key is answered with the nearest one, wherever it was mistyped."""
    assert refused(override).startswith(answer)


def test_unknown_strategy_offers_the_nearest_and_the_list() -> None:
    """A strategy that does not exist: the nearest name, and all of them."""
    answer = (
        "strategy: no such strategy 'cow'; did you mean 'coe'? Choose one of application_first, business_as_usual, "
        "coe, cost_cutting, factory, late_extraction, pause_and_extract, platform_first, project_by_project, stop_now, "
        "two_more_engineers"
    )
    assert refused("strategy=cow") == answer
    assert refused("strategies=[coe,cow]") == answer.replace("strategy:", "strategies:")
    assert "choose one of" in refused("strategy=zzz")


@pytest.mark.parametrize("value", ["strct", "3", "null", "[strict,lenient]", "../cfo/strict", "''"])
def test_unknown_option_offers_the_list_and_a_key(value: str) -> None:
    """A value that is no option of its group: the options, and how to set a single key instead."""
    answer = refused(f"cfo={value}")
    assert answer.startswith("cfo: no such option ")
    assert answer.endswith(
        "hoose one of default, capped, lenient, strict, or set one of its keys, such as cfo.threshold_eur"
    )


def test_group_given_a_value_names_a_key_inside() -> None:
    """A group without options cannot take a value; the answer says what can."""
    expected = "is a group of keys, not a value; set one of its keys, such as cfo.answer_weeks.low"
    assert refused("cfo.answer_weeks=9") == f"cfo.answer_weeks: {expected}"
    assert refused("delivery=fast").startswith("delivery: is a group of keys")


@pytest.mark.parametrize(
    ("override", "answer"),
    [
        ("cfo.threshold_eur=abc", "cfo.threshold_eur: found 'abc'; allowed is a number from 0 to 1e+12 (EUR)"),
        ("cfo.threshold_eur=true", "cfo.threshold_eur: found true; allowed is a number from 0 to 1e+12 (EUR)"),
        ("cfo.threshold_eur=-1", "cfo.threshold_eur: found -1; allowed is a number from 0 to 1e+12 (EUR)"),
        ("cfo.threshold_eur=nan", "cfo.threshold_eur: found nan; allowed is a number from 0 to 1e+12 (EUR)"),
        ("cfo.threshold_eur=inf", "cfo.threshold_eur: found inf; allowed is a number from 0 to 1e+12 (EUR)"),
        ("cfo.threshold_eur=1e300", "cfo.threshold_eur: found 1e+300; allowed is a number from 0 to 1e+12 (EUR)"),
        ("cfo.threshold_eur=null", "cfo.threshold_eur: found null; allowed is a number from 0 to 1e+12 (EUR)"),
        ("cfo.threshold_eur={}", "cfo.threshold_eur: found {}; allowed is a number from 0 to 1e+12 (EUR)"),
        ("on_call.shared_per_week=-0.1", "on_call.shared_per_week: found -0.1; allowed is a number from 0 to 1000 "),
        ("value.automation=1.2", "value.automation: found 1.2; allowed is a number from 0 to 1 (share)"),
        ("cfo.answer_weeks.low=9", "cfo.answer_weeks: low (9) is above high (8); low must be at most high"),
        ("replications=1e3", "replications: found 1000.0; allowed is a whole number from 1 to 10000000 (programmes); "),
        ("replications=1e300", "replications: found 1e+300; allowed is a whole number"),
        ("replications='5'", "replications: found '5'; allowed is a whole number from 1"),
        ("seed=-1", "seed: found -1; allowed is a whole number from 0 to 9223372036854775807"),
        ("replication=-1", "replication: found -1; allowed is a whole number from 0 to 10000000"),
        ("sequencing.mandate=1", "sequencing.mandate: found 1; allowed is true or false"),
        (
            "sequencing.platform_after=x",
            "sequencing.platform_after: found 'x'; allowed is a whole number from 0 to 200 ",
        ),
        ("ownership.shared=plattform", "ownership.shared: found 'plattform'; allowed is one of platform, builder; did"),
        ("levers.order=routing", "levers.order: found 'routing'; allowed is a list [a,b] of exact_cache, "),
        ("name='a b'", "name: found 'a b'; allowed is up to 80 letters, digits, "),
        ("label=", "label: found ''; allowed is text of 1 to 80 characters"),
        ("output=2024", "output: found 2024; allowed is text (folder), or null"),
        ("strategies=coe", "strategies: found 'coe'; allowed is a list [a,b] of names"),
        ("strategies=[]", "strategies: is empty; choose from "),
        ("strategies=[coe,coe]", "strategies: 'coe' is listed twice"),
    ],
)
def test_wrong_value_names_key_found_and_allowed(override: str, answer: str) -> None:
    """One message with the key, what was found, and what the card allows."""
    assert refused(override).startswith(answer)


def test_whole_number_written_with_a_point_is_answered_with_its_spelling() -> None:
    """1e3 is not a whole number to pydantic; the answer says how to write it."""
    assert refused("replications=1e3").endswith("; write it as 1000")


def test_all_errors_are_listed_a_line_each() -> None:
    """Several errors are reported at once, in the order of the keys."""
    lines = refused("seed=-1", "cfo.threshold_eur=abc", "cfo.hurdle=x").splitlines()
    assert [line.partition(":")[0] for line in lines] == ["cfo.threshold_eur", "cfo.hurdle", "seed"]
    assert len(refused("a=1", "=2", "~x").splitlines()) == 3


def test_at_most_ten_errors_are_listed() -> None:
    """More than ten errors are counted."""
    lines = refused(*[f"nothing{number}=1" for number in range(15)]).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "… and 5 more"


@pytest.mark.parametrize(
    "override", ["cfo.hurdle=1,2", "cfo.hurdle=range(1,3)", "strategy=coe,platform_first", "cfo=choice(a,b)"]
)
def test_sweeps_are_left_to_sweep(override: str) -> None:
    """Several values for one key are a sweep, and the answer says who runs one."""
    assert "only `sim sweep` runs" in refused(override)


def test_decimal_comma_is_recognised() -> None:
    """0,5 reads as a sweep; the answer offers 0.5."""
    assert refused("cfo.hurdle=0,5").endswith("if a decimal is meant, write 0.5")


def test_list_of_strategies_without_brackets_is_recognised() -> None:
    """strategies=a,b lacks its brackets."""
    assert refused("strategies=coe,platform_first").endswith("write a list in brackets, strategies=[a,b]")


@pytest.mark.parametrize(
    ("override", "answer"),
    [
        ("uncertainty=on", "uncertainty: announced but not there yet"),
        ("executor=dask", "executor: 'dask' is announced but not there yet; allowed is one of inline, processes"),
        ("engine=compiled", "engine: 'compiled' is announced but not there yet; allowed is simpy"),
        ("engine=fortran", "engine: found 'fortran'; allowed is simpy"),
    ],
)
def test_announced_keys_say_that_they_are_not_there_yet(override: str, answer: str) -> None:
    """Keys that later versions bring are not called mistyped."""
    assert refused(override).startswith(answer)


@pytest.mark.parametrize(
    ("override", "answer"),
    [
        ("+cfo.extra=1", "adds a key, which is not allowed"),
        ("++cfo.threshold_eur=1", "adds a key, which is not allowed"),
        ("~cfo.threshold_eur", "deletes a key, which is not allowed"),
        ("~topology=central", "deletes a key, which is not allowed"),
        ("hydra.run.dir=/tmp/x", "Hydra's own settings cannot be changed"),
        ("hydra/launcher=joblib", "Hydra's own settings cannot be changed"),
        ("hydra=x", "Hydra's own settings cannot be changed"),
        ("hydra.searchpath=[file:///tmp]", "Hydra's own settings cannot be changed"),
        ("strategy@_global_=coe", "'@' and '/' are not allowed in a key"),
        ("topology/central=x", "'@' and '/' are not allowed in a key"),
        ("foo", "is not key=value, such as cfo.threshold_eur=8e5"),
        ("", "is not key=value"),
        ("=5", "is not key=value"),
        ("label='a", "cannot be read as key=value"),
        ("label=a)b", "cannot be read as key=value"),
        ("label=Büro", "cannot be read as key=value"),
        ("label=f(x)", "cannot be read as key=value"),
        ("label=extend_list(x)", "cannot be read as key=value"),
        ("cfo.hurdle=" + "[" * 50 + "]" * 50, "is nested more than 6 levels deep"),
    ],
)
def test_what_is_not_a_plain_override_gets_one_line(override: str, answer: str) -> None:
    """Adding, deleting, Hydra's own keys and bad syntax: one line each."""
    message = refused(override)
    assert answer in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "override", ["label=${oc.env:HOME}", "label='${oc.env:HOME}'", "label=$\\{oc.env:HOME\\}", "label=???"]
)
def test_interpolation_is_refused_however_it_is_written(override: str) -> None:
    """No override reaches the environment, not even with escaped braces that Hydra puts together again."""
    message = refused(override)
    assert "not allowed; write the value out" in message
    assert os.environ["HOME"] not in message


def test_overrides_are_bounded() -> None:
    """Absurd numbers and lengths are refused at once."""
    begun = time.monotonic()
    assert "too many" in refused(*["seed=1"] * (MOST_OVERRIDES + 1))
    assert "too long" in refused("label=" + "x" * LONGEST_OVERRIDE)
    assert "allowed is text of 1 to 80" in refused("label=" + "x" * (LONGEST_OVERRIDE - 10))
    assert "no such key" in refused("x" * (LONGEST_OVERRIDE - 10) + "=1")
    assert time.monotonic() - begun < 10


def test_messages_are_printable_lines() -> None:
    """What was found is shown without control characters and cut short."""
    message = refused("cfo.threshold_eur='\x1b[31m" + "x" * 500 + "'")
    assert message.isprintable()
    assert len(message) < 250


def test_one_text_is_not_a_list_of_overrides() -> None:
    """A text where a list belongs would be read letter by letter."""
    with pytest.raises(InputError, match="list of texts"):
        compose_job("seed=1")


def test_last_override_of_a_key_wins() -> None:
    """As in Hydra: the same key twice is no error, the last one counts, for values as for options."""
    assert compose_job(["seed=1", "seed=2"]).settings.seed == 2
    assert compose_job(["strategy=platform_first", "strategy=coe"]).scenario.name == "coe"


def test_command_line_wins_over_strategy_and_options() -> None:
    """A key on the command line beats a chosen option, which beats what the strategy chose."""
    job = compose_job(["strategy=coe", "economics=when_asked", "levers.from_workload=3", "cfo=strict", "cfo.hurdle=2"])
    assert job.scenario.economics.track_from_workload is None
    assert job.scenario.levers.from_workload == 3
    assert (job.scenario.cfo.hurdle, job.scenario.cfo.budget_eur) == (2.0, 1e6)


def test_hydras_ways_to_write_values_work() -> None:
    """Groups of keys in braces, lists, casts, quoted text and null are Hydra's grammar."""
    job = compose_job(
        [
            "cfo={budget_eur: 2e6, answer_weeks: {low: 1}}",
            "levers.order=[batch,exact_cache]",
            "output=str(2024)",
            "label='Plan B: (hire), later'",
            "workers=null",
            "economics.track_from_workload=null",
        ]
    )
    assert (job.scenario.cfo.budget_eur, job.scenario.cfo.answer_weeks.low) == (2e6, 1.0)
    assert job.scenario.levers.order == ("batch", "exact_cache")
    assert (job.settings.output, job.scenario.label, job.settings.workers) == ("2024", "Plan B: (hire), later", None)


def test_whole_numbers_count_as_numbers() -> None:
    """800000, 8e5 and 800000.0 are one threshold and one fingerprint."""
    prints = {
        compose_job([f"cfo.threshold_eur={text}"]).scenario.fingerprint() for text in ("700000", "7e5", "700000.0")
    }
    assert len(prints) == 1


def test_job_carries_run_keys() -> None:
    """Run settings, the list to compare and the programme to trace come with the scenario."""
    job = compose_job(["replications=7", "seed=3", "executor=inline", "workers=2", "replication=5", "strategies=[coe]"])
    assert (job.settings.replications, job.settings.seed, job.settings.executor, job.settings.workers) == (
        7,
        3,
        "inline",
        2,
    )
    assert (job.trace_replication, job.strategies) == (5, ("coe",))
    assert job.config["strategies"] == ["coe"]


def test_comparison_gives_a_job_for_each_strategy() -> None:
    """The same overrides, one strategy each; a contradiction of the default strategy alone does not matter."""
    jobs = compose_strategies(["strategies=[coe,platform_first]", "topology.platform.engineers=0", "topology=central"])
    assert [job.scenario.name for job in jobs] == ["coe", "platform_first"]
    with pytest.raises(InputError, match="a comparison takes a list"):
        compose_strategies(["strategy=coe"])
    with pytest.raises(InputError, match="are called 'same'"):
        compose_strategies(["name=same"])


def test_strategy_is_translated_also_for_sweeps() -> None:
    """People write strategy=; Hydra needs its package, for one value as for several."""
    assert hydra_text("strategy=a,b") == "strategy@_global_=a,b"
    assert hydra_text("strategies=[a,b]") == "strategies=[a,b]"


def test_a_spelling_that_is_refused_as_well_is_not_offered() -> None:
    """1e9 weeks is too many, however it is written."""
    assert "write it as" not in refused("horizon_weeks=1e9")
    assert "write it as" not in refused("seed=inf")
