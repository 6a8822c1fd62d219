"""`sim calibrate`: cards of your own programme in place of those of the field; the first word says from what."""

from __future__ import annotations

import importlib

from sim.errors import InputError, nearest
from sim.verbs.arguments import Arguments

KINDS = {
    "history": "sim.verbs.calibrate_history",
    "traffic": "sim.verbs.calibrate_traffic",
    "portfolio": "sim.verbs.calibrate_portfolio",
    "prices": "sim.verbs.calibrate_prices",
    "routing": "sim.verbs.calibrate_routing",
}


def run(arguments: Arguments) -> int:
    """Hand over to the kind of calibration that the first word names."""
    bare = [word for word in arguments.words if "=" not in word]
    kind = bare[0] if bare else ""
    if kind not in KINDS:
        found = f"found '{kind}'{nearest(kind, KINDS)}" if kind else "found nothing"
        raise InputError(
            f"sim calibrate takes first what it learns from ({', '.join(KINDS)}), then a file, such as sim calibrate "
            f"history examples/history.csv; {found}"
        )
    return int(importlib.import_module(KINDS[kind]).run(arguments))
