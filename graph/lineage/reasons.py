"""Reasons why something of a lineage is not told, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "not-followed": {
        "en": "the query has a subquery over a named graph or something else with which it is not followed, "
        "so what its answer rests on is not told",
        "zh-Hant": "查詢含有具名圖之子查詢或其他無從追溯之寫法，故其答案所依據者未列出",
    },
    "rows-not-known": {
        "en": "what {} of the rows rest on could not be told",
        "zh-Hant": "有 {} 列之依據無從得知",
    },
    "offset": {
        "en": "OFFSET counts the rows that come before: what these rest on is not told, and without it there would be "
        "other rows",
        "zh-Hant": "OFFSET 計及在前各列：其所依據者未列出，缺之則所得各列不同",
    },
    "solutions-cut": {
        "en": "the answer is made up of more than {} solutions, and only so many were followed",
        "zh-Hant": "構成答案之解逾 {} 個，僅追溯此數",
    },
    "recorded": {
        "en": "the dataset has too many triples to follow every proof: each row follows from the claims that are told "
        "for it, but some may be spared, and others may be enough",
        "zh-Hant": "資料集之三元組過多，無從追溯所有證明：各列確由所列主張得出，惟其中或有可省者，他項主張亦或足以得出",
    },
    "excluded-cut": {
        "en": "more than {} were kept out, and only so many are told",
        "zh-Hant": "遭排除者逾 {} 個，僅列出此數",
    },
}


@dataclass(frozen=True)
class Reason:
    """A reason: its name, which is one of SENTENCES, and the number that its sentence tells, if it does."""

    code: str
    number: int | None = None

    def told(self, language: str = "en") -> str:
        """It as a sentence, in `en` or `zh-Hant`."""
        return SENTENCES[self.code][language].format(self.number)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Reason":
        """A reason that `graph.lineage.telling` has told."""
        return cls(told["code"], told.get("number"))

    @property
    def leaves_out_claims(self) -> bool:
        """Whether there may be claims that rows rest on and that are not told."""
        return self.code not in ("recorded", "excluded-cut")
