"""Texts found by the index: what FILTER would find, and no scan."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.grams import Grams, folded, is_plain
from graph.planning import Planner
from graph.statistics import Statistics
from tests.graph.queries import answer

PREFIXES = "PREFIX : <http://a/> "
ALPHABET = "aAbkKſİ ß大國平衡。\"'σςΣ\U00020000"
texts = st.text(alphabet=ALPHABET, max_size=6)
words = st.text(alphabet="aAbkKs 大國平衡。'\U00020000", min_size=1, max_size=4)
ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\"})
TEXT = ["?l", "STR(?l)", "LCASE(?l)", "LCASE(STR(?l))", "STR(LCASE(?l))", "UCASE(?l)"]
TESTS = [
    'CONTAINS({0}, "{1}")',
    'contains({0}, LCASE("{1}"))',
    'STRSTARTS({0}, "{1}")',
    'STRENDS({0}, "{1}")',
    'REGEX({0}, "{1}")',
    'REGEX({0}, "{1}", "i")',
    'REGEX({0}, "^{1}.a?", "i")',
    '"{1}" = {0}',
    '!CONTAINS({0}, "{1}")',
    'CONTAINS({0}, "{1}") || BOUND(?x)',
    'CONTAINS({0}, "{1}") && LANG(?l) = "en"',
    'LANG(?l) = "" && REGEX({0}, "{1}") && BOUND(?x)',
    '(CONTAINS({0}, "{1}")) = false',
]
GROUPS = [
    "?x :p ?l FILTER({0})",
    "?x :p|:q ?l . FILTER({0}) ?x a ?c",
    "?x a :C OPTIONAL {{ ?x :p ?l FILTER({0}) }}",
    "?x a :C OPTIONAL {{ ?x :p ?l }} FILTER({0})",
    "?x a :C MINUS {{ ?x :q ?l FILTER({0}) }}",
    "{{ ?x :p ?l FILTER({0}) }} UNION {{ ?x :q ?l }}",
    "OPTIONAL {{ ?x :q ?l }} ?x :p ?l FILTER({0}) OPTIONAL {{ ?x :r ?m }}",
    "{{ SELECT ?l (COUNT(*) AS ?n) {{ ?x :p ?l FILTER({0}) }} GROUP BY ?l }}",
    "GRAPH :g {{ ?x :p ?l FILTER({0}) }}",
    '?x :p ?l , ?m FILTER({0}) FILTER(CONTAINS(?m, "a"))',
    "?x :r ?l FILTER({0})",
]


def write(folder: str, triples: list[str]) -> tuple[pyoxigraph.Store, Planner]:
    store = pyoxigraph.Store()
    for triple in triples:
        store.update(f"{PREFIXES} INSERT DATA {{ {triple} }}")
    path = Path(folder, "store")
    Grams.write(store, path)
    grams = Grams.beside(path)
    assert grams
    return store, Planner(store, Statistics.of(store), grams)


def triple(number: int, predicate: str, text: str, tag: str) -> str:
    return f':x{number % 3} {predicate} "{text.translate(ESCAPES)}"{tag} ; a :C'


triples = st.builds(
    triple, st.integers(0, 5), st.sampled_from([":p", ":p", ":q"]), texts, st.sampled_from(["", "@en", "@zh-Hant"])
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(triples, min_size=4, max_size=12),
    st.sampled_from(GROUPS),
    st.sampled_from(TESTS),
    st.sampled_from(TEXT),
    words,
)
def test_the_index_finds_what_the_filter_finds(held: list[str], group: str, asks: str, text: str, word: str) -> None:
    others = [":x1 :r 5 . :x1 :r 'a'", "GRAPH :g { :x9 :p 'aA大國' }"]
    query = f"{PREFIXES}SELECT * {{ {group.format(asks.format(text, word))} }}"
    with TemporaryDirectory() as folder:
        store, planner = write(folder, [*held, *others])
        planned = planner.planned(query)
        assert answer(store.query(planned)) == answer(store.query(query)), planned


def test_whatever_small_letters_the_engine_makes_are_in_the_folded_text() -> None:
    points = [
        chr(one) for one in range(1, sys.maxunicode + 1) if not 0xD800 <= one < 0xE000 and chr(one) not in '"\\\n\r|'
    ]
    rows = pyoxigraph.Store().query(f'SELECT (LCASE("{"|".join(points)}") AS ?l) {{}}')
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    value = next(iter(rows))["l"]
    assert isinstance(value, pyoxigraph.Literal)
    assert [
        (one, small)
        for one, small in zip(points, value.value.split("|"), strict=True)
        if any(is_plain(part) and part not in folded(one) for part in small)
    ] == []


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('CONTAINS(?l, "國")', '"大國平衡"@zh-hant'),
        ('STRSTARTS(STR(?l), "大國")', '"大國平衡"@zh-hant'),
        ('LCASE(?l) = "Water and trade"', '"Water and Trade"@en'),
        ('BOUND(?x) && REGEX(?l, "^wat.r+ and", "i")', '"Water and Trade"@en'),
        ('CONTAINS(?l, "nothing")', ""),
    ],
)
def test_only_literals_that_may_be_true_are_asked_for(condition: str, found: str, tmp_path: Path) -> None:
    _, planner = write(str(tmp_path), [':x :p "大國平衡"@zh-Hant , "Water and Trade"@en , "other"'])
    text = f"{PREFIXES}SELECT ?x {{ ?x :p ?l FILTER({condition}) }}"
    values = text.replace("?x :p ?l FILTER", f"?x :p ?l VALUES ?l {{ {found} }} FILTER")
    assert planner.planned(text) == values


@pytest.mark.parametrize(
    "condition",
    [
        'CONTAINS(?l, "wa")',  # two letters are everywhere
        'CONTAINS(?l, "σας")',  # letters whose cases are of their own kind
        'CONTAINS(?l, "wat\\u0065r")',
        'CONTAINS(UCASE(?l), "SS")',
        'REGEX(?l, "(water|trade)")',
        '!CONTAINS(?l, "water")',
        'CONTAINS(?l, "water") || BOUND(?x)',
        'CONTAINS(?other, "water")',
    ],
)
def test_what_the_index_cannot_tell_is_left_as_it_was_sent(condition: str, tmp_path: Path) -> None:
    _, planner = write(str(tmp_path), [':x :p "Water"'])
    text = f"{PREFIXES}SELECT ?x {{ ?x :p ?l FILTER({condition}) }}"
    assert planner.planned(text) == text


def test_a_predicate_that_leads_to_other_things_than_strings_has_no_index(tmp_path: Path) -> None:
    _, planner = write(str(tmp_path), [':x :p "Water" , 5'])
    text = f'{PREFIXES}SELECT ?x {{ ?x :p ?l FILTER(CONTAINS(STR(?l), "5")) }}'
    assert planner.planned(text) == text
