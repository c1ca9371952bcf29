"""Candidates for entities that have no identifier yet, from a service of the Reconciliation Service API 0.2.

See https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. What it proposes is for people
to review: nothing here is a match.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.asking import Asker, Reply
from graph.offer import QUERIES
from graph.store import Store, select
from graph.wikibase import QID, WD, HalfError
from ontology.errors import InputError, NotFoundError
from ontology.terms import Names

SERVICE = "https://wikidata.reconci.link/{}/api"
JSON = "application/json"
AT_ONCE = 10  # queries in one request: a service may refuse more
MOST_LETTERS = 200  # of a name that is shown
ITEMS = {str(WD), str(WD).replace("http:", "https:")}
UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Candidate:
    """An item that may be meant; `score` is the service's own, and comparable with nothing else."""

    id: str
    name: str
    description: str
    score: float
    types: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """What a service proposes for an entity, best first."""

    entity: str
    label: str
    candidates: tuple[Candidate, ...]


def linked_items(store: Store, names: Names) -> list[str]:
    """The QIDs to which a mapping of the built graph leads, in the order of their numbers."""
    rows = select(store, names.read(QUERIES / "linked-items.rq"))
    found = {str(row["item"]).removeprefix(WD) for row in rows}
    return sorted(filter(QID.fullmatch, found), key=lambda item: int(item[1:]))


def unlinked(store: Store, names: Names, language: str, wanted: Sequence[str] = ()) -> dict[str, str]:
    """The entities without a mapping to Wikidata, and their labels; of these the wanted ones, by name or label.

    Raises:
        NotFoundError: no such entity is called so.
    """
    rows = select(store, names.read(QUERIES / "unlinked-entities.rq"))
    labels = [
        (str(row["entity"]).removeprefix(names.entity), str(row["label"]), str(getattr(row["label"], "language", "")))
        for row in rows
    ]
    chosen = {name: label for name, label, tag in labels if tag.lower() == language.lower()}
    if not wanted:
        return chosen
    called = {key: name for name, label, _ in labels for key in (name, f"id:{name}", label)}
    unknown = [one for one in wanted if called.get(one) not in chosen]
    if unknown:
        raise NotFoundError(f"{unknown[0]} is no entity that lacks a mapping to Wikidata")
    return {called[one]: chosen[called[one]] for one in wanted}


async def suggest(
    asker: Asker, service: str, entities: dict[str, str], limit: int, progress: Callable[[int, int], None]
) -> list[Suggestion]:
    """What a service proposes for entities, given by their labels; at most `limit` candidates of each.

    Raises:
        UnavailableError: the service gives no answer that can be used, or its items are not Wikidata's.
    """
    await asker.ask(service, JSON, _refuse_other)
    found, pairs = list[Suggestion](), list(entities.items())
    for start in range(0, len(pairs), AT_ONCE):
        progress(start, len(pairs))
        batch = pairs[start : start + AT_ONCE]
        queries = {f"q{place}": {"query": label, "limit": limit} for place, (_, label) in enumerate(batch)}
        form = {"queries": json.dumps(queries, ensure_ascii=False)}
        results = await asker.ask(service, JSON, partial(_results, asked=tuple(queries)), form)
        found += [
            Suggestion(name, label, tuple(results[f"q{place}"][:limit])) for place, (name, label) in enumerate(batch)
        ]
    progress(len(pairs), len(pairs))
    return found


def _refuse_other(reply: Reply) -> None:
    manifest = _object(reply)
    if manifest.get("identifierSpace") not in ITEMS:
        told = _plain(manifest.get("identifierSpace")) or "nothing"
        raise InputError(f"it is no reconciliation service of Wikidata's items (its identifierSpace is {told})")


def _results(reply: Reply, *, asked: Sequence[str]) -> dict[str, list[Candidate]]:
    told = _object(reply)
    if not any(name in told for name in asked) and (why := _plain(told.get("message") or told.get("error"))):
        raise InputError(f"it says: {why}")
    missing = [name for name in asked if not isinstance(told.get(name), dict) or "result" not in told[name]]
    if missing:
        raise HalfError(f"{len(missing)} of {len(asked)} questions have no result")
    try:
        return {name: [_candidate(one) for one in told[name]["result"]] for name in asked}
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise InputError("its candidates are not as the Reconciliation Service API 0.2 has them") from error


def _candidate(told: dict[str, Any]) -> Candidate:
    if not QID.fullmatch(told["id"]):
        raise ValueError(told["id"])
    types = tuple(_plain(one.get("name") or one["id"]) for one in told.get("type") or ())
    description = _plain(told.get("description"))
    return Candidate(told["id"], _plain(told["name"]), description, float(told["score"]), types)


def _object(reply: Reply) -> dict[str, Any]:
    try:
        told = json.loads(reply.body)
    except UnicodeDecodeError as error:
        raise InputError("it is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise HalfError(f"it is no JSON from line {error.lineno} on, or ends there") from error
    except RecursionError as error:
        raise InputError("its JSON is nested too deep") from error
    if not isinstance(told, dict):
        raise InputError("it is no JSON object")
    return told


def _plain(told: object) -> str:
    """A text of strangers in one line, without what could steer a terminal."""
    return UNSHOWN.sub(" ", str(told)).strip()[:MOST_LETTERS] if told is not None else ""
