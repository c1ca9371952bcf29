"""The dozen of the bench: each has an answer, no two uncached texts are alike, and servers give the same answers."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph
import pytest

from tests.bench.sparql.answers import expected
from tests.bench.sparql.corpora import Corpus, invent
from tests.bench.sparql.measure import compare
from tests.bench.sparql.process import Server
from tests.bench.sparql.queries import QUERIES, Query, over
from tests.bench.sparql.servers import OURS, oxiana, virtuoso_7

by_name = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    made = Corpus("300 claims", tmp_path_factory.mktemp("corpus"))
    invent(made.data, 300)
    return made


@pytest.fixture(scope="module")
def ours(corpus: Corpus) -> Iterator[Server]:
    with oxiana(corpus, corpus.folder) as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso(corpus: Corpus) -> Iterator[Server]:
    with virtuoso_7(corpus, corpus.folder) as server:
        yield server


def test_there_are_a_dozen_queries() -> None:
    assert len({query.name for query in QUERIES}) == 12


@by_name
def test_each_query_has_an_answer(query: Query, corpus: Corpus) -> None:
    store = pyoxigraph.Store.read_only(str(corpus.store))
    assert all(expected(store, text) for text in over(query, corpus.store).texts)


@by_name
def test_no_two_uncached_texts_are_alike(query: Query, corpus: Corpus) -> None:
    asked = over(query, corpus.store)
    texts = [*asked.texts, *islice(asked.uncached(0), 500), *islice(asked.uncached(500), 500)]
    assert len(set(texts)) == len(texts)


@by_name
def test_an_uncached_text_has_the_answer_of_the_repeated_one(query: Query, corpus: Corpus) -> None:
    store, asked = pyoxigraph.Store.read_only(str(corpus.store)), over(query, corpus.store)
    assert expected(store, next(asked.uncached(0))) == expected(store, asked.repeated)


@by_name
def test_the_service_answers_as_the_engine_does(query: Query, corpus: Corpus, ours: Server) -> None:
    assert compare(over(query, corpus.store), [ours], corpus) == {}


@pytest.mark.needs("virtuoso")
@by_name
def test_virtuoso_answers_as_the_engine_does(query: Query, corpus: Corpus, virtuoso: Server) -> None:
    assert compare(over(query, corpus.store), [virtuoso], corpus) == {}


def test_a_server_with_another_answer_is_told(corpus: Corpus, tmp_path: Path) -> None:
    other = Corpus("100 claims", tmp_path)
    invent(other.data, 100)
    with oxiana(other, tmp_path) as server:
        told = [compare(over(query, corpus.store), [server], corpus) for query in QUERIES]
    assert all(one[OURS].startswith("another answer") for one in told if one)
    assert sum(map(bool, told)) >= 8
