"""Narration: an account as plain text, in English or 繁體中文."""

from collections.abc import Iterator
from typing import Any

from api.accounts import Account
from api.rendering import short
from graph.store import Row

INDENT = "  "


def narrated(account: Account) -> str:
    """An explanation, or what would follow from other claims, as lines of text."""
    teller = _Teller(account)
    lines = teller.explanation() if "triple" in account.told else teller.differences()
    return "\n".join(lines) + "\n"


class _Teller:
    def __init__(self, account: Account) -> None:
        self._account, self._told = account, account.told
        self._told_claims = set[str]()

    def _say(self, english: str, chinese: str) -> str:
        return chinese if self._account.language == "zh-Hant" else english

    def explanation(self) -> Iterator[str]:
        """Why a triple holds, or does not."""
        told = self._told
        yield self._account.sentence(told["triple"])
        yield from self._supposed()
        yield from self._clashes()
        if told["said"]:
            yield self._say("Said by:", "主張：")
            for claim in told["said"]:
                yield from self._claim(claim, INDENT)
        elif told["holds"] == "asserted":
            yield self._say("The project's own description says so.", "本計畫自身之說明如此。")
        if told["holds"] == "no":
            yield self._not_held()
            yield from self._lacking()
        for number, proof in enumerate(told["proofs"], 1):
            yield self._say(
                f"It follows ({number} of {len(told['proofs'])}):", f"推論（{number}／{len(told['proofs'])}）："
            )
            yield from self._step(proof["steps"], len(proof["steps"]) - 1, INDENT, set())
            if not proof["is_least"]:
                yield INDENT + self._say(
                    "(perhaps with less; there was no time to look)", "（或可更少；時間不足，未及檢查）"
                )
        if told["alike"]:
            alike = self._say("Other ways from the same words of the claims: ", "依相同主張之其他途徑：")
            yield f"{alike}{told['alike']}"
        if not told["is_complete"]:
            yield self._say("There may be more ways; these are some.", "或尚有其他途徑；以上為其中數種。")

    def _step(self, steps: list[dict[str, Any]], at: int, indent: str, shown: set[int]) -> Iterator[str]:
        step = steps[at]
        sentence = self._account.sentence(step["triple"])
        if at in shown:
            yield f"{indent}- {sentence}{self._say(' (as above)', '（同上）')}"
            return
        shown.add(at)
        yield f"{indent}- {sentence}"
        if step["rule"]:
            yield f"{indent}{INDENT}{self._say('by: ', '依：')}{self._account.rule(step['rule'])}"
            for premise in sorted(step["from"], key=lambda one: not steps[one]["claims"]):
                yield from self._step(steps, premise, indent + INDENT, shown)
        elif step["claims"]:
            for claim in step["claims"]:
                yield from self._claim(claim, indent + INDENT)
        else:
            yield f"{indent}{INDENT}{self._say('as this project describes it', '依本計畫之說明')}"

    def _claim(self, claim: str, indent: str) -> Iterator[str]:
        row = self._account.claims.get(claim)
        if row is None or claim in self._told_claims:
            above = self._say(" (as above)", "（同上）") if row else ""
            yield f"{indent}{self._say('claim', '主張')} {short(claim)}{above}"
            return
        self._told_claims.add(claim)
        yield f"{indent}{self._say('claim', '主張')} {short(claim)} {self._saying(row)}"
        for tension in self._account.contested.get(claim, ()):
            other, strength = tension["other"], self._account.name(tension["strength"])
            yield f"{indent}{INDENT}! {self._say('in tension with', '與之有張力')} {short(other)} ({strength})"
            if other not in self._told_claims:
                self._told_claims.add(str(other))
                yield f"{indent}{INDENT * 2}{self._saying(self._account.claim(other))}"

    def _saying(self, row: Row) -> str:
        """What a claim says, how, and where."""
        how = self._account.name(row["modality"])
        if "voice" in row:
            how += self._say(", in the view of ", "，觀點屬") + self._account.name(row["voice"])
        clauses = ", ".join(short(clause) for clause in row["clauses"].split())
        return f"[{how}] {row['gloss']} ({clauses})"

    def _lacking(self) -> Iterator[str]:
        for one in self._told["lacking"]:
            yield f"{INDENT}- {self._say('It would follow by: ', '可依此推得：')}{self._account.rule(one['rule'])}"
            for triple in one["present"]:
                yield f"{INDENT * 2}+ {self._account.sentence(triple)}"
            for triple in one["missing"]:
                yield f"{INDENT * 2}{self._say('missing', '欠缺')}: {self._account.sentence(triple)}"
            for claim in one["said"]:
                yield from self._claim(claim, INDENT * 3)
            if not one["missing"]:
                yield INDENT * 2 + self._say("but a condition of the rule excludes it", "但規則之條件予以排除")
                for triple in one["excluded_by"]:
                    yield f"{INDENT * 3}- {self._account.sentence(triple)}"

    def _not_held(self) -> str:
        if not self._told["is_reasoned"]:
            return self._say(
                "It is not asserted; what classes and properties have to do with each other is not inferred here.",
                "未獲肯定主張；類別與屬性之間的關係不在此推論。",
            )
        return self._say(
            "It is not asserted, and does not follow. Silence is not denial.",
            "未獲肯定主張，亦無法推得。未提及並非否定。",
        )

    def _clashes(self) -> Iterator[str]:
        for clash in self._told["clashes"]:
            yield self._say("Then something cannot be: ", "如此則不可能：") + clash

    def _supposed(self) -> Iterator[str]:
        told = {
            "with": self._say("If this were taken in:", "若採納："),
            "without": self._say("If this were left out:", "若略去："),
        }
        for name, sentence in told.items():
            if self._told[name]:
                yield sentence
                for claim in self._told[name]:
                    yield from self._claim(claim, INDENT)

    def differences(self) -> Iterator[str]:
        """What would follow from other claims, or no more."""
        yield from self._supposed()
        yield from self._clashes()
        told = {
            "gained": self._say("This would follow, too", "則亦可推得"),
            "lost": self._say("This would follow no more", "則不再可推得"),
        }
        for name, sentence in told.items():
            triples, in_all = self._told[name]["triples"], self._told[name]["in_all"]
            yield f"{sentence} ({in_all})" + (":" if in_all else "")
            for triple in triples:
                yield f"{INDENT}- {self._account.sentence(triple)}"
            if len(triples) < in_all:
                yield INDENT + self._say(f"… the first {len(triples)} are shown", f"…… 僅列前 {len(triples)} 則")
