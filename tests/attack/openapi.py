"""schemathesis over /openapi.json, as its command, with a check of our own beside its own (`openapi_checks`)."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.attack.openapi_checks import OUTCOMES
from tests.attack.service import TOKEN, Service
from tests.attack.tally import Tally
from tests.conftest import ROOT

# QUERY at /sparql cannot stand in OpenAPI 3.1, so that the checks of methods and of Allow would find it.
CHECKS = "only_told_faults,content_type_conformance,response_headers_conformance"


def openapi(service: Service, seconds: float, tally: Tally) -> str:
    """Requests that the description allows, and such that it does not, with the token."""
    with TemporaryDirectory() as folder:
        outcomes = Path(folder, "outcomes")
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "run",
            f"http://{service.host}:{service.port}/openapi.json", "--max-time", str(int(seconds)), "--workers", "2",
            "--checks", CHECKS, "--request-timeout", "60", "--header", f"Authorization:{TOKEN['Authorization']}",
            "--continue-on-failure", "--no-color", "--warnings", "off",
        ]  # fmt: skip
        environment = {
            "SCHEMATHESIS_HOOKS": "tests.attack.openapi_checks",
            OUTCOMES: str(outcomes),
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds + 300,
        )
        lines = outcomes.read_text().split() if outcomes.exists() else []
        for status in lines:
            tally.count(status)
        if done.returncode or not lines:
            tally.blame(f"schemathesis ends with {done.returncode}: {(done.stdout + done.stderr)[-6000:]}")
    return f"{len(lines)} requests, {seconds:.0f} s"
