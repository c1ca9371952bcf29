"""Accounts: explanations with what people need to read them: labels, rules in words, claims with their passages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Identifier
from rdflib.util import from_n3

from api.lookups import Lookups
from graph.store import Row
from ontology.reasoning.horn import TYPE

Terms = Sequence[str]


@dataclass
class Account:
    """An explanation (see `graph.explanation`) in one language.

    `rules` are the names and sentences of rules; `claims` what claims say, how and where; `contested` the tensions of
    each claim, with the claims on the other side.
    """

    told: dict[str, Any]
    language: str
    labels: dict[URIRef, str]
    rules: dict[str, Row]
    claims: dict[str, Row]
    contested: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def of(cls, told: dict[str, Any], lookups: Lookups, language: str) -> "Account":
        """Look up what an explanation, or the differences of two worlds, mentions."""
        terms = {URIRef(term[1:-1]) for triple in _triples(told) for term in triple if term.startswith("<")}
        return cls.about(_claims(told), _rules(told), terms, lookups, language, told)

    @classmethod
    def about(
        cls,
        claims: Iterable[str],
        rules: Iterable[str],
        terms: Iterable[URIRef],
        lookups: Lookups,
        language: str,
        told: dict[str, Any] | None = None,
    ) -> "Account":
        """Look up some claims, rules and other terms."""
        spoken = Literal(language)
        asked, by = sorted({URIRef(one) for one in claims}), sorted({URIRef(one) for one in rules})
        named = lookups.rows("rules-told", rules=by, language=spoken) if by else []
        contested: dict[str, list[Row]] = {}
        for row in lookups.rows("claims-contested", claims=asked) if asked else ():
            contested.setdefault(str(row["claim"]), []).append(row)
        others = {URIRef(row["other"]) for rows in contested.values() for row in rows}
        both = sorted({*asked, *others})
        said = lookups.rows("claims-told", claims=both, language=spoken) if both else []
        labelled = {*terms, *(URIRef(row[name]) for row in said for name in ("modality", "voice") if name in row)}
        labelled |= {URIRef(row["strength"]) for rows in contested.values() for row in rows}
        return cls(
            told or {},
            language,
            lookups.labels(labelled, language),
            {str(row["rule"]): row for row in named},
            {str(row["claim"]): row for row in said},
            contested,
        )

    def name(self, term: str | Identifier) -> str:
        """What a term is called: its label, the last part of its IRI, the words of a literal; a variable: something."""
        if isinstance(term, str) and term.startswith("?"):
            return "什麼" if self.language == "zh-Hant" else "something"
        found = term if isinstance(term, Identifier) else from_n3(term)
        if isinstance(found, URIRef):
            return self.labels.get(found) or str(found).rstrip("/").replace("#", "/").rsplit("/", 1)[-1]
        return f"“{found}”"

    def words(self, triple: Terms) -> list[tuple[str, str]]:
        """A triple as the words of a sentence, each with the IRI that it stands for, if it does."""
        subject, predicate, value = triple
        if predicate == TYPE:
            belongs, marks = ("屬於", "「」") if self.language == "zh-Hant" else ("belongs to", "“”")
            kind = f"{marks[0]}{self.name(value)}{marks[1]}"
            return [(self.name(subject), _iri(subject)), (belongs, ""), (kind, _iri(value))]
        return [(self.name(term), _iri(term)) for term in triple]

    def sentence(self, triple: Terms) -> str:
        """A triple as a sentence."""
        return " ".join(word for word, _ in self.words(triple))

    def claim(self, iri: Identifier) -> Row:
        """What a claim says, how, and where."""
        return self.claims[str(iri)]

    def whole(self) -> dict[str, Any]:
        """The explanation with what its claims say, for programs."""
        mentioned = {*_claims(self.told)}
        others = {str(row["other"]) for claim in mentioned for row in self.contested.get(claim, ())}
        return {**self.told, "claims": {claim: self.how(claim) for claim in sorted(mentioned | others)}}

    def how(self, claim: str) -> dict[str, Any]:
        """What a claim says, how, and where, for programs."""
        row = self.claims[claim]
        return {
            "gloss": row["gloss"],
            "modality": row["modality"],
            **({"voice": row["voice"]} if "voice" in row else {}),
            "clauses": row["clauses"].split(),
            "contested": [
                {"by": one["other"], "strength": one["strength"], "tension": one["tension"]}
                for one in self.contested.get(claim, ())
            ],
        }

    def rule(self, iri: str) -> str:
        """A rule by its name and what it says, an axiom by what it says."""
        row = self.rules.get(iri)
        if row is None:
            return iri
        colon = "：" if self.language == "zh-Hant" else ": "
        return f"{row['label']}{colon}{row['definition']}" if "definition" in row else str(row["label"])


def _iri(term: str) -> str:
    return term[1:-1] if term.startswith("<") else ""


def _triples(told: dict[str, Any]) -> Iterator[Terms]:
    yield from [told["triple"]] if "triple" in told else []
    for proof in told.get("proofs", ()):
        yield from (step["triple"] for step in proof["steps"])
    for one in told.get("lacking", ()):
        yield from (*one["present"], *one["missing"], *one["excluded_by"])
    for name in ("gained", "lost"):
        yield from told.get(name, {}).get("triples", ())


def _claims(told: dict[str, Any]) -> Iterator[str]:
    for one in told.get("lacking", ()):
        yield from one["said"]
    yield from (*told.get("said", ()), *told.get("with", ()), *told.get("without", ()))
    for proof in told.get("proofs", ()):
        for step in proof["steps"]:
            yield from step["claims"]


def _rules(told: dict[str, Any]) -> Iterator[str]:
    yield from (one["rule"] for one in told.get("lacking", ()))
    for proof in told.get("proofs", ()):
        yield from (step["rule"] for step in proof["steps"] if step["rule"])
