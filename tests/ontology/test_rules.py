"""Named rules: how they are read."""

from pathlib import Path

import pytest

import ontology
from ontology.errors import InputError
from ontology.rules import Rule
from ontology.terms import Names

NAMES = Names()
RULES = [Rule.read(path, NAMES) for path in sorted((Path(ontology.__file__).parent / "rules").glob("*.rq"))]
HEAD = """\
#+ title: {en: A rule, zh-Hant: 規則}
#+ description: {en: It concludes., zh-Hant: 推得。}
PREFIX : <http://example.org/>
"""


def written(folder: Path, text: str, name: str = "some-rule") -> Path:
    path = folder / f"{name}.rq"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.query.name)
def test_each_packaged_rule_is_named_after_its_file_and_described_in_both_languages(rule: Rule) -> None:
    assert rule.iri == NAMES.rule[rule.query.path.stem]
    for sentences in (rule.query.title, rule.query.description):
        assert set(sentences) == {"en", "zh-Hant"}


def test_a_rule_is_read_under_the_publishers_base() -> None:
    other = Names("http://localhost:8000/")
    rule = Rule.read(next(rule.query.path for rule in RULES if rule.query.name == "tension"), other)
    assert rule.iri == other.rule.tension
    assert {pattern.triple[1] for pattern in rule.head + rule.body} == {other.ox.inTensionWith, other.ox.joins}


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :p/:q ?b }", 1, "no property paths"),
        ("CONSTRUCT { ?a :p ?c } WHERE { ?a :p ?b }", 1, r"something about \?c, which its WHERE does not bind"),
        ("CONSTRUCT { ?a :p [] } WHERE { ?a :p ?b }", 1, "no blank nodes"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :p ?b OPTIONAL { ?b :p ?c } }", 1, "without LeftJoin"),
        ("CONSTRUCT { ?a :p ?b } WHERE { { ?a :p ?b } UNION { ?b :p ?a } }", 1, "without Union"),
        ("CONSTRUCT { ?a :p ?b } WHERE { GRAPH ?g { ?a :p ?b } }", 1, "without Graph"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :p ?b FILTER NOT EXISTS { ?b :p* ?a } }", 1, "no property paths"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :p ?b FILTER EXISTS { ?b :p ?c OPTIONAL { ?c :p ?a } } }", 1, "LeftJoin"),
        ("SELECT * WHERE { ?a :p ?b }", 1, "a rule is a CONSTRUCT query"),
        ("CONSTRUCT { ?a :p ?b }\nWHERE { ?a :p ?b ", 5, "not SPARQL"),
        ("CONSTRUCT { ?a other:p ?b } WHERE { ?a :p ?b }", 1, "not SPARQL"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=sentence) as refused:
        Rule.read(path, NAMES)
    assert [(finding.path, finding.line) for finding in refused.value.findings] == [(path, line)]


def test_construct_where_concludes_its_own_pattern(tmp_path: Path) -> None:
    rule = Rule.read(written(tmp_path, "CONSTRUCT WHERE { ?a :p ?b }"), NAMES)
    assert rule.head == rule.body
