"""Write the regression baseline anew, and say what has moved since the last one.

python tests/baseline/renew.py
"""

from __future__ import annotations

import json
import sys

from tests.baseline.summaries import BASELINE, as_text, moved, summaries


def main() -> int:
    """Simulate, compare, write."""
    kept = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    found = json.loads(as_text(summaries()))
    changes = list(moved(kept, found))
    BASELINE.write_text(as_text(found), encoding="utf-8")
    print(*changes, sep="\n")
    print(f"{len(changes)} values have moved; {BASELINE.name} is renewed.")
    if changes:
        print("CHANGELOG.md needs a line under 'Results change' that says what moved and why.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
