"""Origins as they are recorded: by the derivations that a build has published, where it has too many to reason with."""

from dataclasses import replace

from rdflib import PROV, RDF

from graph.engine import Graphs
from graph.lineage.solutions import Row, Solutions
from graph.lineage.support import CERTAIN, NOTHING, Support, UnknownError, all_of, any_of
from graph.store import Store
from ontology.inferences import Spelled
from ontology.terms import Names


class RecordedOrigins:
    """The origins of the triples of one build, as graph:derivations has them.

    A derivation names all claims that say what it rests on, also where one of them would be enough, and what is said
    may follow otherwise as well. So these are claims that something follows from, but not told as all such, nor any one
    of them as necessary.
    """

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names
        self._known: dict[tuple[Spelled, str | None], Support] = {}
        self._inferences: dict[str, Support] = {}
        own = names.graph
        self._certain = {own[name].n3() for name in ("ontology", "entities", "text", "examples", "links")}

    def of(self, triple: Spelled, graph: str | None = None) -> Support:
        """The support of a triple in the terms of N-Triples, of the default graph or of a named one."""
        known = self._known.get((triple, graph))
        if known is None:
            known = self._known[triple, graph] = self._of(triple, graph)
        return known

    def is_certain(self, _predicate: str) -> bool:
        """Whether no triple with that predicate rests on any claim: that is not known here."""
        return False

    def _of(self, triple: Spelled, graph: str | None) -> Support:
        own = self._names.graph
        if any(term.startswith("_:") for term in triple):
            return CERTAIN  # what claims say has no blank nodes
        if graph is None:
            return self._anywhere(triple)
        if graph == own.inferred.n3():
            return self._inferred(triple)
        if graph == own.derivations.n3():
            return all_of(self._inference(term) for term in (triple[0], triple[2]))
        if graph == own.claims.n3():
            return Support.of(one[1:-1] for one in (triple[0], triple[2]) if self._is_claim(one))
        return Support.of([graph[1:-1]]) if self._is_claim(graph) else CERTAIN

    def _anywhere(self, triple: Spelled) -> Support:
        """The support of a triple of the default graph: any graph that it comes from is enough."""
        graphs = [row[0] for row in self._ask(f"SELECT ?graph {{ GRAPH ?graph {{ {' '.join(triple)} }} }}")]
        if not self._certain.isdisjoint(graphs):
            return CERTAIN
        own = self._names.graph
        counted = {own.claims.n3(), own.inferred.n3()}
        found = [self.of(triple, one) for one in graphs if one and (one in counted or self._is_affirmed(one))]
        if not graphs:
            return self._pair(triple)
        return replace(any_of(found), necessary=NOTHING, is_complete=False) if found else CERTAIN

    def _pair(self, triple: Spelled) -> Support:
        """The support of a pair of those who are gathered, which is in no graph."""
        subject, relation, value = triple
        ox = self._names.ox
        ends = " ; ".join(f"^{ox.gatheredIn.n3()} {end}" for end in (subject, value))
        asked = f"?gathering {ox.pairsBy.n3()} {relation} ; {ends} ; {ox.gathersBy.n3()} ?rule"
        found = list[Support]()
        for gathering, rule in self._ask(f"SELECT ?gathering ?rule {{ {asked} }}"):
            if gathering and rule:
                members = (self.of((end, ox.gatheredIn.n3(), gathering)) for end in (subject, value))
                found.append(all_of([Support.of((), [rule[1:-1]]), *members]))
        if not found:
            raise UnknownError
        return any_of(found)

    def _inferred(self, triple: Spelled) -> Support:
        names = zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True)
        asked = " . ".join(f"?inference {name.n3()} {term}" for name, term in names)
        rows = self._ask(f"SELECT ?inference {{ GRAPH {self._names.graph.derivations.n3()} {{ {asked} }} }}")
        found = [self._inference(row[0]) for row in rows if row[0]]
        if not found:
            raise UnknownError  # its derivation is not published
        return any_of(found)

    def _inference(self, iri: str) -> Support:
        """The support of a derivation: all that it names."""
        if iri not in self._inferences:
            ox = self._names.ox
            asked = f"{iri} {ox.byRule.n3()} ?rule OPTIONAL {{ {iri} {PROV.wasDerivedFrom.n3()} ?ground }}"
            rows = self._ask(f"SELECT ?rule ?ground {{ GRAPH {self._names.graph.derivations.n3()} {{ {asked} }} }}")
            grounds = [row[1] for row in rows if row[1]]
            rules = {row[0][1:-1] for row in rows if row[0]}
            told = Support.of((one[1:-1] for one in grounds if self._is_claim(one)), rules)
            self._inferences[iri] = all_of(
                [told, *(self._inference(one) for one in grounds if not self._is_claim(one))]
            )
        return self._inferences[iri]

    def _is_claim(self, term: str) -> bool:
        return term.startswith(f"<{self._names.base}claim/")

    def _is_affirmed(self, graph: str) -> bool:
        ox = self._names.ox
        asked = f"BIND({graph} AS ?claim) ?claim {ox.modality.n3()} {ox.Asserted.n3()}"
        return bool(self._ask(f"SELECT ?claim {{ {asked} FILTER NOT EXISTS {{ ?claim {ox.voice.n3()} ?voice }} }}"))

    def _ask(self, text: str) -> list[Row]:
        return Solutions.of(self._store, text, Graphs()).rows
