"""The graphs of the dataset, put together from the hand-written files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from rdflib import RDF, RDFS, SH, SKOS, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from graph.axioms import add_axioms
from graph.facts import graph_of
from graph.inference import Content, Drawn, Laws, add_inferences
from graph.mapping_triples import link_triples
from graph.passages import passages_graph
from graph.reader import RdfFile
from graph.sources import HandWritten, Source
from ontology.gatherings import MOST, Gathering, Host
from ontology.inferences import Clash, spelled
from ontology.queries import NamedQuery, read_all
from ontology.reasoning.compiler import Compiled, compiled
from ontology.reasoning.equality import EQUALITY
from ontology.reasoning.horn import Rule as Horn
from ontology.rules import Rule
from ontology.terms import Names

ONTOLOGY = Path(str(files("ontology")))
SCHEMA = Namespace("https://schema.org/")
FORMS = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}


@dataclass(frozen=True)
class Assembly:
    """The named graphs of the dataset, and those whose set union is its default graph.

    Of graph:derivations the triples stand in `account` (see `Drawn`). `clashes` are what cannot be, `axioms` the rules
    of the axioms and what of them no rule is made of. The pairs of `gatherings` are left to queries, and `undrawn` are
    the axioms by which something else would follow from them.
    """

    dataset: Dataset
    in_default_graph: frozenset[URIRef]
    account: tuple[Content, ...]
    clashes: tuple[Clash, ...]
    axioms: Compiled
    gatherings: tuple[Gathering, ...]
    undrawn: tuple[str, ...]

    def quads(self, names: Names) -> Iterator[tuple[Node, Node, Node, URIRef]]:
        """Those of all named graphs; what two sources infer alike comes twice."""
        for graph in self.dataset.graphs():
            if isinstance(graph.identifier, URIRef) and graph.identifier != self.dataset.default_graph.identifier:
                yield from ((*triple, graph.identifier) for triple in graph)
        yield from ((*triple, names.graph.derivations) for triple in self.account)

    def affirmed(self, names: Names) -> Graph:
        """The ontology, the entities and the affirmed contents."""
        graph = Graph()
        left_out = {names.graph[name] for name in ("text", "claims", "examples", "links", "inferred")}
        for name in self.in_default_graph - left_out:
            graph += self.dataset.graph(name)
        return graph


def assemble(
    written: HandWritten,
    vocabulary: Sequence[RdfFile],
    examples: Path | None,
    names: Names,
    further: Sequence[Horn] = (),
    most: int = MOST,
) -> Assembly:
    """Put every graph together, inferences included, source by source; by `further` rules, too.

    Where more than `most` meet, they are gathered.

    Raises:
        InputError: an axiom is malformed.
    """
    dataset = Dataset()
    rules = [Rule.read(path, names) for path in sorted((ONTOLOGY / "rules").glob("*.rq"))]
    ontology = dataset.graph(names.graph.ontology)
    _add(ontology, *(file.dataset.default_graph for file in vocabulary))
    for rule in rules:
        _describe_rule(ontology, rule, names)
    entities = dataset.graph(names.graph.entities)
    _add(entities, *(file.dataset.default_graph for file in written.entities))
    for file in written.facts:
        _add(dataset.graph(graph_of(file, names)), file.dataset.default_graph)
    for query in read_all(examples, names) if examples else ():
        _describe_example(dataset.graph(names.graph.examples), query, names)
    axioms = compiled(spelled(triple) for graph in (ontology, entities) for triple in graph)
    laws = Laws(rules, [*axioms.rules, *further])
    _add(dataset.graph(names.graph.links), link_triples(written.links))
    affirmed, found = list[URIRef](), list[Drawn]()
    for source in written.sources:
        claims, drawn = _add_source(dataset, source, laws, Host(names, source.slug, most))
        affirmed += claims
        found.append(drawn)
    add_axioms(ontology, [*laws.axioms, *EQUALITY], ontology + entities, names)
    inferred = dataset.graph(names.graph.inferred)
    for claim in affirmed:  # what follows from one source may be asserted in another
        inferred -= dataset.graph(claim)
    shared = ("ontology", "entities", "text", "claims", "examples", "links", "inferred")
    shown = frozenset([*(names.graph[name] for name in shared), *affirmed])
    clashes = dict.fromkeys(clash for drawn in found for clash in drawn.clashes)
    gatherings = tuple(one for drawn in found for one in drawn.gatherings)
    undrawn = dict.fromkeys(axiom for drawn in found for axiom in drawn.undrawn)
    account = tuple(triple for drawn in found for triple in drawn.account)
    return Assembly(dataset, shown, account, tuple(clashes), axioms, gatherings, tuple(undrawn))


def is_affirmed(descriptions: Graph, claim: URIRef, names: Names) -> bool:
    """Whether the source itself says that the claim is so: asserted, and in no other voice."""
    return (claim, names.ox.modality, names.ox.Asserted) in descriptions and not any(
        descriptions.objects(claim, names.ox.voice)
    )


def _add_source(dataset: Dataset, source: Source, laws: Laws, host: Host) -> tuple[list[URIRef], Drawn]:
    """Add a source's graphs and what follows from them; its affirmed claims, in order, and what is drawn from them."""
    names = host.names
    text = source.description.dataset.default_graph + passages_graph(
        source.passages, source.slug, names, source.octets(names)
    )
    _add(dataset.graph(names.graph.text), text)
    descriptions, claims = Graph(), set[URIRef]()
    for file in source.claims:
        _add(descriptions, file.dataset.default_graph)
        for content in file.dataset.graphs():
            if isinstance(content.identifier, URIRef) and content.identifier != file.dataset.default_graph.identifier:
                _add(dataset.graph(content.identifier), content)
                claims.add(content.identifier)
    _add(dataset.graph(names.graph.claims), descriptions)
    affirmed = sorted(claim for claim in claims if is_affirmed(descriptions, claim, names))
    background = (dataset.graph(names.graph.ontology), dataset.graph(names.graph.entities), text, descriptions)
    return affirmed, add_inferences(dataset, background, affirmed, laws, host)


def _add(graph: Graph, *others: Iterable[tuple[object, object, object]]) -> None:
    for other in others:
        for triple in other:
            graph.add(triple)  # type: ignore[arg-type] # rdflib's iteration types are wider than its add


def _describe_rule(graph: Graph, rule: Rule, names: Names) -> None:
    graph.add((rule.iri, RDF.type, names.ox.Rule))
    _entitle(graph, rule.iri, rule.query, SKOS.definition)
    graph.add((rule.iri, SH.construct, Literal(rule.query.text)))


def _describe_example(graph: Graph, query: NamedQuery, names: Names) -> None:
    iri = names.query[query.name]
    executable, form = FORMS[query.form]
    graph.add((iri, RDF.type, SH.SPARQLExecutable))
    graph.add((iri, RDF.type, executable))
    graph.add((iri, form, Literal(query.text)))
    _entitle(graph, iri, query, RDFS.comment)
    for tag in query.tags:
        graph.add((iri, SCHEMA.keywords, Literal(tag)))


def _entitle(graph: Graph, iri: URIRef, query: NamedQuery, description: URIRef) -> None:
    for language, title in query.title.items():
        graph.add((iri, RDFS.label, Literal(title, lang=language)))
    for language, sentence in query.description.items():
        graph.add((iri, description, Literal(sentence, lang=language)))
