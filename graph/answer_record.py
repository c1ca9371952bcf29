"""The record of a cited answer as JSON-LD: for machines, and for whoever keeps a citation apart from its service.

In the terms of PROV-O (what was asked, when and by what), SHACL (the query), Dublin Core, schema.org (the result) and
SPARQL's service description (the graphs); `ox:` where there is none (ontology/answers.ttl).
"""

import json
from collections.abc import Mapping
from typing import Any

from graph.answers import Bounds, CitedAnswer, Support
from ontology.errors import InputError

MEDIA_TYPE = "application/ld+json"
FORMS = {"SELECT": "sh:select", "ASK": "sh:ask", "CONSTRUCT": "sh:construct", "DESCRIBE": "ox:describe"}
CONTEXT: dict[str, Any] = {
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rs": "http://www.w3.org/2001/sw/DataAccess/tests/result-set#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov:endedAtTime": {"@type": "xsd:dateTime"},
    "prov:used": {"@type": "@id"},
    "prov:wasDerivedFrom": {"@type": "@id"},
    "rs:resultVariable": {"@container": "@list"},
    "sd:defaultGraph": {"@type": "@id"},
    "sd:endpoint": {"@type": "@id"},
    "sd:namedGraph": {"@type": "@id"},
    "ox:answerHash": {"@type": "xsd:hexBinary"},
    "ox:recordHash": {"@type": "xsd:hexBinary"},
    "ox:rows": {"@type": "xsd:nonNegativeInteger"},
    "ox:writesSeen": {"@type": "xsd:nonNegativeInteger"},
    "ox:maxSeconds": {"@type": "xsd:decimal"},
}
WHOLE = "get it anew from where it was given"


def to_json_ld(answer: CitedAnswer) -> dict[str, Any]:
    """The record as a document; its result is in it as far as it is kept."""
    result = {
        "@id": f"{answer.iri}/result",
        "@type": "schema:MediaObject",
        "schema:encodingFormat": answer.media_type,
        "ox:rows": answer.rows,
        "rs:resultVariable": list(answer.columns),
        "ox:isOrdered": answer.is_ordered,
        "ox:answerHash": answer.result_sha256,
        "schema:text": None if answer.result is None else answer.result.decode(),
    }
    activity = {
        "@id": f"{answer.iri}#activity",
        "@type": "prov:Activity",
        "prov:endedAtTime": answer.time,
        "prov:used": answer.version_iri,
        "ox:writesSeen": answer.writes,
        "prov:wasAssociatedWith": {
            "@id": f"{answer.iri}#service",
            "@type": ["prov:SoftwareAgent", "sd:Service"],
            "sd:endpoint": f"{answer.base}sparql",
            "schema:softwareVersion": answer.software,
            "ox:maxSeconds": answer.bounds.seconds,
            "ox:maxRows": answer.bounds.rows,
            "ox:maxResultBytes": answer.bounds.result_bytes,
        },
    }
    return {
        "@context": {**CONTEXT, "ox": f"{answer.base}ontology#"},
        "@id": answer.iri,
        "@type": "ox:CitedAnswer",
        "dcterms:identifier": answer.id,
        "dcterms:title": answer.title,
        FORMS[answer.form]: answer.query,
        "ox:normalForm": answer.normal_form,
        "sd:defaultDataset": {
            "@id": f"{answer.iri}#dataset",
            "@type": "sd:Dataset",
            "sd:defaultGraph": list(answer.default),
            "sd:namedGraph": list(answer.named),
        },
        "prov:wasGeneratedBy": activity,
        "schema:associatedMedia": result,
        "ox:notReproducible": list(answer.reasons),
        "prov:wasDerivedFrom": None if answer.support.claims is None else list(answer.support.claims),
        "skos:note": answer.support.why,
        "ox:recordHash": answer.record_sha256,
    }


def written(answer: CitedAnswer) -> str:
    """The document as text."""
    return json.dumps(to_json_ld(answer), ensure_ascii=False, indent=1) + "\n"


def from_json_ld(text: str | bytes) -> CitedAnswer:
    """The answer of a document that `to_json_ld` has made, each part of it compared with the others.

    Raises:
        InputError: it is cut off, edited, forged or something else, in one sentence.
    """
    answer, told = told_in(text)
    again, fault = to_json_ld(answer), answer.fault()
    different = sorted(name for name in {*told, *again} if told.get(name, ...) != again.get(name, ...))
    if fault or different:
        parts = f"{', '.join(different)} is not as it was made" if different else ""
        raise InputError(f"the citation was edited or forged: {fault or parts}; {WHOLE}")
    return answer


def told_in(text: str | bytes) -> tuple[CitedAnswer, Mapping[str, Any]]:
    """What such a document tells, and the document, each part of its kind and none compared with the others.

    Raises:
        InputError: it is cut off, or something else, in one sentence.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the citation is cut off or damaged, it is no JSON ({error}); {WHOLE}") from error
    if not isinstance(told, dict) or told.get("@type") != "ox:CitedAnswer":
        raise InputError("this is no citation of an answer: it is not of the type ox:CitedAnswer")
    try:
        answer = _answer(told)
        _see_kinds(answer)
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        missing = f"{error} is missing" if isinstance(error, KeyError) else "a part of it is of another kind"
        raise InputError(f"the citation is cut off or edited: {missing}; {WHOLE}") from error
    return answer, told


def _see_kinds(answer: CitedAnswer) -> None:
    """See that each part is of its kind.

    Raises:
        TypeError: one is not.
    """
    listed = (*answer.default, *answer.named, *answer.columns, *answer.reasons, *(answer.support.claims or ()))
    texts = (answer.id, answer.query, answer.normal_form, answer.version, answer.time, answer.result_sha256)
    told = (answer.title, answer.software, answer.media_type, answer.support.why)
    bounds = (answer.bounds.rows, answer.bounds.result_bytes, answer.rows, answer.writes)
    if not all(isinstance(one, str) for one in (*listed, *texts, *told)):
        raise TypeError
    if not all(type(one) is int for one in bounds) or not isinstance(answer.bounds.seconds, int | float):
        raise TypeError
    if type(answer.is_ordered) is not bool:
        raise TypeError


def _answer(told: Mapping[str, Any]) -> CitedAnswer:
    form = next(form for form, term in FORMS.items() if term in told)
    activity, result, graphs = told["prov:wasGeneratedBy"], told["schema:associatedMedia"], told["sd:defaultDataset"]
    agent, claims, text = activity["prov:wasAssociatedWith"], told["prov:wasDerivedFrom"], result["schema:text"]
    base, _, _ = told["@id"].rpartition("query/")
    return CitedAnswer(
        id=told["dcterms:identifier"],
        query=told[FORMS[form]],
        normal_form=told["ox:normalForm"],
        default=tuple(graphs["sd:defaultGraph"]),
        named=tuple(graphs["sd:namedGraph"]),
        base=base,
        version=activity["prov:used"].rpartition("/")[2],
        writes=activity["ox:writesSeen"],
        time=activity["prov:endedAtTime"],
        form=form,
        columns=tuple(result["rs:resultVariable"]),
        rows=result["ox:rows"],
        result_sha256=result["ox:answerHash"],
        is_ordered=result["ox:isOrdered"],
        bounds=Bounds(agent["ox:maxSeconds"], agent["ox:maxRows"], agent["ox:maxResultBytes"]),
        reasons=tuple(told["ox:notReproducible"]),
        support=Support(None if claims is None else tuple(claims), told["skos:note"]),
        title=told["dcterms:title"],
        software=agent["schema:softwareVersion"],
        media_type=result["schema:encodingFormat"],
        result=None if text is None else text.encode(),
    )
