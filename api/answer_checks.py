"""/query/{id}/verify and /query/{id}/today: a cited answer made again, on its own version and on the current one."""

import json
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from rdflib import URIRef
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answer_names import IN_PATH, PATH, register_names
from api.answers import Answers
from api.documentation import documented
from api.endpoint import CLIENT_GONE
from api.negotiation import HTML, wanted
from api.rendering import Pages
from api.shown_changes import SHOWN, shown_changes
from api.streaming import ClientGoneError, unless_gone
from graph.answer_verification import Verification, verified_entry
from graph.answers import CitedAnswer, reasons_in
from graph.reproducibility import read
from graph.result_difference import Result, ResultDifference
from graph.store import JSON as RESULTS

JSON = "application/json"


def answer_check_routes(answers: Answers, pages: Pages) -> APIRouter:
    """GET and HEAD of what makes an answer again."""
    router = APIRouter()
    register_names()

    @router.get(
        f"{PATH}/verify",
        summary="Verify a cited answer: ask it again of its version",
        **documented([JSON, HTML], **IN_PATH),
    )
    @router.head(f"{PATH}/verify", include_in_schema=False)
    async def verify(request: Request) -> Response:
        chosen = wanted(request, [JSON, HTML])[0]
        answer = await run_in_threadpool(answers.find, request.path_params["id"])
        try:
            found = await unless_gone(request.receive, verified_entry(answer, answers.again))
        except ClientGoneError:
            return Response(status_code=CLIENT_GONE)
        return await run_in_threadpool(verification, request, answer, found, chosen)

    def verification(request: Request, answer: CitedAnswer, found: Verification, chosen: str) -> Response:
        told = found.again if found.again and found.again.result_sha256 != answer.result_sha256 else None
        change = difference(answer, told) if told and answer.result is not None else None
        if chosen == JSON:
            return _json(found.tell() | ({"difference": change.tell(SHOWN)} if change else {}))
        return pages.render(
            request,
            "answer_verification.html",
            answer=answer,
            thing=URIRef(answer.iri),
            title=answer.named_in(pages.language(request)),
            found=found,
            then=answers.then(answer),
            **shown_changes(change),
        )

    @router.get(
        f"{PATH}/today",
        summary="What a cited answer is today, and what has changed",
        **documented([JSON, HTML], **IN_PATH),
    )
    @router.head(f"{PATH}/today", include_in_schema=False)
    async def today(request: Request) -> Response:
        chosen = wanted(request, [JSON, HTML])[0]
        answer = await run_in_threadpool(answers.find, request.path_params["id"])
        try:
            before, after = await unless_gone(request.receive, both(answer))
        except ClientGoneError:
            return Response(status_code=CLIENT_GONE)
        return await run_in_threadpool(changes, request, before, after, chosen)

    async def both(answer: CitedAnswer) -> tuple[CitedAnswer, CitedAnswer]:
        """The answer as it was, made again where its result is not kept and is another one now; and as it is."""
        after = await answers.today(answer)
        if after.result_sha256 == answer.result_sha256:
            return replace(answer, result=after.result), after
        return (answer if answer.result is not None else await answers.again(answer)), after

    def changes(request: Request, before: CitedAnswer, after: CitedAnswer, chosen: str) -> Response:
        is_same = before.result_sha256 == after.result_sha256
        change = difference(before, after)
        if chosen == JSON:
            told = {
                "citation": before.iri,
                "cited": {"version": before.version, "sha256": before.result_sha256, "rows": before.rows},
                "today": {"version": after.version, "sha256": after.result_sha256, "rows": after.rows},
                "same": is_same,
                "reproducible": not before.reasons,
                "difference": change.tell(SHOWN),
            }
            return _json(told)
        language = pages.language(request)
        return pages.render(
            request,
            "answer_today.html",
            answer=before,
            after=after,
            thing=URIRef(before.iri),
            title=before.named_in(language),
            is_same=is_same,
            then=answers.then(before),
            reasons=reasons_in(before.reasons, language),
            **shown_changes(change),
        )

    return router


def difference(before: CitedAnswer, after: CitedAnswer) -> ResultDifference:
    """What one answer has otherwise than an earlier one to the same query."""
    reading = read(before.query, before.graphs)
    keys = (
        None if reading.keys is None else [before.columns.index(one) for one in reading.keys if one in before.columns]
    )
    return ResultDifference.between(_result(before), _result(after), is_ordered=reading.is_ordered, keys=keys)


def _result(answer: CitedAnswer) -> Result:
    assert answer.result is not None  # noqa: S101 - it is kept, or just made
    return Result.of_json(answer.result) if answer.media_type == RESULTS else Result.of_ntriples(answer.result)


def _json(told: dict[str, Any]) -> Response:
    body = json.dumps(told, ensure_ascii=False, indent=1)
    return Response(body, media_type=JSON, headers={"Vary": "Accept", "Cache-Control": "no-store"})
