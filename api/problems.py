"""Errors as answers: problem+json (RFC 9457), or the same as a page where HTML is asked for."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Mount

from api.negotiation import PROBLEM, NotAcceptableError, accept_of, prefers_html
from api.rendering import Pages
from graph.store import NoSuchFormatError
from ontology.errors import InputError, OxianaError, QueryTimeoutError, UnavailableError

METHODS = ("GET", "HEAD", "POST")
STATUS: dict[type[OxianaError], HTTPStatus] = {
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    NoSuchFormatError: HTTPStatus.NOT_ACCEPTABLE,
    InputError: HTTPStatus.BAD_REQUEST,
    QueryTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def add_problems(app: FastAPI, pages: Pages) -> None:
    """Answer every error of the application in one shape."""

    def answer(request: Request, status: int, sentence: str, headers: dict[str, str]) -> Response:
        title = HTTPStatus(status).phrase
        if prefers_html(accept_of(request)):
            response: Response = pages.render(request, "problem.html", status, title=title, sentence=sentence)
        else:
            problem = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
            response = JSONResponse(problem, status, {"Vary": "Accept"}, media_type=PROBLEM)
        response.headers.update(headers)
        return response

    def on_own(request: Request, error: Exception) -> Response:
        status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
        return answer(request, status, str(error), {})

    def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
        generic = error.detail == HTTPStatus(error.status_code).phrase
        sentence = _sentence(request, error.status_code) if generic else error.detail
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_allowed(app, request))
        return answer(request, error.status_code, sentence, headers)

    def on_fault(request: Request, _error: Exception) -> Response:
        # This handler runs outside the CORS middleware, so it allows every origin itself.
        return answer(
            request,
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "the service failed on this request; it is logged, and the fault is ours",
            {"Access-Control-Allow-Origin": "*"},
        )

    app.add_exception_handler(OxianaError, on_own)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)


def _allowed(app: FastAPI, request: Request) -> list[str]:
    """The methods that the routes of a request's path have between them; each route knows only its own."""
    routes = [route for route in app.router.routes if not isinstance(route, Mount)]
    found = [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes)
    ]
    return found or ["GET", "HEAD"]  # the files of a mounted folder can be read


def _sentence(request: Request, status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return f"there is nothing at {request.scope['path']}; search at /search or start from /"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{request.method} is not possible at {request.scope['path']}; the Allow header says what is"
    return HTTPStatus(status).description or HTTPStatus(status).phrase
