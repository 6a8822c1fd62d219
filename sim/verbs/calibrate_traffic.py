"""`sim calibrate traffic LOG`: arrivals, token sizes, repetition and growth out of a request log."""

from __future__ import annotations

import shlex

from sim.calibration.log_columns import mapping_of
from sim.calibration.log_reader import Log, LogOptions
from sim.calibration.traffic import CLASSES, Asked, TrafficFit, fit
from sim.calibration.traffic_evidence import evidence_of
from sim.errors import InputError, nearest
from sim.verbs.arguments import Arguments
from sim.verbs.calibrate_frame import FRAGMENT, STACK, deliver, digest_of, started, the_file
from sim.verbs.calibrate_words import number, show_words, words_of
from sim.verbs.own_words import OwnWords
from sim.verbs.traffic_pictures import CHARTS_OF, pictures_of

KEYS = (
    "columns", "zone", "log_zone", "day_first", "time_unit", "duplicates", "callers", "cost_in", "usd_in_eur",
    "input_price", "output_price", "output",
)  # fmt: skip
EXAMPLE = "data/azure2023/AzureLLMInferenceTrace_conv.csv.gz"
_MOST = 1e6
MOST_A_SECOND = 17.0
"""A whole day at a higher rate is more than `sim serve` simulates."""


def run(arguments: Arguments) -> int:
    """Read, fit, deliver."""
    began = started()
    own = words_of(arguments, "traffic", KEYS)
    path = the_file(own.words, "traffic", EXAMPLE)
    if arguments.shows_config:
        return show_words(own)
    options = _options(own)
    options.check()
    log, digest = Log(path, options), digest_of(path)
    found = fit(log, _asked(own, log))
    pictures = pictures_of(found)
    identity = {"log": digest, **{key: own.text(key, "") for key in KEYS if own.has(key) and key != "output"}}
    drawn = {one.name for one in pictures}
    charts = {section: tuple(name for name in names if name in drawn) for section, names in CHARTS_OF.items()}
    evidence = evidence_of(found, path.name, identity, charts)
    return deliver(
        arguments,
        evidence,
        pictures,
        _next(found, weekly=bool(evidence.fitted)),
        output=own.own.get("output"),
        began=began,
    )


def _options(own: OwnWords) -> LogOptions:
    day_first = None
    if own.has("day_first"):
        day_first = own.choice("day_first", "", ("true", "false")) == "true"
    columns = mapping_of(own.text("columns", "")) if own.has("columns") else {}
    return LogOptions(
        columns, own.text("zone", ""), own.text("log_zone", ""), day_first, own.text("time_unit", "")
    )  # fmt: skip


def _asked(own: OwnWords, log: Log) -> Asked:
    prices = [_number(own, key) if own.has(key) else None for key in ("input_price", "output_price")]
    if (prices[0] is None) != (prices[1] is None):
        raise InputError("input_price and output_price: the share of the input in the price takes both")
    return Asked(
        _classes(own),
        own.choice("duplicates", "keep", ("keep", "drop")) == "drop",
        _eur_per_unit(own, log),
        prices[0],
        prices[1],
    )


def _classes(own: OwnWords) -> dict[str, str]:
    """`callers=jobs`, or `callers={web:customers,nightly:jobs}` by the names in the caller column."""
    text = own.text("callers", "customers")
    if not text.startswith("{"):
        return {"": own.choice("callers", "customers", CLASSES)}
    found: dict[str, str] = {}
    for pair in filter(None, (each.strip() for each in text.strip("{} ").split(","))):
        name, colon, one = (each.strip() for each in pair.rpartition(":"))
        if not colon or one not in CLASSES:
            raise InputError(
                f"callers: found '{pair}'{nearest(one, CLASSES)}; allowed is callers={{NAME:CLASS,…}} with the classes "
                f"{', '.join(CLASSES)}"
            )
        found[name] = one
    if not found:
        raise InputError(f"callers: names no class; allowed is one of {', '.join(CLASSES)}, or {{NAME:CLASS,…}}")
    return found


def _eur_per_unit(own: OwnWords, log: Log) -> float | None:
    """What one unit of the cost column is in EUR; None where nobody says its currency."""
    header = log.columns.headers[log.columns.places["cost"]].lower() if "cost" in log.columns.places else ""
    named = "eur" if "eur" in header else "usd" if "usd" in header else ""
    if own.has("cost_in"):
        said = own.choice("cost_in", "", ("eur", "usd"))
        if not header:
            raise InputError(f"cost_in: {log.file} has no column of cost; name it with columns={{cost:NAME}}")
        if named and named != said:
            raise InputError(f"cost_in={said}: the column '{header}' says {named}")
        named = said
    if named == "usd":
        return _number(own, "usd_in_eur") if own.has("usd_in_eur") else None
    if own.has("usd_in_eur"):
        raise InputError("usd_in_eur: no cost of this log is in USD; leave it out, or say cost_in=usd")
    return 1.0 if named == "eur" else None


def _number(own: OwnWords, key: str) -> float:
    return number(own, key, 1.0, _MOST, "a number above 0")


def _next(found: TrafficFit, *, weekly: bool) -> dict[str, str]:
    rate = sum(one.profile.per_second for one in found.classes)
    hours = f" day.hours={MOST_A_SECOND * 24.0 / rate:.2g} day.warm_up_hours=0.1" if rate > MOST_A_SECOND else ""
    leads = {"the request level under this traffic": f"sim serve fragment={{folder}}/{STACK}{hours}"}
    if weekly:
        leads["the default programme with these cards"] = f"sim run fragment={{folder}}/{FRAGMENT}"
    leads["how each number was found"] = "cat {folder}/evidence.md"
    if found.workloads > 1:
        leads["what each workload does"] = f"sim calibrate portfolio {shlex.quote(str(found.log.file))}"
    return leads
