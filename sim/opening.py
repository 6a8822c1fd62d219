"""How a programme begins, in sentences: people, plan, money, read off its scenario."""

from __future__ import annotations

from sim.charts.words import eur, listed, ordinal
from sim.scenario import Scenario


def opening(scenario: Scenario) -> str:
    """Everything that a reader must know before the first event."""
    return " ".join((_people(scenario), _demand(scenario), _plan(scenario), _tracking(scenario), _finance(scenario)))


def _people(scenario: Scenario) -> str:
    topology = scenario.topology
    teams = []
    if topology.central.engineers:
        teams.append(f"a central team of {topology.central.engineers}")
    if topology.platform.engineers:
        teams.append(f"a platform team of {topology.platform.engineers}")
    if topology.embedded.units:
        teams.append(f"{topology.embedded.units} business units with {topology.embedded.engineers_per_unit} each")
    return f"There are {topology.engineers} engineers: {listed(teams)}."


def _demand(scenario: Scenario) -> str:
    asked = scenario.opportunities
    waiting = f"{asked.backlog} use cases are waiting" if asked.backlog != 1 else "One use case is waiting"
    return f"{waiting}, and {asked.ideas_per_month:g} new ones a month are asked for at first."


def _plan(scenario: Scenario) -> str:
    after = scenario.sequencing.platform_after
    if after is None:
        return "No shared platform is planned."
    if scenario.sequencing.mandate:
        return "The platform comes first, and no application is started before it ships."
    if after == 0:
        return "The platform is started at once, beside the first applications."
    return f"The platform is to be started once the {ordinal(after)} workload has been built."


def _tracking(scenario: Scenario) -> str:
    tracked = scenario.economics.track_from_workload
    if tracked is None:
        return "Nobody computes what a workload costs until finance asks."
    return f"What a workload costs is computed from the {ordinal(tracked)} one on."


def _finance(scenario: Scenario) -> str:
    cfo = scenario.cfo
    return f"Finance gives {eur(cfo.budget_eur)} a year, and asks once {eur(cfo.threshold_eur)} are spent."
