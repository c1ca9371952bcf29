"""Trust: what a reader should know of the claims that a row rests on, before he builds on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph.differences import natural
from graph.lineage.support import Support
from graph.store import Store, select
from ontology.terms import Names

AT_ONCE = 1000  # claims that are asked for


@dataclass(frozen=True)
class Told:
    """How and where a claim is put; `place` orders claims as the source has them."""

    passages: tuple[str, ...]
    modality: str
    voices: tuple[str, ...]
    repeats: tuple[str, ...]
    tensions: tuple[str, ...]
    place: tuple[str, int, list[tuple[int, str]]]


class Claims:
    """What graph:claims tells of claims, asked once of each."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names
        self._known: dict[str, Told] = {}

    def told(self, claims: Collection[str]) -> dict[str, Told]:
        """It, of some claims, in the order of the source."""
        unknown = sorted(claim for claim in claims if claim not in self._known)
        for first in range(0, len(unknown), AT_ONCE):
            self._ask(unknown[first : first + AT_ONCE])
        found = {claim: self._known[claim] for claim in claims if claim in self._known}
        return dict(sorted(found.items(), key=lambda one: one[1].place))

    def _ask(self, claims: list[str]) -> None:
        rows: dict[str, dict[str, set[str]]] = {claim: defaultdict(set) for claim in claims}
        starts: dict[str, int] = {}
        for row in select(self._store, _query(claims, self._names)):
            claim = str(row["claim"])
            for name in ("passage", "modality", "voice", "repeated", "tension", "source"):
                if name in row:
                    rows[claim][name].add(str(row[name]))
            if "start" in row:
                starts[claim] = min(int(row["start"]), starts.get(claim, int(row["start"])))
        for claim, found in rows.items():
            self._known[claim] = Told(
                tuple(sorted(found["passage"])),
                next(iter(found["modality"]), ""),
                tuple(sorted(found["voice"])),
                tuple(sorted(found["repeated"])),
                tuple(sorted(found["tension"])),
                (min(found["source"], default=""), starts.get(claim, 0), natural(claim)),
            )


def _query(claims: Iterable[str], names: Names) -> str:
    ox, oa = names.ox, "http://www.w3.org/ns/oa#"
    return f"""
    SELECT ?claim ?passage ?source ?start ?modality ?voice ?repeated ?tension {{
      VALUES ?claim {{ {" ".join(f"<{claim}>" for claim in claims)} }}
      {{ ?claim <{ox.statedIn}> ?passage . OPTIONAL {{ ?passage <{ox.inSource}> ?source }}
         OPTIONAL {{ ?passage <{oa}hasSelector>/<{oa}start> ?start }} }}
      UNION {{ ?claim <{ox.modality}> ?modality }} UNION {{ ?claim <{ox.voice}> ?voice }}
      UNION {{ ?claim <{ox.repeats}> ?repeated }} UNION {{ ?tension <{ox.joins}> ?claim }}
    }}"""


def statements(claims: Collection[str], told: dict[str, Told]) -> dict[str, str]:
    """For each claim the first of those that say the same, one repeating the other."""
    first: dict[str, str] = {claim: claim for claim in claims}

    def root(claim: str) -> str:
        while first.setdefault(claim, claim) != claim:
            claim = first[claim]
        return claim

    for claim in sorted(claims):
        for repeated in told[claim].repeats if claim in told else ():
            one, other = sorted((root(claim), root(repeated)))
            first[other] = one
    return {claim: root(claim) for claim in claims}


def independent(support: Support, statement: dict[str, str]) -> int:
    """How many ways it follows that have no statement in common, as far as they are found one after another."""
    used, number = set[str](), 0
    for way in support.alternatives:
        said = {statement[claim] for claim in way}
        if said and used.isdisjoint(said):
            used |= said
            number += 1
    return number
