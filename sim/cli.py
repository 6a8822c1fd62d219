"""The command `sim`: finds the verb, runs it, and turns whatever happens into one message and an exit status.

0 done, 1 the work failed, 2 the input is wrong, 130 interrupted. Nothing heavy is imported here: a verb's module is
loaded when the verb is called.
"""

from __future__ import annotations

import importlib
import os
import sys

from sim.errors import InputError, WorkFailed

DONE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130


def main(given: list[str] | None = None) -> int:
    """Run one command line and return its exit status."""
    words = sys.argv[1:] if given is None else given
    try:
        status = _dispatch(words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()
        return DONE  # the reader had enough; whatever had to be saved was saved before it was printed
    except InputError as wrong:
        return _complain(words, str(wrong), WRONG)
    except WorkFailed as failed:
        return _complain(words, str(failed), FAILED)
    except KeyboardInterrupt:
        return _complain(words, "interrupted", INTERRUPTED)
    except Exception as unexpected:
        if os.environ.get("SIM_DEBUG"):
            raise
        said = " ".join(f"{type(unexpected).__name__}: {unexpected}".split())
        return _complain(words, f"unexpected failure: {said[:600]} (SIM_DEBUG=1 shows the traceback)", FAILED)
    return status


def _dispatch(words: list[str]) -> int:
    if words[:1] == ["__complete"]:
        return int(importlib.import_module("sim.verbs.completion").complete(words[1:]))
    from sim.verbs.arguments import read_arguments
    from sim.verbs.catalogue import VERBS

    arguments = read_arguments(words)
    if "version" in arguments.flags:
        from sim import __version__

        print(f"sim {__version__}")
        return DONE
    if arguments.verb in VERBS and "help" not in arguments.flags:
        return int(importlib.import_module(VERBS[arguments.verb].module).run(arguments))
    asked = arguments.verb if arguments.verb in VERBS else next(iter(arguments.words), "")
    page = "sim.verbs.verb_help" if asked in VERBS else "sim.verbs.first_help"
    return int(importlib.import_module(page).run(asked, arguments.config_dir))


def _complain(words: list[str], message: str, status: int) -> int:
    try:
        if "--json" in words:
            _complain_as_json(message, status)
        print(f"sim: {message}", file=sys.stderr, flush=True)
    except OSError:
        _silence_stdout()
    return status


def _complain_as_json(message: str, status: int) -> None:
    import json

    print(json.dumps({"error": message, "exit": status}), flush=True)


def _silence_stdout() -> None:
    """Nobody reads any more: point stdout at nothing so that the interpreter's last flush cannot complain."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except OSError:
        return
