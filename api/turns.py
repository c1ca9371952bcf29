"""Turns: what costs much is done for few at once, while some wait, and others are told to come again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from graph.limits import MIB, Limits
from ontology.errors import OverloadError

WAITING = 8
ROWS = 100_000  # the most that an answer has of which every row is hashed
RESULT_BYTES = 32 * MIB


class Turns:
    """The turns of those whose answers are hashed: half as many at once as queries may be long."""

    def __init__(self, limits: Limits) -> None:
        self._turn, self._taken = asyncio.Semaphore(max(1, limits.workers // 2)), 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A turn, waited for; it is over when the block is.

        Raises:
            OverloadError: as many as may wait do so already.
        """
        if self._taken >= WAITING:
            raise OverloadError(
                f"{WAITING} answers wait already to be hashed, for citing or verifying; ask in some seconds"
            )
        self._taken += 1
        try:
            async with self._turn:
                yield
        finally:
            self._taken -= 1


def hashed(limits: Limits) -> Limits:
    """The limits of an answer of which every row is hashed."""
    return replace(limits, rows=min(ROWS, limits.rows), result_bytes=min(RESULT_BYTES, limits.result_bytes))
