"""What an update writes to, where some graphs may not be written.

Only what is certain passes. A pattern may read whatever there is; but a graph that is written to must be named in full,
as a constant, and each keyword must stand apart. What the engine might read in another way is refused.
"""

import re
from collections.abc import Collection, Iterator

from graph.tokens import ABSOLUTE_IRI, CODE_POINT, Token, place, tokens
from ontology.errors import ConflictError, InputError

WAY_OUT = "what is built is changed by editing its files and building; write to a graph of your own"
LOCAL_ESCAPE = re.compile(r"\\(.)")
DOTS = re.compile(r"/\.\.?(?:[/?#]|$)")  # which resolving would take away
END = Token("end", "", -1, -1)


def refuse_targets(text: str, built: Collection[str]) -> None:
    """Refuse an update that writes to a built graph or the default graph, or that may.

    Raises:
        ConflictError: it does, or names a graph to write to by a variable.
        InputError: it is malformed, or written so that it cannot be judged.
    """
    _Judge(text, built).judge()


class _Judge:
    """Reads an update from its first token to its last."""

    def __init__(self, text: str, built: Collection[str]) -> None:
        self._text, self._built = text, built
        self._tokens: Iterator[Token] = tokens(text)
        self._next = next(self._tokens, END)
        self._prefixes: dict[str, str] = {}

    def judge(self) -> None:
        while True:
            self._prologue()
            if self._next is END:
                return
            self._operation()
            if self._next is END:
                return
            self._mark(";")

    def _prologue(self) -> None:
        while self._next.is_word("PREFIX", "BASE", "VERSION"):
            word = self._take().text.upper()
            if word == "PREFIX":
                name, iri = self._take(), self._take()
                if name.kind != "name" or name.text[-1] != ":" or iri.kind != "iri":
                    raise self._unclear(name)
                self._prefixes[name.text[:-1]] = _unescaped(iri.text)
            elif self._take().kind != ("iri" if word == "BASE" else "string"):
                raise self._unclear(self._next)

    def _operation(self) -> None:
        word = self._take()
        if word.is_word("CLEAR", "DROP", "CREATE"):
            self._silent()
            target = self._take()
            if target.is_word("ALL", "DEFAULT", "NAMED"):
                raise ConflictError(
                    f"{word.text.upper()} {target.text.upper()} would empty what is built; name a graph: "
                    f"{word.text.upper()} GRAPH <…>"
                )
            if not target.is_word("GRAPH"):
                raise self._unclear(target)
            self._written(self._take())
        elif word.is_word("ADD", "COPY", "MOVE"):
            self._silent()
            source = self._graph_or_default()
            if word.is_word("MOVE"):
                self._written(source)
            if not self._take().is_word("TO"):
                raise self._unclear(word)
            self._written(self._graph_or_default())
        elif word.is_word("INSERT", "DELETE", "WITH"):
            self._modify(word)
        else:
            raise self._unclear(word)

    def _modify(self, word: Token) -> None:
        given: Token | None = None
        if word.is_word("WITH"):
            given, word = self._take(), self._take()
            self._name(given)
        if word.is_word("DELETE") and self._next.is_word("WHERE"):
            self._take()
            self._quads(given)
            return
        if self._next.is_word("DATA") and given is None and word.is_word("INSERT", "DELETE"):
            self._take()
            self._quads(None)
            return
        if not word.is_word("INSERT", "DELETE"):
            raise self._unclear(word)
        self._quads(given)
        if word.is_word("DELETE") and self._next.is_word("INSERT"):
            self._take()
            self._quads(given)
        while self._next.is_word("USING"):
            self._take()
            if self._next.is_word("NAMED"):
                self._take()
            self._name(self._take())
        if not self._take().is_word("WHERE"):
            raise self._unclear(word)
        self._pattern()

    def _quads(self, given: Token | None) -> None:
        """A template, or data: triples stand in a graph that is named, or in the one given by WITH."""
        self._mark("{")
        while self._next.text != "}":
            token = self._take()
            if token.is_word("GRAPH"):
                self._written(self._take())
                self._mark("{")
                while (inner := self._take()).text != "}":
                    if inner.text == "{" or inner.is_word("GRAPH"):
                        raise self._unclear(inner)
            elif token.text == "{":
                raise self._unclear(token)
            elif token.text != ".":
                if given is None:
                    raise ConflictError(
                        f"the triple at {place(self._text, token.start)} would go to the default graph, or from it, "
                        f"which is made of what is built; {WAY_OUT}"
                    )
                self._written(given)
        self._mark("}")

    def _pattern(self) -> None:
        """A pattern reads, and may say what it likes."""
        self._mark("{")
        depth = 1
        while depth:
            token = self._take()
            depth += (token.text == "{") - (token.text == "}")

    def _written(self, name: Token) -> None:
        """See that a graph may be written to."""
        if name.kind == "variable":
            raise ConflictError(
                f"the graph to write to is the variable {name.text} at {place(self._text, name.start)}; "
                "it might be one that is built, so name it in full: GRAPH <…>"
            )
        if name.is_word("DEFAULT"):
            raise ConflictError(f"the default graph is made of what is built; {WAY_OUT}")
        iri = self._name(name)
        if iri in self._built:
            raise ConflictError(f"the graph <{iri}> is built, and read-only; {WAY_OUT}")

    def _name(self, name: Token) -> str:
        """The absolute IRI that a token stands for."""
        iri = ""
        if name.kind == "iri":
            iri = _unescaped(name.text)
        elif name.kind == "name":
            prefix, _, local = name.text.partition(":")
            if prefix not in self._prefixes:
                raise InputError(f"the prefix {prefix}: at {place(self._text, name.start)} is not declared")
            iri = self._prefixes[prefix] + LOCAL_ESCAPE.sub(r"\1", local)
        else:
            raise self._unclear(name)
        if not ABSOLUTE_IRI.fullmatch(iri) or DOTS.search(iri):
            where = place(self._text, name.start)
            raise InputError(f"the graph <{iri}> at {where} must be named by an absolute IRI, without /./ or /../")
        return iri

    def _graph_or_default(self) -> Token:
        token = self._take()
        return self._take() if token.is_word("GRAPH") else token

    def _silent(self) -> None:
        if self._next.is_word("SILENT"):
            self._take()

    def _mark(self, mark: str) -> None:
        token = self._take()
        if token.text != mark:
            raise self._unclear(token)

    def _take(self) -> Token:
        token = self._next
        if token is END:
            raise InputError("the update is malformed: it ends too early")
        self._next = next(self._tokens, END)
        return token

    def _unclear(self, token: Token) -> InputError:
        return InputError(
            f"the update cannot be judged at {place(self._text, token.start)}, near {token.text!r}: write each keyword "
            "apart, and { only after WHERE, INSERT, DELETE, DATA and GRAPH <…>"
        )


def _unescaped(iri: str) -> str:
    """What stands between < and >, with the characters that it escapes."""
    return CODE_POINT.sub(lambda found: chr(int(found[1] or found[2], 16)), iri[1:-1])
