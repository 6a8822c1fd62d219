"""python experiments/pilots/study.py writes the page beside it."""

import sys
from pathlib import Path

from experiments.kit.study import main
from experiments.pilots.claims import CLAIMS

if __name__ == "__main__":
    main(Path(__file__).parent, CLAIMS, sys.argv[1:])
