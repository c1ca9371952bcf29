"""Named rules: SPARQL CONSTRUCT queries that draw what nobody asserted, each conclusion with its premises."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyparsing import ParseException
from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import QueryContext
from rdflib.term import Identifier

from ontology.errors import Finding, InputError
from ontology.patterns import Bindings, Pattern, Triple, matches, ordered
from ontology.proofs import without_circles
from ontology.queries import NamedQuery
from ontology.terms import Names

EXISTENCE = {"Builtin_EXISTS": True, "Builtin_NOTEXISTS": False}


@dataclass(frozen=True)
class Existence:
    """`FILTER EXISTS` or `FILTER NOT EXISTS`: of what no rule concludes, so that no later round changes it."""

    patterns: tuple[Pattern, ...]
    wanted: bool

    def holds(self, dataset: Dataset, bindings: Bindings) -> bool:
        """Whether the patterns match, or do not, as wanted."""
        steps = ordered(self.patterns, frozenset(bindings))
        return any(True for _ in matches(dataset, steps, bindings)) == self.wanted


@dataclass(frozen=True)
class Rule:
    """A named CONSTRUCT of one basic graph pattern with FILTERs."""

    query: NamedQuery
    iri: URIRef
    head: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    existences: tuple[Existence, ...]
    comparisons: tuple[CompValue, ...]

    @classmethod
    def read(cls, path: Path, names: Names) -> "Rule":
        """Read one `.rq` file.

        Raises:
            InputError: the file is no such query, or its head has a variable that its body does not bind.
        """
        query = NamedQuery.read(path, names)
        try:
            algebra = prepareQuery(query.text).algebra
        except ParseException as error:
            raise _fault(path, f"the rule is not SPARQL 1.1: {error}", error.lineno) from error
        except Exception as error:  # rdflib raises the bare Exception for an unknown prefix
            raise _fault(path, f"the rule is not SPARQL 1.1: {error}") from error
        if algebra.name != "ConstructQuery":
            raise _fault(path, "a rule is a CONSTRUCT query")
        where = algebra.p.p if algebra.p.name == "Project" else algebra.p  # CONSTRUCT WHERE { … } is a projection
        conditions: list[CompValue] = []
        if where.name == "Filter":
            conjunction = where.expr.name == "ConditionalAndExpression"
            conditions = [where.expr.expr, *where.expr.other] if conjunction else [where.expr]
            where = where.p
        if where.name != "BGP":
            raise _fault(path, f"a rule's WHERE is one basic graph pattern with FILTERs, without {where.name}")
        body = tuple(_patterns(where, path))
        head = tuple(Pattern(_plain(triple, path)) for triple in algebra.template) if algebra.template else body
        unbound = {variable for pattern in head for variable in pattern.variables}.difference(
            *(pattern.variables for pattern in body)
        )
        if unbound:
            listed = ", ".join(sorted(f"?{variable}" for variable in unbound))
            raise _fault(path, f"the rule concludes something about {listed}, which its WHERE does not bind")
        existences = tuple(
            Existence(tuple(_patterns(condition.graph, path)), EXISTENCE[condition.name])
            for condition in conditions
            if condition.name in EXISTENCE
        )
        # Each filter over the empty pattern, so that rdflib evaluates it for bindings that are matched here.
        comparisons = tuple(
            CompValue("Filter", expr=condition, p=CompValue("BGP", triples=[]), no_isolated_scope=True)
            for condition in conditions
            if condition.name not in EXISTENCE
        )
        return cls(query, names.rule[path.stem], head, body, existences, comparisons)

    def solutions(self, dataset: Dataset, new: Sequence[Triple] | None) -> Iterator[Bindings]:
        """Every way in which the rule applies; with `new`, those that use one of these triples."""
        if new is None:
            found = matches(dataset, ordered(self.body, frozenset()), {})
        else:
            found = self._matches_with(dataset, new)
        for bindings in found:
            context = QueryContext(dataset, list(bindings.items()))
            if all(any(True for _ in evalPart(context, one)) for one in self.comparisons) and all(
                one.holds(dataset, bindings) for one in self.existences
            ):
                yield bindings

    def derivations(self, bindings: Bindings) -> Iterator["Derivation"]:
        """What a solution concludes, but for what would not be RDF or has a blank node."""
        premises = tuple(sorted({pattern.instance(bindings) for pattern in self.body}, key=_spelled))
        for pattern in self.head:
            subject, predicate, value = conclusion = pattern.instance(bindings)
            if isinstance(subject, URIRef) and isinstance(predicate, URIRef) and isinstance(value, URIRef | Literal):
                yield Derivation(conclusion, self.iri, premises)

    def _matches_with(self, dataset: Dataset, new: Sequence[Triple]) -> Iterator[Bindings]:
        for position, pattern in enumerate(self.body):
            steps = ordered(self.body[:position] + self.body[position + 1 :], pattern.variables)
            for triple in new:
                bindings = pattern.match(triple, {})
                if bindings is not None:
                    yield from matches(dataset, steps, bindings)


@dataclass(frozen=True)
class Derivation:
    """One application of a rule: the triple it concludes, and the instances of the rule's body that it rests on."""

    conclusion: Triple
    rule: URIRef
    premises: tuple[Triple, ...]


def infer(dataset: Dataset, rules: Sequence[Rule]) -> list[Derivation]:
    """What the rules conclude from the default graph to their fixpoint, with every derivation of each conclusion.

    Semi-naive: a round asks only for what the triples of the round before add. What stands in the default graph
    already is not concluded; named graphs are seen by `GRAPH` in a rule's `EXISTS` only. Derivations that would prove a
    triple by itself are left out (see `proofs`). The dataset is left as it is; the order of the answer depends on its
    content alone.
    """
    state = Dataset()
    state.addN((s, p, o, state.get_context(graph)) for s, p, o, graph in dataset.quads() if graph is not None)
    given = set(state.default_graph)
    first: set[Derivation] = set()
    later: set[Derivation] = set()
    known: set[Triple] = set()
    new: list[Triple] | None = None
    while new is None or new:
        found = {
            derivation
            for rule in rules
            for bindings in rule.solutions(state, new)
            for derivation in rule.derivations(bindings)
            if derivation.conclusion not in given
        }
        later |= {derivation for derivation in found - first if derivation.conclusion in known}
        first |= {derivation for derivation in found if derivation.conclusion not in known}
        new = sorted({derivation.conclusion for derivation in found} - known, key=_spelled)
        known.update(new)
        for triple in new:
            state.default_graph.add(triple)
    kept = without_circles(first, later)
    return sorted(kept, key=lambda one: (_spelled(one.conclusion), one.rule, [_spelled(p) for p in one.premises]))


def _patterns(part: CompValue, path: Path, graph: Identifier | None = None) -> Iterator[Pattern]:
    if part.name == "BGP":
        yield from (Pattern(_plain(triple, path), graph) for triple in part.triples)
    elif part.name == "Join":
        yield from _patterns(part.p1, path, graph)
        yield from _patterns(part.p2, path, graph)
    elif part.name == "Graph":
        yield from _patterns(part.p, path, part.term)
    else:
        raise _fault(path, f"a rule's EXISTS holds triple patterns and GRAPH, without {part.name}")


def _plain(triple: Triple, path: Path) -> Triple:
    for term in triple:
        if isinstance(term, BNode):
            raise _fault(path, "a rule has no blank nodes: give each of them a variable")
        if not isinstance(term, Identifier):
            raise _fault(path, "a rule has no property paths: write a pattern for each step")
    return triple


def _spelled(triple: Triple) -> tuple[str, ...]:
    return tuple(term.n3() for term in triple)


def _fault(path: Path, sentence: str, line: int = 1) -> InputError:
    return InputError(sentence, [Finding(path, line, sentence)])
