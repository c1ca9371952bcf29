"""The rules of OWL 2 RL that no axiom spells: equality, and what axioms say of other axioms (Profiles §4.3).

What is so of everything is not concluded: that a thing is the same as itself (eq-ref), that a class or property is
below itself or equal to itself, or a class below owl:Thing and above owl:Nothing (scm-cls, scm-op, scm-dp), that these
two are classes, and what is an annotation property or a datatype (cls-thing, cls-nothing1, prp-ap, dt-type1). Nor is it
concluded that a literal is of its datatype or equal to another (dt-type2, dt-eq), since no literal is a subject:
literals are compared by value. Nor that a class is below the parts of an intersection or above those of a union
(scm-int, scm-uni), or one restriction below another (scm-hv, scm-svf1, scm-svf2, scm-avf1, scm-avf2): whatever these
say of things follows by the rules of the axioms.
"""

from ontology.reasoning.horn import DIFFERENT, OWL, RDFS, SAME, TYPE, Atom, Guard, Rule

SPECIFICATION = "https://www.w3.org/TR/owl2-profiles/#"
_EQUALITY = (
    ("eq-sym", "?x = ?y", "?y = ?x", ()),
    ("eq-trans", "?x = ?y , ?y = ?z", "?x = ?z", ("?x", "?z")),
    ("eq-rep-s", "?x = ?y , ?x ?p ?o", "?y ?p ?o", ("?p", SAME)),
    ("eq-rep-p", "?p = ?q , ?s ?p ?o", "?s ?q ?o", ("?p", SAME)),
    ("eq-rep-o", "?x = ?y , ?s ?p ?x", "?s ?p ?y", ("?p", SAME)),
    ("eq-diff1", "?x = ?y , ?x != ?y", None, ()),
    ("eq-diff1", "?x != ?x", None, ()),
    ("cls-nothing2", "?x a nothing", None, ()),
)
_SCHEMA = (
    ("scm-sco", "?a sub ?b , ?b sub ?c", "?a sub ?c"),
    ("scm-eqc1", "?a eqc ?b", "?a sub ?b"),
    ("scm-eqc1", "?a eqc ?b", "?b sub ?a"),
    ("scm-eqc2", "?a sub ?b , ?b sub ?a", "?a eqc ?b"),
    ("scm-spo", "?a subp ?b , ?b subp ?c", "?a subp ?c"),
    ("scm-eqp1", "?a eqp ?b", "?a subp ?b"),
    ("scm-eqp1", "?a eqp ?b", "?b subp ?a"),
    ("scm-eqp2", "?a subp ?b , ?b subp ?a", "?a eqp ?b"),
    ("scm-dom1", "?p dom ?a , ?a sub ?b", "?p dom ?b"),
    ("scm-dom2", "?p dom ?a , ?q subp ?p", "?q dom ?a"),
    ("scm-rng1", "?p ran ?a , ?a sub ?b", "?p ran ?b"),
    ("scm-rng2", "?p ran ?a , ?q subp ?p", "?q ran ?a"),
)
_SHORT = {
    "=": SAME,
    "!=": DIFFERENT,
    "a": TYPE,
    "nothing": f"<{OWL}Nothing>",
    "sub": f"<{RDFS}subClassOf>",
    "subp": f"<{RDFS}subPropertyOf>",
    "dom": f"<{RDFS}domain>",
    "ran": f"<{RDFS}range>",
    "eqc": f"<{OWL}equivalentClass>",
    "eqp": f"<{OWL}equivalentProperty>",
}


def _atom(text: str) -> Atom:
    return Atom(*(_SHORT.get(word, word) for word in text.split()))


def _rule(name: str, body: str, head: str | None, differing: tuple[str, ...] = ()) -> Rule:
    atoms = tuple(_atom(part) for part in body.split(" , "))
    guards = (Guard("differ", differing),) if differing else ()
    return Rule(SPECIFICATION + name, atoms, _atom(head) if head else None, guards)


EQUALITY = tuple(_rule(*told) for told in _EQUALITY)
# A class is not said to be below itself, nor to be equivalent to itself.
SCHEMA = tuple(
    _rule(name, body, head, () if {"dom", "ran"} & {*head.split()} else (head.split()[0], head.split()[2]))
    for name, body, head in _SCHEMA
)
