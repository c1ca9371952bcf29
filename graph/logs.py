"""The engine's logs of a store: what was written, and is in no table yet.

They are RocksDB's write-ahead logs, with the records for files that are used again: a new log may begin in an old file,
whose former records follow the new ones. So the length of a log is not that of its file; but each record bears the
number of its log.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

BLOCK = 32 * 1024
HEADER = struct.Struct("<IHBI")  # checksum, length, kind, the log's number
KINDS = range(5, 9)  # a whole commit, or its first, middle or last part
LAST = (5, 8)


def logs(store: Path) -> list[Path]:
    """The logs of a store, the latest last."""
    return sorted(store.glob("*.log"), key=number)


def number(log: Path) -> int:
    """The number of a log, which is its name."""
    return int(log.stem)


def following(log: Path, start: int) -> tuple[bytes, int]:
    """What of a log stands after a place that a record begins at, and how many commits it is."""
    with log.open("rb") as file:
        file.seek(start)
        raw = file.read()
    found = list(_records(raw, start, number(log)))
    return raw[: found[-1][1] - start if found else 0], sum(kind in LAST for kind, _ in found)


def _records(raw: bytes, start: int, name: int) -> Iterator[tuple[int, int]]:
    """The records of a log: of each its kind, and where it ends."""
    place = start
    while True:
        left = BLOCK - place % BLOCK
        if left < HEADER.size:
            place += left
        if place - start + HEADER.size > len(raw):
            return
        _, length, kind, told = HEADER.unpack_from(raw, place - start)
        if kind not in KINDS or told != name & 0xFFFFFFFF:
            return
        place += HEADER.size + length
        yield kind, min(place, start + len(raw))
