"""The redirects that are to be registered at w3id.org lead every address to what the service says of it."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from graph.store import Store, select
from ontology.terms import CANONICAL_BASE
from tests.api.rewriting import Rewriting

FOLDER = Path(__file__).parents[2] / "docs" / "w3id"
PLACEHOLDER = "https://oxiana.example.org"
THINGS = "SELECT DISTINCT ?thing { ?thing a ?class FILTER STRSTARTS(STR(?thing), 'https://w3id.org/oxiana/') }"


@pytest.fixture(scope="module")
def w3id() -> Rewriting:
    return Rewriting((FOLDER / ".htaccess").read_text(encoding="utf-8"))


def followed(client: httpx.Client, w3id: Rewriting, iri: str, accept: str) -> tuple[int, httpx.Response]:
    """The status of the redirect of an IRI, and what the service answers at the end of it."""
    parts = urlsplit(iri)  # a fragment stays with the client (RFC 9110 §10.2.2), a query string is handed on
    outcome = w3id.ask(parts.path.removeprefix("/oxiana/"), accept)
    assert outcome.target.startswith(f"{PLACEHOLDER}/")
    path = outcome.target.removeprefix(PLACEHOLDER) + (f"?{parts.query}" if parts.query else "")
    return outcome.status, client.get(path, headers={"Accept": accept})


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_every_thing_is_seen_elsewhere(accept: str, client: httpx.Client, w3id: Rewriting, second_store: Store) -> None:
    things = sorted(str(row["thing"]) for row in select(second_store, THINGS))
    statuses = set()
    for iri in things:
        status, answer = followed(client, w3id, iri, accept)
        assert answer.status_code == 200, iri
        assert answer.headers["content-type"].startswith(accept), iri
        kind = iri.removeprefix(CANONICAL_BASE).split("/")[0]
        statuses.add((kind.partition("#")[0], status))
    assert {("id", 303), ("claim", 303), ("text", 303), ("rule", 303), ("query", 303), ("ontology", 307)} <= statuses
    assert len({kind for kind, _ in statuses}) == len(statuses)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("", "text/html", 307),
        ("ontology", "text/turtle", 307),
        ("sparql?query=ASK%7B%7D", "application/sparql-results+json", 307),
        ("graph/entities", "text/turtle", 307),
        (".well-known/void", "text/turtle", 307),
        ("claim/quill-harbours/A1.1.ttl", "*/*", 303),
        ("text/quill-harbours/A1.s2c1.jsonld", "*/*", 303),
    ],
)
def test_documents_and_formats_are_found(
    path: str, accept: str, status: int, client: httpx.Client, w3id: Rewriting
) -> None:
    told, answer = followed(client, w3id, CANONICAL_BASE + path, accept)
    assert (told, answer.status_code) == (status, 200), answer.text


def test_a_query_that_is_posted_keeps_its_body(client: httpx.Client, w3id: Rewriting) -> None:
    outcome = w3id.ask("sparql")
    assert outcome.status == 307  # 303 would make a GET of it
    answer = client.post(outcome.target.removeprefix(PLACEHOLDER), data={"query": "ASK {}"})
    assert answer.json()["boolean"] is True


def test_the_entry_says_whom_to_write_to_as_w3id_asks() -> None:
    assert "## Contact" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "# ## Contact" in (FOLDER / ".htaccess").read_text(encoding="utf-8")
