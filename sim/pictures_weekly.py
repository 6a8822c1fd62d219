"""Charts of the course in time, from the weekly samples of runs, and of the levers that the policies pull."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.analysis.weekly import fan_of
from sim.charts.lever_waterfall import WaterfallChart, draw_waterfall, waterfall_chart
from sim.charts.on_call import OnCallChart, draw_on_call, on_call_chart
from sim.charts.picture import Picture
from sim.charts.provenance import Provenance
from sim.charts.queue import QueueChart, draw_queue, queue_chart
from sim.charts.run_rate import RunRateChart, draw_run_rate, run_rate_chart
from sim.montecarlo.weekly_rows import SAMPLE

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.results import Results

Named = Mapping[str, "Results"]


def weekly_pictures(named: Named, provenance: Provenance) -> list[Picture]:
    """Run-rate, on call, queue and levers; nothing where a run has no weekly sample and may not simulate one."""
    samples = samples_of(named)
    if samples is None:
        return []
    few = sample_provenance(provenance)
    found = [
        Picture("run_rate", run_rate_chart_of(samples), draw_run_rate, few),
        Picture("on_call", on_call_chart_of(named, samples), draw_on_call, few),
        Picture("queue", queue_chart_of(samples), draw_queue, few),
    ]
    if any(one.mechanism for one in named.values()):
        return found  # the cascade of the cards knows nothing of a mechanism of one's own
    return [*found, Picture("levers", waterfall_chart_of(named), draw_waterfall, few)]


def samples_of(named: Named) -> dict[str, pa.Table] | None:
    """The weekly sample of each run; None unless all have one."""
    found = {label: one.weekly_sample for label, one in named.items()}
    return None if any(sample is None for sample in found.values()) else found


def sample_provenance(provenance: Provenance) -> Provenance:
    """What the footer says of a picture of the sample alone."""
    return replace(provenance, replications=min(provenance.replications, SAMPLE))


def run_rate_chart_of(samples: Mapping[str, pa.Table]) -> RunRateChart:
    """The fan of run-rates against the budget."""
    return run_rate_chart({label: fan_of(sample) for label, sample in samples.items()})


def on_call_chart_of(named: Named, samples: Mapping[str, pa.Table]) -> OnCallChart:
    """Hours on call by team, against what each strategy's people can bear."""
    return on_call_chart(samples, {label: one.scenario.on_call.sustainable_hours for label, one in named.items()})


def queue_chart_of(samples: Mapping[str, pa.Table]) -> QueueChart:
    """What waits and what goes around."""
    return queue_chart(samples)


def waterfall_chart_of(named: Named) -> WaterfallChart:
    """What each lever takes off a call."""
    return waterfall_chart({label: one.lever_cascade for label, one in named.items()})
