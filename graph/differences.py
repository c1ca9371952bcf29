"""The difference between two versions of a dataset: which claims came, were reworded or changed, and went."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pyoxigraph
from rdflib import RDF

from ontology.errors import InputError
from ontology.terms import Names

CLAIMS = re.compile(rb"<([^<>]*)graph/claims> \.")
BLANK = re.compile(rb"(?:(?<=^)|(?<= ))_:\w+")
CONTENT = "content"
WORDS = frozenset({"gloss", "note", "label"})  # what a claim is told by, and not what it is


@dataclass(frozen=True)
class Content:
    """The named graphs of a dataset: its base, and each quad as a line of canonical N-Quads."""

    base: str
    lines: frozenset[bytes]

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> "Content":
        """That of such lines; those of the default graph, which is a union of others, may be among them.

        Raises:
            InputError: they have no graph of claims.
        """
        kept = frozenset(lines)
        found = next(filter(None, map(CLAIMS.search, kept)), None)
        if not found:
            raise InputError("it is no dataset of Oxiana: it has no graph of claims, …/graph/claims")
        return cls(found[1].decode(), kept)

    @classmethod
    def parse(cls, nquads: bytes) -> "Content":
        """That of N-Quads as anybody may write them.

        Raises:
            InputError: they are malformed (with the line), or have no graph of claims.
        """
        try:
            quads = [*pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS)]
        except SyntaxError as error:
            raise InputError(f"it is no N-Quads: {error.msg} (line {error.lineno})") from error
        named = (quad for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode))
        return cls.of(f"{quad} .".encode() for quad in named)

    def under(self, base: str) -> "Content":
        """The same under another base."""
        if base == self.base:
            return self
        return Content(base, frozenset(line.replace(self.base.encode(), base.encode()) for line in self.lines))

    def is_claim(self, name: str, kind: str = "Claim") -> bool:
        """Whether a claim of that name (what follows the base) is described as such."""
        names = Names(self.base)
        line = f"<{self.base}{name}> <{RDF.type}> <{names.ox[kind]}> <{names.graph.claims}> ."
        return line.encode() in self.lines


@dataclass(frozen=True)
class Difference:
    """What one version has otherwise than an earlier one; claims by what follows the base in their IRIs.

    `reworded` are those told in other words, `changed` those of which something else is otherwise, and what;
    `withdrawn` those that are claims no more, and `unexplained` the ones among them of which not even that is said.
    `triples`: of each fixed graph, and of the contents together, how many were added and how many removed.
    """

    added: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    triples: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def between(cls, before: Content, after: Content) -> "Difference":
        """That of two versions, the earlier one read under the base of the later one."""
        earlier = before.under(after.base)
        touched: defaultdict[str, set[str]] = defaultdict(set)
        counts: dict[str, list[Counter[bytes]]] = defaultdict(lambda: [Counter(), Counter()])
        for side, lines in enumerate((after.lines - earlier.lines, earlier.lines - after.lines)):
            for quad in pyoxigraph.parse(b"\n".join(lines), format=pyoxigraph.RdfFormat.N_QUADS):
                if not isinstance(quad.graph_name, pyoxigraph.NamedNode):
                    continue
                graph = quad.graph_name.value.removeprefix(after.base)
                if graph.startswith("claim/"):
                    touched[graph].add(CONTENT)
                elif graph == "graph/claims" and isinstance(quad.subject, pyoxigraph.NamedNode):
                    predicate = re.split(r"[#/]", quad.predicate.value)[-1]
                    touched[quad.subject.value.removeprefix(after.base)].add(predicate)
                kind = CONTENT if graph.startswith("claim/") else graph.removeprefix("graph/")
                # A blank node may be called otherwise though nothing of it has changed.
                counts[kind][side][BLANK.sub(b"_:", str(quad).encode())] += 1
        found: dict[str, list[str]] = {"added": [], "reworded": [], "withdrawn": [], "unexplained": []}
        changed = dict[str, tuple[str, ...]]()
        for name in sorted(touched, key=natural):
            was, remains = earlier.is_claim(name), after.is_claim(name)
            if was and not remains:
                found["withdrawn"].append(name)
                if not after.is_claim(name, "WithdrawnClaim"):
                    found["unexplained"].append(name)
            elif remains and not was:
                found["added"].append(name)
            elif remains and touched[name] <= WORDS:
                found["reworded"].append(name)
            elif remains:
                changed[name] = tuple(sorted(touched[name]))
        numbers = {kind: ((new - old).total(), (old - new).total()) for kind, (new, old) in sorted(counts.items())}
        triples = {kind: both for kind, both in numbers.items() if any(both)}
        return cls(**{name: tuple(names) for name, names in found.items()}, changed=changed, triples=triples)

    @classmethod
    def told(cls, told: Mapping[str, Any]) -> "Difference":
        """What `tell` has told."""
        names = {name: tuple(told[name]) for name in ("added", "reworded", "withdrawn", "unexplained")}
        changed = {str(name): tuple(what) for name, what in told["changed"].items()}
        triples = {str(kind): (int(new), int(old)) for kind, (new, old) in told["triples"].items()}
        return cls(**names, changed=changed, triples=triples)

    def tell(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return asdict(self)


def natural(name: str) -> list[tuple[int, str]]:
    """A key that puts F7.3 before F7.18."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", name)]
