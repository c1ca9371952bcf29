"""The corpora: the packaged build, and builds of invented claims."""

import json
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.store import EmbeddedStore
from ontology.terms import CANONICAL_BASE
from tests.bench.claims import nquads
from tests.bench.sparql.programs import OXIANA

CHAPTER = "chapter"
GENERATED = (30_000, 300_000)


@dataclass(frozen=True)
class Corpus:
    """A corpus as `oxiana serve --data` takes it; `folder` is for whatever else a server needs of it."""

    name: str
    folder: Path

    @property
    def is_chapter(self) -> bool:
        """Whether it is small enough for every server."""
        return self.folder.name == CHAPTER

    @property
    def title(self) -> str:
        """Its name, and its size."""
        with self.nquads.open("rb") as file:
            return f"{self.name}, {sum(1 for _ in file):,} quads"

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    @property
    def store(self) -> Path:
        """The store of its build."""
        return self.data / "current" / "store"

    @property
    def nquads(self) -> Path:
        """The same dataset as a file."""
        return self.data / "current" / "dataset.nq"


def corpus(name: str, folder: Path, tell: Callable[[str], None]) -> Corpus:
    """The chapter, or so many invented claims, built in a folder; one that is there is taken as it is."""
    made = Corpus("the chapter" if name == CHAPTER else f"{int(name):,} claims", folder / name)
    if made.data.exists():
        return made
    tell(f"building {made.name}")
    if name == CHAPTER:
        subprocess.run([*OXIANA, "build", "--data", made.data], check=True, capture_output=True)
    else:
        invent(made.data, int(name))
    return made


def invent(data: Path, claims: int, further: Iterable[str] = ()) -> None:
    """Write invented claims, and further quads, as a build writes its dataset."""
    text = "".join([*nquads(claims), *further]).encode()
    place = data / "builds" / "invented"
    place.mkdir(parents=True)
    (place / "dataset.nq").write_bytes(text)
    EmbeddedStore.write(place / "store", text)
    described = {"version": f"{claims:064}", "base": CANONICAL_BASE, "digest": "", "summary": {}}
    (place / "build.json").write_text(json.dumps(described), encoding="utf-8")
    (data / "current").symlink_to(Path("builds", "invented"))
