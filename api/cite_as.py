"""The link by which every answer says how it is cited (RFC 8574): to the address where it gets its identifier."""

import re
from urllib.parse import quote

from api.long_queries import LongQueries
from api.timemap import PARAMETER
from graph.engine import Graphs

PATH = "/cite"
LONGEST = 2000  # characters of an address that is told in a header; proxies take 4000 to 8000 of all headers
# A query string that holds a query alone, as it may stand in a header (RFC 3986 §3.4).
ALONE = re.compile(rb"query=[A-Za-z0-9\-._~%!$'()*+,;=:@/?]+")


class CiteAs:
    """Makes the links of one version of the dataset, under the root path of the service."""

    def __init__(self, root: str, version: str, long_queries: LongQueries) -> None:
        self._start, self._end = f"{root}{PATH}?", f"&{PARAMETER}={version}"
        self._long = long_queries

    def header(self, query_string: bytes, text: str, graphs: Graphs) -> dict[str, str]:
        """The header of the answer to a query: `query_string` is that of the request, which may hold the query."""
        return {"Link": f'<{self.address(query_string, text, graphs)}>; rel="cite-as"'}

    def address(self, query_string: bytes, text: str, graphs: Graphs) -> str:
        """The path at which the answer to a query is cited."""
        if len(query_string) <= LONGEST and ALONE.fullmatch(query_string):
            return f"{self._start}{query_string.decode()}{self._end}"
        if len(text) <= LONGEST:
            parts = [("query", text)]
            parts += [("default-graph-uri", graph) for graph in graphs.default]
            parts += [("named-graph-uri", graph) for graph in graphs.named]
            told = "&".join(f"{name}={quote(value, safe='', errors='surrogatepass')}" for name, value in parts)
            if len(told) <= LONGEST:
                return f"{self._start}{told}{self._end}"
        return f"{self._start}asked={self._long.put(text, graphs)}{self._end}"
