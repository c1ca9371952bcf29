"""Which media type and language a client gets."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from api.negotiation import acceptable, language, prefers_html
from ontology.errors import InputError

OFFERED = ["text/turtle", "application/ld+json", "text/html"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        (BROWSER, "text/html"),
        ("application/*", "application/ld+json"),
        ("text/html;q=0.2, application/ld+json;q=0.3", "application/ld+json"),
        ("text/turtle;q=0, */*;q=0.1", "application/ld+json"),
        ("application/json", "application/ld+json"),
        ("application/json;q=0.4, text/turtle;q=0.3", "application/ld+json"),
        ("application/json, text/turtle", "text/turtle"),
        ("application/json, text/html", "text/html"),
    ],
)
def test_the_best_of_what_is_offered_is_chosen(accept: str | None, best: str) -> None:
    assert acceptable(accept, OFFERED)[0] == best


def test_what_is_refused_with_q_0_is_not_given() -> None:
    with pytest.raises(InputError, match="text/turtle"):
        acceptable("text/turtle;q=0", ["text/turtle"])


@given(st.text(max_size=40))
def test_any_accept_header_is_met_or_refused_in_a_sentence(accept: str) -> None:
    with suppress(InputError):
        assert set(acceptable(accept, OFFERED)) <= set(OFFERED)


@pytest.mark.parametrize(("accept", "page"), [(BROWSER, True), ("*/*", False), (None, False), ("rubbish", False)])
def test_an_error_is_a_page_for_a_browser_only(accept: str | None, page: bool) -> None:
    headers = [] if accept is None else [(b"accept", accept.encode())]
    assert prefers_html(Request({"type": "http", "query_string": b"", "headers": headers})) is page


@pytest.mark.parametrize(
    ("asked", "remembered", "accept", "expected"),
    [
        ("zh-Hant", "en", "en", "zh-Hant"),
        (None, "zh-Hant", "en", "zh-Hant"),
        ("xx", None, "zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        (None, None, "en;q=0.5, zh;q=0.9", "zh-Hant"),
        (None, None, "zh;q=0, fr, en;q=0.1", "en"),
        (None, None, "fr", "en"),
        (None, None, None, "en"),
        (None, None, "zh;q=nonsense", "en"),
    ],
)
def test_the_language_asked_for_comes_before_the_remembered_and_the_accepted(
    asked: str | None, remembered: str | None, accept: str | None, expected: str
) -> None:
    assert language(asked, remembered, accept) == expected
