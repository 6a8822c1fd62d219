"""Sentences on what nobody knows: in how many worlds the recommendation holds, what turns it, what settles it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from sim.analysis.factors import Factor
from sim.analysis.regions import Condition, Discovery, Region
from sim.analysis.turning import Turn
from sim.analysis.worlds import PAYOFF
from sim.charts.words import count, eur, eurs, listed, of_hundred, percent
from sim.scenario.variation import value_of
from sim.verbs.compare_table import signed_eur
from sim.verbs.recommend import HALF, Advice
from sim.verbs.sensitivity_form import in_unit
from sim.verbs.uncertain_findings import Findings

NEARLY_ALL = 0.9
MOST_NAMED = 3


def how_sure(advice: Advice) -> tuple[str, ...]:
    """In how many worlds it is best, what it costs where it is not, what other rules of choice say."""
    findings, found = advice.beyond.findings, advice.in_worlds
    if findings is None or found is None:
        return (f"Beyond luck: not told: {advice.beyond.untold}.",)
    worlds = findings.splits[advice.option, PAYOFF].worlds
    best, regret = found.best, found.regret
    return (
        f"Beyond luck: {_drawn(advice, findings)} With luck taken out it pays most of all in "
        f"{of_hundred(round(best.value * worlds), worlds)} worlds (95%: {percent(best.low)} to {percent(best.high)}), "
        f"and the best of each world pays {eur(regret.value)} more on average (its expected regret; 95%: "
        f"{eur(regret.low)} to {eur(regret.high)}).",
        _payoff_there(advice, findings),
        *_others_there(advice, findings),
        f"Rules of choice over these worlds: {findings.choice.sentence}" if findings.choice else "",
    )


def _drawn(advice: Advice, findings: Findings) -> str:
    one = findings.splits[advice.option, PAYOFF]
    cards = len(findings.worlds.factors)
    size = f"{count(one.worlds)} worlds, {count(one.replications)} programmes of each option in each"
    if advice.ask.table_called:
        return f"{size}, as {advice.ask.table_called} has them ({_cards(cards)})."
    if cards == 1:
        return f"{size}, drawn from the range of one card."
    known = " What was given stays as it is." if advice.ask.given else ""
    return f"{size}, drawn from the ranges of {_all(advice)}{count(cards)} cards at once.{known}"


def _cards(number: int) -> str:
    return "one card varies" if number == 1 else f"{count(number)} cards vary"


def _all(advice: Advice) -> str:
    return "all " if advice.ask.factors == ("assumptions",) else ""


def _payoff_there(advice: Advice, findings: Findings) -> str:
    there = findings.splits[advice.option, PAYOFF]
    here = advice.comparison.results[advice.found.option].numbers["payoff_eur"]["mean"]
    said = f"There it pays {eurs(there.mean, here)[0]} on average (95%: {eur(there.low)} to {eur(there.high)})"
    now, then = eurs(here, there.mean)
    if there.low <= here <= there.high or now == then:
        return f"{said}, about as much as with every card at its value."
    compared = "less" if there.mean < here else "more"
    kind = "harsher" if there.mean < here else "milder"
    return f"{said}, {compared} than the {now} with every card at its value: on the whole these worlds are {kind}."


def _others_there(advice: Advice, findings: Findings) -> Iterator[str]:
    """Against carrying on and the runner-up, and against whatever is best there where that is another one."""
    for label in advice.challengers:
        one, better = findings.payoff_against(advice.option, label)
        worlds = findings.splits[label, PAYOFF].worlds
        yield (
            f"Against {label} there: {signed_eur(one.mean)} (95%: {signed_eur(one.low)} to {signed_eur(one.high)}), "
            f"better in {of_hundred(round(better * worlds), worlds)} worlds{'' if one.clear else '; not clear'}."
        )
    if advice.contradicted:
        yield (
            f"Over these worlds {findings.best} pays most on average, clearly more than {advice.option}: the "
            "recommendation rests on the values assumed, and is no better than they are."
        )
    elif findings.best != advice.option:
        yield f"Over these worlds {findings.best} pays most on average, though not clearly more than {advice.option}."


# --- what would change it ---------------------------------------------------------------------------------------------


def what_changes_it(advice: Advice) -> tuple[str, ...]:
    """Cards beyond whose value the answer turns, and parts of the ranges in which a challenger mostly pays more."""
    findings = advice.beyond.findings
    if findings is None:
        return (f"Not told: {advice.beyond.untold}.",)
    cards = tuple(sentence for card, found in advice.turning.items() for sentence in _turned(advice, card, found))
    regions = tuple(_regions(advice)) if not isinstance(advice.regions, str) else ()
    if cards and isinstance(advice.regions, str):
        regions = (f"Parts of the ranges: not told: {advice.regions.partition('; ')[2] or advice.regions}.",)
    found = cards + regions
    return found or (_nothing(advice, findings),)


def _turned(advice: Advice, card: str, found: Sequence[Turn]) -> Iterator[str]:
    findings = advice.beyond.findings
    assert findings is not None
    factor = next(each for each in findings.worlds.factors if each.name == card)
    worth = next(each for each in findings.information or () if each.card == card)
    for one in found:
        lies = " (and there it lies)" if one.holds(_assumed(advice, card)) else ""
        yield (
            f"{card} {beyond_value(factor, one)}{_about(factor, one)} ({_told(advice, factor)}): then "
            f"{one.challenger} pays more{lies}. {factor.card.meaning} To know it before choosing is worth "
            f"{eur(worth.net_eur)} (95%: {eur(worth.low_eur)} to {eur(worth.high_eur)})."
        )


def beyond_value(factor: Factor, one: Turn) -> str:
    """`above 0.61`, `5 or more`, `between 3 and 8 weeks`, `is 'capped' or 'strict'`."""
    if one.levels:
        return f"at {listed([in_unit(factor.name, level) for level in one.levels], 'or')}"
    if one.above is not None and one.below is not None:
        return f"between {_number(factor, one.above)} and {_in_unit(factor, one.below)}"
    if one.above is not None:
        return f"at {math.ceil(one.above)} or more" if factor.whole else f"above {_in_unit(factor, one.above)}"
    if one.below is not None:
        return f"at {math.floor(one.below)} or less" if factor.whole else f"below {_in_unit(factor, one.below)}"
    return "anywhere in its range"


def _about(factor: Factor, one: Turn) -> str:
    if one.low is None or one.high is None:
        return ""
    return f" (95%: {_number(factor, one.low)} to {_number(factor, one.high)})"


def _regions(advice: Advice) -> Iterator[str]:
    assert not isinstance(advice.regions, str)
    for challenger, discovery in advice.regions.items():
        if challenger not in advice.holding:
            yield from _happens(advice, challenger, discovery)
    for challenger, discovery in advice.holding.items():
        overall = advice.regions[challenger].overall
        holds = tuple(_happens(advice, advice.option, discovery))
        none = f"no part of the ranges in which {advice.option} pays more instead stands out from chance"
        already = f"Over all worlds {challenger} pays more than {advice.option} in {percent(overall)} of programmes"
        yield f"{already}; the answer turns back in these parts:" if holds else f"{already}; {none}."
        yield from holds


def _happens(advice: Advice, who: str, discovery: Discovery) -> Iterator[str]:
    for region in turning_regions(discovery):
        where = " and ".join(_condition(advice, each) for each in region.conditions)
        yield (
            f"Where {where}: then {who} pays more in {percent(region.density)} of programmes (95%: "
            f"{percent(region.low)} to {percent(region.high)}; {percent(discovery.overall)} over all worlds). "
            f"{percent(region.mass)} of the worlds are like that."
        )


def turning_regions(discovery: Discovery) -> tuple[Region, ...]:
    """Only where somebody surely pays more in most programmes is the answer another one."""
    return tuple(each for each in discovery.regions if each.low > HALF)


def _condition(advice: Advice, one: Condition) -> str:
    return f"{plain_condition(one)} ({_told(advice, one.factor)})"


def plain_condition(one: Condition) -> str:
    """A region's condition with its unit, in words."""
    factor, side = one.factor, one.side
    if not factor.ordered:
        return one.text
    if {"low", "high"} <= set(side.asks):
        return f"{factor.name} is from {_number(factor, side.low)} to {_in_unit(factor, side.high)}"
    if "low" in side.asks:
        return f"{factor.name} is at least {_in_unit(factor, side.low)}"
    return f"{factor.name} is below {_in_unit(factor, side.high)}"


def _nothing(advice: Advice, findings: Findings) -> str:
    worlds = findings.splits[advice.option, PAYOFF].worlds
    few = [told for told in (advice.regions, findings.untold.get("information")) if isinstance(told, str)]
    if few:
        return f"{count(worlds)} worlds are too few to tell: {few[0].partition('; ')[2] or few[0]}."
    assert advice.in_worlds is not None
    if advice.in_worlds.best.low >= NEARLY_ALL:
        return f"Nothing in the ranges changes it: {advice.option} pays most in nearly all of {count(worlds)} worlds."
    most = max((each.high_eur for each in findings.information or ()), default=0.0)
    return (
        f"No single card turns it that {count(worlds)} worlds could tell from chance, and no part of the ranges in "
        f"which {listed(list(advice.challengers), 'or')} pays more in most programmes. To know any one card before "
        f"choosing is worth at most {eur(most)} (the far end of the widest 95% interval). Where another option is "
        "better many cards together make it so, or these worlds are too few to tell."
    )


# --- what would settle it ---------------------------------------------------------------------------------------------


def what_settles_it(advice: Advice) -> tuple[str, ...]:
    """Data that the client could bring: the cards that turn it, what the file leaves open, the programme's history."""
    found: list[str] = []
    cards = turning_names(advice)
    if cards:
        named = listed([f"{card} (sim params {card})" for card in cards[:MOST_NAMED]])
        found.append(f"Find out first: {named}. Give what you find as key=value; what is given is no longer drawn.")
    if advice.ask.left_open:
        found.append(
            f"The client's file leaves open: {'; '.join(advice.ask.left_open)}. Fill in what you know: what is missing "
            "is drawn anew in each future or stands as the card has it."
        )
    if not advice.ask.table_called:
        found.append(
            "Your programme's own history (go-live dates, spend by quarter, decisions) narrows many cards at once: sim "
            "calibrate history FILE writes worlds that fit it, and worlds=FILE.csv gives them to this comparison."
        )
    return tuple(found) or ("Nothing that was left open.",)


def turning_names(advice: Advice) -> list[str]:
    """Cards on which the choice turns, alone or in a region, the dearest first."""
    told: Mapping[str, Discovery] = {} if isinstance(advice.regions, str) else advice.regions
    regions = {**told, **advice.holding}
    in_regions = [
        one.factor.name for each in regions.values() for region in turning_regions(each) for one in region.conditions
    ]
    return list(dict.fromkeys([*advice.turning, *in_regions]))


def _assumed(advice: Advice, card: str) -> object:
    return value_of(advice.comparison.results[advice.found.option].scenario, card)


def _told(advice: Advice, factor: Factor) -> str:
    """What holds now, and whether anybody has said so."""
    known = "given" if factor.name in advice.ask.given else "assumed"
    return f"{known}: {in_unit(factor.name, _assumed(advice, factor.name))}"


def _number(factor: Factor, value: float) -> str:
    return _in_unit(factor, value).partition(" ")[0]


def _in_unit(factor: Factor, value: float) -> str:
    if factor.card.unit.startswith("EUR") and abs(value) >= 1.0:
        return eur(value, 1)
    return in_unit(factor.name, _rounded(value))


def _rounded(value: float) -> float:
    """Three digits: more would promise what a fit does not hold."""
    return float(f"{value:.3g}")
