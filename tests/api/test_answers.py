"""Cited answers made again: few at once, on the version that is cited, and their claims traced anew."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from api.answering import Answering, Versions
from api.answers import Answers
from api.minting import RestsOn
from api.turns import WAITING
from graph.answer_store import AnswerStore
from graph.answer_support import support_of
from graph.answer_verification import Outcome, verified_entry
from graph.answers import CitedAnswer, Support
from graph.build import Build
from graph.citations import Citations
from graph.edition import Edition
from graph.engine import Graphs
from graph.explainer import Explainer
from graph.limits import Limits
from graph.lineage.question import Question
from graph.store import EmbeddedStore
from graph.workers import Workers
from ontology.errors import NotFoundError, OverloadError, UnavailableError
from ontology.terms import Names
from tests.api.histories import History

CLAIM = "https://w3id.org/oxiana/claim/quill-harbours/A1.1"


async def unknown(_query: str, _graphs: Graphs) -> Support:
    """Nothing traces what an answer rests on."""
    return Support(None, "it is not known")


@asynccontextmanager
async def answers(built: Build, data: Path, rests_on: RestsOn = unknown) -> AsyncIterator[Answers]:
    """What answers over a build alone, without any earlier version."""
    workers = Workers(built.store_path, built.names, Limits(workers=2))
    citations = Citations(EmbeddedStore.open(built.store_path), Names(), Edition(), built.version)
    own = Answering(built.version, Edition(), workers, citations, rests_on)
    await workers.start()
    try:
        yield Answers(AnswerStore.of(data), Versions(own, data, None), workers.limits, "")
    finally:
        await workers.stop()


def entry(data: Path, path: str) -> CitedAnswer:
    return AnswerStore.of(data).get(path.rpartition("/")[2])


@pytest.mark.parametrize(("traced", "outcome"), [((CLAIM,), Outcome.VERIFIED), ((), Outcome.DIFFERS)])
def test_the_claims_that_a_citation_tells_are_traced_again(
    second_build: Build, cited_data: Path, cited: Callable[..., str], traced: tuple[str, ...], outcome: Outcome
) -> None:
    told = entry(cited_data, cited("SELECT ?x { VALUES ?x { 'traced' } }", support=Support((CLAIM,))))

    async def trace(_query: str, _graphs: Graphs) -> Support:
        return Support(traced)

    async def verify() -> Outcome:
        async with answers(second_build, cited_data, trace) as made:
            return (await verified_entry(told, made.again)).outcome

    assert asyncio.run(verify()) == outcome


def test_claims_that_cannot_be_traced_again_are_no_fault_of_the_answer(
    second_build: Build, cited_data: Path, cited: Callable[..., str]
) -> None:
    told = entry(cited_data, cited("SELECT ?x { VALUES ?x { 'untraced' } }", support=Support((CLAIM,))))

    async def trace(query: str, graphs: Graphs) -> Support:
        return await support_of(explainer, Question(query, graphs, second_build.version))

    async def verify() -> CitedAnswer:
        async with answers(second_build, cited_data, trace) as made:
            return await made.again(told)

    explainer = Explainer(second_build.store_path, Names(), Limits(seconds=0.001))
    again = asyncio.run(verify())
    assert again.support.claims is None
    assert "within 0.001 seconds" in again.support.why
    assert again.id == told.id


def test_more_than_may_wait_are_told_to_come_again_and_all_others_are_answered(
    second_build: Build, cited_data: Path, cited: Callable[..., str]
) -> None:
    told = entry(cited_data, cited("SELECT (COUNT(*) AS ?n) { ?s a ?o . ?a a ?c }"))

    async def flood() -> list[CitedAnswer | BaseException]:
        async with answers(second_build, cited_data) as made:
            found = await asyncio.gather(*(made.again(told) for _ in range(3 * WAITING)), return_exceptions=True)
            assert (await made.again(told)).id == told.id, "and then there is room again"
            return found

    found = asyncio.run(flood())
    refused = [one for one in found if isinstance(one, OverloadError)]
    assert len(refused) == 2 * WAITING
    assert {one.id for one in found if isinstance(one, CitedAnswer)} == {told.id}


def test_a_service_without_earlier_versions_says_so_and_one_that_is_not_kept_is_not_there(
    second_build: Build, cited_data: Path, cited: Callable[..., str], past: History
) -> None:
    told = entry(cited_data, cited("ASK { ?missing ?p ?o }", version="2" * 64))

    async def again(data: Path, version: str) -> None:
        async with answers(second_build, data) as made, made.versions.of(version):
            pass

    with pytest.raises(NotFoundError, match="there is no version 2222"):
        asyncio.run(again(cited_data, told.version))
    with pytest.raises(UnavailableError, match="answers of the version"):
        asyncio.run(again(past.data, past.versions[1]))
