"""Who may write: the holder of the token."""

from pathlib import Path

import httpx
import pytest

from api.tokens import Token
from ontology.errors import UnavailableError
from tests.api.conftest import BEARER, detail, select, update

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


def test_a_token_is_read_without_the_space_around_it(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"\n {BEARER} \n", encoding="utf-8")
    assert BEARER not in repr(vars(Token.read(tmp_path / "token")))


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
