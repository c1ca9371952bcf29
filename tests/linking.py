"""Mappings of the invented source, to items that are invented, too."""

from pathlib import Path

FILE = "links/wikidata.sssom.tsv"
BLOCK = """\
#mapping_set_id: https://w3id.org/oxiana/mapping/wikidata
#mapping_set_version: "3"
#mapping_set_title: "The archipelago in Wikidata"
#license: https://creativecommons.org/publicdomain/zero/1.0/
#mapping_date: 2026-02-28
#mapping_tool: "by hand"
#subject_source: "graph:entities"
#curie_map:
#  graph: https://w3id.org/oxiana/graph/
#  id: https://w3id.org/oxiana/id/
#  wd: http://www.wikidata.org/entity/
"""
HEAD = (
    "subject_id subject_label predicate_id object_id object_label mapping_justification author_label confidence comment"
)
HOW = "semapv:ManualMappingCuration\tthe tests"
FOUND = (
    ("Corran", "Corran", "exactMatch", "Q900000001", "0.95", "Evidence: a chart of the archipelago."),
    ("Ostra", "Ostra", "exactMatch", "Q900000002", "0.9", ""),
    ("Velm", "Velm", "closeMatch", "Q900000003", "0.7", "The item is the island, not the state."),
    ("Piracy", "", "broadMatch", "Q900000004", "0.8", "Piracy in the outer straits is a kind of piracy."),
    ("OutlivingThePirates", "", "relatedMatch", "Q900000004", "0.6", ""),
)
MISSING = (
    *("EmpireOfMar", "ThreeHarbours", "TariffLeague", "EconomicInterestInTheHerringGrounds"),
    *("HighFreightRates", "WantOfSalt", "SaltRiots"),
)


def row(entity: str, label: str, predicate: str, item: str, confidence: str, comment: str) -> str:
    """One line of the table."""
    return f"id:{entity}\t{label}\tskos:{predicate}\twd:{item}\t\t{HOW}\t{confidence}\t{comment}\n"


def not_found(entity: str) -> str:
    """The line of an entity for which no item was found."""
    return f"id:{entity}\t\tskos:exactMatch\tsssom:NoTermFound\t\t{HOW}\t\tNot looked up.\n"


TEXT = BLOCK + "\t".join(HEAD.split()) + "\n" + "".join((*(row(*one) for one in FOUND), *map(not_found, MISSING)))


def link(folder: Path) -> None:
    """Write the mappings into a folder of hand-written files of the invented source."""
    path = folder / FILE
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
