"""The snapshot in a folder of hand-written files, and its replacement in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph

from graph.blocks import written
from graph.facts import FOLDER
from graph.items import Change, change, replaced
from graph.keeping import write
from graph.reader import RdfFile
from ontology.errors import ConflictError, UnavailableError
from ontology.terms import CANONICAL

COMMENT = "Facts of Wikidata: see docs/wikidata.md. `oxiana link refresh` writes this file anew."


@dataclass(frozen=True)
class Renewal:
    """A snapshot as it is, to be renewed; `before` are the bytes of its file."""

    path: Path
    before: bytes
    snapshot: Graph

    @classmethod
    def of(cls, folder: Path) -> "Renewal":
        """That of a folder of hand-written files; an empty one where it has none yet.

        Raises:
            InputError: it cannot be read; with file and line.
        """
        path = folder / FOLDER / "wikidata.ttl"
        if not path.exists():
            return cls(path, b"", Graph())
        return cls(path, path.read_bytes(), RdfFile.read(path, CANONICAL).dataset.default_graph)

    def changes(self, documents: Mapping[str, Graph]) -> list[Change]:
        """What the items lose and gain by their new documents; those of which nothing differs are left out."""
        found = (change(self.snapshot, document, item) for item, document in documents.items())
        return [one for one in found if one.gone or one.new]

    def replace(self, documents: Mapping[str, Graph]) -> None:
        """Replace the items in one step; whoever reads the file finds the old snapshot or the new one.

        Raises:
            ConflictError: somebody else has changed the file meanwhile.
            UnavailableError: the file cannot be written.
        """
        text = written(replaced(self.snapshot, documents), COMMENT)
        try:
            self.path.parent.mkdir(exist_ok=True)
            now = self.path.read_bytes() if self.path.exists() else b""
            if now != self.before:
                raise ConflictError(f"{self.path} has been changed meanwhile, and is left as it is; run it again")
            write(self.path, text.encode())
        except OSError as error:
            way_out = "copy the folder, name the copy by --files, and build it by: oxiana build --from"
            told = f"{self.path} cannot be written ({error.strerror or error}), and is as it was"
            raise UnavailableError(f"{told}; {way_out}") from error
