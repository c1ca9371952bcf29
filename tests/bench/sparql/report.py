"""The report: a table for each corpus, and the reach."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ontology import __version__
from tests.bench.sparql.measure import MODES, Figure, Plan, Result
from tests.bench.sparql.programs import ENDPOINT, ENGINE, version_of_virtuoso
from tests.bench.sparql.queries import QUERIES
from tests.bench.sparql.reach import reaches

HEAD = """# Benchmarks

`{command}` measured this in {minutes:.0f} minutes on {machine}. All servers ran beside each other and
were asked in turn, {rounds} rounds; the figures are medians of the rounds, but that slow
queries are asked by sixteen clients in one round only. One client waits for each answer over one connection; sixteen
are those of `wrk`. *Repeated* is one text again and again, which a cache may answer; *uncached* is
another constant and a new name of a variable each time. Times are in milliseconds. Before a query is timed, the answers
of each server over some constants are compared with the engine's own, row by row; who has another answer is told, and
not timed.

`oxiana` is `oxiana serve` {oxiana} with its workers and limits on, over the engine of Oxigraph {engine}; `oxigraph`
that engine's native server over the same store; {endpoint} is asked for the chapter only; Virtuoso {virtuoso} has
2 GiB for its pages.

The load itself, at an nginx that answers every request with the same few bytes: {ceiling}.
The most that any server reached at sixteen is {most:,.0f} a second.

"""


def report(
    measured: Mapping[str, Sequence[Result]], ceiling: Mapping[str, Figure], command: str, minutes: float, plan: Plan
) -> str:
    """The whole page, in Markdown."""
    told = ", ".join(
        f"{mode} p50 {_ms(one.p50)} ms at one client, {one.rate:,.0f} a second at sixteen"
        for mode, one in ceiling.items()
    )
    rates = [figure.rate for results in measured.values() for one in results for figure in one.figures.values()]
    head = HEAD.format(
        command=command,
        minutes=minutes,
        machine=machine(),
        rounds=plan.rounds,
        oxiana=__version__,
        engine=ENGINE.rpartition("=")[2],
        endpoint=ENDPOINT.replace("==", " "),
        virtuoso=version_of_virtuoso(),
        ceiling=told,
        most=max(rates, default=0),
    )
    tables = [line for corpus, results in measured.items() for line in _table(corpus, results)]
    verdicts = [line for corpus, results in measured.items() for line in _verdicts(corpus, results)]
    queries = [f"| {one.name} | `{one.text}` |" for one in QUERIES]
    return head + "\n".join(
        [
            *tables,
            "## Reach\n",
            "A ratio over 1 is for Oxiana.\n",
            "| corpus | sentence | | queries |\n| --- | --- | --- | --- |",
            *verdicts,
            "\n## The queries\n",
            "`$1`, `$2`, `$3` are constants of the corpus, chosen by lot, the same ones each time.\n",
            "| query | SPARQL |\n| --- | --- |",
            *queries,
            "",
        ]
    )


def machine() -> str:
    """What this machine is, in a few words."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]) / 1024**2
    return f"{len(names)} cores of {names[0] if names else 'an unknown kind'} with {memory:.0f} GiB"


def _table(corpus: str, results: Sequence[Result]) -> Iterator[str]:
    yield f"## {corpus[0].upper()}{corpus[1:]}\n"
    yield "| query | server | " + " | ".join(f"{mode}: p50 | p95 | /s at 16" for mode in MODES) + " |"
    yield "| --- | --- |" + " ---: |" * 3 * len(MODES)
    for result in results:
        for server in dict.fromkeys(server for server, _ in result.figures):
            cells = [cell for mode in MODES for cell in _cells(result.figures[server, mode])]
            yield f"| {result.query} | {server} | {' | '.join(cells)} |"
        for server, fault in result.faults.items():
            yield f"| {result.query} | {server} | {fault} |" + " |" * (3 * len(MODES) - 1)
    yield ""


def _cells(figure: Figure) -> tuple[str, str, str]:
    refused = f" ({figure.failed:,} refused)" if figure.failed else ""
    return _ms(figure.p50), _ms(figure.p95), f"{_digits(figure.rate) if figure.rate else 'none in time'}{refused}"


def _ms(seconds: float) -> str:
    return _digits(1000 * seconds)


def _digits(number: float) -> str:
    """Three digits, or all of a great number."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _verdicts(corpus: str, results: Sequence[Result]) -> Iterator[str]:
    for reach in reaches(results):
        if reach.verdict != "not measured":
            yield f"| {corpus} | {reach.sentence} | {reach.verdict} | {reach.told} |"
