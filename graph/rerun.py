"""A cited answer made again: its query, asked over one version of a dataset."""

import asyncio
from dataclasses import replace
from pathlib import Path

from graph.answers import FORMATS, Bounds, CitedAnswer
from graph.limits import Limits
from graph.workers import Workers
from ontology.terms import Names


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


async def rerun_over(told: CitedAnswer, store: Path, names: Names, version: str, limits: Limits) -> CitedAnswer:
    """The same over a store on disk, by a worker that is started for it.

    Raises:
        OxianaError: see `rerun`.
    """
    workers = Workers(store, names, limits)
    await workers.start()
    try:
        return await rerun(told, workers, version, limits)
    finally:
        await workers.stop()
