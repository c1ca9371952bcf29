"""Errors as answers: problem+json (RFC 9457), or the same as a page where HTML is asked for."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Mount

from api.endpoint import CLIENT_GONE
from api.nearness import MissingError
from api.negotiation import PROBLEM, NotAcceptableError, prefers_html
from api.operation import ACCEPT_QUERY
from api.rates import RateError
from api.rendering import Pages
from graph.services import EndpointError
from graph.store import NoSuchFormatError
from ontology.errors import (
    ConflictError,
    EngineLostError,
    ForbiddenError,
    InputError,
    LimitError,
    NotFoundError,
    OverloadError,
    OxianaError,
    QueryTimeoutError,
    UnavailableError,
    UnsupportedError,
)

METHODS = ("GET", "HEAD", "POST", "QUERY", "PUT", "DELETE")
TITLES_IN_CHINESE = {
    HTTPStatus.BAD_REQUEST: "請求有誤",
    HTTPStatus.UNAUTHORIZED: "需要權杖",
    HTTPStatus.FORBIDDEN: "不允許",
    HTTPStatus.CONFLICT: "與現況衝突",
    HTTPStatus.NOT_FOUND: "查無此頁",
    HTTPStatus.METHOD_NOT_ALLOWED: "此處不可用此方法",
    HTTPStatus.NOT_ACCEPTABLE: "沒有所求的格式",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "請求過長",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "不支援的媒體類型",
    HTTPStatus.TOO_MANY_REQUESTS: "請求過於頻繁",
    HTTPStatus.INTERNAL_SERVER_ERROR: "服務發生錯誤",
    HTTPStatus.BAD_GATEWAY: "所查的外部服務未能回答",
    HTTPStatus.NOT_IMPLEMENTED: "此處沒有所求的功能",
    HTTPStatus.SERVICE_UNAVAILABLE: "服務暫時無法使用",
    HTTPStatus.GATEWAY_TIMEOUT: "逾時未得答案",
}
STATUS: dict[type[OxianaError], HTTPStatus] = {
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    NoSuchFormatError: HTTPStatus.NOT_ACCEPTABLE,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    UnsupportedError: HTTPStatus.NOT_IMPLEMENTED,
    NotFoundError: HTTPStatus.NOT_FOUND,
    InputError: HTTPStatus.BAD_REQUEST,
    ConflictError: HTTPStatus.CONFLICT,
    QueryTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    EndpointError: HTTPStatus.BAD_GATEWAY,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    LimitError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    RateError: HTTPStatus.TOO_MANY_REQUESTS,
    OverloadError: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineLostError: HTTPStatus.INTERNAL_SERVER_ERROR,
}


def status_of(error: OxianaError) -> HTTPStatus:
    """The status with which a refusal of ours is answered."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def title_of(status: int, language: str) -> str:
    """What a status is called on a page in a language."""
    phrase = HTTPStatus(status).phrase
    return TITLES_IN_CHINESE.get(HTTPStatus(status), phrase) if language == "zh-Hant" else phrase


def add_problems(app: FastAPI, pages: Pages) -> Callable[[Request, OxianaError], Response]:
    """Answer every error of the application in one shape, which is also given to who answers outside of it."""

    def answer(
        request: Request, status: int, sentence: str, headers: dict[str, str], chinese: str | None = None
    ) -> Response:
        if prefers_html(request):
            language = pages.language(request)
            title, told = title_of(status, language), {"en": sentence, "zh-Hant": chinese}.get(language)
            response: Response = pages.render(
                request,
                "problem.html",
                status,
                title=title,
                sentence=told or sentence,
                language=language if told else "en",
            )
        else:
            response = problem(request, status, sentence)
        response.headers.update(headers)
        return response

    def on_own(request: Request, error: Exception) -> Response:
        assert isinstance(error, OxianaError)  # noqa: S101 - it is registered for nothing else
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, OverloadError) else {}
        return answer(request, status_of(error), str(error), headers)

    def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "OPTIONS":
            return options(_allowed(app, request))
        generic = error.detail == HTTPStatus(error.status_code).phrase
        sentence, chinese = _sentences(request, error.status_code, pages.root) if generic else (error.detail, None)
        chinese = error.chinese if isinstance(error, MissingError) else chinese
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_allowed(app, request))
        return answer(request, error.status_code, sentence, headers, chinese)

    def on_fault(request: Request, _error: Exception) -> Response:
        # This handler runs outside the CORS middleware, so it allows every origin itself.
        return answer(
            request,
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "the service failed on this request; it is logged, and the fault is ours",
            {"Access-Control-Allow-Origin": "*"},
            "服務處理此請求時出錯；已留下記錄，錯在本服務",
        )

    def on_gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=CLIENT_GONE)  # for the journal; nobody reads it

    def outside(request: Request, error: OxianaError) -> Response:
        response = on_own(request, error)
        response.headers["Access-Control-Allow-Origin"] = "*"  # the CORS middleware has not seen it
        return response

    app.add_exception_handler(OxianaError, on_own)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(ClientDisconnect, on_gone)
    app.add_exception_handler(Exception, on_fault)
    return outside


def problem(request: Request, status: int, sentence: str, **more: object) -> Response:
    """A problem in JSON; what is told `more` are its extension members (RFC 9457 §3.2)."""
    told = {
        "type": "about:blank",  # of this type the title is the status phrase (§4.2.1)
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "request": request.scope["request_id"],
    }
    return JSONResponse(told | more, status, {"Vary": "Accept"}, media_type=PROBLEM)


def options(methods: list[str]) -> Response:
    """The answer to OPTIONS (RFC 9110 §9.3.7), with what QUERY takes (draft-ietf-httpbis-safe-method-w-body §3)."""
    headers = {"Allow": ", ".join([*methods, "OPTIONS"])}
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers | (ACCEPT_QUERY if "QUERY" in methods else {}))


def _allowed(app: FastAPI, request: Request) -> list[str]:
    """The methods that the routes of a request's path have between them; each route knows only its own."""
    routes = [route for route in app.router.routes if not isinstance(route, Mount)]
    found = [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes)
    ]
    return found or ["GET", "HEAD"]  # the files of a mounted folder can be read


def _sentences(request: Request, status: int, root: str) -> tuple[str, str | None]:
    """What to say of a status in English, and in Chinese where a page may show it."""
    path = root + request.scope["path"]
    if status == HTTPStatus.NOT_FOUND:
        return (
            f"there is nothing at {path}; search at {root}/search or start from {root}/",
            f"{path} 沒有內容；可至 {root}/search 搜尋，或回首頁",
        )
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return (
            f"{request.method} is not possible at {path}; the Allow header says what is",
            f"{path} 不接受 {request.method}；Allow 標頭列出可用的方法",
        )
    return HTTPStatus(status).description or HTTPStatus(status).phrase, None
