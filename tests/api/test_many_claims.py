"""A product that would go on for ever, over as many claims as a library of texts has."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import httpx
import pytest

from api.settings import Settings
from graph.limits import MIB, Limits
from tests.api.conftest import served
from tests.bench.claims import CLAIMS, write

CLAIM = "https://w3id.org/oxiana/claim/generated/P{}.{}"
PRODUCT = "WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
# Neither has a row before it has all of them.
QUERIES = {"counted": f"SELECT (COUNT(*) AS ?n) {PRODUCT}", "sorted": f"SELECT * {PRODUCT} ORDER BY ?c ?f ?i"}
SHORT = Limits(seconds=2, memory=4096 * MIB, workers=2)
SMALL = Limits(seconds=30, memory=256 * MIB, workers=2)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of so many claims."""
    path = tmp_path_factory.mktemp("many") / "store"
    write(path)
    return path


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query})


@pytest.mark.parametrize(
    ("limits", "status", "word"), [(SHORT, 504, "2 seconds"), (SMALL, 413, "256 MiB")], ids=["time", "memory"]
)
@pytest.mark.parametrize("query", QUERIES)
def test_the_product_of_three_unbound_patterns_costs_only_who_asks(
    many: Path, query: str, limits: Limits, status: int, word: str
) -> None:
    with served(many, Settings(limits=limits)) as client, ThreadPoolExecutor() as asking:
        heavy = [asking.submit(ask, client, QUERIES[query]) for _ in range(limits.workers)]
        waited = []
        for number in range(100):
            started = monotonic()
            answer = ask(client, f"SELECT * WHERE {{ <{CLAIM.format(number * 7, number % 20)}> ?p ?o }}")
            waited.append(monotonic() - started)
            assert len(answer.json()["results"]["bindings"]) in (6, 7)  # a seventh where it is somebody's view
        answers = [one.result() for one in heavy]
        counted = ask(client, "SELECT (COUNT(*) AS ?n) { ?claim a <https://w3id.org/oxiana/ontology#Claim> }")
    assert [one.status_code for one in answers] == [status] * limits.workers
    assert all(word in one.json()["detail"] for one in answers)
    assert sorted(waited)[94] < 1
    assert counted.json()["results"]["bindings"][0]["n"]["value"] == str(CLAIMS)
