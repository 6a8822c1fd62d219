"""The pictures of simulated days: a day of each variant, the bill and the waiting of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim import __version__
from sim.charts.files import write_chart
from sim.charts.provenance import Provenance
from sim.charts.serving_bill import draw_bill
from sim.charts.serving_bill_data import bill_chart
from sim.charts.serving_day import draw_day
from sim.charts.serving_day_data import day_chart
from sim.charts.serving_latency import draw_latency
from sim.charts.serving_latency_data import latency_chart
from sim.composition.stack import Serving
from sim.errors import WorkFailed
from sim.folders import short_hash
from sim.served import Served
from sim.verbs.sensitivity_form import Picture

ASSUMPTIONS = ("the arrivals and token sizes of its callers", "the speed and number of its replicas")


def pictures_of(served: Served) -> Iterator[Picture]:
    """What there is to draw; a single variant's bill and waiting stand on its own charts too."""
    variants = [(served.labels[name], served.days[name]) for name in served.stacks]
    timeouts = [
        {one: callers.timeout_seconds for one, callers in served.stacks[name].callers().items()}
        for name in served.stacks
    ]
    for name in served.stacks:
        chart = day_chart(served.days[name][0], served.stacks[name], served.labels[name])
        yield Picture(f"day-{name}" if name else "day", "one day", chart, draw_day)
    yield Picture("bill", "the bill of a useful call by parts", bill_chart(variants), draw_bill)
    yield Picture("latency", "how long callers wait", latency_chart(variants, timeouts), draw_latency)


def draw(serving: Serving, served: Served, folder: Path) -> None:
    """All of them as SVG, PNG and CSV."""
    fingerprint = short_hash({name: stack.fingerprint() for name, stack in served.stacks.items()})
    provenance = Provenance(
        fingerprint,
        served.seed,
        __version__,
        served.replications,
        ASSUMPTIONS,
        start=f"{serving.label}, simulated days",
    )
    for picture in pictures_of(served):
        try:
            write_chart(picture.draw(picture.data, provenance), picture.data, folder, picture.name)
        except OSError as error:
            raise WorkFailed(f"{folder}: charts cannot be written ({error.strerror or error})") from error
