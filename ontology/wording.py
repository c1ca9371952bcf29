"""Words for rules: what a Horn rule says, as a sentence in English or Chinese."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ontology.reasoning.horn import SAME, TYPE, Rule, Term, is_variable

Label = Callable[[Term], str]
LETTERS = "xyzuvwabcdefghijk"


@dataclass(frozen=True)
class Language:
    """How a language puts triples and conditions, by their predicates and kinds, and rules of them."""

    triples: Mapping[Term, str]
    conditions: Mapping[str, str]
    conjunction: str
    implication: str
    impossibility: str
    fact: str


ENGLISH = Language(
    {TYPE: "{} belongs to “{}”", SAME: "{} is the same as {}"},
    {
        "differ": "{} is not {}",
        "differ in value": "{} has another value than {}",
        "are of the different": "{} and {} are among those that differ",
        "is of": "{} is of {}",
        "is not of": "{} is not of {}",
    },
    " and ",
    "If {}, then {}.",
    "It cannot be that {}.",
    "It is so that {}.",
)
CHINESE = Language(
    {TYPE: "{} 屬於「{}」", SAME: "{} 即為 {}"},
    {
        "differ": "{} 不是 {}",
        "differ in value": "{} 之值異於 {}",
        "are of the different": "{} 與 {} 同在互異者之列",
        "is of": "{} 之值屬 {}",
        "is not of": "{} 之值不屬 {}",
    },
    "，且 ",
    "若 {}，則 {}。",
    "不可能 {}。",
    "{}。",
)


def sentence(rule: Rule, label: Label, language: str) -> str:
    """A rule as a sentence in "en" or "zh-Hant"; `label` gives the name of a term in that language."""
    words = CHINESE if language.startswith("zh") else ENGLISH
    variables = dict.fromkeys(term for atom in rule.body for term in atom if is_variable(term))
    letters = dict(zip(variables, LETTERS, strict=False))

    def told(terms: tuple[Term, ...], put: str) -> str:
        return put.format(*(letters.get(term) or label(term) for term in terms))

    def triple(subject: Term, predicate: Term, value: Term) -> str:
        if put := words.triples.get(predicate):
            return told((subject, value), put)
        return told((subject, predicate, value), "{} {} {}")

    parts = [triple(*atom) for atom in rule.body]
    parts += [told(guard.terms, words.conditions[guard.kind]) for guard in rule.guards]
    body = words.conjunction.join(parts)
    if rule.head is None:
        return words.impossibility.format(body)
    head = triple(*rule.head)
    return words.implication.format(body, head) if parts else words.fact.format(head)
