"""Random queries over the worlds of `tests.graph.worlds`: those whose rows never go when more is said, and others."""

from hypothesis import strategies as st

from tests.graph.worlds import LINKS, NODES, PREFIXES

VARIABLES = ["?x", "?y", "?z"]
CLAIMS = ["claim:C1", "claim:C2"]
ENDS = ["?x", "?x", "?x", "?y", "?y", "?y", "?z", "id:a", "id:b"]

_paths = st.recursive(
    st.sampled_from(
        [*LINKS, *LINKS, "ox:t", "ox:t", "ox:d", "^ox:p", "!ox:p", "!(ox:s|^ox:t)", "ox:sharesInterestWith"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]}/{two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda two: f"({two[0]}){two[1]}"),
        inner.map(lambda one: f"^({one})"),
    ),
    max_leaves=3,
)
_links = st.sampled_from([*LINKS, "ox:t", "ox:t", "ox:d", "ox:hasInterest", "ox:sharesInterestWith", "ox:tradesWith"])
_variables, _ends = st.sampled_from(VARIABLES), st.sampled_from(ENDS)
# What claims say, or what follows: in the default graph, and in graphs of its own.
_facts = st.one_of(
    st.tuples(_ends, _links, _ends),
    st.tuples(_ends, _links, _ends),
    st.tuples(_variables, st.just("a"), st.sampled_from(["ox:State", "ox:Actor", "ox:Actor"])),
    st.tuples(_variables, st.just("ox:told"), st.sampled_from(["?y", "?y", "?z", "1"])),
    st.tuples(st.sampled_from(NODES), st.just("?v"), _ends),
).map(" ".join)
# Of what is not transitive itself, so that to go on is to rest on more.
_on_and_on = st.sampled_from(["ox:p+", "ox:p*", "(ox:p|ox:d)+", "(ox:d|^ox:p)*", "^(ox:p+)", "(ox:p/ox:s)+"])
_walks = st.tuples(_ends, st.one_of(_paths, _on_and_on), _ends).map(" ".join)
_descriptions = st.sampled_from(
    [
        "?c ox:statedIn ?w",
        "?c ox:modality ox:Asserted",
        "?c ox:inTensionWith ?e",
        "?c ox:statedIn/^ox:statedIn ?e",
        "GRAPH ?c { ?x ox:p ?y } ?c ox:modality ox:Asserted ; ox:statedIn ?w",
        "?c ox:modality ?m GRAPH ?c { ?y ?v ?z }",
        "?k ox:joins ?c",
    ]
)
_blocks = st.lists(st.one_of(_facts, _facts, _walks, _descriptions), min_size=1, max_size=2).map(" . ".join)
_places = st.sampled_from(["?c", "?c", "graph:inferred", *CLAIMS])
_comparisons = st.one_of(
    st.tuples(_variables, st.sampled_from(["=", "!=", "<"]), _ends).map(" ".join),
    st.sampled_from(['CONTAINS(STR(?y), "b")', "isIRI(?x) || ?y = 1", "?x IN (id:a, ?y)", "BOUND(?x)", "1 < 2"]),
)


def _parts(group: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _comparisons.map(lambda one: f"FILTER({one})"),
        st.one_of(_facts, _walks, group).map(lambda one: f"FILTER EXISTS {{ {one} }}"),
        st.tuples(_places, st.one_of(_facts, _walks)).map(lambda one: f"GRAPH {one[0]} {{ {one[1]} }}"),
        group.map(lambda one: f"{{ SELECT ?x ?y {{ {one} }} }}"),
        group.map(lambda one: f"{{ SELECT DISTINCT ?y {{ {one} }} }}"),
        st.tuples(group, group).map(lambda two: f"{{ {two[0]} }} UNION {{ {two[1]} }}"),
        st.sampled_from(["BIND(STR(?x) AS ?s)", "VALUES ?x { id:a id:b UNDEF }", "VALUES (?x ?y) { (id:a id:b) }"]),
        group.map(lambda one: f"{{ {one} }}"),
    )


def _others(group: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        group.map(lambda one: f"OPTIONAL {{ {one} }}"),
        group.map(lambda one: f"OPTIONAL {{ {one} FILTER(?x != ?y) }}"),
        group.map(lambda one: f"MINUS {{ {one} }}"),
        group.map(lambda one: f"FILTER NOT EXISTS {{ {one} }}"),
        group.map(lambda one: f"OPTIONAL {{ {one} }} FILTER(!BOUND(?z))"),
        group.map(lambda one: f"{{ SELECT ?x (COUNT(*) AS ?n) {{ {one} }} GROUP BY ?x }}"),
        group.map(lambda one: f"{{ SELECT ?y {{ {one} }} ORDER BY ?y LIMIT 2 }}"),
        _facts.map(lambda one: f"BIND(EXISTS {{ {one} }} AS ?b)"),
        _facts.map(lambda one: f"FILTER(?x = ?y || EXISTS {{ {one} }})"),
    )


def _grown(inner: st.SearchStrategy[str], parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(inner, st.lists(parts, min_size=1, max_size=2)).map(lambda one: f"{one[0]} . {' '.join(one[1])}")


_groups = st.recursive(_blocks, lambda inner: _grown(_blocks, _parts(inner)), max_leaves=3)
_any_groups = st.recursive(
    _blocks, lambda inner: _grown(_blocks, st.one_of(_parts(inner), _others(inner))), max_leaves=3
).flatmap(lambda group: st.one_of(st.just(group), _others(st.just(group)).map(lambda one: f"?x ox:t ?y . {one}")))
_HEADS = [
    "SELECT * {{ {} }}",
    "SELECT ?x ?y ?c {{ {} }}",
    "SELECT DISTINCT ?x {{ {} }}",
    "SELECT REDUCED ?y ?z {{ {} }} ORDER BY ?y",
    "SELECT ?x (STR(?y) AS ?t) {{ {} }}",
    "ASK {{ {} }}",
    "SELECT * FROM graph:entities FROM claim:C1 FROM claim:C2 {{ {} }}",
    "SELECT ?x ?y ?c FROM graph:claims FROM graph:inferred FROM NAMED claim:C1 {{ GRAPH ?c {{ ?x ?v ?y }} {} }}",
    "CONSTRUCT {{ ?x ox:made ?y . ?y ox:madeOf ?c }} {{ {} }}",
    "CONSTRUCT WHERE {{ {} }}",
    "DESCRIBE ?x {{ {} }}",
    "DESCRIBE id:a ?c {{ {} }}",
]
_OTHER_HEADS = [
    *_HEADS[:7],
    "SELECT ?x (COUNT(?y) AS ?n) {{ {} }} GROUP BY ?x",
    "SELECT ?x (COUNT(DISTINCT ?y) AS ?n) (MAX(?z) AS ?m) {{ {} }} GROUP BY ?x HAVING (COUNT(*) > 1)",
    "SELECT (COUNT(*) AS ?n) {{ {} }}",
    "SELECT ?x (GROUP_CONCAT(DISTINCT STR(?y); SEPARATOR=', ') AS ?all) {{ {} }} GROUP BY ?x",
    "SELECT ?x ?y {{ {} }} ORDER BY ?x ?y LIMIT 2",
]


def _asked(heads: list[str], groups: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.tuples(st.sampled_from(heads), groups)
        .map(lambda one: PREFIXES + one[0].format(one[1]))
        .filter(lambda text: all(text.count(f"AS {one})") < 2 for one in ("?s", "?b", "?n")))  # two would be malformed
    )


monotone_queries = st.lists(_asked(_HEADS, _groups), min_size=4, max_size=8)
any_queries = st.lists(_asked(_OTHER_HEADS, _any_groups), min_size=4, max_size=8)
