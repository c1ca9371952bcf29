"""A data directory in which one version has followed another: the invented source, edited and built again."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graph.build import Inputs, build
from ontology.terms import Names
from tests.conftest import SECOND, silent

SLUG = "quill-harbours"
CLAIMS = f"{SLUG}/claims/A01.trig"
OLD_GLOSS, NEW_GLOSS = "Velm does not face piracy.", "Piracy is no threat to Velm."
ADDED = """
claim:A1.5 a ox:Claim ; ox:statedIn text:A1.s3c1 ; ox:modality ox:Hedged ; ox:kind ox:Evaluation ;
    ox:gloss "Corran may face piracy."@en , "科蘭或有海盜之患。"@zh-Hant .
claim:A1.5 { id:Corran ox:facesThreat id:Piracy . }
"""
TOMBSTONE = """
text:A1.s2c2 ox:carriesNoClaim ox:Repetition .
claim:A1.2 a ox:WithdrawnClaim ; <http://purl.org/dc/terms/isReplacedBy> claim:A1.1 ;
    <http://www.w3.org/2004/02/skos/core#changeNote> "It only said A1.1 again."@en , "僅重述 A1.1。"@zh-Hant .
"""
GROWN = """
claim:A1.5 a ox:Claim ; ox:statedIn text:A1.s3c1 ; ox:modality ox:Hedged ; ox:kind ox:Evaluation ;
    ox:gloss "Corran may face piracy."@en , "科蘭或有海盜之患。"@zh-Hant .
claim:A1.5 { id:Corran ox:facesThreat id:Piracy . }

claim:A1.6 a ox:Claim ; ox:statedIn text:A1.s3c1 ; ox:modality ox:Asserted ; ox:kind ox:Evaluation ;
    ox:gloss "Ostra faces piracy."@en , "奧斯特拉有海盜之患。"@zh-Hant .
claim:A1.6 { id:Ostra ox:facesThreat id:Piracy . }

claim:A1.7 a ox:Claim ; ox:statedIn text:A1.s2c1 ; ox:modality ox:Asserted ; ox:kind ox:Fact ;
    ox:gloss "Velm has an economic interest in the herring grounds."@en , "維姆在鯡場有經濟利益。"@zh-Hant .
claim:A1.7 { id:Velm ox:hasInterest id:EconomicInterestInTheHerringGrounds . }
"""
MOMENTS = ["2024-01-10T10:00:00.250000Z", "2024-06-01T00:00:00Z", "2025-02-03T04:05:06Z", "2026-01-01T12:00:00Z"]


@dataclass(frozen=True)
class History:
    """The data directory, and the versions in their order."""

    data: Path
    versions: tuple[str, ...]

    @property
    def current(self) -> str:
        """The last version."""
        return self.versions[-1]


def history(folder: Path) -> History:
    """Four versions: claims added and reworded; one withdrawn with a word and one without; an entity called otherwise.

    The last two have the same number.
    """
    files, data = folder / "files", folder / "data"
    shutil.copytree(SECOND, files)

    def edit(name: str, change: Callable[[str], str]) -> None:
        path = files / name
        text = path.read_text(encoding="utf-8")
        assert change(text) != text
        path.write_text(change(text), encoding="utf-8")

    def number(old: str, new: str) -> None:
        edit("CITATION.cff", lambda text: text.replace(f'version: "{old}"', f'version: "{new}"'))

    def withdraw(text: str) -> str:
        claim = text[text.index("claim:A1.2 a ox:Claim") : text.index("claim:A1.3 a ox:Claim")]
        return text.replace(claim, TOMBSTONE).replace(ADDED, "")

    def made() -> str:
        return build(data, Inputs(files, None, Names()), silent).version

    versions = [made()]
    number("1.2.0", "1.3.0")
    edit(CLAIMS, lambda text: text.replace(OLD_GLOSS, NEW_GLOSS) + ADDED)
    versions.append(made())
    number("1.3.0", "2.0.0")
    edit(CLAIMS, withdraw)
    versions.append(made())
    edit("entities/trade.ttl", lambda text: text.replace("want of salt", "lack of salt"))
    versions.append(made())
    for version, moment in zip(versions, MOMENTS, strict=True):
        record = data / "versions" / f"{version}.json"
        told = json.loads(record.read_bytes())
        record.write_text(json.dumps(told | {"moments": [moment]}), encoding="utf-8")
    return History(data, tuple(versions))


def grow(files: Path) -> None:
    """Add three claims (A1.5, A1.6, A1.7) to a copy of the invented source, reword A1.4, and withdraw A1.2."""
    path = files / CLAIMS
    text = path.read_text(encoding="utf-8")
    withdrawn = text[text.index("claim:A1.2 a ox:Claim") : text.index("claim:A1.3 a ox:Claim")]
    assert OLD_GLOSS in text
    text = text.replace(withdrawn, TOMBSTONE).replace(OLD_GLOSS, NEW_GLOSS) + GROWN
    path.write_text(text, encoding="utf-8")
