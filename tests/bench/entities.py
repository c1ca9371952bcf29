"""Invented entities: their classes, IRIs, and labels in both languages."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rdflib import RDF, RDFS, SKOS

from ontology.terms import CANONICAL

Item = TypeVar("Item")
SOUNDS = ("ka", "ro", "mi", "ta", "su", "be", "no", "li", "ga", "du", "fe", "ji")
SYLLABLES = tuple(zip(SOUNDS, "卡羅米塔蘇貝諾利加杜費吉", strict=True))
TOPICS = (
    ("", ""),
    ("security ", "安全"),
    ("water ", "水資源"),
    ("trade ", "貿易"),
    ("border ", "邊界"),
    ("energy ", "能源"),
    ("grain ", "糧食"),
    ("railway ", "鐵路"),
    ("copper ", "銅礦"),
    ("pasture ", "牧場"),
)
ALIASED = 4  # one in so many has another name


@dataclass(frozen=True)
class Kind:
    """A kind of entity: its class, how many claims there are to each, and what it is called."""

    name: str
    claims: int
    noun: tuple[str, str]

    def count(self, claims: int) -> int:
        """How many there are beside so many claims."""
        return max(claims // self.claims, 12)

    def iri(self, number: int) -> str:
        """The IRI of one, as N-Quads have it."""
        return f"<{CANONICAL.entity}{self.name}{number}>"

    def label(self, number: int) -> tuple[str, str]:
        """What it is called, in English and in Chinese."""
        place, topic = _place(number), TOPICS[number % len(TOPICS)]
        return f"{topic[0]}{self.noun[0]} of {place[0]}", f"{place[1]}{topic[1]}{self.noun[1]}"


STATE = Kind("State", 60, ("republic", "共和國"))
GROUP = Kind("Group", 600, ("league", "同盟"))
INTEREST = Kind("Interest", 15, ("interest", "利益"))
THREAT = Kind("Threat", 30, ("threat", "威脅"))
SITUATION = Kind("Situation", 6, ("situation", "局勢"))
WEAKNESS = Kind("Weakness", 30, ("weakness", "弱點"))
KINDS = (STATE, GROUP, INTEREST, THREAT, SITUATION, WEAKNESS)


def entities(claims: int, choose: random.Random) -> Iterator[str]:
    """The triples that describe the entities beside so many claims: class, labels, other names, memberships."""
    groups = GROUP.count(claims)
    for kind in KINDS:
        for number in range(kind.count(claims)):
            entity, (english, chinese) = kind.iri(number), kind.label(number)
            yield f"{entity} <{RDF.type}> <{CANONICAL.ox[kind.name]}>"
            yield f'{entity} <{RDFS.label}> "{english}"@en'
            yield f'{entity} <{RDFS.label}> "{chinese}"@zh-Hant'
            if number % ALIASED == 0:
                yield f'{entity} <{SKOS.altLabel}> "{chinese[-6:]}"@zh-Hant'
            if kind is STATE:
                for group in sorted({zipf(choose, groups), zipf(choose, groups)}):
                    yield f"{entity} <{CANONICAL.ox.memberOf}> {GROUP.iri(group)}"


def zipf(choose: random.Random, count: int) -> int:
    """A number below `count`; each is chosen in inverse proportion to its rank."""
    return int(count ** choose.random()) % count


def seldom(choose: random.Random, items: Sequence[Item]) -> Item:
    """One of some items; each is chosen seven times in ten, if none before it was."""
    for item in items[:-1]:
        if choose.random() < 0.7:
            return item
    return items[-1]


def _place(number: int) -> tuple[str, str]:
    """An invented name of at least three syllables."""
    english, chinese = "", ""
    while number or len(chinese) < 3:
        number, digit = divmod(number, len(SYLLABLES))
        english, chinese = english + SYLLABLES[digit][0], chinese + SYLLABLES[digit][1]
    return english.capitalize(), chinese
