"""Which updates pass where some graphs are built: those that leave these as they are, whatever the engine reads."""

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.targets import refuse_targets
from ontology.errors import ConflictError, OxianaError

BASE = "http://e.org/"
BUILT = frozenset({"http://e.org/graph/claims", "http://e.org/graph/text"})
DATA = (
    """
<urn:s> <urn:p> 1 .
<urn:s> <urn:p> 1 <http://e.org/graph/claims> .
<urn:s> <urn:p> 2 <http://e.org/graph/text> .
<urn:s> <urn:p> 3 <http://e.org/mine> .
""".replace(" 1 ", ' "1" ')
    .replace(" 2 ", ' "2" ')
    .replace(" 3 ", ' "3" ')
)
CLAIMS = "<http://e.org/graph/claims>"
PREFIX = "PREFIX g: <http://e.org/graph/>"

PASSED = [
    "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }",
    'PREFIX e: <http://e.org/> INSERT DATA{GRAPH e:other{e:s e:p \'}\' , """ { " } """}}',
    "DELETE DATA { GRAPH <http://e.org/mine> { <urn:s> <urn:p> '3' } }",
    "DELETE WHERE { GRAPH <http://e.org/mine> { ?s ?p ?o } }",
    "INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
    f"INSERT {{ GRAPH <urn:g> {{ ?s ?p ?o }} }} WHERE {{ GRAPH {CLAIMS} {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?q ?r }} }}",
    f"WITH <urn:g> DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 1 }} USING {CLAIMS} USING NAMED <urn:g> WHERE {{ ?s ?p ?o }}",
    f"WITH {CLAIMS} INSERT {{ GRAPH <urn:g> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}",
    f"COPY {CLAIMS} TO <urn:g> ; ADD DEFAULT TO GRAPH <urn:g> ; MOVE GRAPH <urn:g> TO <urn:h>",
    "CREATE GRAPH <urn:g> ; CLEAR SILENT GRAPH <urn:h> ; DROP GRAPH <http://e.org/mine>",
    "INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER(?o < 2 && ?o > 0 || '}' = '}') # }\n }",
    "BASE <http://e.org/> INSERT DATA { GRAPH <urn:g> { <s> <p> <o> } } ;",
    "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> ( 1 2 ) , [ <urn:q> 'x'@en , true ] ; a <urn:C> } }",
    "PREFIX e: <http://e.org/> INSERT DATA { GRAPH e:graph\\/claimsX { e:s e:p 1 } }",
    "",
]
REFUSED = [
    "INSERT DATA { <urn:s> <urn:p> 2 }",
    f"INSERT DATA {{ GRAPH {CLAIMS} {{ <urn:s> <urn:p> 2 }} }}",
    f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:s> <urn:p> 2 }} GRAPH{CLAIMS}{{ <urn:s> <urn:p> 2 }} }}",
    f"{PREFIX} INSERT DATA {{ GRAPH g:claims {{ <urn:s> <urn:p> 2 }} }}",
    "PREFIX e: <http://e.org/> INSERT DATA { GRAPH e:graph\\/claims { <urn:s> <urn:p> 2 } }",
    "INSERT DATA { GRAPH <http://e.org/graph/\\u0063laims> { <urn:s> <urn:p> 2 } }",
    "INSERT DATA { GRAPH <http://e.org\\U0000002Fgraph/claims> { <urn:s> <urn:p> 2 } }",
    "BASE <http://e.org/> INSERT DATA { GRAPH <graph/claims> { <urn:s> <urn:p> 2 } }",
    "INSERT DATA { GRAPH <graph/claims> { <urn:s> <urn:p> 2 } }",
    "INSERT DATA { GRAPH <//e.org/graph/claims> { <urn:s> <urn:p> 2 } }",
    "DELETE DATA { <urn:s> <urn:p> '1' }",
    "DELETE WHERE { ?s ?p ?o }",
    f"DELETE WHERE {{ GRAPH {CLAIMS} {{ ?s ?p ?o }} }}",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { GRAPH ?g { ?s ?p 9 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { GRAPH $g { ?s ?p 9 } } WHERE { GRAPH $g { ?s ?p ?o } }",
    "DELETE { GRAPH <urn:g> { ?s ?p ?o } ?s ?p ?o } WHERE { ?s ?p ?o }",
    f"WITH {CLAIMS} DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    f"WITH {CLAIMS} DELETE WHERE {{ ?s ?p ?o }}",
    "CLEAR ALL",
    "CLEAR DEFAULT",
    "DROP NAMED",
    "drop silent all",
    "DROPALL",
    f"DROP GRAPH {CLAIMS}",
    f"CREATE SILENT GRAPH {CLAIMS}",
    f"{PREFIX} DROP GRAPHg:claims",
    f"{PREFIX} DROPGRAPHg:claims",
    f"COPY <http://e.org/mine> TO {CLAIMS}",
    f"MOVE {CLAIMS} TO <urn:g>",
    "MOVE DEFAULT TO <urn:g>",
    "ADD <http://e.org/mine> TO DEFAULT",
    f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:s> <urn:p> 1 }} }} ; DROP GRAPH {CLAIMS}",
    f"INSERT {{ GRAPH <urn:g> {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o }} # }}\r ; DROP GRAPH {CLAIMS}",
    # What stands in a template may be read as a keyword.
    f"{PREFIX} WITH <urn:g> INSERT {{ GRAPHg:claims {{ <urn:s> <urn:p> 2 }} }} WHERE {{}}",
    f"{PREFIX} WITH <urn:g> INSERT {{ <urn:s> <urn:p> 1GRAPHg:claims {{ <urn:s> <urn:p> 2 }} }} WHERE {{}}",
    f"PREFIX p: <http://a:8> WITH <urn:g> INSERT {{ ?s <urn:p> p:GRAPH{CLAIMS}{{ <urn:s> <urn:p> 2 }} }} WHERE {{}}",
    "PREFIX p: <http://a:8> WITH p:INSERT { <urn:s> <urn:p> 2 } WHERE {}",
    f"PREFIX p: <http://a:8> COPY p:TO {CLAIMS} TO <urn:g>",
    # What seems an IRI may be a comparison, and what seems a string may be none.
    f"INSERT {{ GRAPH <urn:g> {{ <urn:s> <urn:p> 1 }} }} WHERE {{ FILTER(1<2#>\n) }} ; DROP GRAPH {CLAIMS} #>) }}",
    f"INSERT {{ GRAPH <urn:g> {{ <urn:s> <urn:p> 1 }} }} WHERE {{ FILTER(1<'>'||'}} ; DROP GRAPH {CLAIMS} #'='') }}",
    f"""INSERT {{ GRAPH <urn:g> {{ <urn:s> <urn:p> 1 }} }} WHERE {{
        VALUES ?x {{ '''a' }} }} ; DROP GRAPH {CLAIMS} #\\uD800 ''' }} }}""",
    f"""INSERT {{ GRAPH <urn:g> {{ <urn:s> <urn:p> 1 }} }} WHERE {{
        VALUES ?x {{ '''a' }} }} ; DROP GRAPH {CLAIMS} #\\q ''' }} }}""",
    "\u00a0DROP ALL",
    "DROP\u2028ALL",
]
PIECES = [
    *"{}();.<>'\"#\n\r?:/",
    *("INSERT", "DELETE", "DATA", "WHERE", "WITH", "GRAPH", "USING", "CLEAR", "DROP", "COPY", "MOVE", "TO", "ALL"),
    *(
        "PREFIX p: <http://a:8>",
        "PREFIX g: <http://e.org/graph/>",
        "DEFAULT",
        "NAMED",
        "SILENT",
        "FILTER(1<",
        "VALUES ?x {",
    ),
    *(
        "<urn:g>",
        CLAIMS,
        "g:claims",
        "p:",
        "g:",
        "?g",
        "<urn:s> <urn:p> 1",
        "?s ?p ?o",
        "'''a' ",
        "\\uD800",
        " ''' ",
        "  ",
    ),
    *("GRAPH <urn:g> {", "} WHERE {", "{ GRAPH <urn:g> { <urn:s> <urn:p> 1 } }", "} ; ", "{ ?s ?p ?o }", "<'>'", "#>"),
]


def store() -> pyoxigraph.Store:
    one = pyoxigraph.Store()
    one.load(DATA.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    return one


def built(one: pyoxigraph.Store) -> tuple[set[str], set[str]]:
    """What may not change: the quads of the built graphs and the default graph, and which graphs there are of them."""
    kept = {f"<{name}>" for name in BUILT} | {"DEFAULT"}
    return (
        {str(quad) for quad in one if str(quad.graph_name) in kept},
        {str(graph) for graph in one.named_graphs()} & kept,
    )


@pytest.mark.parametrize("text", PASSED)
def test_an_update_of_ones_own_graphs_passes_and_leaves_the_built_ones(text: str) -> None:
    refuse_targets(text, BUILT)
    one = store()
    one.update(text, base_iri=BASE)
    assert built(one) == built(store())


@pytest.mark.parametrize("text", REFUSED)
def test_an_update_that_would_or_might_change_what_is_built_is_refused(text: str) -> None:
    with pytest.raises(OxianaError):
        refuse_targets(text, BUILT)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"DROP GRAPH {CLAIMS}", "editing its files and building"),
        ("INSERT DATA { <urn:s> <urn:p> 2 }", "line 1, column 15.*a graph of your own"),
        ("INSERT { GRAPH ?g { ?s ?p 9 } } WHERE { GRAPH ?g { ?s ?p ?o } }", "variable \\?g.*name it in full"),
        ("CLEAR ALL", "CLEAR GRAPH <"),
    ],
)
def test_a_refusal_says_the_way_out(text: str, told: str) -> None:
    with pytest.raises(ConflictError, match=told):
        refuse_targets(text, BUILT)


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_passes_leaves_the_built_graphs_as_they_are(text: str) -> None:
    _whatever_passes(text)


@settings(max_examples=1500)
@given(
    st.sampled_from(PASSED + REFUSED),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 6), st.sampled_from(["", *PIECES])), max_size=4),
)
def test_whatever_passes_of_an_update_that_was_tampered_with_leaves_them_too(
    text: str, changes: list[tuple[int, int, str]]
) -> None:
    for position, length, piece in changes:
        text = text[:position] + piece + text[position + length :]
    _whatever_passes(text)


def _whatever_passes(text: str) -> None:
    if any(word in text.upper() for word in ("LOAD", "SERVICE")):
        return
    try:
        refuse_targets(text, BUILT)
    except OxianaError:
        return
    one = store()
    try:
        one.update(text, base_iri=BASE)
    except (SyntaxError, RuntimeError, ValueError):
        return
    assert built(one) == built(store()), text
