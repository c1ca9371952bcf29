"""SERVICE: which endpoints a query may call, and that the engine itself calls none of them.

The engine's own HTTP client calls whatever a SERVICE names, and cannot be hooked. So the text that it evaluates holds
the letters of the word in one place only: in a SERVICE that names our guard (graph/outgoing.py), beside variables,
labels of blank nodes and tags of languages, which cannot end in it. They are escaped in strings and IRIs, comments are
blanked, and a name that has them is written as its IRI. However the engine may read a query, it finds no other SERVICE
in it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from graph.lexer import Token
from ontology.errors import ForbiddenError, InputError, UnavailableError

WIKIDATA = "https://query.wikidata.org/sparql"
LETTERS = re.compile("SERVICE", re.IGNORECASE | re.ASCII)
_SILENT = re.compile("SILENT", re.IGNORECASE | re.ASCII)
_LOCAL_ESCAPE = re.compile(r"\\(?=.)")
_LABEL = re.compile(r"[\w.-]+")
_FIRST = re.compile("S(?=ERVICE)", re.IGNORECASE | re.ASCII)
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/[^\s>]*")
_PAYLOAD = re.compile(r" with payload:\n(.*)", re.DOTALL)


class EndpointError(UnavailableError):
    """An endpoint that a query names in SERVICE gave no answer that can be used."""


@dataclass(frozen=True)
class Address:
    """Where the guard speaks for an endpoint, until a time of the clock that all processes of a machine share."""

    base: str
    endpoints: tuple[str, ...]
    until: float

    def __call__(self, endpoint: str) -> str:
        """The address of one of them."""
        return f"{self.base}/{self.endpoints.index(endpoint)}/{self.until:.3f}"


@dataclass(frozen=True)
class Services:
    """The endpoints that SERVICE may name, and the address at which our guard speaks for one of them."""

    guard: Callable[[str], str]
    allowed: tuple[str, ...] = (WIKIDATA,)


def endpoints(found: Sequence[Token]) -> list[Token]:
    """What each SERVICE among the tokens of a query names, in their order.

    Raises:
        InputError: one stands in another, or the word stands where it could be read in two ways.
    """
    inside = [False]
    opens = False
    named = []
    last = max((place for place, token in enumerate(found) if LETTERS.search(token.text)), default=-1)
    for place, token in enumerate(found):
        if token.kind == "opening":
            for bracket in token.text:
                inside.append(inside[-1] or (opens and bracket == "{"))
                opens = opens and bracket != "{"
        elif token.kind == "closing":
            del inside[max(1, len(inside) - len(token.text)) :]
        elif token.kind == "doubt":
            if place <= last:
                raise InputError(
                    f"{token.text} could be an IRI or a comparison, which decides whether SERVICE after it is one; "
                    "write spaces around < and >, or the IRI in full"
                )
        elif token.kind == "word" and LETTERS.search(token.text.partition(":")[0]):
            if inside[-1]:
                # The outer endpoint would call it, by its own rules. But it would have to be told the true address, and
                # so not every SERVICE in the text that the engine reads would name our guard.
                raise ForbiddenError(
                    "a SERVICE within another is not allowed here: the outer endpoint would have to call the inner "
                    "one; ask each in a SERVICE of its own"
                )
            named.append(_named(found, place))
            opens = True
    return named


def _named(found: Sequence[Token], place: int) -> Token:
    """What follows SERVICE and SILENT, with nothing or comments between them."""
    rest = LETTERS.split(found[place].text, maxsplit=1)[1]
    later = (token for token in islice(found, place + 1, None) if token.kind != "comment")
    after = next(later, None)
    if not rest and after is not None and _SILENT.fullmatch(after.text):
        after = next(later, None)
    if after is None or after.kind not in {"iri", "word", "variable"} or (rest and not _SILENT.fullmatch(rest)):
        raise InputError(
            "the word SERVICE stands where it could be read in two ways, or names no endpoint; write spaces around it, "
            "and rename a prefix that has it in its name"
        )
    return after


def guarded(text: str, found: Sequence[Token], addresses: Mapping[Token, str]) -> str:
    """The text to evaluate: in place of each endpoint an address, and the letters of SERVICE nowhere else.

    Raises:
        InputError: they are in a name that cannot be written in another way.
    """
    pieces, done = [], 0
    namespaces = _namespaces(found)
    for token in found:
        if token in addresses:
            new = f"<{addresses[token]}>"
        elif not LETTERS.search(token.text) or token.kind == "variable":
            continue
        elif token.kind == "comment":
            new = " " * len(token.text)
        elif token.kind != "word":
            new = _escaped(token.text)
        elif ":" in token.text:
            new = _in_full(token, text[max(0, token.start - 1) : token.start], namespaces)
        else:
            continue
        pieces += [text[done : token.start], new]
        done = token.end
    return "".join([*pieces, text[done:]])


def _in_full(token: Token, before: str, namespaces: Mapping[str, str]) -> str:
    """A prefixed name as an IRI: where the engine cannot make one of it, it would read it as a prefix and a keyword."""
    prefix, _, local = token.text.partition(":")
    # A label of a blank node cannot fail: it is one where _ does not end the name of a prefix, nor a name follows it.
    if prefix == "_" and before.isascii() and _LABEL.fullmatch(local):
        return token.text
    if prefix not in namespaces:
        raise InputError(f"the prefix {prefix}: of {token.text} is not declared; write PREFIX {prefix}: <...> first")
    return f"<{_escaped(namespaces[prefix] + _LOCAL_ESCAPE.sub('', local))}>"


def _namespaces(found: Sequence[Token]) -> dict[str, str]:
    """What the declared prefixes stand for."""
    plain = [token for token in found if token.kind != "comment"]
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(plain, plain[1:], plain[2:], strict=False)
        if word.text.upper() == "PREFIX" and name.text.endswith(":") and iri.kind == "iri"
    }


def _escaped(text: str) -> str:
    """A string or an IRI with the letters escaped (SPARQL 1.1 §19.2)."""
    return _FIRST.sub(lambda letter: f"\\u{ord(letter[0]):04x}", text)


def failure(message: str) -> EndpointError:
    """What the engine says of a call, as a sentence: what our guard told it, or else that it cannot read the answer."""
    told = _PAYLOAD.search(message)
    return EndpointError(told[1] if told else f"what an endpoint of SERVICE answered cannot be read: {veiled(message)}")


def veiled(text: str) -> str:
    """A text with dots in place of every letter of an address of our guard, which nobody else need know."""
    return _ADDRESS.sub(lambda found: "." * len(found[0]), text)
