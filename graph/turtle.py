"""Turtle as the engine writes it."""

import re

PREFIXED = {"text/turtle", "application/trig"}  # what begins with prefixes
DECLARATIONS = re.compile(rb"(?:@prefix [^\n]*\n)*")


def only_used(turtle: bytes) -> bytes:
    """Turtle or TriG as the engine writes it, without the prefixes that it does not use, and with the rest in order."""
    end = DECLARATIONS.match(turtle).end()  # type: ignore[union-attr] # it matches nothing too
    head, rest = turtle[:end].splitlines(keepends=True), turtle[end:]
    return b"".join(sorted(line for line in head if line.split(b" ", 2)[1] in rest)) + rest
