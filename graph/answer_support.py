"""What an answer rests on, told for its citation."""

import json
from collections.abc import Mapping
from typing import Any

from graph.answers import Support
from graph.explainer import Explainer
from graph.lineage.question import Question
from graph.lineage.reasons import Reason
from graph.lineage.telling import rested_on
from graph.store import JSON
from ontology.errors import OxianaError


async def support_of(explainer: Explainer, question: Question) -> Support:
    """The claims that the answer to a question rests on, in the order of the source; or why they are not all known."""
    try:
        found = await explainer.trace(question, [JSON])
    except OxianaError as error:
        return _unknown(str(error))
    lineage = json.loads(found.body)["lineage"]
    missing = left_out(lineage)
    return _unknown(missing.told()) if missing else Support(tuple(rested_on(lineage)))


def left_out(lineage: Mapping[str, Any]) -> Reason | None:
    """Why some of the claims that rows rest on may not be told in a lineage; None: all are."""
    reasons = map(Reason.read, lineage["reasons"])
    return next((one for one in reasons if one.leaves_out_claims), None)


def _unknown(why: str) -> Support:
    return Support(None, f"which claims it rests on is not known: {why}")
