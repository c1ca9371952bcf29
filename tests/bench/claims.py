"""Invented claims, as many as one likes, as a library of texts would give them.

A few actors, interests and predicates are named all the time and most of them seldom (Zipf's law). Each claim stands
in a graph of its own and is described beside it, as in a build. What is affirmed is in the default graph
too, with the chains of causes that follow from it; shared interests, which grow with the square, are left to who asks.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
from rdflib import RDF, RDFS, SKOS, XSD, Namespace

from ontology.terms import CANONICAL
from tests.bench.entities import GROUP, INTEREST, SITUATION, STATE, THREAT, WEAKNESS, Kind, entities, seldom, zipf

CLAIMS = 300_000
SEED = 4
PARAGRAPH = 20  # claims
PASSAGE = 2  # claims
CHARACTERS = 30  # of a passage
STORY = 12  # situations that may cause each other, the later ones the earlier
TENSION = 50  # claims for each
VOICES = 40  # claims for each that is somebody else's view
# By rank: who, what, whom, and how it reads.
RELATIONS = (
    ("hasInterest", STATE, INTEREST, ("has an interest in the", "具有")),
    ("causes", SITUATION, SITUATION, ("is a cause of the", "導致")),
    ("facesThreat", STATE, THREAT, ("faces the", "面臨")),
    ("hasWeakness", STATE, WEAKNESS, ("suffers from the", "受困於")),
    ("cooperatesWith", STATE, STATE, ("works together with the", "合作對象為")),
    ("experiences", STATE, SITUATION, ("goes through the", "經歷")),
    ("memberOf", STATE, GROUP, ("belongs to the", "屬於")),
)
WEIGHTS = [1 / rank for rank in range(1, len(RELATIONS) + 1)]
MODALITIES = ("Asserted", "Predicted", "Denied", "Open", "Conditional", "Suggested", "Hedged")
SORTS = ("Evaluation", "Fact", "Cause", "Comparison", "Definition", "Prediction", "OpenQuestion", "Recommendation")
STRENGTHS = ("DifferentScope", "Contradiction", "Hedge")
OX = CANONICAL.ox
OA = Namespace("http://www.w3.org/ns/oa#")
TEXT = Namespace(f"{CANONICAL.base}text/generated")
CLAIM = f"<{CANONICAL.base}claim/generated/P{{}}.{{}}>"


def nquads(claims: int = CLAIMS) -> Iterator[str]:
    """The lines of a dataset of so many claims; the same lines for the same number."""
    choose = random.Random(SEED)  # noqa: S311 - nothing secret
    affirmed: dict[str, None] = {}  # a set in order: two claims may say the same
    causes: set[tuple[int, int]] = set()
    for triple in entities(claims, choose):
        yield from _shared(triple, "entities")
    for triple in _passages(claims):
        yield from _shared(triple, "text")
    for number in range(claims):
        claim, modality = claim_iri(number), seldom(choose, MODALITIES)
        relation, subjects, objects, words = choose.choices(RELATIONS, WEIGHTS)[0]
        pairs = [_pair(choose, subjects, objects, claims) for _ in range(seldom(choose, (1, 2, 3)))]
        for subject, thing in dict.fromkeys(pairs):
            triple = f"{subjects.iri(subject)} <{OX[relation]}> {objects.iri(thing)}"
            yield f"{triple} {claim} .\n"
            if modality == "Asserted" and number % VOICES:
                affirmed[triple] = None
                causes |= {(subject, thing)} if relation == "causes" else set()
        subject_names, object_names = subjects.label(pairs[0][0]), objects.label(pairs[0][1])
        description = [
            f"<{RDF.type}> <{OX.Claim}>",
            f"<{OX.statedIn}> {_passage(number // PASSAGE)}",
            f"<{OX.modality}> <{OX[modality]}>",
            f"<{OX.kind}> <{OX[seldom(choose, SORTS)]}>",
            f'<{OX.gloss}> "The {subject_names[0]} {words[0]} {object_names[0]}."@en',
            f'<{OX.gloss}> "{subject_names[1]}{words[1]}{object_names[1]}。"@zh-Hant',
        ]
        if number % VOICES == 0:
            description.append(f"<{OX.voice}> {STATE.iri(zipf(choose, STATE.count(claims)))}")
        for said in description:
            yield from _shared(f"{claim} {said}", "claims")
    for triple in _tensions(claims, choose):
        yield from _shared(triple, "claims")
    yield from (f"{triple} .\n" for triple in affirmed)
    for cause, effect in sorted(_chains(causes)):
        yield from _shared(f"{SITUATION.iri(cause)} <{OX.leadsTo}> {SITUATION.iri(effect)}", "inferred")


def claim_iri(number: int) -> str:
    """The name of a claim and of its graph, as N-Quads have it."""
    return CLAIM.format(number // PARAGRAPH, number % PARAGRAPH)


def write(path: Path, claims: int = CLAIMS) -> None:
    """Write such a dataset to a new store on disk."""
    source = path.with_suffix(".nq")
    with source.open("w", encoding="utf-8") as file:
        file.writelines(nquads(claims))
    store = pyoxigraph.Store(str(path))
    store.bulk_load(path=source, format=pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    source.unlink()


def _shared(triple: str, graph: str) -> tuple[str, str]:
    """A triple of a fixed graph that is part of the default graph."""
    return f"{triple} <{CANONICAL.graph[graph]}> .\n", f"{triple} .\n"


def _pair(choose: random.Random, subjects: Kind, objects: Kind, claims: int) -> tuple[int, int]:
    """Who and whom; a situation is caused by a later one of its own story."""
    if subjects is SITUATION:
        story = choose.randrange(SITUATION.count(claims) // STORY) * STORY
        effect, cause = sorted(choose.sample(range(STORY), 2))
        return story + cause, story + effect
    subject, thing = zipf(choose, subjects.count(claims)), zipf(choose, objects.count(claims))
    if subjects is objects and subject == thing:
        thing = (thing + 1) % objects.count(claims)
    return subject, thing


def _passage(number: int) -> str:
    """The IRI of a passage."""
    return f"<{TEXT}/P{number * PASSAGE // PARAGRAPH}.s{number % (PARAGRAPH // PASSAGE) + 1}>"


def _passages(claims: int) -> Iterator[str]:
    """The passages, and their places in the one long text."""
    yield f"<{TEXT}> <{RDF.type}> <{OX.Source}>"
    for number in range(-(-claims // PASSAGE)):
        passage, start = _passage(number), number * CHARACTERS
        selector = f"<{TEXT}#char={start},{start + CHARACTERS}>"
        yield f"{passage} <{RDF.type}> <{OX.Passage}>"
        yield f"{passage} <{OX.inSource}> <{TEXT}>"
        yield f"{passage} <{OA.hasSelector}> {selector}"
        yield f'{selector} <{OA.start}> "{start}"^^<{XSD.nonNegativeInteger}>'
        yield f'{selector} <{OA.end}> "{start + CHARACTERS}"^^<{XSD.nonNegativeInteger}>'


def _tensions(claims: int, choose: random.Random) -> Iterator[str]:
    """Pairs of claims that do not sit together."""
    for number in range(claims // TENSION):
        tension = f"<{CANONICAL.base}claim/generated/T{number}>"
        yield f"{tension} <{RDF.type}> <{OX.Tension}>"
        yield f"{tension} <{OX.strength}> <{OX[seldom(choose, STRENGTHS)]}>"
        yield f'{tension} <{RDFS.label}> "tension {number}"@en'
        yield f'{tension} <{RDFS.label}> "抵觸之處 {number}"@zh-Hant'
        yield f'{tension} <{SKOS.note}> "The two do not sit together."@en'
        for joined in choose.sample(range(claims), 2):
            yield f"{tension} <{OX.joins}> {claim_iri(joined)}"


def _chains(causes: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """What each cause leads to in the end: the transitive closure."""
    effects = defaultdict[int, set[int]](set)
    for cause, effect in sorted(causes):  # an effect has a lower number, so its own effects are known
        effects[cause] |= {effect} | effects[effect]
    return {(cause, effect) for cause, found in effects.items() for effect in found}
