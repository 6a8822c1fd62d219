"""What `sim serve --fit` leaves: the fragment of the weekly model and the page that says how far its rule is off."""

from __future__ import annotations

from sim.analysis.serving_fit import Check, Fit
from sim.calibration.evidence import Evidence, Fitted, Section
from sim.charts.words import percent
from sim.composition.stack import Serving
from sim.scenario.values import card_named, check_value
from sim.served import Served

_DIGITS = 5


def evidence_of(serving: Serving, served: Served, fit: Fit) -> Evidence:
    """The evidence of a fit, in the form that every calibration has."""
    asked = sum(day.asked for day in served.days[served.first])
    useful = sum(day.useful for day in served.days[served.first])
    rows = tuple(_row(one) for one in fit.checks)
    return Evidence(
        kind="serving",
        source=f"{fit.days} simulated days of {serving.label}",
        finding=finding(fit),
        unit_read="calls",
        read=asked,
        used=useful,
        fitted=tuple(_fitted(one.card, one.value, one.how, asked) for one in fit.cards),
        sections=(
            Section(
                "How far the weekly rule is off",
                (
                    "Cost of a useful call by the rule that the weekly model uses, with the cards above, beside "
                    "simulated days: at the volume that the cards come from, and at three places that they do not.",
                ),
                ("where", "weekly rule", "simulated", "95% confidence over days", "error"),
                rows,
            ),
        ),
        identity={name: stack.fingerprint() for name, stack in serving.stacks.items()},
        numbers={
            "days": fit.days,
            "checks": [
                {
                    "what": one.what, "weekly_rule_eur": one.ruled_eur, "simulated_eur": one.simulated.mean,
                    "low_eur": one.simulated.low, "high_eur": one.simulated.high, "error": one.error,
                }
                for one in fit.checks
            ],
        },
        left_out=fit.left_out,
    )  # fmt: skip


def finding(fit: Fit) -> str:
    """How far off, in a sentence."""
    there, others = fit.checks[0], fit.checks[1:]
    if not others:
        return f"The weekly rule is {off(there)} the simulated cost of a useful call"
    worst = max(others, key=lambda one: abs(one.error))
    return (
        f"The weekly rule is {off(there)} the simulated cost of a useful call where it was fitted, and {off(worst)} it "
        f"at the worst of {len(others)} other places ({worst.what})"
    )


def off(check: Check) -> str:
    """'3.1% above'."""
    return f"{percent(abs(check.error), 1)} {'above' if check.error >= 0 else 'below'}"


def _row(one: Check) -> tuple[str, str, str, str, str]:
    known = one.simulated.low is not None and one.simulated.high is not None
    room = f"€{one.simulated.low:.{_DIGITS}f} to €{one.simulated.high:.{_DIGITS}f}" if known else "one day says nothing"
    sign = "+" if one.error >= 0 else "−"
    error = f"{sign}{percent(abs(one.error), 1)}"
    return one.what, f"€{one.ruled_eur:.{_DIGITS}f}", f"€{one.simulated.mean:.{_DIGITS}f}", room, error


def _fitted(name: str, value: float, how: str, rows: int) -> Fitted:
    """A card of the weekly model; what its limits do not allow would be refused where the fragment is used."""
    check_value(name, value)
    return Fitted(name, value, how, rows, card_named(name).unit)
