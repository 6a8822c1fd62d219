"""Studies, sensitivity analyses and searches again: by the command that their folder keeps."""

from __future__ import annotations

import contextlib
import importlib
import io
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.montecarlo.manifest import difference, read_manifest
from sim.verbs.arguments import Arguments, read_arguments
from sim.verbs.catalogue import VERBS
from sim.verbs.screen import note

_ITS_OWN = ("output", "executor", "workers")
_SILENT = ("--json", "--quiet", "-q")


def command_again(stored: Path, manifest: Mapping[str, Any], overrides: Sequence[str], target: Path) -> int:
    """Give the stored command again with another folder, and nothing on the screen; its exit status."""
    command = manifest.get("command")
    if command is None:
        raise InputError(f"{stored}: was not finished; the command that began it carries on, and then it can be rerun")
    again = _arguments(
        str(command), [*(word for word in overrides if not word.startswith("output=")), f"output={target}"]
    )
    with contextlib.redirect_stdout(io.StringIO()):
        status = int(importlib.import_module(VERBS[again.verb].module).run(again))
    if status == 0 and (differs := difference(manifest["identity"], read_manifest(target)["identity"])):
        note(f"sim: the stored command asks for something else today: {differs}")
    return status


def _arguments(command: str, more: Sequence[str]) -> Arguments:
    words = shlex.split(command)[1:]
    kept = [word for word in words if word not in _SILENT and word.partition("=")[0] not in _ITS_OWN]
    return read_arguments([*kept, *more, "--quiet"])
