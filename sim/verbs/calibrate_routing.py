"""`sim calibrate routing FILE`: what a small model can take at a stated quality, and whether that saves anything."""

from __future__ import annotations

from sim.calibration.routing import RoutingFit, fit_routing
from sim.calibration.routing_evidence import CHART, Judged, evidence_of
from sim.calibration.routing_reader import Wanted, read_routing
from sim.charts.routing_kept import AT_MOST, AT_RANDOM, BY_DOMAIN, KeptChart, Way, draw_kept
from sim.verbs.arguments import Arguments
from sim.verbs.calibrate_frame import deliver, digest_of, started, the_file
from sim.verbs.calibrate_words import number, show_words, words_of
from sim.verbs.sensitivity_form import Picture

KEYS = ("quality", "large", "small", "price", "output")
DEFAULT_QUALITY = 0.95
_MOST_PRICE = 1e6


def run(arguments: Arguments) -> int:
    """Read, fit, judge, deliver."""
    began = started()
    own = words_of(arguments, "routing", KEYS)
    if arguments.shows_config:
        return show_words(own)
    path = the_file(own.words, "routing", "answers.csv")
    quality = number(own, "quality", DEFAULT_QUALITY, 1.0, "a share above 0 and at most 1, such as 0.95")
    price = number(own, "price", 0.1, _MOST_PRICE, "the small model's price over the large one's, such as 0.1")
    said = price if own.has("price") else None
    digest = digest_of(path)
    table = read_routing(path, Wanted(own.text("large", ""), own.text("small", ""), said))
    judged = Judged(table, fit_routing(table.pair, quality), said)
    identity = {"answers": digest, "quality": quality, "large": table.pair.large_name, "small": table.pair.small_name}
    identity |= {} if said is None else {"price": said}
    pictures = [Picture(CHART, "quality kept by share of calls", _chart(judged), draw_kept)]
    evidence = evidence_of(judged, identity, [one.name for one in pictures])
    return deliver(arguments, evidence, pictures, _leads_to(judged), output=own.own.get("output"), began=began)


def _chart(judged: Judged) -> KeptChart:
    pair, fit = judged.table.pair, judged.fit
    sentence = judged.finding[:1].upper() + judged.finding[1:]
    return KeptChart(_ways(fit), fit.quality, pair.large_name, pair.small_name, pair.questions, sentence)


def _ways(fit: RoutingFit) -> tuple[Way, ...]:
    found = []
    for name, routed in ((AT_RANDOM, fit.at_random), (BY_DOMAIN, fit.by_domain)):
        if routed is not None:
            share = routed.share
            found.append(Way(name, fit.curves[name], share.value, (share.low, share.high)))
    if fit.oracle is not None and AT_MOST in fit.curves:
        found.append(Way(AT_MOST, fit.curves[AT_MOST], fit.oracle, None))
    return tuple(found)


def _leads_to(judged: Judged) -> dict[str, str]:
    leads = {"in plain words": "cat {folder}/evidence.md"}
    if judged.verdict in ("saving", "no saving"):
        leads = {"the strategies with this routing": "sim compare fragment={folder}/fragment.yaml", **leads}
    return leads
