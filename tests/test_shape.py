"""The shape of the repository: small modules, few doors to each dependency, nothing that should not be committed."""

import ast
import re
import subprocess
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAX_LINES = 300
GRAM = 24
DOORS = {
    "pyoxigraph": {
        "graph/store.py",
        "graph/engine.py",
        "graph/worker.py",
        "graph/foreign.py",
        "graph/reader.py",
        "graph/canonical.py",
        "graph/differences.py",
        "graph/quads.py",
        "graph/ledger.py",
        "graph/extremes.py",
        "graph/gatherings.py",
        "graph/grams.py",
        "graph/live.py",
        "graph/planning.py",
        "graph/sizes.py",
        "graph/statistics.py",
        "graph/snapshot.py",
        "graph/wikibase.py",
        "graph/writer.py",
        "graph/writes.py",
    },
    "httpcore": {"graph/addresses.py", "graph/asking.py", "graph/remote_query.py"},
    "owlready2": {"ontology/consistency.py"},
    "pyshacl": {"ontology/shapes.py"},
    "fastapi": {"api"},
    "starlette": {"api"},
    "uvicorn": {"api"},
}
ROOMS = ("ontology", "graph", "api")
MACHINE_PATH = re.compile(r"/(?:work|farm|root|home/\w+|Users/\w+)/|/tmp/bash" r"_jobs")
REGISTRY = re.compile("python" r"hosted|py" r"pi\.[a-z]+/simple|registry\.npm" r"js|deb\.deb" r"ian")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b|pragma: no " r"cover")


@cache
def committed() -> tuple[Path, ...]:
    """The files that are committed, or would be: what git ignores is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def modules(*folders: str) -> list[Path]:
    """The Python files of some folders."""
    return [path for path in committed() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


@cache
def text_of(path: Path) -> str:
    """The text of a file; nothing of one that is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def name_of(path: Path) -> str:
    """The name of a file within the repository."""
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The packages that a module imports, wherever in it, in type checking too."""
    nodes = list(ast.walk(ast.parse(text_of(path))))
    plain = chain.from_iterable([alias.name for alias in node.names] for node in nodes if isinstance(node, ast.Import))
    given = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]
    return {name.partition(".")[0] for name in [*plain, *given]}


@pytest.mark.parametrize("path", modules(*ROOMS, "tests"), ids=name_of)
def test_a_module_has_at_most_300_lines(path: Path) -> None:
    assert text_of(path).count("\n") <= MAX_LINES, "split it by its nouns"


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name_of)
def test_only_the_named_modules_import_a_dependency_that_is_kept_behind_a_door(path: Path) -> None:
    name = name_of(path)
    strangers = {
        package for package in imported(path) & set(DOORS) if not {name, name.partition("/")[0]} & DOORS[package]
    }
    assert strangers == set()


def test_every_door_is_used() -> None:
    named = {name for doors in DOORS.values() for name in doors if name.endswith(".py")}
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_no_module_knows_a_source() -> None:
    slugs = [path.parent.name for path in (ROOT / "graph" / "data").glob("*/source.ttl")]
    knowing = {name_of(path) for path in modules(*ROOMS) if any(slug in text_of(path) for slug in slugs)}
    assert knowing <= {"ontology/terms.py"}, "an example in a docstring there is no knowledge"


@pytest.mark.parametrize("fault", [MACHINE_PATH, REGISTRY], ids=["path of a machine", "host of a registry"])
def test_no_file_holds_a(fault: re.Pattern[str]) -> None:
    assert [name_of(path) for path in committed() if fault.search(text_of(path))] == []


def test_no_module_holds_a_stub() -> None:
    assert [name_of(path) for path in modules(*ROOMS, "tests") if UNFINISHED.search(text_of(path))] == []


@pytest.mark.needs("shared")
def test_no_file_copies_a_passage_of_the_chapter(shared: Path) -> None:
    chapter = re.sub(r"\s", "", (shared / "source" / "chapter-6.txt").read_text(encoding="utf-8"))
    grams = {chapter[start : start + GRAM] for start in range(len(chapter) - GRAM + 1)}
    copies = {}
    for path in committed():
        flat = re.sub(r"\s", "", text_of(path))
        first = next(
            (
                flat[start : start + GRAM]
                for start in range(len(flat) - GRAM + 1)
                if flat[start] > "\u2e80" and flat[start : start + GRAM] in grams
            ),
            None,
        )
        if first:
            copies[name_of(path)] = first
    assert copies == {}, "say it in the project's own words"
