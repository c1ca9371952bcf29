"""The record of a cited answer: what it tells, as JSON-LD too, and that one that was tampered with is found out."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV

from graph.answer_item import item_of
from graph.answer_record import from_json_ld, to_json_ld, written
from graph.answers import KEPT, NTRIPLES, Bounds, CitedAnswer, Support
from graph.bibliography import BIBTEX, FORMATS, RIS
from graph.edition import Edition, Maker
from graph.engine import Graphs
from graph.reproducibility import REASONS
from graph.store import JSON
from graph.styles import STYLES, formatted
from ontology.errors import InputError

BASE = "https://w3id.org/oxiana/"
VERSION = "0123456789abcdef" * 4
ROWS = b'{"head":{"vars":["state"]},"results":{"bindings":[{"state":{"type":"uri","value":"http://e.example/"}}]}}'
EDITION = Edition("Quill harbours", "1.2.0", "2026-01-02", ("CC-BY-4.0",), (Maker("Harrow", "Ines"),))
Edit = Callable[[dict[str, Any]], object]


def answer(query: str = "SELECT ?state { ?state a <S> }", **changed: Any) -> CitedAnswer:  # noqa: ANN401 - its parts
    """An answer, with some of its parts as they are given."""
    told: dict[str, Any] = {
        "graphs": Graphs(("http://e.example/g",), ("http://e.example/n", "http://e.example/m")),
        "result": ROWS,
        "media_type": JSON,
        "base": BASE,
        "version": VERSION,
        "bounds": Bounds(30, 100_000, 2**25),
        "title": "The states of the isles",
        "support": Support((f"{BASE}claim/q/A1.1",)),
    }
    return CitedAnswer.of(query, **told | changed)


def test_the_record_is_the_same_after_json_ld() -> None:
    boolean = answer("ASK {}", result=b'{"head":{},"boolean":true}')
    graph = answer("DESCRIBE <x>", result=b'<urn:s> <urn:p> "o" .\n', media_type=NTRIPLES, support=Support(None, "why"))
    for one in (answer(), boolean, graph, answer(graphs=Graphs(), title="", writes=3)):
        assert from_json_ld(written(one)) == one
        assert from_json_ld(written(one).encode()) == one
        assert CitedAnswer.told(json.loads(json.dumps(one.tell())), one.result) == one


def test_identical_ones_have_one_identifier_and_others_have_others() -> None:
    one = answer()
    same = answer("PREFIX : <S> select $s{$s a :}", result=ROWS.replace(b"state", b"s"), title="", writes=9)
    assert same.id == one.id
    others = [
        answer("SELECT ?state { ?state a <T> }"),
        answer(version="f" * 64),
        answer(graphs=Graphs()),
        answer(result=ROWS.replace(b"http", b"urn")),
    ]
    assert len({one.id, *(other.id for other in others)}) == 5


def test_the_order_of_graphs_does_not_matter() -> None:
    assert answer(graphs=Graphs(("a", "b"), ("c",))).id == answer(graphs=Graphs(("b", "a", "a"), ("c",))).id


def test_a_result_that_is_too_large_leaves_its_hash() -> None:
    import random

    dice = random.Random(1)  # noqa: S311 - it is to be large when compressed
    rows = [{"state": {"type": "literal", "value": dice.randbytes(500).hex()}} for _ in range(KEPT // 400)]
    large = answer(result=json.dumps({"head": {"vars": ["state"]}, "results": {"bindings": rows}}).encode())
    assert (large.result, large.rows) == (None, len(rows))
    assert from_json_ld(written(large)) == large
    assert to_json_ld(large)["schema:associatedMedia"]["schema:text"] is None


def test_the_record_is_rdf_in_the_terms_of_the_standards() -> None:
    one = answer()
    graph = Graph()
    graph.parse(data=written(one), format="json-ld")
    sh, ox, iri = Namespace("http://www.w3.org/ns/shacl#"), Namespace(f"{BASE}ontology#"), URIRef(one.iri)
    assert graph.value(iri, sh.select) == Literal(one.query)
    assert graph.value(iri, DCTERMS.identifier) == Literal(one.id)
    assert set(graph.objects(iri, PROV.wasDerivedFrom)) == {URIRef(f"{BASE}claim/q/A1.1")}
    activity = graph.value(iri, PROV.wasGeneratedBy)
    assert graph.value(activity, PROV.used) == URIRef(one.version_iri)
    assert str(graph.value(activity, PROV.endedAtTime)) == one.time.replace("Z", "+00:00")
    assert graph.value(iri, ox.recordHash) is not None


def rehashed(told: dict[str, Any]) -> None:
    """Somebody who knows how forges the hash of the record, too."""
    told["ox:recordHash"] = "0" * 64


EDITS: dict[str, Edit] = {
    "query": lambda told: told.update({"sh:select": "SELECT ?state { ?state a <T> }"}),
    "normal form": lambda told: told.update({"ox:normalForm": "ASK {}"}),
    "version": lambda told: told["prov:wasGeneratedBy"].update({"prov:used": f"{BASE}versions/{'f' * 64}"}),
    "time": lambda told: told["prov:wasGeneratedBy"].update({"prov:endedAtTime": "2020-01-01T00:00:00Z"}),
    "no time": lambda told: told["prov:wasGeneratedBy"].update({"prov:endedAtTime": "yesterday"}),
    "title": lambda told: told.update({"dcterms:title": "Another title"}),
    "rows": lambda told: told["schema:associatedMedia"].update({"ox:rows": 2}),
    "result": lambda told: told["schema:associatedMedia"].update({"schema:text": ROWS.decode().replace("http", "urn")}),
    "hash": lambda told: told["schema:associatedMedia"].update({"ox:answerHash": "0" * 64}),
    "claims": lambda told: told.update({"prov:wasDerivedFrom": [f"{BASE}claim/q/A1.2"]}),
    "no claims": lambda told: told.update({"prov:wasDerivedFrom": None}),
    "reasons": lambda told: told.update({"ox:notReproducible": ["random"]}),
    "identifier": lambda told: told.update({"dcterms:identifier": "0" * 32}),
    "address": lambda told: told.update({"@id": told["@id"].replace("w3id.org", "elsewhere.example")}),
    "context": lambda told: told["@context"].update({"sh": "http://elsewhere.example/"}),
    "more": lambda told: told.update({"dcterms:creator": "somebody"}),
    "less": lambda told: told.pop("skos:note"),
    "nothing": dict.clear,
    "kind": lambda told: told.update({"sd:defaultDataset": 5}),
    "number": lambda told: told.update({"sh:select": 5}),
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("and_hash", [False, True])
def test_an_edited_citation_is_found_out(name: str, *, and_hash: bool) -> None:
    told = to_json_ld(answer())
    EDITS[name](told)
    if and_hash:
        rehashed(told)
    with pytest.raises(InputError) as refusal:
        from_json_ld(json.dumps(told))
    assert "\n" not in str(refusal.value)


@given(st.integers(0, 10_000))
def test_a_citation_that_is_cut_off_is_found_out(length: int) -> None:
    whole = written(answer()).rstrip()
    with pytest.raises(InputError, match="it is no JSON"):
        from_json_ld(whole[: min(length, len(whole) - 1)])


@pytest.mark.parametrize("text", ["[]", "5", "null", '"x"', "[" * 100_000, b"\xff", '{"@type": "ox:CitedAnswer"}'])
def test_what_is_no_citation_is_told(text: str | bytes) -> None:
    with pytest.raises(InputError):
        from_json_ld(text)


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("style", STYLES)
def test_every_style_tells_title_version_and_address(style: str, language: str) -> None:
    for one in (answer(), answer("SELECT ?state { ?state a <S> } LIMIT 1", title="")):
        told = formatted(item_of(one, EDITION, language), style).text
        assert f"sha256 {VERSION[:16]}" in told
        assert one.iri in told
        assert "2026" in told or one.time[:4] in told
        assert ({"en": "not reproducible", "zh-Hant": "無法重現"}[language] in told) == bool(one.reasons)


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_every_format_of_bibliographies_has_it(language: str) -> None:
    one = answer()
    item = item_of(one, EDITION, language, "2027-01-01")
    assert (item.accessed, item.issued, item.kind) == ("2027-01-01", one.time[:10], "answer")
    assert item_of(one, EDITION, language).accessed == one.time[:10]
    assert all(one.iri in write([item]) for write in FORMATS.values())
    (entry,) = parse_string(FORMATS[BIBTEX]([item])).entries
    assert "The states of the isles" in entry["title"]
    (read,) = rispy.loads(FORMATS[RIS]([item]))
    assert one.iri in read["urls"]


def test_a_title_is_made_where_none_is_given() -> None:
    one = answer(title="")
    assert one.named_in("en") == "Answer to a query for state (1 row)"
    assert one.named_in("zh-Hant") == "查詢 state 之答案（1 列）"
    assert replace(one, form="ASK").named_in("en") == "Answer to a yes-or-no query"
    assert replace(one, form="CONSTRUCT", rows=2).named_in("en") == "Graph from a query (2 triples)"
    assert replace(one, columns=tuple("abcdefg")).named_in("en") == "Answer to a query for a, b, c, d, e… (1 row)"
    assert set(REASONS) >= set(one.reasons)
