"""What the suites found: a table for readers, and an EARL report for machines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.spec.known import known_failures
from tests.spec.run import Outcome

# The specifications that the suites of SPARQL 1.1 belong to; a folder that is not named tests the query language.
SPECIFICATIONS = {
    "SPARQL 1.1 Update": (
        *("add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert", "delete-where"),
        *("drop", "move", "syntax-update-1", "syntax-update-2", "update-silent"),
    ),
    "SPARQL 1.1 results in CSV and TSV": ("csv-tsv-res",),
    "SPARQL 1.1 results in JSON": ("json-res",),
    "SPARQL 1.1 Federated Query": ("service", "syntax-fed"),
    "SPARQL 1.1 Service Description": ("service-description",),
    "SPARQL 1.1 Protocol": ("protocol",),
    "SPARQL 1.1 Graph Store HTTP Protocol": ("graph-store-protocol",),
}
FOLDERS = {f"sparql11/{folder}": name for name, folders in SPECIFICATIONS.items() for folder in folders}
WHOLE = {"sparql10": "SPARQL 1.0 Query", "sparql11": "SPARQL 1.1 Query", "sparql12": "SPARQL 1.2"}
TITLES = ("SPARQL 1.0 Query", "SPARQL 1.1 Query", *SPECIFICATIONS, "SPARQL 1.2")
HEAD = """# The W3C suites over HTTP

Made by `{command}`; not to be edited. Subject: {subject}.
The suites lie outside the repository; `tests/spec/` runs each test against a running service and compares
values with their types, blank nodes by isomorphism, rows in order where the query orders them.
Entailment is left out, and so is `http-rdf-update`, which the suites themselves replace by `graph-store-protocol`.
"""
PREFIXES = """@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
"""
SEEN = 120


@dataclass(frozen=True)
class Subject:
    """What was tested: its name, and its IRI."""

    name: str
    iri: str


def title(suite: str) -> str:
    """The specification that a suite's folder tests."""
    return FOLDERS.get(suite) or WHOLE[suite.partition("/")[0]]


def table(outcomes: Sequence[Outcome], subject: Subject, command: str) -> str:
    """The figures of each suite in Markdown, and every test that failed."""
    lines = [HEAD.format(command=command, subject=subject.name)]
    lines += ["| suite | passed | failed | of |", "| --- | ---: | ---: | ---: |"]
    for name in TITLES:
        lines.append(_figures(name, [outcome for outcome in outcomes if title(outcome.case.suite) == name]))
    lines.append(_figures("**all**", outcomes))
    spelt = sum(outcome.spelling is not None for outcome in outcomes)
    if spelt:
        lines += ["", f"Of those passed, {spelt} gave a value in another spelling (`1` for `01`, `1.0E6` for `1e6`)."]
    return "\n".join([*lines, *_failures(outcomes)]) + "\n"


def earl(outcomes: Iterable[Outcome], subject: Subject) -> str:
    """The outcomes in the Evaluation and Report Language, one assertion a line."""
    lines = [f"@base <{subject.iri}> .\n{PREFIXES}"]
    lines.append(f'<> a earl:TestSubject , earl:Software , doap:Project ; doap:name "{subject.name}" .')
    for outcome in outcomes:
        found = "failed" if outcome.failure else "passed"
        lines.append(
            "[] a earl:Assertion ; earl:assertedBy <> ; earl:subject <> ; earl:mode earl:automatic ; "
            f"earl:test <{outcome.case.iri}> ; "
            f"earl:result [ a earl:TestResult ; earl:outcome earl:{found} ] ."
        )
    return "\n".join(lines) + "\n"


def _figures(name: str, outcomes: Sequence[Outcome]) -> str:
    """The line of a suite."""
    failed = sum(outcome.failure is not None for outcome in outcomes)
    return f"| {name} | {len(outcomes) - failed} | {failed} | {len(outcomes)} |"


def _failures(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The tests that failed, under the reason that is known, or with what was seen."""
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.failure:
            seen = f"Not known: {outcome.failure.splitlines()[0][:SEEN]}"
            reasons.setdefault(known_failures().get(outcome.case.iri, seen), []).append(f"`{outcome.case.id}`")
    if reasons:
        yield from ("", "## What fails, and why", "")
    for reason, ids in reasons.items():
        yield f"- {reason}"
        yield f"  {', '.join(ids)}"
