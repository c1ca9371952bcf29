"""Words for rules: what a Horn rule says, as a sentence in English or Chinese."""

from collections.abc import Callable, Iterable

from ontology.reasoning.horn import SAME, TYPE, Atom, Guard, Rule, Term, is_variable

Label = Callable[[Term], str]
LETTERS = "xyzuvwabcdefghijk"


def sentence(rule: Rule, label: Label, language: str) -> str:
    """A rule as a sentence in "en" or "zh-Hant"; `label` gives the name of a term in that language."""
    words = _Chinese(label) if language.startswith("zh") else _English(label)
    named = dict(zip(_variables(rule), LETTERS, strict=False))
    body = [words.atom(atom.put(named)) for atom in rule.body] + [
        words.guard(guard.put(named)) for guard in rule.guards
    ]
    return words.whole(body, words.atom(rule.head.put(named)) if rule.head else None)


def _variables(rule: Rule) -> list[Term]:
    return list(dict.fromkeys(term for atom in rule.body for term in atom if is_variable(term)))


class _English:
    def __init__(self, label: Label) -> None:
        self._label = label

    def term(self, term: Term) -> str:
        return term if term in LETTERS else self._label(term)

    def atom(self, atom: Atom) -> str:
        if atom.predicate == TYPE:
            return f"{self.term(atom.subject)} belongs to “{self.term(atom.object)}”"
        if atom.predicate == SAME:
            return f"{self.term(atom.subject)} is the same as {self.term(atom.object)}"
        return f"{self.term(atom.subject)} {self.term(atom.predicate)} {self.term(atom.object)}"

    def guard(self, guard: Guard) -> str:
        one, *others = map(self.term, guard.terms)
        kinds = {
            "differ": "{} is not {}",
            "differ in value": "{} has another value than {}",
            "are of the different": "{} and {} are among those that differ",
        }
        return kinds.get(guard.kind, f"{{}} {guard.kind} {{}}").format(one, *others)

    def whole(self, body: Iterable[str], head: str | None) -> str:
        given = " and ".join(body)
        if head is None:
            return f"It cannot be that {given}."
        return f"If {given}, then {head}." if given else f"{head[0].upper()}{head[1:]}."


class _Chinese(_English):
    def atom(self, atom: Atom) -> str:
        if atom.predicate == TYPE:
            return f"{self.term(atom.subject)} 屬於「{self.term(atom.object)}」"
        if atom.predicate == SAME:
            return f"{self.term(atom.subject)} 即為 {self.term(atom.object)}"
        return f"{self.term(atom.subject)} {self.term(atom.predicate)} {self.term(atom.object)}"

    def guard(self, guard: Guard) -> str:
        one, *others = map(self.term, guard.terms)
        kinds = {
            "differ": "{} 不是 {}",
            "differ in value": "{} 之值異於 {}",
            "are of the different": "{} 與 {} 同在互異者之列",
            "is of": "{} 之值屬 {}",
        }
        return kinds.get(guard.kind, "{} 之值不屬 {}").format(one, *others)

    def whole(self, body: Iterable[str], head: str | None) -> str:
        given = "，且 ".join(body)
        if head is None:
            return f"不可能 {given}。"
        return f"若 {given}，則 {head}。" if given else f"{head}。"
