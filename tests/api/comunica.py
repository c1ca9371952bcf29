"""Comunica, a SPARQL client of the browser, run by Node."""

import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

VERSION = "4.5.0"  # later ones need Node 22


def comunica(*arguments: str) -> Any:  # noqa: ANN401 - whatever JSON it prints
    """What it finds, or makes, of what comunica.cjs is told."""
    command = ["node", str(Path(__file__).with_name("comunica.cjs")), str(_installed()), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def _installed() -> Path:
    """The folder where it is installed; kept from one run to the next."""
    folder = Path(tempfile.gettempdir(), f"oxiana-comunica-{VERSION}")
    if not (folder / "installed").exists():
        folder.mkdir(exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-save", f"@comunica/query-sparql@{VERSION}"]
        done = subprocess.run([*command, "--prefix", str(folder)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(f"npm cannot install Comunica: {done.stderr[-500:]}")
        (folder / "installed").touch()
    return folder
