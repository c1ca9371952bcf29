"""What a checker looks for and does not find, and why: the one place that tells of it."""

MISSING = {
    "OM3": "the ontology has no DOI, no logo, no source that it was made from, and was not released yet",
    "OM5_2": "the ontology was not released yet, so there is no date to tell",
}
