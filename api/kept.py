"""Answers that are kept as they were sent."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeAlias

from starlette.types import Message

OVERHEAD = 1024  # bytes that an answer takes beside its body and its key

Headers: TypeAlias = list[tuple[bytes, bytes]]
Key: TypeAlias = tuple[bytes, ...]


@dataclass(frozen=True)
class Kept:
    """A complete answer, and the version of the dataset that it is of."""

    version: object
    headers: Headers
    etag: bytes
    body: bytes

    def messages(self, matched: bytes | None, *, is_head: bool = False) -> list[Message]:
        """What is sent of it: nothing but that it still holds to a client that has it (RFC 9110 §13.1.2).

        `matched` is the field If-None-Match of the request.
        """
        if matched is not None and self._is_among(matched):
            headers = [one for one in self.headers if not one[0].startswith(b"content-")]
            status, body = 304, b""
        else:
            headers, status, body = [*self.headers], 200, b"" if is_head else self.body
        return [
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body},
        ]

    def _is_among(self, matched: bytes) -> bool:
        tags = [one.strip().removeprefix(b"W/") for one in matched.split(b",")]
        return self.etag in tags or tags == [b"*"]


class Shelf:
    """Kept answers, up to `most` bytes in all, and none of more than `each`; the one unasked for longest goes first."""

    def __init__(self, most: int, each: int) -> None:
        self.most, self.each = most, min(each, most)
        self.bytes = self.hits = self.misses = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key, version: object) -> Kept | None:
        """An answer, if it is of that version."""
        kept = self._kept.get(key)
        if kept is None or kept.version != version:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return kept

    def again(self, key: Key, version: object, etag: bytes) -> Kept | None:
        """An answer that was got before, if it still holds; where it does not, nothing is counted."""
        kept = self._kept.get(key)
        return self.get(key, version) if kept and kept.version == version and kept.etag == etag else None

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer in place of an earlier one, if it is not too large."""
        self._drop(key)
        size = _size(key, kept)
        if size > self.each:
            return
        self._kept[key] = kept
        self.bytes += size
        while self.bytes > self.most:
            self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Drop everything."""
        self._kept.clear()
        self.bytes = 0

    def _drop(self, key: Key) -> None:
        if kept := self._kept.pop(key, None):
            self.bytes -= _size(key, kept)


def _size(key: Key, kept: Kept) -> int:
    return sum(map(len, key)) + len(kept.body) + OVERHEAD
