"""`sim serve`: from an option of conf/stack, fragments and words to validated serving stacks, one for each variant."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from sim.composition import hydra_door, keys
from sim.composition.fragments import fragments_of
from sim.composition.job import as_yaml
from sim.composition.messages import refuse
from sim.composition.options import DEFAULT, STACKS, Option, conf_folder, options_in
from sim.composition.overrides import check_size, checked_text
from sim.composition.scan import Scanned, scan_file
from sim.errors import InputError, nearest
from sim.scenario.cards import Card, Group, card, cards_of
from sim.scenario.serving import Stack, stack_cards

VARIANTS, VARY, LABEL = "variants", "vary", "label"
MOST_VARIANTS = 12
_TEXTS = ("name", "label", "about")
_LONGEST_KEY = 200


class ServeSettings(Group):
    """How many days, with which luck, on what, and where the results go."""

    replications: int = card(
        5, unit="days", low=2, high=50, at_least=1, at_most=10_000, kind="run",
        meaning="How many days are simulated of each variant, each with luck of its own.", source="user's choice",
    )  # fmt: skip
    seed: int = card(
        21, unit="number", at_least=0, at_most=2**63 - 1, kind="run",
        meaning="Seed of all luck: the same stack and seed give the same days, bit by bit.", source="user's choice",
    )  # fmt: skip
    executor: str = card("processes", unit="name", kind="run", meaning="Where days run.", source="user's choice")
    workers: int | None = card(
        None, unit="processes", at_least=1, at_most=1_024, kind="run",
        meaning="Processes to use; null uses every core.", source="user's choice",
    )  # fmt: skip
    output: str | None = card(
        None, unit="folder", kind="run", meaning="Folder for the results; null makes one under outputs/.",
        source="user's choice",
    )  # fmt: skip


@dataclass(frozen=True)
class Serving:
    """What `sim serve` is asked: stacks by the name of their variant, the first of them the one compared with."""

    option: str
    label: str
    about: str
    stacks: Mapping[str, Stack]
    labels: Mapping[str, str]
    settings: ServeSettings

    def config(self, *, whole: bool = True) -> dict[str, Any]:
        """The composed configuration in plain values; not whole, without where and how fast it runs."""
        kept = None if whole else {"replications", "seed"}
        return {
            "stack": self.option,
            **self.settings.model_dump(mode="json", include=kept),
            "stacks": {name: stack.model_dump(mode="json") for name, stack in self.stacks.items()},
        }

    def yaml(self, *, whole: bool = True) -> str:
        """The same as text."""
        return as_yaml(self.config(whole=whole))


def stack_options(config_dir: Path | None = None) -> list[Option]:
    """What can be chosen with stack=NAME."""
    return options_in(STACKS, config_dir)


def compose_stack(words: Sequence[str], *, config_dir: Path | None = None) -> Serving:
    """The stacks that options and words describe; everything that is wrong is told at once."""
    check_size(words)
    fragments = fragments_of(words, _misplaced)
    option, sweep, given, run = _sorted(fragments.words)
    names = [one.name for one in stack_options(config_dir)]
    if option not in names:
        raise InputError(
            f"{STACKS}: no such option {keys.shown(option)}{nearest(option, names)}; choose one of {', '.join(names)}"
        )
    file = _file_of(option, config_dir)
    scanned, chosen = _option(file)
    texts = {name: str(chosen.pop(name, default)) for name, default in (("label", option), ("about", ""))}
    variants, labels = _variants(chosen.pop(VARIANTS, {}), scanned)
    chosen = keys.flatten(chosen)
    if sweep is not None:
        variants, labels = _swept(*sweep)
    _check_conflict(given, variants, option)
    places = {**fragments.places, **{name: f"{file}, line {scanned.lines[name]}" for name in chosen}}
    base = {**fragments.values, **chosen, **given}
    wrong: list[str] = []
    stacks = {}
    for name, changes in (variants or {"": {}}).items():
        found = _validated({**base, **changes}, {key: at for key, at in places.items() if key not in given}, wrong)
        if found is not None:
            stacks[name] = found
    settings = _settings(run, wrong)
    if wrong or settings is None:
        raise refuse(wrong)
    return Serving(option, texts["label"], texts["about"], stacks, labels or {"": texts["label"]}, settings)


def _sorted(words: Sequence[str]) -> tuple[str, tuple[str, list[Any]] | None, dict[str, Any], dict[str, Any]]:
    """The option, what is varied, cards, and settings of the run; of a key that stands twice the last word counts."""
    option, sweep = DEFAULT, None
    given: dict[str, Any] = {}
    run: dict[str, Any] = {}
    wrong: list[str] = []
    for word in words:
        try:
            key, _, text = word.partition("=")
            if key.strip() == VARY:
                sweep = _sweep(text)
                continue
            name, value = checked_text(word)
            if name == STACKS:
                option = str(value)
            elif name in ServeSettings.model_fields:
                run[name] = value
            else:
                given |= dict(_leaves(name, value))
        except InputError as error:
            wrong.append(str(error))
    if wrong:
        raise refuse(wrong)
    return option, sweep, given, run


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for inside, found in value.items():
            yield from _leaves(f"{name}.{inside}", found)
        return
    problem = _misplaced(name)
    if problem:
        raise InputError(problem)
    yield name, value


def _sweep(text: str) -> tuple[str, list[Any]]:
    """`vary=CARD=[a,b]`: the values of one card side by side."""
    name, values = checked_text(text) if "=" in text else (text, None)
    if not isinstance(values, list) or not values:
        raise InputError(f"{VARY}: is written as vary=CARD=[a,b], such as vary=large.batch_size=[1,4,16]")
    problem = _misplaced(name)
    if problem:
        raise InputError(problem)
    if len(values) > MOST_VARIANTS:
        raise InputError(f"{VARY}: {len(values)} values are too many (at most {MOST_VARIANTS})")
    return name, values


def _swept(name: str, values: Sequence[Any]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    short = name.rpartition(".")[2]
    named = {f"{short}-{_bare(value)}": value for value in values}
    if len(named) < len(values):
        raise InputError(f"{VARY}: a value of {name} stands there twice; name each once")
    shown = {key: f"{short.replace('_', ' ')} {_bare(value)}" for key, value in named.items()}
    return {key: {name: value} for key, value in named.items()}, shown


def _bare(value: Any) -> str:
    text = {None: "none", True: "on", False: "off"}.get(value) if value is None or isinstance(value, bool) else None
    return text if text is not None else f"{value:g}" if isinstance(value, int | float) else keys.cut(str(value))


def _check_conflict(given: Mapping[str, Any], variants: Mapping[str, Mapping[str, Any]], option: str) -> None:
    both = next((name for name in given if any(name in changes for changes in variants.values())), None)
    if both is not None:
        raise InputError(
            f"{both}: is what the variants of '{option}' differ in; leave it out, or name the values to set side by "
            f"side: {VARY}={both}=[a,b]"
        )


# --- files ------------------------------------------------------------------------------------------------------------


def _file_of(option: str, config_dir: Path | None) -> Path:
    """A user's file comes before ours of the same name."""
    theirs = None if config_dir is None else Path(config_dir) / STACKS / f"{option}.yaml"
    return theirs if theirs is not None and theirs.is_file() else conf_folder() / STACKS / f"{option}.yaml"


def _option(file: Path) -> tuple[Scanned, dict[str, Any]]:
    scanned = scan_file(file)
    if scanned.defaults:
        raise scanned.wrong(scanned.defaults[0].line, "a stack has no 'defaults' list; it states what differs")
    for name, line in scanned.lines.items():
        inside = _within_variant(name)
        known = inside in _TEXTS or inside in stack_cards()
        problem = None if known or name in scanned.groups else _misplaced(inside)
        if problem:
            raise scanned.wrong(line, problem)
    return scanned, hydra_door.read(file)


def _within_variant(name: str) -> str:
    """`variants.blind.retries.attempts` is a card of one variant."""
    return name.split(".", 2)[-1] if name.startswith(f"{VARIANTS}.") and name.count(".") > 1 else name


def _variants(found: Any, scanned: Scanned) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise scanned.wrong(1, f"{VARIANTS}: holds names, each with the cards that it changes")
    if len(found) > MOST_VARIANTS:
        raise scanned.wrong(1, f"{VARIANTS}: {len(found)} are too many (at most {MOST_VARIANTS})")
    labels = {name: str(one.get(LABEL, name.replace("_", " "))) for name, one in found.items()}
    inside = {
        name: keys.flatten({key: each for key, each in one.items() if key != LABEL}) for name, one in found.items()
    }
    return inside, labels


# --- keys and values --------------------------------------------------------------------------------------------------


def _misplaced(name: str) -> str | None:
    """Why a key is none of the request level; None where it is one."""
    if name in stack_cards():
        return None
    inside = [known for known in stack_cards() if known.startswith(f"{name}.")]
    if inside:
        return f"{name}: is a group of keys, not a value; set one of its keys, such as {inside[0]}"
    if name in keys.leaves():
        return (
            f"{keys.cut(name)}: is a card of the weekly model; sim serve takes cards of the request level "
            "(sim params stack)"
        )
    names = [*stack_cards(), STACKS, VARY, *ServeSettings.model_fields]
    ends = [known for known in names if known.endswith(f".{name}")]
    near = f"; did you mean '{ends[0]}'?" if ends else nearest(name[:_LONGEST_KEY], names)
    return f"{keys.cut(name)}: no such key{near}"


def _validated(values: Mapping[str, Any], places: Mapping[str, str], wrong: list[str]) -> Stack | None:
    nested: dict[str, Any] = {}
    for name, value in values.items():
        *groups, key = name.split(".")
        inner = nested
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[key] = tuple(value) if isinstance(value, list) else value
    try:
        return Stack.model_validate(nested)
    except ValidationError as error:
        wrong += [_told(one, Stack, places) for one in error.errors(include_url=False)]
        return None


def _settings(run: Mapping[str, Any], wrong: list[str]) -> ServeSettings | None:
    if run.get("executor", "inline") not in ("inline", "processes"):
        wrong.append(f"executor: found {keys.shown(run['executor'])}; allowed is one of inline, processes")
        return None
    try:
        return ServeSettings.model_validate(dict(run))
    except ValidationError as error:
        wrong += [_told(one, ServeSettings, {}) for one in error.errors(include_url=False)]
        return None


def _told(error: Mapping[str, Any], model: type[Group], places: Mapping[str, str]) -> str:
    """One wrong value: the key, what was found, what is allowed, and where it was set."""
    name = ".".join(part for part in error["loc"] if isinstance(part, str))
    known = {one.name: one for one in cards_of(model)}
    place = f" ({places[name]})" if name in places else ""
    if error["type"] == "value_error":
        text = str(error["ctx"]["error"])
        return f"{name}: {text}{place}" if name else text
    if name not in known:
        return _misplaced(name) or f"{name}: {error['msg']}"
    may = allowed(known[name], _annotation(model, name))
    return f"{name}: found {keys.shown(error['input'])}; allowed is {may}{place}"


def _annotation(model: type[Group], name: str) -> Any:
    annotation: Any = model
    for part in name.split("."):
        annotation = annotation.model_fields[part].annotation
    return annotation


def allowed(found: Card, annotation: Any) -> str:
    """What a card of the request level may hold."""
    parts = get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    kind = next(part for part in parts if part is not types.NoneType)
    text = f"a list [a,b] of numbers ({found.unit})" if get_origin(kind) is tuple else keys.range_of(kind, found)
    if kind in (int, float) and found.unit != keys.NUMBER:
        text += f" ({found.unit})"
    return text + (", or null" if types.NoneType in parts else "")
