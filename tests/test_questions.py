"""Every published example query gives its expected answer on the built graph of the chapter.

The answers lie in `answers/`, a table a query: IRIs cut to their last name, prose left out. They are facts about the
source, written down here so that the test needs nothing else; those of the competency questions agree with the key.
"""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from graph.store import JSON, Store, select
from ontology.queries import NamedQuery, read_all
from ontology.terms import Names

NAMES = Names()
PUBLISHED = {query.name: query for query in read_all(Path("api/queries/examples"), NAMES)}
# Those that ask Wikidata's own service are tested in tests/api/test_wikidata_examples.py.
EXAMPLES = {name: query for name, query in PUBLISHED.items() if "federated" not in query.tags}
ANSWERS = Path(__file__).parent / "answers"
PROSE = {"gloss", "note", "definition"}
PATTERN_LINES = 12

# The competency questions, each with the example queries that answer it between them.
COMPETENCY = {
    "Q01": ["order-of-national-power"],
    "Q05": ["order-of-military-force"],
    "Q12": ["chain-from-poverty-to-the-principal-threat", "principal-threats"],
    "Q17": ["who-controls-the-water-and-who-disputes-it"],
    "Q19": ["states-in-the-water-and-border-disputes"],
    "Q22": ["the-three-forces", "main-cause-of-the-three-forces-combining"],
    "Q32": ["who-has-a-geopolitical-interest"],
    "Q33": ["who-has-economic-and-counter-terrorism-interests"],
    "Q35": ["who-holds-exactly-three-interests"],
    "Q39": ["tensions-about-counter-terrorism"],
    "Q40": ["who-is-denied-geopolitical-influence"],
    "Q44": ["where-the-three-powers-agree-compete-and-oppose"],
    "Q52": ["from-andijan-to-the-demand-for-withdrawal"],
    "Q57": ["diplomatic-strategy-of-each-state"],
    "Q59": ["economic-model-and-welfare-of-different-kinds"],
    "Q62": ["military-cooperation-of-each-state"],
    "Q69": ["organisations-and-great-power-backing"],
    "Q70": ["which-great-power-leads-which-organisation"],
    "Q73": ["suggestions-to-researchers"],
    "Q75": ["open-questions"],
}
# Of these the actors that the key names are those in one column of the answer.
ACTORS = {
    "Q01": ("order-of-national-power", "state"),
    "Q05": ("order-of-military-force", "state"),
    "Q17": ("who-controls-the-water-and-who-disputes-it", "state"),
    "Q19": ("states-in-the-water-and-border-disputes", "state"),
    "Q32": ("who-has-a-geopolitical-interest", "actor"),
    "Q33": ("who-has-economic-and-counter-terrorism-interests", "state"),
    "Q35": ("who-holds-exactly-three-interests", "actor"),
    "Q57": ("diplomatic-strategy-of-each-state", "state"),
    "Q59": ("economic-model-and-welfare-of-different-kinds", "state"),
}


def answer(store: Store, query: NamedQuery) -> list[list[str]]:
    """The columns and rows of a query's answer, as they stand in `answers/`."""
    if query.form == "ASK":
        return [[str(json.loads(store.query(query.text, [JSON]).body)["boolean"]).lower()]]
    rows = list(csv.reader(io.StringIO(store.query(query.text, ["text/csv"]).body.decode())))
    kept = [place for place, name in enumerate(rows[0]) if name not in PROSE]
    return [[_short(row[place]) for place in kept] for row in rows]


def _short(value: str) -> str:
    if not value.startswith(NAMES.base):
        return ", ".join(sorted(value.split(", ")))  # the store concatenates groups in no order
    return value.replace("#", "/").rsplit("/", 1)[-1]


def expected(name: str) -> list[list[str]]:
    """The answer that is written down for a query."""
    with (ANSWERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_query_gives_its_expected_answer(name: str, chapter_store: Store) -> None:
    columns, *rows = answer(chapter_store, EXAMPLES[name])
    first, *written = expected(name)
    assert columns == first
    assert sorted(rows) == sorted(written)


def test_no_answer_is_expected_of_a_query_that_is_not_published() -> None:
    assert {path.stem for path in ANSWERS.glob("*.csv")} == set(EXAMPLES)


def test_sixty_questions_are_answered_and_each_competency_question_among_them() -> None:
    assert len(EXAMPLES) >= 60
    assert {name for names in COMPETENCY.values() for name in names} <= set(EXAMPLES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_query_is_short(name: str) -> None:
    body = [line for line in EXAMPLES[name].text.splitlines() if not line.startswith(("#", "PREFIX"))]
    assert len(body) <= PATTERN_LINES


def test_an_example_is_asked_of_every_paragraph(chapter_store: Store) -> None:
    claims = {cell for name in EXAMPLES for row in expected(name) for cell in row}
    paragraphs = {str(row["p"]) for row in select(chapter_store, PARAGRAPHS)}
    assert {one for one in paragraphs if not any(cell.startswith(f"{one}.") for cell in claims)} == set()


def words(value: object) -> set[str]:
    """Every string in a structure of JSON, keys included."""
    if isinstance(value, dict):
        return set(value) | words(list(value.values()))
    if isinstance(value, list):
        return {word for one in value for word in words(one)}
    return {str(value)}


@pytest.mark.needs("shared")
@pytest.mark.parametrize("identifier", ACTORS)
def test_the_actors_in_an_answer_are_those_of_the_key(identifier: str, chapter_store: Store, shared: Path) -> None:
    lines = (shared / "competency" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    key = {one["id"]: one["answer"]["value"] for one in map(json.loads, lines)}[identifier]
    name, column = ACTORS[identifier]
    columns, *rows = expected(name)
    found = {row[columns.index(column)] for row in rows}
    labels = {str(row["name"]): str(row["label"]) for row in select(chapter_store, LABELS)}
    assert {labels[one] for one in found} == words(key) & set(labels.values())


def test_five_examples_stand_on_the_home_page() -> None:
    assert sum("home" in query.tags for query in EXAMPLES.values()) == 5


@pytest.mark.parametrize(
    ("name", "column", "order"),
    [
        ("order-of-national-power", "state", ["Uzbekistan", "Kazakhstan", "Turkmenistan", "Kyrgyzstan", "Tajikistan"]),
        (
            "from-andijan-to-the-demand-for-withdrawal",
            "event",
            [
                "AndijanUprising",
                "WesternAccusationOfUzbekistan",
                "DemandForIndependentInvestigation",
                "SanctionsOnUzbekistan",
                "UzbekTiltTowardsRussia",
                "SigningOfTheRussianUzbekAllianceTreaty",
                "DemandForUSWithdrawalFromKhanabad",
            ],
        ),
    ],
)
def test_what_has_an_order_comes_in_order(name: str, column: str, order: list[str], chapter_store: Store) -> None:
    columns, *rows = answer(chapter_store, EXAMPLES[name])
    assert [row[columns.index(column)] for row in rows] == order


PARAGRAPHS = """
PREFIX doco: <http://purl.org/spar/doco/> PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?p { ?paragraph a doco:Paragraph ; dcterms:identifier ?p }
"""
LABELS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX ox: <https://w3id.org/oxiana/ontology#>
SELECT ?name ?label {
  ?actor a ox:Actor ; rdfs:label ?label . FILTER (LANG(?label) = "en")
  BIND (REPLACE(STR(?actor), "^.*/", "") AS ?name)
}
"""


def test_no_published_query_reads_what_claims_say_without_how_they_are_put() -> None:
    reading = {
        name for name, query in PUBLISHED.items() if re.search(r"GRAPH \?\w*claim\w* \{", query.text, re.IGNORECASE)
    }
    assert len(reading) > 40
    assert [name for name in sorted(reading) if "ox:modality" not in PUBLISHED[name].text] == []
