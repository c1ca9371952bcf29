"""The servers that are compared, each over the same corpus on a port of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

from api.serving import listen
from tests.bench.sparql import virtuoso
from tests.bench.sparql.corpora import Corpus
from tests.bench.sparql.exchange import HOST, Place
from tests.bench.sparql.process import Server, running
from tests.bench.sparql.programs import ENDPOINT, ENGINE, OXIANA, environment, program

OURS, NATIVE, RDFLIB, VIRTUOSO = "oxiana", "oxigraph", "rdflib-endpoint", "virtuoso"
Start = Callable[[Corpus, Path], AbstractContextManager[Server]]


def free_port() -> int:
    """A port of this machine that nobody has."""
    with listen(HOST, 0) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def oxiana(corpus: Corpus, _: Path) -> Iterator[Server]:
    """This service as a user starts it, with its workers and limits."""
    place = Place(free_port(), "/sparql")
    command = [*OXIANA, "serve", "--data", str(corpus.data), "--port", str(place.port)]
    with running(OURS, command, place, corpus.folder / "oxiana.log") as server:
        yield server


@contextmanager
def native(corpus: Corpus, tools: Path) -> Iterator[Server]:
    """The native server of the engine, over the same store."""
    place = Place(free_port(), "/query")
    command = [str(environment(tools / "oxigraph", ENGINE) / "oxigraph"), "serve-read-only"]
    command += ["--location", str(corpus.store), "--bind", f"{HOST}:{place.port}"]
    with running(NATIVE, command, place, corpus.folder / "oxigraph.log") as server:
        yield server


@contextmanager
def rdflib_endpoint(corpus: Corpus, tools: Path) -> Iterator[Server]:
    """rdflib-endpoint, by a Python of its own."""
    place = Place(free_port(), "/")
    python = environment(tools / "rdflib-endpoint", ENDPOINT, "uvicorn") / "python"
    command = [str(python), "-P", str(Path(__file__).with_name("rdflib_server.py"))]
    command += [str(corpus.nquads), str(place.port)]
    with running(RDFLIB, command, place, corpus.folder / "rdflib-endpoint.log") as server:
        yield server


@contextmanager
def virtuoso_7(corpus: Corpus, _: Path) -> Iterator[Server]:
    """Virtuoso, where what is the default graph elsewhere is a graph with a name, and asked for by it."""
    folder, own_port = corpus.folder / "virtuoso", free_port()
    place = Place(free_port(), "/sparql", f"default-graph-uri={quote(virtuoso.DEFAULT_GRAPH, safe='')}&")
    virtuoso.configure(folder, own_port, place.port)
    command = [program("virtuoso-t"), "-f", "+configfile", virtuoso.SETTINGS]
    with running(VIRTUOSO, command, place, folder / "said.log") as server:
        virtuoso.load(folder, own_port, corpus.nquads)
        yield server


SERVERS: dict[str, Start] = {OURS: oxiana, NATIVE: native, RDFLIB: rdflib_endpoint, VIRTUOSO: virtuoso_7}
