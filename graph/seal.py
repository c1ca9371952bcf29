"""The seal of a folder that nobody writes any more: of each of its files the length and the SHA-256."""

import hashlib
import json
from pathlib import Path

NAME = "seal.json"
PASSING = ("LOG", "LOCK")  # the engine's diary and its lock, which it makes when it opens a store
LARGE = (".sst", ".nq")


def seal(folder: Path) -> None:
    """Put a seal on a folder."""
    told = {name: [file.stat().st_size, _digest(file)] for name, file in _files(folder).items()}
    (folder / NAME).write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")


def broken(folder: Path, *, whole: bool) -> str | None:
    """What of a sealed folder is not as it was; None where all is, or where there is no seal.

    Unless the `whole` is asked for, of tables and datasets only the length is looked at, so that it takes some
    milliseconds at any size.
    """
    if not (folder / NAME).exists():
        return None
    try:
        told = {str(name): (int(length), str(digest)) for name, (length, digest) in _told(folder).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return f"its {NAME} cannot be read"
    files = _files(folder)
    for name, (length, digest) in told.items():
        try:
            if files[name].stat().st_size != length:
                return f"{name} has another length than when it was written"
            if (whole or not name.endswith(LARGE)) and _digest(files[name]) != digest:
                return f"{name} is not as it was written"
        except KeyError:
            return f"{name} is missing"
        except OSError as error:
            return f"{name} cannot be read: {error.strerror}"
    more = sorted(set(files) - set(told))
    return f"{more[0]} does not belong to it" if more else None


def _told(folder: Path) -> dict[str, tuple[int, str]]:
    return json.loads((folder / NAME).read_text(encoding="utf-8"))  # type: ignore[no-any-return] # what is no such thing raises


def _files(folder: Path) -> dict[str, Path]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.name.startswith(PASSING))
    return {file.relative_to(folder).as_posix(): file for file in files if file != folder / NAME}


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
