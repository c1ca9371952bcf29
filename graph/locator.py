"""Where in a Turtle or TriG file a thing is said: parsers keep no positions, so this reads the tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\x00-\x20]*>)
    |(?P<prefix>@?(?:prefix|base)(?![\w:.-]))
    |(?P<mark>\^\^|[{}\[\]();,]|\.(?!\d))
    |(?P<word>(?:\\.|[^\s<>"'{}\[\]();,\#.\\]|\.+(?=[\w:%\\-]))+)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
ESCAPED = re.compile(r"\\(.)")
LONG_QUOTES = ('"""', "'''")
OPENING, CLOSING = set("[("), set("])")


@dataclass(frozen=True)
class Block:
    """A statement's subject, or a named graph, and the line (from 1) on which it begins."""

    iri: str
    line: int
    is_graph: bool


@dataclass
class Locator:
    """The blocks of one file in order, and where a block first mentions a term."""

    blocks: list[Block] = field(default_factory=list)
    mentions: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> "Locator":
        """Read a syntactically correct Turtle or TriG text."""
        locator = cls()
        tokens = [token for token in _tokens(text) if token[0] != "comment"]
        depth, prefixes, subject, position = 0, dict[str, str](), "", 0
        expecting, in_graph = True, False
        while position < len(tokens):
            kind, value, line = tokens[position]
            if kind == "prefix":
                position += _declare(tokens, position, prefixes)
                continue
            if kind == "string":
                locator.mentions.setdefault((subject, _unquote(value)), line)
            elif value in OPENING:
                depth += 1
                if expecting:  # a statement of a blank node, which nothing can be asked of
                    subject, expecting = "", False
            elif value in CLOSING:
                depth -= 1
            elif value == "{":
                in_graph = not expecting  # TriG §2.2: braces without a name hold statements of the default graph
            elif value == "}":
                in_graph, expecting = False, True
            elif value == ".":
                expecting = depth == 0 and not in_graph
            elif kind in ("iri", "word") and value.upper() != "GRAPH":
                iri = _expand(value, prefixes)
                if expecting:
                    is_graph = position + 1 < len(tokens) and tokens[position + 1][1] == "{"
                    locator.blocks.append(Block(iri, line, is_graph))
                    subject, expecting = iri, False
                locator.mentions.setdefault((subject, iri), line)
            position += 1
        return locator

    def line(self, subject: str, value: str | None = None) -> int:
        """The line of the first mention of `value` in what is said of `subject`, else of the subject; 0 if unknown."""
        found = self.mentions.get((subject, value)) if value else None
        return found or self.mentions.get((subject, subject), 0)


def _unquote(value: str) -> str:
    quotes = 3 if value[:3] in LONG_QUOTES else 1
    return ESCAPED.sub(r"\1", value[quotes:-quotes])


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    line, end = 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        yield match.lastgroup or "", match.group(), line


def _declare(tokens: list[tuple[str, str, int]], position: int, prefixes: dict[str, str]) -> int:
    """Take in a prefix or base declaration; returns how many tokens it has."""
    if "base" in tokens[position][1].lower():
        prefixes["<base>"] = tokens[position + 1][1][1:-1]
        return 2
    prefixes[tokens[position + 1][1].removesuffix(":")] = tokens[position + 2][1][1:-1]
    return 3


def _expand(value: str, prefixes: dict[str, str]) -> str:
    if value.startswith("<"):
        return urljoin(prefixes.get("<base>", ""), value[1:-1])
    prefix, colon, local = value.partition(":")
    return prefixes.get(prefix, f"{prefix}:") + ESCAPED.sub(r"\1", local) if colon else value
