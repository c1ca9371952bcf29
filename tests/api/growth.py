"""A service whose dataset has grown since an answer was cited."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.following import Following
from api.serving import following
from api.settings import Settings
from graph.build import Inputs, build
from ontology.terms import Names
from tests.api.histories import SLUG, grow
from tests.conftest import SECOND, silent

BASE = "https://w3id.org/oxiana/"
CLAIM = f"{BASE}claim/{SLUG}/"
ENGLISH = 'FILTER (LANGMATCHES(LANG(?gloss), "en"))'
QUERY = f"""PREFIX ox: <{BASE}ontology#>
SELECT ?claim ?how ?gloss WHERE {{ ?claim ox:modality ?how ; ox:gloss ?gloss {ENGLISH} }} ORDER BY ?claim"""
LINK = re.compile(r'<([^>]*)>; rel="cite-as"')


@dataclass(frozen=True)
class Grown:
    """The client of the service, the address of the answer, and the files in which its citation was saved."""

    client: httpx.Client
    data: Path
    address: str
    files: Path
    before: str
    after: str


def cited(client: httpx.Client, query: str, **more: str) -> str:
    """Where the answer to a query is cited, found as any client finds it: by the link of the answer."""
    answer = client.get("/sparql", params={"query": query, **more})
    assert answer.status_code == 200, answer.text
    found = LINK.search(", ".join(answer.headers.get_list("link")))
    assert found
    led = client.get(found[1])
    assert led.status_code == 303, led.text
    return str(led.headers["location"])


@contextmanager
def growth(folder: Path, running: Callable[[Following], AbstractContextManager[httpx.Client]]) -> Iterator[Grown]:
    """Such a service in a folder: three claims are added, one is reworded and one withdrawn while it runs."""
    files, data = folder / "files", folder / "data"
    shutil.copytree(SECOND, files)
    before = build(data, Inputs(files, None, Names()), silent).version
    with running(following(data, Settings(citations_per_minute=0))) as client:
        address = cited(client, QUERY)
        for name in ("jsonld", "bib", "ris", "csl.json"):
            (folder / f"cited.{name}").write_bytes(client.get(f"{address}.{name}").content)
        grow(files)
        after = build(data, Inputs(files, None, Names()), silent).version
        deadline = time.monotonic() + 30
        while client.get("/versions").json()["current"] != after:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield Grown(client, data, address, folder, before, after)
