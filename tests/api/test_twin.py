"""oxiana export --site: the same addresses as files, every link between them alive, nothing lost and nothing shown."""

import gzip
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from graph.attaching import attach
from graph.build import Build, Inputs, build, current
from graph.store import EmbeddedStore, Store, select
from graph.texts import originals
from ontology.terms import CANONICAL_BASE, Names
from tests.api.rewriting import Outcome, Rewriting
from tests.api.sites import Site
from tests.api.test_cli import oxiana
from tests.conftest import EXAMPLES, SECOND, silent

SUB_PATH = "https://example.org/texts/quill/"
FORMS = {"/similarity", "/cite"}  # they are asked for with things, which a form adds
THINGS = """
PREFIX graph: <https://w3id.org/oxiana/graph/>
SELECT DISTINCT ?thing {
  { ?thing ?p ?o } UNION { GRAPH graph:derivations { ?thing ?p ?o } }
  FILTER (STRSTARTS(STR(?thing), "https://w3id.org/oxiana/") && !CONTAINS(STR(?thing), "#"))
}
"""


def export(data: Path, folder: Path, *arguments: str) -> None:
    done = oxiana("export", "--site", folder, "--data", data, *arguments)
    assert done.returncode == 0, done.stderr
    assert "writing pages and data" in done.stderr
    assert re.search(r"holds version [0-9a-f]{12} in \d+ files", done.stdout)


@pytest.fixture(scope="module")
def twin(second_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The twin of the invented source; not to be written to."""
    folder = tmp_path_factory.mktemp("twin") / "site"
    export(second_data, folder)
    return folder


def test_every_link_between_pages_holds_and_none_is_to_this_machine(twin: Path, client: httpx.Client) -> None:
    site = Site(twin)
    assert list(site.broken()) == []
    assert len(site.pages) > 300
    hosts = {urlsplit(link).hostname for link in site.outside}
    assert not [host for host in hosts if host in ("localhost", "127.0.0.1", "testserver")]
    asked = sorted(link for link in site.outside if link.startswith(CANONICAL_BASE))
    paths = {urlsplit(link).path.removeprefix("/oxiana") for link in asked}
    assert {"/sparql", "/search", "/explain", "/docs"} <= paths
    sample = [link for link in asked if urlsplit(link).query][::5]
    for link in [*sample, *(CANONICAL_BASE + path.removeprefix("/") for path in sorted(paths - FORMS))]:
        answer = client.get("/" + link.removeprefix(CANONICAL_BASE), headers={"Accept": "text/html, */*;q=0.5"})
        assert answer.status_code == 200, (link, site.outside.get(link))


def test_every_thing_is_a_page_in_both_languages_and_data_as_the_service_gives_it(
    twin: Path, client: httpx.Client, second_store: Store
) -> None:
    paths = sorted(str(row["thing"]).removeprefix(CANONICAL_BASE) for row in select(second_store, THINGS))
    assert {path.split("/")[0] for path in paths} == {"id", "claim", "text", "rule", "query", "inference", "ontology"}
    for path in [*paths, "lattice"]:
        for language, name in (("en", f"{path}.html"), ("zh-Hant", f"{path}.zh-Hant.html")):
            assert f'<html lang="{language}">' in (twin / name).read_text(encoding="utf-8")
        assert (twin / f"{path}.jsonld").is_file()
    for path in paths[::25]:
        for extension in ("ttl", "jsonld"):
            assert (twin / f"{path}.{extension}").read_bytes() == client.get(f"/{path}.{extension}").content
    claim = "claim/quill-harbours/A2.7.trig"
    assert (twin / claim).read_bytes() == client.get(f"/{claim}").content
    for name in ("index.html", "tensions.html", "contested.zh-Hant.html", "static/oxiana.css"):
        assert (twin / name).is_file()
    void = Graph().parse(twin / ".well-known" / "void.ttl")
    assert isomorphic(void, Graph().parse(data=client.get("/.well-known/void?format=turtle").text, format="turtle"))


def test_a_page_leads_to_its_other_language_its_data_and_the_service(twin: Path) -> None:
    text = (twin / "claim" / "quill-harbours" / "A1.1.zh-Hant.html").read_text(encoding="utf-8")
    assert '<form method="get" action="/' not in text
    assert 'href="../../claim/quill-harbours/A1.1.html" hreflang="en"' in text
    assert 'type="text/turtle" href="../../claim/quill-harbours/A1.1.ttl"' in text
    assert '<link rel="canonical" href="https://w3id.org/oxiana/claim/quill-harbours/A1.1">' in text
    assert "A1.s2c1.zh-Hant.html" in text
    site = Site(twin)
    own = [name for name, page in site.pages.items() if not name.endswith("/index.html") and len(page.languages) != 1]
    assert own == []


def test_the_whole_dataset_and_a_list_of_all_files_are_there(twin: Path, second_build: Build) -> None:
    nquads = gzip.decompress((twin / "dataset.nq.gz").read_bytes())
    assert nquads == (second_build.path / "dataset.nq").read_bytes()
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=twin, check=False)
    assert done.returncode == 0
    listed = {line[66:] for line in (twin / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    assert listed == Site(twin).files - {"SHA256SUMS"}


@pytest.mark.parametrize("root", [None, "/texts/quill"])
def test_a_base_with_a_path_and_a_root_change_no_link_but_its_beginning(root: str | None, tmp_path: Path) -> None:
    build(tmp_path / "data", Inputs(SECOND, EXAMPLES, Names(SUB_PATH)), silent)
    export(tmp_path / "data", tmp_path / "site", *(["--root", root] if root else []))
    site = Site(tmp_path / "site", root)
    assert list(site.broken()) == []
    assert [link for link in site.outside if CANONICAL_BASE in link] == []
    assert any(link.startswith(f"{SUB_PATH}sparql?query=") for link in site.outside)
    home = (tmp_path / "site" / "id" / "Velm.html").read_text(encoding="utf-8")
    assert f'href="{root or ".."}/index.html"' in home


def test_the_same_build_gives_the_same_bytes_and_takes_the_place_of_a_former_twin(
    twin: Path, second_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(twin, folder)
    export(second_data, folder)
    assert (folder / "SHA256SUMS").read_bytes() == (twin / "SHA256SUMS").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


@pytest.mark.parametrize("what", ["a folder of others", "a file", "an added file", "a changed file"])
def test_nothing_of_others_is_lost(what: str, twin: Path, second_data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    precious = folder / "id" / "mine.txt"
    if what == "a file":
        precious = folder
    elif what in ("an added file", "a changed file"):
        shutil.copytree(twin, folder)
        precious = folder / "id" / "Velm.html" if what == "a changed file" else precious
    precious.parent.mkdir(parents=True, exist_ok=True)
    precious.write_text("precious", encoding="utf-8")
    done = oxiana("export", "--site", folder, "--data", second_data)
    assert done.returncode == 1
    assert str(folder) in done.stderr.splitlines()[-1]
    assert precious.read_text(encoding="utf-8") == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_cannot_be_written_a_root_that_is_no_path_and_no_build_are_one_sentence(
    second_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = oxiana("export", "--site", tmp_path / "file" / "site", "--data", second_data)
    assert (done.returncode, done.stderr.strip().splitlines()[-1].startswith("oxiana: ")) == (1, True)
    assert "Traceback" not in done.stderr
    assert oxiana("export", "--site", tmp_path / "site", "--root", "here", "--data", second_data).returncode == 2
    assert oxiana("export", "--data", second_data).returncode == 2
    assert "run: oxiana build" in oxiana("export", "--site", tmp_path / "site", "--data", tmp_path / "none").stderr


def test_an_attached_text_is_never_written(second_data_copy: Path, tmp_path: Path) -> None:
    built = current(second_data_copy)
    original = originals(EmbeddedStore.open(built.store_path), Names())["quill-harbours"]
    attach(second_data_copy, original, SECOND / "quill-harbours" / "text.txt")
    export(second_data_copy, tmp_path / "site")
    page = (tmp_path / "site" / "text" / "quill-harbours" / "A1.s2c2.html").read_text(encoding="utf-8")
    assert "126–156" in page
    assert "Ostra has it too" not in page


def test_apache_gives_each_address_what_is_accepted(twin: Path) -> None:
    apache = Rewriting((twin / ".htaccess").read_text(encoding="utf-8"), twin)
    assert apache.ask("id/Velm", "text/html,*/*;q=0.8") == Outcome(200, "id/Velm.html")
    assert apache.ask("id/Velm", "text/html", "zh-TW,en") == Outcome(200, "id/Velm.zh-Hant.html")
    assert apache.ask("id/Velm", "text/turtle, */*;q=0.1", "zh") == Outcome(200, "id/Velm.ttl")
    assert apache.ask("id/Velm", "application/ld+json") == Outcome(200, "id/Velm.jsonld")
    assert apache.ask("id/Velm", "text/html, text/turtle;q=0.5") == Outcome(200, "id/Velm.html")
    assert apache.ask("claim/quill-harbours/A2.7", "application/trig").target == "claim/quill-harbours/A2.7.trig"
    assert apache.ask("id/Velm", "application/trig") == Outcome(200, "id/Velm.html")
    assert apache.ask("text/quill-harbours", "text/html") == Outcome(200, "text/quill-harbours.html")
    assert apache.ask(".well-known/void") == Outcome(200, ".well-known/void.jsonld")
    assert apache.ask("id/Velm.ttl", "text/html") == Outcome(200, "id/Velm.ttl")
    assert apache.ask("id/Nobody", "text/html") == Outcome(200, "id/Nobody")  # which is not there


def test_a_host_that_looks_into_folders_is_led_to_the_page(twin: Path) -> None:
    assert 'url=../../text/quill-harbours.html"' in (twin / "text" / "quill-harbours" / "index.html").read_text("utf-8")


def test_an_iri_that_no_file_can_be_called_by_is_told_and_nothing_is_written(second_copy: Path, tmp_path: Path) -> None:
    name = "x" * 300
    for path in second_copy.rglob("*.t*"):
        path.write_text(re.sub(r"id:SaltRiots\b", f"id:{name}", path.read_text(encoding="utf-8")), encoding="utf-8")
    done = oxiana("build", "--from", second_copy, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    done = oxiana("export", "--site", tmp_path / "site", "--data", tmp_path / "data")
    assert done.returncode == 1
    assert f"{name} cannot be written: no file can be called so" in done.stderr
    assert not (tmp_path / "site").exists()


def test_mappings_are_written_and_a_link_to_a_graph_leads_to_the_service(linked_build: Build, tmp_path: Path) -> None:
    export(linked_build.path.parent.parent, tmp_path / "site")
    site = Site(tmp_path / "site")
    assert list(site.broken()) == []
    assert f"{CANONICAL_BASE}graph/entities" in site.outside
    assert (tmp_path / "site" / "mapping" / "wikidata" / "Velm" / "closeMatch" / "Q900000003.html").is_file()


def test_every_link_of_the_chapter_holds(chapter_build: Build, tmp_path: Path) -> None:
    export(chapter_build.path.parent.parent, tmp_path / "site")
    site = Site(tmp_path / "site")
    assert list(site.broken()) == []
    assert len(site.pages) > 10_000
