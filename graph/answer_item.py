"""The bibliographic item of a cited answer: a part of one version of the dataset, got at one moment."""

from dataclasses import replace

from graph.answers import CitedAnswer, reasons_in
from graph.citations import dataset_item
from graph.edition import Edition
from graph.item import COMMA, Item, key_of, shown
from graph.whereabouts import SEMICOLON
from ontology.terms import Names

MARK = {"en": "Query result", "zh-Hant": "查詢結果"}
NOT_AGAIN = {"en": "not reproducible", "zh-Hant": "無法重現"}


def item_of(answer: CitedAnswer, edition: Edition, language: str, accessed: str = "") -> Item:
    """The item of an answer in a language, `en` or `zh-Hant`; `edition` is that of the version that it is of.

    `accessed` is a date of ISO 8601; where none is given, it is that of the answer.
    """
    whole = dataset_item(edition, answer.version, language, Names(answer.base))
    marks = [MARK[language], NOT_AGAIN[language]] if answer.reasons else [MARK[language]]
    return replace(
        whole,
        iri=answer.iri,
        key=key_of(answer.iri, answer.base),
        kind="answer",
        title=shown(answer.named_in(language)),
        mark=f"[{COMMA[language].join(marks)}]",
        container=whole.title,
        issued=answer.time[:10],
        abstract=shown(answer.query),
        note=SEMICOLON[language].join(reasons_in(answer.reasons, language)),
        accessed=accessed or answer.time[:10],
    )
