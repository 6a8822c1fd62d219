"""Parameter cards: what a number means, declared once.

A card drives validation, `sim params`, the help, the documentation and the ranges of sensitivity studies.
`low`-`high` is the plausible range; `at_least`-`at_most` is what the model can compute with at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Kind = Literal["policy", "assumption", "start", "run"]

SHARE = "share"


class Group(BaseModel):
    """A group of cards: frozen, strict, no unknown keys, no NaN, no infinity."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Card:
    """One parameter as people see it."""

    name: str
    unit: str
    default: Any
    low: Any
    high: Any
    at_least: Any
    at_most: Any
    choices: tuple[Any, ...]
    kind: str
    meaning: str
    source: str


def card(
    default: Any,
    *,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
    kind: Kind = "assumption",
    meaning: str,
    source: str,
) -> Any:
    """Declare one parameter with its card."""
    if unit == SHARE:
        at_least = 0.0 if at_least is None else at_least
        at_most = 1.0 if at_most is None else at_most
    extra: dict[str, Any] = {"card": True, "unit": unit, "low": low, "high": high, "kind": kind, "source": source}
    return Field(default=default, ge=at_least, le=at_most, description=meaning, json_schema_extra=extra)


def _limit(field: FieldInfo, attribute: str) -> Any:
    found = [getattr(rule, attribute) for rule in field.metadata if hasattr(rule, attribute)]
    return found[0] if found else None


def _choices(annotation: Any) -> tuple[Any, ...]:
    if annotation is bool:
        return (True, False)
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    inner = [_choices(part) for part in get_args(annotation)]
    return next((choices for choices in inner if choices), ())


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Group)


def cards_of(model: type[BaseModel], prefix: str = "") -> Iterator[Card]:
    """Every card of a model and of the groups inside it, in the order of declaration."""
    for key, field in model.model_fields.items():
        name = f"{prefix}{key}"
        if _is_group(field.annotation):
            assert isinstance(field.annotation, type)
            yield from cards_of(field.annotation, f"{name}.")
            continue
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or "card" not in extra:
            continue
        yield Card(
            name=name,
            unit=str(extra["unit"]),
            default=field.default,
            low=extra["low"],
            high=extra["high"],
            at_least=_limit(field, "ge"),
            at_most=_limit(field, "le"),
            choices=_choices(field.annotation),
            kind=str(extra["kind"]),
            meaning=field.description or "",
            source=str(extra["source"]),
        )
