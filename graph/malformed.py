"""What is wrong with a query, in a sentence."""

import re

MENTIONED = 40
PREFIXED = re.compile(r"([\w-]*):[\w.-]*$")
POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def malformed(message: str, text: str) -> str:
    """The engine's complaint as a sentence: where it stopped reading, and after what.

    What it expected there is left out: it names what it tried last, seldom what is missing. An undeclared prefix, the
    most frequent slip, is named.
    """
    found = POSITION.search(message)
    if not found:
        return f"the query is malformed: {message}"
    line, column = int(found[1]), int(found[2])
    lines = text.split("\n")
    read = lines[line - 1][: column - 1].strip() if line <= len(lines) else ""
    after = f", after {read[-MENTIONED:]!r}" if read else ""
    name = PREFIXED.search(read)
    undeclared = name and not re.search(rf"\bPREFIX\s+{re.escape(name[1])}:", text, re.IGNORECASE)
    why = f": the prefix {name[1]}: is not declared" if name and undeclared else ""
    return f"the query is malformed at line {line}, column {column}{after}{why}"
