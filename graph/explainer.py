"""The explainer: asks a process of its own why triples hold, or what answers rest on, one question at a time."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graph.frames import FAULT, REQUEST, frame, next_frame
from graph.limits import Limits, refuse
from graph.lineage.question import Question
from graph.process import Process, fault
from graph.store import Answer
from ontology.errors import LimitError, OverloadError, QueryTimeoutError
from ontology.terms import Names

MOST = 16  # questions that wait
GRACE = 1  # second for which it goes on with a question that nobody waits for any more
EXPLAINED, TRACED = "explanation", "answer with its lineage"


class Explainer:
    """Questions about the inferences of one build; the process is started by the first of them."""

    def __init__(self, store: Path, names: Names, limits: Limits) -> None:
        self._store, self._names, self._limits = store, names, limits
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._asking = set[asyncio.Task[bytes]]()
        self._answering: asyncio.Task[Any] | None = None

    async def ask(
        self, triple: Sequence[str] | None, taken_in: Sequence[str] = (), left_out: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Why a triple in the terms of N-Triples holds; without one, what would follow from other claims.

        See `graph.explanation`.

        Raises:
            InputError: there is no such claim.
            LimitError: the graph is too large to be reasoned with here, or too little memory is left.
            OverloadError: too many wait already.
            QueryTimeoutError: it took more seconds than a query may.
        """
        asked = {"triple": triple, "with": list(taken_in), "without": list(left_out)}
        return dict(json.loads(await self._in_turn(asked)))

    async def trace(self, question: Question, accept: Sequence[str], seconds: float | None = None) -> Answer:
        """The answer to a question with its lineage, in the first media type of `graph.lineage.formats` that it has.

        See `graph.lineage.tracer`; it sees what was written until the question's generation at the least.

        Raises:
            InputError: the query is malformed, or asks for what is refused.
            LimitError: it is too long, its answer too large, or too little memory is left.
            NoSuchFormatError: its kind of result has none of the media types.
            OverloadError: too many wait already.
            QueryTimeoutError: it took more seconds than a query may.
        """
        refuse(question.text, self._limits)
        told = await self._in_turn({"question": asdict(question), "accept": list(accept)}, seconds, TRACED)
        media_type, _, body = told.partition(b"\n")
        if len(body) > self._limits.result_bytes:
            raise LimitError(
                f"the answer with its lineage has {len(body)} bytes; {self._limits.result_bytes} are the most"
            )
        return Answer(media_type.decode(), body)

    async def _in_turn(self, asked: dict[str, Any], seconds: float | None = None, what: str = EXPLAINED) -> bytes:
        if len(self._asking) >= MOST:
            raise OverloadError(f"{MOST} questions are waiting already; ask again in some seconds")
        task = asyncio.create_task(self._asked(asked, min(seconds or self._limits.seconds, self._limits.seconds), what))
        self._asking.add(task)
        task.add_done_callback(self._done)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            # Whoever leaves does not cost the others their turn, nor the process, unless it is long at his question.
            asyncio.get_running_loop().call_later(GRACE if task is self._answering else 0, task.cancel)
            raise

    def _done(self, task: asyncio.Task[bytes]) -> None:
        self._asking.discard(task)
        if not task.cancelled():
            task.exception()  # perhaps nobody waits for it any more

    async def _asked(self, asked: dict[str, Any], seconds: float, what: str) -> bytes:
        try:
            async with asyncio.timeout(seconds), self._turn:
                self._answering = asyncio.current_task()
                return await self._answer(asked)
        except TimeoutError:
            raise QueryTimeoutError(f"there was no {what} within {seconds:g} seconds, the most it may take") from None

    async def _answer(self, asked: dict[str, Any]) -> bytes:
        process, self._process = self._process, None
        if process and (process.reader.at_eof() or not process.is_alive):
            await process.end()
            process = None
        if process is None:
            process = await Process.start(self._store, "graph.explaining")
        try:
            given = {**asked, "base": self._names.base, "memory": self._limits.memory}
            process.writer.write(frame(REQUEST, given))
            received = await next_frame(process.reader)
        except BaseException:
            await process.end()
            raise
        if received is None:
            lost = await process.why_lost(self._limits)
            await process.end()
            raise lost
        self._process = process
        if received[0] == FAULT:
            raise fault(received[1], self._limits)
        return received[1]

    async def stop(self) -> None:
        """End the process, and whatever it does."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        if self._process:
            await self._process.end()
