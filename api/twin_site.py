"""The making of a static twin: its paths dealt out to processes, then what belongs to no path."""

import gzip
import os
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import fastapi.routing
from jinja2 import Environment, FileSystemLoader

from api.app import STATIC
from api.lookups import Lookups
from api.rendering import TEMPLATES
from api.twin import DATA, PAGES, Twin, Written, things
from api.twin_folder import SUMS, replaced, summed
from api.twin_links import WORDS, Links
from graph.build import Build
from graph.store import EmbeddedStore

AT_ONCE = 50  # paths that a process is given; a page may be a hundred times as large as another

Progress = Callable[[int, int], None]  # how many paths are written, of how many that are known
_twin: Twin | None = None  # of a process of the pool


def export_site(built: Build, folder: Path, root: str | None, progress: Progress) -> int:
    """Write the twin of a build; how many files it has.

    Raises:
        ConflictError: something would be lost.
        InputError: no file can be called as an IRI asks.
        UnavailableError: the folder cannot be written.
    """
    links = Links(built.base, root)
    with replaced(folder) as draft:
        written = _pages(built, draft, links, progress)
        files = dict(_others(built, links, written))
        for name, content in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(content)
            written.hashes[name] = sha256(content).hexdigest()
        (draft / SUMS).write_text(summed(written.hashes), encoding="utf-8")
    return len(written.hashes)


def _pages(built: Build, draft: Path, links: Links, progress: Progress) -> Written:
    """The files of all paths: those of the graph, the usual pages, and whatever these lead to."""
    store = EmbeddedStore.open(built.store_path, built.names)
    known = dict.fromkeys((*PAGES, *DATA, *things(Lookups(store, built.names))))
    written, done = Written(), 0
    # Spawned, not forked: the store has threads.
    pool = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _start, (built, draft, links))
    try:
        waiting = {pool.submit(_write, paths): len(paths) for paths in _dealt(known)}
        while waiting:
            progress(done, len(known))
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                done += waiting.pop(future)
                written.take(future.result())
                new = [path for path in sorted(future.result().found) if path not in known]
                known |= dict.fromkeys(new)
                waiting |= {pool.submit(_write, paths): len(paths) for paths in _dealt(new)}
        progress(done, len(known))
    finally:
        pool.shutdown(cancel_futures=True)
    return written


def _dealt(paths: Iterable[str]) -> Iterator[list[str]]:
    dealt = list(paths)
    return (dealt[at : at + AT_ONCE] for at in range(0, len(dealt), AT_ONCE))


async def _at_once(function: Callable[..., Any], /, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - as FastAPI calls it
    return function(*args, **named)


def _start(built: Build, draft: Path, links: Links) -> None:
    global _twin
    # A process of the pool answers nobody else meanwhile, and to hand each page to a thread takes longer.
    fastapi.routing.run_in_threadpool = _at_once  # type: ignore[attr-defined,assignment] # it is no part of its interface
    _twin = Twin(built, draft, links)


def _write(paths: list[str]) -> Written:
    if _twin is None:
        raise RuntimeError("the process was not started as one of the pool")
    return _twin.write(paths)


def _others(built: Build, links: Links, written: Written) -> Iterator[tuple[str, bytes]]:
    """What belongs to no path: style, the dataset itself, and what hosts need."""
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            yield f"static/{path.relative_to(STATIC).as_posix()}", path.read_bytes()
    yield "dataset.nq.gz", gzip.compress((built.path / "dataset.nq").read_bytes(), mtime=0)
    yield ".nojekyll", b""  # GitHub Pages would leave out .well-known
    yield ".htaccess", _htaccess(written.media_types).encode()
    folders = {parent.as_posix() for name in written.hashes for parent in Path(name).parents}
    for folder in sorted(folders - {"."}):
        if f"{folder}.html" in written.hashes:  # a host that is asked for it may look into the folder
            page = links.between(f"{folder}/index.html", f"{folder}.html")
            yield f"{folder}/index.html", str(WORDS.moved(page)).encode()


def _htaccess(media_types: dict[str, str]) -> str:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), trim_blocks=True, autoescape=False)  # noqa: S701 - no page
    environment.filters["pattern"] = re.escape
    return environment.get_template("htaccess.txt").render(media_types=dict(sorted(media_types.items())))
