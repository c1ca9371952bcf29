"""The command line, run as a person runs it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graph.build import Build, current

OXIANA = [str(Path(sys.executable).with_name("oxiana"))]
TENSIONS = "SELECT ?t WHERE { ?t a <https://w3id.org/oxiana/ontology#Tension> }"


def oxiana(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The finished command."""
    command = [*OXIANA, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)


def test_build_shows_progress_and_a_summary(second: Path, tmp_path: Path) -> None:
    done = oxiana("build", "--from", second, "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "· checking the shapes" in done.stderr
    assert re.search(r"^claims: \d+$", done.stdout, re.MULTILINE)
    assert "clauses covered" in done.stdout


def test_build_tells_a_program_the_same_in_json(second: Path, tmp_path: Path) -> None:
    done = oxiana("build", "--from", second, "--data", tmp_path, "--json")
    assert json.loads(done.stdout)["version"] == current(tmp_path).version


def test_check_writes_nothing(second: Path, tmp_path: Path) -> None:
    done = oxiana("check", "--from", second, OXIANA_DATA=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "data").exists()


def rows_under(title: str, printed: str) -> dict[str, dict[str, str]]:
    """The rows of a printed table, by their first cell."""
    head, _, *rows = printed[printed.index(title) :].split("\n\n")[0].splitlines()[1:]
    names = head.split()[1:]
    cells = [row.replace("in all", "in-all").split() for row in rows if "─" not in row]
    return {name: dict(zip(names, numbers, strict=True)) for name, *numbers in cells}


def test_check_and_build_print_a_line_for_each_paragraph_with_the_numbers_of_their_json(
    second: Path, tmp_path: Path
) -> None:
    told = json.loads(oxiana("check", "--from", second, "--json").stdout)["coverage"]["quill-harbours"]
    for command in (["check"], ["build", "--data", tmp_path]):
        printed = oxiana(*command, "--from", second).stdout
        first, other = (rows_under(f"quill-harbours: {one}", printed) for one in ("clauses", "claims by kind"))
        assert list(first) == list(other) == ["A1", "A2", "B1", "in-all"]
        for name, measure in {**told["paragraphs"], "in-all": told["in all"]}.items():
            assert first[name]["clauses"] == f"{measure['clauses covered']}/{measure['clauses']}"
            assert first[name]["claims"] == str(measure["claims"])
            assert first[name]["tensions"] == str(measure["tensions"])
            for row, counted in ((first[name], "claims by modality"), (other[name], "claims by kind")):
                for term in told["in all"][counted]:
                    assert row[term] == str(measure[counted].get(term, 0))


def test_the_coverage_of_the_packaged_data_is_legible_within_100_columns(chapter_build: Build) -> None:
    done = oxiana("build", "--data", chapter_build.path.parent.parent)
    assert done.returncode == 0, done.stderr
    printed = done.stdout[done.stdout.index(": clauses covered") :]
    assert max(map(len, printed.splitlines())) <= 100


def test_a_fault_of_a_file_is_one_line_with_its_place_and_status_1(second_copy: Path, tmp_path: Path) -> None:
    broken = second_copy / "quill-harbours" / "claims" / "A01.trig"
    broken.write_text(broken.read_text(encoding="utf-8") + "\nclaim:A1.99 a ox:Claim", encoding="utf-8")
    done = oxiana("build", "--from", second_copy, "--data", tmp_path)
    assert done.returncode == 1
    assert re.search(rf"^{re.escape(str(broken))}:\d+: ", done.stderr, re.MULTILINE)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["/", "雪", "deleted"])
def test_check_works_from_the_root_a_chinese_and_a_deleted_directory(place: str, second: Path, tmp_path: Path) -> None:
    folder = tmp_path / place
    folder.mkdir(exist_ok=True)
    command = [*OXIANA, "check", "--from", str(second)]
    script = 'cd "$1" && { [ "$2" != deleted ] || rmdir "$1"; } && shift 2 && exec "$@"'
    done = subprocess.run(
        ["sh", "-c", script, "sh", str(folder), place, *command],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_an_unknown_option_is_misuse_and_status_2() -> None:
    assert oxiana("build", "--sideways").returncode == 2


@pytest.mark.parametrize("base", ["ftp://example.org/", "https://example.org", "https://exa mple.org/"])
def test_a_base_that_is_no_iri_is_misuse(base: str, tmp_path: Path) -> None:
    done = oxiana("build", "--base", base, "--data", tmp_path)
    assert done.returncode == 2
    assert "--base" in done.stderr


def test_without_a_build_the_way_out_is_told(tmp_path: Path) -> None:
    for command in (["serve"], ["query", TENSIONS], ["source", "attach", "copy.txt"], ["source", "verify", "copy.txt"]):
        done = oxiana(*command, "--data", tmp_path)
        assert done.returncode == 1
        assert "run: oxiana build" in done.stderr


def test_a_data_directory_that_cannot_be_written_is_one_sentence(second: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = oxiana("build", "--from", second, "--data", tmp_path / "file")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_query_prints_a_table_with_prefixed_names(second_data: Path) -> None:
    done = oxiana(
        "query", "SELECT ?a WHERE { ?a a <https://w3id.org/oxiana/ontology#GreatPower> }", "--data", second_data
    )
    assert "id:EmpireOfMar" in done.stdout
    assert done.stdout.endswith("\n1 row\n")


def test_query_prints_json_and_csv(second_data: Path) -> None:
    assert json.loads(oxiana("query", TENSIONS, "--json", "--data", second_data).stdout)["head"]["vars"] == ["t"]
    assert oxiana("query", TENSIONS, "--csv", "--data", second_data).stdout.splitlines()[0] == "t"


def test_query_prints_a_construct_as_json_where_json_is_asked(second_data: Path) -> None:
    done = oxiana("query", "CONSTRUCT WHERE { ?s a ?o }", "--json", "--data", second_data)
    assert all(one["@id"] for one in json.loads(done.stdout))


def test_a_table_that_is_piped_on_has_one_line_a_row(second_data: Path) -> None:
    done = oxiana("query", f"SELECT ('{'long ' * 60}' AS ?words) {{}}", "--data", second_data)
    assert "long " * 60 in done.stdout


def test_query_prints_turtle_for_a_construct_and_a_word_for_an_ask(second_data: Path) -> None:
    assert "@prefix ox:" in oxiana("query", "CONSTRUCT WHERE { ?s ?p ?o }", "--data", second_data).stdout
    assert oxiana("query", "ASK {}", "--data", second_data).stdout == "true\n"


def test_a_malformed_query_is_one_sentence_with_its_position(second_data: Path) -> None:
    done = oxiana("query", "SELECT ?s {", "--data", second_data)
    assert done.returncode == 1
    assert done.stderr == "oxiana: the query is malformed at line 1, column 12, after 'SELECT ?s {'\n"


def test_query_reads_from_standard_input_where_the_query_is_a_dash(second_data: Path) -> None:
    command = [*OXIANA, "query", "-", "--csv", "--data", str(second_data)]
    done = subprocess.run(command, input=b"SELECT ('\xe9\x9b\xaa' AS ?w) {}", capture_output=True, check=True)
    assert done.stdout.decode() == "w\r\n雪\n"
    refused = subprocess.run(command, input=b"\xff", capture_output=True, check=False)
    assert (refused.returncode, refused.stderr) == (1, b"oxiana: the query is not UTF-8 (byte 0)\n")


@pytest.mark.parametrize("form", [[], ["--csv"], ["--json"]])
def test_a_terminal_that_cannot_show_an_answer_gets_it_all_the_same(form: list[str], second_data: Path) -> None:
    command = [*OXIANA, "query", "SELECT ('雪' AS ?w) {}", "--data", str(second_data), *form]
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("雪".encode() if form else rb"\u96ea") in done.stdout
