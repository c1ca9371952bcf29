"""Named queries: SPARQL in files of their own, described in both languages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rdflib.term import Identifier

from ontology.errors import Finding, InputError
from ontology.terms import Names

DECORATOR = "#+"
LANGUAGES = ("en", "zh-Hant")
PLACEHOLDER = re.compile(r"\$(\w+)")
FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class NamedQuery:
    """A query whose head says in English and Chinese what it is for.

    The head is YAML in lines that begin with `#+`, as grlc has it: `title` and `description` map a language tag to a
    sentence, `tags` is a list of words. `text` is the whole file under the publisher's base, so that what is run is
    what was written.
    """

    name: str
    path: Path
    title: dict[str, str]
    description: dict[str, str]
    tags: tuple[str, ...]
    text: str

    @classmethod
    def read(cls, path: Path, names: Names) -> "NamedQuery":
        """Read one `.rq` file; see `parse`."""
        return cls.parse(path, names.read(path))

    @classmethod
    def parse(cls, path: Path, text: str) -> "NamedQuery":
        """Read the text of a file.

        Raises:
            InputError: the head is no YAML, or lacks the title or its sentence in a language.
        """
        head = "\n".join(line[len(DECORATOR) :] for line in text.splitlines() if line.startswith(DECORATOR))
        try:
            fields: dict[str, Any] = yaml.safe_load(head) or {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise _fault(path, "the head is not YAML", mark.line + 1 if mark else 1) from error
        title: dict[str, str] = fields.get("title") or {}
        description: dict[str, str] = fields.get("description") or {}
        for sentences in (title, description):
            if not isinstance(sentences, dict) or not all(sentences.get(language) for language in LANGUAGES):
                raise _fault(path, "a named query needs a title and a description in en and zh-Hant in its `#+` head")
        query = cls(path.stem, path, title, description, tuple(fields.get("tags", ())), text)
        if not query.form:
            raise _fault(path, "a named query is a SELECT, an ASK or a CONSTRUCT")
        return query

    @property
    def form(self) -> str:
        """SELECT, ASK or CONSTRUCT: the word with which the query proper begins its line; empty if there is none."""
        found = FORM.search(self.text)
        return found[1].upper() if found else ""


def fill(text: str, **terms: Identifier | Iterable[Identifier]) -> str:
    """A query with each `$name` replaced by a term, or by several for a VALUES, written as SPARQL has it.

    Raises:
        InputError: a term cannot be written in SPARQL (an IRI with a space, for one).
    """
    written = {name: _written(value) for name, value in terms.items()}
    return PLACEHOLDER.sub(lambda found: written.get(found[1], found[0]), text)


def _written(value: Identifier | Iterable[Identifier]) -> str:
    terms = [value] if isinstance(value, Identifier) else list(value)
    try:
        return " ".join(term.n3() for term in terms)
    except Exception as error:  # rdflib raises the bare Exception for an IRI that is none
        raise InputError(f"{value} is not an IRI") from error


def read_all(folder: Path, names: Names) -> Iterator[NamedQuery]:
    """Every `.rq` file of a folder, by name."""
    for path in sorted(folder.glob("*.rq")):
        yield NamedQuery.read(path, names)


def _fault(path: Path, sentence: str, line: int = 1) -> InputError:
    return InputError(sentence, [Finding(path, line, sentence)])
