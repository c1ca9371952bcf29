"""Universities, invented: an ontology of some forty classes, and as many triples of data as one likes.

Its shape is that of the Lehigh University Benchmark (Guo, Pan, Heflin 2005): departments with professors, courses,
students, publications and groups; its words, and its numbers, are our own.
"""

import random
from collections.abc import Iterator

from ontology.reasoning.horn import TYPE, Triple

BASE = "http://e.org/university#"
ONTOLOGY = """
@prefix : <http://e.org/university#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:University rdfs:subClassOf :Organisation . :Department rdfs:subClassOf :Organisation .
:Group rdfs:subClassOf :Organisation .
:Employee rdfs:subClassOf :Person . :Faculty rdfs:subClassOf :Employee . :Professor rdfs:subClassOf :Faculty .
:FullProfessor rdfs:subClassOf :Professor . :AssociateProfessor rdfs:subClassOf :Professor .
:AssistantProfessor rdfs:subClassOf :Professor . :Lecturer rdfs:subClassOf :Faculty .
:Student rdfs:subClassOf :Person . :Undergraduate rdfs:subClassOf :Student .
:Graduate rdfs:subClassOf :Person .
:Course rdfs:subClassOf :Work . :GraduateCourse rdfs:subClassOf :Course . :Research rdfs:subClassOf :Work .
:Article rdfs:subClassOf :Publication . :Chair owl:equivalentClass
  [ owl:intersectionOf (:Person [ a owl:Restriction ; owl:onProperty :headOf ; owl:someValuesFrom :Department ]) ] .
:Learner owl:equivalentClass
  [ owl:intersectionOf (:Person [ a owl:Restriction ; owl:onProperty :takes ; owl:someValuesFrom :Course ]) ] .
:TeachingAssistant owl:equivalentClass
  [ owl:intersectionOf (:Person [ a owl:Restriction ; owl:onProperty :assists ; owl:someValuesFrom :Course ]) ] .
:memberOf rdfs:domain :Person ; rdfs:range :Organisation ; owl:inverseOf :member .
:worksFor rdfs:subPropertyOf :memberOf .
:headOf rdfs:subPropertyOf :worksFor .
:partOf a owl:TransitiveProperty ; rdfs:domain :Organisation ; rdfs:range :Organisation .
:degreeFrom rdfs:range :University ; owl:inverseOf :hasAlumnus . :doctorFrom rdfs:subPropertyOf :degreeFrom .
:masterFrom rdfs:subPropertyOf :degreeFrom . :bachelorFrom rdfs:subPropertyOf :degreeFrom .
:teaches rdfs:domain :Faculty ; rdfs:range :Course . :takes rdfs:range :Course .
:assists rdfs:domain :TeachingAssistant .
:advisor rdfs:domain :Person ; rdfs:range :Professor . :author rdfs:domain :Publication ; rdfs:range :Person .
:Student owl:disjointWith :Organisation .
"""
WORDS = {  # by what they are: HermiT wants to be told
    "Class": "Article AssistantProfessor AssociateProfessor Chair Course Department Employee Faculty FullProfessor "
    "Graduate GraduateCourse Group Learner Lecturer Organisation Person Professor Publication Research Student "
    "TeachingAssistant Undergraduate University Work",
    "ObjectProperty": "advisor assists author bachelorFrom degreeFrom doctorFrom hasAlumnus headOf masterFrom member "
    "memberOf partOf takes teaches worksFor",
    "DatatypeProperty": "mail name",
}
ONTOLOGY += "".join(f":{word} a owl:{kind} .\n" for kind, words in WORDS.items() for word in words.split())


def triples(number: int) -> Iterator[Triple]:
    """So many triples: the same ones each time."""
    made = _made(random.Random(11))  # noqa: S311 - nothing secret
    for _, triple in zip(range(number), made, strict=False):
        yield triple


def _made(choose: random.Random) -> Iterator[Triple]:
    count = 0
    while True:
        university = _iri(f"u{count}")
        yield university, TYPE, _iri("University")
        for place in range(choose.randint(12, 18)):
            yield from _department(f"u{count}d{place}", university, count + 1, choose)
        count += 1


def _department(name: str, university: str, universities: int, choose: random.Random) -> Iterator[Triple]:
    department = _iri(name)
    yield department, TYPE, _iri("Department")
    yield department, _iri("partOf"), university
    for number in range(choose.randint(10, 20)):
        yield _iri(f"{name}g{number}"), TYPE, _iri("Group")
        yield _iri(f"{name}g{number}"), _iri("partOf"), department
    teachers, courses = list[str](), list[str]()
    for kind in ("FullProfessor", "AssociateProfessor", "AssistantProfessor", "Lecturer"):
        for number in range(choose.randint(6, 12)):
            teacher = _iri(f"{name}{kind}{number}")
            teachers.append(teacher)
            yield teacher, TYPE, _iri(kind)
            yield teacher, _iri("worksFor"), department
            yield teacher, _iri("name"), f'"{kind} {number}"'
            yield teacher, _iri("mail"), f'"{name}{number}@e.org"'
            for degree in ("bachelorFrom", "masterFrom", "doctorFrom"):
                yield teacher, _iri(degree), _iri(f"u{choose.randrange(universities)}")
            for _ in range(choose.randint(1, 3)):
                course = _iri(f"{name}c{len(courses)}")
                courses.append(course)
                yield course, TYPE, _iri("GraduateCourse" if choose.random() < 0.4 else "Course")
                yield teacher, _iri("teaches"), course
            for paper in range(choose.randint(3, 12)):
                article = _iri(f"{name}{kind}{number}p{paper}")
                yield article, TYPE, _iri("Article")
                yield article, _iri("author"), teacher
    yield teachers[0], _iri("headOf"), department
    for number in range(len(teachers) * choose.randint(9, 14)):
        student = _iri(f"{name}s{number}")
        is_graduate = choose.random() < 0.25
        yield student, TYPE, _iri("Graduate" if is_graduate else "Undergraduate")
        yield student, _iri("memberOf"), department
        yield student, _iri("name"), f'"Student {number}"'
        yield student, _iri("mail"), f'"{name}s{number}@e.org"'
        for _ in range(choose.randint(1, 4)):
            yield student, _iri("takes"), choose.choice(courses)
        if is_graduate or choose.random() < 0.2:
            yield student, _iri("advisor"), choose.choice(teachers)
        if is_graduate:
            yield student, _iri("bachelorFrom"), _iri(f"u{choose.randrange(universities)}")
            if choose.random() < 0.3:
                yield student, _iri("assists"), choose.choice(courses)


def _iri(name: str) -> str:
    return f"<{BASE}{name}>"
