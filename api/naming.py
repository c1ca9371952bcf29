"""What people call things: an IRI, a prefixed name, or a label in either language, as a term."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Identifier
from rdflib.util import from_n3

from api.lookups import Lookups
from graph.prefixes import prefixed, prefixes
from ontology.errors import InputError
from ontology.terms import Names

IRI = re.compile(r"""[a-zA-Z][a-zA-Z0-9+.-]*:[^\x00-\x20\x7f\s<>"{}|\\^`]+""")
# RDF 1.1 N-Triples §2.4.
LITERAL = re.compile(
    r'"(?:[^"\\\n\r]|\\[tbnrf"\'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*"'
    r"(?:@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*|\^\^<[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*>)?"
)
NEAR = 5  # things that are proposed


class Naming:
    """Finds the things of a graph by what people call them."""

    def __init__(self, lookups: Lookups, names: Names) -> None:
        self._lookups, self._names = lookups, names
        self._prefixes = prefixes(names)
        slugs = [row["source"].removeprefix(names.source("")) for row in lookups.rows("sources")]
        if len(slugs) == 1:  # contract §1
            self._prefixes = {**self._prefixes, "claim": names.claim(slugs[0]), "text": names.passage(slugs[0])}

    def triple(self, subject: str, predicate: str, value: str) -> tuple[Identifier, Identifier, Identifier]:
        """The triple that three such names stand for.

        Raises:
            InputError: one of them is malformed, or nothing is called so, or several things are.
        """
        relation = self.thing(predicate, is_property=True)
        return self.thing(subject), relation, self._value(value)

    def thing(self, name: str, *, is_property: bool = False) -> URIRef:
        """The one thing that is called so; of things and properties with one label, the kind that is meant."""
        name = name.strip()
        if not name:
            raise InputError(
                "a subject, a predicate and an object are needed: an IRI, a name like id:Russia, or a label"
            )
        if is_property and name == "a":
            return RDF.type
        iri = self._iri(name)
        if iri is not None:
            if not self._lookups.rows("mentioned", thing=iri):
                raise InputError(f"nothing in the graph is called {name}{self._near(name)}")
            return iri
        found = self._lookups.rows("called", called=Literal(name))
        called = [URIRef(row["thing"]) for row in found if (str(row["is_property"]) == "true") == is_property]
        if not called:
            raise InputError(f"nothing in the graph is called {name}{self._near(name)}")
        if len(called) > 1:
            raise InputError(f"several things are called {name}; say which one: {self._listed(called)}")
        return called[0]

    def claim(self, name: str) -> URIRef:
        """A claim by its IRI, its prefixed name, or what stands after the last slash, where that is one only."""
        iri = self._iri(name.strip())
        found = [
            URIRef(row["claim"]) for row in self._lookups.rows("claims-named", called=Literal(iri or name.strip()))
        ]
        if len(found) != 1:
            raise InputError(f"{'several claims are' if found else 'no claim is'} called {name}; give its whole IRI")
        return found[0]

    def cited(self, name: str) -> URIRef:
        """What a citation is asked of: an IRI, a prefixed name, or the end of the IRI of a claim, passage or source.

        What nothing is called is taken for the name of a claim; whoever looks for that finds what is called almost so.

        Raises:
            InputError: several things are called so, or no IRI can be made of it.
        """
        iri = self._iri(name.strip())
        if iri is not None:
            return iri
        found = [URIRef(row["thing"]) for row in self._lookups.rows("citable-named", called=Literal(name.strip()))]
        if not found and (iri := self._iri(f"{self._names.base}claim/{name.strip()}")) is not None:
            return iri
        if not found:
            raise InputError(f"nothing can be called {name!r}; give an IRI, or a name such as claim:F7.1")
        if len(found) > 1:
            raise InputError(f"several things are called {name}; say which one: {self._listed(found)}")
        return found[0]

    def _iri(self, name: str) -> URIRef | None:
        if name.startswith("<") and name.endswith(">"):
            name = name[1:-1]
        prefix, colon, local = name.partition(":")
        written = self._prefixes[prefix] + local if colon and prefix in self._prefixes else name
        return URIRef(written) if IRI.fullmatch(written) else None

    def _value(self, name: str) -> Identifier:
        """A literal, or a thing."""
        if not name.strip().startswith('"'):
            return self.thing(name)
        try:
            found = from_n3(name.strip()) if LITERAL.fullmatch(name.strip()) else None
            str(found).encode()  # no half of a character
        except ValueError as error:
            raise InputError(f"{name} is no literal of N-Triples") from error
        if not isinstance(found, Literal):
            raise InputError(f"{name} is no literal of N-Triples")
        # As the store keeps them: tags in lower case, and a plain string without its datatype.
        datatype = None if found.datatype == XSD.string else found.datatype
        return Literal(str(found), lang=found.language and found.language.lower(), datatype=datatype, normalize=False)

    def _near(self, name: str) -> str:
        last = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[/#:]", name)[-1])
        things: dict[str, URIRef] = {}
        for row in self._lookups.rows("names"):
            things.setdefault(row["label"].casefold(), URIRef(row["thing"]))
        words = last.casefold()
        is_telling = len(words) > 2 or not words.isascii()
        near = [*get_close_matches(words, things, NEAR), *(one for one in things if is_telling and words in one)]
        found = list(dict.fromkeys(things[one] for one in near))[:NEAR]
        return f"; did you mean {self._listed(found)}?" if found else ""

    def _listed(self, things: Sequence[URIRef]) -> str:
        return ", ".join(prefixed(one, self._names) for one in things)
