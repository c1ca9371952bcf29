"""Queries that are too long for the address of a citation: the latest of them, by their SHA-256."""

from collections import OrderedDict
from hashlib import sha256

from graph.engine import Graphs

MOST = 16 * 1024 * 1024  # bytes of all of them
OVERHEAD = 512


class LongQueries:
    """Remembers queries with the dataset that they were asked of; the one asked for longest ago goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[str, tuple[str, Graphs]] = OrderedDict()

    def put(self, text: str, graphs: Graphs) -> str:
        """Remember a query; what it is called."""
        told = "\0".join([text, *graphs.default, "", *graphs.named])
        name = sha256(told.encode(errors="surrogatepass")).hexdigest()
        if name in self._kept:
            self._kept.move_to_end(name)
            return name
        self._kept[name] = (text, graphs)
        self._bytes += len(told) + OVERHEAD
        while self._bytes > self._most:
            former, its = self._kept.popitem(last=False)[1]
            self._bytes -= len("\0".join([former, *its.default, "", *its.named])) + OVERHEAD
        return name

    def get(self, name: str) -> tuple[str, Graphs] | None:
        """The query of a name; None where it is forgotten."""
        return self._kept.get(name)
