"""Citations of answers, whole and edited in every part, verified by asking again."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from graph.answer_checks import Finding
from graph.answer_record import to_json_ld
from graph.answer_verification import Outcome, Verification, verified
from graph.answers import FORMATS, Bounds, CitedAnswer, Support
from graph.build import Build
from graph.engine import Graphs
from graph.limits import Limits
from graph.rerun import Reruns
from graph.store import Store
from graph.told_citations import ToldCitation
from ontology.errors import InputError, QueryTimeoutError

BASE = "https://w3id.org/oxiana/"
OX = f"{BASE}ontology#"
QUERY = f"SELECT ?claim ?how {{ ?claim <{OX}modality> ?how }} ORDER BY ?claim ?how"
LIMITS = Limits(workers=1)
BOUNDS = Bounds(30, 1_000_000, 256 * 1024 * 1024)


@pytest.fixture(scope="session")
def cited(second_store: Store, second_build: Build) -> Callable[..., CitedAnswer]:
    def make(query: str = QUERY, **told: Any) -> CitedAnswer:  # noqa: ANN401 - what CitedAnswer.of takes
        found = second_store.query(query, FORMATS)
        parts: dict[str, Any] = {"base": BASE, "version": second_build.version, "bounds": BOUNDS} | told
        return CitedAnswer.of(query, Graphs(), found.body, found.media_type, **parts)

    return make


def checked(told: CitedAnswer, held: CitedAnswer | None, built: Build, record_sha256: str = "") -> Verification:
    async def verify() -> Verification:
        async with Reruns(built.path.parent.parent, LIMITS) as reruns:
            return await verified(told, held, BASE, reruns.again, record_sha256)

    return asyncio.run(verify())


def findings(found: Verification) -> dict[str, str]:
    assert all(all(one.said[language] for language in ("en", "zh-Hant")) for one in found.checks)
    return {one.name: str(one.finding) for one in found.checks}


def sentence(found: Verification, name: str) -> str:
    return next(one.said["en"] for one in found.checks if one.name == name)


@pytest.mark.parametrize(
    "query",
    [
        QUERY,
        "ASK { ?s ?p ?o }",
        f"CONSTRUCT {{ ?claim <{OX}modality> [] }} WHERE {{ ?claim a <{OX}Claim> }}",
        f"DESCRIBE <{BASE}id/Velm>",
        "SELECT * { } ",
        "SELECT ?x { ?x ?y 'nothing says so' }",
    ],
)
def test_what_nobody_has_touched_is_verified_for_every_form_of_query(
    cited: Callable[..., CitedAnswer], second_build: Build, query: str
) -> None:
    entry = cited(query)
    found = checked(entry, entry, second_build, entry.record_sha256)
    assert found.outcome == Outcome.VERIFIED, found.tell()
    expected = {"identity": "holds", "entry": "holds", "version": "holds", "rows": "holds", "columns": "holds"}
    assert findings(found) == expected | {"result": "holds", "claims": "note"}


def test_a_citation_holds_where_the_service_has_no_entry_of_it(
    cited: Callable[..., CitedAnswer], second_build: Build
) -> None:
    found = checked(cited(), None, second_build)
    assert found.outcome == Outcome.VERIFIED
    assert findings(found)["entry"] == "note"


@pytest.mark.parametrize("is_held", [True, False])
@pytest.mark.parametrize(
    ("change", "check", "words"),
    [
        ({"query": QUERY.replace("modality", "kind")}, "identity", "query of the citation was edited"),
        ({"normal_form": "ASK { }"}, "identity", "edited or forged"),
        ({"default": (f"{BASE}graph/text",)}, "identity", "edited or forged"),
        ({"version": "0" * 64}, "identity", "edited or forged"),
        ({"result_sha256": "0" * 64}, "result", "the citation tells 0000"),
        ({"rows": 3}, "rows", "and the citation tells 3"),
        ({"columns": ("claim", "why")}, "columns", "?claim, ?why"),
    ],
)
def test_an_edited_part_is_told_with_what_it_is_and_nothing_is_verified(
    cited: Callable[..., CitedAnswer],
    second_build: Build,
    change: dict[str, Any],
    check: str,
    words: str,
    *,
    is_held: bool,
) -> None:
    entry = cited()
    found = checked(replace(entry, **change), entry if is_held else None, second_build, entry.record_sha256)
    assert found.outcome == Outcome.DIFFERS
    assert findings(found)[check] == "differs"
    assert words in sentence(found, check)
    if is_held:
        assert findings(found)["entry"] == "differs"


def test_an_edited_time_is_seen_beside_the_entry_and_without_one_by_the_hash_of_the_record(
    cited: Callable[..., CitedAnswer], second_build: Build
) -> None:
    entry = cited()
    told = replace(entry, time="1999-01-01T00:00:00Z")
    assert sentence(checked(told, entry, second_build), "entry").endswith("is otherwise in its time.")
    found = checked(told, None, second_build, entry.record_sha256)
    assert found.outcome == Outcome.DIFFERS
    assert "the hash of the record does not fit" in sentence(found, "record")


def test_another_title_is_told_and_is_no_fault_since_it_is_not_what_is_identified(
    cited: Callable[..., CitedAnswer], second_build: Build
) -> None:
    entry = cited(title="How it is said")
    found = checked(replace(entry, title="Who says so"), entry, second_build, entry.record_sha256)
    assert found.outcome == Outcome.VERIFIED
    assert "no part of what is identified" in sentence(found, "title")


def test_a_result_that_was_edited_in_the_citation_is_told(
    cited: Callable[..., CitedAnswer], second_build: Build
) -> None:
    entry = cited()
    assert entry.result
    told = replace(entry, result=entry.result.replace(b"Denied", b"Asserted"))
    found = checked(told, entry, second_build)
    assert (found.outcome, findings(found)["copy"]) == (Outcome.DIFFERS, "differs")


def test_a_forged_citation_that_fits_together_is_found_out_by_asking_again(
    cited: Callable[..., CitedAnswer], second_build: Build
) -> None:
    entry = cited("ASK { }")
    result = (entry.result or b"").replace(b"true", b"false")
    forged = CitedAnswer.of(
        "ASK { }", Graphs(), result, entry.media_type, base=BASE, version=entry.version, bounds=BOUNDS
    )
    assert forged.fault() == ""
    found = checked(forged, None, second_build, forged.record_sha256)
    assert findings(found)["identity"] == "holds"
    assert (found.outcome, findings(found)["result"]) == (Outcome.DIFFERS, "differs")


def test_a_citation_of_another_service_is_sent_there_and_not_asked_here(cited: Callable[..., CitedAnswer]) -> None:
    entry = cited(base="https://e.org/")

    async def never(_: CitedAnswer) -> CitedAnswer:
        raise AssertionError

    found = asyncio.run(verified(entry, None, BASE, never))
    assert found.outcome == Outcome.UNVERIFIABLE
    assert sentence(found, "server").endswith(f"verify it there, at https://e.org/query/{entry.id}.")


def test_of_a_version_that_is_not_kept_it_says_what_could_be_looked_at(
    cited: Callable[..., CitedAnswer], second_build: Build
) -> None:
    entry = cited(version="1" * 64)
    found = checked(entry, entry, second_build)
    assert found.outcome == Outcome.UNVERIFIABLE
    assert findings(found) == {"identity": "holds", "entry": "holds", "version": "cannot be verified"}


def test_an_answer_that_is_another_one_each_time_is_not_verified_and_not_a_fault(
    cited: Callable[..., CitedAnswer], second_build: Build
) -> None:
    entry = cited("SELECT (RAND() AS ?x) { }")
    found = checked(entry, entry, second_build)
    assert found.outcome == Outcome.UNVERIFIABLE
    assert findings(found)["result"] == "cannot be verified"
    assert "RAND" in sentence(found, "reproducible")
    assert checked(cited("SELECT ?s { ?s ?p ?o } LIMIT 1"), None, second_build).outcome == Outcome.VERIFIED


def test_an_answer_of_another_endpoint_is_not_asked_again_and_says_why(
    cited: Callable[..., CitedAnswer], second_build: Build
) -> None:
    query = "SELECT ?s { SERVICE <https://query.wikidata.org/sparql> { ?s ?p ?o } }"
    entry = cited("SELECT ?s { ?s ?p 'nothing' }")
    assert entry.result is not None
    entry = CitedAnswer.of(
        query, Graphs(), entry.result, entry.media_type, base=BASE, version=entry.version, bounds=BOUNDS
    )
    assert entry.reasons == ("service",)
    found = checked(entry, entry, second_build)
    assert (found.outcome, findings(found)["answer"]) == (Outcome.UNVERIFIABLE, "cannot be verified")
    assert "SERVICE is not allowed here" in sentence(found, "answer")


def test_an_error_is_never_told_as_verified(cited: Callable[..., CitedAnswer]) -> None:
    async def late(_: CitedAnswer) -> CitedAnswer:
        raise QueryTimeoutError("the query was not answered within 30 seconds")

    found = asyncio.run(verified(cited(), None, BASE, late))
    assert (found.outcome, findings(found)["answer"]) == (Outcome.UNVERIFIABLE, "cannot be verified")
    assert "within 30 seconds" in sentence(found, "answer")


def test_claims_are_compared_where_both_tell_them(cited: Callable[..., CitedAnswer], second_build: Build) -> None:
    entry, claims = cited(), [f"{BASE}claim/quill-harbours/A1.{number}" for number in (1, 2)]

    async def verify(told: CitedAnswer) -> Verification:
        async with Reruns(second_build.path.parent.parent, LIMITS) as reruns:

            async def again(answer: CitedAnswer) -> CitedAnswer:
                return replace(await reruns.again(answer), support=Support((claims[0],)))

            return await verified(told, None, BASE, again)

    for told, finding in ((claims[:1], Finding.HOLDS), (claims, Finding.DIFFERS)):
        found = asyncio.run(verify(replace(entry, support=Support(tuple(told)))))
        assert findings(found)["claims"] == finding
    assert claims[1] in sentence(found, "claims")


def test_a_record_is_read_from_its_json_ld_and_edits_of_it_too(cited: Callable[..., CitedAnswer]) -> None:
    entry = cited(title="How it is said")
    document = to_json_ld(entry)
    told = ToldCitation.read(json.dumps(document).encode())
    assert (told.answer, told.record_sha256) == (entry, entry.record_sha256)
    assert ToldCitation.read(json.dumps(document | {"dcterms:title": "no"}).encode()).answer == replace(
        entry, title="no"
    )


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: text[:-40], "it is cut off or damaged: it begins as JSON and is none"),
        (lambda _: "", "it is empty"),
        (lambda _: '{"a": 1}', "it is no citation of an answer"),
        (lambda _: "[" * 100_000, "it is no citation of an answer"),
        (lambda _: "{" * 100_000, "cut off or damaged"),
        (lambda _: "not a citation", "it has no identifier of one, …/query/ and 32 hexadecimal digits"),
        (lambda text: text.replace('"dcterms:identifier"', '"other"'), "'dcterms:identifier' is missing"),
        (lambda text: text.replace('"ox:rows": ', '"ox:rows": "x", "y": '), "of another kind"),
        (lambda _: f"@misc{{a, url = {{{BASE}query/0123abc}}}}", "0123abc is cut off or edited"),
        (lambda _: f"{BASE}query/{'0' * 32} {BASE}query/{'1' * 32}", "it names 2 answers"),
    ],
)
def test_what_is_cut_off_or_something_else_is_told_in_a_sentence(
    cited: Callable[..., CitedAnswer], edit: Callable[[str], str], words: str
) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        ToldCitation.read(edit(json.dumps(to_json_ld(cited()))).encode())


def test_what_is_no_text_is_told_with_the_byte() -> None:
    with pytest.raises(InputError, match=r"no text in UTF-8 \(byte 1\)"):
        ToldCitation.read(b"a\xff")


@pytest.mark.parametrize(
    "text", ["@misc{{x,\n url = {{{}}},\n}}", '[{{"id": "x", "URL": "{}"}}]', "TY  - DATA\nUR  - {}\nER  - \n", "<{}>."]
)
def test_any_text_with_the_identifier_of_one_answer_names_it(text: str) -> None:
    told = ToldCitation.read(text.format(f"{BASE}query/{'0a' * 16}").encode())
    assert told == ToldCitation(BASE, "0a" * 16)
