"""`ox:matches`, the one predicate beyond SPARQL: what is called, or said, with some words in it.

`?thing ox:matches "words"` means that a label, another name or a gloss of the thing contains the words, whatever their
case. It is no triple; it is written out in SPARQL, so it holds in whatever graphs the pattern is about.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.algebra import Block, Path, Pattern, Query, Term
from graph.mending import Change, spliced
from graph.outline import outline
from graph.tokens import tokens
from ontology.errors import InputError

NAMES = "<http://www.w3.org/2000/01/rdf-schema#label>|<http://www.w3.org/2004/02/skos/core#altLabel>|<{}ontology#gloss>"
_SEARCH = re.compile(r"\bmatches\b", re.ASCII)


def expanded(text: str, base: str) -> str:
    """The query with `ox:matches`, of the vocabulary under a base, written out.

    Raises:
        InputError: it stands where it cannot be written out, or what it is to match is not written as a string.
    """
    if not base or not _SEARCH.search(text):
        return text
    iri = f"{base}ontology#matches"
    query = outline(text)
    if query is None:
        if _names(text, iri):
            raise InputError(
                "ox:matches stands in a query with BASE, SERVICE, a blank node, a collection or something else beside "
                "which it is not read; write FILTER(CONTAINS(LCASE(STR(?label)), …)) in its place"
            )
        return text
    if _names(text, iri, within_exists=True):
        raise InputError(
            "ox:matches stands in EXISTS; write FILTER(CONTAINS(LCASE(STR(?label)), …)) there in its place"
        )
    return spliced(text, _changes(text, query, iri, base))


def _changes(text: str, query: Query, iri: str, base: str) -> Iterator[Change]:
    variable = "?found"
    while variable[1:] in text:
        variable += "_"
    for block in query.blocks():
        asked = [pattern for pattern in block.patterns if iri in _links(pattern.verb)]
        if asked:
            yield Change(block.start, block.end, _written(block, asked, f"{NAMES.format(base)} {variable}", variable))


def _written(block: Block, asked: list[Pattern], path: str, variable: str) -> str:
    others = " . ".join(pattern.text for pattern in block.patterns if pattern not in asked)
    pieces = []
    for pattern in asked:
        words = pattern.object
        if not (isinstance(pattern.verb, Path) and pattern.verb.kind == "link"):
            raise InputError("ox:matches stands in a path; write it in a pattern of its own")
        if words.kind != "literal" or words.text[-1] not in "\"'":
            raise InputError(f'ox:matches wants a plain string, like "water", not {words.text}')
        found = f"{pattern.subject.text} {path} FILTER(CONTAINS(LCASE(STR({variable})), LCASE({words.text})))"
        if pattern.subject.is_variable:
            pieces.append(f"{{ SELECT DISTINCT {pattern.subject.text} {{ {found} }} }}")
        else:
            pieces.append(f"FILTER EXISTS {{ {found} }}")
    return " ".join([*pieces, others])


def _links(verb: Path | Term) -> set[str]:
    """The predicates of a path."""
    if isinstance(verb, Term):
        return set()
    return {verb.iri}.union(*(_links(part) for part in verb.parts))


def _names(text: str, iri: str, *, within_exists: bool = False) -> bool:
    """Whether a text that is not read any further names an IRI, maybe in a group of EXISTS."""
    try:
        found = [*tokens(text)]
    except InputError:
        return False
    names = {
        name.text: meaning.text[1:-1]
        for word, name, meaning in zip(found, found[1:], found[2:], strict=False)
        if word.is_word("PREFIX")
    }
    depth = 0  # of the braces within EXISTS
    for before, token in pairwise(found):
        if token.kind == "mark" and token.text in "{}" and (depth or before.is_word("EXISTS")):
            depth += 1 if token.text == "{" else -1
        prefix, _, local = token.text.partition(":")
        is_named = token.text == f"<{iri}>" or (token.kind == "name" and names.get(f"{prefix}:", "") + local == iri)
        if is_named and (depth or not within_exists):
            return True
    return False
