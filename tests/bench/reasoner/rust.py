"""reasonable, which is written in Rust and keeps no derivations: run in an environment that has it."""

import json
import sys
from pathlib import Path

import reasonable  # type: ignore[import-not-found] # it is installed for the bench only

from tests.bench.reasoner.measuring import resident, timed

if __name__ == "__main__":
    before, reasoner = resident(), reasonable.PyReasoner()
    reasoner.load_file(sys.argv[1])
    given = sum(" ." in line for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
    print(json.dumps(timed(lambda: len(reasoner.reason()) - given, before)))
