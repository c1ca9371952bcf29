"""Settings by flags, environment and file, and what is told of them."""

import os
import re
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.api.settings_table import DOCUMENT, TABLE, options, table
from tests.api.test_cli import OXIANA, oxiana

TOML = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def served_rows(data: Path, *arguments: str, **environment: str) -> str:
    """What a service says of the limit of rows that it has."""
    command = [*OXIANA, "serve", "--data", str(data), "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        try:
            with httpx.Client(base_url=told.split()[-1], transport=httpx.HTTPTransport(retries=20)) as client:
                answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        finally:
            process.terminate()
            process.stderr.read()
    assert answer.status_code == 413, told
    return str(re.findall(r"\d+ rows", answer.json()["detail"])[0])


def test_a_flag_goes_before_the_environment_and_that_before_the_file(second_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "oxiana.toml"
    file.write_text("[limit]\nrows = 2\nworkers = 1\n", encoding="utf-8")
    assert served_rows(second_data, "--config", str(file)) == "2 rows"
    assert served_rows(second_data, OXIANA_CONFIG=str(file), OXIANA_LIMIT="rows=3 workers=1") == "3 rows"
    assert served_rows(second_data, "--limit", "rows=4", OXIANA_CONFIG=str(file), OXIANA_LIMIT="rows=3") == "4 rows"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('host = "::1"\nprot = 1\n', "{file}:2: there is no setting prot; there is port, "),
        ("[limits]\nrows = 1\n", "{file}:1: there is no setting limits; there is limit"),
        ("port = [1]\n", "{file}:1: port is one string or number"),
        ("\nproxy = 1\n", "{file}:2: proxy is a list of strings"),
        ("port = \n", "{file} is no TOML: Invalid value (at line 1"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "oxiana.toml"
    file.write_text(text, encoding="utf-8")
    done = oxiana("serve", "--config", file)
    assert done.returncode == 1
    assert told.format(file=file) in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = oxiana("serve", "--config", tmp_path / "nowhere.toml")
    assert (done.returncode, "cannot be read" in done.stderr) == (1, True)


def test_a_misspelt_variable_is_told_and_one_of_another_program_is_not() -> None:
    done = oxiana("serve", "--help", OXIANA_LIMITS="rows=3")
    assert done.returncode == 0
    done = oxiana("serve", "--data", "/nowhere", OXIANA_LIMITS="rows=3")
    assert (done.returncode, done.stderr) == (
        1,
        "oxiana: OXIANA_LIMITS in the environment is no setting; OXIANA_LIMIT is one\n",
    )
    assert "OXIANA" not in oxiana("serve", "--data", "/nowhere", OXIANA_SERVICE_PORT="80", OXIANA_TOKEN="x" * 40).stderr


def test_a_wrong_value_of_the_file_is_told_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "oxiana.toml"
    file.write_text('port = "many"\n', encoding="utf-8")
    assert "--port" in oxiana("serve", "--config", file).stderr


def test_every_setting_is_listed_by_help_with_its_variable() -> None:
    told = " ".join(oxiana("serve", "--help", COLUMNS="200").stdout.split())
    for one in options():
        assert one.opts[0] in told
        assert f"env var: {one.envvar}" in told
        assert one.help


def test_the_document_lists_every_setting() -> None:
    found = TABLE.search(DOCUMENT.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == table(), "renew it: python -m tests.api.settings_table"


def test_the_file_of_the_document_is_one_that_is_taken(second_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "oxiana.toml"
    shown = TOML.findall(DOCUMENT.read_text(encoding="utf-8"))[0]
    file.write_text(shown.replace("rows = 100000", "rows = 5").replace('"::"', '"127.0.0.1"'), encoding="utf-8")
    assert served_rows(second_data, "--config", str(file)) == "5 rows"
