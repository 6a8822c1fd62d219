"""python experiments/centre/study.py writes the page beside it."""

import sys
from pathlib import Path

from experiments.centre.claims import CLAIMS
from experiments.kit.study import main

if __name__ == "__main__":
    main(Path(__file__).parent, CLAIMS, sys.argv[1:])
