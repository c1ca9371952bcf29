"""The folder of a static twin: written beside its place and put there whole, over a former twin and nothing else."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from uuid import uuid4

from ontology.errors import ConflictError, UnavailableError

SUMS = "SHA256SUMS"  # as sha256sum writes and checks it


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new folder to write to, which takes the place of another when all is written.

    Raises:
        ConflictError: there is something that is no former twin, or a file that was added to one, or changed.
        UnavailableError: it cannot be written.
    """
    folder = folder.absolute()
    _check(folder)
    draft = folder.parent / f".{folder.name}-{uuid4().hex}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        yield draft
        former = folder.parent / f".{folder.name}-{uuid4().hex}"
        if folder.exists():
            folder.rename(former)
        draft.rename(folder)
        shutil.rmtree(former, ignore_errors=True)
    except OSError as error:
        where = error.filename or folder
        raise UnavailableError(f"{where} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def summed(hashes: Mapping[str, str]) -> str:
    """The list of files and their SHA-256."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))


def _check(folder: Path) -> None:
    """See that nothing would be lost."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / SUMS).is_file():
        raise ConflictError(f"{folder} is there, and no former export; name another folder, or remove it")
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    known = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != SUMS and (name not in known or _digest(path) != known[name]):
            why = "changed" if name in known else "added"
            raise ConflictError(
                f"{path} was {why} since the export, and would be lost; name another folder, or remove it"
            )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
