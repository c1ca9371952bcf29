"""docs/fair.md: what each check found, what cannot be asked offline, and what was chosen where checkers disagree."""

from collections.abc import Callable, Iterable

from tests.fair.checks import Catalogue, Check, Outcome
from tests.fair.foops import FOOPS
from tests.fair.fuji import FUJI
from tests.fair.missing import MISSING
from tests.fair.site import Site

TEXT = """# How FAIR it is

Made by `{command}`; not to be edited. The checks are tests (`tests/fair/`), written from the definitions of two
checkers and run against the chapter's dataset as it is served on loopback, without the network.

## The dataset: F-UJI, metrics v0.8

{fuji}

## The ontology: FOOPS!

{foops}

## What is lacking, and why

{missing}

## What cannot be asked offline

{online}

So the score above is not what the checkers themselves would print: it leaves these out, and counts as they do what is
left. The metrics of F-UJI are measured on the RDF to which the typed links of the landing page lead. That an identifier
is persistent is judged by its syntax (it lies under w3id.org), as FOOPS! does too. Where F-UJI looks a term up in its
own lists (vocabularies, standards, formats, access rights), the few that are used here stand in the tests.

## Redirects, on which checkers contradict each other

- Of an IRI that names a thing and no document, the W3C's TAG (httpRange-14) and *Cool URIs for the Semantic Web* ask
  for 303 See Other, to a document about it.
- F-UJI counts an identifier as persistent only where it is redirected (FsF-F1-02MD-2: that shows that it is
  registered), follows every redirect, and wants 200 at the end (FsF-A1-02MD).
- FOOPS! follows 301, 302 and 303, not 307 and 308, reads `Location` as a whole address and no relative one, and wants
  200 at the end (URI1, VER2, CN1).
- Signposting puts its links on the landing page, so on what is answered with 200.

What was chosen: the service answers every IRI of its own with 200 and what was asked for (`Accept`, or an extension),
and never redirects one. In front of it w3id.org redirects `https://w3id.org/oxiana/…` to where the service lies, with
302 or 303 and a whole address; that rule is outside of this service, and of these tests.

Why: so all four are content at once. The IRI that is cited is redirected, which F-UJI looks for, by a status and an
address that FOOPS! follows, to 200, where Signposting has its links; and who wants 303 for things has it where the rule
at w3id says 303. A second redirect, by the service, would add a request and a fault to come (a relative or internal
address behind a proxy), and the static twin, on any web host, could not answer with it. What is a thing, and what a
page about it, is told by `cite-as`, `describedby` and `describes`, and not by a status.

## Who publishes

The `CITATION.cff` of a dataset names makers and no publisher. Who makes it publishes it, so the description names them
as both. A date of publication is told once there is one, and not before.
"""


def report(site: Site, command: str) -> str:
    """The page about a site."""
    return TEXT.format(
        command=command,
        fuji=_table(FUJI, site),
        foops=_table(FOOPS, site),
        missing="\n".join(f"- {name}: {why}." for name, why in MISSING.items()),
        online="\n".join(
            f"- {name}: {asks} ({whom})." for one in (FUJI, FOOPS) for name, (asks, whom) in one.online.items()
        ),
    )


def _table(catalogue: Catalogue, site: Site) -> str:
    outcomes = [(check, check.run(site)) for check in catalogue.values()]
    rows = [_row(check, outcome) for check, outcome in outcomes]
    passed, total = _sum(outcomes, lambda one: one.passed), _sum(outcomes, lambda one: one.total)
    whole = sum(outcome.is_whole for _, outcome in outcomes)
    head = ["| check | asks for | found | of | lacking |", "| --- | --- | ---: | ---: | --- |"]
    return "\n".join([*head, *rows, f"| **all** | {whole} of {len(rows)} whole | {passed:g} | {total:g} | |"])


def _row(check: Check, outcome: Outcome) -> str:
    lacking = "" if outcome.is_whole else outcome.lacking
    return f"| {check.name} | {check.asks} | {outcome.passed:g} | {outcome.total:g} | {lacking} |"


def _sum(outcomes: Iterable[tuple[Check, Outcome]], part: Callable[[Outcome], float]) -> float:
    return sum(part(outcome) for _, outcome in outcomes)
