"""python -m experiments [STUDY ...] [key=value ...]: run the studies, all of them unless some are named, and the table.

Finished runs lie in outputs/studies/ and are not run again: after Ctrl-C the same command carries on.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from experiments.kit.table import STUDIES, write_table
from sim.errors import nearest

HERE = Path(__file__).parent


def main(words: list[str]) -> int:
    """Each study in a process of its own, so that its memory is given back."""
    named = [word for word in words if "=" not in word]
    options = [word for word in words if "=" in word]
    for name in named:
        if name not in STUDIES:
            known = ", ".join(STUDIES)
            print(
                f"experiments: no study is called '{name}'{nearest(name, STUDIES)}; there are {known}", file=sys.stderr
            )
            return 2
    for name in named or STUDIES:
        done = subprocess.run([sys.executable, str(HERE / name / "study.py"), *options], check=False)
        if done.returncode:
            print(f"experiments: {name} failed; the same command carries on from there", file=sys.stderr)
            return done.returncode
    if not any(option.startswith("to=") for option in options):
        print(f"{write_table(HERE)} written")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("experiments: stopped; the same command carries on from there", file=sys.stderr)
        sys.exit(130)
