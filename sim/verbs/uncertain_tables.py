"""What worlds say on the terminal: two uncertainties apart, who is better, which rule picks whom, what to find out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from sim.analysis.regions import Discovery
from sim.analysis.robust import Criterion
from sim.analysis.uncertainty import FEWEST_TO_SPLIT, Split
from sim.analysis.worlds import PAYOFF, REACHED
from sim.charts.words import count, eur, listed, of_hundred, percent
from sim.verbs.compare_table import points, signed_eur
from sim.verbs.figures import UNKNOWN
from sim.verbs.screen import heading, paragraph, say, table
from sim.verbs.uncertain_charts import difference_chart, information_chart
from sim.verbs.uncertain_findings import Findings

MOST_CARDS_SHOWN = 10
_RULES = {
    "expected value": "expected value",
    "one world in ten is worse (P10)": "one in ten is worse (P10)",
    "mean of the worst tenth (CVaR)": "worst tenth (CVaR)",
    "greatest regret": "greatest regret",
    "pays back (payoff of at least 0)": "pays back",
    "reaches the target": "reaches target",
    "is the best of all": "best of all",
}
"""The rules' names as narrow columns."""

Told = Callable[[float], str]


def show(found: Findings, target: int) -> None:
    """All tables, each with the sentence that says how to read it."""
    for title, measure, told in (
        ("Payoff: value less cost", PAYOFF, eur),
        (f"Reaches {target} live", REACHED, percent),
    ):
        say(heading(title))
        say(_expected(found, measure, told))
        say()
    say(paragraph(_how_to_read(found)))
    say()
    if found.differences:
        _show_differences(found)
        _show_choice(found)
    _show_information(found)
    _show_regions(found)


def _expected(found: Findings, measure: str, told: Told) -> str:
    heads = ("", "expected", "95% confidence", "in 8 of 10 worlds", "variance from cards", "95% confidence")
    return table(heads, [[label, *_split(found.splits[label, measure], told)] for label in found.ordered])


def _split(one: Split, told: Told) -> list[str]:
    spread = UNKNOWN if one.p10 is None or one.p90 is None else f"{told(one.p10)} to {told(one.p90)}"
    cards, sure = UNKNOWN, UNKNOWN
    if one.share is not None:
        value, low, high = (
            percent(min(1.0, max(0.0, each))) for each in (one.share.value, one.share.low, one.share.high)
        )
        cards, sure = value, f"{low} to {high}"
    return [told(one.mean), f"{told(one.low)} to {told(one.high)}", spread, cards, sure]


def _how_to_read(found: Findings) -> str:
    said = (
        "Two uncertainties. 95% confidence is how well the expected value is known; it narrows with more worlds. In 8 "
        "of 10 worlds is how far worlds lie apart because nobody knows the cards; luck is taken out, and more runs do "
        "not narrow it. Variance from cards: the rest of what single programmes differ by is luck."
    )
    if any(not one.told for one in found.splits.values()):
        said += (
            f" {UNKNOWN}: fewer than {FEWEST_TO_SPLIT} programmes reach the target, or miss it; too few to tell cards "
            "from luck."
        )
    return said


def _show_differences(found: Findings) -> None:
    say(heading(f"{found.best} against each other strategy, world by world under common luck"))
    rivals = difference_chart(found).rivals
    worlds = next(iter(found.splits.values())).worlds
    heads = ("", "pays more by", "95% confidence", "in 8 of 10 worlds", "better in", "95% confidence")
    rows = [
        [
            f"than {rival.label}",
            signed_eur(rival.mean),
            f"{signed_eur(rival.low)} to {signed_eur(rival.high)}",
            f"{signed_eur(rival.p10)} to {signed_eur(rival.p90)}",
            of_hundred(round(rival.better * worlds), worlds),
            f"{percent(rival.better_low)} to {percent(rival.better_high)}",
        ]
        for rival in rivals
    ]
    say(table(heads, rows))
    say()
    more = []
    for each, turned in found.against_best(REACHED):
        sign = -1.0 if turned else 1.0
        low, high = sorted((sign * each.split.low, sign * each.split.high))
        label = each.first if turned else each.second
        more.append([f"than {label}", _points(sign * each.split.mean), f"{_points(low)} to {_points(high)}"])
    say("Reaches the target more often")
    say(table(("", "by", "95% confidence"), more))
    say()


def _points(difference: float) -> str:
    """A difference of chances; one that rounds to nothing has no sign."""
    return points(round(difference, 2) + 0.0)


def _show_choice(found: Findings) -> None:
    assert found.choice is not None
    rules = found.choice.criteria
    say(heading("Which strategy each rule of choice picks"))
    order = [found.choice.strategies.index(label) for label in found.ordered]
    rows = [[found.choice.strategies[place], *(_scored(rule, place, found) for rule in rules)] for place in order]
    rows.append(["same pick in resamples", *(f"{percent(rule.steady)} " for rule in rules)])
    say(table(("", *(_RULES[rule.name] for rule in rules)), rows))
    say(paragraph(f"* the rule's pick. {found.choice.sentence} Expected values of worlds, luck taken out."))
    say()


def _scored(rule: Criterion, place: int, found: Findings) -> str:
    assert found.choice is not None
    told = eur if rule.unit == "EUR" else percent
    picked = rule.decides and found.choice.strategies[place] in rule.picks
    return f"{told(rule.values[place])}{'*' if picked else ' '}"


def _show_information(found: Findings) -> None:
    say(heading("What it would be worth to know a card for certain before choosing"))
    if found.information is None:
        say(paragraph(f"Not told: {found.untold['information']}."))
        say()
        return
    chart = information_chart(found)
    say(paragraph(f"{chart.title}."))
    if any(bar.clear for bar in chart.bars):
        shown = chart.shown[:MOST_CARDS_SHOWN]
        rows = [
            [
                bar.card,
                f"{eur(bar.net)}{'*' if bar.clear else ' '}",
                f"{eur(bar.low)} to {eur(bar.high)}",
                eur(bar.floor),
                bar.varied,
            ]
            for bar in shown
        ]
        say(table(("", "worth", "95% confidence", "noise floor", "varied"), rows, (0, 4)))
        say(paragraph("* stands out from noise. All cards are in information.csv."))
    say()


def _show_regions(found: Findings) -> None:
    say(heading("In which worlds it fails" + (", and where the choice flips" if found.differences else "")))
    if "regions" in found.untold:
        say(paragraph(f"Not told. {found.untold['regions']}."))
        say()
        return
    for line in (*_sentences(found.failing, "fails"), *_sentences(found.flips, f"pays more than {found.best}")):
        say(paragraph(line, "  "))
    say()


def _sentences(discoveries: Mapping[str, Discovery], happens: str) -> Iterable[str]:
    """The regions there are, then one line on all strategies of which there is nothing to tell."""
    for label, each in discoveries.items():
        if each.regions:
            yield f"{label}: {' '.join(each.sentences())}"
    without = [f"{label} ({percent(each.overall)})" for label, each in discoveries.items() if not each.regions]
    if without:
        yield f"No region in which it {happens} stands out from chance: {_named(without)} of all programmes."


def _named(parts: Sequence[str]) -> str:
    return listed(list(parts))


def title(found: Findings) -> str:
    """The heading of the page."""
    split = next(iter(found.splits.values()))
    strategies, cards = len(found.worlds.strategies), len(found.worlds.factors)
    who = found.worlds.strategies[0] if strategies == 1 else f"{strategies} strategies"
    over = (
        ("as the table has it", "as the table has them")
        if found.from_table
        else ("over its range", "over their ranges")
    )
    ranges = f"one card {over[0]}" if cards == 1 else f"{count(cards)} cards {over[1]}"
    return (
        f"{who} in {count(split.worlds)} worlds, {count(split.replications)} programmes each, {ranges} "
        f"(seed {found.worlds.seed})"
    )
