"""Minting: an answer gets its identifier when somebody cites it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from api.rates import Rate
from api.settings import Settings
from api.turns import Turns, hashed
from graph.answer_store import AnswerStore
from graph.answers import FORMATS, Bounds, CitedAnswer, Support, title_of
from graph.engine import Graphs
from graph.workers import Workers
from ontology.errors import OxianaError

RestsOn = Callable[[str, Graphs], Awaitable[Support]]
IN_ALL = 4  # times as many as one client may have


class MintRates:
    """How many answers may be cited in a minute, by one client and by all of them."""

    def __init__(self, a_minute: int) -> None:
        self._own = Rate(a_minute, "one client may cite {} answers a minute here") if a_minute else None
        self._all = Rate(IN_ALL * a_minute, "all clients may cite {} answers a minute here") if a_minute else None

    def take(self, client: str) -> None:
        """Take a token of a client, and one of all.

        Raises:
            RateError: there is none left.
        """
        if self._own and self._all:
            self._own.take(client)
            self._all.take("")


@dataclass(frozen=True)
class Minted:
    """An answer with its identifier, and whether nobody had cited it before."""

    answer: CitedAnswer
    is_new: bool


class Minting:
    """Cites answers of one version of the dataset; few at once, so that those who only ask need not wait."""

    def __init__(
        self, workers: Workers, store: AnswerStore, settings: Settings, version: str, rests_on: RestsOn
    ) -> None:
        self._workers, self._store, self._rests_on = workers, store, rests_on
        self._base, self._version = settings.names.base, version
        self._limits, self._turns = hashed(settings.limits), Turns(settings.limits)

    async def mint(self, query: str, graphs: Graphs, title: str = "") -> Minted:
        """Ask a query, and keep what it is answered.

        Raises:
            OxianaError: the query fails, takes too long, or is cut by a limit, so that its answer has no identifier.
        """
        title_of(title)
        async with self._turns.one():
            return await self._mint(query, graphs, title)

    async def _mint(self, query: str, graphs: Graphs, title: str) -> Minted:
        writes = self._workers.generation
        try:
            reply = await self._workers.query(query, FORMATS, graphs, limits=self._limits)
            result = await reply.body()
        except OxianaError as error:
            error.args = (f"there is no whole answer, so it gets no identifier: {error}",)
            raise
        support = await self._rests_on(query, graphs)

        def keep() -> Minted:
            answer = CitedAnswer.of(
                query,
                graphs,
                result,
                reply.media_type,
                base=self._base,
                version=self._version,
                bounds=Bounds(self._limits.seconds, self._limits.rows, self._limits.result_bytes),
                writes=writes,
                title=title,
                support=support,
            )
            return Minted(*self._store.add(answer))

        return await asyncio.to_thread(keep)
