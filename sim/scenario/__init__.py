"""Parameter cards and the one frozen, validated scenario that they make."""

from sim.scenario.cards import Card
from sim.scenario.scenario import RunSettings, Scenario, all_cards, default_values

__all__ = ["Card", "RunSettings", "Scenario", "all_cards", "default_values"]
