"""What is wrong with a query, in a sentence."""

import re

MENTIONED = 40
PREFIXED = re.compile(r"([\w-]*):[\w.-]*$")
READ_ONLY = "updates are not accepted here: this is read-only; where writing is switched on, they are posted to /update"
COMMENT = re.compile(r"#[^\n\r<>]*$", re.MULTILINE)  # an IRI may have a # in it
UPDATE = re.compile(
    r"\s*(?:(?:BASE|PREFIX\s+[^\s:]*:)\s*<[^>]*>\s*)*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b",
    re.IGNORECASE,
)
# What the engine does say of a query that is well-formed but for this.
COMPLAINTS = {
    "contains a variable that is unbound": "a variable of the SELECT is neither grouped nor bound",
    "overrides an existing variable": "the variable after AS is in use already",
}
FUNCTION = re.compile(r"custom function <(.*)> is not supported")
POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def malformed(message: str, text: str, kind: str = "query") -> str:
    """The engine's complaint as a sentence: where it stopped reading, and after what.

    What it expected there is left out: it names what it tried last, seldom what is missing. An undeclared prefix, the
    most frequent slip, is named; so is a variable that is not grouped, and an update, which is no query at all.
    """
    update = UPDATE.match(COMMENT.sub("", text)) if kind == "query" else None
    if update:
        return f"{update[1].upper()} is an update; {READ_ONLY}"
    found = POSITION.search(message)
    if not found:
        return f"the {kind} is malformed: {message}"
    line, column = int(found[1]), int(found[2])
    lines = text.split("\n")
    read = lines[line - 1][: column - 1].strip() if line <= len(lines) else ""
    after = f", after {read[-MENTIONED:]!r}" if read else ""
    name = PREFIXED.search(read)
    undeclared = name and not re.search(rf"\bPREFIX\s+{re.escape(name[1])}:", text, re.IGNORECASE)
    why = f": the prefix {name[1]}: is not declared" if name and undeclared else ""
    why = next((f": {told}" for complaint, told in COMPLAINTS.items() if complaint in message), why)
    return f"the {kind} is malformed at line {line}, column {column}{after}{why}"


def damage(message: str) -> str | None:
    """The engine's complaint at evaluation as a sentence, if it is about the store itself."""
    told = "the store is damaged where this query reads it; its keeper has the way out: start the service anew, which"
    return f"{told} tells it ({message.strip()})" if message.startswith(("Corruption", "IO error")) else None


def unknown_function(message: str) -> str | None:
    """The engine's complaint at evaluation as a sentence, if it is about a function that it does not have."""
    found = FUNCTION.search(message)
    return (
        f"there is no function <{found[1]}> here; the service description lists those beyond SPARQL" if found else None
    )
