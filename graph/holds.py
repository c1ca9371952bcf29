"""Holding a build: as long as somebody reads its folder, nobody removes it.

It is a shared lock on the folder, which the system lets go when its holder ends, however that ends.
"""

import fcntl
import os
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


def is_held(path: Path) -> bool:
    """Whether somebody holds a folder, or a file; nobody holds what is not there."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
