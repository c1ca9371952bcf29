"""What can be done to a store: SPARQL updates, and whole graphs put, merged and removed (Graph Store Protocol §5)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph

from graph.engine import GRAPHS
from graph.entities import refuse_entities
from graph.lexer import depth
from graph.malformed import damage, malformed
from graph.prologues import hoisted
from graph.targets import WAY_OUT, refuse_targets
from graph.updates import with_dataset, without_calls
from ontology.errors import ConflictError, InputError, LimitError

DEFAULT = pyoxigraph.DefaultGraph()
Graph = pyoxigraph.NamedNode | pyoxigraph.DefaultGraph


@dataclass(frozen=True)
class Payload:
    """RDF as it was sent: its media type, the IRI that relative ones are relative to, and its bytes."""

    media_type: str
    base: str
    body: bytes


def update(store: pyoxigraph.Store, request: Mapping[str, Any]) -> None:
    """Do a SPARQL update, all of it or nothing.

    Raises:
        InputError: it is malformed (with line and column), or cannot be judged.
        ForbiddenError: it has LOAD or SERVICE.
        ConflictError: a graph that it speaks of is missing, or there already; or it writes to one that is built.
        LimitError: it is nested too deeply.
    """
    text, deepest = request["text"], request["nesting"]
    deep = depth(text)
    if deep > deepest:
        raise LimitError(f"the update is nested {deep} deep; {deepest} brackets are the most")
    text = without_calls(text)
    if request["default"] or request["named"]:
        text = with_dataset(text, request["default"], request["named"])
    try:
        _execute(store, text, request)
    except SyntaxError as error:
        rewritten = hoisted(text)
        if rewritten == text:
            raise _malformed(error, text) from None
        try:
            _execute(store, rewritten, request)
        except SyntaxError as other:
            raise _malformed(other, rewritten) from None
    except UnicodeEncodeError as error:
        raise InputError(f"the update is not Unicode text (character {error.start + 1})") from None
    except RuntimeError as error:
        if damage(str(error)):
            raise
        raise ConflictError(f"nothing is written: {_lower(str(error))}; with SILENT the update would go on") from None


def _execute(store: pyoxigraph.Store, text: str, request: Mapping[str, Any]) -> None:
    """Execute what has been judged, in the very words that were."""
    if request["built"] is not None:
        refuse_targets(text, request["built"])
    store.update(text, base_iri=request["base"])


def _malformed(error: SyntaxError, text: str) -> InputError:
    return InputError(malformed(str(error), text, "update"))


def refuse_graph(name: str | None, built: Collection[str] | None) -> None:
    """Refuse to write a graph (None: the default graph) that is built, where some are.

    Raises:
        ConflictError: it is.
    """
    if built is not None and (name is None or name in built):
        told = "the default graph" if name is None else f"the graph <{name}>"
        raise ConflictError(f"{told} is built, and read-only; {WAY_OUT}")


def put(store: pyoxigraph.Store, name: str | None, payloads: Iterable[Payload]) -> bool:
    """Make RDF the content of a graph (None: the default graph); returns whether the graph is new.

    Raises:
        InputError: the RDF is malformed (with line and column); the graph is as it was.
    """
    graph = _graph(name)
    is_new = not _exists(store, graph)
    quads = _read(payloads, graph)
    if is_new:
        _add(store, graph, quads)
        return True
    # The engine has no transaction but an update, so what replaces a graph at once is one; it names blank nodes anew.
    triples = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
    named = isinstance(graph, pyoxigraph.NamedNode)
    cleared = f"CLEAR GRAPH {graph}" if named else "CLEAR DEFAULT"
    block = f"GRAPH {graph} {{ {triples.decode()} }}" if named else triples.decode()
    store.update(f"{cleared} ; INSERT DATA {{ {block} }}")
    return False


def post(store: pyoxigraph.Store, name: str | None, payloads: Iterable[Payload]) -> bool:
    """Add RDF to a graph (None: the default graph), making it if need be; returns whether it is new.

    Raises:
        InputError: the RDF is malformed (with line and column); the graph is as it was.
    """
    graph = _graph(name)
    is_new = not _exists(store, graph)
    _add(store, graph, _read(payloads, graph))
    return is_new


def delete(store: pyoxigraph.Store, name: str | None) -> bool:
    """Remove a graph, or all that the default graph holds (None); returns whether it was there."""
    graph = _graph(name)
    if not _exists(store, graph):
        return False
    store.remove_graph(graph)
    return True


def _graph(name: str | None) -> Graph:
    try:
        return DEFAULT if name is None else pyoxigraph.NamedNode(name)
    except ValueError:
        raise InputError(f"a graph is named by an absolute IRI, not by {name!r}") from None


def _exists(store: pyoxigraph.Store, graph: Graph) -> bool:
    return isinstance(graph, pyoxigraph.DefaultGraph) or store.contains_named_graph(graph)


def _add(store: pyoxigraph.Store, graph: Graph, quads: Collection[pyoxigraph.Quad]) -> None:
    if quads:
        store.extend(quads)  # all or nothing
    elif isinstance(graph, pyoxigraph.NamedNode):
        store.add_graph(graph)


def _read(payloads: Iterable[Payload], graph: Graph) -> list[pyoxigraph.Quad]:
    """The quads of all that was sent; blank nodes of one label are two if they come from two files."""
    return [
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph)
        for payload in payloads
        for quad in parsed(payload, GRAPHS[payload.media_type])
    ]


def parsed(payload: Payload, form: pyoxigraph.RdfFormat) -> list[pyoxigraph.Quad]:
    """The quads that were sent.

    Raises:
        InputError: they are malformed (with line and column).
    """
    if form == pyoxigraph.RdfFormat.RDF_XML:
        refuse_entities(payload.body)
    try:
        return list(pyoxigraph.parse(payload.body, format=form, base_iri=payload.base, rename_blank_nodes=True))
    except SyntaxError as error:
        where = f" at line {error.lineno}, column {error.offset}" if error.lineno else ""
        sentence = error.msg.partition(": ")[2] if error.lineno and ": " in error.msg else error.msg
        raise InputError(f"the {payload.media_type} is malformed{where}, and nothing is written: {sentence}") from None


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
