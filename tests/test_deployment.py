"""The Dockerfile and the unit of systemd: their commands are ours, and they ask for no privilege."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.settings import SECONDS_TO_STOP
from tests.api.test_cli import OXIANA

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNIT = ROOT / "docs" / "oxiana.service"
BINARY = "/opt/oxiana/bin/oxiana"


def words(instruction: str) -> list[str]:
    """The words of an instruction of the Dockerfile that has them in JSON."""
    found = re.findall(rf"\b{instruction} (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1]
    return [str(one) for one in json.loads(found)]


def lines(key: str) -> list[str]:
    """The values of a key of the unit."""
    return re.findall(rf"^{key}=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)


@contextmanager
def run(command: Sequence[str], before: Sequence[str] = (), **environment: str) -> Iterator[str]:
    """The address of a service that a command starts, but with our binary and a port that is free."""
    own = [*before, *OXIANA, *command[1:], "--port", "0"]
    with subprocess.Popen(own, stderr=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        try:
            assert "serves version" in told, told + process.stderr.read()
            port = told.rpartition(":")[2].strip()
            with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
                assert client.get(f"http://127.0.0.1:{port}/health").status_code == 200
            yield port
        finally:
            process.terminate()
            process.stderr.read()
    assert process.returncode == 0


def test_the_command_of_the_image_serves_and_its_health_check_passes_while_it_does(second_data: Path) -> None:
    command = [*words("ENTRYPOINT"), *words("CMD")]
    assert command[0] == BINARY
    check = words("HEALTHCHECK.* CMD")
    with run(command, OXIANA_DATA=str(second_data)) as port:
        asked = [sys.executable, *(one.replace(":8000", f":{port}") for one in check[1:])]
        assert subprocess.run(asked, check=False).returncode == 0
    assert subprocess.run(asked, check=False, stderr=subprocess.DEVNULL).returncode != 0


def test_the_image_is_of_one_base_and_its_user_is_nobody() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert set(bases) == {"python:3.11-slim"}
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 65534:65534$", last, re.MULTILINE)
    assert "RUN" not in last


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {name for name in kept if not (ROOT / name).exists()} == set()
    assert {"api", "graph", "ontology", "pyproject.toml", "requirements.lock"} <= kept


def test_the_build_of_the_image_is_a_command_of_ours(second: Path, tmp_path: Path) -> None:
    command = shlex.split(re.findall(rf"{BINARY} (build .*) \\$", DOCKERFILE, re.MULTILINE)[0])
    command[command.index("--data") + 1] = str(tmp_path)
    subprocess.run([*OXIANA, *command, "--from", str(second)], check=True, capture_output=True)
    assert (tmp_path / "current").exists()


def test_the_commands_of_the_unit_build_and_serve(second: Path, tmp_path: Path) -> None:
    before, start = (shlex.split(lines(key)[0]) for key in ("ExecStartPre", "ExecStart"))
    assert before[0] == start[0] == BINARY
    environment = dict(one.replace("%S", str(tmp_path)).split("=") for one in lines("Environment"))
    built = [*OXIANA, *before[1:], "--from", str(second)]
    subprocess.run(built, check=True, capture_output=True, env=os.environ | environment)
    with run(start, **environment) as port:
        headers = {"X-Forwarded-For": "203.0.113.1", "X-Request-Id": "named-by-the-proxy"}
        answer = httpx.get(f"http://127.0.0.1:{port}/health/ready", headers=headers)
    assert answer.headers["x-request-id"] == "named-by-the-proxy"


def test_the_unit_gives_answers_more_time_to_end_than_the_service_takes() -> None:
    assert int(lines("TimeoutStopSec")[0]) > 2 * SECONDS_TO_STOP
    assert lines("KillMode") == ["mixed"], "else the workers would be told to stop, too"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is absent on this machine")
def test_systemd_finds_no_fault_in_the_unit_and_little_exposure(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace(BINARY, sys.executable)  # it looks whether the program is there
    (tmp_path / UNIT.name).write_text(text, encoding="utf-8")
    path = str(tmp_path / UNIT.name)
    verified = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    assert [line for line in verified.stderr.splitlines() if UNIT.name in line] == []
    security = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", path]
    judged = subprocess.run(security, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def may_unshare() -> bool:
    tool = shutil.which("unshare")
    return bool(tool) and subprocess.run([str(tool), "-m", "true"], check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not may_unshare(), reason="file systems cannot be mounted here")
def test_it_serves_where_nothing_at_all_can_be_written(second_data: Path) -> None:
    # Each file system read-only, so that only what is in memory changes.
    script = (
        "mount --make-rprivate / && for at in $(cut -d' ' -f2 /proc/mounts); do mount -o remount,bind,ro $at; done "
        '2>/dev/null; ! touch "$OXIANA_DATA/x" 2>/dev/null || exit 3; exec "$@"'
    )
    before = ["unshare", "-m", "sh", "-c", script, "sh"]
    with run([*words("ENTRYPOINT"), "serve"], before, OXIANA_DATA=str(second_data)) as port:
        query = {"query": "SELECT * { ?s ?p ?o } LIMIT 3", "format": "csv"}
        assert httpx.get(f"http://127.0.0.1:{port}/sparql", params=query).text.count("\n") == 4
