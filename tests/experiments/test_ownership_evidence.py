"""What the study of ownership measures beside the tables, on small tables made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pyarrow as pa

import sim
from experiments.ownership.evidence import collapsed_by, on_platform

TABLES: dict[str, dict[str, list[object]]] = {
    "replications": {
        "replication": [0, 1, 2],
        "outcome": ["burned_out", "burned_out", "insolvent"],
        "outcome_week": [20.0, 40.0, 10.0],
    },
    "workloads": {"replication": [0, 0, 0, 0, 2], "on_platform": [True, False, False, False, True]},
}
RESULTS = cast(
    sim.Results,
    SimpleNamespace(table=lambda name, columns: pa.table({column: TABLES[name][column] for column in columns})),
)


def test_the_share_built_on_the_platform_is_of_what_went_live() -> None:
    """Programme by programme; where nothing went live there is no share."""
    np.testing.assert_equal(on_platform(RESULTS), [0.25, np.nan, 1.0])


def test_a_team_has_collapsed_only_where_that_is_the_end_and_in_time() -> None:
    """A later collapse and another end do not count."""
    assert collapsed_by(RESULTS, 26.0) == [True, False, False]
