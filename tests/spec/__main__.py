"""Run the W3C suites against a service, and write the table and the EARL report."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from ontology.terms import CANONICAL_BASE
from tests.conftest import ROOT
from tests.spec.endpoint import LAYOUTS
from tests.spec.federation import Remotes
from tests.spec.known import known_failures
from tests.spec.manifests import FOLDER
from tests.spec.report import Subject, earl, table
from tests.spec.run import outcomes
from tests.spec.subject import Address, reached, started

DOCS = ROOT / "docs"


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser("python -m tests.spec", description=__doc__)
    parser.add_argument("--url", help="a running service; without it, Oxiana is started as a plain store")
    parser.add_argument("--layout", choices=LAYOUTS, default="oxiana", help="where that service keeps its doors")
    parser.add_argument("--token-file", type=Path, help="the file with its token for writing")
    parser.add_argument("--name", default="Oxiana", help="what the report calls the service")
    parser.add_argument("--remote-port", type=int, default=0, help="the port for the other services of federation")
    parser.add_argument("--table", type=Path, default=DOCS / "w3c.md")
    parser.add_argument("--earl", type=Path, default=DOCS / "w3c-earl.ttl")
    return parser.parse_args()


def main() -> int:
    """Run, report, and return 1 where a test fails that is not known to, or passes that is."""
    given = arguments()
    if not FOLDER.is_dir():
        print(f"the suites are absent: {FOLDER} is no folder", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        remotes = stack.enter_context(Remotes(given.remote_port))
        if given.url:
            token = given.token_file.read_text(encoding="utf-8").strip() if given.token_file else ""
            endpoint = stack.enter_context(reached(Address(given.url, given.layout, token)))
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            endpoint = stack.enter_context(started(folder, remotes.addresses))
        found = list(outcomes(endpoint, remotes))
    subject = Subject(given.name, given.url or CANONICAL_BASE)
    for path, text in (
        (given.table, table(found, subject, "make w3c")),
        (given.earl, earl(found, subject)),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    failed = {outcome.case.iri for outcome in found if outcome.failure}
    known = set(known_failures())
    print(f"{len(found) - len(failed)} passed, {len(failed)} failed, of {len(found)}: {given.table}")
    for iri in sorted(failed - known):
        print(f"fails, and is not known to: {iri}", file=sys.stderr)
    for iri in sorted(known - failed):
        print(f"passes, and is known to fail: {iri}", file=sys.stderr)
    return int(failed != known)


if __name__ == "__main__":
    sys.exit(main())
