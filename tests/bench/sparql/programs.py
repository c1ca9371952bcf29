"""The programs of a bench: this project, packages of Debian, and packages of Python in an environment of their own."""

import re
import shutil
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

OXIANA = (str(Path(sys.executable).with_name("oxiana")),)
ENGINE = f"oxigraph=={version('pyoxigraph')}"  # the same engine
ENDPOINT = "rdflib-endpoint==0.6.3"
# By the Debian package that has it.
DEBIAN = {
    "wrk": "wrk",
    "nginx": "nginx-light",
    "virtuoso-t": "virtuoso-opensource-7-bin",
    "isql-vt": "virtuoso-opensource-7-bin",
}
SYSTEM = ("/usr/sbin", "/usr/local/sbin")  # where programs are that a user's PATH may leave out


class AbsentError(Exception):
    """A program is not on this machine."""


def program(name: str) -> str:
    """The path of one of Debian's programs.

    Raises:
        AbsentError: it is absent; says which package has it.
    """
    found = shutil.which(name) or shutil.which(name, path=":".join(SYSTEM))
    if not found:
        raise AbsentError(f"{name} is absent; on Debian: apt-get install {DEBIAN[name]}")
    return found


def version_of_virtuoso() -> str:
    """What Virtuoso calls its version; a 7 without more where it is absent."""
    try:
        virtuoso = program("virtuoso-t")
    except AbsentError:
        return "7"
    said = subprocess.run([virtuoso, "-?"], capture_output=True, text=True).stderr
    found = re.search(r"Version (\S+)", said)
    return found[1] if found else "7"


def environment(folder: Path, *packages: str) -> Path:
    """The folder with the commands of some packages, installed once.

    Raises:
        AbsentError: they cannot be installed.
    """
    commands = folder / "bin"
    if not (folder / "installed").exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(commands / "pip"), "--disable-pip-version-check", "install", "--quiet", *packages]
        done = subprocess.run(pip, capture_output=True, text=True)
        if done.returncode:
            raise AbsentError(f"{' '.join(packages)} cannot be installed: {done.stderr.strip().splitlines()[-1]}")
        (folder / "installed").touch()
    return commands
