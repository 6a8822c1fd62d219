"""The stored tables of a result under the names that people know them by, each read when it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import WorkFailed
from sim.montecarlo.schema import STORED_TABLES
from sim.results import Results

Tables = dict[str, Callable[[], pa.Table]]
PROGRAMMES = "programmes"
_NAMES = {"replications": PROGRAMMES}


def tables_of(named: Mapping[str, Results], whose: str) -> Tables:
    """Of one run as they are; of several one below the other, with a first column that says whose rows they are."""
    return {_NAMES.get(name, name): partial(_together, named, name, whose) for name in STORED_TABLES}


def table_in(path: Path) -> Tables:
    """The programmes of a study or of worlds, which one file holds."""
    return {PROGRAMMES: partial(_read, path)}


def _together(named: Mapping[str, Results], name: str, whose: str) -> pa.Table:
    if len(named) == 1:
        return next(iter(named.values())).table(name)
    return pa.concat_tables([_of(one.table(name), whose, label) for label, one in named.items()]).unify_dictionaries()


def _of(table: pa.Table, whose: str, label: str) -> pa.Table:
    index = pa.array([0] * table.num_rows, pa.int32())
    return table.add_column(0, whose, pa.DictionaryArray.from_arrays(index, pa.array([label])))


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (OSError, ValueError) as error:
        raise WorkFailed(f"{path}: is damaged ({str(error).splitlines()[0]})") from error
