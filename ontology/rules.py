"""Named rules: SPARQL CONSTRUCT queries that draw what nobody asserted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyparsing import ParseException
from rdflib import BNode, Dataset, Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import QueryContext
from rdflib.term import Identifier

from ontology.errors import Finding, InputError
from ontology.patterns import Bindings, Pattern, Triple, matches, ordered
from ontology.queries import NamedQuery
from ontology.reasoning.horn import Atom, Guard, is_variable
from ontology.reasoning.horn import Rule as Horn
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
        """Read one `.rq` file; see `of`."""
        return cls.of(NamedQuery.read(path, names), names)

    @classmethod
    def of(cls, query: NamedQuery, names: Names) -> "Rule":
        """The rule that a query is.

        Raises:
            InputError: it is no such query, or its head has a variable that its body does not bind.
        """
        path = query.path
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
        if any(isinstance(pattern.triple[0], Literal) for pattern in head):
            raise _fault(path, "the rule concludes something about a literal, which RDF cannot say")
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

    def excluding(self, dataset: Dataset, bindings: Bindings) -> Iterator[Triple]:
        """The triples by which a `FILTER NOT EXISTS` of the rule excludes what its variables stand for."""
        for existence in self.existences:
            steps = ordered(existence.patterns, frozenset(bindings))
            for found in () if existence.wanted else matches(dataset, steps, bindings):
                yield from (pattern.instance(found) for pattern in existence.patterns)

    def looked_for(
        self, dataset: Dataset, bindings: Bindings
    ) -> Iterator[list[list[tuple[Triple, Identifier | None]]]]:
        """For each `FILTER EXISTS` of the rule, the ways in which it holds for what its variables stand for.

        Each way is of triples, with the named graphs that they stand in.
        """
        for existence in self.existences:
            if existence.wanted:
                steps = ordered(existence.patterns, frozenset(bindings))
                yield [
                    [(one.instance(found), one.graph and found.get(one.graph, one.graph)) for one in existence.patterns]
                    for found in matches(dataset, steps, bindings)
                ]

    def horn(self, dataset: Dataset, terms: Mapping[str, Identifier]) -> Iterator[Horn]:
        """The rule for the reasoner, one for each triple that it concludes; `terms` are what a text stands for."""
        body = tuple(atom_of(pattern) for pattern in self.body)
        names = tuple(sorted({term for atom in body for term in atom if is_variable(term)}))

        @cache
        def holds(*found: str) -> bool:
            bindings: Bindings = {Variable(name[1:]): terms[one] for name, one in zip(names, found, strict=True)}
            context = QueryContext(dataset, list(bindings.items()))
            return all(any(True for _ in evalPart(context, one)) for one in self.comparisons) and all(
                one.holds(dataset, bindings) for one in self.existences
            )

        filters = (Guard(str(self.iri), names, holds),) if self.comparisons or self.existences else ()
        for pattern in self.head:
            yield Horn(str(self.iri), body, atom_of(pattern), filters)


def atom_of(pattern: Pattern) -> Atom:
    """A pattern for the reasoner."""
    return Atom(*(term.n3() for term in pattern.triple))


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


def _fault(path: Path, sentence: str, line: int = 1) -> InputError:
    return InputError(sentence, [Finding(path, line, sentence)])
