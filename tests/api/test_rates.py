"""How often a client may ask, who a client is, and that neither can be talked round."""

import socket
from collections.abc import Iterator
from itertools import count
from unittest.mock import patch

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import rates
from api.rates import Rate, RateError
from api.settings import Settings
from graph.build import Build
from tests.api.conftest import detail, served

SPOOFS = [
    {"X-Forwarded-For": "198.51.100.{}"},
    {"Forwarded": "for=198.51.100.{}"},
    {"X-Real-IP": "198.51.100.{}"},
    {"CF-Connecting-IP": "198.51.100.{}"},
    {"X-Request-Id": "{}", "User-Agent": "{}", "Cookie": "lang={}"},
]


@pytest.fixture
def limited(second_build: Build) -> Iterator[httpx.Client]:
    with served(second_build.store_path, Settings(requests_per_minute=4)) as one:
        yield one


def test_who_asks_too_often_is_told_the_limit_and_when_to_come_again(limited: httpx.Client) -> None:
    assert [limited.get("/health").status_code for _ in range(4)] == [200] * 4
    refused = limited.get("/sparql", params={"query": "ASK {}"})
    assert "4 requests a minute" in detail(refused, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 15
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.json()["request"] == refused.headers["x-request-id"]


def test_a_browser_is_told_in_a_page(limited: httpx.Client) -> None:
    for _ in range(4):
        limited.get("/health")
    page = limited.get("/", headers={"Accept": "text/html", "Accept-Language": "zh-TW"})
    assert page.status_code == 429
    assert "請求過於頻繁" in page.text


@pytest.mark.parametrize("headers", SPOOFS, ids=lambda one: next(iter(one)))
def test_no_header_makes_another_client_of_a_stranger(limited: httpx.Client, headers: dict[str, str]) -> None:
    numbers = count(1)
    answers = [
        limited.get("/health", headers={name: value.format(next(numbers)) for name, value in headers.items()})
        for _ in range(6)
    ]
    assert [one.status_code for one in answers] == [200] * 4 + [429] * 2


def test_another_connection_makes_no_other_client(limited: httpx.Client) -> None:
    statuses = [httpx.get(limited.base_url.join("/health")).status_code for _ in range(6)]
    assert statuses == [200] * 4 + [429] * 2


def taken(rate: Rate, clients: list[str]) -> list[bool]:
    """Whether each of some requests passes."""
    passed = []
    for client in clients:
        try:
            rate.take(client)
            passed.append(True)
        except RateError:
            passed.append(False)
    return passed


def test_the_addresses_of_one_customer_of_ipv6_are_one_client() -> None:
    mine = [f"2001:db8:1:2:{n:x}::1" for n in range(4)]
    assert taken(Rate(2), [*mine, "2001:db8:1:3::1"]) == [True, True, False, False, True]


def test_an_address_of_ipv4_is_one_client_however_it_is_written() -> None:
    assert taken(Rate(1), ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201", "192.0.2.2"]) == [
        True,
        False,
        False,
        True,
    ]


@given(st.integers(1, 200), st.lists(st.floats(0, 30), min_size=1, max_size=300))
def test_no_minute_has_more_than_a_bucket_and_its_refill(most: int, pauses: list[float]) -> None:
    now, rate, passed = 1000.0, Rate(most), []
    for pause in pauses:
        now += pause
        with patch.object(rates, "monotonic", lambda now=now: now):
            passed += [now] if taken(rate, ["192.0.2.1"])[0] else []
    for first in passed:
        assert sum(first <= one < first + 60 for one in passed) <= 2 * most


@given(st.integers(1, 200), st.integers(1, 50))
def test_who_keeps_to_the_rate_is_never_refused(most: int, minutes: int) -> None:
    rate = Rate(most)
    for number in range(most * minutes):
        with patch.object(rates, "monotonic", lambda number=number: 1000 + number * 60 / most):
            rate.take("192.0.2.1")


def test_after_the_told_seconds_a_client_may_ask_again() -> None:
    rate = Rate(10)
    with patch.object(rates, "monotonic", lambda: 1000.0):
        assert taken(rate, ["192.0.2.1"] * 11) == [True] * 10 + [False]
        with pytest.raises(RateError) as refused:
            rate.take("192.0.2.1")
    with patch.object(rates, "monotonic", lambda: 1000.0 + refused.value.retry_after):
        rate.take("192.0.2.1")


def test_a_bounded_number_of_clients_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST", 100)
    rate = Rate(1)
    taken(rate, [socket.inet_ntoa(number.to_bytes(4, "big")) for number in range(5000)])
    assert len(rate._full_at) == 100
