"""What is known of a source as a publication: who wrote it, and the work of which it is a part, from `source.ttl`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rdflib import DCTERMS, FOAF, RDF, RDFS, Literal, Namespace
from rdflib.term import Identifier

from graph.edition import Maker
from graph.item import COMMA, bracketed
from graph.store import Row

FABIO = Namespace("http://purl.org/spar/fabio/")
GENRES = {
    FABIO.DoctoralThesis: {"en": "doctoral thesis", "zh-Hant": "博士論文"},
    FABIO.MastersThesis: {"en": "master’s thesis", "zh-Hant": "碩士論文"},
    FABIO.Thesis: {"en": "thesis", "zh-Hant": "學位論文"},
}
Facts = Mapping[Identifier, Sequence[Identifier]]


@dataclass(frozen=True)
class Authorship:
    """A source in one language; what nobody has told is empty, and `year` is that of the `work`, or else its own."""

    title: str
    authors: tuple[Maker, ...] = ()
    work: str = ""
    genre: str = ""
    publisher: str = ""
    year: str = ""

    @classmethod
    def of(cls, rows: Sequence[Row], language: str) -> "Authorship":
        """Make it of the rows of `cited-source.rq`."""
        told: dict[str, dict[Identifier, dict[Identifier, list[Identifier]]]] = defaultdict(dict)
        for row in rows:
            facts = told[str(row["role"])].setdefault(row["thing"], defaultdict(list))
            facts[row["property"]].append(row["value"])
        source, work = _first(told["source"]), _first(told["work"])
        year = _words(work, DCTERMS.issued, language) or _words(source, DCTERMS.issued, language)
        return cls(
            _words(source, RDFS.label, language),
            tuple(author(facts, language) for facts in told["author"].values()),
            _words(work, DCTERMS.title, language),
            next((words[language] for kind, words in GENRES.items() if kind in work.get(RDF.type, ())), ""),
            _words(_first(told["publisher"]), FOAF.name, language),
            year[:4],
        )

    def whole(self, language: str) -> str:
        """The work of which it is a part, and of what kind that is."""
        return self.work and self.work + bracketed(self.genre, language)

    def named(self, language: str) -> str:
        """The title, and in brackets the work of which it is a part, with its kind, publisher and year."""
        work = filter(None, (self.work, self.genre, self.publisher, self.year))
        return self.title + bracketed(COMMA[language].join(work), language)


def author(facts: Facts, language: str) -> Maker:
    """A name: in Chinese as one literal, as it is written there; else by family and given name where these are told."""
    own = next((str(name) for name in facts.get(FOAF.name, ()) if _is_in(name, language)), "")
    family, given = _words(facts, FOAF.familyName, language), _words(facts, FOAF.givenName, language)
    if family and not (own and language == "zh-Hant"):
        return Maker(family, given)
    return Maker(name=own or _words(facts, FOAF.name, language))


def _first(things: Mapping[Identifier, Facts]) -> Facts:
    return next(iter(things.values()), {})


def _words(facts: Facts, relation: Identifier, language: str) -> str:
    """A value in the language, or else in another one: a name that nobody has translated is known all the same."""
    found = facts.get(relation, ())
    return str(next((one for one in found if _is_in(one, language)), found[0])) if found else ""


def _is_in(value: Identifier, language: str) -> bool:
    return isinstance(value, Literal) and (value.language or "").lower() == language.lower()
