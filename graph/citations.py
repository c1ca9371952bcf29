"""Citations: the bibliographic item of a claim, a passage, a source, a named graph, the ontology or the dataset."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from rdflib import OWL, Literal, URIRef
from rdflib.namespace import VOID
from rdflib.term import Identifier

from graph.authorship import Authorship
from graph.differences import natural
from graph.edition import Edition, Maker
from graph.item import COMMA, Item, key_of, shown
from graph.live import FIXED
from graph.store import Row, Store, select
from graph.whereabouts import SEMICOLON, anchor, whereabouts
from ontology.errors import InputError
from ontology.queries import fill
from ontology.terms import Names

QUERIES = Path(__file__).parent / "queries"
DATASET = ".well-known/void#dataset"  # below the base, as `graph.void` has it
UNTITLED = "Oxiana"
DIGITS = 16  # of the SHA-256 that a reader is shown
AT_ONCE = 500  # claims of one query
SOURCES_KEPT = 256
ITEMS_KEPT = 256
MARKS = {"dataset": {"en": "[Data set]", "zh-Hant": "[資料集]"}, "ontology": {"en": "[Ontology]", "zh-Hant": "[本體]"}}


class UncitableError(InputError):
    """There is no citation of a thing."""

    def __init__(self, thing: str) -> None:
        super().__init__(
            f"{thing} cannot be cited: there are citations of claims, passages and sources, of the graphs "
            f"{', '.join(f'graph:{name}' for name in FIXED)}, of the ontology and of the dataset"
        )


@dataclass(frozen=True)
class _Place:
    source: URIRef
    words: str
    anchor: str
    start: int


class Citations:
    """Makes the items of one dataset; `version` is its SHA-256 in hexadecimal, `edition` what is told of it."""

    def __init__(self, store: Store, names: Names, edition: Edition, version: str) -> None:
        self._store, self._names, self._edition, self._version = store, names, edition, version
        self._texts = {path.stem: names.read(path) for path in QUERIES.glob("*.rq")}
        self._authorship = lru_cache(SOURCES_KEPT)(self._read_authorship)
        self._made = lru_cache(ITEMS_KEPT)(self._item)  # a page asks for its own, and then its formats do

    def item(self, thing: URIRef, language: str, accessed: str = "") -> Item:
        """The item of a thing in a language, `en` or `zh-Hant`; `accessed` is a date of ISO 8601.

        Raises:
            UncitableError: it is nothing that is cited, or nothing is known of it.
        """
        return replace(self._made(thing, language), accessed=accessed)

    def is_cited(self, thing: URIRef) -> bool:
        """Whether it is a claim, a passage or a source: there are other things beside these, as tensions."""
        ox = self._names.ox
        return not {ox.Claim, ox.Passage, ox.Source}.isdisjoint(
            row["kind"] for row in self._rows("citable", thing=thing)
        )

    def claims(self, language: str, accessed: str = "") -> list[Item]:
        """Those of all claims, by IRI."""
        claims = [URIRef(row["claim"]) for row in self._rows("claims")]
        return [replace(item, accessed=accessed) for _, item in self._in_parts(claims, language)]

    def bibliography(self, claims: Iterable[URIRef], language: str, accessed: str = "") -> list[Item]:
        """Those of some claims, by source, and by place in it; what is no claim here is left out."""
        found = sorted(self._in_parts(sorted(claims), language), key=lambda one: (one[0], natural(one[1].iri)))
        return [replace(item, accessed=accessed) for _, item in found]

    def _in_parts(self, claims: Sequence[URIRef], language: str) -> Iterator[tuple[tuple[URIRef, int], Item]]:
        """The items of claims, each with its source and where in that it stands first."""
        for start in range(0, len(claims), AT_ONCE):
            yield from self._of_claims(claims[start : start + AT_ONCE], language)

    def _item(self, thing: URIRef, language: str) -> Item:
        if thing in (URIRef(self._names.base + DATASET), URIRef(f"{self._names.base}versions/{self._version}")):
            return dataset_item(self._edition, self._version, language, self._names)
        ox, kinds = self._names.ox, {row["kind"] for row in self._rows("citable", thing=thing)}
        if ox.Claim in kinds and (found := self._of_claims([thing], language)):
            return found[0][1]
        if ox.Passage in kinds and (places := self._places([thing], language)):
            return self._of_text(thing, "passage", [places[thing]], language)
        if ox.Source in kinds:
            return self._of_source(thing, language)
        if OWL.Ontology in kinds:
            return self._of_ontology(thing, language)
        if VOID.Dataset in kinds and thing in {self._names.graph[name] for name in FIXED}:
            return self._of_graph(thing, language)
        raise UncitableError(str(thing))

    def _of_claims(self, claims: Sequence[URIRef], language: str) -> list[tuple[tuple[URIRef, int], Item]]:
        told: defaultdict[Identifier, list[Row]] = defaultdict(list)
        for row in self._rows("cited-claims", claims=claims, language=Literal(language)):
            told[row["claim"]].append(row)
        stated = {URIRef(row["passage"]) for rows in told.values() for row in rows}
        places = self._places(sorted(stated), language)
        return [self._of_claim(claim, told[claim], places, language) for claim in claims if claim in told]

    def _of_claim(
        self, claim: URIRef, rows: list[Row], places: dict[URIRef, _Place], language: str
    ) -> tuple[tuple[URIRef, int], Item]:
        first = rows[0]
        how = str(first.get("how", ""))
        voices = list(dict.fromkeys(str(row["voice"]) for row in rows if "voice" in row))
        voice = ("、" if language == "zh-Hant" else ", ").join(voices)
        viewed = (f"{voice}之觀點" if language == "zh-Hant" else f"in the view of {voice}") if voice else ""
        is_plain = first["modality"] == self._names.ox.Asserted
        marks = [one for one in ("" if is_plain else how, viewed) if one]
        stated = [places[passage] for row in rows if (passage := URIRef(row["passage"])) in places]
        item = self._of_text(claim, "claim", list(dict.fromkeys(stated)), language)
        first_place = min(stated, key=lambda one: (one.source, one.start))
        return (first_place.source, first_place.start), replace(
            item,
            mark=shown(f"[{COMMA[language].join(marks)}]") if marks else "",
            abstract=shown(str(first.get("gloss", ""))),
            note=shown(SEMICOLON[language].join(one for one in (how, viewed, item.note) if one)),
            keywords=tuple(filter(None, (how, *voices))),
        )

    def _of_text(self, thing: URIRef, kind: str, places: Sequence[_Place], language: str) -> Item:
        """What stands at some places of a source, as a part of the dataset."""
        source = self._authorship(places[0].source, language)
        where = SEMICOLON[language].join(place.words for place in places)
        return self._part(
            thing,
            language,
            kind=kind,
            type="chapter",
            title=shown(COMMA[language].join([source.named(language), where])),
            authors=source.authors,
            makers=self._edition.makers,
            original=source.year,
            note=SEMICOLON[language].join(filter(None, (place.anchor for place in places))),
            licences=() if kind == "passage" else self._edition.licences,  # the text is somebody else's
        )

    def _of_source(self, source: URIRef, language: str) -> Item:
        told = self._authorship(source, language)
        return Item(
            iri=str(source),
            key=key_of(source, self._names.base),
            kind="source",
            type="chapter",
            title=shown(told.title),
            language=language,
            container=shown(told.whole(language)),
            authors=told.authors,
            publisher=shown(told.publisher),
            issued=told.year,
            genre=told.genre,
        )

    def _of_ontology(self, ontology: URIRef, language: str) -> Item:
        rows = self._rows("cited-ontology", ontology=ontology, language=Literal(language))
        number = str(rows[0].get("version", ""))
        return Item(
            iri=str(ontology),
            key=key_of(ontology, self._names.base),
            kind="ontology",
            type="dataset",
            title=shown(str(rows[0]["title"])),
            language=language,
            mark=MARKS["ontology"][language],
            edition=edition_words(number, "", language),
            version=number,
            authors=tuple(dict.fromkeys(Maker(name=str(row["creator"])) for row in rows if "creator" in row)),
        )

    def _of_graph(self, graph: URIRef, language: str) -> Item:
        name = str(graph).removeprefix(str(self._names.graph))
        title = f"{name}（具名圖）" if language == "zh-Hant" else f"{name} (named graph)"
        return self._part(graph, language, kind="graph", title=title, authors=self._edition.makers)

    def _part(self, thing: URIRef, language: str, **told: Any) -> Item:  # noqa: ANN401 - its fields
        whole = dataset_item(self._edition, self._version, language, self._names)
        changed = {"mark": "", "iri": str(thing), "key": key_of(thing, self._names.base), "container": whole.title}
        return replace(whole, **changed | told)

    def _places(self, passages: Sequence[URIRef], language: str) -> dict[URIRef, _Place]:
        told: defaultdict[Identifier, list[Row]] = defaultdict(list)
        for row in self._rows("cited-passages", passages=passages, language=Literal(language)):
            told[row["passage"]].append(row)
        return {
            URIRef(passage): _Place(
                URIRef(rows[0]["source"]),
                whereabouts(passage, rows, language),
                anchor(passage, rows),
                int(rows[0].get("start", 0)),
            )
            for passage, rows in told.items()
        }

    def _read_authorship(self, source: URIRef, language: str) -> Authorship:
        return Authorship.of(self._rows("cited-source", source=source), language)

    def _rows(self, name: str, **terms: Identifier | Iterable[Identifier]) -> list[Row]:
        return select(self._store, fill(self._texts[name], **terms))


def dataset_item(edition: Edition, version: str, language: str, names: Names) -> Item:
    """The item of a version of a dataset: at its own address, `…/versions/{sha256}`, where the version is known."""
    iri = f"{names.base}versions/{version}" if version else names.base + DATASET
    return Item(
        iri=iri,
        key=key_of(iri, names.base),
        kind="dataset",
        type="dataset",
        title=shown(edition.title) or UNTITLED,
        language=language,
        mark=MARKS["dataset"][language],
        edition=edition_words(edition.number, version[:DIGITS], language),
        version=COMMA["en"].join(filter(None, (edition.number, f"sha256 {version}" if version else ""))),
        authors=edition.makers,
        issued=edition.released,
        licences=edition.licences,
    )


def edition_words(number: str, digits: str, language: str) -> str:
    """Which version is meant: its number, and the first digits of its SHA-256."""
    told = COMMA[language].join(filter(None, (number, f"sha256 {digits}" if digits else "")))
    return f"{'版本' if language == 'zh-Hant' else 'version'} {told}" if told else ""
