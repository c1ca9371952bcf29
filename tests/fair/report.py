"""docs/fair.md: what each check found, what cannot be asked offline, and what was chosen where checkers disagree."""

from collections.abc import Callable, Collection
from dataclasses import replace

from tests.fair.checks import Catalogue, Outcome
from tests.fair.foops import FOOPS
from tests.fair.fuji import FUJI
from tests.fair.missing import MISSING
from tests.fair.site import Site

TEXT = """# How FAIR it is

Made by `{command}`; not to be edited. The checks are tests (`tests/fair/`), written from the definitions
of two checkers and run against the chapter's dataset as it is served on loopback, without the network.

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
- FOOPS! itself follows 301, 302 and 303 with a whole address in `Location`; other statuses, and relative addresses,
  only as far as Java does, which never goes from http to https. It wants 200 at the end (VER2), or content (URI1, CN1).
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

## The crate

`oxiana crate DIR-OR-ZIP` writes a version as an RO-Crate 1.2: the dataset, the vocabulary, the description, and the
metadata, with the length and SHA-256 of each file. A crate must have a `datePublished`. It is the `date-released` of
the dataset's `CITATION.cff`; where there is none, whoever publishes the crate names the date (`--published`), and
without one nothing is written: the day on which a command is run is no date of publication, and the same build gives
the same bytes. The tests read each crate with the library `rocrate`. The checker of the field, roc-validator 0.13,
cannot be among the tests (it wants an older `rich` than the one here, and fetches the JSON-LD context). Run by hand, it
found every MUST met that it could check offline; of what SHOULD be it missed only what is not known of the makers: a
web page, a ROR identifier, a contact.
"""


def report(site: Site, command: str) -> str:
    """The page about a site."""
    asked = [(name, *told) for one in (FUJI, FOOPS) for name, told in one.online.items()]
    return TEXT.format(
        command=command,
        fuji=_table(FUJI, site, _points),
        foops=_table(FOOPS, site, _parts),
        missing="\n".join(f"- {name}: {why}." for name, why in MISSING.items()),
        online="\n".join(f"- {name}: {asks} ({whom})." for name, asks, whom in asked),
    )


def _table(catalogue: Catalogue, site: Site, score: Callable[[Collection[Outcome]], Outcome]) -> str:
    outcomes = {name: check.run(site) for name, check in catalogue.items()}
    rows = [_row(name, catalogue[name].asks, outcome) for name, outcome in outcomes.items()]
    whole = sum(outcome.is_whole for outcome in outcomes.values())
    head = ["| check | asks for | found | of | lacking |", "| --- | --- | ---: | ---: | --- |"]
    last = score(outcomes.values())
    share = f"{100 * last.passed / last.total:.0f} %"
    return "\n".join([*head, *rows, _row("**all**", f"{whole} of {len(rows)} whole", replace(last, lacking=share))])


def _row(name: str, asks: str, outcome: Outcome) -> str:
    return f"| {name} | {asks} | {outcome.passed:.4g} | {outcome.total:.4g} | {outcome.lacking} |"


def _points(outcomes: Collection[Outcome]) -> Outcome:
    """F-UJI adds up the points."""
    return Outcome(sum(one.passed for one in outcomes), sum(one.total for one in outcomes))


def _parts(outcomes: Collection[Outcome]) -> Outcome:
    """FOOPS! adds up what part of each check is passed."""
    return Outcome(sum(one.passed / one.total for one in outcomes), len(outcomes))
