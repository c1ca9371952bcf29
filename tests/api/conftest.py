"""A real server on loopback over the invented source, and over two of them."""

import csv
import io
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.following import Following
from api.serving import application, following, listen, server
from api.settings import SECONDS_STALLED, Settings
from api.tokens import Token
from graph.answer_store import AnswerStore
from graph.answers import FORMATS, Bounds, CitedAnswer
from graph.build import Build, Inputs, build, current
from graph.engine import Graphs
from graph.limits import Limits
from graph.live import prepare
from graph.store import EmbeddedStore, Store
from graph.workers import Workers
from graph.writing import claim
from ontology.terms import Names
from tests.api.growth import Grown, growth
from tests.api.histories import History, history
from tests.conftest import EXAMPLES, SECOND, silent

BEARER = "a secret of the tests"
OTHER = "far-harbours"
TENSIONS = """
claim:T2 a ox:Tension ; ox:joins claim:A2.4 , claim:A2.5 , claim:A2.6 ; ox:strength ox:Hedge ;
    rdfs:label "the league: whose it is"@en , "同盟：究屬何者"@zh-Hant ;
    skos:note "Mar backs it, and Corran says that it is its own."@en , "馬爾支持之，科蘭則稱為己有。"@zh-Hant .
claim:T10 a ox:Tension ; ox:joins claim:A2.4 , <https://w3id.org/oxiana/claim/far-harbours/A2.4> ;
    ox:strength ox:DifferentScope ; rdfs:label "the league here and there"@en , "此地與彼地之同盟"@zh-Hant ;
    skos:note "Two texts speak of it."@en , "兩篇文本皆述及之。"@zh-Hant .
"""


@contextmanager
def served(dataset: Path | bytes, settings: Settings, version: str = "") -> Iterator[httpx.Client]:
    """A client of a service that runs in a thread for as long as the block does, over a store on disk or N-Quads."""
    with TemporaryDirectory() as folder:
        path = dataset if isinstance(dataset, Path) else Path(folder, "store")
        if isinstance(dataset, bytes):
            EmbeddedStore.write(path, dataset)
        workers = Workers(path, settings.names, settings.limits)
        with running(
            create_app(EmbeddedStore.open(path), workers, settings, version), settings.seconds_stalled
        ) as client:
            yield client


@contextmanager
def running(app: FastAPI | Following, seconds_stalled: float = SECONDS_STALLED) -> Iterator[httpx.Client]:
    """A client of an application that runs in a thread for as long as the block does."""
    listener = listen("127.0.0.1", 0, seconds_stalled)
    own = server(app)
    thread = threading.Thread(target=own.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not own.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    with listener, httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=60) as client:
        try:
            yield client
        finally:
            own.should_exit = True
            thread.join()


@contextmanager
def writable(folder: Path, limits: Limits) -> Iterator[httpx.Client]:
    """A client, with the token, of a plain store in a folder."""
    settings = Settings(limits=limits, plain=True)
    claim(folder / "store")
    with running(application(folder / "store", settings, token=Token(BEARER))) as client:
        client.headers["Authorization"] = f"Bearer {BEARER}"
        yield client


@pytest.fixture(scope="module")
def plain_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client, with the token, of a plain store."""
    with writable(tmp_path_factory.mktemp("plain"), Limits(workers=2, write_seconds=5)) as one:
        yield one


@pytest.fixture
def plain(plain_store: httpx.Client) -> httpx.Client:
    """The same, emptied."""
    assert plain_store.post("/update", data={"update": "DROP ALL"}).status_code == 204
    return plain_store


@pytest.fixture(scope="module")
def own(second_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client, with the token, of the invented source's service, where graphs of one's own may be written."""
    data = Path(shutil.copytree(second_data, tmp_path_factory.mktemp("own") / "data", symlinks=True))
    built = current(data)
    live = prepare(data, built)
    with running(application(live.store, Settings(Names(), data), built.version, Token(BEARER), live.built)) as client:
        client.headers["Authorization"] = f"Bearer {BEARER}"
        yield client


def select(client: httpx.Client, query: str) -> list[list[str]]:
    """The rows of a SELECT, sorted."""
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return sorted(list(csv.reader(io.StringIO(answer.text)))[1:])


def update(client: httpx.Client, text: str, **fields: str | list[str]) -> httpx.Response:
    """The answer to an update that is sent directly; `fields` go with the URL."""
    params = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.post(
        "/update", content=text.encode(), headers={"Content-Type": "application/sparql-update"}, params=params
    )


def detail(answer: httpx.Response, status: int) -> str:
    """What an answer of that status says."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


@pytest.fixture(scope="session")
def client(second_build: Build, second_data: Path) -> Iterator[httpx.Client]:
    """A client of the invented source's service."""
    settings = Settings(Names(), second_data, edition=second_build.edition, archive=second_data)
    with served(second_build.store_path, settings, second_build.version) as one:
        yield one


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The invented source in four versions; not to be written to."""
    return history(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="session")
def followed(past: History) -> Iterator[httpx.Client]:
    """A client of the service that follows them."""
    with running(following(past.data, Settings())) as one:
        yield one


@pytest.fixture(scope="session")
def two_sources(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The invented source and another like it: one claim stated in two paragraphs, tensions within and across them."""
    folder = tmp_path_factory.mktemp("two") / "hand-written"
    shutil.copytree(SECOND, folder)
    shutil.copytree(SECOND / "quill-harbours", folder / OTHER)
    for path in (folder / OTHER).rglob("*.t*"):
        path.write_text(path.read_text(encoding="utf-8").replace("quill-harbours", OTHER), encoding="utf-8")
    claims = folder / "quill-harbours" / "claims"
    text = (claims / "A02.trig").read_text(encoding="utf-8")
    text = text.replace("ox:statedIn text:A2.s3c1 ;", "ox:statedIn text:A2.s3c1 , text:B1.s1c1 ;")
    (claims / "A02.trig").write_text(text, encoding="utf-8")
    with (claims / "tensions.trig").open("a", encoding="utf-8") as file:
        file.write(TENSIONS)
    return build(folder.parent / "data", Inputs(folder, EXAMPLES, Names()), silent)


@pytest.fixture(scope="session")
def of_two_sources(two_sources: Build) -> Iterator[httpx.Client]:
    """A client of their service."""
    with served(two_sources.store_path, Settings()) as one:
        yield one


@pytest.fixture(scope="session")
def cited_data(second_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which answers are cited."""
    return Path(shutil.copytree(second_data, tmp_path_factory.mktemp("answers") / "data", symlinks=True))


@pytest.fixture(scope="session")
def far(cited_data: Path) -> Iterator[httpx.Client]:
    """A client of a service that is shown below a path of another site."""
    with running(following(cited_data, Settings(root_path="/far", citations_per_minute=0))) as client:
        yield client


@pytest.fixture(scope="session")
def cited(cited_data: Path, second_store: Store, second_build: Build) -> Callable[..., str]:
    """Keeps the answer to a query as if it had been cited; where it is."""

    def cite(query: str, **more: Any) -> str:  # noqa: ANN401 - what CitedAnswer.of takes
        found = second_store.query(query, FORMATS)
        told: dict[str, Any] = {
            "base": Names().base,
            "version": second_build.version,
            "bounds": Bounds(30, 9_999, 8_888),
        }
        answer = CitedAnswer.of(query, Graphs(), found.body, found.media_type, **told | more)
        return f"/query/{AnswerStore.of(cited_data).add(answer)[0].id}"

    return cite


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    """A service whose dataset has grown since an answer was cited."""
    with growth(tmp_path_factory.mktemp("grown"), running) as one:
        yield one
