"""Hold the packaged data against the checks, and write docs/fair.md."""

import sys
import tempfile
from pathlib import Path

from graph.build import Inputs, build
from ontology.terms import Names
from tests.conftest import EXAMPLES, ROOT, silent
from tests.fair.report import report
from tests.fair.site import site

COMMAND = "python -m tests.fair"
PAGE = ROOT / "docs" / "fair.md"


def main() -> int:
    """Build, serve on loopback, check, and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        built = build(Path(folder), Inputs(ROOT / "graph" / "data", EXAMPLES, Names()), silent)
        with site(built) as found:
            PAGE.write_text(report(found, COMMAND), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
