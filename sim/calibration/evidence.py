"""What a calibration found: the numbers for the cards, how each was found, and what was left aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_DIGITS = 6


@dataclass(frozen=True)
class Fitted:
    """One card's value from the records; `low` to `high` is what the records leave open, where that is known."""

    card: str
    value: Any
    how: str
    rows: int
    unit: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Section:
    """A part of the evidence page: paragraphs, one table, and the charts that belong to it by name."""

    heading: str
    text: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    charts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """Rows that were not used, and why; the first one by its line."""

    why: str
    rows: int
    first_line: int
    example: str = ""


@dataclass(frozen=True)
class Evidence:
    """Everything that a calibration leaves behind, but for its pictures.

    `fitted` are cards of the weekly model, `stack` cards of the request level. `numbers` is what `--json` adds for the
    kind; `left_out` says what could not be fitted and why; `identity` is what decided the result, such as the file's
    digest.
    """

    kind: str
    source: str
    finding: str
    unit_read: str
    read: int
    used: int
    fitted: tuple[Fitted, ...]
    sections: tuple[Section, ...]
    identity: Mapping[str, Any]
    numbers: Mapping[str, Any]
    rejected: tuple[Rejected, ...] = ()
    left_out: tuple[str, ...] = ()
    stack: tuple[Fitted, ...] = ()
    tables: Mapping[str, tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The content of summary.json: the numbers of the page."""
        return {
            "schema_version": 1,
            "kind": f"calibration of {self.kind}",
            "source": self.source,
            "finding": self.finding,
            "read": self.read,
            "used": self.used,
            "rejected": [
                {"why": one.why, "rows": one.rows, "first_line": one.first_line, "example": one.example}
                for one in self.rejected
            ],
            "fitted": [_told(one) for one in self.fitted],
            "stack": [_told(one) for one in self.stack],
            "left_out": list(self.left_out),
            **self.numbers,
        }


def _told(one: Fitted) -> dict[str, Any]:
    value = list(one.value) if isinstance(one.value, tuple) else one.value
    return {
        "card": one.card, "value": value, "unit": one.unit, "low": one.low, "high": one.high,
        "rows": one.rows, "how": one.how,
    }  # fmt: skip


def written(value: Any) -> str:
    """A value as a file states it: six digits, no powers of ten where they are not needed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{float(f'{value:.{_DIGITS}g}'):.12g}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(written(each) for each in value)}]"
    return str(value)


def yaml_lines(values: Mapping[str, str]) -> Iterable[str]:
    """Dotted keys with their written values as nested YAML."""
    nested: dict[str, Any] = {}
    for name in sorted(values):
        *groups, key = name.split(".")
        inner = nested
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[key] = values[name]
    return list(_lines(nested, ""))


def _lines(values: Mapping[str, Any], indent: str) -> Iterable[str]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _lines(value, f"{indent}  ")
        else:
            yield f"{indent}{key}: {value}"


def fragment_text(evidence: Evidence, fitted: Sequence[Fitted]) -> str:
    """Cards at what the records say, as a file that `fragment=FILE` takes."""
    head = [
        f"# From {_one_line(evidence.source)}: {evidence.used:,} of {evidence.read:,} {evidence.unit_read} used.",
        "# Everything else stays as it is. How each number was found, and how well it fits: evidence.md.",
    ]
    if not fitted:
        return "\n".join([*head, "# The records say nothing about any card here.", "{}", ""])
    return "\n".join([*head, *yaml_lines({one.card: written(one.value) for one in fitted}), ""])


def evidence_text(evidence: Evidence) -> str:
    """The evidence page: finding, what went into the fragment, sections, what was rejected and what was left out."""
    lines = [f"# {evidence.finding}", ""]
    lines += [
        f"From `{_one_line(evidence.source)}`: {evidence.read:,} {evidence.unit_read} read, {evidence.used:,} used.",
        "",
    ]
    for file, fitted in (("fragment.yaml", evidence.fitted), ("stack.yaml", evidence.stack)):
        if fitted:
            what = "the weekly model" if file == "fragment.yaml" else "the request level (`sim serve`)"
            lines += [f"## Into {what}: `{file}`", ""]
            lines += _table(
                ("card", "value", "left open", "from", "how"),
                [(f"`{one.card}`", *_value(one), f"{one.rows:,} {evidence.unit_read}", one.how) for one in fitted],
            )
    for section in evidence.sections:
        lines += [f"## {section.heading}", ""]
        for paragraph in section.text:
            lines += [paragraph, ""]
        if section.columns:
            lines += _table(section.columns, section.rows)
        for chart in section.charts:
            lines += [f"![{section.heading}](charts/{chart}.svg)", ""]
    lines += _left_aside(evidence)
    return "\n".join(lines).rstrip("\n") + "\n"


def _value(one: Fitted) -> tuple[str, str]:
    if isinstance(one.value, tuple) and len(one.value) > 3:  # noqa: PLR2004
        shown = f"{len(one.value)} numbers, {written(one.value[0])} to {written(one.value[-1])}"
    else:
        shown = written(one.value)
    room = f"{written(one.low)} to {written(one.high)}" if one.low is not None and one.high is not None else ""
    return f"{shown} {one.unit}".strip(), room


def _left_aside(evidence: Evidence) -> list[str]:
    lines = []
    if evidence.rejected:
        lines += ["## Rejected", ""]
        lines += _table(
            ("why", "rows", "first in line", "it says"),
            [
                (one.why, f"{one.rows:,}", f"{one.first_line:,}", f"`{_one_line(one.example)}`")
                for one in evidence.rejected
            ],
        )
    if evidence.left_out:
        lines += ["## Not said by these records", ""]
        lines += [f"- {one}" for one in evidence.left_out]
        lines += [""]
    return lines


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    cells = [[each.replace("|", "\\|") for each in row] for row in (columns, *rows)]
    head, *body = [f"| {' | '.join(row)} |" for row in cells]
    return [head, f"|{' --- |' * len(columns)}", *body, ""]


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() and letter != "`" else "?" for letter in text)[:80]
