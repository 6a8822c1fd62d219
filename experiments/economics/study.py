"""python experiments/economics/study.py writes the page beside it."""

import sys
from pathlib import Path

from experiments.economics.claims import CLAIMS
from experiments.kit.study import main

if __name__ == "__main__":
    main(Path(__file__).parent, CLAIMS, sys.argv[1:])
