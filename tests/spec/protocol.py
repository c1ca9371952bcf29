"""The protocol and graph-store suites: exchanges over HTTP, made as they are written and judged one by one."""

from tests.spec.comparison import difference
from tests.spec.endpoint import Endpoint
from tests.spec.evaluation import fill
from tests.spec.exchange import Exchange
from tests.spec.manifests import BASE, Case
from tests.spec.results import CSV, JSON, TSV, XML, read, triples

FORMS = {
    "boolean": (XML, JSON),
    "tabular": (XML, JSON, CSV, TSV),
    "RDF": (
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
    ),
}
QUERY = "application/sparql-query"


def run(case: Case, endpoint: Endpoint) -> None:
    """Make the exchanges of a test in order, beginning with its data or an empty store."""
    fill(endpoint, case.content, str)
    location = ""
    for exchange in case.exchanges:
        location = _make(case, exchange, endpoint, location) or location


def _make(case: Case, exchange: Exchange, endpoint: Endpoint, location: str) -> str | None:
    """Make one exchange and judge it; where the suite wants a location, that is what comes back."""
    target = _target(case, exchange, endpoint).replace("$LOCATION$", location)
    body = exchange.body.replace(b"$LOCATION$", location.encode())
    writes = not target.startswith(endpoint.layout[0])
    response = endpoint.send(exchange.method, target, dict(exchange.headers), body, writes=writes)
    said = f"{exchange.method} {target} was answered with {response.status_code}: {response.text[:500]}"
    assert exchange.allows(response.status_code), f"{said}\nexpected {', '.join(exchange.statuses)}"
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if exchange.form:
        assert media_type in FORMS[exchange.form], f"expected a form of {exchange.form}, got {media_type}"
    if exchange.boolean is not None:
        assert read(response.content, media_type, BASE) is exchange.boolean, said
    if exchange.media_type:
        assert media_type == exchange.media_type, f"expected {exchange.media_type}, got {media_type}"
    if exchange.answer is not None:
        expected = triples(exchange.answer, exchange.media_type or "", BASE)
        found = difference(expected, triples(response.content, media_type, BASE))
        assert found is None, found
    if exchange.location:
        assert response.headers.get("location"), "expected the location of what was made"
        return str(response.headers["location"])
    return None


def _target(case: Case, exchange: Exchange, endpoint: Endpoint) -> str:
    """The door of the service under test that stands for the suite's."""
    query, update, graphs, direct = endpoint.layout
    if case.kind == "GraphStoreProtocolTest":
        rest = exchange.target.removeprefix("/gsp")
        return direct + rest.removeprefix("/") if rest.startswith("/") else graphs + rest
    # The suite has one address for both operations; only an update may go to the other door.
    is_update = "update" in case.iri.rpartition("#")[2] and exchange.content_type != QUERY
    return (update if is_update else query) + exchange.target.removeprefix("/sparql/")
