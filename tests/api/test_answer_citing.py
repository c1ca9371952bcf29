"""Citing an answer over HTTP: the link of every answer, the identifier behind it, and what gets none."""

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from api.cite_as import LONGEST
from api.serving import following
from api.settings import Settings
from api.tokens import Token
from graph.answer_record import from_json_ld
from graph.answer_store import AnswerStore, Room
from graph.limits import Limits
from tests.api.conftest import BEARER, detail, running, update
from tests.api.histories import History

POINT = "SELECT ?label WHERE { <https://w3id.org/oxiana/id/Corran> rdfs:label ?label }".replace(
    "rdfs:label", "<http://www.w3.org/2000/01/rdf-schema#label>"
)
STATES = "SELECT ?state WHERE { ?state a <https://w3id.org/oxiana/ontology#State> } ORDER BY ?state"
CITE_AS = re.compile(r'<([^>]*)>; rel="cite-as"')
JSON_LD = {"Accept": "application/ld+json"}


@pytest.fixture(scope="module")
def data(second_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory into which answers may be cited."""
    return Path(shutil.copytree(second_data, tmp_path_factory.mktemp("cited") / "data", symlinks=True))


@pytest.fixture(scope="module")
def citing(data: Path) -> Iterator[httpx.Client]:
    """A client of its service, which may cite as often as it likes."""
    with running(following(data, Settings(citations_per_minute=0))) as client:
        yield client


def cite_as(answer: httpx.Response) -> list[str]:
    """Where an answer says that it is cited."""
    return CITE_AS.findall(", ".join(answer.headers.get_list("link")))


def minted(answer: httpx.Response) -> str:
    """The identifier to which an answer leads."""
    place = answer.headers["location"]
    assert re.fullmatch(r"/query/[0-9a-f]{32}", place)
    return place.removeprefix("/query/")


@pytest.mark.parametrize("query", [POINT, STATES, "ASK {}", "CONSTRUCT WHERE { ?s a ?o } ORDER BY ?s ?o LIMIT 2"])
@pytest.mark.parametrize("accept", ["application/sparql-results+json, text/turtle", "text/html"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_has_one_link_that_leads_to_an_identifier(
    citing: httpx.Client, query: str, accept: str, method: str
) -> None:
    parts = {"params" if method == "GET" else "data": {"query": query}}
    for _ in range(2):  # the second one is sent again as it was kept
        answer = citing.request(method, "/sparql", headers={"Accept": accept}, **parts)  # type: ignore[arg-type]
        assert answer.status_code == 200
        (link,) = cite_as(answer)
        assert link.startswith("/cite?query=")
        followed = citing.get(link)
        assert followed.status_code == 303
        assert len(minted(followed)) == 32


def test_whoever_cites_the_same_answer_has_the_same_identifier(citing: httpx.Client) -> None:
    one = citing.post("/cite", data={"query": STATES, "title": "States"}, headers=JSON_LD)
    other = citing.post(
        "/cite",
        content=b"PREFIX o: <https://w3id.org/oxiana/ontology#> # states\nselect $s where { $s a o:State } order by $s",
        headers={"Content-Type": "application/sparql-query", **JSON_LD},
    )
    assert (minted(one), other.status_code) == (minted(other), 200)
    assert from_json_ld(other.content).title == from_json_ld(one.content).title


def test_a_new_answer_is_created_and_told_whole(citing: httpx.Client, data: Path) -> None:
    query = STATES.replace("ORDER BY ?state", "ORDER BY DESC(?state)")
    answer = citing.post("/cite", data={"query": query, "title": "The states"}, headers=JSON_LD)
    assert answer.status_code == 201
    assert answer.headers["access-control-allow-origin"] if "origin" in answer.request.headers else True
    record = from_json_ld(answer.content)
    asked = citing.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert record.query == query
    assert record.title == "The states"
    assert record.is_ordered
    assert record.reasons == ()
    assert record.rows == len(asked.json()["results"]["bindings"])
    assert record.result is not None
    assert json.loads(record.result) == asked.json()
    assert record.version == re.findall(r"versions/(\w{64})>", asked.headers["link"])[0]
    assert AnswerStore.of(data).get(record.id) == record


def test_the_dataset_that_was_asked_is_part_of_what_is_cited(citing: httpx.Client) -> None:
    claims = "https://w3id.org/oxiana/graph/claims"
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    fields = {"query": query, "default-graph-uri": claims}
    answer = citing.get("/sparql", params=fields, headers={"Accept": "text/csv"})
    (link,) = cite_as(answer)
    assert quote(claims, safe="") in link
    whole, part = citing.post("/cite", data={"query": query}, headers=JSON_LD), citing.get(link)
    assert minted(whole) != minted(part)
    assert minted(citing.post("/cite", data=fields, headers=JSON_LD)) == minted(part)


def test_a_link_is_no_longer_than_proxies_take(citing: httpx.Client) -> None:
    query = f"{STATES} # {'x' * LONGEST}"
    answer = citing.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    (link,) = cite_as(answer)
    assert re.match(r"/cite\?asked=\w{64}&version=\w{64}$", link)
    short = citing.post("/cite", data={"query": STATES}, headers=JSON_LD)
    assert minted(citing.get(link)) == minted(short)


def test_a_long_query_that_is_forgotten_is_told_with_the_way_out(citing: httpx.Client) -> None:
    told = detail(citing.get("/cite", params={"asked": "0" * 64}), 404)
    assert told.startswith("this long query is not remembered any more; send it whole: POST it to /cite")


@pytest.mark.parametrize("query", [POINT, 'SELECT * { BIND ("\u00fc > <" AS ?x) }', "ASK { FILTER (1 < 2) }"])
def test_a_link_may_stand_in_a_header_whatever_the_query(citing: httpx.Client, query: str) -> None:
    answer = citing.get(f"/sparql?query={query.replace('#', '%23')}", headers={"Accept": "*/*;q=0.1, text/csv"})
    assert answer.status_code == 200
    (link,) = cite_as(answer)
    record = from_json_ld(citing.post(link.partition("&version")[0], headers=JSON_LD | FORM).content)
    assert record.query == query


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("SELECT ?x {", 400, "there is no whole answer, so it gets no identifier: the query is malformed"),
        ("SELECT (<urn:f>() AS ?x) {}", 501, "there is no whole answer, so it gets no identifier: "),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", 403, "there is no whole answer, so it gets no identifier: "),
        ("DROP ALL", 400, "there is no whole answer, so it gets no identifier: "),
        ("", 400, "say whose answer is cited"),
    ],
)
def test_a_query_that_fails_gets_no_identifier(citing: httpx.Client, query: str, status: int, told: str) -> None:
    assert detail(citing.post("/cite", data={"query": query}), status).startswith(told)


def test_an_update_is_not_cited(citing: httpx.Client) -> None:
    assert "update" in detail(citing.post("/cite", data={"update": "DROP ALL"}), 400)
    sent = citing.post("/cite", content=b"DROP ALL", headers={"Content-Type": "application/sparql-update"})
    assert detail(sent, 415)


def test_a_query_that_is_cut_by_a_limit_or_its_time_gets_no_identifier(data: Path) -> None:
    before = AnswerStore.of(data).size()
    settings = Settings(limits=Limits(seconds=1, rows=3, workers=1))
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with running(following(data, settings)) as client:
        cut = detail(client.post("/cite", data={"query": "SELECT * { ?s ?p ?o }"}), 413)
        late = detail(client.post("/cite", data={"query": endless}), 504)
    assert cut.startswith("there is no whole answer, so it gets no identifier: the result has more than 3 rows")
    assert late.startswith("there is no whole answer, so it gets no identifier: the query was not answered within 1")
    assert AnswerStore.of(data).size() == before


@pytest.mark.parametrize("title", ["x" * 301, "two\nlines", "a bell\a"])
def test_a_title_is_one_short_line(citing: httpx.Client, title: str) -> None:
    assert detail(citing.post("/cite", data={"query": STATES, "title": title}), 400).startswith("the title ")


def test_a_version_that_does_not_answer_here_is_told(citing: httpx.Client) -> None:
    assert detail(citing.get("/cite", params={"query": STATES, "version": "0" * 64}), 404)


def test_the_answer_of_an_earlier_version_is_cited_on_that_version(past: History, tmp_path: Path) -> None:
    data = Path(shutil.copytree(past.data, tmp_path / "data", symlinks=True))
    query = (
        "SELECT ?g { ?c <http://www.w3.org/2004/02/skos/core#definition>|<https://w3id.org/oxiana/ontology#gloss> ?g }"
    )
    ids = []
    with running(following(data, Settings())) as client:
        for version in (past.versions[0], past.current):
            answer = client.get("/sparql", params={"query": query, "version": version}, headers={"Accept": "text/csv"})
            (link,) = cite_as(answer)
            assert link.endswith(f"&version={version}")
            ids.append(minted(client.get(link)))
            params = {"query": query, "version": version}
            page = client.get("/sparql", params=params, headers={"Accept": "text/html"}).text
            form = page[page.index('action="/cite"') :]
            assert form[: form.index("</form>")].count(f'name="version" value="{version}"') == 1
            posted = client.post("/cite", params={"version": version}, data={"query": query}, headers=JSON_LD)
            assert (minted(posted), from_json_ld(posted.content).version) == (ids[-1], version)
        (link,) = cite_as(client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}))
        assert minted(client.get(link)) == ids[1] != ids[0]


def test_the_answers_of_a_plain_store_are_not_cited(plain: httpx.Client) -> None:
    answer = plain.get("/sparql", params={"query": "ASK {}"})
    assert cite_as(answer) == []
    assert plain.post("/cite", data={"query": "ASK {}"}).status_code == 404


def test_an_answer_that_may_rest_on_written_graphs_says_so(second_data_copy: Path) -> None:
    query = "SELECT ?o { GRAPH <https://w3id.org/oxiana/graph/mine> { ?s ?p ?o } }"
    with running(following(second_data_copy, Settings(), Token(BEARER))) as client:
        before = from_json_ld(client.post("/cite", data={"query": query}, headers=JSON_LD).content)
        client.headers["Authorization"] = f"Bearer {BEARER}"
        graph = "GRAPH <https://w3id.org/oxiana/graph/mine>"
        assert update(client, f"INSERT DATA {{ {graph} {{ <urn:s> <urn:p> 1 }} }}").status_code == 204
        after = from_json_ld(client.post("/cite", data={"query": query}, headers=JSON_LD).content)
    assert (before.rows, after.rows) == (0, 1)
    assert after.reasons == ("written-graphs",)
    assert after.writes > 0
    assert after.id != before.id


def test_a_full_store_takes_no_other_and_loses_none(second_data_copy: Path) -> None:
    settings = Settings(room=Room(2), citations_per_minute=0)
    with running(following(second_data_copy, settings)) as client:
        ids = [minted(client.post("/cite", data={"query": f"SELECT ({n} AS ?n) {{}}"})) for n in (1, 2)]
        told = detail(client.post("/cite", data={"query": "SELECT (3 AS ?n) {}"}), 503)
        again = client.post("/cite", data={"query": "SELECT (1 AS ?x) {}"})
    assert "there is room for 2" in told
    assert (again.status_code, minted(again)) == (200, ids[0])
    assert AnswerStore.of(second_data_copy).names() == ids


def test_a_flood_of_citations_is_turned_away_and_queries_are_answered(second_data_copy: Path) -> None:
    with running(following(second_data_copy, Settings(citations_per_minute=5))) as client:
        answers = [client.post("/cite", data={"query": f"SELECT ({n} AS ?n) {{}}"}) for n in range(100)]
        refused = [one for one in answers if one.status_code == 429]
        assert client.get("/sparql", params={"query": STATES}).status_code == 200
    assert len(refused) >= 90
    assert all(int(one.headers["retry-after"]) >= 1 for one in refused)
    assert "one client may cite 5 answers a minute here" in refused[0].json()["detail"]
    assert AnswerStore.of(second_data_copy).size().answers == 100 - len(refused)


def test_a_damaged_store_is_told_and_hinders_nothing_else(second_data_copy: Path) -> None:
    (second_data_copy / "answers.sqlite").write_bytes(b"no store of answers" * 100)
    with running(following(second_data_copy, Settings())) as client:
        told = detail(client.post("/cite", data={"query": STATES}), 503)
        assert client.get("/sparql", params={"query": STATES}).status_code == 200
        assert client.get("/health").status_code == 200
    assert "is damaged, and nothing else is; give it back from a backup" in told


def test_every_site_may_cite(citing: httpx.Client) -> None:
    answer = citing.post("/cite", data={"query": STATES}, headers={"Origin": "https://elsewhere.example"} | JSON_LD)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Location" in answer.headers["access-control-expose-headers"]


def test_a_browser_is_led_to_the_page(citing: httpx.Client) -> None:
    answer = citing.post("/cite", data={"query": STATES}, headers={"Accept": "text/html"})
    assert (answer.status_code, len(minted(answer))) == (303, 32)


def test_a_page_leads_to_its_citation_in_both_languages(citing: httpx.Client) -> None:
    for language, words in (("en", "Cite this answer"), ("zh-Hant", "引用此答案")):
        page = citing.get("/sparql", params={"query": STATES, "lang": language}, headers={"Accept": "text/html"})
        assert words in page.text
        form = unescape(page.text[page.text.index('action="/cite"') :])
        fields = re.findall(r'name="([^"]*)" value="([^"]*)"', form[: form.index("</form>")])
        assert minted(citing.get("/cite", params=fields)) == minted(citing.get(*cite_as(page)))


def test_a_refused_query_has_no_link(citing: httpx.Client) -> None:
    for accept in ("text/csv", "text/html"):
        assert cite_as(citing.get("/sparql", params={"query": "SELECT ?x {"}, headers={"Accept": accept})) == []
