"""What a checker looks for and does not find, and why: the one place that tells of it."""

import pytest

from tests.fair.checks import Catalogue

MISSING = {
    "OM3": "the ontology has no DOI, no logo, no source that it was made from, and was not released yet",
    "OM5_2": "the ontology was not released yet, so there is no date to tell",
    "FsF-F2-01M": "the chapter's dataset was not released yet, so there is no date to tell",
}


def cases(catalogue: Catalogue) -> list[object]:
    """The checks as cases of a test; one that lacks what is told here must fail."""
    return [
        pytest.param(
            one,
            id=one.name,
            marks=[pytest.mark.xfail(raises=AssertionError, reason=MISSING[one.name])] if one.name in MISSING else [],
        )
        for one in catalogue.values()
    ]
