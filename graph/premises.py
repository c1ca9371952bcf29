"""The premises of a build, read back from its store: what inferences were drawn from, and by what."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rdflib import RDF, SH, Graph, URIRef

from graph.inference import Content, Laws
from graph.store import Store, select
from ontology.errors import InputError, LimitError
from ontology.gatherings import Host
from ontology.inferences import Closure, spelled
from ontology.queries import NamedQuery
from ontology.reasoning.compiler import compiled
from ontology.reasoning.subsumptions import read
from ontology.rules import Rule
from ontology.terms import Names

MOST = 1_000_000  # triples


@dataclass(frozen=True)
class Premises:
    """Of all sources: what is no claim, what claims say, which of them are affirmed, and the laws of inference.

    `described` is what is said of each source and of its claims, by its slug; `denied` are the claims that deny,
    `published` the inferences of graph:derivations.
    """

    names: Names
    shared: tuple[Graph, ...]
    described: dict[str, Graph]
    contents: dict[URIRef, list[Content]]
    affirmed: frozenset[URIRef]
    denied: frozenset[URIRef]
    published: frozenset[URIRef]
    laws: Laws

    @classmethod
    def read(cls, store: Store, names: Names) -> "Premises":
        """Read them.

        Raises:
            LimitError: there are more than this can hold.
        """
        graphs = {name: Graph() for name in ("ontology", "entities", "examples", "text", "claims")}
        contents: dict[URIRef, list[Content]] = defaultdict(list)
        asked = "".join(f"<{names.graph[name]}> " for name in graphs)
        _refuse_too_many(store, names)
        for row in select(store, f"SELECT * {{ VALUES ?g {{ {asked} }} GRAPH ?g {{ ?s ?p ?o }} }}"):
            graphs[row["g"].removeprefix(names.graph)].add((row["s"], row["p"], row["o"]))
        claims = f"GRAPH <{names.graph.claims}> {{ ?g a <{names.ox.Claim}> }} GRAPH ?g {{ ?s ?p ?o }}"
        for row in select(store, f"SELECT ?g ?s ?p ?o {{ {claims} }}"):
            contents[URIRef(row["g"])].append((row["s"], row["p"], row["o"]))
        for gathering in list(graphs["ontology"].subjects(RDF.type, names.ox.Gathering)):
            graphs["ontology"].remove((gathering, None, None))  # who are gathered is found out anew
        said = graphs["claims"]
        affirmed = {
            claim
            for claim in contents
            if (claim, names.ox.modality, names.ox.Asserted) in said and not any(said.objects(claim, names.ox.voice))
        }
        shared = (graphs["ontology"], graphs["entities"], graphs["examples"])
        described = _by_source((graphs["text"], said), names)
        denied = frozenset(claim for claim in contents if (claim, names.ox.modality, names.ox.Denied) in said)
        inferences = f"SELECT ?i {{ GRAPH <{names.graph.derivations}> {{ ?i a <{names.ox.Inference}> }} }}"
        published = frozenset(URIRef(row["i"]) for row in select(store, inferences))
        laws = _laws(shared, names)
        return cls(names, shared, described, dict(contents), frozenset(affirmed), denied, published, laws)

    @cached_property
    def holders(self) -> dict[tuple[str, str, str], list[URIRef]]:
        """The claims that say a triple, in whatever modality."""
        holders: dict[tuple[str, str, str], list[URIRef]] = defaultdict(list)
        for claim in sorted(self.contents):
            for triple in self.contents[claim]:
                holders[spelled(triple)].append(claim)
        return holders

    def slug(self, claim: URIRef) -> str:
        """The source of a claim.

        Raises:
            InputError: there is no such claim.
        """
        if claim not in self.contents:
            raise InputError(f"there is no claim {claim}")
        return claim.removeprefix(f"{self.names.base}claim/").partition("/")[0]

    def closure(
        self,
        slug: str,
        taken_in: Collection[URIRef] = (),
        left_out: Collection[URIRef] = (),
        about: Collection[URIRef] = (),
    ) -> tuple[Closure, frozenset[URIRef]]:
        """What follows within a source, with some claims taken in or left out; and the claims that it follows from.

        Of those `about` whom somebody asks, pairs are made at a gathering, too.
        """
        own = {claim for claim in self.affirmed if self.slug(claim) == slug}
        counted = frozenset((own | set(taken_in)) - set(left_out))
        contents = {claim: self.contents[claim] for claim in sorted(counted)}
        host = Host(self.names, slug, about=frozenset(one.n3() for one in about))
        return self.laws.closure((*self.shared, self.described[slug]), contents, host), counted


def _refuse_too_many(store: Store, names: Names) -> None:
    rows = select(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    if int(rows[0]["n"]) > MOST:
        raise LimitError(
            f"the graph has {rows[0]['n']} triples, and more than {MOST} cannot be reasoned with here; "
            f"ask <{names.graph.derivations}> by SPARQL, which tells what each inference rests on"
        )


def _by_source(graphs: tuple[Graph, ...], names: Names) -> dict[str, Graph]:
    described: dict[str, Graph] = defaultdict(Graph)
    for graph in graphs:
        for subject, predicate, value in graph:
            kind, *slug = re.split("[/#]", str(subject).removeprefix(names.base))[:2]
            if kind in ("claim", "text"):
                described[slug[0]].add((subject, predicate, value))
    return dict(described)


def _laws(shared: tuple[Graph, ...], names: Names) -> Laws:
    ontology = shared[0]
    axioms = compiled(spelled(triple) for graph in shared for triple in graph).rules
    found = (read(str(text)) for text in ontology.objects(None, names.ox.functionalSyntax))
    return Laws(list(_rules(ontology, names)), [*axioms, *(rule for rule in found if rule)])


def _rules(ontology: Graph, names: Names) -> Iterator[Rule]:
    for rule, text in sorted(ontology.subject_objects(SH.construct)):
        name = str(rule).removeprefix(names.rule)
        yield Rule.of(NamedQuery.parse(Path(f"{name}.rq"), str(text)), names)
