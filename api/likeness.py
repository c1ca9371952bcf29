"""The similarity of two things in words, in both languages: its numbers with what they are made of, and as JSON."""

from fractions import Fraction
from typing import Any

from api.lattice_json import denied_json, pairs_json
from graph.contexts import Context
from graph.lattice_graph import CAUTION
from graph.similarity import Similarity


def caution() -> dict[str, str]:
    """That silence is not denial, by language."""
    return {str(one.language): str(one) for one in CAUTION}


def jaccard_told(found: Similarity) -> dict[str, str]:
    """Jaccard's coefficient with the two numbers of which it is the quotient, by language."""
    if found.jaccard is None:
        return {
            "en": "undefined (0/0): nothing is said of either.",
            "zh-Hant": "無定義（0/0）：兩者皆未獲述及。",
        }
    both, either = len(found.shared), found.all - len(found.neither)
    value = f"{both}/{either} = {float(found.jaccard):.3f}"
    return {
        "en": f"{value}: of {either} that either has, both have {both}.",
        "zh-Hant": f"{value}：任一方所具有者 {either} 項，其中共有 {both} 項。",
    }


def kappa_told(found: Similarity) -> dict[str, str]:
    """Cohen's kappa with its formula and what goes into it, by language."""
    if found.agreement is None or found.chance is None:
        return {"en": "undefined (0/0): there is no value at all.", "zh-Hant": "無定義（0/0）：並無任何取值。"}
    if found.kappa is None:
        return {
            "en": "undefined (0/0): each has all values or each has none, so that chance alone makes them agree.",
            "zh-Hant": "無定義（0/0）：兩者皆具全部取值或皆無，機遇本身即使其一致。",
        }
    formula = f"(pₒ − pₑ) / (1 − pₑ) = ({found.agreement} − {found.chance}) / (1 − {found.chance})"
    value = f"{formula} = {float(found.kappa):.3f}"
    same = len(found.shared) + len(found.neither)
    return {
        "en": f"{value}: they agree on {same} of {found.all} values (both have it, or neither), "
        f"pₒ = {found.agreement}; two that have {found.of_a} and {found.of_b} of {found.all} agree by chance on "
        f"pₑ = {found.chance}.",
        "zh-Hant": f"{value}：{found.all} 項取值中一致者 {same} 項（皆具有或皆無），pₒ = {found.agreement}；"
        f"分別具有 {found.of_a} 項與 {found.of_b} 項者因機遇一致的比例 pₑ = {found.chance}。",
    }


def similarity_json(found: Similarity, context: Context) -> dict[str, Any]:
    """The lists and the numbers for a program; a number that is undefined is null, and says why."""
    both = {found.a, found.b}
    return {
        "of": context.of,
        "by": context.by,
        "a": found.a,
        "b": found.b,
        "shared": found.shared,
        "only a": found.only_a,
        "only b": found.only_b,
        "neither": found.neither,
        "pairs": pairs_json(context, both),
        "denied": denied_json(context, both),
        "jaccard": _number(found.jaccard, jaccard_told(found)),
        "kappa": _number(found.kappa, kappa_told(found))
        | {"agreement": _written(found.agreement), "chance": _written(found.chance)},
        "caution": caution(),
    }


def _number(value: Fraction | None, told: dict[str, str]) -> dict[str, Any]:
    return {"value": None if value is None else float(value), "fraction": _written(value), "told": told}


def _written(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
