"""What was confirmed is kept, whole, when the service with all its processes is killed."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import BEARER, select, update
from tests.api.services import killed, serving

MANY = 1000
KILLS = (150, 400, 700)
PARTS = 5
FILLING = "x" * 800  # so that tables are made and merged meanwhile
MINE = "http://e.org/mine"
COUNTER = """DELETE { GRAPH <urn:g> { ?a <urn:v> ?x } } INSERT { GRAPH <urn:g> { ?a <urn:v> ?next } }
WHERE { GRAPH <urn:g> { ?a <urn:v> ?x BIND(?x + 1 AS ?next) } }"""


@pytest.fixture
def token(tmp_path: Path) -> Path:
    (tmp_path / "token").write_text(BEARER, encoding="utf-8")
    return tmp_path / "token"


def writing(client: httpx.Client, turns: list[int], confirmed: list[int], enough: Callable[[], None]) -> None:
    """Write one number after another, in several triples each, until the service is gone."""
    with suppress(httpx.TransportError, IndexError):
        while True:
            number = turns.pop()
            triples = " ".join(f"<urn:n{number}> <urn:part{part}> '{number} {FILLING}' ." for part in range(PARTS))
            if update(client, f"INSERT DATA {{ GRAPH <{MINE}> {{ {triples} }} }}").status_code == 204:
                confirmed.append(number)
                enough()


@pytest.mark.parametrize("kind", ["beside a build", "plain"])
def test_a_service_that_is_killed_amid_a_thousand_updates_keeps_each_confirmed_one_and_no_half_one(
    kind: str, token: Path, second_data_copy: Path, tmp_path: Path
) -> None:
    where = ("--plain", tmp_path / "plain") if kind == "plain" else ("--data", second_data_copy)
    turns, confirmed, seen = list(range(MANY)), list[int](), dict[int, int]()
    for stop in (*KILLS, MANY + 1):
        with serving(*where, "--token-file", token, "--limit", "workers=1") as (process, client):
            found = look(client, confirmed, seen)
            turns = [number for number in range(MANY) if number not in found]

            def enough(process: object = process, stop: int = stop) -> None:
                if len(confirmed) >= stop:
                    killed(process)  # type: ignore[arg-type]

            threads = [threading.Thread(target=writing, args=(client, turns, confirmed, enough)) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if stop > MANY:
                assert len(look(client, confirmed, seen)) == MANY
            else:
                assert process.poll() is not None, "it was killed amid the writes"
    with serving(*where, "--token-file", token, "--limit", "workers=1") as (_, client):
        assert len(look(client, confirmed, seen)) == MANY


def look(client: httpx.Client, confirmed: list[int], seen: dict[int, int]) -> set[int]:
    """The numbers that are there; each is whole, none that was confirmed is missing, and the count tells them apart."""
    rows = select(client, f"SELECT ?s ?o {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")
    assert set(Counter(subject for subject, _ in rows).values()) <= {PARTS}, "a half one"
    found = {int(text.split()[0]) for _, text in rows}
    assert set(confirmed) <= found, "a confirmed one is lost"
    writes = client.get("/health").json()["writes"]
    assert seen.setdefault(writes, len(found)) == len(found), "one count for two contents"
    assert writes >= max(seen)
    assert writes >= len(found)
    return found


def test_a_restart_keeps_the_count_of_writes_and_a_refused_write_leaves_it(token: Path, tmp_path: Path) -> None:
    counts = []
    for _ in range(3):
        with serving("--plain", tmp_path / "plain", "--token-file", token) as (_, client):
            counts.append(client.get("/health").json()["writes"])
            update(client, "INSERT DATA { <urn:s> <urn:p> 1 }").raise_for_status()
            assert update(client, "DROP GRAPH <urn:absent>").status_code == 409
            assert update(client, "INSERT").status_code == 400
            counts.append(client.get("/health").json()["writes"])
    assert counts == [0, 1, 1, 2, 2, 3]


def test_readers_never_see_a_write_by_half(plain: httpx.Client) -> None:
    values = " ".join(f"<urn:{name}> <urn:v> 0 ." for name in "abcd")
    update(plain, f"INSERT DATA {{ GRAPH <urn:g> {{ {values} }} }}").raise_for_status()
    done, found = threading.Event(), list[set[str]]()

    def read() -> None:
        with httpx.Client(base_url=plain.base_url, timeout=60) as client:
            while not done.is_set():
                rows = select(client, "SELECT ?a ?x { GRAPH <urn:g> { ?a <urn:v> ?x } }")
                assert len(rows) == 4
                found.append({value for _, value in rows})

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(200):
        update(plain, COUNTER).raise_for_status()
    done.set()
    for reader in readers:
        reader.join()
    assert [values for values in found if len(values) != 1] == [], "all four are raised in one write"
    assert len({value for values in found for value in values}) > 20, "they read while it was written"
    assert select(plain, "SELECT DISTINCT ?x { GRAPH <urn:g> { ?a <urn:v> ?x } }") == [["200"]]
