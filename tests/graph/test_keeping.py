"""A version is kept whole or not at all, whoever is killed meanwhile and whoever else keeps one."""

import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from graph.archive import Archive
from graph.canonical import canonical
from graph.edition import Edition
from graph.keeping import describe, keep
from ontology.terms import Names

NAMES = Names()
KEEPING = """
import sys
from itertools import pairwise
from pathlib import Path
from tests.graph.test_keeping import kept
number = int(sys.argv[2])
print("ready", flush=True)
while True:
    kept(Path(sys.argv[1]), number)
    number += 1
"""


def dataset(number: int, size: int = 300) -> tuple[str, bytes]:
    """A small dataset of claims, one of them of that number; its version and its N-Quads."""
    from rdflib import RDF, URIRef

    claims = [URIRef(f"{NAMES.base}claim/tale/P1.{each}") for each in (*range(1, size), size + number)]
    quads = [(claim, RDF.type, NAMES.ox.Claim, NAMES.graph.claims) for claim in claims]
    built = canonical(quads, [NAMES.graph.claims])
    return built.version, built.nquads


def kept(folder: Path, number: int) -> None:
    """Keep that dataset as the current one."""
    archive, (version, nquads) = Archive(folder), dataset(number)
    keep(archive, describe(archive, version, NAMES.base, Edition(), nquads), nquads)


def whole(folder: Path) -> Archive:
    """The archive, every version of it read."""
    archive = Archive(folder)
    assert archive.damaged == ()
    for version in archive.versions:
        assert archive.nquads(version).startswith(b"<")
    return archive


def test_whoever_keeps_a_version_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    folder = tmp_path / "versions"
    for start in range(0, 600, 100):
        process = subprocess.Popen(
            [sys.executable, "-c", KEEPING, str(folder), str(start)],
            cwd=Path(__file__).parent.parent.parent,
            stdout=subprocess.PIPE,
        )
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(random.uniform(0.05, 0.4))  # noqa: S311 - no secret
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        before = len(whole(folder).versions) if folder.exists() else 0
        kept(folder, start + 99)
        archive = whole(folder)
        assert len(archive.versions) == before + 1
        assert archive.turns[-1][1].sha256 == dataset(start + 99)[0]
        assert [path for path in folder.iterdir() if path.name.startswith(".")] == [], "nor is anything left behind"


def test_builds_that_keep_versions_at_once_lose_none(tmp_path: Path) -> None:
    folder, barrier = tmp_path / "versions", threading.Barrier(8)

    def work(number: int) -> None:
        barrier.wait()
        kept(folder, number)
        kept(folder, number % 2)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    archive = whole(folder)
    assert {version.sha256 for version in archive.versions} == {dataset(number)[0] for number in range(8)}
    turns = archive.turns
    assert all(earlier[0] < later[0] for earlier, later in pairwise(turns))
    assert all(earlier[1] != later[1] for earlier, later in pairwise(turns))
    for version in archive.versions[1:]:
        former = archive.find(version.former)
        assert former.since < version.since
        assert version.changes
        assert len(version.changes.added) == len(version.changes.withdrawn) == 1
