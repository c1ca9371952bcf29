"""Near misses: what somebody may have meant by an address at which nothing is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from http import HTTPStatus

from rdflib import Literal
from starlette.exceptions import HTTPException

from api.lookups import Lookups
from api.rendering import Pages
from ontology.terms import Names

NEAR = 5  # things that are proposed
KINDS = ("claim", "text", "id")


class MissingError(HTTPException):
    """Nothing is at an address; told in both languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, english)
        self.chinese = chinese


class Nearness:
    """Finds things by names that are almost theirs."""

    def __init__(self, lookups: Lookups, names: Names) -> None:
        self._lookups, self._names = lookups, names
        self._under = lru_cache(len(KINDS))(self._read_under)

    def missing(self, thing: str, pages: Pages) -> HTTPException:
        """The refusal of a thing that is not there: it names what is called almost so."""
        near = [pages.local(iri) for iri in self.near(thing)]
        if not near:
            return HTTPException(HTTPStatus.NOT_FOUND)
        root, path, told = pages.root, pages.local(thing), ", ".join(near)
        return MissingError(
            f"there is nothing at {path}; did you mean {told}? Else search at {root}/search or start from {root}/",
            f"{path} 沒有內容；是否為 {told}？亦可至 {root}/search 搜尋，或回首頁",
        )

    def near(self, thing: str) -> Sequence[str]:
        """The IRIs of things of its kind whose last part is like that of the thing; those of its own source first."""
        kind, _, rest = thing.removeprefix(self._names.base).partition("/")
        if kind not in KINDS or not rest:
            return []
        parent, _, last = rest.rpartition("/")
        things = self._under(kind)
        found = [iri for name in get_close_matches(last.casefold(), things, NEAR) for iri in things[name]]
        own = f"{self._names.base}{kind}/{parent}"
        return sorted(found, key=lambda iri: iri.rpartition("/")[0] != own.rstrip("/"))[:NEAR]

    def _read_under(self, kind: str) -> Mapping[str, list[str]]:
        """The things of a kind by the last part of their names: what is built does not change."""
        things = defaultdict[str, list[str]](list)
        for row in self._lookups.rows("names-under", prefix=Literal(f"{self._names.base}{kind}/")):
            things[row["thing"].rpartition("/")[2].casefold()].append(str(row["thing"]))
        return things
