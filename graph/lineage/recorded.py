"""Origins as they are recorded: by the derivations that a build has published, where it has too many to reason with."""

from collections.abc import Iterable
from dataclasses import replace

from graph.lineage.records import Records
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

    are_proven = False

    def __init__(self, store: Store, names: Names) -> None:
        self._records, self._own = Records(store, names), names.graph
        self._known: dict[tuple[Spelled, str | None], Support] = {}
        self._derivations: dict[str, Support] = {}
        self._certain = {self._own[name].n3() for name in ("ontology", "entities", "text", "examples", "links")}
        self._counted = {self._own.claims.n3(), self._own.inferred.n3()}

    def prepare(self, wanted: Iterable[tuple[Spelled, str | None]]) -> None:
        """Ask for many at once."""
        general = (None, self._own.inferred.n3())
        self._records.prepare(triple for triple, graph in wanted if graph in general and not _is_blank(triple))

    def of(self, triple: Spelled, graph: str | None = None) -> Support:
        """The support of a triple in the terms of N-Triples, of the default graph or of a named one.

        Raises:
            UnknownError: it follows, but from what is not recorded.
        """
        known = self._known.get((triple, graph))
        if known is None:
            known = self._known[triple, graph] = self._of(triple, graph)
        return known

    def is_certain(self, _predicate: str) -> bool:
        """Whether no triple with that predicate rests on any claim: that is not known here."""
        return False

    def _of(self, triple: Spelled, graph: str | None) -> Support:
        if _is_blank(triple):
            return CERTAIN  # what claims say has no blank nodes
        if graph is None:
            return self._anywhere(triple)
        if graph == self._own.inferred.n3():
            return self._inferred(triple)
        if graph == self._own.derivations.n3():
            return all_of(self._derivation(term) for term in (triple[0], triple[2]))
        if graph in (self._own.claims.n3(), self._own.crosscheck.n3()):
            return Support.of(one[1:-1] for one in (triple[0], triple[2]) if self._records.is_claim(one))
        return Support.of([graph[1:-1]]) if self._records.is_claim(graph) else CERTAIN

    def _anywhere(self, triple: Spelled) -> Support:
        """The support of a triple of the default graph: any graph that it comes from is enough."""
        self._records.prepare([triple])
        graphs = self._records.graphs[triple]
        if not self._certain.isdisjoint(graphs):
            return CERTAIN
        if not graphs:
            return self._pair(triple)
        found = [self.of(triple, one) for one in graphs if one in self._counted or self._records.affirmed.get(one)]
        return replace(any_of(found), necessary=NOTHING, is_complete=False) if found else CERTAIN

    def _pair(self, triple: Spelled) -> Support:
        """The support of a pair of those who are gathered, which is in no graph."""
        found = [
            all_of([Support.of((), [meeting.rule]), *(self.of(member) for member in meeting.members)])
            for meeting in self._records.meetings[triple]
        ]
        if not found:
            raise UnknownError
        return any_of(found)

    def _inferred(self, triple: Spelled) -> Support:
        self._records.prepare([triple])
        found = [self._derivation(one) for one in self._records.inferences.get(triple, ())]
        if not found:
            raise UnknownError
        return any_of(found)

    def _derivation(self, iri: str) -> Support:
        """The support of a derivation: all that it names."""
        if iri not in self._derivations:
            self._records.follow([iri])
            rule, claims, others = self._records.derivations[iri]
            told = Support.of(claims, [rule] if rule else ())
            self._derivations[iri] = all_of([told, *(self._derivation(one) for one in others)])
        return self._derivations[iri]


def _is_blank(triple: Spelled) -> bool:
    return any(term.startswith("_:") for term in triple)
