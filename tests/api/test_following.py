"""A build while the service runs: it is served at once, and no request is dropped."""

import re
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from api.serving import following
from api.settings import Settings
from api.tokens import Token
from graph.build import Build, Inputs, build, current
from ontology.terms import Names
from tests.api.conftest import BEARER, running, select, update
from tests.api.services import killed, serving
from tests.api.test_cli import oxiana
from tests.api.wires import Wire
from tests.conftest import EXAMPLES, SECOND, silent

OLD, NEW = "want of salt", "lack of salt"
MINE = "http://e.org/mine"
LABELS = 'SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(STRENDS(STR(?l), "of salt")) }'
WIDE = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-written files of the invented source, with one label changed."""
    folder = tmp_path_factory.mktemp("edited") / "files"
    shutil.copytree(SECOND, folder)
    trade = folder / "entities" / "trade.ttl"
    trade.write_text(trade.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    return folder


@pytest.fixture
def token(tmp_path: Path) -> Path:
    (tmp_path / "token").write_text(BEARER, encoding="utf-8")
    return tmp_path / "token"


def until(seen: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answers(client: httpx.Client, thing: str, versions: tuple[str, str]) -> Iterator[tuple[str, tuple[bool, bool]]]:
    """What is asked over and over: kinds of answers, and whether each is of the old or of the new version."""
    labels, quoted = (OLD, NEW), (f'"{OLD}"@en', f'"{NEW}"@en')
    for kind, path, accept, told in (
        ("rows", f"/sparql?query={quote(LABELS)}", "text/csv", labels),
        ("everything", f"/sparql?query={quote(WIDE)}", "text/tab-separated-values", quoted),
        ("page", thing, "text/html", labels),
        ("triples", thing, "text/turtle", quoted),
        ("description", "/.well-known/void", "text/turtle", versions),
        ("health", "/health", "application/json", versions),
        ("home", "/", "text/html", versions),
    ):
        answer = client.get(path, headers={"Accept": accept, "Accept-Language": "en"})
        assert answer.status_code == 200, answer.text
        yield kind, (told[0] in answer.text, told[1] in answer.text)


@pytest.mark.parametrize("writable", [False, True], ids=["read only", "with a token"])
def test_a_build_replaces_the_served_graph_and_no_request_fails_or_mixes_the_two(
    second_data_copy: Path, edited: Path, token: Path, *, writable: bool
) -> None:
    old, new = current(second_data_copy), build(token.parent / "other", Inputs(edited, EXAMPLES, Names()), silent)
    versions, thing = (old.version[:12], new.version[:12]), "/" + changed_thing(old)
    done, found, faults, written = threading.Event(), set[tuple[str, tuple[bool, bool]]](), list[BaseException](), 0

    def over_and_over(work: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                while not done.is_set():
                    work()
            except BaseException as error:
                faults.append(error)
                done.set()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    with serving("--data", second_data_copy, *(("--token-file", token) if writable else ())) as (_, client):

        def write() -> None:
            nonlocal written
            update(client, f"INSERT DATA {{ GRAPH <{MINE}> {{ <urn:s> <urn:p> {written} }} }}").raise_for_status()
            written += 1
            assert len(select(client, f"SELECT * {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")) == written, (
                "it is found at once"
            )

        asking = [over_and_over(lambda: found.update(answers(client, thing, versions))) for _ in range(2)]
        asking += [over_and_over(write)] if writable else []
        built = oxiana("build", "--from", edited, "--data", second_data_copy)
        assert built.returncode == 0, built.stderr
        until(lambda: done.is_set() or client.get("/health").json()["version"] == new.version)
        time.sleep(1)
        done.set()
        for thread in asking:
            thread.join()
        assert faults == []
        assert {told for _, told in found} == {(True, False), (False, True)}, (
            "each is of one version, and there are both"
        )
        assert {told for _, told in answers(client, thing, versions)} == {(False, True)}
        assert written > 5 or not writable


def changed_thing(built: Build) -> str:
    """The path of the thing whose label is changed."""
    for line in (built.path / "dataset.nq").read_text(encoding="utf-8").splitlines():
        if f'"{OLD}"@en' in line:
            return line[1 : line.index(">")].removeprefix("https://w3id.org/oxiana/")
    raise AssertionError


def test_an_answer_that_has_begun_is_sent_to_its_end_by_the_version_that_began_it(
    second_data_copy: Path, edited: Path
) -> None:
    new = build(second_data_copy, Inputs(edited, EXAMPLES, Names()), silent)
    old = next(path for path in (second_data_copy / "builds").iterdir() if path != new.path)
    turn(second_data_copy, old)
    product = "SELECT ?l ?t { { " + LABELS + " } ?s ?p ?o . ?t ?q ?r } LIMIT 200000"
    with serving("--data", second_data_copy) as (_, client):
        query = client.stream("GET", "/sparql", params={"query": product}, headers={"Accept": "text/csv"})
        with query as answer:
            pieces = answer.iter_text()
            received = [next(pieces)]
            turn(second_data_copy, new.path)
            until(lambda: client.get("/health").json()["version"] == new.version)
            received += pieces
        assert len("".join(received).splitlines()) == 200_001
        assert (OLD in "".join(received), NEW in "".join(received)) == (True, False)
        assert select(client, LABELS) == [[NEW]]


def test_who_asks_the_same_all_the_time_gets_the_new_version_too(second_data_copy: Path, edited: Path) -> None:
    app = following(second_data_copy, Settings())
    ask = f"GET /sparql?query={quote(LABELS)} HTTP/1.1\r\nHost: e.org\r\nAccept: text/csv\r\n\r\n".encode()
    with running(app) as client, Wire(client) as wire:
        assert {OLD in wire.ask(ask).decode() for _ in range(5)} == {True}
        new = build(second_data_copy, Inputs(edited, EXAMPLES, Names()), silent)
        until(lambda: NEW in wire.ask(ask).decode())
        assert app.version == new.version
        assert {NEW in wire.ask(ask).decode() for _ in range(5)} == {True}


def turn(data_dir: Path, build: Path) -> None:
    """Make a build the current one, as `oxiana build` does."""
    (data_dir / "next").symlink_to(build.relative_to(data_dir))
    (data_dir / "next").rename(data_dir / "current")


def test_old_builds_stay_for_as_long_as_somebody_serves_them(second_data_copy: Path, edited: Path) -> None:
    first = current(second_data_copy)
    with serving("--data", second_data_copy) as (process, _):
        process.send_signal(signal.SIGSTOP)  # so it does not see that there are others
        for text in ("one", "another", "a third"):
            trade = edited / "entities" / "trade.ttl"
            files = shutil.copytree(edited, second_data_copy / text)
            (files / "entities" / trade.name).write_text(
                trade.read_text(encoding="utf-8").replace(NEW, text), encoding="utf-8"
            )
            build(second_data_copy, Inputs(files, EXAMPLES, Names()), silent)
        assert Build.read(first.path) == first
        killed(process)
    shutil.copytree(edited, second_data_copy / "last")
    build(second_data_copy, Inputs(second_data_copy / "last", EXAMPLES, Names()), silent)
    assert not first.path.exists(), "nobody serves it now, and whoever did was killed"


def test_a_new_build_that_is_damaged_is_not_served(second_data_copy: Path, edited: Path) -> None:
    old = current(second_data_copy)
    with serving("--data", second_data_copy) as (process, client):
        new = build(second_data_copy.with_name("elsewhere"), Inputs(edited, EXAMPLES, Names()), silent)
        place = Path(shutil.copytree(new.path, second_data_copy / "builds" / "damaged"))
        table = next((place / "store").glob("*.sst"))
        table.write_bytes(table.read_bytes()[:-1])
        turn(second_data_copy, place)
        assert process.stderr is not None
        assert any("the new build is not served" in line for line in iter(process.stderr.readline, ""))
        assert client.get("/health").json()["version"] == old.version
        assert select(client, LABELS) == [[OLD]]


def test_the_numbers_of_requests_outlast_a_build(second_data_copy: Path, edited: Path) -> None:
    def counted() -> float:
        told = client.get("/metrics").text
        return float(
            re.findall(r'^oxiana_requests_total{method="GET",outcome="200",route="/ontology"} (.*)$', told, re.M)[0]
        )

    with serving("--data", second_data_copy) as (_, client):
        for _ in range(3):
            client.get("/ontology")
        old = client.get("/health").json()["version"]
        assert oxiana("build", "--from", edited, "--data", second_data_copy).returncode == 0
        until(lambda: client.get("/health").json()["version"] != old)
        assert counted() == 3


def test_where_the_new_build_cannot_be_served_writes_are_seen_by_the_former_one(
    second_data_copy: Path, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = list[str]()
    app = following(second_data_copy, Settings(), Token(BEARER))
    with running(app) as client:
        client.headers["Authorization"] = f"Bearer {BEARER}"
        monkeypatch.setattr("api.serving.create_app", lambda *_args: (_ for _ in ()).throw(OSError("out of files")))
        monkeypatch.setattr("api.following.logger.error", lambda *told: failed.append(str(told)))
        build(second_data_copy, Inputs(edited, EXAMPLES, Names()), silent)
        until(lambda: bool(failed))
        for number in range(3):
            update(client, f"INSERT DATA {{ GRAPH <{MINE}> {{ <urn:s> <urn:p> {number} }} }}").raise_for_status()
            assert len(select(client, f"SELECT * {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")) == number + 1
