"""The evidence page of a request log: the finding, each part with its numbers, the check on the last fifth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.calibration.evidence import Evidence, Section
from sim.calibration.sheet import shown
from sim.calibration.traffic import TrafficFit
from sim.calibration.traffic_arrivals import HOUR
from sim.calibration.traffic_burst import expected_dispersion
from sim.calibration.traffic_cards import finite, said_by
from sim.calibration.traffic_check import Check
from sim.calibration.traffic_numbers import numbers_of
from sim.calibration.traffic_sizes import Sizes
from sim.scenario.sizes import SHARES

_SHOWN_SHARES = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
_MOST_UNUSED = 30
_WORTH_TELLING = 1_200.0


def evidence_of(
    fit: TrafficFit, source: str, identity: Mapping[str, Any], charts: Mapping[str, tuple[str, ...]]
) -> Evidence:
    """`charts` names the pictures of each section."""
    said = said_by(fit)
    sections = [
        Section("The log", tuple(_of_the_log(fit))),
        _arrivals(fit, charts.get("arrivals", ())),
        *(_sizes(fit, charts.get("sizes", ()))),
        *(_repeats(fit, charts.get("repeats", ()))),
        *(_weeks(fit, charts.get("weeks", ()))),
        _check(fit),
    ]
    return Evidence(
        kind="traffic",
        source=source,
        finding=finding_of(fit),
        unit_read="requests",
        read=fit.log.read,
        used=len(fit.requests.rows),
        fitted=said.weekly,
        sections=tuple(sections),
        identity=identity,
        numbers=numbers_of(fit),
        rejected=fit.log.rejected,
        left_out=said.left_out,
        stack=said.stack,
        tables=_tables(fit),
    )


def finding_of(fit: TrafficFit) -> str:
    """The rate, the verdict on Poisson, and whether the held-back part holds."""
    verdict = fit.whole.dispersion.sentence.rstrip(".").replace("Whether", "whether")
    return f"{rate_words(fit.whole.profile.per_second)}; {verdict}; {check_words(fit.checks)}"


def rate_words(per_second: float) -> str:
    """'5.9 requests a second', '3.1 requests an hour'."""
    for unit, seconds in (("a second", 1.0), ("a minute", 60.0), ("an hour", 3_600.0), ("a day", 86_400.0)):
        number = float(f"{per_second * seconds:.2g}")
        if number >= 1.0 or unit == "a day":
            return f"{number:,g} request{'' if number == 1.0 else 's'} {unit}"
    return ""


def check_words(checks: tuple[Check, ...]) -> str:
    """What the held-back part says of the fit."""
    if not checks:
        return "the last fifth of the time has too few requests to check it"
    wrong = list(dict.fromkeys(_subject(check) for check in checks if not check.holds))
    if not wrong:
        return "the last fifth of the time bears it out"
    *head, tail = [f"the {one}" for one in wrong]
    return f"the last fifth of the time does not bear out {', '.join(head)}{' and ' if head else ''}{tail}"


def _subject(check: Check) -> str:
    first = check.what.split(":")[0]
    return {"requests": "rate", "share of requests in another hour of the day": "hours of the day"}.get(
        first, "bursts" if first.startswith("variance") else "repeats" if first.startswith("repeats") else first
    )


# --- sections ---------------------------------------------------------------------------------------------------------


def _of_the_log(fit: TrafficFit) -> Iterator[str]:
    log, requests, odd = fit.log, fit.requests, fit.requests.oddities
    yield f"Columns: {log.columns.told()}.{_unused(log.columns.unused)}"
    yield _clock(fit)
    yield (
        f"From {requests.told(requests.start_ns)} to {requests.told(requests.end_ns)}. What comes from "
        f"{requests.told(requests.split_ns)} on, {requests.held.stop - requests.held.start:,} requests, is held back: "
        "nothing is fitted to it."
    )
    if odd.out_of_order:
        yield (
            "The log runs backwards, from the newest request to the oldest; it was sorted."
            if odd.backwards
            else f"{odd.out_of_order:,} requests stand after a later one; the log was sorted by time."
        )
    if odd.duplicates:
        done = "dropped" if odd.dropped else "kept; duplicates=drop drops them"
        yield f"{odd.duplicates:,} requests repeat another one in all that was read, also the time: {done}."
    if odd.strays:
        yield f"{odd.strays:,} requests lie farther from all others in time than these from each other: left out."
    if requests.calendar.gap_hours:
        yield (
            f"{requests.calendar.gap_hours:,.0f} hours have no request though such hours usually have many: the log is "
            "taken to be missing there, and they are left out of every rate."
        )
    if odd.silence_seconds >= _WORTH_TELLING:
        yield f"The longest time without a request is {odd.silence_seconds / 3_600.0:.1f} hours."
    for what, cells in log.unread.items():
        yield f"{cells:,} cells of {what} cannot be read or are empty; they are taken as not said."


def _unused(columns: Sequence[str]) -> str:
    named = ", ".join(shown(one) for one in columns[:_MOST_UNUSED])
    more = " …" if len(columns) > _MOST_UNUSED else ""
    return f" Not used: {named}{more}." if columns else ""


def _clock(fit: TrafficFit) -> str:
    log, zone = fit.log, fit.log.options.zone
    text = log.form.told()
    if log.form.day_first is not None and not log.form.unit:
        text += f" The {'day' if log.form.day_first else 'month'} comes first."
    if zone and not (log.form.zoned or log.form.log_zone):
        return f"{text} zone={zone} has nothing to convert; log_zone=NAME says in which zone they were written."
    if zone:
        return f"{text} Hours of the day are those of {zone}."
    if log.form.zoned and not log.form.elapsed:
        return f"{text} Hours of the day are UTC's; zone=NAME makes them local."
    return text


def _arrivals(fit: TrafficFit, charts: tuple[str, ...]) -> Section:
    curve, burst, profile = fit.whole.dispersion, fit.whole.burst, fit.whole.profile
    days = f"{profile.days:,} day{'' if profile.days == 1 else 's'}"
    text = [
        f"{fit.whole.requests:,} requests in {profile.seconds / 3_600.0:,.1f} hours of {days}: "
        f"{rate_words(profile.per_second)}.",
        _profile_words(fit),
        curve.sentence,
    ]
    if curve.windows:
        of = "" if curve.blocks == curve.of_blocks else f" ({curve.blocks:,} of {curve.of_blocks:,}, evenly spread)"
        by_hour = curve.block_seconds == HOUR and curve.blocks > 1
        blocks = f"each of {curve.blocks:,} clock hours{of}" if by_hour else "the part"
        text.append(f"Counts are compared with the mean of {blocks}, so that slow changes of the rate are no bursts.")
    if burst is not None and burst.burst > 0.0:
        room = ""
        if burst.burst_low is not None and burst.seconds_low is not None:
            room = (
                f" (95% intervals from leaving out parts in turn: {burst.burst_low:.3g} to {burst.burst_high:.3g}, "
                f"{burst.seconds_low:,.0f} to {burst.seconds_high:,.0f} s)"
            )
        text.append(
            f"A rate whose factor has a variance of {burst.burst:.3g} and stays for {burst.burst_seconds:,.0f} s on "
            f"average fits best{room}."
        )
    rows = []
    for one in curve.windows:
        model = 1.0
        if burst is not None and burst.burst > 0.0:
            block = float(curve.block_seconds)
            model = expected_dispersion(one.seconds, curve.per_second, burst.burst, burst.burst_seconds, block)
        rows.append(
            (f"{one.seconds}", f"{one.windows:,}", f"{one.dispersion:.2f}", f"{model:.2f}", f"{one.p_value:.2g}")
        )
    columns = ("window, s", "windows", "variance over Poisson's", "by the model", "p of Poisson") if rows else ()
    return Section("Arrivals", tuple(text), columns, tuple(rows), charts)


def _profile_words(fit: TrafficFit) -> str:
    profile = fit.whole.profile
    if profile.hours is None:
        return "Hours of the day cannot be told: not all of them are in the fitted part."
    peak, low = max(range(24), key=profile.hours.__getitem__), min(range(24), key=profile.hours.__getitem__)
    words = (
        f"The busiest hour begins at {peak}:00, {profile.hours[peak]:.2f} times the mean, the quietest at {low}:00, "
        f"{profile.hours[low]:.2f} times."
    )
    if profile.weekdays is None:
        return f"{words} Weekdays cannot be told: not all of them are in the fitted part."
    seen = " Each weekday was seen about once." if profile.days < 14 else ""  # noqa: PLR2004
    return f"{words}{seen}"


def _sizes(fit: TrafficFit, charts: tuple[str, ...]) -> Iterator[Section]:
    rows = []
    for kind, one in fit.whole.sizes.items():
        for name, values in (("fitted", one.quantiles), ("held back", one.held_quantiles)):
            if values:
                mean = one.mean if name == "fitted" else one.held_mean
                rows.append(
                    (kind, name, f"{mean:,.0f}", *(f"{values[SHARES.index(share)]:,.0f}" for share in _SHOWN_SHARES))
                )
    if not rows:
        return
    text = [_family_words(kind, one) for kind, one in fit.whole.sizes.items()]
    if finite(fit.rank_correlation) is not None:
        text.append(
            f"Input and output have a rank correlation of {fit.rank_correlation:.2f}; the request level draws them "
            "independently of each other."
        )
    columns = ("tokens", "part", "mean", *(f"{share:.0%}" for share in _SHOWN_SHARES))
    yield Section("Token sizes", tuple(text), columns, tuple(rows), charts)


def _family_words(kind: str, one: Sizes) -> str:
    if one.best is None:
        return f"{kind.capitalize()}: {one.calls:,} calls, of hardly any different sizes."
    families = ", ".join(
        f"{each.name} {each.distance:.3f}" for each in sorted(one.families, key=lambda each: each.distance)
    )
    words = (
        f"{kind.capitalize()}: largest gap between shares (KS) of the usual families: {families}; quantiles have none."
    )
    if finite(one.distance) is None:
        return words
    return (
        f"{words} On the held-back part it is {one.distance:.3f} for the quantiles, {one.family_distance:.3f} for "
        f"{one.best.name}."
    )


def _repeats(fit: TrafficFit, charts: tuple[str, ...]) -> Iterator[Section]:
    found = fit.whole.repeats
    if found is None:
        return
    text = [
        f"{found.repeated_share:.1%} of {found.requests:,} requests with a prompt hash repeat an earlier prompt "
        f"exactly; {found.distinct:,} are different."
    ]
    rows: tuple[tuple[str, ...], ...] = ()
    if found.popularity is not None:
        text.append(
            f"The rule's curves are {100 * found.popularity.error:.1f} points off on average (root mean square). Hit "
            "shares beyond the largest window are the rule's, not the log's."
        )
        rows = tuple(
            (f"{one.size:,.0f}", f"{two.size:,.0f}", f"{one.measured:.1%}", f"{one.rule:.1%}", f"{two.rule:.1%}")
            for one, two in zip(found.by_requests, found.by_entries, strict=True)
        )
    columns = ("requests an answer stays", "LRU answers held", "measured hits", "rule, by requests", "rule, by answers")
    yield Section("Repetition", tuple(text), columns if rows else (), rows, charts if rows else ())


def _weeks(fit: TrafficFit, charts: tuple[str, ...]) -> Iterator[Section]:
    if not fit.weeks:
        return
    text = []
    for name, trend in (("Calls", fit.volume), ("Tokens a call", fit.tokens)):
        if trend is not None:
            text.append(
                f"{name}: {100 * trend.per_year:+.0f}% a year (95%: {100 * trend.low:+.0f}% to "
                f"{100 * trend.high:+.0f}%), from {trend.weeks} weeks; around it a spread of {trend.log_sd:.3g} log "
                f"units with a memory of {trend.memory:.2f}."
            )
    rows = tuple(
        (f"{week.number + 1}", "held back" if week.held else "fitted", f"{week.calls:,.0f}",
         f"{week.tokens:,.0f}" if finite(week.tokens) is not None else "")
        for week in fit.weeks
    )  # fmt: skip
    yield Section(
        "Weeks", tuple(text), ("whole week", "part", "calls", "tokens a call"), rows, charts if fit.volume else ()
    )


def _check(fit: TrafficFit) -> Section:
    words = check_words(fit.checks)
    rows = tuple(
        (check.what, _number(check.predicted), _number(check.seen), check.allowed, "yes" if check.holds else "no")
        for check in fit.checks
    )
    columns = ("what", "predicted", "seen", "allowed", "holds") if rows else ()
    return Section("The last fifth, held back", (f"{words[0].upper()}{words[1:]}.",), columns, rows)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"  # noqa: PLR2004


def _tables(fit: TrafficFit) -> dict[str, tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]]:
    sizes = fit.whole.sizes
    if not sizes:
        return {}
    rows = tuple((share, *(one.quantiles[place] for one in sizes.values())) for place, share in enumerate(SHARES))
    return {"token_quantiles.csv": (("share", *(f"{kind}_tokens" for kind in sizes)), rows)}
