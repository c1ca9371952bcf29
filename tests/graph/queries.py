"""Random small datasets, and random queries over them, of every form that may be written otherwise."""

import pyoxigraph
from hypothesis import strategies as st

NODES = [f"<http://a/{name}>" for name in "abc"]
CLASSES = ["<http://a/C>", "<http://a/D>"]
LINKS = [f"<http://a/{name}>" for name in "pq"]
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
GRAPHS = ["", "", "", "<http://a/g>", "<http://a/h>"]
TEXTS = ['"x"', '"x"@en', '"xy"', '"Yx"@en', "1", "2"]
STRINGS = ['"xyz"', '"xyz"@en', '"wXyz"@en', '"大國"@zh', '"a"']
TEXT = "<http://a/text>"  # leads to strings only
VARIABLES = ["?x", "?y", "?z"]

_triples = st.one_of(
    st.tuples(st.sampled_from(NODES), st.sampled_from(LINKS), st.sampled_from(NODES * 3 + TEXTS)),
    st.tuples(st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES)),
    st.tuples(st.sampled_from(NODES), st.just(TEXT), st.sampled_from(STRINGS)),
)
_quads = st.tuples(_triples, st.sampled_from(GRAPHS))


def _store(quads: list[tuple[tuple[str, str, str], str]]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for (subject, predicate, thing), graph in quads:
        block = f"{subject} {predicate} {thing}"
        store.update(f"INSERT DATA {{ GRAPH {graph} {{ {block} }} }}" if graph else f"INSERT DATA {{ {block} }}")
    return store


stores = st.lists(_quads, min_size=8, max_size=25).map(_store)

_paths = st.recursive(
    st.sampled_from(LINKS + LINKS + [f"^{LINKS[0]}", f"!{LINKS[1]}", f"!({LINKS[0]}|^{LINKS[1]})", "a"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]}/{two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda two: f"({two[0]}){two[1]}"),
        inner.map(lambda one: f"^({one})"),
    ),
    max_leaves=3,
)
_sequences = st.lists(_paths, min_size=1, max_size=3).map("/".join)
_subjects = st.sampled_from(VARIABLES * 4 + NODES)
_verbs = st.one_of(st.sampled_from(LINKS), st.sampled_from(LINKS), _sequences, st.just("?v"))
_objects = st.sampled_from(VARIABLES * 5 + NODES * 2 + TEXTS)
_typed = st.tuples(st.sampled_from(VARIABLES), st.just("a"), st.sampled_from(CLASSES))
_called = st.tuples(_subjects, st.just(TEXT), st.sampled_from(["?y", "?y", "?z"]))
_pattern = st.one_of(st.tuples(_subjects, _verbs, _objects), _typed, _called).map(" ".join)
_with_more = st.tuples(_pattern, st.sampled_from(LINKS), _objects).map(lambda one: f"{one[0]} ; {one[1]} {one[2]}")
_blocks = st.lists(st.one_of(_pattern, _with_more), min_size=1, max_size=3).map(" . ".join)
_conditions = st.one_of(
    st.tuples(st.sampled_from(VARIABLES), st.sampled_from(["=", "!=", "<"]), _objects).map(" ".join),
    st.sampled_from(VARIABLES).map(lambda one: f"BOUND({one})"),
    _pattern.map(lambda one: f"EXISTS {{ {one} }}"),
    st.sampled_from(['CONTAINS(?y, "xyz")', 'REGEX(STR(?y), "^xyz", "i") && ?x != ?z', 'CONTAINS(LCASE(?z), "國")']),
)


def _parts(group: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _conditions.map(lambda one: f"FILTER({one})"),
        group.map(lambda one: f"OPTIONAL {{ {one} }}"),
        group.map(lambda one: f"MINUS {{ {one} }}"),
        group.map(lambda one: f"GRAPH ?g {{ {one} }}"),
        group.map(lambda one: f"GRAPH <http://a/g> {{ {one} }}"),
        group.map(lambda one: f"{{ SELECT ?x ?y {{ {one} }} }}"),
        group.map(lambda one: f"{{ SELECT DISTINCT ?y {{ {one} }} }}"),
        st.tuples(group, group).map(lambda two: f"{{ {two[0]} }} UNION {{ {two[1]} }}"),
        st.sampled_from(["BIND(STR(?x) AS ?s)", "VALUES ?x { <http://a/a> <http://a/b> UNDEF }"]),
    )


_groups = st.recursive(
    _blocks,
    lambda inner: st.tuples(_blocks, st.lists(_parts(inner), min_size=1, max_size=2)).map(
        lambda one: f"{one[0]} . {' '.join(one[1])}"
    ),
    max_leaves=3,
)
_HEADS = [
    "SELECT * {{ {} }}",
    "SELECT ?x ?y ?z {{ {} }}",
    "SELECT DISTINCT ?x {{ {} }}",
    "SELECT ?x (COUNT(?y) AS ?n) {{ {} }} GROUP BY ?x",
    "SELECT ?x (COUNT(*) AS ?n) (COUNT(DISTINCT ?z) AS ?m) {{ {} }} GROUP BY ?x ORDER BY DESC(?n)",
    "SELECT (COUNT(DISTINCT *) AS ?n) {{ {} }}",
    "SELECT ?x ?y ?z {{ {} }} ORDER BY ?y",
    "SELECT ?x ?y ?z {{ {} }} ORDER BY ?y ?x ?z LIMIT 2",
    "SELECT DISTINCT ?x ?y {{ {} }} ORDER BY DESC(?y) ?x LIMIT 1 OFFSET 1",
    "SELECT (COUNT(*) AS ?n) {{ {} }}",
    "SELECT ?x ?y {{ ?x a ?c {{ SELECT ?x ?y {{ {} }} ORDER BY ?y ?x LIMIT 2 }} }}",
    "ASK {{ {} }}",
    "CONSTRUCT {{ ?x <http://a/made> ?y }} {{ {} }}",
]
queries = (
    st.tuples(st.sampled_from(_HEADS), _groups)
    .map(lambda one: one[0].format(one[1]))
    .filter(lambda text: text.count("AS ?s") < 2)  # two in one group would be malformed
)


def answer(result: object) -> object:
    """An answer as a bag, with its columns in their order."""
    if isinstance(result, pyoxigraph.QuerySolutions):
        return [str(one) for one in result.variables], sorted(str(tuple(row)) for row in result)
    if isinstance(result, pyoxigraph.QueryTriples):
        return {str(triple) for triple in result}
    assert isinstance(result, pyoxigraph.QueryBoolean)
    return bool(result)
