"""The labels of the concepts in a diagram: in both languages, in lines, as wide as a browser may set them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from api.rendering import short
from graph.lattice import Concept, Lattice

SIZE = 14  # of the letters, in pixels; lattice.html and the style sheet have it too
LINE = 20
WIDEST = 240
MOST_NAMED = 8  # things in one concept's label
COMMA = {"en": ", ", "zh-Hant": "、"}


@dataclass(frozen=True)
class Line:
    """A line of a label in a language: `kind` is count, value or thing."""

    text: str
    kind: str
    language: str


def width_of(line: Line) -> float:
    """The pixels that a line takes at most, in the fonts that there are: bold letters are wider."""
    letters = sum(_width(letter) for letter in line.text)
    return letters * SIZE * (1.08 if line.kind == "value" else 1)


def lines_of(concept: Concept, lattice: Lattice, languages: Sequence[str]) -> list[Line]:
    """How many share how much; what is shared from here down; and who shares no more than this."""
    lines = [Line(counted(concept, language), "count", language) for language in languages]
    for value in concept.own_attributes:
        lines += _labels([value], lattice, "value", languages)
    if concept.own_objects and not concept.intent:
        return lines + [Line(_unspoken(len(concept.own_objects), one), "thing", one) for one in languages]
    lines += _labels(concept.own_objects[:MOST_NAMED], lattice, "thing", languages)
    if more := len(concept.own_objects[MOST_NAMED:]):
        lines += [Line(f"and {more} more" if one == "en" else f"另有 {more} 者", "thing", one) for one in languages]
    return lines


def counted(concept: Concept, language: str) -> str:
    """How many things share how many values, in words."""
    things, values = len(concept.extent), len(concept.intent)
    if language == "en":
        if not values:
            return f"all {things}: nothing is common"
        if not things:
            return f"none has all {values}"
        return f"{things} {'has' if things == 1 else 'share'} {values}"
    if not values:
        return f"全部 {things} 者：無共同者"
    if not things:
        return f"無者兼具全部 {values} 項"
    return f"{things} 者{'具有' if things == 1 else '共有'} {values} 項"


def label_of(term: URIRef, lattice: Lattice, language: str) -> str:
    """The label of a term in a language, or else its name."""
    return lattice.context.labels.get(term, {}).get(language) or short(term)


def _unspoken(number: int, language: str) -> str:
    return f"of {number} nothing is said" if language == "en" else f"{number} 者未獲述及"


def _labels(terms: Sequence[URIRef], lattice: Lattice, kind: str, languages: Sequence[str]) -> Iterator[Line]:
    """The labels of some terms, all in one language and then all in the other."""
    for language in languages if terms else ():
        text = COMMA[language].join(label_of(term, lattice, language) for term in terms)
        for line in _wrapped(text, kind, language):
            yield Line(line, kind, language)


def _wrapped(text: str, kind: str, language: str) -> Iterator[str]:
    """A text in lines: cut after a space or a comma, and within what is too long, as Chinese has no spaces."""
    line = ""
    for part in re.split(r"(?<=[ 、])", text):
        for piece in _cut(part, kind, language):
            if line and width_of(Line((line + piece).rstrip(), kind, language)) > WIDEST:
                yield line.rstrip()
                line = ""
            line += piece
    yield line.rstrip()


def _cut(word: str, kind: str, language: str) -> Iterator[str]:
    while width_of(Line(word, kind, language)) > WIDEST:
        end = next(n for n in range(1, len(word) + 1) if width_of(Line(word[: n + 1], kind, language)) > WIDEST)
        yield word[:end]
        word = word[end:]
    yield word


def _width(letter: str) -> float:
    """The width of a letter, as a part of its height."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if letter in "mwMW@%":
        return 1.0
    return 0.8 if letter.isupper() else 0.35 if letter in " .,:;'ijl|!" else 0.64
