"""What can be wrong, and where.

OxianaError
 ├─ InputError        the hand-written files, a copy of a source or a query are at fault: exit status 1, HTTP 400
 │   ├─ NotFoundError     it names what is not there: HTTP 404
 │   ├─ ForbiddenError    it asks for what is not done for anybody: HTTP 403
 │   └─ UnsupportedError  it asks for what is not to be had here: HTTP 501
 ├─ ConflictError     what is to be written may not be, or no more: HTTP 409
 ├─ UnavailableError  something outside is in the way (a port, a directory, a missing build): exit status 1
 ├─ QueryTimeoutError an evaluation reached its deadline: exit status 1, HTTP 504
 ├─ LimitError        a query, or its result, is larger than it may be: HTTP 413
 ├─ OverloadError     too much is asked at once: HTTP 503, come again
 └─ EngineLostError   the engine died of a query: HTTP 500
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Finding:
    """One fault of a hand-written file, in one sentence, with the place to look at.

    `line` counts from 1; 0 where the whole file is meant.
    """

    path: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{where}: {self.sentence}"


class OxianaError(Exception):
    """Anything this project refuses, in one clear sentence."""


class InputError(OxianaError):
    """The given data, source copy or query is at fault; `findings` holds every fault that has a file and line."""

    def __init__(self, sentence: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(sentence)
        self.findings = tuple(findings)


class NotFoundError(InputError):
    """What is named is not there; the sentence tells what is."""


class ForbiddenError(InputError):
    """What is asked is not done for anybody: it would have the service call a host that the operator does not name."""


class UnsupportedError(InputError):
    """A query is well formed, and asks for a function that the engine does not have."""


class ConflictError(OxianaError):
    """A write is at odds with what is there: a graph that is built and not written, one that is missing."""


class UnavailableError(OxianaError):
    """Something that the work needs is not there or may not be used."""


class QueryTimeoutError(OxianaError):
    """A query was not answered within its deadline."""


class LimitError(OxianaError):
    """A query, its result or the memory that it needs is larger than it may be."""


class OverloadError(OxianaError):
    """More is asked at once than can be answered; it may be asked again after some seconds."""

    retry_after = 5  # seconds


class EngineLostError(OxianaError):
    """The engine died while it answered a query."""
