"""Evaluation tests: the store is filled, a query asked or an update sent, and what comes back compared."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import httpx
import pyoxigraph as ox

from tests.spec.comparison import by_value, difference
from tests.spec.endpoint import Endpoint
from tests.spec.federation import Remotes
from tests.spec.manifests import Case, Content, text_of
from tests.spec.results import JSON, TYPES, Answer, Table, read, triples

RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\"{}|^`\\\s]*>")
FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^<>\"{}|^`\\\s]*)>", re.IGNORECASE)
ORDERED = re.compile(r"\bORDER\s+BY\b[^}]*$", re.IGNORECASE)
EVERYTHING = b"SELECT ?g ?s ?p ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
Localise = Callable[[str], str]


def run_query(case: Case, endpoint: Endpoint, remotes: Remotes) -> str | None:
    """Ask the query in the format of the expected answer, and compare."""
    localise = remotes.hold(case.services)
    text = localise(text_of(case.request))
    fill(endpoint, _with_dataset(case.content, text, case.request), localise)
    expected, accept = _expected(case.result, localise)
    response = endpoint.query(_based(text, case.request), accept)
    assert response.is_success, f"{response.status_code}: {response.text}"
    actual = answer(response, accept, case.result)
    ordered = bool(ORDERED.search(text))
    return _judge(expected, actual, ordered=ordered, lax=case.lax)


def run_update(case: Case, endpoint: Endpoint) -> str | None:
    """Send the update, and compare the whole store with what it should hold."""
    fill(endpoint, case.content, str)
    response = endpoint.update(_based(text_of(case.request), case.request))
    assert response.is_success, f"{response.status_code}: {response.text}"
    everything = read(endpoint.query(EVERYTHING, JSON).raise_for_status().content, JSON, "")
    assert isinstance(everything, Table)
    return _judge(ox.Dataset(_quads(case.after)), ox.Dataset(_held(everything)))


def _judge(expected: Answer, actual: Answer, *, ordered: bool = False, lax: bool = False) -> str | None:
    """Want the same values of the same types; say where only their spelling differs."""
    spelling = difference(expected, actual, ordered=ordered, lax=lax)
    if spelling is not None:
        found = difference(by_value(expected), by_value(actual), ordered=ordered, lax=lax)
        assert found is None, found
    return spelling


def answer(response: httpx.Response, accept: str, base: str) -> Answer:
    """The answer that a response carries, which must be in the format that was asked for."""
    media_type = response.headers["content-type"].partition(";")[0]
    assert media_type in accept, f"asked for {accept}, got {media_type}"
    return read(response.content, media_type, base)


def fill(endpoint: Endpoint, content: Content, localise: Localise) -> None:
    """Make content the whole of what the service holds, each literal as it is written.

    Graphs go by the Graph Store Protocol; datasets, whose graphs may share blank nodes, in one update.
    """
    endpoint.clear()
    graphs: dict[str | None, list[ox.Triple]] = {name: [] for name, _ in content.named}
    for name, quads in _files(content, localise):
        if any(quad.graph_name != ox.DefaultGraph() for quad in quads):
            endpoint.update(_insertion(quads)).raise_for_status()
        else:
            graphs.setdefault(name, []).extend(quad.triple for quad in quads)
    for name, triples_ in graphs.items():
        endpoint.put(name, ox.serialize(triples_, format=ox.RdfFormat.N_TRIPLES) or b"")


def _insertion(quads: ox.Dataset) -> bytes:
    """The update that adds quads."""
    lines = [
        f"{quad.triple} ." if quad.graph_name == ox.DefaultGraph() else f"GRAPH {quad.graph_name} {{ {quad.triple} }}"
        for quad in quads
    ]
    return f"INSERT DATA {{ {' '.join(lines)} }}".encode()


def _files(content: Content, localise: Localise) -> Iterator[tuple[str | None, ox.Dataset]]:
    """What each file of content says, and the graph that it goes to."""
    for file in content.default:
        yield None, _parsed(file, localise)
    for name, file in content.named:
        yield name, _parsed(file, localise)


def _parsed(file: str, localise: Localise) -> ox.Dataset:
    """The triples of one file of the suites."""
    return triples(localise(text_of(file)).encode(), TYPES[PurePosixPath(file).suffix], file)


def _quads(content: Content) -> Iterator[ox.Quad]:
    """The quads of content."""
    for name, quads in _files(content, str):
        for quad in quads:
            yield quad if name is None else ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(name))


def _held(everything: Table) -> Iterator[ox.Quad]:
    """The quads of a service's store, as a query told them."""
    for row in everything.rows:
        subject, predicate, graph = row["s"], row["p"], row.get("g")
        assert isinstance(subject, ox.NamedNode | ox.BlankNode), f"{subject} is the subject of a triple"
        assert isinstance(predicate, ox.NamedNode), f"{predicate} is the predicate of a triple"
        assert graph is None or isinstance(graph, ox.NamedNode | ox.BlankNode), f"{graph} is the name of a graph"
        yield ox.Quad(subject, predicate, row["o"], graph)


def _with_dataset(content: Content, text: str, base: str) -> Content:
    """Content, and the graphs that a query names by FROM: nothing but the suites' own files is ever fetched."""
    folder = base.rpartition("/")[0] + "/"
    names = [name if ":" in name else folder + name for name in FROM.findall(text)]
    return Content(content.default, tuple(sorted({*content.named, *((name, name) for name in names)})))


def _based(text: str, base: str) -> bytes:
    """A request that resolves its relative IRIs, where it has any, against its own address in the suites."""
    return (f"BASE <{base}>\n{text}" if RELATIVE.search(text) else text).encode()


def _expected(file: str, localise: Localise) -> tuple[Answer, str]:
    """The expected answer, and the media type to ask for: its own, if it is one of results or it is a graph."""
    media_type = TYPES[PurePosixPath(file).suffix]
    found = read(localise(text_of(file)).encode(), media_type, file)
    is_graph = isinstance(found, ox.Dataset)
    described = not is_graph and media_type in (TYPES[".ttl"], TYPES[".rdf"])
    return found, JSON if described else media_type
