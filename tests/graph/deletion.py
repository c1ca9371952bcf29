"""The dataset without some of its claims: what the lineage of an answer is held against.

Of a claim that is left out there go its content, and what graph:claims says of it or relates to it; graph:inferred and
graph:derivations are what then follows from the rest, and the default graph is the set union again. All else stays.
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
from tests.graph.resting import Resting

SHARED = ("ontology", "entities", "text", "claims", "examples", "links", "inferred")  # in the default graph
Quads = frozenset[Quad]


class Deletion:
    """A built dataset in memory, from which claims can be left out."""

    def __init__(self, built: Build) -> None:
        self.names, self.store = built.names, pyoxigraph.Store()
        nquads = pyoxigraph.parse(path=built.path / "dataset.nq", format=pyoxigraph.RdfFormat.N_QUADS)
        self.store.bulk_extend(nquads)  # and not loaded, which would give blank nodes other labels
        self._premises = Premises.read(EmbeddedStore.open(built.store_path, built.names), built.names)
        self._graph = {name: NamedNode(self.names.graph[name]) for name in (*SHARED, "derivations")}
        self._descriptions = list(self.store.quads_for_pattern(None, None, None, self._graph["claims"]))
        self.claims = tuple(sorted(map(str, self._premises.contents)))

    def quads(self, left_out: Collection[str] = ()) -> Quads:
        """All of the dataset, its default graph included, without some claims; what follows is drawn anew."""
        gone = {NamedNode(claim) for claim in left_out}
        anew = {self._graph["inferred"], self._graph["derivations"]}
        gathered = {one.subject for one in self._gatherings()}
        named = {
            quad
            for quad in self.store
            if quad.graph_name not in {DefaultGraph(), *gone, *anew}
            and not (quad.graph_name == self._graph["claims"] and {quad.subject, quad.object} & gone)
            and not (quad.graph_name == self._graph["ontology"] and quad.subject in gathered)
        }
        named |= self._drawn(frozenset(map(URIRef, left_out)))
        shown = self._shown - gone
        return frozenset(named | {Quad(*quad.triple) for quad in named if quad.graph_name in shown})

    def change(self, claim: str) -> tuple[Quads, Quads]:
        """What goes without a claim, and what comes; the same, sooner."""
        change = self._resting.without(URIRef(claim))
        if change is None:
            left, whole = self.quads([claim]), self._whole
            return whole - left, left - whole
        name, graph = NamedNode(claim), self._graph
        gone = {*self.store.quads_for_pattern(None, None, None, name)}
        gone |= {quad for quad in self._descriptions if name in (quad.subject, quad.object)}
        gone |= {*_quads(change.inferred[0], graph["inferred"]), *_quads(change.derivations[0], graph["derivations"])}
        come = {*_quads(change.inferred[1], graph["inferred"]), *_quads(change.derivations[1], graph["derivations"])}
        shown = self._shown
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

    @cached_property
    def _whole(self) -> Quads:
        return frozenset(self.store)

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

    def _gatherings(self) -> Iterable[Quad]:
        kind = NamedNode(self.names.ox.Gathering)
        return self.store.quads_for_pattern(None, NamedNode(RDF.type), kind, self._graph["ontology"])

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
