"""What follows, compared with what other reasoners conclude on random ontologies and data."""

import os
import re
import subprocess
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import owlrl
import pytest
import rdflib
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ontology.reasoning.compiler import compiled
from ontology.reasoning.horn import CLASH, OWL, SAME, TYPE, Triple
from ontology.reasoning.justification import Explainer, Justification
from ontology.reasoning.reasoner import Reasoner
from tests.ontology.test_justification import AXIOMS, CLASSES, DATA, FACTS, LINKS, ONTOLOGIES, THINGS, closed, smaller
from tests.ontology.test_reasoner import restriction, triples

EXPRESSIONS = {f"<{OWL}{name}>" for name in ("intersectionOf", "unionOf", "oneOf", "complementOf")}
NAMES = {f"<http://e.org/{name[1:]}>" for name in (*CLASSES, *LINKS, *THINGS)}
KINDS, NAMED = ({f"<http://e.org/{name[1:]}>" for name in names} for names in (CLASSES, THINGS))
# owlrl gets keys wrong, and forgets the last of those that are all different; OWL 2 RL has no hasSelf.
BEYOND = ("hasKey", "hasSelf", "AllDifferent")


def about_things(found: set[Triple]) -> set[Triple]:
    """What is said of things: their classes, links and other names; nothing is said to be itself."""
    return {
        (subject, predicate, value)
        for subject, predicate, value in found
        if subject in NAMED and value in NAMES and predicate in {*NAMES, TYPE, SAME}
        if not (predicate == SAME and subject == value)
    }


def by_owlrl(given: set[Triple]) -> tuple[set[Triple], bool]:
    """What owlrl concludes, and whether something cannot be."""
    text = "\n".join(f"{' '.join(triple)} ." for triple in given)
    graph = rdflib.Graph().parse(data=text, format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    found = {(s.n3(), p.n3(), o.n3()) for s, p, o in graph}
    return about_things(found), any("ErrorMessage" in value for _, predicate, value in found if predicate == TYPE)


def within_owlrl(ontology: str) -> bool:
    return not any(word in ontology for word in BEYOND)


@settings(max_examples=60)
@given(ONTOLOGIES.filter(within_owlrl), DATA)
def test_owlrl_concludes_the_same_but_for_what_it_gets_wrong(ontology: str, data: list[Triple]) -> None:
    given = [*triples(ontology), *data]
    reasoner = Reasoner(compiled(given).rules)
    reasoner.add(given)
    found, clashes = by_owlrl({*given})
    assert about_things({*given, *reasoner.inferred()}) == found
    assert bool(reasoner.clashes()) == clashes


@settings(max_examples=25)
@given(
    st.lists(AXIOMS.filter(within_owlrl), min_size=1, max_size=3, unique=True),
    st.lists(FACTS, min_size=1, max_size=5, unique=True),
)
def test_owlrl_draws_the_same_from_a_justification_and_nothing_from_less(axioms: list[str], data: list[Triple]) -> None:
    spelled = {rule.axiom: {*triples(axiom)} for axiom in axioms for rule in compiled(triples(axiom)).rules}
    reasoner = closed(" ".join(axioms), data)
    clashes = [reasoner.facts.triple(number) for number in reasoner.facts.pairs[reasoner.terms.number(CLASH)].values()]
    explainer = Explainer(reasoner)

    def follows(conclusion: Triple, justification: Justification) -> bool:
        given = justification.triples.union(*(spelled[axiom] for axiom in justification.axioms))
        found, is_clash = by_owlrl({*given})
        return is_clash if conclusion[1] == CLASH else conclusion in found

    conclusions = sorted(about_things({*reasoner.inferred()}))[:2]
    for conclusion in [*conclusions, *clashes[:1]]:
        justification = explainer.one(conclusion)
        assert justification is not None
        assert follows(conclusion, justification)
        if conclusion[1] != CLASH:  # from less there may be another clash
            assert not any(follows(conclusion, less) for less in smaller(justification))


def within_hermit(case: tuple[str, list[Triple]]) -> bool:
    """Whether it is OWL 2 DL (Structural Specification §11), on the safe side, and can all be so."""
    ontology, data = case
    is_long, chains = "Chain" in ontology or "Transitive" in ontology, ontology.count("Chain")
    others = ("Functional", "Irreflexive", "Asymmetric", "ardinality", "hasSelf", "propertyDisjoint")
    turned = any(word in ontology for word in ("subProperty", "inverseOf", "Symmetric"))
    is_regular = re.search(r":p owl:propertyChainAxiom \((:q :p|:p :q|:p :p|:q :q)\)", ontology) is not None
    return (
        "hasKey" not in ontology
        and not (is_long and any(word in ontology for word in others))
        and (not chains or (chains == 1 and not turned and is_regular))
        and not re.search(r"(:[ABC]) owl:(disjointWith|equivalentClass) \1", ontology)
        and all(subject != value for subject, predicate, value in data if predicate.startswith(f"<{OWL}"))
        and not closed(ontology, data).clashes()
    )


def told(ontology: str) -> str:
    """An ontology with a class for whatever may be said of things, since HermiT tells classes only."""
    lines = [f"{one} a owl:Class ." for one in CLASSES] + [f"{one} a owl:ObjectProperty ." for one in LINKS]
    lines += [
        f"{one} a owl:NamedIndividual . :same{one[1:]} owl:equivalentClass [ owl:oneOf ({one}) ] ." for one in THINGS
    ]
    lines += [
        f":{link[1:]}{one[1:]} owl:equivalentClass {restriction(link, f'owl:hasValue {one}')} ."
        for link in LINKS
        for one in THINGS
    ]
    return ontology + "\n".join(lines)


def by_hermit(given: str, folder: Path) -> set[tuple[str, str]]:
    """Each thing with each class that HermiT puts it into."""
    file = folder / "ontology.nt"
    file.write_text(given, encoding="utf-8")
    owlready2 = find_spec("owlready2")
    assert owlready2
    hermit = Path(str(owlready2.origin)).parent / "hermit"
    java = ["java", "-cp", os.pathsep.join([str(hermit), str(hermit / "HermiT.jar")])]
    command = [*java, "org.semanticweb.HermiT.cli.CommandLine", "-c", "-I", file.as_uri()]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    assert "Exception" not in run.stderr, run.stderr
    above = defaultdict[str, set[str]](set)
    types = set[tuple[str, str]]()
    for name, names in re.findall(r"^(Type|SubClassOf|EquivalentClasses)\( (.*) \)$", run.stdout, re.MULTILINE):
        terms = names.split()
        if name == "Type":
            types.add((terms[0], terms[1]))
        else:
            for one in terms if name == "EquivalentClasses" else terms[:1]:
                above[one].update(terms)
    left = list(types)
    while left:
        thing, kind = left.pop()
        fresh = {(thing, one) for one in above[kind]} - types
        types |= fresh
        left += fresh
    return types


@pytest.mark.needs("java")
@settings(max_examples=5, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.tuples(ONTOLOGIES, DATA), min_size=15, max_size=30))
def test_hermit_concludes_the_same_of_things(
    tmp_path_factory: pytest.TempPathFactory, cases: list[tuple[str, list[Triple]]]
) -> None:
    """Many ontologies, each with names of its own, in one run of Java."""
    lines, expected = list[str](), set[tuple[str, str]]()
    for number, (ontology, data) in enumerate(filter(within_hermit, cases)):
        mine = f"http://e.org/{number}/"
        given = [*triples(told(ontology)), *data]
        given += [(one, TYPE, f"<{OWL}Class>") for one, spelled, _ in given if spelled in EXPRESSIONS]
        lines += [f"{' '.join(triple)} .\n".replace("http://e.org/", mine) for triple in given]
        reasoner = closed(ontology, data)
        found = about_things({*data, *reasoner.inferred()}) | {(one, SAME, one) for one in NAMED}
        for subject, predicate, value in found:
            name = {TYPE: "", SAME: "same"}.get(predicate, predicate[-2])
            if predicate != TYPE or value in KINDS:
                expected.add((subject.replace("http://e.org/", mine), f"<{mine}{name}{value[-2]}>"))
    types = by_hermit("".join(lines), tmp_path_factory.mktemp("hermit"))
    assert {one for one in types if "e.org" in one[1]} == expected
