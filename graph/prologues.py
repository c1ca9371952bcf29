"""Declarations of prefixes between the operations of an update, which the engine reads at its beginning only."""

import re

from graph.tokens import place, tokens
from ontology.errors import InputError

DECLARATIONS = ("PREFIX", "BASE", "VERSION")


def hoisted(text: str) -> str:
    """The same update with its prologues (SPARQL 1.1 §19.8, Update) joined to the first one.

    That means the same where each prefix has one namespace throughout, and the base is given at the beginning.

    Raises:
        InputError: they have not, or it is not.
    """
    depth, first, known = 0, -1, dict[str, str]()
    moved = list[tuple[int, int]]()
    found = [*tokens(text)]
    for at, token in enumerate(found):
        depth += (token.text == "{") - (token.text == "}")
        begins = at == 0 or found[at - 1].text == ";" or found[at - 1].kind in ("iri", "string")
        if depth or not begins:
            continue
        if not token.is_word(*DECLARATIONS):
            first = token.start if first < 0 and token.kind == "word" else first
            continue
        taken = found[at + 1 : at + (3 if token.is_word("PREFIX") else 2)]
        name, meaning = " ".join(one.text for one in taken[:-1]) or token.text, taken[-1].text if taken else ""
        is_late = first >= 0
        if is_late and (known.get(name, meaning) != meaning or not token.is_word("PREFIX")):
            raise InputError(
                f"{token.text.upper()} at {place(text, token.start)} comes after an operation and changes what "
                "was declared; the engine reads declarations at the beginning only: declare each prefix once"
            )
        known[name] = meaning
        if is_late and taken:
            moved.append((token.start, taken[-1].end))
    head = "".join(text[start:end] + " " for start, end in moved)
    for start, end in moved:  # spaces in its place, so that places told of the rest stay right
        text = text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]
    return text[:first] + head + text[first:] if moved else text
