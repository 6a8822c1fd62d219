"""`sim trials`: how many programmes a question needs, said before they are simulated, or the precision of so many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.analysis.measures import Measure
from sim.analysis.precision import measure_of
from sim.analysis.trials import MOST_RUNS
from sim.charts.words import count
from sim.results import Comparison, Results
from sim.scenario.scenario import REACHED_TARGET
from sim.stored import COMPARISON, kind_of, open_comparison, open_run, own_command
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.figures import UNKNOWN
from sim.verbs.precision_words import half_width
from sim.verbs.progress import in_words
from sim.verbs.screen import DIM, blocks, heading, paragraph, say, say_json, styled
from sim.verbs.trials_rows import Row, expected_of, from_beliefs, from_stored
from sim.verbs.trials_words import Asked, read

_HOURS_FROM = 7_200.0
_SECONDS_AN_HOUR = 3_600.0


def run(arguments: Arguments) -> int:
    """Read the question, answer it, and simulate nothing."""
    asked = read(arguments)
    measure = None
    if asked.folder is None:
        what, expected = expected_of(asked)
        found = [*from_beliefs(asked, what, expected)]
    else:
        measure = measure_of(asked.values.get("of", REACHED_TARGET), "of")
        stored = _opened(asked.folder)
        what, found = f"{measure.name}, as in {asked.folder}", [*from_stored(asked, stored, measure)]
    if arguments.as_json:
        say_json(document(asked, measure, found))
        return work.DONE
    _show(asked, measure, what, found)
    return work.DONE


def _opened(folder: Path) -> Results | Comparison:
    return open_comparison(folder) if kind_of(folder) == COMPARISON else open_run(folder)


def document(asked: Asked, measure: Measure | None, rows: list[Row]) -> dict[str, Any]:
    """The one JSON document."""
    return {
        "kind": "trials",
        "question": dict(asked.values),
        "folder": None if asked.folder is None else str(asked.folder),
        "quantity": None if measure is None else measure.name,
        "unit": None if measure is None else measure.unit,
        "rows": [
            {
                "of": row.of,
                "pair": None if row.pair is None else list(row.pair),
                "half_width": row.half_width,
                "replications": row.programmes,
                "half_width_now": row.now,
                "replications_now": row.programmes_now,
                "seconds_for_the_rest": row.seconds,
            }
            for row in rows
        ],
    }


def _show(asked: Asked, measure: Measure | None, what: str, rows: list[Row]) -> None:
    title = "How many programmes it takes" if asked.question == "precision" else "How precise so many programmes are"
    say(heading(f"{title} (95% confidence)"))
    say(paragraph(what))
    say()
    kind = measure or _MEANING[any(key.startswith("deviation") for key in asked.values)]
    stored = asked.folder is not None
    top, *lines = blocks(
        ("", "now", "half-width", "programmes", "the rest") if stored else ("half-width", "programmes"),
        [_cells(row, kind, stored=stored) for row in rows],
        (0,) if stored else (),
    )
    say(styled(top, DIM))
    for line in lines:
        say(line)
    if asked.question == "precision":
        say()
        _show_next(asked, measure)


_MEANING = {
    False: Measure("share", "share", "share", "", "A share."),
    True: Measure("mean", "number", "", "", "A mean."),
}


def _cells(row: Row, kind: Measure, *, stored: bool) -> list[str]:
    programmes = f"more than {count(MOST_RUNS)}" if row.programmes is None else count(row.programmes)
    answer = [half_width(row.half_width, kind), programmes]
    if not stored:
        return answer
    now = UNKNOWN if row.now is None else half_width(row.now, kind)
    return [row.of, now, *answer, _time(row)]


def _time(row: Row) -> str:
    if row.seconds is None:
        return UNKNOWN
    if not row.seconds:
        return "none"
    return f"{row.seconds / _SECONDS_AN_HOUR:.0f} h" if row.seconds >= _HOURS_FROM else in_words(row.seconds)


def _show_next(asked: Asked, measure: Measure | None) -> None:
    """The commands that find it out by themselves."""
    words = [f"precision={asked.texts('precision')[0]}"]
    if measure is not None and measure.name != REACHED_TARGET:
        words.append(f"precision_of={measure.name}")
    if asked.folder is None:
        work.say_next({"simulate until it is that precise": f"sim run {words[0]}"})
    elif kind_of(asked.folder) == COMPARISON:
        said = " ".join(words)
        say(paragraph(f"To go on until every pair is that precise, give the comparison's own command with {said}."))
    else:
        work.say_next({"go on in the same folder until it is that precise": own_command(asked.folder, *words)})
