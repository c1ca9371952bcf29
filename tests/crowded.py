"""The invented source with so many more holders of one interest that they are gathered, and not paired."""

import shutil
from pathlib import Path

from graph.build import Build, Inputs, build
from ontology.gatherings import MOST
from ontology.terms import Names

HERRING = "EconomicInterestInTheHerringGrounds"
ISLANDS = [f"Island{number}" for number in range(MOST)]
ALL = {"Corran", "Ostra", "Velm", *ISLANDS}


def crowd(source: Path, folder: Path) -> Build:
    """Its build, of a copy in which many islands have the interest, too."""
    written = Path(shutil.copytree(source, folder / "hand-written"))
    with (written / "entities" / "harbours.ttl").open("a", encoding="utf-8") as file:
        file.writelines(f'id:{one} a ox:State ; rdfs:label "{one}"@en , "{one} 島"@zh-Hant .\n' for one in ISLANDS)
    claims = written / "quill-harbours" / "claims" / "A01.trig"
    ostra = f"    id:Ostra ox:hasInterest id:{HERRING} .\n    id:Velm"
    islands = "".join(f"    id:{one} ox:hasInterest id:{HERRING} .\n" for one in ISLANDS)
    text = claims.read_text(encoding="utf-8")
    assert text.count(ostra) == 1
    claims.write_text(text.replace(ostra, islands + ostra), encoding="utf-8")
    return build(folder / "data", Inputs(written, None, Names()), lambda _: None)
