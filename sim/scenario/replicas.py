"""Models and the replicas that serve them: prices, speeds, batches, and how many are up (D-SERV-4, D-SERV-5)."""

from __future__ import annotations

from typing import Literal

from sim.scenario.callers import as_in
from sim.scenario.cards import SHARE, Group, card
from sim.scenario.vocabulary import JUDGEMENT

EUR_PER_MILLION = "EUR/million tokens"
PRICES = "data/prices (price table of 2026-11, at 0.9 EUR per USD)"


class Model(Group):
    """One model and the replicas that serve it; of a provider, a replica is one call at a time."""

    input_eur: float = card(
        1.8, unit=EUR_PER_MILLION, low=0.6, high=7.2, at_least=0.0, at_most=10_000.0,
        meaning="Price of input.", source=PRICES,
    )
    output_eur: float = card(
        9.0, unit=EUR_PER_MILLION, low=1.8, high=36.0, at_least=0.0, at_most=10_000.0,
        meaning="Price of output.", source=PRICES,
    )
    cached_input_price: float = card(
        0.10, unit=SHARE, low=0.02, high=0.5,
        meaning="Price of cached input as a share of the usual one.", source="parameters.csv cached_input_price_factor",
    )
    batch_price: float = card(
        0.50, unit=SHARE, low=0.5, high=0.8,
        meaning="Price in the batch lane as a share of the usual one.", source="parameters.csv batch_price_factor",
    )
    replicas: int = card(
        16, unit="replicas", low=1, high=200, at_least=1, at_most=10_000, kind="policy",
        meaning="Replicas that are always up; with scaling they are the fewest. For a provider: calls at once.",
        source=JUDGEMENT,
    )
    replica_eur_per_hour: float = card(
        0.0, unit="EUR/hour", low=0.0, high=10.0, at_least=0.0, at_most=10_000.0,
        meaning="Cost of a replica that is up, loading or kept warm; 0 for a provider, who bills tokens.",
        source="assumption: a provider; one's own accelerators cost some EUR an hour",
    )
    start_seconds: float = card(
        0.3, unit="seconds", low=0.05, high=2.0, at_least=0.0, at_most=600.0,
        meaning="Fixed time of each batch.", source=JUDGEMENT,
    )
    input_tokens_per_second: float = card(
        5_000.0, unit="tokens/second", low=1_000.0, high=50_000.0, at_least=1.0, at_most=1e9,
        meaning="Speed at which a replica reads.", source=JUDGEMENT,
    )
    output_tokens_per_second: float = card(
        60.0, unit="tokens/second", low=20.0, high=200.0, at_least=0.1, at_most=1e9,
        meaning="Speed at which a replica writes, for each call in a batch of one.", source=JUDGEMENT,
    )
    crowding: float = card(
        0.05, unit="share per further call", low=0.0, high=0.3, at_least=0.0, at_most=10.0,
        meaning="By how much each further call in a batch slows its writing.", source="D-SERV-4; size assumed",
    )
    batch_size: int = card(
        1, unit="calls", low=1, high=64, at_least=1, at_most=1_024, kind="policy",
        meaning="Most calls that a replica serves together; 1: none together.", source="D-SERV-4",
    )
    batch_wait_seconds: float = card(
        0.1, unit="seconds", low=0.0, high=5.0, at_least=0.0, at_most=600.0, kind="policy",
        meaning="Longest time that a free replica lets a call wait for a full batch.", source="D-SERV-4",
    )
    endpoints: int = card(
        2, unit="endpoints", low=1, high=8, at_least=1, at_most=100, kind="policy",
        meaning="Endpoints over which the replicas are spread; an incident hits one.", source="D-SERV-3",
    )


class LargeModel(Model):
    """The model that answers everything."""


class SmallModel(Model):
    """The cheap model for simple calls, and to fall back to."""

    input_eur: float = as_in(Model, "input_eur", 0.09, PRICES, low=0.02, high=0.7)
    output_eur: float = as_in(Model, "output_eur", 0.45, PRICES, low=0.1, high=3.5)
    start_seconds: float = as_in(Model, "start_seconds", 0.15, JUDGEMENT)
    input_tokens_per_second: float = as_in(Model, "input_tokens_per_second", 20_000.0, JUDGEMENT)
    output_tokens_per_second: float = as_in(Model, "output_tokens_per_second", 120.0, JUDGEMENT)


class Scaling(Group):
    """How many replicas of the large model are up (D-SERV-5)."""

    policy: Literal["none", "utilisation", "queue"] = card(
        "none", unit="name", kind="policy",
        meaning="What replicas are added by: nothing, the busy share of those that are up, or all work that is there.",
        source="D-SERV-5",
    )
    target: float = card(
        0.70, unit=SHARE, low=0.5, high=0.9, at_least=0.05, kind="policy",
        meaning="Busy share that scaling aims at.", source="D-SERV-5; size assumed",
    )
    check_seconds: float = card(
        60.0, unit="seconds", low=10.0, high=300.0, at_least=1.0, at_most=86_400.0, kind="policy",
        meaning="How often it looks.", source=JUDGEMENT,
    )
    load_seconds: float = card(
        300.0, unit="seconds", low=30.0, high=900.0, at_least=0.0, at_most=86_400.0,
        meaning="Time until a new replica has loaded the model.", source="D-SERV-5; size assumed",
    )
    warm: int = card(
        0, unit="replicas", low=0, high=10, at_least=0, at_most=10_000, kind="policy",
        meaning="Loaded replicas kept ready beside those that are up: they start at once, and are paid.",
        source="D-SERV-5",
    )
    most: int = card(
        64, unit="replicas", low=2, high=400, at_least=1, at_most=10_000, kind="policy",
        meaning="Most replicas, those that are loading included and the warm ones not.", source=JUDGEMENT,
    )
    idle_seconds: float = card(
        600.0, unit="seconds", low=60.0, high=3_600.0, at_least=0.0, at_most=86_400.0, kind="policy",
        meaning="How long fewer replicas have been wanted before those that are over are given back.", source=JUDGEMENT,
    )
