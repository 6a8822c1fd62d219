"""Words that cards share: how they name their sources, and units that recur."""

from __future__ import annotations

from typing import Literal

TRIAL = "assumption: magnitudes of a quick trial, model §4"
JUDGEMENT = "assumption: our judgement, no public source found"
CALIBRATED = "assumption, calibrated so that the facts of model §4 come out"
YEAR_EUR = "EUR/year"
ENGINEER_WEEKS = "engineer-weeks"
LOG_UNITS = "log units"
A_YEAR = "share/year"

Lever = Literal["exact_cache", "semantic_cache", "prefix_cache", "routing", "batch", "hygiene", "fine_tuning"]
