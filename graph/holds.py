"""Holding a build: as long as somebody reads its folder, nobody removes it.

It is a shared lock on the folder, which the system lets go when its holder ends, however that ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Hold:
    """The hold on a folder."""

    def __init__(self, folder: Path) -> None:
        """Take it.

        Raises:
            OSError: the folder is not there, or not any more.
        """
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)  # waits for whoever removes it
            if not os.path.samestat(os.fstat(self._descriptor), folder.stat()):
                raise FileNotFoundError(folder)
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """Let it go."""
        os.close(self._descriptor)


@contextmanager
def unheld(path: Path) -> Iterator[bool]:
    """Whether nobody holds a folder, or a file; if so nobody takes it while the block runs.

    Nobody holds what is not there.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield True
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else is alone in a folder meanwhile: they wait; whoever is killed lets go.

    Raises:
        OSError: the folder is not there.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
