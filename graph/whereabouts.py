"""Where in its source a passage stands, in words: section, numbered point, sentence, clause, characters."""

import re
from collections.abc import Sequence

from rdflib.term import Identifier

from graph.item import COMMA
from graph.passages import DOCO, WORDS
from graph.store import Row

STEP = re.compile(r"([sc])(\d+)")
PARAGRAPH = {"en": "paragraph {}", "zh-Hant": "段落 {}"}
CHARACTERS = {"en": " (characters {}–{})", "zh-Hant": "（字元 {}–{}）"}
SEMICOLON = {"en": "; ", "zh-Hant": "；"}


def whereabouts(passage: Identifier, rows: Sequence[Row], language: str) -> str:
    """The way to a passage from its source, of the rows of `cited-passages.rq` about it.

    It ends with the characters: code points from 0, the end exclusive, as in the graph.
    """
    parts = {row["part"]: row for row in rows}
    here, at = parts[passage], passage
    steps: list[str] = []
    while at in parts:
        if words := _words(parts[at], language):
            steps.insert(0, words)
        at = parts[at]["parent"]
    numbers = STEP.findall(str(here["id"]).partition(".")[2])
    if language == "zh-Hant":
        steps += filter(None, ["".join(f"第{number}{WORDS[mark][1]}" for mark, number in numbers)])
    else:
        steps += [f"{WORDS[mark][0]} {number}" for mark, number in numbers]
    characters = CHARACTERS[language].format(here["start"], here["end"]) if "start" in here else ""
    return COMMA[language].join(steps) + characters


def anchor(passage: Identifier, rows: Sequence[Row]) -> str:
    """By what a program finds a passage in a copy of its source (RFC 5147), and the SHA-256 of what it finds."""
    here = next(row for row in rows if row["part"] == passage)
    return f"{here['source']}#{here['fragment']} SHA-256 {here['sha256']}" if "fragment" in here else ""


def _words(part: Row, language: str) -> str:
    """What a section or a paragraph is called; sentences and clauses have only numbers."""
    if part["kind"] == DOCO.Section:
        return str(part.get("label", part["id"]))
    if part["kind"] == DOCO.Paragraph:
        return str(part["name"]) if "name" in part else PARAGRAPH[language].format(part["id"])
    return ""
