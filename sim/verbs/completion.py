"""Tab completion: the scripts for three shells, and the quick answers that they ask for (`sim __complete WORD...`)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from sim.errors import InputError, nearest
from sim.verbs.arguments import VALUED, Arguments
from sim.verbs.catalogue import DESIGNS, HYDRA, LAUNCHERS, METHODS, PARTS, PRECISION_OF, TRIAL_KEYS, VERBS
from sim.verbs.screen import say, say_json
from sim.verbs.shelf import groups, saved_studies

# bash splits words at "=" (COMP_WORDBREAKS), so the word is cut out of the line and its head taken off the answers.
BASH = r"""# tab completion of sim for bash
_sim_complete() {
    local line="${COMP_LINE:0:COMP_POINT}" IFS=$' \t\n' words cur head
    read -r -a words <<< "$line"
    [[ "$line" == *[[:space:]] ]] && words+=("")
    cur="${words[${#words[@]}-1]}"
    IFS=$'\n' COMPREPLY=($("${words[0]}" __complete "${words[@]:1}" 2>/dev/null))
    if [[ "$cur" == *=* && "$COMP_WORDBREAKS" == *=* ]]; then
        head="${cur%"${cur##*=}"}"
        COMPREPLY=("${COMPREPLY[@]#"$head"}")
    fi
    [[ "${#COMPREPLY[@]}" -eq 1 && "${COMPREPLY[0]}" == *[=.\[,] ]] && compopt -o nospace
}
complete -o default -F _sim_complete sim
"""
ZSH = r"""#compdef sim
# tab completion of sim for zsh
_sim() {
    local -a found open closed
    local one
    found=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    for one in $found; do
        if [[ "$one" == *[=.\[,] ]]; then open+=("$one"); else closed+=("$one"); fi
    done
    (( ${#open} )) && compadd -Q -S '' -- $open
    (( ${#closed} )) && compadd -Q -- $closed
    (( ${#open} + ${#closed} )) || _files
}
compdef _sim sim
"""
FISH = r"""# tab completion of sim for fish
function __sim_complete
    set -l words (commandline -opc)
    sim __complete $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c sim -f -a '(__sim_complete)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
OVER_WORLDS = ("uncertainty=", "worlds=", "factors=")
OF_CALIBRATE = (
    "history", "traffic", "portfolio", "prices", "routing", "draws=",
    "keep=", "factors=", "decimal=", "columns=", "per=", "duplicates=",
    "model=", "small=", "large=", "quality=", "price=", "usd_in_eur=", "input_tokens=", "output_tokens=",
    "unit=", "currency=", "as_of=", "accept=",
    "zone=", "log_zone=", "day_first=", "time_unit=", "callers=", "cost_in=", "input_price=", "output_price=",
)  # fmt: skip
RUN_KEYS = {
    "run": OVER_WORLDS,
    "compare": ("strategies=", "runs=", *OVER_WORLDS),
    "trace": ("replication=", "export_week="),
    "sweep": ("launcher=",),
    "study": ("factors=", "design=", "points=", "steps=", "table=", "measures="),
    "sensitivity": ("factors=", "measure=", "method=", "trajectories=", "rows=", "worlds="),
    "seek": ("goal=", "at_most=", "measure=", "low=", "high=", "tolerance=", "strategies="),
    "map": ("strategies=", "measure=", "goal=", "steps="),
    "optimise": ("over=", "measure=", "programmes=", "rounds="),
    "serve": ("stack=", "vary=", "fragment=", "replications=", "seed=", "output=", "executor=", "workers="),
    "calibrate": OF_CALIBRATE,
}
OWN_CHOICES = {
    **{(verb, "uncertainty"): ("on", "off") for verb in ("run", "compare")},
    ("study", "design"): DESIGNS,
    ("sensitivity", "method"): METHODS,
    ("sweep", "launcher"): LAUNCHERS,
    ("calibrate", "decimal"): ("comma", "point"),
    ("calibrate", "per"): ("second", "minute", "hour", "day", "week"),
    ("calibrate", "duplicates"): ("add", "drop", "keep"),
    ("calibrate", "day_first"): ("true", "false"),
    ("calibrate", "time_unit"): ("s", "ms", "us", "ns"),
    ("calibrate", "cost_in"): ("eur", "usd"),
    ("calibrate", "unit"): ("token", "thousand", "million"),
    ("calibrate", "currency"): ("USD", "EUR"),
    **{(verb, "precision_of"): PRECISION_OF for verb in ("run", "compare")},
    **{(verb, "measure"): PRECISION_OF for verb in ("sensitivity", "seek", "map", "optimise")},
}
LISTS = {"over": PARTS, "measures": PRECISION_OF}

CARDS_FIRST = {"seek": 1, "map": 2}


def run(arguments: Arguments) -> int:
    """Print the script of one shell."""
    shell = " ".join(arguments.words)
    if shell not in SCRIPTS:
        raise InputError(f"there is a completion for {', '.join(SCRIPTS)}, not for '{shell}'{nearest(shell, SCRIPTS)}")
    if arguments.as_json:
        say_json({"shell": shell, "script": SCRIPTS[shell]})
    else:
        say(SCRIPTS[shell].rstrip())
    return 0


def complete(words: list[str]) -> int:
    """Print what the last word could become, one a line."""
    for answer in answers(words):
        say(answer)
    return 0


def answers(words: list[str]) -> list[str]:
    """Everything that starts with the last word, given the words before it."""
    *before, last = words or [""]
    if before and before[-1] in VALUED:
        return _starting(last, ["job"] if VALUED[before[-1]] == "cfg" else [])
    verb = next((word for word in before if word in VERBS), None)
    if verb is None:
        return _starting(last, ["--help", "--version"] if last.startswith("-") else VERBS)
    if last.startswith("-"):
        return _starting(last, sorted(f"--{flag}" for flag in VERBS[verb].flags))
    return _starting(last, _after(verb, last, before))


def _after(verb: str, last: str, before: list[str]) -> Iterable[str]:
    if verb in ("completion", "params"):
        return SCRIPTS if verb == "completion" else _card_names()
    if verb == "serve":
        return _of_serve(last, before)
    if VERBS[verb].flags < HYDRA:
        return _of_trials(last) if verb == "trials" else ()
    key, equals, value = last.partition("=")
    if (verb, key) in OWN_CHOICES:
        return [f"{key}={one}" for one in OWN_CHOICES[verb, key]]
    if not equals:
        return _keys(verb, last, before)
    held = value[: value.rfind(",") + 1] if verb == "sweep" else ""
    return [f"{key}={held}{one}" for one in _values(key, value, before)]


def _of_trials(last: str) -> Iterable[str]:
    return [f"of={name}" for name in PRECISION_OF] if "=" in last else [f"{key}=" for key in TRIAL_KEYS]


def _of_serve(last: str, before: list[str]) -> Iterable[str]:
    from sim.composition.options import STACKS, options_in
    from sim.scenario.serving import stack_cards

    key, equals, _ = last.partition("=")
    if key == STACKS and equals:
        user = _user_folder(before)
        return [f"{STACKS}={one.name}" for one in options_in(STACKS, Path(user) if user else None)]
    head = "vary=" if last.startswith("vary=") else ""
    names = _to_the_dot(last.removeprefix(head), list(stack_cards()))
    cards = [f"{head}{name}" if name.endswith(".") else f"{head}{name}=" for name in names]
    return cards if head else [*RUN_KEYS["serve"], *cards]


def _keys(verb: str, last: str, before: list[str]) -> list[str]:
    """Keys as far as the next dot: a hundred at once help nobody."""
    group_names = [name for name in groups(_user_folder(before)) if verb != "compare" or name != "strategy"]
    ends = "" if _wants_card(verb, before) else "="
    parts = [name if name.endswith(".") else f"{name}{ends}" for name in _cards_to_the_dot(last)]
    saved = saved_studies(verb, _user_folder(before)) if verb in ("study", "sweep") else ()
    return [*saved, *RUN_KEYS.get(verb, ()), "fragment=", *(f"{name}=" for name in group_names), *parts]


def _cards_to_the_dot(begun: str) -> list[str]:
    return _to_the_dot(begun, _card_names())


def _to_the_dot(begun: str, known: Iterable[str]) -> list[str]:
    cards = [name for name in known if name.startswith(begun)]
    cut = [name.find(".", len(begun)) + 1 for name in cards]
    return list(dict.fromkeys(name[:at] if at else name for name, at in zip(cards, cut, strict=True)))


def _wants_card(verb: str, before: list[str]) -> bool:
    """The first words of some verbs are cards without a value."""
    named = [word for word in before if "=" not in word and not word.startswith("-") and word != verb]
    return len(named) < CARDS_FIRST.get(verb, 0)


def _values(key: str, value: str, before: list[str]) -> Iterable[str]:
    options = groups(_user_folder(before))
    lists = {**LISTS, "strategies": options.get("strategy", [])}
    opened, comma, item = value.rpartition(",")
    if key == "factors":
        lists[key] = ["assumptions", "policies", *_cards_to_the_dot(item.lstrip("["))]
    if key in lists:
        return [f"{opened}{comma or '['}{name}" for name in lists[key]]
    if key in options:
        return options[key]
    return _choices(key)


def _card_names() -> list[str]:
    from sim.scenario import all_cards

    return [card.name for card in all_cards()]


def _choices(key: str) -> list[str]:
    from sim.scenario import all_cards

    found = next((card for card in all_cards() if card.name == key), None)
    named = [] if found is None else found.choices
    return [str(choice).lower() if isinstance(choice, bool) else str(choice) for choice in named]


def _user_folder(before: list[str]) -> str | None:
    for flag, value in pairwise(before):
        if VALUED.get(flag) == "config-dir":
            return value
    return None


def _starting(last: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(last)]
