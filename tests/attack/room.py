"""A place for the data that can be full: a small file system in memory where we may mount one, else a folder."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

MIB = 256


@contextmanager
def room() -> Iterator[Path]:
    """The folder; `is_of_its_own` tells which it is."""
    with TemporaryDirectory() as folder:
        place = Path(folder, "room")
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={MIB}m", "oxiana-attack", str(place)]
        mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
        try:
            yield place
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", str(place)], check=True)


def is_of_its_own(place: Path) -> bool:
    """Whether a folder lies in a small file system of its own, which can be filled."""
    found = os.statvfs(place)
    return found.f_frsize * found.f_blocks <= MIB * 1024 * 1024
