"""What schemathesis checks besides: each refusal is a problem that is well formed, and none a fault of the service."""

import os
from pathlib import Path
from typing import Any

import schemathesis

from tests.attack.tally import fault_of

OUTCOMES = "OXIANA_ATTACK_OUTCOMES"  # a file to which each status goes


@schemathesis.check
def only_told_faults(
    _context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """Blame the service for what should not be."""
    with Path(os.environ[OUTCOMES]).open("a", encoding="utf-8") as file:
        file.write(f"{response.status_code}\n")
    why = fault_of(response.status_code, (response.headers.get("content-type") or [""])[0], response.content)
    assert why is None or case.method == "HEAD", why
