"""Citations of answers that somebody else made: a record as JSON-LD, or any text that names an answer."""

import json
import re
from dataclasses import dataclass

from graph.answer_record import WHOLE, told_in
from graph.answers import DIGITS, FOLDER, CitedAnswer
from ontology.errors import InputError

# BibTeX may have a backslash before a sign of an address.
ADDRESS = re.compile(rf"(https?://[^\s<>\"{{}}|^`]+/){FOLDER}/([0-9a-fA-F]+)(?![0-9a-zA-Z])")
JSON = re.compile(r"\s*(?:\{|\[\s*\{)")
CALLED = f"…/{FOLDER}/ and {DIGITS} hexadecimal digits"


@dataclass(frozen=True)
class ToldCitation:
    """A citation: the base of its service, its identifier, and where it is a record, the answer and its told hash."""

    base: str
    id: str
    answer: CitedAnswer | None = None
    record_sha256: str = ""

    @classmethod
    def read(cls, raw: bytes) -> "ToldCitation":
        """Read a file: a record in JSON-LD, else CSL-JSON, BibTeX, RIS or any text with the address of an answer.

        Raises:
            InputError: it is cut off, or names no answer, or several, in one sentence.
        """
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"it is no text in UTF-8 (byte {error.start})") from error
        if not text.strip():
            raise InputError("it is empty")
        if JSON.match(text) and _is_record(text):
            answer, told = told_in(text)
            return cls(answer.base, answer.id, answer, str(told.get("ox:recordHash", "")))
        found = sorted(set(ADDRESS.findall(text.replace("\\", ""))))
        if not found:
            raise InputError(f"it is no citation of an answer: it has no identifier of one, {CALLED}")
        if len(found) > 1:
            raise InputError(f"it names {len(found)} answers; verify them one by one")
        base, name = found[0]
        if len(name) != DIGITS:
            raise InputError(f"its identifier {name} is cut off or edited: one is {CALLED}, and this has {len(name)}")
        return cls(base, name)


def _is_record(text: str) -> bool:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"it is cut off or damaged: it begins as JSON and is none ({error}); {WHOLE}") from error
    return isinstance(told, dict) and told.get("@type") == "ox:CitedAnswer"
