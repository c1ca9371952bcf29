"""The invented source as it would be if nobody knew who wrote it, nor of which work it is a part."""

import shutil
from pathlib import Path

from graph.build import Build, Inputs, build
from graph.citations import Citations
from graph.store import EmbeddedStore
from ontology.terms import Names
from tests.conftest import SECOND, silent


def citations_of(built: Build) -> Citations:
    """Those of a build."""
    return Citations(EmbeddedStore.open(built.store_path, built.names), built.names, built.edition, built.version)


def anonymous(folder: Path) -> Build:
    """Build it in a folder."""
    written = Path(shutil.copytree(SECOND, folder / "hand-written"))
    source = written / "quill-harbours" / "source.ttl"
    text = source.read_text(encoding="utf-8").partition("# Who wrote it")[0]
    for line in ("    dcterms:creator text:author-1 ;\n", "    dcterms:isPartOf text:thesis ;\n"):
        assert line in text
        text = text.replace(line, "")
    source.write_text(text, encoding="utf-8")
    return build(folder / "data", Inputs(written, None, Names()), silent)
