"""Luck: random numbers as pure functions of (seed, replication, purpose, entity, index).

Nothing is consumed and nothing advances, so the order of draws, the number of workers and the mechanisms that a
scenario adds or leaves out change nobody else's luck (model §1.4).
"""

from sim.luck.luck import Luck
from sim.luck.purposes import purpose

__all__ = ["Luck", "purpose"]
