"""Commands that lead on from simulated days."""

from __future__ import annotations

import shlex
from pathlib import Path

from sim.composition.options import DEFAULT, STACKS
from sim.composition.stack import VARY, Serving
from sim.verbs.arguments import Arguments


def next_commands(arguments: Arguments, serving: Serving, folder: Path, fitted: bool) -> dict[str, str]:
    """What a reader would ask next."""
    kept = [word for word in arguments.words if word.partition("=")[0] not in ("output", "workers", "executor")]
    days = 4 * serving.settings.replications
    more = [word for word in kept if word.partition("=")[0] != "replications"]
    found = {"narrower intervals: four times as many days": shlex.join(["sim", "serve", *more, f"replications={days}"])}
    if len(serving.stacks) == 1:
        found["one card at several values, under the same requests"] = shlex.join(
            ["sim", "serve", *kept, f"{VARY}=customers.per_second=[0.5,1,2]"]
        )
    if serving.option == DEFAULT:
        found["a story with its variants side by side"] = f"sim serve {STACKS}=retries"
    if fitted:
        found["the weekly model with what these days earn"] = f"sim compare fragment={folder / 'fragment.yaml'}"
    else:
        found["the weekly model's cards from these days"] = shlex.join(["sim", "serve", *kept, "--fit"])
    found["what a card means"] = "sim params stack"
    return found
