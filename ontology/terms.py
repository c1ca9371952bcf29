"""The public names: one base, and every namespace under it."""

from dataclasses import dataclass
from pathlib import Path

from rdflib import Namespace, URIRef

CANONICAL_BASE = "https://w3id.org/oxiana/"


@dataclass(frozen=True)
class Names:
    """The IRIs of one publisher; hand-written files always use the canonical base and are read under this one."""

    base: str = CANONICAL_BASE

    @property
    def ox(self) -> Namespace:
        """The vocabulary, `ox:`."""
        return Namespace(f"{self.base}ontology#")

    @property
    def entity(self) -> Namespace:
        """The entities, `id:`."""
        return Namespace(f"{self.base}id/")

    @property
    def graph(self) -> Namespace:
        """The fixed named graphs, `graph:`."""
        return Namespace(f"{self.base}graph/")

    @property
    def inference(self) -> Namespace:
        """The derivations, one IRI each."""
        return Namespace(f"{self.base}inference/")

    @property
    def gathering(self) -> Namespace:
        """The gatherings of those who are too many to be paired."""
        return Namespace(f"{self.base}gathering/")

    @property
    def rule(self) -> Namespace:
        """The named rules, each named after its file."""
        return Namespace(f"{self.base}rule/")

    @property
    def query(self) -> Namespace:
        """The example queries, each named after its file."""
        return Namespace(f"{self.base}query/")

    @property
    def mapping(self) -> Namespace:
        """The mapping sets, each named after its file, and below each the records of its mappings."""
        return Namespace(f"{self.base}mapping/")

    @property
    def crosscheck(self) -> Namespace:
        """The cross-checks of claims, and their comparisons: parts of one page."""
        return Namespace(f"{self.base}crosscheck#")

    def source(self, slug: str) -> URIRef:
        """The source of that slug: `…/text/central-asia-6`."""
        return URIRef(f"{self.base}text/{slug}")

    def passage(self, slug: str) -> Namespace:
        """The passages of a source, `text:`."""
        return Namespace(f"{self.base}text/{slug}/")

    def claim(self, slug: str) -> Namespace:
        """The claims drawn from a source, `claim:`."""
        return Namespace(f"{self.base}claim/{slug}/")

    def rebase(self, text: str) -> str:
        """The same hand-written text under this base."""
        return text.replace(CANONICAL_BASE, self.base)

    def read(self, path: Path) -> str:
        """The text of a hand-written UTF-8 file under this base, line ends untouched."""
        with path.open(encoding="utf-8", newline="") as file:
            return self.rebase(file.read())


CANONICAL = Names()
