"""The policy that a search found as a strategy file, and the commands that run it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.analysis.policy_space import Space
from sim.composition.strategy_file import strategy_yaml
from sim.folders import save
from sim.scenario import Scenario
from sim.verbs.arguments import Arguments
from sim.verbs.decision_frame import Question
from sim.verbs.jobs import next_command

SUFFIX = "_best"
STRATEGY = "strategy"
LONGEST_NAME = 80
"""Of names and labels, as `Scenario` has it."""


def save_strategy(winner: Scenario, folder: Path, command: str) -> str:
    """`strategy/NAME_best.yaml`, which `--config-dir` with the folder lends to every verb; its name."""
    name = f"{winner.name[: LONGEST_NAME - len(SUFFIX)]}{SUFFIX}"
    label = f"{winner.label}, at its own best"
    named = winner.model_copy(update={"name": name, "label": label if len(label) <= LONGEST_NAME else name})
    save(folder / STRATEGY / f"{name}.yaml", strategy_yaml(named, f"The policy found by: {command}").encode())
    return name


def next_commands(
    arguments: Arguments, question: Question, space: Space, document: Mapping[str, Any]
) -> dict[str, str]:
    """The policy run again on its fresh luck, and beside the strategy that it began as."""
    name, fresh = document["strategy"], document["fresh"]
    if name is None:
        same = ("sensitivity", f"factors=[{space.cards[0]},cfo]")
        return {"which numbers the result rests on": next_command(arguments, *same, keep=(STRATEGY,))}
    where = ("--config-dir", str(question.folder))
    again = (f"{STRATEGY}={name}", f"seed={fresh['seed']}", f"replications={fresh['replications']}")
    commands = {"the policy found, on its fresh luck, with the same mean": shlex.join(["sim", "run", *again, *where])}
    if _ours(arguments, space):
        both = arguments._replace(flags={**arguments.flags, "config-dir": str(question.folder)})
        names = f"strategies=[{question.job.scenario.name},{name}]"
        commands["before and after, side by side"] = next_command(both, "compare", names)
    return commands


def _ours(arguments: Arguments, space: Space) -> bool:
    """Whether the strategy is one of ours, and the line sets nothing that the search decided: the line would win."""
    if {"config-dir", "config-name"} & arguments.flags.keys():
        return False
    decided = {part for card in space.cards for part in (card, card.partition(".")[0])}
    return not any(word.partition("=")[0] in decided for word in arguments.words)
