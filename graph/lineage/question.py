"""A question: a query, and what it is asked of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from graph.engine import Graphs
from graph.outline import FORMS
from graph.tokens import tokens
from ontology.terms import Names

DIGITS = 32


@dataclass(frozen=True)
class Question:
    """The text of a query, the dataset of the protocol (SPARQL 1.1 Protocol §2.1.4), and the version that is asked.

    `version` is the SHA-256 of what was built, empty where nobody has named it; `generation` counts the writes since.
    """

    text: str
    graphs: Graphs = Graphs()  # noqa: RUF009 - frozen
    version: str = ""
    generation: int = 0

    @classmethod
    def told(cls, told: Mapping[str, Any]) -> "Question":
        """What `asdict` has told, in JSON."""
        graphs = Graphs(**{name: tuple(iris) for name, iris in told["graphs"].items()})
        return cls(**{**told, "graphs": graphs})

    @property
    def form(self) -> str:
        """SELECT, ASK, CONSTRUCT or DESCRIBE."""
        return next(one.text.upper() for one in tokens(self.text) if one.is_word(*FORMS))

    def answer_iri(self, names: Names) -> str:
        """The IRI of its answer, which nobody has cited yet: made as RDF 1.1 §3.5 makes those of what has no name.

        The same question of the same version has the same one.
        """
        asked = [self.text, self.graphs.default, self.graphs.named, self.version, self.generation]
        return f"{names.base}.well-known/genid/{sha256(json.dumps(asked).encode()).hexdigest()[:DIGITS]}"

    def dataset_iri(self, names: Names) -> str:
        """The IRI of the version of the dataset that is asked, or of the dataset."""
        return f"{names.base}versions/{self.version}" if self.version else f"{names.base}.well-known/void#dataset"
