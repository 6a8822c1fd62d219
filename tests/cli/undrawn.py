"""`python -m tests.cli.undrawn WORDS`: `sim WORDS` as a process that draws neither charts nor a page.

For tests of what a process says and where it says it: drawing takes most of a small run's time.
"""

from __future__ import annotations

from unittest import mock

from sim.cli import main

if __name__ == "__main__":
    with (
        mock.patch("sim.pictures.pictures_of", return_value=[]),
        mock.patch("sim.verbs.report_written.written", lambda folder, _build: folder),
    ):
        raise SystemExit(main())
