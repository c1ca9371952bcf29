"""One query written in many ways: other prefixes, spaces, comments, cases, names of variables, quotes and escapes."""

from hypothesis import strategies as st

NS = ("http://e.example/a#", "http://e.example/b/", "http://e.example/")
BASE = "http://e.example/base/x"
LOCALS = ("p", "q", "a-b", "x.y", "é", "state", "SELECT")
TEXTS = (
    "",
    "a",
    'say "no"',
    "it's",
    "?x and $y",
    "# no comment",
    "two\nlines\ttab",
    "back\\slash",
    "é中\U00020000",
    '"""',
)
Piece = tuple[str, ...]

# ?0 is a variable, _:0 a label, i an IRI, t rdf:type, s a string, l one with a tag and d one with a datatype.
_SKELETONS = (
    "SELECT ?0 ?1 WHERE { ?0 i ?1 . ?1 i s }",
    "SELECT DISTINCT ?2 { ?2 t i ; i ?0 , ?1 . FILTER ( ?0 != s && ?1 < 5 ) } ORDER BY DESC ( ?2 ) LIMIT 7",
    "ASK { ?0 i s }",
    "SELECT ( COUNT ( * ) AS ?0 ) { ?1 i * ?2 OPTIONAL { ?2 ( i | ^ i ) + ?3 } }",
    "CONSTRUCT { ?0 i _:0 } WHERE { ?0 i ?1 BIND ( STRLEN ( s ) + 1.5e1 AS ?2 ) }",
    "SELECT * { { _:0 i ?0 } UNION { VALUES ( ?0 ?1 ) { ( s true ) ( l UNDEF ) ( d -3 ) } } }",
    "SELECT ?0 FROM i { GRAPH ?1 { ?0 t ?2 } MINUS { ?0 i [ i ?3 ] } } GROUP BY ?0 HAVING ( MAX ( ?0 ) >= .5 )",
)


@st.composite
def queries(draw: st.DrawFn) -> tuple[Piece, ...]:
    """A query as pieces: keywords and marks, variables, labels, IRIs, strings, and these with a tag or a datatype."""
    pieces: list[Piece] = []
    for one in draw(st.sampled_from(_SKELETONS)).split():
        if one == "i":
            pieces.append(("iri", draw(st.sampled_from(NS)), draw(st.sampled_from(LOCALS))))
        elif one in ("s", "l", "d"):
            pieces.append((one, draw(st.sampled_from(TEXTS))))
        else:
            pieces.append((one,))
    return tuple(pieces)


@st.composite
def written(draw: st.DrawFn, pieces: tuple[Piece, ...]) -> str:
    """One of the ways in which a query can be written."""
    names = draw(st.permutations(["x", "y", "v1", "v2", "státe", "a", "_1", "select"]))
    labels = draw(st.permutations(["b", "b1", "x"]))
    prefixes = dict(zip(NS, draw(st.permutations(["", "e", "rdf", "a-b", "é"])), strict=False))
    declared = [
        f"{_case(draw, 'PREFIX')}{_space(draw)}{prefix}:{_space(draw)}<{namespace}>"
        for namespace, prefix in prefixes.items()
    ]
    declared.insert(
        draw(st.integers(0, len(declared))), f"PREFIX unused: <http://e.example/{draw(st.sampled_from('xyz'))}>"
    )
    told = [f"{_case(draw, 'BASE')}{_space(draw)}<{BASE}>", *draw(st.permutations(declared))]
    for piece in pieces:
        kind = piece[0]
        if kind[0] == "?" and kind != "?":
            told.append(draw(st.sampled_from("?$")) + names[int(kind[1:])])
        elif kind.startswith("_:"):
            told.append(f"_:{labels[int(kind[2:])]}")
        elif kind == "iri":
            told.append(_iri(draw, piece[1], piece[2], prefixes))
        elif kind in ("s", "l", "d"):
            told.append(_string(draw, piece[1]) + _tail(draw, kind, prefixes))
        elif kind == "t":
            told.append(draw(st.sampled_from(["a", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"])))
        elif kind in ("*", "+") and told[-1] not in ("(", "SELECT") and not told[-1].upper().endswith("SELECT"):
            told[-1] += kind  # the sign of a path touches it, or means something else
        else:
            told.append(_case(draw, kind) if kind.isalpha() else kind)
    return "".join(one + _space(draw) for one in told)


def _space(draw: st.DrawFn) -> str:
    return draw(st.sampled_from([" ", "\n", "  \t", ' # a comment ?x "\n', "\r\n", " #\n#'\n"]))


def _case(draw: st.DrawFn, word: str) -> str:
    if word in ("true", "false"):
        return word
    return draw(st.sampled_from([word, word.lower(), word.capitalize()]))


def _iri(draw: st.DrawFn, namespace: str, local: str, prefixes: dict[str, str]) -> str:
    ways = [
        f"<{namespace}{local}>",
        f"{prefixes[namespace]}:{local.replace('-', draw(st.sampled_from(['-', chr(92) + '-'])))}",
    ]
    if namespace == NS[1]:
        ways.append(f"<../b/{local}>")
    if local == "é":
        ways.append(f"<{namespace}\\u00e9>")
    return draw(st.sampled_from(ways))


def _tail(draw: st.DrawFn, kind: str, prefixes: dict[str, str]) -> str:
    if kind == "s":
        return ""
    return "@en-GB" if kind == "l" else "^^" + _iri(draw, NS[0], "p", prefixes)


def _string(draw: st.DrawFn, text: str) -> str:
    quote = draw(st.sampled_from(['"', "'", '"""', "'''"]))
    letters = []
    for letter in text:
        ways = [f"\\u{ord(letter):04X}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"]
        if letter in "\n\t\\\"'":
            ways.append({"\n": "\\n", "\t": "\\t"}.get(letter, "\\" + letter))
        if letter not in ("\\", quote[0]) and (letter != "\n" or len(quote) == 3):
            ways.append(letter)
        letters.append(draw(st.sampled_from(ways)))
    return f"{quote}{''.join(letters)}{quote}"
