"""The hash of an answer: what is the same for the same answer, however it was written down.

It is the SHA-256 of lines in UTF-8, each with a line feed after it:

- of ASK: `true` or `false`;
- of CONSTRUCT and DESCRIBE: the triples, each once, in canonical N-Triples (RDF 1.1 N-Triples §4), sorted by code
  point;
- of SELECT: first the names of the columns, as TSV has them (SPARQL 1.1 CSV and TSV §4), then a line for each row, as
  often as it comes: its terms in canonical N-Triples, between tabs, nothing where one is unbound. The columns are named
  and ordered as in the normal form of the query (`graph.normal_form`). The rows are sorted by code point, unless ORDER
  BY fixes their order; then only those are sorted that follow each other and are the same in all that they are ordered
  by, where that is to be seen.

Blank nodes of a graph are named by RDFC-1.0, if its first step tells each of them from all others (§4.6), so that the
hash is that of the canonical form. Else, and in rows, each is named by the SHA-256 of the lines in which it stands and
its places in them, all of them being called as they were in the round before; as many rounds as tell more of them
apart, 16 at the most. The same answer has the same hash; answers that differ only in how blank nodes hang together
which this does not tell apart share one. RDFC-1.0 would tell them apart, in time that anybody can make endless.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, groupby
from typing import Any

from rdflib.namespace import XSD

from graph.canonical import triples, with_canonical_names
from graph.reproducibility import Reading
from graph.store import JSON

ROUNDS = 16
# Blank nodes of a line, and what may look as if it held one.
NODES = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]*>|(_:[^\s<>"]+)')
ESCAPED = {8: r"\b", 9: r"\t", 10: r"\n", 12: r"\f", 13: r"\r", 34: r"\"", 92: r"\\"}
ESCAPED |= {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F) if code not in ESCAPED}


@dataclass(frozen=True)
class Counted:
    """The hash of an answer, its columns as they are called in it, and its rows: solutions, triples, or one boolean."""

    sha256: str
    columns: tuple[str, ...]
    rows: int


def counted(result: bytes, media_type: str, variables: Mapping[str, str], reading: Reading) -> Counted:
    """The hash of a result in the JSON format of SPARQL 1.1 or in N-Triples.

    Args:
        result: the result, whole.
        media_type: `graph.store.JSON`, or that of N-Triples.
        variables: what each column is called in the normal form; the others are called as they are.
        reading: what was read of the query.

    Raises:
        ValueError, KeyError, TypeError, SyntaxError: it is no such result.
    """
    if media_type != JSON:
        lines = _graph(triples(result))
        return Counted(_hash(lines), (), len(lines))
    told = json.loads(result)
    if "boolean" in told:
        return Counted(_hash(["true" if told["boolean"] else "false"]), (), 1)
    columns: list[str] = told["head"]["vars"]
    named = sorted(columns, key=lambda one: _rank(variables.get(one, one)))
    rows: list[dict[str, Any]] = told["results"]["bindings"]
    lines = _named(["\t".join(written(row[name]) if name in row else "" for name in named) for row in rows])
    head = "\t".join(f"?{variables.get(name, name)}" for name in named)
    if not reading.is_ordered:
        lines.sort()
    elif reading.keys is not None:
        lines = list(_sorted_ties(lines, [named.index(key) for key in reading.keys if key in named]))
    return Counted(_hash([head, *lines]), tuple(columns), len(rows))


def written(term: Mapping[str, Any]) -> str:
    """A term of the JSON format (§3.2.2; SPARQL 1.2 has triple terms) in canonical N-Triples."""
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return f"<{value}>"
    if kind == "bnode":
        return f"_:{value}"
    if kind == "triple":
        return f"<<( {' '.join(written(value[part]) for part in ('subject', 'predicate', 'object'))} )>>"
    text = f'"{value.translate(ESCAPED)}"'
    if language := term.get("xml:lang"):
        direction = term.get("its:dir")
        return f"{text}@{language}{f'--{direction}' if direction else ''}"
    datatype = term.get("datatype", str(XSD.string))
    return text if datatype == str(XSD.string) else f"{text}^^<{datatype}>"


def _hash(lines: Iterable[str]) -> str:
    return sha256("".join(f"{line}\n" for line in lines).encode(errors="surrogatepass")).hexdigest()


def _rank(name: str) -> tuple[int, str]:
    """v10 stands after v9."""
    return (int(name[1:]), "") if re.fullmatch(r"v[1-9]\d{0,8}", name) else (10**9, name)


def _sorted_ties(lines: Sequence[str], keys: Sequence[int]) -> Iterator[str]:
    """Rows in their order, those sorted that tie."""
    for _, tied in groupby(lines, lambda line: [line.split("\t")[key] for key in keys]):
        yield from sorted(tied)


def _graph(lines: Sequence[str]) -> list[str]:
    blank = [line for line in lines if any(NODES.findall(line))]
    if not blank:
        return sorted(lines)
    plain = [line for line in lines if not any(NODES.findall(line))]
    first = _colours(blank, 1)
    are_apart = len(set(first.values())) == len(first)
    return sorted([*plain, *(with_canonical_names(blank) if are_apart else _named(blank))])


def _named(lines: list[str]) -> list[str]:
    """Lines with each blank node called by what is known of it."""
    blank = [line for line in lines if any(NODES.findall(line))]
    if not blank:
        return lines
    colours = _colours(blank, ROUNDS)
    return [_with(line, colours) for line in lines]


def _colours(lines: Sequence[str], rounds: int) -> dict[str, str]:
    """What each blank node is called after some rounds, each of which takes a time in proportion to the lines."""
    nodes = [[one for one in NODES.findall(line) if one] for line in lines]
    colours, apart = dict.fromkeys(chain.from_iterable(nodes), ""), 1
    for _ in range(rounds):
        seen = defaultdict[str, list[str]](list)
        for line, here in zip(lines, nodes, strict=True):
            places = defaultdict[str, list[str]](list)
            for place, node in enumerate(here):
                places[node].append(str(place))
            known = _hash([_with(line, colours)])
            for node, own in places.items():
                seen[node].append(f"{known} {','.join(own)}")
        colours = {node: _hash(sorted(of_it)) for node, of_it in seen.items()}
        if (now := len(set(colours.values()))) == apart:
            break
        apart = now
    return colours


def _with(line: str, names: Mapping[str, str]) -> str:
    return NODES.sub(lambda found: f"_:{names[found[1]]}" if found[1] else found[0], line)
