"""Items are fetched from a server of Wikibase's protocol, patiently, and each fault of it is one clear sentence."""

import asyncio
import time
from collections.abc import Sequence
from email.utils import formatdate
from pathlib import Path

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, BNode, URIRef

from graph.asking import Asker, Patience
from graph.refresh import Fetched, Refresh
from graph.wikibase import DATA, LANGUAGES, PQ, PR, PS, SCHEMA, WD, WDT, WIKIBASE, P
from ontology.errors import InputError, UnavailableError
from tests.graph.endpoints import Respond, answer
from tests.graph.entity_data import EntityData, cut, document, entity_data, turtle

IMPATIENT = Patience(seconds=2, tries=3, pause=0.01, longest=1)
WHOLE = document("Q9000001")
TIMEOUT = b"\njava.util.concurrent.TimeoutException\n\tat java.util.concurrent.FutureTask.get(FutureTask.java:205)\n"
SLOW_SECONDS = 3


def fetch(there: EntityData, folder: Path, items: Sequence[str], patience: Patience = IMPATIENT) -> Fetched:
    async def run() -> Fetched:
        asker = Asker("mailto:tests@example.org", patience)
        try:
            return await Refresh(folder, asker, there.url, LANGUAGES).fetch(items, lambda _done, _all: None)
        finally:
            await asker.close()

    return asyncio.run(run())


def slow(_: object) -> None:
    time.sleep(SLOW_SECONDS)


def dripping(handler: object) -> None:
    """Send a byte now and then, for ever."""
    for _ in range(60):
        handler.wfile.write(b"H")  # type: ignore[attr-defined]
        time.sleep(0.1)


FAULTS: dict[str, tuple[Respond, str]] = {
    "HTML": (answer(200, "text/html", b"<!DOCTYPE html><html>Sorry</html>"), "a page for people (HTML)"),
    "HTML that calls itself Turtle": (turtle(b"\n<html><body>maintenance</body></html>"), "a page for people (HTML)"),
    "429": (answer(429, "text/html", b"<html>Too many requests</html>"), "status 429, 3 times"),
    "500": (answer(500, "text/plain", b"oops"), "status 500, 3 times"),
    "403": (answer(403, "text/plain", b"no"), "status 403"),
    "nothing": (turtle(b""), "answered with nothing, 3 times"),
    "half a document": (turtle(WHOLE[: len(WHOLE) // 2]), "half a document: it is no Turtle from line"),
    "half a document, cut between two statements": (
        cut(WHOLE[: WHOLE.index(b"s:Q9000001-1c5e1f6b a")]),
        "half a document: the statement",
    ),
    "a document without a statement that it counts": (
        turtle(WHOLE.replace(b'"3"^^xsd:integer', b'"4"^^xsd:integer')),
        "half a document: it has 3 of 4 statements",
    ),
    "a document without its last reference": (
        cut(WHOLE[: WHOLE.index(b"ref:7eb64cf9621d34c54fd4bd040ed4b61a88c4a1a0 a")]),
        "half a document: the reference",
    ),
    "fewer bytes than it tells": (cut(WHOLE[:-500], len(WHOLE)), "broke off in the middle"),
    "a timeout told as text": (turtle(WHOLE[:1900] + TIMEOUT), "told of a timeout within its answer, 3 times"),
    "a timeout of a gateway": (turtle(b"upstream request timeout"), "told of a timeout within its answer"),
    "another item": (turtle(document("Q9000002")), "it describes Q9000002, not Q9000001"),
    "a wait that is too long": (answer(503, "text/plain", b"", {"Retry-After": "900"}), "left alone for 900 seconds"),
    "another host": (answer(302, "text/plain", b"", {"Location": "http://evil.test/Q9000001.ttl"}), "another host"),
    "no end of redirects": (answer(302, "text/plain", b"", {"Location": "Q9000001.ttl?flavor=dump"}), "more than 3"),
    "no answer in time": (slow, "did not answer within 0.3 seconds"),
    "an answer byte by byte": (dripping, "did not answer within 0.3 seconds"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_service_is_one_sentence_and_what_is_fetched_is_kept(name: str, tmp_path: Path) -> None:
    fault, words = FAULTS[name]
    patience = Patience(seconds=0.3, tries=1) if "0.3" in words else IMPATIENT
    with entity_data(Q9000003=turtle(document("Q9000003")), Q9000001=fault) as there:
        with pytest.raises(UnavailableError) as refusal:
            fetch(there, tmp_path, ["Q9000003", "Q9000001"], patience)
        told = str(refusal.value)
        assert words in told
        assert "\n" not in told
        assert f"<{there.url}Q9000001.ttl?flavor=dump>" in told
        assert "1 of 2 items are fetched and kept for a day" in told
        there.answers["Q9000001"][:] = [turtle(WHOLE)]
        assert set(fetch(there, tmp_path, ["Q9000003", "Q9000001"]).documents) == {"Q9000003", "Q9000001"}
        assert there.asked.count("Q9000003") == 1, "a broken run goes on where it was"


@pytest.mark.parametrize(
    "passing",
    [
        answer(429, "text/plain", b"", {"Retry-After": "0"}),
        answer(503, "text/plain", b"", {"Retry-After": formatdate(usegmt=True)}),
        answer(502, "text/html", b"<html></html>"),
        turtle(WHOLE[: len(WHOLE) // 2]),
        cut(b"", 10),
    ],
)
def test_a_fault_that_passes_is_waited_for(passing: Respond, tmp_path: Path) -> None:
    with entity_data(Q9000001=[passing, passing, turtle(WHOLE)]) as there:
        assert set(fetch(there, tmp_path, ["Q9000001"]).documents) == {"Q9000001"}
        assert there.asked == ["Q9000001"] * 3


def test_the_service_is_left_alone_for_as_long_as_it_says(tmp_path: Path) -> None:
    busy = answer(429, "text/plain", b"", {"Retry-After": "1"})
    with entity_data(Q9000001=[busy, turtle(WHOLE)]) as there:
        begun = time.monotonic()
        fetch(there, tmp_path, ["Q9000001"])
        assert time.monotonic() - begun >= 1


def test_the_service_is_told_who_asks_and_where_to_find_them(tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(WHOLE)) as there:
        fetch(there, tmp_path, ["Q9000001"])
        (asked,) = there.there.asked
    assert asked.headers["user-agent"].startswith("Oxiana/")
    assert "(mailto:tests@example.org)" in asked.headers["user-agent"]
    assert asked.headers["accept"] == "text/turtle"


def test_the_chosen_properties_are_kept_as_wikibase_shapes_them(tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(WHOLE)) as there:
        facts = fetch(there, tmp_path, ["Q9000001"]).documents["Q9000001"]
    item, statement = WD.Q9000001, URIRef(f"{WD}statement/Q9000001-0c5e1f6b")
    assert set(facts.objects(item, WDT.P463)) == {WD.Q9000009}
    assert set(facts.objects(item, P.P463)) == {statement}
    assert set(facts.objects(statement, PS.P463)) == {WD.Q9000009}
    assert [str(one) for one in facts.objects(statement, PQ.P580)] == ["1212-05-01T00:00:00Z"]
    assert set(facts.objects(statement, WIKIBASE.rank)) == {WIKIBASE.NormalRank}
    (reference,) = facts.objects(statement, PROV.wasDerivedFrom)
    assert set(facts.objects(reference, PR.P854)) == {URIRef("http://league.example/members")}
    assert {str(one) for one in facts.objects(item, RDFS.label)} == {"Velm", "維姆"}
    assert (item, WDT.P18, None) not in facts
    assert (WD.P463, None, None) not in facts


def test_an_item_is_dated_by_wikidata_and_by_the_day_on_which_it_was_fetched(tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(WHOLE)) as there:
        facts = fetch(there, tmp_path, ["Q9000001"]).documents["Q9000001"]
    told = DATA.Q9000001
    assert str(facts.value(told, SCHEMA.dateModified)) == "2026-06-05T06:17:15Z"
    assert str(facts.value(told, SCHEMA.version)) == "1435353896"
    assert str(facts.value(told, DCTERMS.date)) == time.strftime("%Y-%m-%d", time.gmtime())


def test_a_value_that_is_not_known_gets_an_iri_of_ours(tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(WHOLE)) as there:
        facts = fetch(there, tmp_path, ["Q9000001"]).documents["Q9000001"]
    assert not [one for one in facts.all_nodes() if isinstance(one, BNode)]
    (value,) = facts.objects(None, PS.P35)
    assert str(value) == "https://w3id.org/oxiana/graph/wikidata#unknown-Q9000001-2c5e1f6b-P35"


def test_a_redirected_item_is_told_with_the_other_one(tmp_path: Path) -> None:
    same = document("Q9000002") + b"wd:Q9000001 owl:sameAs wd:Q9000002 .\n"
    moved = answer(303, "text/plain", b"", {"Location": "Q9000005.ttl?flavor=dump"})
    with entity_data(Q9000001=turtle(same), Q9000004=moved, Q9000005=turtle(document("Q9000005"))) as there:
        found = fetch(there, tmp_path, ["Q9000001", "Q9000004"])
    assert found.redirected == {"Q9000001": "Q9000002", "Q9000004": "Q9000005"}
    assert found.documents == {}


@pytest.mark.parametrize("status", [404, 410])
def test_a_deleted_item_is_told(status: int, tmp_path: Path) -> None:
    with entity_data(
        Q9000001=answer(status, "text/html", b"<html></html>"), Q9000002=turtle(document("Q9000002"))
    ) as there:
        found = fetch(there, tmp_path, ["Q9000001", "Q9000002"])
    assert found.deleted == ["Q9000001"]
    assert set(found.documents) == {"Q9000002"}


def test_what_is_kept_is_the_same_as_what_was_fetched(tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(WHOLE)) as there:
        first, second = (fetch(there, tmp_path, ["Q9000001"]).documents["Q9000001"] for _ in range(2))
        assert there.asked == ["Q9000001"]
    assert set(first) == set(second)
    assert (WD.Q9000001, RDF.type, WIKIBASE.Item) in second


def test_a_document_that_is_too_large_is_not_read_on(tmp_path: Path) -> None:
    with entity_data(Q9000001=turtle(WHOLE + b"#" * 100_000)) as there:
        with pytest.raises(UnavailableError, match="more than 50000 bytes"):
            fetch(there, tmp_path, ["Q9000001"], Patience(bytes=50_000))
        assert there.asked == ["Q9000001"]


def test_what_is_no_item_is_not_asked_for(tmp_path: Path) -> None:
    with entity_data() as there:
        with pytest.raises(InputError, match="P463 is no item"):
            fetch(there, tmp_path, ["Q9000001", "P463"])
        assert there.asked == []


@pytest.mark.parametrize("address", ["ftp://a/", "http://", "file:///etc/passwd", "http://a b/", "http://[/"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="begins with http"):
        asyncio.run(Asker().ask(address, "text/turtle", lambda reply: reply))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", f"http://{'a' * 70}.test/"])
def test_a_service_that_cannot_be_reached_is_told(address: str) -> None:
    async def run() -> None:
        asker = Asker(patience=Patience(tries=2, pause=0.01))
        try:
            await asker.ask(address, "text/turtle", lambda reply: reply)
        finally:
            await asker.close()

    with pytest.raises(UnavailableError, match=r"cannot be reached, 2 times"):
        asyncio.run(run())


def test_a_contact_cannot_carry_another_header() -> None:
    with pytest.raises(InputError, match="the contact is an address"):
        Asker("a@example.org\r\nCookie: a=b")
