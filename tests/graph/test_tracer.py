"""What answers over the invented source rest on."""

import pytest

from graph.build import Build
from graph.engine import Graphs
from graph.lineage.lineage import Lineage
from graph.lineage.recorded import RecordedOrigins
from graph.lineage.tracer import Tracer
from graph.store import EmbeddedStore, Store
from ontology.errors import InputError, LimitError
from ontology.terms import Names

NAMES = Names()
PROLOGUE = "".join(
    f"PREFIX {prefix}: <{iri}>\n"
    for prefix, iri in {
        "ox": NAMES.ox,
        "id": NAMES.entity,
        "graph": NAMES.graph,
        "claim": NAMES.claim("quill-harbours"),
        "text": NAMES.passage("quill-harbours"),
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    }.items()
)
HERRING = "id:EconomicInterestInTheHerringGrounds"


@pytest.fixture(scope="module")
def tracer(second_store: Store) -> Tracer:
    return Tracer(second_store, NAMES)


def short(values: tuple[str | None, ...]) -> str:
    """The last names of a row's terms."""
    plain = ((one or "-").split('"^^')[0].strip('<>"') for one in values)
    return " ".join(one.replace("#", "/").rsplit("/", 1)[-1] for one in plain)


def ways(lineage: Lineage) -> dict[str, list[str]]:
    """The ways of each row, by the numbers of claims."""
    return {
        short(row.values): sorted("+".join(sorted(one.rsplit("/", 1)[-1] for one in way)) for way in row.support.ways)
        for row in lineage.rows
        if row.support
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            f"SELECT ?who {{ ?who ox:hasInterest {HERRING} }}",
            {"Corran": ["A1.1"], "Ostra": ["A1.1", "A1.2"], "Velm": ["A1.2"]},
        ),
        ("SELECT ?who { id:Corran ox:sharesInterestWith ?who }", {"Ostra": ["A1.1"], "Velm": ["A1.1+A1.2"]}),
        (
            "SELECT ?who { id:Corran ox:hasInterest/^ox:hasInterest ?who }",
            {"Corran": ["A1.1"], "Ostra": ["A1.1"], "Velm": ["A1.1+A1.2"]},
        ),
        (
            "SELECT ?what { id:Piracy ox:causes+ ?what }",
            {"HighFreightRates": ["A2.1"], "WantOfSalt": ["A2.1+A2.2"], "SaltRiots": ["A2.1+A2.2+A2.3"]},
        ),
        (
            "SELECT ?what { id:Piracy ox:leadsTo ?what }",
            {"HighFreightRates": ["A2.1"], "WantOfSalt": ["A2.1+A2.2"], "SaltRiots": ["A2.1+A2.2+A2.3"]},
        ),
        ("SELECT ?what { ?what ^ox:causes id:Piracy }", {"HighFreightRates": ["A2.1"]}),
        ("SELECT ?what { id:Piracy !(ox:leadsTo|rdfs:label|a) ?what }", None),
        ("SELECT ?who { ?who ox:hasInterest [ a ox:EconomicInterest ] FILTER(?who = id:Velm) }", {"Velm": ["A1.2"]}),
        ("SELECT ?who { ?who ox:hasInterest _:it . _:it a ox:Threat }", {}),
        (
            "BASE <https://w3id.org/oxiana/id/> SELECT ?what { <Piracy> ox:causes ?what }",
            {"HighFreightRates": ["A2.1"]},
        ),
        (f"ASK {{ id:Ostra ox:hasInterest {HERRING} }}", {"true": ["A1.1", "A1.2"]}),
        ("ASK { id:Velm ox:facesThreat id:Piracy }", {"false": [""]}),
        ("SELECT ?c { GRAPH ?c { id:Velm ox:facesThreat id:Piracy } }", {"A1.4": ["A1.4"]}),
        ("SELECT ?c { GRAPH graph:claims { ?c ox:modality ox:Denied } }", {"A1.4": ["A1.4"], "A2.7": ["A2.7"]}),
        ("SELECT ?a ?b { ?a ox:repeats ?b }", {"A1.2 A1.1": ["A1.1+A1.2"]}),
        ("SELECT ?a { claim:A1.1 ox:inTensionWith ?a }", {"A2.7": ["A1.1+A2.7"]}),
        (
            "SELECT ?x { { ?x ox:causes id:WantOfSalt } UNION { ?x ox:backedBy id:EmpireOfMar } }",
            {"HighFreightRates": ["A2.2"], "TariffLeague": ["A2.4"]},
        ),
        (
            "SELECT ?x ?y { ?x ox:causes id:WantOfSalt OPTIONAL { ?x ^ox:causes ?y } }",
            {"HighFreightRates Piracy": ["A2.1+A2.2"]},
        ),
        (
            "SELECT ?x ?y { ?x ox:causes id:WantOfSalt OPTIONAL { ?x ox:backedBy ?y } }",
            {"HighFreightRates -": ["A2.2"]},
        ),
        ("SELECT ?x { VALUES ?x { id:Velm id:Corran } ?x ox:hasInterest ?i }", {"Velm": ["A1.2"], "Corran": ["A1.1"]}),
        (
            'SELECT ?n { id:Velm rdfs:label ?l ; ox:hasInterest ?i BIND(STRLEN(?l) AS ?n) FILTER(LANG(?l) = "en") }',
            {"4": ["A1.2"]},
        ),
        (f"SELECT (COUNT(?who) AS ?n) {{ ?who ox:hasInterest {HERRING} }}", {"3": ["A1.1+A1.2"]}),
        (
            "SELECT ?i (COUNT(*) AS ?n) { ?who ox:hasInterest ?i } GROUP BY ?i HAVING(COUNT(*) > 2)",
            {"EconomicInterestInTheHerringGrounds 3": ["A1.1+A1.2"]},
        ),
        ("SELECT ?n { { SELECT (COUNT(?b) AS ?n) { id:Piracy ox:causes ?b } } }", {"1": ["A2.1"]}),
        (
            "SELECT ?b ?n { ?b ox:causes ?c { SELECT ?b (COUNT(?a) AS ?n) { ?a ox:causes ?b } GROUP BY ?b } }",
            {"HighFreightRates 1": ["A2.1+A2.2"], "WantOfSalt 1": ["A2.2+A2.3"]},
        ),
        (
            "SELECT ?who { ?who ox:hasInterest ?i FILTER EXISTS { ?i ^ox:hasInterest id:Velm } } ORDER BY ?who LIMIT 1",
            {"Corran": ["A1.1+A1.2"]},
        ),
        (
            "SELECT ?who ?is { ?who ox:rank|ox:hasInterest ?i FILTER(?who = id:Corran) "
            "BIND(EXISTS { ?who ox:sharesInterestWith id:Velm } AS ?is) }",
            {"Corran true": ["A1.1+A1.2"]},
        ),
        (
            "CONSTRUCT { ?y ox:causedBy ?x } { ?x ox:causes ?y . FILTER(?x = id:Piracy) }",
            {"HighFreightRates causedBy Piracy": ["A2.1"]},
        ),
        ("CONSTRUCT WHERE { id:Piracy ox:causes ?y }", {"Piracy causes HighFreightRates": ["A2.1"]}),
        (
            "SELECT ?who FROM claim:A1.1 FROM claim:A1.2 { ?who ox:hasInterest ?i }",
            {"Corran": ["A1.1"], "Ostra": ["A1.1", "A1.2"], "Velm": ["A1.2"]},
        ),
        ("SELECT ?who FROM claim:A2.7 { ?who ox:hasInterest ?i }", {"Ostra": ["A2.7"]}),
        ("SELECT ?l { id:Velm rdfs:label ?l }", {"Velm@en": [""], "維姆@zh-hant": [""]}),
    ],
)
def test_a_row_rests_on(query: str, expected: dict[str, list[str]] | None, tracer: Tracer) -> None:
    text = query.replace("SELECT", f"{PROLOGUE}SELECT", 1) if query.startswith("BASE") else PROLOGUE + query
    lineage = tracer.trace(text)
    assert lineage.reasons == ()
    found = {name.replace('"', ""): every for name, every in ways(lineage).items()}
    assert found == expected or (expected is None and found)


def test_a_described_thing_rests_on_what_says_each_triple_and_on_why_it_was_found(tracer: Tracer) -> None:
    told = ways(tracer.trace(f"{PROLOGUE} DESCRIBE id:Piracy"))
    assert told["Piracy causes HighFreightRates"] == ["A2.1"]
    found = ways(tracer.trace(f"{PROLOGUE} DESCRIBE ?x {{ ?x ox:causes id:WantOfSalt }}"))
    assert found["HighFreightRates causes WantOfSalt"] == ["A2.2"]


def test_what_is_kept_out_is_told_with_the_claims_that_keep_it_out(tracer: Tracer) -> None:
    pirates = "GRAPH claim:A1.4 { ?who ox:facesThreat id:Piracy }"
    asked = f"SELECT ?who {{ ?who ox:hasInterest ?i FILTER NOT EXISTS {{ {pirates} }} }}"
    lineage = tracer.trace(PROLOGUE + asked)
    assert lineage.rests_on_absence
    assert set(ways(lineage)) == {"Corran", "Ostra"}
    (excluded,) = lineage.excluded
    assert excluded.keyword == "NOT EXISTS"
    assert excluded.values == {"who": NAMES.entity.Velm.n3()}
    assert excluded.support.alternatives == (frozenset({str(NAMES.claim("quill-harbours")["A1.4"])}),)
    without = f"SELECT ?who {{ ?who ox:hasInterest ?i MINUS {{ {pirates} }} }}"
    assert tracer.trace(PROLOGUE + without).excluded[0].values == excluded.values


def test_an_exists_does_not_see_what_stands_outside_of_its_group(tracer: Tracer) -> None:
    inside = "?x ox:backedBy ?y FILTER EXISTS { ?who ox:causes id:WantOfSalt }"
    asked = f"?who ox:hasInterest ?i FILTER(?who = id:Velm) {{ {inside} }} UNION {{ ?x ox:causes id:Nothing }}"
    assert ways(tracer.trace(f"{PROLOGUE} SELECT ?who {{ {asked} }}")) == {"Velm": ["A1.2+A2.2+A2.4"]}


def test_rows_behind_an_offset_are_told_to_rest_on_those_before_them_too(tracer: Tracer) -> None:
    asked = "SELECT ?what { id:Piracy ox:leadsTo ?what } ORDER BY ?what OFFSET 1"
    assert [one.code for one in tracer.trace(PROLOGUE + asked).reasons] == ["offset"]
    assert [one.code for one in tracer.trace(f"{PROLOGUE} SELECT ?what {{ {{ {asked} }} }}").reasons] == ["offset"]
    assert tracer.trace(f"{PROLOGUE} {asked.replace('OFFSET', 'LIMIT')}").reasons == ()


def test_what_an_expression_may_do_without_is_not_necessary(tracer: Tracer) -> None:
    either = "FILTER(?who = id:Velm || EXISTS { ?who ox:sharesInterestWith id:Ostra })"
    lineage = tracer.trace(f"{PROLOGUE} SELECT ?who {{ ?who ox:hasInterest ?i {either} FILTER(?who = id:Velm) }}")
    assert lineage.rests_on_absence
    (row,) = lineage.rows
    assert row.support
    assert not row.support.is_complete
    assert row.support.necessary == {str(NAMES.claim("quill-harbours")["A1.2"])}


def test_a_filter_for_what_is_not_bound_rests_on_absence(tracer: Tracer) -> None:
    asked = "SELECT ?who { ?who ox:hasInterest ?i OPTIONAL { ?who ox:backedBy ?b } FILTER(!BOUND(?b)) }"
    assert tracer.trace(PROLOGUE + asked).rests_on_absence
    assert not tracer.trace(PROLOGUE + asked.replace("FILTER(!BOUND(?b))", "")).rests_on_absence


def test_an_answer_with_too_many_rows_is_refused_with_the_way_out(tracer: Tracer) -> None:
    with pytest.raises(LimitError, match="add LIMIT"):
        tracer.trace("SELECT * { ?a ?b ?c . ?d ?e ?f }")


def test_a_malformed_query_is_told_at_the_place_where_it_was_sent(tracer: Tracer, second_store: Store) -> None:
    for text in (
        "SELECT ?x (COUNT(*) AS ?n) { ?x ?y }",
        "SELECT (STR(?x) AS ?y) (COUNT(*) AS ?n) { ?x a ?c } GROUP BY ?c",
    ):
        with pytest.raises(InputError) as plain:
            second_store.query(text, ["text/csv"])
        with pytest.raises(InputError) as traced:
            tracer.trace(text)
        assert str(traced.value) == str(plain.value)


def test_the_dataset_of_the_protocol_is_that_of_the_lineage(tracer: Tracer) -> None:
    claim = str(NAMES.claim("quill-harbours")["A2.7"])
    lineage = tracer.trace(f"{PROLOGUE} SELECT ?who {{ ?who ox:hasInterest ?i }}", Graphs((claim,)))
    assert ways(lineage) == {"Ostra": ["A2.7"]}


def test_a_pair_of_those_who_are_gathered_rests_on_what_makes_both_of_them_members(crowded: Build) -> None:
    store = EmbeddedStore.open(crowded.store_path, NAMES)
    tracer, recorded = Tracer(store, NAMES), Tracer(store, NAMES)
    recorded.__dict__["origins"] = RecordedOrigins(store, NAMES)
    asked = f"{PROLOGUE} SELECT ?who {{ id:Corran ox:sharesInterestWith ?who }}"
    told = ways(tracer.trace(asked))
    assert len(told) == 34
    assert (told["Ostra"], told["Velm"], told["Island7"]) == (["A1.1"], ["A1.1+A1.2"], ["A1.1+A1.2"])
    assert set(ways(recorded.trace(asked))) == set(told)
    assert all("A1.1" in way for every in ways(recorded.trace(asked)).values() for way in every)


def test_a_dataset_of_too_many_triples_is_traced_by_its_recorded_derivations(
    second_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.premises.MOST", 10)
    tracer = Tracer(second_store, NAMES)
    lineage = tracer.trace(f"{PROLOGUE} SELECT ?who {{ id:Corran ox:sharesInterestWith ?who }}")
    assert isinstance(tracer.origins, RecordedOrigins)
    assert [one.code for one in lineage.reasons] == ["recorded"]
    assert ways(lineage) == {"Ostra": ["A1.1+A1.2"], "Velm": ["A1.1+A1.2"]}
    assert all(row.support and not row.support.is_complete and not row.support.necessary for row in lineage.rows)
