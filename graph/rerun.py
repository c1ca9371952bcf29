"""A cited answer made again: its query, asked over the version of the dataset on which it is cited."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType

from graph.answer_support import support_of
from graph.answers import FORMATS, Bounds, CitedAnswer
from graph.archive import Archive
from graph.build import current
from graph.explainer import Explainer
from graph.limits import Limits
from graph.lineage.question import Question
from graph.store import EmbeddedStore
from graph.workers import Workers


async def rerun(told: CitedAnswer, workers: Workers, version: str, limits: Limits) -> CitedAnswer:
    """The answer that the query of another one has now, with its whole result; the workers answer of `version`.

    Raises:
        OxianaError: see `Workers.query`.
    """
    reply = await workers.query(told.query, FORMATS, told.graphs, limits=limits)
    result = await reply.body()

    def read() -> CitedAnswer:
        made = CitedAnswer.of(
            told.query,
            told.graphs,
            result,
            reply.media_type,
            base=told.base,
            version=version,
            bounds=Bounds(limits.seconds, limits.rows, limits.result_bytes),
            writes=told.writes,
        )
        return replace(made, result=result)  # also one that is too large to be kept

    return await asyncio.to_thread(read)


class Reruns:
    """Makes cited answers again over the versions of a data directory, without a service.

    It has workers over one version at a time, those of the last answer: whoever has many asks in order of versions.
    """

    def __init__(self, data_dir: Path, limits: Limits) -> None:
        self._data_dir, self._limits = data_dir, limits
        self._workers: Workers | None = None
        self._explainer: Explainer | None = None
        self._version, self._folder = "", ""

    async def __aenter__(self) -> "Reruns":
        """Begin; nothing is started before something is asked."""
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        """End the workers, and remove what was written for them."""
        if self._workers and self._explainer:
            await self._explainer.stop()
            await self._workers.stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._workers, self._explainer, self._version, self._folder = None, None, "", ""

    async def again(self, told: CitedAnswer) -> CitedAnswer:
        """The answer that a query has on the version on which it is cited.

        Raises:
            NotFoundError: the version is not kept here.
            OxianaError: whatever else is in the way of it.
        """
        if not (self._workers and self._explainer) or self._version != told.version:
            self._workers, self._explainer = await self._over(told.version)
        again = await rerun(told, self._workers, told.version, self._limits)
        if told.support.claims is None:
            return again
        question = Question(told.query, told.graphs, told.version)
        return replace(again, support=await support_of(self._explainer, question))

    async def _over(self, sha256: str) -> tuple[Workers, Explainer]:
        await self.__aexit__(None, None, None)
        built = current(self._data_dir)
        store, names = built.store_path, built.names
        if sha256 != built.version:
            archive = Archive.of(self._data_dir)
            version = archive.exactly(sha256)
            nquads, names = archive.nquads(version), version.names
            self._folder = mkdtemp()
            store = Path(self._folder) / "store"
            EmbeddedStore.write(store, nquads, names)
        workers = Workers(store, names, self._limits)
        await workers.start()
        self._version = sha256
        return workers, Explainer(store, names, self._limits)
