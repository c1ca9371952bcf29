"""The journal: a line for each request, and for whatever the parts of the service have to say, to standard error.

JSON for programs, words for a terminal. A thread of its own writes the lines, so that nobody waits for whoever reads
them; where they come faster than they are read, the newest are dropped, and how many is told.
"""

import json
import logging
import sys
import threading
import traceback
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from time import gmtime, strftime, time
from typing import IO

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
MOST = 20_000  # lines that wait
PAUSE = 0.1  # seconds between two writes
LAST = 2  # seconds in which the last lines must be taken


class Journal(logging.Handler):
    """Takes lines at once, and writes them soon; `level` is one of `LEVELS`."""

    def __init__(self, stream: IO[str], level: str = "info", *, as_json: bool = True) -> None:
        super().__init__(LEVELS[level])
        self.tells_requests = self.level <= logging.INFO
        self.tells_queries = self.level <= logging.DEBUG
        self._stream, self._as_json = stream, as_json
        self._lines: deque[str] = deque()
        self._dropped = 0
        self._ending = threading.Event()
        self._second, self._to_second = 0, ""

    def answered(
        self, request: str, client: str, method: str, route: str, outcome: str, sent: int, seconds: float, query: str
    ) -> None:
        """Take the line of a request, in which nothing but the query has anything to be escaped.

        It is written out here, since every request waits for it.
        """
        ms = f"{seconds * 1000:.2f}"
        if self._as_json:
            line = (
                f'{{"time": "{self._now()}", "level": "info", "request": "{request}", "client": "{client}", '
                f'"method": "{method}", "route": "{route}", "status": "{outcome}", "bytes": {sent}, "ms": {ms}'
            )
            self._take(f'{line}, "query": {json.dumps(query)}}}' if query else f"{line}}}")
        else:
            told = f"{self._now()[11:23]} info {outcome} {method} {route} {sent} bytes {ms} ms {client} {request}"
            self._take(f"{told} {query!r}" if query else told)

    def put(self, level: str, fields: Mapping[str, str]) -> None:
        """Take another line."""
        if self._as_json:
            self._take(json.dumps({"time": self._now(), "level": level, **fields}))
        else:
            self._take(" ".join((self._now()[11:23], level, *fields.values())))

    def _take(self, line: str) -> None:
        if len(self._lines) >= MOST:
            self._dropped += 1
        else:
            self._lines.append(line)

    def _now(self) -> str:
        now = time()
        if int(now) != self._second:
            self._second = int(now)
            self._to_second = strftime("%Y-%m-%dT%H:%M:%S", gmtime(now))
        return f"{self._to_second}.{int(now % 1 * 1000):03d}Z"

    def emit(self, record: logging.LogRecord) -> None:
        """Take what was logged in Python's own way."""
        fields = {"message": record.getMessage(), "logger": record.name}
        if request := getattr(record, "request", None):
            fields["request"] = request
        if record.exc_info and record.exc_info[1]:
            fields["exception"] = _told(record.exc_info[1], with_words=self.tells_queries)
        self.put(record.levelname.lower(), fields)

    @contextmanager
    def kept(self) -> Iterator["Journal"]:
        """Keep it while the block runs: what is logged anywhere comes here."""
        root = logging.getLogger()
        root.addHandler(self)
        root.setLevel(max(self.level, logging.INFO))  # below it libraries tell what strangers sent
        writer = threading.Thread(target=self._write, name="journal", daemon=True)
        writer.start()
        try:
            yield self
        finally:
            root.removeHandler(self)
            self._ending.set()
            writer.join(LAST)

    def _write(self) -> None:
        is_ending = False
        while not is_ending:
            is_ending = self._ending.wait(PAUSE)
            if lines := [self._lines.popleft() for _ in range(len(self._lines))]:
                if self._dropped:
                    self.put("warning", {"message": f"{self._dropped} lines were dropped before this one"})
                    self._dropped = 0
                with suppress(OSError, ValueError):  # nobody reads any more
                    self._stream.write("\n".join(lines) + "\n")
                    self._stream.flush()


def journal(level: str, form: str) -> Journal:
    """The journal on standard error: `form` is json, plain, or auto, which is plain in a terminal."""
    return Journal(sys.stderr, level, as_json=form == "json" or (form == "auto" and not sys.stderr.isatty()))


def _told(error: BaseException, *, with_words: bool) -> str:
    """A traceback; without the words of the errors, where these may hold a piece of somebody's query."""
    if with_words:
        return "".join(traceback.format_exception(error))
    told = []
    cause: BaseException | None = error
    while cause is not None:
        told.append("".join(traceback.format_tb(cause.__traceback__)) + type(cause).__qualname__)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(told)
