"""Tokens of SPARQL, as far as the brackets go."""

import re

SKIPPED = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|<[^<>"{}|^`\\\x00-\x20]*>|\#[^\n\r]*|[^"'<\#(){}\[\]]+''',
    re.DOTALL,
)


def depth(text: str) -> int:
    """How deep the brackets of a query are nested, outside its strings, IRIs and comments."""
    deep = deepest = position = 0
    while position < len(text):
        skipped = SKIPPED.match(text, position)
        if skipped:
            position = skipped.end()
            continue
        if text[position] in "({[":
            deep += 1
            deepest = max(deepest, deep)
        elif text[position] in ")}]":
            deep -= 1
        position += 1
    return deepest
