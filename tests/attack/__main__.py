"""Attack one service for some twenty minutes in every way that is known here, and write docs/attack.md.

Needs Linux; a small file system is mounted in memory where that is allowed, and else the disk is not really full.
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.build import Inputs, build
from ontology.terms import Names
from tests.attack.ending import grown
from tests.attack.report import End, report
from tests.attack.service import Figures
from tests.attack.siege import ATTACKS, OPENAPI, Row, besieged
from tests.conftest import EXAMPLES, ROOT

PROGRAM = "python -m tests.attack"
PAGE = ROOT / "docs" / "attack.md"
SECONDS = 600
PART = 20  # of the seconds that schemathesis has, for each other attack: longer than a slow client is waited for
AFTER = 10


def main() -> int:
    """Attack, write the page, and return 1 where something came out that should not."""
    parser = argparse.ArgumentParser(PROGRAM, description=__doc__)
    parser.add_argument(
        "--seconds", type=int, default=SECONDS, help="for schemathesis; each other attack has a twentieth"
    )
    parser.add_argument("--output", type=Path, default=PAGE)
    given = parser.parse_args()
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        tell("building the packaged graph")
        build(Path(folder), Inputs(ROOT / "graph" / "data", EXAMPLES, Names()), tell)
        rows, figures, end = attacked(Path(folder), given.seconds)
    wrong = [fault for row in rows for fault in row.faults] + grown(figures["before"], figures[f"{AFTER} s after"])
    command = " ".join([PROGRAM, *sys.argv[1:]])
    given.output.write_text(report(rows, figures, end, command, (time.monotonic() - started) / 60), encoding="utf-8")
    for fault in wrong:
        print(fault, file=sys.stderr)
    return int(bool(wrong or end.lost or end.status or end.left))


def attacked(built: Path, seconds: int) -> tuple[list[Row], dict[str, Figures], End]:
    """Everything, from the start of the service to its end."""
    with besieged(built) as siege:
        rows = []
        for name in ATTACKS:
            tell(name)
            rows.append(siege.attack(name, seconds if name == OPENAPI else seconds / PART))
        siege.end()
        slowest = siege.calm()
        figures = {"before": siege.before, "after": siege.service.figures(), f"{AFTER} s after": siege.settled(AFTER)}
        lost, acknowledged = siege.lost(), len(siege.writer.acknowledged)
        status, took, left = siege.service.stop()
        tell("killing the main process")
        amid_kills = siege.kill_and_start()
        lost |= siege.lost()
        siege.service.stop()
    return rows, figures, End(slowest, acknowledged, len(lost), status, took, len(left), amid_kills)


def tell(step: str) -> None:
    """Say what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
