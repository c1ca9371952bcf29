"""Citing an answer without a service: by workers of one's own over the current build."""

import asyncio
import sys
from pathlib import Path

from api.minting import Minting
from api.settings import Settings
from graph.answer_store import AnswerStore
from graph.answer_support import support_of
from graph.answers import CitedAnswer, Support
from graph.build import Build
from graph.engine import Graphs
from graph.explainer import Explainer
from graph.limits import Limits
from graph.lineage.question import Question
from graph.workers import Workers
from ontology.errors import InputError, UnavailableError


def query_of(path: Path) -> str:
    """The query in a file; - is standard input.

    Raises:
        UnavailableError: it cannot be read.
        InputError: it is not UTF-8.
    """
    try:
        return (sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()).decode("utf-8")
    except OSError as error:
        raise UnavailableError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"the query in {path} is not UTF-8 (byte {error.start})") from error


def cite_query(data_dir: Path, build: Build, query: str, title: str) -> CitedAnswer:
    """Cite the answer of a build to a query, within the limits that are usual for strangers.

    Raises:
        OxianaError: there is no whole answer, or the store of cited answers does not take it.
    """
    settings = Settings(build.names, limits=Limits(workers=1), archive=data_dir, edition=build.edition)

    async def mint() -> CitedAnswer:
        workers = Workers(build.store_path, build.names, settings.limits)
        explainer = Explainer(build.store_path, build.names, settings.limits)

        async def rests_on(text: str, graphs: Graphs) -> Support:
            return await support_of(explainer, Question(text, graphs, build.version))

        await workers.start()
        try:
            minting = Minting(workers, AnswerStore.of(data_dir, settings.room), settings, build.version, rests_on)
            return (await minting.mint(query, Graphs(), title)).answer
        finally:
            await explainer.stop()
            await workers.stop()

    return asyncio.run(mint())
