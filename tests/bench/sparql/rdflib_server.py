"""rdflib-endpoint over a file of N-Quads: run by the Python of an environment that has it, which ours has not.

Its own command makes the union of all graphs the default graph; here that is a graph of its own, as everywhere else.
"""

import sys

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint  # type: ignore[import-not-found]

if __name__ == "__main__":
    file, port = sys.argv[1:]
    dataset = Dataset(default_union=False)
    dataset.parse(file, format="nquads")
    uvicorn.run(SparqlEndpoint(graph=dataset), host="127.0.0.1", port=int(port), log_level="warning")
