"""Records: what a dataset itself tells of where its triples come from, asked for many of them at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from rdflib import PROV, RDF

from graph.engine import Graphs
from graph.lineage.solutions import Row, Solutions, values
from graph.store import Store
from ontology.inferences import Spelled
from ontology.terms import Names

AT_ONCE = 1000
SPO = ["s", "p", "o"]


class Derivation(NamedTuple):
    """The rule of a derivation, and the claims and other derivations that it names."""

    rule: str
    claims: tuple[str, ...]
    others: tuple[str, ...]


class Meeting(NamedTuple):
    """By which rule some are paired, and the triples that say that they are gathered."""

    rule: str
    members: tuple[Spelled, Spelled]


class Records:
    """What was asked of a store so far; `prepare` asks of many triples, with all that these rest on."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names
        self.graphs: dict[Spelled, list[str]] = {}
        self.inferences: dict[Spelled, list[str]] = {}
        self.meetings: dict[Spelled, list[Meeting]] = {}
        self.derivations: dict[str, Derivation] = {}
        self.affirmed: dict[str, bool] = {}

    def prepare(self, triples: Iterable[Spelled]) -> None:
        """Ask where triples without blank nodes stand, and what those that are inferred rest on."""
        inferred = self._names.graph.inferred.n3()
        left = [one for one in dict.fromkeys(triples) if one not in self.graphs]
        while left:
            self._find_graphs(left)
            follow = [one for one in left if inferred in self.graphs[one]]
            self._find_inferences(follow)
            self.follow(iri for one in follow for iri in self.inferences[one])
            missing = [one for one in left if not self.graphs[one]]
            self._find_meetings(missing)
            members = (triple for one in missing for each in self.meetings[one] for triple in each.members)
            left = [one for one in dict.fromkeys(members) if one not in self.graphs]

    def follow(self, iris: Iterable[str]) -> None:
        """Ask what derivations rest on, and those that they name."""
        by_rule, derived = self._names.ox.byRule.n3(), PROV.wasDerivedFrom.n3()
        # One pattern, and no OPTIONAL: the engine would look through all that is derived.
        asked = f"GRAPH {self._names.graph.derivations.n3()} {{ ?one ?p ?o }} FILTER(?p IN ({by_rule}, {derived}))"
        left = [one for one in dict.fromkeys(iris) if one not in self.derivations]
        while left:
            rules, grounds = dict[str, str](), defaultdict[str, list[str]](list)
            for one, predicate, found in self._ask(["one"], [(one,) for one in left], asked, "p", "o"):
                if one and found and predicate == by_rule:
                    rules[one] = found[1:-1]
                elif one and found:
                    grounds[one].append(found)
            for one in left:
                claims = tuple(ground[1:-1] for ground in grounds[one] if self.is_claim(ground))
                others = tuple(ground for ground in grounds[one] if not self.is_claim(ground))
                self.derivations[one] = Derivation(rules.get(one, ""), claims, others)
            named = (other for one in left for other in self.derivations[one].others)
            left = [one for one in dict.fromkeys(named) if one not in self.derivations]

    def is_claim(self, term: str) -> bool:
        """Whether a term is a claim, or what describes claims."""
        return term.startswith(f"<{self._names.base}claim/")

    def _find_graphs(self, triples: Collection[Spelled]) -> None:
        self.graphs.update((one, []) for one in triples)
        for s, p, o, graph in self._ask(SPO, triples, "GRAPH ?graph { ?s ?p ?o }", "graph"):
            if s and p and o and graph:
                self.graphs[s, p, o].append(graph)
        claims = dict.fromkeys(graph for one in triples for graph in self.graphs[one] if self.is_claim(graph))
        unknown = [one for one in claims if one not in self.affirmed]
        self.affirmed.update(dict.fromkeys(unknown, False))
        ox = self._names.ox
        asked = f"?one {ox.modality.n3()} {ox.Asserted.n3()} FILTER NOT EXISTS {{ ?one {ox.voice.n3()} ?voice }}"
        for (one,) in self._ask(["one"], [(one,) for one in unknown], asked):
            self.affirmed[one or ""] = True

    def _find_inferences(self, triples: Collection[Spelled]) -> None:
        """By which derivations triples follow; asked by their subjects or their objects, whichever are fewer.

        Each is asked for by itself: then the engine begins with what it knows.
        """
        self.inferences.update((one, []) for one in triples)
        subjects, objects = {one[0] for one in triples}, {one[2] for one in triples}
        by_subject, graph = len(subjects) <= len(objects), self._names.graph.derivations.n3()
        for term in sorted(subjects if by_subject else objects):
            ends = (term, "?end") if by_subject else ("?end", term)
            asked = f"?one {RDF.subject.n3()} {ends[0]} ; {RDF.object.n3()} {ends[1]} ; {RDF.predicate.n3()} ?p"
            found = Solutions.of(self._store, f"SELECT ?one ?p ?end {{ GRAPH {graph} {{ {asked} }} }}", Graphs())
            for one, p, end in found.rows:
                triple = (term, p or "", end or "") if by_subject else (end or "", p or "", term)
                if one and triple in self.inferences:
                    self.inferences[triple].append(one)

    def _find_meetings(self, triples: Collection[Spelled]) -> None:
        """By what pairs follow that are in no graph: see `ontology.gatherings`."""
        self.meetings.update((one, []) for one in triples)
        ox = self._names.ox
        member = ox.gatheredIn.n3()
        asked = f"?s {member} ?at . ?o {member} ?at . ?at {ox.pairsBy.n3()} ?p ; {ox.gathersBy.n3()} ?rule"
        for s, p, o, at, rule in self._ask(SPO, triples, asked, "at", "rule"):
            if s and p and o and at and rule:
                self.meetings[s, p, o].append(Meeting(rule[1:-1], ((s, member, at), (o, member, at))))

    def _ask(self, names: list[str], rows: Collection[Row], pattern: str, *more: str) -> Iterator[Row]:
        told, every = " ".join(f"?{name}" for name in (*names, *more)), list(rows)
        for first in range(0, len(every), AT_ONCE):
            given = values(names, every[first : first + AT_ONCE])
            yield from Solutions.of(self._store, f"SELECT {told} {{ {given} {pattern} }}", Graphs()).rows
