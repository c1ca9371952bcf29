"""The store of a service that may be written: the built graphs, and beside them those that were written.

It lies in `live/` of the data directory: `store`, and `built.json` with the version of the build whose graphs it holds
and their names. When another build comes, of the built graphs nothing stays, and of the written ones everything does:
one whose name the build takes moves to that name with `?written` after it.
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pyoxigraph

from graph import gatherings, grams, statistics
from graph.build import Build
from graph.gatherings import Gatherings
from graph.grams import Grams
from graph.ledger import Ledger, writes
from graph.snapshot import make_room, opened
from graph.statistics import Statistics
from ontology.errors import UnavailableError

# Fixed names of the dataset: nobody may take one before a build uses it.
FIXED = [
    "ontology",
    "entities",
    "text",
    "claims",
    "inferred",
    "derivations",
    "examples",
    "links",
    "wikidata",
    "references",
    "crosscheck",
]


@dataclass(frozen=True)
class Live:
    """A store that may be written, and the names of those of its graphs that may not."""

    path: Path
    built: frozenset[str]

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.path / "store"


def prepare(data_dir: Path, build: Build) -> Live:
    """The store for a build: made of it, or brought to it from an earlier one.

    Raises:
        UnavailableError: it is written by another service, damaged, or the disk does not take it.
    """
    live = Live(data_dir / "live", _names(build))
    try:
        if not live.path.exists():
            _make(live, build)
        if _recorded(live) != (build.version, live.built):
            Statistics.forget(live.store)  # of the former build
            Grams.forget(live.store)
            Gatherings.forget(live.store)
            former = _recorded(live)[1]
            # What breaks off before the end is done again, for whichever build is current then. Graphs that only the
            # coming one had may stay, as if they were written: better so than to take written ones for built.
            _record(live, "", former)
            _renew(live, build, former)
            _record(live, build.version, live.built)
        make_room(live.store)
        writes(live.store)
        _describe(live, build)
    except (OSError, RuntimeError, ValueError, KeyError) as error:  # the engine raises the second for a damaged table
        raise UnavailableError(f"the store {live.path} cannot be prepared for writing: {error}") from error
    return live


def is_there(data_dir: Path) -> bool:
    """Whether there is a store with written graphs, or for them."""
    return (data_dir / "live").exists()


def _names(build: Build) -> frozenset[str]:
    graphs = opened(str(build.store_path)).named_graphs()
    names = {graph.value for graph in graphs if isinstance(graph, pyoxigraph.NamedNode)}
    return frozenset(names | {str(build.names.graph[name]) for name in FIXED})


def _make(live: Live, build: Build) -> None:
    """Copy the store of a build, and give it its place in one step."""
    folder = live.path.with_name(f".live-{uuid4().hex}")
    try:
        shutil.copytree(build.store_path, folder / "store")
        _describe(Live(folder, live.built), build)
        _record(Live(folder, live.built), build.version, live.built)
        os.sync()  # whatever is written to it later needs the tables that were copied
        folder.rename(live.path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _renew(live: Live, build: Build, former: frozenset[str]) -> None:
    """Put the graphs of a build in place of those of the former one."""
    source, ledger = opened(str(build.store_path)), Ledger(live.store)
    try:
        _replace(source, ledger.store, live, former)
        ledger.commit()
    finally:
        ledger.close()


def _replace(source: pyoxigraph.Store, store: pyoxigraph.Store, live: Live, former: frozenset[str]) -> None:
    moved = "".join(
        f"MOVE <{name}> TO <{name}?written> ;\n"
        for name in sorted(live.built - former)
        if store.contains_named_graph(pyoxigraph.NamedNode(name)) and _content(store, name) != _content(source, name)
    )
    dropped = "".join(f"DROP SILENT GRAPH <{name}> ;\n" for name in sorted(former | live.built))
    blocks, default = dict[str, list[str]](), list[str]()
    for quad in source:
        graph = quad.graph_name
        into = default if isinstance(graph, pyoxigraph.DefaultGraph) else blocks.setdefault(str(graph), [])
        into.append(f"{quad.triple} .\n")
    data = "".join(f"GRAPH {graph} {{\n{''.join(lines)}}}\n" for graph, lines in sorted(blocks.items()))
    # One block of data, so that a blank node of several graphs stays one.
    store.update(f"{moved}{dropped}DROP DEFAULT ;\nINSERT DATA {{\n{''.join(default)}{data}}}")


def _describe(live: Live, build: Build) -> None:
    """Put what is known of the default graph beside the store, where it is the same and cannot be written."""
    for name in (statistics.FILE, grams.FILE, gatherings.FILE):
        if (build.path / name).exists():
            shutil.copyfile(build.path / name, live.path / f".{name}")
            (live.path / f".{name}").replace(live.path / name)


def _content(store: pyoxigraph.Store, name: str) -> set[pyoxigraph.Quad]:
    return set(store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(name)))


def _recorded(live: Live) -> tuple[str, frozenset[str]]:
    told = json.loads((live.path / "built.json").read_text(encoding="utf-8"))
    return told["version"], frozenset(told["graphs"])


def _record(live: Live, version: str, built: frozenset[str]) -> None:
    told = json.dumps({"version": version, "graphs": sorted(built)}, indent=1, ensure_ascii=False)
    with (live.path / ".built.json").open("w", encoding="utf-8") as file:
        file.write(told)
        file.flush()
        os.fsync(file.fileno())
    (live.path / ".built.json").replace(live.path / "built.json")
