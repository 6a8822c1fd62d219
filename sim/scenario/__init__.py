"""Parameter cards and the one frozen, validated scenario that they make."""

from sim.scenario.cards import Card
from sim.scenario.scenario import FIRST_LOOK, OF_PRECISION, RunSettings, Scenario, all_cards, default_values

__all__ = ["FIRST_LOOK", "OF_PRECISION", "Card", "RunSettings", "Scenario", "all_cards", "default_values"]
