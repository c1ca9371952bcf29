"""How deep a query nests, whatever is written in it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.lexer import depth

LARGE = 1_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("SELECT * { ?s ?p [ ?q (1 2) ] }", 3),
        ("{}{}()", 1),
        ("ASK { << <<( ?s ?p ?o )>> ?p ?o >> ?q 1 }", 4),
        ('ASK { ?s ?p \'((((\' , "{{{" , \'\'\'[\n\'(\'\'\' , """(""(""" }', 1),
        (r"ASK { ?s ?p '\'((((' , '''\'''((((''' }", 1),
        ("ASK { ?s ?p <http://example.org/a(b(c'd> , <urn:((('#> } # ((((\n", 1),
        ("ASK { # ((((\r( }", 2),
        (r"ASK { ?s x:a\'b\(\(\( ( 1 ) }", 2),
        ("PREFIX : <#('> ASK {}", 1),
        ("ASK { FILTER(?a < (1) && ?b > (2)) }", 3),
        (")))(((", 3),
    ],
)
def test_brackets_are_counted_where_they_are_structure(text: str, expected: int) -> None:
    assert depth(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(?a<'>'&&((((1))))&&'x'='x') }",
        "ASK { FILTER(1<#>'''\n((((1)))) #'''\n) }",
        "ASK { FILTER(?a<x:f((((1))))&&1>0) }",
        "ASK { FILTER(?a<x:f(1)))))>0) ((((((((((",
    ],
)
def test_a_comparison_that_looks_like_an_iri_hides_no_bracket(text: str) -> None:
    assert depth(text) >= 6


@pytest.mark.parametrize(
    "text", ["'''a' ((( }", "' ((( }", '" (((\n"', r"'''\q''' (((", r"'\q((('", r"'''a' ((( \uD800 '''"]
)
def test_a_string_that_is_not_one_hides_no_bracket(text: str) -> None:
    assert depth(text) == 3


@given(st.text(alphabet="()[]{}<>'\"\\#\n\r:/au?& "))
def test_no_text_breaks_it_and_no_depth_exceeds_the_brackets(text: str) -> None:
    assert 0 <= depth(text) <= sum(map(text.count, "([{")) + text.count("<")


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "()",
        "((",
        "( ",
        "'''",
        '"',
        "'\n",
        "<",
        "<a",
        "<'>",
        "(<'>",
        "#",
        "# \n",
        "\\",
        "\\'",
        "'''\\q",
        "a",
        "<<",
        "''' \"\"\" ",
        "'a'\"b\"",
    ],
)
def test_the_time_that_it_takes_grows_with_the_length_and_no_faster(piece: str) -> None:
    text = piece * (LARGE // len(piece))
    began = time.perf_counter()
    depth(text)
    assert time.perf_counter() - began < 10, "a second is usual on a slow machine; what is quadratic takes hours"


def test_ten_megabytes_of_brackets_are_counted() -> None:
    assert depth("(" * 10_000_000) == 10_000_000
