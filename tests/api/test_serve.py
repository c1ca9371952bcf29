"""oxiana serve, run as a person runs it."""

import re
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from api.serving import listen
from tests.api.test_cli import OXIANA, TENSIONS, oxiana


def test_a_port_in_use_is_one_sentence_and_status_1(second_data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = oxiana("serve", "--data", second_data, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert re.fullmatch(
        r"oxiana: cannot listen on 127\.0\.0\.1:\d+: .* choose another with --port or --host\n", done.stderr
    )


def test_serve_answers_its_first_query_within_three_seconds(second_data: Path) -> None:
    started = time.monotonic()
    command = [*OXIANA, "serve", "--data", str(second_data), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            address = re.findall(r"http://\S+", process.stderr.readline())[0]
            answer = httpx.get(f"{address}/sparql", params={"query": TENSIONS})
            assert answer.json()["results"]["bindings"]
            assert time.monotonic() - started < 3
        finally:
            process.terminate()


def test_answers_are_sent_without_waiting_for_acknowledgements() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_serve_plain_makes_a_store_that_the_holder_of_the_token_writes(tmp_path: Path) -> None:
    bearer = "a bearer of the tests"
    (tmp_path / "token").write_text(f"{bearer}\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [*OXIANA, "serve", "--plain", str(tmp_path / "plain"), "--token-file", str(tmp_path / "token")]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [*command, "--base", f"{url}/", "--port", str(port)], stderr=subprocess.PIPE, text=True
    ) as served:
        try:
            assert served.stderr is not None
            told = served.stderr.readline()
            assert f"the store in {tmp_path / 'plain'} on {url}" in told
            headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "text/turtle"}
            with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
                made = client.put(f"{url}/graph/a", content=b"<> <b> <c> .", headers=headers)
            assert made.status_code == 201
            assert f"<{url}/graph/a>" in httpx.get(f"{url}/graph/a", headers={"Accept": "application/n-triples"}).text
            second = oxiana(*command[1:], "--port", "0")
            assert (second.returncode, "cannot be written" in second.stderr) == (1, True)
        finally:
            served.terminate()
            rest = served.communicate()[1]
        assert bearer not in told + rest


@pytest.mark.parametrize(
    ("content", "told"), [(b"too short", "9 characters, and 16 are the least"), (None, "cannot be read")]
)
def test_serve_refuses_a_token_file_that_is_no_good(tmp_path: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    done = oxiana("serve", "--plain", tmp_path / "plain", "--token-file", tmp_path / "token", "--port", "0")
    assert done.returncode == 1
    assert told in done.stderr
    assert "too short" not in done.stderr


def test_a_base_is_for_a_plain_store_only(tmp_path: Path) -> None:
    assert oxiana("serve", "--data", tmp_path, "--base", "http://e.org/").returncode == 2


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("rows", "rows needs a number"),
        ("rows=many", "rows needs a number, not 'many'"),
        ("rows=1.5", "rows needs a number"),
        ("rows=0", "above 0"),
        ("seconds=inf", "above 0"),
        ("patience=3", "there is no limit patience; there are seconds, memory"),
    ],
)
def test_a_wrong_limit_is_told(limit: str, told: str) -> None:
    done = oxiana("serve", "--limit", limit)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())


def test_the_limits_of_the_command_line_hold(second_data: Path) -> None:
    command = [*OXIANA, "serve", "--data", str(second_data), "--port", "0", "--limit", "rows=2", "--limit", "workers=1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        url = served.stderr.readline().split()[-1]
        answer = httpx.get(f"{url}/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        served.terminate()
        served.stderr.read()
    assert answer.status_code == 413
    assert "2 rows" in answer.json()["detail"]


def test_a_damaged_build_is_one_sentence_with_the_way_out_and_status_1(second_data_copy: Path) -> None:
    table = next((second_data_copy / "current" / "store").glob("*.sst"))
    table.write_bytes(b"?" + table.read_bytes()[1:])
    done = oxiana("serve", "--data", second_data_copy, "--port", "0")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert re.search(r"is damaged: store/\d+\.sst is not as it was written; .*run: oxiana build", done.stderr)
