"""The dataset without some of its claims: what the lineage of an answer is held against.

Of a claim that is left out there go its content, what graph:claims says of it or relates to it, and that
graph:crosscheck checks it; graph:inferred and graph:derivations are what then follows from the rest, and the default
graph is the set union again. All else stays.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad
from rdflib import RDF, BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from graph.build import Build
from graph.inference import Content, add_inferences
from graph.premises import Premises
from graph.reader import as_rdflib
from graph.store import EmbeddedStore
from ontology.gatherings import Host
from ontology.terms import Names
from tests.graph.resting import Resting

SHARED = ("ontology", "entities", "text", "claims", "examples", "links", "inferred")  # in the default graph
Quads = frozenset[Quad]


class Deletion:
    """A dataset in memory, from which claims can be left out; what is drawn of it may still be wanting."""

    def __init__(self, nquads: bytes, names: Names) -> None:
        self.names, self.store = names, pyoxigraph.Store()
        # and not loaded, which would give blank nodes other labels
        self.store.bulk_extend(pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS))
        self._premises = Premises.read(EmbeddedStore(self.store, names), names)
        self._graph = {name: NamedNode(names.graph[name]) for name in (*SHARED, "derivations")}
        about = (self._graph["claims"], NamedNode(names.graph.crosscheck))
        self._descriptions = [quad for one in about for quad in self.store.quads_for_pattern(None, None, None, one)]
        self.claims = tuple(sorted(map(str, self._premises.contents)))

    @classmethod
    def of(cls, built: Build) -> "Deletion":
        """Of a build."""
        return cls((built.path / "dataset.nq").read_bytes(), built.names)

    def quads(self, left_out: Collection[str] = ()) -> Quads:
        """All of the dataset, its default graph included, without some claims; what follows is drawn anew."""
        gone = {NamedNode(claim) for claim in left_out}
        described = {quad for quad in self._descriptions if quad.subject in gone or quad.object in gone}
        named = {quad for quad in self._given - described if quad.graph_name not in gone}
        named |= self._drawn(frozenset(map(URIRef, left_out)))
        shown = self._shown - gone
        return frozenset(named | {Quad(*quad.triple) for quad in named if quad.graph_name in shown})

    def change(self, claim: str) -> tuple[Quads, Quads]:
        """What goes without a claim, and what comes; the same, sooner."""
        name, shown = NamedNode(claim), self._shown
        gone, come = self._drawn_otherwise(URIRef(claim))
        gone |= {*self.store.quads_for_pattern(None, None, None, name)}
        gone |= {quad for quad in self._descriptions if name in (quad.subject, quad.object)}
        shown_anew = {quad.triple for quad in come if quad.graph_name in shown}
        for triple in {quad.triple for quad in gone if quad.graph_name in shown} - shown_anew:
            said = {*self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)} - gone
            if not any(quad.graph_name in shown for quad in said):
                gone.add(Quad(*triple))
        come |= {one for triple in shown_anew if (one := Quad(*triple)) not in self.store}
        return frozenset(gone), frozenset(come)

    @contextmanager
    def leaving_out(self, claim: str) -> Iterator[pyoxigraph.Store]:
        """The store without a claim, for a while."""
        gone, come = self.change(claim)
        _exchange(self.store, gone, come)
        try:
            yield self.store
        finally:
            _exchange(self.store, come, gone)

    def having(self, kept: Collection[str]) -> pyoxigraph.Store:
        """A store of the dataset with some of its claims only."""
        store = pyoxigraph.Store()
        store.extend(self.quads(frozenset(self.claims).difference(kept)))
        return store

    def _drawn_otherwise(self, claim: URIRef) -> tuple[set[Quad], set[Quad]]:
        change = self._resting.without(claim)
        if change is None:
            anew = self._drawn(frozenset({claim}))
            return self._drawn_from_all - anew, anew - self._drawn_from_all
        inferred, derivations = self._graph["inferred"], self._graph["derivations"]
        gone, come = zip(change.inferred, change.derivations, strict=True)
        return (
            {*_quads(gone[0], inferred), *_quads(gone[1], derivations)},
            {*_quads(come[0], inferred), *_quads(come[1], derivations)},
        )

    @cached_property
    def _drawn_from_all(self) -> set[Quad]:
        return self._drawn(frozenset())

    @cached_property
    def _resting(self) -> Resting:
        descriptions = Graph()
        for quad in self._descriptions:
            descriptions.add((as_rdflib(quad.subject), as_rdflib(quad.predicate), as_rdflib(quad.object)))
        return Resting(self._premises, descriptions)

    @cached_property
    def _shown(self) -> set[NamedNode]:
        """The graphs whose set union is the default graph."""
        return {self._graph[name] for name in SHARED} | {NamedNode(claim) for claim in self._premises.affirmed}

    @cached_property
    def _given(self) -> Quads:
        """The named graphs without what is drawn."""
        ontology, kind = self._graph["ontology"], NamedNode(self.names.ox.Gathering)
        drawn = {DefaultGraph(), self._graph["inferred"], self._graph["derivations"]}
        found = self.store.quads_for_pattern(None, NamedNode(RDF.type), kind, ontology)
        gathered = {quad for one in found for quad in self.store.quads_for_pattern(one.subject, None, None, ontology)}
        return frozenset(quad for quad in self.store if quad.graph_name not in drawn) - gathered

    def _drawn(self, left_out: frozenset[URIRef]) -> set[Quad]:
        """What the build infers and tells of it, source by source."""
        dataset, names, account = Dataset(), self.names, list[Content]()
        affirmed = sorted(self._premises.affirmed - left_out)
        for claim in affirmed:
            for triple in self._premises.contents[claim]:
                dataset.graph(claim).add(triple)
        for slug, described in self._premises.described.items():
            rest = Graph()
            for triple in described:
                if not left_out.intersection(triple):
                    rest.add(triple)
            own = [claim for claim in affirmed if self._premises.slug(claim) == slug]
            background = (*self._premises.shared, rest)
            account += add_inferences(dataset, background, own, self._premises.laws, Host(names, slug)).account
        inferred = dataset.graph(names.graph.inferred)
        for claim in affirmed:
            inferred -= dataset.graph(claim)
        return {
            *_quads(inferred, self._graph["inferred"]),
            *_quads(account, self._graph["derivations"]),
            *_quads(dataset.graph(names.graph.ontology), self._graph["ontology"]),  # who are gathered
        }


def _exchange(store: pyoxigraph.Store, gone: Quads, come: Quads) -> None:
    for quad in gone:
        assert quad in store
        store.remove(quad)
    assert not any(quad in store for quad in come)
    store.extend(come)


def _quads(triples: Iterable[tuple[Node, Node, Node]], graph: NamedNode) -> Iterator[Quad]:
    for subject, predicate, value in triples:
        assert not isinstance(subject, BNode), "nothing is inferred of a blank node"
        yield Quad(NamedNode(str(subject)), NamedNode(str(predicate)), _term(value), graph)


def _term(term: Node) -> NamedNode | pyoxigraph.Literal:
    if not isinstance(term, Literal):
        return NamedNode(str(term))
    if term.language:
        return pyoxigraph.Literal(str(term), language=term.language)
    return pyoxigraph.Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
