"""Cited answers of a service: found by their identifiers, and answered again."""

import asyncio
from dataclasses import replace

from rdflib import URIRef

from api.answering import Answering, Versions
from api.nearness import MissingError
from api.timemap import PARAMETER
from api.turns import Turns, hashed
from graph.answer_store import AnswerStore
from graph.answers import DIGITS, FOLDER, ID, CitedAnswer
from graph.item import Item
from graph.limits import Limits
from graph.rerun import rerun
from ontology.errors import NotFoundError


class Answers:
    """Finds cited answers, and has their queries answered again: few at once, so that others need not wait."""

    def __init__(self, store: AnswerStore, versions: Versions, limits: Limits, root: str) -> None:
        self._store, self.versions, self._root = store, versions, root
        self._limits, self._turns = hashed(limits), Turns(limits)

    def find(self, name: str) -> CitedAnswer:
        """The answer of an identifier.

        Raises:
            MissingError: it is none, or there is no such answer here; with those that begin so, and what to do.
            UnavailableError: the store is damaged, or this answer is.
        """
        if ID.fullmatch(name):
            try:
                return self._store.get(name)
            except NotFoundError:
                english = f"no answer is cited as {name} here"
                chinese = f"此處並無引用為 {name} 之答案"
        else:
            english = f"{name} is no identifier of an answer: one has {DIGITS} hexadecimal digits in lower case"
            english += f", and this has {len(name)}" if len(name) != DIGITS else ""
            chinese = f"{name} 非答案之識別碼：識別碼為 {DIGITS} 個小寫十六進位數字"
        near = [f"{self._root}/{FOLDER}/{one}" for one in self._store.near(name.lower())]
        if near:
            english += f"; did you mean {', '.join(near)}?"
            chinese += f"；是否為 {'、'.join(near)}？"
        else:
            english += (
                "; whether another service has it cannot be seen from an identifier: ask the one whose whole address "
                f"the citation gives, or cite the query anew with {self._root}/cite?query="
            )
            chinese += "；僅憑識別碼無從得知是否屬他處服務：請依引用所載之完整網址查詢，"
            chinese += f"或以 {self._root}/cite?query= 重新引用"
        raise MissingError(english, chinese)

    def result(self, answer: CitedAnswer) -> bytes:
        """The result of an answer, as it was when it was first cited.

        Raises:
            NotFoundError: it is too large to be kept.
        """
        if answer.result is None:
            raise NotFoundError(
                f"the result of {answer.id} is too large to be kept, only its hash is; ask its query of the version "
                f"{answer.version}: {self._root}/sparql?query=…&version={answer.version}"
            )
        return answer.result

    def held(self, name: str) -> CitedAnswer | None:
        """The answer of an identifier; None where there is none."""
        try:
            return self._store.get(name)
        except NotFoundError:
            return None

    def then(self, answer: CitedAnswer) -> str:
        """What a link to a thing has at its end, for it to lead to what the thing was when the answer was cited."""
        return "" if answer.version == self.versions.own.version else f"?{PARAMETER}={answer.version}"

    async def again(self, answer: CitedAnswer) -> CitedAnswer:
        """The answer that a query has on the version on which it is cited.

        Raises:
            NotFoundError: the version is not kept here.
            OxianaError: whatever else is in the way of it.
        """
        async with self._turns.one(), self.versions.of(answer.version) as answering:
            return await self._rerun(answer, answering)

    async def today(self, answer: CitedAnswer) -> CitedAnswer:
        """The answer that a query has on the version that is served here.

        Raises:
            OxianaError: whatever is in the way of it.
        """
        async with self._turns.one():
            return await self._rerun(answer, self.versions.own)

    async def bibliography(self, answer: CitedAnswer, language: str) -> list[Item]:
        """The citations of the claims that an answer rests on, as they were in its version, by place in the source.

        Raises:
            NotFoundError: it is not known which these are, or the version is not kept here.
            OxianaError: whatever else is in the way of it.
        """
        claims = answer.support.claims
        if claims is None:
            raise NotFoundError(f"there is no bibliography of {answer.id}: {answer.support.why}")
        if not claims:
            return []
        async with self.versions.of(answer.version) as answering:
            made = answering.citations.bibliography
            return await asyncio.to_thread(made, [URIRef(claim) for claim in claims], language)

    async def _rerun(self, answer: CitedAnswer, answering: Answering) -> CitedAnswer:
        again = await rerun(answer, answering.workers, answering.version, self._limits)
        if answer.support.claims is None:
            return again
        return replace(again, support=await answering.rests_on(answer.query, answer.graphs))
