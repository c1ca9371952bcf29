"""The README's commands are run and print what it shows."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def served(data: Path) -> Iterator[str]:
    """The address at which the README's first command serves, on a free port and with a data directory of its own."""
    command = blocks("sh")[0].strip()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"PORT": str(port), "OXIANA_DATA": str(data)}
    with subprocess.Popen(command.split(), cwd=ROOT, env=environment, start_new_session=True) as process:
        try:
            wait_until_it_answers(address, process)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Return when the service answers; fail when it ends or takes longer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, f"make serve ended with {process.returncode}"
        try:
            httpx.get(f"{address}/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing answered at {address} within {seconds} s")


def test_the_question_of_the_readme_gets_the_answer_it_shows(served: str) -> None:
    command = blocks("sh")[1].replace("http://127.0.0.1:8000", served)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.replace("\r\n", "\n") == blocks("csv")[0]


def test_the_claim_that_the_readme_links_to_has_a_page(served: str) -> None:
    link = re.findall(r"<(http://127\.0\.0\.1:8000/claim/[^>]+)>", README)[0]
    page = httpx.get(link.replace("http://127.0.0.1:8000", served), headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "F12.s3c1" in page.text


def test_the_explanation_of_the_readme_is_what_the_command_prints(served: str, data: Path) -> None:
    assert served, "it is built"
    command = blocks("sh")[3].split()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"OXIANA_DATA": str(data)}, capture_output=True, text=True
    )
    assert done.stdout == blocks("text")[0]


def test_the_picture_of_the_readme_is_the_lattice_that_is_served(served: str) -> None:
    answer = httpx.get(f"{served}/lattice", headers={"Accept": "image/svg+xml"})
    assert answer.text == (ROOT / "docs" / "lattice.svg").read_text(encoding="utf-8")


def test_the_third_command_is_the_one_that_runs_this_test() -> None:
    assert blocks("sh")[2].strip() == "make test"


def test_the_first_success_stands_within_one_screen() -> None:
    assert README[: README.index("Run every check")].count("\n") <= 45


def test_the_citation_of_the_readme_is_what_the_command_prints_but_for_the_version(served: str, data: Path) -> None:
    assert served, "it is built"
    command = next(one for one in blocks("sh") if " cite F" in one).split()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"OXIANA_DATA": str(data)}, capture_output=True, text=True
    )
    shown = next(one for one in blocks("text") if "/claim/" in one and "sha256" in one)
    version = httpx.get(f"{served}/health").json()["version"]
    assert f"sha256 {version[:16]}" in done.stdout
    assert done.stdout == re.sub(r"sha256 [0-9a-f]{16}", f"sha256 {version[:16]}", shown)


def test_the_cited_answer_of_the_readme_is_what_the_command_prints_but_for_the_version_and_the_year(
    served: str, data: Path
) -> None:
    assert served, "it is built"
    command = next(one for one in blocks("sh") if " cite --query" in one).split()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"OXIANA_DATA": str(data)}, capture_output=True, text=True, check=True
    )
    shown = next(one for one in blocks("text") if "/query/" in one)
    assert masked(done.stdout) == masked(shown)
    identifier = done.stdout.splitlines()[0].rsplit("/", 1)[1]
    page = httpx.get(f"{served}/query/{identifier}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "F12.6" in page.text


def masked(told: str) -> str:
    """A citation without what follows from the version of the dataset and the day."""
    return re.sub(r"(?<=query/)[0-9a-f]{32}|(?<=sha256 )[0-9a-f]{16}|(?<=project\. \()\d{4}", "…", told)
