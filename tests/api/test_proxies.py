"""Behind a proxy: whose word is taken on who asks, and pages under a path."""

import re
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Scope

from api.app import create_app
from api.clients import Proxies
from api.settings import Settings
from graph.build import Build
from graph.store import EmbeddedStore
from graph.workers import Workers
from ontology.errors import InputError
from tests.api.conftest import served
from tests.api.test_cli import oxiana
from tests.api.test_pages import Page

NAMED = Proxies(["10.0.0.0/8", "2001:db8:ffff::/48", "192.0.2.7"])
ADDRESSES = st.ip_addresses().map(str)


def heard(peer: str, *headers: tuple[str, str], proxies: Proxies = NAMED) -> tuple[str, str, bytes | None]:
    """Who asks and by which scheme, as far as is believed, and the request id that is taken over."""
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    scope: Scope = {"client": (peer, 4711), "scheme": "http", "headers": raw}
    given_id = proxies.hear(scope)
    return scope["client"][0], scope["scheme"], given_id


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.1.1.1", ["203.0.113.9"], "203.0.113.9"),
        ("::ffff:10.1.1.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["198.51.100.1, 203.0.113.9, 10.2.2.2, 192.0.2.7"], "203.0.113.9"),
        ("10.1.1.1", ["203.0.113.9:5000"], "203.0.113.9"),
        ("10.1.1.1", ["[2001:db8::9]:5000"], "2001:db8::9"),
        ("2001:db8:ffff::1", ["2001:db8::9"], "2001:db8::9"),
        ("10.1.1.1", ["198.51.100.1, unknown"], "10.1.1.1"),
        ("10.1.1.1", ["198.51.100.1, <script>, 10.2.2.2"], "10.2.2.2"),
        ("10.1.1.1", [""], "10.1.1.1"),
        ("10.1.1.1", [], "10.1.1.1"),
        ("10.1.1.1", ["10.9.9.9"], "10.9.9.9"),
        ("192.0.2.8", ["203.0.113.9"], "192.0.2.8"),
        ("203.0.113.5", ["10.1.1.1"], "203.0.113.5"),
    ],
)
def test_the_last_address_that_is_no_named_proxy_is_the_client(peer: str, forwarded: list[str], client: str) -> None:
    assert heard(peer, *(("X-Forwarded-For", one) for one in forwarded))[0] == client


@given(st.lists(st.one_of(ADDRESSES, st.text(st.characters(max_codepoint=255), max_size=20)), max_size=6), ADDRESSES)
def test_nothing_that_a_client_sends_changes_who_it_is_to_the_proxy(sent: list[str], client: str) -> None:
    alone = heard("10.1.1.1", ("X-Forwarded-For", client))[0]
    assert heard("10.1.1.1", ("X-Forwarded-For", ",".join([*sent, client])))[0] == alone or alone.startswith("10.")


@given(
    st.sampled_from(["X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id"]),
    st.text("https:0123456789.,", max_size=20),
)
def test_a_peer_that_is_not_named_is_believed_nothing(header: str, value: str) -> None:
    assert heard("203.0.113.5", (header, value)) == ("203.0.113.5", "http", None)
    assert heard("10.1.1.1", (header, value), proxies=Proxies()) == ("10.1.1.1", "http", None)


@pytest.mark.parametrize(
    ("told", "scheme"), [("https", "https"), ("http, HTTPS", "https"), ("https, http", "http"), ("javascript", "http")]
)
def test_the_scheme_is_what_the_last_proxy_says_if_it_is_one_of_http(told: str, scheme: str) -> None:
    assert heard("10.1.1.1", ("X-Forwarded-Proto", told))[1] == scheme


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        (["abc-1.2_3"], b"abc-1.2_3"),
        (["a" * 65], None),
        (['a"b'], None),
        (["a\nb"], None),
        (["a", "b"], None),
        ([""], None),
    ],
)
def test_a_request_id_of_a_named_proxy_is_taken_over_if_it_is_well_formed(sent: list[str], taken: bytes | None) -> None:
    assert heard("10.1.1.1", *(("X-Request-Id", one) for one in sent))[2] == taken


def test_what_a_named_proxy_says_counts_for_the_rate_the_id_and_the_cookie(second_build: Build) -> None:
    settings = Settings(proxies=("127.0.0.1",), requests_per_minute=2)
    with served(second_build.store_path, settings) as one:
        statuses = [
            one.get("/health", headers={"X-Forwarded-For": f"192.0.2.{made_up}, {client}"}).status_code
            for made_up, client in enumerate(["203.0.113.1"] * 3 + ["203.0.113.2"])
        ]
        assert statuses == [200, 200, 429, 200]
        headers = {"X-Forwarded-Proto": "https", "X-Request-Id": "from-the-proxy", "X-Forwarded-For": "203.0.113.3"}
        page = one.get("/search?lang=en", headers=headers)
    assert page.headers["x-request-id"] == "from-the-proxy"
    assert "Secure" in page.headers["set-cookie"]


@pytest.fixture(scope="module", params=["cut off", "left on"])
def under(request: pytest.FixtureRequest, second_build: Build) -> Iterator[tuple[httpx.Client, str]]:
    """A service that is shown under /far/away, and the prefix with which its requests come to it."""
    with served(second_build.store_path, Settings(root_path="/far/away")) as one:
        yield one, "/far/away" if request.param == "left on" else ""


@pytest.mark.parametrize("path", ["/", "/sparql", "/search?q=velm", "/id/Velm", "/text/quill-harbours", "/docs"])
def test_every_link_of_a_page_leads_under_the_root_path(under: tuple[httpx.Client, str], path: str) -> None:
    client, prefix = under
    page = Page(client.get(prefix + path, headers={"Accept": "text/html"}).text)
    local = [link for link in page.links if link.startswith("/")]
    assert local
    assert [link for link in local if not link.startswith("/far/away/")] == []
    for link in sorted(set(local))[:10]:
        assert client.get(prefix + link.removeprefix("/far/away")).status_code == 200, link
    assert [
        form["action"] for form in page.attributes("form") if not str(form["action"]).startswith("/far/away/")
    ] == []


def test_static_files_problems_cookies_and_openapi_know_the_root_path(under: tuple[httpx.Client, str]) -> None:
    client, prefix = under
    assert client.get(f"{prefix}/static/oxiana.css").status_code == 200
    assert client.get(f"{prefix}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
    assert (
        "nothing at /far/away/nowhere; search at /far/away/search" in client.get(f"{prefix}/nowhere").json()["detail"]
    )
    assert "Path=/far/away;" in client.get(f"{prefix}/?lang=en").headers["set-cookie"]
    assert client.get(f"{prefix}/openapi.json").json()["servers"] == [{"url": "/far/away"}]
    told = client.get(f"{prefix}/metrics").text
    assert 'route="/static"' in told
    assert "far/away" not in re.sub(r"#.*", "", told)


def test_the_start_of_a_plain_store_leads_under_the_root_path(second_build: Build) -> None:
    with served(second_build.store_path, Settings(root_path="/far", plain=True)) as one:
        assert one.get("/far/", headers={"Accept": "text/html"}).headers["location"] == "/far/sparql"
        assert one.get("/far").headers["location"] == "/far/sparql"
        assert one.get("/farther/sparql").status_code == 404


@pytest.mark.parametrize("root", ["/id", "/static/oxiana", "/sparql"])
def test_a_root_path_that_begins_like_a_route_is_refused(second_build: Build, root: str) -> None:
    settings = Settings(root_path=root)
    workers = Workers(second_build.store_path, settings.names, settings.limits)
    with pytest.raises(InputError, match="choose another"):
        create_app(EmbeddedStore.open(second_build.store_path), workers, settings)


def test_a_wrong_path_or_proxy_is_told() -> None:
    for option, value, told in (
        ("--root-path", "far away", "is no path such as /oxiana"),
        ("--proxy", "proxy.example.org", "neither an address nor a network"),
        ("--proxy", "10.0.0.1/8", "host bits set"),
    ):
        done = oxiana("serve", option, value)
        assert done.returncode == 2
        assert told in " ".join(done.stderr.replace("│", " ").split())
