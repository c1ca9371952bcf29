"""Random worlds of a few claims, from which things follow by the named rules and by axioms of every common kind.

Of a few claims every subset can be tried: so what is enough for a row of an answer is found without any thought.
"""

from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
from hypothesis import strategies as st

from graph.canonical import canonical
from graph.dataset import assemble
from graph.reader import RdfFile
from graph.sources import HandWritten, Source
from graph.store import EmbeddedStore, Store
from ontology.terms import Names
from tests.graph.deletion import Deletion
from tests.graph.fates import Row, answered

NAMES = Names()
SLUG = "small"
PREFIXES = f"""
PREFIX ox: <{NAMES.ox}> PREFIX id: <{NAMES.entity}> PREFIX claim: <{NAMES.claim(SLUG)}> PREFIX graph: <{NAMES.graph}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX text: <{NAMES.passage(SLUG)}>
"""
VOCABULARY = """
ox:State rdfs:subClassOf ox:Actor .
ox:Trade rdfs:subClassOf ox:Interest ; ox:sharedAs ox:tradesWith .
ox:tradesWith rdfs:subPropertyOf ox:sharesInterestWith .
ox:p a owl:ObjectProperty ; rdfs:subPropertyOf ox:t ; rdfs:domain ox:Actor .
ox:q a owl:ObjectProperty ; owl:inverseOf ox:p .
ox:s a owl:SymmetricProperty ; rdfs:subPropertyOf ox:t .
ox:t a owl:TransitiveProperty .
ox:f a owl:ObjectProperty , owl:FunctionalProperty .
ox:d a ox:DistributiveProperty , owl:ObjectProperty ; rdfs:subPropertyOf ox:s .
ox:hasInterest a ox:DistributiveProperty , owl:ObjectProperty .
"""
ENTITIES = (
    "id:a a ox:State ; ox:memberOf id:g . id:b a ox:State . id:g a ox:Group . id:i a ox:Trade . id:c ox:memberOf id:g ."
)
NODES = ["id:a", "id:b", "id:c"]
LINKS = ["ox:p", "ox:q", "ox:s", "ox:t"]

_contents = st.one_of(
    st.tuples(st.sampled_from(NODES), st.sampled_from([*LINKS, "ox:d"]), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES), st.sampled_from(LINKS), st.sampled_from(NODES)),
    st.tuples(st.sampled_from([*NODES, "id:g"]), st.just("ox:hasInterest"), st.just("id:i")),
    st.tuples(st.just("id:g"), st.just("ox:d"), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES), st.just("ox:memberOf"), st.just("id:g")),
    st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from(["ox:State", "ox:Actor"])),
    st.tuples(st.sampled_from(NODES), st.sampled_from(["ox:f", "ox:f", "owl:sameAs"]), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES), st.just("ox:told"), st.sampled_from(['"x"', '"y"', "1", "2"])),
).map(" ".join)
_manners = st.sampled_from(["ox:Asserted"] * 6 + ["ox:Asserted ; ox:voice id:b", "ox:Denied"])
_exceptions = st.sampled_from(["", "", "; ox:except id:a", "; ox:except id:c"])


def _claims(exceptions: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    contents = st.lists(_contents, min_size=1, max_size=3, unique=True).map(" . ".join)
    claims = st.tuples(contents, _manners, exceptions, st.integers(1, 2))
    return st.lists(claims, min_size=3, max_size=5).map(
        lambda found: [
            f"GRAPH claim:C{number} {{ {content} }} GRAPH graph:claims {{"
            f" claim:C{number} a ox:Claim ; ox:statedIn text:P{place} ; ox:modality {manner} {exception} . }}"
            for number, (content, manner, exception, place) in enumerate(found, 1)
        ]
    )


_tensions = st.sampled_from(["", "GRAPH graph:claims { claim:T1 a ox:Tension ; ox:joins claim:C1 , claim:C2 }"])


@dataclass(frozen=True)
class World:
    """A dataset of a few claims, written as SPARQL Update writes data."""

    written: str
    _stores: dict[frozenset[str], pyoxigraph.Store] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def deletion(self) -> Deletion:
        """It, with what follows, to leave claims out of."""
        store = pyoxigraph.Store()
        store.extend(_given())
        store.update(f"{PREFIXES} INSERT DATA {{ {self.written} }}")
        store.extend(Deletion(_nquads(store), NAMES).quads())
        return Deletion(_nquads(store), NAMES)

    @property
    def store(self) -> Store:
        """It, as it is served."""
        return EmbeddedStore.load(_nquads(self.deletion.store), NAMES)

    def enough(self, text: str) -> dict[Row, set[frozenset[str]]]:
        """Of each row of an answer every set of claims with which alone it is there, too."""
        claims = self.deletion.claims
        found: dict[Row, set[frozenset[str]]] = {row: set() for row in answered(self.deletion.store, text)}
        for number in range(len(claims) + 1):
            for kept in map(frozenset, combinations(claims, number)):
                if kept not in self._stores:
                    self._stores[kept] = self.deletion.having(kept)
                for row in found.keys() & answered(self._stores[kept], text):
                    found[row].add(kept)
        return found


def least(found: set[frozenset[str]]) -> set[frozenset[str]]:
    """Those sets of which no other is a part."""
    return {one for one in found if not any(other < one for other in found)}


def _worlds(exceptions: st.SearchStrategy[str]) -> st.SearchStrategy[World]:
    return st.tuples(_claims(exceptions), _tensions).map(lambda one: World(" ".join([*one[0], one[1]])))


worlds = _worlds(st.just(""))
excepting_worlds = _worlds(_exceptions)


def _nquads(store: pyoxigraph.Store) -> bytes:
    return store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""


@cache
def _given() -> tuple[pyoxigraph.Quad, ...]:
    """The vocabulary with its rules, and the entities."""
    with TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.ttl" for name in ("vocabulary", "entities", "source")}
        for name, text in (("vocabulary", VOCABULARY), ("entities", ENTITIES), ("source", "")):
            files[name].write_text(PREFIXES + text, encoding="utf-8")
        read = {name: RdfFile.read(path, NAMES) for name, path in files.items()}
    source = Source(SLUG, read["source"], (), Path(), ())
    assembly = assemble(HandWritten((read["entities"],), (source,)), [read["vocabulary"]], None, NAMES)
    kept = {NAMES.graph.ontology, NAMES.graph.entities}
    quads = [quad for quad in assembly.quads(NAMES) if quad[3] in kept]
    return tuple(pyoxigraph.parse(canonical(quads, ()).nquads, format=pyoxigraph.RdfFormat.N_QUADS))
