"""Who may write: the holder of the token."""

import hmac
from pathlib import Path

import httpx
import pytest

from api.tokens import Token
from ontology.errors import UnavailableError
from tests.api.conftest import BEARER, detail, select, update
from tests.api.processes import PROC, children
from tests.api.services import serving
from tests.api.test_cli import oxiana

COMPARE = hmac.compare_digest
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
INSERT = "INSERT DATA { <http://e.org/s> <http://e.org/p> 1 }"
ROW = ["http://e.org/s", "http://e.org/p", "1"]


def test_reading_is_open_and_writing_needs_the_token(plain: httpx.Client) -> None:
    update(plain, INSERT)
    url = str(plain.base_url)
    stranger = httpx.post(f"{url}/update", data={"update": "DROP ALL"})
    assert "Authorization: Bearer" in detail(stranger, 401)
    assert stranger.headers["www-authenticate"].startswith("Bearer")
    for wrong in (f"Bearer {BEARER}x", f"bearer x{BEARER}", "Bearer é".encode().decode("latin-1")):
        answer = httpx.post(
            f"{url}/update", data={"update": "DROP ALL"}, headers=[(b"authorization", wrong.encode("latin-1"))]
        )
        assert "not the token" in detail(answer, 403)
    for none in ("Basic YTpi", "Bearer", BEARER):
        answer = httpx.post(f"{url}/update", data={"update": "DROP ALL"}, headers={"Authorization": none})
        assert answer.status_code == 401, none
    assert httpx.get(f"{url}/sparql", params={"query": ALL}, headers={"Accept": "text/csv"}).status_code == 200
    assert select(plain, ALL) == [ROW]


def test_where_writing_is_off_it_is_said_how_to_switch_it_on(client: httpx.Client) -> None:
    told = detail(
        client.post("/update", data={"update": "DROP ALL"}, headers={"Authorization": f"Bearer {BEARER}"}), 403
    )
    assert "--token-file" in told


@pytest.mark.parametrize("name", ["access_token", "token", "bearer", "authorization"])
def test_a_token_in_a_url_or_a_form_is_none(plain: httpx.Client, name: str) -> None:
    url = str(plain.base_url)
    sent = [
        httpx.post(f"{url}/update", params={name: BEARER}, data={"update": INSERT}),
        httpx.post(f"{url}/update", data={"update": INSERT, name: BEARER}),
        httpx.post(f"{url}/update", data={"update": INSERT}, cookies={name: BEARER}),
        httpx.put(f"{url}/data", params={"graph": "urn:g", name: BEARER}, content=b""),
        httpx.delete(f"{url}/data", params={"graph": "urn:g", name: BEARER}),
    ]
    assert [answer.status_code for answer in sent] == [401] * len(sent)
    assert select(plain, ALL) == []


def test_tokens_are_compared_in_constant_time_whatever_their_length(
    plain: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[int, int]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return COMPARE(one, other)

    monkeypatch.setattr("api.tokens.hmac.compare_digest", compare)
    for secret in ("x", BEARER[:-1], BEARER, BEARER * 100):
        given = {"Authorization": f"Bearer {secret}"}
        status = httpx.post(f"{plain.base_url}/update", data={"update": INSERT}, headers=given).status_code
        assert status == (204 if secret == BEARER else 403)
    assert compared == [(32, 32)] * 4


def test_the_token_may_be_in_the_environment_and_no_child_of_the_service_has_it(tmp_path: Path) -> None:
    with serving("--plain", tmp_path / "plain", OXIANA_TOKEN=f" {BEARER}\n") as (process, client):
        assert update(client, INSERT).status_code == 204
        assert update(client, "INSERT DATA {", **{"access_token": BEARER}).status_code == 400
        client.headers["Authorization"] = f"Bearer {BEARER}x"
        assert update(client, INSERT).status_code == 403
        started = children(process.pid)
        assert started or not PROC.exists()
        for pid in started:
            assert BEARER not in (PROC / str(pid) / "environ").read_text()
            assert BEARER not in (PROC / str(pid) / "cmdline").read_text()
        process.terminate()
        assert process.stderr is not None
        assert BEARER not in process.stderr.read()
        process.wait(20)


@pytest.mark.parametrize(("secret", "told"), [("kurz!", "OXIANA_TOKEN has 5 characters"), ("", "has 0 characters")])
def test_a_token_of_the_environment_that_is_too_short_is_refused_at_the_start(
    tmp_path: Path, secret: str, told: str
) -> None:
    done = oxiana("serve", "--plain", tmp_path / "plain", "--port", "0", OXIANA_TOKEN=secret)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr
    assert not secret or secret not in done.stderr


def test_two_tokens_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(BEARER, encoding="utf-8")
    options = ("--plain", tmp_path / "plain", "--token-file", tmp_path / "token", "--port", "0")
    done = oxiana("serve", *options, OXIANA_TOKEN=BEARER)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "there are two tokens" in done.stderr
    assert BEARER not in done.stderr
    assert not (tmp_path / "plain").exists()


def test_a_token_is_read_without_the_space_around_it(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"\n {BEARER} \n", encoding="utf-8")
    assert vars(Token.read(tmp_path / "token")) == vars(Token(BEARER))


@pytest.mark.parametrize(
    ("content", "told"), [(b"kurz!", "5 characters"), (b"", "0 characters"), (b"\xff" * 20, "UTF-8")]
)
def test_a_token_that_is_too_short_or_no_text_is_refused_at_the_start(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "token").write_bytes(content)
    with pytest.raises(UnavailableError, match=told) as refusal:
        Token.read(tmp_path / "token")
    assert not content or content.decode("latin-1") not in str(refusal.value)


def test_a_token_may_end_in_any_character(tmp_path: Path) -> None:
    given = f"{BEARER}堅"
    with serving("--plain", tmp_path / "plain", OXIANA_TOKEN=given) as (_, client):
        del client.headers["Authorization"]
        headers = [(b"Authorization", f"Bearer {given}".encode())]
        assert client.post("/update", data={"update": INSERT}, headers=headers).status_code == 204
