"""Write the pages, parts of pages and figures that come from declarations, and the numbers that come from a simulation.

python docs/generate.py                  renew what comes from declarations: cards, tables, the model's diagram
python docs/generate.py --check          say what is out of date, exit 1 if anything is
python docs/generate.py --measure [N]    simulate as well, N programmes a strategy (500): renew numbers in validity.md
python docs/generate.py --gallery [WORD] run the gallery's commands, or those with this word in them: renew its pictures
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.generator.gallery import redraw
from docs.generator.measured import PROGRAMMES
from docs.generator.pages import remeasure, renew, stale


def main() -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    parser.add_argument("--measure", type=int, nargs="?", const=PROGRAMMES, metavar="N", help="simulate as well")
    parser.add_argument("--gallery", nargs="?", const="", metavar="WORD", help="draw the gallery's pictures as well")
    asked = parser.parse_args()
    if asked.check:
        found = stale()
        print("\n".join(f"{name} is out of date" for name in found) or "docs: everything is up to date")
        return 1 if found else 0
    if asked.measure:
        remeasure(asked.measure)
    if asked.gallery is not None:
        redraw(asked.gallery)
    renew()
    return 0


if __name__ == "__main__":
    sys.exit(main())
