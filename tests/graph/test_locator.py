"""The locator finds each block and mention where a reader of the file would."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.locator import Block, Locator

PREFIXES = "@prefix ex: <http://e.org/> .\n@prefix base: <http://b.org/> .\nPREFIX : <http://colon.org/>\n"
NAMES = ("ex:a", "ex:b.c", "ex:d-1", "ex:中文", "ex:𠮷", "base:x", ":y", "<http://e.org/a#b>", r"ex:q\,r", "ex:e%20f")
FULL = (
    *("http://e.org/a", "http://e.org/b.c", "http://e.org/d-1", "http://e.org/中文", "http://e.org/𠮷"),
    *("http://b.org/x", "http://colon.org/y", "http://e.org/a#b", "http://e.org/q,r", "http://e.org/e%20f"),
)
VALUES = (
    *NAMES,
    '"plain"',
    '"with # . ; { } [ <http://e.org/no> inside"@zh-Hant',
    '"""long\n"quoted" ex:no .\n"""',
    "'''long\\'''\nex:no { }'''",
    r'"escaped \" ex:no ."',
    "1.5",
    ".5",
    "-2",
    "true",
    "[ ex:p ex:inner ; ex:p ( ex:inner 1 ) ]",
    '"5"^^ex:type',
)
PREDICATES = ("a", "ex:p", "base:p")
BETWEEN = (" ", "\n", "\r\n", "  # ex:no a comment . {\n", "\t")


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[Block]]:
    """A TriG text, and where its blocks begin."""
    text, blocks = PREFIXES, []
    for _ in range(draw(st.integers(0, 6))):
        text += draw(st.sampled_from(BETWEEN)) + draw(st.sampled_from(BETWEEN))
        which = draw(st.integers(0, len(NAMES) - 1))
        is_graph = draw(st.booleans())
        blocks.append(Block(FULL[which], text.count("\n") + 1, is_graph))
        text += NAMES[which] + draw(st.sampled_from(BETWEEN))
        if is_graph:
            text += "{" + draw(st.sampled_from(BETWEEN))
            for _ in range(draw(st.integers(0, 3))):
                text += "ex:subject" + draw(st.sampled_from(BETWEEN)) + draw(statements()) + " ." + "\n"
            text += "}"
        else:
            text += draw(statements()) + draw(st.sampled_from(BETWEEN)) + "."
    return text + draw(st.sampled_from(BETWEEN)), blocks


@st.composite
def statements(draw: st.DrawFn) -> str:
    """Predicates and objects of one subject."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        objects = draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3))
        parts.append(draw(st.sampled_from(PREDICATES)) + " " + f"{draw(st.sampled_from(BETWEEN))}, ".join(objects))
    return f"{draw(st.sampled_from(BETWEEN))}; ".join(parts)


@given(documents())
def test_every_block_of_a_correct_text_is_found_on_its_line(document: tuple[str, list[Block]]) -> None:
    text, blocks = document
    list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TRIG))  # it is correct
    assert Locator.of(text).blocks == blocks


@given(documents())
def test_what_the_parser_reads_of_a_subject_is_found_in_its_block(document: tuple[str, list[Block]]) -> None:
    text, blocks = document
    locator = Locator.of(text)
    for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TRIG):
        named = isinstance(quad.graph_name, pyoxigraph.NamedNode)
        block = quad.graph_name if named else quad.subject
        if isinstance(block, pyoxigraph.NamedNode) and isinstance(quad.object, pyoxigraph.NamedNode):
            line = locator.line(block.value, quad.object.value)
            assert line >= min(one.line for one in blocks if one.iri == block.value)


def test_a_mention_is_found_on_its_own_line_and_an_unknown_one_where_the_subject_begins() -> None:
    locator = Locator.of(PREFIXES + "ex:a a ex:Thing ;\n  ex:p ex:b ,\n    ex:c .\nex:g {\n  ex:x ex:p\n    ex:c }\n")
    assert locator.line("http://e.org/a", "http://e.org/c") == 6
    assert locator.line("http://e.org/a", "http://e.org/b") == 5
    assert locator.line("http://e.org/a", "http://e.org/nowhere") == 4
    assert locator.line("http://e.org/a") == 4
    assert locator.line("http://e.org/g", "http://e.org/c") == 9
    assert locator.line("http://e.org/nobody") == 0


def test_words_are_found_on_their_own_line() -> None:
    locator = Locator.of(PREFIXES + 'ex:a ex:p \'one\' ;\n  ex:q """two"""@en ,\n "th\\"ree" , 4 .\n')
    assert [locator.line("http://e.org/a", word) for word in ("one", "two", 'th"ree', "4")] == [4, 5, 6, 6]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("[] a ex:A .\n[ a ex:A ] ex:p ex:b .\n( 1 ) ex:p ex:b .\nex:c a ex:A .", [("http://e.org/c", 7)]),
        (
            "{ ex:a a ex:A .\nex:b a ex:A }\nex:c a ex:A .",
            [(f"http://e.org/{name}", 4 + n) for n, name in enumerate("abc")],
        ),
        ("GRAPH ex:a { ex:b a ex:A }\ngraph ex:c { }", [("http://e.org/a", 4), ("http://e.org/c", 5)]),
        ("@base <http://base.org/> .\n<a> <p> <b> .", [("http://base.org/a", 5)]),
        ("ex:a ex:p ex:b.<http://e.org/c> a ex:A .", [("http://e.org/a", 4), ("http://e.org/c", 4)]),
    ],
)
def test_the_rarer_forms_of_the_syntax_are_read(text: str, blocks: list[tuple[str, int]]) -> None:
    list(pyoxigraph.parse(PREFIXES + text, format=pyoxigraph.RdfFormat.TRIG))
    assert [(block.iri, block.line) for block in Locator.of(PREFIXES + text).blocks] == blocks
