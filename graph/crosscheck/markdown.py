"""The cross-check as docs/crosscheck.md, which a command writes and a test keeps up to date."""

from collections.abc import Sequence

from graph.crosscheck.table import OUTCOMES, Checked, Compared, tally
from graph.prefixes import prefixed
from ontology.terms import Names

WORDS = {"Agrees": "agrees", "Differs": "differs", "Silent": "silent", "NotComparable": "not comparable"}
HEAD = """# What others tell of the same things

This page is made by a command: `oxiana crosscheck --markdown > docs/crosscheck.md`. Every claim of which
`graph:wikidata` or `graph:references` could tell something is held against them. Nothing here says who is right:
what the text says stays what the text says.

- **agrees**: others tell the same, of the time of which the source speaks.
- **differs**: others tell what does not go with the claim, of that time.
- **not comparable**: others tell something, but of another time, without a time, too coarsely or not of one mind; or
  the claim says neither that it is so nor that it is not.
- **silent**: others tell nothing that decides it. Silence never agrees, not even with a denial.

A claim differs where one of its comparisons does, and agrees where one does and none differs. Of what time a source
speaks is said of the source (`dcterms:temporal`). What is said of a group is held against its members, each by itself
where the property distributes. The questions that are asked are in `graph/crosscheck/questions/*.rq` and in
`graph:crosscheck`, with all outcomes as data; the page is `/crosscheck`.
"""


def markdown(checks: Sequence[Checked], names: Names) -> str:
    """The page, with a table for each outcome, in the order of the text."""
    counts = tally(checks)
    lines = [HEAD, "| outcome | claims |", "| --- | --- |"]
    lines += [f"| {WORDS[name]} | {counts[name]} |" for name in OUTCOMES]
    for name in OUTCOMES:
        own = [one for one in checks if one.outcome == names.ox[name]]
        if own:
            head = "| claim | passage | put | compared | outcome | why | held against |"
            lines += ["", f"## {WORDS[name].capitalize()}", "", head, "| --- | --- | --- | --- | --- | --- | --- |"]
            lines += [_row(one, part, names) for one in own for part in one.comparisons]
    return "\n".join(lines) + "\n"


def _row(check: Checked, part: Compared, names: Names) -> str:
    passages = ", ".join(clause.rpartition("/")[2] for clause in check.clauses)
    voice = f", in the view of {_short(check.voice, names)}" if check.voice else ""
    put = f"{check.modality.rpartition('#')[2].lower()}{voice}"
    triple = " ".join(f"`{_short(term, names)}`" for term in (part.subject, part.predicate, part.object))
    against = ", ".join(f"`{one.iri.removeprefix(names.graph)}`" for one in part.statements) or "–"
    outcome = WORDS[part.outcome.rpartition("#")[2]]
    cells = (check.claim.rpartition("/")[2], passages, put, triple, outcome, part.why.get("en", ""), against)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _short(term: object, names: Names) -> str:
    return prefixed(str(term), names)
